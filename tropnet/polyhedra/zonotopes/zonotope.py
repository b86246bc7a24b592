r"""Zonotopes: Minkowski sums of segments.

.. math:: Z = c + \sum_i [-1, 1]\, g_i = \{ c + \sum_i \lambda_i g_i : |\lambda_i| \le 1 \}

is the *zonotope* with centre c and generators :math:`g_i`, the image of the cube :math:`[-1, 1]^m` under an affine
map (Ziegler, Lectures on polytopes, 1995, Section 7.3).  An edge in the direction of a generator is the vector
:math:`2 g_i`.  The sums :math:`\sum_i [0, 1]\, e_i` of the literature on lattice points are made by
:meth:`Zonotope.from_edges`.

**Canonical form.**  The support function is :math:`h_Z(r) = r \cdot c + \sum_i |r \cdot g_i|`.  It bends along the
hyperplanes orthogonal to the generators, and by how much tells the sum of the lengths of parallel generators.  So
the set Z determines the centre, and the generators up to sign once parallel ones are added up.  Here generators are
nonzero, pairwise not parallel, lexicographically positive, and sorted by their directions: two zonotopes are equal
as values exactly if they are equal as sets.

**Faces.**  The face in the direction r is :math:`c + \sum_i \sigma_i g_i + \sum_{\sigma_j = 0} [-1, 1]\, g_j` with
:math:`\sigma_i = \operatorname{sign}(r \cdot g_i)`.  So the faces of dimension k correspond to the covectors of the
generators whose zero set has rank k: the faces of dimension n - k of the central arrangement of the hyperplanes
orthogonal to the generators (:mod:`tropnet.polyhedra.arrangements.central`).  Vertices are the regions, facets are the
rays.  Generic generators give :math:`2 \binom{m}{k} \sum_{j < n - k} \binom{m - 1 - k}{j}` faces.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import lcm
from typing import Any, final

import numpy as np
import numpy.typing as npt

from tropnet.errors import InputError, ShapeError
from tropnet.exact.arrays import RationalArray, RationalArrayLike, concatenate, rational_array
from tropnet.exact.matrix import nullspace
from tropnet.exact.numbers import RationalLike, as_fraction
from tropnet.polyhedra.arrangements.central import CentralFan
from tropnet.polyhedra.arrangements.counting import whitney_numbers
from tropnet.polyhedra.integer_rows import primitive
from tropnet.polyhedra.measures.counting_polynomial import EhrhartPolynomial
from tropnet.polyhedra.polyhedron import Polyhedron
from tropnet.polyhedra.reading import point_of, vectors_of
from tropnet.polyhedra.zonotopes.display import ZonotopeDisplay
from tropnet.polyhedra.zonotopes.generators import (
    in_words,
    merged,
    rows_with_bounds,
    sorted_points,
    vector_rows,
)
from tropnet.polyhedra.zonotopes.lattice_sums import (
    has_independent_subsets,
    lattice_volumes,
    sum_of_determinants,
)

__all__ = ["Zonotope"]

Signs = npt.NDArray[np.int8]


@final
@dataclass(frozen=True, init=False, repr=False)
class Zonotope(ZonotopeDisplay):
    """The zonotope center + sum of the segments [-g, g] over all generators g.

    ``==`` is equality of sets.

    Parameters
    ----------
    generators : array-like of rationals, shape (m, n)
        Any vectors: zero ones are dropped, parallel ones are added up.  Shape (0, n) gives a point.
    center : array-like of rationals, shape (n,), optional
        The origin when omitted.

    Attributes
    ----------
    generators : RationalArray, shape (m, n)
        Nonzero and pairwise not parallel, the first nonzero entry of each positive, sorted by their directions.
    center : RationalArray, shape (n,)

    Raises
    ------
    ShapeError
        If the sizes do not fit together.
    NotRationalError
        If an entry is no finite rational number.

    Examples
    --------
    >>> hexagon = Zonotope([[1, 0], [0, 1], [1, 1]])
    >>> hexagon
    <Zonotope with 3 generators in R^2>
    >>> hexagon.vertices
    RationalArray([[-2, -2], [-2, 0], [0, -2], [0, 2], [2, 0], [2, 2]])
    >>> hexagon.f_vector, hexagon.volume, ["1/2", -1] in hexagon
    ((6, 6), Fraction(12, 1), True)
    >>> hexagon == Zonotope([[0, 0], [-1, -1], [0, "1/2"], [0, "1/2"], [1, 0]])
    True
    """

    generators: RationalArray
    center: RationalArray

    def __init__(self, generators: RationalArrayLike, center: RationalArrayLike | None = None) -> None:
        vectors = vector_rows(generators, "generators")
        n = vectors.shape[1]
        middle = RationalArray.zeros(n) if center is None else rational_array(center)
        if middle.shape != (n,):
            raise ShapeError(f"the center has shape {middle.shape}, but the generators lie in R^{n}")
        object.__setattr__(self, "generators", merged(vectors))
        object.__setattr__(self, "center", middle)

    @classmethod
    def from_edges(cls, edges: RationalArrayLike, corner: RationalArrayLike | None = None) -> Zonotope:
        """The zonotope corner + sum of the segments [0, e] over all edges e.

        Parameters
        ----------
        edges : array-like of rationals, shape (m, n)
        corner : array-like of rationals, shape (n,), optional
            The origin when omitted.  It is a vertex if some linear function is positive on all edges.

        Raises
        ------
        ShapeError
            If the sizes do not fit together.
        NotRationalError
            If an entry is no finite rational number.

        Examples
        --------
        >>> Zonotope.from_edges([[1, 0], [0, 1]]).vertices
        RationalArray([[0, 0], [0, 1], [1, 0], [1, 1]])
        """
        halves = vector_rows(edges, "edges") / 2
        start = RationalArray.zeros(halves.shape[1]) if corner is None else rational_array(corner)
        if start.shape != halves.shape[1:]:
            raise ShapeError(f"the corner has shape {start.shape}, but the edges lie in R^{halves.shape[1]}")
        return cls(halves, start + halves.sum(axis=0))

    @classmethod
    def from_segments(cls, segments: Sequence[Any] | RationalArrayLike) -> Zonotope:
        """The Minkowski sum of the segments from a to b over all pairs (a, b).

        Parameters
        ----------
        segments : array-like of rationals, shape (m, 2, n)
            Shape (0, 2, n) gives the origin of R^n.

        Raises
        ------
        ShapeError
            If the shape is another one.
        NotRationalError
            If an entry is no finite rational number.

        Examples
        --------
        >>> Zonotope.from_segments([([0, 0], [2, 0]), ([1, 1], [1, 3])]).vertices
        RationalArray([[1, 1], [1, 3], [3, 1], [3, 3]])
        """
        ends = rational_array(segments)
        if ends.ndim != 3 or ends.shape[1] != 2:
            raise ShapeError(f"segments have shape {ends.shape}; give pairs of ends, shape (m, 2, n)")
        return cls.from_edges(ends[:, 1] - ends[:, 0], ends[:, 0].sum(axis=0))

    # -- shape -----------------------------------------------------------------------------------------

    @property
    def ambient_dim(self) -> int:
        """The dimension n of the space that it lies in."""
        return len(self.center)

    @property
    def n_generators(self) -> int:
        """The number of generators, parallel ones counted once."""
        return len(self.generators)

    @property
    def edges(self) -> RationalArray:
        """The edge vectors, shape (m, n): twice the generators.

        Examples
        --------
        >>> Zonotope([["1/2", 0], [0, 3]]).edges
        RationalArray([[0, 6], [1, 0]])
        """
        return self.generators * 2

    @cached_property
    def normal_fan(self) -> CentralFan:
        """The normal fan: the central arrangement of the hyperplanes orthogonal to the generators."""
        return CentralFan(self.generators)

    @property
    def dim(self) -> int:
        """The dimension: the rank of the generators.

        Examples
        --------
        >>> Zonotope([[1, 2, 3]]).dim
        1
        """
        return self.normal_fan.rank

    @cached_property
    def is_generic(self) -> bool:
        """Whether every min(m, n) generators are independent; then no zonotope with m generators has more vertices.

        Examples
        --------
        >>> Zonotope([[1, 0], [0, 1], [1, 1]]).is_generic, Zonotope([[1, 0], [0, 0]]).is_generic
        (True, True)
        """
        return has_independent_subsets(in_words(self.generators.numerators))

    @property
    def is_lattice_polytope(self) -> bool:
        """Whether all vertices are integer points.

        Examples
        --------
        >>> Zonotope([[1, 0]]).is_lattice_polytope, Zonotope([[1, 0]], ["1/2", 0]).is_lattice_polytope
        (True, False)
        """
        return self.edges.denominator == self._corner.denominator == 1

    # -- faces -----------------------------------------------------------------------------------------

    @cached_property
    def n_vertices(self) -> int:
        """The number of vertices, counted without finding them: the regions of the arrangement of the normal fan.

        Examples
        --------
        >>> Zonotope([[1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 1, 1]]).n_vertices
        14
        """
        normals = primitive(self.generators.numerators)
        offsets = np.zeros((len(normals), 1), normals.dtype)
        return sum(map(abs, whitney_numbers(np.hstack([normals, offsets]))))

    @property
    def vertices(self) -> RationalArray:
        """The vertices, shape (k, n), sorted.

        Examples
        --------
        >>> Zonotope([["1/2", 0], [0, 1]], center=[1, 1]).vertices
        RationalArray([[1/2, 0], [1/2, 2], [3/2, 0], [3/2, 2]])
        """
        return self._vertices[0]

    @property
    def vertex_signs(self) -> Signs:
        """For each vertex the signs s with vertex = center + s @ generators, shape (k, m).

        Examples
        --------
        >>> Zonotope([[1, 0], [0, 1]]).vertex_signs
        array([[-1, -1],
               [ 1, -1],
               [-1,  1],
               [ 1,  1]], dtype=int8)
        """
        return self._vertices[1]

    @cached_property
    def f_vector(self) -> tuple[int, ...]:
        """The numbers of faces of dimension 0, ..., dim - 1.

        Examples
        --------
        >>> Zonotope([[1, 0, 0], [0, 1, 0], [0, 0, 1]]).f_vector
        (8, 12, 6)
        """
        return self.normal_fan.f_vector[::-1][: self.dim]

    def face_covectors(self, dim: int) -> Signs:
        """The covectors of the faces of one dimension, shape (number of faces, m); none where no face has it.

        A face is center + s @ generators plus the segments [-g, g] of the generators with s = 0.

        Parameters
        ----------
        dim : int

        Examples
        --------
        >>> Zonotope([[1, 0], [0, 1]]).face_covectors(1)
        array([[-1,  0],
               [ 0, -1],
               [ 0,  1],
               [ 1,  0]], dtype=int8)
        """
        return self.normal_fan.covectors(self.ambient_dim - dim)

    def faces(self, dim: int) -> tuple[Zonotope, ...]:
        """The faces of one dimension, which are zonotopes; none where no face has it.

        Parameters
        ----------
        dim : int

        Examples
        --------
        >>> [edge.center for edge in Zonotope([[1, 0], [0, 1]]).faces(1)]
        [RationalArray([0, -1]), RationalArray([-1, 0]), RationalArray([1, 0]), RationalArray([0, 1])]
        """
        covectors = self.face_covectors(dim)
        centers = self.center + rational_array(covectors) @ self.generators
        return tuple(
            Zonotope(self.generators[covector == 0], center)
            for covector, center in zip(covectors, centers, strict=True)
        )

    def face(self, direction: RationalArrayLike) -> Zonotope:
        """The face on which a linear function is largest.

        Parameters
        ----------
        direction : array-like of rationals, shape (n,)

        Raises
        ------
        ShapeError, NotRationalError
            If the direction is no rational vector of R^n.

        Examples
        --------
        >>> Zonotope([[1, 0], [0, 1]]).face([1, 0]).vertices
        RationalArray([[1, -1], [1, 1]])
        """
        signs = (self.generators @ point_of(direction, self.ambient_dim, "the direction")).sign()
        return Zonotope(self.generators[signs == 0], self.center + rational_array(signs) @ self.generators)

    @cached_property
    def polyhedron(self) -> Polyhedron:
        """The same set as a :class:`Polyhedron` that knows its facets and vertices.

        Examples
        --------
        >>> Zonotope([[1, 0], [0, 1], [1, 1]]).polyhedron.inequalities
        RationalArray([[-1, 0, 2], [-1, 1, 2], [0, -1, 2], [0, 1, 2], [1, -1, 2], [1, 0, 2]])
        """
        vertices = self.vertices
        heights = np.full((len(vertices), 1), vertices.denominator, dtype=object)
        return Polyhedron.from_double_description(
            rows_with_bounds(self.normal_fan.rays, self._facet_bounds),
            rows_with_bounds(self._equations, self._equations @ self.center),
            primitive(np.hstack([vertices.numerators, heights])),
            np.zeros((0, self.ambient_dim + 1), np.int64),
        )

    # -- values ----------------------------------------------------------------------------------------

    def support_function(self, directions: RationalArrayLike) -> Any:
        """The largest value of a linear function: r.center plus the sum of |r.g|.

        Parameters
        ----------
        directions : array-like of rationals, shape (n,) or (k, n)

        Returns
        -------
        Fraction, or RationalArray of shape (k,)

        Raises
        ------
        ShapeError, NotRationalError
            If the directions are no rational vectors of R^n.

        Examples
        --------
        >>> Zonotope([[1, 0], [0, 1]]).support_function([["1/2", -3], [0, 0]])
        RationalArray([7/2, 0])
        """
        r = vectors_of(directions, self.ambient_dim, "directions")
        return abs(r @ self.generators.T).sum(axis=r.ndim - 1) + r @ self.center

    def contains(self, x: RationalArrayLike) -> bool:
        """Whether the point lies in the zonotope.

        Parameters
        ----------
        x : array-like of rationals, shape (n,)

        Raises
        ------
        ShapeError, NotRationalError
            If x is no rational point of R^n.

        Examples
        --------
        >>> Zonotope([[1, 1]]).contains(["1/2", "1/2"]), Zonotope([[1, 1]]).contains([1, 0])
        (True, False)
        """
        point = point_of(x, self.ambient_dim, "the point")
        is_in_hull = not (self._equations @ (point - self.center)).sign().any()
        return is_in_hull and bool((self.normal_fan.rays @ point <= self._facet_bounds).all())

    def __contains__(self, x: RationalArrayLike) -> bool:
        return self.contains(x)

    @cached_property
    def volume(self) -> Fraction:
        """The volume in R^n: 2^n times the sum of the |det| of n generators; 0 if dim < n.

        Examples
        --------
        >>> Zonotope([["1/2", 0], [0, "1/2"]]).volume
        Fraction(1, 1)
        """
        n = self.ambient_dim
        total = sum_of_determinants(in_words(self.generators.numerators))
        return Fraction(total * 2**n, self.generators.denominator**n)

    @cached_property
    def ehrhart_polynomial(self) -> EhrhartPolynomial:
        """The polynomial in k that counts the lattice points of k Z, for a lattice polytope Z.

        Raises
        ------
        InputError
            If some vertex is no integer point.

        Source
        ------
        R. P. Stanley, A zonotope associated with graphical degree sequences, 1991, Theorem 2.2.

        Examples
        --------
        >>> Zonotope.from_edges([[1, 0], [0, 1], [1, 1]]).ehrhart_polynomial
        EhrhartPolynomial([1, 3, 3])
        """
        if not self.is_lattice_polytope:
            raise InputError(
                f"{self!r} has vertices that are no integer points, so that no polynomial counts the lattice "
                "points of its multiples; ask for n_lattice_points of each multiple, or multiply it by "
                f"{lcm(self._corner.denominator, self.edges.denominator)}"
            )
        return EhrhartPolynomial(self._lattice_volumes)

    @property
    def n_lattice_points(self) -> int:
        """The number of integer points, for a zonotope with integer edges.

        The center may be any rational point.

        Raises
        ------
        InputError
            If some edge is no integer vector.

        Examples
        --------
        >>> Zonotope.from_edges([[1, 0], [0, 1], [1, 1]]).n_lattice_points
        7
        >>> Zonotope.from_edges([[1, 0], [0, 1], [1, 1]], corner=["1/2", 0]).n_lattice_points
        4
        """
        return sum(self._lattice_volumes)

    @property
    def n_interior_lattice_points(self) -> int:
        """The number of integer points in the relative interior, for a zonotope with integer edges.

        Raises
        ------
        InputError
            If some edge is no integer vector.

        Examples
        --------
        >>> Zonotope.from_edges([[1, 0], [0, 1], [1, 1]]).n_interior_lattice_points
        1
        """
        return sum((-1) ** (self.dim - k) * volume for k, volume in enumerate(self._lattice_volumes))

    # -- operations ------------------------------------------------------------------------------------

    def minkowski_sum(self, other: Zonotope) -> Zonotope:
        """The sums of a point of the one and a point of the other; also written ``Z + W``.

        Raises
        ------
        ShapeError
            If they lie in spaces of different dimensions.

        Examples
        --------
        >>> Zonotope([[1, 0]]) + Zonotope([[0, 1]], center=[3, 3]) == Zonotope([[1, 0], [0, 1]], [3, 3])
        True
        """
        if self.ambient_dim != other.ambient_dim:
            raise ShapeError(
                f"a zonotope in R^{self.ambient_dim} and one in R^{other.ambient_dim} have no sum; "
                "the spaces must be the same"
            )
        return Zonotope(concatenate([self.generators, other.generators]), self.center + other.center)

    def __add__(self, other: Zonotope) -> Zonotope:
        return self.minkowski_sum(other) if isinstance(other, Zonotope) else NotImplemented

    def translated(self, vector: RationalArrayLike) -> Zonotope:
        """The zonotope moved by a vector.

        Parameters
        ----------
        vector : array-like of rationals, shape (n,)

        Raises
        ------
        ShapeError, NotRationalError
            If it is no rational vector of R^n.

        Examples
        --------
        >>> Zonotope([[1, 0]]).translated(["1/2", 0]).center
        RationalArray([1/2, 0])
        """
        return Zonotope(self.generators, self.center + point_of(vector, self.ambient_dim, "the vector"))

    def linear_image(self, matrix: RationalArrayLike) -> Zonotope:
        """The image under x -> matrix x.

        Parameters
        ----------
        matrix : array-like of rationals, shape (k, n)

        Raises
        ------
        ShapeError, NotRationalError
            If the matrix is not rational, or does not take vectors of R^n.

        Examples
        --------
        >>> Zonotope([[1, 0], [0, 1], [0, 2]]).linear_image([[1, 1]])
        <Zonotope with 1 generator in R^1>
        """
        A = rational_array(matrix)
        if A.ndim != 2 or A.shape[1] != self.ambient_dim:
            n = self.ambient_dim
            raise ShapeError(f"the matrix has shape {A.shape}, but the space is R^{n}; give shape (k, {n})")
        return Zonotope(self.generators @ A.T, A @ self.center)

    def __mul__(self, factor: RationalLike) -> Zonotope:
        scale = as_fraction(factor, "as a factor")
        return Zonotope(self.generators * scale, self.center * scale)

    __rmul__ = __mul__

    def __neg__(self) -> Zonotope:
        return Zonotope(self.generators, -self.center)

    def __repr__(self) -> str:
        m = self.n_generators
        return f"<Zonotope with {m} generator{'s' * (m != 1)} in R^{self.ambient_dim}>"

    def __reduce__(self) -> tuple[type[Zonotope], tuple[RationalArray, RationalArray]]:
        """Pickle the generators and the center; what was derived is found again."""
        return Zonotope, (self.generators, self.center)

    # -- parts -----------------------------------------------------------------------------------------

    @property
    def _corner(self) -> RationalArray:
        """The center minus all generators."""
        return self.center - rational_array(self.generators.sum(axis=0))

    @cached_property
    def _equations(self) -> RationalArray:
        """A basis of the linear functions that are constant on the zonotope."""
        return nullspace(self.generators)

    @cached_property
    def _facet_bounds(self) -> RationalArray:
        """The largest values of the rays of the normal fan."""
        bounds: RationalArray = self.support_function(self.normal_fan.rays)
        return bounds

    @cached_property
    def _vertices(self) -> tuple[RationalArray, Signs]:
        """The vertices in the order of their coordinates, and their signs."""
        points, signs = sorted_points(self.normal_fan.sign_vectors, self.generators, self.center)
        signs.flags.writeable = False
        return points, signs

    @cached_property
    def _lattice_volumes(self) -> tuple[int, ...]:
        if self.edges.denominator != 1:
            raise InputError(
                f"{self!r} has edges that are no integer vectors; lattice points are counted when all are, so "
                f"multiply it by {self.edges.denominator}"
            )
        return lattice_volumes(in_words(self.edges.integers()), self._corner)
