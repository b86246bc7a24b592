"""Operator norms: the definition at the vertices of a ball by brute force, sympy's eigenvalues, and laws."""

from fractions import Fraction
from itertools import product

import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from tropnet.analysis.operator_norms import (
    NORMS,
    largest_operator_norm,
    squared_operator_norm,
    stretched_direction,
)
from tropnet.errors import InputError
from tropnet.exact.arrays import rational_array

DUAL = {"l1": "linf", "l2": "l2", "linf": "l1"}

entries = st.integers(-4, 4)
shapes = st.tuples(st.integers(1, 3), st.integers(1, 3))
matrices = shapes.flatmap(
    lambda s: st.lists(st.lists(entries, min_size=s[1], max_size=s[1]), min_size=s[0], max_size=s[0])
)


def squared_size(vector, norm):
    if norm == "l2":
        return sum(x * x for x in vector)
    return (max if norm == "linf" else sum)(abs(x) for x in vector) ** 2


def image(J, x):
    return [sum(a * b for a, b in zip(row, x, strict=True)) for row in J]


def ball(norm, n):
    """The vertices of the unit ball."""
    if norm == "l1":
        return [[s * (i == j) for j in range(n)] for i in range(n) for s in (1, -1)]
    return list(product((1, -1), repeat=n))


def by_definition(J, norm, output_norm):
    """The largest stretch of a vertex of a polyhedral ball, of the inputs if possible."""
    if norm != "l2":
        return max(squared_size(image(J, x), output_norm) for x in ball(norm, len(J[0])))
    transposed = list(zip(*J, strict=True))
    return max(squared_size(image(transposed, y), "l2") for y in ball(DUAL[output_norm], len(J)))


@settings(max_examples=60, deadline=None)
@given(J=matrices, p=st.sampled_from(NORMS), r=st.sampled_from(NORMS))
def test_definition(J, p, r):
    norm = squared_operator_norm(J, p, r)
    if (p, r) != ("l2", "l2"):
        assert norm == by_definition(J, p, r)
    else:
        roots = sympy.Matrix(J).T * sympy.Matrix(J)
        x = sympy.Symbol("x")
        largest = max(sympy.Poly(roots.charpoly(x).as_expr(), x).real_roots())
        assert sympy.simplify(largest - (norm if isinstance(norm, Fraction) else norm.to_sympy())) == 0
    d = stretched_direction(np.array(J, dtype=object), p, r).fractions().tolist()
    stretch = Fraction(squared_size(image(J, d), r)) / squared_size(d, p)
    assert (
        stretch == norm
        if isinstance(norm, Fraction)
        else (1 - Fraction(1, 2**20)) * norm.low < stretch < norm
    )


@settings(max_examples=30, deadline=None)
@given(
    J=matrices,
    p=st.sampled_from(NORMS),
    r=st.sampled_from(NORMS),
    scale=st.fractions(1, 5, max_denominator=6),
)
def test_laws(J, p, r, scale):
    norm = squared_operator_norm(J, p, r)
    transposed = list(zip(*J, strict=True))
    assert squared_operator_norm(transposed, DUAL[r], DUAL[p]) == norm
    scaled = squared_operator_norm(rational_array(J) * scale, p, r)
    if isinstance(norm, Fraction):
        assert scaled == scale**2 * norm
    else:
        assert scale**2 * norm.low < scaled < scale**2 * norm.high
    # |x|_inf <= |x|_2 <= |x|_1
    assert squared_operator_norm(J, "linf", r) >= norm >= squared_operator_norm(J, "l1", r)


@settings(max_examples=40, deadline=None)
@given(
    shape=shapes,
    seed=st.integers(0, 10**6),
    p=st.sampled_from(NORMS),
    r=st.sampled_from(NORMS),
    spread=st.sampled_from([1, 3, 10**15]),
)
def test_largest_of_many(shape, seed, p, r, spread):
    J = np.random.default_rng(seed).integers(-spread, spread + 1, (12, *shape)).astype(object)
    number = largest_operator_norm(J, p, r)
    norms = [squared_operator_norm(matrix, p, r) for matrix in J]
    assert norms[number] == max(norms)


def test_named_matrices():
    """Hadamard's matrix of order 4, and the golden ratio."""
    h = [[1, 1, 1, 1], [1, -1, 1, -1], [1, 1, -1, -1], [1, -1, -1, 1]]
    assert squared_operator_norm(h, "l2", "l2") == squared_operator_norm(h, "l1", "l2") == 4
    # From linf to l1: at most n sqrt(n), which is attained where H has an eigenvector of signs.
    assert squared_operator_norm(h, "linf", "l1") == 64
    assert squared_operator_norm(h, "linf", "l2") == 16
    golden = squared_operator_norm([[1, 1], [1, 0]], "l2", "l2")
    assert golden.coefficients == (1, -3, 1)
    assert golden > 2


def test_near_ties_of_eigenvalues():
    """Matrices of one trace, the largest eigenvalues of which differ in the thirtieth digit."""
    big = 10**15
    rows = [[[big, 0], [0, big]], [[big, 1], [0, big]], [[big, -1], [0, big]], [[big, 0], [1, big]]]
    J = np.array(rows * 3, dtype=object)
    J[4] = [[big, 2], [0, big]]
    assert largest_operator_norm(J, "l2", "l2") == 4


def test_refusals():
    with pytest.raises(InputError, match="norm='l3' is not known"):
        squared_operator_norm([[1]], "l3", "l1")
    with pytest.raises(InputError, match="output_norm='max' is not known"):
        squared_operator_norm([[1]], "l1", "max")
    with pytest.raises(InputError, match=r"vectors of signs, which is too many"):
        squared_operator_norm(np.ones((20, 30), dtype=int), "linf", "l1")
    # One side is small enough.
    assert squared_operator_norm(np.ones((2, 30), dtype=int), "linf", "l1") == 60**2
