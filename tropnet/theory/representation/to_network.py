r"""Every piecewise linear function as a ReLU network.

Let f be a continuous piecewise linear function of n variables, and f = g - h a difference of convex ones with p and q
pieces (:func:`~tropnet.analysis.piecewise.difference_of_convex`); g and h are the maxima of their pieces.  Networks
for maxima of numbers (:func:`~tropnet.theory.depth.max_network`) are put together to a network for f:

================  =================================================  ===============================================
scheme            hidden layers, at most                             how
================  =================================================  ===============================================
``"one-layer"``   1, where that is possible                          hinges along whole hyperplanes, as few as
                                                                     possible
``"pieces"``      :math:`\lceil\log_2\max(p, q)\rceil`               g and h, each by pairs and fives of its pieces
``"tree"``        :math:`\lceil\log_2(n + 1)\rceil`                  g and h as signed sums of maxima of at most
                                                                     n + 1 of their pieces, each by a balanced tree
``"five"``        :math:`\lceil\log_2(n + 1)\rceil`; 2 for n = 4     these sums, by pairs and fives
``"two-layer"``   2, for n up to 7                                   these sums, by identities for 5 to 8 numbers
``"bootstrap"``   :math:`\lceil\log_4((n + 1) / 2)\rceil + 1`        these sums, by identities of identities; n > 1
================  =================================================  ===============================================

``"tree"`` is the theorem of R. Arora, A. Basu, P. Mianjy and A. Mukherjee, Understanding deep neural networks with
rectified linear units, 2018, Theorem 2.1, on the sums of S. Wang and X. Sun, Generalization of hinging hyperplanes,
2005. That two hidden layers are enough for n = 4 is due to E. Bakaev, F. Brunck, C. Hertrich, J. Stade and A.
Yehudayoff, Better neural network expressivity: subdividing the simplex, 2025; see :mod:`tropnet.theory.depth` for the
rest. ``"auto"`` takes, of ``"one-layer"``, ``"pieces"`` and ``"five"``, what has the fewest hidden layers, and of
those the fewest neurons.  (Identities of six and more numbers save layers, and cost hundreds of neurons for each
maximum.)

**One variable.**  A function with p >= 2 pieces has one hidden layer with p - 1 or p neurons (Arora and others, 2018,
Theorem 2.2); ``"one-layer"`` finds the least number.

**Sizes.**  A convex function with p pieces is a sum of at most :math:`\sum_{k = 1}^{n + 1} \binom pk` maxima of its
pieces, one for each set, and a sum with fewer layers than others is passed on by two neurons a layer.  This gives the
bound that :func:`compare_schemes` puts beside the size of every network.  For a scheme that takes c neurons for n + 1
numbers, it is of the order :math:`c\,p^{n + 1}`: that of C. Hertrich, A. Basu, M. Di Summa and M. Skutella, Towards
lower bounds on the depth of ReLU neural networks, 2021, Theorem 4.2.

**On a domain** the network equals f there; beyond it is g - h.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from math import comb
from typing import Any, Literal, NamedTuple, TypeAlias, get_args

from tropnet.analysis.piecewise.convex_difference import difference_of_convex
from tropnet.analysis.piecewise.function import PiecewiseLinear, piecewise_linear
from tropnet.errors import InputError
from tropnet.exact.display.html import table
from tropnet.networks.activations import relu
from tropnet.networks.network import Network
from tropnet.networks.stages import stages
from tropnet.theory.depth.max_networks import Scheme, max_network_widths
from tropnet.theory.representation.one_hidden_layer import OneHiddenLayer, one_hidden_layer
from tropnet.theory.representation.small_maxima import SignedMaximum, SmallMaxima, small_maxima
from tropnet.tropical.polynomial import TropicalPolynomial
from tropnet.tropical.rational import TropicalRational

__all__ = ["NetworkScheme", "SchemeComparison", "SchemeRow", "compare_schemes", "to_network"]

NetworkScheme: TypeAlias = Literal["auto", "one-layer", "pieces", "tree", "five", "two-layer", "bootstrap"]
"""How a network for a function is put together; see the module."""

SCHEMES = get_args(NetworkScheme)[1:]


def to_network(f: Any, scheme: NetworkScheme = "auto") -> Network:
    """A piecewise linear function as a ReLU network without connections that skip a layer.

    Parameters
    ----------
    f : PiecewiseLinear, TropicalPolynomial, TropicalRational, Network or PiecewiseLinearFunction1D
        Of a tropical rational function, numerator and denominator are taken as they are, but for monomials that never
        count; call ``simplify`` or ``reduced`` first where that pays.  Anything else is written as a difference of
        convex functions.
    scheme : {"auto", "one-layer", "pieces", "tree", "five", "two-layer", "bootstrap"}
        See the table of the module.

    Returns
    -------
    Network
        With n inputs and one output.  On the domain of f it is equal to f; :func:`tropnet.is_equivalent` proves it.

    Raises
    ------
    InputError
        If f is no such function, there is no such scheme, or it has no network: ``"one-layer"`` for a function that
        bends along a part of a hyperplane only, which is named, and ``"two-layer"`` for n > 7.
    ShapeError
        If a network has several outputs.

    Source
    ------
    Arora, Basu, Mianjy and Mukherjee, 2018, Theorems 2.1 and 2.2; see the module.

    Examples
    --------
    >>> from tropnet import TropicalPolynomial, is_equivalent
    >>> p = TropicalPolynomial.parse("max(x1 + x2, x1, x2, 0)")
    >>> to_network(p).widths, to_network(p, "pieces").widths, to_network(p, "tree").widths
    ((2,), (6, 3), (13, 8))
    >>> is_equivalent(to_network(p, "tree"), p)
    True

    The maximum of five numbers has two hidden layers, where the tree has three:

    >>> five = TropicalPolynomial.parse("max(x1, x2, x3, x4, 0)")
    >>> to_network(five).widths, to_network(five, "tree").widths
    ((21, 11), (8, 5, 3))
    """
    return _construction(_Parts(f), scheme).network()


class SchemeRow(NamedTuple):
    """What one scheme gives for a function.

    Attributes
    ----------
    scheme : str
    hidden_layers : int
    size : int
        The number of neurons of the network, exactly.
    bound : int
        On the number of neurons, for all functions with as many variables and pieces of g and h.
    """

    scheme: str
    hidden_layers: int
    size: int
    bound: int


@dataclass(frozen=True, repr=False)
class SchemeComparison:
    """The sizes of all networks that :func:`to_network` knows for a function; none is built.

    Attributes
    ----------
    function : PiecewiseLinear
    n_pieces : pair of int
        The numbers p and q of pieces of g and h.
    rows : tuple of SchemeRow
        One for every scheme that has a network for the function.

    Examples
    --------
    >>> from tropnet import TropicalPolynomial
    >>> print(compare_schemes(TropicalPolynomial.parse("max(x1, x2, x3, x4, 0)")))
    scheme     hidden layers    size     bound
    pieces                 2      32        32
    tree                   3      16       185
    five                   2      32       193
    two-layer              2      32       193
    bootstrap              2      32       193
    """

    function: PiecewiseLinear
    n_pieces: tuple[int, int]
    rows: tuple[SchemeRow, ...]

    def __repr__(self) -> str:
        return f"<SchemeComparison of {len(self.rows)} schemes for {self.function!r}>"

    def __str__(self) -> str:
        lines = [f"{'scheme':9}  hidden layers  {'size':>6}  {'bound':>8}"]
        lines += [f"{r.scheme:9}  {r.hidden_layers:13}  {r.size:6}  {r.bound:8}" for r in self.rows]
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        p, q = self.n_pieces
        rows = [tuple(map(str, row)) for row in self.rows]
        return table(
            rows,
            head=("scheme", "hidden layers", "size", "bound"),
            caption=f"difference of {p} and {q} pieces",
        )


def compare_schemes(f: Any) -> SchemeComparison:
    """Hidden layers and neurons of the networks for a function by every scheme, beside the bounds that are proved.

    Parameters
    ----------
    f : PiecewiseLinear, TropicalPolynomial, TropicalRational, Network or PiecewiseLinearFunction1D
        As for :func:`to_network`.

    Raises
    ------
    InputError, ShapeError
        If f is no such function.

    Examples
    --------
    >>> from tropnet import PiecewiseLinear
    >>> x, y = PiecewiseLinear.coordinates(2)
    >>> compare_schemes(abs(x) + abs(y)).rows[0]
    SchemeRow(scheme='one-layer', hidden_layers=1, size=4, bound=4)
    """
    parts = _Parts(f)
    rows = []
    for scheme in SCHEMES:
        try:
            found = _construction(parts, scheme)
        except InputError:
            continue
        rows.append(SchemeRow(scheme, len(found.widths), sum(found.widths), found.bound))
    p, q = parts.pair
    return SchemeComparison(parts.function, (p.n_monomials, q.n_monomials), tuple(rows))


# -- what a scheme builds --------------------------------------------------------------------------


@dataclass(frozen=True)
class _Construction:
    """A network that is not yet built."""

    widths: tuple[int, ...]
    bound: int
    network: Callable[[], Network]


class _Parts:
    """A function, and what it is put together from, each found when it is needed."""

    def __init__(self, f: Any) -> None:
        self.function = piecewise_linear(f)
        self.given = f

    @cached_property
    def pair(self) -> tuple[TropicalPolynomial, TropicalPolynomial]:
        """Two max-plus polynomials whose difference is the function; where one is affine, it is 0."""
        if isinstance(self.given, TropicalPolynomial | TropicalRational):
            quotient = (self.given / 0).in_convention("max")
            p, q = quotient.numerator.essential, quotient.denominator.essential
        else:
            found = difference_of_convex(self.function)
            p, q = found.positive, found.negative
        if q.n_monomials == 1:
            return _over(p, q), _over(q, q)
        return (_over(p, p), _over(q, p)) if p.n_monomials == 1 else (p, q)

    @cached_property
    def sum_of_maxima(self) -> SmallMaxima:
        """Their difference as a sum of small maxima."""
        p, q = self.pair
        return small_maxima(p / q)

    @cached_property
    def hinges(self) -> OneHiddenLayer:
        """The function as a sum of hinges along whole hyperplanes."""
        found = one_hidden_layer(self.given)
        if isinstance(found, OneHiddenLayer):
            return found
        row, jumps = found.witness.hyperplane, found.witness.jumps
        raise InputError(
            f"no network with one hidden layer computes {self.function!r}: along the hyperplane {row} the jump of its "
            f"gradient is {jumps[0]} at one point and {jumps[1]} at another; give scheme='auto'"
        )


def _construction(parts: _Parts, scheme: NetworkScheme) -> _Construction:
    if scheme == "one-layer":
        return _one_layer(parts)
    if scheme == "pieces":
        return _by_pieces(parts)
    if scheme == "auto":
        return _fewest_layers(parts)
    if scheme in SCHEMES:
        return _by_small_maxima(parts, scheme)
    raise InputError(f"there is no scheme {scheme!r}; give one of {', '.join(get_args(NetworkScheme))}")


def _one_layer(parts: _Parts) -> _Construction:
    found = parts.hinges
    size = found.bounds[1]
    return _Construction((size,) if size else (), len(found.hinges) + 2, found.network)


def _by_pieces(parts: _Parts) -> _Construction:
    found = by_pieces(*parts.pair)
    return _Construction(found.widths("five"), sum(found.widths("five")), lambda: found.network("five"))


def by_pieces(p: TropicalPolynomial, q: TropicalPolynomial) -> SmallMaxima:
    """The difference of two polynomials as a difference of two maxima, or one if the other is 0.

    Examples
    --------
    >>> p = TropicalPolynomial.parse("max(x, 2x, 3x - 1)")
    >>> by_pieces(p, TropicalPolynomial.constant(0, 1)).arity
    3
    """
    nothing = TropicalPolynomial.constant(0, p.n_variables)
    terms = (SignedMaximum(sign, part) for sign, part in ((1, p), (-1, q)) if part != nothing)
    return SmallMaxima(p / q, tuple(terms))


def _by_small_maxima(parts: _Parts, scheme: Scheme) -> _Construction:
    found = parts.sum_of_maxima
    n = parts.function.n_variables
    of_one = [max_network_widths(k, scheme) if k > 1 else () for k in range(1, n + 2)]
    layers = max(map(len, of_one))
    bound = sum(
        comb(p.n_monomials, k) * sum(widths) for p in parts.pair for k, widths in enumerate(of_one, 1)
    ) + 2 * sum(layers - len(widths) for widths in of_one)
    return _Construction(found.widths(scheme), bound, lambda: found.network(scheme))


def _fewest_layers(parts: _Parts) -> _Construction:
    try:
        return _one_layer(parts)
    except InputError:
        if isinstance(given := parts.given, Network) and given.hidden_layers <= 2 and _is_plain(given):
            return _Construction(given.widths, given.size, lambda: given)
        candidates = [_by_pieces(parts), _by_small_maxima(parts, "five")]
        return min(candidates, key=lambda found: (len(found.widths), sum(found.widths)))


def _is_plain(net: Network) -> bool:
    """Whether a network is ReLU layers one after the other, from (n,) to (1,)."""
    gates = (gate for stage in stages(net).stages for gate in stage.gates)
    return (
        net.input_shape == (net.input_dim,)
        and net.output_shape == (1,)
        and all(gate == relu() for gate in gates)
    )


def _over(p: TropicalPolynomial, monomial: TropicalPolynomial) -> TropicalPolynomial:
    """The polynomial minus an affine function."""
    return TropicalPolynomial(p.exponents - monomial.exponents, p.coefficients - monomial.coefficients)
