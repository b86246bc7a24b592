r"""Which functions have one hidden layer, and how few neurons they take.

A network with one hidden layer of ReLU neurons, an affine output and nothing that goes past the layer is a function

.. math::  f(x) = w_0 + \sum_i w_i [a_i x + b_i]_+ .

**Theorem.**  Let f be continuous and piecewise linear on a domain D, which is all of :math:`\mathbb{R}^n` or a
full-dimensional polyhedron.  It is such a function if and only if along every hyperplane that carries a bend of f the
jump is the same at all points of the hyperplane in the interior of D, those that are on other bends excepted.

*Proof.*  A neuron has the same jump all along its hyperplane, none elsewhere, and jumps add up.  Conversely let
:math:`c_j` be the jumps along the hyperplanes of f, with the primitive forms :math:`\ell_j`.  Then
:math:`f - \sum_j c_j [\ell_j]_+` has no jump, so it is affine (:mod:`tropnet.analysis.piecewise.bends`): a bias, and
two neurons :math:`[g x]_+ - [-g x]_+`.  ∎

That the bends form whole hyperplanes is the observation by which A. Mukherjee and A. Basu, Lower bounds over Boolean
inputs for deep neural networks with ReLU gates, 2017, show that max(0, x, y) has two hidden layers; with Hertrich,
Basu, Di Summa and Skutella, 2021, Section 2, these functions are the sums of multiples of maxima of two affine
functions.

**Decision.**  :mod:`tropnet.analysis.piecewise.whole_hyperplanes` finds two points of one hyperplane with different
jumps, which is a proof that one hidden layer does not suffice; or proves that there are none, and then a network is at
hand.  For a maximum or minimum of affine functions :mod:`tropnet.theory.representation.bends_of_maximum` does the same
without the cells, in many variables too.

**The smallest one** has a neuron on each of the m hyperplanes, and at most two more for the affine rest
(:mod:`tropnet.theory.representation.affine_rest`): m, m + 1 or m + 2 neurons.  Which it is, is a problem of subset
sums; where that is too large, there are bounds.  If an affine function may go past the hidden layer, m neurons suffice.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any, ClassVar, Literal

from tropnet.analysis.equivalence import is_equivalent
from tropnet.analysis.piecewise.bends import jumps_by_hyperplane
from tropnet.analysis.piecewise.function import PiecewiseLinear, piecewise_linear
from tropnet.analysis.piecewise.whole_hyperplanes import VaryingJump, varying_jump
from tropnet.errors import UndecidedError
from tropnet.exact.arrays import RationalArray, stack
from tropnet.networks.activations import relu
from tropnet.networks.network import Network
from tropnet.networks.stages import stages
from tropnet.theory.literature import HERTRICH_2021, Citation
from tropnet.theory.representation.affine_rest import SumOfNeurons, smallest_sum
from tropnet.theory.representation.bends_of_maximum import BendsOfMaximum
from tropnet.theory.statement import Theorem, Verdict

__all__ = [
    "NotOneHiddenLayer",
    "OneHiddenLayer",
    "WholeHyperplanes",
    "has_one_hidden_layer",
    "one_hidden_layer",
]


@dataclass(frozen=True, repr=False)
class OneHiddenLayer:
    r"""A function as a sum of hinges along whole hyperplanes and an affine function, and as a network of few neurons.

    Attributes
    ----------
    function : PiecewiseLinear
    hinges : RationalArray, shape (m, n + 1)
        The primitive forms (a | b) of the hyperplanes along which it bends, the first nonzero entry positive.
    jumps : tuple of m Fractions
        The coefficients of ``max(a x + b, 0)``, none of which is 0.
    affine : RationalArray, shape (n + 1,)
        Gradient and constant of what remains.

    Examples
    --------
    >>> x, y = PiecewiseLinear.coordinates(2)
    >>> found = one_hidden_layer(abs(x) + abs(y))
    >>> found
    <OneHiddenLayer in R^2 along 2 hyperplanes>
    >>> found.hinges, found.jumps, found.affine
    (RationalArray([[0, 1, 0], [1, 0, 0]]), (Fraction(2, 1), Fraction(2, 1)), RationalArray([-1, -1, 0]))
    >>> found.size, found.verify()
    (4, True)
    """

    function: PiecewiseLinear
    hinges: RationalArray
    jumps: tuple[Fraction, ...]
    affine: RationalArray

    exists: ClassVar[Literal[True]] = True

    @cached_property
    def smallest(self) -> SumOfNeurons:
        """The neurons of :meth:`network`, and how many there are at least.

        Examples
        --------
        >>> x, y = PiecewiseLinear.coordinates(2)
        >>> for neuron in one_hidden_layer(abs(x) - 2 * y).smallest.neurons:
        ...     print(neuron.weight, neuron.form)
        2 RationalArray([1, 0, 0])
        1 RationalArray([-1, -2, 0])
        -1 RationalArray([1, 2, 0])
        """
        return smallest_sum(self.hinges, self.jumps, self.affine, self.function.domain)

    @property
    def bounds(self) -> tuple[int, int]:
        """Between how many neurons the smallest network with one hidden layer has; equal wherever that is decided.

        Examples
        --------
        >>> x, y = PiecewiseLinear.coordinates(2)
        >>> one_hidden_layer(abs(x) + x).bounds, one_hidden_layer(abs(x)).bounds, one_hidden_layer(x).bounds
        ((1, 1), (2, 2), (2, 2))
        """
        return self.smallest.lower_bound, len(self.smallest.neurons)

    @property
    def size(self) -> int:
        """The least number of neurons of a network with one hidden layer and an affine output for the function.

        Raises
        ------
        UndecidedError
            If a problem of subset sums is too large; :attr:`bounds` are known.

        Examples
        --------
        On a bounded domain a neuron may be linear, so that one is enough for the affine rest:

        >>> from tropnet import cube
        >>> x, y = PiecewiseLinear.coordinates(2)
        >>> one_hidden_layer(abs(x) + y).size, one_hidden_layer((abs(x) + y).restricted(cube(2))).size
        (3, 2)
        """
        lower, upper = self.bounds
        if lower < upper:
            raise UndecidedError(
                f"a network with one hidden layer for this function has at least {lower} and at most {upper} neurons; "
                "which it is, is a problem of subset sums that is too large"
            )
        return upper

    def network(self) -> Network:
        """The function as a network with one hidden layer, the smallest one wherever :attr:`size` is known.

        Returns
        -------
        Network
            With an output bias.  A constant has no neuron, and its network no hidden layer.

        Examples
        --------
        >>> x, y = PiecewiseLinear.coordinates(2)
        >>> net = one_hidden_layer(abs(x) + 2 * abs(x - y) + 5).network()
        >>> net.widths, net([[0, 0], [-1, 1]])
        ((4,), RationalArray([[5], [10]]))
        """
        neurons, bias = self.smallest.neurons, self.smallest.bias
        if not neurons:
            return Network.from_arrays([[[0] * self.function.n_variables]], [[bias]])
        forms = stack([neuron.form for neuron in neurons])
        weights = [[neuron.weight for neuron in neurons]]
        return Network.from_arrays([forms[:, :-1], weights], [forms[:, -1], [bias]])

    def verify(self) -> bool:
        """Whether the network is the function, on its domain; decided by the cells of their difference.

        Examples
        --------
        >>> x, y = PiecewiseLinear.coordinates(2)
        >>> found = one_hidden_layer(abs(x) + abs(y))
        >>> found.verify(), OneHiddenLayer(abs(x), found.hinges, found.jumps, found.affine).verify()
        (True, False)
        """
        return is_equivalent(self.network(), self.function)

    def __repr__(self) -> str:
        m = len(self.hinges)
        along = "1 hyperplane" if m == 1 else f"{m} hyperplanes"
        return f"<OneHiddenLayer in R^{self.function.n_variables} along {along}>"


@dataclass(frozen=True)
class NotOneHiddenLayer:
    """A function that no network with one hidden layer computes, and the hyperplane that shows it.

    Attributes
    ----------
    function : PiecewiseLinear
    witness : VaryingJump
        Two points of one hyperplane at which the function has different jumps.

    Examples
    --------
    >>> from tropnet.analysis.piecewise.function import maximum
    >>> x, y = PiecewiseLinear.coordinates(2)
    >>> found = one_hidden_layer(maximum(x, y, 0))
    >>> found.witness.hyperplane, found.witness.points, found.check()
    ((0, 1, 0), RationalArray([[-1, 0], [1, 0]]), True)
    """

    function: PiecewiseLinear
    witness: VaryingJump

    exists: ClassVar[Literal[False]] = False

    def check(self) -> bool:
        """Whether the function has different jumps at the two points, read off the cells around them."""
        return self.witness.check(self.function)


def one_hidden_layer(f: Any) -> OneHiddenLayer | NotOneHiddenLayer:
    """The function as a network with one hidden layer, or the proof that there is none; ``.exists`` tells which.

    Parameters
    ----------
    f : PiecewiseLinear, or anything else that :func:`~tropnet.analysis.piecewise.function.piecewise_linear` reads
        A network has one output; choose one with :func:`tropnet.networks.select_outputs`.

    Raises
    ------
    InputError, ShapeError
        If f is no function from R^n to R.

    Source
    ------
    C. Hertrich, A. Basu, M. Di Summa and M. Skutella, Towards lower bounds on the depth of ReLU neural networks, 2021,
    Section 2, and A. Mukherjee and A. Basu, 2017, for the condition.

    Examples
    --------
    >>> from tropnet.tropical import TropicalPolynomial
    >>> one_hidden_layer(TropicalPolynomial.parse("max(x, y, 0)")).exists
    False
    >>> one_hidden_layer(TropicalPolynomial.parse("max(x + y, x, y, 0)")).size
    2
    """
    bends, f = BendsOfMaximum.of(f), piecewise_linear(f)
    witness = varying_jump(f) if bends is None else bends.varying_jump
    if witness is not None:
        return NotOneHiddenLayer(f, witness)
    if bends is not None:
        return _sum_of_hinges(f, bends.jumps, *bends.first_region)
    jumps = {row: found[0].jump for row, found in jumps_by_hyperplane(f).items()}
    return _sum_of_hinges(f, jumps, f.regions[0].affine_map[0], f.regions[0].interior_point)


def _sum_of_hinges(
    f: PiecewiseLinear, jumps: dict[tuple[int, ...], Fraction], affine: RationalArray, point: RationalArray
) -> OneHiddenLayer:
    """The function with these jumps along hyperplanes that is a given affine map around a point on none of them."""
    hinges = RationalArray(list(jumps)) if jumps else RationalArray.zeros((0, f.n_variables + 1))
    is_active = (hinges[:, :-1] @ point + hinges[:, -1]).sign() > 0
    for jump, form, active in zip(jumps.values(), hinges, is_active, strict=True):
        affine = affine - form * jump if active else affine
    return OneHiddenLayer(f, hinges, tuple(jumps.values()), affine)


def has_one_hidden_layer(f: Any) -> bool:
    """Whether a network with one hidden layer of ReLU neurons and an affine output computes a function; proved.

    Parameters
    ----------
    f : PiecewiseLinear, or anything else that :func:`~tropnet.analysis.piecewise.function.piecewise_linear` reads

    Raises
    ------
    InputError, ShapeError
        If f is no function from R^n to R.

    Examples
    --------
    >>> from tropnet.analysis.piecewise.function import maximum
    >>> x, y = PiecewiseLinear.coordinates(2)
    >>> has_one_hidden_layer(maximum(x, y)), has_one_hidden_layer(maximum(x, y, 0))
    (True, False)
    """
    bends = BendsOfMaximum.of(f)
    return (varying_jump(f) if bends is None else bends.varying_jump) is None


class WholeHyperplanes(Theorem):
    """A function has one hidden layer exactly if its jumps are constant along hyperplanes.

    Examples
    --------
    >>> from tropnet.analysis.piecewise.function import maximum
    >>> x, y = PiecewiseLinear.coordinates(2)
    >>> print(WholeHyperplanes().check(abs(x) + abs(y)))
    bends along whole hyperplanes: holds (2 hyperplanes, each with one jump; a network with 4 neurons)
    >>> print(WholeHyperplanes().check(maximum(x, y, 0)))
    bends along whole hyperplanes: holds (the jumps along (0, 1, 0) are 1 and 0; no network)
    """

    name: ClassVar[str] = "bends along whole hyperplanes"
    citation: ClassVar[Citation] = HERTRICH_2021.at("Section 2")
    hypotheses: ClassVar[tuple[str, ...]] = ("f is continuous and piecewise linear",)
    conclusion: ClassVar[str] = (
        "it is a network with one hidden layer if and only if its jump is constant along every hyperplane that "
        "carries a bend; the smallest has a neuron for each of these, and at most two more"
    )

    def check(self, f: Any) -> Verdict:
        """Build the network and compare it with the function; or look at the two jumps that exclude it.

        Parameters
        ----------
        f : PiecewiseLinear, or anything else that :func:`~tropnet.analysis.piecewise.function.piecewise_linear` reads
            For a network with one hidden layer of ReLU neurons, that it is one is the other side of the statement.
        """
        found = one_hidden_layer(f)
        if isinstance(found, OneHiddenLayer):
            m, (lower, upper) = len(found.hinges), found.bounds
            reason = f"{m} hyperplanes, each with one jump; a network with {upper} neurons"
            fits = found.verify() and m <= lower <= upper <= m + 2
            return self.holds(reason, found) if fits else self.refuted(reason, found)
        one, other = found.witness.jumps
        reason = f"the jumps along {found.witness.hyperplane} are {one} and {other}; no network"
        fits = found.check() and not (isinstance(f, Network) and _is_one_hidden_layer(f))
        return self.holds(reason, found) if fits else self.refuted(reason, found)


def _is_one_hidden_layer(net: Network) -> bool:
    """Whether a network is one hidden layer of ReLU neurons that nothing goes past."""
    gates = [gate for stage in stages(net).stages for gate in stage.gates]
    return net.hidden_layers == 1 and all(gate == relu() for gate in gates)
