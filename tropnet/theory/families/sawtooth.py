r"""The sawtooth functions of Theorem 3.1, and their compositions.

**Sawtooth.**  For M > 0 and a point a of the open simplex :math:`0 < a_1 < \dots < a_p < M` let :math:`h_a` be the
continuous piecewise linear function with

.. math:: h_a(x) = 0 \;\; (x \le 0), \qquad h_a(a_i) = M \cdot (i \bmod 2), \qquad h_a(M) = M - h_a(a_p),

linear between these points, its last piece continued beyond M.  With :math:`a_0 = 0` and :math:`a_{p+1} = M` its
slopes are :math:`m_i = (-1)^i M / (a_{i+1} - a_i)`, and :math:`w = p + 1` ReLU neurons compute it,

.. math:: h_a(x) = m_0 [x]_+ + \sum_{i=1}^{p} (m_i - m_{i-1}) [x - a_i]_+ .

**Composition.**  :math:`H = h_{a^k} \circ \dots \circ h_{a^1}`, all with the same M, is computed by k hidden layers of
:math:`w_j = p_j + 1` neurons.  Each :math:`h_{a^j}` maps the :math:`w_j` intervals between its points onto [0, M], up
and down in turn, so H has :math:`P = w_1 \cdots w_k` monotone pieces on [0, M], each from 0 to M or from M to 0.

**Counts on the line.**  Write :math:`g_j` for the composition of the first j functions.  Left of 0 everything is 0
and no neuron is active.  On [0, M] the cells are the P pieces, for the thresholds of layer j + 1 inside (0, M) cut
each piece of :math:`g_j` into :math:`w_{j+1}` and its threshold 0 is met at ends only.  Right of M nothing happens
while :math:`g_j \ge M`; but behind the first layer e with an even width, :math:`g_e` is negative there, so the
threshold 0 of layer e + 1 is met at M, and from then on all is 0.  Hence, with t = 1 if some of :math:`w_1, \dots,
w_{k-1}` is even and t = 0 else,

* ``proper_activation`` = P + 1 + t;
* neighbours have different slopes (0, or of alternating signs), and on a line nothing else can merge regions that
  are open or connected: ``open_connected`` = ``convex`` = ``closed_connected`` = P + 1 + t;
* two pieces between 0 and M with the same affine function would have their zero at the same end: all P are
  different, and only the two constant pieces agree: ``affine`` = P + 1;
* a pattern that no cell has can occur only at an end of cells.  If :math:`g_s(x) = 0` inside (0, M), s < k, and s is
  least, then at x all layers behind s are inactive, which on both sides of x they are not; the layers up to s have
  the pattern of one of the two pieces of :math:`g_s` that end there.  Each piece has one zero, so these patterns are
  new and different, one for each zero of :math:`g_{k-1}` inside (0, M): ``activation`` =
  P + 1 + t + floor((P / w_k - 1) / 2).  All other ends have the pattern of a neighbour, as a neuron at its threshold
  is inactive.

On the open interval (0, M) all counts are P, but ``activation`` is P + floor((P / w_k - 1) / 2).  (At the ends of the
closed one there are further patterns.)

**Combinatorial type.**  Not only the counts are the same for all parameters of given widths.  A rising piece of
:math:`g_j` passes the thresholds :math:`0 < a^{j+1}_1 < a^{j+1}_2 < \dots` in this order and a falling one in the
opposite order; so, by induction over the layers, the patterns of cells and ends follow each other along the line in
the same order everywhere in the domain of the parameters.

**Corrected.**  Theorem 3.2 says that H has :math:`w^k` pieces.  This is so on [0, M]; on the line there are
:math:`w^k + 1`, or :math:`w^k + 2` for even w and k >= 2.

**One-to-one.**  For given widths H determines M and all :math:`a^j`, but it does not determine the widths:
:mod:`tropnet.theory.families.sawtooth_decoding`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import prod
from typing import Any, ClassVar

import numpy as np

from tropnet.errors import InputError
from tropnet.exact.arrays import RationalArray, concatenate, rational_array
from tropnet.exact.fraction_arrays import FractionArray, concatenated
from tropnet.exact.numbers import RationalLike
from tropnet.polyhedra.bodies import box
from tropnet.polyhedra.reading import integer_at_least
from tropnet.theory.families.smooth import SmoothFamily
from tropnet.theory.family import ExpectedCount
from tropnet.theory.literature import ARORA_2018, Citation
from tropnet.theory.parameters import (
    Scalar,
    entries,
    is_certainly_not_positive,
    is_symbolic,
    parameter,
    to_sympy,
)
from tropnet.univariate.function import PiecewiseLinearFunction1D

__all__ = ["Sawtooth", "SawtoothComposition", "random_simplex_point"]

Layer = tuple[list[list[Scalar]], list[Scalar]]


@dataclass(frozen=True)
class SawtoothComposition(SmoothFamily):
    r"""The composition of sawtooth functions, :math:`H = h_{a^k} \circ \dots \circ h_{a^1}`.

    Parameters
    ----------
    a : sequence of sequences of RationalLike, or of sympy expressions
        The inner points of each function, :math:`a^1` first, none of them empty; lengths may differ.
    M : RationalLike or sympy expression, default 1
        The height of the teeth, and the length of the interval that they fill.

    Raises
    ------
    InputError
        If there is no function, a function has no point, or the points do not increase strictly from 0 to M.

    Source
    ------
    R. Arora, A. Basu, P. Mianjy and A. Mukherjee, Understanding deep neural networks with rectified linear units,
    2018, Theorems 3.1 and 3.2, Lemma B.1.

    Examples
    --------
    >>> H = SawtoothComposition([["1/2"], ["1/3", "2/3"]])
    >>> H.widths, H.n_monotone_pieces, H.network().widths
    ((2, 3), 6, (2, 3))
    >>> print(H.verify())
    SawtoothComposition(widths (2, 3), M = 1):
      activation on all of space: P + 1 + t + floor((P/w_k - 1)/2) = 8 = 8 counted
      proper_activation on all of space: P + 1 + t = 8 = 8 counted
      convex on all of space: P + 1 + t = 8 = (8, 8) counted
      open_connected on all of space: P + 1 + t = 8 = 8 counted
      closed_connected on all of space: P + 1 + t = 8 = 8 counted
      affine on all of space: P + 1 = 7 = 7 counted
      activation on (0, M): P + floor((P/w_k - 1)/2) = 6 = 6 counted
      proper_activation on (0, M): P = 6 = 6 counted
      convex on (0, M): P = 6 = (6, 6) counted
      open_connected on (0, M): P = 6 = 6 counted
      closed_connected on (0, M): P = 6 = 6 counted
      affine on (0, M): P = 6 = 6 counted
    """

    a: Sequence[Sequence[Scalar]]
    M: Scalar = Fraction(1)

    citation: ClassVar[Citation] = ARORA_2018.at("Theorem 3.2")

    def __post_init__(self) -> None:
        points = tuple(
            tuple(
                parameter(x, f"(point {i} of function {j})")
                for i, x in enumerate(entries(row, f"the points of function {j}"), start=1)
            )
            for j, row in enumerate(entries(self.a, "the functions"), start=1)
        )
        object.__setattr__(self, "a", points)
        object.__setattr__(self, "M", parameter(self.M, "(M)"))
        if not points:
            raise InputError("a composition of no functions is no sawtooth; give the points of at least one")
        for j, row in enumerate(points, start=1):
            if not row:
                raise InputError(f"function {j} has no inner point; give at least one number between 0 and M")
            for left, right in pairwise((Fraction(0), *row, self.M)):
                if is_certainly_not_positive(right - left):
                    raise InputError(
                        f"the points of function {j} must increase from 0 to M = {self.M}, but {left} is followed by "
                        f"{right}; sort them strictly between 0 and M"
                    )

    @classmethod
    def uniform(cls, w: int, k: int, M: RationalLike = 1) -> SawtoothComposition:
        """The k-fold composition with itself of the sawtooth with w pieces of equal length on [0, M].

        Examples
        --------
        >>> SawtoothComposition.uniform(3, 2).function().breakpoints[:3]
        (Fraction(0, 1), Fraction(1, 9), Fraction(2, 9))
        """
        width, height = integer_at_least(2, w, "the width"), parameter(M, "(M)")
        points = tuple(height * Fraction(i, width) for i in range(1, width))
        return cls((points,) * integer_at_least(1, k, "the number of functions"), height)

    @classmethod
    def sample(
        cls,
        rng: np.random.Generator | int | None = None,
        widths: Sequence[int] = (3, 3),
        M: RationalLike = 1,
        *,
        denominator: int = 60,
    ) -> SawtoothComposition:
        """Points that are drawn uniformly from the multiples of M / denominator, for every function on its own.

        Parameters
        ----------
        rng : numpy Generator or seed, optional
        widths : sequence of int
            At least 2 each.
        M : RationalLike
        denominator : int
            At least the largest width.

        Examples
        --------
        >>> SawtoothComposition.sample(0, (2, 4)).widths
        (2, 4)
        """
        generator, height = np.random.default_rng(rng), parameter(M, "(M)")
        rows = (random_simplex_point(generator, w - 1, denominator) for w in widths)
        return cls(tuple(tuple(height * x for x in row) for row in rows), height)

    def __repr__(self) -> str:
        return f"SawtoothComposition(widths {self.widths}, M = {self.M})"

    @property
    def widths(self) -> tuple[int, ...]:
        """The number of neurons of every layer, one more than the points."""
        return tuple(len(row) + 1 for row in self.a)

    @property
    def n_monotone_pieces(self) -> int:
        """The number P of pieces on [0, M]: the product of the widths."""
        return prod(self.widths)

    # The function ---------------------------------------------------------------------------------------

    def slopes(self, j: int) -> tuple[Scalar, ...]:
        """The slopes of function j (from 0) on the intervals between its points.

        >>> SawtoothComposition([["1/4", "1/2"]]).slopes(0)
        (Fraction(4, 1), Fraction(-4, 1), Fraction(2, 1))
        """
        ends = (Fraction(0), *self.a[j], self.M)
        return tuple((-1) ** i * self.M / (right - left) for i, (left, right) in enumerate(pairwise(ends)))

    def layers(self) -> list[Layer]:
        """Weights and biases in the parameters; every layer after the first has rank one.

        >>> SawtoothComposition([["1/2"]]).layers()[1]
        ([[Fraction(2, 1), Fraction(-4, 1)]], [Fraction(0, 1)])
        """
        layers: list[Layer] = []
        incoming: list[Scalar] = [Fraction(1)]
        for j, row in enumerate(self.a):
            layers.append(([incoming] * len(row) + [incoming], [Fraction(0), *(-x for x in row)]))
            steep = self.slopes(j)
            incoming = [steep[0], *(right - left for left, right in pairwise(steep))]
        return [*layers, ([incoming], [Fraction(0)])]

    def function(self) -> PiecewiseLinearFunction1D:
        """The function, from the preimages of 0 and M under one branch after the other.

        Raises
        ------
        InputError
            If the member has symbols.
        """
        if self.symbols:
            raise InputError(f"{self!r} has the symbols {self.symbols}; give them values with .subs({{...}})")
        ends = FractionArray.of(self.teeth())
        up_and_down = FractionArray.of([self.M, -self.M])[np.arange(self.n_monotone_pieces) % 2]
        steep = up_and_down / (ends[1:] - ends[:-1])
        flat, breaks = FractionArray.of([0]), ends if self.is_cut_off else ends[:-1]
        return PiecewiseLinearFunction1D(breaks, concatenated([flat, steep, *[flat] * self.is_cut_off]))

    @property
    def is_cut_off(self) -> bool:
        """Whether the function is 0 right of M: one of the widths before the last is even.

        >>> SawtoothComposition.uniform(2, 2).is_cut_off, SawtoothComposition.uniform(3, 2).is_cut_off
        (True, False)
        """
        return any(w % 2 == 0 for w in self.widths[:-1])

    def teeth(self) -> RationalArray:
        """The ends of the P pieces on [0, M], from 0 to M.

        >>> SawtoothComposition([["1/2"], ["1/4"]]).teeth()
        RationalArray([0, 1/8, 1/2, 7/8, 1])
        """
        inside = rational_array([0, 1])
        for row in reversed(self.a):
            up, down = inside, (1 - inside)[::-1]
            ends = [x / self.M for x in (Fraction(0), *row, self.M)]
            parts = [rational_array([0])]
            for i, (left, right) in enumerate(pairwise(ends)):
                parts.append((up if i % 2 == 0 else down)[1:] * (right - left) + left)
            inside = concatenate(parts)
        ends_of_pieces: RationalArray = inside * self.M
        return ends_of_pieces

    # Symbols --------------------------------------------------------------------------------------------

    def piecewise(self, x: Any) -> Any:
        """The function at a sympy expression, as nested ``Piecewise``; valid for all parameters of the domain.

        >>> import sympy
        >>> a, x = sympy.symbols("a x")
        >>> SawtoothComposition([[a]]).piecewise(x)
        Piecewise((0, x <= 0), (x/a, a >= x), (1 - (-a + x)/(1 - a), True))
        """
        from sympy import Piecewise

        value = x
        for j, row in enumerate(self.a):
            ends, steep = (Fraction(0), *row), self.slopes(j)
            pieces: list[Any] = [(0, value <= 0)]
            for i, (left, slope) in enumerate(zip(ends, steep, strict=True)):
                start = to_sympy(self.M) if i % 2 else 0
                is_last = i == len(row)
                pieces.append(
                    (
                        start + to_sympy(slope) * (value - to_sympy(left)),
                        True if is_last else value <= to_sympy(row[i]),
                    )
                )
            value = Piecewise(*pieces)
        return value

    @property
    def domain_conditions(self) -> tuple[Any, ...]:
        """The relations that cut out the domain of the parameters; the combinatorial type is the same all over it.

        Relations between numbers hold, and are left out.

        >>> import sympy
        >>> a, b = sympy.symbols("a b")
        >>> SawtoothComposition([[a, b]]).domain_conditions
        (a > 0, -a + b > 0, 1 - b > 0)
        """
        gaps = [right - left for row in self.a for left, right in pairwise((Fraction(0), *row, self.M))]
        return tuple(dict.fromkeys(to_sympy(gap) > 0 for gap in gaps if is_symbolic(gap)))

    # Counts ---------------------------------------------------------------------------------------------

    @property
    def expected(self) -> tuple[ExpectedCount, ...]:
        """All six counts, on the line and on (0, M).

        The interval is left out for a symbolic M.
        """
        pieces, tail = self.n_monotone_pieces, int(self.is_cut_off)
        minima = (pieces // self.widths[-1] - 1) // 2
        line = {
            "activation": (pieces + 1 + tail + minima, "P + 1 + t + floor((P/w_k - 1)/2)"),
            **dict.fromkeys(_EQUAL, (pieces + 1 + tail, "P + 1 + t")),
            "affine": (pieces + 1, "P + 1"),
        }
        interval = {
            "activation": (pieces + minima, "P + floor((P/w_k - 1)/2)"),
            **dict.fromkeys((*_EQUAL, "affine"), (pieces, "P")),
        }
        found = [ExpectedCount(notion, *value, self.citation) for notion, value in line.items()]
        if not is_symbolic(self.M):
            teeth = box([0], [self.M])
            found += [
                ExpectedCount(notion, *value, self.citation, teeth, "(0, M)")
                for notion, value in interval.items()
            ]
        return tuple(found)


_EQUAL = ("proper_activation", "convex", "open_connected", "closed_connected")


@dataclass(frozen=True)
class Sawtooth(SmoothFamily):
    """One sawtooth function, :math:`h_a`; a composition of one.

    Parameters
    ----------
    a : sequence of RationalLike, or of sympy expressions
        The inner points, strictly increasing between 0 and M.
    M : RationalLike or sympy expression, default 1

    Source
    ------
    R. Arora, A. Basu, P. Mianjy and A. Mukherjee, Understanding deep neural networks with rectified linear units,
    2018, Definition 8.

    Examples
    --------
    >>> h = Sawtooth(["1/4", "1/2"])
    >>> h.function()
    PiecewiseLinearFunction1D(breakpoints=[0, 1/4, 1/2], slopes=[0, 4, -4, 2])
    >>> h.verify().holds
    True
    """

    a: Sequence[Scalar]
    M: Scalar = Fraction(1)

    citation: ClassVar[Citation] = ARORA_2018.at("Definition 8")

    def __post_init__(self) -> None:
        composition = SawtoothComposition((entries(self.a, "the points"),), self.M)
        object.__setattr__(self, "a", composition.a[0])
        object.__setattr__(self, "M", composition.M)

    @classmethod
    def sample(
        cls,
        rng: np.random.Generator | int | None = None,
        w: int = 3,
        M: RationalLike = 1,
        *,
        denominator: int = 60,
    ) -> Sawtooth:
        """Points that are drawn uniformly from the multiples of M / denominator.

        >>> len(Sawtooth.sample(0, 4).a)
        3
        """
        composition = SawtoothComposition.sample(rng, (w,), M, denominator=denominator)
        return cls(composition.a[0], composition.M)

    @property
    def composition(self) -> SawtoothComposition:
        """The same function as a composition of one.

        >>> Sawtooth(["1/4"]).composition.widths
        (2,)
        """
        return SawtoothComposition((self.a,), self.M)

    def __repr__(self) -> str:
        return f"Sawtooth({len(self.a)} points, M = {self.M})"

    def layers(self) -> list[Layer]:
        """Weights and biases in the parameters."""
        return self.composition.layers()

    def function(self) -> PiecewiseLinearFunction1D:
        """The function."""
        return self.composition.function()

    def piecewise(self, x: Any) -> Any:
        """The function at a sympy expression, as ``Piecewise``; valid for all parameters of the domain."""
        return self.composition.piecewise(x)

    @property
    def domain_conditions(self) -> tuple[Any, ...]:
        """The relations that cut out the domain of the parameters, as for :class:`SawtoothComposition`."""
        return self.composition.domain_conditions

    @property
    def expected(self) -> tuple[ExpectedCount, ...]:
        """All six counts, on the line and on (0, M)."""
        return self.composition.expected


def random_simplex_point(rng: np.random.Generator, p: int, denominator: int) -> list[Fraction]:
    """A point 0 < x_1 < ... < x_p < 1, uniformly among those with a denominator.

    Raises
    ------
    InputError
        If there are fewer multiples than coordinates.

    Examples
    --------
    >>> random_simplex_point(np.random.default_rng(0), 3, 4)
    [Fraction(1, 4), Fraction(1, 2), Fraction(3, 4)]
    """
    if denominator <= p:
        raise InputError(
            f"there are no {p} different multiples of 1/{denominator} in (0, 1); give a larger denominator"
        )
    chosen = rng.choice(denominator - 1, size=p, replace=False) + 1
    return [Fraction(int(i), denominator) for i in sorted(chosen)]
