"""Whether the maximum is a combination of orbit sums: the published table, and every answer proved by another path."""

import pickle
import sys
from fractions import Fraction
from itertools import combinations, count, islice

import flint
import numpy as np
import pytest
import sympy
from theory.depth import checker

from tropnet.errors import InputError, MissingDependencyError
from tropnet.theory.depth import search as module
from tropnet.theory.depth.identity_system import identity_system
from tropnet.theory.depth.max_identity import MaxIdentity
from tropnet.theory.depth.search import MaxIdentityRefutation, fewest_pairs, search_max_identity
from tropnet.theory.depth.templates import canonical_template


def rows_of(search, template):
    """The column of a template as the verification of a claim has it: right side less left side, by direction."""
    proof = MaxIdentity(search.n, search.k, [(1, *template)]).verify()
    column = {(row.kind, row.direction): row.excess for row in proof.failing}
    last = ("linear", (*[0] * (search.n - 1), 1))
    column[last] = column.get(last, Fraction(0)) + 1
    return column


def assert_refuted(search):
    """The refutation vanishes on all columns, computed without the system, but not on the maximum."""
    refutation = search.refutation
    units = [tuple(map(int, row)) for row in np.eye(search.n, dtype=int)]
    names = [*(("hinge", d) for d in search.system.hinges), *(("linear", unit) for unit in units)]
    weights = dict(zip(names, refutation.weights, strict=True))
    assert refutation.check()
    assert refutation.weights[-1] != 0
    for template in search.system.templates:
        assert sum(weights[row] * entry for row, entry in rows_of(search, template).items()) == 0


# Templates, solvable: Rueß and others, 2026, arXiv:2607.21651, Section 4.1, and Bakaev and others, 2025,
# arXiv:2505.14338, for n = 5; one and two numbers are trivial, three and four are balanced trees.
# With k = 2 without loops, a path and two edges in two colourings need seven points, four edges eight.
TABLE = [
    (1, 1, True, 1, True),
    (2, 1, False, 1, True),
    (3, 1, True, 6, True),
    (3, 1, False, 2, True),
    (4, 1, False, 3, True),
    (4, 2, True, 100, True),
    (5, 1, True, 7, False),
    (5, 2, True, 131, True),
    (5, 2, False, 30, True),
    (6, 1, True, 7, False),
    (6, 2, True, 144, True),
    (6, 2, False, 37, True),
    (7, 2, True, 147, False),
    (7, 2, False, 37 + 2, False),
    (8, 2, False, 37 + 2 + 1, False),
    (7, 3, False, 717, True),
]


@pytest.mark.parametrize(("n", "k", "loops", "n_templates", "is_solvable"), TABLE)
def test_table(n, k, loops, n_templates, is_solvable):
    search = search_max_identity(n, k, loops, tries=3)
    assert (search.n, search.k, search.loops) == (n, k, loops)
    assert search.n_templates == n_templates
    assert search.is_solvable == is_solvable
    assert search.rank <= min(search.n_rows, search.n_templates)
    # The necessary condition of Rueß and others, Corollary 4.3.
    assert not search.is_solvable or k >= fewest_pairs(n)
    if is_solvable:
        checker.check(search.identity.to_json())
        assert (search.identity.n, search.identity.k) == (n, k)
        assert loops or all(i < j for term in search.identity.terms for i, j in term.left + term.right)
        with pytest.raises(InputError, match="there is an identity"):
            _ = search.refutation
    else:
        assert_refuted(search)
        with pytest.raises(InputError, match=rf"k = {k}.*at least {fewest_pairs(n)} is needed"):
            _ = search.identity


def test_no_pairs_at_all():
    search = search_max_identity(1, 1, loops=False)
    assert (search.n_templates, search.rank, search.is_solvable) == (0, 0, False)
    assert search.refutation.check()


@pytest.mark.parametrize("n", range(1, 40))
def test_fewest_pairs_is_the_least_k_with_polytopes_of_full_dimension(n):
    # The convex hull of two sums of k segments has dimension at most 2k + 1, the simplex n - 1.
    assert fewest_pairs(n) == next(k for k in count(1) if 2 * k + 1 >= n - 1)


def test_few_terms():
    # Shipped: 4, 4 and 17 orbit sums.
    assert len(search_max_identity(5, 2, loops=False).identity.terms) == 4
    assert len(search_max_identity(6, 2, loops=False).identity.terms) == 4
    assert len(search_max_identity(7, 3, loops=False).identity.terms) < 23


# -- the least supports -----------------------------------------------------------------------------


def test_six_numbers_have_one_identity_with_four_terms_and_none_with_fewer():
    search = search_max_identity(6, 2, loops=False)
    (found,) = search.smallest_identities()
    # The identity of Rueß and others, 2026.
    named = {canonical_template(t.left, t.right): t.coefficient for t in MaxIdentity.shipped(6).terms}
    assert {(t.left, t.right): t.coefficient for t in found.terms} == named


def test_minimal_supports_against_all_sets_of_orbit_sums():
    search = search_max_identity(5, 2, loops=False)
    matrix, right = search.system.matrix, search.system.right_side
    assert [search.minimal_supports(size) for size in (1, 2, 3)] == [(), (), ()]
    fours = search.minimal_supports(4)
    assert search.smallest_identities() == fours
    assert all(identity.verify().holds for identity in fours)
    number = {template: j for j, template in enumerate(search.system.templates)}
    found = {tuple(sorted(number[t.left, t.right] for t in identity.terms)) for identity in fours}
    assert len(found) == len(fours)
    assert_float_spans_agree(matrix, right, found)


