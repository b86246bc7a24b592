"""Known shapes as level sets, and the laws that tie their Betti numbers together."""

from math import prod

import numpy as np
import pytest
from analysis.matching import library_network, small_blocks
from analysis.topology.surfaces import PROJECTIVE_PLANE
from oracles.networks import random_network

import tropnet
from tropnet import Network, PiecewiseLinear, box, decision_boundary, linear_regions, maximum, minimum
from tropnet.analysis.boundary import DecisionBoundary
from tropnet.analysis.enumeration import Limit
from tropnet.analysis.topology.betti import (
    RELATIONS,
    boundary_topology,
    class_topology,
    level_set_topology,
    union_topology,
)
from tropnet.errors import EmptyDomainError, InputError, LimitReachedError, NotRationalError

x, y = PiecewiseLinear.coordinates(2)
u, v, w = PiecewiseLinear.coordinates(3)
square = maximum(abs(x), abs(y))
cube = maximum(abs(u), abs(v), abs(w))
ring = abs(maximum(abs(u), abs(v)) - 2)
"""The distance from the boundary of a square prism, in a norm."""


def ball(f, center):
    """The distance in the maximum norm from a point, as a function on the space of f."""
    return maximum(
        *(abs(c - a) for c, a in zip(PiecewiseLinear.coordinates(f.n_variables), center, strict=True))
    )


TWO_DISCS = minimum(ball(x, (-3, 0)), ball(x, (3, 0)))
CHAIN = minimum(ball(x, (0, 0)), ball(x, (2, 2)))
TWO_HOLES = minimum(abs(ball(x, (-2, 0)) - 2), abs(ball(x, (2, 0)) - 2))
TWO_RINGS = minimum(
    maximum(abs(maximum(abs(u + 2), abs(v)) - 2), abs(w)),
    maximum(abs(maximum(abs(u - 2), abs(v)) - 2), abs(w)),
)

# The set, its ordinary Betti numbers, and those with compact support; both by hand.
SHAPES = {
    "annulus": ((abs(square - 2), 1, "<="), (1, 1, 0), (1, 1, 0)),
    "open annulus": ((abs(square - 2), 1, "<"), (1, 1, 0), (0, 1, 1)),
    "two discs": ((TWO_DISCS, 1, "<="), (2, 0, 0), (2, 0, 0)),
    "around two discs": ((TWO_DISCS, 1, ">"), (1, 2, 0), (0, 2, 1)),
    "two squares with a corner in common": ((CHAIN, 1, "<="), (1, 0, 0), (1, 0, 0)),
    "the same, open": ((CHAIN, 1, "<"), (2, 0, 0), (0, 0, 2)),
    "their boundary": ((CHAIN, 1, "=="), (1, 2, 0), (1, 2, 0)),
    "a frame with two panes": ((TWO_HOLES, "1/2", "<="), (1, 2, 0), (1, 2, 0)),
    "half plane": ((x + y, 1, ">="), (1, 0, 0), (0, 0, 0)),
    "open half plane": ((x + y, 1, ">"), (1, 0, 0), (0, 0, 1)),
    "line": ((x + y, 1, "=="), (1, 0, 0), (0, 1, 0)),
    "two lines that cross": ((minimum(abs(x), abs(y)), 0, "=="), (1, 0, 0), (0, 3, 0)),
    "four quadrants": ((minimum(abs(x), abs(y)), 0, ">"), (4, 0, 0), (0, 0, 4)),
    "strip": ((abs(x - 2 * y), 1, "<="), (1, 0, 0), (0, 1, 0)),
    "two half planes": ((abs(x - 2 * y), 1, ">="), (2, 0, 0), (0, 0, 0)),
    "plane": ((square, 0, ">="), (1, 0, 0), (0, 0, 1)),
    "plane without a point": ((square, 0, ">"), (1, 1, 0), (0, 1, 1)),
    "point": ((square, 0, "<="), (1, 0, 0), (1, 0, 0)),
    "nothing": ((square, 0, "<"), (0, 0, 0), (0, 0, 0)),
    "plane, of a function that vanishes": ((x - x, 0, "=="), (1, 0, 0), (0, 0, 1)),
    "nothing, of a constant function": ((x - x, 0, "!="), (0, 0, 0), (0, 0, 0)),
    "flat half plane": ((maximum(x, 0), 0, "=="), (1, 0, 0), (0, 0, 0)),
    "flat square": ((maximum(square - 1, 0), 0, "=="), (1, 0, 0), (1, 0, 0)),
    "sphere": ((cube, 1, "=="), (1, 0, 1, 0), (1, 0, 1, 0)),
    "sphere shell": ((abs(cube - 2), 1, "<="), (1, 0, 1, 0), (1, 0, 1, 0)),
    "no sphere": ((cube, 1, "!="), (2, 0, 1, 0), (0, 1, 0, 2)),
    "torus": ((maximum(ring, abs(w)), 1, "=="), (1, 2, 1, 0), (1, 2, 1, 0)),
    "solid torus": ((maximum(ring, abs(w)), 1, "<="), (1, 1, 0, 0), (1, 1, 0, 0)),
    "around a torus": ((maximum(ring, abs(w)), 1, ">"), (1, 1, 1, 0), (0, 1, 1, 1)),
    "surface of genus two": ((TWO_RINGS, "1/2", "=="), (1, 4, 1, 0), (1, 4, 1, 0)),
    "cylinder": ((ring, 1, "<="), (1, 1, 0, 0), (0, 1, 1, 0)),
    "slab": ((abs(u + v - w), 1, "<="), (1, 0, 0, 0), (0, 0, 1, 0)),
}


