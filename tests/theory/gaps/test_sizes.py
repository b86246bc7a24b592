"""Sizes against an enumeration of all widths, the published table, and real roots in sympy."""

import re
from itertools import product
from math import prod

import pytest
import sympy
from hypothesis import given
from hypothesis import strategies as st

from tropnet.errors import InputError
from tropnet.theory.gaps import (
    balanced_widths,
    depth_table,
    largest_number_of_pieces,
    size_bound_expression,
    size_lower_bound,
)


@pytest.mark.parametrize("hidden_layers", [1, 2, 3, 4])
def test_the_exact_bound_is_the_integer_program(hidden_layers):
    widths = [w for w in product(range(14), repeat=hidden_layers) if sum(w) <= 13]
    for pieces in range(1, 15):
        least = min(sum(w) for w in widths if prod(v + 1 for v in w) >= pieces)
        assert size_lower_bound(pieces, hidden_layers) == least


@pytest.mark.parametrize("hidden_layers", [1, 2, 3])
@pytest.mark.parametrize("size", range(9))
def test_balanced_widths_have_the_largest_product(size, hidden_layers):
    widths = [w for w in product(range(size + 1), repeat=hidden_layers) if sum(w) == size]
    assert largest_number_of_pieces(size, hidden_layers) == max(prod(v + 1 for v in w) for w in widths)
    assert sorted(balanced_widths(size, hidden_layers)) in [sorted(w) for w in widths]


@given(st.integers(1, 10**30), st.integers(1, 12))
def test_rounded_bounds_are_real_roots_rounded_up(pieces, hidden_layers):
    for kind in ("mean", "printed"):
        expression = size_bound_expression(pieces, hidden_layers, kind)
        assert size_lower_bound(pieces, hidden_layers, kind) == max(sympy.ceiling(expression), 0)


@given(st.integers(1, 10**30), st.integers(1, 12))
def test_the_bounds_are_ordered(pieces, hidden_layers):
    printed, mean, exact = (
        size_lower_bound(pieces, hidden_layers, kind) for kind in ("printed", "mean", "exact")
    )
    assert mean <= exact
    assert printed <= mean or pieces < 2**hidden_layers
    assert largest_number_of_pieces(exact, hidden_layers) >= pieces
    assert exact == 0 or largest_number_of_pieces(exact - 1, hidden_layers) < pieces


@pytest.mark.parametrize(
    ("w", "printed", "exact"),
    [
        # Arora, Basu, Mianjy and Mukherjee (2018), Theorem 3.1: (1/2) k' w^(k/k') - 1 for k = 4, and by hand
        (2, [7, 3, 3, 3], [15, 6, 5, 4]),
        (3, [40, 8, 6, 5], [80, 16, 11, 8]),
        (4, [127, 15, 9, 7], [255, 30, 17, 12]),
    ],
)
def test_table_of_depth_against_size(w, printed, exact):
    table = depth_table(w, 4)
    assert [row.printed for row in table.rows] == printed
    assert [row.exact for row in table.rows] == exact
    assert [row.separates for row in table.rows] == [bound > 4 * w for bound in exact]


def test_errors():
    with pytest.raises(InputError, match="number of pieces is 0"):
        size_lower_bound(0, 1)
    with pytest.raises(InputError, match="no bound of kind 'best'"):
        size_lower_bound(5, 1, "best")
    with pytest.raises(InputError, match="no expression"):
        size_bound_expression(5, 1, "exact")
    with pytest.raises(InputError, match="width is 1"):
        depth_table(1, 2)


def test_a_notebook_shows_the_rows_of_the_table():
    rows = re.findall(r"<tr>(.*?)</tr>", depth_table(3, 4)._repr_html_())
    shown = [[int(cell) for cell in re.findall(r">(\d+)</td>", row)] for row in rows[1:]]
    assert [(row[0], row[3], row[4]) for row in shown] == [(1, 80, 12), (2, 16, 12), (3, 11, 12), (4, 8, 12)]
