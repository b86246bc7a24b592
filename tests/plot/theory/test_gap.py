"""Depth against size: the bounds by brute force, the networks by building them."""

from itertools import pairwise, product
from math import prod

import numpy as np
import pytest
from matplotlib import pyplot
from matplotlib.figure import Figure

from tropnet.errors import InputError
from tropnet.networks import compose
from tropnet.plot.theory.gap import merged_size, plot_gap
from tropnet.theory.families import SawtoothComposition
from tropnet.theory.gaps import minimal_network
from tropnet.univariate.function import PiecewiseLinearFunction1D


def lines(w: int, k: int) -> dict[str, tuple[list[float], list[float]]]:
    ax = plot_gap(w, k, ax=Figure().add_subplot())
    return {line.get_label(): (line.get_xdata(), line.get_ydata()) for line in ax.lines}


@pytest.mark.parametrize(("w", "k"), [(2, 3), (3, 2), (2, 4), (4, 2)])
def test_below_the_solid_line_no_widths_allow_as_many_pieces(w: int, k: int) -> None:
    layers, sizes = lines(w, k)["lower bound"]
    assert list(layers) == list(range(1, k + 1))
    for n, size in zip(layers, sizes, strict=True):
        allowed = [
            sum(widths) for widths in product(range(w**k), repeat=n) if prod(v + 1 for v in widths) >= w**k
        ]
        assert size == min(allowed)


def flat_before_zero(f: PiecewiseLinearFunction1D) -> PiecewiseLinearFunction1D:
    """The function that is f on [0, 1], 0 before, and goes on straight behind."""
    assert f(0) == 0
    inner = [b for b in f.breakpoints if 0 < b < 1]
    ends = [0, *inner, 1]
    slopes = [(f(b) - f(a)) / (b - a) for a, b in pairwise(ends)]
    return PiecewiseLinearFunction1D([0, *inner], [0, *slopes], 0)


@pytest.mark.parametrize(("w", "k", "n"), [(2, 3, 1), (2, 3, 2), (2, 4, 2), (3, 3, 2), (3, 2, 1), (3, 2, 2)])
def test_merged_networks_exist_in_the_size_that_is_told(w: int, k: int, n: int) -> None:
    # Runs of layers, the longer ones first, each of which becomes one hidden layer.
    runs = [k // n + (i < k % n) for i in range(n)]
    parts = [
        minimal_network(flat_before_zero(SawtoothComposition.uniform(w, run).function())) for run in runs
    ]
    merged = parts[0]
    for part in parts[1:]:
        merged = compose(part, merged)
    assert (merged.hidden_layers, merged.size) == (n, merged_size(w, k, n))
    points = [[f"{i}/{3 * w**k}"] for i in range(3 * w**k + 1)]
    assert merged(points) == SawtoothComposition.uniform(w, k).network()(points)


def test_markers_are_the_merged_sizes_and_the_deep_network() -> None:
    found = lines(2, 4)
    assert [list(values) for values in found["by merging layers"]] == [[1, 2, 3, 4], [16, 8, 8, 8]]
    assert [list(values) for values in found["the deep network"]] == [[4], [8]]
    assert found["lower bound"][1][-1] <= found["by merging layers"][1][-1]


@pytest.mark.parametrize(("w", "k"), [(2, 1), (2, 5), (7, 3)])
def test_everything_lies_inside_the_picture(w: int, k: int) -> None:
    ax = plot_gap(w, k, ax=Figure().add_subplot())
    low, high = ax.get_ylim()
    values = np.concatenate(
        [np.atleast_1d(line.get_ydata()) for line in ax.lines if line.get_label() != "as printed"]
    )
    assert 0 < low < values.min()
    assert values.max() < high
    assert ax.get_xticks().tolist() == list(range(1, k + 1))
    assert f"${w}^{{{k}}}$" in ax.get_title()
    assert ax.get_yscale() == "log"


def test_what_is_no_sawtooth() -> None:
    before = pyplot.get_fignums()
    for w, k in ((1, 3), (2, 0)):
        with pytest.raises(InputError):
            plot_gap(w, k)
    for n in (0, 5):
        with pytest.raises(InputError):
            merged_size(2, 4, n)
    assert pyplot.get_fignums() == before


def test_large_numbers_are_drawn_or_refused_with_the_reason() -> None:
    deep = plot_gap(3, 60, ax=Figure().add_subplot())
    assert deep.lines[0].get_ydata()[0] == float(3**60 - 1)
    assert len(deep.get_xticks()) == 20
    with pytest.raises(InputError, match="up to 10\\^300"):
        plot_gap(10, 301)
