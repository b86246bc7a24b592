"""Seventeen pieces: a sawtooth of a norm.
=======================================

A composition H of two sawtooth functions, applied to the sum of absolute values, is the function of Figure 1 of Arora,
Basu, Mianjy and Mukherjee (2018).  Its level sets are squares, the unit balls of the norm; on each of the four cones
it goes up and down twice, and outside it is 0: 4 times 4 pieces, and one.
"""

# %%
# The member of the family, verified: formula and count agree by every notion of linear regions.

from pathlib import Path

from matplotlib.figure import Figure

import tropnet
from tropnet.plot import plot_graph, plot_regions
from tropnet.theory.families import ZonotopeComposition

f = ZonotopeComposition([[1, 0], [0, 1]], [["1/2"], ["1/2"]])
print(f.verify())

# %%
# Its cells, like colours for like gradients, and its graph.

window = tropnet.box(["-5/4", "-5/4"], ["5/4", "5/4"])
regions = tropnet.linear_regions(f.network())
figure = Figure(figsize=(9.4, 4.4), layout="constrained")
left = figure.add_subplot(1, 2, 1)
plot_regions(regions, ax=left, window=window)
left.set_title(f"{regions.counts.open_connected} pieces", fontsize=11)
plot_graph(regions, ax=figure.add_subplot(1, 2, 2, projection="3d"), window=window)

# %%
# The picture is a file of the gallery.

figure.savefig(
    Path(__file__).with_name("images") / "zonotope_function.png", dpi=110, metadata={"Software": None}
)
