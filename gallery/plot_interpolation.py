"""Interpolation on a grid, and its exact error.
===============================================

A polyhedral norm, and the function that agrees with it at the points of a grid and is affine on the triangles between
them (Freudenthal, 1942, and Kuhn, 1960). The interpolant is a ReLU network, so its error is piecewise linear, too, and
the largest is found exactly, with the point where it is attained. As the norm is convex, the interpolant lies above.
"""

# %%
# The support function of a zonotope with four generators.

from matplotlib import pyplot

import tropnet
from tropnet.plot import plot_regions

x, y = tropnet.PiecewiseLinear.coordinates(2)
square = tropnet.cube(2, radius=2)
f = (abs(2 * x + y) + abs(x - 2 * y) + abs(x + 3 * y) + abs(3 * x - y)).restricted(square) / 4
g = tropnet.interpolate(f, square, 6)
worst = tropnet.distance(f, g)
print(worst.value, worst.point, tropnet.distance(f, g, "l1").value, (g - f)(worst.point))

# %%
# Half the sides, and half the error?

print([tropnet.distance(f, tropnet.interpolate(f, square, n)).value for n in (1, 2, 3, 4, 6)])

# %%
# Levels of both, and of the error.

figure, axes = pyplot.subplots(1, 3, figsize=(14, 4.3), layout="constrained")
for ax, part, name in zip(axes, (f, g, g - f), ("a norm", "its interpolant", "the error"), strict=True):
    plot_regions(part, ax=ax, colour="value")
    ax.set_title(name, fontsize=12)
    ax.set_ylabel("")
s, t = worst.point.floats()
axes[2].plot([s], [t], "o", color="#D55E00", markeredgecolor="white", markersize=10)
axes[2].annotate(f"{worst.value}", (s, t), (0, 12), textcoords="offset points", ha="center", fontsize=13)
for bar in figure.axes[3:]:
    bar.set_ylabel("")
