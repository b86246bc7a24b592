r"""Tropical polynomials and rational functions to and from sympy.

A sympy expression is read if it is built from symbols and rational numbers by sums, rational multiples, ``Max``,
``Min`` and ``Abs``, nested in any way: these are the piecewise linear expressions, see
:mod:`tropnet.tropical.writing.expressions`.  Everything else is refused with the part that does not fit.

The variables are the symbols in the order in which they are given, or, when they are not given, the free symbols
sorted by name (:func:`symbols_of`), numbers in names in their numeric order: x2 comes before x10.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Generic, NoReturn, TypeVar

from tropnet.errors import InputError, ShapeError
from tropnet.exact.numbers import Rational, as_fraction
from tropnet.tropical.convention import Convention, checked_convention
from tropnet.tropical.polynomial import TropicalPolynomial
from tropnet.tropical.rational import TropicalRational
from tropnet.tropical.writing.expressions import Affine, ExpressionAlgebra, Function, Value
from tropnet.tropical.writing.grammar import Algebra
from tropnet.tropical.writing.names import default_names
from tropnet.tropical.writing.written import WrittenFunction

__all__ = [
    "ExpressionReader",
    "places_of",
    "polynomial_from_sympy",
    "rational_from_sympy",
    "symbols_of",
    "to_sympy",
]

F = TypeVar("F")


def symbols_of(expression: Any) -> tuple[Any, ...]:
    """The free symbols of a sympy expression, sorted by name: the variables when none are given.

    Examples
    --------
    >>> import sympy
    >>> symbols_of(sympy.sympify("Max(x10, x2 + a)"))
    (a, x2, x10)
    """
    import sympy

    return tuple(sorted(sympy.sympify(expression).free_symbols, key=lambda symbol: _natural(symbol.name)))


def polynomial_from_sympy(
    expression: Any, variables: Sequence[Any] | None = None, convention: Convention | None = None
) -> TropicalPolynomial:
    """The tropical polynomial that a sympy expression is.

    Parameters
    ----------
    expression : sympy expression
    variables : sequence of sympy symbols or of names, optional
        In order; :func:`symbols_of` when omitted.  A name stands for the symbol of that name in the expression.
    convention : {"max", "min"}, optional
        When omitted, ``"min"`` for an expression with ``Min`` and neither ``Max`` nor ``Abs``, otherwise ``"max"``.

    Raises
    ------
    InputError
        If the expression is not piecewise linear, no polynomial in the convention, or has other symbols.
    NotRationalError
        If a number in it is not rational.

    Examples
    --------
    >>> import sympy
    >>> x, y = sympy.symbols("x y")
    >>> print(polynomial_from_sympy(sympy.Max(2*x, sympy.Max(y, 0) + 1)))
    max(2*x1, x2 + 1, 1)
    >>> polynomial_from_sympy(sympy.Max(x, y)**2)
    Traceback (most recent call last):
    tropnet.errors.InputError: Max(x, y)**2 is not piecewise linear with rational coefficients; Max, Min, Abs, sums \
