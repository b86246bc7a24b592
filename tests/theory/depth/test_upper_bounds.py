"""Upper bounds on the depth: printed formulas, in integers, and what is proved here."""

import pytest

from tropnet.errors import InputError
from tropnet.theory.depth import MaxIdentity
from tropnet.theory.depth.bootstrap import maximum_plan
from tropnet.theory.depth.upper_bounds import (
    depth_upper_bound,
    depth_upper_bounds,
    maximum_depth_upper_bound,
    maximum_depth_upper_bounds,
)


@pytest.mark.parametrize("n", [*range(1, 140), 624, 625, 626, 3**30 + 2, 3**30 + 3, 2 * 5**40, 2 * 5**40 + 1])
def test_the_formulas_for_the_maximum(n):
    found = {bound.formula: bound.hidden_layers for bound in maximum_depth_upper_bounds(n)}
    # k = ceil(log_b (p / q)) is told by b^(k - 1) < p / q <= b^k
    arguments = {
        "ceil(log2 n)": (2, n, 1, 0),
        "ceil(log3(n - 2)) + 1": (3, n - 2, 1, 1),
        "ceil(log4(n/2)) + 1": (4, n, 2, 1),
        "ceil(log5(n/2)) + 1": (5, n, 2, 1),
    }
    for formula, depth in found.items():
        base, p, q, more = arguments[formula]
        k = depth - more
        assert k >= 0
        assert p <= q * base**k
        assert k == 0 or p * base > q * base**k
    assert len(found) == (1, 1, 2, 3)[n] if n < 4 else len(found) == 4


def test_values_of_the_papers():
    # Rueß and others, 2026: two hidden layers for up to 10 numbers, and for functions of up to 9 variables
    assert [maximum_depth_upper_bound(n).hidden_layers for n in range(1, 12)] == [0, 1, *[2] * 8, 3]
    assert [depth_upper_bound(n).hidden_layers for n in range(11)] == [0, 1, *[2] * 8, 3]
    # Bakaev and others, 2025: 3^k + 2 numbers in k + 1 hidden layers
    for k in range(1, 20):
        bounds = {bound.formula: bound.hidden_layers for bound in maximum_depth_upper_bounds(3**k + 2)}
        assert bounds["ceil(log3(n - 2)) + 1"] == k + 1
    # Arora and others, 2018: ceil(log2(n + 1))
    assert depth_upper_bounds(1000)[-1].hidden_layers == 10


def test_functions_of_n_variables_are_sums_of_maxima_of_n_plus_one():
    for n in range(60):
        assert [bound.hidden_layers for bound in depth_upper_bounds(n)] == [
            bound.hidden_layers for bound in maximum_depth_upper_bounds(n + 1)
        ]


def test_what_is_proved_here():
    assert [n for n in range(12) if depth_upper_bound(n).is_proved_here] == [0, 1, 2, 3, 4, 5, 6, 7, 10, 11]
    assert all(MaxIdentity.shipped(n).verify().holds for n in (5, 6, 7, 8))
    for n in range(1, 100):
        bound = maximum_depth_upper_bound(n, proved_here=True)
        assert bound.is_proved_here
        assert maximum_plan(n).hidden_layers == bound.hidden_layers


def test_the_least_comes_first():
    for n in (4, 9, 31, 50, 10**9):
        depths = [bound.hidden_layers for bound in depth_upper_bounds(n)]
        assert depths == sorted(depths)
        assert depth_upper_bound(n) == depth_upper_bounds(n)[0]


def test_text():
    assert str(maximum_depth_upper_bound(2)) == (
        "1 hidden layer is enough for the maximum of 2 numbers: ceil(log2 n) "
        "(Arora, Basu, Mianjy, Mukherjee 2018, Theorem 2.1; proved here)"
    )
    assert "functions of 1 variable:" in str(depth_upper_bound(1))


def test_refusals():
    with pytest.raises(InputError, match="the number of variables is -1"):
        depth_upper_bound(-1)
    with pytest.raises(InputError, match=r"the number of numbers is 2\.5"):
        maximum_depth_upper_bound(2.5)
