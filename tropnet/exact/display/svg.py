r"""Small drawings in the plane as SVG: polygons, lines and points with rational coordinates, y upwards.

Places on the paper are computed in rational numbers and rounded once, to hundredths of a pixel; so a drawing is a
function of the data, and neither huge nor tiny coordinates do harm.  The only numbers on the paper are the least and
the greatest coordinates of what is drawn, exact where they are short, at the ends of two lines below and beside it (a
*range frame*: Tufte, The visual display of quantitative information, 1983, chapter 6).

The two colours stand out from white as well as from black paper, by a contrast of more than 3 to 1: some notebooks
show a drawing as an image, where it cannot inherit the colour of the text.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Context, Decimal
from fractions import Fraction
from functools import cached_property
from html import escape
from typing import TypeAlias

from tropnet.exact.numbers import Rational

__all__ = ["BLUE", "GREY", "Frame", "Point", "dot", "drawing", "label", "path", "polygon", "short"]

Point: TypeAlias = tuple[Fraction, Fraction]

BLUE, GREY = "#2F86C8", "#7F7F7F"

LONG_SIDE, SHORT_SIDE = 190, 70
"""The sides of a drawing in pixels; where one unit on both axes would need a shorter side, it is stretched."""

MARGIN = Fraction(1, 10)
LEFT, RIGHT, TOP, BOTTOM = 64, 32, 10, 24
"""Room for the numbers around it."""

CHARACTER = 6  # pixels
SHORT_NUMBER = 24  # bits of numerator and denominator together: nine characters at most


@dataclass(frozen=True)
class Frame:
    """The part of the plane that is drawn, and how large.

    Attributes
    ----------
    low, high : pair of Fraction
        The least and greatest coordinates of what is drawn: the numbers at the frame.
    margin : pair of Fraction
        What is shown beyond them, on either side.
    width, height : Fraction
        The sides of what is shown, in pixels.

    Examples
    --------
    >>> frame = Frame.around([(Fraction(0), Fraction(0)), (Fraction(2), Fraction(1))])
    >>> frame.place((Fraction(0), Fraction(0))), frame.place((Fraction(2), Fraction(1)))
    ('79.83 97.08', '238.17 17.92')
    """

    low: Point
    high: Point
    margin: Point
    width: Fraction
    height: Fraction

    @classmethod
    def around(
        cls, points: Iterable[Point], *, margin: Fraction = MARGIN, sides: tuple[int, int] | None = None
    ) -> Frame:
        """The frame around points, at least one.

        Parameters
        ----------
        points : iterable of pairs of Fraction
        margin : Fraction
            What is shown beyond them, as a part of the width and of the height; a half of the other where one is 0.
        sides : pair of int, optional
            Width and height in pixels; when omitted, such that both axes have the same unit if that is possible.

        Examples
        --------
        >>> Frame.around([(Fraction(5), Fraction(5))]).margin
        (Fraction(1, 1), Fraction(1, 1))
        """
        columns = list(zip(*points, strict=True))
        low, high = ((end(columns[0]), end(columns[1])) for end in (min, max))
        extents = [b - a for a, b in zip(low, high, strict=True)]
        longest = max(extents)
        spaces = [margin * extent or longest / 2 or Fraction(1) for extent in extents]
        shown = [extent + 2 * space for extent, space in zip(extents, spaces, strict=True)]
        if sides is None:
            lengths = [max(LONG_SIDE * side / max(shown), Fraction(SHORT_SIDE)) for side in shown]
        else:
            lengths = [Fraction(side) for side in sides]
        return cls(low, high, (spaces[0], spaces[1]), lengths[0], lengths[1])

    @cached_property
    def corners(self) -> tuple[Point, Point]:
        """The lower left and the upper right corner of what is shown.

        Examples
        --------
        >>> Frame.around([(Fraction(0), Fraction(0)), (Fraction(10), Fraction(10))]).corners
        ((Fraction(-1, 1), Fraction(-1, 1)), (Fraction(11, 1), Fraction(11, 1)))
        """
        (a, b), (c, d), (dx, dy) = self.low, self.high, self.margin
        return (a - dx, b - dy), (c + dx, d + dy)

    def pixels(self, point: Point) -> Point:
        """The place of a point on the paper, x to the right and y downwards.

        Examples
        --------
        >>> frame = Frame.around([(Fraction(0), Fraction(0)), (Fraction(10), Fraction(10))])
        >>> frame.pixels((Fraction(-1), Fraction(11)))
        (Fraction(64, 1), Fraction(10, 1))
        """
        (left, _), (_, top) = self.corners
        x, y = point
        return LEFT + (x - left) * self._scales[0], TOP + (top - y) * self._scales[1]

    @cached_property
    def _scales(self) -> Point:
        """The pixels in one unit of either axis."""
        (left, bottom), (right, top) = self.corners
        return self.width / (right - left), self.height / (top - bottom)

    def place(self, point: Point) -> str:
        """The same, as text."""
        return " ".join(map(_decimal, self.pixels(point)))

    def exit(self, start: Point, direction: Point) -> Point:
        """The point where the ray from a point inside, in a direction that is not zero, leaves what is shown.

        Examples
        --------
        >>> frame = Frame.around([(Fraction(0), Fraction(0)), (Fraction(10), Fraction(10))])
        >>> frame.exit((Fraction(0), Fraction(5)), (Fraction(2), Fraction(1)))
        (Fraction(11, 1), Fraction(21, 2))
        """
        lowest, highest = self.corners
        time = min(
            ((b if step > 0 else a) - at) / step
            for at, step, a, b in zip(start, direction, lowest, highest, strict=True)
            if step
        )
        return start[0] + time * direction[0], start[1] + time * direction[1]


# -- marks --------------------------------------------------------------------------------------------


def polygon(frame: Frame, corners: Iterable[Point]) -> str:
    """A polygon, filled so that what is behind it can be seen.

    Examples
    --------
    >>> frame = Frame.around([(Fraction(0), Fraction(0)), (Fraction(1), Fraction(1))])
    >>> print(polygon(frame, [(Fraction(0), Fraction(0)), (Fraction(1), Fraction(0)), (Fraction(0), Fraction(1))]))
    <polygon points="79.83 184.17 238.17 184.17 79.83 25.83" fill="#2F86C8" fill-opacity="0.2" stroke="#2F86C8" \
