"""Linear regions as an object: its cells are what the definitions say, at every point."""

import subprocess
import sys
from fractions import Fraction

import networkx
import numpy as np
import pytest
from analysis.matching import DOMAINS, domain_rows, library_network, polyhedron_of, small_blocks
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from networks.strategies import networks, points, relu_networks
from oracles import brute_force
from oracles.constructions import plane_networks
from oracles.networks import (
    BOW_TIE,
    CONSTANT,
    SIX_DIFFERENT,
    SMALL_NETWORKS,
    TENT,
    congruential,
    random_network,
    telling_networks,
)

from tropnet import linear_regions
from tropnet.analysis.regions import KINDS
from tropnet.errors import EmptyDomainError, InputError, NotRationalError, ShapeError, UnboundedError
from tropnet.exact.arrays import RationalArray, rational_array
from tropnet.networks import Dense, Maxout, Network, stages
from tropnet.polyhedra.bodies import box, cross_polytope, cube, simplex, whole_space
from tropnet.polyhedra.polyhedron import Polyhedron

anything = settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
small_graphs = networks(max_nodes=6, shapes=((1,), (2,), (3,), (1, 2)))


def value(affine_map, x):
    """The affine map (A | b) at a flat point."""
    return affine_map[:, :-1] @ x + affine_map[:, -1]


def polyhedron_of_pattern(named, pattern):
    """The closure of the points with this pattern, from the definition."""
    n = len(named.weights[0][0])
    forms = [[Fraction(int(i == j)) for j in range(n + 1)] for i in range(n)]
    rows, bits = [], iter(pattern)
    for weight, bias in zip(named.weights[:-1], named.biases[:-1], strict=True):
        sums = [
            [
                sum(a * form[k] for a, form in zip(row, forms, strict=True)) + b * (k == n)
                for k in range(n + 1)
            ]
            for row, b in zip(weight, bias, strict=True)
        ]
        active = [next(bits) for _ in sums]
        rows += [[c if on else -c for c in form] for on, form in zip(active, sums, strict=True)]
        forms = [form if on else [Fraction(0)] * (n + 1) for on, form in zip(active, sums, strict=True)]
    return Polyhedron.from_inequalities([[-c for c in row[:n]] for row in rows], [row[n] for row in rows])


# --- cells ---


@pytest.mark.parametrize(
    "named",
    [*SMALL_NETWORKS, *telling_networks()[:3], *plane_networks()[:1], congruential((3, 4, 3, 1), 2)],
    ids=str,
)
def test_a_cell_is_the_polyhedron_of_its_pattern(named):
    regions = linear_regions(library_network(named))
    for cell in regions:
        expected = polyhedron_of_pattern(named, cell.pattern)
        assert cell.polyhedron == expected
        assert cell.vertices == expected.vertices
        assert cell.rays == expected.rays
        assert cell.facets == expected.inequalities
        assert cell.polyhedron.lineality_space == expected.lineality_space
        assert cell.is_bounded == expected.is_bounded


@pytest.mark.parametrize("domain", DOMAINS)
def test_a_cell_in_a_domain_is_the_intersection(domain):
    named = congruential((2, 4, 4, 1), 3)
    inside = polyhedron_of(domain_rows(domain, 2))
    for cell in linear_regions(library_network(named), inside):
        assert cell.polyhedron == polyhedron_of_pattern(named, cell.pattern) & inside


@anything
@given(small_graphs)
def test_the_cells_of_a_box_have_its_volume(net):
    regions = linear_regions(net, cube(net.input_dim, 2))
    assert sum(cell.volume for cell in regions) == Fraction(4) ** net.input_dim
    assert regions.is_bounded.all()


@anything
@given(small_graphs)
def test_the_interior_of_a_cell_has_its_pattern_and_its_map(net):
    staged = stages(net)
    for cell in linear_regions(net):
        x = cell.interior_point
        assert tuple(staged.pattern(x).tolist()) == cell.pattern
        assert value(cell.affine_map, x) == staged.evaluate(x)
        assert (cell.gradient, cell.offset) == (cell.affine_map[:, :-1], cell.affine_map[:, -1])
        around = [x + direction / 1000 for direction in cell.polyhedron.rays] + list(cell.polyhedron.vertices)
        for other in around:
            assert value(cell.affine_map, other) == staged.evaluate(other)


