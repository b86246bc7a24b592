"""Convex hulls and Minkowski sums of many points: proposed quickly, proved exactly.

====================  ======================================================================================
``planar``            polygons: hulls by sorting, sums by merging edges
``section``           a pointed cone as the polytope that a hyperplane cuts out of it
``beneath_beyond``    a placing triangulation in integers, which proposes simplices without floats
``boundary_cycles``   the proof: simplices that cover the boundary of a polytope
``hull``              the facets and extreme rays of a cone, through these
``minkowski``         sums of polytopes, without the sums of all pairs of vertices
====================  ======================================================================================
"""
