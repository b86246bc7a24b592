r"""The walls of a network, and what is linear between them.

Each gate is linear on its *pieces*, and a piece is described by the signs of a few linear forms in the
arguments :math:`z` of the gate:

* a function of one variable with break points :math:`b_1 < \dots < b_r` has the forms :math:`z - b_i`; its
  piece p lies above :math:`b_p` and below :math:`b_{p+1}`;
* a maximum has the forms :math:`z_j - z_i`, i < j; on its piece p, :math:`z_p` beats all others.

Where the pieces of all neurons before a gate are fixed, its forms are affine in the input x.  Their zero sets
are the *walls*.  A form that vanishes identically there is no wall: it counts as *not positive*, which is the
convention of activation patterns (inactive where the argument is <= 0; on a tie the first argument wins).

**Homogeneous integers.**  Variables are kept as rows of integers over the input x and the constant t = 1, and
the last variable is t itself.  A positive factor common to all variables, t included, changes nothing; so
there are no denominators: the entry of the variable t is the common one.  Nothing here asks what the columns
are.  With the n + 1 columns of the identity a row is an affine form in x.  With the columns (y, 1) and (d, 0)
it is a value at y and a derivative along d, and the lexicographic sign of the row is the sign of the form at
:math:`y + \varepsilon d` for all small :math:`\varepsilon > 0`.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import accumulate, combinations
from math import gcd, lcm
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tropnet.analysis.domains import domain_forms
from tropnet.errors import EmptyDomainError
from tropnet.exact.arrays import RationalArray
from tropnet.exact.integers import Integers, integer_product, row, zeros
from tropnet.exact.programs import feasible_cells
from tropnet.networks.activations import Gate, MaxGate
from tropnet.networks.network import Network
from tropnet.networks.stages import Stage, StagedNetwork, stages
from tropnet.polyhedra.polyhedron import Polyhedron

__all__ = [
    "WalledNetwork",
    "WalledStage",
    "affine_map",
    "batch_product",
    "homogeneous_point",
    "lexicographic_signs",
    "primitive_row",
]

Signs = NDArray[np.int8]
Pieces = NDArray[np.intp]


def primitive_row(entries: list[int]) -> tuple[int, ...]:
    """The coprime integers of the same direction; zeros stay zeros.

    Examples
    --------
    >>> primitive_row([4, -6, 0]), primitive_row([0, 0])
    ((2, -3, 0), (0, 0))
    """
    factor = gcd(*entries) or 1
    return tuple(entries) if factor == 1 else tuple(entry // factor for entry in entries)


def lexicographic_signs(values: Integers) -> Signs:
    """The sign of the first entry that is not zero, along the last axis.

    Examples
    --------
    >>> lexicographic_signs(np.array([[0, -2, 5], [0, 0, 0]], dtype=object))
    array([-1,  0], dtype=int8)
    """
    signs = (values > 0).astype(np.int8) - (values < 0).astype(np.int8)
    first = (signs != 0).argmax(axis=-1)
    found: Signs = np.take_along_axis(signs, first[..., None], axis=-1)[..., 0]
    return found


@dataclass(frozen=True)
class WalledGate:
    """The pieces of one gate as sign conditions on its walls, and the gate's value on each.

    Attributes
    ----------
    walls : slice
        Its forms among those of the stage.
    conditions : (n_pieces, n_walls) int8 array
        The sign that each form has on each piece; 0 where it does not matter.
    arguments : tuple of int
        For each piece, the argument (counted through the stage) that the value depends on.
    slopes, intercepts : tuple of Fraction
        For each piece, the value as slope * argument + intercept.
    """

    walls: slice
    conditions: Signs
    arguments: tuple[int, ...]
    slopes: tuple[Fraction, ...]
    intercepts: tuple[Fraction, ...]


def _walled_gate(gate: Gate, first_argument: int, first_wall: int) -> tuple[WalledGate, list[dict[int, int]]]:
    """The gate, and its forms as integer coefficients by argument; -1 is the constant t."""
    if isinstance(gate, MaxGate):
        pairs = list(combinations(range(gate.arity), 2))
        forms = [{first_argument + j: 1, first_argument + i: -1} for i, j in pairs]
        table = [[(j == p) - (i == p) for i, j in pairs] for p in range(gate.arity)]
        arguments = tuple(range(first_argument, first_argument + gate.arity))
        slopes, intercepts = (Fraction(1),) * gate.arity, (Fraction(0),) * gate.arity
    else:
        breaks = gate.breakpoints
        forms = [{first_argument: b.denominator, -1: -b.numerator} for b in breaks]
        table = [[(i == p - 1) - (i == p) for i in range(len(breaks))] for p in range(gate.n_pieces)]
        arguments = (first_argument,) * gate.n_pieces
        slopes, intercepts = gate.slopes, gate.intercepts
    walls = slice(first_wall, first_wall + len(forms))
    conditions = np.array(table, dtype=np.int8).reshape(gate.n_pieces, len(forms))
    return WalledGate(walls, conditions, arguments, slopes, intercepts), forms


class WalledStage:
    """A stage with its walls: integer matrices that act on homogeneous variables.

    Attributes
    ----------
    gates : tuple of WalledGate
    neurons : int array
        The gates that are neurons; the others pass a value through.
    matrix : (p + 1, m + 1) object array
        From the variables to the arguments of the gates; the last row and column belong to t.
    """

    def __init__(self, stage: Stage) -> None:
        self.neurons = np.flatnonzero([not gate.is_identity for gate in stage.gates])
        self.matrix = _homogeneous(stage.weight, stage.bias)
        firsts = accumulate((gate.arity for gate in stage.gates), initial=0)
        gates, forms = [], list[dict[int, int]]()
        for gate, first in zip(stage.gates, firsts, strict=False):
            walled, own = _walled_gate(gate, first, len(forms))
            gates.append(walled)
            forms += own
        self.gates = tuple(gates)
        # Each form is a sum of two terms.
        terms = [list(form.items()) for form in forms]
        self._places = np.array([[place for place, _ in pair] for pair in terms], np.intp).reshape(-1, 2)
        self._factors = zeros((len(forms), 2))
        for i, pair in enumerate(terms):
            self._factors[i] = [factor for _, factor in pair]
        self._tabulate()

    def _tabulate(self) -> None:
        """The values on the pieces as integer tables (n_gates, most pieces), over one denominator."""
        gates = self.gates
        values = [value for gate in gates for value in (*gate.slopes, *gate.intercepts)]
        self._denominator = lcm(*(value.denominator for value in values))
        shape = len(gates), max((len(gate.slopes) for gate in gates), default=0)
        self._chosen = np.zeros(shape, np.intp)
        self._slopes, self._intercepts = zeros(shape), zeros(shape)
        for i, gate in enumerate(gates):
            n = len(gate.slopes)
            self._chosen[i, :n] = gate.arguments
            self._slopes[i, :n] = [int(s * self._denominator) for s in gate.slopes]
            self._intercepts[i, :n] = [int(c * self._denominator) for c in gate.intercepts]

    @property
    def n_walls(self) -> int:
        """The number of forms."""
        return len(self._places)

    def arguments(self, variables: Integers) -> Integers:
        """The arguments of the gates, and t: (k, m + 1, c) to (k, p + 1, c)."""
        return batch_product(self.matrix, variables)

    def walls(self, arguments: Integers) -> Integers:
        """The forms of the walls: (k, p + 1, c) to (k, n_walls, c)."""
        first, second = self._places.T
        left, right = self._factors[:, :1], self._factors[:, 1:]
        forms: Integers = arguments[:, first] * left + arguments[:, second] * right
        return forms

    def pieces(self, signs: Signs) -> Pieces:
        """The piece of every gate, (k, n_gates), from the signs of the forms, (k, n_walls)."""
        # The sign 0 is not positive.
        strict = np.where(signs > 0, 1, -1)
        found = np.zeros((len(signs), len(self.gates)), np.intp)
        for i, gate in enumerate(self.gates):
            held = (strict[:, None, gate.walls] == gate.conditions) | (gate.conditions == 0)
            found[:, i] = held.all(axis=2).argmax(axis=1)
        return found

    def behind(self, arguments: Integers, pieces: Pieces) -> Integers:
        """The variables behind the stage: (k, p + 1, c) to (k, n_gates + 1, c), for pieces (k, n_gates)."""
        gates = np.arange(len(self.gates))
        slopes, intercepts = self._slopes[gates, pieces], self._intercepts[gates, pieces]
        chosen = arguments[np.arange(len(pieces))[:, None], self._chosen[gates, pieces]]
        values = chosen * slopes[:, :, None]
        if intercepts.any():
            values = values + arguments[:, -1:] * intercepts[:, :, None]
        return np.concatenate([values, arguments[:, -1:] * self._denominator], axis=1)

    def pulled_back(self, rows: Integers, pieces: Pieces) -> Integers:
        """The transpose of ``behind``: linear forms in the variables behind the stage as forms in the arguments.

        One form, and one choice of pieces, for each of k cells: (k, n_gates + 1) to (k, p + 1).
        """
        gates = np.arange(len(self.gates))
        forms = zeros((len(rows), self.matrix.shape[0]))
        chosen = np.arange(len(rows))[:, None], self._chosen[gates, pieces]
        forms[chosen] = rows[:, :-1] * self._slopes[gates, pieces]
        constants = (rows[:, :-1] * self._intercepts[gates, pieces]).sum(axis=1)
        forms[:, -1] = rows[:, -1] * self._denominator + constants
        return forms


def batch_product(matrix: Integers, variables: Integers) -> Integers:
    """The product of one integer matrix (r, m) with each of a batch (k, m, c).

    Examples
    --------
    >>> matrix = np.array([[1, 2]], dtype=object)
    >>> batch_product(matrix, np.array([[[3], [4]], [[0], [1]]], dtype=object)).tolist()
    [[[11]], [[2]]]
    """
    k, m, c = variables.shape
    flat = integer_product(matrix, variables.transpose(1, 0, 2).reshape(m, k * c))
    return flat.reshape(len(matrix), k, c).transpose(1, 0, 2)


def _homogeneous(weight: RationalArray, bias: RationalArray) -> Integers:
    """The affine map as an integer matrix on (variables, t), the last row of which gives t."""
    p, m = weight.shape
    common = lcm(weight.denominator, bias.denominator)
    matrix = zeros((p + 1, m + 1))
    matrix[:p, :m] = weight.numerators * (common // weight.denominator)
    matrix[:p, m] = bias.numerators * (common // bias.denominator)
    matrix[p, m] = common
    return matrix


class WalledNetwork:
    """A network with its walls, over all of its input space or a full-dimensional polyhedron.

    Parameters
    ----------
    network : Network
    within : Polyhedron, optional

    Raises
    ------
    ShapeError
        If the domain lies in a space of another dimension.
    EmptyDomainError
        If the domain lies in a hyperplane.

    Attributes
    ----------
    stages : tuple of WalledStage
    output : (output_dim + 1, m + 1) object array
    domain : tuple of tuple of int
        Primitive rows (a | c) with a x + c >= 0 on the domain.

    Examples
    --------
    >>> walled = WalledNetwork(Network.from_arrays([[[1], [-2]], [[1, 1]]], [[0, 3], None]))
    >>> [forms.tolist() for forms in walled.forms((1, 0))[0]]
    [[[1, 0], [-2, 3]]]
    >>> walled.affine_map((1, 0))
    RationalArray([[1, 0]])
    """

    def __init__(self, network: Network, within: Polyhedron | None = None) -> None:
        self.network, self.within = network, within
        self.staged: StagedNetwork = stages(network)
        self.domain = tuple(map(tuple, domain_forms(network.input_dim, within).tolist()))
        self.stages = tuple(WalledStage(stage) for stage in self.staged.stages)
        self.output = _homogeneous(self.staged.weight, self.staged.bias)

    def __reduce__(self) -> tuple[Any, ...]:
        return WalledNetwork, (self.network, self.within)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, WalledNetwork):
            return NotImplemented
        return self is other or (self.network == other.network and self.domain == other.domain)

    def __hash__(self) -> int:
        return hash((self.network, self.domain))

    @property
    def input_dim(self) -> int:
        """The number n of inputs."""
        return self.network.input_dim

    @cached_property
    def domain_point(self) -> RationalArray:
        """A point inside the domain; the origin where that is all of space.

        Raises
        ------
        EmptyDomainError
            If there is none.
        """
        if not self.domain:
            return RationalArray.zeros(self.input_dim)
        found = feasible_cells(RationalArray.from_integers(self.domain), np.ones((1, len(self.domain)), int))
        if not found.feasible[0]:
            raise EmptyDomainError(f"the domain {self.within!r} has no interior point; give one that has")
        return found.point(0)

    @cached_property
    def n_neurons(self) -> int:
        """The length of a pattern."""
        return sum(len(stage.neurons) for stage in self.stages)

    def inputs(self, n_copies: int = 1) -> Integers:
        """The inputs and t as affine forms: the identity, n_copies times, (n_copies, n + 1, n + 1)."""
        variables = zeros((n_copies, self.input_dim + 1, self.input_dim + 1))
        diagonal = np.arange(self.input_dim + 1)
        variables[:, diagonal, diagonal] = 1
        return variables

    def patterns(self, columns: Integers) -> Pieces:
        r"""The patterns at :math:`y + \varepsilon d_1 + \varepsilon^2 d_2 + \dots`, infinitesimally near y.

        Parameters
        ----------
        columns : (k, n + 1, c) object array of integers
            For each of k points, the columns (y, t) with t > 0 and the directions (d_i, 0).

        Returns
        -------
        (k, n_neurons) int array
        """
        variables, found = columns, [np.zeros((len(columns), 0), np.intp)]
        for stage in self.stages:
            arguments = stage.arguments(variables)
            pieces = stage.pieces(lexicographic_signs(stage.walls(arguments)))
            variables = stage.behind(arguments, pieces)
            found.append(pieces[:, stage.neurons])
        return np.hstack(found)

    def forms(self, pattern: tuple[int, ...]) -> tuple[list[Integers], Integers]:
        """The walls of every stage as affine forms, (n_walls, n + 1), between the walls of the pattern.

        The second result are the outputs: homogeneous rows, (output_dim + 1, n + 1).
        """
        variables, walls = self.inputs(), []
        for stage, pieces in zip(self.stages, self.stage_pieces(pattern), strict=True):
            arguments = stage.arguments(variables)
            walls.append(stage.walls(arguments)[0])
            variables = stage.behind(arguments, pieces[None])
        return walls, batch_product(self.output, variables)[0]

    def affine_map(self, pattern: tuple[int, ...]) -> RationalArray:
        """The outputs where the neurons have these pieces, (output_dim, n + 1), constants last."""
        return affine_map(self.forms(pattern)[1])

    def stage_pieces(self, pattern: tuple[int, ...]) -> list[Pieces]:
        """The pieces of all gates of every stage, those that pass a value through included."""
        found, first = [], 0
        for stage in self.stages:
            pieces = np.zeros(len(stage.gates), np.intp)
            pieces[stage.neurons] = pattern[first : first + len(stage.neurons)]
            first += len(stage.neurons)
            found.append(pieces)
        return found


def affine_map(outputs: Integers) -> RationalArray:
    """Homogeneous outputs (output_dim + 1, n + 1), t being the last, as a rational matrix."""
    return RationalArray.from_integers(outputs[:-1], outputs[-1, -1])


def homogeneous_point(point: RationalArray) -> Integers:
    """The column (y, t) of integers of a rational point.

    Examples
    --------
    >>> homogeneous_point(RationalArray(["1/2", 3])).tolist()
    [1, 6, 2]
    """
    return row([*point.numerators.tolist(), point.denominator])
