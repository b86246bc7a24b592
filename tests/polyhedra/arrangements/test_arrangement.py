"""Hyperplane arrangements against Whitney's theorem, finite fields, slicing, and the Parma Polyhedra Library."""

import pickle
from fractions import Fraction
from itertools import combinations, product
from math import comb

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from oracles.arrangements import CENTRAL_F_VECTORS, SIMPLE_F_VECTORS, generic_arrangement
from oracles.feasibility import solution

from tropnet.errors import InputError, NotRationalError, ShapeError
from tropnet.exact.arrays import RationalArray
from tropnet.exact.matrix import determinant, rank
from tropnet.polyhedra.arrangements.arrangement import HyperplaneArrangement
from tropnet.polyhedra.arrangements.named import (
    braid_arrangement,
    catalan_arrangement,
    graphic_arrangement,
    linial_arrangement,
    reflection_arrangement,
    resonance_arrangement,
    threshold_arrangement,
)


def no_hyperplanes(n):
    return HyperplaneArrangement(np.zeros((0, n)))


DEGENERATE = {
    "nothing in R^0": no_hyperplanes(0),
    "nothing in R^3": no_hyperplanes(3),
    "a point of the line": HyperplaneArrangement([[2]], [1]),
    "points of the line": HyperplaneArrangement([[1], [2], [3], [-1], [5]], [0, 1, 0, 1, 5]),
    "one plane": HyperplaneArrangement([[1, 2, 3]], [4]),
    "parallel planes": HyperplaneArrangement([[1, 2, 3], [1, 2, 3], [2, 4, 6], [-1, -2, -3]], [0, 1, 2, 5]),
    "a grid": HyperplaneArrangement([[1, 0], [1, 0], [0, 1], [0, 1], [0, 1]], [0, 1, 0, 1, 2]),
    "a common point that is not the origin": HyperplaneArrangement(
        [[1, 0], [0, 1], [1, 1], [1, -1]], [2, 3, 5, -1]
    ),
    "a pencil of planes": HyperplaneArrangement([[1, 0, 0], [0, 1, 0], [1, 1, 0], [1, 2, 0]], [1, 1, 2, 3]),
    "a prism": HyperplaneArrangement([[1, 0, 0], [0, 1, 0], [1, 1, 0]], [0, 0, 1]),
    "two lines and a third parallel to one": HyperplaneArrangement([[1, 0], [1, 0], [0, 1]], [0, 1, 0]),
    "lines through two points": HyperplaneArrangement(
        [[1, 0], [0, 1], [1, 1], [1, 1], [1, -1]], [0, 0, 0, 1, 1]
    ),
    "numbers beyond 64 bits": HyperplaneArrangement(
        [[2**70, 1], [1, 2**70], [2**70 + 1, 2**70 + 1], [3**50, 0]], [1, 1, 2, 0]
    ),
    "dyadic": HyperplaneArrangement([[0.1, 0.2], [0.3, -0.7], [1e-9, 1e9], [0.1, 0.2]], [0.5, 0, 1, 0.25]),
    "braid": braid_arrangement(4),
    "threshold": threshold_arrangement(3),
    "Linial": linial_arrangement(4),
    "Catalan": catalan_arrangement(3),
}

degenerate = pytest.mark.parametrize("arrangement", DEGENERATE.values(), ids=DEGENERATE)


@st.composite
def small_arrangements(draw, max_size=6, max_dim=3, entry=2):
    """Few hyperplanes with small entries: parallel and concurrent ones are common."""
    n = draw(st.integers(1, max_dim))
    row = st.lists(st.integers(-entry, entry), min_size=n + 1, max_size=n + 1).filter(
        lambda row: any(row[:-1])
    )
    rows = draw(st.lists(row, max_size=max_size))
    if draw(st.booleans()):
        rows = [[*row[:-1], 0] for row in rows]
    if not rows:
        return no_hyperplanes(n)
    return HyperplaneArrangement([row[:-1] for row in rows], [row[-1] for row in rows])


