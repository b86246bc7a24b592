"""Pictures of tropical polynomials and rational functions.

==============  ================================================================
``duality``     curves and dual subdivisions, with matching colours
``dome``        the Newton polytope with the dome of the lifted points
``mixed``       mixed subdivisions, and where two curves meet
``difference``  numerator, denominator, and their difference
``clipping``    the regions of a polynomial in a window, in integers
``dots``        points in space that facets hide
==============  ================================================================
"""
