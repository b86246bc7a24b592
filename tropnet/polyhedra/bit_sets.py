"""Finite sets as integers: member k is bit k.

Faces of polytopes are sets of vertices, and what is done with them, thousands of times, is to intersect, compare and
count.  For sets of up to a few thousand members Python's integers do that fastest, and they are keys of dictionaries.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
import numpy.typing as npt

__all__ = ["bit_sets", "largest_sets", "members", "rows_of_sets"]


def bit_sets(incidence: npt.NDArray[np.bool_]) -> list[int]:
    """The rows as sets of column numbers.

    Parameters
    ----------
    incidence : bool array, shape (k, m)

    Examples
    --------
    >>> bit_sets(np.array([[True, False, True], [False, True, False]]))
    [5, 2]
    """
    packed = np.packbits(incidence, axis=1, bitorder="little")
    return [int.from_bytes(row.tobytes(), "little") for row in packed]


def rows_of_sets(sets: Sequence[int], m: int) -> npt.NDArray[np.bool_]:
    """The sets as rows of a matrix with m columns, the inverse of :func:`bit_sets`.

    Examples
    --------
    >>> rows_of_sets([5, 2], 3).astype(int).tolist()
    [[1, 0, 1], [0, 1, 0]]
    """
    n_bytes = (m + 7) // 8
    packed = np.frombuffer(b"".join(one.to_bytes(n_bytes, "little") for one in sets), np.uint8)
    bits = np.unpackbits(packed.reshape(len(sets), n_bytes), axis=1, count=m, bitorder="little")
    return bits.astype(np.bool_)


def members(bits: int) -> Iterator[int]:
    """The members of a set, in increasing order.

    Examples
    --------
    >>> list(members(0b1101))
    [0, 2, 3]
    """
    while bits:
        yield (bits & -bits).bit_length() - 1
        bits &= bits - 1


def largest_sets(sets: Iterable[int]) -> list[int]:
    """The sets, each once, that are contained in no other of them; larger ones first.

    Examples
    --------
    >>> largest_sets([0b011, 0b001, 0b110, 0b011])
    [3, 6]
    """
    largest: list[int] = []
    for candidate in sorted(dict.fromkeys(sets), key=int.bit_count, reverse=True):
        if all(candidate & ~other for other in largest):
            largest.append(candidate)
    return largest
