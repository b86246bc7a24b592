"""Zonotopes, tilings, and a Minkowski sum.
========================================

The Newton polytopes of a network with one hidden layer are zonotopes, Minkowski sums of segments (Zhang, Naitzat and
Lim, 2018).  A zonotope in the plane is tiled by parallelograms, one for each pair of its generators; one in space is
the permutahedron of type B, whose 48 vertices are the signed permutations of three letters.  Every edge of a
Minkowski sum comes from an edge of a summand.
"""

# %%
# Two zonotopes.

from pathlib import Path

from matplotlib.figure import Figure

import tropnet
from tropnet.plot import plot_minkowski_sum, plot_polytope, plot_tiling
from tropnet.polyhedra.zonotopes import type_b_permutahedron

images = Path(__file__).with_name("images")
figure = Figure(figsize=(9.4, 4.4), layout="constrained")
plot_tiling(tropnet.Zonotope([[3, 0], [2, 2], [0, 3], [-2, 2], [1, 3]]), ax=figure.add_subplot(1, 2, 1))
plot_polytope(type_b_permutahedron(3), ax=figure.add_subplot(1, 2, 2, projection="3d"))
figure.savefig(images / "zonotopes.png", dpi=110, metadata={"Software": None})

# %%
# A sum: the colour of an edge says from which summand it comes.

triangle = tropnet.Polyhedron.from_generators([[0, 0], [3, 0], [1, 2]])
rectangle = tropnet.Polyhedron.parse("[0,2]x[0,1]")
row = plot_minkowski_sum(triangle, rectangle, figure=Figure(figsize=(9.4, 2.8), layout="constrained"))
row.savefig(images / "minkowski_sum.png", dpi=110, metadata={"Software": None})