@pytest.mark.parametrize(("arguments", "ordinary", "compact"), SHAPES.values(), ids=SHAPES)
def test_shapes(arguments, ordinary, compact):
    found = level_set_topology(*arguments)
    assert (found.betti, found.support, found.field) == (ordinary, "ordinary", "Q")
    assert not any(found.torsion)
    assert level_set_topology(*arguments, support="compact").betti == compact


@pytest.mark.parametrize("which", ["ordinary", "compact"])
def test_projective_plane_in_five_inputs(which):
    """Torsion: the cone over a projective plane in R^5, and its complement.

    On the fan over the boundary of a simplex with vertices 0, ..., 5 a point is known by the coordinates that exceed
    the least.  The cone C over a subcomplex K is where these form a face of K.  With compact support H_k(C) is the
    reduced H_(k-1)(K); and by Alexander duality in S^4 the complement has the reduced homology H_i = H^(3-i)(K), so
    that H_1 = H^2 = Z/2.
    """
    z = [*PiecewiseLinear.coordinates(5), PiecewiseLinear.affine([0] * 5)]
    faces = [sum((z[i] for i in range(6) if i not in face), start=z[5]) for face in PROJECTIVE_PLANE]
    distance = minimum(*faces) - 3 * minimum(*z)
    if which == "compact":
        cone = level_set_topology(distance, 0, "==", support="compact")
        assert (cone.betti, cone.torsion) == ((0,) * 6, ((), (), (2,), (), (), ()))
        assert cone.over(2).betti == (0, 0, 1, 1, 0, 0)
        assert level_set_topology(distance, 0, "==", support="compact", field=2) == cone.over(2)
    else:
        around = level_set_topology(distance, 0, ">")
        assert (around.betti, around.torsion) == ((1, 0, 0, 0, 0, 0), ((), (2,), (), (), (), ()))
        assert around.over(3).betti == around.betti


def test_products():
    """Künneth: the Betti numbers of a product are the coefficients of the product of polynomials."""
    a, b, c, d = PiecewiseLinear.coordinates(4)
    factors = [abs(maximum(abs(a), abs(b)) - 2) - 1, abs(maximum(abs(c), abs(d)) - 2) - 1]
    found = level_set_topology(maximum(*factors), 0, "<=")
    assert found.betti == (*np.polymul([1, 1], [1, 1]), 0, 0)
    rays = [-a, -b, abs(c) - 1]
    corner = level_set_topology(maximum(*rays), 0, "<=")
    assert corner.betti == (1, 0, 0, 0, 0)
    # A half-line has no homology with compact support, so the product has none.
    assert level_set_topology(maximum(*rays), 0, "<=", support="compact").betti == (0,) * 5


@pytest.mark.parametrize("relation", RELATIONS)
def test_domains(relation):
    """The domain's own boundary belongs to it: on a triangle all is a subset of that triangle."""
    triangle = tropnet.Polyhedron.parse("x1 >= 0, x2 >= 0, x1 + x2 <= 2")
    found = [level_set_topology(x, 1, relation, within=triangle, support=s) for s in ("ordinary", "compact")]
    ordinary, compact = {
        # A segment, a half-open triangle and trapezium, and their unions.
        "==": ((1, 0, 0), (1, 0, 0)),
        "!=": ((2, 0, 0), (0, 0, 0)),
        "<": ((1, 0, 0), (0, 0, 0)),
        "<=": ((1, 0, 0), (1, 0, 0)),
        ">": ((1, 0, 0), (0, 0, 0)),
        ">=": ((1, 0, 0), (1, 0, 0)),
    }[relation]
    assert [one.betti for one in found] == [ordinary, compact]
    assert level_set_topology(x.restricted(triangle), 1, relation) == found[0]


def test_a_domain_makes_holes_of_what_leaves_it():
    assert level_set_topology(square, 1, ">=", within=box([-2, -2], [2, 2])).betti == (1, 1, 0)
    assert level_set_topology(square, 1, ">=", within=box([0, -2], [2, 2])).betti == (1, 0, 0)
    # Touching the boundary from inside: closed it is a ring, open it is not.
    touching = box([-1, -2], [2, 2])
    assert level_set_topology(square, 1, ">", within=touching).betti == (1, 0, 0)
    assert level_set_topology(square, 1, ">=", within=touching).betti == (1, 1, 0)
    assert level_set_topology(square, 1, "==", within=touching).betti == (1, 1, 0)
    assert level_set_topology(abs(x) - 1, 0, ">=", within=box([-1, 0], [1, 1])).betti == (2, 0, 0)


