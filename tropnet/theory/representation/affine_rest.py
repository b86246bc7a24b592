r"""A sum of hinges and an affine function with as few neurons as there can be.

Let :math:`f = \sum_{j=1}^m c_j [\ell_j]_+ + A` on a domain D, where the :math:`\ell_j(x) = a_j x + b_j` vanish on
different hyperplanes that meet the interior of D, :math:`c_j \ne 0`, and A is affine with the gradient g.  How many
neurons does f need, if the output is affine and nothing goes past the hidden layer?

**At least m.**  A neuron :math:`w\,[\ell]_+` bends along the one hyperplane where :math:`\ell` vanishes, and the jumps
of all neurons on one hyperplane add up to that of f.  So there is a neuron on each of the m hyperplanes.

**What the neurons add to the affine part.**  Those on the j-th hyperplane have together the form

.. math::  \alpha [\ell_j]_+ + \beta [-\ell_j]_+ = c_j [\ell_j]_+ - \beta\,\ell_j, \qquad \alpha + \beta = c_j .

One neuron makes :math:`\beta = 0` or :math:`\beta = c_j`: it looks to one side or the other.  Two make every
:math:`\beta`, and more make no more.  On another hyperplane that meets the interior of D neurons have to cancel, so
there are at least two of them.  A neuron on a hyperplane that misses the interior of D is linear there: it is 0, or
adds a multiple of a vector v to the gradient for which v x is bounded from below on D.  Such v make up the cone

.. math::  K = \{ v : v r \ge 0 \text{ for all } r \text{ in the recession cone of } D \},

which is {0} for :math:`D = \mathbb{R}^n`, and all of :math:`\mathbb{R}^n` if D is bounded.  Constants are free: the
output has a bias.

**Theorem.**  For a set S of hinges let :math:`r_S = g + \sum_{j \in S} c_j a_j`.  The least number of neurons is

* m if :math:`r_S = 0` for some S;
* otherwise m + 1 if for some S the vector :math:`r_S` is a multiple of some :math:`a_j`, or lies in K or -K;
* otherwise m + 2.

*Proof.*  If the neurons at S look to the negative side, the others to the positive one, the gradient that is missing is
:math:`r_S`.  With m neurons there is no other way.  With m + 1 either one hyperplane has two neurons, which change the
gradient by any multiple of :math:`a_j`, or there is one neuron that is linear on D, which adds a vector of K or -K (the
output weight has either sign).  With m + 2, :math:`g x = [g x]_+ - [-g x]_+` always does.  ∎

For D = R and :math:`m \ge 1` the condition of the second case holds: that is Theorem 2.2 of Arora, Basu, Mianjy and
Mukherjee, 2018, sharpened (:mod:`tropnet.theory.gaps.one_dimension`).  The conditions are problems of subset sums of
vectors (:mod:`tropnet.theory.gaps.vector_subset_sums`), which are NP-hard; where one is not decided, there are bounds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from typing import NamedTuple

import numpy as np

from tropnet.errors import UndecidedError
from tropnet.exact.arrays import RationalArray, concatenate
from tropnet.exact.matrix import primitive
from tropnet.polyhedra.polyhedron import Polyhedron
from tropnet.theory.gaps.vector_subset_sums import subset_with_sum_in_cone, subset_with_vector_sum

__all__ = ["Neuron", "SumOfNeurons", "smallest_sum"]

Subset = tuple[int, ...]


class Neuron(NamedTuple):
    """The function ``weight * max(a x + b, 0)``.

    Attributes
    ----------
    weight : Fraction
    form : RationalArray, shape (n + 1,)
        The row (a | b).
    """

    weight: Fraction
    form: RationalArray


@dataclass(frozen=True)
class SumOfNeurons:
    """Neurons with one hidden layer and an output bias, and how many there are at least for the same function.

    Attributes
    ----------
    neurons : tuple of Neuron
    bias : Fraction
    lower_bound : int
        Every network with one hidden layer for the function has at least so many neurons.
    """

    neurons: tuple[Neuron, ...]
    bias: Fraction
    lower_bound: int

    @property
    def is_smallest(self) -> bool:
        """Whether the bound is attained.

        >>> SumOfNeurons((), Fraction(3), 0).is_smallest
        True
        """
        return len(self.neurons) == self.lower_bound


def smallest_sum(
    hinges: RationalArray, jumps: Sequence[Fraction], affine: RationalArray, domain: Polyhedron | None = None
) -> SumOfNeurons:
    """The function sum of c_j max(l_j, 0) plus an affine function by neurons alone, by as few as are found.

    Parameters
    ----------
    hinges : RationalArray, shape (m, n + 1)
        The forms l_j, rows (a | b), on m different hyperplanes that meet the interior of the domain.
    jumps : sequence of m Fractions
        The coefficients c_j, none of which is 0.
    affine : RationalArray, shape (n + 1,)
        The row (g | b).
    domain : Polyhedron, optional
        All of R^n unless given.

    Returns
    -------
    SumOfNeurons
        With as few neurons as there can be, unless a problem of subset sums was too large.

    Examples
    --------
    :math:`2 [x]_+ + 2 [y]_+ - x - y`, that is |x| + |y|, needs four neurons in the plane:

    >>> hinges, twice = RationalArray([[1, 0, 0], [0, 1, 0]]), [Fraction(2), Fraction(2)]
    >>> found = smallest_sum(hinges, twice, RationalArray([-1, -1, 0]))
    >>> len(found.neurons), found.is_smallest
    (4, True)

    On a bounded domain three suffice: one neuron is linear there.

    >>> from tropnet.polyhedra.bodies import cube
    >>> found = smallest_sum(hinges, twice, RationalArray([-1, -1, 0]), cube(2))
    >>> len(found.neurons), found.is_smallest, found.neurons[-1]
    (3, True, Neuron(weight=Fraction(1, 1), form=RationalArray([-1, -1, 2])))
    """
    problem = _Problem(hinges, jumps, affine, domain)
    lower_bound, is_open = len(hinges), False
    for ways in (problem.with_none_more(), problem.with_one_more()):
        for way in ways:
            try:
                found = way()
            except UndecidedError:
                is_open = True
                continue
            if found is not None:
                return SumOfNeurons(*found, lower_bound)
        lower_bound += not is_open
    return SumOfNeurons(*problem.with_two_more(), lower_bound)


Found = tuple[tuple[Neuron, ...], Fraction]
Way = Callable[[], Found | None]


class _Problem:
    """The ways in which few neurons may suffice; each gives neurons and a bias, or None."""

    def __init__(
        self,
        hinges: RationalArray,
        jumps: Sequence[Fraction],
        affine: RationalArray,
        domain: Polyhedron | None,
    ) -> None:
        self.hinges, self.jumps, self.affine, self.domain = hinges, tuple(jumps), affine, domain
        factors = RationalArray(list(jumps)).reshape(-1, 1) if jumps else RationalArray.zeros((0, 1))
        self.steps = hinges * factors
        self.vectors: RationalArray = self.steps[:, :-1]
        self.gradient: RationalArray = affine[:-1]

    def with_none_more(self) -> Iterator[Way]:
        """The hinges alone."""
        yield self._without_rest

    def with_one_more(self) -> Iterator[Way]:
        """A neuron that is linear on the domain, or one on each of the hyperplanes; one of parallel ones will do."""
        if self.domain is not None:
            for sign in (1, -1):
                yield partial(self._with_linear_neuron, sign)
        normals = map(tuple, primitive(self.hinges[:, :-1]).numerators.tolist())
        parallel = {max(row, tuple(-entry for entry in row)): j for j, row in enumerate(normals)}
        for j in parallel.values():
            yield partial(self._with_pair, j)

    def with_two_more(self) -> Found:
        """The gradient by two neurons."""
        linear = concatenate([self.gradient, RationalArray.zeros(1)])
        extra = (Neuron(Fraction(1), linear), Neuron(Fraction(-1), -linear))
        return (*self._hinges(()), *extra), self.affine[-1]

    def _without_rest(self) -> Found | None:
        flipped = subset_with_vector_sum(self.vectors, -self.gradient)
        return None if flipped is None else (self._hinges(flipped), self._rest(flipped)[-1])

    def _with_pair(self, j: int) -> Found | None:
        """Two neurons on the j-th hyperplane: subset sums modulo its normal vector."""
        normal = self.hinges[j, :-1]
        pivot = int(np.flatnonzero(normal.sign())[0])
        along = concatenate([self.vectors, self.gradient[None]])
        off = along * normal[pivot] - along[:, [pivot]] * normal
        flipped = subset_with_vector_sum(off[:-1], -off[-1])
        if flipped is None:
            return None
        rest = self._rest(flipped)
        factor = rest[pivot] / normal[pivot]
        neurons = list(self._hinges(flipped))
        # The j-th vector is 0 modulo itself, so it was not chosen.
        neurons[j : j + 1] = [
            Neuron(self.jumps[j] + factor, self.hinges[j]),
            Neuron(-factor, -self.hinges[j]),
        ]
        bias = (rest - self.hinges[j] * factor)[-1]
        return _without_idle(neurons), bias

    def _with_linear_neuron(self, sign: int) -> Found | None:
        """A neuron that is linear on the domain: subset sums in the cone K, or -K."""
        assert self.domain is not None, "all of space has no other linear functions that are bounded below"
        flipped = subset_with_sum_in_cone(
            self.vectors * sign, self.gradient * sign, self.domain.lineality_space, self.domain.rays
        )
        if flipped is None:
            return None
        rest = self._rest(flipped) * sign
        least = min((self.domain.vertices @ rest[:-1]).tolist())
        form = concatenate([rest[:-1], RationalArray([-least])])
        neurons = [*self._hinges(flipped), Neuron(Fraction(sign), form)]
        return _without_idle(neurons), sign * (rest[-1] + least)

    def _hinges(self, flipped: Subset) -> tuple[Neuron, ...]:
        return tuple(
            Neuron(jump, -form if j in flipped else form)
            for j, (jump, form) in enumerate(zip(self.jumps, self.hinges, strict=True))
        )

    def _rest(self, flipped: Subset) -> RationalArray:
        """The affine function that is missing if these hinges look to the negative side."""
        rest: RationalArray = self.affine + self.steps[list(flipped)].sum(axis=0)
        return rest


def _without_idle(neurons: list[Neuron]) -> tuple[Neuron, ...]:
    """The neurons that are not 0 everywhere; such are found only where it was not decided that all are needed."""
    return tuple(neuron for neuron in neurons if neuron.weight and neuron.form.sign().any())
