"""Pictures, and the only place where rationals become floats.

=============================================================  =================================================
:func:`plot_function`, :func:`plot_gradient`,                  one input: the function, its slopes, and how it
:func:`plot_layers`                                            arises layer by layer
:func:`plot_regions`, :func:`plot_six_counts`,                 two inputs: cells coloured by gradient, pattern or
:func:`plot_bent_lines`, :func:`plot_layers`,                  value, regions by any of six notions, which neuron
:func:`plot_dual_graph`                                        bends where, the dual graph
:func:`plot_decision_boundary`, :func:`plot_points`            a classifier, and data over it
:func:`plot_graph`, :func:`plot_block`                         the graph in space; three inputs on a box
:func:`plot_slice`                                             many inputs: a plane through three points
:func:`plot_curve`, :func:`plot_subdivision`,                  tropical curves and their duals, the dome, mixed
:func:`plot_duality`, :func:`plot_dome`,                       cells, numerator and denominator
:func:`plot_mixed_subdivision`, :func:`plot_intersection`,
:func:`plot_rational`
:func:`plot_polytope`, :func:`plot_tiling`,                    polytopes, zonotopes, sums, Hasse diagrams,
:func:`plot_minkowski_sum`, :func:`plot_face_lattice`,         arrangements
:func:`plot_arrangement`
:func:`plot_gap`, :func:`film`, :func:`save_film`,             the theorems: depth against size, paths of
:func:`contact_sheet`, :func:`plot_shattering`,                parameters, gradients
:func:`plot_steps`, :func:`plot_autocorrelation`
:func:`interactive_regions`, :func:`interactive_graph`,        pages that tell what is under the cursor (plotly)
:func:`interactive_polytope`, :func:`save_html`
:func:`report_figure`, :func:`slice_figure`,                   what ``tropnet report`` draws; files
:func:`save_figure`
=============================================================  =================================================

Functions take ``ax=None`` and return the Axes, or ``figure=None`` and return the Figure, show nothing and set nothing.
The same object gives the same picture.  matplotlib is imported when something is drawn.

In the folders, from below: ``look`` (frame, colours, letters), ``cells``, ``polytopes``, ``networks`` and ``tropical``,
``theory`` and ``interactive``.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tropnet.plot.interactive.html import save_html
    from tropnet.plot.interactive.plane import interactive_regions
    from tropnet.plot.interactive.polytopes import interactive_polytope
    from tropnet.plot.interactive.space import interactive_graph
    from tropnet.plot.look.window import window_around, window_of
    from tropnet.plot.networks.boundary import plot_decision_boundary, plot_points
    from tropnet.plot.networks.dual_graph import plot_dual_graph
    from tropnet.plot.networks.layers import plot_bent_lines, plot_layers
    from tropnet.plot.networks.line import plot_function, plot_gradient
    from tropnet.plot.networks.plane import plot_regions
    from tropnet.plot.networks.report import report_figure, save_figure, slice_figure
    from tropnet.plot.networks.six_counts import plot_six_counts
    from tropnet.plot.networks.slices import isometric_plane, plot_slice
    from tropnet.plot.networks.space import plot_block, plot_graph
    from tropnet.plot.polytopes.arrangement import plot_arrangement
    from tropnet.plot.polytopes.face_lattice import plot_face_lattice
    from tropnet.plot.polytopes.polytope import plot_polytope
    from tropnet.plot.polytopes.sums import plot_minkowski_sum, plot_tiling
    from tropnet.plot.theory.film import contact_sheet, film, save_film
    from tropnet.plot.theory.gap import plot_gap
    from tropnet.plot.theory.shattering import plot_autocorrelation, plot_shattering, plot_steps
    from tropnet.plot.tropical.difference import plot_rational
    from tropnet.plot.tropical.dome import plot_dome
    from tropnet.plot.tropical.duality import plot_curve, plot_duality, plot_subdivision
    from tropnet.plot.tropical.mixed import plot_intersection, plot_mixed_subdivision

# A name is looked up when it is first used.
_HOMES = {
    "contact_sheet": "theory.film",
    "film": "theory.film",
    "interactive_graph": "interactive.space",
    "interactive_polytope": "interactive.polytopes",
    "interactive_regions": "interactive.plane",
    "isometric_plane": "networks.slices",
    "plot_arrangement": "polytopes.arrangement",
    "plot_autocorrelation": "theory.shattering",
    "plot_bent_lines": "networks.layers",
    "plot_block": "networks.space",
    "plot_curve": "tropical.duality",
    "plot_decision_boundary": "networks.boundary",
    "plot_dome": "tropical.dome",
    "plot_dual_graph": "networks.dual_graph",
    "plot_duality": "tropical.duality",
    "plot_face_lattice": "polytopes.face_lattice",
    "plot_function": "networks.line",
    "plot_gap": "theory.gap",
    "plot_gradient": "networks.line",
    "plot_graph": "networks.space",
    "plot_intersection": "tropical.mixed",
    "plot_layers": "networks.layers",
    "plot_minkowski_sum": "polytopes.sums",
    "plot_mixed_subdivision": "tropical.mixed",
    "plot_points": "networks.boundary",
    "plot_polytope": "polytopes.polytope",
    "plot_rational": "tropical.difference",
    "plot_regions": "networks.plane",
    "plot_shattering": "theory.shattering",
    "plot_six_counts": "networks.six_counts",
    "plot_slice": "networks.slices",
    "plot_steps": "theory.shattering",
    "plot_subdivision": "tropical.duality",
    "plot_tiling": "polytopes.sums",
    "report_figure": "networks.report",
    "save_figure": "networks.report",
    "save_film": "theory.film",
    "save_html": "interactive.html",
    "slice_figure": "networks.report",
    "window_around": "look.window",
    "window_of": "look.window",
}

__all__ = [
    "contact_sheet",
    "film",
    "interactive_graph",
    "interactive_polytope",
    "interactive_regions",
    "isometric_plane",
    "plot_arrangement",
    "plot_autocorrelation",
    "plot_bent_lines",
    "plot_block",
    "plot_curve",
    "plot_decision_boundary",
    "plot_dome",
    "plot_dual_graph",
    "plot_duality",
    "plot_face_lattice",
    "plot_function",
    "plot_gap",
    "plot_gradient",
    "plot_graph",
    "plot_intersection",
    "plot_layers",
    "plot_minkowski_sum",
    "plot_mixed_subdivision",
    "plot_points",
    "plot_polytope",
    "plot_rational",
    "plot_regions",
    "plot_shattering",
    "plot_six_counts",
    "plot_slice",
    "plot_steps",
    "plot_subdivision",
    "plot_tiling",
    "report_figure",
    "save_figure",
    "save_film",
    "save_html",
    "slice_figure",
    "window_around",
    "window_of",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return __all__
