r"""Networks that read off the binary digits of a number.

Let :math:`b_1 b_2 \dots b_c` be the first c binary digits of :math:`x \in [0, 1)`, the most significant first: those of
the integer :math:`\lfloor t \rfloor` with :math:`t = 2^c x`, so that :math:`\sum_j b_j 2^{-j}` is x rounded down.
A digit jumps, which no network does; so next to a jump the digit is replaced by a ramp of width D, the *margin*: with
r_l the ramp from l - D to l,

.. math::  \beta_j(x) = \sum_{l = 1}^{2^c} (b_j(l) - b_j(l - 1))\, r_l(t), \qquad b_j(2^c) = 0.

**Statement.**  If t lies in no open interval (l - D, l) with :math:`1 \le l \le 2^c`, then :math:`\beta_j(x)` is the
j-th digit, and 0 for x < 0 and for :math:`x \ge 1`.  In particular numbers with c digits are read exactly.

*Proof.*  Then :math:`r_l(t)` is 1 for :math:`l \le \lfloor t \rfloor` and 0 for other l, so the sum telescopes.

Two networks compute :math:`\beta_j` for all j and for every real x:

* *wide*, one hidden layer: the ramps r_l, two neurons each, which all digits share;
* *deep*, after the identity :math:`\beta_j(x) = s_j(\phi^j(x + D 2^{-c - 1} - 2^{-j - 1}))` with the tent map
  :math:`\phi(y) = [2y]_+ - [4y - 2]_+` and the ramp s_j from :math:`1/2 - \delta_j` to :math:`1/2 + \delta_j`,
  :math:`\delta_j = D 2^{j - c - 1}`.

*Proof of the identity.*  On [0, 1] the j-fold tent has the slopes :math:`\pm 2^j` and, with :math:`z = y + 2^{-j - 1}`,
is above 1/2 exactly where the j-th digit of z is 1; it passes 1/2 where that digit changes.  As a function of t its
slopes are :math:`\pm 2^{j - c}`, so s_j is a ramp of width :math:`2 \delta_j 2^{c - j} = D`, centred at the points
where the j-th digit of :math:`(t + D/2)/2^c` changes: ramps from l - D to l.

(The wide network is printed with one ramp more, for l = 0, which no digit needs; and Equation (2) of the paper numbers
the digits from the least significant one, its Lemma 25 from the most significant one.  Here the latter holds
throughout.)

Source: G. Vardi, D. Reichman, T. Pitassi and O. Shamir, Size and depth separation in approximating benign functions
with neural networks, 2021, Lemmas 21 and 25.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from tropnet.errors import InputError
from tropnet.exact.numbers import RationalLike, as_fraction
from tropnet.networks.activations import relu
from tropnet.networks.affine import Dense, Select
from tropnet.networks.gates import Activation
from tropnet.networks.layers import Layer
from tropnet.networks.network import Network
from tropnet.networks.operations import stack_outputs
from tropnet.polyhedra.reading import integer_at_least
from tropnet.theory.benign.boolean import boolean_cube

__all__ = ["bit_network", "bit_network_size"]

MOST_DIGITS = 12


def bit_network(digits: int, margin: RationalLike, *, deep: bool = False, n: int = 1) -> Network:
    """The network that gives the first binary digits of each of n numbers, the most significant first.

    Parameters
    ----------
    digits : int
        The number c of digits; at least 1, and at most 12 for the wide network.
    margin : rational
        The width D of the ramps in place of jumps, relative to the grid of width 2^-c; 0 < D <= 1.
    deep : bool
        Which network: one hidden layer of 2^(c + 1) n neurons; or c + 1 hidden layers of c (3c + 5) n / 2 neurons
        together.  Both are the same function.
    n : int
        The number of inputs.

    Returns
    -------
    Network
        With n c outputs: the digits of the first number, then those of the second, and so on.

    Raises
    ------
    InputError
        If a number is out of its range.

    Source
    ------
    G. Vardi, D. Reichman, T. Pitassi and O. Shamir, Size and depth separation in approximating benign functions with
    neural networks, 2021, Lemma 21 (wide) and Lemma 25 (deep).

    Examples
    --------
    >>> wide = bit_network(3, "1/4")
    >>> wide([["5/8"], ["13/20"], [0]])
    RationalArray([[1, 0, 1], [1, 0, 1], [0, 0, 0]])

    Just before a jump there is a ramp:

    >>> wide(["31/64"]), bit_network(3, "1/4", deep=True)(["31/64"])
    (RationalArray([1/2, 1/2, 1/2]), RationalArray([1/2, 1/2, 1/2]))
    """
    c = integer_at_least(1, digits, "the number of digits")
    width = as_fraction(margin, "as a margin")
    if not 0 < width <= 1:
        raise InputError(f"the margin {width} is not in (0, 1]; give a number like 1/4")
    if c > MOST_DIGITS and not deep:
        raise InputError(
            f"a wide network for {c} digits has 2^{c + 1} neurons; give deep=True, or less digits"
        )
    single = stack_outputs(*(_deep_digit(j, c, width) for j in range(1, c + 1))) if deep else _wide(c, width)
    integer_at_least(1, n, "the number of inputs")
    return stack_outputs(*(single @ Network.sequential([Select([i])], n) for i in range(n)))


def bit_network_size(digits: int, *, deep: bool = False, n: int = 1) -> int:
    """The number of neurons of :func:`bit_network`, which is not built for that.

    Examples
    --------
    >>> bit_network_size(10), bit_network_size(10, deep=True)
    (2048, 175)
    """
    return n * (digits * (3 * digits + 5) // 2 if deep else 2 ** (digits + 1))


def _wide(c: int, margin: Fraction) -> Network:
    """One hidden layer: ramps, and the jumps of the digits at their ends."""
    ends = np.repeat(np.arange(1, 2**c + 1), 2)
    is_start = np.arange(2 ** (c + 1)) % 2 == 0
    bias = [-end / margin + int(start) for end, start in zip(ends.tolist(), is_start.tolist(), strict=True)]
    table = boolean_cube(c)
    jumps = np.roll(table, -1, axis=0) - table
    output = np.repeat(jumps, 2, axis=0).T * np.where(is_start, 1, -1)
    return Network.from_arrays([[[2**c / margin]] * len(bias), output], [bias, [0] * c])


def _deep_digit(j: int, c: int, margin: Fraction) -> Network:
    """The j-th digit by j tents and a ramp, and neurons that pass it on: c + 1 hidden layers."""
    shift = margin / 2 ** (c + 1) - Fraction(1, 2 ** (j + 1))
    steepness = 2 ** (c - j) / margin
    middle = steepness / 2
    tent = [Dense([[2, -2], [4, -4]], [0, -2]), Activation(relu())]
    layers: list[Layer] = [
        Dense([[2], [4]], [2 * shift, 4 * shift - 2]),
        Activation(relu()),
        *tent * (j - 1),
        Dense([[steepness, -steepness]] * 2, [Fraction(1, 2) - middle, -Fraction(1, 2) - middle]),
        Activation(relu()),
        Dense([[1, -1]]),
        *[Activation(relu())] * (c - j),
    ]
    return Network.sequential(layers, 1)
