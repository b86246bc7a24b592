"""Betti numbers and Euler characteristics of level sets, decision regions and decision boundaries, exactly.

How complicated is what a network computes?  One answer counts linear regions.  Another is the topology of its decision
regions: into how many parts does a class fall (b_0), how many tunnels or holes do they have (b_1), how many cavities
(b_2)?  M. Bianchini and F. Scarselli (On the complexity of neural network classifiers, IEEE Trans. Neural Netw. Learn.
Syst. 25, 2014) bound the sum of these numbers by depth and width.

The cells of the network, sliced by the boundary, carry the answer.  Two homology theories are offered, and they differ
on sets that are not compact:

``ordinary``
    Singular homology, that of the shape up to deformation: b_0 is the number of connected components.
``compact``
    Borel-Moore homology, dual to cohomology with compact support; in the older literature "with closed supports".
    It is the reduced homology of the one-point compactification.  The Euler characteristic is the alternating sum of
    the numbers of cells.  An open ball of dimension n has the single Betti number b_n = 1, a closed half-line none.

**Domains.**  Within a polyhedron all sets are subsets of it, its boundary included; "open" and "interior" are meant
relative to it.  So ``f > 0`` on an interval where f is positive is that closed interval, with compact support b_0 = 1.

The proofs, and how unbounded sets without vertices are dealt with, are in :mod:`~tropnet.analysis.topology.unions` and
:mod:`~tropnet.analysis.topology.cells`; what the sets of a classifier are, in
:mod:`~tropnet.analysis.topology.decisions`.
"""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import Executor
from typing import Any

import numpy as np

from tropnet.analysis.boundary import DecisionBoundary, decision_boundary
from tropnet.analysis.decision_regions import DecisionRegion
from tropnet.analysis.enumeration import Limit
from tropnet.analysis.piecewise.function import PiecewiseLinear
from tropnet.analysis.regions import LinearRegions
from tropnet.analysis.topology.cells import cell_complex
from tropnet.analysis.topology.decisions import DecisionCells, Sense, full_cells_union
from tropnet.analysis.topology.invariants import Field, Support, Topology
from tropnet.analysis.topology.unions import CellUnion
from tropnet.errors import InputError
from tropnet.exact.numbers import RationalLike
from tropnet.polyhedra.polyhedron import Polyhedron
from tropnet.polyhedra.reading import integer_at_least

__all__ = ["RELATIONS", "boundary_topology", "class_topology", "level_set_topology", "union_topology"]

RELATIONS = ("==", "!=", "<", "<=", ">", ">=")


def level_set_topology(
    f: Any,
    threshold: RationalLike = 0,
    relation: str = "==",
    *,
    within: Polyhedron | None = None,
    support: Support = "ordinary",
    field: Field = "Q",
    executor: Executor | None = None,
    progress: bool = False,
    limit: Limit | None = None,
) -> Topology:
    """The topology of a level set, sublevel set or superlevel set of a piecewise linear function.

    Parameters
    ----------
    f : PiecewiseLinear, or anything that it reads
        For example a network with one output.
    threshold : RationalLike
    relation : {"==", "!=", "<", "<=", ">", ">="}
        The set is that of the points x with ``f(x) relation threshold``.
    within : Polyhedron, optional
        Its interior is not empty; intersected with the domain of f.
    support : {"ordinary", "compact"}
        Singular homology, or Borel-Moore homology (compact supports in cohomology).
    field : "Q" or int
        The rational numbers, or a prime number.
    executor, progress, limit
        As for :func:`tropnet.linear_regions`.

    Raises
    ------
    InputError
        If the relation, support or field is unknown, or f is no piecewise linear function.
    NotRationalError
        If the threshold is no rational number.
    ShapeError, EmptyDomainError, LimitReachedError
        As for :func:`tropnet.linear_regions`.  To go on after a limit, give ``DecisionBoundary(net,
        tropnet.resume(partial))`` to :func:`class_topology`: class 1 is above the threshold.

    Examples
    --------
    A circle, the disc in it, and the plane around it:

    >>> from tropnet import PiecewiseLinear
    >>> x, y = PiecewiseLinear.coordinates(2)
    >>> [level_set_topology(abs(x) + abs(y), 1, relation).betti for relation in ("==", "<=", ">")]
    [(1, 1, 0), (1, 0, 0), (1, 1, 0)]

    A strip, which has no vertices; times a line, with compact support, an interval moves up by one degree:

    >>> level_set_topology(abs(x + y), 1, "<=", support="compact").betti
    (0, 1, 0)
    """
    if relation not in RELATIONS:
        raise InputError(f"the relation {relation!r} is unknown; give one of {', '.join(RELATIONS)}")
    function = PiecewiseLinear(f, within)
    boundary = decision_boundary(
        function.network,
        threshold=threshold,
        within=function.domain,
        executor=executor,
        progress=progress,
        limit=limit,
    )
    return _level_set(DecisionCells(boundary), relation).topology(support, field)


