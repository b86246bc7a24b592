"""A crater as a difference of two bowls.
========================================

Every continuous piecewise linear function is a difference of two convex ones, in many ways. Here a linear program over
the cells of the function finds the pair whose gradients jump least in all, and which has no common convex summand but
affine ones (Brandenburg, Grillo and Hertrich, 2025).
"""

# %%
# A ring of mountains, over a hexagon: the height depends on a norm, whose unit ball is a hexagon.

from matplotlib import pyplot

import tropnet
from tropnet import PiecewiseLinear, maximum
from tropnet.plot import plot_graph

x, y = PiecewiseLinear.coordinates(2)
norm = maximum(abs(x), abs(y), abs(x - y))
hexagon = tropnet.Polyhedron.parse("[-3,3]^2") & tropnet.Polyhedron.parse("x1 - x2 <= 3; x1 - x2 >= -3")
f = maximum(1 - abs(norm - 1), 0).restricted(hexagon)
pair = tropnet.difference_of_convex(f)
print(pair, pair.is_reduced, pair.verify())

# %%
# The two may be tilted alike: such that the second one is flat in the middle.

g, h = (tropnet.piecewise_linear(part).restricted(hexagon) for part in (pair.positive, pair.negative))
*slope, height = h.regions.at([0, 0]).affine_map[0]
tilt = PiecewiseLinear.affine(slope, height)
g, h = g - tilt, h - tilt
print(f == g - h, g.is_convex, h.is_convex)

# %%
# Three graphs.  Like colours mean like gradients.

figure, axes = pyplot.subplots(1, 3, figsize=(12.6, 4.4), subplot_kw={"projection": "3d"})
for ax, part, name in zip(axes, (g - h, g, h), ("$f = g - h$", "$g$", "$h$"), strict=True):
    plot_graph(part, ax=ax)
    ax.view_init(38, -62)
    ax.set_title(f"{name}: {len(part.pieces)} pieces", fontsize=12, y=0.95)
    ax.set_zlabel("")
figure.subplots_adjust(left=0, right=0.98, bottom=0.02, top=0.98, wspace=0.02)
