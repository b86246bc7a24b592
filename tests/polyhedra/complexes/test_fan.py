"""The orthants of independent forms."""

from itertools import combinations, product
from math import comb, gcd

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from oracles.feasibility import rank

from tropnet.polyhedra.complexes.complex import Complex
from tropnet.polyhedra.complexes.fan import orthants


def square_forms(n, bound=3):
    entry = st.integers(-bound, bound)
    return st.lists(st.lists(entry, min_size=n + 1, max_size=n + 1), min_size=n, max_size=n)


def closures(complex_: Complex):
    sets = [[{v} for v in range(complex_.n_vertices)]]
    for k in range(1, complex_.dim + 1):
        found = [set() for _ in range(complex_.counts[k])]
        for o, f in np.stack(complex_.entries(k), axis=1).tolist():
            found[o] |= sets[-1][f]
        sets.append(found)
    return sets


@pytest.mark.parametrize("n", [1, 2, 3, 4, 5])
def test_numbers_of_faces(n):
    """A k-face is the apex with k directions of different axes, or k + 1 directions without it."""
    forms = np.hstack([np.eye(n, dtype=int), np.zeros((n, 1), int)]).astype(object)
    for n_two in range(n + 1):
        two_sided = [i < n_two for i in range(n)]
        sides = [2 if two else 1 for two in two_sided]

        def chosen(size, sides=sides):
            return sum(np.prod(some, dtype=int) for some in combinations(sides, size))

        complex_, vertices, _ = orthants(forms, two_sided)
        assert complex_.counts == [chosen(k) + chosen(k + 1) for k in range(n + 1)]
        assert len(vertices) == 1 + sum(sides)
    assert complex_.counts == [comb(n, k) * 2**k + comb(n, k + 1) * 2 ** (k + 1) for k in range(n + 1)]


def test_the_space_of_dimension_zero():
    complex_, vertices, signs = orthants(np.empty((0, 1), dtype=object), [])
    assert (complex_.dim, complex_.counts, vertices.tolist(), signs.shape) == (0, [1], [[1]], (1, 0))


@settings(max_examples=100, deadline=None)
@given(st.integers(1, 4).flatmap(square_forms), st.data())
def test_vertices_and_signs(forms, data):
    n = len(forms)
    assume(rank([row[:-1] for row in forms]) == n)
    two_sided = data.draw(st.lists(st.booleans(), min_size=n, max_size=n))
    complex_, vertices, signs = orthants(np.array(forms, dtype=object), two_sided)
    exact = [tuple(map(int, row)) for row in vertices.tolist()]
    # Primitive rows; the apex first, a point, then directions.
    assert all(gcd(*row) == 1 for row in exact)
    assert exact[0][-1] > 0
    assert all(row[-1] == 0 for row in exact[1:])
    values = [[sum(a * x for a, x in zip(form, row, strict=True)) for form in forms] for row in exact]
    assert signs.tolist() == [[(v > 0) - (v < 0) for v in row] for row in values]
    # The directions are the axes, one side or both.
    axes = [
        [sign * (i == j) for j in range(n)] for i in range(n) for sign in ((1, -1) if two_sided[i] else (1,))
    ]
    assert signs.tolist() == [[0] * n, *axes]
    # A cell is the orthant of one choice of sides.
    cells = [tuple(signs[list(cell)].sum(axis=0)) for cell in closures(complex_)[-1]]
    assert sorted(cells) == sorted(product(*((1, -1) if two else (1,) for two in two_sided)))


@pytest.mark.parametrize("n", [1, 2, 3, 4])
def test_faces_are_simplices(n):
    forms = np.hstack([np.eye(n, dtype=int), np.ones((n, 1), int)]).astype(object)
    complex_, vertices, _ = orthants(forms, [True] * n)
    for k, faces in enumerate(closures(complex_)):
        assert all(len(face) == k + 1 for face in faces)
        assert all(rank(vertices[list(face)].tolist()) == k + 1 for face in faces)
        assert len({frozenset(face) for face in faces}) == len(faces)
