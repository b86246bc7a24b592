r"""The linear regions of a tropical polynomial in a window, exactly.

The region of monomial i is the set of all x at which no other monomial is better.  Only those j matter whose region
shares an edge with it, and the dual subdivision knows them.  So the part of a region in the window is the window, cut
by one half-plane after the other (Sutherland and Hodgman, Reentrant polygon clipping, 1974).

A corner is an integer row (x, y, t) with t > 0 that stands for the point (x / t, y / t), and a half-plane an integer
row h, of the corners with :math:`h \cdot (x, y, t) \le 0`.  A side from p to q with :math:`h(p) < 0 < h(q)` is cut at
:math:`|h(p)| q + |h(q)| p`, as everywhere in this library: no division, no tolerance, and rays and lines need no case
of their own.  A side remembers which cut it comes from, so the sides are the edges of the tropical curve.

A polygon with interior points has a corner with h < 0 exactly if its part with :math:`h \le 0` has interior points
as well.  So regions that only touch the window are left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import gcd, lcm
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from tropnet.errors import InputError, ShapeError
from tropnet.exact.arrays import concatenate
from tropnet.plot.look.window import bounding_box
from tropnet.polyhedra.polyhedron import Polyhedron
from tropnet.tropical.convention import sign_of
from tropnet.tropical.hypersurface import TropicalHypersurface

__all__ = ["ClippedRegions", "clipped_regions"]

Floats = npt.NDArray[np.float64]
Labels = npt.NDArray[np.intp]
Row: TypeAlias = tuple[int, int, int]
Outline: TypeAlias = list[tuple[Row, int]]
"""The corners in order around a polygon, each with the number of the side that starts there."""

FRAME = -1
"""The number of the sides on the border of the window."""


@dataclass(frozen=True, eq=False)
class ClippedRegions:
    """What there is to draw of the regions and edges of a tropical curve.

    Attributes
    ----------
    polygons : list of float arrays, shape (k, 2)
        The parts of the regions in the window, their corners in order around them.
    monomials : int array, shape (n_polygons,)
        The monomial of each.
    segments : float array, shape (m, 2, 2)
        The parts of the edges in the window, in the order of the edges.
    facets : int array, shape (m,)
        The number of each edge among the facets of the hypersurface.
    """

    polygons: list[Floats]
    monomials: Labels
    segments: Floats
    facets: Labels


def clipped_regions(hypersurface: TropicalHypersurface, window: Polyhedron) -> ClippedRegions:
    """The regions and the edges of a tropical curve in a window.

    Parameters
    ----------
    hypersurface : TropicalHypersurface
        In the plane.
    window : Polyhedron
        A bounded set in the plane with interior points.

    Raises
    ------
    ShapeError
        If the hypersurface or the window does not lie in the plane.
    InputError
        If the window is unbounded or has no interior points.

    Examples
    --------
    >>> from tropnet.tropical.polynomial import TropicalPolynomial
    >>> line = TropicalHypersurface(TropicalPolynomial.parse("max(x, y, 0)"))
    >>> found = clipped_regions(line, Polyhedron.parse("[-1,1]x[-1,2]"))
    >>> found.monomials.tolist(), [len(polygon) for polygon in found.polygons]
    ([0, 1, 2], [4, 5, 4])
    >>> found.segments.tolist()
    [[[0.0, 0.0], [-1.0, 0.0]], [[0.0, -1.0], [0.0, 0.0]], [[0.0, 0.0], [1.0, 1.0]]]
    """
    shown = _outline_of_window(window)
    if hypersurface.ambient_dim != 2:
        raise ShapeError(f"{hypersurface!r} does not lie in the plane; only curves have polygons around them")
    polynomial = hypersurface.polynomial
    lifted = concatenate([polynomial.exponents, polynomial.coefficients.reshape(-1, 1)], axis=1)
    forms = lifted.numerators * sign_of(polynomial.convention)
    beside: dict[int, list[tuple[int, int]]] = {}
    for number, facet in enumerate(hypersurface.facets):
        i, j = facet.dual.vertices
        beside.setdefault(i, []).append((j, number))
        beside.setdefault(j, []).append((i, number))
    outlines: dict[int, Outline] = {}
    for region in hypersurface.regions:
        monomial, outline = region.dual.vertices[0], shown
        for other, number in beside.get(monomial, ()):
            outline = _cut(outline, tuple(forms[other] - forms[monomial]), number)
        if outline:
            outlines[monomial] = outline
    sides = dict(side for outline in reversed(outlines.values()) for side in _sides(outline))
    sides.pop(FRAME, None)
    facets = sorted(sides)
    return ClippedRegions(
        [_floats([corner for corner, _ in outline]) for outline in outlines.values()],
        np.array(list(outlines), np.intp),
        np.array([_floats(sides[number]) for number in facets]).reshape(-1, 2, 2),
        np.array(facets, np.intp),
    )


def _outline_of_window(window: Polyhedron) -> Outline:
    if window.ambient_dim != 2:
        raise ShapeError(f"the window lies in dimension {window.ambient_dim}; the picture is in the plane")
    (left, bottom), (right, top) = bounding_box(window)
    outline = [(_row(x, y), FRAME) for x, y in ((left, bottom), (right, bottom), (right, top), (left, top))]
    if window.dim < 2:
        raise InputError(f"the window {window!r} has no interior points; give a box such as [-1,1]^2")
    for a, b, bound in window.inequalities.integers().tolist():
        outline = _cut(outline, (a, b, -bound), FRAME)
    return outline


def _row(x: Fraction, y: Fraction) -> Row:
    t = lcm(x.denominator, y.denominator)
    return int(x * t), int(y * t), t


def _cut(outline: Outline, form: Row, number: int) -> Outline:
    """The part of a convex polygon where the form is not positive; empty if that has no interior points."""
    a, b, c = form
    values = [a * x + b * y + c * t for (x, y, t), _ in outline]
    if min(values, default=0) >= 0:
        return []
    kept: Outline = []
    ends = zip(outline[1:] + outline[:1], values[1:] + values[:1], strict=True)
    for (corner, side), value, ((end, _), value_at_end) in zip(outline, values, ends, strict=True):
        if value <= 0:
            kept.append((corner, number if value == 0 <= value_at_end else side))
        if value * value_at_end < 0:
            kept.append((_crossing(corner, value, end, value_at_end), number if value < 0 else side))
    return kept


def _crossing(p: Row, at_p: int, q: Row, at_q: int) -> Row:
    x, y, t = (abs(at_p) * v + abs(at_q) * u for u, v in zip(p, q, strict=True))
    common = gcd(x, y, t)
    return x // common, y // common, t // common


def _sides(outline: Outline) -> list[tuple[int, tuple[Row, Row]]]:
    """The sides of a polygon by their numbers."""
    following = outline[1:] + outline[:1]
    return [(side, (start, end)) for (start, side), (end, _) in zip(outline, following, strict=True)]


def _floats(corners: list[Row] | tuple[Row, Row]) -> Floats:
    return np.array([[x / t, y / t] for x, y, t in corners])
