r"""The best network with one hidden layer of linear threshold units, with a proof.

A *threshold unit* gives 1 where :math:`a x + b > 0`, and 0 elsewhere.  On D points it can do finitely many things, one
for each cell of the arrangement of the vectors :math:`z_j = (x_j, 1)`: its dichotomies.  So the training of a network
:math:`f(x) = c + \sum_{i=1}^w v_i [a_i x + b_i > 0]` is the choice of w dichotomies, and the output weights are found
by convex programming.  For fixed n and w that is polynomial in D (Khalife, Cheng and Basu, Neural networks with linear
threshold activations: structure and algorithms, 2023, for
any number of layers).

The search is that for hinges, with cells in the place of rays (:mod:`tropnet.theory.training.generators`).
"""

from __future__ import annotations

from concurrent.futures import Executor
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from tropnet.analysis.enumeration import Limit
from tropnet.errors import ShapeError
from tropnet.exact.arrays import RationalArray, RationalArrayLike, rational_array
from tropnet.exact.integers import zeros
from tropnet.exact.interiors import feasible_cells
from tropnet.theory.training.data import TrainingData
from tropnet.theory.training.exact_training import ExactTraining, checked_width, is_small, outcome, too_large
from tropnet.theory.training.losses import LossName, check_loss
from tropnet.theory.training.relaxation import Problem
from tropnet.theory.training.search import Search

__all__ = ["ThresholdNetwork", "train_threshold_exactly"]


@dataclass(frozen=True, repr=False)
class ThresholdNetwork:
    """One hidden layer of threshold units, and one affine output.

    Attributes
    ----------
    weights : RationalArray, shape (width, n)
    biases : RationalArray, shape (width,)
    output_weights : RationalArray, shape (width,)
    output_bias : Fraction

    Examples
    --------
    >>> interval = ThresholdNetwork(*map(RationalArray, ([[1], [1]], [0, -1], [3, -3])), Fraction(1))
    >>> interval, interval([[0], ["1/2"], [1], [2]]).ravel()
    (<ThresholdNetwork of 1 input, width 2>, RationalArray([1, 4, 4, 1]))
    """

    weights: RationalArray
    biases: RationalArray
    output_weights: RationalArray
    output_bias: Fraction

    @property
    def size(self) -> int:
        """The number of threshold units."""
        return len(self.biases)

    @property
    def hidden_layers(self) -> int:
        """The number 1."""
        return 1

    def __call__(self, x: RationalArrayLike) -> RationalArray:
        """The value at one point, shape (1,), or at several, shape (k, 1).

        Raises
        ------
        ShapeError
            If the points have another number of coordinates.
        NotRationalError
            If an entry is no finite rational number.
        """
        points, n = rational_array(x), self.weights.shape[1]
        if points.ndim not in {1, 2} or points.shape[-1] != n:
            raise ShapeError(f"the points have shape {points.shape}; give ({n},) for one, or (k, {n})")
        heights = points.reshape(points.size // n, n) @ self.weights.T + self.biases
        values: RationalArray = (
            rational_array((heights > 0).astype(int)) @ self.output_weights + self.output_bias
        )
        return values.reshape((1,) if points.ndim == 1 else (len(values), 1))

    def __repr__(self) -> str:
        n = self.weights.shape[1]
        return f"<ThresholdNetwork of {n} input{'s' * (n != 1)}, width {self.size}>"


def train_threshold_exactly(
    X: RationalArrayLike,
    y: RationalArrayLike,
    width: int,
    loss: LossName = "l2",
    *,
    output_bias: bool = True,
    weights: RationalArrayLike | None = None,
    executor: Executor | None = None,
    progress: bool = False,
    limit: Limit | None = None,
) -> ExactTraining:
    """The network of threshold units, in one hidden layer of the given width, that has the smallest loss, and a proof.

    Parameters
    ----------
    X, y, width, loss, output_bias, weights, executor, progress, limit
        As for :func:`~tropnet.theory.training.train_exactly`.

    Returns
    -------
    ExactTraining
        Its network is a :class:`ThresholdNetwork`.

    Raises
    ------
    ShapeError
        If the lengths differ.
    NotRationalError
        If an entry is no finite rational number.
    InputError
        If there are no points, the width is not positive, there is no such loss, the labels do not fit to it, a
        weight is negative, or there are too many dichotomies.

    Source
    ------
    S. Khalife, H. Cheng and A. Basu, Neural networks with linear threshold activations: structure and algorithms,
    Mathematical Programming, 2023, arXiv:2111.08117.

    Examples
    --------
    >>> best = train_threshold_exactly([0, 1, 2, 3, 4], [0, 0, 5, 6, 1], 2)
    >>> best, best.network([[2], [3], [4]]).ravel(), best.check()
    (<ExactTraining: optimum 1/2 of l2, width 2>, RationalArray([11/2, 11/2, 1]), True)
    """
    data = TrainingData(X, y, weights).merged(loss)
    check_loss(loss, data)
    problem = Problem(data, checked_width(width), loss, output_bias, "threshold")
    if not is_small(data):
        raise too_large(data, "train fewer points")
    search = Search(problem)
    search.run(executor, progress, limit)
    return outcome(search, data, _network(search))


def _network(search: Search) -> ThresholdNetwork:
    """The network of the dichotomies that were found, each by a point in the interior of its cell."""
    problem, best = search.problem, search.best
    assert best is not None
    width, data = problem.width, problem.data
    signs = np.full((width, len(data.points)), -1, np.int8)
    outputs = [Fraction(0)] * width
    for i, (numbers, coefficients) in enumerate(best.proof.neurons):
        if numbers:
            signs[i] = problem.generators.values[numbers[0]]
            outputs[i] = Fraction(best.node[i].sign * coefficients[0], best.proof.denominator)
    affine = np.hstack([data.forms, zeros((len(data.points), 1))])
    cells = feasible_cells(affine, signs)
    parameters = [[Fraction(0)] * (data.X.shape[1] + 1) for _ in range(width)]
    for i in range(width):
        for place, entry in zip(data.pivots, cells.point(i).fractions(), strict=True):
            parameters[i][place] = entry
    rows = RationalArray(parameters)
    return ThresholdNetwork(rows[:, :-1], rows[:, -1], RationalArray(outputs), best.proof.offset)
