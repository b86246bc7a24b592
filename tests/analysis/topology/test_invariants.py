"""The answer: Euler characteristic, other fields, and what it says."""

import pickle

import pytest

from tropnet.analysis.topology.invariants import Topology, checked_field, checked_support
from tropnet.errors import InputError

# The homology of a Klein bottle and of a lens space L(6, 1) (Hatcher, Algebraic Topology, Examples 2.47 and 2.43).
KLEIN = Topology((1, 1, 0), ((), (2,), ()), (16, 48, 32))
LENS = Topology((1, 0, 0, 1), ((), (6,), (), ()), (1, 1, 1, 1))


@pytest.mark.parametrize(
    ("space", "field", "betti"),
    [
        (KLEIN, 2, (1, 2, 1)),
        (KLEIN, 3, (1, 1, 0)),
        (LENS, 2, (1, 1, 1, 1)),
        (LENS, 3, (1, 1, 1, 1)),
        (LENS, 5, (1, 0, 0, 1)),
    ],
)
def test_fields(space, field, betti):
    over = space.over(field)
    assert (over.betti, over.field, over.torsion) == (betti, field, space.torsion)
    assert over.euler_characteristic == space.euler_characteristic == 0
    assert over.over("Q") == space
    assert over.over(3).over(2).over(field) == over


def test_words():
    assert repr(KLEIN.over(2)) == "<Topology: Betti numbers (1, 2, 1) over GF(2), Euler characteristic 0>"
    lines = str(Topology((0, 1), ((), (2, 4)), (1, 2), "compact")).splitlines()
    assert lines[0] == "Borel-Moore homology (compact support) over Q"
    assert lines[-1] == "torsion in degree 1   Z/2 + Z/4"
    assert pickle.loads(pickle.dumps(KLEIN)) == KLEIN
    assert len({KLEIN, KLEIN.over(2), KLEIN.over(2).over("Q")}) == 2


@pytest.mark.parametrize("field", [0, 1, 4, -3, "R", 2.0, True, None])
def test_what_is_no_field(field):
    with pytest.raises(InputError, match="unknown; give"):
        checked_field(field)


def test_what_is_no_support():
    with pytest.raises(InputError, match='unknown; give "ordinary" or "compact"'):
        checked_support("closed")
