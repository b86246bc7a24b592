"""Random polyhedra and tropical polynomials."""

from fractions import Fraction

from hypothesis import strategies as st

from tropnet.polyhedra.polyhedron import Polyhedron
from tropnet.tropical.polynomial import TropicalPolynomial
from tropnet.tropical.rational import TropicalRational

numbers = st.fractions(-3, 3, max_denominator=4)


def rows(n, most, least=0, entries=numbers):
    """Lists of rows of length n."""
    return st.lists(st.lists(entries, min_size=n, max_size=n), min_size=least, max_size=most)


@st.composite
def polyhedra(draw):
    """Polyhedra of every kind, given by points or by inequalities."""
    n = draw(st.integers(1, 3))
    if draw(st.booleans()):
        lines = draw(rows(n, 1))
        return Polyhedron.from_generators(
            draw(rows(n, 5, 1)), [*draw(rows(n, 2)), [1] * n][:-1] or (), lines or ()
        )
    system = draw(rows(n + 1, 5, 1))
    A, b = [row[:-1] for row in system], [row[-1] for row in system]
    return Polyhedron.from_inequalities(A, b, draw(st.sampled_from([None, ([[1] * n], [Fraction(1, 2)])])))


def polynomials(exponents=numbers):
    """Tropical polynomials in up to three variables, in both conventions."""

    def made(n):
        terms = st.dictionaries(st.tuples(*[exponents] * n), numbers, max_size=5)
        return st.builds(TropicalPolynomial.from_terms, terms, st.just(n), st.sampled_from(["max", "min"]))

    return st.integers(1, 3).flatmap(made)


def integral_polynomials():
    """Tropical polynomials with integral exponents."""
    return polynomials(st.integers(-3, 3))


def honest_polynomials():
    """Tropical polynomials with exponents that are natural numbers."""
    return polynomials(st.integers(0, 3))


@st.composite
def rational_functions(draw):
    """Quotients of two tropical polynomials."""
    p = draw(polynomials())
    return TropicalRational(p, p + 1)
