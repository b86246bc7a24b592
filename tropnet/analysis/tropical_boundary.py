r"""The decision boundary of a tropical rational function, inside a tropical hypersurface.

A network with one output is a difference f = p - q of max-plus polynomials.  Where does it cross the threshold c?

.. math::  f(x) = c \iff p(x) = q(x) + c \iff

the maximum of :math:`m = p \oplus (q \odot c)` at x is attained by a monomial of p **and** by one of :math:`q \odot c`.
So the *level set* B = {f = c} is a union of cells of the complex of linear regions of m, and below full dimension it
lies in the hypersurface V(m) (Zhang, Naitzat and Lim, Tropical geometry of deep neural networks, 2018, Proposition 6.1
(ii)).  The inclusion is strict in general: V(m) also has the kinks of p where f > c, and those of q where f < c.
Dually, B consists of the cells of the dual subdivision that use both kinds of monomials, the *mixed cells* of the pair.

The level set is not always where a classifier changes its mind.  It may have interior points, where a monomial
of p equals one of :math:`q \odot c`; and f may touch c without crossing it.  The *decision boundary* separates
the set f > c, class 1, from its complement, class 0: it consists of the facets of V(m) with a region of p alone on one
side, and a region that belongs to :math:`q \odot c`, alone or with p, on the other.  That is the point set
of :func:`tropnet.decision_boundary`.

By part (i) of the same proposition {f > c} has at most as many connected components as p has linear regions: on each
of them p is affine and q + c convex, so {f > c} is convex there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from tropnet.errors import InputError
from tropnet.exact.numbers import RationalLike, as_fraction
from tropnet.polyhedra.polyhedron import Polyhedron
from tropnet.tropical.hypersurface import TropicalCell, TropicalHypersurface
from tropnet.tropical.polynomial import TropicalPolynomial
from tropnet.tropical.rational import TropicalRational

__all__ = ["TropicalDecisionBoundary", "tropical_decision_boundary"]

Bools = npt.NDArray[np.bool_]


def tropical_decision_boundary(
    f: TropicalRational | TropicalPolynomial, threshold: RationalLike = 0
) -> TropicalDecisionBoundary:
    """Where a tropical rational function changes from greater than the threshold to at most the threshold.

    Parameters
    ----------
    f : TropicalRational or TropicalPolynomial
        In either convention.
    threshold : RationalLike

    Raises
    ------
    InputError
        If f is no tropical function with one value, or is +infinity everywhere, a min-plus quotient with the
        tropical zero as its numerator.
    NotRationalError
        If the threshold is no rational number.

    Source
    ------
    L. Zhang, G. Naitzat and L.-H. Lim, Tropical geometry of deep neural networks, ICML 2018, Proposition 6.1.

    Examples
    --------
    |x| + |y| crosses 1 on a diamond; the kinks of |x| + |y| outside are no part of it:

    >>> norm = TropicalPolynomial([[1, 1], [1, -1], [-1, 1], [-1, -1]], [0, 0, 0, 0])
    >>> boundary = tropical_decision_boundary(norm, 1)
    >>> boundary
    <TropicalDecisionBoundary in R^2 at threshold 1>
    >>> len(boundary), boundary.hypersurface.f_vector
    (4, (4, 8))
    >>> boundary.pieces[0].vertices
    RationalArray([[-1, 0], [0, -1]])
    """
    quotient = _quotient(f)
    if quotient.convention == "min":
        # min p - min q = max(-q) - max(-p).
        quotient = TropicalRational(-quotient.denominator, -quotient.numerator)
    return TropicalDecisionBoundary(quotient, as_fraction(threshold, "as the threshold"))


@dataclass(frozen=True, repr=False)
class TropicalDecisionBoundary:
    """The boundary between f > c and f <= c, and the level set f = c; made by :func:`tropical_decision_boundary`.

    Attributes
    ----------
    function : TropicalRational
        The function f = p - q, in the max-plus convention.
    threshold : Fraction
        The number c.

    Examples
    --------
    The function |x| touches 0 on a line of the plane, but does not cross it:

    >>> boundary = tropical_decision_boundary(TropicalPolynomial([[1, 0], [-1, 0]], [0, 0]))
    >>> boundary.pieces, [piece.equations.tolist() for piece in boundary.level_set]
    ((), [[[1, 0, 0]]])
    """

    function: TropicalRational
    threshold: Fraction

    @cached_property
    def polynomial(self) -> TropicalPolynomial:
        """The maximum m of p and q + c."""
        shifted: TropicalPolynomial = self.function.denominator * self.threshold
        return self.function.numerator + shifted

    @cached_property
    def hypersurface(self) -> TropicalHypersurface:
        """The hypersurface V(m), which holds the boundary."""
        return TropicalHypersurface(self.polynomial)

    @cached_property
    def from_numerator(self) -> Bools:
        """Which monomials of m are monomials of p, shape (r,)."""
        return _occurs(self.polynomial, self.function.numerator)

    @cached_property
    def from_denominator(self) -> Bools:
        """Which monomials of m are monomials of q + c, shape (r,); they may be monomials of p as well."""
        return _occurs(self.polynomial, self.function.denominator * self.threshold)

    @cached_property
    def cells(self) -> tuple[TropicalCell, ...]:
        """The facets of the hypersurface between f > c and f <= c.

        Examples
        --------
        The weight is the lattice length of the jump of the gradient of m:

        >>> boundary = tropical_decision_boundary(TropicalPolynomial([[3], [0]], [0, -5]))
        >>> [(cell.polyhedron.vertices.tolist(), cell.weight) for cell in boundary.cells]
        [([[0]], Fraction(3, 1))]
        """
        is_above = self.from_numerator & ~self.from_denominator
        return tuple(
            facet for facet in self.hypersurface.facets if is_above[list(facet.dual.vertices)].sum() == 1
        )

    @cached_property
    def pieces(self) -> tuple[Polyhedron, ...]:
        """The boundary as polyhedra of codimension one."""
        return tuple(cell.polyhedron for cell in self.cells)

    @cached_property
    def level_set(self) -> tuple[Polyhedron, ...]:
        """The set f = c as polyhedra, none inside another: the maximal mixed cells, which may have any dimension.

        Examples
        --------
        The function max(x, 0) is 0 on a half-line, and its boundary there is the point 0:

        >>> boundary = tropical_decision_boundary(TropicalPolynomial([[1], [0]], [0, 0]))
        >>> [piece.inequalities.tolist() for piece in boundary.level_set], boundary.pieces[0].vertices
        ([[[1, 0]]], RationalArray([[0]]))
        """
        found: list[Polyhedron] = []
        subdivision = self.hypersurface.subdivision
        mixed_below: Bools = np.zeros(0, np.bool_)
        for dim in range(subdivision.dim + 1):
            marked = subdivision.marked(dim)
            is_mixed: Bools = np.logical_and(
                (marked & self.from_numerator).any(axis=1), (marked & self.from_denominator).any(axis=1)
            )
            is_maximal = is_mixed.copy()
            if dim:
                cells, facets = subdivision.facets_of_cells(dim).T
                # A cell of the level set lies in a larger one exactly when a facet of its dual is mixed too.
                is_maximal[cells[mixed_below[facets]]] = False
            codim = self.function.n_variables - dim
            found += [
                TropicalCell(self.hypersurface, codim, int(i)).polyhedron for i in np.flatnonzero(is_maximal)
            ]
            mixed_below = is_mixed
        return tuple(found)

    def __len__(self) -> int:
        return len(self.cells)

    def __iter__(self) -> Iterator[Polyhedron]:
        return iter(self.pieces)

    def __repr__(self) -> str:
        return f"<TropicalDecisionBoundary in R^{self.function.n_variables} at threshold {self.threshold}>"

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.function, self.threshold)


def _quotient(f: object) -> TropicalRational:
    if isinstance(f, TropicalRational):
        return f
    if isinstance(f, TropicalPolynomial):
        quotient: TropicalRational = f / 0
        return quotient
    raise InputError(
        f"{f!r} is no tropical function with one value; give tropnet.tropicalize(net), or one component of it, "
        "or ask tropnet.decision_boundary(net) where the greatest of several changes"
    )


def _occurs(whole: TropicalPolynomial, part: TropicalPolynomial) -> Bools:
    """Which monomials of a sum are monomials of a summand."""
    terms = part.terms
    mask = np.array([terms.get(power) == value for power, value in whole.terms.items()], np.bool_)
    mask.flags.writeable = False
    return mask
