r"""Counting the lattice points of all dilates: Ehrhart series and polynomials.

For a polytope P of dimension d whose vertices have the common denominator q, the number :math:`L(k)` of integer
points of kP has the generating function

.. math:: \sum_{k \ge 0} L(k) z^k = \frac{h_0 + h_1 z + \dots}{(1 - z^q)^{d+1}}

with non-negative integers :math:`h_j`, the *h\*-vector*, :math:`j < q (d + 1)` (Ehrhart 1962; Stanley,
Decompositions of rational convex polytopes, 1980).  So :math:`L(k) = \sum_j h_j \binom{(k-j)/q + d}{d}`, summed over
:math:`j \equiv k` modulo q, is a polynomial in k on each residue class: a polynomial of degree d when P is a lattice
polytope.  Ehrhart and Macdonald's reciprocity says what it is at negative numbers: :math:`(-1)^d L(-k)` counts the
integer points of the relative interior of kP.

How the vector is found (Beck and Robins, Computing the continuous discretely, 2nd edition 2015, Chapter 3;
Koeppe and Verdoolaege, Computing parametric rational generating functions with a primal Barvinok algorithm, 2008).
Place P at height 1 and take the cone over a triangulation.  A point of the interior in general position sees
some facets of each simplex from behind; without those, the half-open simplices partition P.  The integer points
of the half-open cone over a simplex with the vertices :math:`v_i` at height q are the sums of non-negative multiples of
the :math:`v_i` and one point of its box :math:`\{\sum \lambda_i v_i\}`, where :math:`0 \le \lambda_i < 1`, or
:math:`0 < \lambda_i \le 1` where the facet opposite to :math:`v_i` is left out; so :math:`h_j` is the number of box
points at height j, over all simplices.  The box points are the elements of the quotient of the lattice by that of the
:math:`v_i`: a cyclic group in most cases, and described by the Smith normal form in all.

The point in general position is :math:`w_0 + \varepsilon w_1 + \varepsilon^2 w_2 + \dots`, with the vertices
:math:`w_i` of one of the simplices and :math:`\varepsilon` infinitely small; it lies on no hyperplane, for no linear
form but zero vanishes at all the :math:`w_i`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import comb, factorial, gcd, prod

import numpy as np
import numpy.typing as npt

from tropnet.errors import InputError, UnboundedError
from tropnet.exact.lattices import integer_kernel
from tropnet.exact.matrix import smith_decomposition, solve
from tropnet.polyhedra.elimination import cramer
from tropnet.polyhedra.integer_rows import IntegerRows
from tropnet.polyhedra.measures.counting_polynomial import EhrhartPolynomial
from tropnet.polyhedra.operands import checked_polyhedron
from tropnet.polyhedra.polyhedron import Polyhedron
from tropnet.polyhedra.volume import pulling_triangulation

__all__ = ["EhrhartSeries", "ehrhart_polynomial", "ehrhart_series", "h_star_vector"]

_AT_ONCE = 2**16  # simplices, or box points
_LONGEST = 2**24  # entries of an h*-vector


@dataclass(frozen=True)
class EhrhartSeries:
    r"""The generating function :math:`\sum L(k) z^k` of the numbers of lattice points of the dilates kP.

    Made by :func:`ehrhart_series`.

    Attributes
    ----------
    h_star : tuple of int
        The coefficients of the numerator, the constant one first; ``period * (dim + 1)`` of them.
    period : int
        The least common denominator q of the vertices; the denominator is ``(1 - z^period)^(dim + 1)``.
    dim : int

    Examples
    --------
    >>> series = ehrhart_series(Polyhedron.parse("[0,1/2]"))
    >>> series
    EhrhartSeries(h_star=(1, 1, 0, 0), period=2, dim=1)
    >>> [series.count(k) for k in range(5)]
    [1, 1, 2, 2, 3]
    """

    h_star: tuple[int, ...]
    period: int
    dim: int

    def count(self, k: int) -> int:
        """The number of lattice points of the dilate kP; for k < 0, (-1)^dim times that of the interior of -kP.

        Parameters
        ----------
        k : int
            Any integer.

        Examples
        --------
        >>> square = ehrhart_series(Polyhedron.parse("[0,1]^2"))
        >>> square.count(10**6), square.count(-3)
        (1000002000001, 4)
        """
        steps = range(k % self.period, len(self.h_star), self.period)
        return sum(self.h_star[j] * _binomial((k - j) // self.period + self.dim, self.dim) for j in steps)

    @cached_property
    def constituents(self) -> tuple[tuple[Fraction, ...], ...]:
        """The polynomials that the count is on the residue classes 0, 1, ... modulo the period.

        Each is the tuple of its ``dim + 1`` coefficients, the constant one first.

        Examples
        --------
        >>> ehrhart_series(Polyhedron.parse("[0,1/2]")).constituents
        ((Fraction(1, 1), Fraction(1, 2)), (Fraction(1, 2), Fraction(1, 2)))
        """
        return tuple(self._constituent(residue) for residue in range(self.period))

    def _constituent(self, residue: int) -> tuple[Fraction, ...]:
        """Interpolation: the coefficients of the polynomial with the values at residue + q, ..., residue + (d+1) q."""
        places = [residue + self.period * i for i in range(1, self.dim + 2)]
        powers = np.array([place**i for place in places for i in range(len(places))], dtype=object)
        values = [self.count(place) for place in places]
        return tuple(solve(powers.reshape(len(places), len(places)), values).fractions())


def ehrhart_series(polytope: Polyhedron) -> EhrhartSeries:
    """The Ehrhart series of a rational polytope.

    The cost is a triangulation and some 100 ns for every unit of the normalized volume, of qP where the
    vertices have the denominator q.  Where the vertices of a lattice polytope are congruent modulo an integer g,
    as those of g times a lattice polytope are, it is that of the polytope g times smaller.

    Parameters
    ----------
    polytope : Polyhedron
        Bounded; of any dimension.

    Returns
    -------
    EhrhartSeries
        For the empty set the constant 1, in dimension -1: all its dilates have no points, and its series starts
        with 1 by convention.

    Raises
    ------
    UnboundedError
        If the polyhedron is not bounded.
    InputError
        If the denominator of the vertices is too large: the h*-vector would have more than 2^24 entries.

    Source
    ------
    M. Beck and S. Robins, Computing the continuous discretely, Springer, 2nd edition 2015, Chapters 3 and 5.

    Examples
    --------
    >>> ehrhart_series(Polyhedron.from_generators([[0, 0, 0], [1, 0, 0], [0, 1, 0], [1, 1, 13]]))
    EhrhartSeries(h_star=(1, 0, 12, 0), period=1, dim=3)
    """
    checked_polyhedron(polytope)
    if not polytope.is_bounded:
        raise UnboundedError(f"{polytope!r} has dilates with infinitely many integer points")
    if polytope.is_empty:
        return EhrhartSeries((1,), 1, -1)
    vertices, period, dim = polytope.vertices.numerators, polytope.vertices.denominator, polytope.dim
    if period * (dim + 1) > _LONGEST:
        raise InputError(
            f"the vertices of {polytope!r} have the common denominator {period}, so the h*-vector would have "
            f"{period * (dim + 1)} entries; n_lattice_points counts the points of single dilates"
        )
    simplices = pulling_triangulation(polytope.incidence, dim)
    equations = polytope.equations * np.array([1] * polytope.ambient_dim + [-1])
    factor = 1 if period > 1 else gcd(*(vertices - vertices[0]).ravel().tolist())
    if factor > 1:
        vertices = (vertices - vertices[0]) // factor
        equations = equations * np.array([1] * polytope.ambient_dim + [0])
    rows = np.concatenate([vertices, np.full((len(vertices), 1), period, dtype=object)], axis=1)
    coordinates = solve(integer_kernel(equations).T, rows.T).T.integers()
    series = EhrhartSeries(_h_star(coordinates[simplices], period), period, dim)
    return series if factor <= 1 else _dilated(series, factor)


def ehrhart_polynomial(polytope: Polyhedron) -> EhrhartPolynomial:
    """The polynomial in k that counts the lattice points of kP, for a lattice polytope P.

    Parameters
    ----------
    polytope : Polyhedron
        Bounded, with integer vertices.

    Returns
    -------
    EhrhartPolynomial
        A function of k, and the sequence of its dim + 1 coefficients, the constant one first; for the empty set, the
        polynomial 0 without coefficients.  The last is the volume relative to the lattice of the affine hull, and
        the first is 1.

    Raises
    ------
    UnboundedError
        If the polyhedron is not bounded.
    InputError
        If a vertex is no integer point.

    Examples
    --------
    The cube: (k + 1)^3.

    >>> L = ehrhart_polynomial(Polyhedron.parse("[0,1]^3"))
    >>> L, L(2), L.interior(2)
    (EhrhartPolynomial([1, 3, 3, 1]), 27, 1)
    """
    checked_polyhedron(polytope)
    if polytope.is_bounded and polytope.vertices.denominator != 1:
        raise InputError(
            f"the vertices of {polytope!r} are no integer points: their denominator is "
            f"{polytope.vertices.denominator}, so the count is a polynomial on each residue class only; "
            "ehrhart_series(P).constituents are these polynomials"
        )
    return EhrhartPolynomial(ehrhart_series(polytope).constituents[0])


def h_star_vector(polytope: Polyhedron) -> tuple[int, ...]:
    """The h*-vector: the numerator of the Ehrhart series, the constant coefficient first.

    The denominator is (1 - z^q)^(dim + 1), where q is the least common denominator of the vertices, 1 for a lattice
    polytope.

    Parameters
    ----------
    polytope : Polyhedron
        Bounded.

    Returns
    -------
    tuple of int
        Not negative, ``q (dim + 1)`` of them; for a lattice polytope their sum is the normalized volume.

    Raises
    ------
    UnboundedError
        If the polyhedron is not bounded.
    InputError
        If the denominator of the vertices is too large, as in :func:`ehrhart_series`.

    Examples
    --------
    The Eulerian numbers:

    >>> h_star_vector(Polyhedron.parse("[0,1]^4"))
    (1, 11, 11, 1, 0)
    """
    return ehrhart_series(polytope).h_star


def _binomial(n: int, k: int) -> int:
    """The value of the polynomial n (n - 1) ... (n - k + 1) / k! at any integer n; 0 for k < 0."""
    return 0 if k < 0 else prod(range(n - k + 1, n + 1)) // factorial(k)


def _dilated(series: EhrhartSeries, factor: int) -> EhrhartSeries:
    """The series of the polytope that is ``factor`` times as large, for a lattice polytope."""
    d = series.dim
    counts = [series.count(factor * k) for k in range(d + 1)]
    signs = [(-1) ** i * comb(d + 1, i) for i in range(d + 2)]
    h_star = tuple(sum(signs[i] * counts[j - i] for i in range(j + 1)) for j in range(d + 1))
    return EhrhartSeries(h_star, 1, d)


def _h_star(simplices: IntegerRows, height: int) -> tuple[int, ...]:
    """The numbers of box points at each height.

    ``simplices`` has shape (number, d + 1, d + 1), its rows are the vertices, all at the given height.
    """
    counts = np.zeros(height * simplices.shape[-1] + 1, np.int64)
    for start in range(0, len(simplices), _AT_ONCE):
        block = simplices[start : start + _AT_ONCE]
        volumes, inverses, is_open = _half_open(block, simplices[0])
        for which, coordinates, denominator in _boxes(block, volumes, inverses):
            moved = np.where((coordinates == 0) & is_open[which, None], denominator, coordinates)
            heights = moved.sum(axis=2) * height // denominator
            counts += np.bincount(heights.ravel().astype(np.int64), minlength=len(counts))
    assert counts[-1] == 0  # only a simplex seen from behind through all facets has a box point there
    return tuple(counts[:-1].tolist())


def _half_open(
    simplices: IntegerRows, generic: IntegerRows
) -> tuple[IntegerRows, IntegerRows, npt.NDArray[np.bool_]]:
    """For simplices V, |det V|, |det V| V^-1, and which facets lie between the simplex and the generic point.

    The point is the sum of the rows w_j of ``generic`` times powers of an infinitesimal; its barycentric coordinates
    with respect to V are those of the w_j, the rows of W V^-1, combined in the same way.
    """
    n = len(generic)
    right = np.concatenate([generic.T, np.eye(n, dtype=np.int64)], axis=1)
    determinants, solutions = cramer(np.swapaxes(simplices, 1, 2), right)
    solutions *= np.where(determinants < 0, -1, 1)[:, None, None]
    first = (solutions[:, :, :n] != 0).argmax(axis=2)
    leading = np.take_along_axis(solutions, first[:, :, None], axis=2)[:, :, 0]
    return abs(determinants), np.swapaxes(solutions[:, :, n:], 1, 2), leading < 0


def _boxes(
    simplices: IntegerRows, volumes: IntegerRows, inverses: IntegerRows
) -> Iterator[tuple[npt.NDArray[np.intp], IntegerRows, int]]:
    """The integer points modulo the rows of each simplex V, in barycentric coordinates.

    They are the rows generated by those of V^-1 modulo 1.  Most often one of these has the order |det V| and
    generates all.

    Yields
    ------
    which : integer array, shape (m,)
        Numbers of simplices.
    coordinates : integer array, shape (m, k, d + 1)
        Barycentric coordinates of k points of each, not negative and less than the denominator.
    denominator : int
    """
    orders = volumes[:, None] // np.gcd(np.gcd.reduce(inverses, axis=2), volumes[:, None])
    generates = orders == volumes[:, None]
    generators = inverses[np.arange(len(inverses)), generates.argmax(axis=1)] % volumes[:, None]
    is_cyclic = generates.any(axis=1)
    for volume in np.unique(volumes[is_cyclic]).tolist():
        dtype = _dtype(volume**2)
        alike = np.flatnonzero(is_cyclic & (volumes == volume))
        for which in np.array_split(alike, -(-len(alike) * min(volume, _AT_ONCE) // _AT_ONCE)):
            for start in range(0, volume, _AT_ONCE):
                multiples: IntegerRows = np.arange(start, min(start + _AT_ONCE, volume)).astype(dtype)
                yield which, multiples[:, None] * generators[which, None].astype(dtype) % volume, volume
    for number in np.flatnonzero(~is_cyclic):
        for coordinates, denominator in _box(simplices[number]):
            yield np.array([number]), coordinates[None], denominator


def _box(simplex: IntegerRows) -> Iterator[tuple[IntegerRows, int]]:
    """The integer points modulo the rows of one simplex V: coordinates, shape (k, d + 1), and their denominator.

    With U V W = S in Smith normal form, the rows generated by those of V^-1 modulo 1 are the w S^-1 U with
    0 <= w_i < s_i.
    """
    form, left, _ = smith_decomposition(simplex)
    orders = form.numerators.diagonal()
    exponent, volume = int(orders[-1]), prod(orders.tolist())
    steps = orders != 1
    dtype = _dtype(len(orders) * exponent**2)
    generators = (left.integers() * (exponent // orders)[:, None] % exponent)[steps].astype(dtype)
    for start in range(0, volume, _AT_ONCE):
        numbers = np.arange(start, min(start + _AT_ONCE, volume))
        digits = np.stack(np.unravel_index(numbers, orders[steps].astype(np.int64)), axis=1)
        yield digits.astype(dtype) @ generators % exponent, exponent


def _dtype(bound: int) -> type:
    return np.int64 if bound < 2**62 else object
