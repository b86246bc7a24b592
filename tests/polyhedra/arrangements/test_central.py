"""Covectors against orthogonality to circuits, numbers of faces against the literature."""

import pickle
from fractions import Fraction
from itertools import combinations, product
from math import comb, prod

import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st
from oracles.arrangements import CENTRAL_F_VECTORS, arrangements

from tropnet.errors import NotRationalError, ShapeError
from tropnet.exact.arrays import rational_array
from tropnet.polyhedra.arrangements.central import CentralFan, central_sign_vectors

CENTRAL = [a for a in arrangements(4000) if all(row[0] == 0 for row in a.rows)]


def normals_of(arrangement):
    return [row[1:] for row in arrangement.rows]


def signed_circuits(normals):
    """The signs of the minimal linear dependences, by nullspaces of subsets."""
    circuits = []
    for size in range(1, len(normals) + 1):
        for subset in combinations(range(len(normals)), size):
            kernel = sympy.Matrix([normals[i] for i in subset]).T.nullspace()
            if len(kernel) == 1 and all(kernel[0]):
                circuits.append({i: int(sympy.sign(c)) for i, c in zip(subset, kernel[0], strict=True)})
    return circuits


def covectors_by_orthogonality(normals):
    """The sign vectors orthogonal to all circuits: on each circuit, all zero or both signs of products."""
    circuits = signed_circuits(normals)

    def is_orthogonal(covector, circuit):
        products = {sign * covector[i] for i, sign in circuit.items()} - {0}
        return len(products) != 1

    signs = product((-1, 0, 1), repeat=len(normals))
    return [s for s in signs if all(is_orthogonal(s, circuit) for circuit in circuits)]


def rank_of_zeros(normals, covector):
    zeros = [normal for normal, sign in zip(normals, covector, strict=True) if sign == 0]
    return sympy.Matrix(zeros).rank() if zeros else 0


DEGENERATE = {
    "nothing in the plane": np.zeros((0, 2), int),
    "nothing in R^0": np.zeros((0, 0), int),
    "zeros in R^0": np.zeros((2, 0), int),
    "zeros": [[0, 0], [0, 0]],
    "one point on a line": [[3], [-2], [0], [3]],
    "parallel and opposite": [[1, 2], [-2, -4], [0, 0], [1, 2]],
    "lineality": [[1, 0, 0], [0, 1, 0], [1, 1, 0]],
    "direct sum of a line and three lines": [[1, 0, 0], [1, 1, 0], [1, 0, 1], [2, 1, 1]],
    "direct sum that no coordinate shows": [[1, 1, 0, 0], [1, 2, 0, 1], [2, 3, 0, 1], [1, 1, 1, 1]],
    "concurrent": [[1, 0, 0], [0, 1, 0], [1, 1, 0], [0, 0, 1], [1, 1, 1]],
    "graph of a square with a diagonal": [
        [1, -1, 0, 0],
        [0, 1, -1, 0],
        [0, 0, 1, -1],
        [-1, 0, 0, 1],
        [1, 0, -1, 0],
    ],
}


@pytest.mark.parametrize("name", DEGENERATE)
def test_covectors_are_the_sign_vectors_orthogonal_to_all_circuits(name):
    normals = np.array(DEGENERATE[name]).tolist() or np.array(DEGENERATE[name])
    n = np.array(DEGENERATE[name]).shape[1]
    expected = covectors_by_orthogonality(normals) if n else [(0,) * len(normals)]
    fan = CentralFan(normals)
    assert sorted(tuple(row) for k in range(n + 1) for row in fan.covectors(k).tolist()) == sorted(expected)
    for k in range(n + 1):
        assert fan.f_vector[k] == len(fan.covectors(k))
        assert all(n - rank_of_zeros(normals, row) == k for row in fan.covectors(k).tolist() if n)
    assert fan.sign_vectors.tolist() == fan.covectors(n).tolist()


small = st.integers(2, 4).flatmap(
    lambda n: st.lists(st.lists(st.integers(-2, 2), min_size=n, max_size=n), min_size=1, max_size=5)
)


@settings(max_examples=25, deadline=None)
@given(small)
def test_random_covectors_are_orthogonal_to_all_circuits(normals):
    expected = covectors_by_orthogonality(normals)
    fan = CentralFan(normals)
    found = [tuple(row) for k in range(len(normals[0]) + 1) for row in fan.covectors(k).tolist()]
    assert sorted(found) == sorted(expected)


@pytest.mark.parametrize("arrangement", CENTRAL, ids=str)
def test_numbers_of_regions_of_named_arrangements(arrangement):
    signs = central_sign_vectors(normals_of(arrangement))
    assert len(signs) == len(np.unique(signs, axis=0)) == arrangement.n_regions
    assert np.array_equal(signs[::-1], -signs)


