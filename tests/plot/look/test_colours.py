"""Colours against published values, and the laws of the map of features."""

import numpy as np
import pytest

from tropnet.plot.look.colours import PALETTE, feature_colours, oklab_to_srgb, squashed

# The coordinates of the primaries, from Ottosson's colour picker (bottosson.github.io, 2021).
PRIMARIES = {
    (1, 0, 0): (0.62796, 0.22486, 0.12585),
    (0, 1, 0): (0.86644, -0.23389, 0.17950),
    (0, 0, 1): (0.45201, -0.03246, -0.31153),
}


@pytest.mark.parametrize("rgb", PRIMARIES)
def test_primaries(rgb: tuple[int, int, int]) -> None:
    assert oklab_to_srgb(PRIMARIES[rgb]) == pytest.approx(rgb, abs=2e-3)


def test_equal_rows_have_equal_colours_and_others_do_not() -> None:
    rng = np.random.default_rng(0)
    rows = rng.integers(-2, 3, (200, 2)).astype(float)
    colours = feature_colours(rows)
    same_row = (rows[:, None] == rows).all(axis=2)
    same_colour = (colours[:, None] == colours).all(axis=2)
    assert (same_row == same_colour).all()


def test_colours_are_pale_and_differ_in_lightness() -> None:
    rows = np.stack(np.meshgrid(np.linspace(-1, 1, 9), np.linspace(-2, 2, 9)), axis=-1).reshape(-1, 2)
    luminance = feature_colours(rows) @ [0.2126, 0.7152, 0.0722]
    # Black lines and letters are readable on all of them; in grey, both directions still show.
    assert luminance.min() > 0.4
    assert min(np.corrcoef(luminance, column)[0, 1] ** 2 for column in rows.T) > 0.2
    assert np.corrcoef(luminance, rows @ [-2, 1])[0, 1] ** 2 > 0.95


def test_one_direction_runs_from_dark_blue_to_light_yellow() -> None:
    first, *_, last = feature_colours([[0], [1], [2], [3]])
    assert first[2] > first[0]
    assert last[2] < last[0]
    assert last.sum() > first.sum()


def test_one_row_or_none_has_a_colour() -> None:
    assert feature_colours([[3.0, 4.0]]).shape == (1, 3)
    assert feature_colours(np.zeros((4, 0))).shape == (4, 3)


def test_squashing_keeps_directions() -> None:
    rows = np.array([[1e-3, 2e-3], [10, 20], [1e6, 2e6], [0, 0]])
    short = squashed(rows)
    assert (np.linalg.norm(short, axis=1) < 1).all()
    assert short[:3, 1] / short[:3, 0] == pytest.approx([2, 2, 2])
    assert short[3].tolist() == [0, 0]
    assert squashed([[1e300, 0], [0, 1e300]]) == pytest.approx(squashed([[1, 0], [0, 1]]))


def test_the_colours_of_the_palette_differ() -> None:
    assert len(set(PALETTE)) == len(PALETTE) == 8
