r"""Single regions: the piece of a network around a point, in any dimension.

The *proper activation region* of a pattern is the set of points at which every neuron is on its piece, closed
here: a full-dimensional polyhedron on which the network is affine.  Enumerating regions is hopeless for a
network with 64 inputs.  But one region needs only one linear program per neuron, and so do its neighbours.

**Facets.**  Let :math:`f_1, \dots, f_m` be the affine forms, none of them a positive multiple of another,
with :math:`P = \{f_i \ge 0\}` full-dimensional.  Row i defines a facet of P if and only if the open cell
*across* it, :math:`\{f_i < 0, f_j > 0 \ (j \ne i)\}`, is not empty.  *Proof.*  Let w be a point of that cell
and c one inside P.  The segment from c to w crosses :math:`f_i = 0` at a point y where all other forms are
positive, as they are at both ends; so y lies in the relative interior of a facet.  Conversely, let y be a
point in the relative interior of the facet of row i.  A form that vanishes at y vanishes on the facet, so it
is a multiple of :math:`f_i`: not a positive one by assumption, nor a negative one, for P is not flat.  So the
other forms are positive at y, and a small step outwards leads into the cell.  ∎  Hence one batch of
linear programs, all starting at c, tells the facets and finds a point y inside each.

**Neighbours.**  The regions are the cells of a polyhedral complex, which meet face to face: a wall inside a
cell is the bend of a continuous function, so from both sides it cuts a common facet in the same set.  Hence
across a facet there is exactly one region, and every form of it that vanishes at y is a multiple of the
facet's.  So its pattern is that at :math:`y + \varepsilon (w - c)`, for infinitesimal
:math:`\varepsilon > 0`, by lexicographic signs of pairs (value, derivative): no step length is chosen.  All
neurons of the facet change together, and the neurons behind them are evaluated anew.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any, Literal, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from tropnet.analysis.walls import WalledNetwork, affine_map, homogeneous_point, primitive_row
from tropnet.errors import InputError, ShapeError
from tropnet.exact.arrays import RationalArray, RationalArrayLike, rational_array
from tropnet.exact.integers import Integers, integer_product, zeros
from tropnet.exact.matrix import rank
from tropnet.exact.programs import Optimal, feasible_cells, maximize
from tropnet.networks.network import Network
from tropnet.polyhedra.polyhedron import Polyhedron

__all__ = ["Facet", "NearestWall", "Norm", "Region", "region_at", "region_towards", "regions_around"]

Norm: TypeAlias = Literal["l1", "l2", "linf"]


class Facet(NamedTuple):
    """A facet of a region.

    Attributes
    ----------
    inequality : RationalArray, shape (n + 1,)
        The primitive integer row (a, b) with a.x <= b on the region and equality on the facet.
    neurons : tuple of int
        The neurons, by their place in the pattern, whose piece ends here.
    is_of_domain : bool
        Whether the domain ends here, so that no region lies behind.
    """

    inequality: RationalArray
    neurons: tuple[int, ...]
    is_of_domain: bool


class NearestWall(NamedTuple):
    """The wall of a region that is nearest to a point.

    Attributes
    ----------
    distance : Fraction
        For the norm l2 the *square* of the distance.
    point : RationalArray, shape (n,)
        A point of the region's boundary at this distance.
    neurons : tuple of int
        The neurons whose wall it is; none where it belongs to the domain alone.
    """

    distance: Fraction
    point: RationalArray
    neurons: tuple[int, ...]


class _Rows(NamedTuple):
    """Distinct primitive forms (a | c), a x + c >= 0 on the region, and the neurons that each comes from."""

    forms: Integers
    neurons: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, eq=False, repr=False)
class Region:
    """A proper activation region: everything but its pattern is computed when it is asked for.

    Regions come from :func:`region_at`, :func:`regions_around`, :func:`tropnet.analysis.walk.walk` and
    :func:`tropnet.analysis.walk.enumerate_regions`.  Two are equal if network, domain and pattern are.

    Attributes
    ----------
    walled : WalledNetwork
        The network and the domain.
    pattern : tuple of int
        The number of the linear piece of every neuron; for ReLU 1 if it is active, else 0.
    hint : (n,) float array, optional
        A point in or near the region, where the search for an interior point starts.

    Examples
    --------
    >>> net = Network.from_arrays([[[1, 0], [0, 1], [1, 1]], [[1, 1, -1]]], [[0, 0, -1], None])
    >>> region = region_at(net, ["1/4", "1/2"])
    >>> region, region.affine_map
    (<Region of R^2 with pattern 110>, RationalArray([[1, 1, 0]]))
    >>> [facet.neurons for facet in region.facets], [other.pattern for other in region.neighbours]
    ([(0,), (1,), (2,)], [(0, 1, 0), (1, 0, 0), (1, 1, 1)])
    >>> region.polyhedron.vertices
    RationalArray([[0, 0], [0, 1], [1, 0]])
    """

    walled: WalledNetwork
    pattern: tuple[int, ...]
    hint: NDArray[np.float64] | None = None

    def __reduce__(self) -> tuple[Any, ...]:
        return Region, (self.walled, self.pattern, self.hint)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Region):
            return NotImplemented
        return self.pattern == other.pattern and self.walled == other.walled

    def __hash__(self) -> int:
        return hash((self.pattern, self.walled.input_dim))

    def __repr__(self) -> str:
        digits = "".join(map(str, self.pattern)) if len(self.pattern) <= 40 else ""
        what = f"with pattern {digits}" if digits else f"of {len(self.pattern)} neurons"
        return f"<Region of R^{self.dim} {what}>"

    @property
    def network(self) -> Network:
        """The network."""
        return self.walled.network

    @property
    def dim(self) -> int:
        """The number n of inputs, which is the dimension of the region."""
        return self.walled.input_dim

    # -- description -----------------------------------------------------------------------------------

    @cached_property
    def _linear(self) -> tuple[list[Integers], Integers]:
        return self.walled.forms(self.pattern)

    @cached_property
    def affine_map(self) -> RationalArray:
        """The network on the region: (output_dim, n + 1), the last column constant.

        Examples
        --------
        >>> net = Network.from_arrays([[[1, 0], [0, 1]], [[1, 2]]])
        >>> region = region_at(net, [3, 5])
        >>> region.affine_map
        RationalArray([[1, 2, 0]])
        """
        return affine_map(self._linear[1])

    @cached_property
    def _rows(self) -> _Rows:
        found: dict[tuple[int, ...], list[int]] = {form: [] for form in self.walled.domain}
        neuron = 0
        stages = zip(self.walled.stages, self._linear[0], self.walled.stage_pieces(self.pattern), strict=True)
        for stage, forms, pieces in stages:
            for number in stage.neurons.tolist():
                gate = stage.gates[number]
                signs = gate.conditions[pieces[number]].tolist()
                for sign, form in zip(signs, forms[gate.walls].tolist(), strict=True):
                    # Constants hold everywhere in the region: they are no walls.
                    if sign and any(form[:-1]):
                        key = primitive_row(form if sign > 0 else [-entry for entry in form])
                        found.setdefault(key, []).append(neuron)
                neuron += 1
        table = zeros((len(found), self.dim + 1))
        for i, form in enumerate(found):
            table[i] = form
        return _Rows(table, tuple(tuple(dict.fromkeys(neurons)) for neurons in found.values()))

    @cached_property
    def inequalities(self) -> RationalArray:
        """Distinct primitive rows (a, b), a.x <= b, of neurons and domain: (m, n + 1), redundant ones too.

        Row i comes from the neurons ``inequality_neurons[i]``.

        Examples
        --------
        >>> net = Network.from_arrays([[[1, 0], [0, 1]], [[1, 2]]])
        >>> region = region_at(net, [3, 5])
        >>> region.inequalities
        RationalArray([[-1, 0, 0], [0, -1, 0]])
        """
        return RationalArray.from_integers(_as_inequalities(self._rows.forms))

    @property
    def inequality_neurons(self) -> tuple[tuple[int, ...], ...]:
        """For each inequality the neurons, by their place in the pattern, that it comes from.

        Examples
        --------
        >>> net = Network.from_arrays([[[1, 0], [0, 1]], [[1, 2]]])
        >>> region = region_at(net, [3, 5])
        >>> region.inequality_neurons
        ((0,), (1,))
        """
        return self._rows.neurons

    @cached_property
    def interior_point(self) -> RationalArray:
        """A rational point inside the region.

        Examples
        --------
        >>> net = Network.from_arrays([[[1, 0], [0, 1]], [[1, 2]]])
        >>> region = region_at(net, [3, 5])
        >>> region.interior_point
        RationalArray([3, 5])
        """
        found = feasible_cells(
            RationalArray.from_integers(self._rows.forms),
            np.ones((1, len(self._rows.forms)), int),
            self._start,
        )
        return found.point(0)

    @property
    def _start(self) -> NDArray[np.float64]:
        if self.hint is None or not np.isfinite(self.hint).all():
            return np.zeros((1, self.dim))
        return np.array(self.hint, dtype=np.float64)[None]

    @cached_property
    def polyhedron(self) -> Polyhedron:
        """The closed region as a polyhedron; its vertices and rays cost a conversion.

        Examples
        --------
        >>> net = Network.from_arrays([[[1, 0], [0, 1]], [[1, 2]]])
        >>> region = region_at(net, [3, 5])
        >>> region.polyhedron
        <Polyhedron in R^2 given by 2 inequalities>
        """
        rows = RationalArray.from_integers(_as_inequalities(self._rows.forms[self._is_facet]))
        return Polyhedron.from_inequalities(rows[:, :-1], rows[:, -1])

    @cached_property
    def is_bounded(self) -> bool:
        r"""Whether the region is bounded.

        The directions that stay in the region form the cone :math:`\{r : a_i r \ge 0\}` over its forms.  If
        the :math:`a_i` span the space, :math:`s = \sum a_i` is positive on the cone without its apex, so the
        region is bounded if and only if :math:`\max s r` over the cone is 0.
        """
        normals = self._rows.forms[self._is_facet][:, :-1]
        if len(normals) <= self.dim:
            return self.dim == 0
        if rank(RationalArray.from_integers(normals)) < self.dim:
            return False
        cone = RationalArray.from_integers(-normals)
        return isinstance(maximize(-cone.sum(0), cone, RationalArray.zeros(len(normals))), Optimal)

    def contains(self, x: RationalArrayLike) -> bool:
        """Whether the point lies in the closed region.

        Raises
        ------
        ShapeError
            If the point lies in another space.
        """
        return bool((self._slacks(flat_point(self.network, x)) >= 0).all())

    def __contains__(self, x: RationalArrayLike) -> bool:
        return self.contains(x)

    def _slacks(self, point: RationalArray) -> Integers:
        """The forms at a point, times its denominator."""
        return integer_product(self._rows.forms, homogeneous_point(point)[:, None])[:, 0]

    # -- facets and neighbours -------------------------------------------------------------------------

    def _across(self, rows: Sequence[int]) -> tuple[list[int], list[Region]]:
        """Those of the rows that define facets, and for each the region across it, domain or not."""
        forms = self._rows.forms
        if not len(rows):
            return [], []
        centre = self.interior_point
        signs = np.ones((len(rows), len(forms)), np.int8)
        signs[np.arange(len(rows)), rows] = -1
        starts = np.tile(_finite(centre), (len(rows), 1))
        found = feasible_cells(RationalArray.from_integers(forms), signs, starts)
        places = np.flatnonzero(found.feasible).tolist()
        facets = [rows[k] for k in places]
        beyond = [found.point(k) for k in places]
        columns = zeros((len(facets), self.dim + 1, 2))
        c = homogeneous_point(centre)
        for k, (facet, w) in enumerate(zip(facets, map(homogeneous_point, beyond), strict=True)):
            # With t > 0 and no division: the point of the segment where the form is 0, and its direction.
            columns[k, :, 0] = -np.dot(forms[facet], w) * c + np.dot(forms[facet], c) * w
            columns[k, :, 1] = c[-1] * w - w[-1] * c
        patterns = self.walled.patterns(columns).tolist()
        return facets, [
            Region(self.walled, tuple(p), _finite(w)) for p, w in zip(patterns, beyond, strict=True)
        ]

    @cached_property
    def _all_across(self) -> tuple[list[int], list[Region]]:
        return self._across(range(len(self._rows.forms)))

    @cached_property
    def _is_facet(self) -> NDArray[np.bool_]:
        mask = np.zeros(len(self._rows.forms), dtype=np.bool_)
        mask[self._all_across[0]] = True
        return mask

    def _is_of_domain(self, i: int) -> bool:
        # The rows of the domain come first.
        return i < len(self.walled.domain)

    @cached_property
    def facets(self) -> tuple[Facet, ...]:
        """The facets: those of the domain first, then in the order of the neurons.

        Examples
        --------
        >>> net = Network.from_arrays([[[1, 0], [0, 1]], [[1, 2]]])
        >>> region = region_at(net, [3, 5])
        >>> [facet.neurons for facet in region.facets]
        [(0,), (1,)]
        """
        return tuple(
            Facet(
                RationalArray.from_integers(_as_inequalities(self._rows.forms[i])),
                self._rows.neurons[i],
                self._is_of_domain(i),
            )
            for i in self._all_across[0]
        )

    @cached_property
    def walls(self) -> tuple[Facet, ...]:
        """The facets behind which there is another region.

        Examples
        --------
        >>> net = Network.from_arrays([[[1, 0], [0, 1]], [[1, 2]]])
        >>> region = region_at(net, [3, 5])
        >>> len(region.walls)
        2
        """
        return tuple(facet for facet in self.facets if not facet.is_of_domain)

    @cached_property
    def neighbours(self) -> tuple[Region, ...]:
        """The region across each of the ``walls``, in their order.

        Examples
        --------
        >>> net = Network.from_arrays([[[1, 0], [0, 1]], [[1, 2]]])
        >>> region = region_at(net, [3, 5])
        >>> region.neighbours
        (<Region of R^2 with pattern 01>, <Region of R^2 with pattern 10>)
        """
        facets, regions = self._all_across
        return tuple(region for i, region in zip(facets, regions, strict=True) if not self._is_of_domain(i))

    # -- distances -------------------------------------------------------------------------------------

    def distance_to_walls(self, x: RationalArrayLike, norm: Norm = "l2") -> Fraction:
        """The exact distance of a point of the region from its boundary; for l2 the square.

        See :meth:`nearest_wall`, which also says where, for the proof and for what is raised.

        Examples
        --------
        >>> region = region_at(Network.from_arrays([[[3, 4]], [[1]]], [[-5], None]), [0, 0])
        >>> [str(region.distance_to_walls([0, 0], norm)) for norm in ("l1", "l2", "linf")]
        ['5/4', '1', '5/7']
        """
        return self.nearest_wall(x, norm).distance

    def nearest_wall(self, x: RationalArrayLike, norm: Norm = "l2") -> NearestWall:
        r"""The wall nearest to a point of the region, where it is nearest, and how far that is.

        Parameters
        ----------
        x : array-like of rationals
            A point of the closed region.
        norm : {"l1", "l2", "linf"}
            For l2 the square of the distance is given, which is rational.

        Raises
        ------
        InputError
            If the point is not in the region, the norm is not known, or there is no wall at all.
        ShapeError
            If the point lies in another space.

        Notes
        -----
        The boundary of the domain counts as a wall.  The distance from the hyperplane :math:`a x + c = 0` is
        :math:`|a x + c|` over the dual norm of a.  Facets need not be cut out: let r be the least distance of
        x from a hyperplane of *any* inequality, attained at the point q.  The open ball of radius r around x
        meets no hyperplane, so it lies in the region, and q in its closure does too.  So q is a point of the
        boundary, at distance r; and no point of the boundary is nearer, for each lies on a hyperplane.

        Examples
        --------
        >>> region = region_at(Network.from_arrays([[[3, 4]], [[1]]], [[-5], None]), [0, 0])
        >>> region.nearest_wall([0, 0])
        NearestWall(distance=Fraction(1, 1), point=RationalArray([3/5, 4/5]), neurons=(0,))
        """
        if norm not in _SIZES:
            raise InputError(f"norm {norm!r} is not known; give one of {', '.join(map(repr, _SIZES))}")
        point = flat_point(self.network, x)
        forms, neurons = self._rows
        slacks = self._slacks(point).tolist()
        if min(slacks, default=0) < 0:
            raise InputError(f"the point {point!r} does not lie in {self!r}; find its own with region_at")
        if not slacks:
            raise InputError(f"{self!r} is all of space: there is no wall at any distance")
        normals = forms[:, :-1].tolist()
        depths = [Fraction(s, point.denominator) for s in slacks]
        distances = [_SIZES[norm](depth, a) for depth, a in zip(depths, normals, strict=True)]
        i = min(range(len(distances)), key=distances.__getitem__)
        step = _steepest(normals[i], norm)
        slope = sum(a * s for a, s in zip(normals[i], step, strict=True))
        return NearestWall(distances[i], point - rational_array(step) * (depths[i] / slope), neurons[i])


_SIZES = {
    "l1": lambda depth, a: depth / max(map(abs, a)),
    "l2": lambda depth, a: depth**2 / sum(entry**2 for entry in a),
    "linf": lambda depth, a: depth / sum(map(abs, a)),
}


def _steepest(normal: list[int], norm: Norm) -> list[int]:
    """The direction that crosses hyperplanes with this normal on the shortest way."""
    if norm == "l2":
        return normal
    signs = [(a > 0) - (a < 0) for a in normal]
    if norm == "linf":
        return signs
    greatest = max(range(len(normal)), key=lambda j: abs(normal[j]))
    return [sign if j == greatest else 0 for j, sign in enumerate(signs)]


def _as_inequalities(forms: Integers) -> Integers:
    """Forms (a | c) with a x + c >= 0 as rows (a, b) with a.x <= b."""
    rows = -forms
    rows[..., -1] = forms[..., -1]
    return rows


def _finite(point: RationalArray) -> NDArray[np.float64]:
    """The nearest floats, or the origin beyond their range."""
    floats = point.floats()
    return floats if np.isfinite(floats).all() else np.zeros_like(floats)


def flat_point(network: Network, x: RationalArrayLike) -> RationalArray:
    point = rational_array(x)
    if point.shape not in {network.input_shape, (network.input_dim,)}:
        raise ShapeError(
            f"the point has shape {point.shape}, but the network takes inputs of shape "
            f"{network.input_shape}, or flat ones of shape ({network.input_dim},)"
        )
    return point.reshape(network.input_dim)


# -- the regions at a point ----------------------------------------------------------------------------


def region_at(net: Network, x: RationalArrayLike, within: Polyhedron | None = None) -> Region:
    """The proper activation region that has the point in its interior.

    A point on the boundary of the domain is welcome if only one region of the domain contains it.

    Parameters
    ----------
    net : Network
        With any number of inputs.
    x : array-like of rationals
        A point, of the shape of the network's input or flat.
    within : Polyhedron, optional
        A full-dimensional domain with which the regions are intersected.

    Raises
    ------
    InputError
        If walls pass through the point; the message names their neurons.  Then see :func:`regions_around`.
        Also if the point does not lie in the domain.
    ShapeError
        If the point or the domain lies in another space.
    EmptyDomainError
        If the domain has no interior point.

    Examples
    --------
    >>> net = Network.from_arrays([[[1, 0], [0, 1]], [[1, -2]]])
    >>> region_at(net, [1, "-1/3"])
    <Region of R^2 with pattern 10>
    >>> region_at(net, [1, 0])
    Traceback (most recent call last):
    ...
    tropnet.errors.InputError: walls pass through the point: neuron 1 (hidden layer 0, unit 1) changes its
    piece there; move the point, or take all regions that meet there from regions_around
    """
    walled = WalledNetwork(net, within)
    point = flat_point(net, x)
    region = region_towards(walled, point)
    touched = _walls_through(region, point)
    if touched and region._across(touched)[0]:
        raise InputError(_on_walls(region, touched))
    return region


def regions_around(
    net: Network, x: RationalArrayLike, within: Polyhedron | None = None
) -> tuple[Region, ...]:
    """All proper activation regions the closure of which contains the point.

    They are found from neighbour to neighbour: around a point of a polyhedral complex that covers a convex
    set, cells are connected through the facets that contain the point.  Their number may be exponential:
    where k walls in general position meet in k or more inputs, it is 2^k.

    Parameters and exceptions are those of :func:`region_at`, but walls through the point are welcome.

    Examples
    --------
    >>> net = Network.from_arrays([[[1, 0], [0, 1], [1, 1]], [[1, -2, 1]]], [[0, 0, -1], None])
    >>> [region.pattern for region in regions_around(net, [1, 0])]
    [(1, 1, 1), (1, 0, 1), (1, 1, 0), (1, 0, 0)]
    """
    walled = WalledNetwork(net, within)
    point = flat_point(net, x)
    first = region_towards(walled, point)
    found, queue = {first.pattern: first}, deque([first])
    while queue:
        region = queue.popleft()
        for other in region._across(_walls_through(region, point))[1]:
            if other.pattern not in found:
                found[other.pattern] = other
                queue.append(other)
    return tuple(found.values())


def region_towards(walled: WalledNetwork, point: RationalArray) -> Region:
    r"""The region that contains the point :math:`x + \varepsilon d_0 + \dots + \varepsilon^{n+1} d_n`.

    Here :math:`d_0` leads into the domain, the others are the unit vectors, and :math:`\varepsilon` is
    infinitesimal.  A form that is not identically 0 has a sign there: else it would vanish at x and along all
    unit vectors.  So this is one region of those around x, by a rule that leaves no choice.
    """
    n = walled.input_dim
    x, inside = homogeneous_point(point), homogeneous_point(walled.domain_point)
    domain = np.array(walled.domain, dtype=object).reshape(-1, n + 1)
    if min(np.dot(domain, x).tolist(), default=0) < 0:
        raise InputError(f"the point {point!r} does not lie in the domain {walled.within!r}")
    columns = zeros((1, n + 1, n + 2))
    columns[0, :, 0] = x
    if walled.domain:
        columns[0, :, 1] = x[-1] * inside - inside[-1] * x
    columns[0, np.arange(n), np.arange(n) + 2] = 1
    return Region(walled, tuple(walled.patterns(columns)[0].tolist()), _finite(point))


def _walls_through(region: Region, point: RationalArray) -> list[int]:
    """The inequalities, but those of the domain, that are tight at the point."""
    tight = np.flatnonzero(region._slacks(point) == 0).tolist()
    return [i for i in tight if not region._is_of_domain(i)]


def _on_walls(region: Region, touched: list[int]) -> str:
    numbers = sorted({neuron for i in touched for neuron in region.inequality_neurons[i]})
    origins = region.walled.staged.neurons
    names = [f"{k} (hidden layer {origins[k].hidden_layer}, unit {origins[k].unit})" for k in numbers]
    one = len(names) == 1
    return (
        f"walls pass through the point: neuron{'' if one else 's'} {', '.join(names)} "
        f"change{'s' if one else ''} {'its' if one else 'their'} piece there; "
        "move the point, or take all regions that meet there from regions_around"
    )
