"""Six answers to one question.
=============================

How many linear regions has this network? Six definitions of the literature (Stargalla, Hertrich and Reichman, 2025)
give different answers, and all are right. Activation patterns count creases that have an area of zero, here in red;
affine functions are counted once, however many pieces they have. Of convex pieces it takes ten at least, and thirteen
are drawn.
"""

# %%
# A sum of a tent along the first coordinate and of two functions that are positive between two lines only.

import tropnet
from tropnet.plot import plot_six_counts

net = tropnet.Network.from_arrays(
    [
        [[-2, -1], [-3, -3], [-2, 1], [-3, 3], [1, 0], [1, 0], [1, 0]],
        [[1, -1, 0, 0, 0, 0, 0], [0, 0, 1, -1, 0, 0, 0], [0, 0, 0, 0, 1, -2, 1]],
        [[1, 1, 1]],
    ],
    [[0, 0, 0, 0, -1, -2, -3], [0, 0, 0], [0]],
)
regions = tropnet.linear_regions(net)
print(regions.counts)

# %%
# Equal numbers mean one region.  On the left two of the open pieces touch in a point: closed, they are one.

figure = plot_six_counts(regions, window=tropnet.box([-5, -4], [4, 4]))
