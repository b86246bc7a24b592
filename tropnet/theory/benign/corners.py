r"""Boolean functions extended to the cube: a benign function from each, and networks for it.

Let :math:`g: \{0, 1\}^d \to \{0, 1\}`.  Around each corner z of the cube lies the box :math:`A_z = \{x \in [0, 1]^d :
|x_i - z_i| \le 1/4\}`; the uniform distribution on the union of these boxes is called mu.  Then

.. math::  f(x) = \sum_z g(z) \, [1 - 4 \operatorname{dist}_\infty(x, A_z)]_+

maps the cube into [0, 1], equals g(z) on :math:`A_z`, and is 4-Lipschitz for the norms l1, l2 and linf; if g is not
constantly 0, no smaller constant will do.

*Proof.*  A term is positive where all :math:`|x_i - z_i| < 1/2`.  These open sets are disjoint, so f is a maximum of
functions each of which is 4-Lipschitz for linf, and :math:`\|\cdot\|_\infty \le \|\cdot\|_2 \le \|\cdot\|_1`.  Between
:math:`A_z` with g(z) = 1 and the boundary of the larger box, near a point with one coordinate next to 1/2, the gradient
is plus or minus 4 times a unit vector.

(The paper has the Euclidean distance here; that function is not piecewise linear.  Everything that it is used for holds
for the one above.)

Two networks go with a network N that has the values of g at the corners:

* **rounded**: N behind :math:`z_i = [2 x_i - 1/2]_+ - [2 x_i - 3/2]_+`.  This has 2d neurons more than N and equals f
  on all boxes :math:`A_z`, so almost everywhere with respect to mu; between the boxes it is another function.
* **exact**: f itself, on the whole cube, with O(d) + size(N) neurons.

**The exact network.**  On the cube let :math:`c(x) = \min(1, |4 x_1 - 2|, \dots, |4 x_d - 2|)`, and z the corner
nearest to x.  Then :math:`f(x) = c(x) g(z)`, as :math:`1 - 4 [|x_i - z_i| - 1/4]_+ = \min(1, |4 x_i - 2|)`.  Further

.. math::  c z_i = \min([4 x_i - 2]_+, c),

as :math:`[4 x_i - 2]_+` is 0 for :math:`z_i = 0` and :math:`|4 x_i - 2| \ge c` for :math:`z_i = 1`.  So the bits
times c are known exactly, although the bits, which jump, are not.  A ReLU network is positively homogeneous in its
input and its biases together: for :math:`c \ge 0`, N with every bias multiplied by c has at cz the value :math:`c
N(z) = c g(z)`. This network of the variables (z, c) is the :func:`perspective` of N.  The minima are gates with
several inputs here; as ReLU neurons they take O(d) more, in :math:`\lceil \log_2 (d + 1) \rceil` layers, if
connections may skip layers.

The factor is what makes it continuous: where the nearest corner changes, c = 0.

Source: G. Vardi, D. Reichman, T. Pitassi and O. Shamir, Size and depth separation in approximating benign functions
with neural networks, 2021, Proposition 17, with the distance changed; the exact network is not in the paper.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from tropnet.analysis.piecewise.function import PiecewiseLinear
from tropnet.errors import ShapeError
from tropnet.exact.arrays import RationalArray, concatenate
from tropnet.networks.activations import relu
from tropnet.networks.affine import Concat, Dense, Select
from tropnet.networks.gates import Activation, Maxout, Minimum
from tropnet.networks.network import INPUT, Network, Node
from tropnet.networks.stages import checked_network, stages
from tropnet.polyhedra.bodies import box
from tropnet.polyhedra.polyhedron import Polyhedron
from tropnet.polyhedra.reading import integer_at_least
from tropnet.theory.benign.boolean import BooleanFunction, boolean_cube, truth_table
from tropnet.theory.benign.circuits import ThresholdCircuit
from tropnet.theory.benign.ramps import rounding_network

__all__ = ["benign_function", "corner_boxes", "perspective", "rounded_network"]


def corner_boxes(d: int) -> tuple[Polyhedron, ...]:
    """The 2^d boxes of width 1/4 at the corners of the cube, in the order of :func:`boolean_cube`.

    Examples
    --------
    >>> [part.vertices.tolist() for part in corner_boxes(1)]
    [[[0], [Fraction(1, 4)]], [[Fraction(3, 4)], [1]]]
    """
    ends = [(0, Fraction(1, 4)), (Fraction(3, 4), 1)]
    corners = boolean_cube(integer_at_least(1, d, "the number of inputs")).tolist()
    return tuple(box([ends[z][0] for z in corner], [ends[z][1] for z in corner]) for corner in corners)


def benign_function(g: BooleanFunction, d: int) -> PiecewiseLinear:
    """The 4-Lipschitz function from the cube to [0, 1] that extends a Boolean function.

    Parameters
    ----------
    g : Network, callable, or sequence of 2^d bits
        A network with d inputs and one output, of ReLU neurons, the values of which at the corners are bits; a function
        of a tuple of d bits; or a truth table (see :func:`truth_table`).  From a network comes one of about its size;
        from anything else one that compares with up to 2^(d - 1) corners.
    d : int
        The number of inputs, at least 1.

    Returns
    -------
    PiecewiseLinear
        On [0, 1]^d.

    Raises
    ------
    InputError
        If a value of g is no bit.
    UnsupportedLayerError
        If a gate of the network is no ReLU neuron, or an entry is passed by a hidden layer.
    ShapeError
        If the network or the table has another size.

    Source
    ------
    G. Vardi, D. Reichman, T. Pitassi and O. Shamir, Size and depth separation in approximating benign functions with
    neural networks, 2021, Proposition 17; with the distance linf in place of l2.

    Examples
    --------
    >>> f = benign_function(lambda bits: bits[0] != bits[1], 2)
    >>> f([0, 1]), f(["1/4", "3/4"]), f(["3/8", 1]), f(["1/2", 1]), f([1, 1])
    (Fraction(1, 1), Fraction(1, 1), Fraction(1, 2), Fraction(0, 1), Fraction(0, 1))
    """
    size = integer_at_least(1, d, "the number of inputs")
    truth_table(g, size)
    inner = g if isinstance(g, Network) else ThresholdCircuit.from_function(g, size).to_network()
    return PiecewiseLinear(perspective(inner) @ _scaled_bits(size), box([0] * size, [1] * size))


def rounded_network(net: Network) -> Network:
    """The network behind rounding: constant on each of the boxes at the corners of the cube.

    Parameters
    ----------
    net : Network
        With input shape (d,).

    Returns
    -------
    Network
        With 2d more neurons, in one more hidden layer.

    Raises
    ------
    ShapeError
        If the network has an input of another shape.

    Source
    ------
    G. Vardi, D. Reichman, T. Pitassi and O. Shamir, Size and depth separation in approximating benign functions with
    neural networks, 2021, Proposition 17.

    Examples
    --------
    >>> net = rounded_network(Network.from_arrays([[[1, 1]], [[1]]], [[-1], [0]]))
    >>> net.widths, net([["4/5", "7/8"], ["4/5", "1/8"]])
    ((4, 1), RationalArray([[1], [0]]))
    """
    return net @ rounding_network(net.input_dim)


def perspective(net: Network) -> Network:
    r"""The network (z, c) -> c net(z / c), for c > 0, of the same widths and one neuron more in each layer.

    Parameters
    ----------
    net : Network
        With input shape (d,), of ReLU neurons without connections that skip layers.

    Returns
    -------
    Network
        With d + 1 inputs; its biases are 0.

    Raises
    ------
    UnsupportedLayerError
        If a gate is no ReLU neuron, or an entry is passed by a hidden layer.
    ShapeError
        If the network has an input of another shape.

    Examples
    --------
    >>> net = Network.from_arrays([[[1, 1]], [[3]]], [[-1], [2]])
    >>> net([5, 2]), perspective(net)([10, 4, 2])
    (RationalArray([20]), RationalArray([40]))
    """
    if len(checked_network(net).input_shape) != 1:
        raise ShapeError(
            f"{net!r} has inputs of shape {net.input_shape}; give a network with input shape (d,)"
        )
    weights, biases = stages(net).relu_arrays()
    rows = [concatenate([w, b.reshape(len(b), 1)], axis=1) for w, b in zip(weights, biases, strict=True)]
    passing = [concatenate([w, RationalArray([[0] * (w.shape[1] - 1) + [1]])]) for w in rows[:-1]]
    return Network.from_arrays([*passing, rows[-1]])


def _scaled_bits(d: int) -> Network:
    """The network x -> (c z, c) on the cube, with the nearest corner z and c = min(1, |4 x_i - 2|)."""
    unit = np.eye(d, dtype=np.int64)
    both = np.hstack([unit, unit])
    return Network(
        [
            Node(Dense(np.vstack([4 * unit, -4 * unit]), [-2] * d + [2] * d), (INPUT,)),
            Node(Activation(relu()), (0,), "[4x - 2]_+ and [2 - 4x]_+"),
            Node(Dense(np.vstack([-both, 0 * both[:1]]), [1] * d + [0]), (1,)),
            Node(Maxout(d + 1), (2,), "1 - c"),
            Node(Dense([[-1]], [1]), (3,), "c"),
            Node(Select(range(d)), (1,)),
            Node(Minimum(), (5, 4), "c z"),
            Node(Concat(), (6, 4)),
        ],
        d,
    )
