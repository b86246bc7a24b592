r"""Upper bounds for networks of ReLU, and of other functions of one variable.

A network has :math:`n_0` inputs and hidden layers of widths :math:`n_1, \dots, n_L`;
:math:`Z(m,n) = \sum_{j\le n}\binom{m}{j}` is the largest number of regions of m hyperplanes in R^n
(:mod:`tropnet.theory.bounds.general_position`).  From the weakest to the sharpest:

.. math::

    2^{n_1 + \dots + n_L} \;\ge\; \prod_l Z(n_l, n_0) \;\ge\; \prod_l Z(n_l, \min(n_0, \dots, n_{l-1}))
    \;\ge\; \text{Serra et al.} \;\ge\; \text{Hinz} \;\ge\; \text{every count of every network.}

**All six counts, degenerate networks too.**  The proofs count full-dimensional activation regions.  But patterns that
occur only on sets of lower dimension are bounded as well: subtract :math:`\varepsilon_l` from all biases of layer l,
with :math:`\varepsilon_1 \ll \varepsilon_2 \ll \dots` positive and small.  A point x with a given pattern keeps it, for
active units stay active; and what was zero, inactive by convention, is negative now, so that the pattern holds around
x.  So every pattern of the network is a pattern with interior of another network of the same architecture, and the
largest count, :attr:`~tropnet.RegionCounts.activation`, obeys every upper bound that holds for all weights.  The same
shift does for functions of one variable, since a break point belongs to the piece on its left.

**Which networks.**  The first three bounds need only that every unit bends in one hyperplane; with the input ranks of
an :class:`~tropnet.theory.bounds.architecture.Architecture` the third holds for residual networks as well.  The last
two use that an inactive ReLU is constant, and that nothing passes by it.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import accumulate
from math import prod

from tropnet.theory.bounds.bound import NOTIONS, Bound
from tropnet.theory.bounds.general_position import most_regions_of_hyperplanes, most_regions_of_units
from tropnet.theory.bounds.histograms import clipped_hinz_histogram, histogram_upper_bound, serra_histogram
from tropnet.theory.bounds.hypotheses import (
    all_of,
    checked_widths,
    is_plain_chain,
    is_relu,
    units_are_of_one_variable,
    units_have_two_pieces,
)
from tropnet.theory.literature import (
    HINZ_2021,
    HU_ZHANG_2018,
    MONTUFAR_2014,
    MONTUFAR_2017,
    RAGHU_2017,
    SERRA_2018,
)

__all__ = [
    "HINZ",
    "HU_ZHANG",
    "MONTUFAR_UPPER",
    "PATTERNS",
    "RAGHU",
    "SERRA",
    "UPPER_BOUNDS",
    "hinz_upper_bound",
    "hu_zhang_upper_bound",
    "montufar_upper_bound",
    "pattern_upper_bound",
    "raghu_upper_bound",
    "serra_upper_bound",
]


def pattern_upper_bound(widths: Iterable[int], pieces: int = 2) -> int:
    """The number of all patterns: p to the number of units, each with p linear pieces.

    It bounds all six counts of every network, whatever its connections.

    Parameters
    ----------
    widths : iterable of int
        Of the hidden layers.
    pieces : int, default 2

    Returns
    -------
    int

    Source
    ------
    G. Montúfar, R. Pascanu, K. Cho and Y. Bengio, On the number of linear regions of deep neural networks, 2014,
    Proposition 3.

    Examples
    --------
    >>> pattern_upper_bound([4, 4])
    256
    """
    patterns: int = pieces ** sum(checked_widths(1, widths))
    return patterns


def raghu_upper_bound(input_dim: int, widths: Iterable[int]) -> int:
    r"""The product of :math:`Z(n_l, n_0)` over the hidden layers.

    It bounds all six counts of every network whose units have two linear pieces, whatever its connections: where the
    layers before have a fixed pattern, the :math:`n_l` units of layer l bend in hyperplanes of the input space.

    Parameters
    ----------
    input_dim : int
    widths : iterable of int
        Of the hidden layers.

    Returns
    -------
    int

    Raises
    ------
    InputError
        If a number is not positive.

    Source
    ------
    M. Raghu, B. Poole, J. Kleinberg, S. Ganguli and J. Sohl-Dickstein, On the expressive power of deep neural networks,
    2017, Theorem 1, where it is stated as O(k^{mn}) for n layers of width k and m inputs; the proof gives this number.

    Examples
    --------
    >>> raghu_upper_bound(3, [4, 2, 4])
    900
    """
    return prod(most_regions_of_hyperplanes(n, input_dim) for n in checked_widths(input_dim, widths))


def montufar_upper_bound(input_dim: int, widths: Iterable[int]) -> int:
    r"""The product of :math:`Z(n_l, d_l)` over the hidden layers, with :math:`d_l = \min(n_0, \dots, n_{l-1})`.

    It bounds all six counts of every network whose units have two linear pieces, with each layer seeing the one before.

    Parameters
    ----------
    input_dim : int
    widths : iterable of int
        Of the hidden layers.

    Returns
    -------
    int

    Raises
    ------
    InputError
        If a number is not positive.

    Source
    ------
    G. Montúfar, Notes on the number of linear regions of deep neural networks, 2017.

    Examples
    --------
    >>> montufar_upper_bound(3, [4, 2, 4])
    660
    """
    layers = checked_widths(input_dim, widths)
    ranks = accumulate([input_dim, *layers], min)
    return prod(most_regions_of_hyperplanes(n, d) for n, d in zip(layers, ranks, strict=False))


def serra_upper_bound(input_dim: int, widths: Iterable[int]) -> int:
    r"""The sum of :math:`\prod_l \binom{n_l}{j_l}` over the numbers of inactive units that the ranks allow.

    These are the :math:`j_1, \dots, j_L` with

    .. math:: 0 \le j_l \le \min(n_0,\ n_1 - j_1,\ \dots,\ n_{l-1} - j_{l-1},\ n_l).

    It bounds all six counts of every ReLU network in which each layer sees the one before only.  With one input and
    all widths at least 3 it is :math:`\prod_l (n_l + 1)`, and attained.  It is not sharp in general: with one input
    and widths 2 and 1 it is 6, but a function with 3 pieces changes its sign at most twice, so that 5 is the maximum.

    Parameters
    ----------
    input_dim : int
    widths : iterable of int
        Of the hidden layers.

    Returns
    -------
    int

    Raises
    ------
    InputError
        If a number is not positive.
    UndecidedError
        If inputs and widths are thousands, so that it would take long.

    Notes
    -----
    The sum is taken by dynamic programming over the dimension of the image
    (:func:`~tropnet.theory.bounds.histograms.histogram_upper_bound`).

    Source
    ------
    T. Serra, C. Tjandraatmadja and S. Ramalingam, Bounding and counting linear regions of deep neural networks, 2018,
    Theorem 1.

    Examples
    --------
    >>> serra_upper_bound(2, [4, 4]), serra_upper_bound(1, [3, 3, 3, 3]), serra_upper_bound(1, [2, 1])
    (121, 256, 6)
    """
    return histogram_upper_bound(input_dim, checked_widths(input_dim, widths), serra_histogram)


def hinz_upper_bound(input_dim: int, widths: Iterable[int]) -> int:
    """The bound of the framework of Hinz and van de Geer with the activation histograms of Hinz.

    It bounds all six counts of every ReLU network in which each layer sees the one before only, and is never larger
    than :func:`serra_upper_bound`: of few inputs and narrow layers, where units must be active together, it is smaller.

    Parameters
    ----------
    input_dim : int
    widths : iterable of int
        Of the hidden layers.

    Returns
    -------
    int

    Raises
    ------
    InputError
        If a number is not positive.
    UndecidedError
        If there are more than 800 units and not three times as many as inputs, so that it would take long.

    Source
    ------
    P. Hinz, Using activation histograms to bound the number of affine regions in ReLU feed-forward neural networks,
    2021; see :func:`~tropnet.theory.bounds.histograms.hinz_histogram` for the histograms.

    Examples
    --------
    >>> hinz_upper_bound(2, [4, 4]), hinz_upper_bound(4, [8, 8, 8])
    (109, 3596223)
    """
    return histogram_upper_bound(input_dim, checked_widths(input_dim, widths), clipped_hinz_histogram)


def hu_zhang_upper_bound(input_dim: int, widths: Iterable[int], pieces: int) -> int:
    r"""The product of :math:`\sum_{j\le d_l} (p-1)^j \binom{n_l}{j}` over the layers, for units with p linear pieces.

    With :math:`d_l = \min(n_0, \dots, n_{l-1})`.  It bounds all six counts of every network whose units are functions
    of one variable with at most p linear pieces, each layer seeing the one before.  For one hidden layer it is
    attained, by p - 1 parallel hyperplanes for each unit in general position.

    Parameters
    ----------
    input_dim : int
    widths : iterable of int
        Of the hidden layers.
    pieces : int
        At least 1.

    Returns
    -------
    int

    Raises
    ------
    InputError
        If a number is not positive.

    Notes
    -----
    Stated here with the rank that is sure to hold behind any activation.  A unit that is constant on a piece lowers the
    rank; but which of its pieces are constant the number of pieces does not tell, so that only for p = 2
    (:func:`serra_upper_bound`) the bound is sharpened.

    Source
    ------
    Q. Hu and H. Zhang, Nearly-tight bounds on linear regions of piecewise linear neural networks, 2018.

    Examples
    --------
    >>> hu_zhang_upper_bound(2, [3], 3), hu_zhang_upper_bound(2, [3, 3], 3)
    (19, 361)
    >>> hu_zhang_upper_bound(3, [4, 2, 4], 2) == montufar_upper_bound(3, [4, 2, 4])
    True
    """
    layers = checked_widths(input_dim, widths)
    ranks = accumulate([input_dim, *layers], min)
    return prod(most_regions_of_units([pieces] * n, d) for n, d in zip(layers, ranks, strict=False))


# -- as bounds on architectures ------------------------------------------------------------------------

PATTERNS = Bound(
    name="All patterns",
    side="upper",
    notions=NOTIONS,
    formula="product of the numbers of linear pieces of all units",
    citation=MONTUFAR_2014.at("Proposition 3"),
    hypotheses="none",
    failing=all_of(),
    formula_value=lambda a: prod(prod(layer.pieces) for layer in a.layers),
)

RAGHU = Bound(
    name="Raghu et al.",
    side="upper",
    notions=NOTIONS,
    formula="prod_l Z(n_l, n_0)",
    citation=RAGHU_2017.at("Theorem 1"),
    hypotheses="every unit has two linear pieces",
    failing=units_have_two_pieces,
    formula_value=lambda a: raghu_upper_bound(a.input_dim, a.widths),
)

MONTUFAR_UPPER = Bound(
    name="Montúfar",
    side="upper",
    notions=NOTIONS,
    formula="prod_l Z(n_l, d_l), with d_l = min(n_0, ..., n_{l-1}), or the smallest cut if values pass by layers",
    citation=MONTUFAR_2017.at(""),
    hypotheses="every unit has two linear pieces",
    failing=units_have_two_pieces,
    formula_value=lambda a: prod(map(most_regions_of_hyperplanes, a.widths, a.input_ranks)),
)

HU_ZHANG = Bound(
    name="Hu, Zhang",
    side="upper",
    notions=NOTIONS,
    formula="prod_l sum_{j <= d_l} e_j(p_1 - 1, ..., p_{n_l} - 1)",
    citation=HU_ZHANG_2018.at(""),
    hypotheses="every unit is a function of one variable",
    failing=units_are_of_one_variable,
    formula_value=lambda a: prod(most_regions_of_units(layer.pieces, layer.input_rank) for layer in a.layers),
)

SERRA = Bound(
    name="Serra et al.",
    side="upper",
    notions=NOTIONS,
    formula="sum of prod_l C(n_l, j_l) over 0 <= j_l <= min(n_0, n_1 - j_1, ..., n_{l-1} - j_{l-1}, n_l)",
    citation=SERRA_2018.at("Theorem 1"),
    hypotheses="every unit is a ReLU; no value passes by a layer",
    failing=all_of(is_relu, is_plain_chain),
    formula_value=lambda a: histogram_upper_bound(a.input_dim, a.widths, serra_histogram, a.input_ranks),
)

HINZ = Bound(
    name="Hinz",
    side="upper",
    notions=NOTIONS,
    formula="regions by number of active units, layer by layer, with activation histograms",
    citation=HINZ_2021.at(""),
    hypotheses="every unit is a ReLU; no value passes by a layer",
    failing=all_of(is_relu, is_plain_chain),
    formula_value=lambda a: histogram_upper_bound(
        a.input_dim, a.widths, clipped_hinz_histogram, a.input_ranks
    ),
)

UPPER_BOUNDS = (PATTERNS, RAGHU, MONTUFAR_UPPER, HU_ZHANG, SERRA, HINZ)
