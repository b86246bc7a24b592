"""Iterated jumps: zero on sums of small maxima, and proofs that others are none."""

import pickle
from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tropnet.errors import InputError, ShapeError
from tropnet.exact.matrix import rank
from tropnet.theory.depth.obstructions.iterated_jumps import iterated_jump, small_maxima_obstruction
from tropnet.theory.depth.obstructions.pointed_walls import pointed_walls, walls_by_hyperplane
from tropnet.tropical.hypersurface import TropicalHypersurface
from tropnet.tropical.polynomial import TropicalPolynomial


def maximum_with_zero(n):
    return sum(TropicalPolynomial.variables(n), start=TropicalPolynomial.constant(0, n))


def witness(n):
    """The function of Hertrich, Basu, Di Summa and Skutella, 2021, Proposition 3.1, for n = 2^k."""
    x = TropicalPolynomial.variables(n)
    first = sum(x[: n - 3], start=TropicalPolynomial.constant(0, n))
    return first + (x[n - 3] + x[n - 2]) * (x[n - 1] + 0)


def gradient(f, x):
    values = (f.exponents @ np.array(x, dtype=object) + f.coefficients).tolist()
    (i,) = [i for i, value in enumerate(values) if value == max(values)]
    return np.array(f.exponents[i].tolist())


def jump_by_small_steps(f, x, basis):
    """The definition, with steps that are small enough for entries of one digit."""
    n = len(x)
    total = np.zeros(n, dtype=object)
    for signs in product((1, -1), repeat=n):
        steps = [sign * Fraction(1, 10 ** (4 * i)) for i, sign in enumerate(signs, 1)]
        point = [x[j] + sum(s * u[j] for s, u in zip(steps, basis, strict=True)) for j in range(n)]
        total = total + int(np.prod(signs)) * gradient(f, point)
    return total.tolist()


@st.composite
def polynomials(draw, n, most=6):
    row = st.tuples(*[st.integers(-2, 2)] * n)
    terms = draw(st.dictionaries(row, st.integers(-1, 1), min_size=1, max_size=most))
    return TropicalPolynomial.from_terms(terms, n)


def bases(n):
    row = st.lists(st.integers(-2, 2), min_size=n, max_size=n)
    return st.lists(row, min_size=n, max_size=n).filter(lambda rows: rank(rows) == n)


@settings(max_examples=40)
@given(polynomials(2), bases(2), st.lists(st.integers(-1, 1), min_size=2, max_size=2))
def test_the_definition(f, basis, x):
    # A term that is active at x alone on a flat has a zero jump; the essential ones decide.
    assert iterated_jump(f, x, basis).tolist() == jump_by_small_steps(f.essential, x, basis)


@settings(max_examples=20)
@given(polynomials(3), bases(3))
def test_the_definition_in_space(f, basis):
    assert iterated_jump(f, [0, 0, 0], basis).tolist() == jump_by_small_steps(f.essential, [0, 0, 0], basis)


@settings(max_examples=15)
@given(st.data(), st.sampled_from([1, 2, 3]))
def test_sums_of_maxima_of_n_have_no_iterated_jump(data, n):
    plus = [data.draw(polynomials(n, most=n)) for _ in range(2)]
    minus = data.draw(polynomials(n, most=n))
    f = (plus[0] * plus[1].dilated("2/3")) / minus
    assert not small_maxima_obstruction(f).found
    basis = data.draw(bases(n))
    points = [[0] * n, *TropicalHypersurface(f.numerator).vertices.tolist()[:3]]
    assert not any(iterated_jump(f, x, basis).sign().any() for x in points)


@pytest.mark.parametrize("n", range(1, 7))
def test_the_maximum_of_zero_and_n_variables(n):
    # Koutschan, Moser, Ponomarchuk and Schicho, 2023, Theorem 5.4: the arity n + 1 is optimal
    found = small_maxima_obstruction(maximum_with_zero(n))
    assert found.check()
    assert found.point.tolist() == [0] * n
    # each pair of the n + 1 regions has one wall, in a hyperplane of its own
    groups = pointed_walls(maximum_with_zero(n))
    assert len(groups) == n * (n + 1) // 2
    assert all(len(group.walls) == 1 for group in groups)
    # in one more variable it is a maximum of n + 1 of them
    wider = TropicalPolynomial([[*row, 0] for row in maximum_with_zero(n).exponents.tolist()], [0] * (n + 1))
    assert not small_maxima_obstruction(wider).found


