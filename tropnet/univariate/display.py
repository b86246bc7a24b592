r"""Piecewise linear functions of one variable in notebooks: a formula by cases, or the graph where there are many."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

from tropnet.exact.display.latex import affine_form, cases, displayed, fraction, is_short
from tropnet.exact.display.svg import Frame, Point, dot, drawing, path

if TYPE_CHECKING:
    from tropnet.univariate.function import PiecewiseLinearFunction1D

__all__ = ["function_latex", "function_svg"]

MOST_CASES = 6
MOST_PIECES, MOST_DOTS = 200, 60

SIDES = (190, 120)
"""Width and height of a graph in pixels."""

TAIL = Fraction(1, 4)
"""How far a graph goes on beyond its break points, as a part of their distance."""


def function_latex(f: PiecewiseLinearFunction1D) -> str | None:
    r"""The function by cases; None if they are many, or their numbers long.

    Examples
    --------
    >>> from tropnet.networks import relu
    >>> print(function_latex(relu()))
    $\displaystyle f(x) = \begin{cases} 0 & x \le 0 \\ x & 0 \le x \end{cases}$
    """
    if f.n_pieces > MOST_CASES or not is_short([*f.breakpoints, *f.slopes, *f.intercepts]):
        return None
    lines = [affine_form([a], c, ["x"]) for a, c in zip(f.slopes, f.intercepts, strict=True)]
    if f.is_affine:
        return displayed(f"f(x) = {lines[0]}")
    return displayed(f"f(x) = {cases(zip(lines, _intervals(f.breakpoints), strict=True))}")


def _intervals(ends: tuple[Fraction, ...]) -> Iterator[str]:
    r"""The intervals between the break points.

    >>> list(_intervals((Fraction(0), Fraction(1))))
    ['x \\le 0', '0 \\le x \\le 1', '1 \\le x']
    """
    names = [fraction(end) for end in ends]
    yield rf"x \le {names[0]}"
    for left, right in pairwise(names):
        yield rf"{left} \le x \le {right}"
    yield rf"{names[-1]} \le x"


def function_svg(f: PiecewiseLinearFunction1D) -> str | None:
    """The graph; None if there is a formula, or for very many pieces.

    Examples
    --------
    >>> from tropnet.univariate import PiecewiseLinearFunction1D
    >>> zigzag = PiecewiseLinearFunction1D(range(8), [0, 1, -1, 1, -1, 1, -1, 1, 0])
    >>> function_svg(zigzag).count("<circle"), function_svg(zigzag @ (zigzag * 100)) is None
    (8, False)
    """
    if f.n_pieces > MOST_PIECES or function_latex(f) is not None:
        return None
    bends: list[Point] = list(zip(f.breakpoints, f.values.fractions(), strict=True))
    frame = Frame.around(_graph(f, bends), margin=Fraction(1, 20), sides=SIDES)
    dots = [dot(frame, bend) for bend in bends] if len(bends) <= MOST_DOTS else []
    return drawing(frame, [path(frame, _graph(f, bends)), *dots], repr(f))


def _graph(f: PiecewiseLinearFunction1D, bends: list[Point]) -> list[Point]:
    """The graph from left of the first break point to right of the last."""
    first, last = (bends[0][0], bends[-1][0]) if bends else (Fraction(0), Fraction(0))
    tail = TAIL * (last - first) or Fraction(1)
    return [(first - tail, f(first - tail)), *bends, (last + tail, f(last + tail))]
