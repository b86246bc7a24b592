"""Polyhedra with rational coordinates, exactly.

What a polyhedron is, and what one does with polyhedra:

=================================================  ===========================================================
:class:`Polyhedron`                                a set, with both its descriptions; ``P & Q``, ``P + Q``, ...
:func:`whole_space`, :func:`box`, :func:`cube`,    polyhedra with names
:func:`cross_polytope`, :func:`simplex`
:func:`minkowski_sum`, :func:`convex_hull`,        several polyhedra
:func:`product`
:func:`image`, :func:`preimage`,                   affine maps
:func:`projection`, :func:`translate`,
:func:`scale`
:func:`polar`, :func:`normal_fan`,                 duality
:func:`normal_cone`, :func:`maximal_face`
:func:`support_function`, :func:`maximize`,        linear functions on polyhedra, with certificates
:func:`inscribed_ball`
:func:`is_subset`, :func:`point_outside`           inclusion, and its witness
:class:`FaceLattice`, :class:`Face`                faces and their order
=================================================  ===========================================================

More in packages of their own: :mod:`~tropnet.polyhedra.measures` (lattice points, Ehrhart series, mixed volumes),
:mod:`~tropnet.polyhedra.zonotopes`, :mod:`~tropnet.polyhedra.arrangements`.  What carries them:
:mod:`~tropnet.polyhedra.hulls` (fast hulls, proved), :mod:`~tropnet.polyhedra.complexes` (slicing),
``conversion`` and ``double_description`` (from inequalities to generators and back), ``description``.
"""

from tropnet.polyhedra.affine_maps import image, preimage, projection, scale, translate
from tropnet.polyhedra.bodies import box, cross_polytope, cube, simplex, whole_space
from tropnet.polyhedra.face_lattice import Face, FaceLattice
from tropnet.polyhedra.inclusion import is_subset, point_outside
from tropnet.polyhedra.normal_fan import NormalFan, maximal_face, normal_cone, normal_fan
from tropnet.polyhedra.polar import polar
from tropnet.polyhedra.polyhedron import Polyhedron
from tropnet.polyhedra.sums import convex_hull, minkowski_sum, product
from tropnet.polyhedra.support import InscribedBall, inscribed_ball, maximize, support_function

__all__ = [
    "Face",
    "FaceLattice",
    "InscribedBall",
    "NormalFan",
    "Polyhedron",
    "box",
    "convex_hull",
    "cross_polytope",
    "cube",
    "image",
    "inscribed_ball",
    "is_subset",
    "maximal_face",
    "maximize",
    "minkowski_sum",
    "normal_cone",
    "normal_fan",
    "point_outside",
    "polar",
    "preimage",
    "product",
    "projection",
    "scale",
    "simplex",
    "support_function",
    "translate",
    "whole_space",
]
