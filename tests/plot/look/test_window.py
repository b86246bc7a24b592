"""Windows: what they hold, how they round, and what they refuse."""

from fractions import Fraction
from math import floor, log10

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.figure import Figure

from tropnet.analysis.regions import linear_regions
from tropnet.errors import InputError, ShapeError
from tropnet.networks import Network
from tropnet.plot import plot_curve, plot_regions
from tropnet.plot.look.window import bounding_box, inside, part_shown, shown, window_around, window_of
from tropnet.polyhedra.bodies import box
from tropnet.polyhedra.polyhedron import Polyhedron
from tropnet.tropical.polynomial import TropicalPolynomial

NET = Network.from_arrays([[[1, 0], [0, 1], [1, 1]], [[1, 1, -2]]], [[0, 0, -1], [0]])
coordinates = st.floats(-1e6, 1e6, allow_nan=False)


@given(st.lists(st.tuples(coordinates, coordinates), min_size=1, max_size=30))
def test_a_window_holds_the_points_that_it_is_made_for(points: list[tuple[float, float]]) -> None:
    window = window_around(points, left_out=0)
    assert all(point in window for point in points)
    for low, high in zip(*bounding_box(window), strict=True):
        # Two digits of the width: both ends are multiples of a power of ten, from 10 to 120 of them apart.
        step = Fraction(10) ** (floor(log10(high - low)) - 1)
        assert (low / (step / 10)).denominator == (high / (step / 10)).denominator == 1


def test_points_far_out_are_left_out() -> None:
    rng = np.random.default_rng(0)
    points = np.concatenate([rng.uniform(-1, 1, (95, 2)), np.full((5, 2), 1e6)])
    low, high = bounding_box(window_around(points))
    assert min(low) > -2
    assert max(high) < 2


def test_no_points_give_the_unit_box() -> None:
    assert window_around(np.empty((0, 2))) == Polyhedron.parse("[-1,1]^2")


def test_a_ridge_is_in_the_middle_of_its_window() -> None:
    ridge = window_of(linear_regions(Network.from_arrays([[[1, 0]], [[1]]], [[-3], None])))
    low, high = bounding_box(ridge)
    assert (low[0] + high[0]) / 2 == 3


def test_a_bounded_domain_is_its_own_window() -> None:
    triangle = Polyhedron.parse("x1 >= 0; x2 >= 0; x1 + x2 <= 2")
    assert window_of(linear_regions(NET, triangle)) == Polyhedron.parse("[0,2]^2")


def test_regions_inside_are_cut_exactly() -> None:
    shown = inside(linear_regions(NET, Polyhedron.parse("x1 >= 1/3", 2)), Polyhedron.parse("[0,1]^2"))
    assert sum(cell.volume for cell in shown) == Fraction(2, 3)


def test_regions_that_fit_are_not_cut_again() -> None:
    regions = linear_regions(NET, Polyhedron.parse("[0,1]^2"))
    assert inside(regions, Polyhedron.parse("[-1,2]^2")) is regions


def test_what_is_no_window() -> None:
    regions = linear_regions(NET, Polyhedron.parse("x1 >= 1", 2))
    with pytest.raises(InputError, match="not a bounded set"):
        inside(regions, Polyhedron.parse("[0,inf]^2"))
    with pytest.raises(ShapeError, match="dimension 1"):
        inside(regions, Polyhedron.parse("[0,1]"))
    for window in ("[-1,0]^2", "[0,1]x[0,1]"):
        with pytest.raises(InputError, match="shows nothing of the domain"):
            inside(regions, Polyhedron.parse(window))
    with pytest.raises(InputError, match="shows nothing; give"):
        inside(NET, Polyhedron.parse("[0,1]x[2,2]"))


@pytest.mark.parametrize("drawn", [NET, linear_regions(NET)])
def test_what_is_shown_is_cut_by_its_window(drawn) -> None:
    regions, window = shown(drawn)
    assert window == window_of(linear_regions(NET))
    assert regions.within == window
    assert sum(cell.volume for cell in regions) == window.volume
    triangle = Polyhedron.parse("x1 >= 0; x2 >= 0; x1 + x2 <= 3")
    regions, window = shown(drawn, triangle)
    assert window is triangle
    assert sum(cell.volume for cell in regions) == Fraction(9, 2)


def test_the_part_shown_is_an_intersection() -> None:
    window = Polyhedron.parse("[0,2]^2")
    assert part_shown(window, None, 2) is window
    wedge = Polyhedron.parse("x1 - x2 >= 0", 2)
    assert part_shown(window, wedge, 2).volume == 2


# -- vertices far out ------------------------------------------------------------------------------


def lines_through(places: list[int]) -> Network:
    """Vertical lines at some places, which cross one horizontal line in as many vertices."""
    rows = [[1, 0]] * len(places) + [[0, 1]]
    return Network.from_arrays([rows, [[1] * len(rows)]], [[*(-x for x in places), 0], [0]])


def test_all_vertices_are_shown_if_none_lies_far_out() -> None:
    places = [-4, -1, 0, 1, 2, 3, 4]
    low, high = bounding_box(window_of(linear_regions(lines_through(places))))
    assert low[0] < -4
    assert high[0] > 4


def test_the_middle_is_shown_if_vertices_lie_far_out() -> None:
    places = [-100, -2, -1, 0, 1, 2, 3, 4, 5, 100]
    low, high = bounding_box(window_of(linear_regions(lines_through(places))))
    # Two of the ten are left out at either end.
    assert -6 < low[0] < -1
    assert 4 < high[0] < 9


@pytest.mark.parametrize(
    "net", [Network.from_arrays([[[1, 2]]]), Network.from_arrays([[[0, 0]], [[1]]], [[-1], [2]])]
)
def test_what_does_not_bend_has_a_square_around_the_origin(net: Network) -> None:
    low, high = bounding_box(window_of(linear_regions(net)))
    assert low[0] == low[1] == -high[0] == -high[1] < 0


def test_an_unbounded_domain_has_a_window_around_its_vertices() -> None:
    quadrant = linear_regions(NET, Polyhedron.parse("x1 >= 3; x2 >= 5"))
    low, high = bounding_box(window_of(quadrant))
    assert low[0] < 3 < high[0]
    assert low[1] < 5 < high[1]


def test_windows_of_the_wrong_kind_are_named() -> None:
    net = Network.from_arrays([[[1, 0], [0, 1]], [[1, 1]]])
    with pytest.raises(InputError, match="a str is no Polyhedron"):
        plot_regions(net, ax=Figure().add_subplot(), window="[-1,1]^2")
    with pytest.raises(InputError, match="a str is no network, nor"):
        plot_regions("wine", ax=Figure().add_subplot())
    with pytest.raises(ShapeError, match="dimension 1"):
        plot_curve(TropicalPolynomial.parse("max(x, y, 0)"), ax=Figure().add_subplot(), window=box([0], [1]))
    with pytest.raises(InputError, match="floats"):
        plot_regions(net, ax=Figure().add_subplot(), window=box([1, 1], [1 + Fraction(1, 10**18)] * 2))
