"""The decision boundary consists of the facets between cells of different predicted class."""

import pickle
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction
from math import factorial

import networkx
import numpy as np
import pytest
from analysis.matching import DOMAINS, domain_rows, library_network, polyhedron_of, small_blocks
from oracles import brute_force
from oracles.networks import NamedNetwork, random_network

from tropnet import box, cube, decision_boundary
from tropnet.analysis.boundary import classifier
from tropnet.analysis.enumeration import Limit
from tropnet.errors import (
    EmptyDomainError,
    InputError,
    LimitReachedError,
    NotRationalError,
    ShapeError,
    UnboundedError,
)
from tropnet.exact.arrays import RationalArray, rational_array
from tropnet.networks import Dense, Network


def sign_of_output(cell):
    """The sign of the output inside an oracle's cell on which it does not change sign."""
    row = cell.value[0]
    value = sum(a * x for a, x in zip(row, cell.point, strict=True))
    return (value > 0) - (value < 0)


def expected_pieces(named, domain):
    """Cells through which the zero set passes, and facets between a positive cell and one that is not."""
    cells = brute_force.cells(named.weights, named.biases, domain)
    crossed = set(brute_force.boundary_cells(cells))
    along_walls = [
        (i, j)
        for i, j in brute_force.adjacent_pairs(cells)
        if not {i, j} & crossed and (sign_of_output(cells[i]) > 0) != (sign_of_output(cells[j]) > 0)
    ]
    return len(crossed), len(along_walls)


def point_inside(piece):
    """A rational point in the relative interior: the mean of the vertices, moved along all rays."""
    corners = piece.vertices
    point = corners.sum(axis=0) / len(corners)
    return point + piece.rays.sum(axis=0) if len(piece.rays) else point


def check_pieces(boundary, net):
    """Every piece is a facet of two cells, on which the two classes of these tie and no other is larger."""
    regions, n = boundary.regions, net.input_dim
    assert len(boundary.pieces) == len(list(boundary.pieces)) == len(boundary) == boundary.n_pieces
    for (a, b), piece in zip(boundary.pairs.tolist(), boundary.pieces, strict=True):
        assert (piece.ambient_dim, piece.dim) == (n, n - 1)
        x = point_inside(piece)
        for cell in (regions[a].polyhedron, regions[b].polyhedron):
            assert piece & cell == piece
            # It lies in exactly one facet: nowhere else can its inner points be tight.
            rows = cell.inequalities
            assert int(((rows[:, :-1] @ x - rows[:, -1]).sign() == 0).sum()) == 1
        one, other = boundary.class_of_cell[[a, b]].tolist()
        assert one != other
        values = net(x.reshape(net.input_shape)).ravel().tolist()
        if len(values) == 1:
            assert values == [0]
        else:
            assert values[one] == values[other] == max(values)


# --- against the brute force ---


@pytest.mark.parametrize("inputs", [1, 2, 3])
def test_pieces_of_random_networks(inputs):
    seen = Counter()
    for seed in range(25):
        named = random_network(seed, inputs=inputs, max_neurons=6)
        boundary = decision_boundary(library_network(named))
        inside, along_walls = expected_pieces(named, None)
        assert boundary.n_pieces == inside + along_walls, named
        seen.update(inside=inside, along_walls=along_walls)
        if seed % 3 == 0:
            check_pieces(boundary, library_network(named))
    assert min(seen.values()) > 0


@pytest.mark.parametrize("domain", DOMAINS)
def test_pieces_in_a_domain(domain):
    for seed in range(100, 106):
        named = random_network(seed, inputs=2, max_neurons=6)
        rows = domain_rows(domain, 2)
        boundary = decision_boundary(library_network(named), within=polyhedron_of(rows))
        assert boundary.n_pieces == sum(expected_pieces(named, rows)), named
        check_pieces(boundary, library_network(named))


@pytest.mark.parametrize("threshold", [-1, "1/3", 2, Fraction(5, 2)])
def test_a_threshold_moves_the_output(threshold):
    level = Fraction(threshold)
    for seed in range(6):
        named = random_network(seed, inputs=2, max_neurons=6)
        shifted = NamedNetwork(
            named.name,
            named.weights,
            (*named.biases[:-1], tuple(b - level for b in named.biases[-1])),
            named.expected,
            named.source,
        )
        found = decision_boundary(library_network(named), threshold=threshold)
        assert found.n_pieces == sum(expected_pieces(shifted, None))