def integer_rows(arrangement):
    """The rows (a, b) as tuples."""
    pairs = zip(arrangement.normals.tolist(), arrangement.offsets.tolist(), strict=True)
    return [(*a, b) for a, b in pairs]


def whitney_coefficients(arrangement):
    """Whitney's theorem: chi(t) = sum over subsets B with a common point of (-1)^|B| t^(n - rank B)."""
    n = arrangement.ambient_dim
    coefficients = [0] * (n + 1)
    rows = integer_rows(arrangement)
    for k in range(len(rows) + 1):
        for subset in combinations(rows, k):
            r = rank([row[:-1] for row in subset]) if subset else 0
            if not subset or rank(list(subset)) == r:
                coefficients[n - r] += (-1) ** k
    return tuple(coefficients)


# Counts -------------------------------------------------------------------------------------------------


@given(small_arrangements())
@settings(max_examples=40, deadline=None)
def test_whitneys_theorem(arrangement):
    assert arrangement.characteristic_polynomial.coefficients == whitney_coefficients(arrangement)


@pytest.mark.parametrize("name", [name for name, some in DEGENERATE.items() if len(some) <= 9])
def test_whitneys_theorem_for_degenerate_arrangements(name):
    arrangement = DEGENERATE[name]
    assert arrangement.characteristic_polynomial.coefficients == whitney_coefficients(arrangement)


@given(small_arrangements(entry=1))
@settings(max_examples=25, deadline=None)
def test_points_over_finite_fields_off_the_arrangement(arrangement):
    """Athanasiadis 1996: chi(q) points of F_q^n lie on no hyperplane, for primes q beyond all minors.

    Minors of rows of at most 4 entries 0, 1, -1 are at most 16 (Hadamard).
    """
    n = arrangement.ambient_dim
    rows = np.array(integer_rows(arrangement), dtype=int).reshape(-1, n + 1)
    for q in (17, 19, 23):
        points = np.array(list(product(range(q), repeat=n)))
        on_some = (
            ((points @ rows[:, :-1].T - rows[:, -1]) % q == 0).any(axis=1) if len(rows) else np.zeros(q**n)
        )
        assert arrangement.characteristic_polynomial(q) == (1 - on_some.astype(int)).sum()


@given(small_arrangements(), st.data())
@settings(max_examples=40, deadline=None)
def test_deletion_and_restriction(arrangement, data):
    """chi(A, t) = chi(A', t) - chi(A'', t) (Stanley 2007, Lemma 2.2), and so for regions."""
    if not len(arrangement):
        return
    i = data.draw(st.integers(0, len(arrangement) - 1))
    deleted, restricted = arrangement.deletion(i), arrangement.restriction(i)
    assert (len(deleted), restricted.ambient_dim) == (len(arrangement) - 1, arrangement.ambient_dim - 1)
    chi, chi_deleted, chi_restricted = (
        a.characteristic_polynomial for a in (arrangement, deleted, restricted)
    )
    assert all(chi(t) == chi_deleted(t) - chi_restricted(t) for t in range(5))
    assert arrangement.n_regions == deleted.n_regions + restricted.n_regions


@degenerate
def test_the_cone(arrangement):
    cone = arrangement.cone
    assert cone.is_central
    assert len(cone) == len(arrangement) + 1
    assert cone.n_regions == 2 * arrangement.n_regions
    chi, chi_of_cone = arrangement.characteristic_polynomial, cone.characteristic_polynomial
    assert all(chi_of_cone(t) == (t - 1) * chi(t) for t in range(2, 8))


@degenerate
def test_the_essentialization(arrangement):
    essential = arrangement.essentialization
    lost = arrangement.ambient_dim - arrangement.rank
    assert essential.is_essential
    assert essential.ambient_dim == arrangement.rank
    assert (*[0] * lost, *essential.f_vector) == arrangement.f_vector
    assert essential.n_bounded_regions == arrangement.n_bounded_regions
    chi, chi_of_essential = arrangement.characteristic_polynomial, essential.characteristic_polynomial
    assert chi.whitney_numbers == chi_of_essential.whitney_numbers
    assert len(essential.sign_vectors) == len(arrangement.sign_vectors)


