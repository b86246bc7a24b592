"""Enclosures against mpmath, sympy and published digits."""

from fractions import Fraction

import mpmath
import pytest

from tropnet.errors import InputError
from tropnet.theory.gradients import FeedForwardLaw, InfiniteWidthLaw


def by_angles(cosine: float, layers: int) -> mpmath.mpf:
    """The product of (pi - angle)/pi, with the recursion on angles instead of cosines."""
    mpmath.mp.dps = 60
    angle, product = mpmath.acos(cosine), mpmath.mpf(1)
    for _ in range(layers):
        product *= (mpmath.pi - angle) / mpmath.pi
        angle = mpmath.acos((mpmath.sin(angle) + (mpmath.pi - angle) * mpmath.cos(angle)) / mpmath.pi)
    return product


@pytest.mark.parametrize("cosine", [0, "1/2", "-3/4", -1, "999999/1000000"])
@pytest.mark.parametrize("layers", [0, 1, 2, 5, 10, 30])
def test_the_enclosure_holds_the_number_of_mpmath(cosine: str, layers: int) -> None:
    low, high = InfiniteWidthLaw(cosine).correlation(layers, digits=30)
    exact = Fraction(cosine)
    value = by_angles(mpmath.mpf(exact.numerator) / exact.denominator, layers)
    slack = mpmath.mpf(10) ** -50
    assert high - low <= Fraction(1, 10**30)
    assert mpmath.mpf(low.numerator) / low.denominator <= value + slack
    assert value - slack <= mpmath.mpf(high.numerator) / high.denominator


@pytest.mark.parametrize(
    ("layers", "digits"), [(1, "0.5"), (2, "0.30155762"), (5, "0.10455884"), (10, "0.03365215")]
)
def test_orthogonal_inputs(layers: int, digits: str) -> None:
    # Source: the recursion of the arc-cosine kernel, computed apart in floating point.
    low, high = InfiniteWidthLaw().correlation(layers)
    assert Fraction(digits) - Fraction(1, 2 * 10**8) < low <= high < Fraction(digits) + Fraction(1, 2 * 10**8)


def test_the_law_of_co_activation_holds_in_layer_one_and_fails_behind() -> None:
    law = FeedForwardLaw()
    assert InfiniteWidthLaw().correlation(1)[0] <= law.correlation(1) <= InfiniteWidthLaw().correlation(1)[1]
    for layers in range(2, 30):
        assert InfiniteWidthLaw().correlation(layers)[0] > law.correlation(layers)


def test_the_correlation_falls_like_the_third_power() -> None:
    # Doubling the depth divides it by 8 in the limit, from below.
    ratios = [
        float(InfiniteWidthLaw().correlation(L)[0] / InfiniteWidthLaw().correlation(2 * L)[0])
        for L in (100, 400, 1600)
    ]
    assert ratios == sorted(ratios)
    assert 6.9 < ratios[0] < 7.8 < ratios[-1] < 8


@pytest.mark.parametrize("layers", [0, 1, 2, 3])
def test_expressions_of_sympy(layers: int) -> None:
    law = InfiniteWidthLaw("1/3")
    low, high = law.correlation(layers, digits=12)
    value = law.expression(layers).evalf(30)
    assert low - Fraction(1, 10**20) <= Fraction(str(value)) <= high + Fraction(1, 10**20)


def test_equal_inputs_stay_correlated() -> None:
    assert InfiniteWidthLaw(1).correlation(9) == (1, 1)


def test_opposite_inputs_share_nothing() -> None:
    low, high = InfiniteWidthLaw(-1).correlation(3)
    assert low <= 0 <= high


def test_what_is_refused() -> None:
    with pytest.raises(InputError, match="not between -1 and 1"):
        InfiniteWidthLaw(2)
    with pytest.raises(InputError, match="number of digits"):
        InfiniteWidthLaw().correlation(2, digits=-1)
    with pytest.raises(InputError, match="number of layers"):
        InfiniteWidthLaw().correlation(-2)
