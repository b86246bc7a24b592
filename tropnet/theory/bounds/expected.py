r"""How many linear regions random ReLU networks have in the mean.

**One input, one hidden layer: exactly.**  A unit relu(w x + b) breaks at -b/w, and almost surely breaks do not coincide
or cancel.  So the mean number of regions that meet (a, c) is 1 + N P(a < -b/w < c), for all six counts.

* With w ~ N(0, s_w^2) and b ~ N(0, s_b^2) the break point has a Cauchy distribution of scale s_b / s_w, and
  the probability is (arctan(s_w c / s_b) - arctan(s_w a / s_b)) / pi.  With equal deviations on (-1, 1) it is 1/2.
* With w uniform on [-u, u] and b uniform on [-v, v] it is rational: (I(c) - I(a)) / (2 u v), where I(t) is the integral
  of w t, clipped to [-v, v], over w from 0 to u.  If u abs(t) <= v on the interval, it is u (c - a) / (4 v): the breaks
  are uniform.

**Any input and depth: an upper bound.**  Let C be a cube in R^n of side s, and let there be constants G and B such that

(i)
    the biases of any k <= n + 1 units, given all weights and all other biases, have a joint density, which is at most
    B^k for k <= n;
(ii)
    for every unit with pre-activation z, every x in C, and every set of fewer than n units that are forced to be
    inactive, the mean of the n-th power of the norm of the gradient of z at x is at most G^n.

Then the mean number of proper activation regions that meet the interior of C is at most

.. math:: \frac{2^n}{n+1} \sum_{k=0}^{n} \binom{n}{k} \binom{N}{k} (s\,G\,B)^k.

Proof.  The closure of a region cut with C is a polytope with at least n + 1 vertices.  A vertex lies inside a k-face F
of the cube, where almost surely exactly k units vanish, for the biases of k + 1 would have to lie in one of finitely
many sets of dimension k.  The other units have fixed signs there, so that the vertex belongs to at most 2^k regions.
For k units let Phi(x) be the biases for which all of them vanish at x, so that the points of F at which they do are
those with Phi(x) = b.  Their mean number is

.. math:: \int_F \mathrm{E}\big[\,|\det D\Phi(x)|\;\rho(\Phi(x))\,\big]\,dx \le s^k B^k G^k,

by the area formula, Hadamard's and Hölder's inequalities: the rows of D Phi are gradients of pre-activations in the
network whose earlier ones of the k units give 0.  A cube has 2^(n-k) C(n, k) faces of dimension k.  For n = 1 the bound
is 1 + N s G B.

*What is printed.*  Hanin and Rolnick (NeurIPS 2019, Theorem 5) have (T N)^n / n! times the volume for N >= n, with
T = 2^5 C_grad C_bias, for cubes that are not too small, since a mean of at least 1 is not bounded by a small volume.
The sum over all faces of the cube holds for every side.  Hypothesis (ii) names the networks with inactive units, whose
gradients the proof needs.

*Volumes.*  In the same way (the coarea formula) the part of codimension k of the walls, where k units vanish, has a
mean volume of at most C(N, k) (G B)^k vol(K) inside K.  Hanin and Rolnick (ICML 2019, Corollary 7) have (2 G B)^k; in
their formula as a sum over distinct k-tuples, tuples that are permutations of each other count once.
"""

from __future__ import annotations

from fractions import Fraction
from math import comb
from operator import index
from typing import Any

from tropnet.errors import InputError
from tropnet.exact.numbers import RationalLike, as_fraction
from tropnet.theory.bounds.architecture import Architecture
from tropnet.theory.bounds.bound import NOTIONS, Bound
from tropnet.theory.bounds.hypotheses import all_of, has_biases, is_relu
from tropnet.theory.literature import HANIN_ROLNICK_2019A, HANIN_ROLNICK_2019B

__all__ = [
    "NORMAL_BREAKPOINTS",
    "expected_breakpoints_normal",
    "expected_breakpoints_uniform",
    "expected_regions_upper_bound",
    "expected_wall_volume_upper_bound",
    "hanin_rolnick",
]


