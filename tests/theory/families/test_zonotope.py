"""The zonotope family: published pieces, the engine on every notion, degenerate generators, decoding."""

from fractions import Fraction
from itertools import combinations

import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from tropnet import Network, is_equivalent, linear_regions, tropicalize
from tropnet.errors import InputError, ShapeError
from tropnet.exact.matrix import rank
from tropnet.networks import Flatten
from tropnet.networks.operations import scale
from tropnet.polyhedra.bodies import cross_polytope
from tropnet.theory.families import (
    SawtoothComposition,
    ZonotopeComposition,
    decode_zonotope_composition,
    largest_number_of_vertices,
)
from tropnet.tropical.polynomial import TropicalPolynomial

DEGENERATE = [
    [[1, 0], [2, 0], [0, 1]],  # parallel
    [[1, 0], [0, 1], [1, 1], [-1, -1]],  # opposite
    [[1, 2], [0, 0]],  # a zero generator, and a line
    [[1, 0, 0], [0, 1, 0], [1, 1, 0]],  # in a plane of space
    [[1, 0, 0], [0, 1, 0], [1, 1, 0], [0, 0, 2]],  # a plane with three
]


def expected_in_space(member):
    return {e.notion: e.value for e in member.expected if e.within is None}


@pytest.mark.parametrize(
    ("m", "w", "k", "pieces"),
    # an exact subdivision of the plane, by hand: 2m cones, w^k pieces on each, and one outer piece for even w, k >= 2
    [(2, 2, 1, 8), (2, 2, 2, 17), (2, 3, 1, 12), (3, 2, 1, 12), (3, 2, 2, 25)],
)
def test_published_pieces_in_the_plane(m, w, k, pieces):
    member = ZonotopeComposition.sample(5, m, 2, (w,) * k)
    assert expected_in_space(member)["open_connected"] == pieces
    assert linear_regions(member.network()).counts.open_connected == pieces


@pytest.mark.parametrize(("w", "k", "pieces"), [(2, 1, 28), (3, 1, 42), (2, 2, 57), (3, 2, 126)])
def test_pieces_over_the_rhombic_dodecahedron(w, k, pieces):
    # four segments in general position in space: 14 vertices, w^k pieces on each cone, one more for even w and k = 2
    member = ZonotopeComposition.sample(8, 4, 3, (w,) * k)
    assert expected_in_space(member)["open_connected"] == pieces
    assert linear_regions(member.network()).counts.open_connected == pieces


@pytest.mark.parametrize(
    ("m", "n", "widths"),
    [
        (1, 1, (2, 2)),
        (3, 1, (3,)),
        (2, 2, (2, 3)),
        (3, 2, (3, 2)),
        (4, 2, (2,)),
        (4, 3, (2,)),
        (4, 3, (3, 2)),
        (3, 4, (2, 2)),
        (6, 3, (4, 2)),
    ],
)
def test_all_counts_agree_with_the_engine(m, n, widths):
    member = ZonotopeComposition.sample(m + n, m, n, widths, "3/2")
    assert member.verify().holds, str(member.verify())


@pytest.mark.parametrize("b", DEGENERATE)
@pytest.mark.parametrize("a", [[["1/2"]], [["1/3"], ["1/2"]], [["1/4", "1/2"], ["1/3"]]])
def test_degenerate_generators(b, a):
    member = ZonotopeComposition(b, a)
    assert member.verify().holds, str(member.verify())


@settings(max_examples=15)
@given(
    st.lists(st.lists(st.integers(-2, 2), min_size=3, max_size=3), min_size=1, max_size=5).filter(
        lambda b: any(map(any, b))
    )
)
def test_genericity_is_independence_of_all_small_subsets(b):
    size = min(len(b), 3)
    independent = all(rank(list(rows)) == size for rows in combinations(b, size))
    member = ZonotopeComposition(b, [["1/2"]])
    assert member.is_generic == independent
    assert member.zonotope.n_vertices <= largest_number_of_vertices(len(b), 3)


@pytest.mark.parametrize("m", [1, 2, 5])
@pytest.mark.parametrize("n", [1, 2, 3, 6])
def test_the_largest_number_of_vertices(m, n):
    # all regions of a central arrangement: restriction to one hyperplane adds those of one dimension less
    def regions(m, n):
        return 2 if m == 1 or n == 1 else regions(m - 1, n) + regions(m - 1, n - 1)

    assert largest_number_of_vertices(m, n) == regions(m, n)


@settings(max_examples=8, deadline=None)
@given(
    st.integers(0, 999),
    st.sampled_from([(1, 1), (2, 2), (4, 2), (3, 3)]),
    st.sampled_from([(2,), (3,), (2, 2), (3, 2)]),
)
def test_members_are_decoded_from_their_function(seed, shape, widths):
    member = ZonotopeComposition.sample(seed, *shape, widths, "5/3")
    canonical = member.canonical()
    assert decode_zonotope_composition(member.network(), widths) == canonical
    assert decode_zonotope_composition(canonical.network(), widths) == canonical


@pytest.mark.parametrize("b", DEGENERATE)
def test_degenerate_members_are_decoded(b):
    member = ZonotopeComposition(b, [["1/3", "1/2"], ["1/4"]], 2)
    assert decode_zonotope_composition(member.network(), (3, 2)) == member.canonical()


@settings(max_examples=6, deadline=None)
@given(st.integers(0, 999), st.sampled_from([(2, 2), (3, 2), (3, 3)]), st.sampled_from([(2,), (2, 2)]))
def test_members_are_decoded_from_their_tropical_form(seed, shape, widths):
    member = ZonotopeComposition.sample(seed, *shape, widths, "5/3")
    quotient = tropicalize(member.network())
    assert decode_zonotope_composition(quotient, widths) == member.canonical()
    assert decode_zonotope_composition(quotient.in_convention("min"), widths) == member.canonical()


