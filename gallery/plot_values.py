"""Levels of a trained network, and its graph.
============================================

The margin between two logits of the wine network: bands between levels on the left, the graph on the right. On each
cell the levels are parallel lines, and the graph is a flat facet: nothing is sampled, so nothing is missed.
"""

# %%
# The difference of two outputs is a network again.

from matplotlib import pyplot

import tropnet
from tropnet.networks import select_outputs
from tropnet.plot import plot_graph, plot_regions

net = tropnet.read(tropnet.models.path("wine"))
margin = select_outputs(net, 0) - select_outputs(net, 1)
window = tropnet.box([0, 0], ["13/2", "21/4"])
regions = tropnet.linear_regions(margin, window)

# %%
# Both pictures show the same cells.

figure = pyplot.figure(figsize=(10.6, 4.6), layout="constrained")
left = plot_regions(regions, ax=figure.add_subplot(1, 2, 1), colour="value")
left.set_xlabel("malic acid")
left.set_ylabel("flavanoids", rotation=90)
right = plot_graph(regions, ax=figure.add_subplot(1, 2, 2, projection="3d"))
right.set_xlabel("malic acid")
right.set_ylabel("flavanoids")
