r"""The hinges of a convex function: the largest sum of one-hidden-layer neurons that it can do without.

Let Q be a maximum of affine functions on R^n.  A hyperplane H is a *full wall* of Q if it is covered by facets of the
cells on which Q is affine.  On either side of such a facet are two monomials; their difference, an affine function
that vanishes on H, is the *jump*.

**Proposition.**  Let v be affine and not constant, with the zero set H.  Then Q - max(v, 0) is convex if and only if H
is a full wall over which every jump is at least v in absolute value.

*Proof.*  A continuous piecewise affine function is convex exactly if it is so along lines in general position, which
cross facets only: if over every facet the gradient jumps towards the side that it points to.  Over facets outside H
the subtraction changes nothing, and over those in H it shortens the jump by v; where H runs through the interior of a
cell, it makes a jump in the wrong direction.  ∎

So for every full wall the least jump over its facets is a hinge that splits off; the walls are independent of each
other; and what remains has no full wall at all.  It is affine exactly if Q is a sum of hinges and an affine function:
if one hidden layer with positive output weights, beside an affine map, computes Q.

**The test.**  The facets in H are those edges of the dual subdivision whose two monomials differ by a multiple of v.
The restrictions of Q to them are distinct pieces of the restriction of Q to H: a piece of that is attained on a convex
set, and two monomials on one side of H that agree on it differ by a multiple of v, so that only one of them is seen.
Hence H is a full wall exactly if the restriction of Q to H has no more essential monomials than there are such edges.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from math import gcd

from tropnet.exact.arrays import RationalArray, concatenate
from tropnet.tropical.hypersurface import TropicalHypersurface
from tropnet.tropical.polynomial import TropicalPolynomial
from tropnet.tropical.subdivision import dual_subdivision

__all__ = ["HingeSplit", "affine_rows", "split_hinges"]

Row = tuple[int, ...]


@dataclass(frozen=True)
class HingeSplit:
    """A convex function as the sum of hinges max(a x + c, 0) and a function without full walls.

    Attributes
    ----------
    rest : TropicalPolynomial
    hinges : RationalArray, shape (m, n + 1)
        The rows (a | c), on different hyperplanes, the first nonzero entry of each positive.
    """

    rest: TropicalPolynomial
    hinges: RationalArray


def affine_rows(polynomial: TropicalPolynomial) -> RationalArray:
    """The affine functions a x + c of a maximum as rows (a | c).

    >>> affine_rows(TropicalPolynomial.parse("max(x + 1, 2)"))
    RationalArray([[0, 2], [1, 1]])
    """
    column = polynomial.coefficients.reshape(polynomial.n_monomials, 1)
    return concatenate([polynomial.exponents, column], axis=1)


def split_hinges(polynomial: TropicalPolynomial) -> HingeSplit:
    """The hinges of a maximum of affine functions, and what remains.

    Parameters
    ----------
    polynomial : TropicalPolynomial
        In the max-plus convention, all monomials essential, not the tropical zero.

    Returns
    -------
    HingeSplit

    Examples
    --------
    >>> split = split_hinges(TropicalPolynomial.parse("max(x, 0) + max(2 y - 1, 0)"))
    >>> split.rest.n_monomials, split.hinges
    (1, RationalArray([[0, 2, -1], [1, 0, 0]]))

    No line lies in the three rays where the largest of three functions changes:

    >>> split_hinges(TropicalPolynomial.parse("max(x, y, 0)")).hinges.shape
    (0, 3)
    """
    n = polynomial.n_variables
    jumps = _jumps(polynomial)
    walls = {
        wall: min(scales)
        for wall, scales in jumps.items()
        if n == 1 or _restricted(polynomial, wall).n_regions == len(scales)
    }
    if not walls:
        return HingeSplit(polynomial, RationalArray.zeros((0, n + 1)))
    denominator = affine_rows(polynomial).denominator
    hinges = RationalArray.from_integers(
        [[scale * entry for entry in wall] for wall, scale in sorted(walls.items())], denominator
    )
    return HingeSplit(_without(polynomial, hinges), hinges)


def _jumps(polynomial: TropicalPolynomial) -> dict[Row, list[int]]:
    """By hyperplane, as a primitive row, the factors of the jumps over its facets, times the common denominator."""
    jumps: dict[Row, list[int]] = defaultdict(list)
    if polynomial.n_monomials == 1:
        return jumps
    rows = affine_rows(polynomial).numerators
    for edge in dual_subdivision(polynomial).cells(1):
        one, other = edge.vertices
        jump: list[int] = (rows[one] - rows[other]).tolist()
        factor = gcd(*jump)
        sign = 1 if next(entry for entry in jump if entry) > 0 else -1
        jumps[tuple(sign * entry // factor for entry in jump)].append(factor)
    return jumps


def _restricted(polynomial: TropicalPolynomial, wall: Row) -> TropicalPolynomial:
    """The function on a hyperplane, in all coordinates but one."""
    *normal, constant = wall
    i = next(j for j, entry in enumerate(normal) if entry)
    others = [j for j in range(len(normal)) if j != i]
    n, pivot = len(normal), normal[i]
    matrix = [[-normal[j] if k == i else pivot * (j == k) for j in others] for k in range(n)]
    offset = [-constant * (k == i) for k in range(n)]
    return polynomial.compose(RationalArray(matrix) / pivot, RationalArray(offset) / pivot)


def _without(polynomial: TropicalPolynomial, hinges: RationalArray) -> TropicalPolynomial:
    """The function minus hinges on full walls: on each of its cells they have one sign."""
    rows = affine_rows(polynomial)
    pieces = []
    for region in TropicalHypersurface(polynomial).regions:
        (monomial,) = region.monomials
        values = hinges[:, :-1] @ region.interior_point + hinges[:, -1]
        pieces.append(rows[monomial] - hinges[values > 0].sum(axis=0))
    rest = concatenate([piece[None] for piece in pieces])
    return TropicalPolynomial(rest[:, :-1], rest[:, -1], polynomial.convention)