def expected_breakpoints_normal(
    units: int,
    low: RationalLike,
    high: RationalLike,
    weight_deviation: RationalLike = 1,
    bias_deviation: RationalLike = 1,
) -> Any:
    """The mean number of break points in an interval, for one input, normal weights and normal biases.

    Parameters
    ----------
    units : int
        The number N of ReLU in one hidden layer.
    low, high : rational
        The ends of the interval.
    weight_deviation, bias_deviation : rational
        The standard deviations, both positive; all weights and biases are independent with mean 0.

    Returns
    -------
    sympy expression
        Exact: a multiple of a difference of arctangents over pi.  The mean number of regions is one more.

    Raises
    ------
    InputError
        If the interval is turned around, or a deviation is not positive.

    Source
    ------
    B. Hanin and D. Rolnick, Complexity of linear regions in deep networks, 2019, Theorem 6 for this network.

    Examples
    --------
    >>> expected_breakpoints_normal(8, -1, 1), expected_breakpoints_normal(3, 0, 2)
    (4, 3*atan(2)/pi)
    """
    import sympy

    a, c = _interval(low, high)
    ratio = _positive(weight_deviation, "standard deviation") / _positive(
        bias_deviation, "standard deviation"
    )

    def angle(t: Fraction) -> Any:
        return sympy.atan(sympy.Rational(t.numerator, t.denominator))

    return _units(units) * (angle(ratio * c) - angle(ratio * a)) / sympy.pi


def expected_breakpoints_uniform(
    units: int,
    low: RationalLike,
    high: RationalLike,
    weight_bound: RationalLike = 1,
    bias_bound: RationalLike = 1,
) -> Fraction:
    """The mean number of break points in an interval, for one input, uniform weights and uniform biases.

    Parameters
    ----------
    units : int
        The number N of ReLU in one hidden layer.
    low, high : rational
        The ends of the interval.
    weight_bound, bias_bound : rational
        The largest absolute values u and v, both positive; all weights and biases are independent and uniform.

    Returns
    -------
    Fraction

    Raises
    ------
    InputError
        If the interval is turned around, or a bound is not positive.

    Examples
    --------
    >>> expected_breakpoints_uniform(8, -1, 1), expected_breakpoints_uniform(8, -2, 2)
    (Fraction(4, 1), Fraction(6, 1))
    """
    a, c = _interval(low, high)
    u, v = _positive(weight_bound, "bound"), _positive(bias_bound, "bound")

    def integral(t: Fraction) -> Fraction:
        bend = min(u, v / abs(t)) if t else u
        return (1 if t > 0 else -1) * (abs(t) * bend**2 / 2 + v * (u - bend)) if t else Fraction(0)

    return _units(units) * (integral(c) - integral(a)) / (2 * u * v)


def expected_regions_upper_bound(
    input_dim: int, neurons: int, side: RationalLike, gradient_bound: RationalLike, bias_density: RationalLike
) -> Fraction:
    """The mean number of proper activation regions that meet the interior of a cube is at most this.

    Parameters
    ----------
    input_dim : int
        The dimension n.
    neurons : int
        The number N of ReLU.
    side : rational
        The side s of the cube.
    gradient_bound, bias_density : rational
        The constants G and B of the module docstring.

    Returns
    -------
    Fraction

    Raises
    ------
    InputError
        If a number is negative, or there is no input.

    Source
    ------
    B. Hanin and D. Rolnick, Deep ReLU networks have surprisingly few activation patterns, 2019, Theorem 5; stated and
    proved in the module docstring with all terms.

    Examples
    --------
    Sixteen neurons on one input, uniform weights and biases in [-1, 1] (G = B = 1/2), on [-1, 1]: the mean is 9.

    >>> expected_regions_upper_bound(1, 16, 2, "1/2", "1/2")
    Fraction(9, 1)
    """
    n, scale = index(input_dim), _scale(gradient_bound, bias_density) * _not_negative(side, "side")
    if n < 1:
        raise InputError(f"{input_dim} inputs leave no cube to be cut; give at least 1")
    terms = (comb(n, k) * comb(_units(neurons), k) * scale**k for k in range(n + 1))
    return Fraction(2**n, n + 1) * sum(terms)


