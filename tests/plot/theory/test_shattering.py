"""Pictures of step functions by what they contain."""

from fractions import Fraction

import numpy as np
import pytest
from matplotlib.figure import Figure

from tropnet.errors import InputError
from tropnet.plot.theory.shattering import plot_autocorrelation, plot_shattering, plot_steps
from tropnet.theory.gradients import StepFunction

STEPS = StepFunction([-1, 0, 2, 3], [[2, 1], [-1, 1], [5, 0]])


def test_the_stairs_are_the_steps() -> None:
    ax = plot_steps(STEPS, ax=Figure().add_subplot())
    for patch in ax.patches:
        data = patch.get_data()
        assert (data.edges.tolist(), data.values.tolist()) == ([-1, 0, 2, 3], [2, -1, 5])
    assert ax.get_xlim() == (-1, 3)
    # The second coordinate has two steps only.
    second = plot_steps(STEPS, ax=Figure().add_subplot(), component=1).patches[-1].get_data()
    assert (second.edges.tolist(), second.values.tolist()) == ([-1, 2, 3], [1, 0])


def test_the_curve_is_the_autocorrelation() -> None:
    ax = plot_autocorrelation({"g": STEPS}, ax=Figure().add_subplot(), references=False, longest=0.9)
    (line,) = ax.lines
    lags, values = line.get_data()
    assert (lags[0], lags[-1], values[0]) == (0, 0.9, 1)
    for i in range(0, len(lags), 57):
        exact = STEPS.autocorrelation(Fraction(lags[i]) * STEPS.length)
        assert values[i] == pytest.approx(float(exact), abs=1e-12)


def test_references_are_brownian_motion_and_white_noise() -> None:
    ax = plot_autocorrelation({"g": STEPS}, ax=Figure().add_subplot())
    lags, brownian = ax.lines[0].get_data()
    # 1 - 4 x + 2 x^2
    assert np.allclose(brownian[[0, -1]], [1, -0.5])
    assert set(ax.lines[1].get_ydata()) == {0}
    assert [text.get_text() for text in ax.get_legend().get_texts()] == [
        "Brownian motion",
        "white noise",
        "g",
    ]
    assert lags[-1] == 0.5


def test_the_figure_has_a_row_for_each_function() -> None:
    first, second = STEPS.component(0), STEPS.component(1)
    figure = plot_shattering({"one": first, "two": second}, figure=Figure())
    titles = [ax.get_title(loc="left") for ax in figure.axes]
    assert titles == ["one: 3 steps", "two: 2 steps", ""]
    assert len(figure.axes[-1].lines) == 4


def test_constants_have_no_autocorrelation() -> None:
    with pytest.raises(InputError, match="constant"):
        plot_autocorrelation({"constant": StepFunction([0, 1], [3])}, ax=Figure().add_subplot())
