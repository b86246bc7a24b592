"""Dual graphs: nodes in their cells, edges over common walls, thick ones inside a region."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.figure import Figure

from tropnet import HyperplaneArrangement, Network, box, cube, linear_regions
from tropnet.analysis.components import components
from tropnet.errors import InputError, ShapeError
from tropnet.plot.networks.dual_graph import plot_dual_graph
from tropnet.polyhedra.arrangements import generic_arrangement

# One affine function on three of five cells.
FIVE = Network.from_arrays([[[1, 0], [0, 1], [0, -1]], [[1, -1, 1], [1, 0, 0]], [[1, -1]]])


def parts(ax):
    _, _, edges, nodes = ax.collections
    return (
        np.array(edges.get_segments()).reshape(-1, 3, 2),
        np.asarray(nodes.get_offsets()),
        edges.get_linewidths(),
    )


small = st.integers(-3, 3)


@given(st.lists(st.lists(small, min_size=3, max_size=3), min_size=6, max_size=6))
@settings(max_examples=15, deadline=None)
def test_edges_are_the_adjacent_pairs_and_stay_in_their_cells(rows):
    net = Network.from_arrays(
        [[row[:2] for row in rows[:3]], rows[3:5], [[1, -1]]],
        [[row[2] for row in rows[:3]], rows[5][:2], [0]],
    )
    window = cube(2, 3)
    regions = linear_regions(net, window)
    edges, nodes, _ = parts(plot_dual_graph(net, ax=Figure().add_subplot(), window=window))
    assert len(nodes) == len(regions)
    at = {tuple(node): number for number, node in enumerate(nodes.tolist())}
    pairs = [sorted([at[tuple(edge[0])], at[tuple(edge[2])]]) for edge in edges.tolist()]
    assert sorted(pairs) == sorted(map(sorted, regions.adjacency.tolist()))
    for cell, node in zip(regions, nodes, strict=True):
        assert node.tolist() in cell.polyhedron
    for (i, j), middle in zip(pairs, edges[:, 1], strict=True):
        for cell in (regions[i], regions[j]):
            rows_of_cell = cell.polyhedron.inequalities.floats()
            assert (rows_of_cell[:, :2] @ middle <= rows_of_cell[:, 2] + 1e-9).all()


def test_nodes_are_centroids_and_middles_are_those_of_walls():
    net = Network.from_arrays([[[1, 0]], [[1]]], [[-1], [0]])
    edges, nodes, _ = parts(plot_dual_graph(net, ax=Figure().add_subplot(), window=box([0, 0], [4, 2])))
    assert sorted(nodes.tolist()) == [[0.5, 1], [2.5, 1]]
    assert edges[0, 1].tolist() == [1, 1]


def test_edges_inside_a_region_are_thick():
    regions = linear_regions(FIVE)
    for notion in ("open_connected", "closed_connected", "affine"):
        edges, nodes, widths = parts(plot_dual_graph(regions, ax=Figure().add_subplot(), notion=notion))
        thick = widths == max(widths)
        at = {tuple(node): number for number, node in enumerate(nodes.tolist())}
        pairs = np.array([[at[tuple(edge[0])], at[tuple(edge[2])]] for edge in edges.tolist()])
        assert sorted(np.bincount(components(5, pairs[thick])).tolist()) == [1, 1, 3]
    _, _, widths = parts(plot_dual_graph(regions, ax=Figure().add_subplot(), notion="proper_activation"))
    assert len(set(widths)) == 1


@pytest.mark.parametrize("m", [1, 3, 6])
def test_graphs_of_arrangements(m):
    """Nodes are regions, edges are edges: a tree for one line, and each wall once."""
    arrangement = generic_arrangement(m, 2)
    edges, nodes, _ = parts(plot_dual_graph(arrangement, ax=Figure().add_subplot(), window=cube(2, 1000)))
    assert (len(nodes), len(edges)) == (arrangement.n_regions, arrangement.f_vector[1])


def test_nodes_have_the_colours_of_their_cells():
    ax = plot_dual_graph(FIVE, ax=Figure().add_subplot(), colour="pattern")
    cells, nodes = ax.collections[0].get_facecolor()[:, :3], ax.collections[3].get_facecolor()[:, :3]
    np.testing.assert_allclose(1 - cells, 0.45 * (1 - nodes), atol=1e-12)
    given_colours = np.full((5, 3), 0.5)
    ax = plot_dual_graph(FIVE, ax=Figure().add_subplot(), colour=given_colours)
    np.testing.assert_allclose(ax.collections[3].get_facecolor()[:, :3], given_colours)


def test_a_single_cell_has_no_edges():
    empty = HyperplaneArrangement(np.zeros((0, 2), int))
    edges, nodes, _ = parts(plot_dual_graph(empty, ax=Figure().add_subplot()))
    assert (len(edges), len(nodes)) == (0, 1)


def test_bad_graphs():
    with pytest.raises(InputError, match="notion"):
        plot_dual_graph(FIVE, notion="concave")
    with pytest.raises(ShapeError, match="plane"):
        plot_dual_graph(generic_arrangement(3, 3))
    with pytest.raises(ShapeError, match="2 inputs"):
        plot_dual_graph(Network.from_arrays([[[1]], [[1]]]), window=cube(1))
    with pytest.raises(InputError, match="unknown"):
        plot_dual_graph(FIVE, ax=Figure().add_subplot(), colour="hue")
