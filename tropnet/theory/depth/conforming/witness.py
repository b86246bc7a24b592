r"""Functions of small arity whose positive parts are not: what refutes a lower bound on conforming networks.

For n = 4 let :math:`g = \max(x_1, x_2) - \max(x_3, x_4)`.  It does not change its sign where the order of the four
numbers is fixed, and :math:`[g]_+ + \max(x_3, x_4)` is the maximum of all four: two hidden layers compute it.  In
general, if :math:`t = \varphi([g]_+) \ne 0`, then :math:`[g]_+ / t` is the maximum of n numbers, up to maxima of fewer
numbers; :mod:`tropnet.theory.depth.conforming.fan` has the proof.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from tropnet.exact.arrays import RationalArrayLike
from tropnet.polyhedra.reading import point_of
from tropnet.theory.depth.conforming.fan import ConformingSpace

__all__ = ["ConformingWitness"]


@dataclass(frozen=True, repr=False)
class ConformingWitness:
    r"""A function of small arity whose positive part is as complex as the maximum of n numbers.

    Attributes
    ----------
    n, arity : int
    values : tuple of int
        The values g(S) at the nonempty proper subsets, in the order {1}, {2}, {1, 2}, {3}, ... in which the elements
        are the bits of a counter.

    Examples
    --------
    >>> g = ConformingWitness(2, 1, (1, -1))
    >>> g.values, g.functional, g([3, 5])
    ((1, -1), 1, Fraction(-2, 1))
    >>> print(g)
    x1 - x2
    """

    n: int
    arity: int
    values: tuple[int, ...]

    @property
    def space(self) -> ConformingSpace:
        """The space in which the function is looked for."""
        return ConformingSpace(self.n, self.arity)

    @property
    def functional(self) -> int:
        r"""The number :math:`\varphi([g]_+)`: the coefficient of the maximum of all n numbers."""
        return self.space.functional(self._by_subset)

    @cached_property
    def minima(self) -> tuple[tuple[int, tuple[int, ...]], ...]:
        """The function as a sum of minima: pairs of a coefficient and indices from 1 to n."""
        values = {0: 0, **self._by_subset, 2**self.n - 1: 0}
        coefficients = {
            M: sum((-1) ** (M ^ S).bit_count() * values[S] for S in _subsets_of(M)) for M in values
        }
        return tuple(
            (a, tuple(i + 1 for i in range(self.n) if M >> i & 1)) for M, a in coefficients.items() if a
        )

    def check(self) -> bool:
        """Whether the function is of this arity and conforming, and its functional is positive."""
        is_small = all(len(M) <= self.arity for _, M in self.minima)
        return is_small and not self.space.conflicts(self._by_subset) and self.functional > 0

    @property
    def _by_subset(self) -> dict[int, int]:
        return dict(zip(self.space.subsets, self.values, strict=True))

    def __call__(self, x: RationalArrayLike) -> Fraction:
        """The value at a point.

        Raises
        ------
        ShapeError
            If the point has not n entries.
        NotRationalError
            If an entry is no rational number.
        """
        point = point_of(x, self.n, "the point").tolist()
        return sum((Fraction(a * min(point[i - 1] for i in M)) for a, M in self.minima), Fraction(0))

    def __repr__(self) -> str:
        return f"<ConformingWitness for {self.n} numbers and arity {self.arity}>"

    def __str__(self) -> str:
        written = (
            f"{'+-'[a < 0]} {'' if abs(a) == 1 else f'{abs(a)}*'}{_minimum(M)}" for a, M in self.minima
        )
        return " ".join(written).removeprefix("+ ")


def _minimum(M: tuple[int, ...]) -> str:
    return f"x{M[0]}" if len(M) == 1 else f"min({', '.join(f'x{i}' for i in M)})"


def _subsets_of(M: int) -> Iterable[int]:
    """All subsets of a set, the empty one and itself among them."""
    return (S for S in range(M + 1) if S & M == S)
