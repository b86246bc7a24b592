r"""When two tropical polynomials or rational functions are the same function, and where they differ.

**Decision.**  :math:`p - q = r - s` if and only if :math:`p \odot s` and :math:`r \odot q` are the same function, and
polynomials are the same function if and only if they have the same essential monomials.  A few points are tried
first: most differences show at once.

**A point of difference.**  Let P and R be maxima of affine functions with different essential monomials.  One of
them, P say, has an essential monomial m that is not essential in R (with the same coefficient).  At a point x where m
is the only monomial that attains P, either R(x) differs from P(x), or R(x) = m(x) is attained by a monomial
:math:`m' \ne m`: otherwise m alone would attain R.  The two agree at x, so their slopes differ; let d be the
difference of the slope of m' and that of m.  For small t > 0, P is still m at x + t d, but

.. math::  R(x + t d) \ge m'(x + t d) = m(x + t d) + t\, d \cdot d > P(x + t d).
"""

from __future__ import annotations

from fractions import Fraction
from typing import TypeAlias

import numpy as np

from tropnet.errors import InputError, ShapeError
from tropnet.exact.arrays import RationalArray
from tropnet.exact.interiors import feasible_interiors
from tropnet.tropical.convention import common_convention, sign_of
from tropnet.tropical.polynomial import TropicalPolynomial
from tropnet.tropical.rational import TropicalRational
from tropnet.tropical.refinement import essential_pairs

__all__ = ["are_equivalent", "counterexample", "essential_product", "interior_point_of_cell"]

Function: TypeAlias = TropicalPolynomial | TropicalRational

N_TRIALS = 12


def are_equivalent(f: Function, g: Function) -> bool:
    """Whether two polynomials or rational functions are the same function.

    Raises
    ------
    ShapeError
        If the numbers of variables differ.
    InputError
        If the conventions differ.

    Examples
    --------
    >>> x, y = TropicalPolynomial.variables(2)
    >>> are_equivalent((x + y) ** 2, x**2 + y**2), are_equivalent(x + y, (x * y) / (x + y))
    (True, False)
    """
    p, q, r, s = _cross(f, g)
    if p.is_zero or r.is_zero:
        return p.is_zero == r.is_zero
    if (p, q) == (r, s):
        return True
    if _differing_trial(f, g) is not None:
        return False
    return essential_product(p, s) == essential_product(r, q)


def counterexample(f: Function, g: Function) -> RationalArray:
    """A rational point at which the two functions differ, shape (n,).

    Raises
    ------
    ShapeError
        If the numbers of variables differ.
    InputError
        If the conventions differ, or the two are the same function: then there is no such point.

    Examples
    --------
    >>> p, q = TropicalPolynomial.parse("max(9x, 1)"), TropicalPolynomial.parse("max(9x, x + 9/10, 1)")
    >>> x = counterexample(p, q)
    >>> p(x) == q(x)
    False
    """
    p, q, r, s = _cross(f, g)
    if p.is_zero != r.is_zero:
        return RationalArray.zeros(p.n_variables)
    if not p.is_zero:
        trial = _differing_trial(f, g)
        if trial is not None:
            return trial
        left, right = essential_product(p, s), essential_product(r, q)
        for one, other in ((left, right), (right, left)):
            theirs = other.terms
            for monomial, (power, coefficient) in enumerate(one.terms.items()):
                if theirs.get(power) != coefficient:
                    return _point_of_difference(one, monomial, other)
    raise InputError("the two are the same function; there is no point at which they differ")


def essential_product(p: TropicalPolynomial, q: TropicalPolynomial) -> TropicalPolynomial:
    """The essential polynomial of the product of two functions other than the tropical zero.

    Examples
    --------
    >>> p = TropicalPolynomial.parse("max(x, 0)")
    >>> print(essential_product(p, p))
    max(2*x, 0)
    """
    left, right = p.essential, q.essential
    i, j = essential_pairs(left, right).T
    return TropicalPolynomial.from_essential(
        left.exponents[i] + right.exponents[j], left.coefficients[i] + right.coefficients[j], p.convention
    )


def interior_point_of_cell(p: TropicalPolynomial, monomial: int) -> RationalArray:
    """A point, shape (n,), at which this monomial alone attains the value of the polynomial.

    Raises
    ------
    InputError
        If the monomial is not essential.

    Examples
    --------
    >>> p = TropicalPolynomial.parse("max(2x, x + 1, 0)")
    >>> p.attained(interior_point_of_cell(p, 1)).tolist()
    [1]
    """
    sign = sign_of(p.convention)
    rows = (p.exponents - p.exponents[monomial]) * sign
    bounds = (p.coefficients[monomial] - p.coefficients) * sign
    others = np.flatnonzero(np.arange(p.n_monomials) != monomial)
    search = feasible_interiors(rows[others][None], bounds[others][None])
    if not search.feasible[0]:
        raise InputError(f"monomial {monomial} is not essential: nowhere does it attain the value alone")
    return search.point(0)


def _cross(f: Function, g: Function) -> tuple[TropicalPolynomial, ...]:
    """Numerators and denominators of both."""
    common_convention(f.convention, g.convention)
    if f.n_variables != g.n_variables:
        raise ShapeError(f"functions of {f.n_variables} and of {g.n_variables} variables cannot be compared")
    one = TropicalPolynomial.constant(0, f.n_variables, f.convention)
    return tuple(s for h in (f / one, g / one) for s in (h.numerator, h.denominator))


def _differing_trial(f: Function, g: Function) -> RationalArray | None:
    """One of a few fixed points at which the functions differ, if there is one."""
    draws = np.random.default_rng(7).integers(-60, 61, size=(N_TRIALS, f.n_variables))
    draws[0] = 0
    points = RationalArray.from_integers(draws, 7)
    differing = np.flatnonzero((f(points) - g(points)).sign())
    return points[int(differing[0])] if differing.size else None


def _point_of_difference(p: TropicalPolynomial, monomial: int, other: TropicalPolynomial) -> RationalArray:
    """A point where p and other differ, given an essential monomial of p that is none of the other's."""
    point = interior_point_of_cell(p, monomial)
    if p(point) != other(point):
        return point
    rival = next(k for k in other.attained(point).tolist() if other.exponents[k] != p.exponents[monomial])
    direction = (other.exponents[rival] - p.exponents[monomial]) * sign_of(p.convention)
    moved: RationalArray = point + direction * _safe_step(p, monomial, point, direction)
    return moved


def _safe_step(
    p: TropicalPolynomial, monomial: int, point: RationalArray, direction: RationalArray
) -> Fraction:
    """A positive length along which the monomial keeps attaining p."""
    sign = sign_of(p.convention)
    speeds = (p.exponents - p.exponents[monomial]) @ direction * sign
    slacks = (p(point) - (p.exponents @ point + p.coefficients)) * sign
    ratios = [s / v for s, v in zip(slacks, speeds, strict=True) if v > 0]
    return min(ratios, default=Fraction(2)) / 2
