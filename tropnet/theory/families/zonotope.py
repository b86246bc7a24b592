r"""Sawtooth compositions of zonotope norms: the family of Theorem 3.9.

For generators :math:`b^1, \dots, b^m` in R^n let :math:`\gamma(r) = \sum_i |\langle r, b^i \rangle|`, the support
function of the zonotope :math:`Z = \sum_i [-1, 1]\, b^i`.  The members are :math:`f = H \circ \gamma` with a
composition H of k sawtooth functions (:mod:`tropnet.theory.families.sawtooth`), by k + 1 hidden layers of widths
:math:`2m, w_1, \dots, w_k`: the first one computes :math:`[\langle r, b^i \rangle]_+` and :math:`[-\langle r, b^i
\rangle]_+`.

**Counts on R^n.**  The hyperplanes :math:`\langle r, b^i \rangle = 0` cut space into V cones, one for each vertex of
Z; on the cone of the vertex z, :math:`\gamma(r) = \langle r, z \rangle`, and it runs from 0 to infinity.  Let P be
the product of the :math:`w_j`, t = 1 if some :math:`w_j` with j < k is even and t = 0 else: on the half-line H has P
pieces with a slope, and t constant ones.

* Each cone is cut into P + t cells: ``proper_activation`` = V(P + t).
* All pieces with a slope have different affine functions.  On the cone of z they are :math:`\alpha + s \langle r, z
  \rangle`, with the s and :math:`\alpha` of a piece of H.  If two agree, z' is a multiple of z; two vertices of Z are
  multiples only if they are equal or opposite, since 0 is the middle of Z.  If they are equal, two pieces of H agree,
  which is impossible.  If they are opposite, the slopes have opposite signs; but a rising piece of H has
  :math:`\alpha \le 0`, and a falling one :math:`\alpha > 0`.
* So ``affine`` = VP + t; and as :math:`\{\gamma > M\}` is connected if the b^i span at least a plane, and is two
  half-spaces if they span a line, ``open_connected`` = ``closed_connected`` = VP + t, or VP + 2t.
* ``convex`` = V(P + t).  Let t = 1.  The cells inside :math:`\{\gamma \le M\}` have one facet at least on each of the
  V facets of that polyhedron; by convexity a cell outside that has a facet on one of them lies beyond its hyperplane,
  so on no other one.
* ``activation`` = (F - 1) A + 1, where F is the number of all faces of the arrangement, of every dimension, and
  A = P + t + floor((P / w_k - 1) / 2) that of the patterns of H on the half-line: on each face but the least one
  :math:`\gamma` runs over the half-line, and on the least one no neuron is active.

**Counts on the ball** :math:`\{\gamma < M\}`.  There H has P pieces and no constant one, and nothing else changes: all
counts are VP, but ``activation`` is (F - 1) A' + 1 with A' = P + floor((P / w_k - 1) / 2).

**V and F.**  For :math:`b^i` in general position, any min(n, m) of them independent,

.. math:: V = V(m, n) = 2 \sum_{i < n} \binom{m-1}{i},
          \qquad F = 1 + \sum_{k < \min(n, m)} \binom{m}{k} \, V(m - k, n - k) ,

for any k < min(n, m) hyperplanes meet in a space of dimension n - k, which the others cut in general position; this V
is the maximum.  Otherwise V and F are what the arrangement has.

**Corrected.**  Theorem 3.6 gives half of this number of vertices as the maximum, so that the set of its Definition 7
would have measure zero; here genericity is what makes the true maximum.  Proposition 3.8 and Theorem 3.9 count
:math:`(m-1)^{n-1} w^k` and :math:`\sum_{i<n} \binom{m-1}{i} w^k` pieces; both are lower bounds only.  Theorem 3.9
calls the parameterization one-to-one, but :math:`\gamma` does not see signs and order of the b^i: it is one-to-one on
:meth:`canonical <ZonotopeComposition.canonical>` parameters, see :mod:`tropnet.theory.families.zonotope_decoding`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import combinations
from math import comb
from typing import Any, ClassVar

import numpy as np

from tropnet.errors import InputError, ShapeError
from tropnet.exact.numbers import RationalLike
from tropnet.polyhedra.arrangements.arrangement import HyperplaneArrangement
from tropnet.polyhedra.polyhedron import Polyhedron
from tropnet.polyhedra.reading import integer_at_least
from tropnet.polyhedra.zonotopes.zonotope import Zonotope
from tropnet.theory.families.sawtooth import SawtoothComposition
from tropnet.theory.families.smooth import SmoothFamily
from tropnet.theory.family import ExpectedCount
from tropnet.theory.literature import ARORA_2018, Citation
from tropnet.theory.parameters import Scalar, entries, is_symbolic, parameter, to_sympy

__all__ = ["ZonotopeComposition", "largest_number_of_vertices"]


def largest_number_of_vertices(m: int, n: int) -> int:
    r"""The number of vertices of the sum of m segments in general position in R^n, which no other such sum exceeds.

    :math:`2 \sum_{i=0}^{n-1} \binom{m-1}{i}` for m >= 1; this is :math:`2^m` for m <= n.

    Raises
    ------
    InputError
        If m < 1 or n < 1.

    Source
    ------
    T. Zaslavsky, Facing up to arrangements, 1975; R. Arora et al., 2018, Theorem 3.6, print half of it.

    Examples
    --------
    >>> [largest_number_of_vertices(m, 3) for m in (1, 2, 3, 4, 8)]
    [2, 4, 8, 14, 58]
    """
    m, n = integer_at_least(1, m, "the number of generators"), integer_at_least(1, n, "the dimension")
    return 2 * sum(comb(m - 1, i) for i in range(n))


@dataclass(frozen=True)
class ZonotopeComposition(SmoothFamily):
    r"""A composition of sawtooth functions of the norm :math:`\gamma(r) = \sum_i |\langle r, b^i \rangle|`.

    Parameters
    ----------
    b : sequence of sequences of RationalLike or sympy expressions, shape (m, n)
        The generators; not all of them zero.  They may be parallel.
    a : sequence of sequences of RationalLike or sympy expressions
        The inner points of the sawtooth functions.
    M : RationalLike or sympy expression, default 1

    Raises
    ------
    ShapeError
        If the generators do not have one length n >= 1.
    InputError
        If there is no generator but zero, or the points do not increase strictly from 0 to M.

    Source
    ------
    R. Arora, A. Basu, P. Mianjy and A. Mukherjee, Understanding deep neural networks with rectified linear units,
    2018, Definition 8 and Theorem 3.9.

    Examples
    --------
    Their Figure 1: H of the sum of absolute values, with 17 pieces.

    >>> f = ZonotopeComposition([[1, 0], [0, 1]], [["1/2"], ["1/2"]])
    >>> f.network().widths, f.is_generic
    ((4, 2, 2), True)
    >>> print(f.verify())
    ZonotopeComposition(2 generators in R^2, widths (2, 2), M = 1):
      activation on all of space: (F - 1) A + 1 = 41 = 41 counted
      proper_activation on all of space: V(P + t) = 20 = 20 counted
      convex on all of space: V(P + t) = 20 = (18, 20) counted
      open_connected on all of space: VP + t = 17 = 17 counted
      closed_connected on all of space: VP + t = 17 = 17 counted
      affine on all of space: VP + t = 17 = 17 counted
      activation on the ball: (F - 1) A' + 1 = 33 = 33 counted
      proper_activation on the ball: VP = 16 = 16 counted
      convex on the ball: VP = 16 = (16, 16) counted
      open_connected on the ball: VP = 16 = 16 counted
      closed_connected on the ball: VP = 16 = 16 counted
      affine on the ball: VP = 16 = 16 counted
    """

    b: Sequence[Sequence[Scalar]]
    a: Sequence[Sequence[Scalar]]
    M: Scalar = Fraction(1)

    citation: ClassVar[Citation] = ARORA_2018.at("Theorem 3.9")

    def __post_init__(self) -> None:
        rows = tuple(
            tuple(parameter(x, f"(generator {i})") for x in entries(row, f"the entries of generator {i}"))
            for i, row in enumerate(entries(self.b, "the generators"))
        )
        if len({len(row) for row in rows}) != 1 or not rows[0]:
            raise ShapeError(
                f"generators are vectors of one length n >= 1, but their lengths are {[len(row) for row in rows]}"
            )
        if not any(is_symbolic(x) or x for row in rows for x in row):
            raise InputError("all generators are zero, and so is their zonotope; give one that is not")
        composition = SawtoothComposition(self.a, self.M)
        object.__setattr__(self, "b", rows)
        object.__setattr__(self, "a", composition.a)
        object.__setattr__(self, "M", composition.M)

    @classmethod
    def sample(
        cls,
        rng: np.random.Generator | int | None = None,
        m: int = 3,
        n: int = 2,
        widths: Sequence[int] = (3,),
        M: RationalLike = 1,
        *,
        largest: int = 9,
    ) -> ZonotopeComposition:
        """Integer generators in general position, and points as for :meth:`SawtoothComposition.sample`.

        Parameters
        ----------
        rng : numpy Generator or seed, optional
        m, n : int
            Numbers of generators and of inputs.
        widths : sequence of int
        M : RationalLike
        largest : int
            The first bound on the entries; it doubles until generators in general position are found.

        Examples
        --------
        >>> ZonotopeComposition.sample(0, 4, 3).is_generic
        True
        """
        generator = np.random.default_rng(rng)
        sawtooth = SawtoothComposition.sample(generator, widths, M)
        bound = integer_at_least(1, largest, "the bound on the entries")
        shape = (integer_at_least(1, m, "the number of generators"), integer_at_least(1, n, "the dimension"))
        while True:
            rows = generator.integers(-bound, bound + 1, size=shape).tolist()
            if any(map(any, rows)):
                member = cls(rows, sawtooth.a, sawtooth.M)
                if member.is_generic:
                    return member
            bound *= 2

    def __repr__(self) -> str:
        return (
            f"ZonotopeComposition({len(self.b)} generators in R^{len(self.b[0])}, widths {self.sawtooth.widths}, "
            f"M = {self.M})"
        )

    # Parts ----------------------------------------------------------------------------------------------

    @property
    def sawtooth(self) -> SawtoothComposition:
        """The function H of one variable.

        >>> ZonotopeComposition([[1, 2]], [["1/2"]]).sawtooth
        SawtoothComposition(widths (2,), M = 1)
        """
        return SawtoothComposition(self.a, self.M)

    @property
    def zonotope(self) -> Zonotope:
        """The zonotope whose support function is the norm.

        Raises
        ------
        InputError
            If a generator has symbols.

        Examples
        --------
        >>> ZonotopeComposition([[1, 0], [0, 1]], [["1/2"]]).zonotope.n_vertices
        4
        """
        if any(is_symbolic(x) for row in self.b for x in row):
            raise InputError(
                "generators with symbols have no definite zonotope: its vertices depend on the values; use .subs({...})"
            )
        return Zonotope(self.b)

    @property
    def is_generic(self) -> bool:
        """Whether any min(m, n) of the generators are linearly independent.

        Exactly then Z has as many vertices as m segments in R^n can have.

        Examples
        --------
        >>> ZonotopeComposition([[1, 0], [0, 1], [1, 1]], [["1/2"]]).is_generic
        True
        >>> ZonotopeComposition([[1, 0], [2, 0]], [["1/2"]]).is_generic
        False
        """
        return self.zonotope.n_vertices == largest_number_of_vertices(len(self.b), len(self.b[0]))

    def canonical(self) -> ZonotopeComposition:
        """The member with the same function whose generators are not parallel, begin positively, and increase.

        Two members with the same widths compute the same function exactly if their canonical forms are equal
        (:mod:`tropnet.theory.families.zonotope_decoding`).

        Examples
        --------
        >>> ZonotopeComposition([[0, -1], [1, 0], [0, 2]], [["1/2"]]).canonical().b
        ((Fraction(0, 1), Fraction(3, 1)), (Fraction(1, 1), Fraction(0, 1)))
        """
        return replace(self, b=self.zonotope.generators.fractions().tolist())

    # The function ---------------------------------------------------------------------------------------

    def layers(self) -> list[Any]:
        """Weights and biases in the parameters; the first hidden layer has two neurons for each generator."""
        inner, *rest = self.sawtooth.layers()
        first = [row for g in self.b for row in (list(g), [-x for x in g])]
        ones = [[Fraction(1)] * len(first) for _ in inner[0]]
        return [(first, [Fraction(0)] * len(first)), (ones, inner[1]), *rest]

    def piecewise(self, *x: Any) -> Any:
        """The function at sympy expressions, with ``Abs`` and ``Piecewise``; valid for all parameters of the domain.

        Raises
        ------
        ShapeError
            If there are not n expressions.

        Examples
        --------
        >>> import sympy
        >>> x, y, b = sympy.symbols("x y b", real=True)
        >>> f = ZonotopeComposition([[1, b]], [["1/2"]]).piecewise(x, y)
        >>> f.subs({x: 1, y: 2, b: -1})
        0
        """
        if len(x) != len(self.b[0]):
            raise ShapeError(f"{len(x)} expressions are given for a function of {len(self.b[0])} variables")
        from sympy import Abs

        def product(g: Sequence[Scalar]) -> Any:
            return sum(to_sympy(c) * v for c, v in zip(g, x, strict=True))

        return self.sawtooth.piecewise(sum(Abs(product(g)) for g in self.b))

    @property
    def domain_conditions(self) -> tuple[Any, ...]:
        """Relations of sympy: the domain of the sawtooth parameters, and the minors that make the generators generic.

        On the set where the minors keep their signs the combinatorial type is the same.  A minor that is a number
        gives no relation if it is not zero, and ``false`` if it is.

        Examples
        --------
        >>> import sympy
        >>> b = sympy.Symbol("b")
        >>> ZonotopeComposition([[1, b], [b, 1]], [["1/2"]]).domain_conditions
        (Ne(1 - b**2, 0),)
        """
        from sympy import Matrix, Ne, expand

        matrix = Matrix([[to_sympy(x) for x in row] for row in self.b])
        m, n = matrix.shape
        size = min(m, n)
        minors: list[Any] = []
        for rows in combinations(range(m), size):
            chosen = matrix.extract(list(rows), list(range(n)))
            minors.append(expand(chosen.det() if size == n else (chosen * chosen.T).det()))
        relations = [Ne(minor, 0) for minor in minors]
        return (*self.sawtooth.domain_conditions, *dict.fromkeys(r for r in relations if r != True))  # noqa: E712

    # Counts ---------------------------------------------------------------------------------------------

    @property
    def expected(self) -> tuple[ExpectedCount, ...]:
        """All six counts on R^n and on the ball, for generators in any position.

        The ball is left out for a symbolic M.

        Raises
        ------
        InputError
            If a generator has symbols.
        """
        zonotope, sawtooth = self.zonotope, self.sawtooth
        cones, faces = zonotope.n_vertices, _number_of_faces(zonotope)
        pieces, tail = sawtooth.n_monotone_pieces, int(sawtooth.is_cut_off)
        on_segment = pieces + (pieces // sawtooth.widths[-1] - 1) // 2
        is_on_line = len(zonotope.generators) == 1
        outer = (cones * pieces + tail * (1 + is_on_line), "VP + 2t" if is_on_line else "VP + t")
        space = {
            "activation": ((faces - 1) * (on_segment + tail) + 1, "(F - 1) A + 1"),
            "proper_activation": (cones * (pieces + tail), "V(P + t)"),
            "convex": (cones * (pieces + tail), "V(P + t)"),
            "open_connected": outer,
            "closed_connected": outer,
            "affine": (cones * pieces + tail, "VP + t"),
        }
        inside = dict.fromkeys(space, (cones * pieces, "VP"))
        inside["activation"] = ((faces - 1) * on_segment + 1, "(F - 1) A' + 1")
        found = [ExpectedCount(notion, *value, self.citation) for notion, value in space.items()]
        if not is_symbolic(self.M):
            ball = self.ball
            found += [
                ExpectedCount(notion, *value, self.citation, ball, "the ball")
                for notion, value in inside.items()
            ]
        return tuple(found)

    @property
    def ball(self) -> Polyhedron:
        """The set where the norm is at most M; unbounded if the generators do not span the space.

        Raises
        ------
        InputError
            If a generator or M has symbols.

        Examples
        --------
        >>> from tropnet import count_regions
        >>> f = ZonotopeComposition([[1, 0], [0, 1]], [["1/2"], ["1/2"]])
        >>> count_regions(f.network(), within=f.ball)
        16
        """
        vertices, radius = self.zonotope.vertices, self.M
        if is_symbolic(radius):
            raise InputError(f"the ball has the radius M = {radius}; give it a value with .subs({{...}})")
        return Polyhedron.from_inequalities(vertices, [radius] * len(vertices))


def _number_of_faces(zonotope: Zonotope) -> int:
    """The number of faces of all dimensions of the arrangement of the hyperplanes orthogonal to the generators."""
    m, n = zonotope.generators.shape
    if zonotope.n_vertices < largest_number_of_vertices(m, n):
        return sum(HyperplaneArrangement(zonotope.generators).f_vector)
    flats = ((comb(m, k), largest_number_of_vertices(m - k, n - k)) for k in range(min(m, n)))
    return 1 + sum(number * cones for number, cones in flats)
