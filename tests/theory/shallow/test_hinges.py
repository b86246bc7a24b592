"""Hinges of convex functions: sums of which the parts are known, and the convexity of what remains."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tropnet.theory.shallow import split_hinges
from tropnet.tropical import TropicalPolynomial

small = st.integers(-2, 2)


def hinge(row):
    """max(a x + c, 0)."""
    return TropicalPolynomial([row[:-1], [0] * (len(row) - 1)], [row[-1], 0])


def product(factors, n):
    total = TropicalPolynomial.constant(0, n)
    for factor in factors:
        total = total * factor
    return total.essential


def rows(n):
    return st.lists(small, min_size=n + 1, max_size=n + 1).filter(lambda row: any(row[:-1]))


def monomials(n):
    return st.lists(st.lists(small, min_size=n + 1, max_size=n + 1), min_size=1, max_size=6)


@settings(max_examples=25, deadline=None)
@given(
    st.integers(1, 3).flatmap(lambda n: st.tuples(st.just(n), st.lists(rows(n), max_size=3), monomials(n)))
)
def test_rest_and_hinges_are_the_function_up_to_their_orientation(drawn):
    n, neurons, pieces = drawn
    other = TropicalPolynomial([row[:-1] for row in pieces], [row[-1] for row in pieces])
    function = product([other, *map(hinge, neurons)], n)
    split = split_hinges(function)
    assert product([split.rest, *map(hinge, split.hinges.tolist())], n).is_equivalent(function)
    assert len(split_hinges(split.rest.essential).hinges) == 0


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 3).flatmap(lambda n: st.tuples(st.just(n), st.lists(rows(n), min_size=1, max_size=4))))
def test_sums_of_hinges_leave_an_affine_function(drawn):
    n, neurons = drawn
    function = product(map(hinge, neurons), n)
    split = split_hinges(function)
    assert split.rest.n_monomials == 1
    # Along a line in direction e_1 the jumps of the slope add up to the sizes of the first coordinates.
    assert abs(split.hinges[:, 0]).sum() == sum(abs(row[0]) for row in neurons)


@pytest.mark.parametrize(
    ("function", "rest", "hinges"),
    [
        # Three rays, in two variables: no line is covered.
        ("max(x, y, 0)", "max(x, y, 0)", []),
        # The ray x = 0 > y of it is prolonged to a line; its jump is 2 for y < 0 and 1 for y > 0.
        ("max(x + y, 2 x, x, y, 0)", "max(y, x, 0)", [[1, 0, 0]]),
        # One variable: every break is a hinge.
        ("max(-3 x, 0, 2 x - 2)", "-3 x", [[2, -2], [3, 0]]),
        ("5", "5", []),
    ],
)
def test_functions_by_hand(function, rest, hinges):
    variables = ["x", "y"] if "y" in function else ["x"]
    read = [TropicalPolynomial.parse(text, variables) for text in (function, rest)]
    split = split_hinges(read[0].essential)
    assert split.rest.is_equivalent(read[1])
    assert split.hinges.tolist() == hinges
