r"""The largest and the smallest value of a piecewise linear function on a polyhedron, exactly.

**Theorem.**  Let f be affine on each cell of a polyhedral complex that covers D, and let no cell contain a line.  Then
f has an upper bound on D if and only if it rises along no ray (unbounded edge) of a cell; and then it has a largest
value, which it attains at a vertex of a cell.

*Proof.*  A point of a cell is :math:`\sum_i \lambda_i v_i + \sum_j \mu_j r_j` with its vertices :math:`v_i`, its rays
:math:`r_j`, :math:`\lambda_i, \mu_j \ge 0` and :math:`\sum_i \lambda_i = 1`.  There :math:`f = \sum_i \lambda_i f(v_i)
+ \sum_j \mu_j (a r_j)` with the gradient a.  If no :math:`a r_j` is positive, this is at most the largest
:math:`f(v_i)`; if one is, f is unbounded along the ray from any vertex of the cell.

The cells here are those of the slicing (:mod:`tropnet.analysis.blocks`).  Along their common lineality space nothing
changes, so it is left out: in a complement cells contain no line.

**How.**  The output is one more form, the values of which at all vertices the slicing carries along, as it does for
the neurons of the next layer: in integers, or in floats with a proven error bound.  Let :math:`[l_i, u_i]` be the
enclosures of the values.  Only vertices with :math:`u_i \ge \max_k l_k` can attain the largest value; these alone are
computed exactly.  Blocks of cells are dropped as soon as they are done, so the memory does not grow with their number.

A domain that lies in a hyperplane is parametrised by its affine hull.

The number of cells grows exponentially with the number of inputs.  Already for one hidden layer the problem is
W[1]-hard in that number (V. Froese, M. Grillo, C. Hertrich and M. Stargalla, Parameterized hardness of zonotope
containment and neural network verification, 2025).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from tropnet.analysis.blocks import Block, Slicer, cell_of_vertices
from tropnet.analysis.enumeration import Limit, Unfinished, run_blocks
from tropnet.analysis.functions import network_on_domain
from tropnet.analysis.start import Start, start
from tropnet.analysis.univariate_form import along
from tropnet.analysis.walk import enumerate_regions
from tropnet.errors import EmptyDomainError, InputError, ShapeError
from tropnet.exact import programs
from tropnet.exact.arrays import RationalArray, RationalArrayLike, rational_array
from tropnet.exact.fraction_arrays import FractionArray
from tropnet.exact.integers import Integers
from tropnet.exact.matrix import nullspace, primitive
from tropnet.networks.affine import Dense, Flatten
from tropnet.networks.hinges import HingeNetwork, Round, hinges
from tropnet.networks.network import Network
from tropnet.networks.operations import restrict, then
from tropnet.networks.stages import stages
from tropnet.polyhedra.affine_maps import preimage
from tropnet.polyhedra.complexes.boundary import BoundaryIndex
from tropnet.polyhedra.complexes.rows import FilteredRows
from tropnet.polyhedra.polyhedron import Polyhedron
from tropnet.polyhedra.reading import integer_at_least

__all__ = ["Objective", "Optimum", "UnboundedOptimum", "maximize", "minimize"]

Labels = npt.NDArray[np.intp]


@dataclass(frozen=True)
class Objective:
    """What is optimised: a function of one output on a domain, in some direction.

    Attributes
    ----------
    network : Network
        From R^n to R, with flat input.
    within : Polyhedron, optional
    is_maximum : bool
        Whether the largest value is meant, or the smallest.
    """

    network: Network
    within: Polyhedron | None
    is_maximum: bool

    def at(self, point: RationalArray) -> Fraction:
        """The value at a flat point."""
        return self.network(point).item()

    def contains(self, point: RationalArray) -> bool:
        """Whether a flat point lies in the domain."""
        return point.shape == (self.network.input_dim,) and (self.within is None or point in self.within)


@dataclass(frozen=True)
class Optimum:
    """The largest or smallest value of a function, and where it is attained; made by :func:`maximize`.

    Attributes
    ----------
    value : Fraction
    points : RationalArray, shape (k, n)
        All vertices of cells where it is attained, sorted; where the cells have a common lineality space, a point of
        each minimal face.  Points where the slicing cut one cell in two may be among them.
    objective : Objective
        What was asked.

    Examples
    --------
    >>> from tropnet.polyhedra.bodies import cube
    >>> norm = Network.from_arrays([[[1, 0], [-1, 0], [0, 1], [0, -1]], [[1, 1, 1, 1]]])
    >>> best = maximize(norm, cube(2))
    >>> best
    Optimum(value=Fraction(2, 1), points=RationalArray([[-1, -1], [-1, 1], [1, -1], [1, 1]]))
    """

    value: Fraction
    points: RationalArray
    objective: Objective = field(repr=False)

    @property
    def point(self) -> RationalArray:
        """The first of the points, shape (n,).

        Examples
        --------
        >>> minimize(Network.from_arrays([[[1], [-1]], [[1, 1]]], [[-3, 3], None])).point
        RationalArray([3])
        """
        first: RationalArray = self.points[0]
        return first

    def check(self) -> bool:
        """Whether the value is attained at all the points, and these lie in the domain: by evaluation.

        Examples
        --------
        >>> minimize(Network.from_arrays([[[1], [-1]], [[1, 1]]])).check()
        True
        """
        return len(self.points) > 0 and all(
            self.objective.contains(x) and self.objective.at(x) == self.value for x in self.points
        )

    def verify(self) -> bool:
        """Whether the value is the best on each linear region, by linear programs whose answers are checked.

        The regions are found once more, without slicing (:func:`tropnet.enumerate_regions`).

        Examples
        --------
        >>> minimize(Network.from_arrays([[[1], [-1]], [[1, 1]]])).verify()
        True
        """
        problem = _Problem.of(self.objective)
        bests = list(problem.best_on_regions())
        proved = [best for best in bests if best is not None]
        return self.check() and len(proved) == len(bests) and max(proved) == problem.sign * self.value


@dataclass(frozen=True)
class UnboundedOptimum:
    """That a function has no largest, or no smallest, value, and a ray that shows it; made by :func:`maximize`.

    Attributes
    ----------
    point, ray : RationalArray, shape (n,)
        The function is affine on the ray of all point + s ray, s >= 0, which lies in the domain.
    slope : Fraction
        The derivative along it: positive if there is no largest value, negative if no smallest.
    objective : Objective
        What was asked.

    Examples
    --------
    >>> maximize(Network.from_arrays([[[1], [-1]], [[-1, 2]]]))
    UnboundedOptimum(point=RationalArray([0]), ray=RationalArray([-1]), slope=Fraction(2, 1))
    """

    point: RationalArray
    ray: RationalArray
    slope: Fraction
    objective: Objective = field(repr=False)

    def check(self) -> bool:
        """Whether the ray lies in the domain and the function is affine on it with this slope.

        All bends on the line are found (:func:`tropnet.analysis.univariate_form.along`), without slicing.

        Examples
        --------
        >>> minimize(Network.from_arrays([[[1], [-1]], [[1, -2]]])).check()
        True
        """
        net, within = self.objective.network, self.objective.within
        if not self.objective.contains(self.point) or (self.slope > 0) != self.objective.is_maximum:
            return False
        if within is not None and self.ray not in within.recession_cone:
            return False
        (on_line,) = along(net, self.point, self.point + self.ray)
        bends = [t for t in on_line.breakpoints if t > 0]
        return not bends and on_line.slopes[-1] == self.slope != 0


def maximize(
    f: Any,
    within: Polyhedron | None = None,
    *,
    output: int | None = None,
    form: RationalArrayLike | None = None,
    executor: Executor | None = None,
    progress: bool = False,
    limit: Limit | None = None,
) -> Optimum | UnboundedOptimum:
    """The largest value of a function on a polyhedron, and all vertices that attain it; or a ray on which it grows.

    Parameters
    ----------
    f : Network, LinearRegions, PiecewiseLinear, TropicalPolynomial, TropicalRational or PiecewiseLinearFunction1D
    within : Polyhedron, optional
        Any nonempty polyhedron, of any dimension, bounded or not; all of R^n unless given.
    output : int, optional
        Which output of a network is meant, if it has several.
    form : array-like, shape (k,), optional
        Or the coefficients of a combination of the outputs.
    executor, progress, limit
        As for :func:`tropnet.linear_regions`.

    Returns
    -------
    Optimum or UnboundedOptimum
        The answer does not depend on the executor.

    Raises
    ------
    InputError
        If there are several outputs and nothing says what is meant, no such output, or f is no function.
    ShapeError
        If the domain lies in another space, or the form has not one coefficient for each output.
    EmptyDomainError
        If the domain is empty.
    LimitReachedError
        If the limit is reached; :func:`tropnet.resume` goes on from its ``partial``.

    Examples
    --------
    >>> from tropnet.polyhedra.bodies import box
    >>> net = Network.from_arrays([[[1, 1], [1, -1]], [[1, -2], [0, 1]]])
    >>> maximize(net, box([0, 0], [1, 3]), output=0)
    Optimum(value=Fraction(4, 1), points=RationalArray([[1, 3]]))
    >>> maximize(net, Polyhedron.parse("x1 = x2; x1 <= 5"), form=[1, 1]).value
    Fraction(10, 1)
    """
    return _optimum(f, within, True, output, form).resumed(executor=executor, progress=progress, limit=limit)


def minimize(
    f: Any,
    within: Polyhedron | None = None,
    *,
    output: int | None = None,
    form: RationalArrayLike | None = None,
    executor: Executor | None = None,
    progress: bool = False,
    limit: Limit | None = None,
) -> Optimum | UnboundedOptimum:
    """The smallest value of a function on a polyhedron; parameters and exceptions as for :func:`maximize`.

    Examples
    --------
    >>> norm = Network.from_arrays([[[1, 0], [-1, 0], [0, 1], [0, -1]], [[1, 1, 1, 1]]])
    >>> minimize(norm, Polyhedron.parse("x1 + x2 >= 3"))
    Optimum(value=Fraction(3, 1), points=RationalArray([[0, 3], [3, 0]]))
    """
    return _optimum(f, within, False, output, form).resumed(executor=executor, progress=progress, limit=limit)


# -- the question ----------------------------------------------------------------------------------


def _optimum(
    f: Any, within: Polyhedron | None, is_maximum: bool, output: int | None, form: RationalArrayLike | None
) -> PartialOptimum:
    net, domain = network_on_domain(f, within)
    if domain is not None and domain.ambient_dim != net.input_dim:
        raise ShapeError(
            f"the domain lies in dimension {domain.ambient_dim}, but the function has {net.input_dim} variables; "
            "give a domain in the input space"
        )
    if domain is not None and domain.is_empty:
        raise EmptyDomainError("the domain is empty: there is no value on it; give a domain with a point")
    problem = _Problem.of(Objective(_one_output(net, output, form), domain, is_maximum))
    begun = problem.begin()
    return PartialOptimum(begun.slicer, [], [begun.block], 0, _Search(problem, begun))


def _one_output(net: Network, output: int | None, form: RationalArrayLike | None) -> Network:
    """The network with flat input, and the output or the combination of outputs that is meant."""
    k = net.output_dim
    if output is not None and form is not None:
        raise InputError("`output` and `form` both say what is meant; give one of them")
    if output is None and form is None and k > 1:
        raise InputError(f"{net!r} has {k} outputs; say which one is meant by `output`, or give a `form`")
    number = integer_at_least(0, 0 if output is None else output, "the number of the output")
    if number >= k:
        raise InputError(f"there is no output {number}; give one of 0 to {k - 1}")
    if form is None:
        row = RationalArray.eye(k)[number]
    else:
        row = rational_array(form)
        if row.shape != (k,):
            raise ShapeError(f"the form has shape {row.shape}; there are {k} outputs, so give shape ({k},)")
    flat = net if len(net.output_shape) == 1 else then(net, Flatten())
    flat = flat if len(net.input_shape) == 1 else restrict(flat, *_identity(net))
    return then(flat, Dense(row.reshape(1, k)))


def _identity(net: Network) -> tuple[RationalArray, RationalArray]:
    """The origin and the unit vectors in the shape of the input."""
    n = net.input_dim
    return RationalArray.zeros(net.input_shape), RationalArray.eye(n).reshape(n, *net.input_shape)


@dataclass(frozen=True)
class _Problem:
    """An objective to be maximised on a full-dimensional domain: in coordinates y of the affine hull, x = b + y D.

    Attributes
    ----------
    objective : Objective
    network : Network
        In the coordinates y, and with the sign of the objective.
    within : Polyhedron, optional
        In the coordinates y.
    base : RationalArray, shape (n,)
    directions : RationalArray, shape (d, n)
    """

    objective: Objective
    network: Network
    within: Polyhedron | None
    base: RationalArray
    directions: RationalArray

    @classmethod
    def of(cls, objective: Objective) -> _Problem:
        """The problem of an objective on a domain that is not empty."""
        net, within = objective.network, objective.within
        net = net if objective.is_maximum else then(net, Dense([[-1]]))
        if within is None or not len(within.equations):
            n = net.input_dim
            return cls(objective, net, within, RationalArray.zeros(n), RationalArray.eye(n))
        base = within.interior_point
        directions = primitive(nullspace(within.equations[:, :-1]))
        if not len(directions):
            # One direction along which nothing changes spares a point a case of its own.
            directions = RationalArray.zeros((1, len(base)))
        return cls(
            objective, restrict(net, base, directions), preimage(within, directions.T, base), base, directions
        )

    @property
    def sign(self) -> int:
        """1 for a maximum, -1 for a minimum."""
        return 1 if self.objective.is_maximum else -1

    def point(self, y: RationalArray) -> RationalArray:
        """The point with these coordinates."""
        x: RationalArray = self.base + y @ self.directions
        return x

    def begin(self) -> Start:
        """The start of a slicing that ends in front of a last round: the value of the network."""
        network = hinges(stages(self.network))
        value = Round(network.output.numerators, 1, ())
        longer = HingeNetwork(network.input_dim, (*network.rounds, value), RationalArray.eye(2), ())
        return start(longer, self.within, n_rounds=len(network.rounds))

    def best_on_regions(self) -> Iterator[Fraction | None]:
        """The largest value on each linear region; None where it is unbounded, or a proof does not hold."""
        for region in enumerate_regions(self.network, self.within):
            gradient, constant = region.affine_map[0, :-1], region.affine_map[0, -1]
            rows = region.inequalities
            program = gradient, rows[:, :-1], rows[:, -1]
            found = programs.maximize(*program)
            if isinstance(found, programs.Optimal) and found.check(*program):
                yield found.value + constant
            else:
                yield None


# -- the search ------------------------------------------------------------------------------------


class _Ascent(NamedTuple):
    """A vertex of a cell, and a ray of it along which the value rises: rows (x, t) in the slicer's coordinates."""

    vertex: list[int]
    ray: list[int]


