r"""Piecewise linear functions from formulas.

The notation is the ordinary one of :mod:`tropnet.tropical.writing.notation`, with absolute values and positive parts::

    formula   := ["+" | "-"] term (("+" | "-") term)*
    term      := factor (["*"] factor | "/" factor)*        one factor at most is not a number
    factor    := rational | variable | "(" formula ")"
               | ("max" | "min") "(" formula ("," formula)* ")"
               | "|" formula "|" | "abs" "(" formula ")"
               | "[" formula "]_+" | "relu" "(" formula ")"

Variables are x, y, z, w, the coordinates 1 to 4, or x1, x2, ..., or have the names that are given.  A bar closes the
absolute value if that is the innermost open bracket and a term is complete, and opens another one everywhere else:
``|2x|`` and ``2|x|`` need no sign, ``|2*|x| - 1|`` does.

Nothing is expanded.  The function is a network with one node for each operation of the formula, so that its size is
that of the formula.  (As a quotient of tropical polynomials, a sum of n maxima has :math:`2^n` monomials.)
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias, TypeGuard

from tropnet.analysis.piecewise.function import PiecewiseLinear
from tropnet.errors import InputError
from tropnet.exact.arrays import rational_array
from tropnet.networks import Activation, Add, Dense, Maximum, Minimum, Network, absolute
from tropnet.networks.operations import joined_outputs, scale, then
from tropnet.polyhedra.reading import integer_at_least
from tropnet.tropical.writing.expressions import Affine
from tropnet.tropical.writing.grammar import OrdinaryReader, coordinates_in, tokens_of
from tropnet.tropical.writing.names import NAME

__all__ = ["NetworkAlgebra", "Value", "parse"]

Value: TypeAlias = Affine | Network
"""An affine function by its coefficients, as long as no extremum occurs, and then a network."""

_TOKENS = re.compile(
    rf"""(?P<blank>\s+)
    | (?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?(?:/\d+)?)
    | (?P<closing>\]_\+)
    | (?P<variable>{NAME})
    | (?P<mark>[-+*/(),|\[])""",
    re.VERBOSE,
)

_RESERVED = {"max": "extremum", "min": "extremum", "abs": "function", "relu": "function"}


def parse(
    text: str, n_variables: int | None = None, variables: Sequence[str] | None = None
) -> PiecewiseLinear:
    """The function of a formula.

    Parameters
    ----------
    text : str
        Such as ``"max(min(x, 2y), 0) - |x - 1|/2"``.
    n_variables : int, optional
        The number n of variables; that of the last variable in the text when omitted.
    variables : sequence of str, optional
        Their names in order; x, y, z, w or x1, x2, ... when omitted.

    Returns
    -------
    PiecewiseLinear
        On R^n.

    Raises
    ------
    FormatError
        With the position, counted from 1, of what does not fit.
    InputError
        If there are no variables, or not so many as the text has; if names are unusable.

    Examples
    --------
    >>> f = parse("max(min(x, 2y), 0) - |x - 1|/2")
    >>> f, f([3, 1])
    (<PiecewiseLinear from R^2>, Fraction(1, 1))
    >>> parse("[x]_+ - [-x]_+") == parse("x"), parse("relu(x - 1) + 2", 3)([4, 0, 0])
    (True, Fraction(5, 1))
    >>> parse("max(x, 0) y")
    Traceback (most recent call last):
    tropnet.errors.FormatError: 'max(x, 0) y', position 11: a product of two functions is not piecewise linear; one \
factor must be a number
    """
    tokens = list(tokens_of(text, _TOKENS, _RESERVED, {}))
    coordinates, occurring = coordinates_in(text, tokens, variables)
    n = occurring if n_variables is None else integer_at_least(1, n_variables, "the number of variables")
    if n < occurring:
        raise InputError(f"{text!r} has {occurring} variables, but n_variables={n}; leave it out")
    if not n:
        raise InputError(f"no variable occurs in {text!r}; say how many there are with n_variables")
    algebra = NetworkAlgebra(n)
    reader = _Reader(text, tokens, coordinates, algebra)
    value = reader.ordinary()
    if reader.next.kind != "end":
        reader.expected("an operator or the end")
    return PiecewiseLinear(algebra.network(value))


@dataclass(frozen=True)
class NetworkAlgebra:
    """Operations of formulas in n variables, each as one node of a network.

    Attributes
    ----------
    n_variables : int

    Examples
    --------
    >>> algebra = NetworkAlgebra(1)
    >>> larger = algebra.extremum([{1: Fraction(1)}, {0: Fraction(2)}], "max")
    >>> larger([[1], [5]])
    RationalArray([[2], [5]])
    >>> algebra.total([{1: Fraction(1)}, {0: Fraction(2)}])
    {1: Fraction(1, 1), 0: Fraction(2, 1)}
    """

    n_variables: int

    def total(self, summands: Iterable[Value]) -> Value:
        """The sum."""
        affine: Affine = {}
        networks: list[Network] = []
        for summand in summands:
            if isinstance(summand, Network):
                networks.append(summand)
                continue
            for key, coefficient in summand.items():
                affine[key] = affine.get(key, Fraction(0)) + coefficient
        if not networks:
            return affine
        if any(affine.values()):
            networks.append(self.network(affine))
        return networks[0] if len(networks) == 1 else joined_outputs("total", networks, Add())

    def multiple(self, value: Value, factor: Fraction) -> Value:
        """The function times a rational number."""
        if isinstance(value, Network):
            return scale(value, factor)
        return {key: factor * coefficient for key, coefficient in value.items()}

    def extremum(self, values: Sequence[Value], kind: str) -> Value:
        """The maximum or the minimum, as ``kind`` says.

        Raises
        ------
        InputError
            If there are no functions.
        """
        if not values:
            raise InputError(f"{kind}() of nothing is infinite, and no piecewise linear function")
        numbers = [value.get(0, Fraction(0)) for value in values if _is_number(value)]
        if len(numbers) == len(values):
            return {0: max(numbers) if kind == "max" else min(numbers)}
        if len(values) == 1:
            return values[0]
        layer = Maximum() if kind == "max" else Minimum()
        return joined_outputs(kind, [self.network(value) for value in values], layer)

    def absolute(self, value: Value) -> Value:
        """The absolute value."""
        if _is_number(value):
            return {0: abs(value.get(0, Fraction(0)))}
        return then(self.network(value), Activation(absolute()))

    def network(self, value: Value) -> Network:
        """The value as a network from R^n to R."""
        if isinstance(value, Network):
            return value
        row = rational_array([[value.get(key, 0) for key in range(self.n_variables + 1)]])
        return Network.sequential([Dense(row[:, 1:], row[:, 0])], self.n_variables)


def _is_number(value: Value) -> TypeGuard[Affine]:
    return isinstance(value, dict) and value.keys() <= {0}


@dataclass
class _Reader(OrdinaryReader[Network]):
    """The grammar with absolute values and positive parts."""

    def begins_factor(self) -> bool:
        is_bar = self.next.text == "|" and self.open[-1:] != ["|"]
        return is_bar or self.next.kind == "function" or self.next.text == "[" or super().begins_factor()

    def factor(self) -> Value:
        if token := self.take("|"):
            return self.algebra.absolute(self.enclosed(token, "|"))
        if token := self.take("["):
            return self.positive_part(self.enclosed(token, "]_+"))
        if token := self.take("function"):
            value = self.enclosed(self.demand(f"'(' after {token.text}", "("), ")")
            return self.algebra.absolute(value) if token.text == "abs" else self.positive_part(value)
        return super().factor()

    def positive_part(self, value: Value) -> Value:
        return self.algebra.extremum([value, {0: Fraction(0)}], "max")
