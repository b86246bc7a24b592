r"""What notebooks show of polyhedra: polygons are drawn, for everything else there is a formula.

Nothing large is converted.  A drawing needs the vertices, which are found from few rows only; a formula is the
description that was given or is known, as a system of inequalities or as
:math:`\operatorname{conv} V + \operatorname{cone} R + \operatorname{span} L`.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import chain
from typing import TYPE_CHECKING

from tropnet.exact.display.latex import (
    column_vector,
    coordinate_names,
    displayed,
    is_short,
    relation,
    set_of_solutions,
)
from tropnet.exact.display.svg import Frame, Point, dot, drawing, path, polygon
from tropnet.polyhedra.hulls.planar import convex_polygon
from tropnet.polyhedra.integer_rows import IntegerRows

if TYPE_CHECKING:
    from tropnet.polyhedra.description import Description
    from tropnet.polyhedra.polyhedron import Polyhedron

__all__ = ["polygon_drawing", "polyhedron_latex", "polyhedron_svg"]

MOST_ROWS = 50
"""From so many rows the vertices of a polygon are found within 10 ms."""

MOST_CORNERS = 200
MOST_DOTS = 60

MOST_WRITTEN, MOST_NUMBERS = 10, 60
"""The rows of a formula, and the numbers in it that are not 0."""


def polyhedron_svg(polyhedron: Polyhedron) -> str | None:
    """The drawing of a bounded set of points in the plane; None for others, and for many rows.

    Examples
    --------
    >>> from tropnet import Polyhedron
    >>> polyhedron_svg(Polyhedron.parse("[0,1]^2")).count("<circle"), polyhedron_svg(Polyhedron.parse("[0,1]^3"))
    (4, None)
    """
    corners = _corners(polyhedron)
    return polygon_drawing(corners, repr(polyhedron)) if corners else None


def polygon_drawing(corners: Sequence[Point], title: str) -> str:
    """The drawing of a polygon, a segment or a point, given by its vertices in their order around it.

    Examples
    --------
    >>> polygon_drawing([(Fraction(0), Fraction(0)), (Fraction(1), Fraction(2))], "a segment").count("polygon")
    0
    """
    frame = Frame.around(corners)
    outline = polygon(frame, corners) if len(corners) > 2 else path(frame, corners)
    dots = [dot(frame, corner) for corner in corners] if len(corners) <= MOST_DOTS else []
    return drawing(frame, [outline, *dots], title)


def _corners(polyhedron: Polyhedron) -> list[Point]:
    """The vertices of a polygon, counter-clockwise; none of sets that are not drawn."""
    rows = polyhedron.description
    if polyhedron.ambient_dim != 2 or not _are_few(rows) or rows.is_empty or not rows.is_bounded:
        return []
    vertices = rows.generators[0]
    order = convex_polygon(vertices)
    return [(Fraction(x, t), Fraction(y, t)) for x, y, t in vertices[order].tolist()]


def _are_few(rows: Description) -> bool:
    """Whether the vertices are few and known, or quickly found."""
    if "generators" in vars(rows):
        return len(rows.generators[0]) <= MOST_CORNERS
    given = rows.given_generators or rows.given_constraints
    assert given is not None
    return sum(map(len, given)) <= MOST_ROWS


def polyhedron_latex(polyhedron: Polyhedron) -> str | None:
    r"""The description that is known, in LaTeX; None if it is long, or if there is a drawing.

    Examples
    --------
    >>> from tropnet import Polyhedron
    >>> print(polyhedron_latex(Polyhedron.parse("x1 + 2 x2 <= 3")))
    $\displaystyle \left\{ x \in \mathbb{R}^{2} \;\middle|\; \begin{aligned} x_{1} + 2 x_{2} &\le 3 \end{aligned}
    \right\}$
    """
    if _corners(polyhedron):
        return None
    rows = polyhedron.description
    if rows.given_constraints is None and "constraints" not in vars(rows):
        formula = _hull(*rows.some_generators)
    else:
        formula = _system(polyhedron.ambient_dim, *rows.some_constraints)
    return None if formula is None else displayed(formula)


def _system(n: int, inequalities: IntegerRows, equations: IntegerRows) -> str | None:
    """The inequalities and equations, if they are few."""
    if not _can_be_written(inequalities, equations):
        return None
    names = coordinate_names(n)
    return set_of_solutions(
        n,
        [relation(row, names) for row in inequalities.tolist()]
        + [relation(row, names, is_equation=True) for row in equations.tolist()],
    )


def _hull(generators: IntegerRows, lines: IntegerRows) -> str | None:
    """The hull of points plus a cone plus a linear space, if the generators are few."""
    if not _can_be_written(generators, lines) or generators.shape[1] == 1:
        return None
    points = [[Fraction(x, t) for x in row] for *row, t in generators.tolist() if t]
    rays = [row for *row, t in generators.tolist() if not t]
    if not points:
        return r"\varnothing"
    parts = [("conv", points), ("cone", rays), ("span", [row for *row, _ in lines.tolist()])]
    return " + ".join(
        rf"\operatorname{{{name}}} \left\{{ {', '.join(map(column_vector, vectors))} \right\}}"
        for name, vectors in parts
        if vectors
    )


def _can_be_written(*rows: IntegerRows) -> bool:
    if sum(map(len, rows)) > MOST_WRITTEN or sum(int((part != 0).sum()) for part in rows) > MOST_NUMBERS:
        return False
    return is_short(chain.from_iterable(part.ravel().tolist() for part in rows))
