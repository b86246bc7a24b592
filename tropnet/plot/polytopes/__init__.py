"""Pictures of polytopes and arrangements.

=====================  ===================================================================
``polytope``           polygons and solids, in whatever space they lie
``sums``               Minkowski sums as a row, zonotopes with a tiling
``face_lattice``       Hasse diagrams
``arrangement``        arrangements of lines; central ones of planes on a hemisphere
``charts``             orthonormal coordinates of an affine hull
``parts``              the part of a polyhedron in a window, and which of its faces are cuts
``solids``             facets and edges in space, hidden ones told from visible ones
``arrangement_cells``  the regions of an arrangement of lines, with colours
``edge_names``         the places of names at the edge of a picture
``sphere``             great circles
=====================  ===================================================================
"""