def test_wine():
    """Components agree with those of the boundary; the numbers of holes are dual to what lies around."""
    boundary = decision_boundary(tropnet.read(tropnet.models.path("wine")))
    for label in range(3):
        own = [part for part in boundary.components if part.label == label]
        found = class_topology(boundary, label)
        assert found.betti[0] == len(own)
        # Alexander duality: holes of an open set in the plane are the compact parts of the complement.
        others = [c for c in range(len(boundary.regions)) if boundary.class_of_cell[c] != label]
        rest = union_topology(boundary.regions, others, support="compact")
        assert found.betti[1] == rest.betti[0]
        parts = [union_topology(part, closed=False).betti for part in own]
        assert tuple(map(sum, zip(*parts, strict=True))) == found.betti


def test_classes_and_boundary_of_a_target():
    """A disc in a ring in the plane: two circles between three classes by distance."""
    # The scores 0, s - 1 and 2 s - 3 tie at s = 1 and s = 2.
    s = [[1, 0], [-1, 0], [0, 1], [0, -1]]
    net = Network.from_arrays([s, [[0] * 4, [1] * 4, [2] * 4]], [[0] * 4, [0, -1, -3]])
    boundary = decision_boundary(net)
    assert [class_topology(boundary, c).betti for c in range(3)] == [(1, 0, 0), (1, 1, 0), (1, 1, 0)]
    assert [class_topology(boundary, c, "weak").betti for c in range(3)] == [(1, 0, 0), (1, 1, 0), (1, 1, 0)]
    assert boundary_topology(boundary).betti == (2, 2, 0)
    assert boundary_topology(boundary, ties=True) == boundary_topology(boundary)
    assert boundary_topology(boundary, support="compact").betti == (2, 2, 0)


def test_ties_that_are_no_boundary():
    fold = decision_boundary(Network.from_arrays([[[1, 0], [-1, 0]], [[1, 1]]]))
    assert boundary_topology(fold).betti == (0, 0, 0)
    assert boundary_topology(fold, ties=True).betti == (1, 0, 0)
    same = decision_boundary(Network.from_arrays([[[1, 2], [1, 2]]]))
    assert boundary_topology(same, ties=True, support="compact").betti == (0, 0, 1)


def test_unions_of_cells():
    """Open cells are balls, and all closed cells are the plane."""
    for seed in range(4):
        regions = linear_regions(library_network(random_network(seed, inputs=2, max_neurons=6)))
        assert union_topology(regions, range(len(regions))).betti == (1, 0, 0)
        assert union_topology(regions, [], closed=False).betti == (0, 0, 0)
        for cell in range(len(regions)):
            assert union_topology(regions, [cell], closed=False, support="compact").betti == (0, 0, 1)
            assert union_topology(regions, [cell]).betti == (1, 0, 0)
            compact = union_topology(regions, [cell], support="compact").betti
            polyhedron = regions[cell].polyhedron
            lines = len(polyhedron.lineality_space)
            # A polyhedron times lines is compact, or has an end to push everything off to, or is a vector space.
            pointed = 0 if len(polyhedron.rays) else 1
            assert compact == tuple(pointed * (k == lines) for k in range(3))


def test_a_limit():
    net = library_network(random_network(262, inputs=2))
    whole = level_set_topology(net, relation=">")
    with small_blocks(1), pytest.raises(LimitReachedError) as stopped:
        level_set_topology(net, relation=">", limit=Limit(cells=1))
    boundary = DecisionBoundary(net, tropnet.resume(stopped.value.partial))
    assert class_topology(boundary, 1, "strict") == whole


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({"relation": "="}, InputError),
        ({"threshold": float("nan")}, NotRationalError),
        ({"within": box([0, 0], [0, 1])}, EmptyDomainError),
        ({"support": "closed"}, InputError),
        ({"field": 6}, InputError),
    ],
)
def test_what_is_refused(arguments, error):
    with pytest.raises(error):
        level_set_topology(square, **arguments)


def test_a_network_is_no_boundary():
    for ask in (lambda net: class_topology(net, 0), boundary_topology):
        with pytest.raises(InputError, match=r"give what tropnet\.decision_boundary makes"):
            ask(square.network)


def test_cells_that_do_not_exist():
    regions = linear_regions(square.network)
    part = decision_boundary(square.network, threshold=1).components[0]
    for subject, cells in (
        (regions, None),
        (part, [0]),
        (regions, [len(regions)]),
        (regions, [-1]),
        (regions, [0.5]),
    ):
        with pytest.raises(InputError):
            union_topology(subject, cells)
    assert prod(union_topology(part).betti) == 0
