"""The decision boundary of a classifier: an exact polyhedral complex of codimension one.

The class that a network predicts at x is

* with one output, 1 where the output exceeds a threshold, and 0 elsewhere;
* with several outputs, the first one that attains the maximum.

So a comparison of outputs is one more hidden layer, one neuron that is a hinge or a maximum.  Slicing by it as by
any other refines the cells so that each has one class, and the decision boundary is the union of the facets
between cells of different classes.  Two cells share at most one facet, so the pieces of the boundary are pairs of
cells.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from tropnet.analysis.components import components, frozen, members, n_labels
from tropnet.analysis.decision_regions import DecisionRegion
from tropnet.analysis.enumeration import Limit
from tropnet.analysis.regions import LinearRegions, linear_regions
from tropnet.errors import InputError, ShapeError
from tropnet.exact.arrays import RationalArray, concatenate, rational_array
from tropnet.exact.numbers import RationalLike, as_fraction
from tropnet.networks import Activation, AddConstant, Dense, Flatten, Maxout, Network, relu
from tropnet.networks.stages import checked_network
from tropnet.polyhedra.polyhedron import Polyhedron

__all__ = ["DecisionBoundary", "classifier", "decision_boundary", "scores"]

Labels = npt.NDArray[np.intp]


def scores(
    net: Network, *, threshold: RationalLike | None = None, classes: tuple[int, int] | None = None
) -> Network:
    """The numbers that a classifier compares: one, with 0, or several, with each other.

    Parameters
    ----------
    net : Network
    threshold : RationalLike, optional
        For a network with one output; 0 unless told otherwise.  The score is the output minus the threshold.
    classes : pair of int, optional
        Compare these two outputs only.  The score is the second minus the first.

    Raises
    ------
    InputError
        If there is a threshold and more than one output, a class that does not exist, or no network.
    NotRationalError
        If the threshold is no rational number.

    Examples
    --------
    >>> net = Network.from_arrays([[[1], [2], [5]]])
    >>> scores(net)([1]), scores(net, classes=(0, 2))([1])
    (RationalArray([1, 2, 5]), RationalArray([4]))
    """
    k = checked_network(net).output_dim
    flat = Network.sequential([Flatten()], net.output_shape) @ net
    if classes is not None:
        if threshold is not None:
            raise InputError("a threshold belongs to one output, classes to two; give one of them")
        if len(set(classes)) != 2 or len(classes) != 2 or not all(c in range(k) for c in classes):
            raise InputError(f"classes={classes} must be two different outputs out of 0 to {k - 1}")
        i, j = classes
        row = [[0] * k]
        row[0][i], row[0][j] = -1, 1
        return Network.sequential([Dense(row)], k) @ flat
    if k == 1:
        level = as_fraction(0 if threshold is None else threshold, "threshold")
        return Network.sequential([AddConstant([-level])], 1) @ flat
    if threshold is not None:
        raise InputError(
            f"a threshold belongs to one output, but there are {k}; leave it out, or select an output"
        )
    return flat


def classifier(
    net: Network, *, threshold: RationalLike | None = None, classes: tuple[int, int] | None = None
) -> Network:
    """The network with one more neuron, the linear piece of which tells the predicted class.

    Parameters
    ----------
    net, threshold, classes
        As for :func:`scores`; where two classes are compared, piece 1 means that the second is larger.

    Raises
    ------
    InputError, NotRationalError
        As for :func:`scores`.

    Examples
    --------
    >>> net = Network.from_arrays([[[1], [2], [5]]])
    >>> classifier(net).pattern([[1], [0], [-1]])
    array([[2],
           [0],
           [0]])
    """
    compared = scores(net, threshold=threshold, classes=classes)
    k = compared.output_dim
    return Network.sequential([Activation(relu()) if k == 1 else Maxout(k)], k) @ compared


def decision_boundary(
    net: Network,
    *,
    threshold: RationalLike | None = None,
    classes: tuple[int, int] | None = None,
    within: Polyhedron | None = None,
    executor: Executor | None = None,
    progress: bool = False,
    limit: Limit | None = None,
) -> DecisionBoundary:
    """The decision boundary of a network, exactly.

    Parameters
    ----------
    net : Network
        With one output, compared with the threshold, or with several, of which the largest wins.
    threshold : RationalLike, optional
        For one output; 0 unless told otherwise.
    classes : pair of int, optional
        Compare these two outputs only.
    within, executor, progress, limit
        As for :func:`tropnet.linear_regions`.

    Raises
    ------
    InputError, NotRationalError
        As for :func:`scores`.
    LimitReachedError, ShapeError, EmptyDomainError
        As for :func:`tropnet.linear_regions`.

    Examples
    --------
    A diamond:

    >>> from tropnet.networks import Network
    >>> norm = Network.from_arrays([[[1, 0], [-1, 0], [0, 1], [0, -1]], [[1, 1, 1, 1]]])
    >>> boundary = decision_boundary(norm, threshold=1)
    >>> boundary
    <DecisionBoundary with 4 pieces in R^2>
    >>> boundary.pieces[0].vertices
    RationalArray([[0, 1], [1, 0]])
    """
    refined = classifier(net, threshold=threshold, classes=classes)
    regions = linear_regions(refined, within, executor=executor, progress=progress, limit=limit)
    return DecisionBoundary(net, regions)


@dataclass(frozen=True, eq=False, repr=False)
class DecisionBoundary:
    """The facets between cells of different predicted class, and the parts of space that they separate.

    Where two classes of several are compared, class 0 is the first of the two and class 1 the second.

    Attributes
    ----------
    network : Network
        The classifier.
    regions : LinearRegions
        The cells, refined so that each has one class.

    Examples
    --------
    >>> from tropnet.networks import Network
    >>> norm = Network.from_arrays([[[1, 0], [-1, 0], [0, 1], [0, -1]], [[1, 1, 1, 1]]])
    >>> boundary = decision_boundary(norm, threshold=1)
    >>> boundary
    <DecisionBoundary with 4 pieces in R^2>
    >>> len(boundary), boundary.n_decision_regions
    (4, 2)
    """

    network: Network
    regions: LinearRegions

    @cached_property
    def class_of_cell(self) -> Labels:
        """The predicted class in the interior of every cell of ``regions``.

        Examples
        --------
        >>> from tropnet.networks import Network
        >>> norm = Network.from_arrays([[[1, 0], [-1, 0], [0, 1], [0, -1]], [[1, 1, 1, 1]]])
        >>> boundary = decision_boundary(norm, threshold=1)
        >>> boundary.class_of_cell.tolist()
        [0, 0, 0, 0, 1, 1, 1, 1]
        """
        return np.ascontiguousarray(self.regions.patterns[:, -1])

    @cached_property
    def pairs(self) -> Labels:
        """The pairs of cells whose common facets make up the boundary, shape (n_pieces, 2).

        Examples
        --------
        >>> from tropnet.networks import Network
        >>> norm = Network.from_arrays([[[1, 0], [-1, 0], [0, 1], [0, -1]], [[1, 1, 1, 1]]])
        >>> boundary = decision_boundary(norm, threshold=1)
        >>> boundary.pairs.shape
        (4, 2)
        """
        pairs = self.regions.adjacency
        differs = self.class_of_cell[pairs[:, 0]] != self.class_of_cell[pairs[:, 1]]
        chosen: Labels = pairs[differs]
        return chosen

    @property
    def n_pieces(self) -> int:
        """The number of pieces: common facets of two cells of different class.

        Examples
        --------
        >>> from tropnet.networks import Network
        >>> norm = Network.from_arrays([[[1, 0], [-1, 0], [0, 1], [0, -1]], [[1, 1, 1, 1]]])
        >>> boundary = decision_boundary(norm, threshold=1)
        >>> boundary.n_pieces
        4
        """
        return len(self.pairs)

    def __len__(self) -> int:
        return self.n_pieces

    @cached_property
    def pieces(self) -> Pieces:
        """The pieces as polyhedra of codimension one, each computed when asked for.

        Examples
        --------
        >>> from tropnet.networks import Network
        >>> norm = Network.from_arrays([[[1, 0], [-1, 0], [0, 1], [0, -1]], [[1, 1, 1, 1]]])
        >>> boundary = decision_boundary(norm, threshold=1)
        >>> [piece.vertices.tolist() for piece in boundary.pieces][:2]
        [[[0, 1], [1, 0]], [[0, -1], [1, 0]]]
        """
        return Pieces(self)

    @cached_property
    def component_of_cell(self) -> Labels:
        """For every cell of ``regions`` the number of the component that it belongs to.

        Examples
        --------
        >>> from tropnet.networks import Network
        >>> norm = Network.from_arrays([[[1, 0], [-1, 0], [0, 1], [0, -1]], [[1, 1, 1, 1]]])
        >>> boundary = decision_boundary(norm, threshold=1)
        >>> boundary.component_of_cell.tolist()
        [0, 0, 0, 0, 1, 1, 1, 1]
        """
        pairs = self.regions.adjacency
        same = self.class_of_cell[pairs[:, 0]] == self.class_of_cell[pairs[:, 1]]
        return frozen(components(len(self.regions), pairs[same]))

    @cached_property
    def components(self) -> tuple[DecisionRegion, ...]:
        """The connected components of the open sets of constant class, cells joined over facets.

        Examples
        --------
        >>> from tropnet.networks import Network
        >>> norm = Network.from_arrays([[[1, 0], [-1, 0], [0, 1], [0, -1]], [[1, 1, 1, 1]]])
        >>> boundary = decision_boundary(norm, threshold=1)
        >>> [(part.label, part.cells, part.is_bounded) for part in boundary.components]
        [(0, (0, 1, 2, 3), True), (1, (4, 5, 6, 7), False)]
        """
        return tuple(
            DecisionRegion(self.regions, int(self.class_of_cell[cells[0]]), cells)
            for cells in members(self.component_of_cell)
        )

    @cached_property
    def n_decision_regions(self) -> int:
        """The number of components.

        Examples
        --------
        >>> from tropnet.networks import Network
        >>> norm = Network.from_arrays([[[1, 0], [-1, 0], [0, 1], [0, -1]], [[1, 1, 1, 1]]])
        >>> boundary = decision_boundary(norm, threshold=1)
        >>> boundary.n_decision_regions
        2
        """
        return n_labels(self.component_of_cell)

    def class_at(self, x: Any) -> int | Labels:
        r"""The predicted class at one point, or at each point of a batch, in the domain or not.

        At a tie that is the first of the classes that are tied, and 0 where one output equals the threshold;
        :meth:`classes_at` tells all of them.

        Parameters
        ----------
        x : array-like of rationals (\*input_shape) or (k, \*input_shape)

        Returns
        -------
        int, or int array (k,)

        Raises
        ------
        ShapeError
            If x has another shape.
        NotRationalError
            If an entry is no finite rational number.

        Examples
        --------
        >>> from tropnet.networks import Network
        >>> norm = Network.from_arrays([[[1, 0], [-1, 0], [0, 1], [0, -1]], [[1, 1, 1, 1]]])
        >>> boundary = decision_boundary(norm, threshold=1)
        >>> boundary.class_at([3, 0]), boundary.class_at([[0, 0], ["1/2", "1/2"], ["1/2", "2/3"]])
        (1, array([0, 0, 1]))
        """
        found: int | Labels = self._compared(x).argmax(axis=-1)
        return found

    def classes_at(self, x: Any) -> tuple[int, ...]:
        r"""All classes that attain the maximum at one point: one, or at a tie several.

        One output at the threshold is a tie of the classes 0 and 1.

        Parameters
        ----------
        x : array-like of rationals (\*input_shape)

        Raises
        ------
        ShapeError
            If x is not one point.
        NotRationalError
            If an entry is no finite rational number.

        Examples
        --------
        >>> from tropnet.networks import Network
        >>> norm = Network.from_arrays([[[1, 0], [-1, 0], [0, 1], [0, -1]], [[1, 1, 1, 1]]])
        >>> boundary = decision_boundary(norm, threshold=1)
        >>> boundary.classes_at(["1/2", "1/2"]), boundary.classes_at(["1/2", "2/3"])
        ((0, 1), (1,))
        """
        compared = self._compared(x)
        if compared.ndim != 1:
            raise ShapeError(
                f"ties are told at one point of shape {self.network.input_shape}, but x has shape "
                f"{rational_array(x).shape}; ask point by point"
            )
        return tuple(np.flatnonzero(compared >= compared.max()).tolist())

    @cached_property
    def _scores(self) -> Network:
        """The classifier without its last gate."""
        refined = self.regions.network
        [score] = refined.nodes[-1].inputs
        return Network.from_graph(refined.nodes, refined.input_shape, score)

    def _compared(self, x: Any) -> RationalArray:
        """The numbers of which the first largest is the class, along the last axis; 0 before a single score."""
        values = self._scores(x)
        if values.shape[-1] > 1:
            return values
        return concatenate([RationalArray.zeros(values.shape), values], axis=values.ndim - 1)

    def __repr__(self) -> str:
        return f"<DecisionBoundary with {self.n_pieces} pieces in R^{self.network.input_dim}>"

    def _repr_html_(self) -> str:
        from tropnet.analysis.display import boundary_html

        return boundary_html(self)


class Pieces:
    """The pieces of a decision boundary, a sequence of polyhedra."""

    def __init__(self, boundary: DecisionBoundary) -> None:
        self._boundary = boundary

    def __len__(self) -> int:
        return self._boundary.n_pieces

    def __getitem__(self, index: int) -> Polyhedron:
        a, b = self._boundary.pairs[index].tolist()
        regions = self._boundary.regions
        return regions[a].polyhedron & regions[b].polyhedron

    def __iter__(self) -> Iterator[Polyhedron]:
        return (self[i] for i in range(len(self)))