@anything
@given(st.data())
def test_the_cell_at_a_point_contains_it_and_carries_the_function(data):
    net = data.draw(small_graphs)
    regions = linear_regions(net)
    for x in data.draw(points(net, k=8)):
        cell = regions.at(x)
        flat = x.ravel()
        assert flat in cell.polyhedron
        assert value(cell.affine_map, flat) == net(x).ravel()


def test_the_cell_at_a_point_of_a_wall():
    regions = linear_regions(library_network(SIX_DIFFERENT))
    for x in [[0, 0], [1, 0], [2, 5], ["1/3", "-1/3"], [-3, 1]]:
        assert x in regions.at(x).polyhedron
    inside = linear_regions(library_network(BOW_TIE), simplex(2))
    for x in [[0, 0], [1, 0], ["1/2", "1/2"]]:
        assert x in inside.at(x).polyhedron


def test_the_same_cell_is_equal_to_itself():
    regions = linear_regions(library_network(TENT))
    assert regions[1] == regions[1] == regions[-3]
    assert len({regions[0], regions[0], regions[1]}) == 2
    assert [cell.index for cell in regions] == [0, 1, 2, 3]


def test_pieces_of_any_number_are_shown():
    ramp = Network.sequential([Dense([[k] for k in range(12)], [-k * k for k in range(12)]), Maxout(12)], 1)
    assert "(11,)" in repr(linear_regions(ramp).at([100]))


def test_unbounded_cells_have_no_volume():
    regions = linear_regions(library_network(TENT))
    assert {cell for cell in regions if not cell.is_bounded} == {regions.at([-5]), regions.at([5])}
    with pytest.raises(UnboundedError, match="infinite volume"):
        _ = regions.at([5]).volume


# --- the collection ---


def test_indices():
    regions = linear_regions(library_network(TENT))
    assert len(regions) == 4
    assert regions[-1].index == regions[np.int64(3)].index == 3
    for index in (4, -5):
        with pytest.raises(IndexError, match=f"cell {index} of 4"):
            regions[index]
        with pytest.raises(IndexError, match=f"cell {index} of 4"):
            regions.neighbours(index)
    assert regions.neighbours(-1) == regions[3].neighbours


@pytest.mark.parametrize("net", [SIX_DIFFERENT, BOW_TIE, congruential((3, 4, 3, 1), 2)], ids=str)
def test_the_dual_graph(net):
    regions = linear_regions(library_network(net))
    graph = regions.to_networkx()
    assert {frozenset(edge) for edge in graph.edges} == {
        frozenset(pair) for pair in regions.adjacency.tolist()
    }
    assert networkx.is_connected(graph)
    for cell in regions:
        assert graph.nodes[cell.index]["pattern"] == cell.pattern
        assert sorted(graph.neighbors(cell.index)) == list(cell.neighbours)


@pytest.mark.parametrize("net", [*telling_networks(), SIX_DIFFERENT], ids=str)
def test_labels(net):
    regions = linear_regions(library_network(net))
    maps = [cell.affine_map for cell in regions]
    graph = regions.to_networkx()
    for kind in KINDS:
        labels = regions.labels(kind)
        n, count = len(set(labels.tolist())), getattr(regions.counts, kind)
        assert count[0] <= n <= count[1] if kind == "convex" else n == count
        assert list(dict.fromkeys(labels.tolist())) == list(range(n))
        for label in range(labels.max() + 1):
            assert len({maps[i] for i in np.flatnonzero(labels == label)}) == 1
    assert regions.counts.affine == len(set(maps))
    same = networkx.Graph([(i, j) for i, j in graph.edges if maps[i] == maps[j]])
    same.add_nodes_from(graph)
    opened = regions.labels("open_connected")
    assert {frozenset(part) for part in networkx.connected_components(same)} == {
        frozenset(np.flatnonzero(opened == label).tolist()) for label in range(opened.max() + 1)
    }


def test_what_has_no_cells_is_named():
    with pytest.raises(InputError, match=r"'activation'.*proper_activation"):
        linear_regions(library_network(TENT)).labels("activation")


