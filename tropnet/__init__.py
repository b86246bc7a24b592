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
:class:`Polyhedron`, :func:`box`, :func:`cube`,        domains
:func:`simplex`, :func:`cross_polytope`,
:func:`whole_space`
:class:`RationalArray`, :func:`rational_array`         arrays of rational numbers
:mod:`tropnet.models`                                  three trained networks that come with the library
:mod:`tropnet.plot`                                    pictures
:mod:`tropnet.errors`                                  every exception
=====================================================  =======================================================

>>> import tropnet
>>> regions = tropnet.linear_regions(tropnet.read(tropnet.models.path("wine")))
>>> regions.f_vector
(467, 967, 501)
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tropnet import errors, models, plot
    from tropnet.analysis.boundary import DecisionBoundary, decision_boundary
    from tropnet.analysis.cells import Cell
    from tropnet.analysis.counting import count_regions
    from tropnet.analysis.counts import RegionCounts
    from tropnet.analysis.enumeration import Limit
    from tropnet.analysis.local import Region, region_at, regions_around
    from tropnet.analysis.regions import LinearRegions, linear_regions, resume
    from tropnet.analysis.walk import enumerate_regions, walk
    from tropnet.exact.arrays import RationalArray, rational_array
    from tropnet.networks.io import from_onnx, from_sklearn, from_torch, read, write
    from tropnet.networks.network import Network
    from tropnet.polyhedra.bodies import box, cross_polytope, cube, simplex, whole_space
    from tropnet.polyhedra.polyhedron import Polyhedron

__version__ = "0.1.0"

# Names are looked up when they are first used, so that `import tropnet` costs next to nothing.
_HOMES = {
    "Cell": "tropnet.analysis.cells",
    "DecisionBoundary": "tropnet.analysis.boundary",
    "Limit": "tropnet.analysis.enumeration",
    "LinearRegions": "tropnet.analysis.regions",
    "Network": "tropnet.networks.network",
    "Polyhedron": "tropnet.polyhedra.polyhedron",
    "RationalArray": "tropnet.exact.arrays",
    "Region": "tropnet.analysis.local",
    "RegionCounts": "tropnet.analysis.counts",
    "box": "tropnet.polyhedra.bodies",
    "count_regions": "tropnet.analysis.counting",
    "cross_polytope": "tropnet.polyhedra.bodies",
    "cube": "tropnet.polyhedra.bodies",
    "decision_boundary": "tropnet.analysis.boundary",
    "enumerate_regions": "tropnet.analysis.walk",
    "from_onnx": "tropnet.networks.io",
    "from_sklearn": "tropnet.networks.io",
    "from_torch": "tropnet.networks.io",
    "linear_regions": "tropnet.analysis.regions",
    "rational_array": "tropnet.exact.arrays",
    "read": "tropnet.networks.io",
    "region_at": "tropnet.analysis.local",
    "regions_around": "tropnet.analysis.local",
    "resume": "tropnet.analysis.regions",
    "simplex": "tropnet.polyhedra.bodies",
    "walk": "tropnet.analysis.walk",
    "whole_space": "tropnet.polyhedra.bodies",
    "write": "tropnet.networks.io",
}
_SUBPACKAGES = ("errors", "models", "plot")

__all__ = [
    "Cell",
    "DecisionBoundary",
    "Limit",
    "LinearRegions",
    "Network",
    "Polyhedron",
    "RationalArray",
    "Region",
    "RegionCounts",
    "box",
    "count_regions",
    "cross_polytope",
    "cube",
    "decision_boundary",
    "enumerate_regions",
    "errors",
    "from_onnx",
    "from_sklearn",
    "from_torch",
    "linear_regions",
    "models",
    "plot",
    "rational_array",
    "read",
    "region_at",
    "regions_around",
    "resume",
    "simplex",
    "walk",
    "whole_space",
    "write",
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
