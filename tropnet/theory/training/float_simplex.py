r"""The simplex method in floats, from a known first basis: it proposes, and proves nothing.

The program is :math:`\min \{ c x : x R = b,\ x \ge 0 \}` for rows R of shape (K, M).  A *basis* is a set of M
independent rows; its multipliers u solve :math:`R_B u = c_B`.  A row with :math:`R_k u > c_k` enters, the one whose
coefficient becomes 0 first leaves (Dantzig).  The right-hand side is moved a little into the first basis, so that no
coefficient is 0 by chance and the method does not stall; a basis that is optimal for all small moves is optimal for b.
"""

from __future__ import annotations

import numpy as np

from tropnet.theory.training.columns import Floats

__all__ = ["optimal_basis"]

REFRESH = 40  # exchanges after which the inverse is computed anew
TOLERANCE = 1e-10


def optimal_basis(rows: Floats, costs: Floats, target: Floats, basis: list[int]) -> tuple[list[int], Floats]:
    """An optimal basis as far as floats can tell, and its coefficients.

    Parameters
    ----------
    rows : float array, shape (K, M)
        With entries of about size 1.
    costs : float array, shape (K,)
    target : float array, shape (M,)
    basis : list of int
        M independent rows that combine to the target with coefficients that are not negative.

    Raises
    ------
    numpy.linalg.LinAlgError
        If rounding errors have led to a dependent set.

    Examples
    --------
    >>> rows = np.array([[1.0, 0], [0, 1], [1, 1]])
    >>> optimal_basis(rows, np.array([1.0, 1, 1]), np.array([1.0, 3]), [0, 1])
    ([2, 1], array([1., 2.]))
    """
    basis = list(basis)
    inverse = np.linalg.inv(rows[basis])
    noise = 1 + np.random.default_rng(0).random(len(basis))
    moved = target + 1e-8 * float(np.abs(target).max(initial=1.0)) * noise @ rows[basis]
    sizes = np.maximum(np.linalg.norm(rows, axis=1), 1e-300)
    for step in range(50 * len(basis) + 50):
        gains = (rows @ (inverse @ costs[basis]) - costs) / sizes
        entering = int(np.argmax(gains))
        if gains[entering] <= TOLERANCE:
            break
        direction = rows[entering] @ inverse
        growing = direction > TOLERANCE
        if not growing.any():
            break
        values = moved @ inverse
        ratios = np.full(len(basis), np.inf)
        ratios[growing] = values[growing] / direction[growing]
        leaving = int(np.argmin(ratios))
        basis[leaving] = entering
        if step % REFRESH == REFRESH - 1:
            inverse = np.linalg.inv(rows[basis])
        else:
            pivot = inverse[:, leaving] / direction[leaving]
            inverse = inverse - np.outer(pivot, direction)
            inverse[:, leaving] = pivot
    return basis, target @ np.linalg.inv(rows[basis])
