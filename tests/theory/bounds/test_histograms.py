"""Activation histograms: what attains them, what they require, and the bounds that they give."""

from fractions import Fraction
from itertools import combinations, product
from math import comb, pi, tan

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tropnet import Network, linear_regions
from tropnet.errors import InputError, UndecidedError
from tropnet.theory.bounds import (
    hinz_histogram,
    hinz_upper_bound,
    histogram_upper_bound,
    montufar_histogram,
    serra_histogram,
)
from tropnet.theory.bounds.histograms import check_histograms, clipped_hinz_histogram, dominates

COLLECTIONS = [montufar_histogram, serra_histogram, hinz_histogram]


def by_recursion(d, n):
    """The histogram of Hinz by its definition, entry by entry."""
    if d == 0:
        return [0] * n + [1]
    if d >= n:
        return [comb(n, a) for a in range(n + 1)]
    if d <= 2:
        left, counts = sum(comb(n, j) for j in range(d + 1)) - 1, [1]
        while left:
            counts.append(min(left, 2 if d == 1 else n))
            left -= counts[-1]
        return [0] * (n + 1 - len(counts)) + counts[::-1]
    up, down = [0, *by_recursion(d, n - 1)], [*by_recursion(d - 1, n - 1), 0]
    return [a + b for a, b in zip(up, down, strict=True)]


def test_hinz_by_its_recursion():
    for n in range(11):
        for d in range(n + 2):
            assert list(hinz_histogram(d, n)) == by_recursion(d, n)
    assert sum(hinz_histogram(5, 70)) == sum(comb(70, j) for j in range(6))


def test_requirements_and_dominance():
    for n in range(1, 13):
        check_histograms(hinz_histogram, n, [n])
        for d in range(n + 1):
            weak, middle, sharp = (collection(d, n) for collection in COLLECTIONS)
            assert dominates(weak, middle)
            assert dominates(middle, sharp)
            assert sum(weak) == sum(middle) == sum(sharp)
            assert d == n or dominates(hinz_histogram(d + 1, n), sharp)


@pytest.mark.parametrize("n", [3, 5, 7, 9])
def test_polygons_attain_the_histogram_of_the_plane(n):
    # Rational tangents of the unit circle, close to those of a regular polygon, turned towards the circle.
    rows = []
    for i in range(n):
        t = Fraction(round(1000 * tan(pi * (i + 1 / 7) / n - pi / 2)), 1000)
        rows.append([-(1 - t * t) / (1 + t * t), -2 * t / (1 + t * t)])
    net = Network.from_arrays([rows, [[1] * n]], [[1] * n, [0]])
    active = linear_regions(net).patterns.sum(axis=1).tolist()
    assert tuple(active.count(a) for a in range(n + 1)) == hinz_histogram(2, n)


@pytest.mark.parametrize("n", range(1, 7))
def test_half_lines_attain_the_histogram_of_the_line(n):
    # n points on a line and all orientations: for each a, the most intervals with a or more active units.
    best = [0] * (n + 1)
    for right in product([False, True], repeat=n):
        active = [sum(r == (i < interval) for i, r in enumerate(right)) for interval in range(n + 1)]
        best = [max(b, sum(k >= a for k in active)) for a, b in enumerate(best)]
    assert best == [sum(hinz_histogram(1, n)[a:]) for a in range(n + 1)]


@pytest.mark.parametrize(
    ("collection", "message"),
    [
        (lambda d, n: (0,) * n + (2**d,), "does not dominate"),
        (lambda d, n: (1,) * n, "give 4, for 0 to 3 active"),
        (lambda d, n: (0,) * n + (99 - d,), "in dimension 0"),
    ],
)
def test_histograms_that_cannot_be_are_refused(collection, message):
    with pytest.raises(InputError, match=message):
        check_histograms(collection, 3, [3])


architectures = st.tuples(st.integers(1, 6), st.lists(st.integers(1, 7), min_size=1, max_size=3))


@settings(max_examples=60, deadline=None)
@given(architectures)
def test_clipping_does_not_change_the_bound(architecture):
    n, widths = architecture
    assert histogram_upper_bound(n, widths, hinz_histogram) == histogram_upper_bound(
        n, widths, clipped_hinz_histogram
    )


@settings(max_examples=60, deadline=None)
@given(architectures, st.data())
def test_input_ranks_one_choice_of_units_at_a_time(architecture, data):
    # Every set of inactive units by itself: sets, not numbers, and the rank that arrives is tracked.
    n, widths = architecture
    widths = widths[:2]
    ranks = [data.draw(st.integers(1, 6)) for _ in widths]

    def count(rank, layer):
        if layer == len(widths):
            return 1
        width, arriving = widths[layer], min(rank, ranks[layer])
        sets = (s for j in range(min(arriving, width) + 1) for s in combinations(range(width), j))
        return sum(count(min(arriving, width - len(s)), layer + 1) for s in sets)

    assert histogram_upper_bound(n, widths, serra_histogram, ranks) == count(n, 0)


def test_what_takes_long_is_said_at_once():
    with pytest.raises(UndecidedError, match="takes long"):
        hinz_upper_bound(784, [3000, 1000])
    with pytest.raises(UndecidedError, match="products"):
        histogram_upper_bound(3000, [3000, 3000, 3000], serra_histogram)
    # A layer that is wide enough cuts a space of every dimension in general position.
    assert hinz_upper_bound(3, [10**6]) == sum(comb(10**6, j) for j in range(4))
