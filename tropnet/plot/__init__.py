"""Pictures, and the only place where rationals become floats.

=============  =======================================================================
``line``       one input: the function with its break points
``plane``      two inputs: cells as polygons, the decision boundary over them
``space``      the graph over two inputs; three inputs on the faces of a box
``slices``     many inputs: the plane through three points
``duality``    tropical curves and dual subdivisions, with matching colours
``polytopes``  polytopes, tilings, Minkowski sums, face lattices
``film``       a path in the parameter space as a film
``shattering`` the gradient along a segment, and its autocorrelation
``report``     the picture of a report; figures as files
``polygons``   the cells of a plane complex, all at once
``gradients``  gradients of many cells, all at once
``window``     the part of space that is shown
``colours``    colours that everybody can tell apart
``axes``       the frame
=============  =======================================================================

Functions take ``ax=None``, return the Axes, show nothing and set nothing.  The same object gives the same
picture.  matplotlib is imported when something is drawn.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tropnet.plot.arrangement import plot_arrangement
    from tropnet.plot.boundary import plot_decision_boundary, plot_points
    from tropnet.plot.difference import plot_rational
    from tropnet.plot.dome import plot_dome
    from tropnet.plot.dual_graph import plot_dual_graph
    from tropnet.plot.duality import plot_curve, plot_duality, plot_subdivision
    from tropnet.plot.face_lattice import plot_face_lattice
    from tropnet.plot.film import contact_sheet, film, save_film
    from tropnet.plot.gap import plot_gap
    from tropnet.plot.interactive_html import save_html
    from tropnet.plot.interactive_plane import interactive_regions
    from tropnet.plot.interactive_polytopes import interactive_polytope
    from tropnet.plot.interactive_space import interactive_graph
    from tropnet.plot.layers import plot_bent_lines, plot_layers
    from tropnet.plot.line import plot_function, plot_gradient
    from tropnet.plot.mixed import plot_intersection, plot_mixed_subdivision
    from tropnet.plot.plane import plot_regions
    from tropnet.plot.polytopes import plot_polytope
    from tropnet.plot.report import report_figure, save_figure, slice_figure
    from tropnet.plot.shattering import plot_autocorrelation, plot_shattering, plot_steps
    from tropnet.plot.six_counts import plot_six_counts
    from tropnet.plot.slices import isometric_plane, plot_slice
    from tropnet.plot.space import plot_block, plot_graph
    from tropnet.plot.sums import plot_minkowski_sum, plot_tiling
    from tropnet.plot.window import window_around, window_of

# A name is looked up when it is first used.
_HOMES = {
    "contact_sheet": "film",
    "film": "film",
    "interactive_graph": "interactive_space",
    "interactive_polytope": "interactive_polytopes",
    "interactive_regions": "interactive_plane",
    "isometric_plane": "slices",
    "plot_arrangement": "arrangement",
    "plot_autocorrelation": "shattering",
    "plot_bent_lines": "layers",
    "plot_block": "space",
    "plot_curve": "duality",
    "plot_decision_boundary": "boundary",
    "plot_dome": "dome",
    "plot_dual_graph": "dual_graph",
    "plot_duality": "duality",
    "plot_face_lattice": "face_lattice",
    "plot_function": "line",
    "plot_gap": "gap",
    "plot_gradient": "line",
    "plot_graph": "space",
    "plot_intersection": "mixed",
    "plot_layers": "layers",
    "plot_minkowski_sum": "sums",
    "plot_mixed_subdivision": "mixed",
    "plot_points": "boundary",
    "plot_polytope": "polytopes",
    "plot_rational": "difference",
    "plot_regions": "plane",
    "plot_shattering": "shattering",
    "plot_six_counts": "six_counts",
    "plot_slice": "slices",
    "plot_steps": "shattering",
    "plot_subdivision": "duality",
    "plot_tiling": "sums",
    "report_figure": "report",
    "save_figure": "report",
    "save_film": "film",
    "save_html": "interactive_html",
    "slice_figure": "report",
    "window_around": "window",
    "window_of": "window",
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
