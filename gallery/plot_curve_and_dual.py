"""A tropical cubic and its dual subdivision.
===========================================

A tropical polynomial is a maximum of affine functions. Where it bends is a curve; its exponents are lattice points, and
the coefficients subdivide their convex hull. Regions of the plane belong to vertices of the subdivision, vertices of
the curve to polygons, and edges to perpendicular edges (Maclagan and Sturmfels, 2015, Proposition 3.1.6).
"""

# %%
# A smooth cubic: ten monomials, nine triangles, one hexagon inside.

import tropnet
from tropnet.plot import plot_duality

exponents = [[i, j] for i in range(4) for j in range(4 - i)]
cubic = tropnet.TropicalPolynomial(exponents, [-(i * i + j * j + i * j) for i, j in exponents])
curve = tropnet.TropicalCurve(cubic)
print(curve.degree, curve.genus, curve.is_smooth)

# %%
# What belongs together has one colour.

figure = plot_duality(cubic)
