"""Charts and positive forms, by their definitions."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tropnet.errors import InputError
from tropnet.exact.matrix import nullspace, rank
from tropnet.polyhedra.hulls.section import Chart, positive_form, rays_on_lines


@st.composite
def cones(draw):
    d = draw(st.integers(1, 4))
    row = st.lists(st.integers(-2, 2), min_size=d, max_size=d)
    rays = np.array(draw(st.lists(row, max_size=6)), object).reshape(-1, d)
    return rays, np.array(draw(st.lists(row, max_size=2)), object).reshape(-1, d)


@given(cones(), st.randoms(use_true_random=False))
@settings(max_examples=150, deadline=None)
def test_forms_on_the_chart_are_forms_that_vanish_on_the_lines(cone, random):
    rays, lines = cone
    chart = Chart.of(rays, lines)
    d, dim = chart.lift.shape
    span = np.concatenate([rays, lines])
    assert dim == rank(span) - rank(lines)
    assert len(chart.equations) == d - rank(span)
    assert np.array_equal(chart.equations.shape, nullspace(span).shape)
    assert not (chart.equations @ span.T).any()
    form = np.array([random.randint(-5, 5) for _ in range(dim)], object)
    lifted = chart.lift @ form
    assert not (lines @ lifted).any()
    # The rows are the rays up to positive factors, so the forms have the same signs.
    assert np.array_equal(np.sign(rays @ lifted), np.sign(chart.rows @ form))
    assert rank(chart.rows) == dim


@pytest.mark.parametrize(
    "rows",
    [
        [[3, 1], [-5, 2]],
        [[1, 7, 1], [2, -9, 3], [0, -1, 0]],
        [[1, 1, 0], [-1, 1, 0], [5, -40, 1], [10**40, 0, 3]],
        [[1, 2, -1], [-1, 1, -1], [0, 0, -1]],
        [[-1, 1, 1], [-3, 1, 0], [-2, 5, -1]],
    ],
    ids=["points", "downwards", "two rays and huge points", "below zero", "no coordinate has one sign"],
)
def test_positive_forms(rows):
    rows = np.array(rows, object)
    form, values = positive_form(rows)
    assert np.array_equal(rows @ form, values)
    assert (values > 0).all()


def test_sections_of_lifted_points_are_of_one_size():
    """The values of the form at points at t = 1 differ by a factor of two at most."""
    rng = np.random.default_rng(1)
    rows = np.column_stack([rng.integers(0, 9, 50), rng.integers(-(10**6), 10**6, 50), np.ones(50, int)])
    values = positive_form(np.concatenate([rows, [[0, -1, 0]]]))[1][:-1]
    assert values.max() <= 2 * values.min()


@pytest.mark.parametrize("rows", [[[1, 0], [-1, 0], [0, 1]], [[0, 0], [1, 1]], [[1, 1, 1], [-1, -1, -1]]])
def test_cones_with_a_line_have_no_positive_form(rows):
    with pytest.raises(InputError, match="contains a line"):
        positive_form(np.array(rows))


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([[1, 0], [-1, 0], [0, 1]], {0, 1}),
        ([[1, 1, 1], [-1, -1, -1]], {0, 1}),
        ([[1, 0], [0, 1], [-1, -1]], {0, 1, 2}),
    ],
)
def test_rays_on_lines(rows, expected):
    assert set(rays_on_lines(np.array(rows)).tolist()) == expected


def test_pointed_cones_have_no_rays_on_lines():
    with pytest.raises(InputError):
        rays_on_lines(np.array([[1, 0], [1, 1]]))


def test_dependent_rows_beyond_the_extreme_ones():
    """Extreme entries all lie in the first two rows; the rank comes from the others."""
    rows = np.array([[9, 9, 9, 9], [-9, -9, -9, -9], [1, 2, 3, 4], [0, 1, 0, 0], [2, 5, 6, 8]])
    assert Chart.of(rows, np.zeros((0, 4), int)).rows.shape[1] == rank(rows) == 3
