r"""The maximum of many numbers, from the maximum of few: least depth first, then least size.

A *plan* says how the maximum of n numbers is computed by d hidden layers.  It is put together from these rules.

* *pair*: :math:`\max(u, v) = [u - v]_+ + [v]_+ - [-v]_+`, one hidden layer with three neurons.
* *identity*: the maximum of m = 5, 6, 7 or 8 numbers by two hidden layers
  (:func:`~tropnet.theory.depth.max_of_five_network`, :class:`~tropnet.theory.depth.MaxIdentity`).
* *pass on*: one more hidden layer, by :math:`y = [y]_+ - [-y]_+`.
* *rounds*: the numbers are put into g groups, and a pair (g = 2) or an identity (g = m) takes the maximum of the
  maxima of the groups.
* *blocks*: the bootstrap.

**The bootstrap.**  A :class:`~tropnet.theory.depth.MaxIdentity` for m numbers is a network with two hidden layers, of
which the first one has only to compute :math:`\max(y_i, y_j)`.  Let n numbers be put into m blocks, and :math:`y_i` be
the maximum of block i.  Then :math:`\max(y_i, y_j)` is the maximum of all numbers of two blocks.  So if d hidden layers
are enough for the numbers of any two blocks, d + 1 are enough for all:

.. math::  N_{d + 1} \ge m \lfloor N_d / 2 \rfloor, \qquad N_2 \ge m,

where :math:`N_d` is the largest number of numbers for which d hidden layers are known to be enough.  With
:math:`r = \lfloor m / 2 \rfloor` this gives :math:`N_{2 + s} \ge m \, r^s`, the printed theorem; for odd m the
recursion gives more, for m = 5 and s = 2 for instance 25 instead of 20.  For m = 8 it is :math:`8 \cdot 4^s`, that is

.. math::  \lceil \log_4 (n / 2) \rceil + 1 \text{ hidden layers for } n \ge 3 \text{ numbers.}

Blocks cost size: an identity of 8 numbers has 174127 neurons in its second hidden layer, and there are 28 pairs of
blocks.  Rounds cost little.  :func:`maximum_plan` finds the plan of least size for a number of hidden layers by dynamic
programming, among those whose blocks are as equal as possible, and whose groups are as equal or as full as possible.
Sizes are known before any network is built.

Source: M. Rueß and others, 2026, arXiv:2607.21651, Theorem 5.1.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from itertools import pairwise
from math import lcm
from typing import Literal

import numpy as np

from tropnet.errors import InputError
from tropnet.exact.arrays import RationalArray
from tropnet.networks.network import Network
from tropnet.networks.operations import pad_depth, stack_outputs
from tropnet.polyhedra.reading import integer_at_least
from tropnet.theory.depth.five_numbers import max_of_five_network
from tropnet.theory.depth.max_identity import LARGEST_NETWORK, SHIPPED, MaxIdentity
from tropnet.theory.depth.orbit_sums import Pair, pairs_of

__all__ = ["MaximumPlan", "bootstrap_depth", "maximum_plan"]

#: widths of the networks with two hidden layers, for 5, 6, 7 and 8 numbers
TWO_LAYERS = {5: (21, 11), 6: (22, 497), 7: (29, 27897), 8: (37, 174127)}
#: widths of the second hidden layers of the identities, whose first ones only compare pairs
GATES = {5: 197, 6: 497, 7: 27897, 8: 174127}

Rule = Literal["number", "pair", "identity", "pass on", "rounds", "blocks"]


@dataclass(frozen=True, repr=False)
class MaximumPlan:
    """How the maximum of n numbers is computed; nothing is built before it is asked for.

    Attributes
    ----------
    n : int
    rule : {"number", "pair", "identity", "pass on", "rounds", "blocks"}
        See the module; "number" is a single number as it is.
    parts : tuple of MaximumPlan
        For "rounds" the plans of the groups, then the one of their maxima.  For "blocks" the plans of the pairs of
        blocks, in the order of the pairs.
    widths : tuple of int
        The widths of the hidden layers of the network.

    Examples
    --------
    >>> plan = maximum_plan(12)
    >>> plan
    <MaximumPlan of 12 numbers: 3 hidden layers, 537 neurons>
    >>> print(plan)
    12 numbers by 3 layers: rounds, groups of 2, 2, 2, 2, 2, 2
    6 numbers by 2 layers: identity
    2 numbers by 1 layer: pair
    >>> print(maximum_plan(14))
    14 numbers by 3 layers: blocks of 3, 3, 2, 2, 2, 2
    6 numbers by 2 layers: identity
    5 numbers by 2 layers: identity
    4 numbers by 2 layers: rounds, groups of 2, 2
    2 numbers by 1 layer: pair
    >>> plan.network().widths == plan.widths
    True
    """

    n: int
    rule: Rule
    parts: tuple[MaximumPlan, ...]
    widths: tuple[int, ...]

    def __hash__(self) -> int:
        # Enough to tell almost all plans apart, where the parts of the parts would take time exponential in the depth.
        return hash((self.n, self.rule, self.widths))

    @property
    def hidden_layers(self) -> int:
        """The number of hidden layers."""
        return len(self.widths)

    @property
    def size(self) -> int:
        """The number of neurons.

        Examples
        --------
        >>> [maximum_plan(n).size for n in (2, 4, 5, 6, 10, 18)]
        [3, 9, 32, 519, 47, 8282]
        """
        return sum(self.widths)

    def network(self, largest: int = LARGEST_NETWORK) -> Network:
        """The network.

        Parameters
        ----------
        largest : int
            A network with more neurons than this is refused.

        Raises
        ------
        InputError
            If the network has more than ``largest`` neurons.

        Examples
        --------
        >>> maximum_plan(10).network()([3, 1, 4, 1, 5, 9, 2, 6, 5, 3])
        RationalArray([9])
        """
        if self.size > largest:
            raise InputError(
                f"the network has {self.size} neurons; give largest={self.size} to build it all the same, or "
                f"hidden_layers={self.hidden_layers + 1} for one more hidden layer and, in general, fewer neurons"
            )
        return _built(self)

    def __repr__(self) -> str:
        layers = "1 hidden layer" if self.hidden_layers == 1 else f"{self.hidden_layers} hidden layers"
        return f"<MaximumPlan of {self.n} numbers: {layers}, {self.size} neurons>"

    def __str__(self) -> str:
        return "\n".join(plan._line for plan in self._all_parts() if plan.n > 1)

    def _all_parts(self) -> list[MaximumPlan]:
        """The plan and all different ones that it is made of, large ones first."""
        found: dict[MaximumPlan, None] = {}
        waiting = [self]
        while waiting:
            plan = waiting.pop()
            if plan not in found:
                found[plan] = None
                waiting += dict.fromkeys(plan.parts)
        return sorted(found, key=lambda plan: (-plan.n, -plan.hidden_layers))

    @property
    def _line(self) -> str:
        layers = "1 layer" if self.hidden_layers == 1 else f"{self.hidden_layers} layers"
        text = f"{self.n} numbers by {layers}: {self.rule}"
        if self.rule == "rounds":
            return f"{text}, groups of {', '.join(str(part.n) for part in self.parts[:-1])}"
        if self.rule == "blocks":
            return f"{text} of {', '.join(map(str, _shares(self.n, _n_blocks(self))))}"
        return text


def maximum_plan(
    n: int, hidden_layers: int | None = None, base: int = max(SHIPPED), *, blocks: bool = True
) -> MaximumPlan:
    """The plan of least size for the maximum of n numbers by a number of hidden layers, among those of the module.

    Parameters
    ----------
    n : int
        At least 1.
    hidden_layers : int, optional
        The least possible number if left out.  More hidden layers can have far fewer neurons.
    base : int
        The largest m whose identity is used: 4 for none, 5, 6, 7 or 8.
    blocks : bool
        Whether the bootstrap is used; otherwise there are rounds only, and the size grows linearly with n.

    Returns
    -------
    MaximumPlan

    Raises
    ------
    InputError
        If n is no such integer, so few hidden layers are not enough for these rules, or there is no such base.

    Examples
    --------
    >>> [maximum_plan(32, d) for d in (3, 4, 5)]
    [<MaximumPlan of 32 numbers: 3 hidden layers, 5050719 neurons>, \
<MaximumPlan of 32 numbers: 4 hidden layers, 1685 neurons>, <MaximumPlan of 32 numbers: 5 hidden layers, 93 neurons>]
    >>> maximum_plan(33, 3)
    Traceback (most recent call last):
    tropnet.errors.InputError: 3 hidden layers are not known to be enough for the maximum of 33 numbers; give \
