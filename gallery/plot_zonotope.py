"""A zonotope in space.
=====================

The sum of seven segments in general position: 42 facets, all parallelograms, one pair of opposite ones for each pair of
segments, and 44 vertices, one for each region of the arrangement of the seven planes (McMullen, 1971). It is the Newton
polytope of a network with one hidden layer of seven neurons.
"""

# %%
# Its vertices are counted by Zaslavsky's formula, 2 (C(6,0) + C(6,1) + C(6,2)).

import tropnet
from tropnet.plot import plot_polytope

zonotope = tropnet.Zonotope([[1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 1, 1], [1, -1, 1], [1, 2, -1], [-1, 1, 2]])
print(zonotope.polyhedron.f_vector)

# %%
# Opposite facets have one colour.

ax = plot_polytope(zonotope)
