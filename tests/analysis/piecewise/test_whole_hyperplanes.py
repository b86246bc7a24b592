"""Jumps that vary along a hyperplane: against the affinity of what remains, examples, witnesses that fail."""

from fractions import Fraction

import numpy as np
import pytest
from analysis.matching import DOMAINS, domain_rows, polyhedron_of, small_blocks
from analysis.piecewise.functions import function, of_dimensions, trees
from hypothesis import given, settings
from hypothesis import strategies as st

from tropnet import Network, Polyhedron, box
from tropnet.analysis.piecewise.bends import jumps_by_hyperplane
from tropnet.analysis.piecewise.function import PiecewiseLinear, maximum
from tropnet.analysis.piecewise.whole_hyperplanes import VaryingJump, jump_at, varying_jump
from tropnet.errors import InputError, ShapeError
from tropnet.exact.arrays import RationalArray

x, y = PiecewiseLinear.coordinates(2)


def hinge(row):
    return maximum(PiecewiseLinear.affine(row[:-1], row[-1]), 0)


def bends_along_whole_hyperplanes(f):
    """From the definition: f minus hinges with the jumps of one bend each is affine."""
    rest = f
    for row, found in jumps_by_hyperplane(f).items():
        rest = rest - found[0].jump * hinge(row)
    return rest.is_affine


@pytest.mark.parametrize("seed", range(40))
def test_random_networks(seed):
    rng = np.random.default_rng(seed)
    widths = [[1, 2, 3][seed % 3], *rng.integers(1, 4, 2), 1]
    shapes = list(zip(widths[1:], widths, strict=False))
    weights = [rng.integers(-2, 3, shape) for shape in shapes]
    biases = [rng.integers(-1, 2, shape[0]) for shape in shapes]
    f = PiecewiseLinear(Network.from_arrays(weights, biases))
    if seed % 4 == 0:
        f = f.restricted(box([-1] * widths[0], [2] * widths[0]))
    found = varying_jump(f)
    assert (found is None) == bends_along_whole_hyperplanes(f)
    if found is not None:
        assert found.check(f)
        assert f.domain is None or all(point in f.domain for point in found.points)
        # Near the points, f has the second differences along the normal that the jumps say.
        step = RationalArray(found.hyperplane[:-1]) * Fraction(1, 10**6)
        for point, jump in zip(found.points, found.jumps, strict=True):
            second = f(point + step) + f(point - step) - 2 * f(point)
            assert second == jump * sum(a * a for a in found.hyperplane[:-1]) / 10**6


def check_answer(f):
    found = varying_jump(f)
    assert (found is None) == bends_along_whole_hyperplanes(f)
    # The jumps at the points are found again from the two regions around each, without the others.
    assert found is None or found.check(f)


@settings(max_examples=20, deadline=None)
@given(of_dimensions(lambda n: trees(n, 5)), st.sampled_from([1, 2, 10**6]))
def test_expressions_in_small_blocks(tree, n_cells):
    with small_blocks(n_cells):
        check_answer(function(tree))


@settings(max_examples=20, deadline=None)
@given(
    st.integers(2, 3).flatmap(
        lambda n: st.tuples(trees(n, 4), st.sampled_from(DOMAINS).map(lambda name: domain_rows(name, n)))
    )
)
def test_expressions_in_domains(drawn):
    tree, rows = drawn
    check_answer(function(tree).restricted(polyhedron_of(rows)))


@pytest.mark.parametrize("n_cells", [1, 4, 10**6])
def test_hinges_in_small_blocks(n_cells):
    u, v, w = PiecewiseLinear.coordinates(3)
    forms = [u, v - 1, w, u + v, u - w, u + v + w - 1, 2 * u - v]
    f = sum((k - 3) * abs(form) for k, form in enumerate(forms, 1) if k != 3)
    with small_blocks(n_cells):
        assert varying_jump(f + 0) is None
        assert {bend.jump for bend in f.bends} == {-4, -2, 2, 4, 6, 8}
        # Beyond u = 100, and there alone, the jump along w = 0 is smaller by 2.
        g = f + maximum(u - abs(w) - 100, 0)
        assert varying_jump(g).check(g)


