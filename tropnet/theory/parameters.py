"""Parameters of families: rational numbers, or expressions of sympy.

The weights of a smooth family are rational functions of its parameters.  The same field arithmetic computes them from
numbers and from symbols, so a parameter is a ``Fraction`` or a sympy expression with free symbols; everything else is
read as the rational number that it is.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeAlias

from tropnet.exact.numbers import as_fraction

__all__ = ["Scalar", "is_certainly_not_positive", "is_symbolic", "parameter", "symbols_of", "to_sympy"]

Scalar: TypeAlias = Any
"""A ``Fraction``, or a sympy expression with free symbols (sympy is untyped)."""


def is_symbolic(value: Any) -> bool:
    """Whether a value is a sympy expression with free symbols.

    >>> import sympy
    >>> is_symbolic(sympy.Symbol("a") / 2), is_symbolic(sympy.Rational(1, 2)), is_symbolic(3)
    (True, False, False)
    """
    return bool(getattr(value, "free_symbols", None))


def parameter(value: Any, where: str = "") -> Scalar:
    """The exact parameter that a value is: itself if symbolic, else a ``Fraction``.

    Raises
    ------
    NotRationalError
        If the value is neither a symbolic expression nor a rational number.

    Examples
    --------
    >>> parameter("1/3")
    Fraction(1, 3)
    """
    return value if is_symbolic(value) else as_fraction(value, where)


def is_certainly_not_positive(value: Scalar) -> bool:
    """Whether a value is zero or negative, for all values of its symbols under their assumptions.

    A symbolic value of which nothing is known is not *certainly* anything.

    >>> import sympy
    >>> a = sympy.Symbol("a", positive=True)
    >>> is_certainly_not_positive(-a), is_certainly_not_positive(a - 1), is_certainly_not_positive(0)
    (True, False, True)
    """
    if is_symbolic(value):
        return bool(value.is_nonpositive)
    return bool(value <= 0)


def symbols_of(values: Iterable[Scalar]) -> tuple[Any, ...]:
    """The free symbols of some parameters, by name.

    >>> import sympy
    >>> symbols_of([1, sympy.Symbol("b") + sympy.Symbol("a")])
    (a, b)
    """
    found = {symbol for value in values if is_symbolic(value) for symbol in value.free_symbols}
    return tuple(sorted(found, key=str))


def to_sympy(value: Scalar) -> Any:
    """A parameter as a sympy expression.

    >>> to_sympy(parameter("2/3"))
    2/3
    """
    from sympy import Rational

    return value if is_symbolic(value) else Rational(value.numerator, value.denominator)