class _Best(NamedTuple):
    """The largest value at the vertices of a block, in units of the last round, and the vertices (x, t) with it."""

    value: Fraction
    vertices: list[list[int]]


@dataclass(frozen=True)
class _Search:
    """A problem, and the slicing of its cells."""

    problem: _Problem
    start: Start

    def attained(self, bests: list[_Best]) -> Optimum:
        """The optimum, from the best values of all blocks."""
        best = max(found.value for found in bests)
        rows = {tuple(row) for found in bests if found.value == best for row in found.vertices}
        points = rational_array(sorted(tuple(self.point(row).fractions().tolist()) for row in rows))
        objective = self.problem.objective
        return Optimum(objective.at(points[0]), points, objective)

    def unbounded(self, ascent: _Ascent) -> UnboundedOptimum:
        """The answer that a rising ray gives."""
        objective, point = self.problem.objective, self.point(ascent.vertex)
        direction = self._full(ascent.ray[:-1]) @ self.problem.directions
        ray = primitive(direction.reshape(1, -1))[0]
        return UnboundedOptimum(point, ray, objective.at(point + ray) - objective.at(point), objective)

    def point(self, row: Sequence[int]) -> RationalArray:
        """The point of a vertex (x, t) of the slicing, in the space that was asked about."""
        return self.problem.point(self._full(row[:-1]) / row[-1])

    def _full(self, coordinates: Sequence[int]) -> RationalArray:
        """With zeros for the coordinates that the slicing leaves out."""
        full = [0] * self.start.network.input_dim
        for place, value in zip(self.start.pivots, coordinates, strict=True):
            full[place] = value
        return rational_array(full)


