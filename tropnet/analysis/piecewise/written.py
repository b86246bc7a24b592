"""How piecewise linear functions are read and written: formulas, sympy, maxima of minima, one variable."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, cast

from tropnet.exact.arrays import RationalArray, RationalArrayLike
from tropnet.exact.fraction_arrays import FractionArray
from tropnet.exact.numbers import RationalLike
from tropnet.networks import Network
from tropnet.polyhedra.polyhedron import Polyhedron
from tropnet.univariate.function import PiecewiseLinearFunction1D

if TYPE_CHECKING:
    from tropnet.analysis.piecewise.function import PiecewiseLinear
    from tropnet.analysis.piecewise.lattice import MaxMinForm

__all__ = ["WrittenPiecewiseLinear"]


class WrittenPiecewiseLinear:
    """A piecewise linear function from a formula, and as one.

    Attributes
    ----------
    network : Network
        With the shapes (n,) and (1,).
    domain : Polyhedron or None
    """

    network: Network
    domain: Polyhedron | None

    # -- read --------------------------------------------------------------------------------------

    @classmethod
    def parse(
        cls, text: str, n_variables: int | None = None, variables: Sequence[str] | None = None
    ) -> PiecewiseLinear:
        """The function of a formula with +, -, rational multiples, max, min, ``|..|``, relu and parentheses.

        See :mod:`tropnet.analysis.piecewise.formula` for the grammar.

        Parameters
        ----------
        text : str
        n_variables : int, optional
            That of the last variable in the text when omitted.
        variables : sequence of str, optional
            Their names in order; x, y, z, w or x1, x2, ... when omitted.

        Raises
        ------
        FormatError
            With the position of what does not fit.
        InputError
            If there are no variables, or not so many as the text has; if names are unusable.

        Examples
        --------
        >>> from tropnet.analysis.piecewise.function import PiecewiseLinear
        >>> PiecewiseLinear.parse("max(min(x, 2y), 0) - |x - 1|/2")([3, 1])
        Fraction(1, 1)
        """
        from tropnet.analysis.piecewise.formula import parse

        return parse(text, n_variables, variables)

    @classmethod
    def from_sympy(cls, expression: Any, symbols: Sequence[Any] | None = None) -> PiecewiseLinear:
        """The function of a sympy expression with ``Max``, ``Min``, ``Abs`` and ``Piecewise``.

        See :func:`tropnet.analysis.piecewise.symbolic.from_sympy` for what is refused.

        Parameters
        ----------
        expression : sympy expression
        symbols : sequence of sympy symbols or of names, optional
            The variables in order; the free symbols sorted by name when omitted.

        Raises
        ------
        InputError
            If the expression is not piecewise linear, not continuous or not defined at a point.
        NotRationalError
            If a number in it is not rational.

        Examples
        --------
        >>> import sympy
        >>> from tropnet.analysis.piecewise.function import PiecewiseLinear
        >>> x, y = sympy.symbols("x y")
        >>> f = PiecewiseLinear.from_sympy(sympy.Piecewise((x, x > y), (y, True)))
        >>> f == PiecewiseLinear.parse("max(x, y)")
        True
        """
        from tropnet.analysis.piecewise.symbolic import from_sympy

        return from_sympy(expression, symbols)

    @classmethod
    def from_max_min(
        cls, maps: RationalArrayLike, sets: Iterable[Iterable[int]], domain: Polyhedron | None = None
    ) -> PiecewiseLinear:
        """The maximum over some sets of the minimum of the affine functions in each set.

        See :func:`tropnet.analysis.piecewise.lattice.from_max_min`; the way back is :attr:`max_min_form`.

        Parameters
        ----------
        maps : array-like, shape (k, n + 1)
            Rows (gradient, constant).
        sets : iterable of iterables of int
            Numbers of rows, from 0.
        domain : Polyhedron, optional

        Raises
        ------
        ShapeError, InputError, EmptyDomainError
            If the maps are no rows, a set is empty, a number is not that of a row, or the domain does not fit.

        Examples
        --------
        >>> from tropnet.analysis.piecewise.function import PiecewiseLinear
        >>> PiecewiseLinear.from_max_min([[1, 0], [0, 1], [-1, 3]], [[0, 1], [2]])([1])
        Fraction(2, 1)
        """
        from tropnet.analysis.piecewise.lattice import from_max_min

        return from_max_min(maps, sets, domain)

    @classmethod
    def from_breakpoints(
        cls,
        breakpoints: Iterable[RationalLike] | RationalArray | FractionArray,
        slopes: Iterable[RationalLike] | RationalArray | FractionArray,
        value_at_zero: RationalLike = 0,
    ) -> PiecewiseLinear:
        """The function of one variable with these break points, slopes and value at 0.

        Parameters
        ----------
        breakpoints : iterable of r numbers
            Strictly increasing.
        slopes : iterable of r + 1 numbers
            From left to right.
        value_at_zero : number

        Raises
        ------
        InputError
            If the break points do not increase, or the slopes are not one more than the break points.
        NotRationalError
            If an entry is no finite rational number.

        Examples
        --------
        >>> from tropnet.analysis.piecewise.function import PiecewiseLinear
        >>> tent = PiecewiseLinear.from_breakpoints([0, 1, 2], [0, 1, -1, 0])
        >>> tent(["1/2"]), tent == PiecewiseLinear.parse("max(0, min(x, 2 - x))")
        (Fraction(1, 2), True)
        """
        from tropnet.analysis.piecewise.function import PiecewiseLinear

        return PiecewiseLinear(PiecewiseLinearFunction1D(breakpoints, slopes, value_at_zero))

    # -- written -----------------------------------------------------------------------------------

    def max_min_form(self) -> MaxMinForm:
        """The function as a maximum of minima of its pieces: see :mod:`tropnet.analysis.piecewise.lattice`.

        Examples
        --------
        >>> from tropnet.analysis.piecewise.function import PiecewiseLinear
        >>> print(PiecewiseLinear.parse("|x| - |y|").max_min_form())
        max(min(-x1 - x2, -x1 + x2), min(x1 - x2, x1 + x2))
        """
        from tropnet.analysis.piecewise.lattice import max_min_form

        return max_min_form(self)

    def to_text(self, variables: Sequence[str] | None = None) -> str:
        """The max-min form as text, which :meth:`parse` reads; the same text for the same function.

        Parameters
        ----------
        variables : sequence of str, optional
            Their names; x, or x1, x2, ... when omitted.

        Raises
        ------
        ShapeError, InputError
            If the number of names does not fit, or a name is unusable.

        Examples
        --------
        >>> from tropnet.analysis.piecewise.function import PiecewiseLinear
        >>> PiecewiseLinear.parse("|x| - |x - 1|").to_text()
        'max(-1, min(1, 2*x - 1))'
        """
        return self.max_min_form().to_text(variables)

    def to_sympy(self, variables: Sequence[Any] | None = None) -> Any:
        """The max-min form in sympy, with ``Max`` and ``Min``; it is the function on its domain.

        Parameters
        ----------
        variables : sequence of sympy symbols or of names, optional
            x, or x1, x2, ... when omitted.

        Raises
        ------
        ShapeError
            If the number of symbols does not fit.

        Examples
        --------
        >>> from tropnet.analysis.piecewise.function import PiecewiseLinear
        >>> PiecewiseLinear.parse("|x| - |x - 1|").to_sympy()
        Max(-1, Min(1, 2*x - 1))
        """
        return self.max_min_form().to_sympy(variables)

    def univariate(self) -> PiecewiseLinearFunction1D:
        """A function of one variable by its break points; outside a domain its outer pieces are continued.

        Raises
        ------
        ShapeError
            If there are several variables.

        Examples
        --------
        >>> from tropnet.analysis.piecewise.function import PiecewiseLinear
        >>> PiecewiseLinear.parse("|x| - |x - 1|").univariate()
        PiecewiseLinearFunction1D(breakpoints=[0, 1], slopes=[0, 2, 0], value_at_zero=-1)
        """
        from tropnet.analysis.univariate_form import univariate_functions

        (f,) = univariate_functions(self.network)
        return f if self.domain is None else _continued(f, self.domain)

    def __str__(self) -> str:
        from tropnet.analysis.piecewise.display import short_text

        return short_text(cast("PiecewiseLinear", self))

    def _repr_html_(self) -> str | None:
        from tropnet.analysis.piecewise.display import function_html

        return function_html(cast("PiecewiseLinear", self))

    def _repr_latex_(self) -> str | None:
        from tropnet.analysis.piecewise.display import function_latex

        return function_latex(cast("PiecewiseLinear", self))


def _continued(f: PiecewiseLinearFunction1D, domain: Polyhedron) -> PiecewiseLinearFunction1D:
    """The function that is f on an interval, and has no break points elsewhere."""
    ends, directions = domain.vertices.ravel().tolist(), domain.rays.ravel().tolist()
    lower = min(ends) if all(d > 0 for d in directions) else -math.inf
    upper = max(ends) if all(d < 0 for d in directions) else math.inf
    first, last = bisect_right(f.breakpoints, lower), bisect_left(f.breakpoints, upper)
    at = domain.interior_point.item()
    return PiecewiseLinearFunction1D.from_value_at(
        f.breakpoints[first:last], f.slopes[first : last + 1], at, f(at)
    )
