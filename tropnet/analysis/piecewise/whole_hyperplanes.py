r"""Whether a piecewise linear function bends along whole hyperplanes, with the same jump everywhere.

Let f be piecewise linear on a domain D, which is all of :math:`\mathbb{R}^n` or a full-dimensional polyhedron, and let
H be a hyperplane that carries a bend of f (:mod:`tropnet.analysis.piecewise.bends`).  At a point of H in the interior
of D around which f is :math:`\text{affine} + c\,[\ell]_+`, where :math:`\ell` is the primitive form of H, the *jump* of
f along H is c; it is 0 where f does not bend.  These points are all of :math:`H \cap \operatorname{int} D` but finitely
many polyhedra of smaller dimension.  The question is whether c is the same number at all of them, for every H.

**Decision.**  Take the cells of any complex on which f is affine.

1. Two bends in H may have different jumps.
2. H may run through the interior of a cell: there the jump is 0, and at a bend in H it is not.
3. H may contain the common facet of two cells with the same affine map: there the jump is 0, too.

If none of this occurs, the jump is constant.  For let c be the jump of the bends in H.  As H meets no cell in its
interior, it meets each cell in a face of it.  These faces cover :math:`H \cap D`, so those of dimension n - 1 do, which
are facets of the cells; around a point of H inside D and off all smaller faces f is affine on both sides of H, and
this is a bend with the jump c, since 3 does not occur.

H meets the interior of a cell exactly if its form has both signs at the generators of the cell (vertices, and
directions of rays; it vanishes along lines, since a facet of some cell lies in H and contains them).  If it has no
positive sign on one of two neighbours and no negative sign on the other, it vanishes on their common facet.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from tropnet.analysis.cells import Cell
from tropnet.analysis.piecewise.bends import jumps_by_hyperplane
from tropnet.analysis.piecewise.function import PiecewiseLinear, piecewise_linear
from tropnet.analysis.walls import primitive_row
from tropnet.errors import InputError, ShapeError
from tropnet.exact.arrays import RationalArray, RationalArrayLike, rational_array, stack
from tropnet.exact.signs import LinearForms
from tropnet.polyhedra.polyhedron import Polyhedron
from tropnet.polyhedra.reading import point_of

__all__ = ["VaryingJump", "jump_at", "varying_jump"]

Row = tuple[int, ...]
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class VaryingJump:
    """Two points of one hyperplane at which a function has different jumps.

    Attributes
    ----------
    hyperplane : tuple of n + 1 int
        The primitive form (a, b) of :math:`a x + b = 0`, the first nonzero entry positive.
    points : RationalArray, shape (2, n)
        Around each of them the function has no other bend than along the hyperplane.
    jumps : pair of Fraction
        The first is not 0; the second is 0 where the function does not bend.

    Examples
    --------
    >>> from tropnet.analysis.piecewise.function import maximum
    >>> x, y = PiecewiseLinear.coordinates(2)
    >>> varying_jump(maximum(x, y, 0))
    VaryingJump(hyperplane=(0, 1, 0), points=RationalArray([[-1, 0], [1, 0]]), jumps=(Fraction(1, 1), Fraction(0, 1)))
    """

    hyperplane: Row
    points: RationalArray
    jumps: tuple[Fraction, Fraction]

    def check(self, f: PiecewiseLinear) -> bool:
        """Whether a function has these jumps at these points, and they are different.

        Only the cells around the two points are looked at.

        Examples
        --------
        >>> from tropnet.analysis.piecewise.function import maximum
        >>> x, y = PiecewiseLinear.coordinates(2)
        >>> found = varying_jump(maximum(x, y, 0))
        >>> found.check(maximum(x, y, 0)), found.check(maximum(x, y) + maximum(y, 0))
        (True, False)
        """
        try:
            jumps = tuple(jump_at(f, self.hyperplane, point) for point in self.points)
        except InputError:
            return False
        return jumps == self.jumps and jumps[0] != jumps[1]


def varying_jump(f: PiecewiseLinear) -> VaryingJump | None:
    """A hyperplane along which the jump of a function is not constant, or None if there is none.

    Parameters
    ----------
    f : PiecewiseLinear, or anything else that :func:`~tropnet.analysis.piecewise.function.piecewise_linear` reads

    Raises
    ------
    InputError, ShapeError
        If f is no function from R^n to R.

    Examples
    --------
    >>> x, y = PiecewiseLinear.coordinates(2)
    >>> varying_jump(abs(x) - 3 * abs(x + y)) is None
    True
    """
    f = piecewise_linear(f)
    groups = jumps_by_hyperplane(f)
    for row, found in groups.items():
        for one, other in pairwise(found):
            if one.jump != other.jump:
                points = stack([_point_between(f, *one.cells), _point_between(f, *other.cells)])
                return VaryingJump(row, points, (one.jump, other.jump))
    if not groups:
        return None
    row_and_point = _point_without_bend(f, list(groups))
    if row_and_point is None:
        return None
    row, point = row_and_point
    bend = groups[row][0]
    return VaryingJump(row, stack([_point_between(f, *bend.cells), point]), (bend.jump, Fraction(0)))


def jump_at(f: PiecewiseLinear, hyperplane: Row, point: RationalArrayLike) -> Fraction:
    """The jump of a function along a hyperplane at a point of it.

    Parameters
    ----------
    f : PiecewiseLinear, or anything else that :func:`~tropnet.analysis.piecewise.function.piecewise_linear` reads
    hyperplane : tuple of n + 1 int
        The form (a, b) of ``a x + b = 0``, in multiples of which the jump is given.
    point : array-like, shape (n,)

    Raises
    ------
    InputError
        If the point does not lie on the hyperplane in the interior of the domain, or a facet of a cell around it
        lies in another hyperplane.
    ShapeError
        If the hyperplane or the point lies in another space.

    Examples
    --------
    >>> x, y = PiecewiseLinear.coordinates(2)
    >>> jump_at(abs(x) + abs(y), (1, 0, 0), [0, 5])
    Fraction(2, 1)
    >>> jump_at(abs(x) + abs(y), (1, 0, 0), [0, 0])
    Traceback (most recent call last):
    tropnet.errors.InputError: cells around the point [0, 0] have facets in other hyperplanes than (1, 0, 0); \
