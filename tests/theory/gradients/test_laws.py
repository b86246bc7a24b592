"""The laws against an enumeration of the model they are derived from, and against their limits."""

from fractions import Fraction
from itertools import pairwise, product
from math import comb, exp, gamma, pi, sqrt

import numpy as np
import pytest
import sympy

from tropnet.errors import InputError
from tropnet.theory.gradients import (
    BatchNormalisedLaw,
    FeedForwardLaw,
    GradientLaw,
    HighwayLaw,
    LooksLinearLaw,
    ResidualLaw,
    brownian_autocovariance,
    brownian_covariance,
    white_noise_autocovariance,
)


def bits(n: int) -> np.ndarray:
    return np.array(list(product((0, 1), repeat=n)), np.int64)


def second_moments(layers: int, skip: int) -> tuple[Fraction, Fraction]:
    """The mean of J(x)^2 and J(x) J(y), by enumerating all weights of signs and all masks, for width two.

    A layer is ``skip + W D`` with entries of W of variance 2/2 = 1: signs.  The masks D of the two inputs are
    independent and uniform.  J = a (layer L) ... (layer 1) u; one sign vector u is as good as another, and the mean
    over the sign vectors a, of variance 1/2 each, is half the inner product.
    """
    signs, masks = 2 * bits(4 * layers) - 1, bits(2 * layers)
    jacobians = np.ones((len(signs), len(masks), 2), np.int64)
    for layer in range(layers):
        w = signs[:, 4 * layer : 4 * layer + 4].reshape(-1, 2, 2)
        active = masks[:, 2 * layer : 2 * layer + 2]
        jacobians = skip * jacobians + np.einsum("wij,mj,wmj->wmi", w, active, jacobians)
    n, m = jacobians.shape[:2]
    variance = int((jacobians**2).sum())
    covariance = int((jacobians.sum(axis=1) ** 2).sum())
    return Fraction(variance, 2 * n * m), Fraction(covariance, 2 * n * m * m)


@pytest.mark.parametrize("layers", [0, 1, 2])
def test_feed_forward_by_enumeration(layers: int) -> None:
    law = FeedForwardLaw()
    assert second_moments(layers, skip=0) == (law.variance(layers), law.covariance(layers))


@pytest.mark.parametrize("layers", [0, 1, 2])
def test_residual_by_enumeration(layers: int) -> None:
    law = ResidualLaw()
    assert second_moments(layers, skip=1) == (law.variance(layers), law.covariance(layers))


@pytest.mark.parametrize("layers", [1, 2])
@pytest.mark.parametrize("skip", [2, 3])
def test_highways_by_enumeration(layers: int, skip: int) -> None:
    law = HighwayLaw(skip**2, 1)
    assert second_moments(layers, skip) == (law.variance(layers), law.covariance(layers))


@pytest.mark.parametrize("layers", [0, 1, 2, 7, 30])
def test_closed_forms(layers: int) -> None:
    assert FeedForwardLaw().correlation(layers) == Fraction(1, 2**layers)
    assert ResidualLaw().correlation(layers) == Fraction(3, 4) ** layers
    normalised = BatchNormalisedLaw()
    assert normalised.variance(layers) == layers + 1
    assert normalised.covariance(layers) == Fraction((2 * layers + 1) * comb(2 * layers, layers), 4**layers)
    assert BatchNormalisedLaw("1/3").variance(layers) == 1 + Fraction(layers, 9)
    assert LooksLinearLaw().correlation(layers) == 1
    assert FeedForwardLaw(0).correlation(layers) == (layers == 0)


def test_batch_normalised_values() -> None:
    # Source: exact products, computed apart; 2/sqrt(pi) is the limit of covariance / sqrt(L).
    law = BatchNormalisedLaw()
    assert [law.covariance(L) for L in (1, 2, 5)] == [Fraction(3, 2), Fraction(15, 8), Fraction("2.70703125")]
    assert round(float(law.covariance(10)), 8) == 3.70013809
    assert float(law.covariance(4000)) / sqrt(4000) == pytest.approx(2 / sqrt(pi), rel=2e-4)


@pytest.mark.parametrize("beta", ["1/2", 1, 2])
def test_batch_normalised_asymptotics(beta: str) -> None:
    a = 1 / float(Fraction(beta)) ** 2
    constant = gamma(a) / gamma(a + 0.5)
    correlation = float(BatchNormalisedLaw(beta).correlation(3000))
    assert correlation == pytest.approx(constant * a / sqrt(3000), rel=2e-3)


def test_highway_limit() -> None:
    assert float(HighwayLaw.balanced(3000).correlation(3000)) == pytest.approx(exp(-0.5), rel=1e-3)
    assert HighwayLaw.balanced(7).variance(7) == 1


@pytest.mark.parametrize("law", [FeedForwardLaw(), ResidualLaw(2), BatchNormalisedLaw(3), HighwayLaw(1, 2)])
def test_correlations_fall_with_depth(law: GradientLaw) -> None:
    values = [law.correlation(L) for L in range(8)]
    assert values[0] == 1
    assert all(0 < b < a for a, b in pairwise(values))
    assert str(law).startswith(law.name)


def test_brownian_motion_by_integration() -> None:
    s, u, lag = sympy.symbols("s u lag", positive=True)
    T = sympy.Integer(3)
    with_mean = sympy.integrate(u, (u, 0, s)) / T + s * (T - s) / T  # Cov(B_s, mean), with min(s, u)
    of_mean = sympy.integrate(with_mean, (s, 0, T)) / T
    covariance = s - with_mean - with_mean.subs(s, s + lag) + of_mean
    expected = sympy.integrate(covariance, (s, 0, T - lag)) / (T - lag)
    for tau in (Fraction(0), Fraction(1, 2), Fraction(5, 2)):
        value = expected.subs(lag, sympy.Rational(tau.numerator, tau.denominator))
        assert brownian_autocovariance(tau, 3, centred=True) == Fraction(int(value.p), int(value.q))
        raw = sympy.integrate(s, (s, 0, T - lag)) / (T - lag)
        raw = raw.subs(lag, sympy.Rational(tau.numerator, tau.denominator))
        assert brownian_autocovariance(tau, 3) == Fraction(int(raw.p), int(raw.q))


def test_white_noise() -> None:
    assert [white_noise_autocovariance(lag, 5) for lag in (0, "1/1000", 2)] == [5, 0, 0]


def test_what_is_refused() -> None:
    with pytest.raises(InputError, match="from 0 to 1/2"):
        FeedForwardLaw("2/3")
    with pytest.raises(InputError, match="beta is 0"):
        BatchNormalisedLaw(0)
    with pytest.raises(InputError, match="not both zero"):
        HighwayLaw(0, 0)
    with pytest.raises(InputError, match="must be an integer"):
        ResidualLaw().variance(-1)
    with pytest.raises(InputError, match="negative"):
        brownian_covariance(-1, 2)
    with pytest.raises(InputError, match="less than the length"):
        brownian_autocovariance(1)
