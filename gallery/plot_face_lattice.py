"""The faces of a cube.
=====================

The Hasse diagram of the face lattice: a node for every face, from the empty one at the bottom to the cube on top, and a
line where one face covers another. Every interval of length two is a diamond.
"""

# %%
# 1 + 8 + 12 + 6 + 1 faces.

import tropnet
from tropnet.plot import plot_face_lattice

cube = tropnet.cube(3)
print(cube.f_vector)

# %%
# Faces are named by their vertices.

ax = plot_face_lattice(cube)
