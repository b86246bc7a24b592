"""The search for identities of the maximum: the whole table up to eight numbers, from the templates to the proof."""

import pytest
from benchmarks.measuring import measured

from tropnet.theory.depth.identity_system import identity_system
from tropnet.theory.depth.search import search_max_identity
from tropnet.theory.depth.templates import n_templates, templates

# n, k, loops, solvable: Rueß and others, 2026, arXiv:2607.21651, Section 4.1.
TABLE = [
    (5, 2, True, True),
    (5, 2, False, True),
    (6, 1, True, False),
    (6, 2, True, True),
    (6, 2, False, True),
    (7, 2, True, False),
    (7, 3, True, True),
    (7, 3, False, True),
    (8, 2, True, False),
    (8, 3, False, True),
    (8, 3, True, True),
]


@pytest.mark.parametrize(("n", "k", "loops", "is_solvable"), TABLE)
def test_decided(benchmark, n, k, loops, is_solvable):
    search = measured(benchmark, lambda: search_max_identity(n, k, loops), rounds=1)
    assert search.is_solvable == is_solvable
    assert search.identity.verify().holds if is_solvable else search.refutation.check()
    benchmark.extra_info |= {"templates": search.n_templates, "rows": search.n_rows, "rank": search.rank}
    if is_solvable:
        benchmark.extra_info["terms"] = len(search.identity.terms)


@pytest.mark.parametrize(("n", "k", "loops"), [(7, 3, False), (7, 3, True), (8, 3, False), (8, 3, True)])
def test_assembled(benchmark, n, k, loops):
    system = measured(benchmark, lambda: identity_system(n, k, loops), rounds=1)
    assert system.matrix.shape == (system.n_rows, n_templates(n, k, loops))


@pytest.mark.parametrize(("n", "k", "loops"), [(7, 3, True), (8, 3, False), (8, 3, True), (9, 4, False)])
def test_templates(benchmark, n, k, loops):
    assert len(measured(benchmark, lambda: templates(n, k, loops), rounds=1)) == n_templates(n, k, loops)


@pytest.mark.parametrize(("n", "loops", "least"), [(5, False, 4), (5, True, 3), (6, False, 4)])
def test_least_supports(benchmark, n, loops, least):
    search = search_max_identity(n, 2, loops)
    found = measured(benchmark, search.smallest_identities, rounds=1)
    assert {len(identity.terms) for identity in found} == {least}
