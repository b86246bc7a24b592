"""``tropnet info``: layers and sizes."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from tropnet.analysis.report import describe
from tropnet.cli.command import Command, add_json, answer
from tropnet.cli.values import add_model, model

__all__ = ["COMMAND"]


def _declare(parser: ArgumentParser) -> None:
    add_model(parser)
    add_json(parser)


def _run(options: Namespace) -> None:
    section = describe(model(options))
    answer(options, {fact.key: fact.value for fact in section.facts}, str(section))


COMMAND = Command(
    "info",
    "layers and sizes of a network",
    "The layers of a network with their sizes, and what was rounded when it was read.",
    _declare,
    _run,
)
