"""Essential monomials against linear programs, hulls of the Parma Polyhedra Library, and brute force."""

from fractions import Fraction
from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given, settings
from tropical.polynomials import polynomials

from tropnet.errors import MissingDependencyError, UndecidedError
from tropnet.exact.arrays import RationalArray, concatenate, rational_array
from tropnet.exact.programs import Optimal, Unbounded, maximize
from tropnet.tropical import essential
from tropnet.tropical.essential import essential_monomials, lifted_cone, upper_chain
from tropnet.tropical.polynomial import TropicalPolynomial

try:
    import ppl
except ImportError:
    ppl = None


def by_linear_programs(exponents, coefficients):
    """Monomial i is essential if t > 0 is possible in a_i x + c_i >= a_k x + c_k + t for all k."""
    exponents, coefficients = rational_array(exponents), rational_array(coefficients)
    r, n = exponents.shape
    mask = []
    for i in range(r):
        rows = concatenate([exponents - exponents[i], RationalArray.zeros((r, 1)) + 1], axis=1)
        others = [k for k in range(r) if k != i]
        best = maximize([0] * n + [1], rows[others], (coefficients[i] - coefficients)[others])
        mask.append(isinstance(best, Unbounded) or (isinstance(best, Optimal) and best.value > 0))
    return mask


def by_ppl(exponents, coefficients):
    """Monomial i is essential if (a_i, c_i) is a vertex of the hull of the lifted points and the ray downwards."""
    rows = concatenate([exponents, coefficients.reshape(-1, 1)], axis=1)
    integers, n = rows.numerators.tolist(), rows.shape[1] - 1
    system = ppl.Generator_System()
    system.insert(ppl.ray(-ppl.Variable(n)))
    for row in integers:
        system.insert(
            ppl.point(sum((v * ppl.Variable(i) for i, v in enumerate(row)), ppl.Linear_Expression(0)))
        )
    vertices = {
        tuple(int(v) for v in g.coefficients())
        for g in ppl.C_Polyhedron(system).minimized_generators()
        if g.is_point()
    }
    return [tuple(row) in vertices for row in integers]


@given(polynomials(max_monomials=9, convention="max"))
@settings(max_examples=50, deadline=None)
def test_against_one_linear_program_for_each_monomial(p):
    assert essential_monomials(p.exponents, p.coefficients).tolist() == by_linear_programs(
        p.exponents, p.coefficients
    )


@given(polynomials(max_monomials=12, convention="max"))
@settings(max_examples=60, deadline=None)
def test_both_methods_on_small_degenerate_polynomials(p):
    """Below the threshold at which hulls are used they are right as well."""
    if p.n_variables < 2 or p.n_monomials < 2:
        return
    by_programs = essential._facets_of_epigraph(p.exponents, p.coefficients)
    try:
        by_hull = essential._extreme(p.exponents, p.coefficients)
    except UndecidedError:
        return
    assert by_hull.tolist() == by_programs.tolist()


def grid(n, side):
    return np.array(list(product(range(side), repeat=n)))


