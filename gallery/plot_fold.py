"""Folded paper.
==============

Two hidden layers fold the square: each halves it in both directions. What the last layer draws on the folded paper, on
the left, is on every one of the sixteen sheets when it is unfolded, mirrored from sheet to sheet; so the regions
multiply, but for those that meet their mirror images at a fold and merge (Montufar, Pascanu, Cho and Bengio, 2014,
Theorem 4).
"""

# %%
# The tent map folds an interval in the middle; one layer folds both coordinates.

from matplotlib import pyplot

import tropnet
from tropnet.plot import plot_regions

fold = tropnet.Network.from_arrays(
    [[[1, 0], [1, 0], [0, 1], [0, 1]], [[2, -4, 0, 0], [0, 0, 2, -4]]], [[0, "-1/2", 0, "-1/2"], [0, 0]]
)
drawing = tropnet.Network.from_arrays(
    [[[4, -1], [-1, 4], [2, 2], [3, -1]], [[1, -2, 1, 1]]], [[-1, -1, -3, "-3/2"], [0]]
)

# %%
# The paper folded, and unfolded.

figure, axes = pyplot.subplots(1, 2, figsize=(9.8, 4.9), layout="constrained")
for ax, net, name in zip(axes, (drawing, drawing @ fold @ fold), ("folded", "unfolded"), strict=True):
    regions = tropnet.linear_regions(net, tropnet.box([0, 0], [1, 1]))
    plot_regions(regions, ax=ax, notion="open_connected")
    ax.set_title(f"{name}: {regions.counts.open_connected} regions", fontsize=11)
