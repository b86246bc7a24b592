"""The maximum of three numbers in two ways.
==========================================

The maximum of x, y and 0 has three pieces. A tree of ReLU neurons computes it with two hidden layers, and no network
with one hidden layer can (Mukherjee and Basu, 2017); on the way it cuts the plane more often than the function bends.
A maxout unit computes it at once.
"""

# %%
# The tree takes three numbers; the third one is set to zero.

from matplotlib import pyplot

import tropnet
from tropnet.networks import Dense, Maxout, Network, restrict
from tropnet.plot import plot_regions
from tropnet.theory.families import MaximumTree

tree = restrict(MaximumTree(3).network(), [0, 0, 0], [[1, 0, 0], [0, 1, 0]])
maxout = Network.sequential([Dense([[1, 0], [0, 1], [0, 0]]), Maxout(3)], 2)
print(tropnet.is_equivalent(tree, maxout))

# %%
# Thick lines: where the function bends.  Thin ones: where a neuron switches and the function does not.

window = tropnet.cube(2, radius=2)
figure, axes = pyplot.subplots(1, 2, figsize=(9.4, 4.6), layout="constrained")
for ax, net, name in zip(axes, (tree, maxout), ("ReLU tree", "maxout"), strict=True):
    regions = tropnet.linear_regions(net)
    plot_regions(regions, ax=ax, window=window, notion="affine", numbers=True)
    counts = regions.counts
    ax.set_title(f"{name}: {counts.proper_activation} cells, {counts.affine} pieces", fontsize=11)
