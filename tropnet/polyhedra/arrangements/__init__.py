"""Hyperplane arrangements: counted without enumeration, enumerated by slicing.

==============================  ============================================================================
``arrangement``                 :class:`HyperplaneArrangement`
``counting``                    Whitney numbers by restriction
``good_reduction``              arithmetic modulo a prime that keeps the intersection poset
``intersection_lattice``        flats and their Möbius function
``characteristic_polynomial``   the polynomial, and what Zaslavsky reads off it
``central``                     sign vectors of central arrangements
``named``                       braid, resonance, threshold, Shi, Catalan, Linial, reflection, graphic, ...
==============================  ============================================================================
"""

from tropnet.polyhedra.arrangements.arrangement import HyperplaneArrangement
from tropnet.polyhedra.arrangements.central import CentralFan, central_sign_vectors
from tropnet.polyhedra.arrangements.characteristic_polynomial import CharacteristicPolynomial
from tropnet.polyhedra.arrangements.intersection_lattice import Flat, IntersectionLattice
from tropnet.polyhedra.arrangements.named import (
    boolean_arrangement,
    braid_arrangement,
    catalan_arrangement,
    deformed_braid_arrangement,
    generic_arrangement,
    graphic_arrangement,
    linial_arrangement,
    reflection_arrangement,
    resonance_arrangement,
    semiorder_arrangement,
    shi_arrangement,
    threshold_arrangement,
)

__all__ = [
    "CentralFan",
    "CharacteristicPolynomial",
    "Flat",
    "HyperplaneArrangement",
    "IntersectionLattice",
    "boolean_arrangement",
    "braid_arrangement",
    "catalan_arrangement",
    "central_sign_vectors",
    "deformed_braid_arrangement",
    "generic_arrangement",
    "graphic_arrangement",
    "linial_arrangement",
    "reflection_arrangement",
    "resonance_arrangement",
    "semiorder_arrangement",
    "shi_arrangement",
    "threshold_arrangement",
]
