"""Equal functions are proved equal, and for different ones a point is found, however small the difference."""

from fractions import Fraction
from itertools import pairwise, product

import numpy as np
import pytest
from analysis.matching import library_network
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from networks.strategies import networks, relu_networks
from oracles.networks import (
    LOOKS_LINEAR,
    MAXIMUM_OF_THREE,
    SMALL_NETWORKS,
    congruential,
    congruential_networks,
    random_network,
    telling_networks,
)

from tropnet.analysis import equivalence, separation
from tropnet.analysis.equivalence import counterexample, is_equivalent
from tropnet.analysis.piecewise.function import PiecewiseLinear
from tropnet.analysis.tropical_form import tropicalize
from tropnet.errors import EmptyDomainError, InputError, ShapeError
from tropnet.exact.arrays import RationalArray
from tropnet.networks import (
    Activation,
    Conv,
    Dense,
    Flatten,
    Maxout,
    MaxPool,
    Network,
    absolute,
    add,
    relu,
    subtract,
)
from tropnet.networks.hinges import hinges
from tropnet.networks.stages import stages
from tropnet.polyhedra.bodies import box, cube
from tropnet.polyhedra.polyhedron import Polyhedron
from tropnet.tropical.mapping import TropicalMap
from tropnet.tropical.polynomial import TropicalPolynomial
from tropnet.tropical.rational import TropicalRational

X, Y = TropicalPolynomial.variables(2)
(T,) = TropicalPolynomial.variables(1)
ZERO, ONE = TropicalPolynomial.zero(1), TropicalPolynomial.constant(0, 1)
ABSOLUTE = Network.from_arrays([[[1], [-1]], [[1, 1]]])
MAXIMUM = Network.from_arrays([[[1, -1], [0, 1], [0, -1]], [[1, 1, -1]]])


@pytest.fixture
def _without_samples(monkeypatch):
    """Leave it to the search alone."""
    monkeypatch.setattr(equivalence, "SAMPLES", 0)


def tent(middle, width, n=1):
    """A network that is 1 at x1 = middle and 0 where x1 is farther from it than width."""
    slopes = [Fraction(1) / width, Fraction(-2) / width, Fraction(1) / width]
    shifts = [width - middle, -middle, -middle - width]
    return Network.from_arrays([[[1] + [0] * (n - 1)] * 3, [slopes]], [shifts, [0]])


def refuted(f, g, **options):
    """A point at which f and g differ, evaluated here once more."""
    assert not is_equivalent(f, g, **options)
    x = counterexample(f, g, **options)
    assert isinstance(x, RationalArray)
    first, second = f(x), g(x)
    assert np.ravel(np.asarray(first)).tolist() != np.ravel(np.asarray(second)).tolist()
    return x


def proved(f, g, **options):
    assert is_equivalent(f, g, **options)
    assert is_equivalent(g, f, **options)
    with pytest.raises(InputError, match="the same function"):
        counterexample(f, g, **options)


# -- networks and their tropical forms -------------------------------------------------------------

ALL = [
    *SMALL_NETWORKS,
    *congruential_networks(),
    *telling_networks()[:4],
    *(random_network(seed, max_neurons=6, n_outputs=1 + seed % 3) for seed in range(12)),
]


@pytest.mark.parametrize("net", ALL, ids=str)
def test_a_network_is_its_tropical_form(net):
    net = library_network(net)
    assert is_equivalent(tropicalize(net), net)


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(networks(max_nodes=6, shapes=((1,), (2,), (1, 2, 2))))
def test_so_is_any_graph_of_layers(net):
    assume(hinges(stages(net)).n_sheets < 9)
    assert is_equivalent(net, tropicalize(net))


