r"""Whether a piecewise linear function bends along whole hyperplanes, with the same jump everywhere.

Let f be piecewise linear on a domain D, which is all of :math:`\mathbb{R}^n` or a full-dimensional polyhedron, and let
H be a hyperplane that carries a bend of f (:mod:`tropnet.analysis.piecewise.bends`).  At a point of H in the interior
of D around which f is :math:`\text{affine} + c\,[\ell]_+`, where :math:`\ell` is the primitive form of H, the *jump* of
f along H is c; it is 0 where f does not bend.  These points are all of :math:`H \cap \operatorname{int} D` but finitely
many polyhedra of smaller dimension.  The question is whether c is the same number at all of them, for every H.

**Decision.**  Take the cells of any polyhedral complex on which f is affine.  A *bent facet* in H is one between two
cells with different affine maps that lies in H.

*Theorem.*  The jump along H is constant exactly if every face of dimension n - 2 of a bent facet F in H that is not on
the boundary of D is a face of a second bent facet in H with the jump of F.

*Proof.*  Near a point q in the relative interior of such a face R, the facets in H around it are halves of H.  If only
one of them is a bent facet with the jump c, then behind R, opposite to it, H runs through a cell, or is a facet
between two cells with one affine map, or a bent facet with another jump.  Conversely let U be the union of the bent
facets in H with the jump c of one of them.  By the condition, H around q is part of U; so in the interior of D the
boundary of U in H consists of faces of dimension n - 3 and less.  These do not separate the convex set
:math:`H \cap \operatorname{int} D`, of dimension n - 1, so U contains all of it.  ∎

So the question is one of counting.  No coordinates are needed but for the points that a negative answer shows: one in
F, and one behind R on the line through it and q.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import compress, pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from tropnet.analysis.assembly import Assembly
from tropnet.analysis.local import Facet, region_towards
from tropnet.analysis.piecewise.bends import Bend
from tropnet.analysis.piecewise.function import PiecewiseLinear, piecewise_linear
from tropnet.analysis.walls import WalledNetwork, primitive_row
from tropnet.errors import InputError, ShapeError
from tropnet.exact.arrays import RationalArray, RationalArrayLike, stack
from tropnet.polyhedra.polyhedron import Polyhedron
from tropnet.polyhedra.reading import point_of

__all__ = ["VaryingJump", "jump_at", "varying_jump"]

Row = tuple[int, ...]
Labels = npt.NDArray[np.intp]


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
    end = _first_end(f)
    if end is None:
        return None
    at_bend = _middle(f, end.block, f.regions._assembly.dim - 1, end.facet)
    at_end = _middle(f, end.block, f.regions._assembly.dim - 2, end.ridge)
    points = stack([at_bend, _point_behind(f, at_bend, at_end)])
    return VaryingJump(end.bend.hyperplane, points, (end.bend.jump, end.jump_behind))


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
    region = region_towards(WalledNetwork(f.network, f.domain), place)
    around = [
        (form, other)
        for form, other in zip(_forms_behind(region.walls), region.neighbours, strict=True)
        if not _value(form, place)
    ]
    row = primitive_row(list(hyperplane))
    if any(form not in {row, _opposite(row)} for form, _ in around):
        raise InputError(
            f"cells around the point {place.tolist()} have facets in other hyperplanes than {hyperplane}; move it "
            "along the hyperplane"
        )
    if not around:
        return Fraction(0)
    [(form, other)] = around
    gain = (other.affine_map - region.affine_map)[0].fractions()
    pivot = next(k for k, entry in enumerate(hyperplane) if entry)
    jump: Fraction = gain[pivot] / hyperplane[pivot]
    return jump if form == row else -jump


# -- around one point ------------------------------------------------------------------------------


def _value(form: Row, point: RationalArray) -> Fraction:
    return sum((a * x for a, x in zip(form, [*point.tolist(), 1], strict=True)), Fraction(0))


def _is_inside(domain: Polyhedron, point: RationalArray) -> bool:
    """Whether a point lies in the interior of a full-dimensional polyhedron."""
    rows = domain.inequalities
    return bool((rows[:, :-1] @ point < rows[:, -1]).all())


def _forms_behind(walls: Sequence[Facet]) -> list[Row]:
    """The primitive forms that vanish on facets of a region, and are positive behind them."""
    rows = [wall.inequality.numerators.tolist() for wall in walls]
    return [(*normal, -right) for *normal, right in rows]


def _opposite(row: Row) -> Row:
    return tuple(-entry for entry in row)


# -- on all cells ----------------------------------------------------------------------------------


class _End(NamedTuple):
    """Where bent facets of one hyperplane and jump end inside the domain."""

    bend: Bend
    jump_behind: Fraction
    block: int
    facet: int
    ridge: int


def _first_end(f: PiecewiseLinear) -> _End | None:
    """An end of bent facets, or None if there is none: where another jump is behind it, if there is such a place."""
    assembly = f.regions._assembly
    if not f.bends or assembly.dim < 2:
        return None
    kinds = _Kinds(f)
    parts = [
        _sides_of_ridges(assembly, kinds, block, ridges) for block, ridges in enumerate(_ridges(assembly))
    ]
    kind, ridge, *place = np.concatenate(parts, axis=1)
    # Of each hyperplane there are at most two sides around a ridge.
    pair = ridge * len(kinds.bends) + kinds.hyperplane[kind]
    order = np.lexsort((kind, pair))
    _, first, n_sides = np.unique(pair[order], return_index=True, return_counts=True)
    one, other = order[first], order[first + n_sides - 1]
    ends = np.flatnonzero((n_sides == 1) | (kind[one] != kind[other]))
    if not len(ends):
        return None
    end = ends[np.lexsort((kind[one[ends]], n_sides[ends] == 1))[0]]
    jump_behind = Fraction(0) if n_sides[end] == 1 else kinds.bends[kind[other[end]]].jump
    return _End(kinds.bends[kind[one[end]]], jump_behind, *(int(part[one[end]]) for part in place))


class _Kinds:
    """The bends of a function up to their cells.

    Attributes
    ----------
    bends : list of Bend
        One for every hyperplane and jump, in order.
    hyperplane : int array
        The number of the hyperplane of each of them.
    """

    def __init__(self, f: PiecewiseLinear) -> None:
        is_new = [True, *(one[:2] != other[:2] for one, other in pairwise(f.bends))]
        self.bends = list(compress(f.bends, is_new))
        is_new_row = [one.hyperplane != other.hyperplane for one, other in pairwise(self.bends)]
        self.hyperplane = np.cumsum([0, *is_new_row])
        self._n_cells = len(f.regions)
        keys = self._keys(np.array([bend.cells for bend in f.bends]))
        order = np.argsort(keys)
        self._known, self._kind = keys[order], (np.cumsum(is_new) - 1)[order]

    def between(self, cells: Labels) -> Labels:
        """The kinds of the bends between pairs of cells, shape (m, 2); -1 where there is none."""
        keys = self._keys(cells)
        place = np.searchsorted(self._known, keys) % len(self._known)
        return np.where(self._known[place] == keys, self._kind[place], -1)

    def _keys(self, cells: Labels) -> Labels:
        keys: Labels = cells.min(axis=1) * self._n_cells + cells.max(axis=1)
        return keys


def _sides_of_ridges(assembly: Assembly, kinds: _Kinds, block: int, ridges: Labels) -> Labels:
    """The pairs of a bent facet of a block and a ridge of it inside the domain, as columns.

    They are kind of the bend, number of the ridge, block, facet, ridge.  A facet that two blocks share counts in one.
    """
    complex_, fine = assembly.blocks[block].complex, assembly.facet_cells[block]
    is_own = (fine[:, 1] >= 0) & (~complex_.border(assembly.dim - 1) | (fine[:, 0] < fine[:, 1]))
    kind = np.where(is_own, kinds.between(assembly.cell_of_fine[fine]), -1)
    facet, ridge = complex_.entries(assembly.dim - 1)
    chosen = np.flatnonzero((kind[facet] >= 0) & (ridges[ridge] >= 0))
    facet, ridge = facet[chosen], ridge[chosen]
    return np.stack([kind[facet], ridges[ridge], np.full(len(chosen), block), facet, ridge])


def _ridges(assembly: Assembly) -> list[Labels]:
    """For every block the numbers of its ridges, of dimension dim - 2; -1 at infinity and on the domain's boundary."""
    numbers, walls = assembly.face_numbers(assembly.dim - 2), assembly.domain_walls
    if not walls:
        return numbers
    found = []
    for own, block in zip(numbers, assembly.blocks, strict=True):
        signs = block.complex.raise_bits(block.vertex_signs.view[:, walls], up_to=assembly.dim - 2)[-1]
        found.append(np.where((signs != 0).all(axis=1), own, -1))
    return found


def _middle(f: PiecewiseLinear, block: int, k: int, face: int) -> RationalArray:
    """A point in the relative interior of a k-face of a block: the sum of homogeneous vertices and rays."""
    *total, t = f.regions._assembly.generators_of_face(block, k, face).sum(axis=0).tolist()
    return RationalArray.from_integers(total, t)


def _point_behind(f: PiecewiseLinear, point: RationalArray, end: RationalArray) -> RationalArray:
    """A point on the line from one point through another, behind it and so near that a cell contains more of the line.

    In this cell, or in its facet to which the line belongs, the point is in the relative interior.
    """
    assembly = f.regions._assembly
    at_end, step = assembly.fine_cells_around(end), Fraction(1)
    while True:
        beyond = end + (end - point) * (2 * step)
        if (f.domain is None or beyond in f.domain) and (at_end & assembly.fine_cells_around(beyond)).any():
            return end + (end - point) * step
        step /= 2
