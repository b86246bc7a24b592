r"""Operator norms of rational matrices, exactly, and the largest of many.

The norm of a matrix J from the norm p to the norm r is :math:`\|J\|_{p \to r} = \max_{\|x\|_p \le 1} \|J x\|_r`; here p
and r are l1, l2 or linf.  The dual of p is written :math:`p^*`: l1 and linf are dual to each other, l2 to itself.

**One norm is polyhedral.**  A convex function on a polytope is largest at a vertex.  So if p is l1 or linf,

.. math::  \|J\|_{p \to r} = \max \{ \|J e\|_r : e \text{ a vertex of the ball of } p \} ,

and :math:`\|J\|_{p \to r} = \|J^T\|_{r^* \to p^*}`, because both are the largest :math:`y^T J x` with
:math:`\|x\|_p \le 1` and :math:`\|y\|_{r^*} \le 1`; so if r is l1 or linf, the vertices y of the ball of :math:`r^*` do
as well.  The ball of l1 in :math:`\mathbb{R}^d` has the vertices :math:`\pm e_i`, that of linf the :math:`2^d` vectors
of signs, and opposite ones give the same.  Where both ways are open, the one with fewer vertices is taken: from l1 to
any norm these are the columns of J, from any norm to linf its rows, and from linf to l1, which is NP-hard in general,
the signs of the smaller side.  A matrix of one row or column has all norms on that side in common, up to the name.

**From l2 to l2** the square of the norm is the largest eigenvalue of :math:`J^T J`, and of :math:`J J^T`: an algebraic
number, given by its irreducible polynomial and an interval, and compared exactly.

**The largest of many.**  A cheap upper bound is :math:`\|J\|_{p \to r} \le \|h\|_r` with
:math:`h_i = \|J_i\|_{p^*}`, as :math:`|(J x)_i| \le h_i` on the ball.  Matrices are taken by descending bound, until no
bound exceeds the largest norm found.  For l2 to l2, with the matrix G of size s, each power m gives

.. math::  \lambda_{\max}(G)^m \le \operatorname{tr} G^m \le s \, \lambda_{\max}(G)^m ,

so that G may be left out if :math:`s \operatorname{tr} G^m < \operatorname{tr} H^m` for some H.  The power is doubled
as long as that leaves many; of the others the eigenvalues are compared.

All is done in integers: J is given by numerators, and so is the answer.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import product
from typing import Literal, NamedTuple, TypeAlias

import flint
import numpy as np

from tropnet.errors import InputError
from tropnet.exact.algebraic import Real, real_roots
from tropnet.exact.arrays import RationalArray, RationalArrayLike, rational_array
from tropnet.exact.integers import Integers, to_flint, zeros
from tropnet.exact.matrix import nullspace

__all__ = [
    "NORMS",
    "Norm",
    "check_norms",
    "largest_operator_norm",
    "squared_operator_norm",
    "stretched_direction",
]

Norm: TypeAlias = Literal["l1", "l2", "linf"]

NORMS: tuple[Norm, ...] = ("l1", "l2", "linf")
DUAL: dict[Norm, Norm] = {"l1": "linf", "l2": "l2", "linf": "l1"}

MOST_SIGNS = 18
"""Vectors of so many signs are enumerated at most, opposite ones counted once: 2^17."""

ENTRIES_AT_ONCE = 1 << 16

FEW = 4
"""So many eigenvalues are compared without further powers."""

LARGEST_POWER = 64

RELATIVE_GAP = Fraction(1, 2**20)
"""How near the stretch of a rational direction comes to the square of an irrational norm, relative to it."""


class _Polyhedral(NamedTuple):
    """The way to a norm by vertices: of the ball of inputs, or, transposed, of the dual ball of outputs."""

    is_transposed: bool
    ball: Norm
    size: Norm
    dim: int

    @property
    def n_vertices(self) -> int:
        """The number of vertices, opposite ones counted once."""
        return self.dim if self.ball == "l1" else 1 << (self.dim - 1)

    def seen(self, matrices: Integers) -> Integers:
        """The matrices, or their transposes."""
        return np.swapaxes(matrices, -1, -2) if self.is_transposed else matrices


def check_norms(norm: str, output_norm: str) -> None:
    """Whether the norms are known.

    Raises
    ------
    InputError
        If they are not.

    Examples
    --------
    >>> check_norms("l2", "linf")
    """
    for name, given in (("norm", norm), ("output_norm", output_norm)):
        if given not in NORMS:
            raise InputError(f"{name}={given!r} is not known; give one of 'l1', 'l2', 'linf'")


def squared_operator_norm(matrix: RationalArrayLike, norm: Norm, output_norm: Norm) -> Real:
    """The square of the operator norm of a matrix, a Fraction or an irrational algebraic number.

    Parameters
    ----------
    matrix : array-like of rationals, shape (k, n)
    norm, output_norm : {"l1", "l2", "linf"}
        On the inputs, R^n, and on the outputs, R^k.

    Raises
    ------
    InputError
        If a norm is not known, or there are too many vectors of signs.

    Examples
    --------
    >>> J = [[1, 2], [0, 1]]
    >>> squared_operator_norm(J, "linf", "linf"), squared_operator_norm(J, "linf", "l2")
    (Fraction(9, 1), Fraction(10, 1))
    >>> squared_operator_norm(J, "l2", "l2")
    RealAlgebraic(x^2 - 6x + 1 = 0, about 5.828427)
    """
    check_norms(norm, output_norm)
    J = rational_array(matrix)
    way = _way(J.shape, norm, output_norm)
    if way is None:
        return _scaled(_gram(J.numerators), J.denominator**2)
    value = Fraction(max(_stretches(J.numerators[None], way)[0].tolist()), 1)
    return value / J.denominator**2 if way.size == "l2" else (value / J.denominator) ** 2


def largest_operator_norm(matrices: Integers, norm: Norm, output_norm: Norm) -> int:
    """The number of a matrix with the largest operator norm of all.

    Parameters
    ----------
    matrices : object array of Python integers, shape (c, k, n), c >= 1
    norm, output_norm : {"l1", "l2", "linf"}

    Raises
    ------
    InputError
        If there are too many vectors of signs.

    Examples
    --------
    >>> J = np.array([[[1, 2], [0, 1]], [[2, 0], [2, 0]], [[1, 1], [1, 1]]], dtype=object)
    >>> [largest_operator_norm(J, p, p) for p in NORMS]
    [1, 1, 0]
    """
    way = _way(matrices.shape[1:], norm, output_norm)
    return _largest_eigenvalue(_grams(matrices)) if way is None else _largest_stretch(matrices, way)


def stretched_direction(matrix: Integers, norm: Norm, output_norm: Norm) -> RationalArray:
    """A direction that the matrix stretches by its norm, or, if that is irrational from l2 to l2, by nearly as much.

    "Nearly" means that the square of the stretch falls short by less than one part in 2^20.

    Parameters
    ----------
    matrix : object array of Python integers, shape (k, n)
    norm, output_norm : {"l1", "l2", "linf"}

    Returns
    -------
    RationalArray, shape (n,)

    Examples
    --------
    >>> J = np.array([[1, -2], [0, 1]], dtype=object)
    >>> stretched_direction(J, "linf", "l1"), stretched_direction(J, "l2", "linf")
    (RationalArray([1, -1]), RationalArray([1, -2]))
    """
    way = _way(matrix.shape, norm, output_norm)
    if not matrix.any():
        unit = zeros(matrix.shape[1])
        unit[0] = 1
        return RationalArray.from_integers(unit)
    if way is None:
        return _stretched_by_the_largest_eigenvalue(matrix)
    best = np.argmax(_stretches(matrix[None], way)[0])
    vertex = np.concatenate(list(_vertices(way)))[best]
    return RationalArray.from_integers(_dual_vector(vertex @ matrix, norm) if way.is_transposed else vertex)


# -- one polyhedral norm ---------------------------------------------------------------------------


def _way(shape: tuple[int, ...], norm: Norm, output_norm: Norm) -> _Polyhedral | None:
    """The way with the fewest vertices; None if no norm is polyhedral."""
    k, n = shape
    # All norms on R^1 are the same.
    p: Norm = "l1" if n == 1 else norm
    r: Norm = "linf" if k == 1 else output_norm
    ways = []
    if p != "l2":
        ways.append(_Polyhedral(False, p, r, n))
    if r != "l2":
        ways.append(_Polyhedral(True, DUAL[r], DUAL[p], k))
    if not ways:
        return None
    way = min(ways, key=lambda way: way.n_vertices)
    if way.ball == "linf" and way.dim > MOST_SIGNS:
        raise InputError(
            f"the norm of a matrix of shape {(k, n)} from {norm} to {output_norm} is the largest over 2^{way.dim - 1} "
            f"vectors of signs, which is too many; take l1 on the inputs or linf on the outputs, or fewer outputs"
        )
    return way


def _vertices(way: _Polyhedral) -> Iterator[Integers]:
    """The vertices of the ball, some rows at a time; of opposite ones the first."""
    if way.ball == "l1":
        yield np.eye(way.dim, dtype=np.int64).astype(object)
        return
    fast = min(way.dim - 1, 10)
    tails = np.array(list(product((1, -1), repeat=fast)), dtype=object).reshape(1 << fast, fast)
    for head in product((1, -1), repeat=way.dim - 1 - fast):
        yield np.hstack([np.tile(np.array([1, *head], dtype=object), (len(tails), 1)), tails])


def _sizes(vectors: Integers, norm: Norm, axis: int = -1) -> Integers:
    """The norms of integer vectors, for l2 the squares."""
    if norm == "l2":
        return np.asarray((vectors * vectors).sum(axis=axis))
    sizes = abs(vectors)
    return np.asarray(sizes.max(axis=axis) if norm == "linf" else sizes.sum(axis=axis))


def _stretches(matrices: Integers, way: _Polyhedral) -> Integers:
    """The sizes of the images of all vertices, shape (c, n_vertices)."""
    seen = way.seen(matrices)
    return np.concatenate(
        [_sizes(np.matmul(seen, vertices.T), way.size, axis=1) for vertices in _vertices(way)], axis=1
    )


def _largest_stretch(matrices: Integers, way: _Polyhedral) -> int:
    """The number of a matrix with the largest norm, by descending bounds."""
    bounds = _sizes(_sizes(way.seen(matrices), DUAL[way.ball]), way.size)
    order = np.argsort(-bounds, kind="stable")
    step = max(1, ENTRIES_AT_ONCE // (way.n_vertices * matrices[0].size))
    best, number = -1, 0
    for start in range(0, len(order), step):
        some = order[start : start + step]
        if bounds[some[0]] <= best:
            break
        norms = _stretches(matrices[some], way).max(axis=1)
        place = int(np.argmax(norms))
        if norms[place] > best:
            best, number = norms[place], int(some[place])
    return number


def _dual_vector(form: Integers, norm: Norm) -> Integers:
    """A vector x with form x = |form|_{norm*} |x|_{norm}."""
    if norm == "l2":
        return form
    signs = np.sign(form)
    if norm == "linf":
        return np.asarray(signs, dtype=object)
    unit = zeros(len(form))
    place = int(np.argmax(abs(form)))
    unit[place] = signs[place]
    return unit


# -- from l2 to l2 ---------------------------------------------------------------------------------


def _gram(matrix: Integers) -> Integers:
    gram: Integers = _grams(matrix[None])[0]
    return gram


def _grams(matrices: Integers) -> Integers:
    """J J^T or J^T J, whichever is smaller."""
    transposed = np.swapaxes(matrices, 1, 2)
    is_wide = matrices.shape[1] <= matrices.shape[2]
    factors = (matrices, transposed) if is_wide else (transposed, matrices)
    grams: Integers = np.matmul(*factors)
    return grams


def _largest_eigenvalue(grams: Integers) -> int:
    """The number of a matrix with the largest of all eigenvalues; matrices are positive semidefinite."""
    size = grams.shape[1]
    first = {tuple(row): i for i, row in reversed(list(enumerate(grams.reshape(len(grams), -1).tolist())))}
    left = np.array(sorted(first.values()))
    powers, power = grams[left], 1
    while True:
        traces = np.trace(powers, axis1=1, axis2=2)
        kept = np.flatnonzero(size * traces >= traces.max())
        left, powers = left[kept], powers[kept]
        if len(left) <= FEW or power >= LARGEST_POWER:
            break
        powers, power = np.matmul(powers, powers), 2 * power
    best, value = int(left[0]), _scaled(grams[left[0]], 1)
    for i in left[1:].tolist():
        other = _scaled(grams[i], 1)
        if value < other:
            best, value = i, other
    return best


def _scaled(gram: Integers, divisor: int) -> Real:
    """The largest eigenvalue of a positive semidefinite matrix over a positive integer."""
    polynomial = to_flint(gram).charpoly()
    coefficients = [int(c) * divisor**i for i, c in enumerate(polynomial.coeffs())]
    primitive = flint.fmpz_poly(coefficients)
    primitive = primitive / primitive.content() if primitive.content() > 1 else primitive
    above = Fraction(int(np.trace(gram)), divisor) + 1
    return real_roots([int(c) for c in primitive.coeffs()], -1, above)[-1]


def _stretched_by_the_largest_eigenvalue(matrix: Integers) -> RationalArray:
    """An eigenvector of J^T J for a rational eigenvalue, and else a column of a high power of it."""
    symmetric = matrix.T @ matrix
    value = _scaled(symmetric, 1)
    if isinstance(value, Fraction):
        shift = zeros(symmetric.shape)
        np.fill_diagonal(shift, int(value))
        vector: RationalArray = nullspace(RationalArray.from_integers(symmetric - shift))[0]
        return vector
    least = value.enclosure(value.high * RELATIVE_GAP / 4)[1] * (1 - RELATIVE_GAP / 2)
    power = symmetric
    while True:
        column = power[:, int(np.argmax(power.diagonal()))]
        if (column @ symmetric @ column) >= least * (column @ column):
            return RationalArray.from_integers(_without_content(column))
        power = _shortened(power @ power)


def _shortened(matrix: Integers) -> Integers:
    """The leading 100 bits of the entries, rounded down; only proposals are made of them."""
    excess = max(0, max(abs(matrix).ravel().tolist()).bit_length() - 100)
    return np.asarray(matrix >> excess, dtype=object)


def _without_content(vector: Integers) -> Integers:
    return np.asarray(vector // np.gcd.reduce(vector))
