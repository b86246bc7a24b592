r"""The ReLU network of a combination of support functions, with few neurons.

Let f be a combination of coordinates and of support functions of joins, of level at most k.  Going down from layer k to
layer 1, layer t is told which functions of level at most t are *wanted*, as linear forms in its neurons.

1. A join of level t in a wanted function is :math:`\max(h_P, h_Q) = h_Q + [h_P - h_Q]_+`, and :math:`[h_P - h_Q]_+` is
   a neuron of layer t.  What is left of the wanted functions, :math:`h_Q` included, has level at most t - 1.
2. All that is left spans a linear space of functions.  For each function b of a basis, :math:`b = [b]_+ - [-b]_+` is
   passed on by two neurons.
3. Layer t - 1 is told to make the arguments :math:`h_P - h_Q` and the functions b.

So layer t has a neuron for each join of level t that is needed, and two for each dimension of what is passed on; in
layer 1 these are at most 2 n, and in the last layer 2.

Source: C. Hertrich, A. Basu, M. Di Summa and M. Skutella, 2021, Theorem 5.2.
"""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction

import numpy as np

from tropnet.errors import InputError
from tropnet.exact.arrays import RationalArray, concatenate, rational_array
from tropnet.exact.matrix import row_space
from tropnet.networks.network import Network
from tropnet.theory.depth.newton.construction import Join, LinearForm

__all__ = ["network_of"]


def network_of(form: LinearForm, n: int, hidden_layers: int) -> Network:
    """The network with one output that computes the form.

    Parameters
    ----------
    form : mapping
        From joins and numbers of coordinates to nonzero rationals.
    n : int
        The number of inputs.
    hidden_layers : int
        At least the level of every join.

    Raises
    ------
    InputError
        If n is 0.

    Examples
    --------
    >>> from tropnet.theory.depth.newton.construction import point
    >>> segment = Join(point([1, 0]), point([0, 1]))
    >>> network_of({segment: Fraction(2), 0: Fraction(-1)}, 2, 1)([[5, 3], [1, 4]])
    RationalArray([[5], [7]])
    """
    if not n:
        raise InputError("in R^0 there is no network: a network has at least one input; evaluate it instead")
    wanted = [form]
    matrices: list[RationalArray] = []
    arguments = RationalArray.eye(1)
    for level in range(hidden_layers, 0, -1):
        readout, gates, basis = _layer(wanted, level)
        matrices.append(arguments @ readout)
        wanted = [*(difference(join.left.form, join.right.form) for join in gates), *basis]
        # The neurons of the layer over the functions that are wanted next: gates, then b and -b for each b.
        both = concatenate([RationalArray.eye(len(basis)), -RationalArray.eye(len(basis))])
        arguments = _diagonal(len(gates), both)
    coordinates = [[own.get(i, 0) for i in range(n)] for own in wanted]
    matrices.append(arguments @ rational_array(coordinates))
    return Network.from_arrays(matrices[::-1])


def difference(first: LinearForm, second: LinearForm) -> dict[Join | int, Fraction]:
    """The difference of two forms.

    >>> difference({0: Fraction(1), 1: Fraction(2)}, {0: Fraction(1), 2: Fraction(3)})
    {1: Fraction(2, 1), 2: Fraction(-3, 1)}
    """
    return combination([(Fraction(1), first), (Fraction(-1), second)])


def combination(terms: list[tuple[Fraction, LinearForm]]) -> dict[Join | int, Fraction]:
    """The sum of multiples of forms.

    >>> combination([(Fraction(1, 2), {0: Fraction(4)}), (Fraction(2), {0: Fraction(-1)})])
    {}
    """
    total: defaultdict[Join | int, Fraction] = defaultdict(Fraction)
    for factor, form in terms:
        for atom, coefficient in form.items():
            total[atom] += factor * coefficient
    return {atom: coefficient for atom, coefficient in total.items() if coefficient}


def _layer(wanted: list[LinearForm], level: int) -> tuple[RationalArray, list[Join], list[LinearForm]]:
    """The wanted functions over the neurons of a layer, the joins of its gates, and the functions that it passes on."""
    # Equal joins can have their two sides in different orders: one of them stands for all.
    gates = {atom: atom for form in wanted for atom in form if isinstance(atom, Join) and atom.level == level}
    rest = [_without(gates, form) for form in wanted]
    basis, coordinates = _basis(rest)
    if not gates and not basis:
        # A layer has a neuron, even if nothing is wanted of it.
        basis, coordinates = [{}], RationalArray.zeros((len(wanted), 1))
    on_gates = rational_array([[form.get(join, 0) for join in gates] for form in wanted])
    shaped = on_gates.reshape(len(wanted), len(gates))
    return concatenate([shaped, coordinates, -coordinates], axis=1), [*gates.values()], basis


def _without(gates: dict[Join, Join], form: LinearForm) -> LinearForm:
    """The form with h_Q in place of every join of P and Q that is a gate."""
    kept = {atom: c for atom, c in form.items() if atom not in gates}
    replaced = [(form[join], gate.right.form) for join, gate in gates.items() if join in form]
    return combination([(Fraction(1), kept), *replaced])


def _basis(forms: list[LinearForm]) -> tuple[list[LinearForm], RationalArray]:
    """A basis of the span of forms, in reduced echelon form, and the coordinates of the forms in it."""
    atoms = [*dict.fromkeys(atom for form in forms for atom in form)]
    matrix = rational_array([[form.get(atom, 0) for atom in atoms] for form in forms])
    matrix = matrix.reshape(len(forms), len(atoms))
    rows = row_space(matrix)
    pivots = (rows.sign() != 0).argmax(axis=1) if len(rows) else np.zeros(0, np.intp)
    entries = rows.fractions().tolist()
    basis: list[LinearForm] = [{atom: c for atom, c in zip(atoms, row, strict=True) if c} for row in entries]
    return basis, matrix[:, pivots]


def _diagonal(size: int, block: RationalArray) -> RationalArray:
    """The block-diagonal matrix of an identity matrix and a block."""
    rows, columns = block.shape
    above = concatenate([RationalArray.eye(size), RationalArray.zeros((size, columns))], axis=1)
    below = concatenate([RationalArray.zeros((rows, size)), block], axis=1)
    return concatenate([above, below])
