r"""Which cells have the same affine map: decided by residues, exactly.

On a cell the outputs are affine with integer coefficients, up to one common denominator.  These integers may
have hundreds of bits, and most cells differ in their map, so that writing them down would be a waste.

Compute the coefficients modulo a prime p.  Two maps that differ modulo p differ.  Two maps that agree modulo
every prime of a set with product P agree modulo P; and if all their coefficients are at most B in absolute value
and P > 2 B, they are equal.  So the residues decide equality, in both directions.  The first prime tells
nearly all maps apart, and only cells that still agree are taken on until P > 2 B.

Residues modulo p < 2^22 multiply without rounding in float64: a sum of m products is below m 2^44, which has to
be at most 2^53.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt

from tropnet.networks.hinges import HingeNetwork

__all__ = ["equal_map_labels", "equal_rows"]

Integers = npt.NDArray[np.object_]
Floats = npt.NDArray[np.float64]
Labels = npt.NDArray[np.intp]

CHUNK = 4_000


def equal_map_labels(network: HingeNetwork, signs: npt.NDArray[np.int8]) -> Labels:
    """Numbers 0, 1, ... for the cells, equal exactly where the affine maps are equal.

    Parameters
    ----------
    network : HingeNetwork
    signs : int8 array, shape (n_cells, n_sheets)
        The signs of the sheets on every cell.

    Returns
    -------
    int array, shape (n_cells,)

    Examples
    --------
    >>> from tropnet.networks import Network
    >>> from tropnet.networks.hinges import hinges
    >>> from tropnet.networks.stages import stages
    >>> tent = hinges(stages(Network.from_arrays([[[1], [1], [1]], [[1, -2, 1]]], [[0, -1, -2], [0]])))
    >>> signs = np.array([[-1, -1, -1], [1, -1, -1], [1, 1, -1], [1, 1, 1]], np.int8)
    >>> equal_map_labels(tent, signs)
    array([0, 1, 2, 0])
    """
    bound = 2 * coefficient_bound(network)
    primes = _primes(max([network.output.shape[1], *(r.forms.shape[1] for r in network.rounds)]))
    labels = np.zeros(len(signs), np.intp)
    product = 1
    for p in primes:
        undecided = np.flatnonzero(np.bincount(labels)[labels] > 1)
        if product > bound or not len(undecided):
            return labels
        labels = _refined(labels, undecided, _residues(network, signs[undecided], p))
        product *= p
    raise AssertionError("there are enough primes for coefficients of 300 000 bits")


def coefficient_bound(network: HingeNetwork) -> int:
    """A bound on the absolute values of all integer coefficients of the outputs, on any cell."""
    variable = 1
    for r in network.rounds:
        sums = [sum(map(abs, row[:-1])) * variable + abs(row[-1]) for row in r.forms.tolist()]
        variable = max([1, *sums])
    output = network.output.numerators.tolist()
    bound: int = max([1, *(sum(map(abs, row[:-1])) * variable + abs(row[-1]) for row in output)])
    return bound


def _refined(labels: Labels, cells: Labels, residues: Floats) -> Labels:
    """Labels that also tell the rows of residues of some cells apart."""
    finer = labels[cells]
    for column in residues.T:
        # Labels stay below the number of cells, so that the key fits.
        _, finer = np.unique((finer << 22) | column.astype(np.intp), return_inverse=True)
    both = labels.copy()
    both[cells] = finer + labels.max() + 1
    _, compact = np.unique(both, return_inverse=True)
    return np.asarray(compact, dtype=np.intp)


def _residues(network: HingeNetwork, signs: npt.NDArray[np.int8], p: int) -> Floats:
    """The output coefficients modulo p on every cell, shape (n_cells, output_dim * (input_dim + 1)).

    Cells with the same signs in the first rounds share the forms of these, and the cells of a complex come from
    few; so the forms of a round are computed once for each class of cells.
    """
    output = _modulo(network.output.numerators, p)
    n_rounds = len(network.rounds)
    forms, host = _forms_by_class(network, signs, n_rounds - 1, p) if n_rounds else (None, None)
    found = []
    for start in range(0, max(len(signs), 1), CHUNK):
        some = slice(start, start + CHUNK)
        if forms is None or host is None:
            variables = np.repeat(np.eye(network.input_dim + 1)[None], len(signs[some]), axis=0)
        else:
            variables = _behind(network, n_rounds - 1, forms[host[some]], signs[some])
        found.append(_product(output, variables, p).reshape(len(variables), -1))
    return np.concatenate(found)


def _forms_by_class(
    network: HingeNetwork, signs: npt.NDArray[np.int8], number: int, p: int
) -> tuple[Floats, Labels]:
    """The forms of a round modulo p on each class of cells with equal signs before it, and the class of each cell."""
    matrix = _modulo(network.rounds[number].forms, p)
    if not number:
        coordinates = np.eye(network.input_dim + 1)[None]
        return _product(matrix, coordinates, p), np.zeros(len(signs), np.intp)
    classes, members = equal_rows(signs[:, : network.first_sheet[number]] > 0)
    before, host = _forms_by_class(network, signs[members], number - 1, p)
    forms = [
        _product(matrix, _behind(network, number - 1, before[host[some]], signs[members[some]]), p)
        for some in (slice(start, start + CHUNK) for start in range(0, len(members), CHUNK))
    ]
    return np.concatenate(forms), classes


def _behind(network: HingeNetwork, number: int, forms: Floats, signs: npt.NDArray[np.int8]) -> Floats:
    """The variables behind a round on each of some cells, and t, given the forms of the round there."""
    r = network.rounds[number]
    first, last = network.first_sheet[number], network.first_sheet[number + 1]
    n = network.input_dim
    variables = np.empty((len(forms), r.n_outputs + 1, n + 1))
    active = signs[:, first:last] > 0
    np.multiply(forms[:, : r.n_sheets], active[:, :, None], out=variables[:, : r.n_sheets])
    variables[:, r.n_sheets : -1] = forms[:, list(r.passed)]
    variables[:, -1] = np.eye(n + 1)[n]
    return variables


def equal_rows(active: npt.NDArray[np.bool_]) -> tuple[Labels, Labels]:
    """The classes of equal rows, numbered 0, 1, ..., and one row of each class.

    Examples
    --------
    >>> equal_rows(np.array([[True, False], [False, False], [True, False]]))
    (array([1, 0, 1]), array([1, 0]))
    """
    labels = np.zeros(len(active), np.intp)
    for start in range(0, active.shape[1], 32):
        bits = active[:, start : start + 32] @ (1 << np.arange(min(32, active.shape[1] - start)))
        _, labels = np.unique((labels << 32) | bits, return_inverse=True)
    _, members = np.unique(labels, return_index=True)
    return labels, members


def _product(matrix: Floats, variables: Floats, p: int) -> Floats:
    """The products of a matrix with each of a stack of matrices, modulo p."""
    values: Floats = np.matmul(matrix, variables)
    # The quotient may be off by one; all numbers are integers below 2^53.
    values -= p * np.floor(values * (1.0 / p))
    values += p * (values < 0)
    values -= p * (values >= p)
    return values


def _modulo(integers: Integers, p: int) -> Floats:
    return np.asarray(integers % p, dtype=np.float64)


@lru_cache
def _primes(n_terms: int) -> list[int]:
    """Primes, the largest first, so small that sums of so many products of residues stay below 2^53."""
    top = min(22, (53 - max(n_terms - 1, 1).bit_length()) // 2)
    sieve = np.ones(1 << top, np.bool_)
    sieve[:2] = False
    for i in range(2, 1 << (top + 1) // 2):
        if sieve[i]:
            sieve[i * i :: i] = False
    return [int(p) for p in np.flatnonzero(sieve)[::-1][:20_000]]