@given(small_arrangements(), st.data())
@settings(max_examples=30, deadline=None)
def test_invariance_under_affine_maps_and_rescaling(arrangement, data):
    n, m = arrangement.ambient_dim, len(arrangement)
    entries = st.sampled_from([0, 1, -1, 2, Fraction(3, 7), 2**40 + 1, 5**30])
    matrix = data.draw(st.lists(st.lists(entries, min_size=n, max_size=n), min_size=n, max_size=n))
    if not determinant(matrix):
        return
    shift = data.draw(st.lists(entries, min_size=n, max_size=n))
    order = data.draw(st.permutations(range(m)))
    scales = [Fraction((-1) ** i * (i + 2), i + 3) for i in range(m)]
    scaling = RationalArray(scales)
    moved = HyperplaneArrangement(
        (arrangement.normals @ matrix)[order] * scaling.reshape(m, 1),
        (arrangement.offsets - arrangement.normals @ shift)[order] * scaling,
    )
    assert moved.characteristic_polynomial == arrangement.characteristic_polynomial
    assert moved.f_vector == arrangement.f_vector
    assert moved.intersection_lattice.n_flats == arrangement.intersection_lattice.n_flats


@pytest.mark.parametrize("size", [2**3, 2**7, 2**11, 2**40])
def test_coefficients_of_every_size(size):
    """The resonance arrangement after a change of coordinates: primes below 2^31, below 2^50, and beyond."""
    matrix = np.random.default_rng(0).integers(-size, size, (4, 4))
    assert determinant(matrix) != 0
    moved = HyperplaneArrangement(resonance_arrangement(4).normals @ matrix)
    assert moved.characteristic_polynomial.coefficients == (104, -170, 80, -15, 1)
    assert moved.f_vector == resonance_arrangement(4).f_vector


def test_float_weights_in_general_position():
    """Zaslavsky's sum for normal float weights, affine and central."""
    rng = np.random.default_rng(5)
    normals, offsets = rng.standard_normal((12, 3)), rng.standard_normal(12)
    affine, central = HyperplaneArrangement(normals, offsets), HyperplaneArrangement(normals)
    assert affine.is_simple
    assert affine.f_vector == tuple(
        comb(12, 3 - k) * sum(comb(9 + k, j) for j in range(k + 1)) for k in range(4)
    )
    assert affine.n_bounded_regions == comb(11, 3)
    assert not central.is_simple
    assert central.n_regions == 2 * sum(comb(11, j) for j in range(3))
    assert central.f_vector == (1, 2 * comb(12, 2), 2 * 12 * 11, 2 + 2 * 11 + 2 * comb(11, 2))


def test_one_degenerate_triple_among_float_weights_is_noticed():
    rng = np.random.default_rng(6)
    normals, offsets = rng.standard_normal((8, 2)), rng.standard_normal(8)
    exact = HyperplaneArrangement(normals, offsets)
    rows = [list(map(Fraction, row)) for row in np.column_stack([normals, offsets]).tolist()]
    rows.append([a + b for a, b in zip(rows[0], rows[1], strict=True)])
    through = HyperplaneArrangement([row[:-1] for row in rows], [row[-1] for row in rows])
    assert exact.is_simple
    assert not through.is_simple
    assert through.n_regions == sum(comb(9, k) for k in range(3)) - 1
    assert through.f_vector[0] == comb(9, 2) - 2


@pytest.mark.parametrize(("m", "n"), SIMPLE_F_VECTORS)
def test_f_vectors_in_general_position(m, n):
    rows = generic_arrangement(m, n).rows
    arrangement = HyperplaneArrangement([row[1:] for row in rows], [-row[0] for row in rows])
    assert arrangement.f_vector == SIMPLE_F_VECTORS[m, n]
    assert arrangement.n_bounded_regions == comb(m - 1, n)
    assert arrangement.is_simple


