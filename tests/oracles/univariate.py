"""Random functions of one variable, with values that the tests compute for themselves."""

from fractions import Fraction
from itertools import pairwise

from hypothesis import strategies as st

from tropnet.univariate import PiecewiseLinearFunction1D

numbers = st.fractions(min_value=-3, max_value=3, max_denominator=6)


@st.composite
def functions(draw, most=5):
    """Functions with few pieces, often with equal slopes, constant pieces, and common break points."""
    places = sorted(draw(st.sets(st.fractions(-2, 2, max_denominator=3), max_size=most)))
    slopes = draw(
        st.lists(
            st.sampled_from([-2, -1, 0, 0, 1, Fraction(1, 2), 3]),
            min_size=len(places) + 1,
            max_size=len(places) + 1,
        )
    )
    return PiecewiseLinearFunction1D(places, slopes, draw(numbers))


def value(f, x):
    """f(x), as the value at 0 plus hinges, one break point after the other."""
    total = f.value_at_zero + f.slopes[0] * x
    for b, left, right in zip(f.breakpoints, f.slopes, f.slopes[1:], strict=False):
        total += (right - left) * (max(x - b, 0) - max(-b, 0))
    return total


def grid(*points):
    """The points, points between them, and points beyond."""
    places = sorted({Fraction(0), *points})
    inner = [(a + b) / 2 for a, b in pairwise(places)]
    return [places[0] - 3, places[0] - 1, *places, *inner, places[-1] + 1, places[-1] + 5]