def _level_set(cells: DecisionCells, relation: str) -> CellUnion:
    """The score 0 plays against f - threshold."""
    if relation == "==":
        return cells.ties
    if relation == "!=":
        return cells.no_ties
    return cells.of_class(int(relation[0] == ">"), "weak" if relation[1:] else "strict")


def class_topology(
    boundary: DecisionBoundary,
    label: int,
    sense: Sense = "interior",
    *,
    support: Support = "ordinary",
    field: Field = "Q",
) -> Topology:
    """The topology of the set where a classifier predicts a class.

    Parameters
    ----------
    boundary : DecisionBoundary
    label : int
        The class; with one output 1 above the threshold and 0 elsewhere.
    sense : {"interior", "closure", "strict", "weak"}
        Which set is meant; see :mod:`tropnet.analysis.topology.decisions`.  For ``"interior"`` the ordinary b_0 is the
        number of :attr:`tropnet.DecisionBoundary.components` of the class.
    support, field
        As for :func:`level_set_topology`.

    Raises
    ------
    InputError
        If there is no such class, the sense, support or field is unknown, or the first argument is no boundary.

    Examples
    --------
    Outside of a diamond there is one hole:

    >>> from tropnet import Network, decision_boundary
    >>> norm = Network.from_arrays([[[1, 0], [-1, 0], [0, 1], [0, -1]], [[1, 1, 1, 1]]])
    >>> boundary = decision_boundary(norm, threshold=1)
    >>> class_topology(boundary, 0), class_topology(boundary, 1)
    (<Topology: Betti numbers (1, 0, 0), Euler characteristic 1>,
     <Topology: Betti numbers (1, 1, 0), Euler characteristic 0>)
    """
    return DecisionCells(boundary).of_class(label, sense).topology(support, field)


def boundary_topology(
    boundary: DecisionBoundary,
    *,
    ties: bool = False,
    support: Support = "ordinary",
    field: Field = "Q",
) -> Topology:
    """The topology of a decision boundary, or of the set of all ties.

    Parameters
    ----------
    boundary : DecisionBoundary
    ties : bool
        Whether all points are meant at which two classes or more attain the maximum, and not only the facets between
        cells of different class.  Ties may fill cells of full dimension.
    support, field
        As for :func:`level_set_topology`.

    Raises
    ------
    InputError
        If the support or the field is unknown, or the first argument is no boundary.

    Examples
    --------
    Three classes that meet in one point: three rays, which close to two independent cycles at infinity.

    >>> from tropnet import Network, decision_boundary
    >>> boundary = decision_boundary(Network.from_arrays([[[0, 0], [1, 0], [0, 1]]]))
    >>> boundary_topology(boundary).betti, boundary_topology(boundary, support="compact").betti
    ((1, 0, 0), (0, 2, 0))
    """
    cells = DecisionCells(boundary)
    return (cells.ties if ties else cells.decision_boundary).topology(support, field)


def union_topology(
    regions: LinearRegions | DecisionRegion,
    cells: Iterable[int] | None = None,
    *,
    closed: bool = True,
    support: Support = "ordinary",
    field: Field = "Q",
) -> Topology:
    """The topology of a union of cells of a network, for example of a linear region or of one decision region.

    Parameters
    ----------
    regions : LinearRegions or DecisionRegion
    cells : iterable of int, optional
        Numbers of cells; left out for a decision region, which has cells of its own.
    closed : bool
        Whether the union of the closed cells is meant, or its interior.
    support, field
        As for :func:`level_set_topology`.

    Raises
    ------
    InputError
        If cells are given to a decision region, not given to linear regions, or do not exist; or if the support or
        the field is unknown.

    Examples
    --------
    The four quadrants, opposite ones:

    >>> from tropnet import Network, linear_regions
    >>> quadrants = linear_regions(Network.from_arrays([[[1, 0], [0, 1]], [[1, 1]]]))
    >>> opposite = [0, next(i for i in range(1, 4) if i not in quadrants.neighbours(0))]
    >>> [union_topology(quadrants, opposite, closed=closed).betti for closed in (True, False)]
    [(1, 0, 0), (2, 0, 0)]
    """
    if isinstance(regions, DecisionRegion) == (cells is not None):
        raise InputError("give linear regions with numbers of cells, or a decision region without")
    whole = regions.regions if isinstance(regions, DecisionRegion) else regions
    chosen = np.zeros(len(whole), np.bool_)
    for cell in regions.cells if isinstance(regions, DecisionRegion) else cells or ():
        number = integer_at_least(0, cell, "the number of a cell")
        if number >= len(whole):
            raise InputError(f"cell {number} does not exist; give numbers from 0 to {len(whole) - 1}")
        chosen[number] = True
    complex_ = cell_complex(whole)
    return full_cells_union(complex_, chosen[complex_.full_cells], closed=closed).topology(support, field)
