"""Homology of unions of cells against order complexes of faces, modulo 2."""

import numpy as np
import pytest
from analysis.matching import DOMAINS, domain_rows, library_network, polyhedron_of
from analysis.topology.oracle import betti_modulo_two, faces_of, relative_betti_modulo_two, values_at
from oracles.networks import random_network

from tropnet import box, linear_regions
from tropnet.analysis.boundary import decision_boundary
from tropnet.analysis.topology.cells import cell_complex
from tropnet.analysis.topology.decisions import DecisionCells
from tropnet.analysis.topology.unions import CellUnion
from tropnet.errors import InputError

SIZES = [(1, 5), (2, 5), (3, 4)]


def sets_of(cells):
    """The six sets of the sign of one output, with the test that a value passes."""
    return [
        (cells.of_class(1, "strict"), lambda v: v > 0),
        (cells.of_class(1, "weak"), lambda v: v >= 0),
        (cells.of_class(0, "strict"), lambda v: v < 0),
        (cells.of_class(0, "weak"), lambda v: v <= 0),
        (cells.ties, lambda v: v == 0),
        (cells.no_ties, lambda v: v != 0),
    ]


def check_against_order_complexes(net, within=None):
    boundary = decision_boundary(net, within=within)
    faces = faces_of(boundary.regions)
    values = [row[0] for row in values_at(net, faces)]
    for union, holds in sets_of(DecisionCells(boundary)):
        chosen = [face for face, value in zip(faces, values, strict=True) if holds(value)]
        assert union.topology(field=2).betti == betti_modulo_two(chosen, net.input_dim)
        # False walls cut cells that polyhedra show whole.
        if not boundary.regions._assembly.has_false_walls:
            assert sum(union.n_cells) == len(chosen)


@pytest.mark.parametrize(("n", "neurons"), SIZES)
def test_open_and_closed_sets(n, neurons):
    for seed in range(300, 306):
        net = library_network(random_network(seed, inputs=n, max_neurons=neurons))
        check_against_order_complexes(net)


@pytest.mark.parametrize("domain", DOMAINS)
def test_open_and_closed_sets_in_a_domain(domain):
    for seed in (5, 40):
        net = library_network(random_network(seed, inputs=2, max_neurons=4))
        check_against_order_complexes(net, polyhedron_of(domain_rows(domain, 2)))


@pytest.mark.parametrize(("n", "neurons"), [(1, 5), (2, 4)])
def test_compact_support_in_a_large_box(n, neurons):
    """Borel-Moore homology of a closed set is that of its part in a large box, relative to the part on its boundary."""
    size = 10**6
    for seed in range(400, 405):
        net = library_network(random_network(seed, inputs=n, max_neurons=neurons))
        cells = DecisionCells(decision_boundary(net))
        inside = decision_boundary(net, within=box([-size] * n, [size] * n))
        faces = faces_of(inside.regions)
        values = [row[0] for row in values_at(net, faces)]
        for union, holds in [*sets_of(cells)[1:5:2], sets_of(cells)[4]]:
            chosen = [face for face, value in zip(faces, values, strict=True) if holds(value)]
            outer = [any(abs(x) == size for x in face.point.tolist()) for face in chosen]
            found = union.topology("compact", 2).betti
            assert found == relative_betti_modulo_two(chosen, outer, n)


@pytest.mark.parametrize("n", [1, 2, 3, 4])
def test_alexander_duality(n):
    """b_i of the complement of a closed set in R^n, reduced, is b_(n-1-i) of the set with compact support.

    Alexander duality in the sphere R^n with a point at infinity (Hatcher, Theorem 3.44).
    """
    for seed in range(500, 510):
        net = library_network(random_network(seed, inputs=n, max_neurons=6))
        cells = DecisionCells(decision_boundary(net))
        for closed, opened in [
            (cells.of_class(1, "weak"), cells.of_class(0, "strict")),
            (cells.of_class(0, "weak"), cells.of_class(1, "strict")),
            (cells.ties, cells.no_ties),
        ]:
            betti = opened.topology().betti
            if not sum(opened.n_cells):
                assert closed.topology("compact").betti == (0,) * n + (1,)
                continue
            reduced = [betti[0] - 1, *betti[1:n]]
            assert reduced == list(closed.topology("compact").betti[n - 1 :: -1])
            # All of space is not the set, so that its complement has something in degree 0.
            assert closed.topology("compact").betti[n] == 0


@pytest.mark.parametrize("n", [2, 3])
def test_euler_characteristics(n):
    """With compact support they are sums over cells, and additive."""
    for seed in range(600, 608):
        net = library_network(random_network(seed, inputs=n, max_neurons=6))
        cells = DecisionCells(decision_boundary(net))
        parts = [cells.of_class(1, "strict"), cells.of_class(0, "strict"), cells.ties]
        compact = [part.topology("compact").euler_characteristic for part in parts]
        assert compact == [sum((-1) ** k * c for k, c in enumerate(part.n_cells)) for part in parts]
        assert sum(compact) == (-1) ** n
        # Poincaré duality on open sets.
        for part in parts[:2]:
            assert part.topology().betti == part.topology("compact").betti[::-1]


def test_neither_open_nor_closed():
    cells = cell_complex(linear_regions(library_network(random_network(3, inputs=2, max_neurons=4))))
    masks = [np.zeros(c, bool) for c in cells.chain.counts]
    masks[-2][0] = True
    with pytest.raises(InputError, match="neither open nor closed"):
        CellUnion(cells, tuple(masks))
