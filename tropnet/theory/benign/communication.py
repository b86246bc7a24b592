r"""Communication: what two parties must exchange bounds the size of every network from below.

**Real communication.**  One party knows x, the other y.  In every round each gives a real number to a referee, who
tells both whether that of the first is larger.  :math:`CC_R(g)` is the least number of rounds after which g(x, y) is
always known.  Three proved bounds, which need no assumption on depth or weights:

**Networks are protocols.**  Let a network N of (x, y) have neurons with :math:`r_1, r_2, \dots` linear pieces (a ReLU
neuron has two), and let :math:`|N - g| < 1/2` at all Boolean inputs.  Then

.. math::  \sum_i (r_i - 1) \ge CC_R(g) - 1, \qquad\text{for ReLU neurons: size} \ge CC_R(g) - 1.

*Proof.*  If for all neurons before it is known which linear piece they are in, what a neuron takes is a known affine
function a(x) + b(y) (several, for a maximum).  Comparing a(x) with t - b(y) for a break point t, or two arguments of
the maximum, is one round; r - 1 rounds tell the piece.  In the end N is such a sum, and one round more compares it
with 1/2.

**Rounds and rectangles.**  A protocol of k rounds for an M x N matrix has a leaf that contains a rectangle of at least
:math:`\lceil M / 2^k \rceil` rows and :math:`\lceil N / 2^k \rceil` columns, on which g is constant.

*Proof.*  Of m rows and n columns let the :math:`\lceil m/2 \rceil` with the largest a be the upper ones and the
:math:`\lceil m/2 \rceil` with the smallest the lower ones, likewise for b.  The least a of the upper rows is at least
the largest of the lower ones, say :math:`\alpha \ge \alpha'`, and likewise :math:`\beta \ge \beta'`.  If
:math:`\alpha > \beta'`, all upper rows are larger than all lower columns; else :math:`\alpha' \le \alpha \le \beta'
\le \beta`, and no lower row is larger than an upper column.  Either way the answer is the same on half of the rows
and half of the columns.

For the inner product of d bits a constant rectangle A x B has at most :math:`2^d` entries.  (*Proof.*  Let V be the
span of the differences of elements of A.  All of them are orthogonal to B, and A lies in a translate of V, so
:math:`|A| |B| \le 2^{\dim V} 2^{d - \dim V}`.)  Hence :math:`2^{2 (d - k)} \le 2^d`:

.. math::  CC_R(IP_d) \ge \lceil d / 2 \rceil, \qquad \text{size} \ge \lceil d / 2 \rceil - 1.

For disjointness this gives nothing: the pairs with :math:`x_1 = y_1 = 1` are a quarter of the matrix.

**Rounds and correlation.**  Let H be the M x N matrix of the signs :math:`(-1)^g`, and let a protocol of k rounds err
for at most a share :math:`\delta < 1/2` of the inputs.  With :math:`L = \lceil \log_2 (M + N) \rceil`

.. math::  (2L)^k \, \|H\| \ge (1 - 2 \delta) \sqrt{M N}.

*Proof.*  Rank the M + N numbers of a round, by L bits, ties so that the answer is kept.  One is larger than the other
if for exactly one j their first j - 1 bits agree, and the j-th is 1 and 0.  For fixed j this is a matrix with
disjoint rectangles of ones that share no row and no column: the matrix of scalar products of unit or zero vectors.
Such matrices are closed under entrywise products, so the indicator of a leaf is a sum of at most :math:`L^k` of them;
and for vectors of length at most 1, :math:`|\sum H_{xy} \langle u_x, v_y \rangle| \le \|H\| \sqrt{M N}`.  There are
at most :math:`2^k` leaves, while the signs that the protocol gives agree with H up to a share :math:`\delta`: the sum
of their products is at least :math:`(1 - 2 \delta) M N`.

Source: G. Vardi, D. Reichman, T. Pitassi and O. Shamir, Size and depth separation in approximating benign functions
with neural networks, 2021, Theorems 11, 13, 14 and Corollaries 15, 30, where constants are not given.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import numpy as np

from tropnet.errors import InputError, ShapeError
from tropnet.exact.numbers import RationalLike, as_fraction
from tropnet.networks.network import Network
from tropnet.polyhedra.reading import integer_at_least
from tropnet.theory.benign.boolean import Bits
from tropnet.theory.gaps.theorems import levelled_gates

__all__ = [
    "constant_rectangles",
    "inner_product_rounds",
    "n_comparisons",
    "rounds_by_correlation",
    "rounds_by_rectangles",
    "squared_norm_bound",
]

MOST_ROWS = 20


def n_comparisons(net: Network) -> int:
    """The number of comparisons that tell the linear pieces of all neurons: for ReLU neurons, the size.

    Examples
    --------
    >>> from tropnet.theory.benign import inner_product_network
    >>> n_comparisons(inner_product_network(4))
    8
    """
    return sum(gate.n_pieces - 1 for _, gate in levelled_gates(net))


def constant_rectangles(table: Sequence[Sequence[int]] | Bits) -> list[int]:
    """For a = 1, 2, ... the largest number of columns on which some a rows are constant, with one value.

    Parameters
    ----------
    table : array-like of bits, shape (M, N)
        With at most 20 rows: all sets of rows are tried.

    Raises
    ------
    InputError
        If an entry is no bit, or there are too many rows.
    ShapeError
        If it is no matrix with entries.

    Examples
    --------
    >>> constant_rectangles([[0, 0, 1], [0, 1, 1]])
    [2, 1]
    """
    matrix = bit_matrix(table)
    m, n = matrix.shape
    if m > MOST_ROWS:
        raise InputError(
            f"the matrix has {m} rows, and 2^{m} sets of rows are too many; give at most {MOST_ROWS}"
        )
    widest = np.zeros(m + 1, dtype=np.int64)
    for value in (0, 1):
        common, sizes = np.ones((1, n), dtype=np.bool_), np.zeros(1, dtype=np.int64)
        for row in matrix == value:
            common, sizes = np.concatenate([common, common & row]), np.concatenate([sizes, sizes + 1])
        np.maximum.at(widest, sizes, common.sum(axis=1))
    found: list[int] = widest[1:].tolist()
    return found


def rounds_by_rectangles(table: Sequence[Sequence[int]] | Bits) -> int:
    """A lower bound on the rounds of real communication: constant rectangles are too small for fewer.

    Parameters
    ----------
    table : array-like of bits, shape (M, N)
        The values g(x, y), with at most 20 rows.

    Raises
    ------
    InputError, ShapeError
        As for :func:`constant_rectangles`.

    Examples
    --------
    The inner product of three bits; and the equality of two, for which the bound is not sharp: it takes two rounds.

    >>> from tropnet.theory.benign import inner_product, truth_table
    >>> rounds_by_rectangles(truth_table(inner_product, 6).reshape(8, 8))
    2
    >>> rounds_by_rectangles(np.eye(4, dtype=int))
    1
    """
    widest = constant_rectangles(table)
    m, n = bit_matrix(table).shape
    k = 0
    while widest[-(-m // 2**k) - 1] < -(-n // 2**k):
        k += 1
    return k


def inner_product_rounds(d: int) -> int:
    """A lower bound on the rounds of real communication for the inner product of d bits: d/2, rounded up.

    Examples
    --------
    >>> [inner_product_rounds(d) for d in (1, 2, 3, 100)]
    [1, 1, 2, 50]
    """
    return -(-integer_at_least(1, d, "the number of pairs") // 2)


def squared_norm_bound(table: Sequence[Sequence[int]] | Bits) -> int:
    """An upper bound on the squared operator norm of the matrix of signs H: the largest absolute row sum of H H^T.

    It is exact for orthogonal rows.

    Raises
    ------
    InputError, ShapeError
        If the table is no matrix of bits with entries.

    Examples
    --------
    >>> squared_norm_bound([[0, 0], [0, 1]]), squared_norm_bound([[0, 0], [0, 0]])
    (2, 4)
    """
    signs = 1 - 2 * bit_matrix(table)
    return int(np.abs(signs @ signs.T).sum(axis=1).max())


def rounds_by_correlation(squared_norm: int, rows: int, columns: int, error: RationalLike = 0) -> int:
    r"""The least k with :math:`(2L)^k \|H\| \ge (1 - 2 \delta) \sqrt{MN}`: a lower bound on the rounds.

    Parameters
    ----------
    squared_norm : int
        An upper bound on the squared operator norm of the signs; 2^d for the inner product of d bits.
    rows, columns : int
        The size M x N of the matrix.
    error : rational
        The share of inputs for which the protocol may err, 0 <= error < 1/2.

    Raises
    ------
    InputError
        If the error or a number is out of its range.

    Examples
    --------
    The inner product of 100 and of 10000 bits, right for 99 of 100 inputs:

    >>> [rounds_by_correlation(2**d, 2**d, 2**d, "1/100") for d in (100, 10000)]
    [7, 350]
    """
    share = as_fraction(error, "as a share")
    if not 0 <= share < Fraction(1, 2):
        raise InputError(
            f"the share {share} is not in [0, 1/2); a protocol that guesses errs for half of the inputs"
        )
    for value, what in (
        (squared_norm, "the squared norm"),
        (rows, "the number of rows"),
        (columns, "the number of columns"),
    ):
        integer_at_least(1, value, what)
    step = (2 * (rows + columns - 1).bit_length()) ** 2
    wanted = (1 - 2 * share) ** 2 * rows * columns
    reached, k = squared_norm, 0
    while reached < wanted:
        reached, k = reached * step, k + 1
    return k


def bit_matrix(table: Any) -> Bits:
    """The table as a matrix of zeros and ones.

    Raises
    ------
    InputError, ShapeError
        If an entry is neither, or it is no matrix with entries.
    """
    matrix = np.asarray(table)
    if matrix.ndim != 2 or not matrix.size:
        raise ShapeError(f"the table has shape {matrix.shape}; give a matrix with rows x and columns y")
    if not np.isin(matrix, (0, 1)).all():
        raise InputError("the table has entries that are neither 0 nor 1; give bits")
    return matrix.astype(np.int64)
