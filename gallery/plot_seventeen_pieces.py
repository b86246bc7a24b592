"""Seventeen pieces.
==================

A composition H of two sawtooth functions, applied to the sum of absolute values, is the function of Figure 1 of Arora,
Basu, Mianjy and Mukherjee (2018). Its level sets are squares, the unit balls of the norm; on each of four cones it goes
up and down twice, and outside it is 0: 4 times 4 pieces, and one.
"""

# %%
# The member of the family, verified: formula and count agree by every notion of linear regions.

from matplotlib import pyplot

import tropnet
from tropnet.plot import plot_graph, plot_regions
from tropnet.theory.families import ZonotopeComposition

f = ZonotopeComposition([[1, 0], [0, 1]], [["1/2"], ["1/2"]])
print(f.verify())

# %%
# Its cells, like colours for like gradients, and its graph.

window = tropnet.cube(2, radius="5/4")
figure = pyplot.figure(figsize=(9.4, 4.4), layout="constrained")
plot_regions(
    f.network(), ax=figure.add_subplot(1, 2, 1), window=window, notion="open_connected", numbers=True
)
right = plot_graph(f.network(), ax=figure.add_subplot(1, 2, 2, projection="3d"), window=window)
right.view_init(48, -62)