@dataclass(repr=False)
class PartialOptimum(Unfinished[_Best | _Ascent]):
    """A search for an optimum that was stopped by a limit; see :func:`tropnet.resume`."""

    search: _Search | None = None

    def resumed(
        self, *, executor: Executor | None, progress: bool, limit: Limit | None
    ) -> Optimum | UnboundedOptimum:
        """The optimum, after running the blocks that are left."""
        assert self.search is not None
        found = run_blocks(self, _best_of_block, executor=executor, progress=progress, limit=limit)
        ascents = [result for _, result in found if isinstance(result, _Ascent)]
        if ascents:
            return self.search.unbounded(ascents[0])
        return self.search.attained([result for _, result in found if isinstance(result, _Best)])


def _best_of_block(slicer: Slicer, block: Block) -> _Best | _Ascent:
    """What a block has to say, in front of the last round, the only form of which is the value."""
    slicer.attach(block)
    column = block.rows.n_coordinates
    is_point = block.rows.values[:, column - 1] > 0
    rays = np.flatnonzero(~is_point)
    rising = rays[block.rows.signs_at(column, rays) > 0]
    if len(rising):
        return _ascent(slicer, block, int(rising[0]), is_point)
    candidates = _candidates(block, np.flatnonzero(is_point))
    rows = _coordinates(slicer, block, candidates)
    homes = cell_of_vertices(block.complex)[candidates]
    forms = [slicer.forms_on(block.cell_signs.view[home])[-1][0] for home in homes]
    values = [Fraction(int(form @ row), int(row[-1])) for form, row in zip(forms, rows, strict=True)]
    best = max(values)
    return _Best(best, [row.tolist() for row, value in zip(rows, values, strict=True) if value == best])


