"""Lower bounds: which counts they hold for, by exhaustion and by networks that attain them."""

import numpy as np
import pytest

from tropnet import Network, linear_regions
from tropnet.errors import InputError
from tropnet.theory.bounds import (
    NOTIONS,
    Architecture,
    arora_lower_bound,
    bounds,
    montufar_lower_bound,
    pascanu_lower_bound,
    serra_lower_bound,
)
from tropnet.theory.bounds.relu_lower import MONTUFAR_LOWER, PASCANU, SERRA_LOWER
from tropnet.theory.families import SerraZigzag, ZonotopeComposition


@pytest.mark.parametrize(("n", "neurons", "m"), [(1, (3,), 2), (1, (4, 3), 3), (2, (3,), 3), (2, (3,), 4)])
def test_every_count_is_attained_with_more_units_than_inputs(n, neurons, m):
    net = SerraZigzag(n, neurons, m).network()
    architecture = Architecture.of(net)
    assert SERRA_LOWER.notions_on(architecture) == NOTIONS
    counts = linear_regions(net).counts
    assert counts.affine >= SERRA_LOWER.value(architecture) == serra_lower_bound(n, net.widths)


def test_few_last_units_attain_activation_regions_only():
    # Folds, then a last layer with every pattern: the bound is 4 * 2 for activation regions, and an affine map is zero
    # or one of the four of the first layer.
    architecture = Architecture.of("1,3,1,1")
    assert SERRA_LOWER.value(architecture) == 8
    assert SERRA_LOWER.notions_on(architecture) == ("activation", "proper_activation")
    counts = linear_regions(SerraZigzag(1, (3,), 1).network()).counts
    assert counts.proper_activation == 8
    rng = np.random.default_rng(0)
    for _ in range(30):
        weights = [rng.integers(-5, 6, size=s).tolist() for s in ((3, 1), (1, 3), (1, 1))]
        biases = [rng.integers(-5, 6, size=s).tolist() for s in (3, 1, 1)]
        assert linear_regions(Network.from_arrays(weights, biases)).counts.affine <= 5


@pytest.mark.parametrize("bound", [PASCANU, MONTUFAR_LOWER])
def test_without_folds_every_count_is_attained(bound):
    # A ReLU for each coordinate is the identity on the positive quadrant; the two units behind have all four patterns.
    architecture = Architecture.of("2,3,2,1")
    assert bound.notions_on(architecture) == NOTIONS
    net = Network.from_arrays(
        [[[1, 0], [0, 1], [0, 0]], [[1, 2, 0], [2, 1, 0]], [[1, 3]]], [[0, 0, 0], [-3, -3], [0]]
    )
    assert linear_regions(net).counts.affine >= bound.value(architecture) == 4


@pytest.mark.parametrize(
    ("b", "a"),
    [
        ([[1, 0], [0, 1]], [["1/2"]]),
        ([[1, 0], [0, 1], [1, 1]], [["1/3", "2/3"]]),
        ([[1, 0], [0, 1]], [["1/2"], ["1/4", "1/2"]]),
        ([[3], [1]], [["1/2"]]),
        ([[1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 1, 1]], [["1/2"]]),
    ],
)
def test_zonotopes_attain_their_bound(b, a):
    net = ZonotopeComposition(b, a).network()
    table = bounds(net)
    assert table.counts.affine >= arora_lower_bound(net.input_dim, net.widths)
    assert table.holds


def test_regime_in_which_zonotopes_win():
    # With 3 inputs and 4 units a layer, folds of one unit each repeat nothing.
    assert montufar_lower_bound(3, [4] * 5) == pascanu_lower_bound(3, [4] * 5) == 15
    assert arora_lower_bound(3, [4] * 5) == 4 * 4**4


def test_narrow_layers_are_refused():
    with pytest.raises(InputError, match="hidden layer 1 has 5 units, but 6 are needed for 2 inputs"):
        serra_lower_bound(2, [5, 5])
    with pytest.raises(InputError, match="hidden layer 2 has 1 units, but 2 are needed"):
        montufar_lower_bound(2, [4, 1, 4])
    with pytest.raises(InputError, match="absolute value"):
        arora_lower_bound(2, [1, 3])
    with pytest.raises(InputError, match="no hidden layer"):
        arora_lower_bound(2, [])
    with pytest.raises(
        InputError, match="does not apply to <Architecture 2,4~2,4,1>: not every unit is a ReLU"
    ):
        MONTUFAR_LOWER.value(Architecture.of("2,4~2,4,1"))


def test_networks_that_are_special_have_no_lower_bounds():
    folded = Network.from_arrays([[[1]] * 3, [[1, -2, 1]]], [[0, -1, -2], None])
    applying = [row for row in bounds(folded @ folded).rows if row.applies and row.side == "lower"]
    # Only what looks at the weights speaks of this network; an affine map to one dimension is between the layers.
    assert all(row.name == "First layer" for row in applying)
    no_biases = bounds(Network.from_arrays([[[1, 0], [0, 1], [1, 1]], [[1, 1, 1]]]))
    assert next(r for r in no_biases.rows if r.bound is SERRA_LOWER).reason == "all biases are zero"
