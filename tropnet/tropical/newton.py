r"""Newton polytopes and the three polyhedra above them.

Let :math:`p(x) = \max_i (a_i \cdot x + c_i)` be a tropical polynomial in n variables.

* The *Newton polytope* Newt(p) is the convex hull of the exponents :math:`a_i` in R^n.  It depends on the function
  alone: in a direction that singles out a vertex, the monomial of that vertex wins far out, so it is essential.
* The *lifted* (or extended) Newton polytope is :math:`\mathrm{conv}\{(a_i, c_i)\} + \mathrm{cone}(-e_{n+1})`.
  Its vertices are the essential monomials.
* The *dome* is :math:`\{(x, t) : t \ge p(x)\}`.  Its facets are the essential monomials too: they are the graphs of p
  over its linear regions, and projecting the boundary of the dome gives the complex of regions (Joswig, Essentials of
  tropical combinatorics, 2021, Section 1.1).

The last two are dual to each other.  Where :math:`a \cdot x + h \le v` is a wall of the lifted polytope with x and v
attained by some monomials, x is a point at which just these monomials attain the maximum v = p(x); so the upper
facets of the lifted polytope are the vertices of the dome.

In the min-plus convention all three are mirrored: the cone of :math:`+e_{n+1}`, the set :math:`t \le p(x)`, and
lower facets.  Products and sums of functions act by :math:`\mathrm{Newt}(p \odot q) = \mathrm{Newt}(p) +
\mathrm{Newt}(q)` and :math:`\mathrm{Newt}(p \oplus q) = \mathrm{conv}(\mathrm{Newt}(p) \cup \mathrm{Newt}(q))`
(Zhang, Naitzat and Lim, Tropical geometry of deep neural networks, 2018, Section 3).
"""

from __future__ import annotations

from tropnet.exact.arrays import RationalArray, concatenate
from tropnet.polyhedra.polyhedron import Polyhedron
from tropnet.tropical.convention import sign_of
from tropnet.tropical.operands import checked_polynomial
from tropnet.tropical.polynomial import TropicalPolynomial

__all__ = ["dome", "lifted_points", "lifted_polytope", "newton_polytope", "upper_facets"]


def newton_polytope(polynomial: TropicalPolynomial) -> Polyhedron:
    """The convex hull of the exponents; empty for the tropical zero.

    Parameters
    ----------
    polynomial : TropicalPolynomial

    Returns
    -------
    Polyhedron
        In R^n, of any dimension.

    Examples
    --------
    >>> p = TropicalPolynomial([[2, 0], [1, 1], [0, 2], [0, 0], [1, 0]], [0, 1, 0, 0, -5])
    >>> newton_polytope(p).vertices
    RationalArray([[0, 0], [0, 2], [2, 0]])
    """
    checked_polynomial(polynomial)
    return Polyhedron.from_generators(polynomial.exponents)


def lifted_points(polynomial: TropicalPolynomial) -> RationalArray:
    """The points (a_i, c_i), shape (r, n + 1).

    Examples
    --------
    >>> lifted_points(TropicalPolynomial([[0], [3]], [1, 7]))
    RationalArray([[0, 1], [3, 7]])
    """
    checked_polynomial(polynomial)
    return concatenate([polynomial.exponents, polynomial.coefficients.reshape(-1, 1)], axis=1)


def lifted_polytope(polynomial: TropicalPolynomial, *, bounded: bool = False) -> Polyhedron:
    """The convex hull of the lifted points, plus everything below it (above it for min-plus).

    Parameters
    ----------
    polynomial : TropicalPolynomial
    bounded : bool
        Leave out what is below: the plain convex hull.

    Returns
    -------
    Polyhedron
        In R^(n + 1); empty for the tropical zero.

    Examples
    --------
    >>> p = TropicalPolynomial([[0], [1], [2]], [0, 1, 0])
    >>> lifted_polytope(p).inequalities
    RationalArray([[-1, 0, 0], [-1, 1, 0], [1, 0, 2], [1, 1, 2]])
    >>> len(lifted_polytope(p, bounded=True).inequalities)
    3
    """
    points = lifted_points(polynomial)
    if bounded or not len(points):
        return Polyhedron.from_generators(points)
    return Polyhedron.from_generators(
        points, rays=[[0] * polynomial.n_variables + [-sign_of(polynomial.convention)]]
    )


def dome(polynomial: TropicalPolynomial) -> Polyhedron:
    """The set of the (x, t) with t >= p(x), or t <= p(x) for min-plus: one facet for each linear region.

    Parameters
    ----------
    polynomial : TropicalPolynomial

    Returns
    -------
    Polyhedron
        In R^(n + 1); all of it for the tropical zero.

    Examples
    --------
    >>> p = TropicalPolynomial([[0], [1], [2]], [0, 1, 0])
    >>> dome(p).vertices
    RationalArray([[-1, 0], [1, 2]])
    """
    checked_polynomial(polynomial)
    sign = sign_of(polynomial.convention)
    below = concatenate([polynomial.exponents, RationalArray.zeros((polynomial.n_monomials, 1)) - 1], axis=1)
    return Polyhedron.from_inequalities(below * sign, polynomial.coefficients * -sign)


def upper_facets(polynomial: TropicalPolynomial) -> RationalArray:
    """The facets of the lifted polytope that are not vertical, as points (x, p(x)): the vertices of the dome.

    A row (x, v) stands for the facet where a.x + h = v; on all other lifted points (a, h) the left side is less
    (greater for min-plus).

    Parameters
    ----------
    polynomial : TropicalPolynomial

    Returns
    -------
    RationalArray, shape (k, n + 1)
        In the order of their coordinates.  Where the Newton polytope is not full-dimensional, each x is one of
        the points of an affine space in which those monomials tie.

    Examples
    --------
    >>> upper_facets(TropicalPolynomial([[0], [1], [2]], [0, 1, 0]))
    RationalArray([[-1, 0], [1, 2]])
    >>> upper_facets(TropicalPolynomial([[0], [1], [2]], [0, 1, 0], "min"))
    RationalArray([[0, 0]])
    """
    checked_polynomial(polynomial)
    n = polynomial.n_variables
    if polynomial.is_zero:
        return RationalArray.zeros((0, n + 1))
    rows = lifted_polytope(polynomial).inequalities
    # The coefficient of the height is positive on upper facets, negative on lower ones, zero on vertical ones.
    heights = [abs(int(s)) for s in rows[:, n].numerators]
    signs = rows[:, n].sign().tolist()
    facets = [
        [entry * sign / height for entry in [*row[:n], row[n + 1]]]
        for row, height, sign in zip(rows.fractions().tolist(), heights, signs, strict=True)
        if sign
    ]
    return RationalArray(sorted(facets)).reshape(-1, n + 1)
