"""Mixed volumes: inclusion and exclusion of volumes, Minkowski's polynomial, closed formulas, pinned values."""

from fractions import Fraction
from itertools import combinations, permutations, product
from math import factorial, prod

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tropnet.errors import EmptyDomainError, ShapeError, UnboundedError
from tropnet.exact.arrays import RationalArray
from tropnet.exact.matrix import determinant, hermite_decomposition
from tropnet.polyhedra.bodies import box, simplex
from tropnet.polyhedra.measures.mixed_volume import mixed_area, mixed_volume
from tropnet.polyhedra.polyhedron import Polyhedron


def sum_of(polytopes, factors=None):
    """The Minkowski sum, from all sums of vertices."""
    factors = [1] * len(polytopes) if factors is None else factors
    corners = [(p.vertices * k).fractions() for p, k in zip(polytopes, factors, strict=True)]
    return Polyhedron.from_generators([sum(choice[1:], choice[0]) for choice in product(*corners)])


def by_inclusion_and_exclusion(polytopes):
    n = len(polytopes)
    return sum(
        (-1) ** (n - size) * sum_of(chosen).volume
        for size in range(1, n + 1)
        for chosen in combinations(polytopes, size)
    )


def hulls(n, most=4, largest=3):
    """Hulls of few points, often lower-dimensional, with denominators up to 2."""
    row = st.lists(st.integers(-largest, largest), min_size=n, max_size=n)
    return st.builds(
        lambda rows, q: Polyhedron.from_generators(RationalArray.from_integers(rows, q)),
        st.lists(row, min_size=1, max_size=most),
        st.sampled_from([1, 1, 2]),
    )


@given(hulls(2, most=7), hulls(2, most=7))
@settings(max_examples=60, deadline=None)
def test_mixed_areas_are_differences_of_areas(first, second):
    assert mixed_area(first, second) == by_inclusion_and_exclusion([first, second])
    assert mixed_area(first, second) ** 2 >= 4 * first.volume * second.volume  # Minkowski's inequality


@given(hulls(3), hulls(3), hulls(3))
@settings(max_examples=25, deadline=None)
def test_inclusion_and_exclusion_in_space(first, second, third):
    assert mixed_volume(first, second, third) == by_inclusion_and_exclusion([first, second, third])


@given(hulls(3), hulls(3))
@settings(max_examples=15, deadline=None)
def test_minkowskis_polynomial(first, second):
    """3! vol(a P + b Q) is the sum of C(3, i) a^i b^(3-i) MV(P, i times, Q)."""
    mixed = [mixed_volume(*[first] * i, *[second] * (3 - i)) for i in range(4)]
    for a, b in ((1, 1), (2, 3), (Fraction(1, 2), 5)):
        expected = sum((1, 3, 3, 1)[i] * a**i * b ** (3 - i) * mixed[i] for i in range(4))
        assert 6 * sum_of([first, second], [a, b]).volume == expected


@given(hulls(3, most=6), hulls(3), hulls(3), hulls(3), st.lists(st.integers(-5, 5), min_size=3, max_size=3))
@settings(max_examples=25, deadline=None)
def test_symmetric_multilinear_monotone(first, second, third, other, shift):
    value = mixed_volume(first, second, third)
    assert mixed_volume(third, first, second) == value
    moved = Polyhedron.from_generators(second.vertices + shift)
    assert mixed_volume(first, moved, third) == value
    assert mixed_volume(first, sum_of([second, other], [2, 3]), third) == 2 * value + 3 * mixed_volume(
        first, other, third
    )
    smaller = Polyhedron.from_generators(first.vertices[:2])
    assert mixed_volume(smaller, second, third) <= value


@given(hulls(3), hulls(3), st.lists(st.integers(-3, 3), min_size=3, max_size=3))
@settings(max_examples=30, deadline=None)
def test_a_segment_projects(first, second, end):
    """MV(P, Q, [0, u]) is the mixed area of the projections along u, times the lattice length of u."""
    if not any(end):
        end = [0, 0, 1]
    form, transform = hermite_decomposition(RationalArray(end).reshape(3, 1))
    segment = Polyhedron.from_generators([[0, 0, 0], end])
    shadows = [Polyhedron.from_generators(p.vertices @ transform.T[:, 1:]) for p in (first, second)]
    assert mixed_volume(first, second, segment) == form[0, 0] * mixed_area(*shadows)


