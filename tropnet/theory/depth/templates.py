r"""Templates: the orbit sums with k pairs on each side, each once.

An orbit sum :math:`F_{A, B}` (:mod:`tropnet.theory.depth.orbit_sums`) does not change when the indices are renamed, nor
when A and B are exchanged.  A *template* is a pair (A, B) up to both: a multigraph on n points whose edges have two
colours, k edges of each, up to isomorphism and exchange of the colours.  A pair {i, i} is a loop.

**Canonical form.**  Order the pairs by the larger index, then by the smaller one, and multisets of pairs as sorted
lists.  The canonical form is the least (A, B) of all that renaming and exchange lead to: A is least, and B is least
beside it.  Sorted lists of equal length compare like the vectors of multiplicities

.. math::  m(1, 1), \; m(1, 2), m(2, 2), \; m(1, 3), m(2, 3), m(3, 3), \; \dots

the other way round, and the block with t entries is known as soon as the indices 1, ..., t are given away.  So
:func:`canonical_template` gives them away one after the other and keeps all beginnings that are best so far.  Points
without an edge of A come after the others: to move one of them backwards makes a later nonzero block earlier.  What
is left at the end are the symmetries of the template, so :func:`orbit_size` comes out of the same search.

**All templates** are found without comparing any two.  The permutations of a multiset A give its images at once: the
different images are its class, the permutations that fix it are its stabiliser, and for each image there is a
permutation that leads to it.  With A the least of its class, the templates (A, B) with B of a later class are the
orbits of the stabiliser on those B.  In the same class, :math:`B = \sigma A` is exchanged to :math:`(\sigma A, A)`,
which is renamed to :math:`(A, \sigma^{-1} A)`; so two orbits are joined or one goes to itself.

**Their number** is known before, by the lemma of Cauchy and Frobenius: with :math:`f(\sigma)` the number of multisets
of k pairs that :math:`\sigma` fixes, it is the mean of :math:`(f(\sigma)^2 + f(\sigma^2)) / 2` over all permutations,
as :math:`(A, B) = (\sigma B, \sigma A)` means :math:`A = \sigma^2 A` and :math:`B = \sigma^{-1} A`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from itertools import combinations_with_replacement, permutations
from math import comb, factorial, perm, prod
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from tropnet.errors import InputError
from tropnet.polyhedra.reading import integer_at_least
from tropnet.theory.depth.orbit_sums import LARGEST_PERMUTED, Pair, pairs_of

__all__ = ["Template", "canonical_template", "n_templates", "orbit_size", "templates"]


class Template(NamedTuple):
    """Two multisets of pairs, each in the order of :func:`~tropnet.theory.depth.orbit_sums.pairs_of`."""

    left: tuple[Pair, ...]
    right: tuple[Pair, ...]

    def __str__(self) -> str:
        sides = (" + ".join(f"m({i},{j})" for i, j in side) for side in self)
        return f"max({', '.join(sides)})"


def canonical_template(left: Iterable[Pair], right: Iterable[Pair]) -> Template:
    """The least pair of multisets that renaming the indices and exchanging the sides lead to.

    Two orbit sums with as many indices have the same canonical form if and only if they differ by renaming and
    exchange.  The cost grows with the number of symmetries.

    Parameters
    ----------
    left, right : iterable of Pair
        Of any positive indices.

    Returns
    -------
    Template
        Its indices are 1, ..., v, where v is the number of different indices.

    Examples
    --------
    >>> print(canonical_template([(3, 5), (2, 5)], [(2, 7), (7, 7)]))
    max(m(1,1) + m(1,2), m(2,3) + m(3,4))
    """
    return _canonical(left, right)[0]


def orbit_size(n: int, left: Iterable[Pair], right: Iterable[Pair]) -> int:
    """The number of different unordered pairs of sides among the n! summands of an orbit sum.

    Parameters
    ----------
    n : int
        At least the number of different indices.
    left, right : iterable of Pair

    Raises
    ------
    InputError
        If n is smaller.

    Examples
    --------
    The three ways to split four numbers into two pairs:

    >>> orbit_size(4, [(1, 2)], [(3, 4)])
    3
    """
    form, symmetries = _canonical(left, right)
    v = max((j for side in form for _, j in side), default=0)
    if n < v:
        raise InputError(f"the two sides have {v} different indices, but n is {n}; give an n of at least {v}")
    return perm(n, v) // symmetries


def n_templates(n: int, k: int, loops: bool = True) -> int:
    """The number of templates with k pairs on each side, by a formula.

    Parameters
    ----------
    n, k : int
        At least 1.
    loops : bool
        Whether pairs {i, i} are allowed.

    Raises
    ------
    InputError
        If n or k is no such integer.

    Source
    ------
    The lemma of Cauchy and Frobenius, often called Burnside's; see the module.

    Examples
    --------
    >>> n_templates(7, 3), n_templates(7, 3, loops=False)
    (4469, 717)
    """
    n = integer_at_least(1, n, "the number of numbers n")
    k = integer_at_least(1, k, "the number of pairs k")
    total = 0
    for cycles in _partitions(n, n):
        permutation = _with_cycles(cycles)
        square = [permutation[i] for i in permutation]
        fixed = _n_fixed(permutation, k, loops) ** 2 + _n_fixed(square, k, loops)
        total += fixed * _class_size(cycles)
    return total // (2 * factorial(n))


def templates(n: int, k: int, loops: bool = True) -> tuple[Template, ...]:
    """All templates with k pairs on each side and indices from 1 to n, in canonical form and sorted.

    Parameters
    ----------
    n : int
        From 1 to 9, as all permutations are written down.
    k : int
        At least 1.
    loops : bool
        Whether pairs {i, i} are allowed.

    Returns
    -------
    tuple of Template
        :func:`n_templates` of them.

    Raises
    ------
    InputError
        If n or k is no such integer, or k is so large that multisets of k pairs are not numbered in 63 bits.

    Examples
    --------
    >>> for template in templates(6, 1):
    ...     print(template)
    max(m(1,1), m(1,1))
    max(m(1,1), m(1,2))
    max(m(1,1), m(2,2))
    max(m(1,1), m(2,3))
    max(m(1,2), m(1,2))
    max(m(1,2), m(1,3))
    max(m(1,2), m(3,4))
    """
    n = integer_at_least(1, n, "the number of numbers n")
    k = integer_at_least(1, k, "the number of pairs k")
    if n > LARGEST_PERMUTED:
        raise InputError(
            f"templates are found from all n! permutations, and n is {n}; it must be at most {LARGEST_PERMUTED}"
        )
    if comb(n + 1, 2) ** k >= 2**63:
        raise InputError(
            f"k is {k}, which is too large for n = {n}: {comb(n + 1, 2)}^k must be less than 2^63"
        )
    sides = _Sides(n, k, loops)
    return tuple(
        Template(sides.pairs(first), sides.pairs(second))
        for first in sides.least_of_classes()
        for second in sides.least_beside(first)
    )


# -- the canonical form -------------------------------------------------------------------------------


def _canonical(left: Iterable[Pair], right: Iterable[Pair]) -> tuple[Template, int]:
    """The canonical form, and the number of symmetries of the template on its own indices."""
    first, second = tuple(left), tuple(right)
    found = [_least_renamed(first, second)]
    # A renaming that fixes two equal sides exchanges them too, and is one symmetry.
    if _multiplicities(first) != _multiplicities(second):
        found.append(_least_renamed(second, first))
    form = min((form for form, _ in found), key=_place)
    return form, sum(count for other, count in found if other == form)


def _place(form: Template) -> list[list[Pair]]:
    return [[pair[::-1] for pair in side] for side in form]


def _least_renamed(first: tuple[Pair, ...], second: tuple[Pair, ...]) -> tuple[Template, int]:
    """The least of all renamings, and how many renamings lead to it."""
    points = {i for pair in first for i in pair}
    later = {i for pair in second for i in pair} - points
    in_first, in_second = _multiplicities(first), _multiplicities(second)
    orders: list[tuple[int, ...]] = [()]
    for _ in points:
        orders = _best(((*o, v) for o in orders for v in points - {*o}), lambda o: _block(in_first, o))
    orders = _best(orders, lambda o: [_block(in_second, o[:t]) for t in range(1, len(o) + 1)])
    for _ in later:
        orders = _best(((*o, v) for o in orders for v in later - {*o}), lambda o: _block(in_second, o))
    name = {v: label for label, v in enumerate(orders[0], 1)}
    form = Template(*(_sorted((name[i], name[j]) for i, j in side) for side in (first, second)))
    return form, len(orders)


def _multiplicities(pairs: Iterable[Pair]) -> Counter[frozenset[int]]:
    return Counter(map(frozenset, pairs))


def _block(multiplicities: Counter[frozenset[int]], order: tuple[int, ...]) -> list[int]:
    """The multiplicities of the pairs of the last point with each point so far."""
    return [multiplicities[frozenset((v, order[-1]))] for v in order]


def _best(orders: Iterable[tuple[int, ...]], key: Callable[[tuple[int, ...]], Any]) -> list[tuple[int, ...]]:
    """All orders with the largest key."""
    keyed = [(key(order), order) for order in orders]
    largest = max(value for value, _ in keyed)
    return [order for value, order in keyed if value == largest]


def _sorted(pairs: Iterable[Pair]) -> tuple[Pair, ...]:
    return tuple(sorted(((min(pair), max(pair)) for pair in pairs), key=lambda pair: pair[::-1]))


# -- the number of templates --------------------------------------------------------------------------


def _partitions(n: int, largest: int) -> Iterator[tuple[int, ...]]:
    """The partitions of n into parts that are not larger, in descending order."""
    if not n:
        yield ()
    for part in range(min(n, largest), 0, -1):
        for rest in _partitions(n - part, part):
            yield (part, *rest)


def _with_cycles(lengths: Iterable[int]) -> list[int]:
    """A permutation of 0, ..., n - 1 with these lengths of cycles."""
    permutation: list[int] = []
    for length in lengths:
        start = len(permutation)
        permutation += [*range(start + 1, start + length), start]
    return permutation


def _class_size(lengths: tuple[int, ...]) -> int:
    """The number of permutations with these lengths of cycles."""
    repeated = prod(map(factorial, Counter(lengths).values()))
    return factorial(sum(lengths)) // (prod(lengths) * repeated)


def _n_fixed(permutation: list[int], k: int, loops: bool) -> int:
    """The number of multisets of k pairs that a permutation fixes.

    They are multisets of cycles on the pairs, so the number is a coefficient of the product of 1 / (1 - x^length).
    """
    counts = [1] + [0] * k
    waiting = {frozenset(pair) for pair in pairs_of(len(permutation)) if loops or pair[0] < pair[1]}
    while waiting:
        length, pair = 0, next(iter(waiting))
        while pair in waiting:
            waiting.remove(pair)
            pair = frozenset(permutation[i - 1] + 1 for i in pair)
            length += 1
        for size in range(length, k + 1):
            counts[size] += counts[size - length]
    return counts[k]


# -- all templates ------------------------------------------------------------------------------------


class _Sides:
    """All multisets of k pairs, numbered in their order, with the permutations of n points acting on them."""

    def __init__(self, n: int, k: int, loops: bool) -> None:
        self.names = [pair for pair in pairs_of(n) if loops or pair[0] < pair[1]]
        index = np.zeros((n, n), np.int64)
        for number, (i, j) in enumerate(self.names):
            index[i - 1, j - 1] = index[j - 1, i - 1] = number
        self.permutations = np.array([*permutations(range(n))])
        ends = np.array(self.names, np.int64).reshape(-1, 2).T - 1
        #: for each permutation, the number of the image of each pair
        self.images = index[self.permutations[:, ends[0]], self.permutations[:, ends[1]]]
        self.numbers = np.array([*combinations_with_replacement(range(len(self.names)), k)], np.int64)
        self.numbers = self.numbers.reshape(comb(len(self.names) + k - 1, k), k)
        self.codes = self._code(self.numbers)
        #: the number of the least multiset of its class, for each multiset
        self.least = np.full(len(self.numbers), -1)

    def _code(self, numbers: NDArray[Any]) -> NDArray[Any]:
        """Integers in the order of the sorted rows."""
        return np.sort(numbers, axis=-1) @ (len(self.names) ** np.arange(numbers.shape[-1])[::-1])

    def _rank(self, numbers: NDArray[Any]) -> NDArray[Any]:
        return np.searchsorted(self.codes, self._code(numbers))

    def pairs(self, side: int) -> tuple[Pair, ...]:
        return tuple(self.names[number] for number in self.numbers[side])

    def least_of_classes(self) -> list[int]:
        """The least multiset of each class under renaming."""
        for side in range(len(self.numbers)):
            if self.least[side] < 0:
                self.least[self._rank(self.images[:, self.numbers[side]])] = side
        return [int(side) for side in np.unique(self.least)]

    def least_beside(self, first: int) -> list[int]:
        """The least B of each template (A, B), where A is the least of its class and the class of B is not earlier."""
        images = self._rank(self.images[:, self.numbers[first]])
        orbit = self._orbits(np.flatnonzero(images == first))
        same, leading = np.unique(images, return_index=True)
        inverse = np.argsort(self.permutations[leading], axis=1)
        exchanged = images[_rank_of_permutations(inverse)]
        orbit[same] = np.minimum(orbit[same], orbit[exchanged])
        numbers = np.arange(len(orbit))
        return [int(side) for side in np.flatnonzero((orbit == numbers) & (self.least >= first))]

    def _orbits(self, group: NDArray[Any]) -> NDArray[Any]:
        """The least multiset in the orbit of each, under a group of permutations."""
        least = np.arange(len(self.numbers))
        moves = [self._rank(self.images[g][self.numbers]) for g in self._generators(group)]
        before = None
        while before is None or (least != before).any():
            before = least
            for move in moves:
                least = np.minimum(least, least[move])
        return least

    def _generators(self, group: NDArray[Any]) -> Iterator[int]:
        """Strong generators: for each i and j an element that fixes the points before i and leads i to j."""
        for i in range(self.permutations.shape[1]):
            targets = self.permutations[group, i]
            for j, place in zip(*np.unique(targets, return_index=True), strict=True):
                if j != i:
                    yield int(group[place])
            group = group[targets == i]


def _rank_of_permutations(rows: NDArray[Any]) -> NDArray[Any]:
    """The places of permutations in lexicographic order."""
    n = rows.shape[1]
    smaller = (rows[:, :, None] > rows[:, None, :]) & np.triu(np.ones((n, n), bool), 1)
    places: NDArray[Any] = smaller.sum(axis=2) @ np.array([factorial(n - 1 - i) for i in range(n)])
    return places