def test_f_vectors_of_fans():
    """The faces of the braid arrangement are counted by ordered set partitions."""
    found = [braid_arrangement(4), resonance_arrangement(3), reflection_arrangement("B", 3)]
    assert [arrangement.f_vector for arrangement in found] == list(CENTRAL_F_VECTORS.values())
    assert braid_arrangement(6).f_vector == (0, 1, 62, 540, 1560, 1800, 720)


def test_facets_of_the_binary_zonotope():
    """The rays of the resonance arrangement (Deza, Pournin and Rakotonarivo 2021, primitive zonotopes)."""
    assert [resonance_arrangement(n).f_vector[1] for n in (2, 3, 4, 5)] == [6, 18, 90, 1250]


@degenerate
def test_euler_characteristic(arrangement):
    """The faces are a decomposition of R^n in open balls."""
    n = arrangement.ambient_dim
    assert sum((-1) ** k * f for k, f in enumerate(arrangement.f_vector)) == (-1) ** n


@given(small_arrangements(max_dim=4))
@settings(max_examples=25, deadline=None)
def test_faces_are_as_many_as_covectors(arrangement):
    covectors = [arrangement.covectors(k) for k in range(arrangement.ambient_dim + 1)]
    assert arrangement.f_vector == tuple(map(len, covectors))
    together = np.concatenate(covectors)
    assert len(np.unique(together, axis=0)) == len(together) or not len(arrangement)


@pytest.mark.parametrize("seed", range(6))
def test_chromatic_polynomials(seed):
    networkx = pytest.importorskip("networkx")
    sympy = pytest.importorskip("sympy")
    graph = networkx.gnp_random_graph(6, 0.55, seed=seed)
    chi = graphic_arrangement(6, graph.edges).characteristic_polynomial
    expected = networkx.chromatic_polynomial(graph)
    x = sympy.Symbol("x")
    assert sympy.expand(chi.to_sympy(x).as_expr() - expected) == 0
    assert chi(x).expand() == expected.expand()


# Faces --------------------------------------------------------------------------------------------------


def realisable(arrangement):
    """All sign vectors without zero whose open cell has a point, by one linear program for each."""
    forms = [(-row[-1], *row[:-1]) for row in integer_rows(arrangement)]
    found = []
    for signs in product((-1, 1), repeat=len(forms)):
        strict = [tuple(s * x for x in form) for s, form in zip(signs, forms, strict=True)]
        if solution(arrangement.ambient_dim, strict=strict) is not None:
            found.append(list(signs))
    return found


@given(small_arrangements(max_size=5))
@settings(max_examples=15, deadline=None)
def test_sign_vectors_are_those_that_a_linear_program_realises(arrangement):
    assert arrangement.sign_vectors.tolist() == realisable(arrangement)


@degenerate
def test_there_is_one_sign_vector_for_each_region(arrangement):
    signs = arrangement.sign_vectors
    assert signs.dtype == np.int8
    assert signs.shape == (arrangement.n_regions, len(arrangement))
    assert len(set(map(tuple, signs.tolist()))) == arrangement.n_regions
    assert np.abs(signs).all()


@pytest.mark.parametrize("name", [name for name, some in DEGENERATE.items() if some.n_regions <= 40])
def test_the_regions_are_where_the_signs_are(name):
    arrangement = DEGENERATE[name]
    for region, signs in zip(arrangement.regions, arrangement.sign_vectors, strict=True):
        assert region.is_full_dimensional
        assert np.array_equal(arrangement.sign_vector(region.interior_point), signs)
    if arrangement.is_essential:
        assert sum(region.is_bounded for region in arrangement.regions) == arrangement.n_bounded_regions


def test_faces_of_every_dimension():
    arrangement = DEGENERATE["lines through two points"]
    for dim in range(3):
        for signs in arrangement.covectors(dim):
            face = arrangement.face(signs)
            assert face.dim == dim
            assert np.array_equal(arrangement.sign_vector(face.interior_point), signs)