def expected_wall_volume_upper_bound(
    neurons: int, codimension: int, gradient_bound: RationalLike, bias_density: RationalLike
) -> Fraction:
    """The mean volume of the points at which k neurons vanish is at most this, per volume of the set looked at.

    Parameters
    ----------
    neurons : int
    codimension : int
        The number k, not larger than the number of inputs.
    gradient_bound, bias_density : rational
        The constants G and B of the module docstring, with k in place of n.

    Returns
    -------
    Fraction

    Source
    ------
    B. Hanin and D. Rolnick, Complexity of linear regions in deep networks, 2019, Corollary 7, with 2 G B for G B.

    Examples
    --------
    >>> expected_wall_volume_upper_bound(10, 2, "1/2", 1)
    Fraction(45, 4)
    """
    return comb(_units(neurons), index(codimension)) * _scale(gradient_bound, bias_density) ** index(
        codimension
    )


def hanin_rolnick(side: RationalLike, gradient_bound: RationalLike, bias_density: RationalLike) -> Bound:
    """The bound on the mean over random networks, for given constants.

    Parameters
    ----------
    side : rational
        Of the cube.
    gradient_bound, bias_density : rational
        The constants G and B of the module docstring, which the distribution of the weights must meet.

    Returns
    -------
    Bound

    Examples
    --------
    >>> hanin_rolnick(2, 1, "1/2").value(Architecture.of("2,8,8,1"))
    Fraction(204, 1)
    """
    s, gradient, density = (as_fraction(value) for value in (side, gradient_bound, bias_density))
    return Bound(
        name="Hanin, Rolnick",
        side="expected",
        notions=NOTIONS[1:],
        formula="2^n / (n + 1) sum_{k <= n} C(n, k) C(N, k) (s G B)^k",
        citation=HANIN_ROLNICK_2019B.at("Theorem 5"),
        hypotheses=(
            f"ReLU; on a cube of side {s}; gradients of pre-activations have n-th moments of at most {gradient}^n, "
            f"also with inactive units; biases have conditional densities of at most {density}"
        ),
        failing=all_of(is_relu, has_biases),
        formula_value=lambda a: expected_regions_upper_bound(a.input_dim, a.size, s, gradient, density),
    )


def has_one_input_and_layer(architecture: Architecture) -> str:
    """There is one input and one hidden layer, with any weights."""
    if architecture.input_dim != 1:
        return f"there are {architecture.input_dim} inputs, not one"
    if architecture.hidden_layers != 1 or not architecture.is_dense:
        return "there is not one dense hidden layer"
    return ""


NORMAL_BREAKPOINTS = Bound(
    name="Normal weights on [-1, 1]",
    side="expected",
    notions=NOTIONS,
    formula="1 + n_1 / 2",
    citation=HANIN_ROLNICK_2019A.at("Theorem 6"),
    hypotheses=(
        "one input, one hidden layer of ReLU; its weights and biases are independent and normal with mean 0 and one "
        "variance, and the output weights almost surely cancel no break; regions that meet (-1, 1)"
    ),
    failing=all_of(is_relu, has_biases, has_one_input_and_layer),
    formula_value=lambda a: 1 + Fraction(a.size, 2),
)


def _interval(low: RationalLike, high: RationalLike) -> tuple[Fraction, Fraction]:
    a, c = as_fraction(low), as_fraction(high)
    if a > c:
        raise InputError(f"the interval from {a} to {c} is turned around; give the lower end first")
    return a, c


def _units(n: int) -> int:
    if index(n) < 0:
        raise InputError(f"{n} neurons cannot be; give 0 or more")
    return index(n)


def _positive(value: RationalLike, what: str) -> Fraction:
    number = as_fraction(value)
    if number <= 0:
        raise InputError(f"the {what} {number} is not positive")
    return number


def _not_negative(value: RationalLike, what: str) -> Fraction:
    number = as_fraction(value)
    if number < 0:
        raise InputError(f"the {what} {number} is negative")
    return number


def _scale(gradient_bound: RationalLike, bias_density: RationalLike) -> Fraction:
    return _not_negative(gradient_bound, "bound on gradients") * _not_negative(
        bias_density, "density of biases"
    )