@anything
@given(relu_networks())
def test_neuron_summary(net):
    regions = linear_regions(net)
    patterns = np.array([cell.pattern for cell in regions])
    for i, summary in enumerate(regions.neuron_summary()):
        pieces = set(patterns[:, i].tolist())
        assert set(summary.pieces) == pieces
        assert summary.is_dead == (pieces == {0})
        assert summary.is_always_active == (pieces == {1})
        # The domain is connected, so a neuron with two pieces changes across some facet.
        assert summary.is_wall == (len(pieces) > 1)


def test_pattern_histogram():
    regions = linear_regions(library_network(congruential((2, 3, 3, 1), 1)))
    first, second = regions.pattern_histogram(0), regions.pattern_histogram(1)
    assert sum(first.values()) == sum(second.values()) == len(regions) == 18
    assert list(first.values()) == sorted(first.values(), reverse=True)
    for histogram, columns in ((first, slice(0, 3)), (second, slice(3, 6))):
        for pattern, number in histogram.items():
            assert number == sum(cell.pattern[columns] == pattern for cell in regions)
    with pytest.raises(InputError, match="hidden layer 2 does not exist; give 0 to 1"):
        regions.pattern_histogram(2)


# --- the domain ---


def test_all_of_space_is_no_restriction():
    net = library_network(SIX_DIFFERENT)
    assert linear_regions(net, whole_space(2)).counts == linear_regions(net).counts


def test_redundant_inequalities_of_the_domain_change_nothing():
    net = library_network(BOW_TIE)
    loose = Polyhedron.from_inequalities(
        [[1, 0], [-1, 0], [0, 1], [0, -1], [1, 1], [2, 0]], [1, 1, 1, 1, 5, 2]
    )
    assert linear_regions(net, loose).f_vector == linear_regions(net, cube(2)).f_vector


def test_a_domain_given_by_its_vertices():
    net = library_network(BOW_TIE)
    corners = Polyhedron.from_generators([[1, 1], [1, -1], [-1, 1], [-1, -1]])
    assert linear_regions(net, corners).counts == linear_regions(net, cube(2)).counts


def test_regions_meet_the_domain_in_the_pattern_regions_that_meet_its_interior():
    named = congruential((2, 3, 3, 3, 1), 5)
    inside = cross_polytope(2, 3)
    expected = {
        cell.pattern
        for cell in linear_regions(library_network(named))
        if (cell.polyhedron & inside).is_full_dimensional
    }
    assert {cell.pattern for cell in linear_regions(library_network(named), inside)} == expected


def test_values_in_a_box():
    """Least and greatest value on the square: attained at vertices of cells."""
    for named, n_cells, extremes in (
        (congruential((2, 3, 3, 1), 1), 6, (-143, -5)),
        (congruential((2, 4, 4, 1), 3), 13, (Fraction(-29, 13), 182)),
    ):
        regions = linear_regions(library_network(named), cube(2))
        values = [value(cell.affine_map, x)[0] for cell in regions for x in cell.vertices]
        assert len(regions) == n_cells
        assert (min(values), max(values)) == extremes


@pytest.mark.parametrize(
    ("within", "error"),
    [
        (cube(3), ShapeError),
        (Polyhedron.parse("x1 = 0", ambient_dim=2), EmptyDomainError),
        (Polyhedron.parse("x1 <= 0; x1 >= 1; x2 <= 1"), EmptyDomainError),
        (Polyhedron.from_generators([[0, 0], [1, 1]]), EmptyDomainError),
        (Polyhedron.from_generators(np.zeros((0, 2), int)), EmptyDomainError),
    ],
    ids=["dimension", "line", "contradiction", "segment", "nothing"],
)
@pytest.mark.parametrize("net", [BOW_TIE, CONSTANT], ids=str)
def test_domains_without_interior_points_of_the_space(net, within, error):
    with pytest.raises(error):
        linear_regions(library_network(net), within)


def test_points_that_do_not_fit():
    regions = linear_regions(library_network(BOW_TIE), cube(2))
    with pytest.raises(ShapeError, match="2 coordinates here, not 3"):
        regions.at([1, 2, 3])
    with pytest.raises(InputError, match="outside the domain"):
        regions.at([2, 0])
    with pytest.raises(NotRationalError):
        regions.at([float("nan"), 0])


# --- degenerate networks ---


