"""Linear algebra against definitions, closed formulas, and Leibniz' formula."""

import math
from fractions import Fraction
from itertools import combinations, pairwise, permutations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from tropnet.errors import InconsistentError, InputError, ShapeError, SingularMatrixError
from tropnet.exact.arrays import RationalArray, rational_array
from tropnet.exact.matrix import (
    determinant,
    hermite_decomposition,
    hermite_normal_form,
    inverse,
    nullspace,
    primitive,
    rank,
    row_space,
    smith_decomposition,
    smith_normal_form,
    solve,
)

small = st.integers(-3, 3).map(Fraction)  # small entries make degenerate matrices likely
rationals = (
    small | st.fractions(max_denominator=50, min_value=-5, max_value=5) | st.floats(-1, 1).map(Fraction)
)


any_shape = hnp.array_shapes(min_dims=2, max_dims=2, min_side=1, max_side=4)


def matrices(shape=any_shape, elements=rationals):
    return hnp.arrays(object, shape, elements=elements).map(rational_array)


squares = st.integers(0, 4).flatmap(lambda n: matrices((n, n)))
integer_matrices = matrices(elements=st.integers(-9, 9) | st.integers(-(2**70), 2**70))


def leibniz(matrix):
    """The sum over all permutations: the definition of the determinant."""
    entries = matrix.fractions()
    n = len(entries)
    return sum(
        (-1) ** sum(p[i] > p[j] for i, j in combinations(range(n), 2))
        * math.prod(entries[i, p[i]] for i in range(n))
        for p in permutations(range(n))
    )


def minors(matrix, k):
    for rows in combinations(range(matrix.shape[0]), k):
        for columns in combinations(range(matrix.shape[1]), k):
            yield leibniz(matrix[list(rows)][:, list(columns)])


def hilbert(n):
    return rational_array([[Fraction(1, i + j + 1) for j in range(n)] for i in range(n)])


# -- over the rationals -------------------------------------------------------------------------------


@given(squares)
def test_determinant_is_leibniz_formula(matrix):
    assert determinant(matrix) == leibniz(matrix)


@given(st.integers(1, 4).flatmap(lambda n: st.tuples(matrices((n, n)), matrices((n, n)))))
def test_determinant_is_multiplicative(pair):
    a, b = pair
    assert determinant(a @ b) == determinant(a) * determinant(b)
    assert determinant(a.T) == determinant(a)


@given(matrices())
def test_rank_is_the_size_of_the_largest_nonzero_minor(matrix):
    expected = max(k for k in range(min(matrix.shape) + 1) if any(minors(matrix, k)))
    assert rank(matrix) == rank(matrix.T) == expected


@pytest.mark.parametrize("n", [1, 2, 5, 12, 30])
def test_hilbert_matrices(n):
    # Determinant and inverse in closed form: M.-D. Choi, Tricks or treats with the Hilbert matrix,
    # Amer. Math. Monthly 90 (1983).
    superfactorial = math.prod(math.factorial(k) for k in range(n))
    double = math.prod(math.factorial(k) for k in range(2 * n))
    assert determinant(hilbert(n)) == Fraction(superfactorial**4, double)
    entries = [
        [
            (-1) ** (i + j)
            * (i + j + 1)
            * math.comb(n + i, n - j - 1)
            * math.comb(n + j, n - i - 1)
            * math.comb(i + j, i) ** 2
            for j in range(n)
        ]
        for i in range(n)
    ]
    assert inverse(hilbert(n)) == rational_array(entries)


@pytest.mark.parametrize("n", [2, 6, 20])
def test_vandermonde_systems_are_interpolation(n):
    points = [Fraction(2 * i + 1, i + 1) for i in range(n)]
    vandermonde = [[x**k for k in range(n)] for x in points]
    coefficients = rational_array([(-1) ** k * Fraction(k + 1, 3) for k in range(n)])
    values = [sum(c * x**k for k, c in enumerate(coefficients)) for x in points]
    assert solve(vandermonde, values) == coefficients
    assert determinant(vandermonde) == math.prod(y - x for x, y in combinations(points, 2))


