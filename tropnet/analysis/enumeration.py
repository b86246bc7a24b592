"""Running the blocks: one after the other or by an executor, with progress, limits and a way to go on.

Blocks are run depth first, so that few are alive at a time.  A finished block is handed to a *collector*, a
picklable function, in the process that finished it; only what the collector returns travels back.  Results come
with the path of their block in the tree of splits, which does not depend on who ran it: sorted by path they are
the same for every executor.

Any :class:`concurrent.futures.Executor` will do, if what it returns are futures of the standard library: a pool of
threads or processes; ``Client(cluster).get_executor()`` of dask.distributed; ``MPIPoolExecutor`` of mpi4py.futures, in
a script that is started by ``mpiexec -n 16 python -m mpi4py.futures script.py``.
"""

from __future__ import annotations

import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Generator
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Generic, TypeVar

from tropnet.analysis.blocks import Block, Slicer
from tropnet.errors import InputError, LimitReachedError, MissingDependencyError

__all__ = ["Limit", "ProgressBar", "Resumable", "Unfinished", "check_limit", "run_blocks"]

Result = TypeVar("Result")
Place = tuple[int, ...]
"""The path of a block in the tree of splits."""

Collector = Callable[[Slicer, Block], Result]


@dataclass(frozen=True)
class Limit:
    """Where an enumeration is to stop; looked at between blocks, so that it may be exceeded by what these take.

    Parameters
    ----------
    cells : int, optional
        Stop when more cells than these have been found.
    seconds : float, optional
        Stop after this time.
    memory : int, optional
        Stop when the process holds more than so many bytes.

    Examples
    --------
    >>> Limit(cells=10**6, seconds=60)
    Limit(cells=1000000, seconds=60, memory=None)
    """

    cells: int | None = None
    seconds: float | None = None
    memory: int | None = None

    def __post_init__(self) -> None:
        for name in ("cells", "seconds", "memory"):
            value = getattr(self, name)
            if value is not None and not value > 0:
                raise InputError(f"a limit of {value!r} {name} leaves nothing to do; give a positive number")

    def reached(self, cells: int, started: float) -> str | None:
        """What has been exceeded, in words, or None."""
        if self.cells is not None and cells > self.cells:
            return f"more than {self.cells} cells"
        if self.seconds is not None and time.monotonic() - started > self.seconds:
            return f"more than {self.seconds} seconds"
        if self.memory is not None and resident_bytes() > self.memory:
            return f"more than {self.memory} bytes of memory"
        return None


def check_limit(limit: object) -> None:
    """Refuse what is neither a limit nor None."""
    if limit is not None and not isinstance(limit, Limit):
        raise InputError(f"limit={limit!r} does not say of what; give Limit(cells=...), seconds or memory")


class Resumable(ABC):
    """What a search that a limit has stopped leaves: the ``partial`` of its error, for :func:`tropnet.resume`."""

    @abstractmethod
    def resumed(self, *, executor: Executor | None, progress: bool, limit: Limit | None) -> Any:
        """The answer, after searching on."""


@dataclass
class Unfinished(Resumable, Generic[Result]):
    """An enumeration that was stopped: what was found, and what is left to do.

    Attributes
    ----------
    slicer : Slicer
    found : list of (path, result)
        The results of the finished blocks.
    blocks : list of Block
        The blocks that are not finished, to be given to :func:`run_blocks` again.
    n_cells : int
        The number of cells in finished blocks.
    decided : Place or None
        The path of a result that settles the question, the largest that was found.
    """

    slicer: Slicer
    found: list[tuple[Place, Result]] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    n_cells: int = 0
    decided: Place | None = field(default=None, kw_only=True)

    def is_settled_by(self, result: Result) -> bool:
        """Whether a result makes all others superfluous that come from blocks with smaller paths.

        Then these blocks are dropped.  They are the ones that would come later if blocks are run one by one, so the
        result with the largest path that settles the question is the same however they are run.
        """
        return False

    def resumed(self, *, executor: Executor | None, progress: bool, limit: Limit | None) -> Any:
        """What the enumeration was to give, after running the blocks that are left."""
        raise InputError(f"{self!r} is no enumeration of linear regions; give the `partial` of its error")

    def __repr__(self) -> str:
        return f"<Unfinished: {self.n_cells} cells in {len(self.found)} finished blocks, {len(self.blocks)} to go>"


