"""All bounds at widths of a hundred, as exact integers."""

import pytest

from tropnet.theory.bounds import UPPER, Architecture, bounds


@pytest.mark.parametrize("text", ["2,100,100,1", "10,100,100,100,100,1", "784,100,100,100,10"])
def test_all_bounds(benchmark, text):
    architecture = Architecture.of(text)
    table = benchmark(bounds, architecture)
    assert table.upper().value <= 2 ** sum(architecture.widths)


WIDE = Architecture.of("784,100,100,100,10")


@pytest.mark.parametrize("bound", [b for b in UPPER if not b.failing(WIDE)], ids=lambda bound: bound.name)
def test_one_bound(benchmark, bound):
    assert benchmark(bound.formula_value, WIDE) <= 2 ** sum(WIDE.widths)
