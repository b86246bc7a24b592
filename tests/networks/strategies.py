"""Random exact networks for Hypothesis: any graph of any layers, kept small."""

from itertools import pairwise
from math import prod

import numpy as np
from hypothesis import strategies as st

from tropnet.exact.arrays import RationalArray
from tropnet.networks import (
    Activation,
    Add,
    AddConstant,
    AveragePool,
    Concat,
    Conv,
    Dense,
    Flatten,
    Maximum,
    Maxout,
    MaxPool,
    Minimum,
    MulConstant,
    Network,
    Node,
    Reshape,
    Select,
    Slice,
    Transpose,
    absolute,
    clip,
    hard_tanh,
    identity,
    leaky_relu,
    relu,
)

LARGEST_SIZE = 24

functions = st.sampled_from(
    [
        relu(),
        relu(),
        relu(),
        absolute(),
        leaky_relu("-1/2"),
        hard_tanh(),
        clip("1/3", 2),
        clip(1, 1),
        identity(),
    ]
)


@st.composite
def arrays(draw, shape, denominators=(1, 2, 3)):
    """Small rational entries, many of them zero or equal."""
    rng = np.random.default_rng(draw(st.integers(0, 10**6)))
    return RationalArray.from_integers(rng.integers(-2, 3, size=shape), draw(st.sampled_from(denominators)))


@st.composite
def points(draw, net, k=5):
    """A batch of points, some of them on walls: small integers and halves."""
    return draw(arrays((k, *net.input_shape), denominators=(1, 2)))


def dense_layers(shape):
    return st.integers(1, 4).flatmap(
        lambda n: st.builds(Dense, arrays((n, shape[-1])), st.one_of(st.none(), arrays((n,))))
    )


def activations(shape):
    per_channel = st.lists(functions, min_size=shape[0], max_size=shape[0])
    per_entry = st.lists(functions, min_size=prod(shape), max_size=prod(shape))
    return st.one_of(functions, functions, per_channel, per_entry).map(Activation)


@st.composite
def windowed(draw, shape):
    """A convolution or a pooling layer that fits the shape (channels, sizes ...)."""
    kernel = tuple(draw(st.integers(1, min(2, n))) for n in shape[1:])
    stride = draw(st.integers(1, 2))
    kind = draw(st.sampled_from([AveragePool, MaxPool, Conv]))
    padding = draw(st.integers(0, min(1, *(k - 1 for k in kernel), *kernel)))
    if kind is not Conv:
        return kind(kernel, stride=stride, padding=padding, ceil_mode=draw(st.booleans()))
    groups = draw(st.sampled_from([g for g in (1, shape[0]) if g]))
    n_out = groups * draw(st.integers(1, 2))
    weight = draw(arrays((n_out, shape[0] // groups, *kernel)))
    return Conv(weight, draw(arrays((n_out,))), stride=stride, padding=padding, groups=groups)


def layers_on(shape):
    """Layers that take one array of this shape."""
    choices = [*[dense_layers(shape)] * 4, *[activations(shape)] * 4]
    choices += [
        st.just(Flatten()),
        st.just(Reshape(shape[::-1])),
        st.permutations(range(len(shape))).map(Transpose),
        st.just(Slice([slice(None, None, -1)])),
        st.just(Slice([slice(0, 1)])),
        st.lists(st.integers(0, shape[0] - 1), min_size=1, max_size=3).map(Select),
        arrays(shape).map(AddConstant),
        arrays(shape[-1:]).map(MulConstant),
    ]
    choices += [st.just(Maxout(k)) for k in (1, 2, 3) if shape[0] % k == 0]
    if len(shape) > 1:
        choices += [windowed(shape)] * 8
    return st.one_of(choices)


@st.composite
def networks(draw, max_nodes=8, shapes=((1,), (2,), (3,), (2, 3), (1, 3, 3), (2, 2, 2), (1, 4, 3))):
    """Any graph of layers: sequences, residual blocks, concatenations, maxima of branches."""
    known = {-1: draw(st.sampled_from(shapes))}
    nodes = []
    for i in range(draw(st.sampled_from(range(1, max_nodes + 1)))):
        first = draw(st.sampled_from([i - 1, i - 1, i - 1, *(j for j in known if j >= i - 4)]))
        partners = [j for j in known if known[j] == known[first]]
        if draw(st.integers(0, 3)) == 0:
            layer = draw(st.sampled_from([Add(), Maximum(), Minimum(), Concat()]))
            inputs = (first, *draw(st.lists(st.sampled_from(partners), min_size=0, max_size=2)))
        else:
            layer, inputs = draw(layers_on(known[first])), (first,)
        shape = layer.output_shape(*(known[j] for j in inputs))
        if prod(shape) > LARGEST_SIZE:
            layer, shape = Select([0]), (1, *known[first][1:])
            inputs = (first,)
        nodes.append(Node(layer, inputs, f"n{i}"))
        known[i] = shape
    return Network.from_graph(nodes, known[-1])


@st.composite
def relu_networks(draw, max_layers=3, max_width=4):
    """Plain dense ReLU networks, with small entries."""
    sizes = draw(st.lists(st.integers(1, max_width), min_size=2, max_size=max_layers + 2))
    weights = [draw(arrays((n_out, n_in))) for n_in, n_out in pairwise(sizes)]
    return Network.from_arrays(weights, [draw(arrays((n,))) for n in sizes[1:]])
