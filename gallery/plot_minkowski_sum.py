"""A Minkowski sum.
=================

The Newton polytope of a product is the Minkowski sum of the Newton polytopes. Every edge of the sum comes from an edge
of a summand, or from parallel ones of both: the colours say from which.
"""

# %%
# A triangle and a rectangle.

import tropnet
from tropnet.plot import plot_minkowski_sum

triangle = tropnet.Polyhedron.from_generators([[0, 0], [3, 0], [1, 2]])
rectangle = tropnet.Polyhedron.parse("[0,2]x[0,1]")
print((triangle + rectangle).f_vector)

# %%
# P + Q = P + Q.

figure = plot_minkowski_sum(triangle, rectangle)
