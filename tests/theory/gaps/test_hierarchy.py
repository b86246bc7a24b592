"""Corollaries 3.3 and 3.4 by numbers from the paper, and on networks."""

from fractions import Fraction
from math import prod

import pytest

from tropnet import Network, linear_regions
from tropnet.errors import InputError
from tropnet.theory.families import SawtoothComposition, ZonotopeComposition
from tropnet.theory.gaps import DepthHierarchy, ZonotopeDepthSeparation, cubic_hierarchy, size_lower_bound


@pytest.mark.parametrize(("k", "deep", "shallow"), [(2, 8, 3), (3, 27, 40), (4, 64, 511)])
def test_corollary_3_4(k, deep, shallow):
    # k^3 neurons against k^(k + 1) / 2 - 1, which is 39 1/2 for k = 3
    gap = cubic_hierarchy(k)
    assert (gap.deep_hidden_layers, gap.deep_size, gap.shallow_size("printed")) == (k**2, deep, shallow)
    assert gap.n_parameters == k**3 - k**2 + 1


@pytest.mark.parametrize(
    ("k", "epsilon", "layers"), [(4, "1/2", 8), (9, "1/2", 27), (8, "1/3", 16), (2, 2, 8)]
)
def test_rational_exponents(k, epsilon, layers):
    gap = DepthHierarchy(k, epsilon)
    assert (gap.deep_hidden_layers, gap.pieces) == (layers, k**layers)


@pytest.mark.parametrize("k", [2, 3])
def test_the_member_has_the_stated_layers_neurons_and_pieces(k):
    gap = cubic_hierarchy(k)
    net = gap.member().network()
    assert (net.hidden_layers, net.size) == (gap.deep_hidden_layers, gap.deep_size)
    assert linear_regions(net).counts.open_connected >= gap.pieces == k ** (k * k)


def flattened(member):
    """A network with one hidden layer for a function of one variable."""
    f = member.function()
    jumps = [right - left for left, right in zip(f.slopes, f.slopes[1:], strict=False)]
    return Network.from_arrays([[[1]] * len(jumps), [jumps]], [[-b for b in f.breakpoints], [0]])


def test_a_shallow_network_for_the_member_is_large():
    gap = cubic_hierarchy(2)
    verdict = gap.check(flattened(gap.member()))
    assert verdict.outcome == "holds"
    assert (
        "18 pieces with at most 1 hidden layer take at least 17 neurons, and there are 17" in verdict.reason
    )
    other = flattened(SawtoothComposition.sample(0, (2, 2, 2, 2)))
    assert "another function" in gap.check(other).reason
    assert "more than k = 2" in gap.check(gap.member().network()).reason


def test_bad_exponents():
    with pytest.raises(InputError, match="no integer"):
        DepthHierarchy(3, "1/2")
    with pytest.raises(InputError, match="must be positive"):
        DepthHierarchy(3, 0)
    with pytest.raises(InputError, match="k is 1"):
        DepthHierarchy(1, 1)


@pytest.mark.parametrize("widths", [(2, 2), (3,), (3, 2)])
def test_zonotopes_on_a_line(widths):
    member = ZonotopeComposition.sample(1, 3, 2, widths)
    theorem = ZonotopeDepthSeparation(member)
    direction = [Fraction(1), Fraction(13, 7)]
    line = member.network() @ Network.from_arrays([[[x] for x in direction]])
    assert linear_regions(line).counts.open_connected == theorem.pieces >= 2 * prod(widths)
    assert theorem.least_size(1) == theorem.pieces - 1 == size_lower_bound(theorem.pieces, 1)
    assert theorem.check(member.network()).outcome == "holds"
    assert theorem.check(ZonotopeComposition.sample(2, 3, 2, widths).network()).outcome == "not applicable"
    assert "maps (1,)" in theorem.check(Network.from_arrays([[[1]]])).reason
