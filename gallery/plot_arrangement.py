"""An arrangement of lines.
=========================

Seven lines cut the plane in as many regions as one, plus the number of lines, plus one less than the number of lines at
every crossing, summed up (Zaslavsky, 1975): 21. Numbers stand where more than two lines meet; bounded regions are
orange.
"""

# %%
# A neuron of a first hidden layer is a line; its regions are those of the layer.

import tropnet
from tropnet.plot import plot_arrangement

normals = [[1, 0], [1, 0], [0, 1], [0, 1], [1, 1], [1, -1], [1, 2]]
arrangement = tropnet.HyperplaneArrangement(normals, [-1, 1, -1, 1, 0, 0, 1])
print(arrangement.n_regions, arrangement.characteristic_polynomial)

# %%
# The lines by their numbers.

ax = plot_arrangement(arrangement, window=tropnet.cube(2, radius=3))