move it along the hyperplane
    """
    f, n = piecewise_linear(f), len(hyperplane) - 1
    place = point_of(point, f.n_variables, "the point")
    if n != f.n_variables:
        raise ShapeError(f"{hyperplane} is a hyperplane in R^{n}, not in R^{f.n_variables}")
    if _value(hyperplane, place) != 0:
        raise InputError(f"the point {place.tolist()} does not lie on the hyperplane {hyperplane}")
    if f.domain is not None and not _is_inside(f.domain, place):
        raise InputError(
            f"the point {place.tolist()} does not lie in the interior of the domain {f.domain!r}"
        )
    normal = rational_array(hyperplane[:-1])
    above, below = _cell_towards(f, place, normal), _cell_towards(f, place, -normal)
    row = primitive_row(list(hyperplane))
    parallel = {row, tuple(-entry for entry in row)}
    if any(form not in parallel for cell in (above, below) for form in _tight_forms(cell.polyhedron, place)):
        raise InputError(
            f"cells around the point {place.tolist()} have facets in other hyperplanes than {hyperplane}; move it "
            "along the hyperplane"
        )
    gain = (above.affine_map[0] - below.affine_map[0]).fractions()
    pivot = next(k for k, entry in enumerate(hyperplane) if entry)
    jump: Fraction = gain[pivot] / hyperplane[pivot]
    return jump


# -- around one point ------------------------------------------------------------------------------


def _value(form: Row, point: RationalArray) -> Fraction:
    return sum((a * x for a, x in zip(form, [*point.tolist(), 1], strict=True)), Fraction(0))


def _is_inside(domain: Polyhedron, point: RationalArray) -> bool:
    """Whether a point lies in the interior of a full-dimensional polyhedron."""
    rows = domain.inequalities
    return bool((rows[:, :-1] @ point < rows[:, -1]).all())


def _cell_towards(f: PiecewiseLinear, point: RationalArray, direction: RationalArray) -> Cell:
    """A cell that contains a point inside the domain and the points near to it in some direction."""
    step = Fraction(1)
    while True:
        x = point + direction * step
        if f.domain is None or x in f.domain:
            cell = f.regions.at(x)
            if point in cell.polyhedron:
                return cell
        step /= 2


def _tight_forms(cell: Polyhedron, point: RationalArray) -> list[Row]:
    """The facets of a polyhedron on which a point lies, as primitive forms that vanish there."""
    rows = cell.inequalities
    tight = np.flatnonzero((rows[:, :-1] @ point - rows[:, -1]).sign() == 0)
    return [(*row[:-1], -row[-1]) for row in rows.numerators[tight].tolist()]


# -- on all cells ----------------------------------------------------------------------------------


def _point_between(f: PiecewiseLinear, one: int, other: int) -> RationalArray:
    """A point in the relative interior of the common facet of two cells."""
    return (f.regions[one].polyhedron & f.regions[other].polyhedron).interior_point


def _point_without_bend(f: PiecewiseLinear, rows: list[Row]) -> tuple[Row, RationalArray] | None:
    """A hyperplane with bends in it and a point of it where there is none, as in 2 and 3 of the module; or None."""
    positive, negative = _sides_of_cells(f, rows)
    crossed = np.argwhere(positive & negative)
    if len(crossed):
        number, cell = crossed[0].tolist()
        return rows[number], _point_of_section(f.regions[cell].polyhedron, rows[number])
    pairs = f.regions.adjacency
    labels = f.regions.labels("affine")
    pairs = pairs[labels[pairs[:, 0]] == labels[pairs[:, 1]]]
    separated = np.argwhere(positive[:, pairs[:, 0]] != positive[:, pairs[:, 1]])
    if not len(separated):
        return None
    number, pair = separated[0].tolist()
    return rows[number], _point_between(f, *pairs[pair].tolist())


def _sides_of_cells(f: PiecewiseLinear, rows: list[Row]) -> tuple[Mask, Mask]:
    """Whether forms are positive, and negative, somewhere on the cells; both of shape (n_forms, n_cells)."""
    assembly = f.regions._assembly
    generators = [assembly.generators(fine) for fine in range(assembly.n_fine_cells)]
    signs = LinearForms(rows).homogeneous_signs(RationalArray.from_integers(np.concatenate(generators)))
    starts = np.cumsum([0, *map(len, generators)])[:-1]
    order = np.argsort(assembly.cell_of_fine, kind="stable")
    firsts = np.searchsorted(assembly.cell_of_fine[order], np.arange(assembly.n_cells))
    highest = np.maximum.reduceat(np.maximum.reduceat(signs, starts, axis=1)[:, order], firsts, axis=1)
    lowest = np.minimum.reduceat(np.minimum.reduceat(signs, starts, axis=1)[:, order], firsts, axis=1)
    return highest > 0, lowest < 0


def _point_of_section(cell: Polyhedron, row: Row) -> RationalArray:
    """A point of a hyperplane in the interior of a polyhedron that lies on both sides of it.

    On the way from an interior point to a point, or in a direction, on the other side.
    """
    inside = cell.interior_point
    value = _value(row, inside)
    if not value:
        return inside
    for vertex in cell.vertices:
        beyond = _value(row, vertex)
        if beyond * value < 0:
            crossing: RationalArray = inside + (vertex - inside) * (value / (value - beyond))
            return crossing
    slopes = cell.rays @ rational_array(row[:-1])
    ray = int(np.flatnonzero(slopes.sign() == (-1 if value > 0 else 1))[0])
    crossing = inside - cell.rays[ray] * (value / slopes[ray])
    return crossing
