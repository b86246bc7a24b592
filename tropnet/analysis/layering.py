r"""A network of hinges in layers: with values that pass by the layers, or as a plain ReLU network.

Every hinge of a layer is one neuron.  What later layers need beyond these hinges are affine forms in earlier variables.
Modulo constants they span a space R of linear forms, which has to be carried through the layer.

**With passing values** (gates that are the identity) a basis of R is passed, and costs no neuron.

**In a plain ReLU network** neurons must carry R.  Each of these costs makes one more linear form available:

* one neuron, for a form that is bounded on one side on the domain: :math:`\max(\lambda + s, 0) = \lambda + s`;
* one neuron, for the form of a sheet u of the layer: :math:`u = \max(u, 0) - \max(-u, 0)`;
* two neurons, for any other: :math:`\lambda = \max(\lambda, 0) - \max(-\lambda, 0)`.

Since a neuron adds at most one linear form to the space of those that are available, R of dimension r costs at least r
neurons beside the given sheets, and at most 2r.  It costs exactly r wherever the domain is bounded.  In general the
fewest are a sparsest spanning set, which is hard to find; here the best of three greedy choices is taken: the forms in
R that cost one neuron and then pairs; the same with the forms outside R as well; and the forms that the given network
had.  Because of the last one, no layer gets more neurons than it had.

The layers are built from the last one to the first, so that nothing is carried which is not needed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from tropnet.analysis.extents import Extents
from tropnet.analysis.hinge_graph import HingeGraph, matrix_of, variable, variables_of
from tropnet.exact.arrays import RationalArray, concatenate
from tropnet.exact.integers import integer_product, zeros
from tropnet.exact.matrix import row_space, solve
from tropnet.networks import Activation, Dense, Flatten, Network, Reshape, identity, relu
from tropnet.networks.hinges import CONSTANT, Form, Key
from tropnet.networks.layers import Layer, Shape

__all__ = ["Carriers", "Layout", "Lines", "layered"]

MOST_ENTRIES = 1 << 18
"""Forms outside the space are tried as long as their matrix has no more entries."""


@dataclass(frozen=True)
class Lines:
    """Affine forms that a layer of the given plain network had at its disposal.

    Attributes
    ----------
    active : tuple of Form
        Not negative on the domain.
    mirrored : tuple of Form
        Of which the network had the hinges on both sides.
    """

    active: tuple[Form, ...] = ()
    mirrored: tuple[Form, ...] = ()


@dataclass(frozen=True)
class _Carrier:
    """Gates that make a linear form available: line = factors . gates + hinge + constant.

    ``hinge`` is the number of a hinge of the layer, or -1 for none.
    """

    line: Form
    gates: tuple[Form, ...]
    factors: tuple[int, ...]
    hinge: int = -1
    constant: Fraction = Fraction(0)


@dataclass(frozen=True)
class Carriers:
    """How the linear forms of a plain ReLU network are carried.

    Attributes
    ----------
    extents : Extents
        Of all sheets of the graph.
    lines : sequence of Lines
        One for each round.
    """

    extents: Extents
    lines: Sequence[Lines]

    def chosen(self, graph: HingeGraph, number: int, own: Sequence[int], space: _Space) -> list[_Carrier]:
        """Carriers of a space through a round, of whose hinges ``own`` are computed."""
        bounded = [self._bounded(line) for line in space.basis]
        if all(bounded):
            return [carrier for carrier in bounded if carrier]
        first = graph.first_variable[number]
        mirrors = [_mirror(v, graph.rounds[number][v - first]) for v in own]
        active = [_shifted(form, Fraction(0)) for form in self.lines[number].active]
        units = [carrier for v in space.columns if (carrier := self._bounded(variable(v)))]
        single = [carrier for carrier in (*mirrors, *active, *units) if carrier.line.coefficients]
        inside = [
            carrier for carrier, is_inside in zip(single, space.contains(single), strict=True) if is_inside
        ]
        pairs = [carrier or _pair(line) for carrier, line in zip(bounded, space.basis, strict=True)]
        by_line = {mirror.line.primitive()[0]: mirror for mirror in mirrors}
        given = [_on_both_sides(form.linear, by_line) for form in self.lines[number].mirrored]
        orders = [[*inside, *pairs], [*active, *given, *pairs]]
        if len(single) * len(space.columns) <= MOST_ENTRIES:
            orders.append([*inside, *single, *pairs])
        return min((space.spanned(order) for order in orders), key=_n_gates)

    def _bounded(self, line: Form) -> _Carrier | None:
        """One gate for a form that is bounded on some side."""
        extent = self.extents.of(line)
        if extent.lower is not None:
            return _shifted(line, -extent.lower)
        if extent.upper is not None:
            opposite = _shifted(line * Fraction(-1), extent.upper)
            return _Carrier(line, opposite.gates, (-1,), constant=extent.upper)
        return None


def _n_gates(carriers: Sequence[_Carrier]) -> int:
    return sum(len(carrier.gates) for carrier in carriers)


def _passed(line: Form) -> _Carrier:
    return _Carrier(line, (line,), (1,))


def _shifted(form: Form, shift: Fraction) -> _Carrier:
    """For a form that is at least -shift on the domain."""
    return _Carrier(form.linear, (form + variable(CONSTANT, shift),), (1,), constant=-shift - form.constant)


def _mirror(hinge: int, sheet: Form) -> _Carrier:
    return _Carrier(sheet.linear, (sheet * Fraction(-1),), (-1,), hinge, -sheet.constant)


def _pair(line: Form) -> _Carrier:
    return _Carrier(line, (line, line * Fraction(-1)), (1, -1))


def _on_both_sides(line: Form, mirrors: dict[Key, _Carrier]) -> _Carrier:
    """The mirror of a sheet that is computed, or else both hinges."""
    keys = line.primitive()[0], (line * Fraction(-1)).primitive()[0]
    return next((mirrors[key] for key in keys if key in mirrors), _pair(line))


class _Space:
    """The linear forms, modulo constants, that are needed behind a layer.

    Attributes
    ----------
    columns : list of int
        The variables that occur.
    basis : list of Form
        The reduced echelon basis, or the variables themselves if there are no more of them.
    """

    def __init__(self, forms: Sequence[Form]) -> None:
        self.columns = sorted(variables_of(forms))
        matrix, _ = matrix_of(forms, self.columns)
        self.echelon = row_space(matrix[(matrix != 0).any(axis=1)])
        self.basis = [
            Form({v: c for v, c in zip(self.columns, line, strict=True) if c})
            for line in (self.echelon * self.echelon.denominator).integers().tolist()
        ]
        if len(self.basis) == len(self.columns):
            self.basis = [variable(v) for v in self.columns]

    def contains(self, carriers: Sequence[_Carrier]) -> list[bool]:
        """Whether the forms of carriers lie in the space."""
        pivots = [int(np.flatnonzero(line)[0]) for line in self.echelon.sign()]
        matrix, _ = matrix_of([carrier.line for carrier in carriers], self.columns)
        basis, denominator = self.echelon.numerators, self.echelon.denominator
        rests = matrix * denominator - integer_product(matrix[:, pivots], basis)
        known = set(self.columns)
        return [
            not rest.any() and variables_of([carrier.line]) <= known
            for rest, carrier in zip(rests, carriers, strict=True)
        ]

    def spanned(self, order: Sequence[_Carrier]) -> list[_Carrier]:
        """Of carriers that span the space, the first independent ones, and of these the needed ones."""
        lines = [carrier.line for carrier in order]
        columns = sorted(variables_of(lines))
        matrix, _ = matrix_of(lines, columns)
        chosen = [int(np.flatnonzero(line)[0]) for line in row_space(matrix.T).sign()]
        signs = _coordinates(self.basis, [order[i] for i in chosen]).sign()
        return [order[i] for i, column in zip(chosen, signs.T, strict=True) if column.any()]


def _coordinates(forms: Sequence[Form], carriers: Sequence[_Carrier]) -> RationalArray:
    """Forms, modulo constants, as combinations of independent ones: shape (len(forms), len(carriers))."""
    if not carriers:
        return RationalArray.zeros((len(forms), 0))
    lines = [carrier.line for carrier in carriers]
    columns = sorted(variables_of([*lines, *forms]))
    basis, right = (RationalArray.from_integers(*matrix_of(some, columns)) for some in (lines, forms))
    return solve(basis.T, right.T).T


@dataclass(frozen=True)
class Layout:
    """A network in layers.

    Attributes
    ----------
    network : Network
    n_hinges : int
        The number of its neurons that are hinges of the graph.
    n_carrying : int
        The number of its neurons that only carry linear forms.
    """

    network: Network
    n_hinges: int
    n_carrying: int


def layered(
    graph: HingeGraph,
    input_shape: Shape | None = None,
    output_shape: Shape | None = None,
    plain: Carriers | None = None,
) -> Layout:
    r"""The network that computes a graph layer by layer, without sheets that are not needed.

    Parameters
    ----------
    graph : HingeGraph
    input_shape, output_shape : tuple of int, optional
        Vectors unless given.
    plain : Carriers, optional
        If given, all gates are ReLU; otherwise values may pass by layers.

    Examples
    --------
    >>> from tropnet.networks.hinges import hinges
    >>> from tropnet.networks.stages import stages
    >>> net = Network.from_arrays([[[1, 1], [-2, -2], [1, 0], [-1, 0]], [[1, 1, 1, -1]]])
    >>> graph = HingeGraph.from_hinges(hinges(stages(net)))
    >>> layered(graph).network.widths, layered(graph, plain=Carriers(Extents(2), [Lines()])).network.widths
    ((1,), (3,))
    """
    wanted = list(graph.outputs)
    layers: list[Layer] = []
    n_hinges, n_carrying = 0, 0
    for number in reversed(range(len(graph.rounds))):
        first = graph.first_variable[number]
        own = sorted(v for v in variables_of(wanted) if v >= first)
        if not own:
            continue
        rests = [
            Form({i: c for i, c in form.coefficients.items() if i < first}, form.denominator).linear
            for form in wanted
        ]
        carriers: list[_Carrier] = []
        if variables_of(rests):
            space = _Space(rests)
            carriers = plain.chosen(graph, number, own, space) if plain else list(map(_passed, space.basis))
        layers.append(_read(wanted, own, carriers, _coordinates(rests, carriers)))
        wanted = [graph.rounds[number][v - first] for v in own]
        wanted += [gate for carrier in carriers for gate in carrier.gates]
        n_hinges += len(own)
        n_carrying += _n_gates(carriers) if plain else 0
        passing = 0 if plain else len(carriers)
        gates = [relu()] * (len(wanted) - passing) + [identity()] * passing
        layers.append(Activation(gates if passing else relu()))
    inputs = range(graph.input_dim)
    layers.append(Dense(_rational(wanted, [*inputs]), _rational(wanted, [CONSTANT]).ravel()))
    network = _sequential(
        layers[::-1], input_shape or (graph.input_dim,), output_shape or (len(graph.outputs),)
    )
    return Layout(network, n_hinges, n_carrying)


def _read(
    forms: Sequence[Form], own: Sequence[int], carriers: Sequence[_Carrier], coordinates: RationalArray
) -> Dense:
    """Forms as affine forms in the gates of a layer: its hinges, and the gates of the carriers."""
    n = len(own)
    place = {v: i for i, v in enumerate(own)}
    recipes = zeros((len(carriers), n + _n_gates(carriers)))
    gate = n
    for recipe, carrier in zip(recipes, carriers, strict=True):
        recipe[gate : gate + len(carrier.gates)] = carrier.factors
        gate += len(carrier.gates)
        if carrier.hinge >= 0:
            recipe[place[carrier.hinge]] += 1
    weight = concatenate([_rational(forms, own), RationalArray.zeros((len(forms), gate - n))], 1)
    bias = _rational(forms, [CONSTANT]).ravel()
    if carriers:
        weight = weight + coordinates @ RationalArray.from_integers(recipes)
        bias = bias + coordinates @ RationalArray([carrier.constant for carrier in carriers])
    return Dense(weight, bias)


def _rational(forms: Sequence[Form], columns: Sequence[int]) -> RationalArray:
    return RationalArray.from_integers(*matrix_of(forms, columns))


def _sequential(layers: list[Layer], input_shape: Shape, output_shape: Shape) -> Network:
    before = [] if len(input_shape) == 1 else [Flatten()]
    after = [] if len(output_shape) == 1 else [Reshape(output_shape)]
    return Network.sequential([*before, *layers, *after], input_shape)
