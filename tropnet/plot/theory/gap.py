"""Depth against size: how many neurons fewer hidden layers need."""

from __future__ import annotations

from math import log10
from typing import TYPE_CHECKING

import numpy as np

from tropnet.errors import InputError
from tropnet.plot.look.axes import new_axes, without_box
from tropnet.plot.look.colours import INK, PALETTE
from tropnet.theory.gaps.sizes import balanced_widths, depth_table

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["merged_size", "plot_gap"]


LARGEST_DECADE = 300
MOST_TICKS = 20


def plot_gap(w: int, k: int, *, ax: Axes | None = None) -> Axes:
    """The size of networks that compute a sawtooth with w^k pieces on an interval, against their hidden layers.

    Below the solid line no network computes it (:func:`tropnet.theory.gaps.size_lower_bound`); the dotted line is the
    weaker bound that is printed in the source.  The triangles are networks that do compute it: the deep one with
    layers next to each other merged (:func:`merged_size`).

    Parameters
    ----------
    w, k : int
        The width and the number of hidden layers of the deep network, w >= 2.
    ax : matplotlib Axes, optional

    Returns
    -------
    matplotlib Axes
        With a logarithmic scale of sizes; lines for the two bounds, for merged layers, and for the deep network.

    Raises
    ------
    InputError
        If w < 2 or k < 1, or w^k exceeds 10^300.

    Source
    ------
    R. Arora, A. Basu, P. Mianjy and A. Mukherjee, Understanding deep neural networks with rectified linear units,
    2018, Theorem 3.1.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> ax = plot_gap(3, 4, ax=Figure().add_subplot())
    >>> {line.get_label(): line.get_ydata().tolist() for line in ax.lines[:3]}
    {'lower bound': [80.0, 16.0, 11.0, 8.0], 'as printed': [40.0, 8.0, 6.0, 5.0],
     'by merging layers': [81.0, 18.0, 15.0, 12.0]}
    """
    if k > 0 and w > 1 and k * log10(w) > LARGEST_DECADE:
        raise InputError(
            f"{w}^{k} neurons are beyond the range of a picture; give w^k up to 10^{LARGEST_DECADE}"
        )
    rows = depth_table(w, k).rows
    layers = np.array([row.hidden_layers for row in rows])
    exact = np.array([row.exact for row in rows], float)
    ax = new_axes(ax)
    ax.plot(layers, exact, "o-", color=PALETTE[0], linewidth=2, markersize=5, label="lower bound", zorder=4)
    printed = np.array([row.printed for row in rows], float)
    ax.plot(layers, printed, linestyle=(0, (1, 1.5)), color=PALETTE[0], linewidth=1.4, label="as printed",
            zorder=3)  # fmt: skip
    merged = np.array([merged_size(w, k, int(n)) for n in layers], float)
    ax.plot(layers, merged, "^", color=PALETTE[5], markersize=6, markeredgecolor="white", label="by merging layers",
            zorder=5)  # fmt: skip
    ax.plot(
        [k],
        [w * k],
        "*",
        color=INK,
        markersize=13,
        markeredgecolor="white",
        label="the deep network",
        zorder=6,
    )
    ax.axhline(w * k, color=INK, linewidth=0.8, linestyle=(0, (2, 2)), zorder=2)
    lowest = min(row.printed for row in rows)
    ax.fill_between(
        layers, exact, max(lowest * 0.7, 0.5), color=PALETTE[0], alpha=0.10, linewidth=0, zorder=1
    )
    ax.set_yscale("log", base=2)
    ax.set_ylim(max(lowest * 0.7, 0.5), merged.max() * 1.6)
    ax.set_xticks(layers[:: -(-k // MOST_TICKS)])
    ax.set_xlabel("hidden layers")
    ax.set_ylabel("neurons")
    ax.set_title(f"a sawtooth with ${w}^{{{k}}}$ pieces", fontsize=11)
    ax.grid(color="0.92", linewidth=0.8)
    ax.set_axisbelow(True)
    without_box(ax)
    ax.legend(frameon=False, fontsize=9)
    return ax


def merged_size(w: int, k: int, hidden_layers: int) -> int:
    """The size after the k hidden layers of a sawtooth network are merged to fewer.

    A run of g layers computes a function with w^g pieces on the interval that begins with the value 0: one hidden
    layer of w^g neurons computes that.  The runs are of nearly equal lengths.

    Raises
    ------
    InputError
        If there is no hidden layer, or more than k.

    Examples
    --------
    >>> [merged_size(2, 4, n) for n in (1, 2, 3, 4)]
    [16, 8, 8, 8]
    """
    if hidden_layers > k:
        raise InputError(f"{k} hidden layers cannot be merged to {hidden_layers}; give at most {k}")
    return sum(w**g for g in balanced_widths(k, hidden_layers))
