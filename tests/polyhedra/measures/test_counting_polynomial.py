"""Ehrhart polynomials as functions and as sequences: counts of dilates, closed formulas, sympy, displays."""

import pickle
import re
from fractions import Fraction
from math import comb

import pytest
import sympy
from exact.display import formulas
from hypothesis import given, settings
from hypothesis import strategies as st

from tropnet.errors import InputError, NotRationalError
from tropnet.polyhedra.bodies import cross_polytope, cube, simplex
from tropnet.polyhedra.measures import (
    EhrhartPolynomial,
    ehrhart_polynomial,
    n_interior_lattice_points,
    n_lattice_points,
)
from tropnet.polyhedra.polyhedron import Polyhedron
from tropnet.polyhedra.zonotopes.zonotope import Zonotope

coordinates = st.integers(-3, 3)


@settings(max_examples=25)
@given(st.integers(1, 3).flatmap(lambda n: st.lists(st.tuples(*[coordinates] * n), min_size=1, max_size=5)))
def test_it_counts_the_points_of_dilates_and_of_their_interiors(points):
    polytope = Polyhedron.from_generators(points)
    L = ehrhart_polynomial(polytope)
    assert L.degree == polytope.dim
    assert L(0) == 1
    for k in (1, 2, 3):
        assert L(k) == n_lattice_points(polytope * k)
        assert L.interior(k) == n_interior_lattice_points(polytope * k)
        assert type(L(k)) is type(L.interior(k)) is int


@pytest.mark.parametrize("d", range(1, 6))
def test_cubes_and_simplices(d):
    box, corner = ehrhart_polynomial(cube(d) * "1/2" + [Fraction(1, 2)] * d), ehrhart_polynomial(simplex(d))
    for k in range(1, 5):
        assert (box(k), box.interior(k)) == ((k + 1) ** d, (k - 1) ** d)
        assert (corner(k), corner.interior(k)) == (comb(k + d, d), comb(k - 1, d))


def test_the_octahedron_is_reflexive():
    # Its h*-vector is palindromic: the interior points of (k+1)P are the points of kP (Hibi 1992).
    L = ehrhart_polynomial(cross_polytope(3))
    assert all(L.interior(k + 1) == L(k) for k in range(6))


def test_polynomials_of_zonotopes_are_the_same():
    zonotope = Zonotope.from_edges([[1, 0, 2], [0, 1, 1], [1, 1, 0], [1, 1, 0]])
    assert zonotope.ehrhart_polynomial == ehrhart_polynomial(zonotope.polyhedron)
    assert zonotope.ehrhart_polynomial.interior(1) == zonotope.n_interior_lattice_points


def test_values_between_integers():
    L = EhrhartPolynomial([1, "3/2", "1/2"])
    assert (L("1/2"), L(-1), L(-2), L(2)) == (Fraction(15, 8), 0, 0, 6)


def test_the_empty_set_has_the_polynomial_zero():
    L = ehrhart_polynomial(Polyhedron.parse("[0,1]") & Polyhedron.parse("[2,3]"))
    assert (L, L.degree, L(5), L.interior(5), str(L)) == ((), -1, 0, 0, "0")
    assert L.to_sympy().is_zero


def test_a_sequence_of_coefficients():
    L = EhrhartPolynomial([1, 2, 1, 0, 0])
    constant, *others = L
    assert (constant, others, len(L), L[1], L[:2], list(reversed(L))) == (1, [2, 1], 3, 2, (1, 2), [1, 2, 1])
    assert L == EhrhartPolynomial((1.0, "2", Fraction(1))) == (1, 2, 1)
    assert L != (1, 2)
    assert L != [1, 2, 1]
    assert hash(L) == hash((1, 2, 1))
    assert pickle.loads(pickle.dumps(L)) == L


@given(st.lists(st.fractions(-3, 3, max_denominator=4), max_size=4))
def test_all_ways_to_write_it_say_the_same(coefficients):
    L, k = EhrhartPolynomial(coefficients), sympy.Symbol("k")
    expected = sum(sympy.Rational(c.numerator, c.denominator) * k**i for i, c in enumerate(coefficients))
    assert sympy.expand(L.to_sympy().as_expr() - expected) == 0
    assert sympy.expand(formulas.value(L._repr_latex_()) - expected) == 0
    assert sympy.expand(sympy.sympify(re.sub(r"(\d) k", r"\1*k", str(L).replace("^", "**"))) - expected) == 0
    inside = repr(L).removeprefix("EhrhartPolynomial([").removesuffix("])")
    assert EhrhartPolynomial(filter(None, inside.split(", "))) == L


def test_long_coefficients_are_not_written_in_latex():
    assert EhrhartPolynomial([1, 2**70])._repr_latex_() is None


def test_what_is_refused():
    L = EhrhartPolynomial([1, 1])
    for k in (0, -1):
        with pytest.raises(InputError, match="k = 1, 2"):
            L.interior(k)
    with pytest.raises(NotRationalError, match="coefficient 1"):
        EhrhartPolynomial([1, float("nan")])
