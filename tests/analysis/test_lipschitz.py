"""Lipschitz constants: pinned values, closed formulas, cells by brute force, and laws."""

import pickle
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from analysis.matching import library_network, small_blocks
from hypothesis import given, settings
from hypothesis import strategies as st
from networks.strategies import networks
from oracles import brute_force
from oracles.networks import CONSTANT, SMALL_NETWORKS, congruential, random_network

from tropnet import linear_regions, resume
from tropnet.analysis.enumeration import Limit
from tropnet.analysis.lipschitz import lipschitz_constant
from tropnet.analysis.operator_norms import NORMS
from tropnet.analysis.piecewise.function import PiecewiseLinear, maximum
from tropnet.errors import EmptyDomainError, InputError, LimitReachedError, NotRationalError, ShapeError
from tropnet.exact.arrays import rational_array
from tropnet.networks import Network
from tropnet.networks.operations import scale
from tropnet.polyhedra.bodies import box, cube
from tropnet.polyhedra.polyhedron import Polyhedron
from tropnet.theory.families import SawtoothComposition
from tropnet.tropical.polynomial import TropicalPolynomial

seeds = st.integers(0, 10**6)


def squared_size(vector, norm):
    if norm == "l2":
        return sum(x * x for x in vector)
    return (max if norm == "linf" else sum)(abs(x) for x in vector) ** 2


@pytest.mark.parametrize("within", [None, cube(2)])
@pytest.mark.parametrize(
    ("architecture", "seed", "linf", "l1", "squared_l2"),
    [((2, 3, 3, 1), 1, 80, 72, 5220), ((2, 4, 4, 1), 3, 256, 160, 34816)],
)
def test_pinned_by_exact_enumeration(architecture, seed, linf, l1, squared_l2, within):
    """Pinned by an exact enumeration of patterns that shares no code with this library."""
    net = library_network(congruential(architecture, seed))
    assert lipschitz_constant(net, "linf", within).value == linf
    assert lipschitz_constant(net, "l1", within).value == l1
    found = lipschitz_constant(net, "l2", within)
    assert found.squared == squared_l2
    assert found.check()
    assert found.verify()


@pytest.mark.parametrize(("w", "k"), [(2, 1), (2, 3), (3, 2), (4, 2)])
def test_sawtooth(w, k):
    """The k-fold composition of a sawtooth with w teeth has the slopes w^k."""
    net = SawtoothComposition.uniform(w, k).network()
    for norm in NORMS:
        assert lipschitz_constant(net, norm).value == w**k


def pairs(d, row):
    """The hinges max(x_i + y_i - 1, 0), i = 1, ..., d, and layers behind them."""
    first = [[int(j in (i, d + i)) for j in range(2 * d)] for i in range(d)]
    return [first, *row], [[-1] * d]


@pytest.mark.parametrize("d", [1, 2, 3])
def test_disjointness_and_inner_product(d):
    """G. Vardi, D. Reichman, T. Pitassi and O. Shamir, Size and depth separation in approximating benign functions
    with neural networks, 2021: in the inner region the gradient is plus or minus the indicator of the active pairs,
    which can be all of them; so the constants are sqrt(2 d), 1 and 2 d."""
    weights, biases = pairs(d, [[[-1] * d], [[1]]])
    disjoint = Network.from_arrays(weights, [*biases, [1], [0]])
    teeth = [[1] * d for _ in range(d)]
    jumps = [[1, *(2 * (-1) ** m for m in range(1, d))]]
    weights, biases = pairs(d, [teeth, jumps])
    parity = Network.from_arrays(weights, [*biases, [-m for m in range(d)], [0]])
    unit = box([0] * (2 * d), [1] * (2 * d))
    for net in (disjoint, parity):
        assert lipschitz_constant(net, "l2", unit).squared == 2 * d
        assert lipschitz_constant(net, "l1", unit).value == 1
        assert lipschitz_constant(net, "linf", unit).value == 2 * d


def test_patterns_without_interior_do_not_count():
    """x = relu(x) - relu(-x): at 0 both neurons count as active for backpropagation, which gives the slope 2."""
    identity = Network.from_arrays([[[1], [-1]], [[1, -1]]])
    assert lipschitz_constant(identity).value == 1
    # 100 relu(-|x|) + relu(x): the first neuron of the second layer is 0, and reaches it for x = 0 alone.
    net = Network.from_arrays([[[1, 0], [-1, 0]], [[-1, -1], [1, 0]], [[100, 1]]])
    assert lipschitz_constant(net, "linf").value == 1


@pytest.mark.parametrize("named", SMALL_NETWORKS, ids=str)
def test_cells_by_brute_force(named):
    cells = brute_force.cells(named.weights, named.biases)
    net = library_network(named)
    for norm, dual in (("l1", "linf"), ("l2", "l2"), ("linf", "l1")):
        gradients = [cell.value[0][1:] for cell in cells]
        found = lipschitz_constant(net, norm, output_norm="linf")
        if net.output_dim == 1:
            assert found.squared == max(squared_size(g, dual) for g in gradients)
        assert found.check()