def run_blocks(
    work: Unfinished[Result],
    collect: Collector[Result],
    *,
    executor: Executor | None = None,
    progress: bool = False,
    limit: Limit | None = None,
) -> list[tuple[Place, Result]]:
    """Run all blocks to the end, and return what was collected, sorted by path.

    Raises
    ------
    LimitReachedError
        If a limit is reached; ``partial`` is the :class:`Unfinished` work, which can be run on.
    """
    check_limit(limit)
    started = time.monotonic()
    with ProgressBar(progress) as bar:
        steps = _serial(work, collect) if executor is None else _parallel(work, collect, executor)
        for is_left in steps:
            bar.update(work.n_cells)
            reason = limit.reached(work.n_cells, started) if limit and is_left else None
            if reason:
                steps.close()
            if reason and work.blocks:
                raise LimitReachedError(
                    f"stopped at {reason}: {work.n_cells} cells are finished, {len(work.blocks)} blocks are left; "
                    "raise the limit, or go on from the error's `partial`",
                    partial=work,
                )
    work.found.sort(key=lambda item: item[0])
    return work.found


def _step(slicer: Slicer, block: Block, collect: Collector[Result]) -> tuple[int, Result] | list[Block]:
    """Run a block until it is finished or splits."""
    parts = slicer.run(block)
    if slicer.is_finished(parts[0]):
        return parts[0].n_cells, collect(slicer, parts[0])
    return parts


def _absorb(work: Unfinished[Result], path: Place, outcome: tuple[int, Result] | list[Block]) -> None:
    if isinstance(outcome, list):
        work.blocks.extend(outcome)
    else:
        work.n_cells += outcome[0]
        work.found.append((path, outcome[1]))
        if work.is_settled_by(outcome[1]) and (work.decided is None or work.decided < path):
            work.decided = path
    if work.decided is not None:
        work.blocks = [block for block in work.blocks if block.path > work.decided]


def _serial(work: Unfinished[Result], collect: Collector[Result]) -> Generator[bool, None, None]:
    """Run the blocks, and tell after each step whether something is left to do."""
    while work.blocks:
        block = work.blocks.pop()
        _absorb(work, block.path, _step(work.slicer, block, collect))
        yield bool(work.blocks)


def _parallel(
    work: Unfinished[Result], collect: Collector[Result], executor: Executor
) -> Generator[bool, None, None]:
    """The same by an executor."""
    running: dict[Future[Any], Block] = {}
    at_once = 2 * (getattr(executor, "_max_workers", None) or 4)
    try:
        while work.blocks or running:
            while work.blocks and len(running) < at_once:
                block = work.blocks.pop()
                running[executor.submit(_step, work.slicer, block, collect)] = block
            done, _ = wait(running, return_when=FIRST_COMPLETED)
            for future in done:
                block = running.pop(future)
                _absorb(work, block.path, future.result())
            yield bool(work.blocks or running)
    finally:
        # A block that is being run must not be run again at the same time: threads share it.
        for future, block in running.items():
            if future.cancel():
                work.blocks.append(block)
            else:
                _absorb(work, block.path, future.result())


class ProgressBar:
    """A progress bar of finished cells, or of other things."""

    def __init__(self, wanted: bool, unit: str = " cells") -> None:
        self.bar: Any = None
        if wanted:
            try:
                from tqdm import tqdm
            except ImportError as error:
                raise MissingDependencyError(
                    "progress=True needs tqdm: pip install tropnet[progress]"
                ) from error
            self.bar = tqdm(unit=unit, unit_scale=True)

    def update(self, n_cells: int) -> None:
        if self.bar is not None:
            self.bar.update(n_cells - self.bar.n)

    def __enter__(self) -> ProgressBar:
        return self

    def __exit__(self, *exception: object) -> None:
        if self.bar is not None:
            self.bar.close()


def resident_bytes() -> int:
    """The memory that this process holds, as far as the system tells: now on Linux, at its peak elsewhere."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
        import resource

        return pages * resource.getpagesize()
    except (OSError, ImportError):
        pass
    try:
        import resource
        import sys

        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return peak if sys.platform == "darwin" else peak * 1024
    except ImportError as error:
        raise InputError(
            "this system does not tell how much memory a process holds; use a limit on cells or seconds"
        ) from error
