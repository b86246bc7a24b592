"""A plane through three digits.
==============================

A network that reads images of 8 by 8 pixels has more cells than can be counted. On the plane through three images it is
a network with two inputs, and all its cells there are known. Markers are the images of the data that lie nearest to
the plane.
"""

# %%
# Three images, each of which the network knows.

from sklearn.datasets import load_digits

import tropnet
from tropnet.plot import plot_slice

net = tropnet.read(tropnet.models.path("digits"))
digits = load_digits()
chosen = [0, 1, 8]
p, q, r = (digits.data[i] for i in chosen)
names = [str(digits.target[i]) for i in chosen]
print(names, [int(net(digits.data[i]).floats().argmax()) for i in chosen])

# %%
# Distances are true in the picture; thick lines are the decision boundary.

ax = plot_slice(net, p, q, r, names=names, boundary=True, data=digits.data, labels=digits.target, nearest=60)
