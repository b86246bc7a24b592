r"""Piecewise linear functions as maxima of minima of their pieces.

Let f be continuous and piecewise linear on a convex domain D with interior points, and let
:math:`\ell_1, \dots, \ell_k` be its pieces: the affine functions with which it agrees on open sets.  The closures of
these sets cover D.  For a point a of D let :math:`S_a = \{i : \ell_i(a) \ge f(a)\}`.

**Lemma.**  For all a, b in D there is a piece with :math:`\ell_i(a) \ge f(a)` and :math:`\ell_i(b) \le f(b)`.

*Proof.*  On the segment from a to b, f is piecewise linear in t from 0 to 1, and every part of its graph belongs to one
of the :math:`\ell_i`.  Subtract the affine function that agrees with f at both ends, so that f(0) = f(1) = 0.
If f > 0 somewhere, let u be the next zero: the part that ends there falls to :math:`\ell_i(u) = 0`, so
:math:`\ell_i(0) > 0 \ge \ell_i(1)`.  If f < 0 somewhere but nowhere f > 0, let u be the last zero before: the part that
begins there falls, so :math:`\ell_i(0) \ge 0 > \ell_i(1)`.  If f = 0 on the segment, any of its parts will do. ∎

**Theorem** (Tarela and Martínez, Region configurations for realizability of lattice piecewise-linear models, 1999;
Ovchinnikov, Max-min representation of piecewise linear functions, 2002).
:math:`f = \max_{a \in D} \min_{i \in S_a} \ell_i`, where only finitely many sets occur.

*Proof.*  At a, all members of :math:`S_a` are at least f(a), and a piece that f has there is equal.  At any other b,
the piece of the lemma belongs to :math:`S_a` and is at most f(b). ∎

**Which points.**  Some points a are enough if each x in D has one with :math:`S_a \subseteq S_x`.  Let Q be a cell on
which f is affine, and in whose interior no :math:`f - \ell_i` changes its sign.  All interior points of Q have the
same set

.. math:: S_Q = \{i : \ell_i \ge f \text{ on } Q\} ,

and :math:`S_Q \subseteq S_x` for all x in Q.  So one set for each cell of a cover by such *base regions* is enough, and
among these only the minimal ones are needed.  The family of minimal sets depends on f alone: it is that of the minimal
:math:`S_a` of all points.

The base regions are the cells of the network :math:`x \mapsto (\max(f(x) - \ell_i(x), 0))_i`: it has a gate for
each comparison, and i belongs to :math:`S_Q` exactly if its i-th output is the zero map on Q.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from tropnet.analysis.hinge_sums import coefficients_on_cells, outputs
from tropnet.analysis.piecewise.function import PiecewiseLinear, maximum, piecewise_linear
from tropnet.analysis.piecewise.subdivision import maximum_network
from tropnet.analysis.regions import linear_regions
from tropnet.errors import InputError, ShapeError
from tropnet.exact.arrays import RationalArray, RationalArrayLike, rational_array
from tropnet.exact.digits import is_nonzero
from tropnet.networks import Activation, Add, Dense, Network, Node, relu
from tropnet.networks.network import INPUT
from tropnet.networks.operations import scale
from tropnet.polyhedra.polyhedron import Polyhedron
from tropnet.polyhedra.reading import integer_at_least
from tropnet.tropical.polynomial import TropicalPolynomial
from tropnet.tropical.writing.names import names_for
from tropnet.tropical.writing.printing import affine_text

__all__ = ["MaxMinForm", "from_max_min", "max_min_form"]

Sets = tuple[tuple[int, ...], ...]


@dataclass(frozen=True, repr=False)
class MaxMinForm:
    """A maximum of minima of affine functions.

    Attributes
    ----------
    maps : RationalArray, shape (k, n + 1)
        The affine functions, rows (gradient, constant).
    sets : tuple of tuples of int
        Numbers of rows: the function is the maximum over the sets of the minimum over each set.
    domain : Polyhedron or None
        All of space if None.

    Examples
    --------
    >>> form = MaxMinForm(rational_array([[1, 0], [-1, 3], [0, 1]]), ((0, 1), (2,)))
    >>> print(form)
    max(min(x, -x + 3), 1)
    >>> form.function([2])
    Fraction(1, 1)
    """

    maps: RationalArray
    sets: Sets
    domain: Polyhedron | None = None

    @property
    def function(self) -> PiecewiseLinear:
        """The function: one minimum for each set, and a maximum of them."""
        minima = [_minimum_network(self.maps[list(members)]) for members in self.sets]
        return maximum(*(PiecewiseLinear(net, self.domain) for net in minima))

    def to_text(self, variables: Sequence[str] | None = None) -> str:
        """The formula, which :meth:`PiecewiseLinear.parse <tropnet.PiecewiseLinear.parse>` reads.

        Parameters
        ----------
        variables : sequence of str, optional
            Their names; x, or x1, x2, ... when omitted.

        Raises
        ------
        ShapeError, InputError
            If the number of names does not fit, or a name is unusable.

        Examples
        --------
        >>> MaxMinForm(rational_array([["1/2", 0, 0], [0, -1, 1]]), ((0, 1),)).to_text(["s", "t"])
        'min(1/2*s, -t + 1)'
        """
        names = names_for(self.maps.shape[1] - 1, variables)
        maps = [affine_text(row[:-1], row[-1], names) for row in self.maps.tolist()]
        minima = [_called("min", [maps[i] for i in members]) for members in self.sets]
        return _called("max", minima)

    def to_sympy(self, variables: Sequence[Any] | None = None) -> Any:
        """The formula in sympy, with ``Max`` and ``Min``, in symbols x1, ..., xn, or in those given.

        Raises
        ------
        ShapeError
            If the number of symbols does not fit.

        Examples
        --------
        >>> MaxMinForm(rational_array([[1, 0], [-1, 3], [0, 1]]), ((0, 1), (2,))).to_sympy()
        Max(1, Min(x, 3 - x))
        """
        import sympy

        minima = [_minimum_polynomial(self.maps[list(members)]).to_sympy(variables) for members in self.sets]
        return minima[0] if len(minima) == 1 else sympy.Max(*minima, evaluate=False)

    def __str__(self) -> str:
        return self.to_text()

    def __repr__(self) -> str:
        k, n = self.maps.shape
        return f"<MaxMinForm of {k} affine functions on R^{n - 1}, {len(self.sets)} sets>"


def max_min_form(f: Any) -> MaxMinForm:
    """A function as a maximum of minima of its pieces.

    Parameters
    ----------
    f : PiecewiseLinear, or anything else that :func:`piecewise_linear` reads

    Returns
    -------
    MaxMinForm
        ``maps`` are the pieces of f, all of which are needed.  The sets are those of the theorem that are minimal,
        without members that do not change the minimum on R^n; they depend on the function alone.

    Notes
    -----
    k pieces can cut the domain in the order of :math:`k^n` base regions, all of which are enumerated.

    Raises
    ------
    InputError, ShapeError
        If f is no function from R^n to R.

    Examples
    --------
    >>> form = max_min_form(PiecewiseLinear.parse("|x| - |x - 1|"))
    >>> form.maps, form.sets
    (RationalArray([[0, -1], [0, 1], [2, -1]]), ((0,), (1, 2)))
    >>> print(form)
    max(-1, min(1, 2*x - 1))
    """
    read = piecewise_linear(f)
    sets = {_essential(read.pieces, members) for members in _minimal(_sets_of_base_regions(read))}
    return MaxMinForm(read.pieces, tuple(sorted(sets)), read.domain)


def from_max_min(
    maps: RationalArrayLike, sets: Iterable[Iterable[int]], domain: Polyhedron | None = None
) -> PiecewiseLinear:
    """The maximum over some sets of the minimum of the affine functions in each set.

    Parameters
    ----------
    maps : array-like, shape (k, n + 1)
        Affine functions, rows (gradient, constant).
    sets : iterable of iterables of int
        Numbers of rows, from 0.
    domain : Polyhedron, optional
        All of R^n unless given.

    Raises
    ------
    ShapeError
        If the maps are no such rows, or the domain lies in another space.
    InputError
        If there is no set, or one is empty, or a number in it is not that of a row.
    EmptyDomainError
        If the domain has no interior point.
    NotRationalError
        If an entry is no rational number.

    Examples
    --------
    >>> f = from_max_min([[1, 0], [0, 1], [-1, 3]], [[0, 1], [2]])
    >>> f == PiecewiseLinear.parse("max(min(x, 1), 3 - x)")
    True
    """
    rows = rational_array(maps)
    if rows.ndim != 2 or rows.shape[1] < 2:
        raise ShapeError(f"the maps have shape {rows.shape}; give rows (gradient, constant)")
    return MaxMinForm(rows, _checked(sets, len(rows)), domain).function


def _checked(sets: Iterable[Iterable[int]], k: int) -> Sets:
    what = "the number of a map"
    sets = list(sets) if isinstance(sets, Iterable) else [sets]
    for members in sets:
        if not isinstance(members, Iterable):
            raise InputError(f"{members!r} is no set of numbers of maps; give sets, such as [[0, 1], [2]]")
    checked = tuple(tuple(sorted({integer_at_least(0, i, what) for i in members})) for members in sets)
    if not checked:
        raise InputError("the maximum over no set is infinite; give at least one set")
    for members in checked:
        if not members:
            raise InputError("the minimum over an empty set is infinite; give a set with at least one number")
        if members[-1] >= k:
            raise InputError(
                f"there is no map {members[-1]}; the {k} maps have the numbers from 0 to {k - 1}"
            )
    return checked


# -- base regions ----------------------------------------------------------------------------------


def _sets_of_base_regions(f: PiecewiseLinear) -> npt.NDArray[np.bool_]:
    """For every base region and piece, whether the piece is at least f there."""
    regions = linear_regions(_comparisons(f.network, f.pieces), f.domain)
    network, signs = regions._assembly.network, regions._assembly.fine_signs
    excess = coefficients_on_cells(network, outputs(network), signs)
    return np.asarray(~is_nonzero(excess).any(axis=2).T)


def _comparisons(net: Network, maps: RationalArray) -> Network:
    """The network x -> max(net(x) - maps(x), 0), with one output for each map."""
    n = len(net.nodes)
    added = [
        Node(Dense(-maps[:, :-1], -maps[:, -1]), (INPUT,)),
        Node(Add(), (n - 1, n)),
        Node(Activation(relu()), (n + 1,)),
    ]
    return Network([*net.nodes, *added], net.input_shape, net.provenance)


def _minimal(sets: npt.NDArray[np.bool_]) -> list[npt.NDArray[np.intp]]:
    """The members of the minimal ones of some sets, rows of truth values."""
    rest = np.unique(sets, axis=0)
    rest = rest[np.argsort(rest.sum(axis=1), kind="stable")]
    found = []
    while len(rest):
        # A smallest set is minimal; what contains it is not, or is the set itself.
        members = np.flatnonzero(rest[0])
        found.append(members)
        rest = rest[~rest[:, members].all(axis=1)]
    return found


def _essential(maps: RationalArray, members: npt.NDArray[np.intp]) -> tuple[int, ...]:
    """Those members of a set that its minimum needs."""
    terms = _minimum_polynomial(maps[members]).essential.terms
    needed = {(*gradient, constant) for gradient, constant in terms.items()}
    return tuple(i for i in members.tolist() if tuple(maps[i].tolist()) in needed)


def _minimum_polynomial(maps: RationalArray) -> TropicalPolynomial:
    return TropicalPolynomial(maps[:, :-1], maps[:, -1], "min")


def _minimum_network(maps: RationalArray) -> Network:
    return scale(maximum_network(-maps), -1)


def _called(name: str, arguments: Sequence[str]) -> str:
    return arguments[0] if len(arguments) == 1 else f"{name}({', '.join(arguments)})"
