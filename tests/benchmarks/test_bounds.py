"""All bounds at widths of a hundred, as exact integers."""

import pytest

from tropnet.theory.bounds import UPPER, Architecture, bounds


@pytest.mark.parametrize("text", ["2,100,100,1", "10,100,100,100,100,1", "784,100,100,100,10"])
def test_all_bounds(benchmark, text):
    architecture = Architecture.of(text)
    table = benchmark(bounds, architecture)
    assert table.upper().value <= 2 ** sum(architecture.widths)


@pytest.mark.parametrize("bound", UPPER, ids=lambda bound: bound.name)
def test_one_bound(benchmark, bound):
    architecture = Architecture.of("784,100,100,100,10")
    if bound.failing(architecture):
        pytest.skip("does not apply")
    benchmark(bound.formula_value, architecture)
