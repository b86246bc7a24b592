r"""What the incidence of facets and generators tells by itself.

The incidence matrix of a polyhedron says which facet contains which generator: each facet is a set of
vertices and rays, each generator a set of facets.  Let P have dimension d and a lineality space of dimension l.
The generators on a face are those on all the facets that contain it, and the smallest face that holds some
generators is cut out by the facets that contain all of them (Ziegler, Lectures on polytopes, 1995, Section
2.2).  Hence:

* Two vertices are joined by an edge exactly when no third generator lies on all the facets that the two have
  in common: such an edge has dimension l + 1, and at least d - l - 1 facets contain it.
* Dually, two facets share a *ridge*, a face of dimension d - 2, exactly when they have a vertex in common and
  no third facet contains all their common generators (every ridge lies in exactly two facets).
* The facets of a facet F are the largest of its intersections with other facets that contain a vertex.  An
  intersection without vertices is empty: it is a face at infinity only.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

__all__ = ["joined_pairs", "maximal_sets"]

_ENTRIES_AT_ONCE = 1 << 22


def joined_pairs(
    tight: npt.NDArray[np.bool_], least: int, among: npt.NDArray[np.bool_] | None = None
) -> npt.NDArray[np.intp]:
    """The pairs of items with at least ``least`` common sets, all of which no third item shares.

    Parameters
    ----------
    tight : bool array, shape (k, m)
        Which item belongs to which set.
    least : int
        A cheap necessary condition.
    among : bool array, shape (k,), optional
        The items that may form a pair; the others are third items only.

    Returns
    -------
    integer array, shape (p, 2)
        Pairs i < j in lexicographic order.

    Examples
    --------
    The corners of a square by its sides:

    >>> joined_pairs(np.array([[1, 0, 1, 0], [1, 0, 0, 1], [0, 1, 1, 0], [0, 1, 0, 1]], bool), 1).tolist()
    [[0, 1], [0, 2], [1, 3], [2, 3]]
    """
    # Zeros and ones: float32 counts them exactly below 2**24, and its matrix product is the fastest.
    sets = tight.astype(np.float32)
    members = np.arange(len(tight)) if among is None else np.flatnonzero(among)
    found = [np.zeros((0, 2), np.intp)]
    step = max(1, _ENTRIES_AT_ONCE // max(1, len(members)))
    for start in range(0, len(members), step):
        some = members[start : start + step]
        rows, columns = np.nonzero((sets[some] @ sets[members].T >= least) & (some[:, None] < members))
        pairs = np.column_stack([some[rows], members[columns]])
        found.append(pairs[_shared_by_two(sets, pairs)])
    return np.concatenate(found)


def _shared_by_two(sets: npt.NDArray[np.float32], pairs: npt.NDArray[np.intp]) -> npt.NDArray[np.bool_]:
    """For each pair, whether exactly two items belong to all the sets that the two have in common."""
    answers = [np.zeros(0, np.bool_)]
    step = max(1, _ENTRIES_AT_ONCE // max(1, len(sets)))
    for start in range(0, len(pairs), step):
        first, second = pairs[start : start + step].T
        common = sets[first] * sets[second]
        answers.append((common @ sets.T == common.sum(axis=1)[:, None]).sum(axis=1) == 2)
    return np.concatenate(answers)


def maximal_sets(sets: npt.NDArray[np.bool_]) -> npt.NDArray[np.intp]:
    """One row for each of the sets that are contained in no other, the first where rows are equal.

    Parameters
    ----------
    sets : bool array, shape (k, m)

    Returns
    -------
    integer array, increasing

    Examples
    --------
    >>> maximal_sets(np.array([[1, 0, 0], [1, 1, 0], [0, 0, 1], [1, 1, 0]], bool))
    array([1, 2])
    """
    if len(sets) == 0:
        return np.zeros(0, np.intp)
    distinct, first = np.unique(sets, axis=0, return_index=True)
    words = np.packbits(distinct, axis=1)
    holders = np.array([int((~(one & ~words).any(axis=1)).sum()) for one in words])
    return np.sort(first[holders == 1])