def test_blocks_and_executors_do_not_change_the_boundary():
    net = library_network(random_network(46, inputs=3, n_outputs=3, max_neurons=9))
    whole = decision_boundary(net)
    assert whole.n_pieces > 10
    with small_blocks(5), ThreadPoolExecutor(2) as executor:
        for boundary in (decision_boundary(net), decision_boundary(net, executor=executor)):
            assert Counter(boundary.pieces) == Counter(whole.pieces)
            assert boundary.n_decision_regions == whole.n_decision_regions


# --- closed formulas ---


def l1_norm(n):
    signs = [[sign * (i == j) for j in range(n)] for i in range(n) for sign in (1, -1)]
    return Network.from_arrays([signs, [[1] * (2 * n)]])


@pytest.mark.parametrize("n", [1, 2, 3, 4])
def test_the_unit_sphere_of_the_l1_norm_is_a_cross_polytope(n):
    boundary = decision_boundary(l1_norm(n), threshold=1)
    assert boundary.n_pieces == 2**n
    units = {tuple(sign * int(i == j) for j in range(n)) for i in range(n) for sign in (1, -1)}
    pieces = [{tuple(v) for v in piece.vertices.tolist()} for piece in boundary.pieces]
    assert all(len(piece) == n and piece <= units for piece in pieces)
    assert len({frozenset(piece) for piece in pieces}) == 2**n
    assert boundary.n_decision_regions == (3 if n == 1 else 2)


@pytest.mark.parametrize("n", [1, 2, 3])
def test_a_norm_is_nowhere_below_zero_and_positive_off_one_point(n):
    # {f > 0} fills both sides of every wall, so that nothing separates two classes.
    boundary = decision_boundary(l1_norm(n))
    assert (boundary.n_pieces, list(boundary.pieces)) == (0, [])
    assert boundary.class_of_cell.tolist() == [1] * 2**n


def test_three_linear_functions_meet_in_three_rays():
    boundary = decision_boundary(Network.sequential([Dense([[1, 0], [0, 1], [-1, -1]])], 2))
    assert {tuple(piece.rays[0].tolist()) for piece in boundary.pieces} == {(1, 1), (1, -2), (-2, 1)}
    assert [piece.vertices.tolist() for piece in boundary.pieces] == [[[0, 0]]] * 3
    assert (boundary.n_pieces, boundary.n_decision_regions) == (3, 3)


@pytest.mark.parametrize("k", [2, 3, 5, 8])
def test_tangents_of_a_parabola_win_one_after_the_other(k):
    # The lines 2 i x - i^2 of the envelope; classes i and i + 1 meet at i + 1/2.
    lines = Network.sequential([Dense([[2 * i] for i in range(k)], [-i * i for i in range(k)])], 1)
    boundary = decision_boundary(lines)
    assert sorted(piece.vertices.tolist()[0][0] for piece in boundary.pieces) == [
        Fraction(2 * i + 1, 2) for i in range(k - 1)
    ]
    assert sorted(boundary.class_of_cell.tolist()) == list(range(k))


def test_a_tie_on_a_whole_cell_goes_to_the_first():
    # Outputs relu(x) and 2 relu(x): equal for x < 0, where class 0 is predicted.
    net = Network.from_arrays([[[1]], [[1], [2]]])
    boundary = decision_boundary(net)
    assert {x: boundary.class_of_cell[boundary.regions.at(x).index] for x in (-1, 1)} == {-1: 0, 1: 1}
    assert [piece.vertices.tolist() for piece in boundary.pieces] == [[[0]]]
    swapped = decision_boundary(Network.from_arrays([[[1]], [[2], [1]]]))
    assert swapped.n_pieces == 0


def test_an_output_that_is_zero_on_a_cell_belongs_to_class_zero():
    # The half-line on which relu(x) is zero is not above the threshold; -relu(x) never is.
    assert decision_boundary(Network.from_arrays([[[1]], [[1]]])).n_pieces == 1
    assert decision_boundary(Network.from_arrays([[[1]], [[-1]]])).n_pieces == 0


def test_constant_networks_have_no_boundary():
    assert decision_boundary(Network.from_arrays([[[0, 0]], [[3]]], [[1], [-2]])).n_pieces == 0
    assert decision_boundary(Network.sequential([Dense([[0, 0], [0, 0]], [1, 2])], 2)).n_decision_regions == 1


