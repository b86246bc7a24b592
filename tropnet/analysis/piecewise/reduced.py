r"""Reduced pairs: differences of convex functions from which nothing convex can be split off on both sides.

Let g and h be convex piecewise linear functions on a convex domain.  A *common summand* is a convex piecewise linear c
with g - c and h - c convex.  The pair is *reduced* if all its common summands are affine.  Since g - h =
(g - c) - (h - c), every difference of convex functions has reduced pairs; here is how to find one.

**A common summand is affine wherever g or h is.**  For g = c + (g - c) is affine on a cell, and a sum of two convex
functions is affine only if both are.  So c is compatible with the common refinement of the two complexes, where it is
given by its jumps (see :mod:`tropnet.analysis.piecewise.compatible`).  Convexity of the three functions says that the
jump of c at each wall lies between 0 and the smaller one of the jumps of g and h.

**Theorem.**  Let c have the greatest sum of jumps among all common summands, each counted with some positive weight.
Then (g - c, h - c) is reduced.

*Proof.*  Let c' be a common summand of the two.  Then c + c' is convex, and g - c - c' and h - c - c' are; so it is a
common summand of g and h.  Its jumps are those of c plus those of c', which are not negative; as the sum cannot
grow, all jumps of c' are 0, and c' is affine.  ∎

The greatest sum is a linear program, bounded and feasible (c = 0), solved exactly; the weights are the maximum norms of
the gradients of the primitive forms.

In one variable there are no conditions but the bounds, so that c has the smaller jump at every break point: then g
bends where the function g - h is convex, and h where it is concave, each by what the function does.  There the reduced
pair is unique up to one affine function.  In several variables it is not.

**Polytopes.**  For the support functions of polytopes P and Q, jumps are the lattice lengths of edges, cells are normal
cones, and common summands are those of Minkowski sums, P = C + P' and Q = C + Q'.  So every virtual polytope P - Q
is a difference P' - Q' of polytopes that have only points as common summands.
"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np

from tropnet.analysis.piecewise.compatible import CompatibleFunctions, Wall, convex_maxima
from tropnet.analysis.regions import linear_regions
from tropnet.analysis.walls import primitive_row
from tropnet.errors import InputError, ShapeError
from tropnet.exact.arrays import RationalArray, concatenate
from tropnet.networks import Dense, Maxout, Network
from tropnet.networks.operations import stack_outputs
from tropnet.polyhedra.polyhedron import Polyhedron
from tropnet.tropical.newton import newton_polytope
from tropnet.tropical.polynomial import TropicalPolynomial
from tropnet.tropical.refinement import essential_pairs
from tropnet.tropical.subdivision import RegularSubdivision
from tropnet.tropical.virtual import VirtualPolytope

__all__ = ["is_reduced_pair", "reduced_pair", "reduced_virtual_polytope"]

Refined: TypeAlias = tuple[CompatibleFunctions, list[RationalArray]]
"""The cells, and on each of them the maps of both functions."""


def reduced_pair(
    g: TropicalPolynomial, h: TropicalPolynomial, within: Polyhedron | None = None
) -> tuple[TropicalPolynomial, TropicalPolynomial]:
    """A reduced pair of convex functions with the same difference.

    Parameters
    ----------
    g, h : TropicalPolynomial
        Max-plus, in the same variables, not the tropical zero.
    within : Polyhedron, optional
        A domain with interior points; all of space unless given.

    Returns
    -------
    g', h' : TropicalPolynomial
        With g' - h' = g - h on the domain, and all monomials essential there; the first one of h' is 0.

    Raises
    ------
    InputError
        If one is min-plus, is the tropical zero, or has no variables.
    ShapeError
        If the numbers of variables differ, or the domain lies in another space.
    EmptyDomainError
        If the domain has no interior point.

    Examples
    --------
    >>> x, y = TropicalPolynomial.variables(2)
    >>> g, h = reduced_pair((x + 0) * (x + y), (y + 0) * (x + y))
    >>> print(g / h)
    max(x1, 0) - max(x2, 0)
    """
    refined = _Refinement(g, h, within)
    common = refined.compatible.maps(refined.greatest_common_jumps)
    return convex_maxima(*(maps - common for maps in refined.maps))


def is_reduced_pair(g: TropicalPolynomial, h: TropicalPolynomial, within: Polyhedron | None = None) -> bool:
    """Whether all common summands of two convex functions are affine; parameters and errors as for `reduced_pair`.

    Examples
    --------
    >>> x, y = TropicalPolynomial.variables(2)
    >>> is_reduced_pair(x + y + 0, (x + 0) * (y + 0)), is_reduced_pair(x + 0, (x + 0) * (y + 0))
    (True, False)
    """
    return not _Refinement(g, h, within).greatest_common_jumps.sign().any()


def reduced_virtual_polytope(virtual: VirtualPolytope) -> VirtualPolytope:
    """The same virtual polytope as a difference of polytopes without a common summand but points.

    Examples
    --------
    Beside the triangle, a square is a common summand here; the greatest sum of edge lengths prefers it, and leaves
    a triangle and a segment.

    >>> from tropnet.polyhedra.sums import minkowski_sum
    >>> square, triangle = Polyhedron.parse("[0,1]^2"), Polyhedron.from_generators([[0, 0], [1, 0], [0, 1]])
    >>> opposite = Polyhedron.from_generators([[0, 0], [-1, 0], [0, -1]])
    >>> pair = VirtualPolytope(minkowski_sum(square, triangle), minkowski_sum(opposite, triangle))
    >>> reduced = reduced_virtual_polytope(pair)
    >>> reduced.positive.vertices, reduced.negative.vertices
    (RationalArray([[1, 0], [1, 1], [2, 0]]), RationalArray([[0, 0], [1, -1]]))
    """
    if not virtual.ambient_dim:
        return virtual
    support = virtual.to_rational()
    g, h = reduced_pair(support.numerator, support.denominator)
    return VirtualPolytope(newton_polytope(g), newton_polytope(h))


class _Refinement:
    """The common refinement of the complexes of two convex functions, with their maps and common jumps.

    Over all of space its cells and walls are dual to the vertices and edges of the mixed subdivision, which is faster.
    """

    def __init__(self, g: TropicalPolynomial, h: TropicalPolynomial, within: Polyhedron | None) -> None:
        for p in (g, h):
            if p.convention != "max":
                raise InputError(f"{p!r} is min-plus, hence concave; give a pair of max-plus polynomials")
            if p.is_zero or not p.n_variables:
                raise InputError(
                    f"{p!r} has no monomials or no variables; give a function on R^n with n >= 1"
                )
        if g.n_variables != h.n_variables:
            raise ShapeError(f"{g!r} and {h!r} have different numbers of variables")
        pair = g.essential, h.essential
        self.compatible, self.maps = _everywhere(*pair) if within is None else _inside(*pair, within)
        first, second = (self.compatible.jumps(own) for own in self.maps)
        self.greatest_common_jumps = self.compatible.greatest(first.minimum(second))


def _everywhere(g: TropicalPolynomial, h: TropicalPolynomial) -> Refined:
    """By duality: cells are vertices, and walls are edges, of the mixed subdivision of the Newton polytopes."""
    pairs = essential_pairs(g, h)
    maps = [_forms(p)[column] for p, column in zip((g, h), pairs.T, strict=True)]
    total = maps[0] + maps[1]
    subdivision = RegularSubdivision(total[:, :-1], total[:, -1])
    walls = []
    if subdivision.dim:
        cell_of_vertex = subdivision.marked(0).argmax(axis=1)
        ends = subdivision.facets_of_cells(1)
        ends = cell_of_vertex[ends[np.argsort(ends[:, 0], kind="stable"), 1]].reshape(-1, 2)
        numerators = total.numerators
        for one, other in ends.tolist():
            form = primitive_row((numerators[other] - numerators[one]).tolist())
            walls.append(Wall.between(form, other, one))
    return CompatibleFunctions(g.n_variables, len(pairs), walls), maps


def _inside(g: TropicalPolynomial, h: TropicalPolynomial, within: Polyhedron) -> Refined:
    """By the regions of the network x -> (g(x), h(x)) in a domain."""
    units = (
        Network.sequential([Dense(p.exponents, p.coefficients), Maxout(p.n_monomials)], p.n_variables)
        for p in (g, h)
    )
    regions = linear_regions(stack_outputs(*units), within)
    maps = regions._assembly.affine_maps(np.arange(len(regions)))
    return CompatibleFunctions.on_regions(regions, np.arange(len(regions))), [maps[:, 0], maps[:, 1]]


def _forms(p: TropicalPolynomial) -> RationalArray:
    return concatenate([p.exponents, p.coefficients.reshape(p.n_monomials, 1)], axis=1)
