"""Tropical polynomials by name, and small random ones, most of them degenerate."""

from fractions import Fraction
from itertools import product

from hypothesis import strategies as st

from tropnet.tropical.polynomial import TropicalPolynomial


def simplex_points(n, d):
    """The lattice points of d times the standard simplex of R^n."""
    return [a for a in product(range(d + 1), repeat=n) if sum(a) <= d]


def honeycomb(n, d, convention="max"):
    """The smooth hypersurface of degree d dual to the alcoves of the root system A_n.

    The heights -(a_i + ... + a_j)^2, summed over all i <= j, are strictly concave across every hyperplane
    x_i + ... + x_j = k and affine on each alcove between them; the alcoves are unimodular simplices.
    """
    points = simplex_points(n, d)
    sign = 1 if convention == "max" else -1
    heights = [-sign * sum(sum(a[i : j + 1]) ** 2 for i in range(n) for j in range(i, n)) for a in points]
    return TropicalPolynomial(points, heights, convention)


def unit_heights(points, convention="max"):
    """The polynomial with these exponents and all coefficients 0."""
    return TropicalPolynomial(points, [0] * len(points), convention)


@st.composite
def polynomials(draw, n=None, max_monomials=7, convention=None, denominators=(1, 1, 2, 3)):
    """Small numbers, so that ties, flat Newton polytopes and inessential monomials are frequent."""
    n = draw(st.integers(0, 3)) if n is None else n
    count = draw(st.integers(1, max_monomials))
    entry = st.integers(-2, 2)
    scale = Fraction(1, draw(st.sampled_from(denominators)))
    exponents = draw(st.lists(st.lists(entry, min_size=n, max_size=n), min_size=count, max_size=count))
    heights = draw(st.lists(st.integers(-3, 3), min_size=count, max_size=count))
    if draw(st.booleans()) and n:  # a Newton polytope of lower dimension
        exponents = [[a[0] * k for k in (1, 2, -1)[:n]] for a in exponents]
    return TropicalPolynomial.from_terms(
        [(tuple(scale * x for x in a), c) for a, c in zip(exponents, heights, strict=True)],
        n,
        convention or draw(st.sampled_from(["max", "min"])),
    )
