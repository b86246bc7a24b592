"""Three dimensions: the graph of a function of two inputs, and three inputs on the faces of a box."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from tropnet.analysis.boundary import decision_boundary
from tropnet.analysis.regions import linear_regions
from tropnet.errors import ShapeError
from tropnet.networks import Network, restrict
from tropnet.plot.cells.gradients import float_gradients
from tropnet.plot.cells.polygons import PlaneComplex, plane_complex
from tropnet.plot.look.axes import new_axes, quiet_panes
from tropnet.plot.look.colours import INK, feature_colours, squashed
from tropnet.plot.look.window import Drawn, bounding_box, network_or_regions, shown, window_of
from tropnet.plot.networks.plane import Colouring, cell_colours, corner_values
from tropnet.polyhedra.bodies import box
from tropnet.polyhedra.polyhedron import Polyhedron

if TYPE_CHECKING:
    from mpl_toolkits.mplot3d import Axes3D

__all__ = ["plot_block", "plot_graph"]

Floats = npt.NDArray[np.float64]
Corner = list[Fraction]

ELEVATION, AZIMUTH = 26, -52


def plot_graph(
    drawn: Drawn,
    *,
    output: int = 0,
    ax: Axes3D | None = None,
    window: Polyhedron | None = None,
    colour: Colouring = "gradient",
) -> Axes3D:
    """The graph of one output of a network with two inputs: a flat facet over each cell.

    Parameters
    ----------
    drawn : Network, LinearRegions or PiecewiseLinear
        With two inputs.
    output : int
        The number of the output.
    ax, window
        As for :func:`tropnet.plot.plot_regions`; the axes have three dimensions.
    colour : {"gradient", "pattern"}
        What is alike where colours are alike.

    Raises
    ------
    ShapeError
        If there are not two inputs.
    InputError
        If there is no such output, the colouring is unknown, or the window is unbounded or shows nothing of the
        domain.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> from tropnet.networks import Network
    >>> net = Network.from_arrays([[[1, 0], [0, 1]], [[1, 1]]])
    >>> ax = plot_graph(net, ax=Figure().add_subplot(projection="3d"))
    >>> len(ax.collections[0].get_facecolor())
    4
    """
    from tropnet.plot.networks.facets import GraphFacets

    regions, window = shown(drawn, window)
    net = regions.network
    complex_ = plane_complex(regions)
    heights = corner_values(net, np.concatenate(complex_.outlines), output)
    facets = GraphFacets(
        complex_,
        heights,
        cell_colours(regions, colour),
        edgecolors=INK,
        linewidths=_wall_width(len(regions)),
    )
    ax = new_axes(ax, projection="3d")
    low, high = bounding_box(window)
    bottom, top = float(heights.min()), float(heights.max())
    slack = 0.02 * (top - bottom) or 1.0
    _look(ax, low, high)
    ax.set_zlim(bottom - slack, top + slack)
    ax.set_zlabel(f"$f_{{{output}}}$" if net.output_dim > 1 else "$f$")
    ax.add_collection(facets, autolim=False)
    facets.do_3d_projection()
    return ax


def _wall_width(n_cells: int) -> float:
    return 0.5 if n_cells < 500 else 0.15


def _look(ax: Any, low: Corner, high: Corner) -> None:
    ax.view_init(ELEVATION, AZIMUTH)
    ax.set_box_aspect(None, zoom=0.84)  # room for the labels, which layouts do not see
    ax.set_xlim(float(low[0]), float(high[0]))
    ax.set_ylim(float(low[1]), float(high[1]))
    ax.set_xlabel("$x_1$")
    ax.set_ylabel("$x_2$")
    quiet_panes(ax)


# -- three inputs ----------------------------------------------------------------------------------


def plot_block(
    drawn: Drawn,
    *,
    ax: Axes3D | None = None,
    window: Polyhedron | None = None,
    boundary: bool = False,
) -> Axes3D:
    """The cells of a network with three inputs, on the three visible faces of a box cut out of them.

    Each face of the box is a plane on which the network is a network with two inputs; it is sliced like any
    other.  Like colours mean like gradients, over all three faces.

    Parameters
    ----------
    drawn : Network, LinearRegions or PiecewiseLinear
        With three inputs.  It is drawn on all of the box, also where that is larger than the domain.
    ax : matplotlib Axes3D, optional
        Where to draw; a new figure when omitted.
    window : Polyhedron, optional
        A box; the bounding box of anything else.
    boundary : bool
        Whether to draw the decision boundary on the faces, for the largest of several outputs, or one
        output's 0.

    Raises
    ------
    ShapeError
        If there are not three inputs.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> from tropnet.networks import Network
    >>> net = Network.from_arrays([[[1, 0, 0], [0, 1, 0], [0, 0, 1]], [[1, 1, 1]]])
    >>> ax = plot_block(net, ax=Figure().add_subplot(projection="3d"))
    >>> len(ax.collections[0].get_facecolor())
    12
    """
    from mpl_toolkits.mplot3d.art3d import Line3DCollection, Poly3DCollection

    drawn = network_or_regions(drawn)
    net = drawn if isinstance(drawn, Network) else drawn.network
    if net.input_dim != 3:
        raise ShapeError(f"a block needs a network with 3 inputs, this one has {net.input_dim}")
    if window is None:
        window = window_of(drawn)
    low, high = bounding_box(window)
    if len(low) != 3:
        raise ShapeError(f"the window lies in dimension {len(low)}, the regions in 3")
    faces = [_Face(net, low, high, axis) for axis in range(3)]
    gradients = np.concatenate([face.gradients for face in faces])
    colours = feature_colours(squashed(gradients))
    ax = new_axes(ax, projection="3d")
    ax.computed_zorder = False
    polygons = [polygon for face in faces for polygon in face.polygons]
    ax.add_collection3d(
        Poly3DCollection(polygons, facecolors=colours, edgecolors=colours, linewidths=0.3, zorder=1)
    )
    walls = [segment for face in faces for segment in face.walls]
    frame = [face.frame for face in faces]
    lines: list[tuple[Any, dict[str, Any]]] = [
        (walls, {"linewidths": _wall_width(len(polygons)), "alpha": 0.75}),
        (frame, {"linewidths": 1.0}),
    ]
    if boundary:
        pieces = [segment for face in faces for segment in face.boundary()]
        lines.append((pieces, {"linewidths": 2.4, "capstyle": "round"}))
    for level, (segments, style) in enumerate(lines, start=2):
        if segments:  # a collection in space must not be empty
            ax.add_collection3d(Line3DCollection(segments, colors=INK, zorder=level, **style))
    _look(ax, low, high)
    ax.set_zlim(float(low[2]), float(high[2]))
    ax.set_zlabel("$x_3$")
    # Panes behind a solid block would only show as slivers.
    for axis in (ax.xaxis, ax.yaxis, ax.zaxis):
        axis.pane.set_visible(False)
    return ax


class _Face:
    """The face of a box that is seen from in front: x_1 greatest, x_2 least, or x_3 greatest."""

    def __init__(self, net: Network, low: Corner, high: Corner, axis: int) -> None:
        self.free = [i for i in range(3) if i != axis]
        base = [Fraction(0)] * 3
        base[axis] = low[axis] if axis == 1 else high[axis]
        unit = np.eye(3, dtype=int)[self.free]
        self.base = np.array([float(entry) for entry in base])
        shape = net.input_shape
        self.net = restrict(
            net, np.array(base, dtype=object).reshape(shape), unit.reshape(2, *shape).tolist()
        )
        self.window = box([low[i] for i in self.free], [high[i] for i in self.free])
        regions = linear_regions(self.net, self.window)
        self.plane: PlaneComplex = plane_complex(regions)
        by_cell = float_gradients(net, regions.patterns).reshape(len(regions), -1)
        self.gradients: Floats = by_cell[self.plane.cells]
        self.polygons = [self.lifted(polygon) for polygon in self.plane.polygons]
        self.walls = self.lifted(self.plane.segments)

    @property
    def frame(self) -> Floats:
        """The four corners and the first again."""
        (left, bottom), (right, top) = bounding_box(self.window)
        corners = [[left, bottom], [right, bottom], [right, top], [left, top], [left, bottom]]
        return self.lifted(np.array(corners, dtype=np.float64))

    def boundary(self) -> Floats:
        """The decision boundary on this face, as segments in space."""
        found = decision_boundary(self.net, within=self.window)
        plane, classes = plane_complex(found.regions), found.class_of_cell
        differs = classes[plane.sides[:, 0]] != classes[plane.sides[:, 1]]
        return self.lifted(plane.segments[differs])

    def lifted(self, points: Floats) -> Floats:
        """Points of the face, shape (..., 2), as points in space."""
        placed = np.broadcast_to(self.base, (*points.shape[:-1], 3)).copy()
        placed[..., self.free] = points
        return placed
