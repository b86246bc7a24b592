r"""Central arrangements of rank 3, as great circles on a sphere.

Every face of a central arrangement is a cone around the flat that all hyperplanes share.  Orthogonal to it lies a
space of dimension 3; its unit sphere meets the faces in spherical polygons, arcs and points.  Its half that is turned
to the eye w is seen from far away.  Points x of it are points :math:`x / (x \cdot w)` of the plane :math:`x \cdot w =
1`, on which the hyperplanes are lines.  So the polygons are the regions of a line arrangement, which are found exactly
(:mod:`tropnet.plot.polytopes.arrangement_cells`), in a window that reaches nearly to the horizon.

The directions (right, up, w) are dyadic numbers near to orthonormal ones: taking them as exact keeps incidence, and is
an error that no eye sees in angles.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from tropnet.analysis.regions import linear_regions
from tropnet.exact.arrays import RationalArray, concatenate, rational_array
from tropnet.exact.matrix import nullspace, row_space
from tropnet.plot.cells.polygons import plane_complex
from tropnet.plot.polytopes.arrangement_cells import arrangement_network
from tropnet.plot.polytopes.charts import orthogonalized
from tropnet.polyhedra.arrangements.arrangement import HyperplaneArrangement
from tropnet.polyhedra.bodies import cube

__all__ = ["Hemisphere"]

Floats = npt.NDArray[np.float64]
Labels = npt.NDArray[np.intp]

HORIZON = 64  # the window reaches to one degree before the horizon
STEP = 0.04  # between the points of an arc, in radians


class Hemisphere:
    """The half of the sphere that is seen, with the forms of the hyperplanes in the directions right, up and eye.

    Parameters
    ----------
    arrangement : HyperplaneArrangement
        Central, of rank at most 3, in a space of dimension at least 3.
    view : pair of floats
        Elevation and azimuth of the eye, in degrees.

    Examples
    --------
    >>> from tropnet.polyhedra.arrangements.named import boolean_arrangement
    >>> seen = Hemisphere(boolean_arrangement(3), (30, 45))
    >>> len(seen.polygons()[0]), len(seen.arcs())
    (7, 3)
    """

    def __init__(self, arrangement: HyperplaneArrangement, view: tuple[float, float]) -> None:
        self.arrangement = arrangement
        axes = _axes(arrangement)
        lengths = np.sqrt((axes * axes).sum(axis=1).floats())
        self.forms = arrangement.normals @ axes.T @ rational_array(_frame(*view) / lengths).T
        self._rows = self.forms.floats()

    def polygons(self) -> tuple[list[Floats], Labels]:
        """The spherical polygons on the paper, their sides in short steps, and for each a sign: 0 or 1."""
        oblique = self.forms[self.forms[:, :2].sign().any(axis=1)]
        lines = HyperplaneArrangement(oblique[:, :2], -oblique[:, 2])
        regions = linear_regions(arrangement_network(lines), cube(2, HORIZON))
        complex_ = plane_complex(regions)
        signs = regions.patterns.sum(axis=1)[complex_.cells] % 2
        return [_on_sphere(polygon) for polygon in complex_.polygons], signs.astype(np.intp)

    def arcs(self) -> list[Floats]:
        """The half of each great circle that is seen, on the paper; the other half is its image under x -> -x."""
        angles = np.linspace(0, np.pi, int(np.pi / STEP) + 1)[:, None]
        found = []
        for a in self._rows:
            along = np.array([-a[1], a[0], 0.0]) if a[:2].any() else np.array([1.0, 0.0, 0.0])
            along /= np.linalg.norm(along)
            towards = np.cross(a, along) / np.linalg.norm(a)
            towards *= 1 if towards[2] >= 0 else -1
            found.append((np.cos(angles) * along + np.sin(angles) * towards)[:, :2])
        return found

    def points(self) -> tuple[Floats, Labels]:
        """Where circles meet, shape (k, 2), and how many; one of each two opposite points."""
        if self.arrangement.rank < 2:
            return np.empty((0, 2)), np.empty(0, np.intp)
        flats = [sorted(flat.hyperplanes) for flat in self.arrangement.intersection_lattice.flats[2]]
        first, second = np.array([flat[:2] for flat in flats]).T
        places = np.cross(self._rows[first], self._rows[second])
        places *= np.where(places[:, 2] < 0, -1, 1)[:, None] / np.linalg.norm(places, axis=1)[:, None]
        return places[:, :2], np.array([len(flat) for flat in flats], np.intp)


def _axes(arrangement: HyperplaneArrangement) -> RationalArray:
    """Three orthogonal directions that span all normals: those of the coordinates in space."""
    n, normals = arrangement.ambient_dim, arrangement.normals
    if n == 3:
        return RationalArray.eye(3)
    return orthogonalized(concatenate([row_space(normals), nullspace(normals)])[:3])


def _frame(elevation: float, azimuth: float) -> Floats:
    """The directions right, up and towards the eye, as rows."""
    up, around = np.radians([elevation, azimuth])
    eye = np.array([np.cos(up) * np.cos(around), np.cos(up) * np.sin(around), np.sin(up)])
    right = np.array([-np.sin(around), np.cos(around), 0.0])
    return np.array([right, np.cross(eye, right), eye])


def _on_sphere(polygon: Floats) -> Floats:
    """A polygon of the plane before the eye on the sphere, as it is seen; its sides become arcs."""
    corners = np.column_stack([polygon, np.ones(len(polygon))])
    corners /= np.linalg.norm(corners, axis=1)[:, None]
    parts = []
    for start, end in zip(corners, np.roll(corners, -1, axis=0), strict=True):
        angle = float(np.arctan2(np.linalg.norm(np.cross(start, end)), start @ end))
        part = np.arange(0, 1, STEP / max(angle, STEP))[:, None]
        mixed = (1 - part) * start + part * end
        parts.append(mixed / np.linalg.norm(mixed, axis=1)[:, None])
    return np.concatenate(parts)[:, :2]
