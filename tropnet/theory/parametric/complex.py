r"""The polyhedral complex of a network whose weights are polynomials in parameters.

**Slicing over an ordered field.**  The complex of a ReLU network is found by slicing, and slicing looks at nothing but
the signs of forms at vertices (:mod:`tropnet.polyhedra.complexes.complex`).  So let the homogeneous coordinates of the
vertices be polynomials in the parameters, and let a point of the parameter space, the :class:`Place`, decide their
signs.  What comes out is the complex of the network at that place, together with all polynomials whose signs were
used. *Wherever these have the same signs, the complex is the same*: the combinatorial type is constant on the set
that they cut out.  A vertex that slicing makes on a mixed edge is :math:`|h(p)| q + |h(q)| p`, and the row is divided
by the common factor of its entries, whose sign counts among those that were used.

The start are the orthants of R^n, so that no weights have to be chosen to begin with.  The coordinate hyperplanes are
no walls of the network: cells on both sides with the same pattern are parts of one.

With weights that are rational functions, each layer is multiplied by its common denominator, and so are the
coordinates; a denominator that vanishes at the place is a pole.
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy, deepcopy
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from tropnet.errors import EmptyDomainError, InputError, ShapeError
from tropnet.polyhedra.complexes.complex import Cut
from tropnet.polyhedra.complexes.fan import orthants
from tropnet.polyhedra.polyhedron import Polyhedron
from tropnet.theory.parametric.network import ParametricNetwork
from tropnet.theory.parametric.polynomials import Parameters, Place, Polynomial, content

__all__ = ["ParametricComplex"]

Signs = npt.NDArray[np.int8]
Rows = list[list[Polynomial]]


@dataclass(frozen=True)
class _Layer:
    """An affine map with polynomials, times the common denominator of its entries."""

    weight: Rows
    bias: list[Polynomial]
    denominator: Polynomial


class ParametricComplex:
    """The complex of a network at a place of the parameter space.

    Parameters
    ----------
    network : ParametricNetwork
    place : Place
    within : Polyhedron, optional
        A full-dimensional domain.

    Raises
    ------
    ShapeError
        If the domain lies in another space.
    EmptyDomainError
        If the domain has no interior point.
    InputError
        If a weight has a pole at the place.

    Examples
    --------
    >>> import sympy
    >>> t = sympy.Symbol("t")
    >>> net = ParametricNetwork([([[1], [1]], [0, -t]), ([[1, 1]], [0])])
    >>> complex_ = ParametricComplex.at(net, {t: 2})
    >>> complex_.patterns.tolist(), complex_.place.asked
    ([[0, 0], [1, 0], [1, 1]], (-x0,))
    """

    def __init__(self, network: ParametricNetwork, place: Place, within: Polyhedron | None = None) -> None:
        self.network, self.place = network, place
        self.n = network.input_dim
        self._ring = place.parameters
        self._start(within)
        for layer in self._layers[:-1]:
            self._apply(layer)
            first = self.signs.shape[1]
            for neuron in range(len(layer.bias)):
                self._slice(self.n + 1 + neuron)
            self._rectify(first)
        self._apply(self._layers[-1])

    @classmethod
    def at(
        cls, network: ParametricNetwork, sample: Mapping[Any, Any], within: Polyhedron | None = None
    ) -> ParametricComplex:
        """The complex at a rational sample.

        Parameters
        ----------
        network : ParametricNetwork
        sample : mapping of symbols to rational numbers
        within : Polyhedron, optional
            A full-dimensional domain.

        Raises
        ------
        InputError
            If a symbol has no value; and as for the class.

        Examples
        --------
        The cells of max(0, x) + max(0, t x - 1) with their affine maps, near t = 2:

        >>> import sympy
        >>> t = sympy.Symbol("t")
        >>> complex_ = ParametricComplex.at(ParametricNetwork([([[1], [t]], [0, -1]), ([[1, 1]], [0])]), {t: 2})
        >>> for cell, pattern in enumerate(complex_.cell_patterns.tolist()):
        ...     print(pattern, *complex_.affine_map(cell))
        [1, 0] (1, 0)
        [0, 0] (0, 0)
        [1, 1] (t + 1, -1)
        >>> complex_.vertex(3)
        (1/t,)
        """
        return cls(network, Place(Parameters(network.symbols), sample), within)

    @cached_property
    def _layers(self) -> list[_Layer]:
        layers = []
        for layer in self.network.layers:
            quotients = [
                [self._ring.quotient(x) for x in (*row, b)]
                for row, b in zip(layer.weight, layer.bias, strict=True)
            ]
            common = self._ring.one
            for row in quotients:
                for _, denominator in row:
                    common = common * (denominator // common.gcd(denominator))
            common = self.place.positive(common)
            rows = [
                [numerator * (common // denominator) for numerator, denominator in row] for row in quotients
            ]
            layers.append(_Layer([row[:-1] for row in rows], [row[-1] for row in rows], common))
        return layers

    # -- slicing -----------------------------------------------------------------------------------------

    def _start(self, within: Polyhedron | None) -> None:
        forms = np.hstack([np.eye(self.n, dtype=object), np.zeros((self.n, 1), dtype=object)])
        self.complex, vertices, _ = orthants(forms, [True] * self.n)
        self.rows: Rows = [[self._ring.one * int(x) for x in row] * 2 for row in vertices]
        for row in self.rows:  # the coordinates, and again as the values that the first layer takes
            row.pop()
        self.signs: Signs = np.zeros((len(self.rows), 0), np.int8)
        self.n_facets = 0
        if within is None:
            return
        if within.ambient_dim != self.n:
            raise ShapeError(
                f"the domain lies in R^{within.ambient_dim}, but the network has {self.n} inputs"
            )
        if within.dim < self.n:
            raise EmptyDomainError("the domain has no interior point; give a full-dimensional polyhedron")
        for facet in within.inequalities.numerators.tolist():
            form = [*(-a for a in facet[:-1]), facet[-1]]
            values = [
                sum((x * a for x, a in zip(row, form, strict=False)), self._ring.zero) for row in self.rows
            ]
            for row, value in zip(self.rows, values, strict=True):
                row.append(value)
            cut = self._slice(len(self.rows[0]) - 1)
            for row in self.rows:
                row.pop()
            [(self.complex, faces)] = self.complex.split([np.flatnonzero(cut.cell_signs > 0)])
            self.rows = [self.rows[i] for i in faces[0]]
            self.signs = self.signs[faces[0]]
        self.n_facets = self.signs.shape[1]

    def _apply(self, layer: _Layer) -> None:
        """The values weight @ v + bias t in place of the values v."""
        coordinates = self.n + 1
        for i, row in enumerate(self.rows):
            values, t = row[coordinates:], row[self.n]
            own = [x * layer.denominator for x in row[:coordinates]]
            for weights, bias in zip(layer.weight, layer.bias, strict=True):
                own.append(sum((w * v for w, v in zip(weights, values, strict=True)), bias * t))
            self.rows[i] = self._reduced(own)

    def _slice(self, column: int) -> Cut:
        """Slice by the form in a column, and add its signs."""
        heights = [row[column] for row in self.rows]
        signs = np.array([self.place.sign(h) for h in heights], np.int8)
        cut = self.complex.slice(signs)
        self.signs = np.hstack([self.signs, signs[:, None]])
        if len(cut.negative):
            joint = self.signs[cut.negative] | self.signs[cut.positive]
            joint[:, -1] = 0
            self.signs = np.vstack([self.signs, joint])
            for q, p in zip(cut.negative.tolist(), cut.positive.tolist(), strict=True):
                new = [
                    heights[p] * x - heights[q] * y for x, y in zip(self.rows[q], self.rows[p], strict=True)
                ]
                new[column] = self._ring.zero
                self.rows.append(self._reduced(new))
        return cut

    def _reduced(self, row: list[Polynomial]) -> list[Polynomial]:
        divisor = self.place.positive(content(row))
        return row if divisor == self._ring.one else [entry // divisor for entry in row]

    def _rectify(self, first: int) -> None:
        """Zero in place of the values that are not positive."""
        for row, signs in zip(self.rows, self.signs[:, first:].tolist(), strict=True):
            for neuron, sign in enumerate(signs):
                if sign <= 0:
                    row[self.n + 1 + neuron] = self._ring.zero

    # -- what was found ----------------------------------------------------------------------------------

    @cached_property
    def face_signs(self) -> list[Signs]:
        """For every dimension, the sign of every facet of the domain and of every neuron on every face."""
        bits = np.where(self.signs > 0, 1, np.where(self.signs < 0, 2, 0)).astype(np.uint8)
        levels = (
            self.complex.raise_bits(bits)
            if bits.shape[1]
            else [np.zeros((count, 0), np.uint8) for count in self.complex.counts]
        )
        return [np.where(level == 1, 1, np.where(level == 2, -1, 0)).astype(np.int8) for level in levels]

    @cached_property
    def is_finite(self) -> list[npt.NDArray[np.bool_]]:
        """For every dimension, which faces have a vertex that is a point."""
        return self.complex.is_finite(np.array([self.place.sign(row[self.n]) > 0 for row in self.rows], bool))

    @cached_property
    def cell_patterns(self) -> npt.NDArray[np.uint8]:
        """The pattern on every cell of the sliced orthants."""
        patterns: npt.NDArray[np.uint8] = (self.face_signs[-1][:, self.n_facets :] > 0).astype(np.uint8)
        return patterns

    @cached_property
    def patterns(self) -> npt.NDArray[np.uint8]:
        """The distinct patterns of the cells, one row for each proper activation region."""
        return np.unique(self.cell_patterns, axis=0)

    @cached_property
    def maps(self) -> list[tuple[Polynomial, ...]]:
        """The affine map on every cell: coefficients and constant of each output, times a common denominator."""
        made: dict[bytes, tuple[Polynomial, ...]] = {}
        found = []
        for pattern in self.cell_patterns:
            key = pattern.tobytes()
            if key not in made:
                made[key] = self._map(pattern.tolist())
            found.append(made[key])
        return found

    @cached_property
    def denominator(self) -> Polynomial:
        """The common denominator of all affine maps; positive at the place."""
        product = self._ring.one
        for layer in self._layers:
            product = product * layer.denominator
        return product

    def _map(self, pattern: list[int]) -> tuple[Polynomial, ...]:
        one, zero, columns = self._ring.one, self._ring.zero, range(self.n + 1)
        # The forms of active neurons by their numbers; only through these anything comes.
        forms = {i: [one if i == j else zero for j in columns] for i in range(self.n)}
        scale, first = one, 0
        for layer in self._layers:
            width = len(layer.bias)
            is_output = layer is self._layers[-1]
            active = [k for k in range(width) if is_output or pattern[first + k]]
            behind = {}
            for k in active:
                own = [
                    sum((layer.weight[k][i] * form[j] for i, form in forms.items()), zero) for j in columns
                ]
                own[-1] = own[-1] + layer.bias[k] * scale
                behind[k] = own
            forms, scale, first = behind, scale * layer.denominator, first + width
        return tuple(entry for form in forms.values() for entry in form)

    def cut_along(self, affine: tuple[Polynomial, ...]) -> ParametricComplex:
        """A copy, cut along the set where f equals an affine map, one output after the other."""
        cut = copy(self)
        for name in ("face_signs", "is_finite", "cell_patterns", "patterns", "maps"):
            vars(cut).pop(name, None)
        cut.complex = deepcopy(self.complex)
        coordinates = self.n + 1
        cut.rows = []
        for row in self.rows:
            point = row[:coordinates]
            heights = [
                value * self.denominator
                - sum(
                    (a * x for a, x in zip(affine[k * coordinates :], point, strict=False)), self._ring.zero
                )
                for k, value in enumerate(row[coordinates:])
            ]
            cut.rows.append([*point, *heights])
        for column in range(coordinates, len(cut.rows[0])):
            cut._slice(column)
        return cut

    def affine_map(self, cell: int) -> tuple[tuple[Any, ...], ...]:
        """The affine map on a cell: of every output the coefficients and the constant, as expressions of sympy."""
        from sympy import cancel

        below = self._ring.to_sympy(self.denominator)
        entries = [cancel(self._ring.to_sympy(entry) / below) for entry in self.maps[cell]]
        return tuple(tuple(entries[i : i + self.n + 1]) for i in range(0, len(entries), self.n + 1))

    def vertex(self, i: int) -> tuple[Any, ...]:
        """A vertex that is a point as sympy expressions in the parameters.

        Raises
        ------
        InputError
            If it is a direction.
        """
        row = self.rows[i]
        if row[self.n].is_zero():
            raise InputError(f"vertex {i} is a direction at infinity; only points have coordinates")
        from sympy import cancel

        return tuple(cancel(self._ring.to_sympy(x) / self._ring.to_sympy(row[self.n])) for x in row[: self.n])
