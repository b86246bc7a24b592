r"""How deep a ReLU network for a function must be: what is proved, from above and from below.

The *depth* of a piecewise linear function f is taken here as the least number of hidden layers of a ReLU network with
an affine output that computes it.

**From above** networks prove it: f itself if it is given as one, hinges along whole hyperplanes for one hidden layer,
the maxima of its pieces, and the sum of maxima of at most n + 1 of them
(:mod:`tropnet.theory.representation.to_network`).

**From below, without any hypothesis,** it is 0 exactly for affine functions, and 1 exactly for those whose jumps are
constant along hyperplanes (:mod:`tropnet.theory.representation.one_hidden_layer`).  More than 2 is not known for any
function.

**From below, with a hypothesis on the weights.**  Let f be convex with gradients in Z^n.  If a network computes f,
then networks with the same weights, and no more layers, compute

* its recession function :math:`\lim f(t x) / t`: drop the biases;
* around every point x its directional derivative :math:`\lim (f(x + t y) - f(x)) / t`: a neuron that is positive at x
  becomes linear, and one that is negative zero, which is the same as dropping biases and outgoing or ingoing weights.

Both are support functions of lattice polytopes: of the Newton polytope, and of the cells of the subdivision dual to f.
So the volumes of these modulo a prime p (:mod:`tropnet.theory.depth.obstructions.normalized_volumes`) exclude networks
whose weights have a common denominator that p does not divide.  (A neuron made linear needs two neurons, or one whose
sign is known: [u]_+ with u >= 0 near x is u; its place among the layers stays the same.)

If the gradients span more than 12 dimensions, f is replaced by its restriction to the space where all but 12 variables
are 0: a network for f computes it as well, with the other inputs left out.  The bounds are true, if not the best.

**From below, with a hypothesis on the neurons.**  If f bends only where two coordinates are equal, and so do all
neurons, the *order* of f gives a bound (:class:`~tropnet.theory.depth.obstructions.BraidFunction`).

**From below, for sums of maxima.**  If some iterated jump of f is not zero, f is no combination of maxima of n affine
functions (:func:`~tropnet.theory.depth.obstructions.small_maxima_obstruction`); so no sum of balanced trees for f has
fewer than :math:`\lceil \log_2(n + 1) \rceil` layers.

The printed conjecture that this number is the depth in general is refuted
(:data:`~tropnet.theory.depth.obstructions.REFUTED_CONJECTURES`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from tropnet.analysis.piecewise.function import PiecewiseLinear, piecewise_linear
from tropnet.errors import InputError
from tropnet.exact.arrays import concatenate
from tropnet.exact.display.html import table
from tropnet.exact.display.latex import signed_sum
from tropnet.exact.matrix import row_space
from tropnet.networks.network import Network
from tropnet.networks.stages import stages
from tropnet.polyhedra.polyhedron import Polyhedron
from tropnet.theory.depth.obstructions.braid import BraidFunction, braid_hidden_layers_lower_bound
from tropnet.theory.depth.obstructions.iterated_jumps import small_maxima_obstruction
from tropnet.theory.depth.obstructions.normalized_volumes import (
    VolumeObstruction,
    depth_obstruction,
    hidden_layers_lower_bound,
)
from tropnet.theory.depth.upper_bounds import ceil_log, depth_upper_bound, maximum_depth_upper_bound
from tropnet.theory.representation.bends_of_maximum import BendsOfMaximum
from tropnet.theory.representation.one_hidden_layer import OneHiddenLayer, one_hidden_layer
from tropnet.theory.representation.to_network import NetworkScheme, by_pieces, to_network
from tropnet.tropical.newton import newton_polytope
from tropnet.tropical.polynomial import TropicalPolynomial
from tropnet.tropical.rational import TropicalRational
from tropnet.tropical.subdivision import dual_subdivision

__all__ = ["Depth", "DepthFromAbove", "DepthFromBelow", "depth"]

# Bounds from polytopes look at all faces, and in d dimensions there are at least 2^(d + 1) - 1: a second for d = 12.
MOST_DIMENSIONS = 12

PRIMES = {
    2: "for integers and odd denominators as weights",
    3: "for weights with denominators that 3 does not divide",
}


@dataclass(frozen=True)
class DepthFromAbove:
    """A number of hidden layers that is enough.

    Attributes
    ----------
    hidden_layers : int
    reason : str
    network : callable or None
        Builds the network; None if tropnet cannot, and relies on the source.
    """

    hidden_layers: int
    reason: str
    network: Callable[[], Network] | None = field(default=None, repr=False, compare=False)

    @property
    def is_proved_here(self) -> bool:
        """Whether tropnet builds the network."""
        return self.network is not None


@dataclass(frozen=True)
class DepthFromBelow:
    """A number of hidden layers that is needed.

    Attributes
    ----------
    hidden_layers : int
    reason : str
    hypothesis : str
        What is assumed of the networks; empty if nothing is.
    witness : object
        What proves it, with a method ``check``; None where the reason says all.
    """

    hidden_layers: int
    reason: str
    hypothesis: str = ""
    witness: Any = field(default=None, repr=False, compare=False)


@dataclass(frozen=True, repr=False)
class Depth:
    """The bounds on the number of hidden layers of a network for a function; made by :func:`depth`.

    Attributes
    ----------
    function : PiecewiseLinear
    above : tuple of DepthFromAbove
        The least first.
    below : tuple of DepthFromBelow
        Those without hypothesis first, and then the largest first.

    Examples
    --------
    >>> from tropnet import TropicalPolynomial
    >>> found = depth(TropicalPolynomial.parse("max(x1, x2, x3, x4, 0)"))
    >>> found
    <Depth: 2 hidden layers>
    >>> print(found)
    2 hidden layers
      enough: 2, the maximum of 5 pieces
      needed: 2, the jump along x4 = 0 is 1 at one point and 0 at another
      needed: 3, for integers and odd denominators as weights: a polytope of f has a face of dimension 4, volume 1
      needed: 3, for sums of balanced trees, each for a maximum of affine functions: an iterated jump of f is not zero
    >>> found.network().widths, found.below[1].witness.check()
    ((21, 11), True)
    """

    function: PiecewiseLinear
    above: tuple[DepthFromAbove, ...]
    below: tuple[DepthFromBelow, ...]

    @property
    def upper(self) -> int:
        """The least number of hidden layers for which tropnet has a network.

        Those of the literature that are smaller are in :attr:`above`.

        Examples
        --------
        >>> x, y = PiecewiseLinear.coordinates(2)
        >>> depth(abs(x) + abs(y)).upper
        1
        """
        return min(bound.hidden_layers for bound in self.above if bound.is_proved_here)

    @property
    def lower(self) -> int:
        """The largest number of hidden layers that is proved to be needed, without any hypothesis.

        Examples
        --------
        >>> x, y = PiecewiseLinear.coordinates(2)
        >>> depth(abs(abs(x) - abs(y) + 1)).lower, depth(abs(abs(x) - abs(y))).lower
        (2, 1)
        """
        return max(bound.hidden_layers for bound in self.below if not bound.hypothesis)

    @property
    def is_known(self) -> bool:
        """Whether the bounds agree."""
        return self.lower == self.upper

    def network(self) -> Network:
        """A network of the least depth for which tropnet can build one.

        It is equal to the function on its domain.

        Raises
        ------
        InputError
            If it is too large to be built.

        Examples
        --------
        >>> x, y = PiecewiseLinear.coordinates(2)
        >>> depth(abs(x) + abs(y)).network().widths
        (4,)
        """
        build = next(bound.network for bound in self.above if bound.network is not None)
        return build()

    def __repr__(self) -> str:
        return f"<Depth: {self._words}>"

    def __str__(self) -> str:
        return "\n".join([self._words, *(f"  {kind}: {text}" for kind, text in self._lines())])

    def _repr_html_(self) -> str:
        return table(list(self._lines()), caption=self._words)

    @property
    def _words(self) -> str:
        if self.is_known:
            return f"{self.upper} hidden layer{'s' * (self.upper != 1)}"
        return f"{self.lower} to {self.upper} hidden layers"

    def _lines(self) -> Iterator[tuple[str, str]]:
        for up in self.above:
            yield "enough", f"{up.hidden_layers}, {up.reason}"
        for low in self.below:
            hypothesis = f"{low.hypothesis}: " if low.hypothesis else ""
            yield "needed", f"{low.hidden_layers}, {hypothesis}{low.reason}"


def depth(f: Any) -> Depth:
    """How many hidden layers a ReLU network for a function needs at least, and how many are enough.

    For functions of at most 7 variables the two numbers agree.

    Parameters
    ----------
    f : PiecewiseLinear, TropicalPolynomial, TropicalRational, Network or PiecewiseLinearFunction1D
        Of a network, its own depth is a bound if all gates have one input.

    Returns
    -------
    Depth
        Bounds that follow from smaller or larger ones of the same kind are left out.

    Raises
    ------
    InputError, ShapeError
        If f is no function from R^n to R.

    Source
    ------
    See the module.

    Examples
    --------
    >>> from tropnet import TropicalPolynomial
    >>> x, y = PiecewiseLinear.coordinates(2)
    >>> depth(x + 2 * y), depth(abs(x + y) + x), depth(TropicalPolynomial.parse("max(x1, x2, 0)"))
    (<Depth: 0 hidden layers>, <Depth: 1 hidden layer>, <Depth: 2 hidden layers>)

    For the maximum of nine numbers the literature has two hidden layers, and tropnet a network with three:

    >>> found = depth(TropicalPolynomial.parse("max(x1, x2, x3, x4, x5, x6, x7, x8, 0)"))
    >>> found, [(bound.hidden_layers, bound.is_proved_here) for bound in found.above]
    (<Depth: 2 to 3 hidden layers>, [(2, False), (3, True)])
    """
    return _Collected(f).depth()


class _Collected:
    """A function, and what the bounds on its depth are read off."""

    def __init__(self, f: Any) -> None:
        self.given = f
        self.function = piecewise_linear(f)
        self.bends = BendsOfMaximum.of(f)

    def depth(self) -> Depth:
        """All bounds, without those that say less than others with the same hypothesis."""
        if self.function.is_affine if self.bends is None else self.bends.is_affine:
            nothing = DepthFromBelow(0, "affine functions need no hidden layer")
            return Depth(self.function, (DepthFromAbove(0, "it is affine", self._affine),), (nothing,))
        found = one_hidden_layer(self.given)
        if isinstance(found, OneHiddenLayer):
            along = len(found.hinges)
            one = DepthFromAbove(1, f"hinges along {along} hyperplane{'s' * (along > 1)}", found.network)
            return Depth(self.function, (one,), (DepthFromBelow(1, "it is not affine"),))
        witness = found.witness
        at_points = f"{witness.jumps[0]} at one point and {witness.jumps[1]} at another"
        two = DepthFromBelow(
            2, f"the jump along {_equation(witness.hyperplane)} is {at_points}", witness=found
        )
        above = sorted(self._above(), key=lambda bound: (bound.hidden_layers, not bound.is_proved_here))
        least = next(i for i, bound in enumerate(above) if bound.is_proved_here)
        return Depth(self.function, tuple(above[: least + 1]), (two, *self._below()))

    def _affine(self) -> Network:
        (row,) = self.function.pieces if self.bends is None else [self.bends.first_region[0]]
        return Network.from_arrays([[row[:-1]]], [[row[-1]]])

    # -- from above --------------------------------------------------------------------------------

    def _above(self) -> Iterator[DepthFromAbove]:
        n = self.function.n_variables
        if isinstance(self.given, Network) and _is_of_one_input_each(self.given):
            yield DepthFromAbove(self.given.hidden_layers, "the network itself", lambda: self.given)
        if self._pieces is not None:
            p, q = (part.n_monomials for part in self._pieces)
            layers = maximum_depth_upper_bound(max(p, q), proved_here=True).hidden_layers
            of_what = f"the maximum of {p} pieces" if q == 1 else f"maxima of {p} and of {q} pieces"
            yield DepthFromAbove(layers, of_what, self._by_pieces)
        proved, known = depth_upper_bound(n, proved_here=True), depth_upper_bound(n)
        scheme: NetworkScheme = "two-layer" if proved.hidden_layers <= 2 else "bootstrap"
        yield DepthFromAbove(
            proved.hidden_layers,
            f"{proved.formula}, as for all functions of {n} variables",
            lambda: to_network(self.given, scheme),
        )
        if known.hidden_layers < proved.hidden_layers:
            source = f"{known.source}, not proved here"
            yield DepthFromAbove(
                known.hidden_layers, f"{known.formula}, as for every function of {n} variables ({source})"
            )

    @cached_property
    def _pieces(self) -> tuple[TropicalPolynomial, TropicalPolynomial] | None:
        """Two maxima whose difference is the function, where they are at hand."""
        if isinstance(self.given, TropicalPolynomial | TropicalRational):
            quotient = (self.given / 0).in_convention("max")
            return quotient.numerator.essential, quotient.denominator.essential
        if not self.function.is_convex:
            return None
        pieces = self.function.pieces
        maximum = TropicalPolynomial(pieces[:, :-1], pieces[:, -1])
        return maximum, TropicalPolynomial.constant(0, self.function.n_variables)

    @cached_property
    def _kept(self) -> list[int]:
        """The variables of the restriction for bounds from polytopes: all, or few on which gradients differ."""
        assert self._pieces is not None
        differences = concatenate([part.exponents - part.exponents[0] for part in self._pieces])
        pivots = [row.index(1) for row in row_space(differences).tolist()]
        n = self.function.n_variables
        return pivots[:MOST_DIMENSIONS] if len(pivots) > MOST_DIMENSIONS else list(range(n))

    @cached_property
    def _restricted(self) -> tuple[TropicalPolynomial, TropicalPolynomial]:
        """Two maxima whose difference is the function where all variables but those kept are 0."""
        assert self._pieces is not None
        p, q = (
            TropicalPolynomial(part.exponents[:, self._kept], part.coefficients).essential
            for part in self._pieces
        )
        return p, q

    @property
    def _restriction(self) -> str:
        """The function in words: f or its restriction."""
        if len(self._kept) == self.function.n_variables:
            return "f"
        return f"f, with all variables 0 but {', '.join(f'x{i + 1}' for i in self._kept)},"

    def _by_pieces(self) -> Network:
        assert self._pieces is not None
        return by_pieces(*self._pieces).network("bootstrap")

    # -- from below --------------------------------------------------------------------------------

    def _below(self) -> Iterator[DepthFromBelow]:
        """The bounds with hypotheses that say more than that one hidden layer is not enough."""
        if self.function.domain is not None:
            return
        if self._pieces is not None:
            yield from self._by_volumes()
            yield from self._by_small_maxima()
        yield from self._by_order()

    def _by_volumes(self) -> Iterator[DepthFromBelow]:
        convex = _convex(*self._restricted)
        if convex is None:
            return
        for prime, weights in PRIMES.items():
            if convex.exponents.denominator % prime == 0:
                continue
            bounds = [
                (hidden_layers_lower_bound(polytope, prime), polytope) for polytope in _polytopes(convex)
            ]
            layers, polytope = max(bounds, key=lambda bound: bound[0])
            if layers > 2:
                found = depth_obstruction(polytope, layers - 1, prime)
                assert isinstance(found, VolumeObstruction)
                face = f"a face of dimension {prime ** (layers - 1)}, volume {found.volume}"
                reason = f"a polytope of {self._restriction} has {face}"
                yield DepthFromBelow(layers, reason, weights, found)

    def _by_small_maxima(self) -> Iterator[DepthFromBelow]:
        p, q = self._restricted
        layers = ceil_log(2, p.n_variables + 1)
        if layers > 2:
            found = small_maxima_obstruction(p / q)
            if found.found:
                trees = "for sums of balanced trees, each for a maximum of affine functions"
                reason = f"an iterated jump of {self._restriction} is not zero"
                yield DepthFromBelow(layers, reason, trees, found)

    def _by_order(self) -> Iterator[DepthFromBelow]:
        if self.bends is not None and not all(map(_is_of_braid, self.bends.jumps)):
            return
        convex = None if self._pieces is None else _convex(*self._pieces)
        try:
            function = BraidFunction.from_function(convex or self.function.network)
        except InputError:
            return
        layers = braid_hidden_layers_lower_bound(function.order)
        if layers > 2:
            yield DepthFromBelow(
                layers,
                f"its order is {function.order}",
                "all neurons bend only where two coordinates are equal",
            )


def _convex(p: TropicalPolynomial, q: TropicalPolynomial) -> TropicalPolynomial | None:
    """The difference of two maxima as one, if the second has one piece; else None."""
    if q.n_monomials > 1:
        return None
    return TropicalPolynomial(p.exponents - q.exponents, p.coefficients - q.coefficients)


def _is_of_braid(hyperplane: tuple[int, ...]) -> bool:
    """Whether two coordinates are equal on a hyperplane, given by its primitive form."""
    return sorted(hyperplane) == [-1, *[0] * (len(hyperplane) - 2), 1] and hyperplane[-1] == 0


def _equation(hyperplane: tuple[int, ...]) -> str:
    """A hyperplane as it is written by hand."""
    *gradient, constant = hyperplane
    terms = [(a, f"x{i}" if abs(a) == 1 else f"{abs(a)} x{i}") for i, a in enumerate(gradient, 1) if a]
    return f"{signed_sum(terms, (constant, str(abs(constant))))} = 0"


def _is_of_one_input_each(net: Network) -> bool:
    """Whether every gate is a function of one variable, which ReLU neurons of the same layer can replace."""
    return all(gate.arity == 1 for stage in stages(net).stages for gate in stage.gates)


def _polytopes(p: TropicalPolynomial) -> Iterator[Polyhedron]:
    """The Newton polytope and the cells of the dual subdivision, made integral, each once."""
    factor = p.exponents.denominator
    yield newton_polytope(p) * factor
    cells = dual_subdivision(p).maximal_cells
    if len(cells) > 1:
        yield from (Polyhedron.from_generators(p.exponents[list(cell.points)] * factor) for cell in cells)
