"""The six counts of linear regions of one network, side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tropnet.analysis.regions import LinearRegions
from tropnet.errors import ShapeError
from tropnet.networks import Network
from tropnet.plot.look.window import Drawn, network_or_regions, regions_of, window_of
from tropnet.plot.networks.plane import NOTIONS, Colouring, Notion, draw_value_bar, plot_regions
from tropnet.polyhedra.polyhedron import Polyhedron

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["plot_six_counts"]


def plot_six_counts(
    drawn: Drawn,
    *,
    figure: Figure | None = None,
    window: Polyhedron | None = None,
    colour: Colouring = "gradient",
    numbers: bool = True,
) -> Figure:
    """One network with two inputs by each of the six notions of linear regions, from the most regions to the fewest.

    Each picture outlines the regions of its notion over the cells and numbers them; in the last one, pieces with the
    same affine map have the same number.  The counts in the titles are those of the whole domain, and not only of
    the window.

    Parameters
    ----------
    drawn : Network, LinearRegions or PiecewiseLinear
        With two inputs.
    figure : matplotlib Figure, optional
        An empty one; a new figure of pyplot when omitted.
    window : Polyhedron, optional
        A bounded set, the part to be shown.
    colour : {"gradient", "pattern", "value"}
        As for :func:`tropnet.plot.plot_regions`; for ``"value"``, the output 0.
    numbers : bool
        Whether regions are numbered.

    Returns
    -------
    matplotlib Figure
        With six axes, and a seventh for the bar of values.

    Raises
    ------
    ShapeError
        If there are not two inputs.
    InputError
        If the window is unbounded or shows nothing of the domain, or the colouring is unknown.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> net = Network.from_arrays([[[1, 0], [0, 1], [0, -1]], [[1, -1, 1], [1, 0, 0]], [[1, -1]]])
    >>> [ax.get_title() for ax in plot_six_counts(net, figure=Figure()).axes]
    ['activation: 7', 'proper activation: 5', 'convex: 4', 'open connected: 3', 'closed connected: 3', 'affine: 3']
    """
    drawn = network_or_regions(drawn)
    net = drawn if isinstance(drawn, Network) else drawn.network
    if net.input_dim != 2:
        raise ShapeError(f"pictures of regions need a network with 2 inputs, this one has {net.input_dim}")
    regions = regions_of(drawn)
    window = window or window_of(regions)
    if figure is None:
        from matplotlib import pyplot

        figure = pyplot.figure(figsize=(10.2, 6.9), layout="constrained")
    for number, (ax, notion) in enumerate(zip(figure.subplots(2, 3).flat, NOTIONS, strict=True)):
        plot_regions(regions, ax=ax, window=window, colour=colour, notion=notion, numbers=numbers)
        ax.set_title(f"{notion.replace('_', ' ')}: {_count(regions, notion)}", fontsize=11)
        ax.set_xlabel("")
        if number % 3:
            ax.set_ylabel("")
    if colour == "value":
        _share_bar(figure, net)
    return figure


def _share_bar(figure: Figure, net: Network) -> None:
    """One bar of values in place of six equal ones."""
    panels = figure.axes[: len(NOTIONS)]
    bands: list[Any] = [ax.collections[0] for ax in panels]
    for own in bands:
        own.colorbar.remove()
    draw_value_bar(bands[0], panels, net, output=0)


def _count(regions: LinearRegions, notion: Notion) -> str:
    if notion != "convex":
        return str(getattr(regions.counts, notion))
    low, high = regions.counts.convex[0], len(regions.pieces("convex"))
    return str(low) if low == high else f"{low} to {high}"
