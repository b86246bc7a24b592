r"""There are more Boolean functions than short descriptions: functions that no small network approximates.

Let a class of functions have at most :math:`2^b` members: networks that b bits describe, such as all networks of one
architecture with p weights of b / p bits.  For a Boolean function g of d bits let :math:`f_g` be a quarter of its
:func:`~tropnet.theory.benign.benign_function`, which is 1-Lipschitz, and mu the uniform distribution on the boxes at
the corners.

**Theorem.**  Let :math:`e \ge 0` and :math:`r = \lfloor 64 e 2^d \rfloor`.  If

.. math::  2^b \sum_{i = 0}^{r} \binom{2^d}{i} < 2^{2^d},

then for some g no member of the class is nearer to :math:`f_g`, in the mean square over mu, than e.

*Proof.*  If one member N is that near to :math:`f_g` and to :math:`f_h`, their mean square difference is at most 4e.
It is 1/16 of the share of corners at which g and h differ; so these are at most r.  Therefore N serves at most as
many g as a ball of radius r in the Hamming distance has members, and all together do not serve all :math:`2^{2^d}`.

Source: G. Vardi, D. Reichman, T. Pitassi and O. Shamir, Size and depth separation in approximating benign functions
with neural networks, 2021, Theorem 6.
"""

from __future__ import annotations

from math import comb
from typing import ClassVar

from tropnet.errors import InputError
from tropnet.exact.numbers import RationalLike, as_fraction
from tropnet.polyhedra.reading import integer_at_least
from tropnet.theory.literature import VARDI_2021, Citation
from tropnet.theory.statement import Theorem, Verdict

__all__ = ["CountingBound", "functions_left_over"]

MOST_BITS = 12


def functions_left_over(d: int, bits: int, mean_square: RationalLike = 0) -> int:
    """A lower bound on the number of Boolean functions of d bits that no member of the class comes near to.

    Parameters
    ----------
    d : int
        The number of bits of the function, from 0 to 12.
    bits : int
        The number b of bits that describe a member of the class.
    mean_square : rational
        The mean square e of the error that is allowed, not negative.

    Returns
    -------
    int
        0 if the class is too large for the bound.

    Raises
    ------
    InputError
        If a number is out of its range.

    Examples
    --------
    Of the 65536 functions of four bits, 15 bits describe half of them at most:

    >>> functions_left_over(4, 15), functions_left_over(4, 16), functions_left_over(4, 11, "1/1024")
    (32768, 0, 30720)
    """
    if integer_at_least(0, d, "the number of bits of the function") > MOST_BITS:
        raise InputError(f"the 2^(2^{d}) functions are too many to be counted; give at most {MOST_BITS} bits")
    described = 1 << integer_at_least(0, bits, "the number of bits of the description")
    error = as_fraction(mean_square, "as a mean square")
    if error < 0:
        raise InputError(f"the mean square {error} is negative")
    corners = 1 << d
    radius = min(int(64 * error * corners), corners)
    ball = sum(comb(corners, i) for i in range(radius + 1))
    return max(0, (1 << corners) - described * ball)


class CountingBound(Theorem):
    """Some 1-Lipschitz function is not approximated by any network that few bits describe.

    Examples
    --------
    >>> print(CountingBound().check(10, 1000).outcome, CountingBound().check(10, 1024).outcome)
    holds not applicable
    >>> print(CountingBound().check(10, 500, "1/6400"))
    counting: holds (500 bits describe less than the 2^1024 functions, and 10 corners are within the error)
    """

    name: ClassVar[str] = "counting"
    citation: ClassVar[Citation] = VARDI_2021.at("Theorem 6")
    hypotheses: ClassVar[tuple[str, ...]] = (
        "b bits describe every member of the class, and 2^b balls of the radius 64 e 2^d do not cover all functions",
    )
    conclusion: ClassVar[str] = (
        "some 1-Lipschitz function on [0, 1]^d has a mean square distance larger than e from all members"
    )
    correction: ClassVar[str] = "printed for sizes polynomial in d; here the numbers are explicit"

    def check(self, d: int, bits: int, mean_square: RationalLike = 0) -> Verdict:
        """Count.  Which function it is, counting does not tell.

        Parameters
        ----------
        d, bits, mean_square
            As for :func:`functions_left_over`.
        """
        radius = int(64 * as_fraction(mean_square, "as a mean square") * 2**d)
        if functions_left_over(d, bits, mean_square):
            return self.holds(
                f"{bits} bits describe less than the 2^{2**d} functions, and {radius} corners are within the error"
            )
        return self.not_applicable(f"{bits} bits may describe networks near all 2^{2**d} functions")
