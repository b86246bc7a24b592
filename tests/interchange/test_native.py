"""tropnet's own JSON: everything comes back, and nothing that is malformed does."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from interchange.strategies import polyhedra, polynomials, rational_functions

from tropnet.errors import FormatError, InputError
from tropnet.interchange.native import from_json, to_json
from tropnet.polyhedra.polyhedron import Polyhedron
from tropnet.polyhedra.zonotopes.zonotope import Zonotope
from tropnet.tropical.mapping import TropicalMap
from tropnet.tropical.polynomial import TropicalPolynomial


@given(polyhedra())
@settings(max_examples=40, deadline=None)
def test_polyhedra_survive(P):
    assert from_json(to_json(P)) == P


@given(polynomials())
@settings(max_examples=40, deadline=None)
def test_polynomials_survive(p):
    assert from_json(to_json(p)) == p


@given(rational_functions())
@settings(max_examples=20, deadline=None)
def test_rational_functions_survive(f):
    assert from_json(to_json(f)) == f


@given(st.lists(rational_functions(), min_size=1, max_size=3))
@settings(max_examples=20, deadline=None)
def test_maps_survive(components):
    first = components[0]
    same_space = [
        f for f in components if (f.n_variables, f.convention) == (first.n_variables, first.convention)
    ]
    f = TropicalMap(same_space)
    assert from_json(to_json(f)) == f


def test_a_map_needs_a_component():
    with pytest.raises(InputError, match="at least one"):
        from_json('{"format": "tropnet map", "schema": 1, "components": []}')


def test_zonotopes_survive():
    Z = Zonotope([[1, "1/3", 0], [0, 2, 5]], ["1/7", 0, -1])
    assert from_json(to_json(Z)) == Z


def test_long_numbers_survive():
    p = TropicalPolynomial([[10**5000]], [f"1/{3**50}"])
    assert from_json(to_json(p)) == p


def test_the_dimension_survives_where_there_is_nothing_else():
    for value in (
        Polyhedron.from_generators([[]]),
        TropicalPolynomial.zero(4),
        TropicalPolynomial.constant(1, 0),
    ):
        assert from_json(to_json(value)) == value


def test_other_values_are_refused():
    with pytest.raises(InputError, match="int has no JSON"):
        to_json(3)


GOOD = json.loads(to_json(TropicalPolynomial([[1, 2]], [3])))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"format": "tropnet network"}, "networks are read by tropnet.read"),
        ({"schema": 2}, "schema 2"),
        ({"convention": "mean"}, "convention"),
        ({"n_variables": 3}, "3 exponents"),
        ({"n_variables": 10**9}, "n_variables"),
        ({"terms": [[["1", "2"], 3]]}, "rational"),
        ({"terms": [["1", "2"]]}, "pairs"),
        ({"color": "red"}, "unknown"),
    ],
)
def test_what_is_malformed(change, message):
    with pytest.raises(FormatError, match=message):
        from_json(json.dumps(GOOD | change))


def test_ragged_rows_are_refused():
    content = json.loads(to_json(Polyhedron.parse("[0,1]^2")))
    content["inequalities"][0].pop()
    with pytest.raises(FormatError, match="list of 3 rationals"):
        from_json(json.dumps(content))
