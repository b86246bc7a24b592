"""What a command is, and how its answer reaches the reader."""

from __future__ import annotations

import json
from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

__all__ = ["Command", "add_json", "answer"]


@dataclass(frozen=True)
class Command:
    """A word after ``tropnet``.

    Attributes
    ----------
    name : str
    summary : str
        One line for the list of commands.
    description : str
        For its own help.
    declare : callable
        Adds the arguments to a parser.
    run : callable
        Does the work, and prints the answer.
    """

    name: str
    summary: str
    description: str
    declare: Callable[[ArgumentParser], None]
    run: Callable[[Namespace], None]


def add_json(parser: ArgumentParser) -> None:
    """The option of all commands that answer a question."""
    parser.add_argument("--json", action="store_true", help="print the answer as one JSON object")


def answer(options: Namespace, data: dict[str, Any], text: str) -> None:
    """Print an answer as JSON or as text."""
    print(json.dumps(data, indent=2, ensure_ascii=False) if options.json else text)
