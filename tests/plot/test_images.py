"""Five pictures against images that were looked at, so that nothing changes on the way from collections to pixels.

Renderers differ from version to version by shades at the edges of lines, and fonts differ from machine to machine.  So
all words are hidden, and images are compared by the means of their squares of 4 x 4 pixels: the *distance* of two
images is the part of the squares whose mean colours differ by more than a sixteenth of the scale in red, green or blue.
A line one pixel wide changes the mean of a square that it crosses by up to a quarter of the scale, and an edge that is
shaded in another way by a few hundredths.

After a change that is wanted, look at the new pictures, which

    python tests/plot/test_images.py

writes over the old ones in the folder ``baseline``.
"""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.legend import Legend
from matplotlib.path import Path as Outline
from matplotlib.text import Text
from PIL import Image

from tropnet.analysis.boundary import decision_boundary
from tropnet.networks import Network
from tropnet.plot.networks.boundary import plot_decision_boundary, plot_points
from tropnet.plot.networks.layers import plot_bent_lines
from tropnet.plot.networks.line import plot_function
from tropnet.plot.networks.plane import plot_regions
from tropnet.polyhedra.polyhedron import Polyhedron

BASELINE = Path(__file__).parent / "baseline"
SQUARE, NOTICEABLE = 4, 255 / 16
BOUND = 0.002
"""Of the squares: nine of 4500.  A line of 40 pixels crosses more."""

SIX = Network.from_arrays([[[1, 0], [0, 1], [0, -1]], [[1, -1, 1], [1, 0, 0]], [[1, -1]]])
TENT = Network.from_arrays([[[1], [1], [1]], [[2, -4, 2]]], [[0, "-1/2", -1], ["-1/4"]])


def regions_and_creases(ax: Axes) -> None:
    plot_regions(SIX, ax=ax, window=Polyhedron.parse("[-1,1]^2"), notion="activation")


def values(ax: Axes) -> None:
    net = Network.from_arrays([[[3, 1], [-1, 2], [-2, -3]], [[1, -1, 1]]], [[1, 0, 1], [0]])
    plot_regions(net, ax=ax, window=Polyhedron.parse("[-2,2]^2"), colour="value")


def function(ax: Axes) -> None:
    net = TENT @ TENT
    plot_function(net, ax=ax, window=Polyhedron.parse("[-1/4,5/4]"), boundary=decision_boundary(net))


def bent_lines(ax: Axes) -> None:
    net = Network.from_arrays(
        [[[1, 0], [0, 1], [1, -1]], [[1, 1, -1], [2, -1, 0]], [[1, 1]]], [[0, 0, 0], [-1, 0], [0]]
    )
    plot_bent_lines(net, ax=ax, window=Polyhedron.parse("[-2,2]^2"), layer=1)


def classes_and_data(ax: Axes) -> None:
    net = Network.from_arrays(
        [[[1, 0], [0, 1], [-1, -1]], [[1, 0, 0], [0, 2, 0], [0, 0, 1]]], [[0, 1, 1], [1, 0, 0]]
    )
    plot_regions(net, ax=ax, window=Polyhedron.parse("[-3,3]^2"), colour="pattern")
    plot_decision_boundary(net, ax=ax)
    plot_points([[1, -2], [2, -1], [-1, 2], [-2, -1], [-1, -2]], [0, 0, 1, 2, 2], ax=ax)


PICTURES: list[Callable[[Axes], None]] = [regions_and_creases, values, function, bent_lines, classes_and_data]


def drawn(picture: Callable[[Axes], None]) -> Figure:
    """A picture of 300 x 240 pixels without words."""
    figure = Figure(figsize=(3, 2.4), dpi=100)
    picture(figure.add_axes((0.06, 0.06, 0.88, 0.88)))
    for words in (*figure.findobj(Text), *figure.findobj(Legend)):
        words.set_visible(False)
    return figure


def pixels(figure: Figure) -> np.ndarray:
    """Red, green and blue from 0 to 255, shape (240, 300, 3)."""
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    return np.asarray(canvas.buffer_rgba(), np.float64)[:, :, :3]


