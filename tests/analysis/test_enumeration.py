"""Executors give the same answer, and limits stop the work where it can be taken up again."""

import io
import pickle
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import redirect_stderr
from multiprocessing import get_context

import pytest
from analysis.matching import library_network, small_blocks
from oracles.networks import SIX_DIFFERENT, congruential

from tropnet import Network, linear_regions, resume
from tropnet.analysis import enumeration
from tropnet.analysis.enumeration import Limit, Unfinished, run_blocks
from tropnet.analysis.regions import PartialRegions
from tropnet.analysis.start import start
from tropnet.errors import InputError, LimitReachedError
from tropnet.networks import stages
from tropnet.networks.hinges import hinges
from tropnet.polyhedra.bodies import cube

NET = library_network(congruential((3, 4, 3, 1), 2))
SMALL = library_network(SIX_DIFFERENT)


def described(regions):
    """Everything, in order."""
    return (
        regions.patterns.tolist(),
        regions.adjacency.tolist(),
        regions.f_vector,
        regions.counts,
        regions.is_bounded.tolist(),
        [regions.labels("closed_connected").tolist(), regions.labels("affine").tolist()],
        [cell.polyhedron for cell in regions],
    )


class OneByOne(Executor):
    """An executor that runs a task when it is submitted."""

    def submit(self, fn, /, *args, **kwargs):
        future = Future()
        future.set_result(fn(*args, **kwargs))
        return future


@pytest.mark.parametrize("within", [None, cube(3, 2)], ids=["space", "box"])
def test_every_executor_gives_the_same_regions_in_the_same_order(within):
    with small_blocks(6):
        alone = described(linear_regions(NET, within))
        assert described(linear_regions(NET, within, executor=OneByOne())) == alone
        with ThreadPoolExecutor(3) as threads:
            assert described(linear_regions(NET, within, executor=threads)) == alone
        with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as processes:
            assert described(linear_regions(NET, within, executor=processes)) == alone


def test_an_error_in_a_task_comes_out():
    class Broken(OneByOne):
        def submit(self, fn, /, *args, **kwargs):
            future = Future()
            future.set_exception(MemoryError("no room"))
            return future

    with pytest.raises(MemoryError, match="no room"):
        linear_regions(SMALL, executor=Broken())


# --- limits ---


@pytest.mark.parametrize("limit", [Limit(cells=8), Limit(seconds=1e-9), Limit(memory=1)], ids=repr)
@pytest.mark.parametrize("n_threads", [0, 2])
def test_work_goes_on_where_a_limit_stopped_it(limit, n_threads):
    def progressed(function, argument):
        """The regions, or where the work was stopped."""
        with ThreadPoolExecutor(2) as threads:
            try:
                return function(argument, limit=limit, executor=threads if n_threads else None)
            except LimitReachedError as error:
                return error.partial

    with small_blocks(4):
        alone = described(linear_regions(NET))
        found = progressed(linear_regions, NET)
        stops = []
        while isinstance(found, PartialRegions):
            stops.append((len(found.found), len(found.blocks)))
            found = progressed(resume, found)
    assert len(stops) == len(set(stops)) > 1
    assert described(found) == alone


@pytest.mark.parametrize(
    ("limit", "words"),
    [
        (Limit(cells=8), "more than 8 cells"),
        (Limit(seconds=1e-9), "more than 1e-09 seconds"),
        (Limit(memory=1), "more than 1 bytes of memory"),
    ],
    ids=repr,
)
def test_what_was_found_is_told(limit, words):
    with small_blocks(4), pytest.raises(LimitReachedError, match=words) as stopped:
        linear_regions(NET, limit=limit)
    partial = stopped.value.partial
    assert partial.n_cells == sum(block.n_cells for _, block in partial.found)
    assert f"{partial.n_cells} cells are finished, {len(partial.blocks)} blocks are left" in str(
        stopped.value
    )
    assert repr(partial).startswith(f"<Unfinished: {partial.n_cells} cells in {len(partial.found)} finished")


def test_stopped_work_can_be_stored_and_taken_up_elsewhere():
    with small_blocks(4):
        alone = described(linear_regions(NET))
        with pytest.raises(LimitReachedError) as stopped:
            linear_regions(NET, limit=Limit(cells=8))
    stored = pickle.dumps(stopped.value.partial)
    assert described(resume(pickle.loads(stored))) == alone
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as processes:
        assert described(resume(pickle.loads(stored), executor=processes)) == alone


