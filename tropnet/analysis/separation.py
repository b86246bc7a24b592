r"""Points at which two piecewise linear functions differ, or the proof that there is none.

Each function here returns such a point, or None when the two functions are equal everywhere in the domain.

**Two networks.**  Their difference is a network too.  It vanishes exactly if it has the zero map on every cell of its
complex; blocks of cells are looked at as they are finished, and the first other map ends the search.  The network that
is sliced is the difference without what cancels (:mod:`tropnet.analysis.hinge_reduction`): hidden neurons that both
networks have are there once, those that are dead on the domain never, and those that do not count in the difference
are dropped, together with all that only they need.  Where nothing is left (as when neurons were only permuted,
duplicated or scaled) no cell is needed.  Before that the difference is evaluated at a few points behind every wall of
the first round, for a difference that shows far away only.

**Convex functions.**  Let :math:`p = \max_i m_i` and :math:`q = \max_j n_j`.  In the interior of a domain, p <= q fails
somewhere exactly if for some i the system of strict inequalities :math:`m_i > n_j` for all j has a solution there;
the solution is a point at which they differ (:func:`tropnet.exact.interiors.feasible_interiors` decides many such
systems at once).  So p = q on the interior, and by continuity on the domain, is one system for each monomial that one
of them has and the other has not.

**Two tropical rational functions.**  :math:`p \oslash q = r \oslash s` exactly if the convex functions p + s and r + q
agree.

**A network and a tropical rational function.**  Take a cell C of the network, on which it is affine, a.  If one
monomial m of p is maximal, among all of p, at all generators of C (at vertices by value, along rays by slope, along
lines in both directions), then p = m on C: every other monomial m' has m - m' >= 0 at all generators, hence on C,
which consists of convex combinations of the vertices plus nonnegative multiples of the directions.  Conversely, if
p = m on C, then m is maximal at all generators.  If both p and q are affine on C, two affine functions are compared.
On the remaining cells p and q + a are convex functions to be compared in the interior of C, as above.  The first
step is done for all cells at once (:func:`tropnet.exact.maxima.maximal_forms`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import Executor
from math import lcm

import numpy as np
import numpy.typing as npt

from tropnet.analysis.blocks import Block, Slicer
from tropnet.analysis.domains import domain_forms
from tropnet.analysis.enumeration import Limit, Unfinished, run_blocks
from tropnet.analysis.hinge_graph import HingeGraph, matrix_of, sheet_values
from tropnet.analysis.hinge_reduction import Methods, reduced
from tropnet.analysis.hinge_sums import coefficients_on_cells, outputs
from tropnet.analysis.layering import layered
from tropnet.analysis.regions import LinearRegions
from tropnet.analysis.start import start
from tropnet.exact.arrays import RationalArray
from tropnet.exact.digits import integers_from_bytes, is_nonzero
from tropnet.exact.integers import Integers, integer_product, zeros
from tropnet.exact.interiors import feasible_interiors
from tropnet.exact.matrix import rank
from tropnet.exact.maxima import maximal_forms
from tropnet.networks import Network
from tropnet.networks.hinges import HingeNetwork, hinges
from tropnet.networks.stages import stages
from tropnet.polyhedra.complexes.boundary import BoundaryIndex
from tropnet.polyhedra.polyhedron import Polyhedron
from tropnet.tropical.equivalence import essential_product
from tropnet.tropical.polynomial import TropicalPolynomial
from tropnet.tropical.rational import TropicalRational

__all__ = [
    "MOST_DIRECTIONS",
    "n_directions",
    "nonzero_point",
    "point_between_quotients",
    "point_off_quotients",
]

Labels = npt.NDArray[np.intp]

MOST_DIRECTIONS = 6
"""If the function and its domain change in more directions, cells are too many to find dead neurons by them."""

SYSTEMS_AT_ONCE = 64
"""Systems of inequalities that are decided together, before it is asked whether one has a solution."""


# -- networks --------------------------------------------------------------------------------------


def nonzero_point(
    net: Network,
    within: Polyhedron | None = None,
    *,
    executor: Executor | None = None,
    progress: bool = False,
    limit: Limit | None = None,
) -> RationalArray | None:
    """A point of a domain at which a network is not zero, or None if it is zero everywhere there.

    Parameters
    ----------
    net : Network
    within : Polyhedron, optional
        All of space unless given.
    executor, progress, limit
        As for :func:`tropnet.linear_regions`.

    Returns
    -------
    RationalArray, shape (input_dim,), or None
        The same with any executor.

    Raises
    ------
    LimitReachedError
        If the limit is reached and no point has been found.
    ShapeError, EmptyDomainError
        If the domain does not fit the network, or has no interior.

    Examples
    --------
    >>> net = Network.from_arrays([[[1], [-1], [1]], [[1, -1, -1]]])   # max(x, 0) - max(-x, 0) - max(x, 0)
    >>> net(nonzero_point(net))[0] < 0
    True
    >>> nonzero_point(Network.from_arrays([[[1], [2]], [[2, -1]]])) is None
    True
    """
    network = hinges(stages(net))
    domain_forms(network.input_dim, within)
    graph = HingeGraph.from_hinges(network)
    if graph.is_zero:
        return None
    graph = graph.pruned()
    methods = Methods(relaxations=n_directions(graph, within) > MOST_DIRECTIONS)
    found = reduced(graph, within, methods, across_rounds=True)
    if found.graph.is_zero:
        return None
    is_off = sheet_values(found.graph.outputs, found.values).any(axis=1)
    if is_off.any():
        point = found.points[np.flatnonzero(is_off)[0]]
        return RationalArray.from_integers(point[:-1], point[-1])
    rest = found.graph.pruned()
    if rest.n_sheets < network.n_sheets:
        network = hinges(stages(layered(rest).network))
    return _nonzero_point_on_cells(network, within, executor=executor, progress=progress, limit=limit)


def n_directions(graph: HingeGraph, within: Polyhedron | None) -> int:
    """The number of independent directions in which a graph or its domain changes; not counted if inputs are few.

    Examples
    --------
    >>> net = Network.from_arrays([[[1] * 9, [2] * 9], [[1, 1]]])
    >>> n_directions(HingeGraph.from_hinges(hinges(stages(net))), None)
    1
    """
    if graph.input_dim <= MOST_DIRECTIONS:
        return graph.input_dim
    forms = [form for sheets in graph.rounds for form in sheets]
    normals, _ = matrix_of([*forms, *graph.outputs], range(graph.input_dim))
    return rank(np.vstack([domain_forms(graph.input_dim, within)[:, :-1], normals]))


class _PointSearch(Unfinished[RationalArray | None]):
    """Blocks that are searched until a point is found."""

    def is_settled_by(self, result: RationalArray | None) -> bool:
        return result is not None


def _nonzero_point_on_cells(
    network: HingeNetwork,
    within: Polyhedron | None,
    *,
    executor: Executor | None,
    progress: bool,
    limit: Limit | None,
) -> RationalArray | None:
    """A point of a domain at which a network is not zero, or None, by the cells of the network."""
    if not network.rounds:
        return _off_zero(outputs(network).affine, _generators_of_domain(network.input_dim, within))
    begun = start(network, within)
    work = _PointSearch(begun.slicer, blocks=[begun.block])
    results = run_blocks(work, _nonzero_point_of_block, executor=executor, progress=progress, limit=limit)
    found = [point for _, point in results if point is not None]
    if not found:
        return None
    embedded = zeros(network.input_dim)
    embedded[list(begun.pivots)] = found[-1].numerators
    return RationalArray.from_integers(embedded, found[-1].denominator)


def _nonzero_point_of_block(slicer: Slicer, block: Block) -> RationalArray | None:
    """A point in some cell of a finished block at which an output is not zero, in the coordinates of the slicer."""
    total = outputs(slicer.network)
    coefficients = coefficients_on_cells(slicer.network, total, block.cell_signs.view)
    cells = np.flatnonzero(is_nonzero(coefficients).any(axis=(0, 2)))
    if not len(cells):
        return None
    vertices = BoundaryIndex(block.complex).faces(block.complex.dim, int(cells[0]))[0]
    return _off_zero(integers_from_bytes(coefficients[:, cells[0]]), slicer.exact_rows(block, vertices))


def _generators_of_domain(dim: int, within: Polyhedron | None) -> Integers:
    """Vertices, rays and lines in both directions as rows (x, t)."""
    if within is None:
        origin = zeros((1, dim + 1))
        origin[0, -1] = 1
        return np.concatenate([origin, _directions(RationalArray.eye(dim))])
    points = within.vertices
    vertices = np.hstack([points.numerators, np.full((len(points), 1), points.denominator, dtype=object)])
    rays = np.hstack([within.rays.numerators, zeros((len(within.rays), 1))])
    return np.concatenate([vertices, rays, _directions(within.lineality_space)])


def _directions(basis: RationalArray) -> Integers:
    """Lines, each in both directions, as rows (x, t)."""
    both = np.concatenate([basis.numerators, -basis.numerators])
    return np.hstack([both, zeros((len(both), 1))])


def _off_zero(forms: Integers, generators: Integers) -> RationalArray:
    """A point of a polyhedron at which some form is not zero, if not all forms are zero on it.

    If a form vanishes at all vertices, it does not along some direction.
    """
    is_off = integer_product(forms, generators.T).any(axis=0)
    is_vertex = generators[:, -1] != 0
    best = generators[np.flatnonzero(is_vertex & is_off if (is_vertex & is_off).any() else is_vertex)[0]]
    point = RationalArray.from_integers(best[:-1], best[-1])
    if not (is_vertex & is_off).any():
        point = point + RationalArray.from_integers(generators[np.flatnonzero(is_off)[0], :-1])
    return point


# -- convex functions ------------------------------------------------------------------------------


def _rows(p: TropicalPolynomial) -> tuple[Integers, int]:
    """The monomials as integer rows (a, c) over one denominator."""
    common = lcm(p.exponents.denominator, p.coefficients.denominator)
    exponents = p.exponents.numerators * (common // p.exponents.denominator)
    coefficients = p.coefficients.numerators * (common // p.coefficients.denominator)
    return np.hstack([exponents, coefficients[:, None]]), common


def _point_above(p: Integers, q: Integers, domain: Integers) -> RationalArray | None:
    """A point in the interior of a domain at which max p > max q, or None; the domain is {domain >= 0}."""
    shared = set(map(tuple, q.tolist()))
    own = [i for i, form in enumerate(p.tolist()) if tuple(form) not in shared]
    for first in range(0, len(own), SYSTEMS_AT_ONCE):
        some = p[own[first : first + SYSTEMS_AT_ONCE]]
        # q_j - p_i < 0 for all j, and -domain < 0.
        systems = np.concatenate(
            [q[None] - some[:, None], np.broadcast_to(-domain, (len(some), *domain.shape))], axis=1
        )
        found = feasible_interiors(
            RationalArray.from_integers(systems[:, :, :-1]), RationalArray.from_integers(-systems[:, :, -1])
        )
        if found.feasible.any():
            return found.point(int(np.flatnonzero(found.feasible)[0]))
    return None


def _point_between(p: Integers, q: Integers, domain: Integers) -> RationalArray | None:
    """A point in the interior of a domain at which max p and max q differ, or None."""
    above = _point_above(p, q, domain)
    return _point_above(q, p, domain) if above is None else above


def point_between_quotients(
    f: TropicalRational, g: TropicalRational, within: Polyhedron | None = None
) -> RationalArray | None:
    """A point of a domain at which two max-plus rational functions differ, or None if there is none.

    Parameters
    ----------
    f, g : TropicalRational
        In the max-plus convention, the numerators not the tropical zero.
    within : Polyhedron, optional

    Examples
    --------
    >>> x, y = TropicalPolynomial.variables(2)
    >>> f = (x + y) / (x + 0)
    >>> point_between_quotients(f, ((x + y) * (y + 5)) / ((x + 0) * (y + 5))) is None
    True
    >>> point = point_between_quotients(f, f * "1/7")
    >>> f(point) - (f * "1/7")(point)
    Fraction(-1, 7)
    """
    domain = domain_forms(f.n_variables, within)
    if f == g:
        return None
    p, q = f.numerator, g.numerator
    if f.denominator != g.denominator:
        p, q = essential_product(p, g.denominator), essential_product(q, f.denominator)
    (mine, m), (its, n) = _rows(p), _rows(q)
    return _point_between(mine * n, its * m, domain)


# -- a network and tropical rational functions ----------------------------------------------------


def point_off_quotients(
    regions: LinearRegions, quotients: Sequence[TropicalRational]
) -> RationalArray | None:
    """A point of the domain of linear regions at which the network is not given by these quotients, or None.

    Parameters
    ----------
    regions : LinearRegions
    quotients : sequence of TropicalRational
        One for each output, in the max-plus convention, the numerators not the tropical zero.

    Examples
    --------
    >>> from tropnet.analysis.regions import linear_regions
    >>> regions = linear_regions(Network.from_arrays([[[1], [-1]], [[1, 1]]]))
    >>> x, = TropicalPolynomial.variables(1)
    >>> zero = TropicalPolynomial.constant(0, 1)
    >>> point_off_quotients(regions, [(x**2 + 0) / x]) is None     # max(2x, 0) - x = |x|
    True
    >>> point_off_quotients(regions, [(x + 0) / zero])
    RationalArray([-1])
    """
    cells = _Cells(regions)
    for output, quotient in enumerate(quotients):
        for point in cells.points_off(output, quotient):
            return point
    return None


class _Cells:
    """The fine cells of a network by their generators and affine maps."""

    def __init__(self, regions: LinearRegions) -> None:
        self.assembly = assembly = regions._assembly
        network = assembly.network
        total = outputs(network)
        self.denominator = total.denominator
        self.maps = integers_from_bytes(coefficients_on_cells(network, total, assembly.fine_signs))
        self.lines = _directions(assembly.start.lineality_space)
        kept = [*assembly.start.pivots, network.input_dim]
        rows, owners, faces = [zeros((0, network.input_dim + 1))], [], []
        n_vertices = 0
        for block, boundary, first in zip(
            assembly.blocks, assembly.boundaries, assembly.first_cell, strict=False
        ):
            embedded = zeros((block.complex.n_vertices, network.input_dim + 1))
            embedded[:, kept] = assembly.start.slicer.exact_rows(block, np.arange(len(embedded)))
            rows.append(embedded)
            owner, face = boundary.pairs(0)
            owners.append(owner + first)
            faces.append(face + n_vertices)
            n_vertices += len(embedded)
        self.vertices = np.concatenate(rows)
        self.owner, self.vertex = np.concatenate(owners), np.concatenate(faces)

    def points_off(self, output: int, quotient: TropicalRational) -> Iterator[RationalArray]:
        """Points at which an output is not the quotient, if there are any."""
        (p, m), (q, n) = _rows(quotient.numerator), _rows(quotient.denominator)
        # Everything over one denominator.
        common = lcm(m, n, self.denominator)
        p, q = p * (common // m), q * (common // n)
        maps = self.maps[output] * (common // self.denominator)
        upper, lower = self.pieces(p), self.pieces(q)
        is_affine = (upper >= 0) & (lower >= 0)
        gaps = p[upper] - q[lower] - maps
        for cell in np.flatnonzero(is_affine & (gaps != 0).any(axis=1)).tolist():
            yield _off_zero(gaps[cell : cell + 1], self.generators(cell))
        for cell in np.flatnonzero(~is_affine).tolist():
            generators = self.generators(cell)
            mine, its = _undominated(p, generators), _undominated(q, generators) + maps[cell]
            point = _point_between(mine, its, self.domain(cell))
            if point is not None:
                yield point

    def pieces(self, forms: Integers) -> Labels:
        """For every cell the form that is the largest of these all over the cell, or -1 where no form is."""
        vector, form = maximal_forms(forms, np.concatenate([self.vertices, self.lines]))
        n, r = len(self.vertices), len(forms)
        along_lines = np.bincount(form[vector >= n], minlength=r) == len(self.lines)
        first = np.searchsorted(vector, np.arange(n + 1))
        size = np.diff(first)[self.vertex]
        offset = np.arange(size.sum()) - np.repeat(np.cumsum(size) - size, size)
        keys = np.repeat(self.owner, size) * r + form[np.repeat(first[self.vertex], size) + offset]
        found, counts = np.unique(keys, return_counts=True)
        cell, candidate = np.divmod(found, r)
        n_generators = np.bincount(self.owner, minlength=len(self.maps[0]))
        everywhere = (counts == n_generators[cell]) & along_lines[candidate]
        pieces = np.full(len(n_generators), -1)
        pieces[cell[everywhere]] = candidate[everywhere]
        return pieces

    def generators(self, cell: int) -> Integers:
        """The vertices, rays and lines in both directions of a cell, as rows (x, t)."""
        return np.concatenate([self.vertices[self.vertex[self.owner == cell]], self.lines])

    def domain(self, cell: int) -> Integers:
        """The facets of a cell as forms that are nonnegative inside."""
        facets = [form for _, form in self.assembly.facets(cell)]
        return np.array(facets, dtype=object).reshape(len(facets), self.vertices.shape[1])


def _undominated(forms: Integers, generators: Integers) -> Integers:
    """The forms that no form that is maximal at a generator exceeds at all generators.

    The others nowhere exceed the maximum of these on the polyhedron.
    """
    values = integer_product(forms, generators.T)
    kept = np.ones(len(forms), np.bool_)
    for i in np.flatnonzero((values == values.max(axis=0)).any(axis=1)).tolist():
        if kept[i]:
            kept &= (values > values[i]).any(axis=1)
            kept[i] = True
    return forms[kept]
