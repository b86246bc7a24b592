"""Places of names: near where they should be, and apart."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tropnet.plot.polytopes.edge_names import far_apart, spread


@given(st.lists(st.integers(-50, 50), max_size=8), st.integers(1, 9))
def test_spread_values_are_apart_and_in_order(values, gap):
    given_values = np.array(values, float)
    found = spread(given_values, gap)
    order = np.argsort(given_values, kind="stable")
    assert (np.diff(found[order]) >= gap - 1e-9).all()
    ascending = np.sort(given_values)
    if (np.diff(ascending) >= gap).all():
        assert found.tolist() == values


def test_the_second_name_takes_the_other_end():
    star = [np.array([[-9.0, -1], [9, 1]]), np.array([[-9.0, 1], [9, -1]])]
    assert far_apart(star).tolist() == [[9, 1], [-9, 1]]
