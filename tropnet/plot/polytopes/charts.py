r"""Orthonormal coordinates of an affine hull, so that what is drawn of it has its true angles and proportions.

The permutahedron of four letters lies in R^4 but has dimension 3.  Its picture is the image under an isometry of its
affine hull with R^3, not a projection along a coordinate.  Gram and Schmidt make rational vectors
:math:`b_1, \dots, b_k` that span the directions of the hull and are orthogonal; over the rationals their lengths
cannot be made 1.  The coordinates of a point x are

.. math:: \frac{b_i \cdot (x - o)}{|b_i|} = \frac{\text{an exact rational}}{\text{the root of a rational}},

so rounding happens once, at the end, and points of one hyperplane :math:`b_i \cdot x = c` have equal coordinates.
A full-dimensional polyhedron keeps its own coordinates.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tropnet.exact.arrays import RationalArray, RationalArrayLike, concatenate, rational_array
from tropnet.exact.matrix import nullspace, primitive
from tropnet.polyhedra.polyhedron import Polyhedron

__all__ = ["Chart", "chart_of_hull", "orthogonalized"]

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Chart:
    """Orthonormal coordinates of an affine subspace.

    Attributes
    ----------
    origin : RationalArray, shape (n,)
        A point of the subspace.
    axes : RationalArray, shape (k, n)
        Orthogonal directions that span it.
    """

    origin: RationalArray
    axes: RationalArray

    def places(self, points: RationalArrayLike) -> Floats:
        """The coordinates of points of the subspace, shape (p, n), as floats of shape (p, k).

        Examples
        --------
        >>> Chart(rational_array([0, 0]), rational_array([[3, 4], [-4, 3]])).places([[3, 4], [1, 7]]).tolist()
        [[5.0, 0.0], [6.2, 3.4]]
        """
        return self._scaled((rational_array(points) - self.origin) @ self.axes.T)

    def directions(self, vectors: RationalArrayLike) -> Floats:
        """The same for directions; of a linear form, the direction in which it grows on the subspace.

        Examples
        --------
        >>> Chart(rational_array([5, 0]), rational_array([[3, 4]])).directions([[3, 4], [4, -3]]).tolist()
        [[5.0], [0.0]]
        """
        return self._scaled(rational_array(vectors) @ self.axes.T)

    def _scaled(self, products: RationalArray) -> Floats:
        lengths = np.sqrt((self.axes * self.axes).sum(axis=1).floats())
        scaled: Floats = products.floats() / lengths
        return scaled


def chart_of_hull(polyhedron: Polyhedron) -> Chart:
    """Orthonormal coordinates of the affine hull of a polyhedron that is not empty.

    They are those of the space when the hull is the whole space.  Otherwise the origin is the first vertex.

    Examples
    --------
    >>> hexagon = Polyhedron.from_generators([[1, 2, 3], [3, 1, 2], [2, 3, 1]])
    >>> chart_of_hull(hexagon).axes
    RationalArray([[-1, 1, 0], [-1, -1, 2]])
    >>> chart_of_hull(Polyhedron.parse("[2,3]^2")).places([[2, 3]])
    array([[2., 3.]])
    """
    n, equations = polyhedron.ambient_dim, polyhedron.equations
    if not len(equations):
        return Chart(RationalArray.zeros(n), rational_array(np.eye(n, dtype=int)))
    return Chart(polyhedron.vertices[0], orthogonalized(nullspace(equations[:, :-1])))


def orthogonalized(vectors: RationalArrayLike) -> RationalArray:
    """Primitive integer vectors, orthogonal to each other, the first j of which span the first j of the given ones.

    Parameters
    ----------
    vectors : array-like of rationals, shape (k, n)
        Linearly independent.

    Source
    ------
    The Gram-Schmidt process without normalisation.

    Examples
    --------
    >>> orthogonalized([[1, 1, 0], [1, 0, 1]])
    RationalArray([[1, 1, 0], [1, -1, 2]])
    """
    found: RationalArray = rational_array(vectors)[:0]
    for given in rational_array(vectors):
        vector = given
        for axis in found:
            vector = vector * (axis @ axis) - axis * (axis @ vector)
        found = concatenate([found, primitive(vector.reshape(1, -1))])
    return found
