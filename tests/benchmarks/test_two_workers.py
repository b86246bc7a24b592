"""What a second worker process brings, on about 200 000 cells.

The time of one worker over the time of two, for counting and for enumerating (where the cells travel back and are
put together by one process).  The workers are started, and have the library imported, before the clock runs.
"""

import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import pytest
from benchmarks.measuring import gaussian, measured, note_cells

from tropnet import count_regions, linear_regions

ARCHITECTURES = ([2, 150, 150, 150, 150, 1], [3, 52, 52, 1])


def enumerate_cells(net, executor=None):
    return len(linear_regions(net, executor=executor))


def warm(_):
    """Imports the engine, and stays long enough for every worker to get one."""
    time.sleep(0.5)
    return count_regions(gaussian([2, 3, 1]))


@pytest.mark.parametrize("architecture", ARCHITECTURES, ids=lambda a: "-".join(map(str, a)))
@pytest.mark.parametrize("way", [count_regions, enumerate_cells], ids=["count", "enumerate"])
def test_two_workers(benchmark, way, architecture):
    net = gaussian(architecture)
    walls, counts = {}, {}
    for n_workers in (1, 2):
        with ProcessPoolExecutor(n_workers, mp_context=get_context("spawn")) as executor:
            list(executor.map(warm, range(n_workers)))
            begun = time.perf_counter()
            if n_workers == 1:
                counts[1] = way(net, executor=executor)
            else:
                counts[2] = measured(benchmark, lambda run=executor: way(net, executor=run), rounds=1)
            walls[n_workers] = time.perf_counter() - begun
    note_cells(benchmark, counts[2])
    # The work is done elsewhere.
    benchmark.extra_info.pop("cells_per_cpu_s", None)
    begun = time.perf_counter()
    alone = way(net)
    benchmark.extra_info |= {
        "no_worker_wall_s": round(time.perf_counter() - begun, 3),
        "one_worker_wall_s": round(walls[1], 3),
        "two_workers_wall_s": round(walls[2], 3),
        "ratio": round(walls[1] / walls[2], 2),
    }
    assert counts[1] == counts[2] == alone
