"""Names around the edge of a picture, each at one of two ends, where they do not overlap."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

__all__ = ["NAME_GAP", "far_apart", "spread"]

Floats = npt.NDArray[np.float64]

NAME_GAP = 15.0  # from one name to the next, in points


def far_apart(segments: Sequence[Floats]) -> Floats:
    """One end of every segment, each far away from those that were chosen before.

    Parameters
    ----------
    segments : sequence of float arrays, shape (2, 2)
        In points.

    Examples
    --------
    >>> far_apart([np.array([[0, 0], [9, 0]]), np.array([[9, 1], [0, 9]])]).tolist()
    [[9.0, 0.0], [0.0, 9.0]]
    """
    chosen = np.empty((0, 2))
    for segment in segments:
        # Of two ends that are equally good, the one on the right.
        ends = segment[np.lexsort(segment.T[::-1])[::-1]]
        room = [np.linalg.norm(chosen - end, axis=1).min(initial=6 * NAME_GAP) for end in ends]
        chosen = np.vstack([chosen, ends[int(np.argmax(room))]])
    return chosen


def spread(values: Floats, gap: float) -> Floats:
    """Numbers near the given ones, in the same order, with gaps that are not smaller than ``gap``.

    Examples
    --------
    >>> spread(np.array([5.0, 0.0, 1.0]), 2.0).tolist()
    [5.0, -0.5, 1.5]
    """
    order = np.argsort(values, kind="stable")
    steps = gap * np.arange(len(values))
    ascending = values[order] - steps
    upwards, downwards = np.maximum.accumulate(ascending), np.minimum.accumulate(ascending[::-1])[::-1]
    spread = np.empty_like(values)
    spread[order] = (upwards + downwards) / 2 + steps
    return spread
