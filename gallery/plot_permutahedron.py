"""The permutahedron.
===================

The convex hull of the 24 permutations of (1, 2, 3, 4): a solid in the hyperplane of coordinate sum 10, drawn there in
true shape. It is a sum of segments, one for each pair of coordinates, and its 14 facets, six squares and eight
hexagons, belong to the proper nonempty subsets of four things.
"""

# %%
# A zonotope in four dimensions, of dimension three.

import tropnet
from tropnet.plot import plot_polytope

body = tropnet.permutahedron(4)
print(body.polyhedron.f_vector, body.dim, body.ambient_dim)

# %%
# The truncated octahedron.

ax = plot_polytope(body)
