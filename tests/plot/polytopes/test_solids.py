"""Solids: which facets and edges are seen, from many sides, against normals and lengths."""

import numpy as np
import pytest
from matplotlib.figure import Figure

from tropnet import Polyhedron, cross_polytope, cube, permutahedron
from tropnet.plot.polytopes.parts import part_in_window
from tropnet.plot.polytopes.polytope import body_of, places_of, plot_polytope
from tropnet.plot.polytopes.solids import Solid

VIEWS = [(24, 32), (-40, 250), (71, 133), (3, 7)]


def projection(view):
    ax = Figure().add_subplot(projection="3d")
    ax.set_proj_type("ortho")
    ax.view_init(*view)
    return ax.get_proj()


def towards(view):
    up, around = np.radians(view)
    return np.array([np.cos(up) * np.cos(around), np.cos(up) * np.sin(around), np.sin(up)])


def solid_of(body, window=None):
    part = part_in_window(body, window)
    return Solid(places_of(part.polytope, 3), part.polygons, part.edges, is_flat=part.dim == 2), part


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("body", [cube(3), cross_polytope(3), Polyhedron.parse("[0,1]x[0,1]x[0,7]")])
def test_facets_that_face_the_viewer(body, view):
    solid, part = solid_of(body)
    # The box of the axes is lower than it is wide: normals change accordingly.
    scale = np.array([4, 4, 3])
    normals = part.polytope.inequalities.floats()[part.facets, :-1] / scale
    assert solid.seen(projection(view)).is_front.tolist() == (normals @ towards(view) > 0).tolist()


@pytest.mark.parametrize("view", VIEWS)
def test_half_of_a_symmetric_body_is_seen(view):
    solid, _ = solid_of(body_of(permutahedron(4)))
    seen = solid.seen(projection(view))
    assert solid.is_closed
    assert seen.is_front.sum() == 7
    assert len(seen.visible) + len(seen.hidden) == 36
    # Edges that are wholly in front are opposite to those that are wholly behind.
    both_front = [all(seen.is_front[side]) for side in map(list, solid.sides)]
    assert sum(both_front) == len(seen.hidden)
    assert seen.is_covered.sum() == len(
        set(range(24))
        - {i for polygon, front in zip(solid.polygons, seen.is_front, strict=True) if front for i in polygon}
    )


def test_a_cube_from_the_positive_orthant():
    ax = plot_polytope(cube(3), ax=Figure().add_subplot(projection="3d"))
    dashes = [style[1] is not None for style in ax.collections[1].get_linestyle()]
    assert (sum(dashes), len(dashes)) == (3, 12)
    hidden = [
        segment
        for segment, is_dashed in zip(ax.collections[1].get_segments(), dashes, strict=True)
        if is_dashed
    ]
    common = hidden[0][[any(np.allclose(end, other) for other in hidden[1]) for end in hidden[0]]]
    x, y, _, w = ax.get_proj() @ [-1, -1, -1, 1]
    np.testing.assert_allclose(common, [[x / w, y / w]])
    shown = plot_polytope(cube(3), ax=Figure().add_subplot(projection="3d"), hidden=False)
    assert len(shown.collections[1].get_segments()) == 9


def test_the_picture_follows_the_eye():
    ax = plot_polytope(cross_polytope(3), ax=Figure().add_subplot(projection="3d"))
    facets = ax.collections[0]
    before = facets.get_facecolor().tolist()
    ax.view_init(-ax.elev, ax.azim + 180)  # from the opposite direction
    facets.do_3d_projection()
    after = facets.get_facecolor().tolist()
    # What was painted last, and not darkened, is painted first now.
    np.testing.assert_allclose(
        sorted(np.array(after)[:4, :3].tolist()), sorted((np.array(before)[4:, :3] * 0.82).tolist())
    )


@pytest.mark.parametrize("view", VIEWS)
def test_an_open_body_shows_its_inside(view):
    """A tube, open at one end: lengths of seen and hidden parts add up; nothing of the octant hides another part."""
    tube, _ = solid_of(Polyhedron.parse("[0,inf]x[0,2]x[0,2]"), Polyhedron.parse("[-1,4]x[-1,3]x[-1,3]"))
    matrix = projection(view)
    seen = tube.seen(matrix)
    assert not tube.is_closed
    lengths = [sum(np.linalg.norm(a - b) for a, b in parts) for parts in (seen.visible, seen.hidden)]
    total = np.linalg.norm(np.diff(seen.places[tube.edges], axis=1), axis=2).sum()
    np.testing.assert_allclose(sum(lengths), total)
    octant, _ = solid_of(Polyhedron.parse("[0,inf]^3"), cube(3))
    assert not octant.seen(projection((24, 32))).hidden
    assert octant.seen(projection((24, 32))).is_front.sum() == 0
    assert octant.seen(projection((-24, 212))).is_front.sum() == 3


def test_half_of_an_edge_behind_a_lower_wall():
    """Paper coordinates x + y / 4 and z + y / 2: a box without a lid, seen from above on the right.

    The front wall is the square [0, 2]^2 on the paper.  The vertical edge in the corner behind starts at (1/2, 1), is
    covered up to (1/2, 2), and seen from there to (1/2, 3).
    """
    box, _ = solid_of(Polyhedron.parse("[0,2]x[0,2]x[0,inf]"), Polyhedron.parse("[-1,3]x[-1,3]x[-1,2]"))
    seen = box.seen(np.array([[1, 0.25, 0, 0], [0, 0.5, 1, 0], [0, 1, 0, 0], [0, 0, 0, 1]]))
    hidden = {frozenset(map(tuple, part.tolist())) for part in seen.hidden}
    assert hidden == {
        frozenset([(0.5, 1), (0.5, 2)]),
        frozenset([(0, 0), (0.5, 1)]),
        frozenset([(0.5, 1), (2.5, 1)]),
    }
    assert [[0.5, 2], [0.5, 3]] in [part.tolist() for part in seen.visible]
    assert len(seen.visible) == 6


def test_flat_bodies():
    square, _ = solid_of(Polyhedron.parse("[0,1]x[0,1]x[1,1]"))
    for view in VIEWS:
        seen = square.seen(projection(view))
        assert seen.is_front.all()
        assert (len(seen.visible), len(seen.hidden)) == (4, 0)
    segment, _ = solid_of(Polyhedron.from_generators([[0, 0, 0], [1, 1, 1]]))
    assert len(segment.seen(projection(VIEWS[0])).visible) == 1


def test_names_of_hidden_corners_are_grey_and_names_do_not_overlap():
    ax = plot_polytope(cube(3), ax=Figure(figsize=(5, 5)).add_subplot(projection="3d"), names=True)
    colours = {text.get_text(): text.get_color() for text in ax.texts}
    assert [name for name, colour in colours.items() if colour == "0.5"] == ["(−1, −1, −1)"]
    assert len(colours) == 8
    tiny = plot_polytope(
        body_of(permutahedron(4)), ax=Figure(figsize=(1, 1)).add_subplot(projection="3d"), names=True
    )
    assert 0 < sum(text.get_visible() for text in tiny.texts) < 24


def test_several_solids_share_their_axes():
    ax = Figure().add_subplot(projection="3d")
    plot_polytope(cube(3), ax=ax)
    plot_polytope(cube(3, center=[10, 0, 0]), ax=ax)
    low, high = ax.get_xlim()
    assert low <= -1
    assert high >= 11
    np.testing.assert_allclose([high - low] * 2, [np.ptp(ax.get_ylim()), np.ptp(ax.get_zlim())])
