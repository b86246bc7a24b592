r"""Piecewise linear functions from cells and the affine maps on them.

Data are polyhedra :math:`P_1, \dots, P_m` and affine maps :math:`\ell_1, \dots, \ell_m`.  They are a continuous
piecewise linear function on a convex domain D exactly if

1. every :math:`P_i` has interior points, no two have one in common, and all together cover D
   (:mod:`tropnet.analysis.piecewise.subdivision_walls` has the proof);
2. neighbours, which meet in a set of dimension n - 1, agree on it: the difference of their maps vanishes on the
   hyperplane of this set, so it is a multiple of the form of the hyperplane.

The second is enough for all cells: near a point x of D, the cells that contain x are connected through such sets that
contain x (what remains has codimension two, and separates nothing), so all of their maps have one value at x.

**The network.**  If no jump (:mod:`tropnet.analysis.piecewise.bends`) is negative, the function is convex, and the
maximum of its maps; if none is positive, it is the minimum.  Otherwise it is a difference of two convex functions,
each of them one maximum (:mod:`tropnet.analysis.piecewise.convex_difference`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from tropnet.analysis.domains import domain_forms
from tropnet.analysis.piecewise.compatible import Wall
from tropnet.analysis.piecewise.convex_difference import convex_pair
from tropnet.analysis.piecewise.function import PiecewiseLinear
from tropnet.analysis.piecewise.subdivision_walls import subdivision_walls
from tropnet.errors import InputError, ShapeError
from tropnet.exact.arrays import RationalArray, RationalArrayLike, concatenate, rational_array
from tropnet.networks import Dense, Maxout, Network
from tropnet.networks.operations import scale, subtract
from tropnet.polyhedra.polyhedron import Polyhedron

__all__ = ["CellLike", "distinct_maps", "from_cells", "glued", "maximum_network"]

CellLike: TypeAlias = "Polyhedron | str | RationalArrayLike"
"""A polyhedron, a text that :meth:`Polyhedron.parse <tropnet.Polyhedron.parse>` reads, or points with this hull."""


def from_cells(
    cells: Sequence[CellLike], maps: RationalArrayLike, domain: Polyhedron | None = None
) -> PiecewiseLinear:
    """The function that is a given affine map on each of some cells, which are proved to fit together.

    Parameters
    ----------
    cells : sequence of m polyhedra in R^n
        With interior points, bounded or not; a vertex of one may lie inside a facet of another.  Also a text such as
        ``"x1 >= 0; x1 <= x2"``, or points, shape (k, n), whose convex hull is meant.
    maps : array-like, shape (m, n + 1)
        The gradient and the constant on each cell: f(x) = maps[i, :-1] @ x + maps[i, -1].
    domain : Polyhedron, optional
        The domain of the function, to which the cells are cut.  The convex hull of the cells unless given, so that
        the cells must have a convex union.

    Returns
    -------
    PiecewiseLinear
        Its network is one maximum if the function is convex, one minimum if it is concave, and else a difference
        of two maxima.

    Raises
    ------
    ShapeError
        If there are not as many maps as cells, or sizes do not fit.
    InputError
        If there is no cell, or something else is given as one; if a cell has no interior point; if two cells overlap,
        with a common interior point; if the cells do not cover the domain, with a point that is not covered; if two
        maps differ where the cells meet, with a point and both values.
    EmptyDomainError
        If the domain has no interior point.
    NotRationalError, FormatError
        If an entry is no rational number, or a text no polyhedron.

    Examples
    --------
    >>> cells = ["x1 >= 0; x1 >= x2", "x1 <= 0; x2 <= 0", "x2 >= 0; x2 >= x1"]
    >>> f = from_cells(cells, [[1, 0, 0], [0, 0, 0], [0, 1, 0]])
    >>> f, f([3, 2]), f.is_convex
    (<PiecewiseLinear from R^2>, Fraction(3, 1), True)
    >>> tent = from_cells([[[0], [1]], [[1], [2]]], [[1, 0], [-1, 2]])
    >>> tent.domain == Polyhedron.parse("[0,2]"), tent(["1/2"])
    (True, Fraction(1, 2))
    >>> from_cells([[[0], [1]], [[1], [2]]], [[1, 0], [-1, 3]])
    Traceback (most recent call last):
    tropnet.errors.InputError: the maps of cell 0 and cell 1 have the values 1 and 2 at the common point [1]; give \