@pytest.mark.parametrize("n_cells", [2, 10**6])
@pytest.mark.parametrize("seed", range(8))
def test_maxima_of_many_functions(seed, n_cells):
    # Comparisons of arguments that lose are false walls.
    rng = np.random.default_rng(seed)
    n = 2 + seed % 2
    first, second = (
        maximum(*(PiecewiseLinear.affine(row[:-1], row[-1]) for row in rng.integers(-1, 2, (4, n + 1))))
        for _ in range(2)
    )
    with small_blocks(n_cells):
        check_answer(first - second)
        # Opposite functions: along whole hyperplanes if one of them is.
        flipped = first.compose(-np.eye(n, dtype=int))
        check_answer(first + flipped)


@pytest.mark.parametrize(
    ("f", "jumps"),
    [
        # Two bends of one line with different jumps.
        (maximum(x, 0) + maximum(maximum(x, 0), y), {Fraction(1), Fraction(2)}),
        # A line that ends inside a cell.
        (maximum(x, y, 0), {Fraction(1), Fraction(0)}),
        # A line that goes on as the common facet of two cells: |y| bends there, and the jump cancels for x > 0 alone.
        (abs(y) - maximum(x, abs(y)) + maximum(x, 0), None),
    ],
)
def test_witnesses(f, jumps):
    found = varying_jump(f)
    assert found.check(f)
    assert jumps is None or set(found.jumps) == jumps


def test_the_domain_decides():
    f = maximum(x, y, 0)
    # Three half-lines meet at the origin, so each half-plane at it has half-lines, or nothing, of the three lines.
    for half_plane in ("x1 >= 0", "x1 <= 0", "x1 + x2 <= 0", "2 x1 - x2 >= 0", "x1 - x2 <= 0"):
        assert varying_jump(f.restricted(Polyhedron.parse(half_plane, ambient_dim=2))) is None
    assert varying_jump(f.restricted(box([1, -1], [2, 3]))) is None
    assert varying_jump(f.restricted(box([-1, -1], [1, 1]))) is not None
    assert varying_jump(f.restricted(Polyhedron.parse("x1 + x2 <= 1/100"))) is not None


def test_bends_that_do_not_depend_on_all_variables():
    u, v, w = PiecewiseLinear.coordinates(3)
    assert varying_jump(abs(u - v) - abs(v - w)) is None
    found = varying_jump(maximum(u, v, w))
    assert found.check(maximum(u, v, w))
    assert varying_jump(u + v) is None
    # Four half-planes around a line.
    f = abs(abs(u - v) - abs(v - w))
    assert varying_jump(f) is None
    assert varying_jump(maximum(f, 0)) is None
    assert varying_jump(f + maximum(f - 1, 0)).check(f + maximum(f - 1, 0))


def test_jumps_at_points():
    f = abs(x) - 3 * maximum(x + y - 1, 0)
    assert jump_at(f, (1, 0, 0), [0, 0]) == 2
    assert jump_at(f, (1, 1, -1), [5, -4]) == -3
    assert jump_at(f, (2, 2, -2), [5, -4]) == Fraction(-3, 2)
    assert jump_at(f, (0, 1, 0), [3, 0]) == 0
    with pytest.raises(InputError, match="other hyperplanes"):
        jump_at(f, (1, 0, 0), [0, 1])
    with pytest.raises(InputError, match="does not lie on"):
        jump_at(f, (1, 0, 0), [1, 1])
    with pytest.raises(InputError, match="interior of the domain"):
        jump_at(f.restricted(box([0, 0], [1, 1])), (1, 0, 0), [0, "1/2"])
    with pytest.raises(ShapeError):
        jump_at(f, (1, 0, 0), [0])
    with pytest.raises(ShapeError):
        jump_at(f, (1, 0), [0, 1])


def test_wrong_witnesses_fail():
    f = maximum(x, y, 0)
    good = varying_jump(f)
    assert not VaryingJump(good.hyperplane, good.points, (Fraction(1), Fraction(1))).check(f)
    assert not VaryingJump(good.hyperplane, good.points[[0, 0]], (Fraction(1), Fraction(1))).check(f)
    assert not VaryingJump((1, 0, 0), good.points, good.jumps).check(f)
    assert not good.check(abs(x) + abs(y))
