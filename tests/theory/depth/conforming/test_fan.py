"""The fan, the space and the functional, against their definitions by functions on R^n."""

from itertools import product
from math import comb, factorial

import numpy as np
import pytest

from tropnet.errors import InputError
from tropnet.theory.depth.conforming.fan import ConformingSpace, Signs, family_of, named, subset

SPACES = [ConformingSpace(n, arity) for n in (2, 3, 4, 5) for arity in range(1, n)]
each_space = pytest.mark.parametrize("space", SPACES, ids=repr)


def maximum_less_first(n, M):
    """The values of max over M less the first number of M at the indicator vectors."""
    first = min(M)
    everything = range(1, 2**n - 1)
    return {S: int(any(S >> i & 1 for i in M)) - (S >> first & 1) for S in everything}


def random_values(space, rng):
    return space.values(rng.integers(-3, 4, space.dim).tolist())


@each_space
def test_sizes(space):
    n = space.n
    assert len(space.subsets) == 2**n - 2
    assert space.dim == sum(comb(n, j) for j in range(1, space.arity + 1)) - 1
    assert len(space.symmetries) == len(set(space.symmetries)) == 2 * factorial(n)
    # Pairs S inside T are maps of the elements to three places, less those that make S empty or T everything.
    comparable = sum(family.bit_count() for family in space.comparable.values())
    pairs = 3**n - 2 * 2**n + 1
    assert comparable == 2 * (pairs - len(space.subsets)) + len(space.subsets)


def test_rays_and_pairs_of_the_paper():
    """30 rays, 14 dimensions, 150 pairs: Hertrich, Basu, Di Summa and Skutella, 2021, proof of Theorem 1.7."""
    space = ConformingSpace(5, 2)
    pairs = sum(family.bit_count() - 1 for family in space.comparable.values()) // 2
    assert (len(space.subsets), space.dim, pairs) == (30, 14, 150)


@pytest.mark.parametrize("n", [2, 3, 4, 5])
def test_the_functional_is_one_at_the_maximum_of_all_and_zero_at_others(n):
    space = ConformingSpace(n, n - 1)
    for M in (*space.subsets, 2**n - 1):
        inside = [i for i in range(n) if M >> i & 1]
        # max over M less one of its numbers is its own positive part.
        assert space.functional(maximum_less_first(n, inside)) == (len(inside) == n)


@each_space
def test_values_are_those_of_sums_of_minima(space):
    rng = np.random.default_rng(1)
    coefficients = rng.integers(-3, 4, space.dim).tolist()
    everything = [*coefficients, -sum(coefficients)]
    for S, value in space.values(coefficients).items():
        x = [S >> i & 1 for i in range(space.n)]
        minima = [min(x[i] for i in range(space.n) if M >> i & 1) for M in space.monomials]
        assert value == sum(a * minimum for a, minimum in zip(everything, minima, strict=True))


@each_space
def test_the_functional_and_the_symmetries(space):
    rng = np.random.default_rng(2)
    for _ in range(5):
        g = random_values(space, rng)
        phi = space.functional(g)
        assert sum((-1) ** S.bit_count() * value for S, value in g.items()) == 0
        full = 2**space.n - 1
        assert space.functional({S: g[full - S] for S in g}) == (-1) ** space.n * phi
        for symmetry in [space.symmetries[i] for i in rng.integers(0, len(space.symmetries), 5)]:
            sign = -1 if symmetry.is_negated else 1
            moved = {symmetry.of_subset(S): sign * value for S, value in g.items()}
            assert space.functional(moved) == phi
            assert len(space.conflicts(moved)) == len(space.conflicts(g))


@each_space
def test_images_of_conditions_are_those_of_each_symmetry(space):
    rng = np.random.default_rng(3)
    signs = Signs(*(family_of(S for S in space.subsets if rng.integers(2)) for _ in range(2)))
    images = [Signs(*pair) for pair in space.images(signs).tolist()]
    assert images == [symmetry.of_signs(signs) for symmetry in space.symmetries]


@pytest.mark.parametrize(("n", "arity"), [(3, 1), (3, 2), (4, 2)])
def test_one_of_three_cases_holds_for_every_conforming_function(n, arity):
    space = ConformingSpace(n, arity)
    found = 0
    for coefficients in product((-1, 0, 1), repeat=space.dim):
        g = space.values(coefficients)
        if space.conflicts(g):
            continue
        found += 1
        holds = Signs(family_of(S for S in g if g[S] >= 0), family_of(S for S in g if g[S] <= 0))
        assert all(any(case.within(holds) for case in space.cases(S)) for S in space.subsets)
    assert found > 6


def test_conflicts_are_the_sets_with_a_comparable_one_of_opposite_sign():
    space = ConformingSpace(4, 3)
    rng = np.random.default_rng(4)
    for _ in range(20):
        g = random_values(space, rng)
        expected = [S for S in g if any(g[S] * g[T] < 0 and (S | T in (S, T)) for T in g)]
        assert space.conflicts(g) == expected


def test_names_of_sets():
    assert [named(S) for S in range(1, 8)] == ["1", "2", "12", "3", "13", "23", "123"]
    assert all(subset(named(S)) == S for S in range(1, 64))


@pytest.mark.parametrize(
    ("n", "arity", "message"),
    [(1, 1, ">= 2"), (7, 2, "at most 6"), (3, 3, "at most 2"), (3, 0, ">= 1"), (2.5, 1, "2.5")],
)
def test_no_such_space(n, arity, message):
    with pytest.raises(InputError, match=message):
        ConformingSpace(n, arity)
