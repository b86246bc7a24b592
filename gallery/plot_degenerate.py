"""A degenerate arrangement.
==========================

Three neurons whose lines meet in one point, two that are parallel, two that repeat others in another scale, one without
weights. Methods that assume general position, or that compare floats with a tolerance, count these cells wrong; the
signs of integers do not. By Zaslavsky's theorem (1975) there are 1 + 5 + 2 + 6 = 14.
"""

# %%
# Eight neurons, five lines.

from matplotlib import pyplot

import tropnet
from tropnet.plot import plot_arrangement, plot_regions

weights = [[1, 0], [0, 1], [1, 1], [1, -1], [2, -2], [3, 3], [0, 0], [1, -1]]
biases = [0, 0, 0, 1, 2, 0, -1, -2]
net = tropnet.Network.from_arrays([weights, [[1, 2, -1, 1, 1, -2, 1, 3]]], [biases, [0]])
regions = tropnet.linear_regions(net)
print(regions.counts)
lines = [(a, -b) for a, b in zip(weights, biases, strict=True) if any(a)]
arrangement = tropnet.HyperplaneArrangement([a for a, _ in lines], [c for _, c in lines])
print(arrangement.n_regions, len(regions))

# %%
# The arrangement with the number of lines at points where more than two meet; the cells of the network.

figure, (left, right) = pyplot.subplots(1, 2, figsize=(9.6, 4.6), layout="constrained")
window = tropnet.box([-3, -3], [3, 3])
plot_arrangement(arrangement, ax=left, window=window)
plot_regions(regions, ax=right, window=window, notion="proper_activation", numbers=True)
