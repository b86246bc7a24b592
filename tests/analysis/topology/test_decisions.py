"""The sets of a classifier: what ties, what is predicted, where that changes."""

import networkx
import numpy as np
import pytest
from analysis.matching import library_network, small_blocks
from analysis.topology.oracle import betti_modulo_two, faces_of, values_at
from oracles.networks import random_network

from tropnet import Network, decision_boundary
from tropnet.analysis.boundary import scores
from tropnet.analysis.topology.decisions import DecisionCells
from tropnet.errors import InputError


def check_ties(net, **options):
    """The numbers of cells on which each set of scores is largest, against values at points of faces."""
    boundary = decision_boundary(net, **options)
    cells = DecisionCells(boundary)
    faces = faces_of(boundary.regions)
    compared = values_at(scores(net, **options), faces)
    if len(compared[0]) == 1:
        compared = [[0, *row] for row in compared]
    largest = [[value == max(row) for value in row] for row in compared]
    for k, attained in enumerate(cells.attained, start=cells.complex.lineality_dim):
        expected = [row for row, face in zip(largest, faces, strict=True) if face.dim == k]
        assert sorted(attained.tolist()) == sorted(expected)


@pytest.mark.parametrize("n", [1, 2, 3])
def test_ties_of_two_scores(n):
    for seed in range(100, 106):
        named = random_network(seed, inputs=n, max_neurons=5)
        for options in ({}, {"threshold": "1/2"}):
            boundary = decision_boundary(library_network(named), **options)
            if not boundary.regions._assembly.has_false_walls:
                check_ties(library_network(named), **options)


CONSTANT = [
    ([[0], [0], [0]], [1, 1, 0]),
    ([[0], [0], [0]], [1, 0, 1]),
    ([[0], [0], [0]], [0, 1, 1]),
    ([[0], [0], [0]], [0, 0, 0]),
    ([[0], [0], [0], [0]], [0, -1, 2, 2]),
    ([[1], [1], [1]], [0, 0, -1]),
    ([[0]], [0]),
    ([[0]], [3]),
    ([[0]], [-3]),
]


@pytest.mark.parametrize(("weight", "bias"), CONSTANT)
def test_scores_that_differ_by_constants(weight, bias):
    """No sheet tells them apart."""
    attained = DecisionCells(decision_boundary(Network.from_arrays([weight], [bias]))).attained
    compared = bias if len(bias) > 1 else [0, *bias]
    expected = [value == max(compared) for value in compared]
    assert all(row == expected for level in attained for row in level.tolist())


@pytest.mark.parametrize("n_outputs", [2, 3, 5])
def test_classes_of_several_scores(n_outputs):
    """Points of cells are where classes_at says so, b_0 counts components, and order complexes agree."""
    for seed in range(4):
        net = library_network(random_network(seed, inputs=2, max_neurons=4, n_outputs=n_outputs))
        boundary = decision_boundary(net)
        cells = DecisionCells(boundary)
        faces = faces_of(boundary.regions)
        values = values_at(net, faces)
        for label in range(n_outputs):
            weak = [f for f, row in zip(faces, values, strict=True) if row[label] == max(row)]
            strict = [
                f
                for f, row in zip(faces, values, strict=True)
                if row[label] == max(row) and row.count(max(row)) == 1
            ]
            assert cells.of_class(label, "weak").topology(field=2).betti == betti_modulo_two(weak, 2)
            assert cells.of_class(label, "strict").topology(field=2).betti == betti_modulo_two(strict, 2)
            own = [part for part in boundary.components if part.label == label]
            assert cells.of_class(label).topology().betti[0] == len(own)
            assert cells.of_class(label, "closure").topology().betti[0] == touching_parts(boundary, label)


def touching_parts(boundary, label):
    """How many parts the closed cells of a class fall into, by intersections of polyhedra."""
    own = [c for c in range(len(boundary.regions)) if boundary.class_of_cell[c] == label]
    graph = networkx.Graph()
    graph.add_nodes_from(own)
    polyhedra = {c: boundary.regions[c].polyhedron for c in own}
    graph.add_edges_from(
        (a, b) for a in own for b in own if a < b and not (polyhedra[a] & polyhedra[b]).is_empty
    )
    return networkx.number_connected_components(graph)


@pytest.mark.parametrize("n", [1, 2, 3])
def test_boundary_is_the_union_of_the_pieces(n):
    for seed in range(20, 26):
        net = library_network(random_network(seed, inputs=n, max_neurons=5))
        boundary = decision_boundary(net)
        faces = {
            frozenset(face.generators): face for piece in boundary.pieces for face in faces_of([_Cell(piece)])
        }
        found = DecisionCells(boundary).decision_boundary
        assert found.topology(field=2).betti == betti_modulo_two(list(faces.values()), n)


class _Cell:
    def __init__(self, polyhedron):
        self.polyhedron = polyhedron


def test_blocks_make_no_difference():
    net = library_network(random_network(8, inputs=2, max_neurons=7, n_outputs=3))
    whole = DecisionCells(decision_boundary(net))
    with small_blocks(4):
        boundary = decision_boundary(net)
    parts = DecisionCells(boundary)
    assert len(boundary.regions._assembly.blocks) > 1
    for sense in ("interior", "closure", "strict", "weak"):
        for label in range(3):
            assert parts.of_class(label, sense).topology() == whole.of_class(label, sense).topology()
    assert parts.decision_boundary.topology() == whole.decision_boundary.topology()


def test_where_the_senses_differ():
    """|x| against 0, and 0 against min(x, 0): worked out by hand in the module."""
    fold = DecisionCells(decision_boundary(Network.from_arrays([[[1], [-1]], [[1, 1]]])))
    assert [fold.of_class(1, s).topology().betti[0] for s in ("interior", "closure", "strict", "weak")] == [
        1,
        1,
        2,
        1,
    ]
    assert [fold.of_class(0, s).topology().betti[0] for s in ("interior", "closure", "strict", "weak")] == [
        0,
        0,
        0,
        1,
    ]
    flat = DecisionCells(decision_boundary(Network.from_arrays([[[-1]], [[-1]]])))
    assert [flat.of_class(0, s).n_cells for s in ("interior", "strict", "weak")] == [(1, 2), (0, 1), (1, 2)]
    assert flat.ties.n_cells == (1, 1)
    assert flat.decision_boundary.n_cells == (0, 0)
    assert flat.of_class(1, "weak").n_cells == (1, 1)


@pytest.mark.parametrize(
    ("label", "sense", "words"),
    [(2, "weak", "does not exist"), (-1, "weak", "must be an integer"), (0, "open", "is unknown")],
)
def test_what_is_refused(label, sense, words):
    cells = DecisionCells(decision_boundary(Network.from_arrays([[[1]]])))
    with pytest.raises(InputError, match=words):
        cells.of_class(label, sense)


def test_labels_of_many_classes():
    net = Network.from_arrays([np.eye(4, 3, dtype=int)])
    cells = DecisionCells(decision_boundary(net))
    assert cells.n_classes == 4
    assert {cells.of_class(c).topology().betti for c in range(4)} == {(1, 0, 0, 0)}
