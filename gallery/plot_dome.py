"""The dome over a Newton polygon.
================================

Lift every exponent of a tropical polynomial to the height of its coefficient. The upper faces of the convex hull of the
lifted points are the dome; a point below it would never be the maximum. Seen from above, the dome is the dual
subdivision.
"""

# %%
# A conic with a monomial that is never the largest.

import tropnet
from tropnet.plot import plot_dome

p = tropnet.TropicalPolynomial.parse("max(2x - 1, 2y, x + y + 1, x + 1, y + 1/2, 0)")
print(p.essential)

# %%
# Points on the dome are filled.

ax = plot_dome(p)
