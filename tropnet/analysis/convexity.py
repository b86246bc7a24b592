"""Bounds on the least number of convex pieces.

Let the open connected regions of f be given as unions of cells.  In a complex on whose cells f is affine every
cell lies in the closure of one of them, and those in one of them cover it: one cell, if that is the whole region,
or else at least two, as when the region is not convex.  And the cells of f themselves are such a complex; so

    open_connected + (those that are not convex) <= convex <= proper_activation .

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
    n_open, n_cells = n_labels(opened), assembly.n_cells
    # In dimension one the regions are intervals.
    if n_open == n_cells or assembly.dim <= 1:
        return n_open, n_open
    n_convex, is_facet_to_facet = _shapes(assembly, opened[assembly.cell_of_fine])
    low = 2 * n_open - n_convex
    return low, n_open if n_convex == n_open and is_facet_to_facet else n_cells


def _shapes(assembly: Assembly, region: Labels) -> tuple[int, bool]:
    """How many regions are convex, and whether they meet facet to facet; a region is given for every fine cell."""
    order = np.argsort(region, kind="stable")
    n_convex, is_facet_to_facet = 0, True
    for cells in np.split(order, np.flatnonzero(np.diff(region[order])) + 1):
        if len(cells) == 1 and not is_facet_to_facet:
            n_convex += 1
            continue
        own = region[cells[0]]
        behind: dict[tuple[int, ...], set[int]] = defaultdict(set)
        for cell in cells.tolist():
            for other, form in assembly.facets(cell):
                if other < 0:
                    behind[_primitive(form)] |= set()
                elif region[other] != own:
                    behind[_primitive(form)].add(int(region[other]))
        is_facet_to_facet &= all(len(regions) <= 1 for regions in behind.values())
        n_convex += len(cells) == 1 or _all_support(assembly, cells, list(behind))
    return n_convex, is_facet_to_facet


def _all_support(assembly: Assembly, cells: Labels, walls: list[tuple[int, ...]]) -> bool:
    """Whether no wall cuts through the union of some cells."""
    forms = np.array(walls, dtype=object).reshape(len(walls), assembly.network.input_dim + 1)
    return all(bool(((assembly.generators(int(c)) @ forms.T) >= 0).all()) for c in cells)


def _primitive(form: Array) -> tuple[int, ...]:
    entries = form.tolist()
    common = gcd(*entries)
    return tuple(c // common for c in entries)