@settings(max_examples=8, deadline=None)
@given(seed=seeds, p=st.sampled_from(NORMS), r=st.sampled_from(NORMS), outputs=st.integers(1, 3))
def test_no_two_points_stretch_more(seed, p, r, outputs):
    net = library_network(random_network(seed, inputs=2, n_outputs=outputs))
    found = lipschitz_constant(net, p, output_norm=r)
    assert found.check()
    assert found.verify()
    assert found.cell.index == pickle.loads(pickle.dumps(found)).cell.index
    rng = np.random.default_rng(seed)
    for _ in range(5):
        x, y = (rational_array(rng.integers(-20, 21, 2)) / int(rng.integers(1, 5)) for _ in range(2))
        change = squared_size((net(x) - net(y)).fractions().tolist(), r)
        assert change == 0 or change / squared_size((x - y).fractions().tolist(), p) <= found.squared
    smaller = lipschitz_constant(net, p, box([0, -1], [2, 3]), output_norm=r)
    assert smaller.squared <= found.squared
    tripled = lipschitz_constant(scale(net, -3), p, output_norm=r)
    if isinstance(found.squared, Fraction):
        assert tripled.squared == 9 * found.squared


@settings(max_examples=8, deadline=None)
@given(net=networks(max_nodes=6, shapes=((1,), (2,), (3,), (1, 2))), p=st.sampled_from(NORMS))
def test_graphs_of_all_gates(net, p):
    found = lipschitz_constant(net, p, output_norm="linf")
    assert found.check()
    assert found.verify()


@pytest.mark.parametrize("norm", NORMS)
def test_one_answer_for_all_forms_of_a_function(norm):
    p = TropicalPolynomial.parse("max(3 x1 - x2, 2 x2, 0)")
    x, y = PiecewiseLinear.coordinates(2)
    f = maximum(3 * x - y, 2 * y, 0)
    expected = {"l1": 9, "l2": 10, "linf": 16}[norm]
    for given_form in (p, f, f.network, linear_regions(f.network)):
        assert lipschitz_constant(given_form, norm).squared == expected
    # Where 2 y is the largest or 0: the constant of the rest.
    left = f.restricted(Polyhedron.parse("x1 <= 0; x2 >= 0"))
    assert lipschitz_constant(left, norm).value == 2
    assert (
        lipschitz_constant(f, norm, Polyhedron.parse("x1 <= -1; x2 <= -5; x2 <= 3 x1 - 1; x2 <= 0")).squared
        == expected
    )


def test_irrational_constants():
    """J = [[1, 1], [1, 0]] where both neurons are active: the square of the golden ratio."""
    net = Network.from_arrays([[[1, 0], [0, 1]], [[1, 1], [1, 0]]])
    found = lipschitz_constant(net)
    assert found.squared.coefficients == (1, -3, 1)
    assert found.check()
    assert found.verify()
    assert abs(float(found) - (1 + 5**0.5) / 2) < 1e-12
    with pytest.raises(NotRationalError, match="irrational"):
        _ = found.value
    assert not replace(found, points=(found.points[0], found.points[0] + [0, 1])).check()
    root_of_two = lipschitz_constant(Network.from_arrays([[[1, 1]]]))
    with pytest.raises(NotRationalError, match="square root of 2"):
        _ = root_of_two.value


def test_false_claims_are_refuted():
    net = library_network(congruential((2, 3, 3, 1), 1))
    found = lipschitz_constant(net)
    assert not replace(found, squared=found.squared + 1).check()
    assert not replace(found, squared=found.squared + 1).verify()
    lower = next(cell for cell in found.cell.regions if cell.gradient != found.jacobian)
    weaker = squared_size(lower.gradient[0].fractions().tolist(), "l2")
    assert not replace(found, squared=Fraction(weaker), cell=lower).verify()
    assert not replace(found, points=(found.points[0], found.points[0])).check()


def test_constant_and_affine_functions():
    for norm in NORMS:
        nothing = lipschitz_constant(library_network(CONSTANT), norm)
        assert (nothing.value, nothing.check(), nothing.verify()) == (0, True, True)
        affine = lipschitz_constant(Network.from_arrays([[[3, -4]]]), norm)
        assert affine.value == {"l1": 4, "l2": 5, "linf": 7}[norm]
        assert affine.check()


def test_blocks_executors_and_limits():
    net = library_network(congruential((2, 4, 4, 1), 3))
    expected = lipschitz_constant(net, "linf")
    with small_blocks(3):
        assert lipschitz_constant(net, "linf") == expected
        with ThreadPoolExecutor(2) as executor:
            assert lipschitz_constant(net, "linf", executor=executor) == expected
        with pytest.raises(LimitReachedError) as reached:
            lipschitz_constant(net, "linf", limit=Limit(cells=2))
        assert lipschitz_constant(resume(reached.value.partial), "linf") == expected


def test_refusals():
    net = Network.from_arrays([[[1, 0], [0, 1]], [[1, 2]]])
    with pytest.raises(InputError, match="norm='l3' is not known"):
        lipschitz_constant(net, "l3")
    with pytest.raises(InputError, match="output_norm='sup' is not known"):
        lipschitz_constant(net, output_norm="sup")
    with pytest.raises(ShapeError):
        lipschitz_constant(net, within=cube(3))
    with pytest.raises(EmptyDomainError, match="affine hull"):
        lipschitz_constant(net, within=Polyhedron.parse("x1 = x2"))
    with pytest.raises(InputError, match="has its cells already"):
        lipschitz_constant(linear_regions(net), within=cube(2))
    with pytest.raises(InputError, match="no piecewise linear function"):
        lipschitz_constant([[1]])
