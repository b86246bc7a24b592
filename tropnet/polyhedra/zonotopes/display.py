r"""What notebooks show of zonotopes: a polygon, or the formula :math:`\{ c + G \lambda : \lambda \in [-1, 1]^m \}`.

In the plane the vertices need no arrangement.  All generators point to the right, or straight up; so the leftmost
vertex, the lowest of several, is the centre minus all of them, and the edges that follow counter-clockwise are their
doubles by ascending slope, and then the opposite ones.
"""

from __future__ import annotations

from fractions import Fraction
from functools import cmp_to_key
from itertools import accumulate

from tropnet.exact.arrays import RationalArray
from tropnet.exact.display.latex import column_vector, displayed, fraction, is_short, matrix
from tropnet.exact.display.svg import Point
from tropnet.polyhedra.display import MOST_CORNERS, polygon_drawing

__all__ = ["ZonotopeDisplay"]

MOST_COLUMNS, MOST_ENTRIES = 10, 60
"""Generators of a formula, and their coordinates together."""


class ZonotopeDisplay:
    r"""The displays of :class:`~tropnet.polyhedra.zonotopes.zonotope.Zonotope`.

    Examples
    --------
    >>> from tropnet import Zonotope
    >>> Zonotope([[1, 0], [0, 1], [1, 1]])._repr_svg_().count("<circle")
    6
    >>> print(Zonotope([[2]])._repr_latex_())
    $\displaystyle \left\{ \begin{bmatrix} 0 \end{bmatrix} + \begin{bmatrix} 2 \end{bmatrix} \lambda \;\middle|\;
    \lambda \in [-1, 1]^{1} \right\}$
    """

    generators: RationalArray
    center: RationalArray

    def _repr_svg_(self) -> str | None:
        return polygon_drawing(_corners(self), repr(self)) if self._is_drawn else None

    def _repr_latex_(self) -> str | None:
        if self._is_drawn or not self._is_written:
            return None
        center = column_vector(self.center.fractions())
        if not len(self.generators):
            return displayed(rf"\left\{{ {center} \right\}}")
        columns = matrix(map(fraction, row) for row in self.generators.T.fractions())
        cube = rf"\lambda \in [-1, 1]^{{{len(self.generators)}}}"
        return displayed(rf"\left\{{ {center} + {columns} \lambda \;\middle|\; {cube} \right\}}")

    @property
    def _is_drawn(self) -> bool:
        return len(self.center) == 2 and 2 * len(self.generators) <= MOST_CORNERS

    @property
    def _is_written(self) -> bool:
        m, n = self.generators.shape
        return (
            n > 0
            and m <= MOST_COLUMNS
            and m * n <= MOST_ENTRIES
            and is_short([*self.center, *self.generators.ravel()])
        )


def _corners(zonotope: ZonotopeDisplay) -> list[Point]:
    """The vertices of a zonotope in the plane, counter-clockwise from the leftmost."""
    edges = sorted(zonotope.generators.numerators.tolist(), key=cmp_to_key(_compare_slopes))
    unit = Fraction(2, zonotope.generators.denominator)
    steps = [(unit * x, unit * y) for x, y in edges]
    x, y = zonotope.center - zonotope.generators.sum(axis=0)
    turn = [*steps, *((-a, -b) for a, b in steps)]
    return list(accumulate(turn[:-1], lambda p, s: (p[0] + s[0], p[1] + s[1]), initial=(x, y)))


def _compare_slopes(g: list[int], h: list[int]) -> int:
    return g[1] * h[0] - g[0] * h[1]
