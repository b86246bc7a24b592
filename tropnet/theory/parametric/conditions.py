"""Where in the parameter space the combinatorial type of a network stays the same.

Slicing at a sample asks for the signs of finitely many polynomials in the parameters.  Wherever all of them, or all of
their irreducible factors, have the signs that they have at the sample, slicing takes the same steps: the complex has
the same faces with the same patterns (:mod:`tropnet.theory.parametric.complex`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tropnet.errors import InputError
from tropnet.polyhedra.polyhedron import Polyhedron
from tropnet.theory.parametric.complex import ParametricComplex
from tropnet.theory.parametric.network import ParametricNetwork
from tropnet.theory.parametric.polynomials import Parameters, Polynomial

__all__ = ["combinatorial_conditions"]


def combinatorial_conditions(
    network: ParametricNetwork, sample: Mapping[Any, Any], within: Polyhedron | None = None
) -> tuple[Any, ...]:
    """Relations between the parameters under which the combinatorial type is that of a sample.

    They are sufficient, and hold at the sample.  Those that hold for all real parameters, or by the assumptions on the
    symbols, are left out; among those that are linear none is implied by the others.

    Parameters
    ----------
    network : ParametricNetwork
    sample : mapping of symbols to rational numbers
    within : Polyhedron, optional
        The domain of the inputs.

    Returns
    -------
    tuple of sympy relations
        Of the form p > 0, or p = 0 for polynomials that vanish at the sample but not everywhere.

    Raises
    ------
    InputError
        If a symbol has no value, or one against its assumptions; if a weight has a pole at the sample, or an entry is
        no rational function.

    Examples
    --------
    Two break points at 0 and t, of which the right one is the second:

    >>> import sympy
    >>> t = sympy.Symbol("t")
    >>> net = ParametricNetwork([([[1], [1]], [0, -t]), ([[1, 1]], [0])])
    >>> combinatorial_conditions(net, {t: 2}), combinatorial_conditions(net, {t: 0})
    ((t > 0,), (Eq(t, 0),))
    """
    place = ParametricComplex.at(network, sample, within).place
    parameters = place.parameters
    factors: dict[str, Polynomial] = {}
    for polynomial in place.asked:
        if place.sign(polynomial) == 0:
            vanishing = [f for f, _ in polynomial.factor()[1] if place.sign(f) == 0]
            factors.update((str(f), f) for f in vanishing)
            continue
        factors.update((str(f), f) for f, _ in polynomial.factor()[1])
    from sympy import Eq, false, true

    equal = [f for f in factors.values() if place.sign(f) == 0]
    greater = [f if place.sign(f) > 0 else -f for f in factors.values() if place.sign(f) != 0]
    linear = [f for f in greater if f.total_degree() == 1]
    curved = [parameters.to_sympy(f) for f in greater if f.total_degree() > 1]
    relations = [Eq(parameters.to_sympy(f), 0) for f in equal]
    relations += [parameters.to_sympy(f) > 0 for f in _irredundant(linear, parameters)]
    relations += [f > 0 for f in curved if not _is_positive(f)]
    if false in relations:
        raise InputError(f"the sample {place} contradicts the assumptions on the symbols; give another one")
    return tuple(relation for relation in relations if relation != true)


def _is_positive(polynomial: Any) -> bool:
    """Whether an irreducible polynomial, positive somewhere, is seen to be so at all real values of its symbols."""
    from sympy import Dummy, Poly

    symbols = polynomial.free_symbols
    if len(symbols) == 1:
        return bool(Poly(polynomial).count_roots() == 0)
    return bool(polynomial.xreplace({symbol: Dummy(real=True) for symbol in symbols}).is_positive)


def _irredundant(linear: list[Polynomial], parameters: Parameters) -> list[Polynomial]:
    """Those of some linear polynomials, positive at a common point, that cut out where all are positive."""
    if not linear:
        return []
    n = len(parameters.symbols)
    rows = []
    for polynomial in linear:
        terms = {tuple(map(int, powers)): int(c) for powers, c in polynomial.to_dict().items()}
        units = [tuple(int(i == j) for j in range(n)) for i in range(n)]
        rows.append(([-terms.get(unit, 0) for unit in units], terms.get((0,) * n, 0)))
    region = Polyhedron.from_inequalities([row for row, _ in rows], [b for _, b in rows])
    kept = {tuple(row) for row in region.inequalities.numerators.tolist()}
    chosen: dict[tuple[int, ...], Polynomial] = {}
    for polynomial, (row, b) in zip(linear, rows, strict=True):
        if (*row, b) in kept:
            chosen.setdefault((*row, b), polynomial)
    return list(chosen.values())
