"""Interior simplices: the lemma on signs at points, and the cells of alcoved triangulations."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from tropical.polynomials import honeycomb, polynomials

from tropnet.errors import InputError
from tropnet.exact.arrays import RationalArray
from tropnet.polyhedra.polyhedron import Polyhedron
from tropnet.theory.representation import interior_simplices
from tropnet.tropical import TropicalPolynomial, dual_subdivision


@given(polynomials())
@settings(max_examples=25, deadline=None)
def test_signs_at_every_point_sum_to_one(p):
    simplices = interior_simplices(p)
    bodies = {face: Polyhedron.from_generators(p.exponents[list(face)]) for face in simplices}
    r = dual_subdivision(p).dim
    assert all(body.dim == len(face) - 1 for face, body in bodies.items())
    assert all(sign == (-1) ** (r - bodies[face].dim) for face, sign in simplices.items())
    weights = np.random.default_rng(0).integers(0, 3, size=(6, p.n_monomials)) + np.eye(
        6, p.n_monomials, dtype=int
    )
    points = [p.exponents[i] for i in range(p.n_monomials)]
    points += [RationalArray.from_integers(w, int(w.sum())) @ p.exponents for w in weights if w.sum()]
    for a in points:
        assert sum(sign for face, sign in simplices.items() if bodies[face].contains(a)) == 1


@given(polynomials())
@settings(max_examples=25, deadline=None)
def test_monomials_are_the_essential_ones(p):
    # A monomial in the boundary of A is in some interior simplex, too.
    used = {i for face in interior_simplices(p) for i in face}
    assert used == set(np.flatnonzero(p.is_essential).tolist())


@pytest.mark.parametrize(("n", "d"), [(1, 4), (2, 4), (3, 3)])
def test_a_unimodular_triangulation_is_kept(n, d):
    p = honeycomb(n, d)
    powers = p.exponents.numerators
    # A simplex is interior if its barycentre is: all coordinates are positive, and their sum is less than d.
    interior = {
        cell.points
        for cell in dual_subdivision(p)
        if (powers[list(cell.points)].sum(axis=0) > 0).all()
        and powers[list(cell.points)].sum() < d * (cell.dim + 1)
    }
    assert set(interior_simplices(p)) == interior
    # Interior vertices are the lattice points with positive coordinates and sum less than d.
    assert Counter(map(len, interior))[1] == sum((a > 0).all() and a.sum() < d for a in powers)


def test_the_tropical_zero_has_no_simplices():
    with pytest.raises(InputError, match="tropical zero"):
        interior_simplices(TropicalPolynomial.zero(2))
