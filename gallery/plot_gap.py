"""The gap between depth and size.
================================

A sawtooth with 3^6 pieces is computed by six hidden layers of three neurons. With fewer layers it takes more neurons:
below the solid line no network computes it, the dotted line is the bound as it is printed, and the triangles are
networks that do (Arora, Basu, Mianjy and Mukherjee,
2018, Theorem 3.1, with the sharper bound from the product of the widths plus one).
"""

# %%
# The bounds as a table.

from tropnet.plot import plot_gap
from tropnet.theory.gaps import depth_table

print(depth_table(3, 6))

# %%
# The scale of sizes is logarithmic.

ax = plot_gap(3, 6)
