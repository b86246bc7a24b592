"""Bounds on real communication: brute force, and laws that every protocol must satisfy."""

from __future__ import annotations

from itertools import chain, combinations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tropnet.errors import InputError, ShapeError
from tropnet.networks import Dense, Maxout, Network
from tropnet.theory.benign import (
    boolean_cube,
    constant_rectangles,
    inner_product,
    inner_product_rounds,
    n_comparisons,
    rounds_by_correlation,
    rounds_by_rectangles,
    squared_norm_bound,
    truth_table,
)


def inner_product_table(d):
    return truth_table(inner_product, 2 * d).reshape(2**d, 2**d)


@st.composite
def tables(draw, least=1, most=4):
    m, n = draw(st.integers(least, most)), draw(st.integers(least, most))
    return np.array(
        draw(st.lists(st.lists(st.integers(0, 1), min_size=n, max_size=n), min_size=m, max_size=m))
    )


@settings(max_examples=30)
@given(tables())
def test_constant_rectangles_by_brute_force(table):
    m, n = table.shape
    best = [0] * m
    columns = list(chain.from_iterable(combinations(range(n), k) for k in range(n + 1)))
    for a in range(1, m + 1):
        for rows, chosen in product(combinations(range(m), a), columns):
            part = table[np.ix_(rows, chosen)]
            if not part.size or part.min() == part.max():
                best[a - 1] = max(best[a - 1], len(chosen))
    assert constant_rectangles(table) == best


@st.composite
def protocols(draw):
    """A table that k comparisons of numbers tell, for all x and y at once."""
    k, m, n = draw(st.integers(0, 3)), draw(st.integers(1, 8)), draw(st.integers(1, 8))
    numbers = st.integers(0, 6)
    answers = np.zeros((m, n), dtype=int)
    for _ in range(k):
        a = np.array(draw(st.lists(numbers, min_size=m, max_size=m)))
        b = np.array(draw(st.lists(numbers, min_size=n, max_size=n)))
        answers = 2 * answers + (a[:, None] > b[None, :])
    values = np.array(draw(st.lists(st.integers(0, 1), min_size=2**k, max_size=2**k)))
    return k, values[answers]


@settings(max_examples=60)
@given(protocols(), st.data())
def test_no_bound_is_larger_than_what_a_protocol_takes(protocol, data):
    k, table = protocol
    assert rounds_by_rectangles(table) <= k
    norm, shape = squared_norm_bound(table), table.shape
    assert rounds_by_correlation(norm, *shape) <= k
    # The same protocol errs for a share of the inputs of another table.
    flips = data.draw(st.integers(0, (table.size - 1) // 2))
    other = table.ravel().copy()
    other[:flips] ^= 1
    other = other.reshape(shape)
    assert rounds_by_correlation(squared_norm_bound(other), *shape, f"{flips}/{table.size}") <= k


@settings(max_examples=40)
@given(st.data())
def test_no_network_is_smaller_than_the_bound_for_what_it_computes(data):
    d, width = 2, data.draw(st.integers(0, 2))
    numbers = st.integers(-3, 3)
    rows = data.draw(
        st.lists(st.lists(numbers, min_size=2 * d + 1, max_size=2 * d + 1), min_size=3, max_size=3)
    )
    hidden, output = rows[:width], rows[width]
    weights = [[row[:-1] for row in hidden], [output[:width]]] if width else [[output[:-1]]]
    biases = [[row[-1] for row in hidden], [output[-1]]] if width else [[output[-1]]]
    net = Network.from_arrays(weights, biases)
    table = (2 * net(boolean_cube(2 * d)).ravel().integers() > 1).astype(int).reshape(2**d, 2**d)
    assert n_comparisons(net) == width >= rounds_by_rectangles(table) - 1


@pytest.mark.parametrize("d", [1, 2, 3, 4])
def test_constant_rectangles_of_the_inner_product_have_at_most_2_to_the_d_entries(d):
    # Lindsey's lemma for constant rectangles; x = 0 has all columns, so it is attained.
    table = inner_product_table(d)
    assert max(a * b for a, b in enumerate(constant_rectangles(table), 1)) == 2**d
    assert rounds_by_rectangles(table) >= inner_product_rounds(d)


def test_a_constant_takes_no_round():
    assert rounds_by_rectangles([[1, 1], [1, 1]]) == 0
    assert rounds_by_correlation(4, 2, 2) == 0


@settings(max_examples=30)
@given(tables(), st.data())
def test_the_norm_bound_is_one(table, data):
    signs, (m, n) = 1 - 2 * table, table.shape
    u = np.array(data.draw(st.lists(st.integers(-3, 3), min_size=m, max_size=m)))
    v = np.array(data.draw(st.lists(st.integers(-3, 3), min_size=n, max_size=n)))
    assert (u @ signs @ v) ** 2 <= squared_norm_bound(table) * (u @ u) * (v @ v)


@pytest.mark.parametrize("d", [1, 2, 3, 4, 5])
def test_the_norm_of_the_inner_product(d):
    # Sylvester's Hadamard matrix: H H^T is 2^d times the identity
    assert squared_norm_bound(inner_product_table(d)) == 2**d


@pytest.mark.parametrize("d", [3, 40, 300])
def test_the_correlation_bound_is_the_least_power(d):
    k = rounds_by_correlation(2**d, 2**d, 2**d, "1/100")
    # (1 - 2/100)^2 = 2401/2500
    assert 2500 * (2 * d + 2) ** (2 * k) >= 2401 * 2**d
    assert 2500 * (2 * d + 2) ** (2 * k - 2) < 2401 * 2**d


def test_a_maximum_of_three_counts_as_two_comparisons():
    assert n_comparisons(Network.sequential([Dense([[1], [2], [3]]), Maxout(3)], 1)) == 2


def test_what_is_refused():
    with pytest.raises(ShapeError, match="give a matrix"):
        constant_rectangles([0, 1])
    with pytest.raises(InputError, match="neither 0 nor 1"):
        squared_norm_bound([[2]])
    with pytest.raises(InputError, match="too many"):
        constant_rectangles(np.zeros((21, 2), dtype=int))
    with pytest.raises(InputError, match="not in"):
        rounds_by_correlation(2, 2, 2, "1/2")
    with pytest.raises(InputError, match="the number of pairs is 0"):
        inner_product_rounds(0)
