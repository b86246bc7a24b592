"""The complex to start from: the orthants of a few independent forms.

``n`` linearly independent affine forms on ``n``-space vanish together in one point, the apex, and cut the
space into orthants.  Each orthant is a simplicial cone, hence projectively a simplex whose vertices are the
apex and ``n`` directions at infinity; the faces of all orthants are the sets of vertices without two opposite
directions.  A form that bounds a domain contributes its nonnegative side only.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations, product
from typing import Any

import numpy as np
import numpy.typing as npt

from tropnet.exact.arrays import RationalArray
from tropnet.exact.matrix import inverse, primitive
from tropnet.polyhedra.complexes.complex import Complex

__all__ = ["orthants"]


def orthants(
    forms: npt.NDArray[np.object_], two_sided: Sequence[bool]
) -> tuple[Complex, npt.NDArray[np.object_], npt.NDArray[np.int8]]:
    """The complex of the orthants of n independent affine forms.

    Parameters
    ----------
    forms : object array of integers, shape (n, n + 1)
        The form (a, b) is a.x + b t.
    two_sided : sequence of n bools
        Whether both sides of each form belong to the complex, or only the nonnegative one.

    Returns
    -------
    complex : Complex
    vertices : object array of integers, shape (n_vertices, n + 1)
        Homogeneous coordinates (x, t): the apex first, then the directions.
    signs : int8 array, shape (n_vertices, n)
        The sign of every form at every vertex.

    Examples
    --------
    >>> quadrants, vertices, signs = orthants(np.array([[1, 0, -1], [0, 1, 0]], dtype=object), [True, False])
    >>> quadrants.counts, vertices.tolist()
    ([4, 5, 2], [[1, 0, 1], [1, 0, 0], [-1, 0, 0], [0, 1, 0]])
    """
    n = len(forms)
    vertices = [_homogeneous_apex(forms)]
    signs = [np.zeros(n, np.int8)]
    corners: list[list[int]] = []
    for i, direction in enumerate(_dual_basis(forms[:, :n])):
        corners.append([])
        for side in (1, -1) if two_sided[i] else (1,):
            corners[i].append(len(vertices))
            vertices.append(np.append(direction * side, 0))
            signs.append(np.eye(n, dtype=np.int8)[i] * np.int8(side))
    return _simplices(n, corners), np.array(vertices, dtype=object).reshape(-1, n + 1), np.array(signs)


def _homogeneous_apex(forms: npt.NDArray[np.object_]) -> npt.NDArray[np.object_]:
    n = len(forms)
    if not n:
        return np.array([1], dtype=object)
    apex = inverse(RationalArray.from_integers(forms[:, :n])) @ RationalArray.from_integers(-forms[:, n])
    row = [c.numerator for c in primitive([*apex.tolist(), 1]).tolist()]
    return np.array(row, dtype=object)


def _dual_basis(normals: npt.NDArray[np.object_]) -> list[npt.NDArray[np.object_]]:
    """The primitive directions on which one form is positive and the others vanish."""
    if not len(normals):
        return []
    basis = primitive(inverse(RationalArray.from_integers(normals)).T)
    return list(basis.integers())


def _simplices(n: int, corners: Sequence[Sequence[int]]) -> Complex:
    """The complex of the simplices with vertex 0 and one corner of each axis."""
    numbers: list[dict[tuple[int, ...], int]] = [{} for _ in range(n + 1)]
    for size in range(n + 1):
        for axes in combinations(range(n), size):
            for chosen in product(*(corners[axis] for axis in axes)):
                for face in ((0, *chosen), chosen):
                    if face:
                        numbers[len(face) - 1].setdefault(face, len(numbers[len(face) - 1]))
    # Vertices are numbered by the corners themselves.
    numbers[0] = {face: face[0] for face in numbers[0]}
    entries: list[tuple[Any, Any]] = []
    for k in range(2, n + 1):
        pairs = [
            (number, numbers[k - 1][face[:i] + face[i + 1 :]])
            for face, number in numbers[k].items()
            for i in range(k + 1)
        ]
        entries.append(tuple(np.array(pairs).T))
    ends = np.array(list(numbers[1]) if n else [], dtype=np.int32).reshape(-1, 2)
    return Complex(n, ends, entries, [len(faces) for faces in numbers])