def test_a_boundary_without_a_vertex():
    [piece] = decision_boundary(Network.sequential([Dense([[1, 2, 3]], [4])], 3)).pieces
    assert (piece.dim, piece.equations.tolist()) == (2, [[1, 2, 3, -4]])


# --- many classes ---


@pytest.mark.parametrize("k", [2, 3, 4])
def test_the_largest_output_wins(k):
    rng = np.random.default_rng(k)
    n_seen = 0
    for seed in range(8):
        net = library_network(random_network(seed, inputs=1 + seed % 3, n_outputs=k, max_neurons=5))
        boundary = decision_boundary(net)
        check_pieces(boundary, net)
        n_seen += boundary.n_pieces
        points = rational_array(rng.integers(-9, 10, (20, net.input_dim))) / 7
        for x, values in zip(points, net(points).tolist(), strict=True):
            cell = boundary.regions.at(x)
            winner = boundary.class_of_cell[cell.index]
            assert values[winner] == max(values)
    assert n_seen >= 10


@pytest.mark.parametrize("classes", [(0, 1), (1, 0), (2, 0)])
def test_two_classes_are_the_threshold_of_a_difference(classes):
    for seed in range(6):
        net = library_network(random_network(seed, inputs=2, n_outputs=3))
        row = [0, 0, 0]
        row[classes[0]], row[classes[1]] = -1, 1
        difference = Network.sequential([Dense([row])], 3) @ net
        one, other = decision_boundary(net, classes=classes), decision_boundary(difference)
        assert Counter(one.pieces) == Counter(other.pieces)
        assert Counter(one.class_of_cell.tolist()) == Counter(other.class_of_cell.tolist())


def test_the_classifier_is_the_larger_of_its_outputs():
    net = library_network(random_network(8, inputs=3, n_outputs=4))
    points = RationalArray.from_integers(np.random.default_rng(0).integers(-9, 10, (30, 3)), 4)
    assert classifier(net)(points) == net(points).max(axis=1).reshape(30, 1)


# --- components ---


@pytest.mark.parametrize("inputs", [1, 2, 3])
def test_components_are_those_of_the_dual_graph_without_the_boundary(inputs):
    sizes = Counter()
    for seed in range(12):
        net = library_network(random_network(seed, inputs=inputs, n_outputs=1 + seed % 3, max_neurons=6))
        boundary = decision_boundary(net)
        graph = boundary.regions.to_networkx()
        graph.remove_edges_from(boundary.pairs.tolist())
        expected = sorted(tuple(sorted(part)) for part in networkx.connected_components(graph))
        assert sorted(part.cells for part in boundary.components) == expected
        assert len(boundary.components) == boundary.n_decision_regions == len(expected)
        for number, part in enumerate(boundary.components):
            assert set(boundary.component_of_cell[list(part.cells)].tolist()) == {number}
            assert {boundary.class_of_cell[cell] for cell in part.cells} == {part.label}
            assert part.is_bounded == all(boundary.regions[cell].is_bounded for cell in part.cells)
        sizes.update(len(part.cells) for part in boundary.components)
    assert len(sizes) > 2


@pytest.mark.parametrize("n", [1, 2, 3])
def test_the_volume_of_a_cross_polytope(n):
    parts = decision_boundary(l1_norm(n), threshold=1).components
    inside = next(part for part in parts if part.label == 0)
    assert (inside.is_bounded, inside.volume) == (True, Fraction(2**n, factorial(n)))
    assert len(inside.polyhedra) == 2**n
    assert all(polyhedron.volume == Fraction(1, factorial(n)) for polyhedron in inside.polyhedra)
    for outside in parts:
        if outside.label == 1:
            assert not outside.is_bounded
            with pytest.raises(UnboundedError, match="within"):
                _ = outside.volume


@pytest.mark.parametrize("seed", range(6))
def test_components_fill_the_domain(seed):
    net = library_network(random_network(seed, inputs=2, n_outputs=3, max_neurons=6))
    parts = decision_boundary(net, within=box([-3, -2], [3, 4])).components
    assert sum(part.volume for part in parts) == 36


