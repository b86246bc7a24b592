"""tropnet's own JSON of polyhedra, tropical polynomials and tropical rational functions: every rational, exactly.

A file is an object with the keys ``format`` and ``schema`` (1), and

* ``"tropnet polyhedron"``: ``ambient_dim``, and ``inequalities`` and ``equations`` (rows (a, b): a.x <= b, a.x = b) or
  ``vertices``, ``rays`` and ``lines``, whichever the polyhedron was given by;
* ``"tropnet zonotope"``: ``center`` and ``generators``;
* ``"tropnet polynomial"``: ``n_variables``, ``convention`` and ``terms``, pairs of an exponent and a coefficient;
* ``"tropnet rational function"``: ``numerator`` and ``denominator``, polynomials;
* ``"tropnet map"``: ``components``, rational functions.

Rationals are strings; see :mod:`tropnet.networks.io.json_text`.  Networks have files of their own
(:mod:`tropnet.networks.io.native`).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any, NamedTuple

from tropnet.errors import FormatError, InputError
from tropnet.exact.arrays import RationalArray, rational_array
from tropnet.interchange.rows import is_given_by_points
from tropnet.networks.io.json_text import Record, parsed, rational_from_json, rational_to_json, shown
from tropnet.polyhedra.notation import LARGEST_DIMENSION
from tropnet.polyhedra.polyhedron import Polyhedron
from tropnet.polyhedra.zonotopes.zonotope import Zonotope
from tropnet.tropical.convention import Convention
from tropnet.tropical.mapping import TropicalMap
from tropnet.tropical.polynomial import TropicalPolynomial
from tropnet.tropical.rational import TropicalRational

__all__ = ["Value", "from_json", "to_json"]

Value = Polyhedron | Zonotope | TropicalPolynomial | TropicalRational | TropicalMap
"""What the files hold."""

SCHEMA = 1


class Form(NamedTuple):
    """How values of one type are written and read."""

    type: type
    write: Callable[[Any], dict[str, Any]]
    read: Callable[[Record], Value]


def to_json(value: Value) -> str:
    """The text of a value; equal texts mean equal values.

    Raises
    ------
    InputError
        If the value is of another type.

    Examples
    --------
    >>> print(to_json(TropicalPolynomial([[1], ["1/2"]], [0, 3])))
    {"format": "tropnet polynomial", "schema": 1, "n_variables": 1, "convention": "max", \
"terms": [[["1/2"], "3"], [["1"], "0"]]}
    """
    for name, form in FORMS.items():
        if isinstance(value, form.type):
            return json.dumps({"format": name, "schema": SCHEMA} | form.write(value))
    raise InputError(f"a {type(value).__name__} has no JSON; the values that have are {', '.join(FORMS)}")


def from_json(text: str | bytes, source: str = "the text") -> Value:
    """The value in a JSON text of tropnet.

    Raises
    ------
    FormatError
        If the text is malformed, or holds something else; the message names the key.

    Examples
    --------
    >>> p = TropicalPolynomial([[1], ["1/2"]], [0, 3])
    >>> from_json(to_json(p)) == p
    True
    """
    record = Record(parsed(text), source)
    name = record.text("format")
    if name not in FORMS:
        raise FormatError(
            f"{source}: the format {shown(name)} is none of {', '.join(FORMS)}; networks are read by tropnet.read"
        )
    schema = record.integer("schema")
    if schema != SCHEMA:
        raise FormatError(f"{source}: schema {schema} is not known, only {SCHEMA}")
    value = FORMS[name].read(record)
    record.finish()
    return value


def _numbers(array: RationalArray) -> Any:
    """Nested lists of strings."""
    entries = array.fractions().tolist()
    return _strings(entries)


def _strings(entries: Any) -> Any:
    return [*map(_strings, entries)] if isinstance(entries, list) else rational_to_json(Fraction(entries))


def _matrix(record: Record, key: str, n_columns: int) -> RationalArray:
    where = f"{record.where}: {key}"
    rows = record.list(key)
    for row in rows:
        if not isinstance(row, list) or len(row) != n_columns:
            raise FormatError(f"{where}: every row must be a list of {n_columns} rationals")
    entries = [[rational_from_json(entry, where) for entry in row] for row in rows]
    if not rows or not n_columns:
        return RationalArray.zeros((len(rows), n_columns))
    return rational_array(entries)


def _dimension(record: Record, key: str) -> int:
    n = record.integer(key)
    if not 0 <= n <= LARGEST_DIMENSION:
        record.wrong(key, f"between 0 and {LARGEST_DIMENSION}")
    return n


def _write_polyhedron(P: Polyhedron) -> dict[str, Any]:
    if is_given_by_points(P):
        rows = {"vertices": P.vertices, "rays": P.rays, "lines": P.lineality_space}
    else:
        rows = {"inequalities": P.inequalities, "equations": P.equations}
    return {"ambient_dim": P.ambient_dim} | {key: _numbers(value) for key, value in rows.items()}


def _read_polyhedron(record: Record) -> Polyhedron:
    n = _dimension(record, "ambient_dim")
    if "vertices" in record.content:
        parts = (_matrix(record, key, n) for key in ("vertices", "rays", "lines"))
        return Polyhedron.from_generators(*parts)
    inequalities, equations = (_matrix(record, key, n + 1) for key in ("inequalities", "equations"))
    return Polyhedron.from_inequalities(
        inequalities[:, :-1], inequalities[:, -1], (equations[:, :-1], equations[:, -1])
    )


def _write_zonotope(Z: Zonotope) -> dict[str, Any]:
    return {"center": _numbers(Z.center), "generators": _numbers(Z.generators)}


def _read_zonotope(record: Record) -> Zonotope:
    center = [rational_from_json(x, f"{record.where}: center") for x in record.list("center")]
    return Zonotope(_matrix(record, "generators", len(center)), rational_array(center))


def _write_polynomial(p: TropicalPolynomial) -> dict[str, Any]:
    pairs = zip(_numbers(p.exponents), _numbers(p.coefficients), strict=True)
    return {"n_variables": p.n_variables, "convention": p.convention, "terms": [*map(list, pairs)]}


def _read_polynomial(record: Record) -> TropicalPolynomial:
    n = _dimension(record, "n_variables")
    convention = record.text("convention")
    if convention not in CONVENTIONS:
        record.wrong("convention", 'one of "max" and "min"')
    terms = []
    for term in record.list("terms"):
        if not isinstance(term, list) or len(term) != 2 or not isinstance(term[0], list):
            record.wrong("terms", "a list of pairs of an exponent and a coefficient")
        where = f"{record.where}: terms"
        power, coefficient = term
        terms.append(
            (tuple(rational_from_json(x, where) for x in power), rational_from_json(coefficient, where))
        )
    if any(len(power) != n for power, _ in terms):
        record.wrong("terms", f"terms with {n} exponents")
    return TropicalPolynomial.from_terms(terms, n, CONVENTIONS[convention])


def _write_rational(f: TropicalRational) -> dict[str, Any]:
    return {"numerator": _write_polynomial(f.numerator), "denominator": _write_polynomial(f.denominator)}


def _read_rational(record: Record) -> TropicalRational:
    parts = []
    for key in ("numerator", "denominator"):
        own = Record(record.entry(key), f"{record.where}: {key}")
        parts.append(_read_polynomial(own))
        own.finish()
    return TropicalRational(*parts)


def _write_map(f: TropicalMap) -> dict[str, Any]:
    return {"components": [_write_rational(component) for component in f]}


def _read_map(record: Record) -> TropicalMap:
    components = []
    for i, content in enumerate(record.list("components")):
        own = Record(content, f"{record.where}: component {i}")
        components.append(_read_rational(own))
        own.finish()
    return TropicalMap(components)


CONVENTIONS: Mapping[str, Convention] = {"max": "max", "min": "min"}

FORMS: Mapping[str, Form] = {
    "tropnet polyhedron": Form(Polyhedron, _write_polyhedron, _read_polyhedron),
    "tropnet zonotope": Form(Zonotope, _write_zonotope, _read_zonotope),
    "tropnet polynomial": Form(TropicalPolynomial, _write_polynomial, _read_polynomial),
    "tropnet rational function": Form(TropicalRational, _write_rational, _read_rational),
    "tropnet map": Form(TropicalMap, _write_map, _read_map),
}
