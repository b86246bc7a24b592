"""Zonotopes: Minkowski sums of segments.

==================  ========================================================================================
``zonotope``        :class:`Zonotope`: faces from its normal fan, a central arrangement
``generators``      canonical generators, and sums of them with signs
``minors``          the maximal minors of all subsets of the generators
``lattice_sums``    volume, genericity and lattice points from the minors
``tilings``         fine zonotopal tilings
``recognition``     whether a polytope is a zonotope, and which
``permutahedra``    permutahedra and other zonotopes with names
==================  ========================================================================================
"""

from tropnet.polyhedra.zonotopes.permutahedra import (
    complete_binary_zonotope,
    graphic_zonotope,
    permutahedron,
    type_b_permutahedron,
)
from tropnet.polyhedra.zonotopes.recognition import as_zonotope, asymmetric_two_faces, is_zonotope
from tropnet.polyhedra.zonotopes.tilings import lexicographic_tiling
from tropnet.polyhedra.zonotopes.zonotope import Zonotope

__all__ = [
    "Zonotope",
    "as_zonotope",
    "asymmetric_two_faces",
    "complete_binary_zonotope",
    "graphic_zonotope",
    "is_zonotope",
    "lexicographic_tiling",
    "permutahedron",
    "type_b_permutahedron",
]
