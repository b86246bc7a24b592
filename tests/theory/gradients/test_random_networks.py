"""Random networks against their definition, written down once more with exact arrays."""

from fractions import Fraction

import numpy as np
import pytest

from tropnet.errors import InputError, ShapeError
from tropnet.exact.arrays import rational_array
from tropnet.networks.affine import Dense, MulConstant
from tropnet.theory.gradients import LooksLinearIsLinear, derivative_along, random_network

GRID = [["-2"], ["-1/2"], [0], [1], ["3/2"]]


def weights(net):
    return [node.layer.weight for node in net.nodes if isinstance(node.layer, Dense)]


def test_weights_are_the_draws_as_floats() -> None:
    net = random_network([3, 4, 2], 7, law="he")
    rng = np.random.default_rng(7)
    first = rng.standard_normal((4, 3)) * (2 / 3) ** 0.5
    rng.standard_normal(4)  # the biases, which are zero
    second = rng.standard_normal((2, 4)) * (2 / 4) ** 0.5
    assert weights(net) == [rational_array(first), rational_array(second)]


@pytest.mark.parametrize(("law", "variance"), [("he", 2 / 300), ("glorot", 2 / 400), ("linear", 1 / 300)])
def test_variances(law: str, variance: float) -> None:
    first = weights(random_network([300, 100, 1], 0, law=law))[0].floats()
    # 30 000 draws: five standard deviations of the sample variance are 4 percent.
    assert first.var() == pytest.approx(variance, rel=0.04)


def test_float32() -> None:
    net = random_network([2, 5, 1], 0, bias=2, dtype=np.float32)
    for node in net.nodes:
        if isinstance(node.layer, Dense):
            for array in (node.layer.weight.floats(), node.layer.bias.floats()):
                assert (array.astype(np.float32) == array).all()
    assert net.nodes[0].layer.bias.sign().any()


@pytest.mark.parametrize("beta", [1, "1/3"])
def test_residual_blocks(beta: str) -> None:
    net = random_network([2, 4, 4, 4, 1], 3, kind="residual", bias=1, beta=beta)
    dense = [node.layer for node in net.nodes if isinstance(node.layer, Dense)]
    assert len(dense) == 5
    x = rational_array(["1/2", -3])
    h = dense[0].weight @ x + dense[0].bias
    for block in dense[1:-1]:
        h = h + block.weight @ h.maximum(0) + block.bias
    assert net(x) == dense[-1].weight @ h + dense[-1].bias
    unscaled = random_network([2, 4, 4, 4, 1], 3, kind="residual", bias=1)
    assert weights(net)[1] == weights(unscaled)[1] * Fraction(beta)


@pytest.mark.parametrize("kind", ["feedforward", "residual"])
def test_normalised_values_have_mean_zero_and_variance_one(kind: str) -> None:
    net = random_network([1, 6, 6, 1], 1, kind=kind, batch=GRID)
    values = {-1: rational_array(GRID)}
    checked = 0
    for i, node in enumerate(net.nodes):
        values[i] = node.layer.evaluate(*(values[j] for j in node.inputs))
        if i and isinstance(net.nodes[i - 1].layer, MulConstant):
            k = len(GRID)
            # Up to the rounding of the mean and of the scale, 2^-53 each.
            assert max(abs(values[i].sum(axis=0) / k).fractions()) < Fraction(1, 2**45)
            second = (values[i] * values[i]).sum(axis=0) / k
            assert max(abs(second - 1).fractions()) < Fraction(1, 2**50)
            checked += 1
    assert checked == 2
    assert sum("batch normalisation" in note for note in net.provenance) == 2
    assert net(GRID) == values[len(net.nodes) - 1]


def test_mirrored_networks_have_one_gradient() -> None:
    net = random_network([2, 6, 4, 1], 5, kind="looks_linear")
    assert net.widths == (6, 4)
    assert LooksLinearIsLinear().check(net).outcome == "holds"
    assert derivative_along(net, [-1, 2], [3, 1]).n_steps == 1


def test_seeds() -> None:
    net = random_network([1, 3, 1], 11)
    assert net == random_network([1, 3, 1], np.random.default_rng(11))
    assert net != random_network([1, 3, 1], 12)


def test_what_is_refused() -> None:
    with pytest.raises(ShapeError, match="no hidden layer"):
        random_network([1, 1])
    with pytest.raises(InputError, match="width 1 is 0"):
        random_network([1, 0, 1])
    with pytest.raises(InputError, match="kind 'dense'"):
        random_network([1, 2, 1], kind="dense")
    with pytest.raises(InputError, match="law 'xavier'"):
        random_network([1, 2, 1], law="xavier")
    with pytest.raises(ShapeError, match="one width"):
        random_network([1, 2, 3, 1], kind="residual")
    with pytest.raises(InputError, match="must be even"):
        random_network([1, 3, 1], kind="looks_linear")
    with pytest.raises(InputError, match="no biases"):
        random_network([1, 2, 1], kind="looks_linear", bias=1)
    with pytest.raises(ShapeError, match="the batch has shape"):
        random_network([2, 2, 1], batch=GRID)
    with pytest.raises(InputError, match="must be positive"):
        random_network([1, 2, 1], batch=[[1], [1]])
