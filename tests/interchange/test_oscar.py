"""OSCAR's files: texts in the form of two versions, and the way back."""

import json
from functools import reduce
from operator import getitem

import pytest
from hypothesis import given, settings
from interchange.strategies import honest_polynomials, polyhedra

from tropnet.errors import FormatError, InputError
from tropnet.interchange.oscar import from_oscar, to_oscar
from tropnet.polyhedra.bodies import cube
from tropnet.polyhedra.polyhedron import Polyhedron
from tropnet.tropical.polynomial import TropicalPolynomial

HEAD = '"_ns": {"Oscar": ["https://github.com/oscar-system/Oscar.jl", "1.3.0"]}'

SQUARE = f"""{{{HEAD},
    "_type": {{"name": "Polyhedron", "params": {{"_type": "QQField"}}}},
    "data": {{"FACETS": [{{"0": "1", "1": "1"}}, {{"0": "1", "1": "-1"}}, {{"0": "1", "2": "1"}},
                        {{"0": "1", "2": "-1"}}, {{"cols": 3}}],
             "VERTICES": [["1", "-1", "-1"], ["1", "1", "-1"], ["1", "-1", "1"], ["1", "1", "1"]],
             "AFFINE_HULL": [{{"cols": 3}}], "LINEALITY_SPACE": [{{"cols": 3}}], "CONE_AMBIENT_DIM": 3,
             "_type": "polytope::Polytope<Rational>", "_ns": {{"polymake": ["https://polymake.org", "4.13"]}}}}}}"""

# As OSCAR 1.3 writes a tropical hypersurface: the semiring is among the data of the ring.
HYPERSURFACE = f"""{{{HEAD}, "_type": "TropicalHypersurface",
    "data": {{"tropical_polynomial": {{"_type": {{"name": "MPolyRingElem", "params": "a-ring"}},
                                     "data": [[["1", "0"], "1//3"], [["0", "2"], "0"], [["1", "1"], "infty"]]}}}},
    "_refs": {{"a-ring": {{"_type": "MPolyRing",
                         "data": {{"base_ring": {{"_type": "TropicalSemiring{{typeof(min)}}"}},
                                  "symbols": ["x", "y"]}}}}}}}}"""

# Since OSCAR 1.4 the semiring is a parameter of the type of the ring.
POLYNOMIAL = f"""{{{HEAD}, "_type": {{"name": "MPolyRingElem", "params": "a-ring"}},
    "data": [[["3"], "-2"], [["0"], "0"]],
    "_refs": {{"a-ring": {{"_type": {{"name": "MPolyRing", "params": {{"_type": "TropicalSemiring{{typeof(max)}}"}}}},
                         "data": {{"symbols": ["t"]}}}}}}}}"""


def test_a_square():
    assert from_oscar(SQUARE) == cube(2)


def test_a_hypersurface_without_its_infinite_term():
    assert from_oscar(HYPERSURFACE) == TropicalPolynomial([[1, 0], [0, 2]], ["1/3", 0], "min")


def test_a_polynomial():
    assert from_oscar(POLYNOMIAL) == TropicalPolynomial([[3], [0]], [-2, 0])


@given(polyhedra())
@settings(max_examples=30, deadline=None)
def test_polyhedra_survive(P):
    assert from_oscar(to_oscar(P)) == P


@given(honest_polynomials())
@settings(max_examples=30, deadline=None)
def test_polynomials_survive(p):
    assert from_oscar(to_oscar(p)) == p


def test_julia_writes_fractions_with_two_strokes():
    content = json.loads(to_oscar(TropicalPolynomial([[1]], ["-1/2"])))
    assert content["data"] == [[["1"], "-1//2"]]


@pytest.mark.parametrize("exponent", [-1, "1/2"])
def test_exponents_that_oscar_has_not(exponent):
    with pytest.raises(InputError, match="integers >= 0"):
        to_oscar(TropicalPolynomial([[exponent]], [0]))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{}", "namespace"),
        (f'{{{HEAD}, "_type": "Graph{{Directed}}"}}', "not read"),
        (f'{{{HEAD}, "_type": "Graph{{Directed}}", "data": {{}}}}', "not read"),
        (f'{{{HEAD}, "_type": "TropicalHypersurface", "data": []}}', "not read"),
        (SQUARE.replace("QQField", "QQBarField"), "rational"),
        (HYPERSURFACE.replace("TropicalSemiring{typeof(min)}", "QQField"), "tropical semirings"),
        (HYPERSURFACE.replace('"_refs"', '"refs"'), "_refs"),
        (HYPERSURFACE.replace('["x", "y"]', '["x"]'), "variables"),
        (HYPERSURFACE.replace("1//3", "a third"), "rational"),
    ],
)
def test_what_is_malformed(text, message):
    with pytest.raises(FormatError, match=message):
        from_oscar(text)


def places(content, path=()):
    """The paths of keys to all parts of a JSON value."""
    yield path
    parts = (
        content.items()
        if isinstance(content, dict)
        else enumerate(content)
        if isinstance(content, list)
        else ()
    )
    for key, part in parts:
        yield from places(part, (*path, key))


@pytest.mark.parametrize(
    "text", [SQUARE, HYPERSURFACE, POLYNOMIAL], ids=["square", "hypersurface", "polynomial"]
)
def test_with_any_part_exchanged_it_is_a_value_or_malformed(text):
    n_malformed = 0
    for path in places(json.loads(text)):
        for other in (None, True, -1, 1.5, "", "x", [], ["x"], [[]], {}, {"x": 1}):
            content = {"text": json.loads(text)}
            parent = reduce(getitem, ("text", *path)[:-1], content)
            parent[("text", *path)[-1]] = other
            try:
                value = from_oscar(json.dumps(content["text"]))
            except FormatError:
                n_malformed += 1
            else:
                assert isinstance(value, Polyhedron | TropicalPolynomial)
    assert n_malformed > 100
