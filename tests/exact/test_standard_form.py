"""Programs in standard form: certificates checked against the dense data, on both ways to them."""

import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tropnet.exact import standard_form
from tropnet.exact.arrays import RationalArray
from tropnet.exact.programs import Infeasible, Optimal, Unbounded, maximize
from tropnet.exact.standard_form import maximize_in_standard_form


def dense(equations, n):
    matrix = np.zeros((len(equations), n), int)
    for i, entries in enumerate(equations):
        for j, value in entries.items():
            matrix[i, j] = value
    return matrix


def random_program(seed, n, p, is_feasible):
    rng = np.random.default_rng(seed)
    equations = [
        {int(j): int(v) for j in rng.choice(n, 4, replace=False) if (v := rng.integers(-3, 4))}
        for _ in range(p)
    ]
    equations.append(dict(equations[0]))  # a dependent one
    right = RationalArray.from_integers(dense(equations, n) @ rng.integers(0, 4, n), 3)
    if not is_feasible:
        right = right + RationalArray([*[0] * p, 1])
    return RationalArray(rng.integers(-5, 0, n)), equations, right


@pytest.fixture(params=["sparse", "dense", "without scipy"])
def way(request, monkeypatch):
    monkeypatch.setattr(standard_form, "FEWEST_FOR_SPARSE", 10**9 if request.param == "dense" else 0)
    if request.param == "without scipy":
        monkeypatch.setitem(sys.modules, "scipy.optimize", None)
    return request.param


@pytest.mark.parametrize("seed", range(4))
def test_the_optimum_is_that_of_the_dense_method_with_multipliers_that_prove_it(way, seed):
    n = 24
    c, equations, right = random_program(seed, n, 10, True)
    found = maximize_in_standard_form(c, equations, right)
    data = c, -RationalArray.eye(n), RationalArray.zeros(n)
    assert isinstance(found, Optimal)
    assert found.check(*data, (dense(equations, n), right))
    assert found.value == maximize(*data, (dense(equations, n), right)).value


@pytest.mark.parametrize("seed", range(3))
def test_contradictions_are_refuted(way, seed):
    n = 24
    c, equations, right = random_program(seed, n, 10, False)
    found = maximize_in_standard_form(c, equations, right)
    assert isinstance(found, Infeasible)
    assert found.check(c, -RationalArray.eye(n), RationalArray.zeros(n), (dense(equations, n), right))


def test_special_programs(way):
    one = RationalArray([1])
    assert isinstance(maximize_in_standard_form(RationalArray([1, 0]), [{0: 1, 1: -1}], one), Unbounded)
    assert maximize_in_standard_form(RationalArray([-1, -2]), [], RationalArray([])).point == RationalArray(
        [0, 0]
    )
    assert (
        maximize_in_standard_form(RationalArray([-1, 0]), [{0: 3}], one).value == RationalArray(["-1/3"])[0]
    )
    assert isinstance(maximize_in_standard_form(RationalArray([-1]), [{}], one), Infeasible)


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 10**6), st.integers(40, 90))
def test_a_shortest_path_is_found(seed, exponent):
    # Unit flows of least cost through a directed graph are paths; lengths beyond floats differ in their last digits.
    rng = np.random.default_rng(seed)
    n = 19
    arcs = [(i, j) for i in range(n) for j in range(i + 1, n)]
    lengths = {arc: 2**exponent * (arc[1] - arc[0]) ** 2 + int(rng.integers(0, 3)) for arc in arcs}
    distance = [0] + [10**60] * (n - 1)
    for j in range(1, n):
        distance[j] = min(distance[i] + lengths[i, j] for i in range(j))
    equations = [{k: (v == i) - (v == j) for k, (i, j) in enumerate(arcs) if v in {i, j}} for v in range(n)]
    costs = -RationalArray([lengths[arc] for arc in arcs])
    found = maximize_in_standard_form(costs, equations, RationalArray([1, *[0] * (n - 2), -1]))
    assert found.value == -distance[-1]
