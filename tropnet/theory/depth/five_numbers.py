r"""The maximum of five numbers by two hidden layers.

With :math:`z = 2 x_5`, :math:`m_{ij} = \max(x_i, x_j)` and :math:`s = \max(x_1 + x_2, x_3 + x_4)`,

.. math::  2 \max(x_1, \dots, x_5) = P_1 + P_2 + P_3 + P_4 + Q - R_{13} - R_{14} - R_{23} - R_{24},

.. math::  P_i = \max(z, x_1 + x_2, m_{i3} + m_{i4}) \; (i = 1, 2), \quad
           P_i = \max(z, x_3 + x_4, m_{i1} + m_{i2}) \; (i = 3, 4), \quad
           Q = \max(z, s), \quad R_{ij} = \max(z, x_i + x_j, s).

*Proof.*  If :math:`x_5` is the largest number, all nine terms are z, and there is one more with a plus than with a
minus.  Otherwise one of the others is; as the formula does not change under the exchange of 1 and 2, of 3 and 4, and of
the two pairs, let it be :math:`x_1`.  Then :math:`P_1 = 2 x_1`, since :math:`m_{13} = m_{14} = x_1`.  Since
:math:`m_{31} = x_1` and :math:`x_3 + x_4 \le x_1 + x_3`, both :math:`P_3` and :math:`R_{13}` are
:math:`\max(z, x_1 + x_2, x_1 + x_3)`; likewise :math:`P_4 = R_{14}`.  Since none of :math:`2 x_2, x_2 + x_3, x_2 + x_4`
is larger than :math:`x_1 + x_2`, all of :math:`P_2, Q, R_{23}, R_{24}` are :math:`\max(z, s)`.  So the sum is
:math:`P_1`.

The inner maxima take one hidden layer, the nine outer ones another.  That two hidden layers are enough for five numbers
refutes the conjecture that :math:`\lceil \log_2 n \rceil` are needed; one is not enough from three numbers on, as a
function with one hidden layer bends along whole hyperplanes.

Source: E. Bakaev, F. Brunck, C. Hertrich, J. Stade and A. Yehudayoff, Better neural network expressivity: subdividing
the simplex, 2025, arXiv:2505.14338, equation (2).  The conjecture is in C. Hertrich, A. Basu, M. Di Summa and M.
Skutella, 2021.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from tropnet.networks.network import Network

__all__ = ["max_of_five_network"]


def max_of_five_network() -> Network:
    """The maximum of five numbers by two hidden layers of widths 21 and 11.

    The first layer has a neuron for each of eleven inner maxima, max(u, v) = v + [u - v]_+, and two that pass each
    number on.  The second layer has a neuron for each of the nine outer maxima, and two that pass their second
    arguments on.  The weights of the hidden layers are integers, those of the output 1/2 and -1/2.

    Source
    ------
    Bakaev, Brunck, Hertrich, Stade and Yehudayoff, Better neural network expressivity: subdividing the simplex, 2025,
    equation (2).

    Examples
    --------
    >>> from tropnet import TropicalPolynomial, is_equivalent
    >>> net = max_of_five_network()
    >>> net.widths, is_equivalent(net, TropicalPolynomial.parse("max(x1, x2, x3, x4, x5)"))
    ((21, 11), True)
    """
    one, two, three, four, five = np.eye(5, dtype=np.int64)
    z = 2 * five
    inner = {
        "z12": (z, one + two),
        "z34": (z, three + four),
        "z13": (z, one + three),
        "z14": (z, one + four),
        "z23": (z, two + three),
        "z24": (z, two + four),
        "13": (one, three),
        "14": (one, four),
        "23": (two, three),
        "24": (two, four),
        "s": (one + two, three + four),
    }
    first = [u - v for u, v in inner.values()]
    neurons = np.eye(len(first) + 10, dtype=np.int64)
    numbers = neurons[-10:-5] - neurons[-5:]
    m = {name: neuron + v @ numbers for neuron, (name, (_, v)) in zip(neurons, inner.items(), strict=False)}
    outer = [
        (m["z12"], m["13"] + m["14"], 1),
        (m["z12"], m["23"] + m["24"], 1),
        (m["z34"], m["13"] + m["23"], 1),
        (m["z34"], m["14"] + m["24"], 1),
        (z @ numbers, m["s"], 1),
        *((m[name], m["s"], -1) for name in ("z13", "z14", "z23", "z24")),
    ]
    carried = sum(sign * v for _, v, sign in outer)
    second = [*(u - v for u, v, _ in outer), carried, -carried]
    output = [Fraction(sign, 2) for sign in (*(sign for *_, sign in outer), 1, -1)]
    coordinates = np.eye(5, dtype=np.int64)
    return Network.from_arrays([[*first, *coordinates, *-coordinates], second, [output]])
