"""The tropical form of a network over the enumeration of its cells, and the proof that it is the network.

`ratio` is the processor time of `tropicalize(net)`, enumeration included, over that of `linear_regions(net)`, both the
best of several in turn.  Run with OPENBLAS_NUM_THREADS=1.
"""

import time

import pytest
from benchmarks.measuring import gaussian, measured, note_cells

from tropnet import linear_regions
from tropnet.analysis.equivalence import is_equivalent
from tropnet.analysis.tropical_form import tropicalize

ARCHITECTURES = ([3, 16, 16, 1], [2, 32, 32, 1], [4, 10, 10, 1], [3, 16, 16, 3], [2, 64, 64, 64, 1])
architectures = pytest.mark.parametrize("architecture", ARCHITECTURES, ids=lambda a: "-".join(map(str, a)))


def processor_time(function):
    begun = time.process_time()
    function()
    return time.process_time() - begun


@architectures
def test_tropicalize(benchmark, architecture):
    net = gaussian(architecture)
    f = measured(benchmark, lambda: tropicalize(net), rounds=3)
    regions = linear_regions(net)
    times = [
        (processor_time(lambda: linear_regions(net)), processor_time(lambda: tropicalize(net)))
        for _ in range(10)
    ]
    cells, both = (min(column) for column in zip(*times, strict=True))
    note_cells(benchmark, len(regions))
    benchmark.extra_info |= {
        "linear_regions_ms": round(1e3 * cells, 1),
        "tropicalize_ms": round(1e3 * both, 1),
        "ratio": round(both / cells, 2),
        "form": repr(f),
    }
    origin = [0] * architecture[0]
    assert f(origin) == (net(origin) if net.output_dim > 1 else net(origin)[0])


@pytest.mark.parametrize("architecture", [[2, 16, 16, 1], [3, 16, 16, 1]], ids=str)
def test_the_proof(benchmark, architecture):
    net = gaussian(architecture)
    f = tropicalize(net)
    assert measured(benchmark, lambda: is_equivalent(f, net), rounds=1)
    note_cells(benchmark, len(linear_regions(net)))


@pytest.mark.parametrize("architecture", [[2, 3, 3, 1], [2, 4, 4, 1]], ids=str)
def test_symbolic(benchmark, architecture):
    net = gaussian(architecture)
    f = measured(benchmark, lambda: tropicalize(net, method="symbolic"), rounds=1)
    assert f == tropicalize(net)
