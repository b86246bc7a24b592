"""Continuous piecewise linear functions of one variable as expressions of sympy."""

from __future__ import annotations

from typing import Any

from tropnet.univariate.function import PiecewiseLinearFunction1D

__all__ = ["to_sympy"]


def to_sympy(f: PiecewiseLinearFunction1D, x: Any = None) -> Any:
    """The function as sympy's ``Piecewise``, or as a polynomial if it is affine.

    Parameters
    ----------
    f : PiecewiseLinearFunction1D
    x : sympy expression, optional
        The variable; the real symbol x if left out.

    Examples
    --------
    >>> to_sympy(PiecewiseLinearFunction1D([0, "1/2"], [0, 2, -2]))
    Piecewise((0, x <= 0), (2*x, x <= 1/2), (2 - 2*x, True))
    """
    import sympy

    variable = sympy.Symbol("x", real=True) if x is None else x
    slopes, lifts, ends = (
        [sympy.Rational(v.numerator, v.denominator) for v in column]
        for column in (f.slopes, f.intercepts, f.breakpoints)
    )
    lines = [slope * variable + lift for slope, lift in zip(slopes, lifts, strict=True)]
    if f.is_affine:
        return lines[0]
    cases = [(line, variable <= end) for line, end in zip(lines, ends, strict=False)]
    return sympy.Piecewise(*cases, (lines[-1], True))
