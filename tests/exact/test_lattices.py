"""Integer solutions and reduced bases: laws, and the criterion of the maximal minors."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tropnet.errors import InconsistentError, InputError, ShapeError, SingularMatrixError
from tropnet.exact.arrays import RationalArray, concatenate
from tropnet.exact.lattices import integer_kernel, integer_solutions, reduced_basis
from tropnet.exact.matrix import determinant, hermite_normal_form, rank, smith_normal_form


@st.composite
def matrices(draw, largest=6):
    m, n = draw(st.integers(0, 3)), draw(st.integers(0, 4))
    entries = draw(
        st.lists(st.lists(st.integers(-largest, largest), min_size=n, max_size=n), min_size=m, max_size=m)
    )
    return RationalArray(np.array(entries, dtype=object).reshape(m, n))


def gcd_of_maximal_minors(matrix):
    """The product of the non-zero invariant factors."""
    diagonal = smith_normal_form(matrix).numerators.diagonal()
    return int(np.prod(diagonal[diagonal != 0], initial=1))


@given(matrices())
@settings(max_examples=60, deadline=None)
def test_the_kernel_is_saturated(matrix):
    """It has the right rank, and its maximal minors have no common factor, so no integer vector is missing."""
    n = matrix.shape[1]
    kernel = integer_kernel(matrix)
    assert kernel.shape == (n - rank(matrix), n)
    assert not (kernel @ matrix.T).sign().any()
    assert rank(kernel) == len(kernel)
    assert gcd_of_maximal_minors(kernel) == 1


@given(matrices(), st.data())
@settings(max_examples=100, deadline=None)
def test_integer_solvability_is_a_condition_on_minors(matrix, data):
    """Smith 1861: solvable when the matrix and the augmented one have equal ranks and equal gcds of minors."""
    m = len(matrix)
    right = RationalArray(data.draw(st.lists(st.integers(-6, 6), min_size=m, max_size=m)))
    augmented = concatenate([matrix, right.reshape(m, 1)], axis=1)
    solvable = rank(matrix) == rank(augmented)
    solvable &= gcd_of_maximal_minors(matrix) == gcd_of_maximal_minors(augmented)
    if not solvable:
        with pytest.raises(InconsistentError):
            integer_solutions(matrix, right)
        return
    solution, basis = integer_solutions(matrix, right)
    assert solution.denominator == 1
    assert matrix @ solution == right
    assert basis == integer_kernel(matrix)


def test_right_hand_sides_that_are_no_integers_have_no_integer_solution():
    with pytest.raises(InconsistentError):
        integer_solutions([[1, 1]], ["1/2"])


@given(st.lists(st.lists(st.integers(-50, 50), min_size=3, max_size=3), min_size=3, max_size=3))
@settings(max_examples=60, deadline=None)
def test_a_reduced_basis_is_short(rows):
    """Lenstra, Lenstra and Lovasz 1982, (1.9): |b_1| <= 2^((m-1)/4) det^(1/m)."""
    matrix = RationalArray(rows)
    volume = abs(determinant(matrix))
    if volume == 0:
        with pytest.raises(SingularMatrixError, match="independent"):
            reduced_basis(matrix)
        return
    basis, transform = reduced_basis(matrix)
    assert transform @ matrix == basis
    assert abs(determinant(transform)) == 1
    assert hermite_normal_form(basis) == hermite_normal_form(matrix)
    assert (basis[0] @ basis[0]) ** 3 <= 2**3 * volume**2


def test_bad_arguments_are_named():
    with pytest.raises(InputError):
        integer_kernel([["1/2", 1]])
    with pytest.raises(ShapeError):
        integer_kernel([1, 2])
    with pytest.raises(ShapeError):
        integer_solutions([[1, 2]], [1, 2])
    with pytest.raises(ShapeError):
        integer_solutions([[1, 2]], [[1]])
