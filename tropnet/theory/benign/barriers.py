r"""From circuits to networks: why lower bounds on networks would be lower bounds on circuits.

A function f on the cube is known in two steps: the first c binary digits of every coordinate
(:func:`~tropnet.theory.benign.bit_network`), and a circuit that computes digits of the value from them.  For a
threshold circuit of depth m and size s both together, and the sum :math:`\sum_j 2^{-j}` (digit j), are a ReLU network
with

=======  ==============  =======================================
digits   hidden layers   neurons
=======  ==============  =======================================
wide     1 + m           :math:`2^{c + 1} n + 2s`
deep     c + 1 + m       :math:`n c (3c + 5) / 2 + 2s`
=======  ==============  =======================================

**Theorem.**  Let f be L-Lipschitz for linf on :math:`[0, 1]^n`, and let the value of the circuit differ from that of
f by at most :math:`\eta` at the points with c digits.  With the margin D the network differs from f by at most
:math:`\eta + L (1 - D) 2^{-c}` wherever no :math:`2^c x_i` lies in a gap (l - D, l), and its values lie in [0, 1]
everywhere.

*Proof.*  There the digits are exact, and x is at most :math:`(1 - D) 2^{-c}` away, in each coordinate, from x rounded
down.

The gaps have the share nD of the cube, for uniform x; for a distribution whose marginal densities are at most
:math:`\rho`, at most :math:`n \rho D`.  So the mean square of the error is less than any 1/poly for c of the order of
log n, and for D small enough.

**The barriers** are the contraposition.  If every function in EXP had threshold circuits of depth k - 2 and
polynomial size, the digits of benign functions had, for c = O(log n), and so all benign functions would be
approximated by networks of depth k and polynomial size.  To show that one is not, for :math:`k \ge 4`, would separate
EXP from these circuits, an open problem already for depth two.  Likewise with circuits of any depth and polynomial
size (P/poly) or linear size.

Source: G. Vardi, D. Reichman, T. Pitassi and O. Shamir, Size and depth separation in approximating benign functions
with neural networks, 2021, Theorems 1, 7 and 9 and their proofs.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any, ClassVar

import numpy as np

from tropnet.analysis.distance import distance
from tropnet.analysis.equivalence import is_equivalent
from tropnet.analysis.piecewise.function import PiecewiseLinear, piecewise_linear
from tropnet.errors import InputError
from tropnet.exact.arrays import RationalArray
from tropnet.exact.numbers import RationalLike, as_fraction
from tropnet.networks.network import Network
from tropnet.polyhedra.bodies import box
from tropnet.polyhedra.polyhedron import Polyhedron
from tropnet.polyhedra.reading import integer_at_least
from tropnet.theory.benign.bits import bit_network, bit_network_size
from tropnet.theory.benign.boolean import boolean_cube
from tropnet.theory.benign.circuits import ThresholdCircuit
from tropnet.theory.benign.report import benign_report
from tropnet.theory.literature import VARDI_2021, Citation
from tropnet.theory.statement import Theorem, Verdict

__all__ = ["CircuitApproximation", "DepthBarrier", "LinearSizeBarrier", "SizeBarrier"]


@dataclass(frozen=True, repr=False)
class CircuitApproximation:
    """A network that reads digits of its input, and computes digits of its value by a circuit.

    Parameters
    ----------
    circuit : ThresholdCircuit
        With n c inputs: c binary digits of each of n numbers; and any number of outputs, digits of a number in [0, 1).
        The most significant digits come first.
    digits : int
        The number c.
    margin : rational
        The width D of the gaps, relative to the grid of width 2^-c; 0 < D < 1.
    deep : bool
        Whether the digits are read by a deep network, or by a wide one.

    Raises
    ------
    InputError
        If a number is out of its range, or the number of inputs of the circuit is no multiple of c.

    Examples
    --------
    >>> tent = PiecewiseLinear(Network.from_arrays([[[2], [4]], [[1, -1]]], [[0, -2], [0]]), box([0], [1]))
    >>> rough = CircuitApproximation.of_function(tent, digits=3, output_digits=3, margin="1/16")
    >>> rough, rough.network().widths
    (<CircuitApproximation of 1 number, 3 digits, by <ThresholdCircuit 3 -> 8 -> 3>>, (16, 16, 6))
    >>> rough.network()([["1/8"], ["1/5"], ["3/4"]])
    RationalArray([[1/4], [1/4], [1/2]])
    """

    circuit: ThresholdCircuit
    digits: int
    margin: Any
    deep: bool = False

    def __post_init__(self) -> None:
        c = integer_at_least(1, self.digits, "the number of digits")
        width = as_fraction(self.margin, "as a margin")
        if not 0 < width < 1:
            raise InputError(f"the margin {width} is not in (0, 1); give a number like 1/16")
        if self.circuit.n_inputs % c:
            raise InputError(
                f"{self.circuit!r} reads {self.circuit.n_inputs} bits, which are not {c} digits of several numbers"
            )
        object.__setattr__(self, "digits", c)
        object.__setattr__(self, "margin", width)

    @classmethod
    def of_function(
        cls, f: Any, digits: int, output_digits: int, margin: RationalLike, *, deep: bool = False
    ) -> CircuitApproximation:
        """The approximation by the circuit that compares with all points of the grid: of depth two, but large.

        Parameters
        ----------
        f : PiecewiseLinear, or what :func:`tropnet.piecewise_linear` reads
            A function of n numbers with values in [0, 1] at the points with so many digits.
        digits, margin, deep
            As for the class.
        output_digits : int
            Of the value, which is rounded down; 1 becomes the largest number with so many digits.

        Raises
        ------
        InputError
            If a number is out of its range, or f has a value outside of [0, 1] on the grid.
        """
        function = piecewise_linear(f)
        n, c = function.n_variables, integer_at_least(1, digits, "the number of digits")
        q = integer_at_least(1, output_digits, "the number of digits of the value")
        corners = boolean_cube(n * c)
        values = function(_numbers(corners, c)).fractions().tolist()
        if not all(0 <= value <= 1 for value in values):
            raise InputError(f"{function!r} has values outside of [0, 1]; scale it first")
        integers = np.array([min(int(value * 2**q), 2**q - 1) for value in values])
        table = (integers[:, None] >> np.arange(q - 1, -1, -1)) & 1
        compare = [2 * corners - 1, table.T]
        circuit = ThresholdCircuit(compare, [1 - corners.sum(axis=1), [0] * q])
        return cls(circuit, c, margin, deep)

    @property
    def n_inputs(self) -> int:
        """The number n of numbers."""
        return self.circuit.n_inputs // self.digits

    @property
    def size(self) -> int:
        """The number of neurons of the network, which is not built for that."""
        return bit_network_size(self.digits, deep=self.deep, n=self.n_inputs) + 2 * self.circuit.size

    def network(self) -> Network:
        """The network from R^n to R."""
        q = self.circuit.n_outputs
        places = Network.from_arrays([[[Fraction(1, 2**j) for j in range(1, q + 1)]]])
        return (
            places
            @ self.circuit.to_network()
            @ bit_network(self.digits, self.margin, deep=self.deep, n=self.n_inputs)
        )

    @cached_property
    def grid(self) -> RationalArray:
        """The points with c digits, shape (2^(n c), n), in lexicographic order."""
        return _numbers(boolean_cube(self.circuit.n_inputs), self.digits)

    @cached_property
    def values(self) -> RationalArray:
        """The values of the circuit at the points of the grid, shape (2^(n c),)."""
        q = self.circuit.n_outputs
        return RationalArray.from_integers(self.circuit.truth_table @ (2 ** np.arange(q - 1, -1, -1)), 2**q)

    def boxes(self) -> Iterator[Polyhedron]:
        """The boxes without gaps behind the points of the grid, on which the network is constant."""
        width = (1 - self.margin) / 2**self.digits
        for point in self.grid:
            yield box(point.tolist(), (point + width).tolist())

    def largest_error(self, f: Any) -> Fraction:
        """The largest difference of the network and a function on the boxes; the network is proved constant there.

        Raises
        ------
        ShapeError
            If the function has another number of variables.
        """
        net, function = self.network(), piecewise_linear(f)
        errors = []
        for part, value in zip(self.boxes(), self.values.tolist(), strict=True):
            constant = PiecewiseLinear.affine([0] * self.n_inputs, value)
            assert is_equivalent(net, constant.network, within=part)
            errors.append(distance(function, constant, within=part).value)
        return max(errors)

    def __repr__(self) -> str:
        n = self.n_inputs
        return (
            f"<CircuitApproximation of {n} number{'s' * (n != 1)}, {self.digits} digits, by {self.circuit!r}>"
        )


class _Barrier(Theorem):
    """What the barriers have in common: circuit and digits are a network near the function."""

    hypotheses = (
        "the network reads digits of numbers and computes digits of f from them by a threshold circuit",
    )

    def check(self, f: Any, approximation: CircuitApproximation) -> Verdict:
        """Build the network, and compare it with the function on all boxes between the gaps, exactly.

        The conclusion on classes of circuits is a statement on all functions, and no finite check decides it.

        Parameters
        ----------
        f : PiecewiseLinear, or what :func:`tropnet.piecewise_linear` reads
            From [0, 1]^n to R.
        approximation : CircuitApproximation
        """
        function = piecewise_linear(f)
        if function.n_variables != approximation.n_inputs:
            return self.not_applicable(
                f"f has {function.n_variables} variables, not {approximation.n_inputs}"
            )
        failing = self._why_not(approximation)
        if failing:
            return self.not_applicable(failing)
        net = approximation.network()
        at_grid = abs(function(approximation.grid) - approximation.values).fractions().max()
        steepness = benign_report(function.network).lipschitz_linf
        allowed = at_grid + steepness * (1 - approximation.margin) / 2**approximation.digits
        error = approximation.largest_error(function)
        found = (
            f"size {net.size}, depth {net.depth}, error {error} at most {allowed} outside of the gaps; "
            "what it says of classes of circuits is not decided by one function"
        )
        as_stated = net.size == approximation.size and net.depth == self._depth(approximation)
        return self.holds(found) if as_stated and error <= allowed else self.refuted(found, net)

    def _why_not(self, approximation: CircuitApproximation) -> str:
        return (
            ""
            if approximation.deep
            else "the digits are read by a wide network, which is of exponential size"
        )

    def _depth(self, approximation: CircuitApproximation) -> int:
        return approximation.circuit.depth + 2 + approximation.digits * approximation.deep


class DepthBarrier(_Barrier):
    """A circuit of depth m for the digits of a function gives a network of depth m + 2.

    Examples
    --------
    >>> tent = PiecewiseLinear(Network.from_arrays([[[2], [4]], [[1, -1]]], [[0, -2], [0]]), box([0], [1]))
    >>> rough = CircuitApproximation.of_function(tent, digits=3, output_digits=3, margin="1/2")
    >>> print(DepthBarrier().check(tent, rough))
    barrier for depth: holds (size 38, depth 4, error 1/8 at most 1/4 outside of the gaps; what it says of classes of \
circuits is not decided by one function)
    """

    name: ClassVar[str] = "barrier for depth"
    citation: ClassVar[Citation] = VARDI_2021.at("Theorem 1")
    conclusion: ClassVar[str] = (
        "a circuit of depth m gives a network of depth m + 2 that is near f outside of the gaps; so a benign function "
        "that no networks of depth k >= 4 and polynomial size approximate would show that EXP is not in TC0 of depth "
        "k - 2 (and P is not, if it is computed in polynomial time)"
    )

    def _why_not(self, approximation: CircuitApproximation) -> str:
        return "the digits are read by a deep network" if approximation.deep else ""


class SizeBarrier(_Barrier):
    """A circuit of size s for the digits of a function gives a network of size 2s and O(c^2) for each number.

    Examples
    --------
    >>> tent = PiecewiseLinear(Network.from_arrays([[[2], [4]], [[1, -1]]], [[0, -2], [0]]), box([0], [1]))
    >>> rough = CircuitApproximation.of_function(tent, digits=2, output_digits=2, margin="1/2", deep=True)
    >>> SizeBarrier().check(tent, rough).outcome
    'holds'
    """

    name: ClassVar[str] = "barrier for size"
    citation: ClassVar[Citation] = VARDI_2021.at("Theorem 7")
    conclusion: ClassVar[str] = (
        "a circuit of size s gives a network of size n c (3c + 5) / 2 + 2s that is near f outside of the gaps; so a "
        "semi-benign function that no networks of polynomial size approximate would show that EXP is not in P/poly"
    )


class LinearSizeBarrier(_Barrier):
    """A circuit of linear size for c = O(log n) digits of n numbers gives a network of size O(n log^2 n).

    Examples
    --------
    >>> tent = PiecewiseLinear(Network.from_arrays([[[2], [4]], [[1, -1]]], [[0, -2], [0]]), box([0], [1]))
    >>> rough = CircuitApproximation.of_function(tent, digits=2, output_digits=2, margin="1/2")
    >>> print(LinearSizeBarrier().check(tent, rough))
    barrier for linear size: not applicable (the digits are read by a wide network, which is of exponential size)
    """

    name: ClassVar[str] = "barrier for linear size"
    citation: ClassVar[Citation] = VARDI_2021.at("Theorem 9")
    conclusion: ClassVar[str] = (
        "a circuit of size s gives a network of size n c (3c + 5) / 2 + 2s that is near f outside of the gaps; so a "
        "benign function, computed in polynomial time, that no networks of size O(n log^2 n) approximate would show "
        "that some functions in P have no threshold circuits of linear size"
    )


def _numbers(digits: Any, c: int) -> RationalArray:
    """The numbers with these binary digits, the most significant first: (k, n c) to (k, n)."""
    groups = digits.reshape(len(digits), -1, c)
    return RationalArray.from_integers(groups @ (2 ** np.arange(c - 1, -1, -1)), 2**c)
