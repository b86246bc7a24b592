"""The order of many rational numbers, each over its own denominator.

Rounding to the nearest float is monotone.  So floats sort a column but for those entries whose floats are equal, and
only these are compared as fractions.  Equal entries, of which there may be many, have met in a dictionary before, as
they are in lowest terms.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from math import lcm

import numpy as np
import numpy.typing as npt

from tropnet.exact.fraction_arrays import FractionArray
from tropnet.exact.integers import row

__all__ = ["ordered"]

Labels = npt.NDArray[np.intp]


def ordered(column: FractionArray) -> tuple[FractionArray, Labels]:
    """The distinct entries of a column, ascending, and for each entry its number among them.

    Examples
    --------
    >>> ordered(FractionArray.of(["1/2", 3, "-1/3", "2/4"]))
    (FractionArray([-1/3, 1/2, 3]), array([1, 2, 0, 1]))
    """
    words = _over_one_denominator(column)
    if words is not None:
        _, first, labels = np.unique(words, return_index=True, return_inverse=True)
        return column[first], labels.ravel()
    numbers: dict[tuple[int, int], int] = {}
    keys = zip(column.numerators.tolist(), column.denominators.tolist(), strict=True)
    labels = np.array([numbers.setdefault(key, len(numbers)) for key in keys], np.intp)
    distinct = _column(numbers)
    order = _exact_order(distinct)
    places = np.empty(len(order), np.intp)
    places[order] = np.arange(len(order))
    return distinct[order], places[labels]


def _over_one_denominator(column: FractionArray) -> npt.NDArray[np.int64] | None:
    """The numerators over the common denominator, if all of that fits into machine words."""
    common = 1
    for denominator in set(column.denominators.tolist()):
        common = lcm(common, denominator)
        if common >= 2**62:
            return None
    try:
        words: npt.NDArray[np.int64] = (column.numerators * (common // column.denominators)).astype(np.int64)
    except OverflowError:
        return None
    return words


def _exact_order(column: FractionArray) -> Labels:
    """The permutation that sorts distinct entries."""
    floats = column.floats()
    order = np.argsort(floats, kind="stable")
    tied = floats[order][1:] == floats[order][:-1]
    for is_tied, run in groupby(range(len(tied)), key=tied.__getitem__):
        if is_tied:
            places = list(run)
            cluster = slice(places[0], places[-1] + 2)
            order[cluster] = sorted(order[cluster].tolist(), key=column.__getitem__)
    return order


def _column(keys: Iterable[tuple[int, int]]) -> FractionArray:
    pairs = list(keys)
    return FractionArray(row([p for p, _ in pairs]), row([q for _, q in pairs]))
