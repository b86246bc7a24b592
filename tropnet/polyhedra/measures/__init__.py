"""Lattice points, moments and mixed volumes of polytopes; volume and centroid are properties of a Polyhedron.

=======================  ====================================================================================
``moments``              second moments; volume relative to the lattice
``lattice_points``       the integer points of a polytope
``ehrhart``              how their number grows under dilation
``counting_polynomial``  the polynomial that it is for a lattice polytope
``mixed_volume``         mixed volumes, by the Cayley trick
=======================  ====================================================================================
"""

from tropnet.polyhedra.measures.counting_polynomial import EhrhartPolynomial
from tropnet.polyhedra.measures.ehrhart import (
    EhrhartSeries,
    ehrhart_polynomial,
    ehrhart_series,
    h_star_vector,
)
from tropnet.polyhedra.measures.lattice_points import (
    interior_lattice_points,
    is_lattice_polytope,
    lattice_points,
    n_interior_lattice_points,
    n_lattice_points,
)
from tropnet.polyhedra.measures.mixed_volume import mixed_area, mixed_volume
from tropnet.polyhedra.measures.moments import moment_matrix, normalized_volume

__all__ = [
    "EhrhartPolynomial",
    "EhrhartSeries",
    "ehrhart_polynomial",
    "ehrhart_series",
    "h_star_vector",
    "interior_lattice_points",
    "is_lattice_polytope",
    "lattice_points",
    "mixed_area",
    "mixed_volume",
    "moment_matrix",
    "n_interior_lattice_points",
    "n_lattice_points",
    "normalized_volume",
]