@pytest.mark.parametrize("n", [1, 2, 3, 4, 5])
def test_of_a_polytope_with_itself(n):
    rng = np.random.default_rng(n)
    polytope = Polyhedron.from_generators(rng.integers(-5, 6, size=(n + 3, n)))
    assert mixed_volume(*[polytope] * n) == factorial(n) * polytope.volume


@pytest.mark.parametrize("degrees", [(3,), (2, 5), (2, 3, 4), (1, 2, 3, 2), (2, 1, 3, 1, 2)])
def test_bezout(degrees):
    n = len(degrees)
    newton = [Polyhedron.from_generators(simplex(n).vertices * d) for d in degrees]
    assert mixed_volume(*newton) == prod(degrees)


@pytest.mark.parametrize("n", [1, 2, 3, 4])
def test_boxes_have_the_permanent_of_their_sides(n):
    sides = np.random.default_rng(n).integers(0, 5, size=(n, n)).tolist()
    permanent = sum(prod(sides[i][order[i]] for i in range(n)) for order in permutations(range(n)))
    assert mixed_volume(*(box([0] * n, row) for row in sides)) == permanent


@pytest.mark.parametrize("n", [1, 2, 3, 4, 5, 6])
def test_segments_have_their_determinant(n):
    ends = np.random.default_rng(n).integers(-9, 10, size=(n, n))
    ends[-1] = ends[0] if n == 4 else ends[-1]
    start = RationalArray([Fraction(1, 3)] * n)
    segments = [Polyhedron.from_generators([start.tolist(), (start + end).tolist()]) for end in ends]
    assert mixed_volume(*segments) == abs(determinant(ends))


@pytest.mark.parametrize(("n", "value"), [(3, 6), (5, 70), (6, 156), (7, 924)])
def test_cyclic_roots(n, value):
    """The cyclic n-roots systems; Emiris and Canny, Efficient incremental algorithms for the sparse resultant and the
    mixed volume, 1995."""
    systems = [[[int((j - i) % n < k) for j in range(n)] for i in range(n)] for k in range(1, n)]
    systems.append([[0] * n, [1] * n])
    assert mixed_volume(*map(Polyhedron.from_generators, systems)) == value


def test_numbers_beyond_64_bits():
    side = 10**25 + 1
    slanted = Polyhedron.from_generators([[0, 0], [side, 1], [0, Fraction(1, side)]])
    assert mixed_area(slanted, box([0, 0], [1, side])) == side * side + 1


@pytest.mark.parametrize("bits", [14, 20, 29, 30, 31, 32, 40, 61, 62, 63, 90])
def test_rational_factors_of_any_length(bits):
    """Multilinear, and independent of the place; numerators and denominators are long."""
    k = Fraction(2**bits + 1, 2**bits - 1)
    tetrahedron, wedge = simplex(3), Polyhedron.from_generators([[0, 0, 0], [2, 1, 0], [0, 3, 1], [-1, 0, 2]])
    moved = k * tetrahedron + [k, Fraction(1, 2**bits + 3), 0]
    expected = mixed_volume(tetrahedron, wedge, wedge)
    assert expected == by_inclusion_and_exclusion([tetrahedron, wedge, wedge])
    assert mixed_volume(moved, k * wedge, wedge) == k * k * expected


def test_what_has_no_mixed_volume_is_refused():
    square = box([0, 0], [1, 1])
    for wrong in ([], [square], [square] * 3, [square, simplex(3)]):
        with pytest.raises(ShapeError, match="mixed volume"):
            mixed_volume(*wrong)
    with pytest.raises(EmptyDomainError):
        mixed_volume(square, Polyhedron.from_generators(np.zeros((0, 2), int)))
    with pytest.raises(UnboundedError):
        mixed_area(square, Polyhedron.parse("[0,inf]x[0,1]"))