hidden_layers=4
    """
    number = integer_at_least(1, n, "the number of numbers")
    _check_base(base)
    least = _least_depth(number, base, blocks)
    depth = least if hidden_layers is None else integer_at_least(0, hidden_layers, "hidden_layers")
    if depth < least:
        raise InputError(
            f"{depth} hidden layers are not known to be enough for the maximum of {number} numbers"
            f"{'' if base == max(SHIPPED) and blocks else ' with these rules'}; give hidden_layers={least}"
        )
    plan = _least(number, depth, base, blocks)
    assert plan is not None
    return plan


def bootstrap_depth(n: int, base: int = max(SHIPPED)) -> int:
    r"""The least number of hidden layers of a plan for the maximum of n numbers; no plan is made.

    For ``base = 8`` and :math:`n \ge 3` it is :math:`\lceil \log_4 (n / 2) \rceil + 1`.

    Parameters
    ----------
    n : int
        At least 1.
    base : int
        4, 5, 6, 7 or 8, as for :func:`maximum_plan`.

    Raises
    ------
    InputError
        If n is no such integer, or there is no such base.

    Examples
    --------
    >>> [bootstrap_depth(n) for n in (1, 2, 3, 8, 9, 32, 33, 128, 129)]
    [0, 1, 2, 2, 3, 3, 4, 4, 5]
    >>> [bootstrap_depth(100, base) for base in (4, 5, 6, 7, 8)]
    [7, 6, 5, 5, 4]
    """
    _check_base(base)
    return _least_depth(integer_at_least(1, n, "the number of numbers"), base, True)


def _check_base(base: int) -> None:
    if base not in (4, *SHIPPED):
        raise InputError(
            f"the base {base!r} is no number with an identity; give one of {SHIPPED}, or 4 for none"
        )


@cache
def _reach(hidden_layers: int, base: int, blocks: bool) -> int:
    """The largest number of numbers for which the rules have a plan."""
    if hidden_layers < 2:
        return hidden_layers + 1
    before = _reach(hidden_layers - 1, base, blocks)
    identities = [m for m in SHIPPED if m <= base]
    reached = [2 * before, *(m * _reach(hidden_layers - 2, base, blocks) for m in identities)]
    if blocks and hidden_layers > 2:
        reached += [m * (before // 2) for m in identities]
    return max(reached)


def _least_depth(n: int, base: int, blocks: bool) -> int:
    depth = 0
    while _reach(depth, base, blocks) < n:
        depth += 1
    return depth


@cache
def _least(n: int, hidden_layers: int, base: int, blocks: bool) -> MaximumPlan | None:
    """The plan of least size with exactly so many hidden layers, or None if the rules have none."""
    if _reach(hidden_layers, base, blocks) < n:
        return None
    return min(_candidates(n, hidden_layers, base, blocks), key=lambda plan: plan.size)


def _candidates(n: int, depth: int, base: int, blocks: bool) -> Iterator[MaximumPlan]:
    """The plans by each rule with least parts."""
    if n == 1 and not depth:
        yield MaximumPlan(1, "number", (), ())
    if n == 2 and depth == 1:
        yield MaximumPlan(2, "pair", (), (3,))
    if n in TWO_LAYERS and n <= base and depth == 2:
        yield MaximumPlan(n, "identity", (), TWO_LAYERS[n])
    if depth and (shorter := _least(n, depth - 1, base, blocks)):
        yield MaximumPlan(n, "pass on", (shorter,), (*shorter.widths, 2))
    identities = [m for m in SHIPPED if m <= base]
    for g, last in ((2, 1), *((m, 2) for m in identities)):
        if g < n and depth > last and n <= g * (most := _reach(depth - last, base, blocks)):
            final = _least(g, last, base, blocks)
            for sizes in (_shares(n, g), _full_groups(n, g, most)):
                groups = _all_least(sizes, depth - last, base, blocks)
                if groups and final:
                    yield MaximumPlan(n, "rounds", (*groups, final), (*_side_by_side(groups), *final.widths))
    for m in identities:
        if blocks and m < n and depth > 2:
            sizes = _shares(n, m)
            pairs = _all_least([sizes[i] + sizes[j] for i, j in _unequal_pairs(m)], depth - 1, base, blocks)
            if pairs:
                yield MaximumPlan(n, "blocks", pairs, (*_side_by_side(pairs), GATES[m]))


def _all_least(sizes: list[int], depth: int, base: int, blocks: bool) -> tuple[MaximumPlan, ...]:
    """The plans of least size for several numbers of numbers; none if one of them has none."""
    found = {size: _least(size, depth, base, blocks) for size in set(sizes)}
    plans = [found[size] for size in sizes]
    return tuple(plan for plan in plans if plan) if all(plans) else ()


def _side_by_side(plans: tuple[MaximumPlan, ...]) -> tuple[int, ...]:
    """The widths of plans with equally many hidden layers together."""
    times = Counter(plans)
    return tuple(
        sum(times[plan] * width for plan, width in zip(times, widths, strict=True))
        for widths in zip(*(plan.widths for plan in times), strict=True)
    )


def _shares(n: int, parts: int) -> list[int]:
    """The number n as a sum of so many numbers that differ by at most 1, large ones first."""
    return [(n + parts - 1 - i) // parts for i in range(parts)]


def _full_groups(n: int, groups: int, most: int) -> list[int]:
    """The number n, at most ``groups * most``, as a sum of numbers from 1 to ``most``, large ones first."""
    sizes: list[int] = []
    for others in reversed(range(groups)):
        sizes.append(min(most, n - sum(sizes) - others))
    return sizes


def _unequal_pairs(m: int) -> list[Pair]:
    """The pairs of different places from 0, ..., m - 1, in the order of :func:`pairs_of`."""
    return [(i - 1, j - 1) for i, j in pairs_of(m) if i < j]


def _n_blocks(plan: MaximumPlan) -> int:
    """The number m of blocks, which have m (m - 1) / 2 pairs."""
    return next(m for m in SHIPPED if len(_unequal_pairs(m)) == len(plan.parts))


# -- networks --------------------------------------------------------------------------------------


def _outer(m: int) -> Network:
    """The identity of m numbers as a network with one hidden layer on the maxima of pairs of different numbers."""
    orbits, linear = MaxIdentity.shipped(m)._neurons
    columns = [c for c, (i, j) in enumerate(pairs_of(m)) if i < j]
    common = lcm(*(entry.denominator for entry in linear))
    carried = np.array([[int(linear[c] * common) for c in columns]], dtype=object)
    rows = np.concatenate([*(rows[:, columns] for rows, _ in orbits), carried, -carried])
    output = [weight for rows, weight in orbits for _ in rows]
    # The shipped identities compare different numbers only.
    assert not any(entry for entry, (i, j) in zip(linear, pairs_of(m), strict=True) if i == j)
    return Network.from_arrays([rows, [[*output, Fraction(1, common), Fraction(-1, common)]]])


def _built(plan: MaximumPlan) -> Network:
    """The network of a plan."""
    networks: dict[MaximumPlan, Network] = {}

    def of(part: MaximumPlan) -> Network:
        if part not in networks:
            networks[part] = _put_together(part, [of(smaller) for smaller in part.parts])
        return networks[part]

    return of(plan)


def _put_together(plan: MaximumPlan, parts: list[Network]) -> Network:
    """The network of a plan from those of its parts."""
    if plan.rule == "number":
        return Network.from_arrays([[[1]]])
    if plan.rule == "pair":
        return Network.from_arrays([[[1, -1], [0, 1], [0, -1]], [[1, 1, -1]]])
    if plan.rule == "identity":
        return max_of_five_network() if plan.n == 5 else MaxIdentity.shipped(plan.n).network()
    if plan.rule == "pass on":
        return pad_depth(parts[0], plan.hidden_layers)
    if plan.rule == "rounds":
        *groups, final = parts
        return final @ _on(plan.n, groups, _consecutive([part.n for part in plan.parts[:-1]]))
    m = _n_blocks(plan)
    blocks = _consecutive(_shares(plan.n, m))
    return _outer(m) @ _on(plan.n, parts, [blocks[i] + blocks[j] for i, j in _unequal_pairs(m)])


def _consecutive(sizes: list[int]) -> list[list[int]]:
    """The places 0, 1, ..., in order, in parts of these sizes."""
    ends = np.cumsum([0, *sizes]).tolist()
    return [[*range(start, end)] for start, end in pairwise(ends)]


def _on(n: int, networks: list[Network], places: list[list[int]]) -> Network:
    """The outputs of several networks, each on some of the n inputs."""
    unit = RationalArray.eye(n)
    selected = (
        net @ Network.from_arrays([unit[chosen]]) for net, chosen in zip(networks, places, strict=True)
    )
    return stack_outputs(*selected)
