r"""The gradient of a network along a segment, as a step function.

Let :math:`x(t) = u + t (v - u)`, :math:`0 \le t \le 1`.  On the segment the neurons cut the line of t into
intervals (:func:`tropnet.analysis.univariate_form.cell_ends`), on each of which the gradient is that at one point
inside (:func:`~tropnet.theory.gradients.points.gradients_at`).  The point is taken at a dyadic t with few digits.

**What is defined where.**  The directional derivative :math:`\frac{d}{dt} f(x(t))` exists inside of every interval,
whatever the position of the segment.  The gradient in all inputs need not exist: the segment may run inside of a wall.
That is decided exactly, and one point speaks for its interval: a form of a neuron that vanishes at one inner point of
an interval but not at another would change its sign on the way, and the neuron its piece.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from math import floor

from tropnet.analysis.univariate_form import along, cell_ends
from tropnet.exact.arrays import RationalArray, RationalArrayLike, rational_array
from tropnet.exact.fraction_arrays import FractionArray, concatenated
from tropnet.networks.network import Network
from tropnet.networks.operations import points_of, restrict_to_line
from tropnet.theory.gradients.points import gradients_at, one_output
from tropnet.theory.gradients.step_function import StepFunction

__all__ = ["derivative_along", "gradient_along"]


def gradient_along(
    net: Network, start: RationalArrayLike, end: RationalArrayLike, *, output: int | None = None
) -> StepFunction:
    """The gradient of an output in all inputs at the points start + t (end - start), for t from 0 to 1.

    Parameters
    ----------
    net : Network
        With gates of any kind.
    start, end : array-like of rationals
        Two different inputs.
    output : int, optional
        The place of the output, flattened; may be left out if there is only one.

    Returns
    -------
    StepFunction
        On the interval from 0 to 1, with values in the space of flattened inputs.

    Raises
    ------
    InputError
        If the points are equal, the output is not told, or the segment runs inside of a wall where the gradient
        does not exist; see :func:`derivative_along`.
    ShapeError
        If a point does not have the input shape, or there is no such output.

    Source
    ------
    D. Balduzzi et al., The shattered gradients problem, ICML, 2017, section 2, where it is sampled on a grid.

    Examples
    --------
    >>> net = Network.from_arrays([[[1, 0], [0, 1]], [[1, 3]]], [[0, -1], None])
    >>> g = gradient_along(net, [-1, 0], [1, 2])
    >>> g.breakpoints, g.values
    (FractionArray([0, 1/2, 1]), RationalArray([[0, 0], [1, 3]]))
    >>> gradient_along(net, [-1, 1], [1, 1])
    Traceback (most recent call last):
    tropnet.errors.InputError: the gradient does not exist at the point (-1/2, 1): there is a wall; move the point, or
    the segment, or take the derivative in one direction by derivative_along(net, start, end)
    """
    single = one_output(net, output)
    first, last = points_of("gradient_along", single, [start, end])
    if single.input_dim == 1:
        # There are no other directions, and the derivative is found without looking at patterns.
        slopes = derivative_along(single, first, last)
        return StepFunction(slopes.breakpoints, slopes.values / (last - first).sum())
    ends = _within(cell_ends(restrict_to_line(single, first, last)))
    origin, direction = first.reshape((1, -1)), (last - first).reshape((1, -1))
    points = origin + _inside(ends).reshape((-1, 1)) @ direction
    return StepFunction(ends, gradients_at(single, points))


def derivative_along(
    net: Network, start: RationalArrayLike, end: RationalArrayLike, *, output: int | None = None
) -> StepFunction:
    """The derivative in t of an output at the points start + t (end - start), for t from 0 to 1.

    Where the gradient exists, this is its product with end - start.

    Parameters
    ----------
    net, start, end, output
        As for :func:`gradient_along`.

    Returns
    -------
    StepFunction
        On the interval from 0 to 1, with one coordinate.

    Raises
    ------
    InputError
        If the points are equal, or the output is not told.
    ShapeError
        If a point does not have the input shape, or there is no such output.

    Examples
    --------
    >>> net = Network.from_arrays([[[1, 0], [0, 1]], [[1, 3]]], [[0, -1], None])
    >>> derivative_along(net, [-1, 0], [1, 2])
    StepFunction([0, 1/2, 1], [0, 8])
    >>> derivative_along(net, [-1, 1], [1, 1])
    StepFunction([0, 1/2, 1], [0, 2])
    """
    [f] = along(one_output(net, output), start, end)
    breaks, slopes = f.columns
    ends = _within(breaks)
    first = breaks.searchsorted(Fraction(0), right=True)
    return StepFunction(ends, RationalArray(list(slopes[first : first + len(ends) - 1])))


# -- the intervals ---------------------------------------------------------------------------------------


def _within(places: FractionArray) -> FractionArray:
    """The ends of the intervals into which increasing places cut the interval from 0 to 1."""
    first = places.searchsorted(Fraction(0), right=True)
    inner = places[first : places.searchsorted(Fraction(1))]
    return concatenated([FractionArray.of([0]), inner, FractionArray.of([1])])


def _inside(ends: FractionArray) -> RationalArray:
    r"""A dyadic number inside of every interval.

    If :math:`2^{-k}` is less than the length of an interval, the first multiple of it behind the left end is inside.
    """
    found = []
    for left, right in pairwise(ends):
        length = right - left
        # The quotient is less than 2 to this exponent.
        k = (length.denominator // length.numerator).bit_length()
        found.append(Fraction(floor(left * 2**k) + 1, 2**k))
    return rational_array(found)
