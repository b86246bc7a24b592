"""Tropical hypersurfaces from the polynomial to balancing, and stable intersections.

pytest tests/benchmarks/test_hypersurfaces.py
"""

import numpy as np
import pytest
from benchmarks.measuring import measured
from tropical.polynomials import honeycomb

from tropnet.exact.arrays import RationalArray
from tropnet.tropical.hypersurface import TropicalHypersurface
from tropnet.tropical.intersection import stable_intersection
from tropnet.tropical.polynomial import TropicalPolynomial


def random_polynomial(n, n_monomials, *, is_concave, seed=0):
    """Random integer exponents and coefficients; with concave ones every monomial is essential."""
    rng = np.random.default_rng(seed)
    points = rng.integers(-1000, 1001, (n_monomials, n))
    noise = rng.integers(-1000, 1001, n_monomials)
    return TropicalPolynomial(points, noise - (points**2).sum(axis=1) if is_concave else noise)


POLYNOMIALS = {
    "honeycomb of degree 20 in the plane": lambda: honeycomb(2, 20),
    "honeycomb of degree 8 in space": lambda: honeycomb(3, 8),
    "500 random monomials in 2 variables": lambda: random_polynomial(2, 500, is_concave=False),
    "500 random monomials in 3 variables": lambda: random_polynomial(3, 500, is_concave=False),
    "500 essential monomials in 2 variables": lambda: random_polynomial(2, 500, is_concave=True),
    "500 essential monomials in 3 variables": lambda: random_polynomial(3, 500, is_concave=True),
}


@pytest.mark.parametrize("name", POLYNOMIALS)
@pytest.mark.parametrize("question", ["f_vector", "is_balanced"])
def test_hypersurface(benchmark, name, question):
    polynomial = POLYNOMIALS[name]()

    def answer():
        surface = TropicalHypersurface(polynomial)
        return surface.f_vector if question == "f_vector" else surface.is_balanced()

    result = measured(benchmark, answer)
    benchmark.extra_info["result"] = str(result)
    assert result


@pytest.mark.parametrize("d", [5, 10])
def test_stable_intersection(benchmark, d):
    curve = honeycomb(2, d)
    other = curve.compose(RationalArray.eye(2), ["-1/3", "-2/7"])
    meet = measured(benchmark, lambda: stable_intersection(curve, other))
    assert meet.degree == d * d
