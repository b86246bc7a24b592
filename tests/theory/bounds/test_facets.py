"""Average numbers of facets: what holds, and what does not."""

from collections import Counter
from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tropnet import linear_regions
from tropnet.errors import InputError
from tropnet.networks import Dense, Maxout, Network
from tropnet.polyhedra.arrangements import braid_arrangement, reflection_arrangement, shi_arrangement
from tropnet.theory.bounds.facets import AverageFacets, many_facets


def random_network(sizes, seed, largest=9):
    rng = np.random.default_rng(seed)
    shapes = [(b, a) for a, b in pairwise(sizes)]
    weights = [rng.integers(-largest, largest + 1, shape).tolist() for shape in shapes]
    return Network.from_arrays(weights, [rng.integers(-largest, largest + 1, b).tolist() for b, _ in shapes])


@pytest.mark.parametrize(
    "arrangement",
    [
        braid_arrangement(4),
        shi_arrangement(3),
        reflection_arrangement("B", 3),
        reflection_arrangement("A", 3),
    ],
)
def test_arrangements(arrangement):
    normals = arrangement.normals.tolist()
    net = Network.from_arrays([normals, [[1] * len(normals)]], [(-arrangement.offsets).tolist(), [0]])
    verdict = AverageFacets().check(net)
    assert verdict.outcome == "holds"
    # The numbers of the engine are those that the intersection poset gives.
    assert f"{arrangement.f_vector[-2]} walls and {arrangement.f_vector[-1]} cells" in verdict.reason


@given(st.integers(1, 3), st.integers(1, 5), st.integers(0, 10**6))
def test_shallow_networks_with_degenerate_weights(n, width, seed):
    assert AverageFacets().check(random_network((n, width, 1), seed, largest=1)).outcome == "holds"


@settings(max_examples=40)
@given(st.integers(1, 2), st.integers(0, 10**6))
def test_deep_networks_on_the_line_and_the_plane(n, seed):
    assert AverageFacets().check(random_network((n, 3, 3, 1), seed, largest=3)).outcome == "holds"


def test_a_generic_deep_network_on_the_plane():
    net = random_network((2, 5, 5, 1), 3, largest=999)
    verdict = AverageFacets().check(net)
    assert verdict.outcome == "holds"
    *_, walls, cells = linear_regions(net).f_vector
    assert walls <= 2 * cells - 2


@settings(max_examples=25)
@given(st.integers(0, 10**6))
def test_vertices_on_the_plane_are_in_four_cells(seed):
    regions = linear_regions(random_network((2, 3, 2, 2, 1), seed, largest=2))
    n_vertices = regions.f_vector[0]
    if n_vertices:
        corners = Counter(tuple(v) for cell in regions for v in cell.polyhedron.vertices.tolist())
        assert len(corners) == n_vertices
        assert min(corners.values()) >= 4


def test_maxout_units_are_another_matter():
    # A tropical curve of a honeycomb polynomial of degree 5: three cells meet in each of the 25 vertices.
    terms = [(a, b) for a in range(6) for b in range(6 - a)]
    first = Dense([list(t) for t in terms], [-(a * a + b * b + a * b) for a, b in terms])
    net = Network.sequential([first, Maxout(len(terms))], 2)
    assert linear_regions(net).f_vector == (25, 45, 21)
    assert 2 * 45 > 4 * 21
    assert "maximum" in AverageFacets().check(net).reason


@pytest.mark.parametrize(("kinks", "levels"), [(4, 5), (6, 2)])
def test_handles_make_more_than_six_facets(kinks, levels):
    net = many_facets(kinks, levels)
    regions = linear_regions(net)
    *_, walls, cells = regions.f_vector
    assert Fraction(2 * walls, cells) > 6
    assert regions.euler_characteristic == -1
    # Every vertex lies on three walls only: in eight cells.
    around = Counter(tuple(v) for cell in regions for v in cell.polyhedron.vertices.tolist())
    assert set(around.values()) == {8}
    assert AverageFacets().check(net).outcome == "not applicable"


def test_generic_weights_near_by_have_as_many_facets():
    net, rng = many_facets(6, 2), np.random.default_rng(0)
    weights = [
        [[w + Fraction(int(rng.integers(-99, 100)), 10**5) for w in row] for row in layer.tolist()]
        for layer in (net.nodes[i].layer.weight for i in (0, 2, 4))
    ]
    near = Network.from_arrays(weights, [net.nodes[i].layer.bias for i in (0, 2, 4)])
    *_, walls, cells = linear_regions(near).f_vector
    assert Fraction(2 * walls, cells) > 6


def test_what_is_refused():
    with pytest.raises(InputError, match="at least one"):
        many_facets(0, 1)
