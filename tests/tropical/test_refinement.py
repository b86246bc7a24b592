"""Overlapping pairs of monomials and pieces, against one linear program for each pair."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tropical.polynomials import polynomials

from tropnet.errors import MissingDependencyError, UndecidedError
from tropnet.exact.arrays import RationalArray
from tropnet.exact.interiors import feasible_interiors
from tropnet.tropical import refinement
from tropnet.tropical.equivalence import interior_point_of_cell
from tropnet.tropical.polynomial import TropicalPolynomial
from tropnet.tropical.rational import TropicalRational
from tropnet.tropical.refinement import essential_pairs
from tropnet.tropical.subdivision import dual_subdivision


def pairs_by_linear_programs(p, q):
    """Every pair by a system of its own, with all inequalities of both cells."""
    sign = 1 if p.convention == "max" else -1
    found = []
    for i, j in product(range(p.n_monomials), range(q.n_monomials)):
        rows, bounds = [], []
        for s, k in ((p, i), (q, j)):
            others = [m for m in range(s.n_monomials) if m != k]
            rows += ((s.exponents[others] - s.exponents[k]) * sign).tolist()
            bounds += ((s.coefficients[k] - s.coefficients[others]) * sign).tolist()
        n_rows = len(rows)
        system = (
            RationalArray(rows).reshape(1, n_rows, p.n_variables),
            RationalArray(bounds).reshape(1, n_rows),
        )
        if not n_rows or feasible_interiors(*system).feasible[0]:
            found.append([i, j])
    return found


same_space = st.tuples(st.integers(1, 3), st.sampled_from(["max", "min"])).flatmap(
    lambda key: st.tuples(*[polynomials(n=key[0], max_monomials=6, convention=key[1])] * 2)
)


@given(same_space)
@settings(max_examples=12, deadline=None)
def test_overlapping_pairs_by_all_three_methods(pair):
    p, q = (s.essential for s in pair)
    expected = pairs_by_linear_programs(p, q)
    assert essential_pairs(p, q).tolist() == expected
    if min(p.n_monomials, q.n_monomials) > 1:
        chosen = refinement._overlapping(p, q)
        assert np.column_stack(np.divmod(chosen, q.n_monomials)).tolist() == expected


@pytest.mark.parametrize("seed", range(12))
def test_cells_that_touch_or_overlap_in_a_sliver(seed):
    """Ties of small integers, scaled beyond what floats hold, and moved by one."""
    rng = np.random.default_rng(seed)

    def draw():
        exponents = rng.integers(-2, 3, (7, 2)).astype(object)
        coefficients = -(exponents**2).sum(axis=1)
        noise = rng.integers(-1, 2, (7, 3))
        return TropicalPolynomial(exponents * 2**60 + noise[:, :2], coefficients * 2**60 + noise[:, 2])

    p, q = draw().essential, draw().essential
    assert essential_pairs(p, q).tolist() == pairs_by_linear_programs(p, q)
    chosen = refinement._overlapping(p, q)
    assert np.column_stack(np.divmod(chosen, q.n_monomials)).tolist() == pairs_by_linear_programs(p, q)


@pytest.mark.parametrize(("n", "m"), [(2, 60), (3, 40)])
@pytest.mark.parametrize("kind", ["integers", "floats", "ties"])
def test_long_products_have_the_essential_monomials_of_the_product(n, m, kind):
    rng = np.random.default_rng(n)

    def draw():
        if kind == "floats":
            exponents = rng.normal(size=(m, n))
            squares = RationalArray(exponents) * RationalArray(exponents)
            return TropicalPolynomial(exponents, -squares.sum(axis=1))
        exponents = rng.integers(-40, 41, (m, n)) if kind == "integers" else rng.integers(-3, 4, (m, n))
        return TropicalPolynomial(exponents, -(exponents**2).sum(axis=1))

    p, q = draw().essential, draw().essential
    pairs = np.column_stack(np.divmod(refinement._overlapping(p, q), q.n_monomials))
    sums = TropicalPolynomial(
        p.exponents[pairs[:, 0]] + q.exponents[pairs[:, 1]],
        p.coefficients[pairs[:, 0]] + q.coefficients[pairs[:, 1]],
    )
    assert len(pairs) == sums.n_monomials
    assert sums == (p * q).essential


@pytest.mark.parametrize("n", [1, 2, 3, 4])
@pytest.mark.parametrize("direction", [None, [1, 2, -1, 3]])
def test_neighbours_are_the_ends_of_the_edges_of_the_dual_subdivision(n, direction):
    """By the faces of the lifted polytope, which are found without its adjacency; also where that is flat."""
    rng = np.random.default_rng(n)
    exponents = rng.integers(-3, 4, (14 if n > 1 else 5, n))
    if direction is not None:
        exponents = exponents[:, :1] * np.array(direction[:n])
    p = TropicalPolynomial(exponents, -(exponents**2).sum(axis=1) // 2).essential
    edges = [cell.vertices for cell in dual_subdivision(p).cells(1)]
    joined = np.argwhere(refinement._neighbours(p.exponents, p.coefficients))
    assert joined.tolist() == sorted(map(list, [*edges, *(edge[::-1] for edge in edges)]))


@pytest.mark.parametrize("error", [UndecidedError("flat"), MissingDependencyError("no scipy")])
def test_without_a_hull_all_monomials_count_as_neighbours(error, monkeypatch):
    p = (TropicalPolynomial.parse("max(x, y, z, 0)") ** 2).dilated("1/2") + "1/3"
    q = TropicalPolynomial.parse("max(2x, 2y + 1, -z, x + y + z)")
    with_hull = refinement._overlapping(p.essential, q)

    def fail(*_):
        raise error

    monkeypatch.setattr(refinement, "lifted_cone", fail)
    assert refinement._overlapping(p.essential, q).tolist() == with_hull.tolist()


def test_counts_of_a_function_whose_pieces_repeat():
    """The tent and the plane's bow-tie: fewer pieces than cells, since pieces occur on several cells."""
    tent = TropicalRational.parse("max(x, 0) - 2 max(x, 1) + max(x, 2)")
    assert tent.n_refinement_cells == 4
    assert tent.pieces == RationalArray([[-1, 2], [0, 0], [1, 0]])
    bow_tie = TropicalRational.parse("max(min(x, y), 0) + max(min(-x, -y), 0)", ["x", "y"])
    assert bow_tie.pieces.tolist() == [[-1, 0, 0], [0, -1, 0], [0, 0, 0], [0, 1, 0], [1, 0, 0]]
    convex = TropicalPolynomial.parse("max(x, y, 0)")
    assert len((convex / (convex * 0)).pieces) == 1
    assert len((convex * convex / convex).pieces) == convex.n_regions == 3


@given(same_space)
@settings(max_examples=10, deadline=None)
def test_pieces_are_attained_on_open_sets_and_nothing_else_is(pair):
    f = TropicalRational(*pair)
    p, q, pairs = f.refinement
    rows = {tuple(row) for row in f.pieces.tolist()}
    assert len(f.pieces) <= f.n_refinement_cells <= p.n_monomials * q.n_monomials
    found = set()
    both = p * q
    for i, j in pairs.tolist():
        monomial = list(both.terms).index(tuple((p.exponents[i] + q.exponents[j]).tolist()))
        x = interior_point_of_cell(both, monomial)
        (a,), (b,) = p.attained(x).tolist(), q.attained(x).tolist()
        assert (a, b) == (i, j)
        gradient = (p.exponents[a] - q.exponents[b]).tolist()
        found.add((*gradient, f(x) - RationalArray(gradient) @ x))
    assert found == rows
