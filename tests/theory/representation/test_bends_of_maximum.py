"""The bends of maxima: against the cells of the network, and against the polygons of the dual subdivision."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tropnet.analysis.piecewise.bends import jumps_by_hyperplane
from tropnet.analysis.piecewise.function import PiecewiseLinear, piecewise_linear
from tropnet.analysis.piecewise.whole_hyperplanes import varying_jump
from tropnet.theory.representation.bends_of_maximum import BendsOfMaximum
from tropnet.theory.representation.depth import depth
from tropnet.theory.representation.one_hidden_layer import has_one_hidden_layer, one_hidden_layer
from tropnet.tropical import TropicalPolynomial, dual_subdivision


def maximum_of_zero_and(n):
    return TropicalPolynomial(np.vstack([np.eye(n, dtype=int), np.zeros((1, n), dtype=int)]), [0] * (n + 1))


def sum_of_hinges(rows):
    """The product of max(a x + b, 0) over rows (a, b), without the monomials that do not count."""
    n = len(rows[0]) - 1
    product = TropicalPolynomial.constant(0, n)
    for *a, b in rows:
        product = (product * TropicalPolynomial([a, [0] * n], [b, 0])).essential
    return product


def has_symmetric_polygons(p):
    """Whether the edges of every polygon of the dual subdivision can be paired: equal and opposite in direction."""
    p = p.essential
    subdivision = dual_subdivision(p)
    if subdivision.dim < 2:
        return True
    a = p.exponents.fractions()
    for cell in subdivision.cells(2):
        edges = [tuple(a[k] - a[i]) for i, k in (edge.vertices for edge in cell.facets)]
        lines = [max(edge, tuple(-e for e in edge)) for edge in edges]
        if any(lines.count(line) != 2 for line in lines):
            return False
    return True


def monomials(n):
    row = st.tuples(*[st.integers(-2, 2)] * n)
    return st.lists(
        st.tuples(row, st.integers(-3, 3)), min_size=1, max_size=6, unique_by=lambda term: term[0]
    )


def hinges(n):
    return st.lists(st.tuples(*[st.integers(-2, 2)] * (n + 1)), min_size=1, max_size=4)


# Against other ways ---------------------------------------------------------------------------------------


@settings(max_examples=30)
@given(st.integers(1, 3).flatmap(monomials), st.sampled_from(["max", "min"]))
def test_agrees_with_cells_and_with_polygons(terms, convention):
    p = TropicalPolynomial([list(a) for a, _ in terms], [c for _, c in terms], convention)
    found = one_hidden_layer(p)
    assert found.exists == (varying_jump(piecewise_linear(p)) is None) == has_one_hidden_layer(p)
    assert found.exists == has_symmetric_polygons(p if convention == "max" else -p)
    assert found.verify() if found.exists else found.check()


@settings(max_examples=10)
@given(
    st.integers(2, 3).flatmap(
        lambda n: st.lists(st.tuples(*[st.integers(-2, 2)] * (n + 1)), min_size=1, max_size=4)
    )
)
def test_sums_of_hinges(rows):
    p = sum_of_hinges(rows)
    found, f = one_hidden_layer(p), piecewise_linear(p)
    assert found.exists
    jumps = {row: bends[0].jump for row, bends in jumps_by_hyperplane(f).items()}
    assert (
        jumps
        == BendsOfMaximum.of(p).jumps
        == dict(zip(map(tuple, found.hinges.tolist()), found.jumps, strict=True))
    )
    assert found.verify()


@pytest.mark.parametrize("seed", range(3))
def test_programs_and_faces_find_the_same_walls(seed, monkeypatch):
    rng = np.random.default_rng(seed)
    exponents = np.unique(rng.integers(-2, 3, (9, 3)), axis=0)
    p = TropicalPolynomial(exponents, rng.integers(-4, 5, len(exponents)))
    walls = BendsOfMaximum.of(p).walls
    monkeypatch.setattr("tropnet.theory.representation.bends_of_maximum.MOST_FOR_FACES", 0)
    assert BendsOfMaximum.of(p).walls == walls


# Closed formulas ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("n", [2, 6, 20])
def test_a_simplex_has_a_wall_for_every_pair(n):
    # m_i = m_k is largest on a cone of dimension n - 1 for all i and k, and no edge of a triangle has a partner.
    bends = BendsOfMaximum.of(maximum_of_zero_and(n))
    assert len(bends.walls) == n * (n + 1) // 2
    assert set(bends.jumps.values()) == {1}
    found = one_hidden_layer(maximum_of_zero_and(n))
    assert not found.exists
    assert found.check()


@pytest.mark.parametrize("convention", ["max", "min"])
def test_the_support_function_of_a_cube(convention):
    # It is the sum of |x_i|; the cube has n 2^(n - 1) edges.
    n, sign = 5, 1 if convention == "max" else -1
    corners = sign * (2 * ((np.arange(2**n)[:, None] >> np.arange(n)) & 1) - 1)
    p = TropicalPolynomial(corners, [0] * 2**n, convention)
    found = one_hidden_layer(p)
    assert found.exists
    assert sorted(found.hinges.tolist()) == sorted([*row, 0] for row in np.eye(n, dtype=int).tolist())
    assert set(found.jumps) == {2 * sign}
    assert found.affine.tolist() == [-sign] * n + [0]
    pairs = [pair for lengths in BendsOfMaximum.of(p).walls.values() for pair in lengths[2]]
    assert len(pairs) == n * 2 ** (n - 1)


def test_two_jumps_in_one_hyperplane():
    # Along x = 0 the jump is 1 below and 3 above.
    p = TropicalPolynomial.parse("max(0, x, 2y, 3x + 2y)")
    witness = BendsOfMaximum.of(p).varying_jump
    assert witness.hyperplane == (1, 0, 0)
    assert witness.jumps == (1, 3)
    assert witness.check(piecewise_linear(p))


# Special input --------------------------------------------------------------------------------------------


def test_exponents_on_a_line():
    # Parallel hyperplanes: always one hidden layer; (k, 2k, ..., 6k) in R^6 for k = 0, ..., 3, with a concave lift.
    p = TropicalPolynomial(np.outer(range(4), range(1, 7)), [0, -1, -4, -9])
    found = one_hidden_layer(p)
    assert [row[-1] for row in found.hinges.tolist()] == [-5, -3, -1]
    assert found.jumps == (1, 1, 1)


def test_monomials_that_are_not_essential():
    p = TropicalPolynomial.parse("max(2x, x, 0, y - 1, 2x + 2y, 2y)")
    assert one_hidden_layer(p).jumps == (2, 2)
    assert depth(TropicalPolynomial.parse("max(x, x - 1)")).upper == 0
    assert depth(TropicalPolynomial.parse("max(2x, x, 0)")).upper == 1


def test_rational_functions():
    x, y = TropicalPolynomial.variables(2)
    many = (x + y + 0) / (x + 0)
    assert BendsOfMaximum.of(many) is None
    assert not one_hidden_layer((x + y + 0) / (x * y)).exists
    assert one_hidden_layer(x / (y + 0)).jumps == (-1,)
    assert BendsOfMaximum.of(x / y).is_affine
    assert BendsOfMaximum.of(PiecewiseLinear.affine([1])) is None
    assert one_hidden_layer(TropicalPolynomial([["1/2"], ["1/3"]], [0, 0])).verify()


def test_depth_in_many_variables():
    # From above ceil(log4(21 / 2)) + 1 by identities for maxima; from below as for the maximum of 0 and 12 variables,
    # log2(13) and log3(13): Haase, Hertrich and Loho, 2023, Theorem 3; Averkov, Hojny and Merkert, 2025, Theorem 2.
    found = depth(maximum_of_zero_and(20))
    assert (found.lower, found.upper) == (2, 3)
    assert sorted(bound.hidden_layers for bound in found.below if "weights" in bound.hypothesis) == [3, 4]
    assert all(bound.witness.check() for bound in found.below if bound.witness is not None)


def test_few_of_many_variables_count():
    # max(x16, ..., x19, 0) in 20 variables: four dimensions, so that nothing is set to 0; log2(5).
    exponents = np.vstack([np.eye(20, dtype=int)[15:19], np.zeros((1, 20), dtype=int)])
    found = depth(TropicalPolynomial(exponents, [0] * 5))
    assert [bound.hidden_layers for bound in found.below if "integers" in bound.hypothesis] == [3]
