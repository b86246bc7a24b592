"""Subset sums of vectors: against all subsets."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tropnet.errors import UndecidedError
from tropnet.exact.arrays import RationalArray, rational_array
from tropnet.theory.gaps import vector_subset_sums
from tropnet.theory.gaps.vector_subset_sums import subset_with_sum_in_cone, subset_with_vector_sum

small = st.integers(-2, 2)


def matrices(n_rows, n_columns):
    return st.lists(
        st.lists(small, min_size=n_columns, max_size=n_columns), min_size=n_rows, max_size=n_rows
    ).map(lambda rows: np.array(rows, dtype=int).reshape(n_rows, n_columns))


@st.composite
def problems(draw):
    m, n = draw(st.integers(0, 6)), draw(st.integers(0, 3))
    total = draw(matrices(1, n))[0]
    return draw(matrices(m, n)), total, draw(matrices(draw(st.integers(0, 1)), n)), draw(matrices(3, n))


def all_sums(vectors):
    return [vectors[np.flatnonzero(s)].sum(axis=0) for s in product((0, 1), repeat=len(vectors))]


@settings(max_examples=60, deadline=None)
@given(problems())
@pytest.mark.parametrize("most_free", [-1, 12])
def test_sums_against_all_subsets(most_free, problem):
    vectors, total, _, _ = problem
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(vector_subset_sums, "MOST_FREE_UNKNOWNS", most_free)
        found = subset_with_vector_sum(RationalArray(vectors), RationalArray(total))
    assert (found is not None) == any((s == total).all() for s in all_sums(vectors))
    if found is not None:
        assert len(set(found)) == len(found)
        assert (vectors[list(found)].sum(axis=0) == total).all()


@settings(max_examples=60, deadline=None)
@given(problems())
def test_cones_against_all_subsets(problem):
    vectors, start, equations, inequalities = problem

    def is_in_cone(x):
        return (equations @ x == 0).all() and (inequalities @ x >= 0).all()

    found = subset_with_sum_in_cone(*map(RationalArray, (vectors, start, equations, inequalities)))
    assert (found is not None) == any(is_in_cone(start + s) for s in all_sums(vectors))
    if found is not None:
        assert is_in_cone(start + vectors[list(found)].sum(axis=0))


def test_planted_sums_of_floats_are_found():
    rng = np.random.default_rng(0)
    # By meeting in the middle; by its free unknowns; by falling into groups of two coordinates.
    for m, n, copies in [(26, 2, 1), (60, 55, 1), (20, 2, 5)]:
        blocks = [rng.standard_normal((m, n)) for _ in range(copies)]
        vectors = RationalArray.zeros((m * copies, n * copies)).fractions().copy()
        for k, block in enumerate(blocks):
            vectors[k * m : (k + 1) * m, k * n : (k + 1) * n] = rational_array(block).fractions()
        vectors = RationalArray(vectors)
        planted = np.flatnonzero(rng.integers(0, 2, m * copies))
        total = vectors[planted].sum(axis=0)
        # Sums of random floats differ: the planted subset is the only one.
        assert subset_with_vector_sum(vectors, total) == tuple(planted)
        assert subset_with_vector_sum(vectors, total * "1/3") is None


def test_too_many_vectors():
    rng = np.random.default_rng(0)
    vectors = rational_array(rng.standard_normal((60, 2)))
    total = vectors[::2].sum(axis=0)
    with pytest.raises(UndecidedError, match="60 vectors of dimension 2"):
        subset_with_vector_sum(vectors, total)
    # A far sum is excluded by range.
    assert subset_with_vector_sum(vectors, total * 1000) is None


def test_many_numbers_by_tables():
    values = np.arange(1, 61)
    found = subset_with_vector_sum(RationalArray(values[:, None]), RationalArray([1000]))
    assert values[list(found)].sum() == 1000


def test_too_many_branches(monkeypatch):
    monkeypatch.setattr(vector_subset_sums, "MOST_BRANCHES", 2**10)
    rng = np.random.default_rng(0)
    vectors = rational_array(rng.standard_normal((40, 2)))
    # The cone is a line, which no sum meets: only the whole search could tell.
    start, line = vectors[::3].sum(axis=0) * "1/3", RationalArray([[1, 2]])
    with pytest.raises(UndecidedError, match="branches"):
        subset_with_sum_in_cone(vectors, start, line, RationalArray.zeros((0, 2)))