@pytest.mark.parametrize("n", [4, 8])
def test_the_witness_with_few_hidden_layers(n):
    # Hertrich, Basu, Di Summa and Skutella, 2021, Proposition 3.1
    f = witness(n)
    assert small_maxima_obstruction(f).check()
    if n == 4:
        (first,) = (g for g in walls_by_hyperplane(f) if g.normal.tolist() == [1, 0, 0, 0])
        assert (first.offset, len(first.walls)) == (0, 1)
        assert first.normal.tolist() in [group.normal.tolist() for group in pointed_walls(f)]


@settings(max_examples=25)
@given(polynomials(2, most=5))
def test_walls_without_lines_in_a_hyperplane_are_enough(f):
    # the corollary in the module, whose proof finds an iterated jump
    found = small_maxima_obstruction(f)
    if pointed_walls(f):
        assert found.found
    if found.found:
        normal, offset = found.hyperplane
        groups = {(*group.normal.tolist(), group.offset) for group in walls_by_hyperplane(f)}
        assert (*normal.tolist(), offset) in groups


def test_walls_without_lines_in_a_hyperplane_in_space():
    rng = np.random.default_rng(3)
    for _ in range(4):
        f = TropicalPolynomial(rng.integers(-2, 3, (6, 3)).tolist(), rng.integers(-1, 2, 6).tolist())
        assert not pointed_walls(f) or small_maxima_obstruction(f).check()


def test_all_walls_are_grouped_once():
    f = TropicalPolynomial.parse("max(2x1, x1 + x2 + 1, 2x2, x1, x2 + 1, -1)")
    walls = [wall for group in walls_by_hyperplane(f) for wall in group.walls]
    assert sorted(wall.index for wall in walls) == list(range(len(TropicalHypersurface(f).facets)))
    for group in walls_by_hyperplane(f):
        assert all(group.normal @ wall.interior_point == group.offset for wall in group.walls)


def test_zonotopes_cancel_on_opposite_facets():
    f = TropicalPolynomial.constant(0, 3)
    for exponent in ([1, 0, 0], [1, 1, 0], [0, 1, -1], [2, 1, 1]):
        f = f * TropicalPolynomial([exponent, [0, 0, 0]], [0, 0])
    assert not small_maxima_obstruction(f).found
    assert small_maxima_obstruction(f * maximum_with_zero(3)).check()


def test_differences_and_min_plus():
    f = maximum_with_zero(2)
    assert not small_maxima_obstruction((f * 3) / f).found
    assert small_maxima_obstruction((f**2) / f).check()
    concave = TropicalPolynomial.parse("min(x1, x2, 0)")
    assert small_maxima_obstruction(concave).check()
    # -min(-x1, -x2, 0) = max(x1, x2, 0), and x -> -x with the basis reversed changes each of the two steps
    basis = [[1, 1], [1, 0]]
    assert iterated_jump(concave, [0, 0], [[-1, -1], [-1, 0]]) == iterated_jump(f, [0, 0], basis)


def test_no_variables_and_one():
    assert not small_maxima_obstruction(TropicalPolynomial.constant(3, 0)).found
    assert not small_maxima_obstruction(TropicalPolynomial.parse("max(x + 1)")).found
    assert iterated_jump(TropicalPolynomial.parse("max(3x, -x + 4)"), [1], [[5]]).tolist() == [4]


def test_values():
    found = small_maxima_obstruction(maximum_with_zero(2))
    assert pickle.loads(pickle.dumps(found)) == found
    assert hash(found) == hash(small_maxima_obstruction(maximum_with_zero(2)))


def test_what_is_refused():
    f = maximum_with_zero(2)
    with pytest.raises(InputError, match="the directions have rank 1"):
        iterated_jump(f, [0, 0], [[1, 1], [2, 2]])
    with pytest.raises(ShapeError, match=r"the directions have shape \(1, 2\)"):
        iterated_jump(f, [0, 0], [[1, 1]])
    with pytest.raises(ShapeError):
        iterated_jump(f, [0], [[1, 1], [1, 0]])
    with pytest.raises(InputError, match="tropical zero"):
        small_maxima_obstruction(TropicalPolynomial.zero(2))
    with pytest.raises(InputError, match="is no tropical function"):
        small_maxima_obstruction("max(x, 0)")