def test_components_that_touch_in_a_point_are_two():
    # |x| - |y| is positive on two opposite sectors.
    saddle = Network.from_arrays([[[1, 0], [-1, 0], [0, 1], [0, -1]], [[1, 1, -1, -1]]])
    boundary = decision_boundary(saddle)
    assert sorted(part.label for part in boundary.components) == [0, 0, 1, 1]
    assert {boundary.component_of_cell[boundary.regions.at(x).index] for x in ([2, 1], [2, -1])} != {
        boundary.component_of_cell[boundary.regions.at([-2, 1]).index]
    }
    assert pickle.loads(pickle.dumps(boundary.components[0])).cells == boundary.components[0].cells


# --- the class of a point ---


@pytest.mark.parametrize("outputs", [1, 2, 3, 4])
def test_classes_of_points_are_told_by_the_outputs(outputs):
    ties = 0
    for seed in range(6):
        net = library_network(random_network(seed, inputs=2, n_outputs=outputs, max_neurons=4))
        boundary = decision_boundary(net)
        points = rational_array([[x, y] for x in range(-3, 4) for y in range(-3, 4)]) / 2
        on_pieces = [point_inside(piece).tolist() for piece in boundary.pieces]
        points = rational_array(points.tolist() + on_pieces)
        found = boundary.class_at(points).tolist()
        for x, label, values in zip(points, found, net(points).tolist(), strict=True):
            if outputs == 1:
                values.insert(0, 0)
            tied = [i for i, value in enumerate(values) if value == max(values)]
            assert label == boundary.class_at(x) == tied[0]
            assert type(boundary.class_at(x)) is int
            assert boundary.classes_at(x) == tuple(tied)
            ties += len(tied) > 1
        for cell in boundary.regions:
            assert boundary.class_at(cell.interior_point) == boundary.class_of_cell[cell.index]
        for (a, b), x in zip(boundary.pairs.tolist(), on_pieces, strict=True):
            assert {boundary.class_of_cell[a], boundary.class_of_cell[b]} <= set(boundary.classes_at(x))
    assert ties > 5


def test_classes_of_points_with_a_threshold_and_for_two_of_three():
    net = Network.sequential([Dense([[1, 0], [0, 1], [1, 1]])], 2)
    pair = decision_boundary(net, classes=(2, 0))
    # class 1 is output 0: it is larger than x + y where y < 0
    assert pair.class_at([[0, -1], [0, 0], [0, 1]]).tolist() == [1, 0, 0]
    assert pair.classes_at([7, 0]) == (0, 1)
    above = decision_boundary(l1_norm(2), threshold="1/3")
    assert above.class_at([["1/3", 0], ["1/3", 0.1]]).tolist() == [0, 1]
    assert above.classes_at(["-1/3", 0]) == (0, 1)
    with pytest.raises(ShapeError, match="point by point"):
        above.classes_at([[0, 0]])
    with pytest.raises(ShapeError):
        above.class_at([0, 0, 0])


# --- errors ---


def test_errors():
    one = library_network(random_network(1, inputs=2))
    three = library_network(random_network(1, inputs=2, n_outputs=3))
    with pytest.raises(InputError, match="there are 3; leave it out"):
        decision_boundary(three, threshold=1)
    for classes in ((0, 0), (0, 3), (-1, 0), (0, 1, 2), (0,)):
        with pytest.raises(InputError, match="two different outputs out of 0 to 2"):
            decision_boundary(three, classes=classes)
    with pytest.raises(InputError, match="two different outputs out of 0 to 0"):
        decision_boundary(one, classes=(0, 1))
    with pytest.raises(InputError, match="give one of them"):
        decision_boundary(three, classes=(0, 1), threshold=1)
    with pytest.raises(NotRationalError, match="threshold"):
        decision_boundary(one, threshold=float("nan"))
    with pytest.raises(ShapeError, match="dimension 3"):
        decision_boundary(one, within=cube(3))
    with pytest.raises(EmptyDomainError):
        decision_boundary(one, within=box([0, 0], [0, 1]))
    with small_blocks(1), pytest.raises(LimitReachedError, match="more than 2 cells"):
        decision_boundary(three, limit=Limit(cells=2))


def test_only_pieces_that_exist_can_be_asked_for():
    pieces = decision_boundary(l1_norm(2), threshold=1).pieces
    assert pieces[-1] == pieces[3]
    with pytest.raises(IndexError):
        pieces[4]
