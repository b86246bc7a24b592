"""Arrangements as networks: the published tables, and the engine on every notion."""

from itertools import combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tropnet import HyperplaneArrangement, linear_regions
from tropnet.errors import InputError
from tropnet.theory.families import ArrangementNetwork
from tropnet.theory.families.arrangement_networks import n_acyclic_orientations

TABLE = [
    # (members, numbers of regions as published)
    ([ArrangementNetwork.braid(n) for n in (2, 3, 4, 5)], [2, 6, 24, 120]),
    ([ArrangementNetwork.resonance(n) for n in (1, 2, 3, 4)], [2, 6, 32, 370]),
    ([ArrangementNetwork.threshold(n) for n in (0, 1, 2, 3)], [2, 4, 14, 104]),
    ([ArrangementNetwork.reflection("B", n) for n in (1, 2, 3, 4)], [2, 8, 48, 384]),
    ([ArrangementNetwork.reflection("D", n) for n in (2, 3, 4)], [4, 24, 192]),
    ([ArrangementNetwork.reflection("A", n) for n in (1, 2, 3)], [2, 6, 24]),
    ([ArrangementNetwork.shi(n) for n in (2, 3, 4)], [3, 16, 125]),
    ([ArrangementNetwork.shi(n, 2) for n in (2, 3)], [5, 49]),
    ([ArrangementNetwork.catalan(n) for n in (2, 3, 4)], [4, 30, 336]),
    ([ArrangementNetwork.catalan(n, 2) for n in (2, 3)], [6, 72]),
    ([ArrangementNetwork.linial(n) for n in (2, 3, 4, 5)], [2, 7, 36, 246]),
    ([ArrangementNetwork.semiorder(n) for n in (2, 3, 4)], [3, 19, 183]),
    ([ArrangementNetwork.graphic(n, [(i, (i + 1) % n) for i in range(n)]) for n in (3, 4, 5)], [6, 14, 30]),
    ([ArrangementNetwork.graphic(5, list(product((0, 1), (2, 3, 4))))], [46]),
    ([ArrangementNetwork.cycle(n) for n in (3, 4, 5)], [6, 14, 30]),
    ([ArrangementNetwork.complete_bipartite(*size) for size in ((1, 2), (2, 2), (2, 3))], [4, 14, 46]),
    ([ArrangementNetwork.generic(*size) for size in ((4, 2), (6, 2), (5, 3))], [11, 22, 26]),
    ([ArrangementNetwork.boolean(n) for n in (1, 3)], [2, 8]),
]


@pytest.mark.parametrize(("members", "published"), TABLE, ids=lambda value: str(value[0]))
def test_published_regions_are_formulas_and_counts(members, published):
    assert [member.n_regions for member in members] == published
    for member in members:
        assert member.arrangement.n_regions == member.n_regions
        assert member.verify().holds, str(member.verify())


@pytest.mark.parametrize(
    ("member", "published"),
    # too many regions to enumerate here: the closed formula against restriction
    [
        (ArrangementNetwork.braid(7), 5040),
        (ArrangementNetwork.linial(6), 2104),
        (ArrangementNetwork.semiorder(5), 2371),
        (ArrangementNetwork.catalan(4, 2), 1320),
        (ArrangementNetwork.shi(5), 1296),
        (ArrangementNetwork.resonance(5), 11292),
        (ArrangementNetwork.threshold(4), 1882),
        (ArrangementNetwork.reflection("F", 4), 1152),
        (ArrangementNetwork.reflection("E", 6), 51840),
        (ArrangementNetwork.graphic(6, list(product((0, 1, 2), (3, 4, 5)))), 230),
        (ArrangementNetwork.complete_bipartite(3, 3), 230),
        (ArrangementNetwork.cycle(7), 126),
    ],
    ids=str,
)
def test_large_members(member, published):
    assert member.n_regions == published == member.arrangement.n_regions


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 6), st.integers(1, 3))
def test_arrangements_in_any_position(seed, m, n):
    member = ArrangementNetwork.sample(seed, m, n, largest=1)
    assert member.verify().holds, str(member.verify())


@given(
    st.integers(1, 5).flatmap(
        lambda n: st.tuples(st.just(n), st.sets(st.sampled_from(list(combinations(range(6), 2)))))
    )
)
def test_acyclic_orientations_one_by_one(graph):
    n, edges = graph
    edges = [(i, j) for i, j in edges if j < n]

    def is_acyclic(arrows):
        left = set(range(n))
        while left:
            sources = {v for v in left if not any(u in left for u, w in arrows if w == v)}
            if not sources:
                return False
            left -= sources
        return True

    ways = product(*([(i, j), (j, i)] for i, j in edges))
    assert n_acyclic_orientations(n, edges) == sum(is_acyclic(way) for way in ways)


def test_orientation_matters_for_activation():
    # two neurons that look away from each other are both inactive on their wall
    from tropnet import Network

    away = Network.from_arrays([[[1], [-1]], [[1, 1]]])
    assert linear_regions(away).counts.activation == 3
    assert ArrangementNetwork.of(HyperplaneArrangement([[1], [-1]], [0, 0])).expected[0].value == 2


def test_an_empty_arrangement_is_no_network():
    with pytest.raises(InputError, match="at least one hyperplane"):
        ArrangementNetwork.braid(1)


def test_sizes_that_are_none():
    with pytest.raises(InputError, match="n is -1"):
        ArrangementNetwork.catalan(-1)
    with pytest.raises(InputError, match="number of nodes is 2"):
        ArrangementNetwork.cycle(2)
    with pytest.raises(InputError, match="first part is 0"):
        ArrangementNetwork.complete_bipartite(0, 2)
