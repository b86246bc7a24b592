r"""The linear system whose solutions are the identities for the maximum of n numbers.

Which rational combinations of the orbit sums with k pairs on each side are :math:`\max(x_1, \dots, x_n)`?  On the
sorted points :math:`x_1 \le \dots \le x_n` each orbit sum is

.. math::  F_t(x) = \ell_t \cdot x + \sum_d r_{d, t} \, [d \cdot x]_+

with finitely many *hinges* d, the same for all t: primitive integer vectors with a positive first nonzero entry that
vanish at an interior point.  :mod:`tropnet.theory.depth.max_identity` shows how, and that the hinges and the
coordinates are independent as functions.  So :math:`\sum_t c_t F_t = \max` if and only if

.. math::  \sum_t c_t r_{d, t} = 0 \text{ for every } d, \qquad \sum_t c_t \ell_t = e_n.

The system has a row for each hinge that occurs and n linear rows, a column for each template of
:mod:`tropnet.theory.depth.templates`, and integer entries; its right side is the last unit vector.

**Assembly.**  A pair {i, j} becomes the position :math:`p = \max(\sigma(i), \sigma(j))`, and is written as
:math:`(2 k + 1)^p` for all permutations at once.  The entries of d lie in -k, ..., k, so the sum over A less the sum
over B tells d, and equal ones are counted by sorting n! integers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import Executor
from dataclasses import dataclass, field
from functools import cache, cached_property
from itertools import permutations
from operator import index
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from tropnet.errors import InputError, MissingDependencyError
from tropnet.exact.arrays import RationalArray
from tropnet.exact.matrix import rank
from tropnet.theory.depth.orbit_sums import Pair, pairs_of
from tropnet.theory.depth.templates import Template, n_templates, templates

__all__ = ["Directions", "IdentitySystem", "identity_system"]

LARGEST_SYSTEM = 10_000
"""The number of templates of a system that is assembled without being asked twice."""
BLOCK = 32

Tally = tuple[NDArray[Any], NDArray[Any]]
"""The different differences d of a template, as codes, and how many permutations have each."""


class Directions(NamedTuple):
    """The columns of a system up to positive multiples."""

    #: shape (n_rows, number of directions): different primitive columns
    columns: NDArray[np.int64]
    #: for each direction the numbers of the templates that have it
    members: tuple[tuple[int, ...], ...]
    #: for each template, its multiple of the primitive column
    content: NDArray[np.int64]


@dataclass(frozen=True, repr=False)
class IdentitySystem:
    """The linear system for the coefficients of an identity; see the module.

    Two are equal if n, k and ``loops`` are, which determine the rest.

    Attributes
    ----------
    n, k : int
    loops : bool
        Whether pairs {i, i} are among the pairs.
    templates : tuple of Template
        One for each column.
    hinges : tuple of tuples of n integers
        One for each row but the last n, which are the coordinates.
    matrix : array of int64, shape (n_rows, n_templates)
        Not to be written to.
    """

    n: int
    k: int
    loops: bool
    templates: tuple[Template, ...] = field(compare=False)
    hinges: tuple[tuple[int, ...], ...] = field(compare=False)
    matrix: NDArray[np.int64] = field(compare=False)

    @property
    def n_rows(self) -> int:
        """The number of hinges and coordinates."""
        return len(self.hinges) + self.n

    @property
    def right_side(self) -> NDArray[np.int64]:
        """The last unit vector, shape (n_rows,): the maximum of sorted numbers is the last one."""
        unit = np.zeros(self.n_rows, np.int64)
        unit[-1] = 1
        return unit

    @cached_property
    def directions(self) -> Directions:
        """The columns up to multiples.

        Examples
        --------
        For three numbers, the six orbit sums have three directions:

        >>> system = identity_system(3, 2, loops=False)
        >>> for members in system.directions.members:
        ...     print(*(system.templates[j] for j in members), sep="; ")
        max(m(1,2) + m(1,2), m(1,3) + m(1,3)); max(m(1,2) + m(1,2), m(1,3) + m(2,3))
        max(m(1,2) + m(1,2), m(1,2) + m(1,2)); max(m(1,2) + m(1,3), m(1,2) + m(1,3))
        max(m(1,2) + m(1,2), m(1,2) + m(1,3)); max(m(1,2) + m(1,3), m(1,2) + m(2,3))
        """
        content = np.maximum(np.gcd.reduce(self.matrix, axis=0), 1)
        columns, which = np.unique(self.matrix // content, axis=1, return_inverse=True)
        members: list[list[int]] = [[] for _ in columns.T]
        for template, direction in enumerate(which.ravel().tolist()):
            members[direction].append(template)
        return Directions(columns, tuple(map(tuple, members)), content)

    @cached_property
    def rank(self) -> int:
        """The dimension of the space of all functions that are combinations of the orbit sums.

        Examples
        --------
        >>> identity_system(5, 2).rank
        17
        """
        return rank(RationalArray.from_integers(self.matrix))

    def __repr__(self) -> str:
        loops = "" if self.loops else ", without loops"
        return (
            f"<IdentitySystem for n = {self.n}, k = {self.k}{loops}: {self.n_rows} rows, "
            f"{len(self.templates)} templates>"
        )


def identity_system(
    n: int,
    k: int,
    loops: bool = True,
    *,
    largest: int = LARGEST_SYSTEM,
    executor: Executor | None = None,
    progress: bool = False,
) -> IdentitySystem:
    """The system for the maximum of n numbers by orbit sums with k pairs on each side.

    Parameters
    ----------
    n : int
        From 1 to 9.
    k : int
        At least 1.
    loops : bool
        Whether pairs {i, i} are allowed.
    largest : int
        A system with more templates than this is refused.
    executor : concurrent.futures.Executor, optional
        What counts the permutations of the templates; the result does not depend on it.
    progress : bool
        Whether to show a bar; needs tqdm.

    Raises
    ------
    InputError
        If n or k is no such integer, or there are more than ``largest`` templates.
    MissingDependencyError
        If ``progress`` is wanted and tqdm is not installed.

    Source
    ------
    M. Rueß and others, 2026, arXiv:2607.21651, Section 4.1.

    Examples
    --------
    >>> identity_system(7, 2)
    <IdentitySystem for n = 7, k = 2: 77 rows, 147 templates>
    """
    count = n_templates(n, k, loops)
    if count > largest:
        raise InputError(
            f"there are {count} templates for n = {n} and k = {k}; give largest={count} to assemble the system all "
            "the same" + (", or loops=False for fewer" if loops else "")
        )
    n, k = index(n), index(k)
    columns = templates(n, k, loops)
    tallies = [*_counted(_tallies(n, k, columns, executor), count, progress)]
    return _system(n, k, loops, columns, tallies)


def _counted(items: Iterable[Tally], total: int, progress: bool) -> Iterable[Tally]:
    if not progress:
        return items
    try:
        from tqdm import tqdm
    except ImportError as error:
        raise MissingDependencyError("progress=True needs tqdm: pip install 'tropnet[progress]'") from error
    bar: Iterable[Tally] = tqdm(items, total=total, unit=" templates")
    return bar


def _tallies(n: int, k: int, columns: tuple[Template, ...], executor: Executor | None) -> Iterator[Tally]:
    blocks = [columns[i : i + BLOCK] for i in range(0, len(columns), BLOCK)]
    run = map if executor is None else executor.map
    for block in run(_block_of_tallies, [n] * len(blocks), [k] * len(blocks), blocks):
        yield from block


def _block_of_tallies(n: int, k: int, columns: tuple[Template, ...]) -> list[Tally]:
    powers = (2 * k + 1) ** np.arange(n)
    code = {pair: powers[places] for pair, places in _larger_positions(n).items()}
    nothing = np.zeros(1, np.int64)
    return [
        np.unique(
            sum((code[pair] for pair in left), nothing) - sum((code[pair] for pair in right), nothing),
            return_counts=True,
        )
        for left, right in columns
    ]


@cache
def _larger_positions(n: int) -> dict[Pair, NDArray[np.int8]]:
    """For each pair its larger position, in all permutations."""
    places = np.array([*permutations(range(n))], np.int8)
    return {(i, j): np.maximum(places[:, i - 1], places[:, j - 1]) for i, j in pairs_of(n)}


def _system(
    n: int, k: int, loops: bool, columns: tuple[Template, ...], tallies: list[Tally]
) -> IdentitySystem:
    """The rows, from the differences and their numbers of permutations."""
    assert (2 * k + 1) ** n < 2**62
    none = np.zeros(0, np.int64)
    found = np.concatenate([none, *(codes for codes, _ in tallies)])
    times = np.concatenate([none, *(counts for _, counts in tallies)])
    column = np.repeat(np.arange(len(columns)), [len(codes) for codes, _ in tallies])
    codes, which = np.unique(found, return_inverse=True)
    d = _decoded(codes, n, k)
    is_hinge, is_linear, sign = _classified(d)
    content = np.maximum(np.gcd.reduce(d, axis=1), 1)
    primitive = d // (sign * content)[:, None]
    hinges, row_of_hinge = np.unique(primitive[is_hinge], axis=0, return_inverse=True)
    matrix = np.zeros((len(hinges) + n, len(columns)), np.int64)
    row = np.full(len(d), -1)
    row[is_hinge] = row_of_hinge.ravel()
    bends = is_hinge[which]
    np.add.at(matrix, (row[which][bends], column[bends]), (times * content[which])[bends])
    linear = matrix[len(hinges) :]
    np.add.at(linear.T, column, d[which] * (times * is_linear[which])[:, None])
    spread = {pair: np.bincount(places, minlength=n) for pair, places in _larger_positions(n).items()}
    for number, template in enumerate(columns):
        linear[:, number] += sum(spread[pair] for pair in template.right)
    matrix.flags.writeable = False
    return IdentitySystem(n, k, loops, columns, tuple(map(tuple, hinges.tolist())), matrix)


def _decoded(codes: NDArray[Any], n: int, k: int) -> NDArray[Any]:
    """The vectors with entries from -k to k that are written in these codes, shape (m, n)."""
    base = 2 * k + 1
    powers = base ** np.arange(n)
    d: NDArray[Any] = (codes[:, None] + k * powers.sum()) // powers % base - k
    return d


def _classified(d: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any]]:
    """Which d are hinges, which of them contribute d . x, and the sign that makes the first nonzero entry positive.

    By [d . x]_+ = d . x + [-d . x]_+, a hinge that is negated contributes d . x too.
    """
    sums = np.cumsum(d[:, ::-1], axis=1)
    rises, falls = sums.max(axis=1) > 0, sums.min(axis=1) < 0
    first = np.take_along_axis(d, (d != 0).argmax(axis=1)[:, None], axis=1)[:, 0]
    sign = np.where(first < 0, -1, 1)
    return rises & falls, rises & (~falls | (sign < 0)), sign