and rational multiples are
    """
    import sympy

    expression = sympy.sympify(expression)
    if convention is None:
        only_minima = expression.has(sympy.Min) and not expression.has(sympy.Max, sympy.Abs)
        convention = "min" if only_minima else "max"
    algebra, value = _read(expression, variables, convention)
    return algebra.polynomial(value)


def rational_from_sympy(
    expression: Any, variables: Sequence[Any] | None = None, convention: Convention = "max"
) -> TropicalRational:
    """The tropical rational function that a piecewise linear sympy expression is.

    Raises
    ------
    InputError
        If the expression is not piecewise linear or has other symbols than the variables.
    NotRationalError
        If a number in it is not rational.

    Examples
    --------
    >>> import sympy
    >>> x, y = sympy.symbols("x y")
    >>> print(rational_from_sympy(sympy.Max(x, 0) - sympy.Max(y, 1)/2))
    max(x1, 0) - max(1/2*x2, 1/2)
    """
    algebra, value = _read(expression, variables, convention)
    return algebra.rational(value)


def to_sympy(f: WrittenFunction, variables: Sequence[Any] | None = None) -> Any:
    """The function as a sympy expression; see :meth:`WrittenFunction.to_sympy`.

    Raises
    ------
    ShapeError
        If the number of variables does not fit.

    Examples
    --------
    >>> to_sympy(TropicalPolynomial([[2], [0]], [1, 0], "min"))
    Min(0, 2*x + 1)
    >>> x, = TropicalPolynomial.variables(1)
    >>> to_sympy((x + 0) / (x * 2 + 1))
    Max(0, x) - Max(1, x + 2)
    """
    if isinstance(f, TropicalRational):
        return to_sympy(f.numerator, variables) - to_sympy(f.denominator, variables)
    assert isinstance(f, TropicalPolynomial)
    return _extremum(f, default_names(f.n_variables) if variables is None else variables)


def _extremum(p: TropicalPolynomial, variables: Sequence[Any]) -> Any:
    import sympy

    symbols = _symbols(variables)
    if len(symbols) != p.n_variables:
        raise ShapeError(f"{len(symbols)} symbols for {p.n_variables} variables; give one for each")
    if p.is_zero:
        return -sympy.oo if p.convention == "max" else sympy.oo
    forms = [
        sympy.Add(_number(c), *(_number(k) * symbol for k, symbol in zip(power, symbols, strict=True)))
        for power, c in p.terms.items()
    ]
    if len(forms) == 1:
        return forms[0]
    # Evaluated, sympy compares all pairs: 6 s for 80 monomials.  The forms are distinct as they are.
    return (sympy.Max if p.convention == "max" else sympy.Min)(*forms, evaluate=False)


def _read(
    expression: Any, variables: Sequence[Any] | None, convention: Convention
) -> tuple[ExpressionAlgebra, Value]:
    import sympy

    expression = sympy.sympify(expression)
    places = places_of(expression, variables)
    algebra = ExpressionAlgebra(len(places), checked_convention(convention))
    return algebra, _TropicalReader(places, algebra).value(expression)


def places_of(expression: Any, variables: Sequence[Any] | None = None) -> dict[Any, int]:
    """The number of each variable, from 1.

    Parameters
    ----------
    expression : sympy expression
    variables : sequence of sympy symbols or of names, optional
        In order; :func:`symbols_of` when omitted.

    Raises
    ------
    InputError
        If a symbol is given twice.

    Examples
    --------
    >>> import sympy
    >>> places_of(sympy.sympify("Max(b, a)")), places_of(sympy.sympify("Max(b, a)"), ["b", "c", "a"])
    ({a: 1, b: 2}, {b: 1, c: 2, a: 3})
    """
    own = symbols_of(expression)
    symbols = own if variables is None else _symbols(variables, own)
    if len(set(symbols)) != len(symbols):
        raise InputError(f"a symbol is given twice in {list(symbols)}; give each variable once")
    return {symbol: k for k, symbol in enumerate(symbols, 1)}


@dataclass(frozen=True)
class ExpressionReader(Generic[F]):
    """The values of sympy expressions in an algebra of functions.

    Attributes
    ----------
    places : mapping
        The number of each symbol, from 1.
    algebra : Algebra
    """

    places: Mapping[Any, int]
    algebra: Algebra[F]

    def special(self, expression: Any) -> Affine | F | None:
        """The value of an expression of a kind that only this reader knows, and else None."""
        return None

    def value(self, expression: Any) -> Affine | F:
        """The value of an expression, by its outermost operation.

        Raises
        ------
        InputError
            If the expression is not piecewise linear or has other symbols than the variables.
        NotRationalError
            If a number in it is not rational.
        """
        import sympy

        special = self.special(expression)
        if special is not None:
            return special
        if expression.is_Symbol:
            if expression not in self.places:
                raise InputError(
                    f"the symbol {expression} is not among the variables {list(self.places)}; add it"
                )
            return {self.places[expression]: Fraction(1)}
        if expression.is_number:
            return {0: _fraction(expression)}
        finite = [part.is_number and not part.is_infinite for part in expression.args]
        parts = list(zip(expression.args, finite, strict=True))
        values = [self.value(part) for part, is_finite in parts if not is_finite]
        numbers = [_fraction(part) for part, is_finite in parts if is_finite]
        if expression.is_Add:
            return self.algebra.total([*values, {0: sum(numbers, Fraction(0))}])
        if expression.is_Mul and len(values) == 1:
            return self.algebra.multiple(values[0], numbers[0] if numbers else Fraction(1))
        if isinstance(expression, sympy.Max | sympy.Min):
            kind = "max" if isinstance(expression, sympy.Max) else "min"
            return self.algebra.extremum([*values, *({0: number} for number in numbers)], kind)
        if isinstance(expression, sympy.Abs):
            return self.algebra.absolute(values[0])
        _refuse(expression)


class _TropicalReader(ExpressionReader[Function]):
    """Expressions in which an infinity may be the tropical zero."""

    algebra: ExpressionAlgebra

    def special(self, expression: Any) -> Value | None:
        import sympy

        convention = self.algebra.convention
        is_zero = expression == (-sympy.oo if convention == "max" else sympy.oo)
        return self.algebra.extremum([], convention) if is_zero else None


def _fraction(number: Any) -> Fraction:
    """The rational number; a Float is the dyadic number that it is."""
    import sympy

    return as_fraction(sympy.Rational(number) if number.is_Float and number.is_finite else number)


def _refuse(expression: Any) -> NoReturn:
    raise InputError(
        f"{expression} is not piecewise linear with rational coefficients; Max, Min, Abs, sums and rational "
        "multiples are"
    )


def _symbols(variables: Sequence[Any], known: Sequence[Any] = ()) -> tuple[Any, ...]:
    """The variables as symbols; a name stands for the known symbol of that name, whatever its assumptions."""
    import sympy

    given = [variables] if isinstance(variables, str | sympy.Symbol) else variables
    by_name = {symbol.name: symbol for symbol in known}
    return tuple(by_name.get(v) or sympy.Symbol(v) if isinstance(v, str) else v for v in given)


def _number(value: Rational) -> Any:
    import sympy

    return sympy.Rational(value.numerator, value.denominator)


def _natural(name: str) -> list[tuple[int, int | str]]:
    """A key that sorts names alphabetically and the numbers in them by value."""
    parts = re.findall(r"[0-9]+|[^0-9]+", name)
    return [(0, int(part)) if part.isdecimal() else (1, part) for part in parts]
