"""Where two tropical curves meet.
================================

The sum of two Newton polygons is subdivided by the curve of the product. Its mixed cells, parallelograms with one edge
of each, belong to the points where the curves meet, with the area as multiplicity; so there are as many as the mixed
area says (tropical Bernstein theorem, Sturmfels 2002, Theorem 9.5).
"""

# %%
# A conic and a line meet twice.

from matplotlib import pyplot

import tropnet
from tropnet.plot import plot_intersection, plot_mixed_subdivision

conic = tropnet.TropicalPolynomial.parse("max(2x - 4, 2y - 4, x + y - 3, x - 1, y - 1, 0)")
line = tropnet.TropicalPolynomial.parse("max(x - 5/2, y - 1/2, 0)")
print(tropnet.tropical.stable_intersection(conic, line))
newton = [tropnet.newton_polytope(p) for p in (conic, line)]
print(tropnet.mixed_volume(*newton))

# %%
# The curves on the left, the mixed subdivision on the right.

figure, (left, right) = pyplot.subplots(1, 2, figsize=(9.8, 3.9), layout="constrained")
plot_intersection(conic, line, ax=left, window=tropnet.box([-1, -1], [5, 5]))
plot_mixed_subdivision(conic, line, ax=right)
