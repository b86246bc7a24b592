"""Colours that everybody can tell apart.

Two kinds.  A *palette* for few things with names: the colours of Okabe and Ito ("Color universal design",
2008), in an order in which neighbours differ in lightness too.  And a continuous *map of features*: rows of
numbers (a gradient, an activation pattern) become colours such that like rows have like colours.  The main
direction of the rows runs from dark blue to light yellow, the second from light blue to dark yellow, so that
colour-blind readers see them as well as others, and a grey copy shows both; only the third runs from green to
red.  The space is OKLab (Ottosson, "A perceptual color space for image processing", 2020), where equal
distances look equal.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from matplotlib.colors import ListedColormap

__all__ = ["INK", "PALETTE", "feature_colours", "oklab_to_srgb", "squashed", "value_map"]

Floats = npt.NDArray[np.float64]

PALETTE = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#F0E442", "#5D5D5D")
"""Blue, orange, green, pink, sky, vermilion, yellow, grey."""

INK = "#1A1A24"
"""Nearly black."""

# Pale enough for black lines and text on top: the middle, and the half widths, of lightness, green-red,
# blue-yellow.
_MIDDLE = np.array([0.85, 0.0, 0.0])
_SPREAD = np.array([0.085, 0.05, 0.06])

_OKLAB_TO_LMS = np.array(
    [
        [1.0, 0.3963377774, 0.2158037573],
        [1.0, -0.1055613458, -0.0638541728],
        [1.0, -0.0894841775, -1.2914855480],
    ]
)
_LMS_TO_RGB = np.array(
    [
        [4.0767416621, -3.3077115913, 0.2309699292],
        [-1.2684380046, 2.6097574011, -0.3413193965],
        [-0.0041960863, -0.7034186147, 1.7076147010],
    ]
)


def oklab_to_srgb(lab: npt.ArrayLike) -> Floats:
    """Colours in sRGB, each entry from 0 to 1, of colours (L, a, b); what no screen shows is clipped.

    Examples
    --------
    >>> oklab_to_srgb([[1, 0, 0], [0, 0, 0]]).round(3)
    array([[1., 1., 1.],
           [0., 0., 0.]])
    """
    linear = np.clip((np.asarray(lab, np.float64) @ _OKLAB_TO_LMS.T) ** 3 @ _LMS_TO_RGB.T, 0, 1)
    bright = 1.055 * np.power(linear, 1 / 2.4, where=linear > 0, out=np.zeros_like(linear)) - 0.055
    colours: Floats = np.clip(np.where(linear <= 0.0031308, 12.92 * linear, bright), 0, 1)
    return colours


def squashed(rows: npt.ArrayLike) -> Floats:
    """The rows with their directions kept and their lengths brought below 1; the median length becomes 0.71.

    Gradients of neighbouring cells can differ by orders of magnitude; without this the steepest cell would
    have all the colour.

    Examples
    --------
    >>> squashed([[0, 0], [3, 4], [0, 5]]).round(2)
    array([[0.  , 0.  ],
           [0.42, 0.57],
           [0.  , 0.71]])
    """
    values = np.asarray(rows, np.float64)
    values = values / (np.abs(values).max(initial=0.0) or 1.0)  # so that squares do not overflow
    length = np.linalg.norm(values, axis=1)
    typical = np.median(length[length > 0]) if (length > 0).any() else 1.0
    short: Floats = values / np.hypot(length, typical)[:, None]
    return short


def feature_colours(rows: npt.ArrayLike) -> Floats:
    """A pale colour for every row; equal rows have equal colours, like rows like ones.

    Parameters
    ----------
    rows : float array, shape (k, m)
        The features, in any units.

    Returns
    -------
    float array, shape (k, 3)
        In sRGB.

    Examples
    --------
    >>> colours = feature_colours([[0, 0], [1, 0], [0, 0]])
    >>> bool((colours[0] == colours[2]).all()), bool((colours[0] == colours[1]).all())
    (True, False)
    """
    values = np.asarray(rows, np.float64)
    distinct, place = np.unique(values, axis=0, return_inverse=True)
    spread = distinct - distinct.mean(axis=0)
    scores = np.zeros((len(distinct), 3))
    if len(distinct) > 1:
        _, _, axes = np.linalg.svd(spread, full_matrices=False)
        # An axis has no sign of its own: let its largest entry be positive.
        largest = np.abs(axes).argmax(axis=1)
        axes = axes * np.sign(axes[np.arange(len(axes)), largest])[:, None]
        scores[:, : min(3, len(axes))] = spread @ axes[:3].T
    extent = np.quantile(np.abs(scores), 0.95, axis=0)
    # A direction along which nothing varies but rounding errors gets no colour.
    extent = np.where(extent > 1e-9 * max(extent[0], 1e-300), extent, np.inf)
    main, second, third = np.clip(scores / extent, -1.2, 1.2).T
    # Into a disc, so that no corner of the square gets a glaring colour.
    length = np.maximum(np.hypot(main, second), 1.0)
    turned = np.stack([(main - second) / length, third, (main + second) / length], axis=1)
    return oklab_to_srgb(_MIDDLE + _SPREAD * turned)[place.ravel()]


def value_map() -> ListedColormap:
    """A colour map for values: from blue over grey to yellow, lighter at every step, pale enough for black lines.

    Examples
    --------
    >>> rgb = value_map()([0.0, 0.5, 1.0])[:, :3]
    >>> bool(np.all(np.diff(rgb @ [0.2126, 0.7152, 0.0722]) > 0))
    True
    """
    from matplotlib.colors import ListedColormap

    t = np.linspace(0, 1, 256)
    lightness, yellow = 0.58 + 0.39 * t, -0.10 + 0.20 * t
    return ListedColormap(oklab_to_srgb(np.stack([lightness, 0 * t - 0.01, yellow], axis=1)), name="values")
