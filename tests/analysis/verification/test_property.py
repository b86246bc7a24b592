"""What a property says, and how it is made."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tropnet.analysis.verification.property import Case, Property
from tropnet.errors import InputError, ShapeError
from tropnet.exact.arrays import rational_array
from tropnet.polyhedra.bodies import box, cube, simplex
from tropnet.polyhedra.polyhedron import Polyhedron

numbers = st.fractions(-2, 2, max_denominator=2)
pairs = st.tuples(numbers, numbers).map(rational_array)
BODIES = [cube(2), simplex(2), Polyhedron.parse("x1 = x2"), Polyhedron.parse("x1 + x2 >= 1; x1 <= 1")]


@settings(max_examples=30)
@given(pairs, pairs, st.sampled_from(BODIES), st.sampled_from(BODIES))
def test_safe_and_unsafe_sets(x, y, within, target):
    assert Property.unsafe(within, target).is_violated_at(x, y) == (x in within and y in target)
    assert Property.safe(within, target).is_violated_at(x, y) == (x in within and y not in target)


@settings(max_examples=30)
@given(pairs, pairs)
def test_unions(x, y):
    first, second = Property.unsafe(BODIES[:2], BODIES[2]), Property.unsafe(BODIES[3], *BODIES[:2])
    assert first.is_violated_at(x, y) == ((x in BODIES[0] or x in BODIES[1]) and y in BODIES[2])
    both = first | second
    assert both.is_violated_at(x, y) == (first.is_violated_at(x, y) or second.is_violated_at(x, y))
    assert len(both.cases) == 4


@settings(max_examples=30)
@given(pairs, st.lists(numbers, min_size=3, max_size=3).map(rational_array))
def test_local_robustness(x, y):
    question = Property.local_robustness([0, 1], "1/2", 1, 3, within=box([-1, 0], [0, 3]))
    near = max(abs(x[0]), abs(x[1] - 1)) <= Fraction(1, 2) and -1 <= x[0] <= 0 <= x[1] <= 3
    assert question.is_violated_at(x, y) == (near and max(y[0], y[2]) >= y[1])


def test_equal_values_and_hashes():
    one, two = (Property.unsafe(cube(1), Polyhedron.parse("[0,1]")) for _ in range(2))
    assert one == two
    assert hash(one) == hash(two)
    assert one.n_inequalities == 4


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (lambda: Property.unsafe([], cube(1)), InputError, "no sets of inputs"),
        (lambda: Property.unsafe(cube(1)), InputError, "no targets"),
        (lambda: Property.unsafe([cube(1), cube(2)], cube(1)), ShapeError, "dimensions"),
        (lambda: Property.unsafe(cube(1), cube(1), cube(2)), ShapeError, "dimensions"),
        (lambda: Property.safe(cube(1), "[0,1]"), InputError, "no Polyhedron"),
        (lambda: Property.local_robustness([0], -1, 0, 2), InputError, "radius"),
        (lambda: Property.local_robustness([0], 1, 2, 2), InputError, "label"),
        (lambda: Property.local_robustness([0], 1, 0, 2, within=cube(2)), ShapeError, "R"),
        (lambda: Property(1, 1, (Case(rational_array([[1, 2]]), (False,)),)), ShapeError, "rows of shape"),
        (lambda: Property(1, 1, (Case(rational_array(np.ones((1, 3), int)), ()),)), ShapeError, "marks"),
    ],
)
def test_what_is_refused(make, error, message):
    with pytest.raises(error, match=message):
        make()
