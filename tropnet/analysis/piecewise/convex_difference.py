r"""Piecewise linear functions as differences of two convex ones with few pieces.

Every piecewise linear f is g - h with convex piecewise linear g and h, in many ways: a convex function may be added
to both.  What counts is the number of pieces; the tropical form of a network has far more than needed.  Three ways
to write f like this are offered.

**complex** (:func:`convex_pair`).  Cut the domain into convex cells on which f is affine, and let h be affine on the
same cells.  Then h is given by its jumps :math:`t_w` at the walls, and g = f + h has the jumps :math:`t_w + j_w`, where
:math:`j_w` are those of f (see :mod:`tropnet.analysis.piecewise.compatible`).  Both are convex exactly if

.. math::  t_w \ge \max(0, -j_w) \quad \text{for all walls } w,

and numbers :math:`t_w` are jumps exactly if they add up to zero around cycles.  So the pairs (g, h) form a polyhedron,
up to affine functions (M.-C. Brandenburg, M. Grillo and C. Hertrich, Decomposition polyhedra of piecewise linear
functions, 2025).  A linear program finds a vertex of it at which the gradient of h jumps least in sum: each
:math:`t_w` is counted with the maximum norm of the gradient of :math:`\ell_w`.

* Both have at most one piece for each cell, and a wall with :math:`t_w = 0`, or :math:`t_w = -j_w`, separates no
  pieces of h, or of g.
* *The pair is reduced.*  A common summand c of g and h is affine where h is, hence on the cells, and h - c would be
  part of a pair with a smaller sum, unless all jumps of c are 0.
* *The cells of f may admit no pair*, since there are subdivisions such that no convex function bends at all walls.
  Then the cells of the network that represents f are used, which always admit one.  For the tropical form of a
  network (:mod:`tropnet.analysis.tropical_form`) writes each sheet u as H - G with convex H and G that are affine on
  the cells.  At a wall with u > 0 on one side and u <= 0 on the other, the convex function max(H, G) has a positive
  jump: else its affine map :math:`H_1` on the first side were its map :math:`G_2` on the second; but the map
  :math:`G_2` of the convex G is at most G everywhere, so :math:`H_1 \le G_1` on the first side, where u > 0.  Every
  wall is like this for some sheet, so a multiple of the sum of these maxima has jumps as large as required.

**hinges**.  Let :math:`\ell_1, \dots, \ell_k` be the primitive forms of the hyperplanes at which f has a negative jump
somewhere, and :math:`c_i` the largest absolute value of such jumps.  Then :math:`h = \sum c_i \max(\ell_i, 0)` and
g = f + h have no negative jumps.  If f has p affine pieces, :math:`k \le \binom p2`, since each :math:`\ell_i` is a
multiple of a difference of two of them.  So h has at most :math:`\sum_{i \le n} \binom ki \le (1 + k)^n \le p^{2n}`
pieces.  On a cell of these hyperplanes f is convex, hence has each of its pieces on a convex set; so g has at most
:math:`p^{2n + 1}` pieces.  This is the bound of C. Hertrich, A. Basu, M. Di Summa and M. Skutella (Towards lower bounds
on the depth of ReLU neural networks, 2021, Proposition 4.3), who take the hyperplanes of all pairs of pieces.

**network**.  Numerator and denominator of the tropical form of the network that represents f.

**Extension.**  A convex piecewise linear function on a convex domain is the maximum of its pieces there, and this
maximum is a convex function on all of space.  So a difference of convex functions extends f beyond its domain.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

import numpy as np

from tropnet.analysis.equivalence import is_equivalent
from tropnet.analysis.piecewise.compatible import CompatibleFunctions, Wall, convex_maxima
from tropnet.analysis.piecewise.function import PiecewiseLinear, piecewise_linear
from tropnet.analysis.piecewise.reduced import is_reduced_pair, reduced_pair
from tropnet.analysis.tropical_form import tropicalize
from tropnet.errors import InconsistentError, InputError
from tropnet.exact.arrays import RationalArray, concatenate
from tropnet.exact.numbers import Rational
from tropnet.networks import Network
from tropnet.polyhedra.polyhedron import Polyhedron
from tropnet.tropical.polynomial import TropicalPolynomial
from tropnet.tropical.rational import TropicalRational

__all__ = ["ConvexDifference", "Wall", "convex_pair", "difference_of_convex"]

ConvexPair = tuple[TropicalPolynomial, TropicalPolynomial]


@dataclass(frozen=True, repr=False)
class ConvexDifference:
    """A piecewise linear function as a difference of two maxima of affine functions.

    Attributes
    ----------
    function : PiecewiseLinear
        What is decomposed.
    positive, negative : TropicalPolynomial
        Max-plus polynomials whose difference is the function on its domain, and an extension of it elsewhere.

    Examples
    --------
    >>> x, y = PiecewiseLinear.coordinates(2)
    >>> pair = difference_of_convex(abs(x) - abs(y))
    >>> pair
    <ConvexDifference in 2 variables with 2 and 2 pieces>
    >>> print(pair.quotient)
    max(x1 + x2, -x1 + x2) - max(2*x2, 0)
    """

    function: PiecewiseLinear
    positive: TropicalPolynomial
    negative: TropicalPolynomial

    @property
    def n_pieces(self) -> tuple[int, int]:
        """The numbers of monomials.

        Examples
        --------
        >>> x, y = PiecewiseLinear.coordinates(2)
        >>> difference_of_convex(-abs(x) - abs(y)).n_pieces
        (1, 4)
        """
        return self.positive.n_monomials, self.negative.n_monomials

    @property
    def quotient(self) -> TropicalRational:
        """The difference as a tropical rational function on all of space.

        Examples
        --------
        >>> from tropnet import box
        >>> x, = PiecewiseLinear.coordinates(1)
        >>> print(difference_of_convex(abs(x).restricted(box([1], [2]))).quotient)
        max(x) - max(0)
        """
        return self.positive / self.negative

    def verify(self) -> bool:
        """Whether the difference is the function on its domain, decided without reference to how it was found.

        Examples
        --------
        >>> x, y = PiecewiseLinear.coordinates(2)
        >>> difference_of_convex(abs(x) - abs(y), method="hinges").verify()
        True
        """
        return is_equivalent(self.function, self.quotient)

    @cached_property
    def is_reduced(self) -> bool:
        """Whether only affine functions are convex summands of both on the domain.

        Examples
        --------
        >>> x, y = PiecewiseLinear.coordinates(2)
        >>> f = abs(x) + abs(y) - abs(x - y)
        >>> difference_of_convex(f).is_reduced, difference_of_convex(f, method="network").is_reduced
        (True, True)
        """
        return is_reduced_pair(self.positive, self.negative, self.function.domain)

    def reduced(self) -> ConvexDifference:
        """The same function without a common convex summand: see :mod:`tropnet.analysis.piecewise.reduced`.

        Examples
        --------
        >>> x, y = PiecewiseLinear.coordinates(2)
        >>> pair = difference_of_convex(abs(abs(x) - abs(y)), method="network")
        >>> pair.n_pieces, pair.reduced().n_pieces
        ((6, 4), (4, 4))
        """
        return ConvexDifference(
            self.function, *reduced_pair(self.positive, self.negative, self.function.domain)
        )

    def __repr__(self) -> str:
        n = self.positive.n_variables
        variables = "1 variable" if n == 1 else f"{n} variables"
        return f"<ConvexDifference in {variables} with {self.n_pieces[0]} and {self.n_pieces[1]} pieces>"


def difference_of_convex(
    f: Any, *, method: Literal["complex", "hinges", "network"] = "complex"
) -> ConvexDifference:
    """A piecewise linear function as a difference of two convex ones.

    Parameters
    ----------
    f : PiecewiseLinear, Network, TropicalPolynomial, TropicalRational or PiecewiseLinearFunction1D
    method : {"complex", "hinges", "network"}
        ``"complex"`` has the fewest pieces as a rule, and a reduced pair always.  ``"hinges"`` needs no linear
        program.  ``"network"`` is the tropical form of the network that represents f, over all of space.

    Raises
    ------
    InputError, ShapeError
        If f is no function from R^n to R, or the method is unknown.

    Examples
    --------
    >>> x, y = PiecewiseLinear.coordinates(2)
    >>> f = abs(x - y) - abs(x) - abs(y)
    >>> [difference_of_convex(f, method=m).n_pieces for m in ("complex", "hinges", "network")]
    [(2, 4), (2, 4), (2, 4)]
    """
    if method not in _METHODS:
        raise InputError(f"the method {method!r} is unknown; give one of {', '.join(map(repr, _METHODS))}")
    function = piecewise_linear(f)
    return ConvexDifference(function, *_METHODS[method](function))


def convex_pair(
    maps: RationalArray, walls: Sequence[Wall], cells: Sequence[Polyhedron] | None = None
) -> ConvexPair:
    """Convex functions g and h with f = g - h, where f is given on the cells of a subdivision.

    They are affine on the same cells, and their gradients jump least in sum.  If no pair is, and the cells are given,
    the pair is that of the method ``"hinges"``.

    Parameters
    ----------
    maps : RationalArray, shape (m, n + 1)
        The affine map of f on each of m convex cells that cover a convex domain.
    walls : sequence of Wall
        One for every pair of cells that share a piece of boundary of dimension n - 1.
    cells : sequence of m Polyhedron, optional
        The cells, as a way out.

    Returns
    -------
    g, h : TropicalPolynomial
        Max-plus, all monomials essential, the first one of h 0; at most m each if affine on the cells.

    Raises
    ------
    InputError
        If the maps of two neighbours differ on their wall, or the walls do not connect the cells.
    InconsistentError
        If no two convex functions that are affine on the cells differ by f, which is proved, and the cells are
        not given.

    Examples
    --------
    The function |x| - |y| on the four quadrants:

    >>> walls = [Wall((1, 0, 0), 1, 0), Wall((0, 1, 0), 2, 1), Wall((1, 0, 0), 2, 3), Wall((0, 1, 0), 3, 0)]
    >>> g, h = convex_pair(RationalArray([[1, -1, 0], [-1, -1, 0], [-1, 1, 0], [1, 1, 0]]), walls)
    >>> print(g / h)
    max(x1 + x2, -x1 + x2) - max(2*x2, 0)
    """
    compatible = CompatibleFunctions(maps.shape[1] - 1, len(maps), walls)
    try:
        return _on_cells(compatible, maps)
    except InconsistentError:
        if cells is None:
            raise
    jumps = compatible.jumps(maps).tolist()
    h = _hinges(
        [(wall.hyperplane, jump) for wall, jump in zip(walls, jumps, strict=True)], compatible.n_variables
    )
    pieces = [PiecewiseLinear(h, cell).pieces for cell in cells]
    sums = [piece + own for piece, own in zip(pieces, maps, strict=True)]
    return convex_maxima(concatenate(sums), concatenate(pieces))


def _on_cells(compatible: CompatibleFunctions, maps: RationalArray) -> ConvexPair:
    h = compatible.maps(compatible.least((-compatible.jumps(maps)).maximum(0)))
    return convex_maxima(maps + h, h)


def _hinges(jumps: Iterable[tuple[tuple[int, ...], Rational]], n_variables: int) -> PiecewiseLinear:
    """A hinge for every hyperplane that has a negative jump, as large as the largest of these."""
    depth: dict[tuple[int, ...], Rational] = {}
    for hyperplane, jump in jumps:
        if jump < 0:
            depth[hyperplane] = max(-jump, depth.get(hyperplane, 0))
    if not depth:
        return PiecewiseLinear.affine([0] * n_variables)
    rows = RationalArray(list(depth))
    return PiecewiseLinear(Network.from_arrays([rows[:, :-1], [list(depth.values())]], [rows[:, -1], [0]]))


def _by_complex(f: PiecewiseLinear) -> ConvexPair:
    """On the cells of f if they admit a pair, else on those of its network."""
    maps, number = f._affine_maps
    labels = f.regions.labels("convex")
    for cells in (labels, np.arange(len(labels))):
        map_of_cell = maps[number[np.unique(cells, return_index=True)[1]]]
        try:
            return _on_cells(CompatibleFunctions.on_regions(f.regions, cells), map_of_cell)
        except InconsistentError:
            continue
    raise AssertionError("the cells of a network admit a pair")


def _by_hinges(f: PiecewiseLinear) -> ConvexPair:
    h = PiecewiseLinear(_hinges(((bend.hyperplane, bend.jump) for bend in f.bends), f.n_variables), f.domain)
    return convex_maxima((f + h).pieces, h.pieces)


def _by_network(f: PiecewiseLinear) -> ConvexPair:
    quotient = tropicalize(f.network)
    assert isinstance(quotient, TropicalRational)
    return quotient.numerator, quotient.denominator


_METHODS = {"complex": _by_complex, "hinges": _by_hinges, "network": _by_network}
