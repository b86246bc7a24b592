r"""Ramps: two neurons that turn numbers near 0 and 1 into bits.

The ramp from a to b, with a < b, is

.. math::  r(t) = \Big[\frac{t - a}{b - a}\Big]_+ - \Big[\frac{t - b}{b - a}\Big]_+ :

0 for :math:`t \le a`, 1 for :math:`t \ge b`, and affine in between; its values lie in [0, 1].  The gadgets of the
theory are ramps:

==================  ==========  ==============================================================================
a to b              neurons     what it is for
==================  ==========  ==============================================================================
1/4 to 3/4          2 each      rounding: exact on :math:`[0, 1/4] \cup [3/4, 1]`
1/3 to 2/3          2           what is within 1/3 of a bit becomes the bit: :math:`[3t - 1]_+ - [3t - 2]_+`
0 to 1              2           a threshold gate with integers (:mod:`tropnet.theory.benign.circuits`)
:math:`l - D` to l  2           a steep step (:mod:`tropnet.theory.benign.bits`)
==================  ==========  ==============================================================================
"""

from __future__ import annotations

from fractions import Fraction

from tropnet.errors import InputError
from tropnet.exact.arrays import RationalArray, concatenate
from tropnet.exact.numbers import RationalLike, as_fraction
from tropnet.networks.network import Network
from tropnet.polyhedra.reading import integer_at_least

__all__ = ["ramp_network", "rounding_network", "sharpened"]


def ramp_network(start: RationalLike, end: RationalLike, n: int = 1) -> Network:
    """The network that applies the ramp from ``start`` to ``end`` to each of n inputs.

    Parameters
    ----------
    start, end : rational
        The start is less than the end.
    n : int
        At least 1.

    Returns
    -------
    Network
        With one hidden layer of 2n neurons.

    Raises
    ------
    InputError
        If the start is not less than the end, or n < 1.

    Examples
    --------
    >>> ramp_network(2, 4)([[1], [3], [5]])
    RationalArray([[0], [1/2], [1]])
    """
    a, b = as_fraction(start, "as the start of a ramp"), as_fraction(end, "as the end of a ramp")
    if a >= b:
        raise InputError(f"a ramp from {a} to {b} does not rise; give a start that is less than the end")
    size = integer_at_least(1, n, "the number of inputs")
    unit, slope = RationalArray.eye(size), 1 / (b - a)
    weight = concatenate([unit * slope] * 2)
    bias = [-a * slope] * size + [-b * slope] * size
    return Network.from_arrays([weight, concatenate([unit, -unit], axis=1)], [bias, [0] * size])


def rounding_network(n: int) -> Network:
    r"""The network that rounds n numbers, exactly if each lies in :math:`[0, 1/4] \cup [3/4, 1]`.

    Parameters
    ----------
    n : int
        At least 1.

    Returns
    -------
    Network
        With one hidden layer of 2n neurons, :math:`z_i = [2 x_i - 1/2]_+ - [2 x_i - 3/2]_+`.

    Source
    ------
    G. Vardi, D. Reichman, T. Pitassi and O. Shamir, Size and depth separation in approximating benign functions with
    neural networks, 2021, Proposition 17.

    Examples
    --------
    >>> rounding_network(3)(["1/5", "1/2", "3/4"])
    RationalArray([0, 1/2, 1])
    """
    return ramp_network(Fraction(1, 4), Fraction(3, 4), n)


def sharpened(net: Network) -> Network:
    """The network behind which two neurons per output round what is within 1/3 of 0 or 1.

    So a network that is nowhere further than 1/3 from a Boolean function becomes one that equals it.

    Parameters
    ----------
    net : Network
        With outputs of shape (q,).

    Returns
    -------
    Network
        With one more hidden layer, of 2q neurons, and outputs in [0, 1].

    Source
    ------
    G. Vardi, D. Reichman, T. Pitassi and O. Shamir, Size and depth separation in approximating benign functions with
    neural networks, 2021, proof of Theorem 19.

    Examples
    --------
    >>> rough = Network.from_arrays([[["4/5"]]], [["1/6"]])
    >>> rough([[0], [1]]), sharpened(rough)([[0], [1]])
    (RationalArray([[1/6], [29/30]]), RationalArray([[0], [1]]))
    """
    return ramp_network(Fraction(1, 3), Fraction(2, 3), net.output_dim) @ net
