"""Order and sums of many rational numbers, each over its own denominator.

**Order.**  Floating point proposes.  Scaled by a power of two so that the largest is about 1, every number is known
to within 2^-52, so numbers whose floats differ by more than 2^-50 are in the order of their floats.  The few that are
closer are compared exactly; equal ones, of which there may be many, meet in a dictionary, as they are in lowest terms.

**Sums.**  The sum of numbers with unrelated denominators has the product of these as its denominator, and a running
sum would carry it along.  Adding by halves keeps most additions short, and FLINT's arithmetic makes the long ones
nearly linear.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from itertools import groupby
from math import lcm

import flint
import numpy as np
import numpy.typing as npt

from tropnet.exact.fraction_arrays import FractionArray
from tropnet.exact.integers import Integers

__all__ = ["exact_sum", "ordered"]

Labels = npt.NDArray[np.intp]

# Floats that differ by more than this, numbers of absolute value below 2 each known to 2^-52, are in true order.
CERTAIN = 2.0**-50


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
    keys = list(zip(column.numerators.tolist(), column.denominators.tolist(), strict=True))
    numbers: dict[tuple[int, int], int] = {}
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
    floats = _scaled_floats(column)
    order = np.argsort(floats, kind="stable")
    close = np.diff(floats[order]) <= CERTAIN
    for is_close, run in groupby(range(len(close)), key=close.__getitem__):
        if is_close:
            places = list(run)
            cluster = slice(places[0], places[-1] + 2)
            order[cluster] = sorted(order[cluster].tolist(), key=column.__getitem__)
    return order


def _scaled_floats(column: FractionArray) -> npt.NDArray[np.float64]:
    """The entries times one power of two, such that they lie between -2 and 2, each rounded."""
    pairs = list(zip(column.numerators.tolist(), column.denominators.tolist(), strict=True))
    exponent = max((p.bit_length() - q.bit_length() for p, q in pairs), default=0)
    up, down = max(-exponent, 0), max(exponent, 0)
    return np.array([(p << up) / (q << down) for p, q in pairs], np.float64)


def _column(keys: Iterable[tuple[int, int]]) -> FractionArray:
    pairs = list(keys)
    columns = np.empty((2, len(pairs)), dtype=object)
    columns[0], columns[1] = [p for p, _ in pairs], [q for _, q in pairs]
    return FractionArray(columns[0].copy(), columns[1].copy())


def exact_sum(numerators: Integers, denominators: Integers) -> Fraction:
    """The sum of quotients of integers; no denominator is zero.

    Examples
    --------
    >>> exact_sum(np.array([1, 1, 1], dtype=object), np.array([2, 3, 6], dtype=object))
    Fraction(1, 1)
    """
    terms = [flint.fmpq(p, q) for p, q in zip(numerators.tolist(), denominators.tolist(), strict=True)]
    while len(terms) > 1:
        half = len(terms) // 2
        terms = [*(a + b for a, b in zip(terms[:half], terms[half:], strict=False)), *terms[2 * half :]]
    return Fraction(int(terms[0].p), int(terms[0].q)) if terms else Fraction(0)
