r"""The parameters of a composition of sawtooth functions, from the function alone.

Let :math:`H = h_{a^k} \circ \dots \circ h_{a^1}` have the widths :math:`w_1, \dots, w_k`, with P pieces on [0, M], P
their product (:mod:`tropnet.theory.families.sawtooth`), and let :math:`0 = t_0 < t_1 < \dots < t_P = M` be the ends
of these.

**The parameters are determined.**  H rises from 0 at :math:`t_0` to M at :math:`t_1`, and has no value above M up to
:math:`t_P`: so M is the value at the second break point.  Let :math:`P_j = w_{j+1} \cdots w_k`.  The first function
maps each of its :math:`w_1` intervals onto [0, M], where the others have :math:`P_1` pieces, hence :math:`a^1_i =
t_{i P_1}`.  On the first interval it is multiplication by :math:`M / a^1_1`, so the ends for the other functions are
:math:`t_0, \dots, t_{P_1}` times :math:`M / t_{P_1}`; and so on:

.. math:: a^j_i = M \, t_{i P_j} / t_{P_{j-1}} .

This is the one-to-one parameterization of Theorem 3.1, for widths that may differ from layer to layer.

**Members.**  Conversely, take a function that is 0 left of 0 and goes up and down between 0 and M, in P pieces with
ends t.  It is a member with these widths if and only if, for each j, the first :math:`P_{j-1}` pieces are
:math:`w_j` affine copies of the first :math:`P_j`, those with even numbers mirrored; and right of M it is 0 if some of
:math:`w_1, \dots, w_{k-1}` is even, and affine with its last piece else.

**The widths are not determined.**  H is a function of M, the ends t and what it does right of M.  So two neighbours
:math:`w_j, w_{j+1}` can always be merged to one sawtooth function with :math:`w_j w_{j+1}` pieces, unless these are
the last two and :math:`w_j` is the only even width before the last.  For example every composition of widths (3, 2)
is a sawtooth function of width 6.  Even the finest widths are not determined: with equally spaced points (3, 5) and
(5, 3) give the same function.  So :func:`decode` is told the widths, and :func:`decompositions` finds all that are
possible.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import prod

import numpy as np

from tropnet.analysis.univariate_form import univariate_functions
from tropnet.errors import InputError
from tropnet.exact.fraction_arrays import FractionArray, concatenated
from tropnet.networks.network import Network
from tropnet.polyhedra.reading import integer_at_least
from tropnet.theory.families.sawtooth import SawtoothComposition
from tropnet.univariate.function import PiecewiseLinearFunction1D

__all__ = ["decode", "decompositions"]


def decode(f: PiecewiseLinearFunction1D | Network, widths: Sequence[int]) -> SawtoothComposition:
    """The composition of sawtooth functions with these widths that a given function is: the parameters, from it alone.

    Why there is only one, and what must be given: see :mod:`tropnet.theory.families.sawtooth_decoding`.

    Parameters
    ----------
    f : PiecewiseLinearFunction1D or Network
        Of a network, with one input and one output, only the function matters, not its layers.
    widths : sequence of int
        At least 2 each.

    Returns
    -------
    SawtoothComposition

    Raises
    ------
    InputError
        If f is no composition of sawtooth functions with these widths; the message says what fails.
    ShapeError
        If a network does not have one input.

    Source
    ------
    R. Arora, A. Basu, P. Mianjy and A. Mukherjee, Understanding deep neural networks with rectified linear units,
    2018, Theorem 3.1: the family is one-to-one.

    Examples
    --------
    >>> H = SawtoothComposition([["1/2"], ["1/3", "3/4"]], M=2)
    >>> decode(H.function(), (2, 3)) == decode(H.network(), (2, 3)) == H
    True
    >>> decode(H.function(), (3, 2))
    Traceback (most recent call last):
    tropnet.errors.InputError: the function is no composition of sawtooth functions of widths (3, 2): its pieces 3 to 4
    are no affine copy of its first 2, mirrored
    """
    shape = tuple(integer_at_least(2, w, "a width") for w in widths)
    zigzag = _Zigzag.of(f)
    if not shape or prod(shape) != zigzag.n_pieces:
        raise InputError(
            f"compositions of sawtooth functions of widths {shape} have {prod(shape)} pieces between 0 and M, but the "
            f"function has {zigzag.n_pieces}"
        )
    failing = zigzag.failing(shape)
    if failing:
        raise InputError(f"the function is no composition of sawtooth functions of widths {shape}: {failing}")
    return zigzag.member(shape)


def decompositions(f: PiecewiseLinearFunction1D | Network) -> Iterator[SawtoothComposition]:
    """All compositions of sawtooth functions that a given function is, one for each possible tuple of widths.

    They are found one after the other, the first of them one that cannot be refined.  There may be very many: with
    equally spaced points there is one for every factorization of P whose numbers before the last are odd, or, if the
    function is 0 right of M, are not all odd.

    Parameters
    ----------
    f : PiecewiseLinearFunction1D or Network

    Returns
    -------
    iterator of SawtoothComposition
        Without any if the function goes up and down between 0 and M, and is 0 right of M, but has no decomposition.

    Raises
    ------
    InputError
        If the function does not go up and down between 0 and some M on [0, M], or is not 0 left of 0.
    ShapeError
        If a network does not have one input.

    Examples
    --------
    >>> f = SawtoothComposition.uniform(15, 1).function()
    >>> [member.widths for member in decompositions(f)]
    [(3, 5), (5, 3), (15,)]
    >>> f = SawtoothComposition([["1/2"], ["1/3"], ["1/4"]]).function()
    >>> [member.widths for member in decompositions(f)]
    [(2, 2, 2), (2, 4), (4, 2)]
    """
    zigzag = _Zigzag.of(f)
    return (zigzag.member(shape) for shape in zigzag.shapes())


@dataclass(frozen=True, eq=False)
class _Zigzag:
    """A function that goes up and down between 0 and M in pieces with the given ends, and is 0 left of 0.

    Right of M it is 0 if it ``is_cut_off``, else affine with the last piece.
    """

    ends: FractionArray
    is_cut_off: bool

    @classmethod
    def of(cls, f: PiecewiseLinearFunction1D | Network) -> _Zigzag:
        function = _function(f)
        breaks, slopes = function.columns
        if not (len(breaks) > 1 and breaks[0] == 0 and slopes[0] == 0 and function.value_at_zero == 0):
            raise _not_in_the_family(
                f"those are 0 left of 0, bend there, and again behind, but this is {function!r}"
            )
        height, is_constant_behind = slopes[1] * breaks[1], slopes[-1] == 0
        if height <= 0:
            raise _not_in_the_family(f"those rise behind 0, but this falls to {height} at {breaks[1]}")
        ends = breaks if is_constant_behind else concatenated([breaks, FractionArray.of([height])])
        lengths = ends[1:] - ends[:-1]
        if ends[-1] != height or lengths[-1] <= 0:
            raise _not_in_the_family(
                f"those bend for the last time left of M, or at M if they are 0 behind; but this, with M = {height}, "
                f"bends at {breaks[-1]}"
            )
        changes = FractionArray.of([height, -height])[np.arange(len(lengths)) % 2]
        wrong = np.flatnonzero(~(slopes[1 : len(ends)] * lengths).is_equal(changes))
        if len(wrong):
            i = wrong[0]
            raise _not_in_the_family(
                f"between {ends[i]} and {ends[i + 1]} its value should change by {changes[i]}, but changes by "
                f"{slopes[i + 1] * lengths[i]}"
            )
        if is_constant_behind and len(lengths) % 2:
            raise _not_in_the_family(
                f"those are 0 right of M = {height} if they are constant there, but this is {height}"
            )
        return cls(ends, is_constant_behind)

    @property
    def n_pieces(self) -> int:
        return len(self.ends) - 1

    @cached_property
    def lengths(self) -> FractionArray:
        """The lengths of the pieces."""
        return self.ends[1:] - self.ends[:-1]

    def member(self, shape: tuple[int, ...]) -> SawtoothComposition:
        """The composition with these widths, if there is one."""
        height, n, rows = self.ends[-1], self.n_pieces, []
        for w in shape:
            scale = height / self.ends[n]
            n //= w
            rows.append(tuple(scale * self.ends[i * n] for i in range(1, w)))
        return SawtoothComposition(tuple(rows), height)

    def failing(self, shape: tuple[int, ...]) -> str:
        """What keeps the function from being a composition with these widths, in words; "" if nothing does."""
        n = self.n_pieces
        for w in shape:
            wrong = self.first_wrong_copy(n, n // w)
            n //= w
            if wrong:
                return (
                    f"its pieces {wrong * n + 1} to {wrong * n + n} are no affine copy of its first {n}"
                    f"{', mirrored' * (wrong % 2)}"
                )
        if _is_cut_off(shape) != self.is_cut_off:
            return (
                f"it is {'' if self.is_cut_off else 'not '}0 right of M = {self.ends[-1]}, which needs "
                f"{'an' if self.is_cut_off else 'no'} even width before the last"
            )
        return ""

    def first_wrong_copy(self, n: int, m: int) -> int:
        """The least i such that pieces im, ..., im + m - 1 are no copy of the first m, mirrored if i is odd; or 0.

        Only the first n pieces are looked at, and m divides n.
        """
        first = self.lengths[:m] / self.ends[m]
        corners = self.ends[np.arange(0, n + 1, m)]
        spans = corners[1:] - corners[:-1]
        for start, stop in ((1, 2), (2, n // m)):
            # The second block alone first: it is wrong nearly always if any is.
            blocks = np.arange(start, stop)
            pieces = np.arange(start * m, stop * m)
            place = pieces % m
            mirrored = np.where(pieces // m % 2 == 1, m - 1 - place, place)
            should = first[mirrored] * spans[np.repeat(blocks, m)]
            wrong = np.flatnonzero(~self.lengths[pieces].is_equal(should))
            if len(wrong):
                return int(pieces[wrong[0]]) // m
        return 0

    def shapes(self) -> Iterator[tuple[int, ...]]:
        """The widths with which the function is a composition."""
        known: dict[tuple[int, int], bool] = {}

        def are_copies(n: int, m: int) -> bool:
            if (n, m) not in known:
                known[n, m] = not self.first_wrong_copy(n, m)
            return known[n, m]

        def found(n: int, head: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
            for w in range(2, n // 2 + 1):
                if n % w == 0 and (self.is_cut_off or w % 2) and are_copies(n, n // w):
                    yield from found(n // w, (*head, w))
            if _is_cut_off((*head, n)) == self.is_cut_off:
                yield (*head, n)

        return found(self.n_pieces, ())


def _is_cut_off(shape: tuple[int, ...]) -> bool:
    """Whether a composition with these widths is 0 right of M."""
    return any(w % 2 == 0 for w in shape[:-1])


def _not_in_the_family(reason: str) -> InputError:
    """The error for a function that is no composition of sawtooth functions, whatever the widths."""
    return InputError(f"the function is no composition of sawtooth functions: {reason}")


def _function(f: PiecewiseLinearFunction1D | Network) -> PiecewiseLinearFunction1D:
    """The function that is meant."""
    if not isinstance(f, Network):
        return f
    found = univariate_functions(f)
    if len(found) != 1:
        raise InputError(
            f"the network has {len(found)} outputs, but a composition of sawtooth functions has one"
        )
    return found[0]
