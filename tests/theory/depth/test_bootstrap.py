"""Plans for the maximum of many numbers: depth, size, and the networks."""

import pickle
from functools import cache
from itertools import pairwise

import numpy as np
import pytest

from tropnet.analysis.equivalence import is_equivalent
from tropnet.errors import InputError
from tropnet.networks import Network, stack_outputs
from tropnet.theory.depth import MaxIdentity
from tropnet.theory.depth.bootstrap import (
    GATES,
    TWO_LAYERS,
    MaximumPlan,
    _outer,
    bootstrap_depth,
    maximum_plan,
)
from tropnet.theory.families.maximum import MaximumTree
from tropnet.tropical.polynomial import TropicalPolynomial


def maximum(n):
    return TropicalPolynomial.parse(f"max({', '.join(f'x{i}' for i in range(1, n + 1))})")


def printed_depth(n, m):
    """2 + s with the least s such that n <= m r^s, r = floor(m / 2): Rueß and others, 2026, Theorem 5.1."""
    s = 0
    while m * (m // 2) ** s < n:
        s += 1
    return 2 + s


@cache
def least_depth(n, base):
    """The rules, as they are stated."""
    if n <= 2:
        return n - 1
    if n in {3, 4} or n <= base:
        return 2
    depths = [1 + least_depth(-(-n // 2), base)]
    for m in range(5, base + 1):
        depths.append(2 + least_depth(-(-n // m), base) if m < n else 2)
        depths.append(1 + least_depth(2 * -(-n // m), base))
    return min(depths)


def points(n, seed):
    """Points with ties, sorted ones, far ones, and those with a single large or small entry."""
    rng = np.random.default_rng(seed)
    one = np.eye(n, dtype=np.int64)
    rows = [
        rng.integers(-2, 3, (3, n)),
        np.sort(rng.integers(-9, 9, (1, n)), axis=1),
        -np.arange(n)[None],
        10**12 * rng.integers(-5, 6, (1, n)) + rng.integers(-1, 2, (1, n)),
        one[[0, -1]],
        -one[[n // 2]],
        -7 - one[[0]],
    ]
    return np.concatenate(rows)


def assert_computes_the_maximum(net, n, seed=0):
    at = points(n, seed)
    assert net(at)[:, 0].tolist() == at.max(axis=1).tolist()


# -- depth -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("base", [4, 5, 6, 7, 8])
def test_depth_up_to_one_hundred(base):
    for n in range(1, 101):
        depth = bootstrap_depth(n, base)
        assert depth == least_depth(n, base)
        assert maximum_plan(n, base=base).hidden_layers == depth
        if n > 2:
            assert depth <= printed_depth(n, base)
        if base % 2 == 0 and n > 2:
            assert depth == printed_depth(n, base)


def test_odd_bases_reach_further_than_printed():
    # 5 floor(10 / 2) = 25 > 5 * 2^2, and 7 floor(21 / 2) = 70 > 7 * 3^2
    assert (printed_depth(25, 5), bootstrap_depth(25, 5), bootstrap_depth(26, 5)) == (5, 4, 5)
    assert (printed_depth(70, 7), bootstrap_depth(70, 7), bootstrap_depth(71, 7)) == (5, 4, 5)


def test_base_four_is_the_tree():
    for n in range(2, 70):
        assert bootstrap_depth(n, 4) == MaximumTree(n).hidden_layers
        assert maximum_plan(n, base=4).size <= MaximumTree(n).size


def test_the_recursion_of_bakaev_and_others_is_not_less_deep():
    # MAX of 3^k + 2 numbers in k + 1 hidden layers: Bakaev and others, 2025, Section 2.2
    assert all(bootstrap_depth(3**k + 2, 6) <= k + 1 for k in range(1, 12))


def test_rounds_of_fives():
    for k in range(1, 6):
        # 2 log5 n hidden layers; each network for five numbers has 21 + 11 neurons, and there are (n - 1) / 4 of them
        plan = maximum_plan(5**k, base=5, blocks=False)
        assert plan.hidden_layers == 2 * k
        assert plan.size == 32 * (5**k - 1) // 4
        assert maximum_plan(2 * 5**k, base=5, blocks=False).hidden_layers == 2 * k + 1
        assert maximum_plan(2 * 5**k + 1, base=5, blocks=False).hidden_layers == 2 * k + 2


# -- size ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("n", [5, 6, 7, 8])
def test_the_widths_in_the_tables(n):
    widths = MaxIdentity.shipped(n).widths
    assert GATES[n] == widths[1]
    if n > 5:
        assert TWO_LAYERS[n] == widths


@pytest.mark.parametrize("n", [7, 12, 20, 33, 50])
def test_one_more_hidden_layer_costs_at_most_two_neurons(n):
    depths = range(bootstrap_depth(n), 9)
    sizes = [maximum_plan(n, depth).size for depth in depths]
    assert [maximum_plan(n, depth).hidden_layers for depth in depths] == [*depths]
    assert all(later <= size + 2 for size, later in pairwise(sizes))


def test_large_networks_are_planned_and_refused():
    plan = maximum_plan(32)
    assert plan.hidden_layers == 3
    # 28 pairs of blocks of 4 numbers, each by the identity for 8
    assert plan.widths == (28 * 37, 28 * 174127, 174127)
    with pytest.raises(InputError, match=r"has 5050719 neurons; give largest=5050719 .* or hidden_layers=4"):
        plan.network()
    with pytest.raises(InputError, match="neurons"):
        maximum_plan(10**6).network()
    # 2 * 4^9 < 10^6 <= 2 * 4^10
    assert maximum_plan(10**6).hidden_layers == bootstrap_depth(10**6) == 11


# -- networks --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("n", "options"),
    [
        (1, {}),
        (1, {"hidden_layers": 2}),
        (2, {"hidden_layers": 3}),
        (7, {"base": 6}),
        (9, {}),
        (11, {"hidden_layers": 5}),
        (12, {}),
        (13, {"base": 5}),
        (18, {}),
        (22, {"base": 6}),
        (25, {"base": 5}),
        (26, {"base": 5, "blocks": False}),
        (33, {}),
        (61, {"base": 5}),
        (100, {"hidden_layers": 5}),
    ],
)
def test_networks(n, options):
    plan = maximum_plan(n, **options)
    net = plan.network()
    assert net.widths == plan.widths
    assert_computes_the_maximum(net, n)


@pytest.mark.parametrize(
    ("n", "options"),
    [
        (2, {"hidden_layers": 2}),
        (3, {"hidden_layers": 3}),
        (5, {}),
        (5, {"base": 4}),
        (6, {"hidden_layers": 3}),
        (7, {"hidden_layers": 3, "base": 5}),
    ],
)
def test_small_networks_are_proved_equal_to_the_maximum(n, options):
    assert is_equivalent(maximum_plan(n, **options).network(), maximum(n))


def test_the_outer_network_of_five_blocks_is_proved():
    # the maxima of pairs of five numbers, in the order (1,2), (1,3), (2,3), (1,4), ...
    pair = Network.from_arrays([[[1, -1], [0, 1], [0, -1]], [[1, 1, -1]]])
    one = np.eye(5, dtype=int)
    pairs = [(i, j) for j in range(5) for i in range(j)]
    maxima = stack_outputs(*(pair @ Network.from_arrays([one[[i, j]]]) for i, j in pairs))
    assert is_equivalent(_outer(5) @ maxima, maximum(5))


def test_blocks_of_different_sizes():
    number, two = maximum_plan(1, 1), maximum_plan(2, 1)
    three = maximum_plan(3, 2)
    # blocks of 2, 1, 1, 1, 1 numbers: four pairs of blocks have three numbers, the others two
    parts = tuple(
        three if 0 in pair else maximum_plan(2, 2) for pair in [(i, j) for j in range(5) for i in range(j)]
    )
    widths = tuple(sum(part.widths[k] for part in parts) for k in range(2))
    plan = MaximumPlan(6, "blocks", parts, (*widths, GATES[5]))
    assert (number.widths, two.widths) == ((2,), (3,))
    assert plan.network().widths == plan.widths
    assert_computes_the_maximum(plan.network(), 6)


def test_a_plan_is_a_value():
    plan = maximum_plan(18)
    assert pickle.loads(pickle.dumps(plan)) == plan
    assert hash(plan) == hash(maximum_plan(18, 3))
    assert plan != maximum_plan(18, 4)
    assert str(plan).splitlines()[0] == "18 numbers by 3 layers: blocks of 3, 3, 3, 3, 3, 3"


def test_refusals():
    with pytest.raises(
        InputError, match=r"3 hidden layers are not known to be enough .* give hidden_layers=4"
    ):
        maximum_plan(33, 3)
    with pytest.raises(InputError, match="enough for the maximum of 19 numbers with these rules"):
        maximum_plan(19, 3, base=6)
    with pytest.raises(InputError, match="the base 9 is no number with an identity"):
        maximum_plan(5, base=9)
    with pytest.raises(InputError, match="the number of numbers is 0"):
        bootstrap_depth(0)
    with pytest.raises(InputError, match="hidden_layers is -1"):
        maximum_plan(1, -1)