maps that agree where cells meet
    """
    forms = rational_array(maps)
    if forms.ndim != 2 or forms.shape[1] < 2:
        raise ShapeError(
            f"the maps have shape {forms.shape}; give one row (gradient, constant) for each cell"
        )
    if len(cells) != len(forms) or not len(forms):
        raise ShapeError(
            f"there are {len(cells)} cells and {len(forms)} maps; give one map for each, at least one"
        )
    polyhedra = [_cell(i, cell, forms.shape[1] - 1) for i, cell in enumerate(cells)]
    return glued(polyhedra, forms, domain, [f"cell {i}" for i in range(len(polyhedra))])


def glued(
    cells: Sequence[Polyhedron], maps: RationalArray, domain: Polyhedron | None, names: Sequence[str]
) -> PiecewiseLinear:
    """The function of full-dimensional cells and maps; ``names`` are what the messages call the cells.

    >>> half = Polyhedron.parse("[0,inf]")
    >>> glued([half], RationalArray([[1, 0]]), None, ["the half-line"])([2])
    Fraction(2, 1)
    """
    n = maps.shape[1] - 1
    if domain is None:
        domain = _hull(cells)
    else:
        domain_forms(n, domain)
        cut = [cell if cell <= domain else cell & domain for cell in cells]
        kept = [i for i, cell in enumerate(cut) if cell.is_full_dimensional]
        if not kept:
            raise InputError(f"no cell meets the interior of {domain!r}; give cells that cover the domain")
        cells, maps, names = [cut[i] for i in kept], maps[kept], [names[i] for i in kept]
    walls = subdivision_walls(cells, domain, names)
    signs = _jump_signs(cells, maps, walls, names)
    if (signs >= 0).all():
        net = maximum_network(distinct_maps(maps))
    elif (signs <= 0).all():
        net = scale(maximum_network(distinct_maps(-maps)), -1)
    else:
        g, h = convex_pair(maps, walls, cells)
        net = subtract(
            *(
                maximum_network(concatenate([p.exponents, p.coefficients.reshape(-1, 1)], axis=1))
                for p in (g, h)
            )
        )
    return PiecewiseLinear(net, domain)


def _cell(i: int, cell: CellLike, n: int) -> Polyhedron:
    """A cell as a full-dimensional polyhedron in R^n."""
    if isinstance(cell, str):
        cell = Polyhedron.parse(cell, n)
    elif not isinstance(cell, Polyhedron):
        cell = Polyhedron.from_generators(cell)
    if cell.ambient_dim != n:
        raise ShapeError(
            f"cell {i} lies in R^{cell.ambient_dim}, but the maps have {n} variables; give one in R^{n}"
        )
    if not cell.is_full_dimensional:
        raise InputError(f"cell {i}, {cell!r}, has no interior point in R^{n}; leave it out")
    return cell


def _hull(cells: Sequence[Polyhedron]) -> Polyhedron:
    """The closed convex hull of the union."""
    parts = ([getattr(cell, name) for cell in cells] for name in ("vertices", "rays", "lineality_space"))
    known = Polyhedron.from_generators(*map(concatenate, parts)).description
    return Polyhedron.from_double_description(*known.constraints, *known.generators)


def _jump_signs(
    cells: Sequence[Polyhedron], maps: RationalArray, walls: Sequence[Wall], names: Sequence[str]
) -> npt.NDArray[np.int8]:
    """The signs of the jumps at the walls; refuses maps that do not agree there."""
    forms = np.array([wall.hyperplane for wall in walls], dtype=object).reshape(len(walls), maps.shape[1])
    pivots = (forms != 0).argmax(axis=1)
    every = np.arange(len(walls))
    negative, positive = ([wall[side] for wall in walls] for side in (1, 2))
    gains = maps.numerators[positive] - maps.numerators[negative]
    jumps = gains[every, pivots]
    agree = (gains * forms[every, pivots][:, None] == forms * jumps[:, None]).all(axis=1)
    for i in np.flatnonzero(~agree).tolist():
        _refuse_break(cells, maps, sorted(walls[i][1:]), names)
    return np.asarray(np.sign(jumps), dtype=np.int8)


def _refuse_break(
    cells: Sequence[Polyhedron], maps: RationalArray, pair: list[int], names: Sequence[str]
) -> None:
    """Refuse maps that differ on the common boundary of two cells."""
    common = cells[pair[0]] & cells[pair[1]]
    # Two affine maps that agree at all these points agree on their hull, and in the direction of the rays.
    directions = concatenate([common.rays, common.lineality_space])
    points = [vertex + step for vertex in common.vertices for step in (0, *directions)]
    for point in points:
        values = [maps[i, :-1] @ point + maps[i, -1] for i in pair]
        if values[0] != values[1]:
            raise InputError(
                f"the maps of {names[pair[0]]} and {names[pair[1]]} have the values {values[0]} and {values[1]} at "
                f"the common point {point.to_text()}; give maps that agree where cells meet"
            )
    raise AssertionError("the maps agree")


def distinct_maps(maps: RationalArray) -> RationalArray:
    """The distinct rows, sorted.

    >>> distinct_maps(RationalArray([[1, 0], [0, 1], [1, 0]]))
    RationalArray([[0, 1], [1, 0]])
    """
    rows = sorted(set(map(tuple, maps.numerators.tolist())))
    return RationalArray.from_integers(np.array(rows, dtype=object), maps.denominator)


def maximum_network(maps: RationalArray) -> Network:
    """The maximum of affine maps, rows (gradient, constant), as one maxout unit.

    >>> maximum_network(RationalArray([[1, 0], [-1, 3]]))([2])
    RationalArray([2])
    """
    return Network.sequential([Dense(maps[:, :-1], maps[:, -1]), Maxout(len(maps))], maps.shape[1] - 1)
