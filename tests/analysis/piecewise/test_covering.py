"""Subtraction of polyhedra, against unions of unit squares counted one by one."""

from itertools import product

import numpy as np
import pytest

from tropnet.analysis.piecewise.covering import are_nonempty, uncovered


def box_rows(lower, upper):
    d = len(lower)
    unit = np.eye(d, dtype=int).tolist()
    return tuple(
        row
        for e, low, high in zip(unit, lower, upper, strict=True)
        for row in ((*e, int(high)), (*(-x for x in e), -int(low)))
    )


def unit_boxes(lower, upper):
    return set(product(*(range(low, high) for low, high in zip(lower, upper, strict=True))))


def corners(rng, d, size):
    lower = rng.integers(0, size, d)
    return lower.tolist(), (lower + rng.integers(1, 3, d)).tolist()


@pytest.mark.parametrize("d", [1, 2, 3])
def test_boxes_are_covered_if_their_unit_boxes_are(d):
    rng = np.random.default_rng(d)
    pieces = [corners(rng, d, 2) for _ in range(20)]
    covers = [[corners(rng, d, 2) for _ in range(rng.integers(0, 9))] for _ in pieces]
    left = uncovered(
        [box_rows(*piece) for piece in pieces], [[box_rows(*c) for c in cover] for cover in covers], d
    )
    expected = {
        i: unit_boxes(*piece) - set().union(*(unit_boxes(*c) for c in cover))
        for i, (piece, cover) in enumerate(zip(pieces, covers, strict=True))
    }
    assert set(left) == {i for i, boxes in expected.items() if boxes}
    assert 0 < len(left) < len(pieces)
    for i, rows in left.items():
        # The part that is left meets exactly such unit boxes as are not covered.
        every = sorted(unit_boxes(*pieces[i]))
        meets = are_nonempty([rows + box_rows(u, [x + 1 for x in u]) for u in every], d)
        met = {u for u, does in zip(every, meets, strict=True) if does}
        assert met
        assert met <= expected[i]


def test_space_without_coordinates():
    """The point is a polyhedron 0 < 1, and covered by itself, but not by the empty set 0 <= -1."""
    assert are_nonempty([(), ((1,),), ((0,),), ((-1,), (2,))], 0) == [True, True, False, False]
    assert uncovered([(), ()], [[()], [((-1,),)]], 0) == {1: ()}


def test_entries_beyond_floats():
    big = 10**40
    # x < 1/big and x > -1/big; and x < 1/big, x > 1/big.
    assert are_nonempty([((big, 1), (-big, 1)), ((big, 1), (-big, -1))], 1) == [True, False]
