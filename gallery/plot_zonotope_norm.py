"""A norm, and a sawtooth of it.
==============================

A sum of absolute values of linear functions is the support function of a zonotope: a norm, linear on the cones over the
facets of its unit ball. A sawtooth of it goes up and down on each cone, and the pieces multiply (Arora, Basu, Mianjy
and Mukherjee, 2018, Theorem 3.9).
"""

# %%
# Four generators in the plane: a norm with eight cones, and the composition with a sawtooth.

from matplotlib import pyplot

import tropnet
from tropnet.plot import plot_regions
from tropnet.theory.families import ZonotopeComposition

generators = [[2, 0], [1, 1], [0, 2], [-1, 1]]
mirrored = [[-a, -b] for a, b in generators]
norm = tropnet.Network.from_arrays([generators + mirrored, [[1] * 8]])
H = ZonotopeComposition(generators, [["1/3", "2/3"]])
print(H.verify())

# %%
# Bands between levels, over the cells of each network.

window = tropnet.cube(2, radius="1/4")
figure, (left, right) = pyplot.subplots(1, 2, figsize=(10.4, 4.4), layout="constrained")
plot_regions(norm, ax=left, window=window, colour="value")
plot_regions(H.network(), ax=right, window=window, colour="value")
