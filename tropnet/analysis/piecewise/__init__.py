"""Piecewise linear functions as values: from data of many kinds, with exact arithmetic and equality.

======================  ================================================================================
``function``            the value: evaluation, arithmetic, pieces, cells, equality
``affine_cells``        polyhedra on which it is affine
``subdivision``         from cells with affine maps, which are proved to fit, or refused with the place
``triangulation``       from values at the vertices of simplices
``interpolation``       of any function with rational values, on the Freudenthal triangulation
``formula``             from text
``symbolic``            from sympy and back
``lattice``             from and as a maximum of minima
``written``             what of these are methods of the value
``display``             how it shows itself in notebooks
``bends``               where the gradient jumps, and by how much
``whole_hyperplanes``   whether it does so along whole hyperplanes
``convex_difference``   as a difference of two convex functions with few pieces
``reduced``             pairs of convex functions without a common summand
======================  ================================================================================

``covering``, ``subdivision_walls`` and ``compatible`` prove what these say of cells and jumps.
"""
