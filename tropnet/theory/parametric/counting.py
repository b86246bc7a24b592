r"""The counts of linear regions of a complex with parameters, and what they depend on.

Five of the six counts are numbers (:class:`tropnet.RegionCounts`).  Patterns are told by signs, which the complex has
asked for.  The others compare affine maps, whose coefficients are polynomials, and *they ask for more*: maps that
differ can agree at single parameters, where all differences of their coefficients vanish; and whether two pieces of
one map touch is told by the signs of f - g at the vertices.  All these polynomials are recorded by the place, so that
the counts are constant where the signs of what was asked for are.

With one parameter two maps agree exactly where the greatest common divisor of the differences of their coefficients
vanishes, and that is the polynomial that is recorded: polynomials in one variable without a common factor have no
common root.  With several parameters they may have one (a and b vanish together at the origin), so the differences,
divided by their common factor, are asked one by one.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tropnet.analysis.components import components
from tropnet.theory.parametric.complex import ParametricComplex
from tropnet.theory.parametric.polynomials import Polynomial, content

__all__ = ["COUNTED", "Counts", "counts_of"]

COUNTED = ("activation", "proper_activation", "open_connected", "closed_connected", "affine")

Labels = npt.NDArray[np.intp]


@dataclass(frozen=True)
class Counts:
    """The five counts that are numbers; see :class:`tropnet.RegionCounts`."""

    activation: int
    proper_activation: int
    open_connected: int
    closed_connected: int
    affine: int


def counts_of(complex_: ParametricComplex) -> Counts:
    """The counts of a network with parameters at the place of its complex.

    Examples
    --------
    >>> import sympy
    >>> from tropnet.theory.parametric.network import ParametricNetwork
    >>> t = sympy.Symbol("t")
    >>> net = ParametricNetwork([([[1], [1]], [0, -t]), ([[1, 1]], [0])])
    >>> counts_of(ParametricComplex.at(net, {t: 2}))
    Counts(activation=3, proper_activation=3, open_connected=3, closed_connected=3, affine=3)
    """
    labels, maps = _map_labels(complex_)
    n_cells = complex_.complex.n_cells
    pairs = _adjacent_cells(complex_)
    opens = components(n_cells, pairs[labels[pairs[:, 0]] == labels[pairs[:, 1]]])
    closed = 0
    for number, affine in enumerate(maps):
        own = np.unique(opens[labels == number])
        closed += 1 if len(own) == 1 else _n_closed(complex_, affine)
    return Counts(_n_activation(complex_), len(complex_.patterns), len(np.unique(opens)), closed, len(maps))


def _map_labels(complex_: ParametricComplex) -> tuple[Labels, list[tuple[Polynomial, ...]]]:
    """For each cell the number of its affine map, and the distinct maps."""
    distinct: list[tuple[Polynomial, ...]] = []
    numbers: dict[int, int] = {}
    for affine in complex_.maps:
        if id(affine) in numbers:
            continue
        for number, other in enumerate(distinct):
            if _agree(complex_, affine, other):
                numbers[id(affine)] = number
                break
        else:
            numbers[id(affine)] = len(distinct)
            distinct.append(affine)
    return np.array([numbers[id(affine)] for affine in complex_.maps], np.intp), distinct


def _agree(complex_: ParametricComplex, left: tuple[Polynomial, ...], right: tuple[Polynomial, ...]) -> bool:
    """Whether two maps agree at the place; where else they do is recorded."""
    differences = [a - b for a, b in zip(left, right, strict=True) if a != b]
    if not differences:
        return True
    place, divisor = complex_.place, content(differences)
    if place.sign(divisor) == 0:
        return True
    coprime = len(place.parameters.symbols) < 2
    return not coprime and all(place.sign(difference // divisor) == 0 for difference in differences)


def _adjacent_cells(complex_: ParametricComplex) -> npt.NDArray[np.intp]:
    """The pairs of cells that share a facet that is not at infinity."""
    dim = complex_.complex.dim
    owner, face = complex_.complex.entries(dim)
    order = np.argsort(face, kind="stable")
    owner, face = owner[order], face[order]
    twice = np.flatnonzero((face[:-1] == face[1:]) & complex_.is_finite[dim - 1][face[:-1]])
    pairs: npt.NDArray[np.intp] = np.stack([owner[twice], owner[twice + 1]], axis=1).astype(np.intp)
    return pairs


def _n_activation(complex_: ParametricComplex) -> int:
    """The patterns that occur on faces of any dimension inside the domain."""
    found: set[bytes] = set()
    for signs, finite in zip(complex_.face_signs, complex_.is_finite, strict=True):
        inside = finite & (signs[:, : complex_.n_facets] != 0).all(axis=1)
        patterns = (signs[inside, complex_.n_facets :] > 0).astype(np.uint8)
        found.update(row.tobytes() for row in patterns)
    return len(found)


def _n_closed(complex_: ParametricComplex, affine: tuple[Polynomial, ...]) -> int:
    """The connected components of the set where f equals an affine map g that contain cells with this map.

    The complex is cut along the zero sets of f - g, of every output; then the set is a union of faces, and two of
    these belong together if one is a facet of the other.
    """
    cut = complex_.cut_along(affine)
    own = (cut.signs[:, cut.signs.shape[1] - len(affine) // (complex_.n + 1) :] != 0).astype(np.uint8)
    inside = [
        finite & ~level.any(axis=1)
        for finite, level in zip(cut.is_finite, cut.complex.raise_bits(own), strict=True)
    ]
    first = np.concatenate([[0], np.cumsum([len(level) for level in inside])])
    links = [np.empty((0, 2), np.intp)]
    for k in range(1, cut.complex.dim + 1):
        owner, face = cut.complex.entries(k)
        both = inside[k][owner] & inside[k - 1][face]
        links.append(np.stack([first[k] + owner[both], first[k - 1] + face[both]], axis=1).astype(np.intp))
    joined = components(int(first[-1]), np.concatenate(links))
    return len(np.unique(joined[first[-2] + np.flatnonzero(inside[-1])]))