def cases():
    rng = np.random.default_rng(3)
    for n, m in ((2, 60), (3, 80), (4, 70)):
        yield f"integers in R^{n}", rng.integers(-6, 7, (m, n)), rng.integers(-9, 10, m)
        yield f"floats in R^{n}", rng.normal(size=(m, n)), rng.normal(size=m)
        points = grid(n, 5 if n == 2 else 3)
        yield f"paraboloid in R^{n}", points, -(points**2).sum(axis=1)
        yield f"flat top in R^{n}", points, np.minimum(0, 2 - points.sum(axis=1))
        yield f"affine heights in R^{n}", points, points.sum(axis=1) * 3 - 1
        line = np.outer(np.arange(40), np.arange(1, n + 1))
        yield f"a segment in R^{n}", line, -((np.arange(40) // 3 * 3) ** 2)
        plane = np.column_stack([grid(2, 8), *[grid(2, 8).sum(axis=1)] * (n - 2)])
        yield f"a polygon in R^{n}", plane, -((grid(2, 8) - 3) ** 4).sum(axis=1)
        heights = [
            Fraction(-int(h)) + Fraction((-1) ** k, 2**60) for k, h in enumerate((points**2).sum(axis=1))
        ]
        yield f"perturbed paraboloid in R^{n}", points, heights
        heights = [Fraction(k % 3 - 1, 2**60) for k in range(len(points))]
        yield f"nearly flat in R^{n}", points, heights
        yield f"long integers in R^{n}", [[10**30 * int(v) + 1 for v in a] for a in points], heights


@pytest.mark.parametrize("n", [2, 3, 4])
def test_hulls_decide_about_generic_and_about_round_data(n):
    """Nothing is left to the linear programs here, so that what hulls say is what is tested."""
    for name, exponents, coefficients in cases():
        if name in {f"integers in R^{n}", f"floats in R^{n}", f"paraboloid in R^{n}"}:
            p = TropicalPolynomial(exponents, coefficients)
            by_hull = essential._extreme(p.exponents, p.coefficients)
            assert by_hull.tolist() == essential._facets_of_epigraph(p.exponents, p.coefficients).tolist()
            assert by_hull.all() or not name.startswith("paraboloid")


@pytest.mark.skipif(ppl is None, reason="pplpy has wheels for Python 3.11 only")
@pytest.mark.parametrize(("exponents", "coefficients"), [c[1:] for c in cases()], ids=[c[0] for c in cases()])
def test_against_hulls_of_ppl(exponents, coefficients):
    p = TropicalPolynomial(exponents, coefficients)
    mask = essential_monomials(p.exponents, p.coefficients)
    assert mask.tolist() == by_ppl(p.exponents, p.coefficients)


def test_thousands_of_monomials_on_a_paraboloid_and_below_it():
    """All lattice points of a paraboloid are essential; whatever lies below one of them is not."""
    points = grid(2, 45)
    above = -(points**2).sum(axis=1)
    shifted = points + np.array([Fraction(1, 3), Fraction(1, 5)])
    # Interpolating -t^2 between integers is wrong by at most 1/4, so by at most 1/2 in the sum.
    below = -(shifted**2).sum(axis=1) - 1
    p = TropicalPolynomial(np.concatenate([points, shifted[:1500]]), np.concatenate([above, below[:1500]]))
    inside = [all(v < 44 for v in a) for a in p.terms]
    expected = [a[0].denominator == 1 for a in p.terms]
    assert [m for m, i in zip(p.is_essential.tolist(), inside, strict=True) if i] == [
        e for e, i in zip(expected, inside, strict=True) if i
    ]
    assert len(p.terms) == 2025 + 1500


@pytest.mark.parametrize("error", [UndecidedError("flat"), MissingDependencyError("no scipy")])
def test_without_a_hull_the_linear_programs_answer(error, monkeypatch):
    points = grid(3, 4)
    heights = -(points**2).sum(axis=1) + (points[:, 0] == 1)
    p = TropicalPolynomial(points, heights)
    with_hull = essential_monomials(p.exponents, p.coefficients)

    def fail(*_):
        raise error

    monkeypatch.setattr(essential, "cone_hull", fail)
    assert essential_monomials(p.exponents, p.coefficients).tolist() == with_hull.tolist()
    with pytest.raises(type(error)):
        lifted_cone(p.exponents, p.coefficients)


def test_one_variable_by_all_pairs():
    """A point is a vertex of the upper chain if no chord of two others passes above it or through it."""
    rng = np.random.default_rng(5)
    for _ in range(40):
        xs = rng.permutation(15)[:9]
        ys = rng.integers(-6, 7, 9)
        dominated = {
            j
            for i, k in combinations(range(9), 2)
            for j in range(9)
            if min(xs[i], xs[k]) < xs[j] < max(xs[i], xs[k])
            and (ys[j] - ys[i]) * abs(xs[k] - xs[i]) <= (ys[k] - ys[i]) * abs(xs[j] - xs[i])
        }
        chain = upper_chain(RationalArray(xs), RationalArray(ys))
        assert sorted(chain) == [j for j in range(9) if j not in dominated]
        assert [xs[j] for j in chain] == sorted(xs[j] for j in chain)