@given(matrices(), st.data())
def test_systems_are_solved_or_rightly_refused(matrix, data):
    m, n = matrix.shape
    right = data.draw(matrices((m, 2)))
    consistent = rank(np.hstack([matrix.fractions(), right.fractions()])) == rank(matrix)
    if consistent and rank(matrix) == n:
        assert matrix @ solve(matrix, right) == right
    else:
        error = SingularMatrixError if consistent else InconsistentError
        with pytest.raises(error):
            solve(matrix, right)


@given(matrices(), st.data())
def test_solutions_are_found_again(matrix, data):
    assume(rank(matrix) == matrix.shape[1])
    x = data.draw(matrices((matrix.shape[1],)))
    assert solve(matrix, matrix @ x) == x


@given(squares)
def test_inverse_or_singular(matrix):
    if leibniz(matrix) == 0:
        with pytest.raises(SingularMatrixError, match="no inverse"):
            inverse(matrix)
    else:
        assert inverse(matrix) @ matrix == RationalArray.eye(len(matrix)) == matrix @ inverse(matrix)
        assert determinant(inverse(matrix)) == 1 / leibniz(matrix)


@given(matrices())
def test_nullspace_is_a_basis_of_the_orthogonal_complement(matrix):
    basis = nullspace(matrix)
    assert basis.shape == (matrix.shape[1] - rank(matrix), matrix.shape[1])
    assert rank(basis) == len(basis)
    assert basis @ matrix.T == RationalArray.zeros((len(basis), len(matrix)))
    assert primitive(basis) == basis
    assert row_space(nullspace(basis)) == row_space(matrix)


@given(matrices(), st.data())
def test_equal_row_spaces_have_equal_bases(matrix, data):
    change = data.draw(matrices((matrix.shape[0], matrix.shape[0])))
    assume(leibniz(change) != 0)
    assert row_space(change @ matrix) == row_space(matrix)
    assert nullspace(change @ matrix) == nullspace(matrix)


@given(matrices())
def test_row_space_is_reduced_and_spans(matrix):
    basis = row_space(matrix)
    leading = [next(j for j, entry in enumerate(line) if entry) for line in basis.tolist()]
    assert leading == sorted(set(leading))
    assert basis[:, leading] == RationalArray.eye(len(basis))
    # coordinates with respect to a reduced basis are the entries at its leading places
    assert matrix[:, leading] @ basis == matrix


@given(hnp.array_shapes(min_dims=2, max_dims=2, min_side=0, max_side=3).flatmap(matrices))
def test_primitive_rows_are_coprime_integers_in_the_same_direction(rows):
    result = primitive(rows)
    assert result.shape == rows.shape
    for line, old in zip(result, rows, strict=True):
        assert primitive(old) == line
        assert math.gcd(*line.integers()) == (1 if any(old) else 0)
        assert (line.sign() == old.sign()).all()
        assert rank([line, old]) == (1 if any(old) else 0)


# -- over the integers --------------------------------------------------------------------------------


def is_hermite(form):
    lines = [line for line in form.integers().tolist() if any(line)]
    leading = [next(j for j, entry in enumerate(line) if entry) for line in lines]
    return (
        lines == form.integers().tolist()[: len(lines)]
        and leading == sorted(set(leading))
        and all(lines[i][j] > 0 for i, j in enumerate(leading))
        and all(0 <= lines[k][j] < lines[i][j] for i, j in enumerate(leading) for k in range(i))
    )


@given(integer_matrices)
def test_hermite_form_fulfils_its_definition(matrix):
    form, transform = hermite_decomposition(matrix)
    assert is_hermite(form)
    assert transform @ matrix == form
    assert abs(determinant(transform)) == 1
    assert form == hermite_normal_form(matrix)


@given(integer_matrices, st.data())
def test_hermite_form_depends_on_the_lattice_alone(matrix, data):
    m = len(matrix)
    lower = np.tril(data.draw(hnp.arrays(int, (m, m), elements=st.integers(-3, 3))), -1) + np.eye(
        m, dtype=int
    )
    order = data.draw(st.permutations(range(m)))
    assert hermite_normal_form((lower @ matrix)[list(order)]) == hermite_normal_form(matrix)