def test_only_linear_regions_are_resumed():
    for partial in (None, unfinished(4), PartialRegions(unfinished(4).slicer)):
        with pytest.raises(InputError, match=r"no (enumeration of linear regions|search that was stopped)"):
            resume(partial)


def test_finished_work_is_given_even_if_it_took_longer():
    assert len(linear_regions(SMALL, limit=Limit(cells=1, seconds=1e-9))) == 25


class RunsWhenAwaited(Future):
    """A task that counts as running from the start, and runs when its result is asked for."""

    def __init__(self, fn, args):
        super().__init__()
        self.task = fn, args
        self.set_running_or_notify_cancel()

    def result(self, timeout=None):
        if not self.done():
            self.set_result(self.task[0](*self.task[1]))
        return super().result(timeout)


class Slow(Executor):
    """Every fourth task is done at once; the others are running, or have not begun."""

    def __init__(self, are_running):
        self.are_running = are_running
        self.futures = []

    def submit(self, fn, /, *args, **kwargs):
        is_done = len(self.futures) % 4 == 0
        future = RunsWhenAwaited(fn, args) if self.are_running or is_done else Future()
        if is_done:
            future.result()
        self.futures.append(future)
        return future


def unfinished(block_cells):
    begun = start(hinges(stages(NET)), block_cells=block_cells)
    return Unfinished(begun.slicer, [], [begun.block], 0)


def test_a_block_that_is_being_run_is_not_run_again():
    """Threads share a block with those who wait, so what is running when a limit is reached is awaited."""
    work = unfinished(4)
    n_submitted = []
    for _ in range(3):
        executor = Slow(are_running=True)
        with pytest.raises(LimitReachedError):
            run_blocks(work, block_of, executor=executor, limit=Limit(seconds=1e-9))
        assert all(future.done() for future in executor.futures)
        n_submitted.append(len(executor.futures))
    assert max(n_submitted) > 1
    found = run_blocks(work, block_of)
    assert sum(block.n_cells for _, block in found) == 44
    assert len({path for path, _ in found}) == len(found)


def test_a_limit_counts_when_all_blocks_have_been_handed_out():
    work = unfinished(20)
    executor = Slow(are_running=False)
    with pytest.raises(LimitReachedError, match="more than 1 cells"):
        run_blocks(work, block_of, executor=executor, limit=Limit(cells=1))
    n_cancelled = sum(future.cancelled() for future in executor.futures)
    assert len(work.blocks) == n_cancelled == len(executor.futures) - 2
    assert sum(block.n_cells for _, block in run_blocks(work, block_of)) == 44


def block_of(_, block):
    return block


def test_paths_are_places_in_the_tree_of_splits():
    begun = start(hinges(stages(NET)), block_cells=4)
    found = run_blocks(Unfinished(begun.slicer, [], [begun.block], 0), block_of)
    paths = [path for path, _ in found]
    assert paths == sorted(set(paths))
    assert not any(other[: len(path)] == path for path in paths for other in paths if other != path)


@pytest.mark.parametrize("limit", [{"cells": 0}, {"seconds": -1.0}, {"memory": 0}, {"seconds": float("nan")}])
def test_limits_that_leave_nothing_to_do(limit):
    [name] = limit
    with pytest.raises(InputError, match=f"{name} leaves nothing to do; give a positive number"):
        Limit(**limit)


def test_resident_memory_is_of_this_process():
    before = enumeration.resident_bytes()
    ballast = bytearray(1) * 50_000_000
    after = enumeration.resident_bytes()
    assert len(ballast) / 2 < after - before < 4 * len(ballast)


def test_progress_counts_all_cells():
    shown = io.StringIO()
    with small_blocks(4), redirect_stderr(shown):
        regions = linear_regions(NET, progress=True)
    assert f"{len(regions)}.0 cells" in shown.getvalue()


def test_a_number_is_no_limit() -> None:
    with pytest.raises(InputError, match="Limit"):
        linear_regions(Network.from_arrays([[[1]], [[1]]]), limit=5)


def test_a_path_is_no_network() -> None:
    with pytest.raises(InputError, match="read"):
        linear_regions("wine.onnx")
