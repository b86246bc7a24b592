"""What the commands that enumerate cells share: processes, progress, limits."""

from __future__ import annotations

import re
import signal
import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from importlib.util import find_spec

from tropnet.analysis.enumeration import Limit

__all__ = ["add_work", "executor", "limit", "shows_progress"]

UNITS = {"": 1, "k": 2**10, "M": 2**20, "G": 2**30}


def add_work(parser: ArgumentParser) -> None:
    """How much, and with how many."""
    work = parser.add_argument_group("work")
    work.add_argument(
        "--jobs",
        metavar="N",
        type=_positive,
        default=1,
        help="number of processes (default 1); the answer is the same",
    )
    work.add_argument(
        "--max-cells", metavar="N", type=_positive, help="stop beyond so many cells, with exit code 3"
    )
    work.add_argument(
        "--max-seconds", metavar="S", type=_seconds, help="stop an enumeration after so many seconds"
    )
    work.add_argument(
        "--max-memory", metavar="BYTES", type=_bytes, help="stop beyond so much memory, such as 500M or 2G"
    )


def _positive(text: str) -> int:
    if not text.isdecimal() or int(text) == 0:
        raise ArgumentTypeError(f"{text!r} is no positive whole number")
    return int(text)


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < float("inf"):
        raise ArgumentTypeError(f"{text!r} is no positive number of seconds")
    return seconds


def _bytes(text: str) -> int:
    match = re.fullmatch(r"(\d+)([kMG]?)B?", text)
    if match is None or not int(match[1]):
        raise ArgumentTypeError(f"{text!r} is no amount of memory such as 500M or 2G")
    return int(match[1]) * UNITS[match[2]]


def limit(options: Namespace) -> Limit | None:
    """The limit that the options set."""
    chosen = (options.max_cells, options.max_seconds, options.max_memory)
    return None if chosen == (None, None, None) else Limit(*chosen)


def shows_progress() -> bool:
    """Whether a progress bar has a reader, and a package to draw it."""
    return sys.stderr.isatty() and find_spec("tqdm") is not None


@contextmanager
def executor(options: Namespace) -> Iterator[Executor | None]:
    """The processes that the options ask for; None for this process alone."""
    if options.jobs == 1:
        yield None
        return
    pool = ProcessPoolExecutor(options.jobs, initializer=_leave_interrupts_to_the_parent)
    try:
        yield pool
    finally:
        pool.shutdown(cancel_futures=True)


def _leave_interrupts_to_the_parent() -> None:
    # A terminal sends Ctrl-C to all processes; one message is enough.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