def test_a_network_without_neurons_is_one_cell():
    net = Network.from_arrays([[[1, 2]]], [[3]])
    regions = linear_regions(net)
    assert len(regions) == 1
    assert regions[0].affine_map == rational_array([[1, 2, 3]])
    assert regions[0].polyhedron == whole_space(2)
    assert regions[0].pattern == ()
    assert regions.f_vector == (0, 0, 1)
    inside = linear_regions(net, cube(2))
    assert inside.f_vector == (4, 4, 1)
    assert inside[0].polyhedron == cube(2)
    assert inside.counts.activation == inside.counts.affine == 1


def test_constant_networks():
    regions = linear_regions(library_network(CONSTANT))
    assert regions[0].polyhedron == whole_space(2)
    assert regions[0].affine_map == rational_array([[0, 0, 1]])
    assert regions.adjacency.shape == (0, 2)
    assert regions[0].neighbours == ()
    assert regions.lineality_space.shape == (2, 2)


def test_neurons_of_few_directions_leave_lines():
    ridge = Network.from_arrays([[[1, 2, 0], [2, 4, 0]], [[1, 1]]], [[0, -1], [0]])
    regions = linear_regions(ridge)
    assert regions.f_vector == (0, 0, 2, 3)
    assert regions.lineality_space.shape == (2, 3)
    assert (regions.lineality_space @ rational_array([1, 2, 0])).tolist() == [0, 0]
    for cell in regions:
        assert cell.polyhedron.lineality_space == regions.lineality_space
        assert not cell.is_bounded


def test_huge_weights():
    """Walls that differ in the last of eighty digits."""
    big = 10**80
    net = Network.from_arrays([[[big, 1], [big + 1, 1]], [[1, -1]]], [[0, 0], [0]])
    regions = linear_regions(net)
    assert regions.f_vector == (1, 4, 4)
    assert regions.at([1, -big]).polyhedron.contains([1, -big])
    assert {cell.affine_map for cell in regions} == {
        rational_array([row]) for row in ([0, 0, 0], [big, 1, 0], [-big - 1, -1, 0], [-1, 0, 0])
    }


def test_float_weights_are_read_exactly():
    """The float 0.1 * 3 is not the float 0.3, so that the second wall is not at 1."""
    weights = [[[0.1], [0.3]], [[1, 1]]]
    assert linear_regions(Network.from_arrays(weights, [[-0.1, -0.3], [0]])).f_vector == (1, 2)
    assert linear_regions(Network.from_arrays(weights, [[-0.1, -0.1 * 3], [0]])).f_vector == (2, 3)


# --- blocks ---


@pytest.mark.parametrize("n_cells", [1, 3])
@pytest.mark.parametrize(
    "net", [SIX_DIFFERENT, congruential((3, 4, 3, 1), 2), random_network(574, inputs=2)], ids=str
)
def test_the_size_of_blocks_changes_nothing_but_the_order(net, n_cells):
    def described(regions):
        return {
            cell.pattern: (cell.affine_map, cell.polyhedron, {regions[j].pattern for j in cell.neighbours})
            for cell in regions
        }

    whole = described(linear_regions(library_network(net)))
    with small_blocks(n_cells):
        assert described(linear_regions(library_network(net))) == whole


def test_the_packages_for_pictures_and_graphs_are_not_loaded():
    code = (
        "import sys, tropnet; from tropnet.networks import Network;"
        "tropnet.linear_regions(Network.from_arrays([[[1]], [[1]]])).counts;"
        "print(sorted({'networkx', 'matplotlib', 'scipy', 'sympy', 'torch', 'tqdm'} & set(sys.modules)))"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


def test_a_box_with_an_open_side():
    regions = linear_regions(library_network(TENT), box([1], [None]))
    assert regions.f_vector == (2, 2)
    assert sorted(regions.is_bounded.tolist()) == [False, True]


@pytest.mark.parametrize("seed", range(5))
def test_several_outputs(seed):
    named = random_network(seed, inputs=2, n_outputs=3)
    regions = linear_regions(library_network(named))
    expected = {cell.pattern: cell.value for cell in brute_force.cells(named.weights, named.biases)}
    for cell in regions:
        rows = [(row[0], *row[1:]) for row in expected[cell.pattern]]
        assert cell.affine_map == rational_array([[*row[1:], row[0]] for row in rows])
    assert regions[0].gradient.shape == (3, 2)
    assert isinstance(regions[0].offset, RationalArray)
