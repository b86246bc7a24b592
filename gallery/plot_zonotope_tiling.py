"""A zonotope, tiled.
===================

A zonotope in the plane is a sum of segments. It is tiled by parallelograms, one for each pair of segments that are not
parallel, so its area is the sum of the absolute values of the determinants (Shephard, 1974).
"""

# %%
# Six segments: fifteen parallelograms.

import tropnet
from tropnet.plot import plot_tiling

zonotope = tropnet.Zonotope([[3, 0], [2, 2], [0, 3], [-2, 2], [1, 3], [3, 1]])
print(zonotope.volume)

# %%
# Tiles of like shapes have like colours.

ax = plot_tiling(zonotope)