# Values -------------------------------------------------------------------------------------------------


def test_equality_is_that_of_sets():
    one = HyperplaneArrangement([[1, "1/2"], [0, 3], [-2, -1]], [1, 2, -2])
    other = HyperplaneArrangement([[0, -1], [0.5, 0.25]], ["-2/3", 0.5])
    assert one == other
    assert hash(one) == hash(other)
    assert len(one) == 2
    assert one != HyperplaneArrangement([[0, -1], [0.5, 0.25]], ["-2/3", 1])
    assert no_hyperplanes(2) != no_hyperplanes(3)
    assert one != "an arrangement"


@degenerate
def test_canonical_rows_and_pickles(arrangement):
    rows = integer_rows(arrangement)
    assert rows == sorted(set(rows))
    assert all(next(x for x in row if x) > 0 for row in rows)
    assert HyperplaneArrangement(arrangement.normals, arrangement.offsets) == arrangement
    copy = pickle.loads(pickle.dumps(arrangement))
    assert (copy, hash(copy), repr(copy)) == (arrangement, hash(arrangement), repr(arrangement))


def test_values_are_frozen():
    arrangement = HyperplaneArrangement([[1, 0]])
    with pytest.raises(AttributeError):
        arrangement.ambient_dim = 3
    with pytest.raises(ValueError, match="read-only"):
        arrangement.sign_vectors[0, 0] = 0


def test_shape_of_an_arrangement():
    assert DEGENERATE["a common point that is not the origin"].is_central
    assert not DEGENERATE["a grid"].is_central
    assert no_hyperplanes(0).is_essential
    assert no_hyperplanes(0).f_vector == (1,)
    assert no_hyperplanes(2).f_vector == (0, 0, 1)
    assert no_hyperplanes(2).is_simple
    assert DEGENERATE["a prism"].n_bounded_regions == 1
    assert not DEGENERATE["a prism"].is_essential
    assert DEGENERATE["two lines and a third parallel to one"].poincare_polynomial == (1, 3, 2)


def test_restriction_to_a_flat():
    """The restriction of the braid arrangement to x_0 = x_1 = x_2 is a smaller braid arrangement."""
    braid = braid_arrangement(5)
    lattice = braid.intersection_lattice
    triple = [i for i, normal in enumerate(braid.normals.tolist()) if not any(normal[3:])]
    assert len(triple) == 3
    flat = lattice.intersection(triple[:2])
    assert flat.hyperplanes == frozenset(triple)
    assert braid.restriction_to(flat) == braid_arrangement(3)
    assert braid.restriction_to([]) == braid


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (lambda: HyperplaneArrangement([1, 2]), ShapeError, "do not tell the dimension"),
        (lambda: HyperplaneArrangement([]), ShapeError, "do not tell the dimension"),
        (lambda: HyperplaneArrangement([[1, 2]], [1, 2]), ShapeError, "there are 1 normals"),
        (
            lambda: HyperplaneArrangement([[1], [0]], [1, 2]),
            InputError,
            "the normal at index 1 is zero, and 0.x = 2",
        ),
        (lambda: HyperplaneArrangement([[1.5, float("nan")]]), NotRationalError, "nan"),
        (lambda: braid_arrangement(3).sign_vector([1, 2]), ShapeError, "the space is R\\^3"),
        (lambda: braid_arrangement(3).face([1, 1]), ShapeError, "give one for each of 3"),
        (lambda: braid_arrangement(3).face([1, 1, 2]), InputError, "not all -1, 0 or 1"),
        (lambda: braid_arrangement(3).deletion(3), InputError, "there is no hyperplane 3"),
        (lambda: braid_arrangement(3).restriction(-1), InputError, "there is no hyperplane -1"),
        (
            lambda: HyperplaneArrangement([[1], [1]], [0, 1]).restriction_to([0, 1]),
            InputError,
            "no common point",
        ),
    ],
)
def test_what_is_no_arrangement(make, error, message):
    with pytest.raises(error, match=message):
        make()
