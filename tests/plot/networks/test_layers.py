"""Layers by what they contain: neurons as functions, bent lines as the segments at which neurons switch."""

from itertools import pairwise

import numpy as np
import pytest
from matplotlib import pyplot
from matplotlib.colors import to_rgba
from matplotlib.figure import Figure

from tropnet.analysis.regions import linear_regions
from tropnet.errors import InputError, ShapeError
from tropnet.networks import Activation, Add, Dense, Maxout, Network, Node, hard_tanh, relu
from tropnet.plot.networks.layers import plot_bent_lines, plot_layers
from tropnet.polyhedra.polyhedron import Polyhedron

# On [0,1] from 0 up to 1 and down to 0.
TENT = Network.from_arrays([[[1], [1]], [[2, -4]]], [[0, "-1/2"], [0]])
# max(x, 0) + max(y, 0) = 1 is a vertical ray, a diagonal segment and a horizontal ray.
BENT = Network.from_arrays([[[1, 0], [0, 1]], [[1, 1]], [[1]]], [[0, 0], [-1], [0]])
WINDOW = Polyhedron.parse("[-2,2]^2")


def axes() -> pyplot.Axes:
    return Figure().add_subplot()


def total_length(lines) -> float:
    segments = np.array(lines.get_segments()).reshape(-1, 2, 2)
    return float(np.linalg.norm(segments[:, 1] - segments[:, 0], axis=1).sum())


def random_network(seed: int, *widths: int) -> Network:
    rng = np.random.default_rng(seed)
    shapes = list(pairwise(widths))
    weights = [rng.integers(-3, 4, (after, before)).tolist() for before, after in shapes]
    return Network.from_arrays(weights, [rng.integers(-2, 3, after).tolist() for _, after in shapes])


# -- one input -------------------------------------------------------------------------------------


def test_there_is_a_row_for_every_layer_and_one_for_the_output() -> None:
    figure = plot_layers(TENT @ TENT @ TENT, figure=Figure(), window=Polyhedron.parse("[0,1]"))
    assert [ax.get_title(loc="left") for ax in figure.axes] == [
        "output",
        "hidden layer 3: 2 neurons",
        "hidden layer 2: 2 neurons",
        "hidden layer 1: 2 neurons",
    ]
    assert {ax.get_xlim() for ax in figure.axes} == {(0, 1)}
    assert [ax.get_xlabel() for ax in figure.axes] == ["", "", "", "$x$"]


def test_rows_hold_the_neurons() -> None:
    output, second, first = plot_layers(TENT @ TENT, figure=Figure(), window=Polyhedron.parse("[0,1]")).axes
    assert [line.get_xydata().tolist() for line in first.lines] == [
        [[0, 0], [1, 1]],
        [[0, 0], [0.5, 0], [1, 0.5]],
    ]
    assert [line.get_xydata().tolist() for line in second.lines] == [
        [[0, 0], [0.5, 1], [1, 0]],
        [[0, 0], [0.25, 0], [0.5, 0.5], [0.75, 0], [1, 0]],
    ]
    assert output.lines[0].get_xydata().tolist() == [[0, 0], [0.25, 1], [0.5, 0], [0.75, 1], [1, 0]]


def test_a_dotted_line_falls_from_every_break_point_of_the_output() -> None:
    figure = plot_layers(TENT @ TENT, figure=Figure(), window=Polyhedron.parse("[0,1]"))
    for ax in figure.axes:
        [dotted] = ax.collections
        assert [segment[:, 0].tolist() for segment in dotted.get_segments()] == [
            [x, x] for x in (0.25, 0.5, 0.75)
        ]


def test_outputs_have_colours_of_their_own_and_can_be_chosen() -> None:
    net = Network.from_arrays([[[1], [-1]], [[1, 0], [0, 1]]], [[0, 1], [0, 0]])
    top = plot_layers(net, figure=Figure()).axes[0]
    graphs = [line for line in top.lines if len(line.get_xdata()) > 2]
    assert len({line.get_color() for line in graphs}) == 2
    assert [text.get_text() for text in top.get_legend().get_texts()] == ["output 0", "output 1"]
    alone = plot_layers(net, figure=Figure(), output=1).axes[0]
    # max(1 - x, 0) bends at 1, and so nothing else is marked.
    assert [line.get_xydata().tolist() for line in alone.lines[1:]] == [[[1, 0]]]
    assert [segment[0, 0] for segment in alone.collections[0].get_segments()] == [1]


