"""Mixed subdivisions: decompositions, types, counting identities."""

import pickle
from math import comb

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tropical.polynomials import honeycomb, polynomials, unit_heights

from tropnet.errors import InputError, ShapeError
from tropnet.exact.arrays import RationalArray
from tropnet.polyhedra.measures.mixed_volume import mixed_area
from tropnet.polyhedra.sums import minkowski_sum
from tropnet.tropical.hypersurface import TropicalHypersurface
from tropnet.tropical.mixed import MixedSubdivision, mixed_subdivision
from tropnet.tropical.newton import newton_polytope
from tropnet.tropical.polynomial import TropicalPolynomial
from tropnet.tropical.subdivision import dual_subdivision

pairs = st.sampled_from(["max", "min"]).flatmap(
    lambda convention: st.tuples(
        *[polynomials(n=2, max_monomials=5, convention=convention)] * 2,
    )
)


def shifted(p, v):
    """The polynomial p(x - v), whose hypersurface is translated by v."""
    n = p.n_variables
    return p.compose(RationalArray.eye(n), -RationalArray(v))


@given(pairs)
@settings(max_examples=10, deadline=None)
def test_cells_are_the_sums_of_their_summands(pair):
    subdivision = MixedSubdivision(pair)
    for dim in range(subdivision.dim + 1):
        for cell in subdivision.cells(dim):
            assert minkowski_sum(*cell.polytopes) == cell.polytope
            assert cell.polytope.dim == dim
            assert cell.type == tuple(polytope.dim for polytope in cell.polytopes)
            # Summands are cells of the subdivisions of the factors.
            for p, monomials in zip(pair, cell.summands, strict=True):
                assert monomials in {face.points for face in dual_subdivision(p)}
            # The dual cell lies on the hypersurfaces of just the summands that are not points.
            on = [TropicalHypersurface(p).contains(cell.point) for p in pair]
            assert on == [d > 0 for d in cell.type]


@given(pairs)
@settings(max_examples=15, deadline=None)
def test_it_subdivides_the_sum_of_the_newton_polytopes(pair):
    subdivision = MixedSubdivision(pair)
    whole = newton_polytope(pair[0] * pair[1])
    assert subdivision.dim == whole.dim
    assert sum(cell.polytope.volume for cell in subdivision.maximal_cells) == whole.volume
    # The same cells as those of the expanded product, monomials that never attain the maximum included.
    expanded = dual_subdivision(pair[0] * pair[1])
    assert expanded.f_vector == subdivision.f_vector
    assert {cell.polytope for cell in expanded.maximal_cells} == {
        cell.polytope for cell in subdivision.maximal_cells
    }


@given(pairs)
@settings(max_examples=20, deadline=None)
def test_regions_of_a_product_of_transversal_curves(pair):
    """r_F + r_G - 1 + X regions, where the curves cross in X points: Euler's formula, one curve at a time."""
    p, q = pair[0], shifted(pair[1], ["1000003/999983", "-7654321/8191"])
    subdivision = MixedSubdivision((p, q))
    crossings = sum(cell.type == (1, 1) for cell in subdivision.cells(2)) if subdivision.dim == 2 else 0
    transversal = all(sum(cell.type) == cell.dim for cell in subdivision.maximal_cells)
    if transversal and newton_polytope(p).dim == newton_polytope(q).dim == 2:
        assert (p * q).n_regions == p.n_regions + q.n_regions - 1 + crossings
        assert sum(cell.mixed_volume for cell in subdivision.mixed_cells) == mixed_area(
            newton_polytope(p), newton_polytope(q)
        )


def test_a_polynomial_with_itself_is_far_from_fine():
    p = honeycomb(2, 2)
    twice = mixed_subdivision(p, p)
    assert {cell.type for cell in twice.maximal_cells} == {(2, 2)}
    assert all(cell.summands[0] == cell.summands[1] for cell in twice.maximal_cells)
    assert twice.f_vector == dual_subdivision(p).f_vector
    assert not twice.is_fine
    assert len(twice.mixed_cells) == len(twice.maximal_cells)


def test_three_generic_planes_in_space():
    """Bernstein: one point on all three; two planes and a third meet in the expected numbers of cells."""
    plane = unit_heights([[0, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1]])
    planes = [plane, shifted(plane, [1, 5, -7]), shifted(plane, [-11, 3, 17])]
    subdivision = mixed_subdivision(*planes)
    types = [cell.type for cell in subdivision.maximal_cells]
    assert subdivision.is_fine
    # One cell for each 3 = a + b + c (Postnikov, Permutohedra, associahedra, and beyond, 2009, Section 14).
    assert sorted(types) == sorted((a, b, 3 - a - b) for a in range(4) for b in range(4 - a))
    assert len(types) == comb(3 + 3 - 1, 3)
    (cell,) = subdivision.mixed_cells
    assert cell.mixed_volume == 1


def test_one_polynomial_is_its_own_mixed_subdivision():
    p = honeycomb(2, 3)
    subdivision = mixed_subdivision(p)
    assert subdivision.f_vector == dual_subdivision(p).f_vector
    assert {cell.summands[0] for cell in subdivision.maximal_cells} == {
        cell.points for cell in dual_subdivision(p).maximal_cells
    }
    with pytest.raises(ShapeError, match="n polytopes in R"):
        _ = subdivision.maximal_cells[0].mixed_volume


def test_points_and_no_variables():
    point = TropicalPolynomial.constant(1, 2)
    line = unit_heights([[0, 0], [1, 0], [0, 1]])
    assert [cell.type for cell in mixed_subdivision(line, point).maximal_cells] == [(2, 0)]
    nothing = TropicalPolynomial.constant(0, 0)
    assert mixed_subdivision(nothing, nothing).f_vector == (1,)


def test_values():
    subdivision = mixed_subdivision(honeycomb(2, 1), honeycomb(2, 2))
    cell = subdivision.maximal_cells[0]
    assert pickle.loads(pickle.dumps(cell)) == cell
    assert hash(subdivision) == hash(mixed_subdivision(honeycomb(2, 1), honeycomb(2, 2)))


def test_bad_input_is_named():
    line = honeycomb(2, 1)
    with pytest.raises(InputError, match="no polynomials"):
        mixed_subdivision()
    with pytest.raises(InputError, match="tropical zero"):
        mixed_subdivision(line, TropicalPolynomial.zero(2))
    with pytest.raises(InputError, match="cannot be combined"):
        mixed_subdivision(line, -line)
    with pytest.raises(ShapeError, match="2 and 3 variables"):
        mixed_subdivision(line, honeycomb(3, 1))
