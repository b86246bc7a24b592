"""Parameters of families: rational numbers, or expressions of sympy.

The weights of a smooth family are rational functions of its parameters.  The same field arithmetic computes them from
numbers and from symbols, so a parameter is a ``Fraction`` or a sympy expression with free symbols; everything else is
read as the rational number that it is.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeAlias

from tropnet.errors import InputError
from tropnet.exact.numbers import as_fraction

__all__ = [
    "Scalar",
    "entries",
    "is_certainly_not_positive",
    "is_symbolic",
    "parameter",
    "symbols_of",
    "to_sympy",
]

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

    Floats inside of an expression are read as the rational numbers that they are, like all floats.

    Raises
    ------
    NotRationalError
        If the value is neither a symbolic expression nor a rational number.

    Examples
    --------
    >>> import sympy
    >>> parameter("1/3"), parameter(0.5 * sympy.Symbol("a"))
    (Fraction(1, 3), a/2)
    """
    if not is_symbolic(value):
        return as_fraction(value, where)
    from sympy import Float, Rational

    return value.xreplace({number: Rational(number) for number in value.atoms(Float)})


def entries(values: Any, what: str) -> tuple[Any, ...]:
    """The entries of a sequence that is no text.

    Raises
    ------
    InputError
        If it is a text or a single value.

    Examples
    --------
    >>> entries(["1/2", "2/3"], "the points")
    ('1/2', '2/3')
    >>> entries("1/2", "the points")
    Traceback (most recent call last):
    tropnet.errors.InputError: the points are a sequence such as ['1/2', '2/3'], but '1/2' is given; put it in brackets
    """
    if isinstance(values, str | bytes) or not isinstance(values, Iterable):
        raise InputError(
            f"{what} are a sequence such as ['1/2', '2/3'], but {values!r} is given; put it in brackets"
        )
    return tuple(values)


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
