r"""Which of many linear forms attain the maximum at each of many vectors, exactly.

At a point this asks for the monomials that a tropical polynomial attains there; with homogeneous coordinates (x, t)
the same question is asked at a vertex, t = 1, and in a direction, t = 0, where it compares slopes.

**The filter.**  Divide all forms by one power of two, so that no entry exceeds 1 and one is at least 1/2, and each
vector by a power of its own; neither changes which forms are maximal.  Let S be the float64 products of the rounded
data, and N the largest sum of absolute values of a row of the rounded forms.  Steps 1 to 4 of the theorem in
:mod:`tropnet.exact.signs`, with N in place of the form's own sum, bound the error of every entry of S by
:math:`(n + 3) u N + 16 n \eta`, and because :math:`N \ge 1/2`, by :math:`\tau = (n + 4) u N`.  A form that is maximal
has :math:`S_i + \tau \ge \max S - \tau`.  So only forms with :math:`S_i \ge \max S - 3 \tau` are considered further,
where the third :math:`\tau` makes up for the rounding of this very comparison.  Where one form is left, it is maximal;
where there are several, integers decide.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from tropnet.exact.integers import Integers, correctly_rounded

__all__ = ["maximal_forms"]

Floats = npt.NDArray[np.float64]
Places = npt.NDArray[np.intp]

PRODUCTS_AT_ONCE = 1 << 20


def maximal_forms(forms: Integers, vectors: Integers) -> tuple[Places, Places]:
    """The pairs (vector, form) such that the form is maximal among all forms at the vector.

    Parameters
    ----------
    forms : object array of Python integers, shape (r, n)
        At least one.
    vectors : object array of Python integers, shape (k, n)

    Returns
    -------
    two int arrays of equal length
        The numbers of vectors, ascending, and of forms, ascending for each vector.

    Examples
    --------
    x, -x and 1 at the points -2, 0 and 1:

    >>> forms = np.array([[1, 0], [-1, 0], [0, 1]], dtype=object)
    >>> maximal_forms(forms, np.array([[-2, 1], [0, 1], [1, 1]], dtype=object))
    (array([0, 1, 2, 2]), array([1, 2, 0, 2]))
    """
    pairs = [np.stack(part) for part in _candidates(forms, vectors)]
    at, form = np.concatenate([np.empty((2, 0), np.intp), *pairs], axis=1)
    is_open = np.bincount(at, minlength=len(vectors))[at] > 1
    attained = np.ones(len(at), np.bool_)
    attained[is_open] = _is_largest(at[is_open], _values(forms, vectors, at[is_open], form[is_open]))
    return at[attained], form[attained]


def _candidates(forms: Integers, vectors: Integers) -> Iterator[tuple[Places, Places]]:
    """The pairs that floats do not exclude."""
    lengths = [max(map(int.bit_length, row), default=0) for row in vectors.tolist()]
    top = max((entry.bit_length() for entry in forms.ravel().tolist()), default=0)
    rows = correctly_rounded(forms, 1 << top)
    unit = np.array([1 << length for length in lengths], dtype=object)[:, None]
    points = np.asarray(vectors / unit, dtype=np.float64).reshape(vectors.shape)
    slack = 3 * (forms.shape[1] + 4) * 2.0**-52 * np.abs(rows).sum(axis=1).max()
    step = max(1, PRODUCTS_AT_ONCE // len(forms))
    for start in range(0, len(points), step):
        products = points[start : start + step] @ rows.T
        at, form = np.nonzero(products >= products.max(axis=1, keepdims=True) - slack)
        yield at + start, form


def _values(forms: Integers, vectors: Integers, at: Places, form: Places) -> Integers:
    """The values of forms at vectors, pair by pair."""
    values: Integers = (forms[form] * vectors[at]).sum(axis=1)
    return values


def _is_largest(group: Places, values: Integers) -> npt.NDArray[np.bool_]:
    """Which values are the largest of their group; groups are consecutive."""
    if not len(group):
        return np.empty(0, np.bool_)
    starts = np.flatnonzero(np.r_[True, group[1:] != group[:-1]])
    largest = np.repeat(np.maximum.reduceat(values, starts), np.diff(np.r_[starts, len(group)]))
    return np.asarray(values == largest, dtype=np.bool_)
