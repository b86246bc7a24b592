"""Trees of maxima: patterns against all orders of the numbers, sizes, and the engine."""

from itertools import permutations, product

import numpy as np
import pytest

from tropnet.theory.families import MaximumTree


def patterns_of(points, gadget):
    """The different patterns of the tree at the rows of an integer array, from the definition of the gadgets."""
    values, bits = list(points.T), []
    while len(values) > 1:
        larger = []
        for u, v in zip(values[::2], values[1::2], strict=False):
            bits += [u > v, v > 0, v < 0] if gadget == "three" else [u + v > 0, u + v < 0, u > v, u < v]
            larger.append(np.maximum(u, v))
        if len(values) % 2:
            bits += [values[-1] > 0, values[-1] < 0]
            larger.append(values[-1])
        values = larger
    return len(np.unique(np.packbits(np.column_stack(bits), axis=1), axis=0))


@pytest.mark.parametrize("gadget", ["three", "four"])
@pytest.mark.parametrize("n", [2, 3, 4, 5])
def test_patterns_are_those_of_all_orders(n, gadget):
    # A pattern depends on the order of 0 and all numbers and their negatives, so integers up to n show all of them,
    # and signed permutations of 1, ..., n those of open sets.
    counts = {e.notion: e.value for e in MaximumTree(n, gadget).expected}
    everywhere = np.stack(np.meshgrid(*[np.arange(-n, n + 1)] * n), axis=-1).reshape(-1, n)
    assert patterns_of(everywhere, gadget) == counts["activation"]
    orders = np.array(list(permutations(range(1, n + 1))))
    signs = np.array(list(product([-1, 1], repeat=n)))
    generic = (orders[:, None] * signs).reshape(-1, n)
    assert patterns_of(generic, gadget) == counts["proper_activation"]


def test_patterns_of_three_numbers():
    # by exact linear programs over all patterns of the tree with pairs (x1, x2) and x3 passed on
    assert [e.value for e in MaximumTree(3).expected] == [25, 13, 3, 3, 3, 3]


@pytest.mark.parametrize(
    ("n", "gadget"), [(2, "three"), (3, "four"), (4, "four"), (5, "three"), (6, "three")]
)
def test_all_counts_agree_with_the_engine(n, gadget):
    member = MaximumTree(n, gadget)
    assert member.verify().holds, str(member.verify())


@pytest.mark.parametrize("gadget", ["three", "four"])
def test_the_size_is_that_of_the_network(gadget):
    for n in range(2, 20):
        member = MaximumTree(n, gadget)
        assert (member.size, member.hidden_layers) == (member.network().size, member.network().hidden_layers)


@pytest.mark.parametrize(("gadget", "per_pair"), [("three", 3), ("four", 4)])
def test_nothing_is_passed_on_if_the_numbers_are_a_power_of_two(gadget, per_pair):
    assert [MaximumTree(2**k, gadget).size for k in (1, 2, 5)] == [per_pair * (2**k - 1) for k in (1, 2, 5)]
