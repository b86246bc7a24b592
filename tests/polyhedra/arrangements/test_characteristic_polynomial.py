"""The value type of characteristic polynomials."""

import pytest
import sympy
from exact.display import formulas

from tropnet.polyhedra.arrangements.characteristic_polynomial import CharacteristicPolynomial


@pytest.mark.parametrize(
    ("coefficients", "text"),
    [
        ((1,), "1"),
        ((0, 1), "t"),
        ((-1, 1), "t - 1"),
        ((1, -2, 1), "t^2 - 2 t + 1"),
        ((0, 0, -1, 1), "t^3 - t^2"),
    ],
)
def test_text_and_shape(coefficients, text):
    chi = CharacteristicPolynomial(coefficients)
    assert str(chi) == text
    assert sympy.expand(formulas.value(chi._repr_latex_()) - chi(sympy.Symbol("t"))) == 0
    assert chi.degree == len(coefficients) - 1
    numbers = chi.whitney_numbers
    assert len(numbers) == chi.rank + 1
    assert CharacteristicPolynomial.from_whitney_numbers(numbers, chi.degree) == chi


def test_zaslavskys_theorem_for_a_triangle():
    """Three lines in general position: seven regions, one bounded."""
    chi = CharacteristicPolynomial((3, -3, 1))
    assert (chi.n_regions, chi.n_bounded_regions) == (7, 1)
    assert (chi.n_regions, chi.n_bounded_regions) == (chi(-1), chi(1))


def test_values_at_a_polynomial():
    t = sympy.Symbol("t")
    chi = CharacteristicPolynomial((0, 2, -3, 1))
    assert chi.to_sympy() == sympy.Poly(t**3 - 3 * t**2 + 2 * t, t)
    assert sympy.expand(chi(t + 1)) == sympy.expand((t + 1) * t * (t - 1))


def test_long_coefficients_are_not_written_in_latex():
    assert CharacteristicPolynomial((-(2**70), 1))._repr_latex_() is None
