"""Dots at the corners of convex bodies in space, which disappear behind the facets in front of them.

Like :mod:`tropnet.plot.polytopes.solids` this module imports matplotlib when it is imported itself; import it where
something is drawn.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from matplotlib.collections import PathCollection
from matplotlib.markers import MarkerStyle
from matplotlib.transforms import IdentityTransform

from tropnet.plot.look.colours import INK
from tropnet.plot.polytopes.solids import Solid

__all__ = ["Dots"]

Floats = npt.NDArray[np.float64]


class Dots(PathCollection):
    """The dots that facets cover, or those that none covers, in axes with three dimensions.

    Both kinds are needed for a body: those below the facets, the others above them.

    Parameters
    ----------
    axes : matplotlib Axes3D
    solid : Solid
    colours : float array, shape (n, 3)
        Of the dots at the corners of the solid.
    sizes : float array, shape (n,)
        Their areas, as for ``scatter``.
    covered : bool
        Which kind.
    zorder : float
    """

    def __init__(
        self, axes: Any, solid: Solid, colours: Floats, sizes: Floats, *, covered: bool, zorder: float
    ) -> None:
        marker = MarkerStyle("o")
        disc = marker.get_path().transformed(marker.get_transform())
        super().__init__(
            [disc],
            offset_transform=axes.transData,
            edgecolors=INK,
            linewidths=0.8,
            zorder=zorder,
            clip_on=False,
        )
        self.set_transform(IdentityTransform())
        self._solid, self._all_sizes, self._covered = solid, sizes, covered
        self._colours: Any = colours

    def do_3d_projection(self) -> float:
        """Called by matplotlib before every drawing."""
        axes: Any = self.axes
        seen = self._solid.seen(axes.get_proj())
        chosen = np.flatnonzero(seen.is_covered == self._covered)
        self.set_offsets(seen.places[chosen])
        self.set_sizes(self._all_sizes[chosen])
        self.set_facecolor(self._colours[chosen])
        return seen.depth