def test_neurons_of_residual_networks_are_drawn() -> None:
    # x + |x| bends once, and then relu(1 - x - |x|), with 0 and 1/2 where it bends.
    nodes = [
        Node(Dense([[1], [-1]]), (-1,)),
        Node(Activation(relu()), (0,)),
        Node(Dense([[1, 1]]), (1,)),
        Node(Add(), (-1, 2)),
        Node(Dense([[-1]], [1]), (3,)),
        Node(Activation(relu()), (4,)),
    ]
    figure = plot_layers(Network(nodes, 1), figure=Figure(), window=Polyhedron.parse("[-1,1]"))
    assert figure.axes[1].lines[0].get_xydata().tolist() == [[-1, 1], [0, 1], [0.5, 0], [1, 0]]


def test_a_dead_layer_is_drawn_flat() -> None:
    dead = Network.from_arrays([[[0], [0]], [[1, 1]]], [[-1, -2], [5]])
    output, layer = plot_layers(dead, figure=Figure()).axes
    assert [line.get_ydata().tolist() for line in layer.lines] == [[0, 0], [0, 0]]
    assert output.lines[0].get_ydata().tolist() == [5, 5]
    assert len(output.collections[0].get_segments()) == 0


# -- two inputs ------------------------------------------------------------------------------------


def test_a_bent_line() -> None:
    ax = plot_bent_lines(BENT, ax=axes(), window=WINDOW, layer=1)
    before, own = ax.collections
    assert total_length(before) == 8  # the two axes
    found = {tuple(sorted(map(tuple, segment.tolist()))) for segment in own.get_segments()}
    assert found == {((1, -2), (1, 0)), ((0, 1), (1, 0)), ((-2, 1), (0, 1))}
    assert [text.get_text() for text in ax.texts] == ["0"]


def test_a_layer_leaves_out_those_behind() -> None:
    x, y = plot_bent_lines(BENT, ax=axes(), window=WINDOW, layer=0).collections
    for lines, axis in ((x, 0), (y, 1)):
        assert total_length(lines) == 4
        assert all((segment[:, axis] == 0).all() for segment in lines.get_segments())


@pytest.mark.parametrize("seed", range(4))
def test_neurons_of_the_first_layer_draw_straight_lines(seed: int) -> None:
    rng = np.random.default_rng(seed)
    net = Network.from_arrays(
        [rng.integers(1, 9, (4, 2)), np.ones((1, 4), int)], [rng.integers(-5, 6, 4).tolist(), [0]]
    )
    circle = 12  # each line meets the window, of which it is too long to leave out an end
    ax = plot_bent_lines(net, ax=axes(), window=Polyhedron.parse(f"[-{circle},{circle}]^2"), layer=0)
    weights, biases = net.nodes[0].layer.weight.floats(), net.nodes[0].layer.bias.floats()
    for lines, w, b in zip(ax.collections, weights, biases, strict=True):
        segments = np.array(lines.get_segments())
        assert segments @ w + b == pytest.approx(0, abs=1e-12)
        # One piece without gaps: as long as its ends are apart.
        along = segments.reshape(-1, 2) @ [-w[1], w[0]] / np.linalg.norm(w)
        assert total_length(lines) == pytest.approx(np.ptp(along))
        ends = segments.reshape(-1, 2)[[along.argmin(), along.argmax()]]
        assert np.abs(ends).max(axis=1) == pytest.approx(circle)


@pytest.mark.parametrize("seed", range(5))
def test_every_wall_belongs_to_a_layer_and_lies_where_a_neuron_of_it_vanishes(seed: int) -> None:
    net = random_network(seed, 2, 4, 3, 1)
    window = Polyhedron.parse("[-4,4]^2")
    regions = linear_regions(net, window)
    layers = plot_bent_lines(net, ax=axes(), window=window).collections
    walls = {
        tuple(map(tuple, segment)) for lines in layers for segment in np.array(lines.get_segments()).tolist()
    }
    assert len(walls) == len(regions.adjacency)
    preactivations = [net.nodes[0].layer, net.nodes[2].layer]
    for lines, layer, before in zip(layers, preactivations, (0, 2), strict=True):
        middles = np.array(lines.get_segments()).reshape(-1, 2, 2).mean(axis=1)
        hidden = middles
        for node in net.nodes[:before]:
            hidden = node.layer.evaluate_floats(hidden)
        assert np.abs(layer.evaluate_floats(hidden)).min(axis=1) == pytest.approx(0, abs=1e-9)


