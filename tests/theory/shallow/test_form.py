"""Shallow forms: equality with the deep network is proved, sizes are closed formulas."""

import pickle
from fractions import Fraction
from itertools import pairwise
from math import comb

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tropnet import is_equivalent, linear_regions
from tropnet.analysis.enumeration import Limit
from tropnet.analysis.regions import resume
from tropnet.errors import InputError, LimitReachedError, ShapeError
from tropnet.exact.arrays import RationalArray
from tropnet.networks import Activation, Add, Dense, Maximum, Network, relu
from tropnet.networks.network import INPUT, Node
from tropnet.networks.operations import joined_outputs, select_outputs
from tropnet.theory.bounds.residual import residual_folds
from tropnet.theory.shallow import ShallowForm, compare_shapes, to_shallow
from tropnet.tropical import TropicalPolynomial, TropicalRational


@st.composite
def plain_networks(draw, n_outputs=1):
    """Small integers, zeros and repeated neurons among them."""
    widths = [draw(st.integers(1, 2)), *draw(st.lists(st.integers(1, 3), min_size=1, max_size=2)), n_outputs]
    small = st.integers(-2, 2)
    weights = [
        draw(st.lists(st.lists(small, min_size=a, max_size=a), min_size=b, max_size=b))
        for a, b in pairwise(widths)
    ]
    biases = [draw(st.lists(small, min_size=b, max_size=b)) for b in widths[1:]]
    if draw(st.booleans()):  # the first neuron twice
        weights[0].append(weights[0][0])
        biases[0].append(biases[0][0])
        for row in weights[1]:
            row.append(draw(small))
    return Network.from_arrays(weights, biases)


def residual_network(layers, output):
    """h -> h + relu(W h + b), layer by layer, and an affine output."""
    nodes, last = [], INPUT
    for weight, bias in layers:
        k = len(nodes)
        nodes += [
            Node(Dense(weight, bias), (last,)),
            Node(Activation(relu()), (k,)),
            Node(Add(), (last, k + 1)),
        ]
        last = k + 2
    return Network([*nodes, Node(Dense([output]), (last,))], len(output))


@st.composite
def residual_networks(draw):
    n, depth = draw(st.sampled_from([(1, 1), (1, 2), (1, 3), (2, 1), (2, 2)]))
    vectors = st.lists(st.integers(-2, 2), min_size=n, max_size=n)
    layers = [(draw(st.lists(vectors, min_size=n, max_size=n)), draw(vectors)) for _ in range(depth)]
    return residual_network(layers, draw(vectors))


def maximum_of_all(form):
    """The maximum of the networks, built from these alone."""
    networks = list(form)
    return networks[0] if len(networks) == 1 else joined_outputs("maximum", networks, Maximum())


@settings(max_examples=8, deadline=None)
@given(plain_networks())
def test_plain_networks_are_the_maximum(net):
    form = to_shallow(net)
    assert is_equivalent(net, form.network())
    assert all(part.hidden_layers <= 1 and part.size == form.n_neurons for part in form)


@settings(max_examples=8, deadline=None)
@given(residual_networks())
def test_residual_networks_are_the_maximum(net):
    form = to_shallow(net)
    assert is_equivalent(net, form.network())
    assert form.n_networks <= linear_regions(net).counts.proper_activation


@settings(max_examples=12, deadline=None)
@given(st.one_of(plain_networks(), residual_networks()))
def test_the_networks_by_themselves_have_the_maximum(net):
    form = to_shallow(net)
    assume(form.n_networks <= 8)
    assert is_equivalent(net, maximum_of_all(form))


@settings(max_examples=10, deadline=None)
@given(st.one_of(plain_networks(), residual_networks()), st.randoms(use_true_random=False))
def test_values(net, random):
    form = to_shallow(net)
    points = [[random.randint(-9, 9) for _ in range(net.input_dim)] for _ in range(5)]
    assert form(points) == net(points)[:, 0]
    assert form(points[0]) == net(points[0])[0]
    values = form.values(points)
    assert values == form._side_by_side()(points)
    for k in {0, form.n_networks - 1}:
        assert values[:, k] == form[k](points)[:, 0]


@pytest.mark.parametrize(
    "net",
    [
        Network.from_arrays([[[1, -1], [2, 1]], [[1, -1], [-1, 2]], [[1, -1]]], [[0, 1], [1, 0], [2]]),
        residual_folds(2),
    ],
)
def test_a_tree_of_relus_is_the_same_function(net):
    form = to_shallow(net)
    tree = form.network("relu")
    assert is_equivalent(net, tree)
    assert tree.hidden_layers == 1 + (form.n_networks - 1).bit_length()