stroke-width="1.5" stroke-linejoin="round" vector-effect="non-scaling-stroke"/>
    """
    points = " ".join(map(frame.place, corners))
    return f'<polygon points="{points}" fill="{BLUE}" fill-opacity="0.2" {_stroke(BLUE, 1.5)}/>'


def path(frame: Frame, points: Iterable[Point], *, width: float = 1.5, colour: str = BLUE) -> str:
    """Straight lines from point to point.

    Examples
    --------
    >>> frame = Frame.around([(Fraction(0), Fraction(0)), (Fraction(1), Fraction(1))])
    >>> print(path(frame, [(Fraction(0), Fraction(0)), (Fraction(1), Fraction(1))]))
    <polyline points="79.83 184.17 238.17 25.83" fill="none" stroke="#2F86C8" stroke-width="1.5" \
stroke-linejoin="round" vector-effect="non-scaling-stroke"/>
    """
    places = " ".join(map(frame.place, points))
    return f'<polyline points="{places}" fill="none" {_stroke(colour, width)}/>'


def dot(frame: Frame, point: Point, *, title: str = "", hollow: bool = False) -> str:
    """A point; its coordinates, or the title, appear when the mouse rests on it.

    Examples
    --------
    >>> frame = Frame.around([(Fraction(0), Fraction(0)), (Fraction(1), Fraction(1))])
    >>> print(dot(frame, (Fraction(0), Fraction(1, 2))))
    <circle cx="79.83" cy="105" r="3" fill="#2F86C8" stroke="#2F86C8"><title>(0, 1/2)</title></circle>
    """
    x, y = map(_decimal, frame.pixels(point))
    name = title or f"({short(point[0])}, {short(point[1])})"
    fill = "none" if hollow else BLUE
    return f'<circle cx="{x}" cy="{y}" r="3" fill="{fill}" stroke="{BLUE}"><title>{escape(name)}</title></circle>'


def label(frame: Frame, point: Point, text: str) -> str:
    """A text a little above and to the right of a point.

    Examples
    --------
    >>> frame = Frame.around([(Fraction(0), Fraction(0)), (Fraction(1), Fraction(1))])
    >>> print(label(frame, (Fraction(0), Fraction(0)), "2"))
    <text x="84.83" y="179.17" fill="#7F7F7F" font-size="11" font-family="sans-serif" text-anchor="start">2</text>
    """
    x, y = frame.pixels(point)
    return _text(x + 5, y - 5, text, "start")


def drawing(frame: Frame, marks: Iterable[str], title: str) -> str:
    """The whole drawing: the marks, later ones above earlier ones, with the range frame.

    Parameters
    ----------
    frame : Frame
    marks : iterable of str
        Of :func:`polygon`, :func:`path`, :func:`dot` and :func:`label`.
    title : str
        For readers who do not see it.

    Examples
    --------
    >>> import xml.etree.ElementTree as ElementTree
    >>> frame = Frame.around([(Fraction(0), Fraction(0)), (Fraction(1), Fraction(1))])
    >>> root = ElementTree.fromstring(drawing(frame, [], "nothing"))
    >>> root.get("viewBox"), [text.text for text in root.iter("{http://www.w3.org/2000/svg}text")]
    ('0 0 286 224', ['0', '1', '0', '1'])
    """
    width, height = (_decimal(side) for side in (LEFT + frame.width + RIGHT, TOP + frame.height + BOTTOM))
    body = "".join([*_zero_lines(frame), *marks, *_range_frame(frame)])
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}"><title>{escape(title)}</title>{body}</svg>'
    )


# -- the frame ----------------------------------------------------------------------------------------


def _zero_lines(frame: Frame) -> list[str]:
    """The axes, as far as they are seen."""
    (left, bottom), (right, top) = frame.corners
    zero = Fraction(0)
    lines = []
    if left < 0 < right:
        lines.append([(zero, bottom), (zero, top)])
    if bottom < 0 < top:
        lines.append([(left, zero), (right, zero)])
    return [path(frame, line, width=0.5, colour=GREY) for line in lines]


def _range_frame(frame: Frame) -> list[str]:
    x_low, y_high = frame.pixels(frame.low)
    x_high, y_low = frame.pixels(frame.high)
    below, beside = TOP + frame.height + 4, LEFT - Fraction(4)
    names = [(short(a), short(b)) for a, b in zip(frame.low, frame.high, strict=True)]
    return [
        _line((x_low, below), (x_high, below)),
        _line((beside, y_low), (beside, y_high)),
        *_numbers_below(x_low, x_high, below + 14, names[0]),
        *_numbers_beside(y_low, y_high, beside - 4, names[1]),
    ]


def _numbers_below(low: Fraction, high: Fraction, y: Fraction, names: tuple[str, str]) -> list[str]:
    """The numbers at the ends of the horizontal line, apart from each other."""
    if low == high:
        return [_text(low, y, names[0], "middle")]
    has_room = 2 * (high - low) > CHARACTER * (len(names[0]) + len(names[1]) + 2)
    anchors = ("middle", "middle") if has_room else ("end", "start")
    return [_text(x, y, name, anchor) for x, name, anchor in zip((low, high), names, anchors, strict=True)]


def _numbers_beside(high: Fraction, low: Fraction, x: Fraction, names: tuple[str, str]) -> list[str]:
    """The numbers at the ends of the vertical line; it is long enough, or has one end."""
    places = [(low, names[0])] if low == high else [(low, names[0]), (high, names[1])]
    return [_text(x, y + 4, name, "end") for y, name in places]


def _line(start: Point, end: Point) -> str:
    (a, b), (c, d) = (map(_decimal, point) for point in (start, end))
    return f'<line x1="{a}" y1="{b}" x2="{c}" y2="{d}" {_stroke(GREY, 1)}/>'


def _text(x: Fraction, y: Fraction, text: str, anchor: str) -> str:
    return (
        f'<text x="{_decimal(x)}" y="{_decimal(y)}" fill="{GREY}" font-size="11" font-family="sans-serif" '
        f'text-anchor="{anchor}">{escape(text)}</text>'
    )


def _stroke(colour: str, width: float) -> str:
    return (
        f'stroke="{colour}" stroke-width="{width:g}" stroke-linejoin="round" '
        'vector-effect="non-scaling-stroke"'
    )


# -- numbers ------------------------------------------------------------------------------------------


def short(value: Rational) -> str:
    """The number if it is short, else about it.

    Examples
    --------
    >>> short(Fraction(-3, 8)), short(Fraction(1, 3**20)), short(Fraction(10**30))
    ('-3/8', '≈2.87e-10', '≈1.00e+30')
    """
    if value.numerator.bit_length() + value.denominator.bit_length() <= SHORT_NUMBER:
        return str(value)
    # No traps: what is beyond the range of decimals becomes infinite or zero, and no error.
    context = Context(prec=6, traps=[])
    quotient = context.divide(
        context.create_decimal(value.numerator), context.create_decimal(value.denominator)
    )
    return f"≈{Decimal(quotient):.3g}"


def _decimal(value: Rational) -> str:
    """The number, rounded to hundredths."""
    whole, hundredths = divmod(abs(round(value * 100)), 100)
    sign = "-" if value < 0 and (whole or hundredths) else ""
    return sign + f"{whole}.{hundredths:02}".rstrip("0").rstrip(".")
