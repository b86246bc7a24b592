"""polymake's files: those that polymake itself wrote, and the way back."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from interchange.strategies import integral_polynomials, polyhedra

from tropnet.errors import FormatError, InputError
from tropnet.interchange.polymake import from_polymake, polytope_from_polymake, to_polymake
from tropnet.polyhedra.bodies import cross_polytope, cube
from tropnet.polyhedra.polyhedron import Polyhedron
from tropnet.tropical.polynomial import TropicalPolynomial

DATA = Path(__file__).with_name("data")


def file(name):
    """A file that polymake 4.6 wrote; the scripts are beside it."""
    return (DATA / f"{name}.poly").read_text()


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("cube", cube(3)),
        ("cross", cross_polytope(4)),
        ("triangle", Polyhedron.from_generators([[0, 0], [1, 0], ["1/2", "3/7"]])),
        ("quadrant", Polyhedron.from_generators([[0, -1]], rays=[[1, 0], [0, 1]])),
        ("strip", Polyhedron.parse("0 <= x1 <= 1; x2 = 1/2", ambient_dim=3)),
        ("line", Polyhedron.from_generators([["1/3", 0]], lines=[[1, 2]])),
        ("empty", Polyhedron.parse("x1 <= 0; x1 >= 1")),
    ],
)
def test_polytopes_of_polymake(name, expected):
    assert from_polymake(file(name)) == expected


def test_volume_of_polymake():
    assert str(from_polymake(file("triangle")).volume) == json.loads(file("triangle"))["VOLUME"]


def test_tropical_polynomials_of_polymake():
    assert from_polymake(file("polynomial_max")) == TropicalPolynomial(
        [[2, 0], [0, 1], [0, 0]], ["1/2", -3, 0]
    )
    expected = TropicalPolynomial([[0, 0], [1, 0], [0, 1], [2, 0], [1, 3]], [0, 0, 0, -1, "2/7"], "min")
    assert from_polymake(file("polynomial_min")) == expected


def test_hypersurfaces_of_polymake():
    exponents = [[2, 0, 0], [1, 1, 0], [0, 0, 2]]
    assert from_polymake(file("hypersurface_max")) == TropicalPolynomial(exponents, ["1/2", -3, 0])
    assert from_polymake(file("hypersurface_min")) == TropicalPolynomial(exponents, [0, "1/3", -2], "min")


@given(polyhedra())
@settings(max_examples=40, deadline=None)
def test_polyhedra_survive(P):
    assert from_polymake(to_polymake(P)) == P


@given(integral_polynomials())
@settings(max_examples=40, deadline=None)
def test_polynomials_survive(p):
    assert from_polymake(to_polymake(p)) == p


def test_unbounded_polyhedra_have_no_facet_at_infinity():
    """polymake lists the hyperplane at infinity among the inequalities; it must not count as a facet."""
    assert from_polymake(file("quadrant")).inequalities.shape == (2, 3)


def test_contradictions_are_found():
    content = {"POINTS": [["1", "0"], ["1", "1"]], "FACETS": [["0", "1"], ["2", "-1"]]}
    with pytest.raises(FormatError, match="different polyhedra"):
        polytope_from_polymake(content)


def test_fractional_exponents_are_refused():
    with pytest.raises(InputError, match="dilated"):
        to_polymake(TropicalPolynomial([["1/2"]], [0]))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("<?xml version='1.0'?>", "XML"),
        ("[]", "_type"),
        ('{"_type": "fan::PolyhedralFan<Rational>"}', "not read"),
        ('{"_type": "polytope::Polytope<Rational>"}', "neither"),
        ('{"_type": "polytope::Polytope<Rational>", "POINTS": [["1", "a"]]}', "no rational number"),
        ('{"_type": "polytope::Polytope<Rational>", "POINTS": [["1", "1/0"]]}', "denominator 0"),
        ('{"_type": "polytope::Polytope<Rational>", "POINTS": [["1", "0"], ["1"]]}', "entries"),
        ('{"_type": "polytope::Polytope<Rational>", "POINTS": [["-1", "0"]]}', "negative"),
        ('{"_type": "polytope::Polytope<Rational>", "POINTS": [["0", "1"]]}', "apex"),
        ('{"_type": "polytope::Polytope<Rational>", "POINTS": []}', "dimension"),
        ('{"_type": "polytope::Polytope<Rational>", "POINTS": [{"9": "1"}, {"cols": 3}]}', "index"),
        ('{"_type": "polytope::Polytope<Rational>", "POINTS": [{"cols": 999999999}]}', "columns"),
        ('{"_type": "common::Polynomial<TropicalNumber<Max, Rational>, Int>", "data": [[["x"]], 1]}', "pair"),
        ('{"_type": "common::Polynomial<TropicalNumber<Max, Rational>, Int>", "data": 3}', "terms"),
        ('{"_type": "tropical::Hypersurface<Max>"}', "neither"),
        ('{"_type": "tropical::Hypersurface<Max>", "MONOMIALS": [[1]], "COEFFICIENTS": []}', "COEFFICIENTS"),
    ],
)
def test_what_is_malformed(text, message):
    with pytest.raises(FormatError, match=message):
        from_polymake(text)
