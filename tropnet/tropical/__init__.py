"""Tropical algebra and geometry, exactly, in max-plus and min-plus.

=================================================  ===========================================================
:class:`TropicalPolynomial`                        maxima (minima) of affine functions with rational data
:class:`TropicalRational`, :func:`maximum`,        differences of two; so every piecewise linear function
:func:`minimum`, :class:`TropicalMap`
:func:`roots`, :func:`factorization`,              one variable
:func:`polynomial_from_roots`,
:func:`zeros_and_poles`, :func:`minimal_pair`
:func:`newton_polytope`, :func:`lifted_polytope`,  polytopes of a polynomial
:func:`dome`
:func:`dual_subdivision`,                          regular subdivisions
:class:`RegularSubdivision`
:class:`TropicalHypersurface`,                     weighted balanced complexes
:class:`TropicalCurve`
:func:`mixed_subdivision`,                         several polynomials together
:func:`stable_intersection`
:class:`VirtualPolytope`                           formal differences of polytopes
=================================================  ===========================================================

A network becomes one of these by :func:`tropnet.tropicalize`.
"""

from tropnet.tropical.curve import TropicalCurve
from tropnet.tropical.hypersurface import TropicalCell, TropicalHypersurface, lattice_length
from tropnet.tropical.intersection import StableIntersection, stable_intersection
from tropnet.tropical.mapping import TropicalMap
from tropnet.tropical.mixed import MixedCell, MixedSubdivision, mixed_subdivision
from tropnet.tropical.newton import dome, lifted_polytope, newton_polytope, upper_facets
from tropnet.tropical.polynomial import TropicalPolynomial
from tropnet.tropical.rational import TropicalRational, maximum, minimum
from tropnet.tropical.subdivision import RegularSubdivision, SubdivisionCell, dual_subdivision
from tropnet.tropical.univariate import (
    Factorization,
    factorization,
    minimal_pair,
    piecewise_linear_function,
    polynomial_from_roots,
    roots,
    slopes_at_infinity,
    zeros_and_poles,
)
from tropnet.tropical.virtual import VirtualPolytope

__all__ = [
    "Factorization",
    "MixedCell",
    "MixedSubdivision",
    "RegularSubdivision",
    "StableIntersection",
    "SubdivisionCell",
    "TropicalCell",
    "TropicalCurve",
    "TropicalHypersurface",
    "TropicalMap",
    "TropicalPolynomial",
    "TropicalRational",
    "VirtualPolytope",
    "dome",
    "dual_subdivision",
    "factorization",
    "lattice_length",
    "lifted_polytope",
    "maximum",
    "minimal_pair",
    "minimum",
    "mixed_subdivision",
    "newton_polytope",
    "piecewise_linear_function",
    "polynomial_from_roots",
    "roots",
    "slopes_at_infinity",
    "stable_intersection",
    "upper_facets",
    "zeros_and_poles",
]
