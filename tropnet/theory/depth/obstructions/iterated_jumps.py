r"""Functions that are no sum of small maxima, proved at one point by the jumps of jumps of the gradient.

Let f be a continuous piecewise linear function on R^n, x a point and :math:`u_1, \dots, u_n` a basis of R^n.  For signs
:math:`\varepsilon_i = \pm 1` and :math:`\delta_1 \gg \delta_2 \gg \dots \gg \delta_n > 0`, each small enough for those
before it, f is affine near :math:`x + \sum_i \varepsilon_i \delta_i u_i`, with a gradient
:math:`g_\varepsilon` that depends on the signs alone.  The *iterated jump* of f is the vector

.. math::  J(f) = \sum_{\varepsilon \in \{-1, 1\}^n} \varepsilon_1 \cdots \varepsilon_n \, g_\varepsilon .

**Theorem.**  Let f be a real linear combination of functions each of which is affine along all lines of some direction:
with :math:`d_j \ne 0` and a number :math:`s_j`, :math:`f_j(y + t d_j) = f_j(y) + t s_j`.  Then J(f) = 0 for every
point and every basis.  Maxima of at most n affine functions are of this kind.

*Proof.*  J is linear in f.  Let :math:`f_j` be affine in the direction :math:`d = d_1 u_1 + \dots + d_i u_i` with
:math:`d_i \ne 0`.  The point :math:`y = x + \sum_{l < i} \varepsilon_l \delta_l u_l` lies in the relative interior of a
cell of the complex of :math:`f_j` that is parallel to :math:`u_1, \dots, u_{i - 1}`; so near y the gradient does not
change when small multiples of these vectors are added.  Nor does it change when a multiple of d is added.  Hence
it does not change when a small multiple of :math:`u_i` is added: :math:`g_\varepsilon` does not depend on
:math:`\varepsilon_i`, and the sum is 0.  For n affine functions there is a direction :math:`d \ne 0` orthogonal to the
differences of their gradients, and along it their maximum is affine.  ∎

**Which hyperplane.**  J(f) is orthogonal to :math:`u_1, \dots, u_{n - 1}`: inside the sum are the jumps of the gradient
across the hyperplane H through x that these span.  So J(f) is a jump along H that jumps across a flat of dimension n -
2 in H, and so on down to x.  This proves Proposition 3.2 of Hertrich, Basu, Di Summa and Skutella:

**Corollary.**  If for some hyperplane H the union T of the walls of f in H is not empty and contains no line, then
some iterated jump of f is not 0, and f is no linear combination of maxima of n affine functions.

*Proof.*  Let K be a function on a flat of dimension m, constant on the cells of a complex, not zero almost everywhere,
with a support T that contains no line.  If m = 0, K is a number other than 0.  If m > 0, K is not constant, because T
is not the flat.  So K jumps across a flat of dimension m - 1, and where it jumps it is not zero on one of the two
sides; the support of the jump lies in T.  Start with the jump of the gradient across H, along a normal of H.  ∎

**At a vertex.**  Near x, a maximum of affine functions is, up to an affine function, the support function of the convex
hull Q of the gradients that are active at x.  Therefore

.. math::  J(Q; u_1, \dots, u_n) = J(Q^{u_1}; u_2, \dots, u_n) - J(Q^{-u_1}; u_2, \dots, u_n)

with the faces of Q in these directions; only facets contribute, translates contribute the same, and for a segment J is
the difference of its ends.  So only vertices x matter, and as :math:`u_1` normals of facets of Q.  The search goes
through all of them and cancels faces that are translates of each other, as opposite faces of zonotopes are.

Source: C. Hertrich, A. Basu, M. Di Summa and M. Skutella, Towards lower bounds on the depth of ReLU neural networks,
2021, Proposition 3.2; C. Koutschan, B. Moser, A. Ponomarchuk and J. Schicho, 2023, Theorem 5.4, for the maximum of 0
and n variables.  The iterated jump is what the proof of the corollary computes; f need not be convex.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import ClassVar, TypeAlias

from tropnet.errors import InputError, ShapeError
from tropnet.exact.arrays import RationalArray, RationalArrayLike, rational_array
from tropnet.exact.matrix import primitive, rank
from tropnet.polyhedra.polyhedron import Polyhedron
from tropnet.polyhedra.reading import point_of
from tropnet.tropical.hypersurface import TropicalHypersurface
from tropnet.tropical.polynomial import TropicalPolynomial
from tropnet.tropical.rational import TropicalRational

__all__ = ["JumpObstruction", "NoJumpObstruction", "iterated_jump", "small_maxima_obstruction"]

Direction: TypeAlias = tuple[int, ...]
Virtual: TypeAlias = "Counter[Polyhedron]"
"""A formal sum of polytopes that are parallel to one linear space, each moved to begin at 0."""


def small_maxima_obstruction(
    f: TropicalPolynomial | TropicalRational,
) -> JumpObstruction | NoJumpObstruction:
    """An iterated jump that proves that a function of n variables is no combination of maxima of n affine functions.

    Parameters
    ----------
    f : TropicalPolynomial or TropicalRational
        Not the tropical zero.

    Returns
    -------
    JumpObstruction or NoJumpObstruction
        One is found whenever some hyperplane carries walls of f whose union contains no line.  That there is none says
        nothing on sums of maxima.

    Raises
    ------
    InputError
        If f is no tropical function or the tropical zero.

    Notes
    -----
    The vertices of the complexes of numerator and denominator are found, and at each vertex the flags of facets are
    tried until one succeeds; failures are remembered up to translation.

    Source
    ------
    Hertrich, Basu, Di Summa and Skutella, 2021, Propositions 3.1 and 3.2.

    Examples
    --------
    The maximum of 0 and n variables, so that n + 1 affine functions are needed in general; and a function of four
    variables with two hidden layers:

    >>> found = small_maxima_obstruction(TropicalPolynomial.parse("max(x1, x2, x3, 0)"))
    >>> found, found.jump, found.check()
    (<JumpObstruction in 3 variables>, RationalArray([1, 0, 0]), True)
    >>> small_maxima_obstruction(TropicalPolynomial.parse("max(0, x1, max(x2, x3) + max(0, x4))")).found
    True

    A sum of maxima of two is a sum of maxima of few:

    >>> small_maxima_obstruction(TropicalPolynomial.parse("max(x1, 0) + max(x1, x2) + max(x1 + x2, 0)"))
    <NoJumpObstruction in 2 variables>
    """
    parts = _signed_parts(f)
    n = f.n_variables
    germs: defaultdict[tuple[Fraction, ...], Virtual] = defaultdict(Counter)
    for sign, part in parts:
        surface = TropicalHypersurface(part)
        cells = surface.subdivision.maximal_cells if n and surface.subdivision.dim == n else ()
        for x, cell in zip(surface.vertices.tolist(), cells, strict=False):
            germs[tuple(x)][_at_zero(cell.polytope)] += sign
    failed: set[frozenset[tuple[Polyhedron, int]]] = set()
    for x, germ in sorted(germs.items()):
        flag = _flag(_reduced(germ), n, failed)
        if flag:
            return JumpObstruction(f, rational_array(x), rational_array(flag))
    return NoJumpObstruction(f)


def iterated_jump(
    f: TropicalPolynomial | TropicalRational, point: RationalArrayLike, directions: RationalArrayLike
) -> RationalArray:
    """The iterated jump of the gradient of f at a point, along a basis; see the module.

    Parameters
    ----------
    f : TropicalPolynomial or TropicalRational
        In n variables, not the tropical zero.
    point : array-like of rationals, shape (n,)
    directions : array-like of rationals, shape (n, n)
        A basis, as rows; the first one belongs to the largest steps.

    Returns
    -------
    RationalArray, shape (n,)

    Raises
    ------
    InputError
        If f is no tropical function or the tropical zero, or the directions are no basis.
    ShapeError
        If the sizes do not fit.

    Examples
    --------
    >>> f = TropicalPolynomial.parse("max(x1, x2, 0)")
    >>> iterated_jump(f, [0, 0], [[1, 1], [1, 0]]), iterated_jump(f, [0, 0], [[1, 0], [0, 1]])
    (RationalArray([1, -1]), RationalArray([0, -1]))
    """
    parts = _signed_parts(f)
    n = f.n_variables
    x = point_of(point, n, "the point")
    basis = rational_array(directions)
    if basis.shape != (n, n):
        raise ShapeError(f"the directions have shape {basis.shape}; give a basis of R^{n}, as rows")
    if n and rank(basis) < n:
        raise InputError(f"the directions have rank {rank(basis)}; give a basis of R^{n}")
    jump = RationalArray.zeros(n)
    for sign, part in parts:
        values = (part.exponents @ x + part.coefficients).tolist() if n else part.coefficients.tolist()
        active = [i for i, value in enumerate(values) if value == max(values)]
        jump = jump + sign * _jump(part.exponents[active], basis)
    return jump


@dataclass(frozen=True, repr=False)
class JumpObstruction:
    """A point and a basis at which the iterated jump of a function is not zero.

    Attributes
    ----------
    function : TropicalPolynomial or TropicalRational
    point : RationalArray, shape (n,)
    directions : RationalArray, shape (n, n)

    Examples
    --------
    >>> found = small_maxima_obstruction(TropicalPolynomial.parse("max(x1, x2, 1)"))
    >>> print(found)
    at (1, 1) along ((0, 1), (1, 0)) the gradient has the iterated jump (-1, 0), which is not 0
      then max(x1, x2, 1) is no linear combination of maxima of 2 affine functions
    """

    function: TropicalPolynomial | TropicalRational
    point: RationalArray
    directions: RationalArray

    found: ClassVar[bool] = True

    @cached_property
    def jump(self) -> RationalArray:
        """The iterated jump, from the active monomials alone, shape (n,)."""
        return iterated_jump(self.function, self.point, self.directions)

    @property
    def hyperplane(self) -> tuple[RationalArray, Fraction]:
        """A normal a and a number b: the hyperplane a.x = b across which the gradient jumps.

        Examples
        --------
        >>> small_maxima_obstruction(TropicalPolynomial.parse("max(x1, x2, 1)")).hyperplane
        (RationalArray([1, 0]), Fraction(1, 1))
        """
        normal = primitive(self.jump.reshape(1, -1))[0]
        normal = normal * next(sign for sign in normal.sign().tolist() if sign)
        return normal, normal @ self.point

    def check(self) -> bool:
        """Whether the iterated jump is not zero; it is computed from the 2^n gradients around the point.

        Examples
        --------
        >>> from dataclasses import replace
        >>> found = small_maxima_obstruction(TropicalPolynomial.parse("max(x1, x2, 0)"))
        >>> found.check(), replace(found, point=rational_array([1, 1])).check()
        (True, False)
        """
        return bool(iterated_jump(self.function, self.point, self.directions).sign().any())

    def __repr__(self) -> str:
        return f"<JumpObstruction in {_variables(self.function)}>"

    def __str__(self) -> str:
        basis = ", ".join(map(_vector, self.directions.tolist()))
        return (
            f"at {_vector(self.point.tolist())} along ({basis}) the gradient has the iterated jump "
            f"{_vector(self.jump.tolist())}, which is not 0\n  then {self.function} is no linear combination of "
            f"maxima of {len(self.point)} affine functions"
        )


@dataclass(frozen=True, repr=False)
class NoJumpObstruction:
    """All iterated jumps of a function are zero; this does not say that it is a sum of small maxima.

    Attributes
    ----------
    function : TropicalPolynomial or TropicalRational
    """

    function: TropicalPolynomial | TropicalRational

    found: ClassVar[bool] = False

    def __repr__(self) -> str:
        return f"<NoJumpObstruction in {_variables(self.function)}>"


def _signed_parts(f: TropicalPolynomial | TropicalRational) -> tuple[tuple[int, TropicalPolynomial], ...]:
    """Max-plus polynomials p and q with f = p - q."""
    if not isinstance(f, TropicalPolynomial | TropicalRational):
        raise InputError(
            f"{f!r} is no tropical function; give a TropicalPolynomial or a TropicalRational, such as "
            "tropnet.tropicalize(net) for a network with one output"
        )
    if f.is_zero:
        raise InputError("the tropical zero is infinite everywhere; give another function")
    quotient = (f / 0).in_convention("max")
    return (1, quotient.numerator), (-1, quotient.denominator)


def _jump(active: RationalArray, directions: RationalArray) -> RationalArray:
    """The iterated jump of the support function of points at 0."""
    if not len(directions):
        gradient: RationalArray = active[0]
        return gradient
    heights = (active @ directions[0]).tolist()
    ends = max(heights), min(heights)
    if ends[0] == ends[1]:
        return RationalArray.zeros(active.shape[1])
    top, bottom = (active[[i for i, height in enumerate(heights) if height == end]] for end in ends)
    return _jump(top, directions[1:]) - _jump(bottom, directions[1:])


def _flag(germ: Virtual, dim: int, failed: set[frozenset[tuple[Polyhedron, int]]]) -> tuple[Direction, ...]:
    """Directions along which the iterated jump of a sum of ``dim``-dimensional polytopes is not zero; () if none."""
    key = frozenset(germ.items())
    if not germ or key in failed:
        return ()
    by_normal = {polytope: _facets(polytope) for polytope in germ}
    for u in sorted({max(u, _opposite(u)) for facets in by_normal.values() for u in facets}):
        if dim == 1:
            return (u,) if _signed_length(germ) else ()
        below: Virtual = Counter()
        for polytope, times in germ.items():
            for sign, normal in ((1, u), (-1, _opposite(u))):
                if normal in by_normal[polytope]:
                    below[_at_zero(by_normal[polytope][normal])] += sign * times
        flag = _flag(_reduced(below), dim - 1, failed)
        if flag:
            return (u, *flag)
    failed.add(key)
    return ()


def _signed_length(germ: Virtual) -> bool:
    """Whether the differences of the ends of parallel segments do not sum to zero."""
    return any(
        sum(times * end for times, end in zip(germ.values(), ends, strict=True))
        for ends in zip(*(segment.vertices[-1].tolist() for segment in germ), strict=True)
    )


def _facets(polytope: Polyhedron) -> dict[Direction, Polyhedron]:
    """The facets by their primitive outer normals, which have zeros at the pivots of the affine hull."""
    normals = primitive(polytope.inequalities[:, :-1]).integers().tolist()
    return dict(zip(map(tuple, normals), polytope.facets, strict=True))


def _opposite(u: Direction) -> Direction:
    return tuple(-entry for entry in u)


def _at_zero(polytope: Polyhedron) -> Polyhedron:
    """The translate whose first vertex is 0."""
    translate: Polyhedron = polytope + (-polytope.vertices[0])
    return translate


def _reduced(germ: Virtual) -> Virtual:
    return Counter({polytope: times for polytope, times in germ.items() if times})


def _variables(f: TropicalPolynomial | TropicalRational) -> str:
    return "1 variable" if f.n_variables == 1 else f"{f.n_variables} variables"


def _vector(entries: Iterable[object]) -> str:
    return f"({', '.join(map(str, entries))})"