def _candidates(block: Block, points: Labels) -> Labels:
    """Those of some vertices at which the value may be the largest, all where it is among them."""
    rows, column = block.rows, block.rows.n_coordinates
    if isinstance(rows, FilteredRows):
        values, errors = rows.values[points, column], rows.vertex_errors(points)
        # One step more than the rounding of the sums, in any rounding mode.
        least, most = np.nextafter(values - errors, -np.inf), np.nextafter(values + errors, np.inf)
        within_reach: Labels = points[~(most < least.max())]
        return within_reach
    quotients = FractionArray.quotients(rows.values[points, column], rows.values[points, column - 1])
    attaining: Labels = points[quotients.is_equal(quotients.max())]
    return attaining


def _coordinates(slicer: Slicer, block: Block, vertices: Labels) -> Integers:
    """The exact rows (x, t) of some vertices."""
    # Without the last round the block is at its end, and there rows are coordinates.
    network = replace(slicer.network, rounds=slicer.network.rounds[:-1])
    return replace(slicer, network=network, _forms={}).exact_rows(block, vertices)


def _ascent(slicer: Slicer, block: Block, ray: int, is_point: npt.NDArray[np.bool_]) -> _Ascent:
    """A ray, and a vertex of a cell that it belongs to."""
    home = int(cell_of_vertices(block.complex)[ray])
    corners = BoundaryIndex(block.complex).faces(block.complex.dim, home)[0]
    vertex = int(corners[is_point[corners]][0])
    rows = _coordinates(slicer, block, np.array([vertex, ray]))
    return _Ascent(rows[0].tolist(), rows[1].tolist())