@pytest.mark.parametrize("name", CENTRAL_F_VECTORS)
def test_f_vectors_of_named_arrangements(name):
    [arrangement] = [a for a in CENTRAL if a.name == name]
    assert CentralFan(normals_of(arrangement)).f_vector == CENTRAL_F_VECTORS[name]


@pytest.mark.parametrize(("m", "n"), [(1, 1), (5, 2), (7, 3), (9, 4), (6, 6), (8, 5)])
def test_general_position(m, n):
    """Schläfli: 2 sum C(m-1, i), i < n regions; any minor of a Vandermonde matrix is nonzero."""
    normals = [[(Fraction(t, 3)) ** k for k in range(n)] for t in range(1, m + 1)]
    fan = CentralFan(normals)
    assert len(fan.sign_vectors) == 2 * sum(comb(m - 1, i) for i in range(n))
    for k in range(1, n + 1):
        dims = 2 * comb(m, n - k) * sum(comb(m - n + k - 1, j) for j in range(k))
        assert fan.f_vector[k] == dims


def test_a_boolean_arrangement_is_a_direct_sum_of_lines():
    fan = CentralFan(np.eye(11, dtype=int))
    assert len(fan.sign_vectors) == 2**11
    assert fan.f_vector == tuple(comb(11, k) * 2**k for k in range(12))


def covector(normals, x):
    return tuple(rational_array(normals @ rational_array(x)).sign().tolist())


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 4), st.integers(1, 8), st.sampled_from([2, 10**4, 2**70]))
def test_every_point_lies_in_a_face_and_rays_have_their_covectors(seed, n, m, size):
    rng = np.random.default_rng(seed)
    entries = rng.integers(-2, 3, (m, n)).astype(object) * size + rng.integers(-1, 2, (m, n)).astype(object)
    normals = rational_array(entries)
    fan = CentralFan(normals)
    faces = {tuple(row) for k in range(n + 1) for row in fan.covectors(k).tolist()}
    for _ in range(5):
        assert covector(normals, rng.integers(-3, 4, n)) in faces
    lineality = n - fan.rank
    assert sorted(covector(normals, ray) for ray in fan.rays) == sorted(
        map(tuple, fan.covectors(lineality + 1).tolist())
    )
    assert all(count == 0 for count in fan.f_vector[:lineality])
    assert sum((-1) ** k * count for k, count in enumerate(fan.f_vector)) == (-1) ** n


def test_floats_are_the_dyadic_numbers_that_they_are():
    """The sum of the floats 0.1 and 0.2 is not three times 0.1, so that the third line is apart."""
    assert len(central_sign_vectors([[0.1, 1.0], [0.2, 2.0], [0.1 + 0.2, 3.0]])) == 4
    assert len(central_sign_vectors([["1/10", 1], ["2/10", 2], ["3/10", 3]])) == 2


def test_scaling_and_permuting_normals_scales_and_permutes_columns():
    rng = np.random.default_rng(5)
    normals = rng.integers(-3, 4, (9, 3))
    scale = np.array([1, -1, 2, -3, 1, 1, -5, 7, -1])
    order = rng.permutation(9)
    changed = central_sign_vectors((normals * scale[:, None])[order])
    expected = (central_sign_vectors(normals) * np.sign(scale).astype(np.int8))[:, order]
    assert {tuple(row) for row in changed.tolist()} == {tuple(row) for row in expected.tolist()}


def test_direct_sums_multiply():
    rng = np.random.default_rng(6)
    left, right = rng.integers(-3, 4, (5, 3)), rng.integers(-3, 4, (4, 2))
    change = np.array([[1, 2, 0, 0, 1], [0, 1, 0, 3, 0], [0, 0, 1, 0, 0], [0, 0, 1, 1, 0], [0, 1, 0, 0, 1]])
    block = np.block([[left, np.zeros((5, 2), int)], [np.zeros((4, 3), int), right]]) @ change
    sizes = [len(central_sign_vectors(part)) for part in (left, right)]
    assert len(central_sign_vectors(block)) == prod(sizes)


def test_what_is_no_matrix_is_refused():
    with pytest.raises(ShapeError, match="one in each row"):
        CentralFan([1, 2, 3])
    with pytest.raises(NotRationalError):
        central_sign_vectors([[np.nan, 1]])


def test_a_fan_survives_pickling():
    fan = CentralFan([[1, 0], [1, "1/2"]])
    assert fan.f_vector == (1, 4, 4)
    again = pickle.loads(pickle.dumps(fan))
    assert (again, hash(again)) == (fan, hash(fan))
    assert again.sign_vectors.tolist() == fan.sign_vectors.tolist()
