"""Bounds on the least number of convex pieces.

Let the open connected regions of f be given as unions of cells.  Every complex on whose cells f is affine has at
least one cell in each of them, and the cells themselves are such a complex; so

    open_connected <= convex <= proper_activation .

If every open connected region is convex and they meet facet to facet, they form such a complex, and the first is
an equality.  (Convex polyhedra that tile a convex set facet to facet do so face to face: Gruber and Ryskov,
"Facet-to-facet implies face-to-face", 1989.)  Both conditions are decided exactly:

* A region is convex if and only if all its boundary facets support it: else some point of its boundary is in the
  interior of its convex hull.
* Two regions meet facet to facet if, across each facet hyperplane of a region, only one region lies behind, and
  likewise seen from there.
"""

from __future__ import annotations

from collections import defaultdict
from math import gcd
from typing import Any

import numpy as np
import numpy.typing as npt

from tropnet.analysis.assembly import Assembly
from tropnet.analysis.components import n_labels

__all__ = ["convex_bounds"]

Labels = npt.NDArray[np.intp]
Array = npt.NDArray[Any]


def convex_bounds(assembly: Assembly, opened: Labels) -> tuple[int, int]:
    """Proven bounds on the number of convex regions, equal where they are proven to be.

    Parameters
    ----------
    assembly : Assembly
    opened : int array, shape (n_cells,)
        The open connected region of every cell.
    """
    low, high = n_labels(opened), assembly.n_cells
    # In dimension one the regions are intervals.
    if low == high or assembly.dim <= 1 or _is_complex(assembly, opened[assembly.cell_of_fine]):
        return low, low
    return low, high


def _is_complex(assembly: Assembly, region: Labels) -> bool:
    """Whether the regions, given for every fine cell, are convex and meet facet to facet."""
    order = np.argsort(region, kind="stable")
    behind: dict[tuple[int, tuple[int, ...]], set[int]] = defaultdict(set)
    for cells in np.split(order, np.flatnonzero(np.diff(region[order])) + 1):
        own = int(region[cells[0]])
        walls: set[tuple[int, ...]] = set()
        for cell in cells.tolist():
            for other, form in assembly.facets(cell):
                if other < 0 or region[other] != own:
                    key = _primitive(form)
                    walls.add(key)
                    if other >= 0:
                        behind[own, key].add(int(region[other]))
        if any(len(behind[own, key]) > 1 for key in walls):
            return False
        if len(cells) > 1 and not _all_support(assembly, cells, walls):
            return False
    return True


def _all_support(assembly: Assembly, cells: Labels, walls: set[tuple[int, ...]]) -> bool:
    """Whether no wall cuts through the union of some cells."""
    forms = np.array(sorted(walls), dtype=object).reshape(len(walls), assembly.network.input_dim + 1)
    return all(bool(((assembly.generators(int(c)) @ forms.T) >= 0).all()) for c in cells)


def _primitive(form: Array) -> tuple[int, ...]:
    entries = form.tolist()
    common = gcd(*entries)
    return tuple(c // common for c in entries)
