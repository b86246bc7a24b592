"""``tropnet bounds``: what the literature says about the number of linear regions."""

from __future__ import annotations

import re
from argparse import ArgumentParser, Namespace

from tropnet.cli.command import Command, add_json, answer
from tropnet.cli.values import add_reading, model
from tropnet.cli.work import add_work, executor, limit, shows_progress
from tropnet.errors import InputError
from tropnet.networks.network import Network
from tropnet.theory.bounds.architecture import Architecture
from tropnet.theory.bounds.table import bounds

__all__ = ["COMMAND"]


def _declare(parser: ArgumentParser) -> None:
    parser.add_argument(
        "model",
        metavar="ARCHITECTURE|MODEL",
        help="inputs, widths and outputs, such as 2,8,8,1 (8:3 for maxout of rank 3, 8~3 for activations with 3 "
        "pieces); or a model",
    )
    parser.add_argument(
        "--count",
        action="store_true",
        help="count the regions of a model even if it has many inputs",
    )
    parser.add_argument("--no-count", action="store_true", help="do not count the regions of a model")
    add_json(parser)
    add_reading(parser)
    add_work(parser)


def _run(options: Namespace) -> None:
    if options.count and options.no_count:
        raise InputError("--count and --no-count exclude each other; give one of them")
    wanted = True if options.count else False if options.no_count else None
    subject: Architecture | Network
    subject = Architecture.of(options.model) if _is_architecture(options.model) else model(options)
    if isinstance(subject, Architecture) and not options.count:
        table = bounds(subject)
    else:
        with executor(options) as pool:
            table = bounds(
                subject, counts=wanted, executor=pool, progress=shows_progress(), limit=limit(options)
            )
    answer(options, table.as_dict(), str(table))


def _is_architecture(text: str) -> bool:
    """Whether a text is written with the signs of an architecture only."""
    return re.fullmatch(r"[\d,:~+\s]*\d[\d,:~+\s]*", text) is not None


COMMAND = Command(
    "bounds",
    "bounds on the number of linear regions",
    "Upper bounds, lower bounds and expected values from the literature for an architecture, such as 2,8,8,1, or for "
    "the architecture of a model, whose exact counts stand beside. A bound whose hypotheses fail is listed with the "
    "reason.",
    _declare,
    _run,
)
