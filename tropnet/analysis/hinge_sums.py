r"""Combinations of the hinges of a network, and their coefficients on many cells at once.

All that a network in hinge form (:mod:`tropnet.networks.hinges`) makes of its input is

.. math::  f(x) = \ell(x) + \sum_r \sum_j c_{rj} \max(u_{rj}(x), 0)

with an affine function :math:`\ell` and the sheets :math:`u_{rj}` of all rounds r: a form that is passed through
a round is a linear form in earlier hinges, so that it can be replaced by it.  Such a *hinge sum* is given by
:math:`\ell` and the numbers :math:`c_{rj}`.  Two kinds of them matter.

**The outputs** of the network, by this very replacement.

**Their numerators and denominators.**  Write each variable v of each round as a difference F - G of convex functions:
coordinates are x - 0; a form :math:`u = \sum_j w_j v_j + b` has

.. math::  H_u = \sum_{w_j > 0} w_j F_j + \sum_{w_j < 0} |w_j| G_j + b, \qquad
           G_u = \sum_{w_j > 0} w_j G_j + \sum_{w_j < 0} |w_j| F_j ;

a hinge is :math:`\max(u, 0) = \max(H_u, G_u) - G_u`, and a passed form :math:`H_u - G_u` (Zhang, Naitzat and Lim,
Tropical geometry of deep neural networks, 2018, Proposition 5.1).  Since :math:`F_j = G_j + v_j`,

.. math::  G_u = \sum_j |w_j| G_j + \sum_{w_j < 0} |w_j| v_j, \qquad H_u = G_u + u ,

so G and H of the outputs are hinge sums of the same network.

**Coefficients.**  On a cell each sheet has one sign, and each hinge is the sheet's linear form there, or 0.  Cells with
the same signs in the first rounds share the forms of these and the part of the sum that belongs to them, and the
cells of a complex come from few; so each round is computed once for each class of such cells, with the integers as
digits in float64 (:mod:`tropnet.exact.digits`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tropnet.analysis.maps import equal_rows
from tropnet.exact.digits import (
    Bytes,
    balanced_digits,
    carried,
    digit_product,
    n_digits,
    ordered_bytes,
    width_for,
)
from tropnet.exact.integers import Integers, integer_product, row
from tropnet.networks.hinges import HingeNetwork, Round

__all__ = ["HingeSum", "coefficients_on_cells", "numerators_and_denominators", "outputs"]

Floats = npt.NDArray[np.float64]
Labels = npt.NDArray[np.intp]
Signs = npt.NDArray[np.int8]

# Floats in one array: larger ones leave the cache.
FLOATS_AT_ONCE = 1 << 17


@dataclass(frozen=True, eq=False)
class HingeSum:
    """k functions, each an affine function plus multiples of the hinges of a network, over one denominator.

    Attributes
    ----------
    affine : object array of Python integers, shape (k, input_dim + 1)
    weights : tuple of object arrays of Python integers, shapes (k, n_sheets)
        One for each round.
    denominator : int
    """

    affine: Integers
    weights: tuple[Integers, ...]
    denominator: int


def outputs(network: HingeNetwork) -> HingeSum:
    """The outputs of a network as a hinge sum.

    Examples
    --------
    >>> from tropnet.networks import Network
    >>> from tropnet.networks.hinges import hinges
    >>> from tropnet.networks.stages import stages
    >>> outputs(hinges(stages(Network.from_arrays([[[1], [-2]], [[1, "1/2"]]]))))   # 2 max(x, 0) - x
    HingeSum(affine=array([[-1, 0]], dtype=object), weights=(array([[2]], dtype=object),), denominator=1)
    """
    forms = network.output.numerators
    weights = []
    for r in reversed(network.rounds):
        weights.append(forms[:, : r.n_sheets])
        forms = _before(forms, r)
    return HingeSum(forms, tuple(reversed(weights)), network.output.denominator)


def numerators_and_denominators(network: HingeNetwork) -> HingeSum:
    """The convex functions H and G with output = H - G, first the H of all outputs and then the G.

    Examples
    --------
    >>> from tropnet.networks import Network
    >>> from tropnet.networks.hinges import hinges
    >>> from tropnet.networks.stages import stages
    >>> net = hinges(stages(Network.from_arrays([[[1], [1]], [[2, -3]]], [[0, -1], [5]])))
    >>> pair = numerators_and_denominators(net)
    >>> pair.affine.tolist(), pair.weights[0].tolist()   # 2 max(x, 0) + 5 and 3 max(x - 1, 0)
    ([[0, 5], [0, 0]], [[2, 0], [0, 3]])
    """
    output = network.output.numerators
    k = len(output)
    # The functions are sums of multiples `on_v` of the variables and t, and `on_g` of the G of the variables.
    on_v = np.vstack([np.maximum(output, 0), np.maximum(-output, 0)])
    on_v[:k, -1], on_v[k:, -1] = output[:, -1], 0
    on_g = np.vstack([abs(output), abs(output)])[:, :-1]
    weights = []
    for r in reversed(network.rounds):
        own = r.forms[[*range(r.n_sheets), *r.passed]]
        negative = np.maximum(-own, 0)
        negative[:, -1] = 0
        weights.append(on_v[:, : r.n_sheets])
        on_v = _before(on_v, r) + integer_product(on_g, negative)
        on_g = integer_product(on_g, abs(own[:, :-1]))
    return HingeSum(on_v, tuple(reversed(weights)), network.output.denominator)


def _before(forms: Integers, r: Round) -> Integers:
    """Linear forms in the variables behind a round, without the hinges of it, as forms in the variables before."""
    before = integer_product(forms[:, r.n_sheets : -1], r.forms[list(r.passed)])
    before[:, -1] += forms[:, -1]
    return before


def coefficients_on_cells(network: HingeNetwork, total: HingeSum, signs: Signs) -> Bytes:
    """The numerators of the coefficients of a hinge sum on many cells.

    Parameters
    ----------
    network : HingeNetwork
    total : HingeSum
    signs : int8 array, shape (n_cells, n_sheets)
        The signs of the sheets on every cell.

    Returns
    -------
    uint8 array, shape (k, n_cells, input_dim + 1, size)
        Integers as in :func:`tropnet.exact.digits.ordered_bytes`, over the denominator of the sum; the last of
        a row is the constant.

    Examples
    --------
    >>> from tropnet.exact.digits import integers_from_bytes
    >>> from tropnet.networks import Network
    >>> from tropnet.networks.hinges import hinges
    >>> from tropnet.networks.stages import stages
    >>> tent = hinges(stages(Network.from_arrays([[[1], [1], [1]], [[1, -2, 1]]], [[0, -1, -2], [0]])))
    >>> signs = np.array([[-1, -1, -1], [1, -1, -1], [1, 1, -1], [1, 1, 1]], np.int8)
    >>> integers_from_bytes(coefficients_on_cells(tent, outputs(tent), signs)).tolist()
    [[[0, 0], [1, 0], [-1, 2], [0, 0]]]
    """
    return _Expansion(network, total).on_cells(signs)


class _Expansion:
    """The digits of the forms of all rounds and of the weights of a sum, and what follows on cells.

    Arrays of coefficients have the axes digit, form, cell, coordinate.
    """

    def __init__(self, network: HingeNetwork, total: HingeSum) -> None:
        linear = [r.forms[:, :-1] for r in network.rounds]
        self.network = network
        self.width = width_for([*linear, *total.weights])
        # Constants have more digits: their denominators have not been multiplied by those of variables.
        self.linear = [balanced_digits(matrix, self.width) for matrix in linear]
        self.constant = [balanced_digits(r.forms[:, -1:], self.width) for r in network.rounds]
        self.weights = [balanced_digits(matrix, self.width) for matrix in total.weights]
        self.affine = balanced_digits(total.affine, self.width)[:, :, None]
        self._count_digits(total)

    def _count_digits(self, total: HingeSum) -> None:
        """How many digits the forms of each round need, and the sum behind it, on any cell."""
        self.form_digits, self.sum_digits = [], []
        variables = row([1] * self.network.input_dim)
        sums = abs(total.affine).max(axis=1)
        for r, weight in zip(self.network.rounds, total.weights, strict=True):
            bounds = abs(r.forms[:, :-1]) @ variables + abs(r.forms[:, -1])
            sums = sums + abs(weight) @ bounds[: r.n_sheets]
            self.form_digits.append(n_digits(max(bounds.tolist(), default=0), self.width))
            self.sum_digits.append(n_digits(max(sums.tolist()), self.width))
            variables = bounds[[*range(r.n_sheets), *r.passed]]

    def on_cells(self, signs: Signs) -> Bytes:
        """The coefficients of the sum on cells with these signs of all sheets."""
        n_rounds = len(self.network.rounds)
        if not n_rounds:
            constant = ordered_bytes(self.affine, self.width)
            return np.repeat(constant, len(signs), axis=1)
        forms, sums, host = self._before(n_rounds - 1, signs)
        parts = [
            ordered_bytes(self._sums(n_rounds - 1, variables, sums[:, :, some]), self.width)
            for some, variables in self._behind(n_rounds - 1, forms, host, signs)
        ]
        return np.concatenate(parts, axis=1)

    def _before(self, number: int, signs: Signs) -> tuple[Floats, Floats, Labels]:
        """The forms of a round and the sum of earlier rounds for each class of cells, and the class of each cell."""
        n = self.network.input_dim
        if not number:
            coordinates = np.eye(n, n + 1)[None, :, None]
            return self._forms(0, coordinates), self.affine, np.zeros(len(signs), np.intp)
        classes, members = equal_rows(signs[:, : self.network.first_sheet[number]] > 0)
        forms, sums, host = self._before(number - 1, signs[members])
        parts = [
            (self._forms(number, variables), self._sums(number - 1, variables, sums[:, :, some]))
            for some, variables in self._behind(number - 1, forms, host, signs[members])
        ]
        own, so_far = (np.concatenate(part, axis=2) for part in zip(*parts, strict=True))
        return own, so_far, classes

    def _behind(
        self, number: int, forms: Floats, host: Labels, signs: Signs
    ) -> Iterator[tuple[Labels, Floats]]:
        """The variables behind a round on cells of given classes, and the classes, some cells at a time."""
        r = self.network.rounds[number]
        first, last = self.network.first_sheet[number], self.network.first_sheet[number + 1]
        variables = np.ascontiguousarray(forms[:, [*range(r.n_sheets), *r.passed]])
        length, n_variables, _, n_coordinates = variables.shape
        step = max(1, FLOATS_AT_ONCE // max(1, length * n_variables * n_coordinates))
        for start in range(0, max(len(signs), 1), step):
            some = host[start : start + step]
            found = variables.take(some, axis=2)
            found[:, : r.n_sheets] *= (signs[start : start + step, first:last].T > 0)[:, :, None]
            yield some, found

    def _forms(self, number: int, variables: Floats) -> Floats:
        """The forms of a round, given the variables before it."""
        constant = self.constant[number]
        raw = _at_least(len(constant), digit_product(self.linear[number], variables))
        raw[: len(constant), :, :, -1] += constant
        return carried(raw, self.width, self.form_digits[number])

    def _sums(self, number: int, variables: Floats, sums: Floats) -> Floats:
        """The sums with the hinges of a round, given those without."""
        weight = self.weights[number]
        raw = _at_least(len(sums), digit_product(weight, variables[:, : weight.shape[2]]))
        raw[: len(sums)] += sums
        return carried(raw, self.width, self.sum_digits[number])


def _at_least(count: int, digits: Floats) -> Floats:
    """The digits, with zeros to make them so many."""
    missing = count - len(digits)
    return np.concatenate([digits, np.zeros((missing, *digits.shape[1:]))]) if missing > 0 else digits