@given(integer_matrices)
def test_smith_form_fulfils_its_definition(matrix):
    form, left, right = smith_decomposition(matrix)
    diagonal = form.integers().diagonal().tolist()
    assert left @ matrix @ right == form
    assert abs(determinant(left)) == abs(determinant(right)) == 1
    assert np.count_nonzero(form.integers()) == np.count_nonzero(diagonal)
    assert all(d >= 0 for d in diagonal)
    assert all(b % a == 0 if a else b == 0 for a, b in pairwise(diagonal))
    assert form == smith_normal_form(matrix) == smith_normal_form(matrix.T).T


@given(integer_matrices)
def test_products_of_invariant_factors_are_gcds_of_minors(matrix):
    diagonal = smith_normal_form(matrix).integers().diagonal().tolist()
    for k in range(1, len(diagonal) + 1):
        assert math.prod(diagonal[:k]) == math.gcd(*map(int, minors(matrix, k)))


@pytest.mark.parametrize(
    ("matrix", "factors"),
    [
        ([[2, 4, 4], [-6, 6, 12], [10, 4, 16]], [2, 2, 156]),  # Wikipedia, Smith normal form
        ([[12, 6, 4], [3, 9, 6], [2, 16, 14]], [1, 10, 30]),  # documentation of sympy, smith_normal_form
        (np.diag([4, 6, 10]), [2, 2, 60]),
        (np.diag([0, 3, 0, 2]), [1, 6, 0, 0]),
        # The cokernel of the Laplacian of the complete graph K_n is Z + (Z/n)^(n-2).
        (5 * np.eye(5, dtype=int) - 1, [1, 5, 5, 5, 0]),
    ],
)
def test_known_invariant_factors(matrix, factors):
    form, left, right = smith_decomposition(matrix)
    assert form == smith_normal_form(matrix) == np.diag(factors) @ RationalArray.eye(len(factors))
    assert left @ rational_array(matrix) @ right == form


def test_known_hermite_form():
    # (3, 4, 5) - 4 (0, 1, 2) = (3, 0, -3), and (6, 7, 8) = 2 (3, 4, 5) - (0, 1, 2)
    matrix = [[0, 1, 2], [3, 4, 5], [6, 7, 8]]
    assert hermite_normal_form(matrix) == RationalArray([[3, 0, -3], [0, 1, 2], [0, 0, 0]])


# -- errors and empty matrices ------------------------------------------------------------------------


def test_empty_matrices():
    wide, tall = RationalArray.zeros((0, 2)), RationalArray.zeros((2, 0))
    assert (rank(wide), rank(tall)) == (0, 0)
    assert nullspace(wide) == RationalArray.eye(2)
    assert nullspace(tall).shape == (0, 0)
    assert row_space(wide).shape == (0, 2)
    assert determinant(RationalArray.zeros((0, 0))) == 1
    assert solve(tall, [0, 0]).shape == (0,)
    assert solve(RationalArray.zeros((0, 0)), RationalArray.zeros((0, 3))).shape == (0, 3)
    assert [part.shape for part in smith_decomposition(wide)] == [(0, 2), (0, 0), (2, 2)]
    assert [part.shape for part in hermite_decomposition(tall)] == [(2, 0), (2, 2)]
    with pytest.raises(InconsistentError):
        solve(tall, [0, 1])
    with pytest.raises(SingularMatrixError):
        solve(wide, [])


@pytest.mark.parametrize(
    ("operation", "arguments"),
    [
        (rank, [[1, 2]]),
        (determinant, [[[1, 2]]]),
        (inverse, [[[1, 2]]]),
        (solve, [[[1, 2]], [1, 2]]),
        (solve, [[[1, 2]], 1]),
        (nullspace, [5]),
        (primitive, [5]),
    ],
)
def test_shapes_that_do_not_fit(operation, arguments):
    with pytest.raises(ShapeError):
        operation(*arguments)


@pytest.mark.parametrize(
    "operation", [hermite_normal_form, hermite_decomposition, smith_normal_form, smith_decomposition]
)
def test_lattices_need_integers(operation):
    with pytest.raises(InputError, match=r"index \(0, 1\)"):
        operation([[1, "1/2"]])
