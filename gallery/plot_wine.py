"""The pieces of a trained network and its decision boundary.
===========================================================

A ReLU network is affine on each cell of a polyhedral complex. This one tells three cultivars of wine apart by two
measurements of the UCI wine data (Aeberhard and Forina, 1991). Cells with like gradients have like colours; thin lines
are walls, where a neuron switches; thick lines are the decision boundary, where the largest logit changes.
"""

# %%
# The network comes with tropnet.  Its cells and its boundary over the whole plane are exact.

from matplotlib import pyplot
from sklearn.datasets import load_wine

import tropnet
from tropnet.plot import plot_decision_boundary, plot_points, plot_regions

net = tropnet.read(tropnet.models.path("wine"))
regions = tropnet.linear_regions(net)
boundary = tropnet.decision_boundary(net)
print(regions.counts)
print(boundary)

# %%
# The window holds the data.  What leaves it is cut, exactly too.

figure, ax = pyplot.subplots(figsize=(7.6, 5.6), layout="constrained")
plot_regions(regions, ax=ax, window=tropnet.box([0, 0], ["13/2", "21/4"]))
plot_decision_boundary(boundary, ax=ax, names=[])

wine = load_wine()
measured = wine.data[:, [wine.feature_names.index(name) for name in ("malic_acid", "flavanoids")]]
plot_points(measured, wine.target, ax=ax, names=["cultivar 0", "cultivar 1", "cultivar 2"])
ax.set_xlabel("malic acid")
ax.set_ylabel("flavanoids", rotation=90)
