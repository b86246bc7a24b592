"""Which neuron draws which line.
===============================

A neuron of the first layer bends the function along a straight line. One of the second layer bends it where a
piecewise linear function is zero: along a line that is bent at the lines of the first layer (Hanin and Rolnick, 2019).
Layer by layer, with the lines of the layers before in grey; neurons without a line never switch in this window.
"""

# %%
# Three hidden layers; weights are small integers.

from itertools import pairwise

import numpy as np

import tropnet
from tropnet.plot import plot_layers

rng = np.random.default_rng(11)
widths = [2, 5, 5, 4, 1]
weights = [rng.integers(-4, 5, (m, n)) for n, m in pairwise(widths)]
biases = [rng.integers(-5, 6, m) for m in widths[1:]]
net = tropnet.Network.from_arrays(weights, biases)
print(tropnet.linear_regions(net))

# %%
# One picture for every hidden layer.

figure = plot_layers(net, window=tropnet.box([-3, -3], [3, 3]))
