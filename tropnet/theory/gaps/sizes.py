r"""How large a network with one input must be that has p pieces.

A hidden layer of w ReLU neurons, applied to a function R -> R^m with p pieces, adds to each piece at most w break
points, one for each neuron.  So a network with one input and hidden widths :math:`w_1, \dots, w_k` has

.. math:: p \le \prod_{i=1}^{k} (w_i + 1)

pieces (maximal open intervals on which it is affine).  Three lower bounds on the size :math:`s = \sum w_i` of a
network with p pieces and at most k hidden layers follow.

``printed``
    :math:`s \ge \tfrac12 k p^{1/k} - 1`: Arora, Basu, Mianjy and Mukherjee (2018), Lemma D.6, from the weaker product
    :math:`2^{k-1}(w_1 + 1) w_2 \cdots w_k` of their Lemma D.5.
``mean``
    :math:`s \ge k (p^{1/k} - 1)`: the inequality of the arithmetic and geometric mean of the :math:`w_i + 1`.
``exact``
    The least s that the product allows, :math:`\min\{\sum w_i : \prod (w_i + 1) \ge p,\ w_i \ge 0 \text{ integers}\}`.
    The integer program has a closed solution: if two widths differ by two or more, moving a neuron from the larger to
    the smaller one raises the product, for (a - 1 + 1)(b + 1 + 1) - (a + 1)(b + 1) = a - b - 1 > 0.  So with
    s = qk + r, 0 <= r < k, no product is larger than that of the balanced widths, :math:`(q + 2)^r (q + 1)^{k - r}`,
    which grows with s.

A width of 0 stands for a hidden layer that is left out: ``mean`` and ``exact`` hold for *at most* k hidden layers.
``printed`` supposes k of them with a neuron in each, for 2^(k-1) w_2 ... w_k counts a layer of one neuron twice and
one of none as zero: for p = 1 and k = 3 it claims a neuron although the function is affine.  For p >= 2^k each bound
is at least the one before.  None of them needs the network to be minimal or its weights to be generic.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import flint

from tropnet.errors import InputError
from tropnet.exact.display.html import table
from tropnet.polyhedra.reading import integer_at_least

__all__ = [
    "DepthRow",
    "DepthTable",
    "balanced_widths",
    "depth_table",
    "largest_number_of_pieces",
    "size_bound_expression",
    "size_lower_bound",
]

Kind = Literal["exact", "mean", "printed"]
KINDS: tuple[Kind, ...] = ("printed", "mean", "exact")

COLUMNS = ("hidden layers", "size at least (printed)", "(mean)", "(exact)", "deep network")


def balanced_widths(size: int, hidden_layers: int) -> tuple[int, ...]:
    """The widths of hidden layers that differ by at most one and sum to a size, the larger ones first.

    Raises
    ------
    InputError
        If the size is negative or there is no hidden layer.

    Examples
    --------
    >>> balanced_widths(8, 3)
    (3, 3, 2)
    """
    size, layers = (
        integer_at_least(0, size, "the size"),
        integer_at_least(1, hidden_layers, "the number of hidden layers"),
    )
    quotient, rest = divmod(size, layers)
    return (quotient + 1,) * rest + (quotient,) * (layers - rest)


def largest_number_of_pieces(size: int, hidden_layers: int) -> int:
    """The upper bound on the pieces of a network with one input, from its size and its number of hidden layers.

    The product of the w + 1 over the balanced widths w.  For three or more neurons in every layer some network
    attains it (Serra, Tjandraatmadja and Ramalingam, 2018); for smaller widths it need not be attained: no network
    with widths (2, 1) has 6 pieces.

    Raises
    ------
    InputError
        If the size is negative or there is no hidden layer.

    Source
    ------
    R. Arora, A. Basu, P. Mianjy and A. Mukherjee, Understanding deep neural networks with rectified linear units,
    2018, Lemma D.6, sharpened.

    Examples
    --------
    >>> largest_number_of_pieces(6, 1), largest_number_of_pieces(6, 2), largest_number_of_pieces(6, 3)
    (7, 16, 27)
    """
    size, layers = (
        integer_at_least(0, size, "the size"),
        integer_at_least(1, hidden_layers, "the number of hidden layers"),
    )
    quotient, rest = divmod(size, layers)
    pieces: int = (quotient + 2) ** rest * (quotient + 1) ** (layers - rest)
    return pieces


def size_lower_bound(pieces: int, hidden_layers: int, kind: Kind = "exact") -> int:
    """The least size, as an integer, that a bound leaves to networks R -> R with that many pieces.

    Parameters
    ----------
    pieces : int
        The number p of maximal open intervals on which the function is affine.
    hidden_layers : int
        The largest number k of hidden layers that is allowed; for ``"printed"`` the number of hidden layers.
    kind : {"exact", "mean", "printed"}
        See the module :mod:`tropnet.theory.gaps.sizes`.

    Returns
    -------
    int
        For ``"mean"`` and ``"printed"`` the bound rounded up, exactly: a size is an integer.

    Raises
    ------
    InputError
        If there is no piece, no hidden layer, or no such kind.

    Examples
    --------
    A sawtooth with 3^4 teeth is computed by 4 hidden layers of 3 neurons.  With fewer layers:

    >>> [size_lower_bound(81, k) for k in (1, 2, 3, 4)]
    [80, 16, 11, 8]
    >>> [size_lower_bound(81, k, "printed") for k in (1, 2, 3, 4)]
    [40, 8, 6, 5]
    """
    p, k = (
        integer_at_least(1, pieces, "the number of pieces"),
        integer_at_least(1, hidden_layers, "the number of hidden layers"),
    )
    if kind == "exact":
        return _least_size(p, k)
    root = _root_rounded_up(p * k**k, k)  # the least integer that is at least k p^(1/k)
    if kind == "mean":
        return root - k
    if kind == "printed":
        return max(-(-root // 2) - 1, 0)
    raise InputError(f"there is no bound of kind {kind!r}; give 'exact', 'mean' or 'printed'")


def _least_size(p: int, k: int) -> int:
    """The least s whose balanced widths have a product of w + 1 that reaches p, by bisection."""
    low, high = 0, p - 1
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if largest_number_of_pieces(middle, k) >= p else (middle + 1, high)
    return low


def size_bound_expression(pieces: int, hidden_layers: int, kind: Kind = "mean") -> Any:
    """The bound before rounding, as an expression of sympy.

    Parameters
    ----------
    pieces, hidden_layers
        As for :func:`size_lower_bound`.
    kind : {"mean", "printed"}

    Raises
    ------
    InputError
        If there is no piece, no hidden layer, or no such expression.

    Examples
    --------
    >>> size_bound_expression(81, 3, "printed")
    -1 + 9*3**(1/3)/2
    """
    from sympy import Integer, Rational, root

    p, k = (
        integer_at_least(1, pieces, "the number of pieces"),
        integer_at_least(1, hidden_layers, "the number of hidden layers"),
    )
    if kind == "mean":
        return k * (root(Integer(p), k) - 1)
    if kind == "printed":
        return Rational(k, 2) * root(Integer(p), k) - 1
    raise InputError(f"the bound of kind {kind!r} has no expression; give 'mean' or 'printed'")


# -- depth against size ----------------------------------------------------------------------------


@dataclass(frozen=True)
class DepthRow:
    """What networks with fewer hidden layers need to compute a sawtooth; see :func:`depth_table`.

    Attributes
    ----------
    hidden_layers : int
    printed, mean, exact : int
        The lower bounds on the size.
    size : int
        The size of the deep network.

    Examples
    --------
    >>> row = depth_table(3, 4).rows[1]
    >>> row.exact, row.size, row.separates
    (16, 12, True)
    """

    hidden_layers: int
    printed: int
    mean: int
    exact: int
    size: int

    @property
    def separates(self) -> bool:
        """Whether a network with so few hidden layers must be larger than the deep one."""
        return self.exact > self.size


@dataclass(frozen=True)
class DepthTable:
    """Lower bounds on the size for each number of hidden layers; see :func:`depth_table`.

    Examples
    --------
    >>> [row.exact for row in depth_table(2, 3).rows]
    [7, 4, 3]
    """

    w: int
    k: int
    rows: tuple[DepthRow, ...]

    @property
    def _caption(self) -> str:
        return f"a sawtooth with {self.w}^{self.k} pieces on an interval, by {self.k} hidden layers of {self.w} neurons"

    @property
    def _cells(self) -> list[list[str]]:
        return [
            [str(v) for v in (row.hidden_layers, row.printed, row.mean, row.exact, row.size)]
            for row in self.rows
        ]

    def _repr_html_(self) -> str:
        return table(self._cells, head=COLUMNS, caption=self._caption, align="rrrrr")

    def __str__(self) -> str:
        head, names, cells = self._caption, COLUMNS, self._cells
        widths = [max(len(text) for text in column) for column in zip(names, *cells, strict=True)]
        lines = ["  ".join(t.rjust(n) for t, n in zip(row, widths, strict=True)) for row in (names, *cells)]
        return "\n".join([head, *lines])


def depth_table(w: int, k: int) -> DepthTable:
    r"""Depth against size for the family of Theorem 3.1: k hidden layers of w neurons, against k' = 1, ..., k.

    The compositions of k sawtooth functions have w^k pieces on an interval
    (:class:`tropnet.theory.families.SawtoothComposition`).

    Raises
    ------
    InputError
        If w < 2 or k < 1: with one neuron per layer there is no sawtooth.

    Source
    ------
    R. Arora, A. Basu, P. Mianjy and A. Mukherjee, Understanding deep neural networks with rectified linear units,
    2018, Theorem 3.1 with w^k pieces counted on the interval [0, M]; on the line there are more, which only adds to
    the size.

    Examples
    --------
    >>> print(depth_table(3, 4))
    a sawtooth with 3^4 pieces on an interval, by 4 hidden layers of 3 neurons
    hidden layers  size at least (printed)  (mean)  (exact)  deep network
                1                       40      80       80            12
                2                        8      16       16            12
                3                        6      10       11            12
                4                        5       8        8            12
    """
    w, k = integer_at_least(2, w, "the width"), integer_at_least(1, k, "the number of hidden layers")
    rows = []
    for shallow in range(1, k + 1):
        printed, mean, exact = (size_lower_bound(w**k, shallow, kind) for kind in KINDS)
        rows.append(DepthRow(shallow, printed, mean, exact, w * k))
    return DepthTable(w, k, tuple(rows))


def _root_rounded_up(n: int, k: int) -> int:
    """The least integer whose k-th power is at least n >= 1."""
    root = int(flint.fmpz(n).root(k))
    return root if root**k == n else root + 1