def distance(image: np.ndarray, other: np.ndarray) -> float:
    """The part of the squares that differ noticeably."""
    height, width, _ = image.shape
    squares = (image - other).reshape(height // SQUARE, SQUARE, width // SQUARE, SQUARE, 3).mean(axis=(1, 3))
    return float((np.abs(squares).max(axis=2) > NOTICEABLE).mean())


def baseline(picture: Callable[[Axes], None]) -> np.ndarray:
    with Image.open(BASELINE / f"{picture.__name__}.png") as image:
        return np.asarray(image.convert("RGB"), np.float64)


def write_baselines() -> None:
    """Write the pictures as they are drawn now."""
    BASELINE.mkdir(exist_ok=True)
    for picture in PICTURES:
        image = Image.fromarray(pixels(drawn(picture)).astype(np.uint8))
        image.save(BASELINE / f"{picture.__name__}.png", optimize=True)


@pytest.mark.parametrize("picture", PICTURES)
def test_pictures_look_as_they_did(picture: Callable[[Axes], None]) -> None:
    assert distance(pixels(drawn(picture)), baseline(picture)) <= BOUND


# -- the measure -----------------------------------------------------------------------------------


def test_a_cell_of_another_colour_is_noticed() -> None:
    figure = drawn(regions_and_creases)
    polygons = figure.axes[0].collections[0]
    for cell in range(5):
        colours = polygons.get_facecolor().copy()
        changed = colours.copy()
        changed[cell, :3] *= 0.85
        polygons.set_facecolor(changed)
        assert distance(pixels(figure), baseline(regions_and_creases)) > 10 * BOUND
        polygons.set_facecolor(colours)
    assert distance(pixels(figure), baseline(regions_and_creases)) <= BOUND


def without(outline: Outline, segment: int) -> Outline:
    """A path of segments without one of them."""
    rest = np.delete(outline.vertices.reshape(-1, 2, 2), segment, axis=0).reshape(-1, 2)
    return Outline(rest, [Outline.MOVETO, Outline.LINETO] * (len(rest) // 2))


@pytest.mark.parametrize("layer", [2, 3])  # outlines, creases
def test_a_missing_line_is_noticed(layer: int) -> None:
    figure = drawn(regions_and_creases)
    lines = figure.axes[0].collections[layer]
    [outline] = lines.get_paths()
    for segment in range(len(outline) // 2):
        lines.set_paths([without(outline, segment)])
        if layer == 2 and not outline.vertices[2 * segment : 2 * segment + 2, 1].any():
            continue  # below a crease
        assert distance(pixels(figure), baseline(regions_and_creases)) > BOUND
    lines.set_paths([outline])
    assert distance(pixels(figure), baseline(regions_and_creases)) <= BOUND


def test_a_missing_bent_line_and_a_missing_dot_are_noticed() -> None:
    figure = drawn(bent_lines)
    for lines in figure.axes[0].collections:
        lines.set_visible(False)
        assert distance(pixels(figure), baseline(bent_lines)) > BOUND
        lines.set_visible(True)
    figure = drawn(function)
    places, heights = (data.copy() for data in figure.axes[0].lines[1].get_data())
    figure.axes[0].lines[1].set_data(places[1:], heights[1:])
    assert distance(pixels(figure), baseline(function)) > 0


def test_a_moved_corner_is_noticed() -> None:
    figure = drawn(function)
    graph = figure.axes[0].lines[0]
    heights = graph.get_ydata().copy()
    heights[2] += 0.1
    graph.set_ydata(heights)
    assert distance(pixels(figure), baseline(function)) > BOUND


def test_shades_are_not_noticed() -> None:
    rng = np.random.default_rng(0)
    for picture in PICTURES:
        image = baseline(picture)
        smoothed = image.copy()
        # An eighth of every pixel's colour goes to its right neighbour, and another 12 of 255 are noise.
        smoothed[:, 1:] += (image[:, :-1] - image[:, 1:]) / 8
        assert distance(smoothed + rng.uniform(-12, 12, image.shape), image) <= BOUND


if __name__ == "__main__":
    write_baselines()
