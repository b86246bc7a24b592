r"""Functions that are affine on the cells of one subdivision, by their jumps, and linear programs over them.

Let a convex set with interior points be covered by finitely many convex cells without common interior points.  A
*wall* is a pair of cells that share a piece of boundary of dimension n - 1, with its hyperplane, the zero set of a
primitive form :math:`\ell_w`.  A continuous function that is affine on every cell is *compatible* with the
subdivision.  Behind the wall w, where :math:`\ell_w > 0`, its affine map is that before the wall plus
:math:`t_w \ell_w`; the number :math:`t_w` is its *jump*.

**The jumps are the function, up to an affine one,** since cells are connected through walls.  Conversely numbers
:math:`t_w` are jumps exactly if around every cycle of cells

.. math::  \sum_w \pm t_w \ell_w = 0,

with the sign + where the cycle goes to the positive side: then affine maps with these differences can be
chosen along a spanning tree, and neighbours agree on their wall.  Around a point of several cells, these are connected
through walls at this point (what is missing has codimension two and separates nothing), so all of them agree there, and
the function is well defined and continuous.  It is enough to ask for a basis of the cycles.

**The function is convex exactly if no jump is negative.**  For a segment in general position crosses walls alone, the
slope along it never falls, and a continuous function that is convex on a dense set of segments is convex.  So
the convex compatible functions are a polyhedral cone in the space of jumps, and questions about them are linear
programs (M.-C. Brandenburg, M. Grillo and C. Hertrich, Decomposition polyhedra of piecewise linear functions,
2025).

**A convex compatible function extends to all of space.**  It is the maximum of its affine maps: at a point x of the
domain, the map of another cell is at most the function, by convexity on the segment from x to an interior point of that
cell.  The maximum is a convex function on R^n.  Maps that belong to different jumps are different maps, and each is the
only largest one inside of its cells; so all distinct ones are essential monomials.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence, Set
from functools import cached_property
from typing import NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from tropnet.analysis.components import n_labels
from tropnet.analysis.regions import LinearRegions
from tropnet.analysis.wall_forms import wall_forms
from tropnet.analysis.walls import primitive_row
from tropnet.errors import InconsistentError, InputError
from tropnet.exact.arrays import RationalArray, concatenate
from tropnet.exact.integers import row, zeros
from tropnet.exact.programs import Optimal
from tropnet.exact.standard_form import maximize_in_standard_form
from tropnet.polyhedra.integer_rows import spanning_rows
from tropnet.tropical.polynomial import TropicalPolynomial

__all__ = ["CompatibleFunctions", "Wall", "convex_maxima"]

Labels = npt.NDArray[np.intp]

Step: TypeAlias = tuple[int, int]
"""A wall with a sign, or with a cell."""


class Wall(NamedTuple):
    r"""Two cells with a common piece of boundary of dimension n - 1.

    Attributes
    ----------
    hyperplane : tuple of n + 1 int
        The primitive form :math:`a \cdot x + b` as (a, b), the first nonzero entry positive.
    negative, positive : int
        The cells where the form is negative, and positive.
    """

    hyperplane: tuple[int, ...]
    negative: int
    positive: int

    @classmethod
    def between(cls, form: tuple[int, ...], above: int, below: int) -> Wall:
        """The wall of two cells, on which a primitive form of any sign is positive and negative.

        Examples
        --------
        >>> Wall.between((0, -1, 2), above=3, below=5)
        Wall(hyperplane=(0, 1, -2), negative=3, positive=5)
        """
        if next(entry for entry in form if entry) > 0:
            return cls(form, below, above)
        return cls(tuple(-entry for entry in form), above, below)


class CompatibleFunctions:
    """The continuous functions that are affine on the cells of a subdivision, each given by its jumps.

    Parameters
    ----------
    n_variables, n_cells : int
        At least 1.
    walls : sequence of Wall
        One for every pair of neighbours.

    Raises
    ------
    InputError
        If the walls do not connect the cells.

    Examples
    --------
    The four quadrants, counter-clockwise.  Opposite walls have the same jump:

    >>> walls = [Wall((1, 0, 0), 1, 0), Wall((0, 1, 0), 2, 1), Wall((1, 0, 0), 2, 3), Wall((0, 1, 0), 3, 0)]
    >>> quadrants = CompatibleFunctions(2, 4, walls)
    >>> quadrants.equations
    ({0: -1, 2: 1}, {1: 1, 3: -1})
    >>> quadrants.maps(RationalArray([2, 3, 2, 3]))
    RationalArray([[0, 0, 0], [-2, 0, 0], [-2, -3, 0], [0, -3, 0]])
    """

    def __init__(self, n_variables: int, n_cells: int, walls: Sequence[Wall]) -> None:
        self.n_variables = n_variables
        self.n_cells = n_cells
        self.walls = tuple(walls)
        self._walls_at: list[list[tuple[int, int]]] = [[] for _ in range(n_cells)]
        for number, wall in enumerate(self.walls):
            self._walls_at[wall.negative].append((number, wall.positive))
            self._walls_at[wall.positive].append((number, wall.negative))
        self._tree = self._search(0)
        if len(self._tree) < n_cells:
            cell = next(cell for cell in range(n_cells) if cell not in self._tree)
            raise InputError(
                f"no walls lead from cell 0 to cell {cell}; give the walls of all pairs of neighbours"
            )

    @classmethod
    def on_regions(cls, regions: LinearRegions, labels: Labels) -> CompatibleFunctions:
        """The functions that are affine on unions of cells of a network.

        Parameters
        ----------
        regions : LinearRegions
        labels : int array, shape (number of cells,)
            Which cells make up one convex union: numbers 0, 1, ...

        Examples
        --------
        >>> from tropnet.analysis.regions import linear_regions
        >>> from tropnet.networks import Network
        >>> regions = linear_regions(Network.from_arrays([[[1], [1]], [[2, -3]]], [[0, -1], [0]]))
        >>> CompatibleFunctions.on_regions(regions, regions.labels("convex")).walls
        (Wall(hyperplane=(1, -1), negative=0, positive=2), Wall(hyperplane=(1, 0), negative=1, positive=0))
        """
        assembly = regions._assembly
        pairs = assembly.neighbours(labels)
        forms = wall_forms(assembly.network, *(assembly.fine_signs[side] for side in pairs.T))
        unions = labels[assembly.cell_of_fine[pairs]]
        walls = [
            Wall.between(primitive_row(form), inside, outside)
            for form, (outside, inside) in zip(forms.tolist(), unions.tolist(), strict=True)
        ]
        return cls(regions.network.input_dim, n_labels(labels), sorted(walls, key=lambda wall: wall[1:]))

    # -- cycles ------------------------------------------------------------------------------------

    @cached_property
    def equations(self) -> tuple[dict[int, int], ...]:
        """Integer equations whose solutions are the jumps: numbers of walls with their coefficients."""
        found: list[dict[int, int]] = []
        for cycle in self._cycles():
            forms = np.array([self.walls[number].hyperplane for number, _ in cycle], dtype=object)
            signs = row([sign for _, sign in cycle])
            for line in spanning_rows((forms * signs[:, None]).T).tolist():
                found.append(
                    dict(sorted((number, c) for (number, _), c in zip(cycle, line, strict=True) if c))
                )
        return tuple(found)

    def _cycles(self) -> Iterator[list[Step]]:
        """A basis of the cycles: each has a wall that is in none before, and is short."""
        depth = {0: 0}
        for cell, (_, before) in self._tree.items():
            depth[cell] = depth.get(before, -1) + 1
        known = {number for number, _ in self._tree.values()}
        chords = [number for number in range(len(self.walls)) if number not in known]
        for number in sorted(chords, key=lambda k: self._distance(self.walls[k], depth)):
            wall = self.walls[number]
            reached = self._search(wall.positive, known, wall.negative)
            known.add(number)
            yield [(number, 1), *self._path(reached, wall.negative)]

    def _search(self, root: int, among: Set[int] | None = None, goal: int = -1) -> dict[int, Step]:
        """The cells in order of their distance, each with the wall and the cell before it, until the goal is met."""
        reached = {root: (-1, root)}
        queue = deque([root])
        while queue and goal not in reached:
            cell = queue.popleft()
            for number, other in self._walls_at[cell]:
                if other not in reached and (among is None or number in among):
                    reached[other] = number, cell
                    queue.append(other)
        return reached

    def _path(self, reached: dict[int, Step], goal: int) -> list[Step]:
        """The walls on the way from the root of a search to a cell, with the signs of the crossings, backwards."""
        steps, cell = [], goal
        while reached[cell][0] >= 0:
            number, before = reached[cell]
            steps.append((number, 1 if self.walls[number].positive == cell else -1))
            cell = before
        return steps

    def _distance(self, wall: Wall, depth: dict[int, int]) -> int:
        """The number of walls of the tree between two neighbours."""
        (_, cell, other), length = wall, 0
        while cell != other:
            if depth[cell] < depth[other]:
                cell, other = other, cell
            cell, length = self._tree[cell][1], length + 1
        return length

    # -- functions ---------------------------------------------------------------------------------

    def maps(self, jumps: RationalArray) -> RationalArray:
        """The affine maps of the function with these jumps that is zero on cell 0, shape (m, n + 1).

        Parameters
        ----------
        jumps : RationalArray, shape (number of walls,)
            That they satisfy the equations is for the caller to know.
        """
        steps = jumps.numerators.tolist()
        found: dict[int, list[int]] = {}
        for cell, (number, before) in self._tree.items():
            if number < 0:
                found[cell] = [0] * (self.n_variables + 1)
                continue
            wall = self.walls[number]
            step = steps[number] if wall.positive == cell else -steps[number]
            found[cell] = [a + step * b for a, b in zip(found[before], wall.hyperplane, strict=True)]
        rows = [found[cell] for cell in range(self.n_cells)]
        return RationalArray.from_integers(rows, jumps.denominator)

    def jumps(self, maps: RationalArray) -> RationalArray:
        """The jumps of the function with these affine maps on the cells, shape (number of walls,).

        Raises
        ------
        InputError
            If the function is not continuous.
        """
        rows = maps.numerators.tolist()
        found = []
        for form, cell, other in self.walls:
            difference = [b - a for a, b in zip(rows[cell], rows[other], strict=True)]
            pivot = next(k for k, entry in enumerate(form) if entry)
            jump, rest = divmod(difference[pivot], form[pivot])
            if rest or any(entry != jump * a for entry, a in zip(difference, form, strict=True)):
                raise InputError(
                    f"the maps {maps[cell].to_text()} and {maps[other].to_text()} of the cells {cell} and {other} "
                    f"do not agree on the hyperplane {form}; give the maps of a continuous function"
                )
            found.append(jump)
        return RationalArray.from_integers(row(found), maps.denominator)

    # -- linear programs ---------------------------------------------------------------------------

    @cached_property
    def weights(self) -> RationalArray:
        """For every wall the maximum norm of its gradient: a jump times it is by how much some slope changes."""
        return RationalArray.from_integers([max(map(abs, wall.hyperplane[:-1])) for wall in self.walls])

    def least(self, lower: RationalArray) -> RationalArray:
        """Jumps that are at least these numbers, their weighted sum the least.

        Raises
        ------
        InconsistentError
            If no compatible function has such jumps.
        """
        right = -self._values(lower)
        if not right.sign().any():
            return lower
        found = maximize_in_standard_form(-self.weights, self.equations, right)
        if not isinstance(found, Optimal):
            raise InconsistentError("no function that is affine on these cells has such jumps")
        return lower + found.point

    def greatest(self, upper: RationalArray) -> RationalArray:
        """Jumps between zero and these numbers, which are not negative, their weighted sum the greatest."""
        if not self._values(upper).sign().any():
            return upper
        # Only jumps that can be positive are variables; each has another one, for what it lacks to its bound.
        free = np.flatnonzero(upper.sign())
        k = len(free)
        place = {int(number): j for j, number in enumerate(free)}
        cycles = [{place[j]: c for j, c in line.items() if j in place} for line in self.equations]
        equations = [*(line for line in cycles if line), *({j: 1, k + j: 1} for j in range(k))]
        right = concatenate([RationalArray.zeros(len(equations) - k), upper[free]])
        costs = concatenate([self.weights[free], RationalArray.zeros(k)])
        found = maximize_in_standard_form(costs, equations, right)
        assert isinstance(found, Optimal)
        jumps = zeros(len(self.walls))
        jumps[free] = found.point.numerators[:k]
        return RationalArray.from_integers(jumps, found.point.denominator)

    def _values(self, jumps: RationalArray) -> RationalArray:
        """The left-hand sides of the equations."""
        numbers = jumps.numerators.tolist()
        values = [sum(c * numbers[k] for k, c in line.items()) for line in self.equations]
        return RationalArray.from_integers(row(values), jumps.denominator)


def convex_maxima(g: RationalArray, h: RationalArray) -> tuple[TropicalPolynomial, TropicalPolynomial]:
    """Two convex functions as maxima, less one affine function, so that the first monomial of the second is 0.

    Parameters
    ----------
    g, h : RationalArray, shapes (m, n + 1) and (k, n + 1)
        Their affine maps on full-dimensional cells.

    Examples
    --------
    >>> print(*convex_maxima(RationalArray([[5, 2], [2, 3]]), RationalArray([[1, 3], [2, 3], [1, 3]])))
    max(4*x - 1, x) max(x, 0)
    """
    first = h[min(range(len(h)), key=h.numerators.tolist().__getitem__)]
    return _maximum(g - first), _maximum(h - first)


def _maximum(maps: RationalArray) -> TropicalPolynomial:
    distinct = sorted(set(map(tuple, maps.numerators.tolist())))
    rows = RationalArray.from_integers(distinct, maps.denominator)
    return TropicalPolynomial.from_essential(rows[:, :-1], rows[:, -1])
