"""What the functions on tropical polynomials say when they are given something else."""

from __future__ import annotations

from tropnet.errors import InputError
from tropnet.tropical.polynomial import TropicalPolynomial

__all__ = ["checked_polynomial"]


def checked_polynomial(value: object) -> TropicalPolynomial:
    """The value, which is a tropical polynomial.

    Raises
    ------
    InputError
        If it is not; the message says where a polynomial is to be found.

    Examples
    --------
    >>> p = TropicalPolynomial.parse("max(x, 0)")
    >>> checked_polynomial(p / 3)
    Traceback (most recent call last):
    tropnet.errors.InputError: <TropicalRational in 1 variable with 2 over 1 monomials> is no TropicalPolynomial; \
give its .numerator or its .denominator
    """
    from tropnet.tropical.mapping import TropicalMap
    from tropnet.tropical.rational import TropicalRational

    if isinstance(value, TropicalPolynomial):
        return value
    if isinstance(value, TropicalRational):
        advice = "give its .numerator or its .denominator"
    elif isinstance(value, TropicalMap):
        advice = "give the .numerator or the .denominator of one of its components f[i]"
    elif isinstance(value, list | tuple):
        advice = "give several polynomials one by one, as *polynomials"
    else:
        advice = "TropicalPolynomial.parse reads one, and tropnet.tropicalize(net) finds those of a network"
    raise InputError(f"{value!r} is no TropicalPolynomial; {advice}")
