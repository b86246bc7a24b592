"""tropnet: the exact polyhedral and tropical geometry of ReLU networks.

=====================================================  =======================================================
:class:`Network`, :func:`read`, :func:`write`,         networks with rational weights, from and to files and
:func:`from_torch`, :func:`from_onnx`,                 other frameworks; layers are in :mod:`tropnet.networks`
:func:`from_sklearn`
:func:`linear_regions`, :func:`resume`,                every cell, exactly, and the six counts of regions
:class:`LinearRegions`, :class:`Cell`,
:class:`RegionCounts`, :class:`Limit`
:func:`count_regions`                                  a count alone, with little memory
:func:`decision_boundary`,                             where the predicted class changes
:class:`DecisionBoundary`
:func:`region_at`, :func:`regions_around`,             single regions of networks with many inputs, and walks
:func:`walk`, :func:`enumerate_regions`                from region to region
:func:`tropicalize`                                    a network as a tropical rational function
:func:`is_equivalent`, :func:`counterexample`,         whether two functions are equal, proved or refuted; how far
:func:`distance`, :func:`integral`                     apart they are, exactly
:func:`simplify`                                       the same function with fewer neurons, proved
:func:`lipschitz_constant`, :func:`maximize`,          exact constants, optima with points or rays, volumes of pieces
:func:`minimize`, :func:`region_statistics`,           and averages over them
:func:`class_shares`
:func:`robustness_radius`                              the exact distance to the decision boundary, with the point
:func:`verify`, :class:`Property`,                     whether inputs of a set can reach unsafe outputs, proved or
:func:`image`, :func:`preimage`                        refuted; images and preimages as unions of polyhedra
:func:`class_topology`, :func:`boundary_topology`,     Betti numbers, torsion and Euler characteristics of decision
:func:`level_set_topology`                             regions, boundaries and level sets
:class:`PiecewiseLinear`, :func:`piecewise_linear`,    piecewise linear functions as values: from cells, formulas,
:func:`maximum`, :func:`minimum`,                      samples, networks; as differences of convex ones
:func:`interpolate`, :func:`difference_of_convex`
:func:`to_network`, :func:`depth`                      every piecewise linear function as a network, and how deep it
                                                       must be
:class:`TropicalPolynomial`,                           tropical algebra and geometry; more in
:class:`TropicalRational`, :class:`TropicalMap`,       :mod:`tropnet.tropical`
:func:`newton_polytope`, :func:`dual_subdivision`,
:class:`TropicalHypersurface`,
:class:`TropicalCurve`,
:func:`tropical_decision_boundary`
:func:`univariate_functions`, :func:`along`,           networks with one input, or on a line, as functions of one
:func:`classes_along`                                  variable (:mod:`tropnet.univariate`), and their classes there
:func:`train_exactly`                                  the best network with one hidden layer for given data,
                                                       with a certificate
:func:`bounds`                                         bounds on the number of linear regions, with citations
:mod:`tropnet.theory`                                  the theorems: hard families, bounds, depth against size
:class:`Polyhedron`, :func:`box`, :func:`cube`,        polyhedra; more in :mod:`tropnet.polyhedra`
:func:`simplex`, :func:`cross_polytope`,
:func:`whole_space`, :func:`minkowski_sum`,
:func:`convex_hull`
:class:`Zonotope`, :func:`permutahedron`,              zonotopes; more in :mod:`tropnet.polyhedra.zonotopes`
:func:`support_network`
:class:`HyperplaneArrangement`                         arrangements; named ones in
                                                       :mod:`tropnet.polyhedra.arrangements`
:func:`lattice_points`, :func:`ehrhart_polynomial`,    lattice polytopes; more in
:func:`mixed_volume`                                   :mod:`tropnet.polyhedra.measures`
:func:`load`, :func:`save`, :func:`write_vtk`          polyhedra and polynomials in files
:class:`RationalArray`, :func:`rational_array`         arrays of rational numbers
:mod:`tropnet.models`                                  three trained networks that come with the library
:mod:`tropnet.plot`                                    pictures
:mod:`tropnet.errors`                                  every exception
=====================================================  =======================================================

>>> import tropnet
>>> net = tropnet.read(tropnet.models.path("wine"))
>>> tropnet.linear_regions(net).f_vector
(467, 967, 501)
>>> tropnet.is_equivalent(tropnet.tropicalize(net), net)
True
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tropnet import errors, interchange, models, networks, plot, polyhedra, theory, tropical, univariate
    from tropnet.analysis.boundary import DecisionBoundary, decision_boundary
    from tropnet.analysis.cells import Cell
    from tropnet.analysis.counting import count_regions
    from tropnet.analysis.counts import RegionCounts
    from tropnet.analysis.distance import distance, integral
    from tropnet.analysis.enumeration import Limit
    from tropnet.analysis.equivalence import counterexample, is_equivalent
    from tropnet.analysis.image import image, preimage
    from tropnet.analysis.line_classes import classes_along
    from tropnet.analysis.lipschitz import lipschitz_constant
    from tropnet.analysis.local import Region, region_at, regions_around
    from tropnet.analysis.optimum import maximize, minimize
    from tropnet.analysis.piecewise.convex_difference import difference_of_convex
    from tropnet.analysis.piecewise.function import PiecewiseLinear, maximum, minimum, piecewise_linear
    from tropnet.analysis.piecewise.interpolation import interpolate
    from tropnet.analysis.regions import LinearRegions, linear_regions, resume
    from tropnet.analysis.robustness import robustness_radius
    from tropnet.analysis.simplification import simplify
    from tropnet.analysis.statistics import class_shares, region_statistics
    from tropnet.analysis.topology.betti import boundary_topology, class_topology, level_set_topology
    from tropnet.analysis.tropical_boundary import tropical_decision_boundary
    from tropnet.analysis.tropical_form import tropicalize
    from tropnet.analysis.univariate_form import along, univariate_functions
    from tropnet.analysis.verification.property import Property
    from tropnet.analysis.verification.search import verify
    from tropnet.analysis.walk import enumerate_regions, walk
    from tropnet.exact.arrays import RationalArray, rational_array
    from tropnet.interchange.files import load, save
    from tropnet.interchange.vtk import write_vtk
    from tropnet.networks.io import from_onnx, from_sklearn, from_torch, read, write
    from tropnet.networks.network import Network
    from tropnet.networks.support import support_network
    from tropnet.polyhedra.arrangements.arrangement import HyperplaneArrangement
    from tropnet.polyhedra.bodies import box, cross_polytope, cube, simplex, whole_space
    from tropnet.polyhedra.measures.ehrhart import ehrhart_polynomial
    from tropnet.polyhedra.measures.lattice_points import lattice_points
    from tropnet.polyhedra.measures.mixed_volume import mixed_volume
    from tropnet.polyhedra.polyhedron import Polyhedron
    from tropnet.polyhedra.sums import convex_hull, minkowski_sum
    from tropnet.polyhedra.zonotopes.permutahedra import permutahedron
    from tropnet.polyhedra.zonotopes.zonotope import Zonotope
    from tropnet.theory.bounds.table import bounds
    from tropnet.theory.representation.depth import depth
    from tropnet.theory.representation.to_network import to_network
    from tropnet.theory.training.exact_training import train_exactly
    from tropnet.tropical.curve import TropicalCurve
    from tropnet.tropical.hypersurface import TropicalHypersurface
    from tropnet.tropical.mapping import TropicalMap
    from tropnet.tropical.newton import newton_polytope
    from tropnet.tropical.polynomial import TropicalPolynomial
    from tropnet.tropical.rational import TropicalRational
    from tropnet.tropical.subdivision import dual_subdivision

__version__ = "0.1.0"

# Names are looked up when they are first used, so that `import tropnet` costs next to nothing.
_HOMES = {
    "Cell": "tropnet.analysis.cells",
    "DecisionBoundary": "tropnet.analysis.boundary",
    "HyperplaneArrangement": "tropnet.polyhedra.arrangements.arrangement",
    "Limit": "tropnet.analysis.enumeration",
    "LinearRegions": "tropnet.analysis.regions",
    "Network": "tropnet.networks.network",
    "PiecewiseLinear": "tropnet.analysis.piecewise.function",
    "Polyhedron": "tropnet.polyhedra.polyhedron",
    "Property": "tropnet.analysis.verification.property",
    "RationalArray": "tropnet.exact.arrays",
    "Region": "tropnet.analysis.local",
    "RegionCounts": "tropnet.analysis.counts",
    "TropicalCurve": "tropnet.tropical.curve",
    "TropicalHypersurface": "tropnet.tropical.hypersurface",
    "TropicalMap": "tropnet.tropical.mapping",
    "TropicalPolynomial": "tropnet.tropical.polynomial",
    "TropicalRational": "tropnet.tropical.rational",
    "Zonotope": "tropnet.polyhedra.zonotopes.zonotope",
    "along": "tropnet.analysis.univariate_form",
    "boundary_topology": "tropnet.analysis.topology.betti",
    "bounds": "tropnet.theory.bounds.table",
    "box": "tropnet.polyhedra.bodies",
    "class_shares": "tropnet.analysis.statistics",
    "class_topology": "tropnet.analysis.topology.betti",
    "classes_along": "tropnet.analysis.line_classes",
    "convex_hull": "tropnet.polyhedra.sums",
    "count_regions": "tropnet.analysis.counting",
    "counterexample": "tropnet.analysis.equivalence",
    "cross_polytope": "tropnet.polyhedra.bodies",
    "cube": "tropnet.polyhedra.bodies",
    "decision_boundary": "tropnet.analysis.boundary",
    "depth": "tropnet.theory.representation.depth",
    "difference_of_convex": "tropnet.analysis.piecewise.convex_difference",
    "distance": "tropnet.analysis.distance",
    "dual_subdivision": "tropnet.tropical.subdivision",
    "ehrhart_polynomial": "tropnet.polyhedra.measures.ehrhart",
    "enumerate_regions": "tropnet.analysis.walk",
    "from_onnx": "tropnet.networks.io",
    "from_sklearn": "tropnet.networks.io",
    "from_torch": "tropnet.networks.io",
    "image": "tropnet.analysis.image",
    "integral": "tropnet.analysis.distance",
    "interpolate": "tropnet.analysis.piecewise.interpolation",
    "is_equivalent": "tropnet.analysis.equivalence",
    "lattice_points": "tropnet.polyhedra.measures.lattice_points",
    "level_set_topology": "tropnet.analysis.topology.betti",
    "linear_regions": "tropnet.analysis.regions",
    "lipschitz_constant": "tropnet.analysis.lipschitz",
    "load": "tropnet.interchange.files",
    "maximize": "tropnet.analysis.optimum",
    "maximum": "tropnet.analysis.piecewise.function",
    "minimize": "tropnet.analysis.optimum",
    "minimum": "tropnet.analysis.piecewise.function",
    "minkowski_sum": "tropnet.polyhedra.sums",
    "mixed_volume": "tropnet.polyhedra.measures.mixed_volume",
    "newton_polytope": "tropnet.tropical.newton",
    "permutahedron": "tropnet.polyhedra.zonotopes.permutahedra",
    "piecewise_linear": "tropnet.analysis.piecewise.function",
    "preimage": "tropnet.analysis.image",
    "rational_array": "tropnet.exact.arrays",
    "read": "tropnet.networks.io",
    "region_at": "tropnet.analysis.local",
    "region_statistics": "tropnet.analysis.statistics",
    "regions_around": "tropnet.analysis.local",
    "resume": "tropnet.analysis.regions",
    "robustness_radius": "tropnet.analysis.robustness",
    "save": "tropnet.interchange.files",
    "simplex": "tropnet.polyhedra.bodies",
    "simplify": "tropnet.analysis.simplification",
    "support_network": "tropnet.networks.support",
    "to_network": "tropnet.theory.representation.to_network",
    "train_exactly": "tropnet.theory.training.exact_training",
    "tropical_decision_boundary": "tropnet.analysis.tropical_boundary",
    "tropicalize": "tropnet.analysis.tropical_form",
    "univariate_functions": "tropnet.analysis.univariate_form",
    "verify": "tropnet.analysis.verification.search",
    "walk": "tropnet.analysis.walk",
    "whole_space": "tropnet.polyhedra.bodies",
    "write": "tropnet.networks.io",
    "write_vtk": "tropnet.interchange.vtk",
}
_SUBPACKAGES = (
    "errors",
    "interchange",
    "models",
    "networks",
    "plot",
    "polyhedra",
    "theory",
    "tropical",
    "univariate",
)

__all__ = [
    "Cell",
    "DecisionBoundary",
    "HyperplaneArrangement",
    "Limit",
    "LinearRegions",
    "Network",
    "PiecewiseLinear",
    "Polyhedron",
    "Property",
    "RationalArray",
    "Region",
    "RegionCounts",
    "TropicalCurve",
    "TropicalHypersurface",
    "TropicalMap",
    "TropicalPolynomial",
    "TropicalRational",
    "Zonotope",
    "along",
    "boundary_topology",
    "bounds",
    "box",
    "class_shares",
    "class_topology",
    "classes_along",
    "convex_hull",
    "count_regions",
    "counterexample",
    "cross_polytope",
    "cube",
    "decision_boundary",
    "depth",
    "difference_of_convex",
    "distance",
    "dual_subdivision",
    "ehrhart_polynomial",
    "enumerate_regions",
    "errors",
    "from_onnx",
    "from_sklearn",
    "from_torch",
    "image",
    "integral",
    "interchange",
    "interpolate",
    "is_equivalent",
    "lattice_points",
    "level_set_topology",
    "linear_regions",
    "lipschitz_constant",
    "load",
    "maximize",
    "maximum",
    "minimize",
    "minimum",
    "minkowski_sum",
    "mixed_volume",
    "models",
    "networks",
    "newton_polytope",
    "permutahedron",
    "piecewise_linear",
    "plot",
    "polyhedra",
    "preimage",
    "rational_array",
    "read",
    "region_at",
    "region_statistics",
    "regions_around",
    "resume",
    "robustness_radius",
    "save",
    "simplex",
    "simplify",
    "support_network",
    "theory",
    "to_network",
    "train_exactly",
    "tropical",
    "tropical_decision_boundary",
    "tropicalize",
    "univariate",
    "univariate_functions",
    "verify",
    "walk",
    "whole_space",
    "write",
    "write_vtk",
]


def __getattr__(name: str) -> Any:
    if name in _SUBPACKAGES:
        return import_module(f"tropnet.{name}")
    if name not in _HOMES:
        raise AttributeError(f"module 'tropnet' has no attribute {name!r}")
    value = getattr(import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
