"""The same answers with any executor: threads, processes, and the workers of a dask cluster."""

from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from itertools import pairwise

import numpy as np
import pytest

import tropnet
from tropnet import Limit
from tropnet.errors import LimitReachedError
from tropnet.networks import Network


@contextmanager
def dask():
    """The executor of a cluster of two processes on this machine."""
    distributed = pytest.importorskip("distributed")
    cluster = distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None)
    with cluster, distributed.Client(cluster) as client:
        yield client.get_executor()


EXECUTORS = {
    "threads": lambda: ThreadPoolExecutor(2),
    "processes": lambda: ProcessPoolExecutor(2),
    "dask": dask,
}


@pytest.fixture(scope="module")
def net():
    rng = np.random.default_rng(5)
    sizes = (3, 20, 20, 2)
    weights = [rng.standard_normal((b, a)).astype(np.float32) for a, b in pairwise(sizes)]
    return Network.from_arrays(weights, [rng.standard_normal(b).astype(np.float32) for b in sizes[1:]])


@pytest.fixture(scope="module")
def alone(net):
    return answers(net, None)


def answers(net, executor):
    """What is asked of a network, with and without a stop in between."""
    first = tropnet.networks.select_outputs(net, 0)
    cube, corner = tropnet.cube(3), tropnet.box([0, 0, 0], ["1/8", "1/8", "1/8"])
    regions = tropnet.linear_regions(net, executor=executor)
    try:
        stopped = tropnet.linear_regions(net, executor=executor, limit=Limit(cells=1000))
    except LimitReachedError as error:
        stopped = tropnet.resume(error.partial, executor=executor)
    return (
        regions.patterns.tolist(),
        stopped.patterns.tolist(),
        tropnet.count_regions(net, executor=executor),
        tropnet.decision_boundary(net, executor=executor).n_pieces,
        tropnet.lipschitz_constant(net, "l1", executor=executor).value,
        tropnet.maximize(first, cube, executor=executor).value,
        tropnet.tropicalize(first, executor=executor),
        tropnet.is_equivalent(net, tropnet.simplify(net, cube).network, cube, executor=executor),
        tropnet.counterexample(first, -first, executor=executor),
        tropnet.robustness_radius(net, [1, 0, 0], "linf", executor=executor).point,
        tropnet.distance(first, 0, "l2", corner, executor=executor),
        tropnet.integral(first, corner, executor=executor),
    )


@pytest.mark.parametrize("kind", EXECUTORS)
def test_answers_do_not_depend_on_the_executor(net, alone, kind):
    assert len(alone[0]) > 5000
    with EXECUTORS[kind]() as executor:
        assert answers(net, executor) == alone