@settings(max_examples=10, deadline=None)
@given(plain_networks(n_outputs=2))
def test_several_outputs_have_a_form_each(net):
    forms = to_shallow(net)
    assert [is_equivalent(select_outputs(net, i), form.network()) for i, form in enumerate(forms)] == [
        True,
        True,
    ]


def zaslavsky(m, n):
    return sum(comb(m, j) for j in range(n + 1))


@pytest.mark.parametrize(
    ("n", "positive", "negative"), [(1, 2, 3), (2, 2, 3), (2, 3, 1), (2, 0, 3), (2, 4, 0), (3, 2, 3)]
)
def test_one_hidden_layer_in_general_position(n, positive, negative):
    # Points on a moment curve: any n + 1 of the rows (t, ..., t^n | t^(n+1)) are independent.
    rows = [[t**j for j in range(1, n + 2)] for t in range(1, positive + negative + 1)]
    signs = [[1] * positive + [-1] * negative]
    net = Network.from_arrays([[row[:-1] for row in rows], signs], [[row[-1] for row in rows], [0]])
    form = to_shallow(net)
    r, s = zaslavsky(positive, n), zaslavsky(negative, n)
    assert (form.n_pairs, form.n_neurons, form.n_shared_neurons) == (r * s, s - 1, comb(s, 2))
    assert form.n_networks == zaslavsky(positive + negative, n)


def test_no_neuron_of_a_network_can_be_saved():
    form = ShallowForm(TropicalRational.parse("max(x, y) - max(x + y, 2 x, -y + 1, 1, -x - 3 y)"))
    assert form.n_neurons == 4
    for part in form:
        hidden = part.nodes[0].layer
        rows = [[*a, c] for a, c in zip(hidden.weight.tolist(), hidden.bias.tolist(), strict=True)]
        leading = [next(entry for entry in row if entry) for row in rows]
        lines = {tuple(Fraction(e) / first for e in row) for row, first in zip(rows, leading, strict=True)}
        assert len(lines) == 4


@pytest.mark.parametrize("has_skips", [False, True])
@pytest.mark.parametrize("seed", range(4))
def test_sizes_are_within_those_of_the_shape(has_skips, seed):
    rng = np.random.default_rng(seed)
    layers = [(rng.integers(-3, 4, (2, 2)).tolist(), rng.integers(-3, 4, 2).tolist()) for _ in range(3)]
    output = rng.integers(-3, 4, 2).tolist()
    if has_skips:
        net = residual_network(layers, output)
    else:
        net = Network.from_arrays([*(w for w, _ in layers), [output]], [*(b for _, b in layers), [0]])
    comparison = compare_shapes((2, 2, 2, 2))
    sizes, form = comparison.residual if has_skips else comparison.plain, to_shallow(net)
    assert form.n_pairs <= sizes.n_networks
    assert form.n_neurons <= sizes.n_neurons
    assert form.n_networks <= sizes.n_needed


def test_with_the_same_weights_the_residual_network_may_need_fewer():
    # max(1 - max(x - 1, 0), 0) has two breaks; with h = x + max(x - 1, 0) the residual network is max(h, 1), with one.
    plain = to_shallow(Network.from_arrays([[[1]], [[-1]], [[1]]], [[-1], [1], [0]]))
    residual = to_shallow(residual_network([([[1]], [-1]), ([[-1]], [1])], [1]))
    assert (plain.n_networks, residual.n_networks) == (3, 2)


def test_affine_and_convex_functions_have_no_neurons():
    affine = to_shallow(Network.from_arrays([[[1, 2], [3, 4]], [[0, 0]]], [[0, 0], [5]]))
    assert (len(affine), affine.n_neurons, affine([7, 7]), affine.network().hidden_layers) == (1, 0, 5, 0)
    convex = to_shallow(Network.from_arrays([[[1], [-1]], [[1, 1]]]))
    assert (len(convex), convex.n_neurons) == (2, 0)
    assert [part([3]) for part in convex] == [RationalArray([-3]), RationalArray([3])]


def test_a_function_in_min_plus_is_the_same_function():
    f = TropicalRational.parse("max(x, 0) - max(x, 1)")
    assert ShallowForm(f.in_convention("min")) == ShallowForm(f)
    assert hash(ShallowForm(f.in_convention("min"))) == hash(ShallowForm(f))
    assert pickle.loads(pickle.dumps(ShallowForm(f))) == ShallowForm(f)


def test_redundant_monomials_do_not_count():
    assert ShallowForm(TropicalRational.parse("x - max(x, 0, -x)")).n_neurons == 1


def test_sizes_in_words():
    form = to_shallow(residual_folds(1))
    assert repr(form).startswith("<ShallowForm in 1 variable from ")
    p, q = (part.n_monomials for part in (form.difference.numerator, form.difference.denominator))
    assert str(form).splitlines()[2].split()[-4:] == [str(p), "+", str(q), "0"]
    assert f">{form.n_networks}</td>" in form._repr_html_()


