r"""The maximum of seven numbers by two braid-conforming maxout layers of ranks 3 and 2.

With maxima of two numbers only, two conforming layers reach the functions of order at most 4, so not the maximum of
five (:mod:`tropnet.theory.depth.obstructions.braid`).  If the units of the first layer take maxima of three numbers,
and those of the second of two, one would expect order 6.  But with :math:`\sigma_M = \max_{i \in M} x_i` and

.. math::  f_1 &= 2 \sigma_{12} + \sigma_{145} + \sigma_{167} + \sigma_{246} + \sigma_{257} \\
           f_2 &= \sigma_{345} + \sigma_{367} + \sigma_{124} + \sigma_{125} + \sigma_{126} + \sigma_{127}

the function :math:`\max(f_1, f_2)` is linear on the cones of the braid fan, and

.. math::  2 \sigma_{1234567} = \max(f_1, f_2)
           & - (\sigma_{124} + \sigma_{125} + \sigma_{126} + \sigma_{127} + \sigma_{1345} + \sigma_{1367}
             + \sigma_{23456} + \sigma_{23457} + \sigma_{23467} + \sigma_{23567}) \\
           & + \sigma_{123456} + \sigma_{123457} + \sigma_{123467} + \sigma_{123567} + 2 \sigma_{234567}.

All :math:`\sigma_M` with at most six elements are maxima of two maxima of three.

*Proof.*  That :math:`\max(f_1, f_2)` is linear on every cone is decided by its chains of sets.  Then both sides are
Lovász extensions, and it is enough to compare them at the 127 indicator vectors of non-empty sets.  Both is what
:func:`maximum_of_seven` computes.

Source: M. Grillo, C. Hertrich and G. Loho, Depth-bounds for neural networks via the braid arrangement, 2025,
Proposition 6.1, from which the coefficients are derived.
"""

from __future__ import annotations

from fractions import Fraction

from tropnet.networks import Dense, Maxout
from tropnet.networks.network import Network
from tropnet.theory.depth.obstructions.braid import BraidFunction

__all__ = ["maximum_of_seven", "maximum_of_seven_network"]

N = 7
INNER: tuple[dict[tuple[int, ...], int], ...] = (
    {(1, 2): 2, (1, 4, 5): 1, (1, 6, 7): 1, (2, 4, 6): 1, (2, 5, 7): 1},
    {(3, 4, 5): 1, (3, 6, 7): 1, (1, 2, 4): 1, (1, 2, 5): 1, (1, 2, 6): 1, (1, 2, 7): 1},
)
OUTER: dict[tuple[int, ...], int] = {
    **dict.fromkeys([(1, 2, 4), (1, 2, 5), (1, 2, 6), (1, 2, 7), (1, 3, 4, 5), (1, 3, 6, 7)], -1),
    **dict.fromkeys([(2, 3, 4, 5, 6), (2, 3, 4, 5, 7), (2, 3, 4, 6, 7), (2, 3, 5, 6, 7)], -1),
    **dict.fromkeys([(1, 2, 3, 4, 5, 6), (1, 2, 3, 4, 5, 7), (1, 2, 3, 4, 6, 7), (1, 2, 3, 5, 6, 7)], 1),
    (2, 3, 4, 5, 6, 7): 2,
}


def maximum_of_seven() -> BraidFunction:
    """The right side of the identity of the module over 2, computed from its terms.

    Examples
    --------
    >>> print(maximum_of_seven())
    max(x1, x2, x3, x4, x5, x6, x7)
    """
    first, second, outer = (BraidFunction.from_maxima(N, terms) for terms in (*INNER, OUTER))
    return Fraction(1, 2) * (first.maximum(second) + outer)


def maximum_of_seven_network() -> Network:
    """The maximum of seven numbers by two hidden layers of maxout units, of ranks 3 and 2.

    Examples
    --------
    >>> net = maximum_of_seven_network()
    >>> net.widths, net([3, 1, 4, 1, 5, 9, 2])
    ((20, 13), RationalArray([9]))
    """
    halves = {M: (M[:3], M[-3:]) for M in OUTER if len(M) > 3}
    small = sorted({*INNER[0], *INNER[1], *(half for pair in halves.values() for half in pair)})
    inner = [[terms.get(M, 0) for M in small] for terms in INNER]
    # What needs no second maximum is the maximum of itself and itself.
    carried = [[OUTER.get(M, 0) for M in small]] * 2
    outer = [[int(half == M) for M in small] for pair in halves.values() for half in pair]
    output = [1, 1, *(OUTER[M] for M in halves)]
    unit = [[int(i == j) for j in range(1, N + 1)] for i in range(N + 1)]
    triples = [unit[i] for M in small for i in (*M, M[-1])[:3]]
    layers = [Dense(triples), Maxout(3), Dense([*inner, *carried, *outer]), Maxout(2), Dense([output])]
    return Fraction(1, 2) * Network.sequential(layers, N)
