r"""How many hidden layers the maximum of n numbers takes, by the denominators of the weights.

The maximum of n numbers is the support function of a simplex with n vertices; after one vertex has been moved to 0 it
is :math:`F_{n-1} = \max(0, x_1, \dots, x_{n-1})`.  All faces of the simplex have normalized volume 1.  So by
:mod:`tropnet.theory.depth.obstructions.normalized_volumes` a face of dimension :math:`p^k`, which there is if
:math:`p^k \le n - 1`, excludes k hidden layers for every prime p that does not divide the common denominator M of the
weights:

* with integer weights, at least :math:`\lceil \log_2 n \rceil` hidden layers (Haase, Hertrich and Loho, 2023, Theorem
  3);
* with weights :math:`z / N^t`, at least :math:`\lceil \log_p n \rceil` for the least prime p that does not divide N;
  for decimal fractions p = 3 (Averkov, Hojny and Merkert, 2025, Theorem 2);
* conversely, with k hidden layers every prime :math:`p \le (n - 1)^{1/k}` divides M.  Two hidden layers take even
  denominators from n = 5 on, and denominators divisible by 6 from n = 10 on.

Without a condition on the weights no more than two layers are known to be needed: there are identities for the maximum
of five to eight numbers (:class:`~tropnet.theory.depth.MaxIdentity`).

An identity :math:`\max = \sum_t c_t f_t`, where the :math:`f_t` are functions of networks with integer weights and k
hidden layers, falls under the same statement with M the common denominator of the :math:`c_t`, as it gives
:math:`M P + A = B`.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import count
from math import comb, lcm

from tropnet.errors import InputError
from tropnet.networks.activations import MaxGate, identity, relu
from tropnet.networks.layers import AffineLayer
from tropnet.networks.network import Network
from tropnet.polyhedra.reading import integer_at_least
from tropnet.theory.depth.max_identity import MaxIdentity
from tropnet.theory.depth.obstructions.primes import is_prime, least_prime_not_dividing
from tropnet.theory.depth.orbit_sums import gates

__all__ = ["common_denominator", "maximum_hidden_layers_lower_bound", "primes_of_denominators"]


def maximum_hidden_layers_lower_bound(n: int, base: int = 1) -> int:
    r"""The number of hidden layers that the maximum of n numbers takes at least with weights :math:`z / N^t`.

    Parameters
    ----------
    n : int
        At least 1.
    base : int
        The number N, at least 1: 1 for integers, 2 for binary, 10 for decimal fractions.  The common denominator of
        all weights can stand here as well.

    Returns
    -------
    int
        The logarithm of n to the base p, rounded up, where p is the least prime that does not divide N.

    Raises
    ------
    InputError
        If n or N is no positive integer.

    Source
    ------
    C. Haase, C. Hertrich and G. Loho, 2023, Theorem 3, for N = 1; G. Averkov, C. Hojny and M. Merkert, 2025, Theorem 2.

    Examples
    --------
    >>> [maximum_hidden_layers_lower_bound(n) for n in (1, 2, 3, 4, 5, 8, 9)]
    [0, 1, 2, 2, 3, 3, 4]
    >>> [maximum_hidden_layers_lower_bound(n, base=10) for n in (2, 3, 4, 9, 10)]
    [1, 1, 2, 2, 3]
    """
    numbers = integer_at_least(1, n, "the number of numbers")
    p = least_prime_not_dividing(integer_at_least(1, base, "the base N"))
    return next(k for k in count() if p**k >= numbers)


def primes_of_denominators(n: int, hidden_layers: int) -> tuple[int, ...]:
    """The primes that divide the common denominator of all weights, if so few hidden layers compute the maximum.

    Parameters
    ----------
    n : int
        At least 1.
    hidden_layers : int
        At least 1.

    Returns
    -------
    tuple of int
        All primes p with p^k <= n - 1.  That they divide it is necessary, and not known to be enough.

    Raises
    ------
    InputError
        If an argument is no such integer.

    Source
    ------
    G. Averkov, C. Hojny and M. Merkert, 2025, Theorem 2, read the other way round.

    Examples
    --------
    >>> [primes_of_denominators(n, 2) for n in (4, 5, 8, 9, 10, 26)]
    [(), (2,), (2,), (2,), (2, 3), (2, 3, 5)]
    """
    numbers = integer_at_least(1, n, "the number of numbers")
    k = integer_at_least(1, hidden_layers, "the number of hidden layers")
    candidates = range(2, numbers)
    return tuple(p for p in candidates if p**k <= numbers - 1 and is_prime(p))


def common_denominator(f: Network | MaxIdentity) -> int:
    """The common denominator of all weights of a network, or of the coefficients of an identity.

    Parameters
    ----------
    f : Network or MaxIdentity
        A network with gates that are ReLU or maxima of two numbers.  Biases do not count: a network whose function is
        positively homogeneous computes the same without them.  In an identity, equal functions of an orbit sum are
        taken together first, which can only make it smaller.

    Raises
    ------
    InputError
        If a gate is of another kind.

    Examples
    --------
    >>> from tropnet.theory.depth import MaxIdentity, max_of_five_network
    >>> common_denominator(max_of_five_network())
    2
    >>> [common_denominator(MaxIdentity.shipped(n)) for n in (5, 6)]
    [30, 180]
    """
    if isinstance(f, MaxIdentity):
        return _of_identity(f)
    if not isinstance(f, Network):
        raise InputError(f"{f!r} has no weights; give a Network or a MaxIdentity")
    denominators = [1]
    for i, node in enumerate(f.nodes):
        if isinstance(node.layer, AffineLayer):
            matrices, _ = node.layer.matrix(*f.input_shapes(i))
            denominators += [matrix.denominator for matrix in matrices]
        else:
            _check_gates(f, i)
    return lcm(*denominators)


def _of_identity(claim: MaxIdentity) -> int:
    """From the orbit sums over their different neurons, and what is linear in the pairwise maxima."""
    factors = [Fraction(1)]
    carried = [Fraction(0)] * comb(claim.n + 1, 2)
    for coefficient, left, right in claim.terms:
        found = gates(claim.n, left, right)
        factors.append(coefficient * found.factor)
        carried = [
            entry + coefficient * times for entry, times in zip(carried, found.carried.tolist(), strict=True)
        ]
    return lcm(*(factor.denominator for factor in (*factors, *carried)))


def _check_gates(net: Network, i: int) -> None:
    for gate in net.gates(i):
        if gate not in (relu(), MaxGate(2), identity()):
            raise InputError(
                f"{net.describe(i)} has the gate {gate!r}; only ReLU and maxima of two numbers, of which one hidden "
                "layer takes one round, have bounds by denominators"
            )
