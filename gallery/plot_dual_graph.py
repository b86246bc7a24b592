"""The dual graph.
================

A node for every cell, an edge where two cells share a wall. To cross a wall, a neuron switches; here it is never two at
a time, so every step changes the parity of the number of active neurons, and the graph is bipartite.
"""

# %%
# A network with two hidden layers.

import networkx
import numpy as np

import tropnet
from tropnet.plot import plot_dual_graph

rng = np.random.default_rng(4)
net = tropnet.Network.from_arrays(
    [rng.integers(-5, 6, (6, 2)), rng.integers(-3, 4, (3, 6)), [[1, -1, 2]]],
    [rng.integers(-6, 7, 6), rng.integers(-6, 7, 3), [0]],
)
regions = tropnet.linear_regions(net)
print(networkx.is_bipartite(regions.to_networkx()))

# %%
# Every edge crosses the wall that it stands for.

ax = plot_dual_graph(regions, window=tropnet.cube(2, radius=3))
