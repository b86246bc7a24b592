from fractions import Fraction
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog
from theory.training.choices import cells, dot, solution

from tropnet.analysis.enumeration import Limit
from tropnet.errors import InputError, ShapeError
from tropnet.exact.arrays import RationalArray
from tropnet.theory.training import ThresholdNetwork, train_threshold_exactly


def least_squares(rows, y):
    """The smallest sum of squares of y minus a combination of the rows, by the normal equations."""
    gram = [[dot(a, b) for b in rows] for a in rows]
    x = solution(gram, [dot(row, y) for row in rows])
    errors = [dot(x, column) - label for column, label in zip(zip(*rows, strict=True), y, strict=True)]
    return dot(errors, errors)


def by_all_dichotomies(X, y, width):
    """Every set of dichotomies; the output weights are free."""
    dichotomies = {tuple(Fraction(int(sign > 0)) for sign in cell) for cell in cells(X)}
    ones = tuple([Fraction(1)] * len(y))
    return min(
        least_squares([ones, *chosen], [Fraction(label) for label in y])
        for chosen in combinations(sorted(dichotomies), width)
    )


@settings(max_examples=4, deadline=None)
@given(
    st.lists(st.tuples(st.integers(-3, 3), st.integers(-3, 3)), min_size=5, max_size=5, unique=True),
    st.lists(st.integers(-4, 4), min_size=5, max_size=5),
)
def test_all_sets_of_dichotomies(X, y):
    for width in (1, 2):
        trained = train_threshold_exactly(X, y, width)
        assert trained.check()
        assert trained.optimum == by_all_dichotomies(X, y, width)


def test_absolute_errors():
    """One step on a line, all places and both levels, by HiGHS."""
    X, y = list(range(6)), [0, 1, 0, 4, 9, 4]
    found = []
    for place in range(1, 6):
        step = np.array([[1.0, x >= place] for x in X])
        rows = np.vstack([np.hstack([step, -np.eye(6)]), np.hstack([-step, -np.eye(6)])])
        program = linprog(
            [0, 0, *[1] * 6],
            rows,
            [*y, *(-label for label in y)],
            bounds=[(None, None)] * 2 + [(0, None)] * 6,
        )
        found.append(program.fun)
    trained = train_threshold_exactly(X, y, 1, "l1")
    assert trained.check()
    assert float(trained.optimum) == pytest.approx(min(found))


def test_steps_on_a_line():
    """With w steps and a constant, w + 1 runs of labels are fitted, and one run less without the constant."""
    y = [2, 2, 5, 5, 5, -1, 3]
    X = [0, 1, 3, 4, 5, 7, 8]
    values = [train_threshold_exactly(X, y, width).optimum for width in (1, 2, 3, 4)]
    assert values[:3] == sorted(values[:3], reverse=True)
    assert values[1] > 0 == values[2] == values[3]
    # Without the constant the first run needs a step that ends, which is one to the left.
    assert train_threshold_exactly(X, y, 4, output_bias=False).optimum == 0


def test_exclusive_or():
    """Two parallel lines do it; of one line the best cuts off a corner, whose label it fits, and leaves 0, 1, 1."""
    X, y = [[0, 0], [1, 0], [0, 1], [1, 1]], [0, 1, 1, 0]
    assert train_threshold_exactly(X, y, 1).optimum == Fraction(2, 3)
    best = train_threshold_exactly(X, y, 2)
    assert best.optimum == 0
    assert best.network(X)[:, 0] == RationalArray(y)


def test_hinge_loss_counts_what_no_dichotomy_separates():
    """A single unit separates labels that a line separates, and the loss is 0."""
    X, y = [[0, 0], [2, 1], [1, 3], [4, 4]], [-1, -1, 1, 1]
    assert train_threshold_exactly(X, y, 1, "hinge").optimum == 0
    assert train_threshold_exactly(X, [1, -1, -1, 1], 1, "hinge").optimum > 0


def test_limits_leave_bounds():
    rng = np.random.default_rng(3)
    X, y = rng.integers(-9, 10, (9, 2)), rng.integers(-9, 10, 9)
    stopped = train_threshold_exactly(X, y, 2, limit=Limit(cells=3))
    assert stopped.check()
    assert stopped.lower_bound <= train_threshold_exactly(X, y, 2).optimum <= stopped.upper_bound


def test_units_are_zero_on_their_wall():
    unit = ThresholdNetwork(RationalArray([[1, 2]]), RationalArray([-3]), RationalArray([5]), Fraction(1, 2))
    assert unit([[1, 1], [1, 2], [0, 0]]) == RationalArray([["1/2"], ["11/2"], ["1/2"]])
    assert unit([1, 2]) == RationalArray(["11/2"])
    with pytest.raises(ShapeError, match=r"give \(2,\) for one"):
        unit([1, 2, 3])


def test_errors():
    with pytest.raises(InputError, match="leaves no neurons"):
        train_threshold_exactly([0, 1], [0, 1], 0)
    with pytest.raises(InputError, match="labels -1 and 1"):
        train_threshold_exactly([0, 1], [0, 1], 1, "hinge")
    with pytest.raises(InputError, match="train fewer points"):
        train_threshold_exactly(np.arange(400).reshape(40, 10) ** 2 % 101, range(40), 1)
