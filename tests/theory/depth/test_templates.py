"""Templates: against all renamings by brute force, published numbers, and the orbits of the shipped identities."""

from itertools import combinations_with_replacement, permutations
from math import comb, factorial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tropnet.errors import InputError
from tropnet.theory.depth.max_identity import MaxIdentity
from tropnet.theory.depth.orbit_sums import pairs_of
from tropnet.theory.depth.templates import canonical_template, n_templates, orbit_size, templates


def key(side):
    """A multiset of pairs as a sorted list, by the larger index and then the smaller one."""
    return tuple(sorted((max(pair), min(pair)) for pair in side))


def images(n, left, right):
    """All that renaming and exchange lead to, in the order in which the canonical form is the least."""
    for p in permutations(range(1, n + 1)):
        sides = [key((p[i - 1], p[j - 1]) for i, j in side) for side in (left, right)]
        yield tuple(sides)
        yield tuple(sides[::-1])


def least(n, left, right):
    return min(images(n, left, right))


@pytest.mark.parametrize("loops", [True, False])
@pytest.mark.parametrize(("n", "k"), [(1, 1), (1, 3), (2, 1), (2, 2), (3, 1), (3, 2), (4, 1), (4, 2)])
def test_templates_are_the_least_of_each_class_of_all_pairs_of_multisets(n, k, loops):
    pairs = [pair for pair in pairs_of(n) if loops or pair[0] < pair[1]]
    sides = [*combinations_with_replacement(pairs, k)]
    classes = sorted({least(n, left, right) for left in sides for right in sides})
    found = templates(n, k, loops)
    assert [(key(left), key(right)) for left, right in found] == classes
    assert n_templates(n, k, loops) == len(classes)


@pytest.mark.parametrize(
    ("n", "k", "with_loops", "without"),
    # Rueß and others, 2026, arXiv:2607.21651, Section 4.1; 4469 is in Wang and Basu, 2026, arXiv:2608.25221.  Seven
    # points without loops add to 37 a path and two edges, in two ways to colour them.
    [(5, 2, 131, 30), (6, 1, 7, 3), (6, 2, 144, 37), (7, 2, 147, 37 + 2), (7, 3, 4469, 717)],
)
def test_numbers_of_templates(n, k, with_loops, without):
    assert n_templates(n, k) == with_loops
    assert len(set(templates(n, k, loops=False))) == n_templates(n, k, loops=False) == without


def test_numbers_of_templates_without_loops_for_eight_and_nine_numbers():
    # Rueß and others, 2026
    assert len(set(templates(8, 3, loops=False))) == n_templates(8, 3, loops=False) == 810
    assert n_templates(9, 4, loops=False) == 27461


@pytest.mark.parametrize("k", [1, 2, 3])
def test_more_numbers_than_ends_of_pairs_give_no_new_template(k):
    assert n_templates(4 * k, k) == n_templates(4 * k + 3, k)
    assert n_templates(4 * k - 1, k) == n_templates(4 * k, k) - 1  # 2k disjoint pairs


@pytest.mark.parametrize(("n", "k", "loops"), [(7, 3, False), (6, 2, True), (3, 4, True)])
def test_templates_are_their_own_canonical_forms_and_their_orbits_are_all_pairs(n, k, loops):
    found = templates(n, k, loops)
    assert all(canonical_template(left, right) == (left, right) for left, right in found)
    n_sides = comb(comb(n + loops, 2) + k - 1, k)
    assert sum(orbit_size(n, left, right) for left, right in found) == n_sides * (n_sides + 1) // 2


indices = st.integers(1, 5)
sides = st.integers(0, 3).flatmap(
    lambda k: st.tuples(*[st.lists(st.tuples(indices, indices), min_size=k, max_size=k)] * 2)
)


@given(sides, st.permutations(range(1, 6)))
@settings(max_examples=40, deadline=None)
def test_canonical_forms_and_orbit_sizes_against_all_renamings(both, renamed):
    left, right = both
    every = [*images(5, left, right)]
    form = canonical_template(left, right)
    assert (key(form.left), key(form.right)) == min(every)
    other = [[(renamed[i - 1], renamed[j - 1]) for i, j in side] for side in (right, left)]
    assert canonical_template(*other) == form
    assert orbit_size(5, left, right) == len({tuple(sorted(pair)) for pair in every})


@pytest.mark.parametrize(
    ("n", "sizes"),
    [
        # Orbits of four templates each: Bakaev and others' five numbers and Rueß and others' six, by hand.
        (5, [15, 30, 30, 120]),
        (6, [45, 90, 180, 180]),
    ],
)
def test_orbit_sizes_of_small_identities(n, sizes):
    terms = MaxIdentity.shipped(n).terms
    assert sorted(orbit_size(n, left, right) for _, left, right in terms) == sizes
    # Each is a neuron of the second layer, besides the two that pass the linear part on.
    assert MaxIdentity.shipped(n).widths[1] == sum(sizes) + 2


@pytest.mark.parametrize("n", [7, 8])
def test_orbit_sizes_divide_the_number_of_permutations(n):
    for _, left, right in MaxIdentity.shipped(n).terms:
        assert factorial(n) % orbit_size(n, left, right) == 0


def test_a_template_with_equal_sides_has_the_orbit_of_one_side():
    triangle = [(1, 2), (1, 3), (2, 3)]
    assert orbit_size(8, triangle, triangle) == comb(8, 3)


def test_many_symmetries():
    left, right = [(1, 2), (3, 4), (5, 6)], [(7, 8), (9, 10), (11, 12)]
    # Twelve points split into two unordered triples of unordered pairs.
    assert orbit_size(12, left, right) == factorial(12) // (2 * (6 * 8) ** 2)


def test_refusals():
    with pytest.raises(InputError, match="n is 10; it must be at most 9"):
        templates(10, 1)
    with pytest.raises(InputError, match="k is 40, which is too large for n = 2"):
        templates(2, 40)
    with pytest.raises(InputError, match="the number of pairs k is 0"):
        templates(3, 0)
    with pytest.raises(InputError, match="the number of numbers n is 0"):
        n_templates(0, 1)
    with pytest.raises(InputError, match="4 different indices, but n is 3"):
        orbit_size(3, [(1, 2)], [(3, 4)])