def assert_float_spans_agree(matrix, right, found):
    """The right side is in the span of exactly these fours of columns, and of no three."""
    columns = matrix / np.linalg.norm(matrix, axis=0)
    for size, expected in ((3, set()), (4, found)):
        sets = np.array([*combinations(range(matrix.shape[1]), size)])
        chosen = columns[:, sets].transpose(1, 0, 2)
        residue = chosen @ (np.linalg.pinv(chosen, rcond=1e-9) @ right)[..., None] - right[:, None]
        assert {tuple(s) for s in sets[np.abs(residue).max(axis=(1, 2)) < 1e-7].tolist()} == expected


def test_the_shipped_identity_of_five_numbers_is_one_of_the_smallest():
    shipped = {canonical_template(t.left, t.right): t.coefficient for t in MaxIdentity.shipped(5).terms}
    found = search_max_identity(5, 2, loops=False).smallest_identities()
    assert shipped in [{(t.left, t.right): t.coefficient for t in identity.terms} for identity in found]


def test_with_loops_five_numbers_need_only_three_terms():
    search = search_max_identity(5, 2)
    found = search.smallest_identities()
    assert {len(identity.terms) for identity in found} == {3}
    for identity in found:
        checker.check(identity.to_json())


def test_large_choices_are_refused():
    search = search_max_identity(6, 2, loops=False)
    with pytest.raises(InputError, match=r"there are 12650 sets of 4 orbit sums.*largest=12650"):
        search.minimal_supports(4, largest=1000)
    with pytest.raises(InputError, match="no identity has fewer than 3 orbit sums, but there are 2300 sets"):
        search.smallest_identities(largest=1000)
    with pytest.raises(InputError, match="is no combination"):
        search_max_identity(6, 1).smallest_identities()
    with pytest.raises(InputError, match="the number of orbit sums is 0"):
        search.minimal_supports(0)


# -- guesses that go wrong --------------------------------------------------------------------------


@pytest.mark.parametrize(("n", "k"), [(5, 2), (6, 1), (6, 2), (7, 2)])
def test_small_primes_do_no_harm(monkeypatch, n, k):
    right = search_max_identity(n, k, tries=0)
    for prime in (2, 3, 5, 7, 11):
        monkeypatch.setattr(module, "_primes", lambda prime=prime: iter([prime, 2**61 - 1]))
        search = search_max_identity(n, k, tries=0)
        assert search.is_solvable == right.is_solvable
        assert search.identity.verify().holds if right.is_solvable else search.refutation.check()


def test_a_bad_prime_is_passed_over(monkeypatch):
    system = identity_system(7, 2)
    assert flint.nmod_mat(flint.fmpz_mat(system.directions.columns.tolist()), 2).rank() < system.rank
    used = []

    def primes():
        for prime in (2, 2**61 - 1):
            used.append(prime)
            yield prime

    monkeypatch.setattr(module, "_primes", primes)
    assert search_max_identity(7, 2).refutation.check()
    assert used == [2, 2**61 - 1]


def test_primes_are_prime():
    assert all(sympy.isprime(prime) for prime in islice(module._primes(), 3))


def test_wrong_proposals_are_not_believed(monkeypatch):
    any_identity = search_max_identity(6, 2, tries=0).identity
    monkeypatch.setattr(module, "NEGLIGIBLE", 0.9)
    search = search_max_identity(6, 2, tries=2)
    assert search.identity == any_identity
    assert any_identity.verify().holds


def test_without_scipy(monkeypatch):
    monkeypatch.setitem(sys.modules, "scipy.optimize", None)
    assert search_max_identity(5, 2, tries=0).identity.verify().holds
    assert search_max_identity(6, 1).refutation.check()
    with pytest.raises(MissingDependencyError, match=r"tropnet\[hull\].*tries=0"):
        search_max_identity(5, 2)


# -- values -----------------------------------------------------------------------------------------


def test_refutations_are_checked():
    search = search_max_identity(6, 1)
    right = search.refutation
    wrong = [
        (0,) * search.n_rows,
        right.weights[:-1],
        (*right.weights, 0),
        (right.weights[0] + 1, *right.weights[1:]),
        (*right.weights[:-1], 0),
    ]
    assert not any(MaxIdentityRefutation(search.system, weights).check() for weights in wrong)
    assert MaxIdentityRefutation(search.system, tuple(-3 * w for w in right.weights)).check()
    assert np.gcd.reduce(right.weights) == 1


@pytest.mark.parametrize(("n", "k"), [(5, 2), (6, 1)])
def test_the_same_seed_gives_the_same_answer(n, k):
    first, second = search_max_identity(n, k), search_max_identity(n, k, rng=np.random.default_rng(0))
    assert first == second == pickle.loads(pickle.dumps(first))
    assert hash(first) == hash(second)


def test_refusals():
    with pytest.raises(InputError, match="the number of tries is -1"):
        search_max_identity(5, 2, tries=-1)
    with pytest.raises(InputError, match="there are 131 templates"):
        search_max_identity(5, 2, largest=100)
    with pytest.raises(InputError, match="the number of numbers n is 0"):
        fewest_pairs(0)
