"""OSCAR's files (.mrdi): polyhedra, tropical polynomials and hypersurfaces.

A file is a JSON object with the type in ``_type``, the content in ``data``, and the parents of elements in
``_refs``.  A polyhedron over the rationals carries polymake's properties (:mod:`tropnet.interchange.polymake`); a
polynomial is a list of pairs of an exponent vector and a coefficient, and its ring names the variables and the
semiring, ``TropicalSemiring{typeof(max)}`` or ``{typeof(min)}``.  Written is the form of OSCAR 1.3, which later
versions read; read are that form and the one since 1.4, in which a ring's semiring is a parameter of its type.

Source
------
A. Della Vecchia, M. Joswig and B. Lorenz, A FAIR file format for mathematical software, 2024; compared with the
files of OSCAR's own tests.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from tropnet.errors import FormatError, InputError
from tropnet.interchange.polymake import polymake_polytope, polytope_from_polymake
from tropnet.interchange.rows import number
from tropnet.networks.io.json_text import parsed, shown
from tropnet.polyhedra.polyhedron import Polyhedron
from tropnet.tropical.convention import Convention
from tropnet.tropical.polynomial import TropicalPolynomial

__all__ = ["from_oscar", "to_oscar"]

_OSCAR = "https://github.com/oscar-system/Oscar.jl"
_POLYMAKE = {"polymake": ["https://polymake.org", "4.13"]}
_SEMIRING = re.compile(r"TropicalSemiring\{typeof\((max|min)\)\}")
_CONVENTIONS: Mapping[str, Convention] = {"max": "max", "min": "min"}


def from_oscar(text: str | bytes) -> Polyhedron | TropicalPolynomial:
    """The value in an .mrdi file of OSCAR.

    Raises
    ------
    FormatError
        If the text is malformed, or holds a value of another type.

    Examples
    --------
    >>> p = TropicalPolynomial([[1, 0], [0, 2]], [0, "1/2"], "min")
    >>> from_oscar(to_oscar(p)) == p
    True
    """
    content = parsed(text)
    namespaces = content.get("_ns") if isinstance(content, Mapping) else None
    if not isinstance(namespaces, Mapping) or "Oscar" not in namespaces:
        raise FormatError("this is no file of OSCAR: there is no namespace Oscar in _ns")
    kind = _name(content.get("_type"))
    data = content.get("data")
    if kind == "Polyhedron":
        return _polyhedron(content["_type"], data)
    if kind == "TropicalHypersurface" and isinstance(data, Mapping):
        return _polynomial(data.get("tropical_polynomial"), content.get("_refs"))
    if kind in ("MPolyRingElem", "PolyRingElem"):  # a tuple: what is malformed may be unhashable
        return _polynomial(content, content.get("_refs"))
    raise FormatError(
        f"OSCAR's type {shown(kind)} is not read; polyhedra, tropical polynomials and hypersurfaces are"
    )


def _name(kind: Any) -> Any:
    return kind.get("name", kind.get("_type")) if isinstance(kind, Mapping) else kind


def _polyhedron(kind: Any, data: Any) -> Polyhedron:
    field = _name(kind.get("params")) if isinstance(kind, Mapping) else None
    if field != "QQField" or not isinstance(data, Mapping):
        raise FormatError(
            f"a polyhedron over {shown(field)} is not read; only those over QQField are rational"
        )
    return polytope_from_polymake(data)


def _polynomial(element: Any, refs: Any) -> TropicalPolynomial:
    if not isinstance(element, Mapping) or not isinstance(element.get("_type"), Mapping):
        raise FormatError("the polynomial has no type with a ring as its parameter")
    ring = element["_type"].get("params")
    if isinstance(ring, str):
        ring = refs.get(ring) if isinstance(refs, Mapping) else None
    if not isinstance(ring, Mapping) or not isinstance(ring.get("data"), Mapping):
        raise FormatError("the ring of the polynomial is not in _refs")
    symbols = ring["data"].get("symbols")
    if not isinstance(symbols, list):
        raise FormatError("the ring of the polynomial does not name its variables")
    convention = _convention(ring)
    terms = element.get("data")
    if not isinstance(terms, list) or not all(isinstance(term, list) and len(term) == 2 for term in terms):
        raise FormatError("a polynomial is a list of pairs of an exponent and a coefficient")
    pairs = [(_exponent(exponent, len(symbols)), c) for exponent, c in terms if c not in ("infty", "-infty")]
    values = [(exponent, number(c, "coefficient")) for exponent, c in pairs]
    return TropicalPolynomial.from_terms(values, len(symbols), convention)


def _convention(ring: Mapping[str, Any]) -> Convention:
    kind = ring.get("_type")
    base = ring["data"].get("base_ring") or (kind.get("params") if isinstance(kind, Mapping) else None)
    found = _SEMIRING.fullmatch(str(_name(base)))
    if found is None:
        raise FormatError(f"the coefficients are from {shown(_name(base))}; only tropical semirings are read")
    return _CONVENTIONS[found[1]]


def _exponent(exponent: Any, n: int) -> tuple[Any, ...]:
    powers = exponent if isinstance(exponent, list) else [exponent]
    if len(powers) != n:
        raise FormatError(f"an exponent has {len(powers)} entries; the ring has {n} variables")
    return tuple(number(power, "exponent") for power in powers)


def to_oscar(value: Polyhedron | TropicalPolynomial) -> str:
    """The value as an .mrdi file of OSCAR.

    Raises
    ------
    InputError
        If an exponent is negative or no integer, which OSCAR's polynomial rings do not have.

    Examples
    --------
    >>> print(to_oscar(Polyhedron.from_generators([[0], ["1/2"]])))
    {"_ns": {"Oscar": ["https://github.com/oscar-system/Oscar.jl", "1.3.0"]}, \
"_type": {"name": "Polyhedron", "params": {"_type": "QQField"}}, \
"data": {"_ns": {"polymake": ["https://polymake.org", "4.13"]}, "_type": "polytope::Polytope<Rational>", \
"CONE_AMBIENT_DIM": 2, "POINTS": [["1", "0"], ["1", "1/2"]], "INPUT_LINEALITY": [{"cols": 2}]}}
    """
    content: dict[str, Any] = {"_ns": {"Oscar": [_OSCAR, "1.3.0"]}}
    if isinstance(value, Polyhedron):
        content["_type"] = {"name": "Polyhedron", "params": {"_type": "QQField"}}
        content["data"] = {"_ns": _POLYMAKE} | polymake_polytope(value)
        return json.dumps(content)
    return json.dumps(content | _oscar_polynomial(value))


def _oscar_polynomial(p: TropicalPolynomial) -> dict[str, Any]:
    if not p.is_integral or (p.exponents.sign() < 0).any():
        raise InputError(
            "the exponents of OSCAR's tropical polynomials are integers >= 0; multiply by a monomial or dilate "
            "the polynomial first, or save it as .json"
        )
    exponents = [[str(k) for k in row] for row in p.exponents.numerators.tolist()]
    coefficients = [str(c).replace("/", "//") for c in p.coefficients.fractions().tolist()]
    semiring = f"TropicalSemiring{{typeof({p.convention})}}"
    symbols = [f"x{i + 1}" for i in range(p.n_variables)]
    ring = {"_type": "MPolyRing", "data": {"base_ring": {"_type": semiring}, "symbols": symbols}}
    key = str(uuid5(NAMESPACE_URL, json.dumps(ring)))
    return {
        "_type": {"name": "MPolyRingElem", "params": key},
        "data": [[power, c] for power, c in zip(exponents, coefficients, strict=True)],
        "_refs": {key: ring},
    }
