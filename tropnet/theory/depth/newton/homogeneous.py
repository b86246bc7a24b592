r"""Positively homogeneous networks, and the pairs of polytopes that they are.

A function f is *positively homogeneous* if :math:`f(t x) = t f(x)` for all :math:`t \ge 0`.

**Dropping biases.**  Let all biases of a network f be dropped, and every gate :math:`\varphi` of one variable be
replaced by :math:`\varphi_\infty(z) = \lim_{t \to \infty} \varphi(t z) / t`, which has the outermost two slopes of
:math:`\varphi` and bends at 0 only.  A ReLU stays as it is.  What remains is

.. math::  f_\infty(x) = \lim_{t \to \infty} f(t x) / t .

*Proof*, layer by layer: if :math:`z(t x) / t \to z_\infty(x)` for all arguments of a gate, then
:math:`\varphi(z(t x)) / t \to \varphi_\infty(z_\infty(x))`, since :math:`\varphi(t y) / t` converges to
:math:`\varphi_\infty` uniformly on bounded sets; and biases divided by t vanish.  So :math:`f_\infty` is positively
homogeneous, and *f is positively homogeneous if and only if* :math:`f = f_\infty`.  That is decided exactly.

**The pair.**  In a network without biases every variable is :math:`g - h` with support functions g, h of polytopes: at
first the coordinates, :math:`h_{\{e_i\}} - 0`.  Differences can be added and multiplied by numbers, and
:math:`\max(g - h, 0) = \max(g, h) - h`.  So a network with k hidden layers of ReLU gates is a
:class:`~tropnet.theory.depth.newton.virtual.VirtualConstruction` of level at most k.

Source: C. Hertrich, A. Basu, M. Di Summa and M. Skutella, Towards lower bounds on the depth of ReLU neural networks,
2021, Proposition 2.3 and Theorem 5.2.
"""

from __future__ import annotations

from fractions import Fraction

from tropnet.analysis.equivalence import counterexample, is_equivalent
from tropnet.errors import InputError, ShapeError, UnsupportedLayerError
from tropnet.exact.arrays import RationalArray
from tropnet.exact.numbers import Rational
from tropnet.networks.activations import MaxGate, PiecewiseLinearFunction1D
from tropnet.networks.affine import Dense
from tropnet.networks.gates import Activation, Maxout
from tropnet.networks.hinges import HingeNetwork, hinges
from tropnet.networks.layers import GateLayer, Layer
from tropnet.networks.network import Network
from tropnet.networks.stages import Stage, stages
from tropnet.theory.depth.newton.construction import point
from tropnet.theory.depth.newton.layers import combination
from tropnet.theory.depth.newton.virtual import VirtualConstruction

__all__ = ["homogenize", "is_positively_homogeneous", "newton_pair", "without_biases"]


def newton_pair(net: Network) -> VirtualConstruction:
    """The two constructions whose support functions have the network as their difference.

    Parameters
    ----------
    net : Network
        With one output and no biases.  Gates other than ReLU are allowed; each is written in hinges max(u, 0).

    Returns
    -------
    VirtualConstruction
        Its level is at most the number of hidden layers, if all gates are functions of one variable or maxima of two
        numbers; a maximum of m numbers counts as a tree.  Equal parts are cancelled.

    Raises
    ------
    ShapeError
        If there are several outputs.
    InputError
        If there is a bias, or it is no network.

    Source
    ------
    Hertrich, Basu, Di Summa and Skutella, 2021, Theorem 5.2.

    Examples
    --------
    >>> net = Network.from_arrays([[[1, 0], [1, -1]], [[1, -2]]])
    >>> pair = newton_pair(net)
    >>> print(pair)
    conv((1, 0) ∪ (0, 0)) - 2*conv((1, -1) ∪ (0, 0))
    >>> is_equivalent(pair.network(), net)
    True
    >>> newton_pair(Network.from_arrays([[[1]], [[1]]], [[3], [0]]))
    Traceback (most recent call last):
    tropnet.errors.InputError: hidden layer 0 has a bias, or a gate that bends elsewhere than at 0; if the function \
is positively homogeneous, newton_pair(homogenize(net)) has the pair
    """
    chain = hinges(stages(net))
    if len(chain.output) != 1:
        raise ShapeError(
            f"the network has {len(chain.output)} outputs; take one with tropnet.networks.select_outputs(net, i)"
        )
    _check_no_constants(chain)
    n = chain.input_dim
    origin = point(RationalArray.zeros(n))
    variables = [point(unit).virtual for unit in RationalArray.eye(n)]
    for round_of_hinges in chain.rounds:
        forms = [_combination(row, variables, n) for row in round_of_hinges.forms[:, :-1].tolist()]
        variables = [form | origin for form in forms[: round_of_hinges.n_sheets]]
        variables += [forms[i] for i in round_of_hinges.passed]
    return _combination(chain.output[0, :-1].fractions().tolist(), variables, n)


