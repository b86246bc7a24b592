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

from tropnet.plot.boundary import plot_decision_boundary, plot_points
from tropnet.plot.duality import plot_curve, plot_duality, plot_subdivision
from tropnet.plot.film import contact_sheet, film, save_film
from tropnet.plot.layers import plot_bent_lines, plot_layers
from tropnet.plot.line import plot_function, plot_gradient
from tropnet.plot.plane import plot_regions
from tropnet.plot.polytopes import plot_face_lattice, plot_minkowski_sum, plot_polytope, plot_tiling
from tropnet.plot.report import report_figure, save_figure, slice_figure
from tropnet.plot.shattering import plot_autocorrelation, plot_shattering, plot_steps
from tropnet.plot.slices import isometric_plane, plot_slice
from tropnet.plot.space import plot_block, plot_graph
from tropnet.plot.window import window_around, window_of

__all__ = [
    "contact_sheet",
    "film",
    "isometric_plane",
    "plot_autocorrelation",
    "plot_bent_lines",
    "plot_block",
    "plot_curve",
    "plot_decision_boundary",
    "plot_duality",
    "plot_face_lattice",
    "plot_function",
    "plot_gradient",
    "plot_graph",
    "plot_layers",
    "plot_minkowski_sum",
    "plot_points",
    "plot_polytope",
    "plot_regions",
    "plot_shattering",
    "plot_slice",
    "plot_steps",
    "plot_subdivision",
    "plot_tiling",
    "report_figure",
    "save_figure",
    "save_film",
    "slice_figure",
    "window_around",
    "window_of",
]
