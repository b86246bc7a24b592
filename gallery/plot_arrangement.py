"""An arrangement of lines.
=========================

The lines of all pairwise sums and differences of two coordinates, shifted: 1 + n + the number of crossings regions,
each crossing counted with the number of its lines less one (Zaslavsky, 1975). Numbers stand where more than two lines
meet; bounded regions are darker.
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
