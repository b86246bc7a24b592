import numpy as np
import pytest

from tropnet import box, is_equivalent
from tropnet.analysis.piecewise.function import PiecewiseLinear, maximum, minimum
from tropnet.errors import InputError, ShapeError
from tropnet.networks import Network, PiecewiseLinearFunction1D
from tropnet.theory.depth import max_of_five_network
from tropnet.theory.representation.depth import depth
from tropnet.tropical import TropicalPolynomial


def maximum_of_zero_and(n):
    return TropicalPolynomial(np.vstack([np.eye(n, dtype=int), np.zeros((1, n), dtype=int)]), [0] * (n + 1))


def conditional(found):
    return sorted(
        (bound.hidden_layers, bound.hypothesis.split()[1]) for bound in found.below if bound.hypothesis
    )


@pytest.mark.parametrize(("n", "least"), [(1, 1), (2, 2), (3, 2), (4, 2), (5, 2), (6, 2), (7, 2)])
def test_the_maximum_of_zero_and_few_variables(n, least):
    # One hidden layer for n = 1; never for n = 2 or more (Mukherjee and Basu, 2017), and two are enough up to n = 7.
    found = depth(maximum_of_zero_and(n))
    assert (found.lower, found.upper, found.is_known) == (least, least, True)


@pytest.mark.parametrize(("n", "integers", "decimals"), [(3, 2, 2), (4, 3, 2), (7, 3, 2), (8, 4, 2)])
def test_bounds_for_weights(n, integers, decimals):
    # Haase, Hertrich and Loho, 2023, Theorem 3: log2(n + 1); Averkov, Hojny and Merkert, 2025, Theorem 2: log3(n + 1).
    found = depth(maximum_of_zero_and(n))
    expected = [(integers, "integers")] * (integers > 2) + [(decimals, "weights")] * (decimals > 2)
    assert [bound for bound in conditional(found) if bound[1] != "sums"] == sorted(expected)
    assert all(bound.witness.check() for bound in found.below if bound.witness is not None)


def test_order_of_the_maximum_of_five():
    # Grillo, Hertrich and Loho, 2025, Theorem 5.2: braid-conforming networks need three hidden layers.
    found = depth(max_of_five_network())
    assert found.is_known
    assert found.upper == 2
    assert [bound.hidden_layers for bound in found.below if "coordinates are equal" in bound.hypothesis] == [
        3
    ]
    assert found.network() == max_of_five_network()


def test_a_translated_simplex_deep_inside():
    # The Newton polytope is twice a simplex, of volume 16; a cell of its subdivision is a simplex of volume 1.
    twice = maximum_of_zero_and(4).dilated(2)
    finer = twice + maximum_of_zero_and(4) * 1
    assert not any(bound[1] == "integers" for bound in conditional(depth(twice)))
    assert (3, "integers") in conditional(depth(finer))


@pytest.mark.parametrize("seed", range(4))
def test_networks_attain_the_upper_bound(seed):
    rng = np.random.default_rng(seed)
    x = [PiecewiseLinear.affine(rng.integers(-3, 4, size=2), int(rng.integers(-3, 4))) for _ in range(4)]
    for f in (maximum(x[0], x[1]), maximum(x[0], minimum(x[1], x[2])), abs(x[0]) - 2 * abs(x[3]), x[1]):
        found = depth(f)
        net = found.network()
        assert found.lower <= net.hidden_layers == found.upper
        assert is_equivalent(net, f)


def test_degenerate_functions():
    x, y = PiecewiseLinear.coordinates(2)
    assert [depth(f).upper for f in (0 * x, x, x + y - 1)] == [0, 0, 0]
    cancelled = Network.from_arrays([[[1, 0], [1, 0]], [[1, -1], [1, 1]], [[1, 1]]])
    assert depth(cancelled).upper == 1
    assert depth(abs(x).restricted(box([1, 0], [2, 5]))).upper == 0
    assert depth(maximum(x, y, 0).restricted(box([1, 0], [2, 5]))).upper == 1
    assert depth(PiecewiseLinearFunction1D([0, 1], [1, 5, -2])).upper == 1


def test_what_is_no_function():
    with pytest.raises(InputError, match="no piecewise linear function"):
        depth(3)
    with pytest.raises(ShapeError, match="2 outputs"):
        depth(Network.from_arrays([[[1], [2]]]))


def test_text_and_table():
    found = depth(maximum_of_zero_and(2))
    assert str(found).splitlines()[:2] == ["2 hidden layers", "  enough: 2, the maximum of 3 pieces"]
    assert "the maximum of 3 pieces" in found._repr_html_()
