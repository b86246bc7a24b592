r"""One hidden layer in general position, and a last layer that puts all its regions into a cube.

**General position.**  A network with one hidden layer of m ReLU neurons,
:math:`f(x) = \sum_i c_i [a_i \cdot x + b_i]_+` with all :math:`c_i > 0`, whose hyperplanes form a simple arrangement
in R^n: any k of them meet in dimension n - k, and no n + 1 in a point.  It has :math:`\sum_{j \le n} \binom{m}{j}`
regions by every notion, the most that m neurons can have: f is convex and bends in each hyperplane, so gradients
differ; and around a point on k hyperplanes all :math:`2^k` choices of sides occur, so its pattern, with these k
neurons inactive, is that of a region beside it.

**The moment curve.**  For :math:`t_i = 1, \dots, m` let :math:`q_i(y) = t_i^n - \sum_{k<n} t_i^k y_k`, the value at
:math:`t_i` of the monic polynomial of degree n with the coefficients -y.  The point where n of the :math:`q_i` vanish
is the polynomial with these n roots; it has no further root, so the arrangement is simple.  The signs at a point are
those of a polynomial at :math:`1, \dots, m` and at infinity, where it is positive: they change at most n times, and
all sequences that do occur.  If m > n, the alternating sequence with m changes does not.

:class:`LastLayer` takes neurons :math:`[\pm q_i]_+`, active on the side that the missing sequence is *not* on, so
that there is no region where all are inactive; the coordinates :math:`y_k = \lambda K^k (x_k - \tfrac12)` with a
:math:`\lambda` so large that all vertices of the arrangement lie in the open cube :math:`(0, 1)^n`; and the output
weights :math:`c_i = C^i`.  Behind a map that is affine on boxes (:mod:`tropnet.theory.families.folding`) this makes
all affine pieces different, for K and C as given there.

**Faces of the cube.**  Let the coordinates :math:`x_k` with k in a set S be 0, and let s be the largest element of S.
Then any n - 1 - s of the hyperplanes meet inside this face of the cube, and no n - s of them do.  For elimination of
:math:`y_{s+1}, \dots, y_{n-1}` from n - s equations :math:`q_i = 0` leaves a relation of determinants of powers of the
:math:`t_i`, in which the term of :math:`y_s = -\lambda K^s / 2` outweighs the others; and n - 1 - s equations have a
solution of the size :math:`\lambda K^s` times such determinants, less than :math:`\lambda K^{s+1}/2`.  So the face has
as many regions as there are sets of at most n - 1 - s hyperplanes (Zaslavsky 1977, for what lies in an open convex
set).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import comb, factorial
from typing import Any, ClassVar

import numpy as np

from tropnet.errors import InputError, ShapeError
from tropnet.polyhedra.arrangements.arrangement import HyperplaneArrangement
from tropnet.polyhedra.reading import integer_at_least
from tropnet.theory.bounds.bound import NOTIONS
from tropnet.theory.bounds.general_position import most_regions_of_hyperplanes
from tropnet.theory.families.smooth import SmoothFamily
from tropnet.theory.family import ExpectedCount
from tropnet.theory.literature import ZASLAVSKY_1975, Citation
from tropnet.theory.parameters import Scalar, entries, is_certainly_not_positive, parameter

__all__ = ["GeneralPosition", "LastLayer"]


@dataclass(frozen=True)
class GeneralPosition(SmoothFamily):
    r"""Neurons in general position, :math:`\sum_i c_i [a_i \cdot x + b_i]_+` with positive :math:`c_i`.

    Parameters
    ----------
    weights : sequence of sequences of RationalLike or sympy expressions, shape (m, n)
    biases : sequence of RationalLike or sympy expressions, shape (m,)
    output : sequence of RationalLike or sympy expressions, shape (m,), optional
        Positive; ones when omitted.

    Raises
    ------
    ShapeError
        If the shapes do not fit.
    InputError
        If an output weight is not positive, or the hyperplanes are not in general position (checked for numbers).

    Examples
    --------
    >>> GeneralPosition([[1, 0], [0, 1], [1, 1]], [0, 0, -1]).verify().holds
    True
    >>> GeneralPosition([[1, 0], [0, 1], [1, 1]], [0, 0, 0])
    Traceback (most recent call last):
    tropnet.errors.InputError: the hyperplanes are not in general position; change a bias, or use ArrangementNetwork
    """

    weights: Sequence[Sequence[Scalar]]
    biases: Sequence[Scalar]
    output: Sequence[Scalar] = ()

    citation: ClassVar[Citation] = ZASLAVSKY_1975.at("Theorem A")

    def __post_init__(self) -> None:
        rows = tuple(
            tuple(parameter(x, f"(weight {i})") for x in entries(row, f"the weights of neuron {i}"))
            for i, row in enumerate(entries(self.weights, "the rows of weights"))
        )
        biases = tuple(parameter(x, f"(bias {i})") for i, x in enumerate(entries(self.biases, "the biases")))
        given = entries(self.output, "the output weights") or [Fraction(1)] * len(rows)
        output = tuple(parameter(x, f"(output weight {i})") for i, x in enumerate(given))
        if len({len(row) for row in rows}) != 1 or not rows[0] or {len(biases), len(output)} != {len(rows)}:
            raise ShapeError(
                f"{len(rows)} rows of weights of lengths {[len(row) for row in rows]}, {len(biases)} biases and "
                f"{len(output)} output weights do not fit together; give shapes (m, n), (m,) and (m,)"
            )
        for i, c in enumerate(output):
            if is_certainly_not_positive(c):
                raise InputError(f"output weight {i} is {c}; it must be positive, so that nothing cancels")
        object.__setattr__(self, "weights", rows)
        object.__setattr__(self, "biases", biases)
        object.__setattr__(self, "output", output)
        if not self.symbols and not self._is_simple():
            raise InputError(
                "the hyperplanes are not in general position; change a bias, or use ArrangementNetwork"
            )

    def _is_simple(self) -> bool:
        if not all(any(row) for row in self.weights):
            return False
        arrangement = HyperplaneArrangement(self.weights, [-b for b in self.biases])
        return len(arrangement) == len(self.weights) and arrangement.is_simple

    @classmethod
    def sample(
        cls, rng: np.random.Generator | int | None = None, m: int = 5, n: int = 2, largest: int = 9
    ) -> GeneralPosition:
        """Random integers in general position; the bound on their size doubles until some are found.

        >>> len(GeneralPosition.sample(0, 6, 3).weights)
        6
        """
        generator, bound = (
            np.random.default_rng(rng),
            integer_at_least(1, largest, "the bound on the entries"),
        )
        m, n = integer_at_least(1, m, "the number of neurons"), integer_at_least(1, n, "the dimension")
        while True:
            rows = generator.integers(-bound, bound + 1, size=(m, n + 1)).tolist()
            if all(any(row[:n]) for row in rows):
                arrangement = HyperplaneArrangement([row[:n] for row in rows], [-row[n] for row in rows])
                if len(arrangement) == m and arrangement.is_simple:
                    return cls([row[:n] for row in rows], [row[n] for row in rows])
            bound *= 2

    def __repr__(self) -> str:
        return f"GeneralPosition({len(self.weights)} neurons in R^{len(self.weights[0])})"

    def layers(self) -> list[Any]:
        """Weights and biases in the parameters."""
        return [(self.weights, self.biases), ([self.output], [Fraction(0)])]

    @property
    def expected(self) -> tuple[ExpectedCount, ...]:
        """All six counts on R^n; with symbols, for all values in general position."""
        regions = most_regions_of_hyperplanes(len(self.weights), len(self.weights[0]))
        return tuple(ExpectedCount(notion, regions, "sum_{j<=n} C(m,j)", self.citation) for notion in NOTIONS)


@dataclass(frozen=True)
class LastLayer:
    r"""The neurons and output weights of a last hidden layer on n coordinates, with all regions in the cube.

    Parameters
    ----------
    n, m : int
        Numbers of coordinates and of neurons.
    steps : int
        How many times the layers before may double a slope: output weights grow by C = 2^(steps + 2).
    steepness : int
        A bound on the absolute slopes of the layers before.

    Examples
    --------
    >>> LastLayer(1, 3, 0, 1).n_regions, LastLayer(2, 4, 1, 3).n_regions
    (4, 11)
    """

    n: int
    m: int
    steps: int
    steepness: int

    @property
    def n_regions(self) -> int:
        """The number of regions of the arrangement."""
        return most_regions_of_hyperplanes(self.m, self.n)

    def n_regions_of_face(self, s: int) -> int:
        """The number of regions in a face of the cube where x_s = 0, some earlier coordinates are 0, and no later ones.

        >>> [LastLayer(3, 5, 0, 1).n_regions_of_face(s) for s in range(3)]
        [16, 6, 1]
        """
        return most_regions_of_hyperplanes(self.m, self.n - 1 - s)

    @property
    def has_idle_region(self) -> bool:
        """Whether there is a region where all neurons are inactive: exactly if m <= n, when all patterns occur."""
        return self.m <= self.n

    @property
    def output(self) -> list[int]:
        """The output weights C^i, C = 2^(steps + 2)."""
        return [2 ** ((self.steps + 2) * (i + 1)) for i in range(self.m)]

    @property
    def _spread(self) -> int:
        """The K that makes each coordinate of a gradient outweigh all the others together.

        Sums of c_i t_i^k over active neurons lie between (2/3) C and (4/3) C^m m^n.  K also exceeds 2n times every
        determinant of at most n powers of the t_i, which keeps the hyperplanes in general position to the facets of
        the cube: if n - |S| + 1 of them met in a point with the coordinates k in S at the ends 0 or 1, elimination of
        the others would give a relation of such determinants with the weights K^k.
        """
        heaviest: int = 2 ** ((self.steps + 2) * self.m) * self.m**self.n
        determinants: int = factorial(self.n) * self.m ** (self.n * (self.n + 1) // 2)
        return 2 * self.n * max(self.steepness * heaviest, determinants)

    @property
    def _scale(self) -> int:
        """The lambda for which all vertices of the arrangement lie in the cube.

        The coordinates of a vertex are, up to signs, the elementary symmetric functions of n of 1, ..., m.
        """
        return 2 * max(comb(self.n, j) * int(self.m**j) for j in range(self.n + 1)) + 2

    def arrays(self) -> tuple[list[list[int]], list[Fraction]]:
        """Weights, shape (m, n), and biases of the neurons."""
        scales = [self._scale * self._spread**k for k in range(self.n)]
        weights, biases = [], []
        for i in range(self.m):
            t = i + 1
            # The missing sequence alternates, and is negative at t = m: there the neuron looks to the other side.
            side = 1 if (self.m - i) % 2 else -1
            row = [-side * t**k * scale for k, scale in enumerate(scales)]
            weights.append(row)
            biases.append(side * t**self.n - Fraction(sum(row), 2))
        return weights, biases
