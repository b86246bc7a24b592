r"""The sign of affine forms at points, in bulk and never wrong.

The one numerical question of polyhedral geometry is on which side of a hyperplane a point lies: the sign
of :math:`a x + b`.  Here it is answered for all pairs of m forms and k points at once.  A float64 matrix
product decides where its error provably cannot change the sign; integers decide the rest.

**Homogeneous data.**  A form is a row :math:`f = (a, b)`, a point a row :math:`p = (x, 1)`, both rational
with n = d + 1 entries, and the question is the sign of :math:`s = \sum_j f_j p_j`.  Positive multiples of
f and p do not change it.  So each row is multiplied by a power of two, such that its entries are at
most 1 in absolute value and not all below 1/2 (unless all are 0).  From here on f and p denote these
rows.  Nothing can overflow: no sum exceeds n.

**Theorem.**  Let :math:`u = 2^{-52}`, a bound on the relative error of one operation in every rounding
mode (some libraries leave the processor rounding up), and :math:`n \le 2^{20}`.  Let F and P be the rows f and p
rounded to float64, S their product and N the sum of the :math:`|F_j|`, both computed in float64 in any order, with
or without fused multiply-add.  If :math:`|S| > t := (n + 4) u N`, with t computed in float64, then S and
s have the same sign.

*Proof.*  Let :math:`\eta = 2^{-1022}`.  A computed operation has the exact result times 1 + δ, plus ε, with
:math:`|\delta| \le u` and :math:`|\varepsilon| \le 3 \eta`: this allows for results and operands that are
subnormal, even on a machine that flushes them to zero.

1. Rounding the data: :math:`|F_j - f_j| \le u |f_j| + \eta`, :math:`|P_j - p_j| \le u |p_j| + \eta`, and
   :math:`|F_j|, |P_j| \le 1` because rounding is monotone.  With :math:`|p_j| \le 1` and
   :math:`|f_j| \le (|F_j| + \eta) / (1 - u)`,
   :math:`|F_j P_j - f_j p_j| \le |F_j| |P_j - p_j| + |p_j| |F_j - f_j| \le (2 u + 2 u^2) |F_j| + 3 \eta`.
2. The product: with :math:`\gamma = n u / (1 - n u)`, the 2n - 1 operations give
   :math:`|S - \sum F_j P_j| \le \gamma \sum |F_j P_j| + 12 n \eta \le \gamma \|F\|_1 + 12 n \eta`
   (Higham, Accuracy and Stability of Numerical Algorithms, 2nd edition, section 3.1; every ε is
   amplified by less than 2).
3. Together :math:`|S - s| \le (\gamma + 2 u + 2 u^2) \|F\|_1 + 15 n \eta`.
4. Likewise :math:`\|F\|_1 \le (N + 6 n \eta) / (1 - \gamma)`.  Since :math:`n u \le 2^{-32}`, we have
   :math:`\gamma \le n u (1 + 2^{-31})` and
   :math:`(\gamma + 2 u + 2 u^2) / (1 - \gamma) \le (n + 2) u (1 + 2^{-30}) \le (n + 3) u`.  So
   :math:`|S - s| \le (n + 3) u N + 16 n \eta`.
5. If f = 0, then S = s = 0 = t.  Otherwise :math:`N \ge \max |F_j| \ge 1/2`, again because rounding is
   monotone.  (n + 4) u is a float, so t is rounded once:
   :math:`t \ge (1 - u) (n + 4) u N \ge (n + 3) u N + u N / 2 \ge (n + 3) u N + 16 n \eta`, because
   :math:`u N / 2 \ge 2^{-54}` and :math:`16 n \eta \le 2^{-998}`.

Hence :math:`|S - s| \le t < |S|`, and S and s have one sign.  ∎

**Corollary (integers).**  If forms and points are integers with
:math:`n \max|f_j| \max|p_j| \le 2^{53}`, all partial sums are integers that float64 represents; S is s,
and t may be 0.

The threshold t depends on the form alone, so the filter costs one matrix product and two comparisons.
What it leaves over are zeros and near-ties.  These go to int64 where the magnitudes provably fit and to
Python's integers otherwise.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from tropnet.errors import ShapeError
from tropnet.exact.arrays import RationalArray, RationalArrayLike, rational_array
from tropnet.exact.integers import Integers, as_int64, largest
from tropnet.exact.matrix import primitive

__all__ = ["LinearForms", "signs"]

Floats: TypeAlias = NDArray[np.float64]

LARGEST_PROVEN = 2**20  # entries of a row, in the theorem
BLOCK = 2**18  # signs that are computed at once, so that the floats stay in the cache


def signs(forms: RationalArrayLike, points: RationalArrayLike) -> NDArray[np.int8]:
    """The sign of each affine form at each point: -1, 0 or 1, and never wrong.

    Parameters
    ----------
    forms : array-like, shape (m, d + 1)
        Rows (a, b), meaning the function a x + b.
    points : array-like, shape (k, d)
        An array of floats is used as it stands, without a detour through integers.

    Returns
    -------
    ndarray of int8, shape (m, k)

    Raises
    ------
    NotRationalError
        If an entry is no finite rational number.
    ShapeError
        If the sizes do not fit.

    Examples
    --------
    The float 0.3 lies below 3/10, by less than float64 arithmetic can tell from nothing:

    >>> signs([[1, "-3/10"]], [["3/10"], [0.3], [0.5]])
    array([[ 0, -1,  1]], dtype=int8)
    >>> 1.0 * 0.3 - 3 / 10
    0.0
    """
    return LinearForms(forms).signs(points)


class LinearForms:
    """Affine forms x -> a x + b, prepared for their signs at many points.

    Attributes
    ----------
    forms : RationalArray, shape (m, d + 1)
        The rows (a, b).

    Examples
    --------
    >>> forms = LinearForms([[1, 1, -1], [1, -1, 0]])
    >>> forms.signs([[0, 0], [0.5, 0.5], [1, "1/3"]])
    array([[-1,  0,  1],
           [ 0,  0,  1]], dtype=int8)
    """

    def __init__(self, forms: RationalArrayLike) -> None:
        self.forms = rational_array(forms)
        if self.forms.ndim != 2 or self.forms.shape[1] == 0:
            raise ShapeError(f"forms have shape {self.forms.shape}; give rows (a, b), shape (m, d + 1)")

    def __reduce__(self) -> tuple[Any, ...]:
        return (LinearForms, (self.forms,))

    @property
    def dim(self) -> int:
        """The dimension d of the points."""
        return self.forms.shape[1] - 1

    def signs(self, points: RationalArrayLike) -> NDArray[np.int8]:
        """The sign of each form at each point.

        Parameters
        ----------
        points : array-like, shape (k, d)
            Arrays of floats are used as they stand.

        Returns
        -------
        ndarray of int8, shape (m, k)

        Raises
        ------
        NotRationalError
            If an entry is no finite rational number.
        ShapeError
            If the points have another dimension.

        Examples
        --------
        >>> LinearForms([[2, -1]]).signs([["1/2"], [1]])
        array([[0, 1]], dtype=int8)
        """
        if isinstance(points, np.ndarray) and points.dtype.char in "efd" and np.isfinite(points).all():
            self._check(points.shape, self.dim, "points")
            return self._at(_from_floats(points.astype(np.float64)))
        array = rational_array(points)
        self._check(array.shape, self.dim, "points")
        return self._at(_from_integers(_homogeneous(array)))

    def homogeneous_signs(self, vectors: RationalArrayLike) -> NDArray[np.int8]:
        """The sign of a x + b t for each form (a, b) and each vector (x, t).

        With t = 0 this is the sign that the form takes far out in direction x, unless it is 0.

        Parameters
        ----------
        vectors : array-like, shape (k, d + 1)
            Rows (x, t).

        Returns
        -------
        ndarray of int8, shape (m, k)

        Raises
        ------
        NotRationalError
            If an entry is no finite rational number.
        ShapeError
            If the vectors have another dimension.

        Examples
        --------
        >>> LinearForms([[2, -1]]).homogeneous_signs([[1, 2], [-1, 0]])
        array([[ 0, -1]], dtype=int8)
        """
        array = rational_array(vectors)
        self._check(array.shape, self.dim + 1, "vectors")
        return self._at(_from_integers(array.numerators))

    def _check(self, shape: tuple[int, ...], length: int, name: str) -> None:
        if len(shape) != 2 or shape[1] != length:
            raise ShapeError(f"{name} have shape {shape}; these forms need shape (k, {length})")

    @cached_property
    def _rows(self) -> _Rows:
        return _from_integers(primitive(self.forms).numerators)

    @cached_property
    def _thresholds(self) -> Floats:
        n = self.dim + 1
        if n > LARGEST_PROVEN:
            return np.full((len(self.forms), 1), np.inf)
        sums = np.abs(self._rows.floats).sum(axis=1, keepdims=True)
        return np.asarray((n + 4) * 2.0**-52 * sums)

    def _at(self, points: _Rows) -> NDArray[np.int8]:
        exact = _float_products(self._rows, points)
        result = np.empty((len(self.forms), len(points.floats)), dtype=np.int8)
        width = max(1, BLOCK // max(1, len(self.forms)))
        for start in range(0, len(points.floats), width):
            block = slice(start, start + width)
            if exact is not None:
                result[:, block] = np.sign(exact[0] @ exact[1][block].T)
            else:
                result[:, block] = self._filtered(points, block)
        return result

    def _filtered(self, points: _Rows, block: slice) -> NDArray[np.int8]:
        with np.errstate(under="ignore"):
            sums = self._rows.floats @ points.floats[block].T
        thresholds = self._thresholds
        result = np.subtract(sums > thresholds, sums < -thresholds, dtype=np.int8)
        i, j = np.divmod(np.flatnonzero(result == 0), result.shape[1])  # ten times faster than nonzero
        doubtful = np.asarray(self._rows.floats.any(axis=1))[i]  # the others are zero forms
        i, j = i[doubtful], j[doubtful]
        if len(i):
            result[i, j] = self._decided(i, points, block.start + j)
        return result

    def _decided(self, i: NDArray[np.intp], points: _Rows, j: NDArray[np.intp]) -> NDArray[np.int8]:
        """Return the signs of forms i at points j, pair by pair, in integers."""
        which, j = np.unique(j, return_inverse=True)
        forms: NDArray[Any] = self._rows.integers(slice(None))
        rows: NDArray[Any] = points.integers(which)
        form_words, row_words = self._rows.words, as_int64(rows)
        if form_words is not None and row_words is not None and _bound(form_words, row_words) < 2**63:
            forms, rows = form_words, row_words
        n_chunks = 1 + len(i) * forms.shape[1] // BLOCK
        chunks = zip(np.array_split(i, n_chunks), np.array_split(j, n_chunks), strict=True)
        sums = [(forms[left] * rows[right]).sum(axis=1) for left, right in chunks]
        return np.asarray(np.sign(np.concatenate(sums)), dtype=np.int8)


class _Rows(NamedTuple):
    """Homogeneous rows, each up to a positive factor: scaled floats, and integers where asked for."""

    floats: Floats
    words: NDArray[np.int64] | None
    integers: Callable[[Any], Integers]


def _from_integers(rows: Integers) -> _Rows:
    words = as_int64(rows)
    floats = _scaled(rows) if words is None else _scaled_words(words)
    return _Rows(floats, words, lambda which: rows[which])


def _from_floats(points: Floats) -> _Rows:
    ones = np.ones((len(points), 1))
    floats = _scaled_floats(np.hstack([points, ones]))
    return _Rows(floats, None, lambda which: _homogeneous(rational_array(points[which])))


def _homogeneous(points: RationalArray) -> Integers:
    denominators = np.full((len(points), 1), points.denominator, dtype=object)
    return np.hstack([points.numerators, denominators])


def _bound(left: NDArray[np.int64], right: NDArray[np.int64]) -> int:
    return largest(left) * largest(right) * int(left.shape[1])


def _float_products(forms: _Rows, points: _Rows) -> tuple[Floats, Floats] | None:
    """Return both as floats whose products and sums are exact (the corollary), where there are such."""
    if forms.words is None or points.words is None or _bound(forms.words, points.words) > 2**53:
        return None
    return forms.words.astype(np.float64), points.words.astype(np.float64)


def _scaled_floats(rows: Floats) -> Floats:
    """Return each row times a power of two; exact, except that entries may become subnormal."""
    exponents = np.frexp(np.abs(rows).max(axis=1))[1]
    return np.asarray(np.ldexp(rows, -exponents[:, None]))


def _scaled_words(rows: NDArray[np.int64]) -> Floats:
    # One rounding, of the integers: after it no entry is small enough to become subnormal.
    return _scaled_floats(rows.astype(np.float64))


def _scaled(rows: Integers) -> Floats:
    # Python's division of integers rounds once, subnormal results included.
    powers = [1 << max(map(int.bit_length, row)) for row in rows.tolist()]
    return np.asarray(rows / np.array(powers, dtype=object)[:, None], dtype=np.float64)
