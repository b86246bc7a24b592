r"""A maximum of affine functions as a signed sum of small ones, by affine dependences of the exponents.

Let :math:`\ell_i(x) = a_i \cdot x + c_i` for i in a finite set R.  If the exponents are affinely dependent,

.. math::  \sum_i \alpha_i a_i = 0, \qquad \sum_i \alpha_i = 0, \qquad \alpha \ne 0,

then :math:`\sum_i \alpha_i \ell_i` is the constant :math:`\sum_i \alpha_i c_i`; choose the sign of :math:`\alpha` such
that it is not negative.  Let :math:`S = \{i : \alpha_i < 0\}`, and T the rest of R.

**Lemma.**  :math:`\displaystyle \max_R \ell = \sum_{M \subsetneq S} (-1)^{|S| + 1 + |M|} \max_{M \cup T} \ell`, where
:math:`\max_J \ell` is the maximum of the :math:`\ell_i` with i in J.

*Proof.*  Fix x.  A weighted mean of the :math:`\ell_i(x)` over T is at least one over S, so
:math:`\max_T \ell(x) \ge \min_S \ell(x)`.  Let s in S attain the minimum.  Then adding s to a set M changes nothing:
:math:`\max_{M \cup T} \ell(x) = \max_{M \cup \{s\} \cup T} \ell(x)`.  So the sum of
:math:`(-1)^{|M|} \max_{M \cup T} \ell(x)` over *all* subsets M of S cancels in pairs.  Solve for the term M = S.

Two things follow from the proof.  An element i with :math:`\alpha_i = 0` may be put in S or in T; in T there are fewer
terms.  And the identity stays true if further functions are added to all its sets, since they may be put in T.

So the monomials may be read one after the other.  Suppose that, with affinely independent sets I,
:math:`\max_{[j] \cup Q} \ell = \sum_I \lambda_I \max_{I \cup Q} \ell` for the first j of them and *every* set Q of
others; for j = 0 the only I is empty, and Q is not.  For :math:`Q = \{j + 1\} \cup Q'` the sets :math:`I \cup \{j +
1\}` have at most one dependence, and one of its elements is missing in each term of the lemma: again all sets are
independent.  After the last monomial Q is empty.  As independent sets have at most r + 1 elements, where r is the
dimension of the Newton polytope, no sum is longer than the number of these sets, polynomial in the number of monomials
for fixed r.

The result may depend on the order of the monomials in degenerate position, where a dependence gives the constant 0 and
both signs of :math:`\alpha` are allowed: :math:`\max(0, x, y, x + y)` is

.. math::  \max(0, x, y) + \max(x, y, x + y) - \max(x, y) = \max(0, x, x + y) + \max(0, y, x + y) - \max(0, x + y).

(C. Hertrich, A. Basu, M. Di Summa and M. Skutella, Towards lower bounds on the depth of ReLU neural networks, 2021,
Propositions 4.5 and 4.6; C. Koutschan, B. Moser, A. Ponomarchuk and J. Schicho, Representing piecewise linear
functions by functions with small arity, 2023.  Corrected: Algorithm 2 of the latter counts the term :math:`M =
\emptyset` twice, and the last example answers in the negative its question whether the result is independent of the
choices.  Its sets S contain the i with :math:`\alpha_i = 0` as well.)
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import combinations

import numpy as np

from tropnet.errors import InputError
from tropnet.exact.arrays import RationalArray, concatenate
from tropnet.exact.matrix import nullspace
from tropnet.tropical.convention import sign_of
from tropnet.tropical.polynomial import TropicalPolynomial

__all__ = ["circuit_elimination"]


def circuit_elimination(p: TropicalPolynomial) -> dict[tuple[int, ...], int]:
    """Affinely independent sets of monomials, with the coefficients of their maxima in a sum that is p.

    Parameters
    ----------
    p : TropicalPolynomial
        Not the tropical zero.  Its monomials need not be essential.

    Returns
    -------
    dict
        For each set, the tuple of its monomials, an integer other than 0.

    Raises
    ------
    InputError
        For the tropical zero.

    Examples
    --------
    >>> circuit_elimination(TropicalPolynomial.parse("max(2x, x + 1, 0)"))
    {(0, 1): 1, (1, 2): 1, (1,): -1}
    """
    if p.is_zero:
        raise InputError("the tropical zero has no monomials; give a polynomial with at least one")
    ones = RationalArray.zeros((p.n_monomials, 1)) + 1
    vectors = concatenate([p.exponents, ones], axis=1)
    heights = p.coefficients * sign_of(p.convention)
    # With no monomial read, the maximum over Q is that over the empty set and Q.
    maxima: Counter[tuple[int, ...]] = Counter({(): 1})
    for monomial in range(p.n_monomials):
        longer: Counter[tuple[int, ...]] = Counter()
        for independent, coefficient in maxima.items():
            for part, sign in _independent_parts((*independent, monomial), vectors, heights):
                longer[part] += sign * coefficient
        maxima = Counter({part: coefficient for part, coefficient in longer.items() if coefficient})
    return dict(sorted(maxima.items(), key=lambda item: (-len(item[0]), item[0])))


def _independent_parts(
    monomials: tuple[int, ...], vectors: RationalArray, heights: RationalArray
) -> Iterator[tuple[tuple[int, ...], int]]:
    """The sets and signs of the lemma, for a set with at most one affine dependence; itself if there is none."""
    chosen = list(monomials)
    dependence = nullspace(vectors[chosen].T)
    if not len(dependence):
        yield monomials, 1
        return
    alpha = dependence[0]
    if alpha @ heights[chosen] < 0:
        alpha = -alpha
    negative = [monomials[k] for k in np.flatnonzero(alpha.sign() < 0).tolist()]
    for size in range(1, len(negative) + 1):
        for removed in combinations(negative, size):
            yield tuple(i for i in monomials if i not in removed), (-1) ** (size + 1)
