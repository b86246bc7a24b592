r"""Images and preimages of polyhedra under a network, as finite unions of polyhedra.

On a cell C a network is an affine map :math:`x \mapsto A x + b`.  So the image of a polyhedron D is the union of
the polyhedra :math:`A (C \cap D) + b`, one for each cell, and the preimage of a polyhedron T is the union of the
polyhedra :math:`\{x \in C \cap D : A x + b \in T\}`.  Both are closed.  The parts may have any dimension: where the
network is constant on a cell the image is a point, and where T is touched from a wall only, the preimage there has
no interior.  Parts that lie in another part say nothing new and are left out, so what is kept of lower dimension
lies in no single part of higher dimension.

**Comparing unions.**  :math:`P \subseteq Q_1 \cup \dots \cup Q_k` is decided by taking :math:`Q_1` away from P: the
rest is the union of the sets :math:`P_i` of points of P that satisfy the first i - 1 inequalities of :math:`Q_1`
and violate the i-th.  As the union of the others is closed, it contains :math:`P_i` if and only if it contains the
closure, which is a polyhedron, or nothing where :math:`P_i` is empty.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from concurrent.futures import Executor
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import TypeAlias

from tropnet.analysis.enumeration import Limit
from tropnet.analysis.functions import regions_of
from tropnet.analysis.regions import LinearRegions
from tropnet.errors import EmptyDomainError, InputError, ShapeError
from tropnet.exact.arrays import RationalArray, RationalArrayLike, concatenate, rational_array
from tropnet.exact.matrix import nullspace
from tropnet.exact.programs import Optimal
from tropnet.networks.network import Network
from tropnet.networks.operations import restrict
from tropnet.polyhedra import affine_maps
from tropnet.polyhedra.operands import checked_polyhedron
from tropnet.polyhedra.polyhedron import Polyhedron
from tropnet.polyhedra.sums import convex_hull
from tropnet.polyhedra.support import maximize

__all__ = ["PolyhedralUnion", "image", "preimage"]

Bound: TypeAlias = Fraction | float
"""A rational number, or an infinity."""


@dataclass(frozen=True, eq=False, repr=False)
class PolyhedralUnion:
    """A finite union of polyhedra in R^n; ``==`` is equality of sets.

    Parameters
    ----------
    ambient_dim : int
    parts : tuple of Polyhedron
        Empty ones, and those that lie in another one, are left out.

    Raises
    ------
    ShapeError
        If a part lies in another space.

    Examples
    --------
    >>> left, right, both = map(Polyhedron.parse, ("[0,1]", "[1,3]", "[0,3]"))
    >>> union = PolyhedralUnion(1, (left, right, Polyhedron.parse("[2,3]")))
    >>> union, 2 in union, [4] in union
    (<PolyhedralUnion of 2 polyhedra in R^1>, True, False)
    >>> union == PolyhedralUnion(1, (both,))
    True
    """

    ambient_dim: int
    parts: tuple[Polyhedron, ...]

    def __post_init__(self) -> None:
        for part in self.parts:
            if checked_polyhedron(part).ambient_dim != self.ambient_dim:
                raise ShapeError(f"{part!r} does not lie in R^{self.ambient_dim}; give parts in one space")
        object.__setattr__(self, "parts", tuple(_maximal(self.parts)))

    def __len__(self) -> int:
        return len(self.parts)

    def __iter__(self) -> Iterator[Polyhedron]:
        return iter(self.parts)

    def contains(self, x: RationalArrayLike) -> bool:
        """Whether a point lies in one of the parts; also written ``x in union``."""
        point = rational_array(x)
        point = point.reshape(1) if self.ambient_dim == 1 and point.ndim == 0 else point
        return any(part.contains(point) for part in self.parts)

    def __contains__(self, x: RationalArrayLike) -> bool:
        return self.contains(x)

    @property
    def is_empty(self) -> bool:
        """Whether there is no part."""
        return not self.parts

    @cached_property
    def dim(self) -> int:
        """The largest dimension of a part; -1 for the empty set."""
        return max((part.dim for part in self.parts), default=-1)

    @cached_property
    def hull(self) -> Polyhedron:
        """The closed convex hull.

        Examples
        --------
        >>> PolyhedralUnion(1, (Polyhedron.parse("[0,1]"), Polyhedron.parse("[2,3]"))).hull == Polyhedron.parse("[0,3]")
        True
        """
        if self.is_empty:
            row = [0] * self.ambient_dim
            return Polyhedron.from_inequalities([row], [-1])
        return convex_hull(*self.parts)

    @cached_property
    def bounds(self) -> tuple[tuple[Bound, Bound], ...]:
        """The least and the greatest value of every coordinate; infinite where there is none.

        Raises
        ------
        EmptyDomainError
            If the union is empty.

        Examples
        --------
        >>> PolyhedralUnion(2, (Polyhedron.parse("[0,1]x[0,inf]"), Polyhedron.parse("[3,7/2]x[-1,0]"))).bounds
        ((Fraction(0, 1), Fraction(7, 2)), (Fraction(-1, 1), inf))
        """
        if self.is_empty:
            raise EmptyDomainError("the empty union has no bounds")
        unit = RationalArray.eye(self.ambient_dim)
        return tuple(
            (
                -max(_greatest(part, -unit[i]) for part in self.parts),
                max(_greatest(part, unit[i]) for part in self.parts),
            )
            for i in range(self.ambient_dim)
        )

    def __le__(self, other: PolyhedralUnion | Polyhedron) -> bool:
        """Whether every point lies in the other union, or polyhedron."""
        if isinstance(other, Polyhedron):
            return all(part <= other for part in self.parts)
        if not isinstance(other, PolyhedralUnion):
            return NotImplemented
        if self.ambient_dim != other.ambient_dim:
            raise ShapeError(f"{self!r} and {other!r} lie in different spaces and cannot be compared")
        return all(_is_covered(part, other.parts) for part in self.parts)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, PolyhedralUnion):
            return NotImplemented
        return self.ambient_dim == other.ambient_dim and self <= other <= self

    def __hash__(self) -> int:
        return hash((self.ambient_dim, self.hull))

    def __reduce__(self) -> tuple[type[PolyhedralUnion], tuple[int, tuple[Polyhedron, ...]]]:
        return PolyhedralUnion, (self.ambient_dim, self.parts)

    def __repr__(self) -> str:
        noun = "polyhedron" if len(self) == 1 else "polyhedra"
        return f"<PolyhedralUnion of {len(self)} {noun} in R^{self.ambient_dim}>"


def image(
    net: Network | LinearRegions,
    within: Polyhedron | None = None,
    *,
    executor: Executor | None = None,
    progress: bool = False,
    limit: Limit | None = None,
) -> PolyhedralUnion:
    """The set of all outputs of the points of a polyhedron.

    Parameters
    ----------
    net : Network or LinearRegions
        Regions are taken with their own domain.
    within : Polyhedron, optional
        Of any dimension; all of R^n unless given.
    executor, progress, limit
        As for :func:`tropnet.linear_regions`.

    Returns
    -------
    PolyhedralUnion
        In the space of the outputs.

    Raises
    ------
    InputError
        If ``net`` is neither, or there are regions and a polyhedron.
    ShapeError
        If the polyhedron lies in another space.
    LimitReachedError
        If the limit is reached; ``tropnet.resume`` gives linear regions from its ``partial``.

    Examples
    --------
    >>> net = Network.from_arrays([[[1], [-1]], [[1, 1], [1, 0]]])           # (|x|, max(x, 0))
    >>> found = image(net, Polyhedron.parse("[-2,1]"))
    >>> found, [2, 0] in found, [1, 1] in found, [1, 0.5] in found
    (<PolyhedralUnion of 2 polyhedra in R^2>, True, True, False)
    """
    chart, parts = _cells(net, within, executor, progress, limit), []
    for cell, A, b in chart.cells:
        parts.append(affine_maps.image(cell, A, b))
    return PolyhedralUnion(chart.output_dim, tuple(parts))


def preimage(
    net: Network | LinearRegions,
    target: Polyhedron | PolyhedralUnion,
    within: Polyhedron | None = None,
    *,
    executor: Executor | None = None,
    progress: bool = False,
    limit: Limit | None = None,
) -> PolyhedralUnion:
    """The set of all points of a polyhedron that are mapped into another one, or into a union.

    All of it is there, parts of lower dimension too, unless they lie in another part.

    Parameters
    ----------
    net : Network or LinearRegions
        Regions are taken with their own domain.
    target : Polyhedron or PolyhedralUnion
        In the space of the outputs.
    within : Polyhedron, optional
        Of any dimension; all of R^n unless given.
    executor, progress, limit
        As for :func:`tropnet.linear_regions`.

    Returns
    -------
    PolyhedralUnion
        In the space of the inputs.

    Raises
    ------
    InputError
        If something is of another kind, or there are regions and a polyhedron.
    ShapeError
        If ``within`` or the target lies in another space.
    LimitReachedError
        If the limit is reached; ``tropnet.resume`` gives linear regions from its ``partial``.

    Examples
    --------
    >>> net = Network.from_arrays([[[1], [-1]], [[1, 1]]])                   # |x|
    >>> preimage(net, Polyhedron.parse("[1,2]")).bounds
    ((Fraction(-2, 1), Fraction(2, 1)),)
    >>> hat = Network.from_arrays([[[1], [1]], [[1, -2]]], [[0, -1], [0]])
    >>> sorted(part.vertices.tolist() for part in preimage(hat, Polyhedron.parse("[1,2]")))
    [[[1]]]
    """
    targets = target.parts if isinstance(target, PolyhedralUnion) else (checked_polyhedron(target),)
    chart, parts = _cells(net, within, executor, progress, limit), []
    if target.ambient_dim != chart.output_dim:
        raise ShapeError(
            f"the target lies in dimension {target.ambient_dim}, but there are {chart.output_dim} outputs"
        )
    for cell, A, b in chart.cells:
        for one in targets:
            part = cell & affine_maps.preimage(one, A, b)
            if not part.is_empty:
                parts.append(chart.embedded(part))
    return PolyhedralUnion(chart.input_dim, tuple(parts))


# -- cells -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Chart:
    """Cells with their affine maps, in coordinates of the affine hull of the domain, if that is not all of space."""

    input_dim: int
    output_dim: int
    cells: list[tuple[Polyhedron, RationalArray, RationalArray]]
    base: RationalArray | None = None
    directions: RationalArray | None = None

    def embedded(self, part: Polyhedron) -> Polyhedron:
        """A polyhedron in these coordinates as one in the space of the inputs."""
        if self.base is None or self.directions is None:
            return part
        return affine_maps.image(part, self.directions.T, self.base)


def _cells(
    net: Network | LinearRegions,
    within: Polyhedron | None,
    executor: Executor | None,
    progress: bool,
    limit: Limit | None,
) -> _Chart:
    if not isinstance(net, Network | LinearRegions):
        raise InputError(f"{type(net).__name__} is no Network and no LinearRegions")
    network = net if isinstance(net, Network) else net.network
    n, m = network.input_dim, network.output_dim
    if within is not None and checked_polyhedron(within).ambient_dim != n:
        raise ShapeError(
            f"the polyhedron lies in dimension {within.ambient_dim}, but the network has {n} inputs; "
            "give one in the space of the inputs"
        )
    if within is not None and within.is_empty:
        return _Chart(n, m, [])
    base = directions = None
    if isinstance(net, Network) and within is not None and len(within.equations):
        base, directions = within.interior_point, nullspace(within.equations[:, :-1])
        if not len(directions):
            value = net(base.reshape(net.input_shape)).ravel()
            return _Chart(n, m, [(within, RationalArray.zeros((m, n)), value)])
        shape = net.input_shape
        net = restrict(net, base.reshape(shape), directions.reshape(len(directions), *shape))
        within = affine_maps.preimage(within, directions.T, base)
    regions = regions_of(net, within, executor=executor, progress=progress, limit=limit)
    cells = [(cell.polyhedron, cell.affine_map[:, :-1], cell.affine_map[:, -1]) for cell in regions]
    return _Chart(n, m, cells, base, directions)


# -- unions ----------------------------------------------------------------------------------------------


def _maximal(parts: tuple[Polyhedron, ...]) -> list[Polyhedron]:
    """The parts that are not empty and lie in no other; of equal ones the first."""
    kept: list[Polyhedron] = []
    # One of larger dimension cannot lie in one of smaller.
    for part in sorted((part for part in parts if not part.is_empty), key=lambda part: -part.dim):
        if not any(part <= other for other in kept):
            kept = [other for other in kept if other.dim > part.dim or not other <= part] + [part]
    return kept


def _is_covered(part: Polyhedron, cover: tuple[Polyhedron, ...]) -> bool:
    """Whether a polyhedron lies in a union."""
    if part.is_empty or any(part <= other for other in cover):
        return True
    if not cover:
        return False
    first, rest = cover[0], cover[1:]
    inside = part
    for row in concatenate([first.inequalities, first.equations, -first.equations]):
        outside = inside & Polyhedron.from_inequalities(-row[None, :-1], -row[-1:])
        if _greatest(outside, row[:-1]) > row[-1] and not _is_covered(outside, rest):
            return False
        inside = inside & Polyhedron.from_inequalities(row[None, :-1], row[-1:])
        if inside.is_empty:
            break
    return True


def _greatest(part: Polyhedron, form: RationalArray) -> Bound:
    """The greatest value of a linear form; infinite where there is none, and minus infinity on the empty set."""
    if part.is_empty:
        return -math.inf
    found = maximize(part, form)
    return found.value if isinstance(found, Optimal) else math.inf
