"""Named zonotopes against what is known of them: permutations, orientations, forests, spanning trees."""

from itertools import combinations, permutations, product
from math import factorial

import networkx as nx
import pytest
import sympy
from sympy.functions.combinatorial.numbers import stirling

from tropnet.errors import InputError
from tropnet.exact.arrays import rational_array
from tropnet.exact.matrix import nullspace
from tropnet.polyhedra.zonotopes.permutahedra import (
    complete_binary_zonotope,
    graphic_zonotope,
    permutahedron,
    type_b_permutahedron,
)
from tropnet.polyhedra.zonotopes.zonotope import Zonotope


@pytest.mark.parametrize("n", range(1, 6))
def test_permutahedra(n):
    """Vertices: permutations; faces: ordered set partitions; lattice points: forests (OEIS A001858)."""
    zonotope = permutahedron(n)
    assert zonotope.vertices.tolist() == sorted(map(list, permutations(range(1, n + 1))))
    assert zonotope.f_vector == tuple(factorial(n - k) * stirling(n, n - k) for k in range(n - 1))
    assert zonotope.n_lattice_points == {1: 1, 2: 2, 3: 7, 4: 38, 5: 291}[n]
    dropped = (
        zonotope.linear_image([[int(i == j) for j in range(n)] for i in range(n - 1)]) if n > 1 else None
    )
    if dropped is not None:
        assert dropped.volume == n ** (n - 2)
        assert dropped.ehrhart_polynomial == zonotope.ehrhart_polynomial


def test_the_number_of_vertices_needs_no_vertices():
    assert permutahedron(7).n_vertices == factorial(7)


GRAPHS = {
    "path": nx.path_graph(5),
    "cycle": nx.cycle_graph(5),
    "K4 without an edge": nx.Graph([(0, 1), (0, 2), (1, 2), (1, 3), (2, 3)]),
    "K_{2,3}": nx.complete_bipartite_graph(2, 3),
    "two components and a node": nx.Graph([(0, 1), (1, 2), (2, 0), (3, 4)]),
    "no edges": nx.empty_graph(3),
}
GRAPHS["two components and a node"].add_node(5)


def acyclic_orientations(graph):
    edges = list(graph.edges)
    for turned in product((False, True), repeat=len(edges)):
        directed = nx.DiGraph(
            [(v, u) if turn else (u, v) for (u, v), turn in zip(edges, turned, strict=True)]
        )
        directed.add_nodes_from(graph)
        if nx.is_directed_acyclic_graph(directed):
            yield directed


@pytest.mark.parametrize("name", GRAPHS)
def test_graphic_zonotopes(name):
    """Stanley 1991: vertices, lattice points and leading coefficient."""
    graph = GRAPHS[name]
    n = len(graph)
    zonotope = graphic_zonotope(n, graph.edges)
    degrees = {tuple(d.in_degree(i) for i in range(n)) for d in acyclic_orientations(graph)}
    assert {tuple(x) for x in zonotope.vertices.tolist()} == degrees
    subsets = (chosen for k in range(n) for chosen in combinations(graph.edges, k))
    forests = [chosen for chosen in subsets if not chosen or nx.is_forest(nx.Graph(chosen))]
    assert zonotope.n_lattice_points == len(forests)
    assert zonotope.dim == n - nx.number_connected_components(graph)
    assert zonotope.ehrhart_polynomial[-1] == sum(len(chosen) == zonotope.dim for chosen in forests)
    assert zonotope.n_vertices == abs(sympy.sympify(nx.chromatic_polynomial(graph)).subs("x", -1))


def test_loops_and_multiple_edges():
    assert graphic_zonotope(2, [(0, 1), (1, 0)]) == Zonotope.from_segments([([2, 0], [0, 2])])
    assert graphic_zonotope(2, [(0, 0)]).vertices.tolist() == [[1, 0]]


@pytest.mark.parametrize("n", range(5))
def test_type_b(n):
    zonotope = type_b_permutahedron(n)
    odd = range(1, 2 * n, 2)
    signed = [
        [s * x for s, x in zip(signs, order, strict=True)]
        for order in permutations(odd)
        for signs in product((-1, 1), repeat=n)
    ]
    assert zonotope.vertices.tolist() == sorted(signed)


@pytest.mark.parametrize(("n", "n_vertices", "n_facets"), [(1, 2, 2), (2, 6, 6), (3, 32, 18), (4, 370, 90)])
def test_the_zonotope_of_all_binary_vectors(n, n_vertices, n_facets):
    """Vertices: OEIS A034997.  Facets: two for each hyperplane that is spanned by 0-1 vectors."""
    zonotope = complete_binary_zonotope(n)
    assert (zonotope.n_vertices, zonotope.f_vector[0], zonotope.f_vector[-1]) == (
        n_vertices,
        n_vertices,
        n_facets,
    )
    vectors = list(product((0, 1), repeat=n))
    kernels = (
        nullspace(rational_array(list(rows)).reshape(n - 1, n)) for rows in combinations(vectors, n - 1)
    )
    assert 2 * len({kernel for kernel in kernels if len(kernel) == 1}) == n_facets


def test_errors():
    with pytest.raises(InputError, match="no node"):
        graphic_zonotope(2, [(0, 2)])
    with pytest.raises(InputError, match="n is 0; it must be an integer >= 1"):
        permutahedron(0)
    with pytest.raises(InputError, match="3 ends"):
        graphic_zonotope(4, [(0, 1, 2)])
    for named in (type_b_permutahedron, complete_binary_zonotope):
        with pytest.raises(InputError, match="-1"):
            named(-1)
