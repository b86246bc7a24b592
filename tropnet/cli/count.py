"""``tropnet count``: one count of linear regions."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import Any

from tropnet.analysis.counting import count_regions
from tropnet.analysis.counts import EXPLANATIONS, count_text
from tropnet.analysis.regions import linear_regions
from tropnet.cli.command import Command, add_json, answer
from tropnet.cli.values import add_model, add_within, domain, model
from tropnet.cli.work import add_work, executor, limit, shows_progress

__all__ = ["COMMAND"]

STREAMED = "proper_activation"
"""The kind that is counted without storing the cells."""


def _declare(parser: ArgumentParser) -> None:
    add_model(parser)
    add_within(parser)
    kinds = "; ".join(f"{kind}: {text}" for kind, text in EXPLANATIONS.items())
    parser.add_argument(
        "--kind",
        choices=(*EXPLANATIONS, "all"),
        default=STREAMED,
        help=f"what a linear region is (default {STREAMED}). {kinds}. all: all six, one a line",
    )
    add_json(parser)
    add_work(parser)


def _run(options: Namespace) -> None:
    found = _counts(options)
    data: dict[str, Any] = {"model": options.model, "within": options.within, "counts": found}
    if options.kind != "all":
        data |= {"kind": options.kind, "count": found[options.kind]}
        del data["counts"]
        answer(options, data, count_text(found[options.kind]))
        return
    width = max(map(len, found))
    answer(options, data, "\n".join(f"{kind:<{width}}  {count_text(value)}" for kind, value in found.items()))


def _counts(options: Namespace) -> dict[str, int | tuple[int, int]]:
    net = model(options)
    within, progress = domain(options.within, net.input_dim), shows_progress()
    with executor(options) as pool:
        work: Any = {"executor": pool, "progress": progress, "limit": limit(options)}
        if options.kind == STREAMED:
            return {STREAMED: count_regions(net, STREAMED, within, **work)}
        regions = linear_regions(net, within, **work)
    if options.kind == "all":
        return regions.counts.as_dict()
    if options.kind in ("activation", "convex"):
        return {options.kind: regions.counts.as_dict()[options.kind]}
    return {options.kind: int(regions.labels(options.kind).max(initial=-1)) + 1}


COMMAND = Command(
    "count",
    "the number of linear regions",
    "The number of linear regions, by one of six definitions. Prints the number and nothing else; of the "
    "convex pieces, the bounds where the number is not proven.",
    _declare,
    _run,
)
