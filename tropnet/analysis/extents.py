r"""Between which values a form in the variables of a network lies on a domain: exactly, or by bounds that are proved.

**Forms in the inputs.**  On all of space a form that is not constant takes all values.  On a box its extremes are sums
of extremes; on any polyhedron they are two linear programs.  These values are exact.

**Forms in inputs and hinges.**  If every hinge lies between two known values, the sum of the extremes of the terms
bounds the form.  Two bounds are tighter.  The hinge h of a form u that lies between l < 0 and r > 0 satisfies

.. math::  h \ge 0, \qquad h \ge u, \qquad h \le s u + \max(-s l, (1 - s) r) \quad \text{for } 0 \le s \le 1,

the last because a convex function is below a line if it is so at both ends; s = r / (r - l) is the chord.

* *By substitution*: from the last hinge to the first, each is replaced by an upper or a lower line, as its coefficient
  wants, until a form in the inputs is left (H. Zhang, T.-W. Weng, P.-Y. Chen, C.-J. Hsieh and L. Daniel, Efficient
  neural network robustness certification with general activation functions, 2018, Theorem 3.2; exact here, as any
  s will do and a short one is taken).
* *By a linear program*: the maximum over all points of the domain and all h with these inequalities, s being that of
  the chord (R. Ehlers, Formal verification of piece-wise linear feed-forward neural networks, 2017, section 3).

Both are sufficient only: a form may be negative on the whole domain, and its bound positive.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

import numpy as np

from tropnet.analysis.domains import domain_forms
from tropnet.analysis.hinge_graph import matrix_of, variables_of
from tropnet.exact.arrays import RationalArray
from tropnet.exact.integers import Integers, row
from tropnet.exact.programs import Optimal, maximize
from tropnet.networks.hinges import CONSTANT, Form
from tropnet.polyhedra.polyhedron import Polyhedron

__all__ = ["Extent", "Extents"]

MOST_IN_PROGRAM = 24
"""Linear programs with more variables are not solved: exactly, they take seconds."""

STEPS = (1, 7, 15)
"""Sixteenths of the way from an interior point to the boundary of a domain at which it is sampled."""

MANY_INPUTS, CORNERS = 4, 64
"""With so many inputs boxes are also sampled at this part of a side from their corners."""

WAYS, MOST_CROSSED = 3, 256
"""In so many directions, at random, sheets are crossed; not more sheets than these."""

SCALES = (1, 1, 8, 64, 4096)
"""How far out all of space is sampled."""


@dataclass(frozen=True)
class Extent:
    """A closed interval that contains all values of a form; None where there is no bound.

    Attributes
    ----------
    lower, upper : Fraction or None

    Examples
    --------
    >>> Extent(Fraction(-1), None).hinge
    Extent(lower=Fraction(0, 1), upper=None)
    """

    lower: Fraction | None
    upper: Fraction | None

    def __add__(self, other: Extent) -> Extent:
        def total(a: Fraction | None, b: Fraction | None) -> Fraction | None:
            return None if a is None or b is None else a + b

        return Extent(total(self.lower, other.lower), total(self.upper, other.upper))

    def __mul__(self, factor: Fraction | int) -> Extent:
        ends = [None if end is None else end * factor for end in (self.lower, self.upper)]
        return Extent(*(ends if factor > 0 else reversed(ends)))

    @property
    def hinge(self) -> Extent:
        """That of the hinge."""
        zero = Fraction(0)
        return Extent(max(self.lower or zero, zero), None if self.upper is None else max(self.upper, zero))

    @property
    def sign(self) -> int:
        """-1 if no value is positive, else 1 if none is negative, else 0."""
        if self.upper is not None and self.upper <= 0:
            return -1
        return 1 if self.lower is not None and self.lower >= 0 else 0


EVERYTHING = Extent(None, None)


class Extents:
    """A domain, and the hinges that are known so far, with their sheets and extents.

    Parameters
    ----------
    dim : int
        The number of inputs.
    within : Polyhedron, optional

    Raises
    ------
    ShapeError, EmptyDomainError
        If the domain does not fit, or has no interior.

    Examples
    --------
    >>> from tropnet.analysis.hinge_graph import variable
    >>> from tropnet.polyhedra.bodies import box
    >>> known = Extents(2, box([0, 0], [1, 1]))
    >>> u = Form({0: 2, 1: -1, CONSTANT: -1})
    >>> known.of(u)
    Extent(lower=Fraction(-2, 1), upper=Fraction(1, 1))
    >>> known.append(u)
    >>> v = variable(2) + u * Fraction(-1)        # max(u, 0) - u is never negative
    >>> known.of(v).lower, known.relaxed(v).lower
    (Fraction(-1, 1), Fraction(0, 1))
    """

    def __init__(self, dim: int, within: Polyhedron | None = None) -> None:
        self.dim = dim
        self.within = within
        self.facets = domain_forms(dim, within)
        self.sheets: list[Form] = []
        self.sheet_extents: list[Extent] = []

    def append(self, sheet: Form) -> None:
        """Take the hinge of a sheet for the next variable."""
        self.sheets.append(sheet)
        self.sheet_extents.append(self.of(sheet))

    def of(self, form: Form) -> Extent:
        """Where the form lies; exact for a form in the inputs."""
        inputs = {i: c for i, c in form.coefficients.items() if CONSTANT < i < self.dim}
        total = self._of_inputs(inputs) + _point(Fraction(form.coefficients.get(CONSTANT, 0)))
        for i, c in form.coefficients.items():
            if total == EVERYTHING:
                break
            if i >= self.dim:
                total = total + self.sheet_extents[i - self.dim].hinge * c
        return total * Fraction(1, form.denominator)

    def is_exact(self, form: Form) -> bool:
        """Whether the extent of the form is exact."""
        return all(i < self.dim for i in form.coefficients)

    def _of_inputs(self, form: dict[int, int]) -> Extent:
        if not form:
            return _point(Fraction(0))
        if self.within is None:
            return EVERYTHING
        if self._box is not None:
            total = _point(Fraction(0))
            for i, c in form.items():
                total = total + self._box[i] * c
            return total
        objective = row([form.get(i, 0) for i in range(self.dim)])
        rows, bounds = RationalArray.from_integers(-self.facets[:, :-1]), self.facets[:, -1]
        return _extremes(RationalArray.from_integers(objective), rows, RationalArray.from_integers(bounds))

    @cached_property
    def _box(self) -> list[Extent] | None:
        """The intervals of a box; None if the domain is none."""
        if ((self.facets[:, :-1] != 0).sum(axis=1) != 1).any():
            return None
        ends: list[list[Fraction | None]] = [[None, None] for _ in range(self.dim)]
        for *normal, constant in self.facets.tolist():
            [(i, c)] = [(i, c) for i, c in enumerate(normal) if c]
            ends[i][c < 0] = Fraction(-constant, c)
        return [Extent(*pair) for pair in ends]

    def relaxed(self, form: Form) -> Extent:
        """Where the form lies, by substitution, and by linear programs if that tells no sign and they are small."""
        least, greatest = self._greatest(form * Fraction(-1)), self._greatest(form)
        found = Extent(None if least is None else -least, greatest)
        used = self._closure(form)
        return found if found.sign or len(used) > MOST_IN_PROGRAM else self._programmed(form, used)

    def _greatest(self, form: Form) -> Fraction | None:
        """The least of three upper bounds by substitution: with lower lines 0, u, or the one that is nearer."""
        rules: list[Callable[[Extent], bool]] = [lambda _: False, lambda _: True, _is_mostly_positive]
        found = [self.of(lines).upper for rule in rules if (lines := self._above(form, rule)) is not None]
        return min((upper for upper in found if upper is not None), default=None)

    def linear_at(self, form: Form, values: Integers) -> Form:
        """The affine form in the inputs with which a form agrees near a point with these values of the variables."""
        while hinges := [v for v in form.coefficients if v >= self.dim]:
            v = max(hinges)
            factor = Fraction(form.coefficients[v], form.denominator)
            form = _without(form, v)
            if values[v] > 0:
                form = form + self.sheets[v - self.dim] * factor
        return form

    def _above(self, form: Form, takes_sheet: Callable[[Extent], bool]) -> Form | None:
        """A form in the inputs that is not less than a form on the domain, or None if a line is missing."""
        zero = Form({})
        while hinges := [v for v in form.coefficients if v >= self.dim]:
            v = max(hinges)
            sheet, extent = self.sheets[v - self.dim], self.sheet_extents[v - self.dim]
            factor = Fraction(form.coefficients[v], form.denominator)
            if extent.sign:
                line = sheet if extent.sign > 0 else zero
            elif factor < 0:
                line = sheet if takes_sheet(extent) else zero
            elif extent.lower is None or extent.upper is None:
                return None
            else:
                slope = _short(extent.upper / (extent.upper - extent.lower))
                line = sheet * slope + _constant(max(-slope * extent.lower, (1 - slope) * extent.upper))
            form = (
                Form({i: c for i, c in form.coefficients.items() if i != v}, form.denominator) + line * factor
            )
        return form

    def _programmed(self, form: Form, used: Sequence[int]) -> Extent:
        """Where the form lies, by the linear programs in the variables that are used."""
        rows = [Form({i: -c for i, c in enumerate(normal) if c}) for *normal, _ in self.facets.tolist()]
        rows = [line + _constant(-c) for line, c in zip(rows, map(Fraction, self.facets[:, -1]), strict=True)]
        for v in used:
            if v >= self.dim:
                u, extent, minus = self.sheets[v - self.dim], self.sheet_extents[v - self.dim], Form({v: -1})
                rows += [minus, u + minus]
                low, high = extent.lower, extent.upper
                if low is not None and high is not None and not extent.sign:
                    rows.append(minus * (low - high) + u * -high + _constant(high * low))
        matrix = RationalArray.from_integers(*matrix_of(rows, used))
        bounds = RationalArray.from_integers(*matrix_of(rows, [CONSTANT])).ravel()
        objective = RationalArray.from_integers(*matrix_of([form], used))[0]
        return _extremes(objective, matrix, -bounds) + _point(form.constant)

    def _closure(self, form: Form) -> list[int]:
        """The inputs, and the hinges on which a form depends."""
        found: set[int] = set()
        new = variables_of([form])
        while new:
            found |= new
            new = variables_of(self.sheets[v - self.dim] for v in new if v >= self.dim) - found
        return sorted(found | set(range(self.dim)))

    # -- samples -----------------------------------------------------------------------------------

    def samples(self, count: int, sheets: tuple[Form, ...] = ()) -> Integers:
        """Interior points of the domain as rows (x, t), t > 0: some at random, and some behind sheets in the inputs.

        They do not depend on anything but the arguments.
        """
        rng = np.random.default_rng(0)
        directions = rng.integers(-99, 100, size=(count, self.dim)).astype(object)
        points = [self._stepped(d, k) for k, d in enumerate(directions)]
        points += self._near_corners(rng, count)
        some = sheets[:: 1 + len(sheets) // MOST_CROSSED]
        points += [point for sheet in some for point in self._behind(sheet, rng)]
        return np.array(points, dtype=object).reshape(-1, self.dim + 1)

    @cached_property
    def _center(self) -> Integers:
        if self.within is None:
            return row([0] * self.dim + [1])
        point = self.within.interior_point
        return row([*point.numerators.tolist(), point.denominator])

    def _exit(self, direction: Integers) -> Fraction | None:
        """The step in some direction, in units of 1 / t of the center, that leads to the boundary."""
        heights = (self.facets @ self._center).tolist()
        slopes = (self.facets[:, :-1] @ direction).tolist()
        ends = [Fraction(height, -slope) for height, slope in zip(heights, slopes, strict=True) if slope < 0]
        return min(ends, default=None)

    def _stepped(self, direction: Integers, number: int) -> Integers:
        """The point in some direction from the center, some part of the way to the boundary."""
        end = self._exit(direction)
        if end is None:
            return self._moved(direction, Fraction(SCALES[number % len(SCALES)], 7) * int(self._center[-1]))
        return self._moved(direction, end * Fraction(STEPS[number % len(STEPS)], 16))

    def towards(self, form: Form) -> list[Integers]:
        """Interior points of the domain at which a form in the inputs is large, as rows (x, t)."""
        normal = matrix_of([form], range(self.dim))[0][0]
        if not normal.any():
            return []
        found = [self._stepped(normal, number) for number in range(max(len(STEPS), len(SCALES)))]
        if self._is_bounded_box:
            found.append(self._near_corner(np.where(normal > 0, CORNERS - 1, 1).astype(object)))
        return found

    @cached_property
    def _is_bounded_box(self) -> bool:
        return self._box is not None and all(None not in (side.lower, side.upper) for side in self._box)

    def _near_corner(self, parts: Integers) -> Integers:
        """The point of a bounded box at these parts of its sides."""
        sides = self._box or []
        low, high = (
            RationalArray([side.lower for side in sides]),
            RationalArray([side.upper for side in sides]),
        )
        point = low + (high - low) * RationalArray.from_integers(parts, CORNERS)
        return np.append(point.numerators, point.denominator)

    def _near_corners(self, rng: np.random.Generator, count: int) -> list[Integers]:
        """Points of a bounded box close to its corners, which lie far from each other in high dimension."""
        if self.dim < MANY_INPUTS or not self._is_bounded_box:
            return []
        parts = rng.choice([1, CORNERS - 1], size=(count, self.dim)).astype(object)
        return [self._near_corner(some) for some in parts]

    def _moved(self, direction: Integers, step: Fraction) -> Integers:
        scaled: Integers = self._center * step.denominator
        scaled[:-1] += direction * step.numerator
        return scaled

    def _behind(self, sheet: Form, rng: np.random.Generator) -> list[Integers]:
        """Points that are reached from the center just behind a sheet: straight on, and in other directions."""
        normal = matrix_of([sheet], range(self.dim))[0][0]
        if not normal.any():
            return []
        height = int(normal @ self._center[:-1] + sheet.coefficients.get(CONSTANT, 0) * self._center[-1])
        found = []
        for direction in (normal, *rng.integers(-99, 100, size=(WAYS, self.dim)).astype(object)):
            slope = int(normal @ direction)
            if slope:
                ahead = direction if slope * height < 0 else -direction
                crossing, end = abs(Fraction(height, slope)), self._exit(ahead)
                if end is None or crossing < end:
                    found.append(self._moved(ahead, _between(crossing, end)))
        return found


def _between(start: Fraction, end: Fraction | None) -> Fraction:
    """A step beyond a first one, and before the last one if there is a last one."""
    if end is None:
        return _short(start * Fraction(17, 16)) if start else Fraction(1)
    middle = (start + end) / 2
    short = _short(middle)
    return short if start < short < end else middle


def _short(number: Fraction) -> Fraction:
    """A dyadic number with few bits near to a positive number."""
    shift = 16 + number.denominator.bit_length() - number.numerator.bit_length()
    return Fraction(round(number * Fraction(2) ** shift)) / Fraction(2) ** shift


def _without(form: Form, v: int) -> Form:
    return Form({i: c for i, c in form.coefficients.items() if i != v}, form.denominator)


def _is_mostly_positive(extent: Extent) -> bool:
    """Whether the lower line u leaves less room to the hinge than the line 0."""
    if extent.lower is None or extent.upper is None:
        return extent.lower is not None
    return extent.upper > -extent.lower


def _constant(value: Fraction) -> Form:
    return Form({CONSTANT: value.numerator}, value.denominator) if value else Form({})


def _point(value: Fraction) -> Extent:
    return Extent(value, value)


def _extremes(objective: RationalArray, rows: RationalArray, bounds: RationalArray) -> Extent:
    """The least and the greatest value of a linear form over a nonempty polyhedron."""
    least, greatest = maximize(-objective, rows, bounds), maximize(objective, rows, bounds)
    return Extent(
        -least.value if isinstance(least, Optimal) else None,
        greatest.value if isinstance(greatest, Optimal) else None,
    )
