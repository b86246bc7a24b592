"""polymake's JSON files (version 4): polytopes, tropical polynomials and hypersurfaces.

A file is an object with the type of the value in ``_type`` and its properties.  Read are

* ``polytope::Polytope<...>``, from VERTICES or POINTS with LINEALITY_SPACE or INPUT_LINEALITY, or from FACETS or
  INEQUALITIES with AFFINE_HULL or EQUATIONS; where both sides are there, they must describe the same set;
* ``common::Polynomial<TropicalNumber<Max, Rational>, Int>`` and the same with Min;
* ``tropical::Hypersurface<Max>`` and ``<Min>``, as the polynomial in POLYNOMIAL; polymake's tropical polynomials are
  homogeneous, and set the first coordinate to 0 where an affine chart is meant.

Written are the first two.  Exponents are integers there.  Files of polymake before version 4 were XML and are refused.

Source
------
E. Gawrilow, S. Hampe and M. Joswig, The polymake XML file format, 2016; the JSON form was compared with files that
polymake 4.6 wrote, which are among the tests.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from tropnet.errors import FormatError, InputError
from tropnet.exact.arrays import RationalArray
from tropnet.interchange.rows import (
    Row,
    constraints_of,
    from_constraints,
    from_points,
    is_given_by_points,
    number,
    points_of,
    row_text,
    table,
)
from tropnet.networks.io.json_text import is_integer, parsed, shown
from tropnet.polyhedra.notation import LARGEST_DIMENSION
from tropnet.polyhedra.polyhedron import Polyhedron
from tropnet.tropical.convention import Convention
from tropnet.tropical.polynomial import TropicalPolynomial

__all__ = ["from_polymake", "polymake_polytope", "polytope_from_polymake", "to_polymake"]

_NAMESPACE = {"polymake": ["https://polymake.org", "4.6"]}

_POLYNOMIAL = re.compile(
    r"common::Polynomial<\s*TropicalNumber<\s*(Max|Min)\s*,\s*Rational\s*>\s*,\s*Int\s*>"
)
_HYPERSURFACE = re.compile(r"tropical::Hypersurface<\s*(Max|Min)\s*>")
_CONVENTIONS: Mapping[str, Convention] = {"Max": "max", "Min": "min"}

_GENERATORS = (("VERTICES", "LINEALITY_SPACE"), ("POINTS", "INPUT_LINEALITY"))
_CONSTRAINTS = (("FACETS", "AFFINE_HULL"), ("INEQUALITIES", "EQUATIONS"))


def from_polymake(text: str | bytes) -> Polyhedron | TropicalPolynomial:
    """The value in polymake's JSON.

    Raises
    ------
    FormatError
        If the text is malformed, or holds a value of another type.

    Examples
    --------
    >>> from_polymake('{"_type": "polytope::Polytope<Rational>", "POINTS": [["1", "0"], ["1", "1/2"]]}').vertices
    RationalArray([[0], [1/2]])
    """
    if text.lstrip()[:1] in ("<", b"<"):
        raise FormatError(
            "this is an XML file of polymake before version 4; open and save it with polymake 4"
        )
    content = parsed(text)
    if not isinstance(content, Mapping) or not isinstance(content.get("_type"), str):
        raise FormatError(f"{shown(content)} has no _type; polymake writes one into every file")
    kind = content["_type"]
    if kind.startswith("polytope::Polytope"):
        return polytope_from_polymake(content)
    if match := _POLYNOMIAL.fullmatch(kind):
        return _polynomial(content.get("data"), _CONVENTIONS[match[1]], "data")
    if match := _HYPERSURFACE.fullmatch(kind):
        return _hypersurface(content, _CONVENTIONS[match[1]])
    raise FormatError(
        f"polymake's type {shown(kind)} is not read; polytopes, tropical polynomials and hypersurfaces are"
    )


def polytope_from_polymake(content: Mapping[str, Any]) -> Polyhedron:
    """The polyhedron with the properties of a polymake polytope.

    Raises
    ------
    FormatError
        If there is neither a list of points nor one of inequalities, or if they contradict each other.

    Examples
    --------
    >>> polytope_from_polymake({"INEQUALITIES": [["1", "-2"], ["0", "1"]]}).vertices
    RationalArray([[0], [1/2]])
    """
    width = content.get("CONE_AMBIENT_DIM")
    if width is not None and not (is_integer(width) and 0 < width <= LARGEST_DIMENSION):
        raise FormatError(f"CONE_AMBIENT_DIM is {shown(width)}; it must be 1 plus the dimension")
    points = _pair(content, _GENERATORS, width)
    constraints = _pair(content, _CONSTRAINTS, width)
    found = []
    if points is not None:
        found.append(from_points(*points[1:], points[0], "VERTICES or POINTS"))
    if constraints is not None:
        found.append(from_constraints(*constraints[1:], constraints[0]))
    if not found:
        raise FormatError("the polytope has neither VERTICES or POINTS nor FACETS or INEQUALITIES")
    if len(found) == 2 and found[0] != found[1]:
        raise FormatError("the points and the inequalities in the file describe different polyhedra")
    return found[0]


def _pair(
    content: Mapping[str, Any], names: tuple[tuple[str, str], ...], width: int | None
) -> tuple[int, list[Row], list[Row]] | None:
    """The number of columns and the rows of the first of two pairs of properties that is there."""
    for main, space in names:
        if main in content:
            rows = table(content[main], width, main)
            columns = len(rows[0]) if rows else _declared_columns(content[main], width)
            return columns, rows, table(content.get(space, []), columns, space)
    return None


def _declared_columns(content: Any, width: int | None) -> int:
    columns = content[-1]["cols"] if content else width
    if columns is None:
        raise FormatError("an empty list of rows does not tell the dimension; give CONE_AMBIENT_DIM")
    return int(columns)


def _hypersurface(content: Mapping[str, Any], convention: Convention) -> TropicalPolynomial:
    if "POLYNOMIAL" in content:
        return _polynomial(content["POLYNOMIAL"], convention, "POLYNOMIAL")
    if "MONOMIALS" not in content or "COEFFICIENTS" not in content:
        raise FormatError("the hypersurface has neither POLYNOMIAL nor MONOMIALS and COEFFICIENTS")
    monomials = table(content["MONOMIALS"], None, "MONOMIALS")
    coefficients = content["COEFFICIENTS"]
    if not isinstance(coefficients, list) or len(coefficients) != len(monomials):
        raise FormatError(f"there are {len(monomials)} MONOMIALS; as many COEFFICIENTS are needed")
    heights = [number(c, "COEFFICIENTS") for c in coefficients]
    return TropicalPolynomial.from_terms(
        zip(map(tuple, monomials), heights, strict=True), convention=convention
    )


def _polynomial(content: Any, convention: Convention, where: str) -> TropicalPolynomial:
    """The polynomial [[[exponent, coefficient], ...], number of variables]."""
    is_pair = isinstance(content, list) and len(content) == 2 and isinstance(content[0], list)
    if not is_pair or not is_integer(content[1]) or not 0 <= content[1] <= LARGEST_DIMENSION:
        raise FormatError(f"{where}: a polynomial is a list of terms and the number of variables")
    terms, n = content
    if not all(isinstance(term, list) and len(term) == 2 for term in terms):
        raise FormatError(f"{where}: a term is a pair of an exponent and a coefficient")
    exponents = table([term[0] for term in terms], n, where)
    heights = [number(term[1], where) for term in terms]
    return TropicalPolynomial.from_terms(zip(map(tuple, exponents), heights, strict=True), n, convention)


def to_polymake(value: Polyhedron | TropicalPolynomial) -> str:
    """The value as polymake's JSON.

    Raises
    ------
    InputError
        If an exponent is no integer.

    Examples
    --------
    >>> print(to_polymake(TropicalPolynomial([[2], [0]], [1, "1/2"])))
    {"_ns": {"polymake": ["https://polymake.org", "4.6"]}, \
"_type": "common::Polynomial<TropicalNumber<Max, Rational>, Int>", \
"data": [[[{"_dim": 1}, "1/2"], [{"0": 2, "_dim": 1}, "1"]], 1]}
    """
    if isinstance(value, Polyhedron):
        content = {"_ns": _NAMESPACE} | polymake_polytope(value)
    else:
        content = {"_ns": _NAMESPACE} | _polymake_polynomial(value)
    return json.dumps(content)


def polymake_polytope(P: Polyhedron) -> dict[str, Any]:
    """The properties of a polyhedron in polymake's JSON: what it was given by, points or inequalities.

    Examples
    --------
    >>> polymake_polytope(Polyhedron.parse("[0,1/2]"))["INEQUALITIES"]
    [['0', '1'], ['1', '-2']]
    """
    n_columns = P.ambient_dim + 1
    content: dict[str, Any] = {"_type": "polytope::Polytope<Rational>", "CONE_AMBIENT_DIM": n_columns}
    if is_given_by_points(P):
        (main, space), (rows, span) = ("POINTS", "INPUT_LINEALITY"), points_of(P)
    else:
        (main, space), (rows, span) = ("INEQUALITIES", "EQUATIONS"), constraints_of(P)
    # polymake adds the inequality 1 >= 0 of the hyperplane at infinity itself.
    for name, matrix in ((main, rows), (space, span)):
        content[name] = [*map(row_text, matrix)] or [{"cols": n_columns}]
    return content


def _polymake_polynomial(p: TropicalPolynomial) -> dict[str, Any]:
    if not p.is_integral:
        raise InputError(
            "polymake's exponents are integers; "
            f"p.dilated({p.exponents.denominator}) has integral ones, or save the polynomial as .json"
        )
    exponents = p.exponents.numerators.tolist()
    coefficients = RationalArray(p.coefficients).fractions().tolist()
    terms = [
        [{str(i): k for i, k in enumerate(power) if k} | {"_dim": p.n_variables}, str(c)]
        for power, c in zip(exponents, coefficients, strict=True)
    ]
    name = "Max" if p.convention == "max" else "Min"
    kind = f"common::Polynomial<TropicalNumber<{name}, Rational>, Int>"
    return {"_type": kind, "data": [terms, p.n_variables]}
