r"""The sets that belong to a classifier, as unions of cells: its classes, its ties, its boundary.

A classifier compares numbers :math:`s_0, \dots, s_{m-1}`, the scores; one output and a threshold are the scores 0 and
f - threshold.  On every cell of the complex that its last gate has sliced, of any dimension, the same scores attain the
maximum.  Which ones is read off from the signs of the sheets: a tournament is played on the cell, and where a match has
sign 0 both sides go on.

For a class c there are four sets, each as natural as the others:

=============  ======  ===============================================================================
``interior``   open    the interior of the union of the full-dimensional cells where c is predicted: of several
                       scores that are largest the first is predicted
``closure``    closed  that union
``strict``     open    the points where :math:`s_c` alone is largest
``weak``       closed  the points where :math:`s_c` is largest
=============  ======  ===============================================================================

:attr:`tropnet.DecisionBoundary.components` are the connected components of the first.  The strict set is always part
of the interior, the closure is part of the weak set, and both differ only in ties: if no tie lies off the boundary
(below), ``strict`` and ``interior`` are the same.  For example \|x\| against 0: class 1 is predicted left and right of
0, and its interior is the line, with one component; strictly, it has two.  The scores 0 and min(x, 0): class 0 is
predicted everywhere, but strictly only for x < 0.  Parts of an open set that touch in a corner are two components; they
are one in the closure.

Two more closed sets: the *ties*, where two scores or more are largest, and the *boundary*, the union of the facets
between full-dimensional cells of different class.  The boundary is a subset of the ties, and the rest of them is where
the classifier ties without changing its mind, or ties on an open set.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from tropnet.analysis.boundary import DecisionBoundary
from tropnet.analysis.topology.cells import CellComplex, Masks, cell_complex, complement
from tropnet.analysis.topology.unions import CellUnion
from tropnet.errors import InputError
from tropnet.exact.arrays import RationalArray
from tropnet.networks.hinges import Indicator, Readout
from tropnet.polyhedra.reading import integer_at_least

__all__ = ["SENSES", "DecisionCells", "Sense", "full_cells_union"]

Mask = npt.NDArray[np.bool_]
Signs = npt.NDArray[np.int8]
Sense = Literal["interior", "closure", "strict", "weak"]

SENSES = ("interior", "closure", "strict", "weak")


@dataclass(frozen=True, eq=False, repr=False)
class DecisionCells:
    """The cells of a classifier, of all dimensions, with the classes that attain the maximum on each.

    The sets that it makes can all be asked for their topology, and share the cells.

    Attributes
    ----------
    boundary : DecisionBoundary

    Raises
    ------
    InputError
        If it is none.

    Examples
    --------
    >>> from tropnet import Network, decision_boundary
    >>> norm = Network.from_arrays([[[1, 0], [-1, 0], [0, 1], [0, -1]], [[1, 1, 1, 1]]])
    >>> cells = DecisionCells(decision_boundary(norm, threshold=1))
    >>> cells.of_class(1).topology()
    <Topology: Betti numbers (1, 1, 0), Euler characteristic 0>
    """

    boundary: DecisionBoundary

    def __post_init__(self) -> None:
        if not isinstance(self.boundary, DecisionBoundary):
            raise InputError(
                f"{self.boundary!r} is no DecisionBoundary; give what tropnet.decision_boundary makes of a network"
            )

    @cached_property
    def complex(self) -> CellComplex:
        """All cells."""
        return cell_complex(self.boundary.regions)

    @cached_property
    def attained(self) -> tuple[Mask, ...]:
        """For every dimension and cell which scores are largest there, shape (n_cells, n_classes).

        Examples
        --------
        >>> from tropnet import Network, decision_boundary
        >>> DecisionCells(decision_boundary(Network.from_arrays([[[1]]]))).attained[0].tolist()
        [[True, True]]
        """
        boundary = self.boundary
        origin = RationalArray.zeros(boundary.network.input_shape)
        scores = boundary._compared(origin)
        readout = boundary.regions._assembly.network.readouts[-1]
        return tuple(_attained(readout, signs, scores) for signs in self.complex.signs)

    @property
    def n_classes(self) -> int:
        """The number of classes.

        Examples
        --------
        >>> from tropnet import Network, decision_boundary
        >>> DecisionCells(decision_boundary(Network.from_arrays([[[1]]]))).n_classes
        2
        """
        return int(self.attained[0].shape[1])

    def of_class(self, label: int, sense: Sense = "interior") -> CellUnion:
        """The set of a class in one of the four senses of :mod:`tropnet.analysis.topology.decisions`.

        Raises
        ------
        InputError
            If there is no such class, or the sense is unknown.

        Examples
        --------
        >>> from tropnet import Network, decision_boundary
        >>> cells = DecisionCells(decision_boundary(Network.from_arrays([[[1], [-1]], [[1, 1]]])))
        >>> [cells.of_class(1, sense).topology().betti for sense in ("interior", "strict", "weak")]
        [(1, 0), (2, 0), (1, 0)]
        """
        label = integer_at_least(0, label, "the class")
        if label >= self.n_classes:
            raise InputError(f"class {label} does not exist; give one of 0 to {self.n_classes - 1}")
        if sense not in SENSES:
            raise InputError(f"the sense {sense!r} is unknown; give one of {', '.join(SENSES)}")
        if sense in {"strict", "weak"}:
            return CellUnion(
                self.complex,
                tuple(
                    own[:, label] & (own.sum(axis=1) == 1) if sense == "strict" else own[:, label]
                    for own in self.attained
                ),
            )
        return full_cells_union(self.complex, self._labels == label, closed=sense == "closure")

    @cached_property
    def ties(self) -> CellUnion:
        """The points where two scores or more are largest.

        Examples
        --------
        >>> from tropnet import Network, decision_boundary
        >>> DecisionCells(decision_boundary(Network.from_arrays([[[1], [-1]], [[1, 1]]]))).ties
        <CellUnion of 1, 0 cells>
        """
        return CellUnion(self.complex, tuple(own.sum(axis=1) > 1 for own in self.attained))

    @cached_property
    def no_ties(self) -> CellUnion:
        """The points where one score is largest.

        Examples
        --------
        >>> from tropnet import Network, decision_boundary
        >>> DecisionCells(decision_boundary(Network.from_arrays([[[1], [-1]], [[1, 1]]]))).no_ties
        <CellUnion of 0, 2 cells>
        """
        return CellUnion(self.complex, complement(self.ties.cells))

    @cached_property
    def decision_boundary(self) -> CellUnion:
        """The union of the pieces of the boundary.

        Examples
        --------
        >>> from tropnet import Network, decision_boundary
        >>> DecisionCells(decision_boundary(Network.from_arrays([[[1], [-1]], [[1, 1]]]))).decision_boundary
        <CellUnion of 0, 0 cells>
        """
        complex_ = self.complex
        chosen = [np.zeros(n, np.bool_) for n in complex_.chain.counts]
        if complex_.dim:
            cells, facets, _ = complex_.chain.incidences[-1]
            least = np.full(len(chosen[-2]), self.n_classes)
            largest = np.full(len(chosen[-2]), -1)
            np.minimum.at(least, facets, self._labels[cells])
            np.maximum.at(largest, facets, self._labels[cells])
            chosen[-2] = least < largest
        return CellUnion(complex_, complex_.closure(tuple(chosen)))

    @cached_property
    def _labels(self) -> npt.NDArray[np.intp]:
        """The class of every full-dimensional cell."""
        return self.boundary.class_of_cell[self.complex.full_cells].astype(np.intp)

    def __repr__(self) -> str:
        return f"<DecisionCells of {self.boundary!r}>"


def full_cells_union(complex_: CellComplex, chosen: Mask, *, closed: bool) -> CellUnion:
    """The union of the closures of some full-dimensional cells, or its interior relative to the domain.

    Parameters
    ----------
    complex_ : CellComplex
    chosen : bool array, one for each full-dimensional cell
    closed : bool

    Examples
    --------
    >>> from tropnet import Network, linear_regions
    >>> line = cell_complex(linear_regions(Network.from_arrays([[[1]], [[1]]])))
    >>> full_cells_union(line, np.array([True, False]), closed=True)
    <CellUnion of 1, 1 cells>
    """
    union: Masks = complex_.closure(complex_.of_full_cells(chosen))
    return CellUnion(complex_, union if closed else complex_.interior(union))


def _attained(readout: Readout, signs: Signs, scores: Any) -> Mask:
    """Which scores are largest, (k, n_classes), for sign vectors of shape (k, n_sheets), and the scores at a point."""
    n_classes = len(scores)
    # One score plays against 0.
    matches = readout.matches or ((0, 1, readout.thresholds[0]),)
    winners = [np.tile(np.arange(n_classes) == c, (len(signs), 1)) for c in range(n_classes)]
    players = [{c} for c in range(n_classes)]
    for first, second, wins in matches:
        best = [scores[sorted(players[side])].max() for side in (first, second)]
        sign = _sign_of_match(wins, signs, (best[1] > best[0]) - (best[1] < best[0]))
        winners[first] = np.where(sign <= 0, winners[first], False) | np.where(
            sign >= 0, winners[second], False
        )
        players[first] |= players[second]
    return winners[0]


def _sign_of_match(wins: Indicator, signs: Signs, at_a_point: int) -> npt.NDArray[Any]:
    """The sign of the second side minus the first, shape (k, 1); a form that is no sheet has one sign everywhere."""
    if wins.sheet < 0:
        return np.full((len(signs), 1), at_a_point)
    return signs[:, [wins.sheet]] * wins.orientation