def test_neurons_that_bend_twice_or_take_maxima_have_all_their_lines() -> None:
    tanh = Network.sequential([Dense([[1, 0]]), Activation(hard_tanh())], 2)
    [lines] = plot_bent_lines(tanh, ax=axes(), window=WINDOW, layer=0).collections
    assert sorted(segment[0, 0] for segment in lines.get_segments()) == [-1, 1]
    maximum = Network.sequential([Dense([[0, 0], [1, 0], [0, 1]]), Maxout(3)], 2)
    [lines] = plot_bent_lines(maximum, ax=axes(), window=WINDOW, layer=0).collections
    # max(0, x, y): the tropical line.
    assert total_length(lines) == pytest.approx(2 + 2 + 2 * np.sqrt(2))


def test_panels_have_the_lines_of_their_layer() -> None:
    figure = plot_layers(BENT, figure=Figure(), window=WINDOW)
    assert [ax.get_title(loc="left") for ax in figure.axes] == [
        "hidden layer 1: 2 neurons",
        "hidden layer 2: 1 neuron",
    ]
    assert [len(ax.collections) for ax in figure.axes] == [2, 2]
    assert total_length(figure.axes[1].collections[1]) == pytest.approx(4 + np.sqrt(2))


def test_neurons_have_colours_and_numbers_of_their_own_and_layers_are_named() -> None:
    net = Network.from_arrays([[[1, 0], [0, 1], [1, 1]], [[1, 1, 1]]])
    ax = plot_bent_lines(net, ax=axes(), window=WINDOW, layer=0)
    assert [text.get_text() for text in ax.texts] == ["0", "1", "2"]
    colours = [tuple(lines.get_color()[0]) for lines in ax.collections]
    assert len(set(colours)) == 3
    assert [to_rgba(text.get_color()) for text in ax.texts] == colours
    for text, form in zip(ax.texts, ([1, 0], [0, 1], [1, 1]), strict=True):
        assert np.dot(text.get_position(), form) == pytest.approx(0)
    legend = plot_bent_lines(BENT, ax=axes(), window=WINDOW).get_legend()
    assert [text.get_text() for text in legend.get_texts()] == ["hidden layer 1", "hidden layer 2"]


def test_dead_neurons_draw_nothing() -> None:
    net = Network.from_arrays([[[0, 0], [1, 0]], [[1, 1]]], [[-1, 0], [0]])
    ax = plot_bent_lines(net, ax=axes(), window=WINDOW, layer=0)
    assert [len(lines.get_segments()) for lines in ax.collections] == [0, 1]
    assert [text.get_text() for text in ax.texts] == ["1"]


def test_an_affine_network_has_no_lines() -> None:
    affine = Network.from_arrays([[[1, 2]]])
    assert not plot_bent_lines(affine, ax=axes()).collections
    with pytest.raises(InputError, match="affine"):
        plot_bent_lines(affine, ax=axes(), layer=0)


def test_what_cannot_be_drawn() -> None:
    before = pyplot.get_fignums()
    with pytest.raises(ShapeError, match="1 or 2 inputs"):
        plot_layers(Network.from_arrays([[[1, 1, 1]], [[1]]]))
    for affine in ([[1]], [[1, 1]]):
        with pytest.raises(InputError, match="affine"):
            plot_layers(Network.from_arrays([affine]))
    with pytest.raises(InputError, match="give 0 to 0"):
        plot_layers(TENT, output=1)
    with pytest.raises(InputError, match="give 0 to 1"):
        plot_bent_lines(BENT, layer=2)
    with pytest.raises(ShapeError, match="2 inputs"):
        plot_bent_lines(TENT, window=Polyhedron.parse("[0,1]"))
    for window, error in (("[0,inf]", InputError), ("[1,1]", InputError), ("[0,1]^2", ShapeError)):
        with pytest.raises(error):
            plot_layers(TENT, window=Polyhedron.parse(window))
    with pytest.raises(InputError, match="shows nothing"):
        plot_layers(BENT, window=Polyhedron.parse("[0,0]x[0,1]"))
    assert pyplot.get_fignums() == before