SMALL = st.lists(st.lists(st.integers(-1, 1), min_size=2, max_size=2), min_size=1, max_size=3).filter(
    lambda b: any(map(any, b))
)


@settings(max_examples=20, deadline=None)
@given(SMALL, SMALL, st.booleans(), st.sampled_from(["1/2", "1/3"]))
def test_functions_are_equal_if_canonical_forms_are(b, c, is_mirrored, a):
    mirrored = [[-x for x in row] for row in reversed(b)]
    first = ZonotopeComposition(b, [["1/2"]])
    second = ZonotopeComposition(mirrored if is_mirrored else c, [[a]])
    assert is_equivalent(first.network(), second.network()) == (first.canonical() == second.canonical())


def test_signs_order_and_parallels_do_not_matter():
    a = [["1/2"], ["1/3"]]
    first = ZonotopeComposition([[1, 1], [0, -2], [3, 3]], a)
    second = ZonotopeComposition([[0, 2], [-4, -4]], a)
    assert first.canonical() == second.canonical()
    assert first != second


def test_functions_outside_of_the_family_are_refused():
    member = ZonotopeComposition([[1, 0], [0, 1]], [["1/2"]])
    with pytest.raises(InputError, match="fewer than 3 pieces"):
        decode_zonotope_composition(member.network(), (3,))
    with pytest.raises(InputError, match="no composition"):
        decode_zonotope_composition(scale(member.network(), -1), (2,))
    triangle = Network.from_arrays([[[1, 0], [0, 1], [-1, -1]], [[1, 1, 1]]])
    with pytest.raises(InputError):
        decode_zonotope_composition(triangle, (2,))
    with pytest.raises(InputError, match="2 outputs"):
        decode_zonotope_composition(Network.from_arrays([[[1], [1]]]), (2,))
    with pytest.raises(InputError, match="infinite"):
        decode_zonotope_composition(TropicalPolynomial.zero(1) / TropicalPolynomial.constant(0, 1), (2,))
    # a sawtooth of the norm |x| + |y|, on the half-plane x >= 0 only
    half = Network.from_arrays(
        [[[1, 0], [0, 1], [0, -1]], [[1, 1, 1]] * 2, [[2, -4]]], [None, [0, "-1/2"], None]
    )
    with pytest.raises(InputError, match="no multiple"):
        decode_zonotope_composition(half, (2,))


def test_other_input_shapes_are_read_in_row_major_order():
    member = ZonotopeComposition([[1, 0, 0, 2], [0, 1, -1, 0], [0, 0, 1, 1]], [["1/3"]])
    image = member.network() @ Network.sequential([Flatten()], (2, 2))
    assert decode_zonotope_composition(image, (2,)) == member.canonical()


def test_in_the_ball_every_cone_has_all_teeth():
    member = ZonotopeComposition([[2, 1], [0, 1], [1, -1]], [["1/3"], ["1/2"]], "3/2")
    counts = linear_regions(member.network(), member.ball).counts
    assert (counts.proper_activation, counts.open_connected, counts.affine) == (24, 24, 24)
    assert counts.convex == (24, 24)
    assert sum(e.within == member.ball for e in member.expected) == 6


def test_a_sector_of_the_l1_ball_has_all_teeth():
    # in the ball of |x| + |y| <= 1 the levels 1/8, 1/2, 7/8 cut each quadrant into four pieces
    member = ZonotopeComposition([[1, 0], [0, 1]], [["1/2"], ["1/4"]])
    assert member.ball == cross_polytope(2)
    assert {e.notion: e.value for e in member.expected if e.within}["affine"] == 16


def test_symbols():
    x, y, b, m = sympy.symbols("x y b M", real=True)
    family = ZonotopeComposition([[1, b], [b, 1]], [[m / 2]], m)
    numbers = family.subs({b: 2, m: 3})
    assert numbers == ZonotopeComposition([[1, 2], [2, 1]], [["3/2"]], 3)
    for point in ([1, 1], [-2, Fraction(1, 3)], [0, Fraction(-1, 7)]):
        value = family.piecewise(x, y).subs(
            {b: 2, m: 3, x: sympy.Rational(point[0]), y: sympy.Rational(str(point[1]))}
        )
        assert Fraction(value.p, value.q) == numbers.network()(point)[0]
    for call in (lambda: family.expected, lambda: family.zonotope, lambda: family.is_generic):
        with pytest.raises(InputError, match="symbols"):
            call()
    assert sympy.Ne(1 - b**2, 0) in family.domain_conditions
    with_free_height = family.subs({b: 2})
    assert all(e.within is None for e in with_free_height.expected)
    with pytest.raises(InputError, match="radius M = M"):
        assert with_free_height.ball
    with pytest.raises(ShapeError, match="1 expressions"):
        family.piecewise(x)


def test_bad_parameters():
    with pytest.raises(ShapeError, match="one length"):
        ZonotopeComposition([[1, 2], [1]], [["1/2"]])
    with pytest.raises(InputError, match="all generators are zero"):
        ZonotopeComposition([[0, 0]], [["1/2"]])
    with pytest.raises(InputError, match="increase"):
        ZonotopeComposition([[1, 0]], [["2"]])


def test_the_sawtooth_part_is_that_of_the_line():
    member = ZonotopeComposition([[3]], [["1/2"], ["1/4"]])
    assert member.sawtooth == SawtoothComposition([["1/2"], ["1/4"]])
    (value,) = member.network()([Fraction(1, 24)])
    assert value == member.sawtooth.function()(Fraction(1, 8))
