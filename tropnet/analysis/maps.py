r"""Which cells have the same affine map: decided by residues, exactly.

On a cell the outputs are affine with integer coefficients, up to one common denominator.  These integers may
have hundreds of bits, and most cells differ in their map, so that writing them down would be a waste.

Compute the coefficients modulo a prime p.  Two maps that differ modulo p differ.  Two maps that agree modulo
every prime of a set with product P agree modulo P; and if all their coefficients are at most B in absolute value
and P > 2 B, they are equal.  So the residues decide equality, in both directions.  The first few primes tell
nearly all maps apart, and only cells that still agree are taken on until P > 2 B.

Residues modulo p < 2^22 multiply without rounding in float64: a sum of m products is below m 2^44, which has to
be at most 2^53.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt

from tropnet.networks.hinges import HingeNetwork

__all__ = ["equal_map_labels"]

Integers = npt.NDArray[np.object_]
Floats = npt.NDArray[np.float64]
Labels = npt.NDArray[np.intp]

CHUNK = 2_000
FIRST_PRIMES = 3


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
    array([1, 2, 0, 1])
    """
    bound = 2 * coefficient_bound(network)
    primes = _primes(max(len(r.forms[0]) if len(r.forms) else 1 for r in network.rounds) if network.rounds else 1)
    labels = np.zeros(len(signs), np.intp)
    product, used = 1, 0
    while product <= bound:
        undecided = _shared(labels)
        if not len(undecided):
            break
        batch = []
        while len(batch) < FIRST_PRIMES and product <= bound:
            batch.append(primes[used])
            product *= primes[used]
            used += 1
        residues = [_residues(network, signs[undecided], p) for p in batch]
        labels = _refined(labels, undecided, np.hstack(residues))
    return labels


def coefficient_bound(network: HingeNetwork) -> int:
    """A bound on the absolute values of all integer coefficients of the outputs, on any cell."""
    variable = 1
    for r in network.rounds:
        sums = [sum(map(abs, row[:-1])) * variable + abs(row[-1]) for row in r.forms.tolist()]
        variable = max([1, *sums])
    output = network.output.numerators.tolist()
    return max([1, *(sum(map(abs, row[:-1])) * variable + abs(row[-1]) for row in output)])


def _shared(labels: Labels) -> Labels:
    """The cells whose label is also that of another cell."""
    return np.flatnonzero(np.bincount(labels)[labels] > 1)


def _refined(labels: Labels, cells: Labels, residues: Floats) -> Labels:
    """Labels that also tell the rows of residues of some cells apart."""
    rows = np.column_stack([labels[cells], residues]).astype(np.int32)
    _, finer = np.unique(np.ascontiguousarray(rows).view(f"V{rows.shape[1] * 4}"), return_inverse=True)
    both = labels.copy()
    both[cells] = finer.ravel() + labels.max() + 1
    _, compact = np.unique(both, return_inverse=True)
    return np.asarray(compact.ravel(), dtype=np.intp)


def _residues(network: HingeNetwork, signs: npt.NDArray[np.int8], p: int) -> Floats:
    """The output coefficients modulo p on every cell, shape (n_cells, output_dim * (input_dim + 1))."""
    matrices = [_modulo(r.forms, p) for r in network.rounds]
    output = _modulo(network.output.numerators, p)
    found = [
        _chunk_residues(network, matrices, output, signs[start : start + CHUNK], p)
        for start in range(0, len(signs), CHUNK)
    ]
    return np.concatenate(found)


def _chunk_residues(
    network: HingeNetwork, matrices: list[Floats], output: Floats, signs: npt.NDArray[np.int8], p: int
) -> Floats:
    n = network.input_dim
    k = len(signs)
    # Forms in (x, t) by cell, with the variables along the first axis: one matrix product for all cells.
    variables = np.broadcast_to(np.eye(n + 1)[:, None, :], (n + 1, k, n + 1))
    for number, r in enumerate(network.rounds):
        forms = _product(matrices[number], variables, p)
        first, last = network.first_sheet[number], network.first_sheet[number + 1]
        bent = forms[: r.n_sheets] * (signs[:, first:last].T > 0)[:, :, None]
        constant = np.broadcast_to(np.eye(n + 1)[n], (1, k, n + 1))
        variables = np.concatenate([bent, forms[list(r.passed)], constant])
    values = _product(output, variables, p)
    return np.moveaxis(values, 1, 0).reshape(k, -1)


def _product(matrix: Floats, variables: Floats, p: int) -> Floats:
    flat = variables.reshape(len(variables), -1)
    return np.fmod(matrix @ flat, p).reshape(len(matrix), *variables.shape[1:])


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

