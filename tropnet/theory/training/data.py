r"""Labelled points, read exactly, and the geometry that a neuron sees of them.

A neuron with the parameters :math:`\theta = (a, b)` has at the point :math:`x_j` the pre-activation
:math:`\theta \cdot z_j` with :math:`z_j = (x_j, 1)`.  Only these numbers matter.  So repeated points count once, and
where the vectors :math:`z_j` span less than R^(n + 1), the coordinates of :math:`\theta` that are no pivots of their
matrix are set to 0: every vector of pre-activations is still attained, by exactly one :math:`\theta`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from tropnet.errors import InputError, ShapeError
from tropnet.exact.arrays import RationalArray, RationalArrayLike, concatenate, rational_array
from tropnet.exact.integers import Integers
from tropnet.exact.matrix import row_space

__all__ = ["TrainingData"]


@dataclass(frozen=True, init=False, repr=False)
class TrainingData:
    """Points with labels and positive weights.

    Parameters
    ----------
    X : array-like of rationals, shape (m, n) or (m,)
        The points; m numbers are m points of the line.
    y : array-like of rationals, shape (m,)
    weights : array-like of rationals, shape (m,), optional
        Not negative, and 1 unless told otherwise.  Points of weight 0 are left out.

    Attributes
    ----------
    X : RationalArray, shape (m, n)
    y : RationalArray, shape (m,)
    weights : RationalArray, shape (m,)
        Positive.

    Raises
    ------
    ShapeError
        If the lengths differ.
    NotRationalError
        If an entry is no finite rational number.
    InputError
        If there are no points, or no coordinates, or a weight is negative, or all are 0.

    Examples
    --------
    >>> data = TrainingData([0, 2, "1/2", 2], [1, 0, 0, 1])
    >>> data, data.points, data.place.tolist()
    (<TrainingData: 4 labels at 3 points of R^1>, RationalArray([[0], [1/2], [2]]), [0, 2, 1, 2])
    """

    X: RationalArray
    y: RationalArray
    weights: RationalArray

    def __init__(
        self, X: RationalArrayLike, y: RationalArrayLike, weights: RationalArrayLike | None = None
    ) -> None:
        points, labels = rational_array(X), rational_array(y)
        if points.ndim == 1:
            points = points.reshape(len(points), 1)
        if points.ndim != 2 or labels.ndim != 1:
            raise ShapeError(
                f"X and y have shapes {points.shape} and {labels.shape}; give one point in each row of X, "
                "shape (m, n), and one number for each in y, shape (m,)"
            )
        if len(points) != len(labels):
            raise ShapeError(f"X has {len(points)} points, but y has {len(labels)} labels; give one for each")
        if not points.size:
            raise InputError(f"X has shape {points.shape}; give at least one point with one coordinate")
        kept = _positive(weights, len(labels))
        chosen = np.flatnonzero(kept.sign())
        object.__setattr__(self, "X", points[chosen])
        object.__setattr__(self, "y", labels[chosen])
        object.__setattr__(self, "weights", kept[chosen])

    def __repr__(self) -> str:
        return f"<TrainingData: {len(self.y)} labels at {len(self.points)} points of R^{self.X.shape[1]}>"

    def __reduce__(self) -> tuple[type[TrainingData], tuple[RationalArray, RationalArray, RationalArray]]:
        return TrainingData, (self.X, self.y, self.weights)

    @cached_property
    def _distinct(self) -> tuple[RationalArray, npt.NDArray[np.intp]]:
        rows = list(map(tuple, self.X.numerators.tolist()))
        distinct = sorted(set(rows))
        number = {row: i for i, row in enumerate(distinct)}
        return (
            RationalArray.from_integers(np.array(distinct, dtype=object), self.X.denominator),
            np.array([number[row] for row in rows], dtype=np.intp),
        )

    @property
    def points(self) -> RationalArray:
        """The distinct points in lexicographic order, shape (D, n)."""
        return self._distinct[0]

    @property
    def place(self) -> npt.NDArray[np.intp]:
        """For every label the number of its point, shape (m,)."""
        return self._distinct[1]

    @cached_property
    def pivots(self) -> list[int]:
        """The coordinates of (a, b) that are used: pivots of the matrix of the vectors z.

        Examples
        --------
        >>> TrainingData([[0, 0], [1, 2], [2, 4]], [0, 1, 0]).pivots
        [0, 2]
        """
        return [int(np.flatnonzero(row)[0]) for row in row_space(self._lifted).sign()]

    @cached_property
    def inverse_weights(self) -> RationalArray:
        """The numbers 1 / w, shape (m,)."""
        return RationalArray([1 / w for w in self.weights.fractions()])

    @cached_property
    def forms(self) -> Integers:
        """The vectors z at the pivots, times :attr:`scale`: integers, shape (D, rank)."""
        return (self._lifted * self.scale).integers()[:, self.pivots]

    @property
    def scale(self) -> int:
        """The common denominator of all coordinates."""
        return self._lifted.denominator

    @cached_property
    def _lifted(self) -> RationalArray:
        ones = RationalArray.zeros((len(self.points), 1)) + 1
        return concatenate([self.points, ones], axis=1)

    def merged(self, loss: str) -> TrainingData:
        """The labels sorted, those that are equal and at one point merged to one.

        The weight of that is the sum of theirs; for the loss ``linf`` it is the largest.

        Examples
        --------
        >>> TrainingData([1, 0, 1], [5, 6, 5]).merged("l2").weights
        RationalArray([1, 2])
        """
        rows = concatenate([self.X, self.y.reshape(len(self.y), 1)], axis=1)
        weights: dict[tuple[int, ...], int] = {}
        for row, weight in zip(
            map(tuple, rows.numerators.tolist()), self.weights.numerators.tolist(), strict=True
        ):
            before = weights.get(row, 0)
            weights[row] = max(before, weight) if loss == "linf" else before + weight
        distinct = sorted(weights)
        table = RationalArray.from_integers(np.array(distinct, dtype=object), rows.denominator)
        common = RationalArray.from_integers([weights[row] for row in distinct], self.weights.denominator)
        return TrainingData(table[:, :-1], table[:, -1], common)

    def subset(self, labels: npt.NDArray[np.intp]) -> TrainingData:
        """Some of the labels, with their points and weights.

        Examples
        --------
        >>> TrainingData([0, 2, 5], [1, 0, 0]).subset(np.array([0, 2])).X
        RationalArray([[0], [5]])
        """
        return TrainingData(self.X[labels], self.y[labels], self.weights[labels])


def _positive(weights: RationalArrayLike | None, n_labels: int) -> RationalArray:
    """The weights, checked."""
    if weights is None:
        return RationalArray.zeros(n_labels) + 1
    array = rational_array(weights)
    if array.shape != (n_labels,):
        raise ShapeError(f"weights have shape {array.shape}; give one for each of the {n_labels} labels")
    signs = array.sign()
    if (signs < 0).any():
        i = int(np.argmax(signs < 0))
        raise InputError(f"the weight {array[i]} at index {i} is negative; give weights that are at least 0")
    if not signs.any():
        raise InputError("all weights are 0, so that every network is optimal; give a positive one")
    return array
