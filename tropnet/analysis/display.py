"""Linear regions, their counts and decision boundaries in notebooks: tables of what is known.

The six counts and the boundary between classes can take as long as the cells themselves took, so a table shows those
that somebody has asked for already; of few cells it shows what is found within milliseconds.
"""

from __future__ import annotations

from tropnet.analysis.boundary import DecisionBoundary
from tropnet.analysis.components import n_labels
from tropnet.analysis.counts import EXPLANATIONS, RegionCounts, count_text
from tropnet.analysis.regions import KINDS, LinearRegions
from tropnet.exact.display.html import table

__all__ = ["boundary_html", "counts_html", "regions_html"]

FEW_CELLS = 2000

Row = tuple[str, str, str]


def counts_html(counts: RegionCounts) -> str:
    """The six counts with their definitions in a few words.

    Examples
    --------
    >>> html = counts_html(RegionCounts(7, 5, (4, 5), 3, 3, 3))
    >>> html.count("<tr>"), "4 to 5" in html
    (6, True)
    """
    return table(_count_rows(counts.as_dict()), caption="Linear regions by six definitions", align="lrl")


def regions_html(regions: LinearRegions) -> str:
    """The complex of the cells, and those of the six counts that are known.

    Examples
    --------
    >>> from tropnet import Network, linear_regions
    >>> tent = Network.from_arrays([[[1], [1], [1]], [[1, -2, 1]]], [[0, -1, -2], [0]])
    >>> regions = linear_regions(tent)
    >>> "affine" in regions_html(regions), regions.counts.affine, "affine" in regions_html(regions)
    (False, 3, True)
    """
    rows = [*_faces(regions), *_count_rows(_known_counts(regions))]
    return table(rows, caption=f"Linear regions of {regions.network!r}{_domain(regions)}", align="lrl")


def boundary_html(boundary: DecisionBoundary) -> str:
    """The sizes of a decision boundary, as far as they are known or quickly found.

    Examples
    --------
    >>> from tropnet import Network, decision_boundary
    >>> norm = Network.from_arrays([[[1, 0], [-1, 0], [0, 1], [0, -1]], [[1, 1, 1, 1]]])
    >>> boundary_html(decision_boundary(norm, threshold=1)).count("<tr>")
    3
    """
    regions = boundary.regions
    has_few = len(regions) <= FEW_CELLS
    rows: list[Row] = []
    if has_few or "pairs" in vars(boundary):
        rows.append(("pieces", str(boundary.n_pieces), "polyhedra, each between two cells"))
    if has_few or "n_decision_regions" in vars(boundary):
        parts = str(boundary.n_decision_regions)
        rows.append(("decision regions", parts, "connected parts of space with one class"))
    rows.append(("cells", str(len(regions)), "of one class each"))
    caption = f"Decision boundary of {boundary.network!r}{_domain(regions)}"
    return table(rows, caption=caption, align="lrl")


def _count_rows(counts: dict[str, int | tuple[int, int]]) -> list[Row]:
    return [
        (name.replace("_", " "), count_text(counts[name]), explanation)
        for name, explanation in EXPLANATIONS.items()
        if name in counts
    ]


def _known_counts(regions: LinearRegions) -> dict[str, int | tuple[int, int]]:
    if "counts" in vars(regions):
        return regions.counts.as_dict()
    known = vars(regions._labels)
    found: dict[str, int | tuple[int, int]] = {"proper_activation": len(regions)}
    return found | {kind: n_labels(known[kind]) for kind in KINDS if kind in known}


def _faces(regions: LinearRegions) -> list[Row]:
    """The f-vector, if it is known or quickly found."""
    assembly = regions._assembly
    is_quick = len(regions) <= FEW_CELLS and not assembly.has_false_walls
    if not is_quick and "f_vector" not in vars(assembly):
        return []
    return [("f-vector", str(regions.f_vector), "faces of dimension 0, 1, ...; the last are the cells")]


def _domain(regions: LinearRegions) -> str:
    n = regions.network.input_dim
    return f" over all of R^{n}" if regions.within is None else f" in the domain {regions.within!r}"
