r"""Threshold circuits, and ReLU networks of twice their size that agree with them.

A *threshold gate* with weights w and bias b has the value 1 if :math:`\langle w, y \rangle + b > 0`, else 0.  A
*threshold circuit* of depth m is a sequence of m layers of gates, each of which reads the bits of the layer before; its
*size* is the number of gates, those of the last layer, the outputs, included.

**Theorem.**  For a threshold circuit of depth m with s gates and rational weights there is a ReLU network with m hidden
layers of together 2s neurons that has the same values at all Boolean inputs; and for any real input its outputs lie
in [0, 1].

*Proof.*  A gate is not changed if weights and bias are multiplied by a positive number, so all are integers.  Then
:math:`t = \langle w, y \rangle + b` is an integer for bits y, and :math:`[t]_+ - [t - 1]_+` is 0 for :math:`t \le 0`
and 1 for :math:`t \ge 1`.  For any real t this lies in [0, 1].  So layer after layer is replaced by twice as many
neurons; the difference is taken in the affine map behind.

(The lemma counts 2s + q neurons and m + 1 layers, as it counts the q affine outputs too.  It needs integer weights;
with :math:`[t]_+ - [t - 1]_+` for 0 < t < 1 a gate with fractions would not be a bit.)

Source: G. Vardi, D. Reichman, T. Pitassi and O. Shamir, Size and depth separation in approximating benign functions
with neural networks, 2021, Lemma 22.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np

from tropnet.errors import InputError, ShapeError
from tropnet.exact.arrays import RationalArray, RationalArrayLike, concatenate, rational_array
from tropnet.exact.matrix import primitive
from tropnet.networks.network import Network
from tropnet.polyhedra.reading import integer_at_least
from tropnet.theory.benign.boolean import Bits, BooleanFunction, boolean_cube, truth_table

__all__ = ["ThresholdCircuit", "disjointness_circuit", "inner_product_circuit"]


@dataclass(frozen=True, init=False, repr=False)
class ThresholdCircuit:
    """Layers of threshold gates; the value of a gate is 1 if its weighted sum of bits is positive.

    Gates are kept with coprime integer weights, so ``==`` compares the gates, not how they were scaled.

    Parameters
    ----------
    weights : sequence of m array-likes of shapes (gates, bits)
    biases : sequence of m array-likes of shapes (gates,)

    Attributes
    ----------
    weights, biases : tuple of RationalArray
        Integers.

    Raises
    ------
    InputError
        If there is no layer, or a layer without gates or inputs.
    ShapeError
        If the shapes do not fit.

    Examples
    --------
    The majority of three bits, and whether all are equal:

    >>> majority = ThresholdCircuit([[[1, 1, 1]]], [["-3/2"]])
    >>> majority([[1, 0, 1], [0, 0, 1]]).tolist(), majority.weights, majority.biases
    ([[1], [0]], (RationalArray([[2, 2, 2]]),), (RationalArray([-3]),))
    >>> equal = ThresholdCircuit([[[1, 1, 1], [-1, -1, -1]], [[1, 1]]], [[-2, 1], [0]])
    >>> equal, equal([1, 1, 1]).tolist(), equal.to_network().widths
    (<ThresholdCircuit 3 -> 2 -> 1>, [1], (4, 2))
    """

    weights: tuple[RationalArray, ...]
    biases: tuple[RationalArray, ...]

    def __init__(self, weights: Sequence[RationalArrayLike], biases: Sequence[RationalArrayLike]) -> None:
        if len(weights) != len(biases) or not len(weights):
            raise InputError(
                f"{len(weights)} matrices of weights and {len(biases)} vectors of biases are given; "
                "give one of each for every layer, and at least one layer"
            )
        gates = [_gates(w, b, i) for i, (w, b) in enumerate(zip(weights, biases, strict=True))]
        for i, (left, right) in enumerate(pairwise(gates), 1):
            if right.shape[1] - 1 != len(left):
                raise ShapeError(
                    f"layer {i} reads {right.shape[1] - 1} bits, but the layer before has {len(left)} gates"
                )
        object.__setattr__(self, "weights", tuple(rows[:, :-1] for rows in gates))
        object.__setattr__(self, "biases", tuple(rows[:, -1] for rows in gates))

    @classmethod
    def from_function(cls, g: BooleanFunction, n: int) -> ThresholdCircuit:
        """The circuit of depth two that compares with all corners at which a function has its rarer value.

        Parameters
        ----------
        g : Network, callable, or sequence of 2^n bits
            As for :func:`tropnet.theory.benign.truth_table`.
        n : int
            The number of bits, at least 1.

        Returns
        -------
        ThresholdCircuit
            With at most 2^(n - 1) + 1 gates; a single one if the function is constant.

        Raises
        ------
        InputError, ShapeError
            As for :func:`tropnet.theory.benign.truth_table`.

        Examples
        --------
        >>> parity = ThresholdCircuit.from_function(lambda bits: sum(bits) % 2, 3)
        >>> parity, parity([[1, 1, 1], [1, 0, 1]]).tolist()
        (<ThresholdCircuit 3 -> 4 -> 1>, [[1], [0]])
        """
        size = integer_at_least(1, n, "the number of bits")
        values = truth_table(g, size)
        rare = int(2 * values.sum() <= len(values))
        corners = boolean_cube(size)[values == rare]
        if not len(corners):
            return cls([[[0] * size]], [[1 - rare]])
        found = [[1 if rare else -1] * len(corners)]
        return cls([2 * corners - 1, found], [1 - corners.sum(axis=1), [1 - rare]])

    # -- counts ------------------------------------------------------------------------------------

    @property
    def n_inputs(self) -> int:
        """The number of bits that the first layer reads."""
        return self.weights[0].shape[1]

    @property
    def n_outputs(self) -> int:
        """The number q of gates of the last layer."""
        return len(self.weights[-1])

    @property
    def widths(self) -> tuple[int, ...]:
        """The number of gates of every layer.

        Examples
        --------
        >>> inner_product_circuit(3).widths
        (3, 3, 1)
        """
        return tuple(map(len, self.weights))

    @property
    def depth(self) -> int:
        """The number m of layers.

        Examples
        --------
        >>> disjointness_circuit(3).depth, inner_product_circuit(3).depth
        (2, 3)
        """
        return len(self.weights)

    @property
    def size(self) -> int:
        """The number s of gates.

        Examples
        --------
        >>> disjointness_circuit(3).size, inner_product_circuit(3).size
        (4, 7)
        """
        return sum(self.widths)

    # -- values ------------------------------------------------------------------------------------

    def __call__(self, bits: Any) -> Bits:
        """The outputs for one Boolean input, shape (q,), or for k of them, shape (k, q).

        Raises
        ------
        InputError
            If an entry is neither 0 nor 1.
        ShapeError
            If the number of bits does not fit.
        """
        values = rational_array(bits)
        if values.ndim not in {1, 2} or values.shape[-1] != self.n_inputs:
            raise ShapeError(
                f"bits of shape {values.shape} do not fit to {self!r}; give shape ({self.n_inputs},) for one input, "
                f"(k, {self.n_inputs}) for several"
            )
        entries = values.fractions()
        if not ((entries == 0) | (entries == 1)).all():
            raise InputError(f"{values!r} has entries that are neither 0 nor 1; a circuit reads bits")
        for weight, bias in zip(self.weights, self.biases, strict=True):
            values = rational_array(((values @ weight.T + bias).sign() > 0).astype(np.int64))
        return values.integers().astype(np.int64)

    @cached_property
    def truth_table(self) -> Bits:
        """The outputs at all corners of the cube in lexicographic order, shape (2^n, q).

        Examples
        --------
        >>> disjointness_circuit(1).truth_table.ravel().tolist()
        [1, 1, 1, 0]
        """
        return self(boolean_cube(self.n_inputs))

    # -- networks ----------------------------------------------------------------------------------

    def to_network(self) -> Network:
        """The ReLU network with the same values at Boolean inputs, and with values in [0, 1] everywhere.

        Returns
        -------
        Network
            With m hidden layers, twice as wide as those of the circuit: 2s neurons.

        Examples
        --------
        >>> net = inner_product_circuit(2).to_network()
        >>> net.widths, net([[1, 1, 1, 0], [1, 1, 1, 1]]), net([7, "1/3", "1/2", -4])
        ((4, 4, 2), RationalArray([[1], [0]]), RationalArray([1]))
        """
        weights, biases = [], []
        difference: RationalArray | None = None
        for weight, bias in zip(self.weights, self.biases, strict=True):
            rows = weight if difference is None else weight @ difference
            weights.append(concatenate([rows, rows]))
            biases.append(concatenate([bias, bias - 1]))
            unit = RationalArray.eye(len(weight))
            difference = concatenate([unit, -unit], axis=1)
        return Network.from_arrays([*weights, difference], [*biases, [0] * self.n_outputs])

    def __repr__(self) -> str:
        return f"<ThresholdCircuit {' -> '.join(map(str, (self.n_inputs, *self.widths)))}>"


def disjointness_circuit(d: int) -> ThresholdCircuit:
    """The circuit of depth two that tells whether no pair of d pairs of bits is (1, 1).

    Parameters
    ----------
    d : int
        The number of pairs, at least 1.

    Returns
    -------
    ThresholdCircuit
        With d + 1 gates.

    Examples
    --------
    >>> disjointness_circuit(2)([[1, 0, 0, 1], [1, 0, 1, 1]]).tolist()
    [[1], [0]]
    """
    both = _both(d)
    return ThresholdCircuit([both, [[-1] * len(both)]], [[-1] * len(both), [1]])


def inner_product_circuit(d: int) -> ThresholdCircuit:
    """The circuit of depth three that computes the inner product of two vectors of d bits, modulo two.

    The second layer tells whether the number of pairs (1, 1) is at least 1, 2, ..., d; an alternating sum of these bits
    is its parity.

    Parameters
    ----------
    d : int
        The number of pairs, at least 1.

    Returns
    -------
    ThresholdCircuit
        With 2d + 1 gates.

    Examples
    --------
    >>> inner_product_circuit(2)([[1, 0, 1, 0], [1, 1, 1, 1]]).tolist()
    [[1], [0]]
    """
    both = _both(d)
    n = len(both)
    signs = [(-1) ** m for m in range(n)]
    return ThresholdCircuit([both, [[1] * n] * n, [signs]], [[-1] * n, [-m for m in range(n)], [0]])


def _both(d: int) -> Bits:
    """The weights of gates that tell which pairs are (1, 1), shape (d, 2d)."""
    unit = np.eye(integer_at_least(1, d, "the number of pairs"), dtype=np.int64)
    return np.hstack([unit, unit])


def _gates(weight: RationalArrayLike, bias: RationalArrayLike, layer: int) -> RationalArray:
    """The coprime integer rows (weights | bias) of a layer."""
    w, b = rational_array(weight), rational_array(bias)
    if w.ndim != 2 or b.shape != w.shape[:1]:
        raise ShapeError(
            f"the weights of layer {layer} have shape {w.shape}, the biases {b.shape}; "
            "give shapes (gates, bits) and (gates,)"
        )
    if not w.size:
        raise InputError(
            f"layer {layer} has {len(w)} gates that read {w.shape[1]} bits; give at least one of each"
        )
    return primitive(concatenate([w, b.reshape(len(b), 1)], axis=1))
