"""Pictures, and the only place where rationals become floats.

=============  =======================================================================
``line``       one input: the function with its break points
``plane``      two inputs: cells as polygons, the decision boundary over them
``space``      the graph over two inputs; three inputs on the faces of a box
``slices``     many inputs: the plane through three points
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

from tropnet.plot.line import plot_function
from tropnet.plot.plane import plot_decision_boundary, plot_regions
from tropnet.plot.report import report_figure, save_figure, slice_figure
from tropnet.plot.slices import isometric_plane, plot_slice
from tropnet.plot.space import plot_block, plot_graph
from tropnet.plot.window import window_around, window_of

__all__ = [
    "isometric_plane",
    "plot_block",
    "plot_decision_boundary",
    "plot_function",
    "plot_graph",
    "plot_regions",
    "plot_slice",
    "report_figure",
    "save_figure",
    "slice_figure",
    "window_around",
    "window_of",
]
