"""Images and preimages: closed formulas, evaluation at points, laws, and unions as sets."""

import math
import pickle
from fractions import Fraction

import pytest
from analysis.matching import small_blocks
from hypothesis import given, settings
from hypothesis import strategies as st
from networks.strategies import networks, points, relu_networks

import tropnet
from tropnet import linear_regions
from tropnet.analysis.enumeration import Limit
from tropnet.analysis.image import PolyhedralUnion, image, preimage
from tropnet.errors import EmptyDomainError, InputError, LimitReachedError, ShapeError
from tropnet.exact.arrays import rational_array
from tropnet.networks import Network
from tropnet.polyhedra.bodies import box, cross_polytope, cube
from tropnet.polyhedra.polyhedron import Polyhedron

small = networks(max_nodes=5, shapes=((1,), (2,), (2, 1))).filter(lambda net: net.output_dim <= 3)


def union(*texts):
    parts = tuple(map(Polyhedron.parse, texts))
    return PolyhedralUnion(parts[0].ambient_dim, parts)


def norm(n):
    signs = [[s * (i == j) for j in range(n)] for i in range(n) for s in (1, -1)]
    return Network.from_arrays([signs, [[1] * 2 * n]])


@pytest.mark.parametrize("n", [1, 2, 3])
def test_balls_are_preimages_of_the_norm(n):
    """{|x|_1 <= 1} is the cross-polytope, and |x|_1 = 0 only at the origin, which has no interior."""
    ball = preimage(norm(n), Polyhedron.parse("[-1,1]"))
    assert ball == PolyhedralUnion(n, (cross_polytope(n),))
    origin = preimage(norm(n), Polyhedron.parse("[-2,0]"))
    assert [part.vertices.tolist() for part in origin] == [[[0] * n]]
    assert preimage(norm(n), Polyhedron.parse("[-2,-1]")).is_empty
    assert image(norm(n)) == union("[0,inf]")
    assert image(norm(n), cube(n)).bounds == ((0, n),)


def test_a_folded_square():
    """(|x|, |y|) maps the square with the corners (-1, -1) and (2, 2) onto that with the corners 0 and 2."""
    net = Network.from_arrays([[[1, 0], [-1, 0], [0, 1], [0, -1]], [[1, 1, 0, 0], [0, 0, 1, 1]]])
    found = image(net, box([-1, -1], [2, 2]))
    assert len(found) == 1
    assert found == union("[0,2]^2")


def test_parts_of_lower_dimension():
    """min(max(x, 0), 1) takes each of 0 and 1 on a half-line, and y in between at y only."""
    ramp = Network.from_arrays([[[1], [1]], [[1, -1]]], [[0, -1], [0]])
    assert image(ramp) == union("[0,1]")
    assert len(image(ramp)) == 1
    assert preimage(ramp, Polyhedron.parse("[0,0]")) == union("[-inf,0]")
    assert preimage(ramp, Polyhedron.parse("[1/3,1/3]")) == union("[1/3,1/3]")
    zero = image(Network.from_arrays([[[1, 0]], [[0], [1]]]), Polyhedron.parse("[-2,-1]x[0,1]"))
    assert [part.vertices.tolist() for part in zero] == [[[0, 0]]]


@given(st.data())
@settings(max_examples=25)
def test_points_and_values(data):
    net = data.draw(small)
    ball = box([-1] * net.input_dim, [2] * net.input_dim)
    target = box([-1] * net.output_dim, [Fraction(1, 2)] * net.output_dim)
    whole, back = image(net, ball), preimage(net, target, ball)
    for point in data.draw(points(net, k=6)):
        x, y = point.ravel(), net(point).ravel()
        if x in ball:
            assert y in whole
        assert (x in back) == (x in ball and y in target)


@given(relu_networks(max_layers=2, max_width=3))
@settings(max_examples=8)
def test_every_vertex_of_an_image_is_a_value(net):
    """The preimage of a vertex of a part is not empty, and all its vertices are mapped there."""
    ball = box([-1] * net.input_dim, [1] * net.input_dim)
    for part in image(net, ball):
        for vertex in part.vertices[:2]:
            fibre = preimage(net, Polyhedron.from_generators(vertex[None]), ball)
            assert not fibre.is_empty
            assert all(net(x) == vertex for one in fibre for x in one.vertices)


