"""Lines above and below functions: true at every sampled point, tight at one, and hulls as hulls of points."""

from fractions import Fraction
from itertools import combinations, pairwise

from hypothesis import given, settings
from hypothesis import strategies as st
from oracles.univariate import functions

from tropnet.analysis.verification.lines import Interval, best_line, hull_lines, line

ends = st.one_of(st.none(), st.fractions(-4, 4, max_denominator=4))


@st.composite
def intervals(draw):
    low, high = draw(ends), draw(ends)
    if low is not None and high is not None and low > high:
        low, high = high, low
    return Interval(low, high)


def samples(f, interval):
    """Every break point and end, points between, and points far out."""
    marks = sorted({*f.breakpoints, *(end for end in interval if end is not None), Fraction(0)})
    marks = [marks[0] - 1000, *marks, marks[-1] + 1000]
    middles = [(a + b) / 2 for a, b in pairwise(marks)]
    return [z for z in (*marks, *middles) if interval.contains(z)]


@settings(max_examples=40)
@given(functions(), intervals(), st.fractions(-3, 3, max_denominator=4), st.sampled_from([1, -1]))
def test_a_line_is_on_its_side_and_touches(f, interval, slope, side):
    found = line(f, interval, slope, side)
    distances = None if found is None else [side * (found(z) - f(z)) for z in samples(f, interval)]
    if distances is None:
        # Then f outruns every line of this slope on an outer piece.
        outer = [f.slopes[0] * -1] * (interval.low is None) + [f.slopes[-1]] * (interval.high is None)
        against = [-slope] * (interval.low is None) + [slope] * (interval.high is None)
        assert any(side * (a - b) > 0 for a, b in zip(outer, against, strict=True))
    else:
        assert min(distances) == 0


@settings(max_examples=40)
@given(functions(), intervals(), st.sampled_from([1, -1]))
def test_best_lines_are_exact_where_the_function_is_affine(f, interval, side):
    found = best_line(f, interval, side)
    inner = [b for b in f.breakpoints if interval.contains(b) and b not in interval]
    if not inner:
        assert all(found(z) == f(z) for z in samples(f, interval))
    elif found is not None:
        assert all(side * (found(z) - f(z)) >= 0 for z in samples(f, interval))


@settings(max_examples=40)
@given(functions(), intervals().filter(lambda i: None not in i), st.sampled_from([1, -1]))
def test_hull_lines_leave_the_hull_of_the_graph(f, interval, side):
    """The hull lies where chords do: at every sample the best chord is reached, but for the rounding of slopes."""
    points = samples(f, interval)
    lines = hull_lines(f, interval, side)
    for z in points:
        chords = [f(z)] + [
            f(a) + (f(b) - f(a)) * (z - a) / (b - a) for a, b in combinations(points, 2) if a <= z <= b
        ]
        tight = max(side * value for value in chords)
        found = min(side * one(z) for one in lines)
        assert 0 <= found - tight <= Fraction(interval.high - interval.low, 2**15)
