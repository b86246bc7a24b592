r"""Whether a sum of multiples of maxima of affine functions is zero.

Let :math:`g = \sum_k c_k M_k` with maxima :math:`M_k` of affine functions on :math:`\mathbb{R}^n`.  The cells on which
all of them are affine may be very many, but need not be found.

**Lemma 1.**  g = 0 exactly if g vanishes around one point, and has no jumps (:mod:`tropnet.analysis.piecewise.bends`).

The jumps of :math:`M_k` are known: where two of its affine functions m and m' are the largest, and the set F of these
points has dimension n - 1, it is the positive number a with :math:`m - m' = \pm a \ell`, for the primitive form
:math:`\ell` of the hyperplane of F.  The jump of g along a hyperplane H is therefore :math:`\sum c_k a\,1_F`, summed
over the faces F in H, at almost all points of H.  So the question is when such a sum of indicator functions vanishes.

**Lemma 2.**  Let :math:`F_1, F_2, \dots` be polyhedra of dimension d in an affine space L of this dimension.  Then
:math:`\sum w_i 1_{F_i} = 0` almost everywhere exactly if the sum vanishes at one point of L on no boundary (d = 0: if
:math:`\sum w_i = 0`) and for every hyperplane H in L almost everywhere in H

.. math::  \sum_i \sum_G \pm w_i 1_G = 0,

where G goes through the facets of :math:`F_i` in H, and the sign says on which side of H the polyhedron lies.

*Proof.*  The second sum is what the first gains where one crosses H, at almost all points of H.  Any two points on no
boundary are joined by a path that crosses boundaries at such points only: what it must avoid has dimension d - 2.  ∎

So dimensions are gone down by one at a time, to points.  The faces of a maximum and their facets are the cells of its
dual subdivision, upside down (:func:`~tropnet.tropical.dual_subdivision`).  The cost is that of the chains
:math:`F_{n - 1} \supset F_{n - 2} \supset \dots` of faces of all maxima, each on its own: at most
:math:`(n + 1)! / 2` for a maximum of n + 1 functions.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property
from math import lcm
from typing import TypeAlias

import numpy as np

from tropnet.analysis.walls import primitive_row
from tropnet.exact.arrays import concatenate
from tropnet.exact.integers import Integers, row
from tropnet.tropical.polynomial import TropicalPolynomial
from tropnet.tropical.subdivision import RegularSubdivision, dual_subdivision

__all__ = ["is_zero_sum"]

Form: TypeAlias = tuple[int, ...]
Face: TypeAlias = tuple[int, int]
"""The number of a maximum, and that of a cell of its dual subdivision, of a dimension that the context tells."""


def is_zero_sum(terms: Iterable[tuple[int, TropicalPolynomial]]) -> bool:
    """Whether the sum of multiples of maxima of affine functions is zero everywhere; proved.

    Parameters
    ----------
    terms : iterable of pairs (coefficient, maximum)
        Integers, and max-plus polynomials in the same variables that are not the tropical zero.

    Examples
    --------
    >>> x, y = TropicalPolynomial.variables(2)
    >>> is_zero_sum([(1, x * y + x + y + 0), (-1, x + 0), (-1, y + 0)])  # max(x + y, x, y, 0) = max(x, 0) + max(y, 0)
    True
    >>> is_zero_sum([(1, x + y + 0), (-1, x + 0), (-1, y + 0)])
    False
    """
    coefficients: defaultdict[TropicalPolynomial, int] = defaultdict(int)
    for coefficient, maximum in terms:
        coefficients[maximum.essential] += coefficient
    maxima = [maximum for maximum, coefficient in coefficients.items() if coefficient]
    return not maxima or _Sum(maxima, [coefficients[maximum] for maximum in maxima]).is_zero()


class _Faces:
    """The faces of a maximum: the sets of affine functions that are largest on them, and their facets.

    Attributes
    ----------
    forms : object array of Python integers, shape (r, n + 1)
        The affine functions (a | b), which are all essential.
    members : list of lists of tuples of int
        For every dimension e the sets of functions of the faces of dimension n - e.
    facets : list of lists of lists of int
        For every dimension e and face its facets, as numbers of faces of dimension n - e - 1.
    """

    def __init__(self, maximum: TropicalPolynomial, forms: Integers) -> None:
        self.maximum = maximum
        self.forms = forms

    @cached_property
    def subdivision(self) -> RegularSubdivision:
        return dual_subdivision(self.maximum)

    @cached_property
    def members(self) -> list[list[tuple[int, ...]]]:
        return [
            [tuple(np.flatnonzero(cell).tolist()) for cell in self.subdivision.marked(e)]
            for e in range(self.subdivision.dim + 1)
        ]

    @cached_property
    def facets(self) -> list[list[list[int]]]:
        facets: list[list[list[int]]] = [[[] for _ in cells] for cells in self.members]
        for e in range(1, self.subdivision.dim + 1):
            for coface, cell in self.subdivision.facets_of_cells(e).tolist():
                facets[e - 1][cell].append(coface)
        return facets


class _Sum:
    """A sum of multiples of maxima, with all affine functions over one denominator."""

    def __init__(self, maxima: list[TropicalPolynomial], coefficients: list[int]) -> None:
        rows = [concatenate([p.exponents, p.coefficients.reshape(-1, 1)], axis=1) for p in maxima]
        common = lcm(*(part.denominator for part in rows))
        self.coefficients = coefficients
        self.n = maxima[0].n_variables
        self.maxima = [
            _Faces(p, part.numerators * (common // part.denominator))
            for p, part in zip(maxima, rows, strict=True)
        ]

    def is_zero(self) -> bool:
        """Lemma 1."""
        if any(self._around_a_point()):
            return False
        jumps: defaultdict[Form, dict[Face, int]] = defaultdict(dict)
        for k, (coefficient, maximum) in enumerate(zip(self.coefficients, self.maxima, strict=True)):
            for edge, (i, j) in enumerate(maximum.members[1] if len(maximum.members) > 1 else ()):
                difference = (maximum.forms[i] - maximum.forms[j]).tolist()
                hyperplane, _ = _canonical(difference)
                pivot = _pivot(hyperplane)
                jumps[hyperplane][k, edge] = coefficient * abs(difference[pivot] // hyperplane[pivot])
        return all(self._cancel(weights, (hyperplane,)) for hyperplane, weights in jumps.items())

    def _around_a_point(self) -> list[int]:
        """The affine function that the sum is around a point."""
        for point in _points((), self.n):
            largest = [_largest(maximum.forms, point) for maximum in self.maxima]
            if all(len(attained) == 1 for attained in largest):
                break
        terms = zip(self.coefficients, self.maxima, largest, strict=True)
        total: list[int] = sum(c * maximum.forms[attained[0]] for c, maximum, attained in terms).tolist()
        return total

    def _cancel(self, weights: dict[Face, int], flat: tuple[Form, ...]) -> bool:
        """Lemma 2, for faces of the dimension of the flat that these equations define."""
        weights = {face: weight for face, weight in weights.items() if weight}
        if not weights or len(flat) == self.n:
            return not sum(weights.values())
        if self._at_a_point(weights, flat):
            return False
        gains: defaultdict[Form, defaultdict[Face, int]] = defaultdict(lambda: defaultdict(int))
        e = len(flat)
        for (k, cell), weight in weights.items():
            maximum = self.maxima[k]
            if e + 1 == len(maximum.members):
                continue
            own = maximum.members[e][cell]
            for facet in maximum.facets[e][cell]:
                other = next(i for i in maximum.members[e + 1][facet] if i not in own)
                inside = (maximum.forms[own[0]] - maximum.forms[other]).tolist()
                hyperplane, sign = _canonical(_reduced(inside, flat))
                gains[hyperplane][k, facet] += sign * weight
        return all(self._cancel(found, (*flat, hyperplane)) for hyperplane, found in gains.items())

    def _at_a_point(self, weights: dict[Face, int], flat: tuple[Form, ...]) -> int:
        """The sum of the weights of the faces that contain some point of the flat that is on no boundary."""
        e = len(flat)
        for point in _points(flat, self.n):
            total = 0
            for (k, cell), weight in weights.items():
                own, attained = self.maxima[k].members[e][cell], _largest(self.maxima[k].forms, point)
                if own[0] in attained:
                    if len(attained) > len(own):
                        break
                    total += weight
            else:
                return total
        raise AssertionError("some point is on no boundary")


def _largest(forms: Integers, point: Integers) -> list[int]:
    """Which forms are the largest at a point, given as (x, t) with t > 0."""
    values = (forms @ point).tolist()
    top = max(values)
    return [i for i, value in enumerate(values) if value == top]


def _pivot(form: Form) -> int:
    return next(i for i, entry in enumerate(form) if entry)


def _canonical(form: list[int]) -> tuple[Form, int]:
    """The primitive form with the same zeros whose first entry is positive, and the sign of the multiple."""
    primitive = primitive_row(form)
    return (primitive, 1) if primitive[_pivot(primitive)] > 0 else (tuple(-entry for entry in primitive), -1)


def _reduced(form: list[int], flat: tuple[Form, ...]) -> list[int]:
    """A positive multiple of a form on a flat that is 0 at the pivots of its equations.

    Each equation is 0 at the pivots of those before it, and positive at its own; so this is unique up to a factor.
    """
    for equation in flat:
        pivot = _pivot(equation)
        factor, multiple = form[pivot], equation[pivot]
        if factor:
            form = [multiple * entry - factor * known for entry, known in zip(form, equation, strict=True)]
    return form


def _points(flat: tuple[Form, ...], n: int) -> Iterator[Integers]:
    """Points of a flat as integer rows (x, t) with t > 0, random ones in a growing range."""
    rng = np.random.default_rng(0)
    size = 1000
    while True:
        point = [*rng.integers(-size, size + 1, n).tolist(), 1]
        for equation in reversed(flat):
            pivot = _pivot(equation)
            value = sum(a * x for a, x in zip(equation, point, strict=True)) - equation[pivot] * point[pivot]
            point = [equation[pivot] * x for x in point]
            point[pivot] = -value
        yield row(point)
        size *= 2