def test_what_has_no_shallow_form_is_refused():
    with pytest.raises(InputError, match="to_shallow"):
        ShallowForm(Network.from_arrays([[[1]]]))
    with pytest.raises(InputError, match="zero"):
        ShallowForm(TropicalRational(TropicalPolynomial.zero(1), TropicalPolynomial.constant(0, 1)))
    form = ShallowForm(TropicalRational.parse("x - max(y, 0)"))
    with pytest.raises(InputError, match="maximum 'tree'"):
        form.network("tree")
    with pytest.raises(ShapeError):
        form([1, 2, 3])
    with pytest.raises(IndexError):
        form[form.n_networks]


def test_the_limit_is_that_of_the_enumeration(monkeypatch):
    monkeypatch.setattr("tropnet.analysis.start.BLOCK_CELLS", {2: 4})
    rows = [[t, t * t] for t in range(1, 7)]
    net = Network.from_arrays([rows, [[1, -1] * 3]], [[t**3 for t in range(1, 7)], [0]])
    with pytest.raises(LimitReachedError) as stopped:
        to_shallow(net, limit=Limit(seconds=1e-9))
    assert to_shallow(resume(stopped.value.partial)) == to_shallow(net)


# -- with hinges -----------------------------------------------------------------------------------------


@settings(max_examples=10, deadline=None)
@given(st.one_of(plain_networks(), residual_networks()))
def test_splitting_hinges_off_keeps_the_function(net):
    form = to_shallow(net)
    split = form.with_hinges()
    assert is_equivalent(net, split.network())
    assert split.n_networks <= form.n_networks
    assert split.with_hinges() == split
    points = [[i - 2] * net.input_dim for i in range(5)]
    assert split(points) == net(points)[:, 0]
    assert split[0](points)[:, 0] == split.values(points)[:, 0]
    assert split[0].size == split.n_neurons


@st.composite
def one_hidden_layer(draw):
    n, m = draw(st.integers(1, 3)), draw(st.integers(1, 4))
    small = st.integers(-2, 2)
    rows = draw(st.lists(st.lists(small, min_size=n + 1, max_size=n + 1), min_size=m, max_size=m))
    weights = draw(st.lists(small, min_size=m, max_size=m))
    return rows, weights


@settings(max_examples=12, deadline=None)
@given(one_hidden_layer())
def test_one_hidden_layer_is_one_network_with_a_neuron_for_every_hyperplane_that_is_not_cancelled(drawn):
    rows, weights = drawn
    net = Network.from_arrays([[row[:-1] for row in rows], [weights]], [[row[-1] for row in rows], [0]])
    bends = {}
    for row, weight in zip(rows, weights, strict=True):
        if any(row[:-1]):
            leading = next(entry for entry in row if entry)
            ray = tuple(Fraction(entry, leading) for entry in row)
            bends[ray] = bends.get(ray, 0) + weight * abs(leading)
    form = to_shallow(net).with_hinges()
    assert (form.n_networks, form.n_neurons) == (1, sum(1 for jump in bends.values() if jump))


@settings(max_examples=10, deadline=None)
@given(plain_networks())
def test_without_negative_output_weights_two_hidden_layers_leave_an_affine_denominator(net):
    dense = [node.layer for node in net.nodes if isinstance(node.layer, Dense)]
    weights = [layer.weight.tolist() for layer in dense]
    weights[-1] = [[abs(w) for w in row] for row in weights[-1]]
    form = to_shallow(Network.from_arrays(weights, [layer.bias.tolist() for layer in dense])).with_hinges()
    assert form.difference.denominator.n_monomials == 1


def test_hinges_are_canonical():
    f = TropicalRational.parse("x - 0")
    form = ShallowForm(f, [[2, 1], [1, 0], [4, 2], [3, 0]], (1, -1, 1, 1))
    assert form == ShallowForm(f, [[6, 3], [2, 0]], (1, 1))
    assert form([[1], [-1]]) == RationalArray([1 + 9 + 2, -1])
    assert ShallowForm(f, [[2, 1], [4, 2]], (2 - 1, -1)).n_neurons == 1
    assert ShallowForm(f, [[2, 1], [2, 1]], (1, -1)) == ShallowForm(f)


@pytest.mark.parametrize(
    ("hinges", "signs", "error", "words"),
    [
        ([[1, 2, 3]], (1,), ShapeError, "row"),
        ([[1, 2]], (), ShapeError, "one for each"),
        ([[1, 2]], (2,), InputError, "1 or -1"),
        ([[0, 2]], (1,), InputError, "constant"),
    ],
)
def test_what_is_no_hinge_is_refused(hinges, signs, error, words):
    with pytest.raises(error, match=words):
        ShallowForm(TropicalRational.parse("x - 0"), hinges, signs)