@given(relu_networks(max_layers=2, max_width=3))
@settings(max_examples=8)
def test_preimage_of_the_image_is_the_domain(net):
    ball = box([-1] * net.input_dim, [1] * net.input_dim)
    assert preimage(net, image(net, ball), ball) == PolyhedralUnion(net.input_dim, (ball,))


def test_domains_without_interior():
    net = norm(2)
    segment = Polyhedron.parse("x1 + x2 = 1; x1 >= -1; x1 <= 2")
    assert image(net, segment) == union("[1,3]")
    assert preimage(net, Polyhedron.parse("[-inf,1]"), segment) == PolyhedralUnion(
        2, (Polyhedron.from_generators([[0, 1], [1, 0]]),)
    )
    point = Polyhedron.from_generators([["1/3", -1]])
    assert image(net, point) == union("[4/3,4/3]")
    assert preimage(net, Polyhedron.parse("[1,2]"), point) == PolyhedralUnion(2, (point,))
    assert preimage(net, Polyhedron.parse("[2,3]"), point).is_empty
    empty = Polyhedron.parse("x1 <= 0; x1 >= 1", ambient_dim=2)
    assert image(net, empty).is_empty


def test_unions_as_sets():
    assert union("[0,1]", "[1,2]") == union("[0,2]") == union("[0,2]", "[1/2,1]", "[2,2]")
    assert hash(union("[0,1]", "[1,2]")) == hash(union("[0,2]"))
    assert union("[0,1]", "[2,3]") != union("[0,3]")
    assert union("[0,1]", "[2,3]") <= Polyhedron.parse("[0,3]")
    square = union("[0,1]x[0,2]", "[1,2]x[0,2]")
    assert square == union("[0,2]x[0,1]", "[0,2]x[1,2]")
    # A frame has the hull of the square, without its middle.
    frame = union("[0,3]x[0,1]", "[0,3]x[2,3]", "[0,1]x[0,3]", "[2,3]x[0,3]")
    full = union("[0,3]^2")
    assert frame <= full
    assert not full <= frame
    assert frame.hull == full.parts[0]
    assert pickle.loads(pickle.dumps(frame)) == frame


def test_bounds_dimension_and_emptiness():
    mixed = union("[0,inf]x[1,1]", "[-1,-1]x[0,0]")
    assert mixed.bounds == ((-1, math.inf), (0, 1))
    assert mixed.dim == 1
    nothing = PolyhedralUnion(2, ())
    assert (nothing.dim, len(nothing), nothing.hull.is_empty) == (-1, 0, True)
    assert nothing <= mixed
    assert nothing != mixed
    with pytest.raises(EmptyDomainError, match="no bounds"):
        _ = nothing.bounds


def test_regions_limits_and_what_does_not_fit():
    net = norm(2)
    regions = linear_regions(net, cube(2))
    assert image(regions) == image(net, cube(2))
    with small_blocks(2), pytest.raises(LimitReachedError) as caught:
        image(net, cube(2), limit=Limit(seconds=1e-9))
    assert image(tropnet.resume(caught.value.partial)) == union("[0,2]")
    with pytest.raises(InputError, match="domain"):
        image(regions, cube(2))
    with pytest.raises(InputError, match="no Network"):
        image("net")
    with pytest.raises(ShapeError, match="dimension 1"):
        image(net, cube(1))
    with pytest.raises(ShapeError, match="target"):
        preimage(net, cube(2))
    with pytest.raises(InputError, match="no Polyhedron"):
        preimage(net, [0, 1])
    with pytest.raises(ShapeError, match="different spaces"):
        _ = union("[0,1]") <= union("[0,1]^2")
    with pytest.raises(ShapeError, match="R"):
        PolyhedralUnion(2, (cube(1),))
    assert rational_array([0, 0]) in preimage(net, Polyhedron.parse("[0,0]"))
