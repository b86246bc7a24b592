r"""Volumes of regions, and averages of a piecewise linear function over a bounded domain, exactly.

Choose a point of a bounded domain D at random, uniformly.  Of a function f that is affine on cells, what follows is a
finite sum over the simplices S into which the cells are cut.  With the values :math:`v_0, \dots, v_n` of f at the
vertices of S, which may be vectors,

.. math::  \int_S f = \frac{|S|}{n + 1} \sum_i v_i, \qquad
           \int_S f f^T = \frac{|S|}{(n + 1)(n + 2)} \Bigl( \sum_{i, j} v_i v_j^T + \sum_i v_i v_i^T \Bigr).

*Proof.*  The barycentric coordinates :math:`\lambda_i` of a random point of S have the mean 1 / (n + 1) by symmetry,
and :math:`\lambda_i \lambda_j` has the mean :math:`(1 + [i = j]) / ((n + 1)(n + 2))`, an integral of Dirichlet's.

The *mean Jacobian* is the sum of the Jacobians of the cells, each with the share of its cell as its weight.  By the
fundamental theorem of calculus it depends on the values at the boundary of D alone.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from concurrent.futures import Executor
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import pairwise
from math import factorial
from typing import Any, cast

import numpy as np

from tropnet.analysis.boundary import decision_boundary
from tropnet.analysis.enumeration import Limit
from tropnet.analysis.functions import network_on_domain, regions_of
from tropnet.analysis.regions import LinearRegions
from tropnet.analysis.simplices import Simplices, cell_simplices, vertex_values
from tropnet.errors import InputError, UnboundedError
from tropnet.exact.arrays import RationalArray, RationalArrayLike, rational_array
from tropnet.exact.integers import Integers
from tropnet.exact.numbers import RationalLike
from tropnet.networks.network import Network
from tropnet.polyhedra.operands import checked_polyhedron
from tropnet.polyhedra.polyhedron import Polyhedron
from tropnet.polyhedra.reading import integer_at_least
from tropnet.polyhedra.volume import simplex_volumes, sum_in_pairs

__all__ = ["Histogram", "RegionStatistics", "class_shares", "region_statistics"]


@dataclass(frozen=True)
class Histogram:
    """How many numbers lie between each two edges.

    Attributes
    ----------
    edges : RationalArray, shape (b + 1,)
        Ascending.
    counts : tuple of int, length b
        Of the numbers x with edges[i] <= x < edges[i + 1]; the last edge belongs to the last bin.

    Examples
    --------
    >>> Histogram.of([Fraction(1, 2), Fraction(1), Fraction(2)], [0, 1, 2])
    Histogram(edges=RationalArray([0, 1, 2]), counts=(1, 2))
    """

    edges: RationalArray
    counts: tuple[int, ...]

    @classmethod
    def of(cls, numbers: list[Fraction], edges: RationalArrayLike) -> Histogram:
        """The histogram of some numbers; those beyond the edges are not counted.

        Raises
        ------
        InputError
            If there are not two edges at least, or they do not ascend.

        Examples
        --------
        >>> Histogram.of([Fraction(7)], [0, 1]).counts
        (0,)
        """
        array = rational_array(edges)
        ends = array.fractions().ravel().tolist()
        if array.ndim != 1 or len(ends) < 2 or any(a >= b for a, b in pairwise(ends)):
            raise InputError(
                f"the edges {array.tolist()} of the bins do not ascend; give two numbers or more"
            )
        ordered = sorted(numbers)
        places = [bisect_left(ordered, end) for end in ends[:-1]] + [bisect_right(ordered, ends[-1])]
        return cls(array, tuple(b - a for a, b in pairwise(places)))


@dataclass(frozen=True, eq=False, repr=False)
class RegionStatistics:
    """Volumes and averages over the linear regions of a bounded domain; made by :func:`region_statistics`.

    Attributes
    ----------
    regions : LinearRegions

    Examples
    --------
    >>> from tropnet.polyhedra.bodies import box
    >>> tent = Network.from_arrays([[[1], [1], [1]], [[2, -4, 2]]], [[0, "-1/2", -1], [0]])
    >>> found = region_statistics(tent, box([0], [2]))
    >>> found
    <RegionStatistics of 3 cells of volume 2>
    >>> found.volumes("affine"), found.mean, found.variance
    ((Fraction(1, 2), Fraction(1, 2), Fraction(1, 1)), RationalArray([1/4]), RationalArray([5/48]))
    """

    regions: LinearRegions

    @cached_property
    def _simplices(self) -> Simplices:
        return cell_simplices(self.regions._assembly)

    @cached_property
    def _simplex_volumes(self) -> list[Fraction]:
        vertices = np.array(self._simplices.vertices, dtype=object)
        factor = factorial(self.regions.network.input_dim)
        return [volume / factor for volume in simplex_volumes(vertices, self._simplices.corners)]

    @cached_property
    def _values(self) -> Integers:
        """The outputs at the vertices, fractions."""
        return vertex_values(self.regions._assembly, self._simplices)

    # -- volumes -----------------------------------------------------------------------------------

    @cached_property
    def volume(self) -> Fraction:
        """The volume of the domain.

        Examples
        --------
        >>> from tropnet.polyhedra.bodies import cube
        >>> region_statistics(Network.from_arrays([[[1, 2]]]), cube(2)).volume
        Fraction(4, 1)
        """
        return sum_in_pairs(list(self.cell_volumes))

    @cached_property
    def cell_volumes(self) -> tuple[Fraction, ...]:
        """The volume of each cell.

        Examples
        --------
        >>> from tropnet.polyhedra.bodies import cube
        >>> region_statistics(Network.from_arrays([[[1, 0], [0, 1]], [[1, 2]]]), cube(2, 3)).cell_volumes
        (Fraction(9, 1), Fraction(9, 1), Fraction(9, 1), Fraction(9, 1))
        """
        parts: list[list[Fraction]] = [[] for _ in range(len(self.regions))]
        for cell, volume in zip(self._simplices.cells.tolist(), self._simplex_volumes, strict=True):
            parts[cell].append(volume)
        return tuple(map(sum_in_pairs, parts))

    def volumes(self, kind: str = "affine") -> tuple[Fraction, ...]:
        """The volume of each region by a notion, in the order of :meth:`tropnet.LinearRegions.pieces`.

        Parameters
        ----------
        kind : str
            As for :meth:`tropnet.LinearRegions.labels`.

        Raises
        ------
        InputError
            If the regions of this kind are no unions of cells, or the kind is unknown.

        Examples
        --------
        >>> from tropnet.polyhedra.bodies import cube
        >>> x = Network.from_arrays([[[1], [-1]], [[1, -1]]])
        >>> found = region_statistics(x, cube(1))
        >>> found.volumes("proper_activation"), found.volumes("affine")
        ((Fraction(1, 1), Fraction(1, 1)), (Fraction(2, 1),))
        """
        volumes = self.cell_volumes
        return tuple(sum_in_pairs([volumes[cell] for cell in piece]) for piece in self.regions.pieces(kind))

    def shares(self, kind: str = "affine") -> tuple[Fraction, ...]:
        """The probability of each region by a notion; they add to 1.

        Examples
        --------
        >>> from tropnet.polyhedra.bodies import box
        >>> relu = Network.from_arrays([[[1]], [[1]]])
        >>> region_statistics(relu, box([-1], [2])).shares()
        (Fraction(1, 3), Fraction(2, 3))
        """
        return tuple(volume / self.volume for volume in self.volumes(kind))

    def histogram(self, kind: str = "affine", bins: int | RationalArrayLike = 10) -> Histogram:
        """How many regions there are of each size.

        Parameters
        ----------
        kind : str
            As for :meth:`volumes`.
        bins : int, or array-like of rationals
            So many bins of one width between 0 and the largest volume; or the edges of the bins, ascending.

        Raises
        ------
        InputError
            If there is no such kind, or the bins are no positive number and no ascending edges.

        Examples
        --------
        >>> from tropnet.polyhedra.bodies import box
        >>> hinges = Network.from_arrays([[[1], [1]], [[1, 1]]], [[-1, -2], None])
        >>> region_statistics(hinges, box([0], [6])).histogram(bins=2)
        Histogram(edges=RationalArray([0, 2, 4]), counts=(2, 1))
        """
        volumes = list(self.volumes(kind))
        if rational_array(bins).ndim:
            return Histogram.of(volumes, bins)
        n_bins = integer_at_least(1, cast("int", bins), "the number of bins, unless their edges are given,")
        return Histogram.of(volumes, [i * max(volumes) / n_bins for i in range(n_bins + 1)])

    # -- averages ----------------------------------------------------------------------------------

    @cached_property
    def mean(self) -> RationalArray:
        """The mean of the outputs, shape (k,).

        Examples
        --------
        >>> from tropnet.polyhedra.bodies import box
        >>> larger = Network.from_arrays([[[1, -1], [0, 1], [0, -1]], [[1, 1, -1]]])
        >>> region_statistics(larger, box([0, 0], [1, 1])).mean
        RationalArray([2/3])
        """
        sums = self._values[self._simplices.corners].sum(axis=1)
        n_corners: int = self._simplices.corners.shape[1]
        return _total(sums, self._simplex_volumes) / (self.volume * n_corners)

    @cached_property
    def covariance(self) -> RationalArray:
        """The covariances of the outputs, shape (k, k).

        Examples
        --------
        >>> from tropnet.polyhedra.bodies import box
        >>> net = Network.from_arrays([[[1, 0], [1, 1]]])
        >>> region_statistics(net, box([0, 0], [1, 1])).covariance
        RationalArray([[1/12, 1/12], [1/12, 1/6]])
        """
        corners = self._values[self._simplices.corners]
        sums = corners.sum(axis=1)
        squares = sums[:, :, None] * sums[:, None, :] + np.matmul(np.swapaxes(corners, 1, 2), corners)
        n_corners = corners.shape[1]
        second = _total(squares, self._simplex_volumes) / (self.volume * n_corners * (n_corners + 1))
        column = self.mean.reshape(-1, 1)
        centred: RationalArray = second - column @ column.T
        return centred

    @property
    def variance(self) -> RationalArray:
        """The variance of each output, shape (k,).

        Examples
        --------
        >>> from tropnet.polyhedra.bodies import box
        >>> region_statistics(Network.from_arrays([[[1]]]), box([0], [1])).variance
        RationalArray([1/12])
        """
        covariance = self.covariance
        return rational_array([covariance[i, i] for i in range(len(covariance))])

    @cached_property
    def mean_jacobian(self) -> RationalArray:
        """The mean of the Jacobian, shape (k, n).

        Examples
        --------
        >>> from tropnet.polyhedra.bodies import cube
        >>> region_statistics(Network.from_arrays([[[1, 2]], [[1]]]), cube(2)).mean_jacobian
        RationalArray([[1/2, 1]])
        """
        cells = np.arange(len(self.regions))
        jacobians: RationalArray = self.regions._assembly.affine_maps(cells)[:, :, :-1]
        weighted = _total(jacobians.numerators, list(self.cell_volumes))
        return weighted / (self.volume * jacobians.denominator)

    def __repr__(self) -> str:
        return f"<RegionStatistics of {len(self.regions)} cells of volume {self.volume}>"


def region_statistics(
    f: Any,
    within: Polyhedron | None = None,
    *,
    executor: Executor | None = None,
    progress: bool = False,
    limit: Limit | None = None,
) -> RegionStatistics:
    """The volumes of the linear regions in a bounded domain, and averages of the function over it.

    Parameters
    ----------
    f : Network, LinearRegions, PiecewiseLinear, TropicalPolynomial, TropicalRational or PiecewiseLinearFunction1D
        Networks with any number of outputs.
    within : Polyhedron, optional
        A full-dimensional polytope; the domain of f unless given.
    executor, progress, limit
        As for :func:`tropnet.linear_regions`.

    Raises
    ------
    UnboundedError
        If the domain is not bounded.
    InputError, ShapeError, EmptyDomainError
        If f is no function, the domain does not fit, or has no interior point.
    LimitReachedError
        If the limit is reached; give what :func:`tropnet.resume` makes of its ``partial`` to this function.

    Examples
    --------
    The mean of the largest of two uniform variables:

    >>> from tropnet import PiecewiseLinear, maximum
    >>> from tropnet.polyhedra.bodies import box
    >>> region_statistics(maximum(*PiecewiseLinear.coordinates(2)), box([0, 0], [1, 1])).mean
    RationalArray([2/3])
    """
    net, domain = network_on_domain(f, within)
    _check_bounded(net, domain)
    return RegionStatistics(regions_of(f, within, executor=executor, progress=progress, limit=limit))


def class_shares(
    net: Network,
    within: Polyhedron,
    *,
    threshold: RationalLike | None = None,
    classes: tuple[int, int] | None = None,
    executor: Executor | None = None,
    progress: bool = False,
    limit: Limit | None = None,
) -> dict[int, Fraction]:
    """The share of a bounded domain that a classifier assigns to each class; the shares add to 1.

    Parameters
    ----------
    net : Network
    within : Polyhedron
        A full-dimensional polytope.
    threshold, classes, executor, progress, limit
        As for :func:`tropnet.decision_boundary`.

    Returns
    -------
    dict
        From all classes, those that never win included: for one output 0 and 1, for two of several outputs 0 for the
        first and 1 for the second.

    Raises
    ------
    UnboundedError
        If the domain is not bounded.
    InputError, NotRationalError, ShapeError, EmptyDomainError, LimitReachedError
        As for :func:`tropnet.decision_boundary`.

    Examples
    --------
    >>> from tropnet.polyhedra.bodies import cube
    >>> norm = Network.from_arrays([[[1, 0], [-1, 0], [0, 1], [0, -1]], [[1, 1, 1, 1]]])
    >>> class_shares(norm, cube(2), threshold=1)
    {0: Fraction(1, 2), 1: Fraction(1, 2)}
    """
    _check_bounded(net, within)
    boundary = decision_boundary(
        net,
        threshold=threshold,
        classes=classes,
        within=within,
        executor=executor,
        progress=progress,
        limit=limit,
    )
    found = RegionStatistics(boundary.regions)
    n_classes = 2 if classes is not None else max(2, net.output_dim)
    parts: list[list[Fraction]] = [[] for _ in range(n_classes)]
    for label, volume in zip(boundary.class_of_cell.tolist(), found.cell_volumes, strict=True):
        parts[label].append(volume)
    return {label: sum_in_pairs(part) / found.volume for label, part in enumerate(parts)}


def _check_bounded(net: Network, domain: Polyhedron | None) -> None:
    if domain is None or not checked_polyhedron(domain).is_bounded:
        where = f"R^{net.input_dim}" if domain is None else repr(domain)
        raise UnboundedError(
            f"{where} is unbounded, and has no finite volume; give a bounded polyhedron `within`"
        )


def _total(arrays: Integers, weights: list[Fraction]) -> RationalArray:
    """The sum of arrays, each with its weight."""
    columns = arrays.reshape(len(arrays), -1).T.tolist()
    sums = [sum_in_pairs([x * w for x, w in zip(column, weights, strict=True)]) for column in columns]
    return rational_array(sums).reshape(arrays.shape[1:])