def without_biases(net: Network) -> Network:
    """The network with all biases dropped, and with gates that bend at 0 only: the limit of f(t x) / t for large t.

    Parameters
    ----------
    net : Network
        In each hidden layer all gates are functions of one variable, or all are maxima of equally many numbers.

    Returns
    -------
    Network
        It takes and gives flat vectors.  It has the same hidden layers, less the gates with no bend left.

    Raises
    ------
    UnsupportedLayerError
        If a hidden layer mixes other gates.
    InputError
        If it is no network.

    Examples
    --------
    >>> from tropnet.networks import hard_tanh
    >>> net = Network.from_arrays([[[1], [2]], [[1, 1]]], [[1, 5], [7]])
    >>> without_biases(net) == Network.from_arrays([[[1], [2]], [[1, 1]]])
    True
    >>> without_biases(Network.sequential([Activation(hard_tanh()), Dense([[1]])], 1))([5])
    RationalArray([0])
    """
    staged = stages(net)
    layers: list[Layer] = []
    for number, stage in enumerate(staged.stages):
        layers += [Dense(stage.weight), _gates_at_infinity(number, stage)]
    return Network.sequential([*layers, Dense(staged.weight)], staged.input_dim)


def is_positively_homogeneous(net: Network) -> bool:
    """Whether f(t x) = t f(x) for all x and t >= 0; decided exactly, whatever the biases are.

    Raises
    ------
    UnsupportedLayerError, InputError
        As for :func:`without_biases`.

    Examples
    --------
    The biases of max(x - 1, 0) - max(1 - x, 0) + 1 = x do not show; that of max(x + 1, 0) does:

    >>> hidden = Network.from_arrays([[[1], [-1]], [[1, -1]]], [[-1, 1], [1]])
    >>> shown = Network.from_arrays([[[1]], [[1]]], [[1], [0]])
    >>> is_positively_homogeneous(hidden), is_positively_homogeneous(shown)
    (True, False)
    """
    return is_equivalent(net, without_biases(net))


def homogenize(net: Network) -> Network:
    """The same function without biases, for a network that is positively homogeneous.

    Raises
    ------
    InputError
        If it is not; the message has a point at which dropping the biases changes the value.
    UnsupportedLayerError
        If a hidden layer mixes other gates than :func:`without_biases` takes.

    Source
    ------
    Hertrich, Basu, Di Summa and Skutella, 2021, Proposition 2.3.

    Examples
    --------
    >>> hidden = Network.from_arrays([[[1], [-1]], [[1, -1]]], [[-1, 1], [1]])
    >>> print(newton_pair(homogenize(hidden)))
    (1)
    >>> homogenize(Network.from_arrays([[[1]]], [[5]]))
    Traceback (most recent call last):
    tropnet.errors.InputError: the network is not positively homogeneous: at [10] its value is [15], and [10] \
without biases
    """
    bare = without_biases(net)
    if is_equivalent(net, bare):
        return bare
    x = counterexample(net, bare)
    values = (stages(net).evaluate(x), bare(x))
    own, other = (f"[{', '.join(map(str, value.tolist()))}]" for value in values)
    raise InputError(
        f"the network is not positively homogeneous: at [{', '.join(map(str, x.tolist()))}] its value is {own}, "
        f"and {other} without biases"
    )


def _gates_at_infinity(number: int, stage: Stage) -> GateLayer:
    """The gates of a hidden layer as they look from far away."""
    functions = [_at_infinity(gate) for gate in stage.gates if isinstance(gate, PiecewiseLinearFunction1D)]
    arities = {gate.arity for gate in stage.gates if isinstance(gate, MaxGate)}
    if not arities:
        return Activation(functions)
    if functions or len(arities) > 1:
        raise UnsupportedLayerError(
            f"hidden layer {number} has maxima beside other gates or values that pass by, or maxima of different "
            "numbers of arguments; give only functions of one variable, or maxima of equally many numbers"
        )
    return Maxout(*arities)


def _at_infinity(function: PiecewiseLinearFunction1D) -> PiecewiseLinearFunction1D:
    """The function with the outermost two slopes that bends at 0 only."""
    return PiecewiseLinearFunction1D([0], [function.slopes[0], function.slopes[-1]])


def _check_no_constants(chain: HingeNetwork) -> None:
    for number, round_of_hinges in enumerate(chain.rounds):
        if round_of_hinges.forms[:, -1].any():
            raise InputError(
                f"hidden layer {number} has a bias, or a gate that bends elsewhere than at 0; if the function is "
                "positively homogeneous, newton_pair(homogenize(net)) has the pair"
            )
    if chain.output[:, -1].sign().any():
        raise InputError(
            "the output has a bias; if the function is positively homogeneous, newton_pair(homogenize(net)) has the "
            "pair"
        )


def _combination(
    coefficients: list[Rational], variables: list[VirtualConstruction], n: int
) -> VirtualConstruction:
    """The sum of multiples of functions in n variables."""
    terms = [(Fraction(c), v.form) for c, v in zip(coefficients, variables, strict=True) if c]
    return VirtualConstruction.from_form(combination(terms), n)