@pytest.mark.usefixtures("_without_samples")
@pytest.mark.parametrize("net", [n for n in ALL if len(n.biases[-1]) == 1][::3], ids=str)
@pytest.mark.parametrize("part", ["numerator", "denominator"])
def test_one_coefficient_that_is_off_by_2_to_the_minus_40(net, part):
    """Every monomial is essential, so that each change is one of the function."""
    net = library_network(net)
    f = tropicalize(net)
    sides = {"numerator": f.numerator, "denominator": f.denominator}
    p = sides[part]
    for monomial in range(0, p.n_monomials, 1 + p.n_monomials // 3):
        shift = np.full(p.n_monomials, 0, dtype=object)
        shift[monomial] = Fraction(1, 2**40)
        changed = sides | {part: TropicalPolynomial(p.exponents, p.coefficients + RationalArray(shift))}
        refuted(net, TropicalRational(**changed))


@pytest.mark.usefixtures("_without_samples")
def test_where_numerator_and_denominator_are_not_affine_on_the_cells():
    """A common factor bends both inside the cells."""
    net = library_network(congruential((2, 3, 3, 1), 1))
    f = tropicalize(net)
    factor = TropicalPolynomial.parse("max(x1, x2, 1/3, x1 - 3x2 + 1/3)")
    g = (f * factor) / factor
    proved(net, g)
    refuted(net, g * Fraction(1, 2**40))
    refuted(net, (f * factor) / (factor + "1/2"))


@pytest.mark.usefixtures("_without_samples")
def test_directions_along_which_the_network_is_constant():
    ridge = Network.from_arrays([[[1, 0, 0], [-1, 0, 0]], [[1, 1]]])
    x, y, _ = TropicalPolynomial.variables(3)
    absolute = (x**2 + 0) / x
    proved(ridge, absolute)
    proved(ridge, (absolute * (y + 0)) / (y + 0))
    refuted(ridge, (absolute * (y + 0)) / (y + -1))
    refuted(ridge, absolute * y)


@pytest.mark.usefixtures("_without_samples")
def test_networks_without_neurons():
    affine = Network.from_arrays([[[2, -1]]], [[3]])
    proved(affine, (X**2 * 3) / Y)
    proved(affine, (X**2 * 3 * (X + Y)) / (Y * (X + Y)))
    refuted(affine, (X**2 * 3) / (Y * X))
    refuted(affine, X**2 * 3)
    proved(affine, affine @ Network.from_arrays([[[1, 0], [0, 1]]]))
    refuted(affine, Network.from_arrays([[[2, 0]]], [[3]]))


def test_shapes_are_flattened():
    image = Network.sequential(
        [Conv([[[[1, -1]]]], [0]), Activation(relu()), MaxPool([2, 1]), Flatten()], (1, 2, 2)
    )
    a, b, c, d = TropicalPolynomial.variables(4)
    proved(image, (a * d + b * d + c * b) / (b * d))
    matrix = Network.sequential([Dense([[1, 2], [0, 1]])], (2, 2))
    flat = Network.from_arrays([[[1, 2, 0, 0], [0, 1, 0, 0], [0, 0, 1, 2], [0, 0, 0, 1]]])
    proved(matrix, flat)
    proved(matrix, tropicalize(matrix))


# -- networks --------------------------------------------------------------------------------------


@pytest.mark.usefixtures("_without_samples")
def test_a_bump_of_width_2_to_the_minus_40():
    net = library_network(congruential((2, 3, 3, 1), 2))
    middle, width = Fraction(1, 3), Fraction(1, 2**40)
    other = add(net, tent(middle, width, 2))
    x = refuted(net, other)
    assert abs(x[0] - middle) <= width
    proved(net, other, within=box([1, -5], [2, 5]))
    refuted(net, other, within=box([0, 0], [1, 1]))


@pytest.mark.usefixtures("_without_samples")
def test_the_smallest_slope_far_away():
    """A neuron that opens at 2^40 only."""
    late = Network.from_arrays([[[1, -1], [1, 1]], [[1, Fraction(1, 2**60)]]], [[0, -(2**40)], [0]])
    early = Network.from_arrays([[[1, -1]], [[1]]])
    x = refuted(late, early)
    assert x[0] + x[1] > 2**40
    proved(late, early, within=cube(2))


@pytest.mark.usefixtures("_without_samples")
def test_networks_that_compute_the_same_in_another_way():
    proved(library_network(MAXIMUM_OF_THREE), Network.sequential([Maxout(3)], 3))
    proved(library_network(LOOKS_LINEAR), linear_map(LOOKS_LINEAR))
    proved(ABSOLUTE, subtract(Network.from_arrays([[[2]], [[1]]]), Network.from_arrays([[[1]]])))


def linear_map(net):
    value = library_network(net)
    units = RationalArray.eye(value.input_dim)
    return Network.from_arrays([RationalArray([value(unit) for unit in units]).T])


@pytest.mark.usefixtures("_without_samples")
def test_permuted_and_rescaled_neurons_need_no_cells(monkeypatch):
    net = congruential((2, 3, 3, 1), 2)
    first, second, last = (RationalArray(w) for w in net.weights)
    b1, b2, b3 = (RationalArray(b) for b in net.biases)
    order, by = [2, 0, 1], 7
    other = Network.from_arrays([first[order] * by, second[:, order] / by, last], [b1[order] * by, b2, b3])
    monkeypatch.setattr(separation, "start", None)
    proved(library_network(net), other)


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(relu_networks(max_layers=2, max_width=3), st.integers(0, 10**6))
def test_networks_agree_when_their_tropical_forms_do(f, seed):
    """The second opinion multiplies crosswise and compares essential monomials."""
    assume(f.input_dim < 3)
    rng = np.random.default_rng(seed)
    weights = [layer.weight.numerators * 1 for layer in dense_layers(f)]
    k = int(rng.integers(len(weights)))
    weights[k][tuple(rng.integers(0, n) for n in weights[k].shape)] += 1
    g = Network.from_arrays(
        [
            RationalArray.from_integers(w, layer.weight.denominator)
            for w, layer in zip(weights, dense_layers(f), strict=True)
        ],
        [layer.bias for layer in dense_layers(f)],
    )
    one_output = [[[1] * f.output_dim]]
    f, g = Network.from_arrays(one_output) @ f, Network.from_arrays(one_output) @ g
    assert is_equivalent(f, g) == tropicalize(f).is_equivalent(tropicalize(g))


def dense_layers(net):
    return [node.layer for node in net.nodes if isinstance(node.layer, Dense)]


# -- tropical functions ----------------------------------------------------------------------------


@pytest.mark.usefixtures("_without_samples")
def test_a_monomial_that_nearly_touches():
    p = TropicalPolynomial.parse("max(2x, 0)")
    for gap in (Fraction(1, 2**50), Fraction(0)):
        q = p + T * (-gap)
        proved(p, q)
    refuted(p, p + T * Fraction(1, 2**50))


@pytest.mark.usefixtures("_without_samples")
def test_common_factors():
    p, q, r = X + Y + 1, X * 2 + Y**2, X + 0
    proved(p / q, (p * r) / (q * r))
    refuted(p / q, (p * r) / (q * (r + 3)))
    proved((p * r) / (q * (r + 3)), p / q, within=box([3, -9], [5, 9]))


@pytest.mark.usefixtures("_without_samples")
@settings(max_examples=20, deadline=None)
@given(st.data())
def test_one_variable_against_all_break_points(data):
    """Two functions of one variable are equal when they are at all crossings of monomials, and beyond them."""

    def polynomial():
        drawn = data.draw(st.dictionaries(st.integers(-2, 2), st.integers(-2, 2), min_size=1, max_size=4))
        return TropicalPolynomial.from_terms({(a,): c for a, c in drawn.items()})

    sides = [polynomial() for _ in range(4)]
    if data.draw(st.booleans()):
        sides[2:] = [sides[0] * sides[3], sides[1] * sides[3]]
    f, g = TropicalRational(sides[0], sides[1]), TropicalRational(sides[2], sides[3])
    crossings = {Fraction(0)}
    for p in sides:
        pairs = [(a, c) for (a,), c in p.terms.items()]
        crossings |= {Fraction(d - c, a - b) for (a, c), (b, d) in product(pairs, pairs) if a != b}
    spots = sorted(crossings)
    everywhere = [
        spots[0] - 1,
        *spots,
        *((x + y) / 2 for x, y in pairwise(spots)),
        spots[-1] + 1,
    ]
    assert is_equivalent(f, g) == all(f([x]) == g([x]) for x in everywhere)


# -- mixtures --------------------------------------------------------------------------------------

MAXIMA = [
    MAXIMUM,
    X + Y,
    (X + Y) / TropicalPolynomial.constant(0, 2),
    TropicalMap([((X + Y) * X) / X]),
    TropicalRational(-Y, -Y) / -(X + Y),
]


@pytest.mark.parametrize("f", MAXIMA, ids=lambda f: type(f).__name__)
@pytest.mark.parametrize("g", MAXIMA, ids=lambda g: type(g).__name__)
def test_all_kinds_against_all_kinds(f, g):
    proved(f, g)


def test_min_plus():
    x, y = TropicalPolynomial.variables(2, "min")
    minimum = Network.from_arrays([[[1, -1], [1, 0], [-1, 0]], [[-1, 1, -1]]])
    proved(minimum, x + y)
    proved(minimum, ((x + y) * y) / y)
    proved(x + y, (X * Y) / (X + Y))
    refuted(x + y, X + Y)
    refuted(minimum, (x + y) / y)


def test_tropical_zeros():
    proved(ZERO, ZERO / ONE)
    proved(ZERO, ZERO / T)
    assert counterexample(ZERO, ONE).shape == (1,)
    assert counterexample(ABSOLUTE, ZERO).shape == (1,)
    assert not is_equivalent(ZERO, TropicalPolynomial.zero(1, "min"))
    proved(TropicalPolynomial.zero(1, "min"), TropicalPolynomial.zero(1, "min"))


def test_several_outputs():
    both = Network.from_arrays([[[1], [-1]], [[1, 1], [1, -1]]])
    absolute = (T**2 + 0) / T
    proved(both, TropicalMap([absolute, T / ONE]))
    refuted(both, TropicalMap([absolute, (T + -(2**30)) / ONE]))
    refuted(TropicalMap([absolute, T / ONE]), TropicalMap([absolute, absolute]))


# -- domains ---------------------------------------------------------------------------------------


@pytest.mark.usefixtures("_without_samples")
def test_domains():
    half = Polyhedron.from_inequalities([[-1]], [0])
    for f in (T + 0, T / ONE, Network.from_arrays([[[1]]])):
        proved(ABSOLUTE, f, within=half)
        assert refuted(ABSOLUTE, f, within=box([-2], [1]))[0] < 0
    slab = Polyhedron.from_inequalities([[-1, 0], [1, 0]], [0, 1])
    refuted(Network.from_arrays([[[0, 1]]]), Network.from_arrays([[[0, 0]]]), within=slab)
    refuted(Network.from_arrays([[[0, 1]]]), X, within=slab)
    proved(Network.from_arrays([[[1, 0]]]), Network.from_arrays([[[1, 0], [-1, 0]], [[1, 1]]]), within=slab)
    proved(Network.from_arrays([[[1, 0], [-1, 0]], [[1, 1]]]), X, within=slab)


# -- arguments -------------------------------------------------------------------------------------


def test_what_cannot_be_compared():
    with pytest.raises(ShapeError, match="2 and 1 variables"):
        is_equivalent(MAXIMUM, ABSOLUTE)
    with pytest.raises(ShapeError, match="1 and 2 outputs"):
        is_equivalent(ABSOLUTE, TropicalMap([T / ONE, T / T]))
    with pytest.raises(InputError, match="cannot be compared"):
        is_equivalent(ABSOLUTE, abs)
    with pytest.raises(ShapeError, match="dimension 2"):
        is_equivalent(ABSOLUTE, ABSOLUTE, within=cube(2))
    flat = Polyhedron.from_inequalities([[1], [-1]], [0, 0])
    for f, g in ((ABSOLUTE, ABSOLUTE), (ABSOLUTE, T), (T, ONE)):
        with pytest.raises(EmptyDomainError, match="no interior point"):
            is_equivalent(f, g, within=flat)
        with pytest.raises(EmptyDomainError, match="is empty"):
            is_equivalent(f, g, Polyhedron.from_inequalities([[1], [-1]], [0, -1]))


def test_functions_of_one_variable():
    """abs(x), as a function with a break point, against all other forms."""
    for other in (ABSOLUTE, PiecewiseLinear(ABSOLUTE), (T**2 + 0) / T, absolute()):
        assert is_equivalent(absolute(), other)
        assert is_equivalent(other, absolute(), box([-1], [1]))
    assert refuted(absolute(), T + 0)[0] < 0
    assert is_equivalent(absolute(), T + 0, box([0], [1]))
