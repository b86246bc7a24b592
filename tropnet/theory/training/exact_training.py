r"""The best network with one hidden layer for given data, with a proof that no other is better.

**The problem.**  Given points :math:`x_j` with labels :math:`y_j`, find a network
:math:`f(x) = c + \sum_{i=1}^w s_i [a_i x + b_i]_+` with the smallest loss.  Output weights are absorbed by the neurons
up to their signs :math:`s_i`.

**Why it can be solved.**  The points cut the space of the parameters :math:`(a, b)` of one neuron into finitely many
cells, on which the activations are linear.  For every choice of a sign and of a cell for each neuron, the best network
is found by convex programming: least squares, or a linear program.  There are :math:`O(D^{n w} 2^w)` choices.  This is
the algorithm of Arora, Basu, Mianjy and Mukherjee, 2018, Theorem 4.1, with two corrections: the loss of their
Algorithm 1 has to be the loss of the *sum* over the neurons that are active at a point (as printed, a point at which
no neuron is active costs nothing, so that the zero network wins), and D points in general position in R^n have
:math:`2 \sum_{i \le n} \binom{D - 1}{i}` dichotomies by hyperplanes (Cover, 1965).

**How it is solved here.**  Not choice by choice, but by branch and bound over unions of cells
(:mod:`tropnet.theory.training.search`), with lower bounds from convex hulls
(:mod:`tropnet.theory.training.relaxation`) and a certificate (:mod:`tropnet.theory.training.certificate`).

For these losses an optimum exists, and for rational data it is rational: it is that of a least squares problem or a
linear program with rational data.  With more than one output it can be irrational (Bertschinger, Hertrich, Jungeblut,
Miltzow and Weber, Training fully connected neural networks is ∃R-complete, 2023), and the trick with the signs fails.
"""

from __future__ import annotations

import operator
from concurrent.futures import Executor
from dataclasses import dataclass
from fractions import Fraction
from math import comb
from typing import TYPE_CHECKING

import numpy as np

from tropnet.analysis.enumeration import Limit
from tropnet.errors import InputError, UndecidedError
from tropnet.exact.arrays import RationalArray, RationalArrayLike, rational_array
from tropnet.networks import Network
from tropnet.theory.training.certificate import OptimalityCertificate
from tropnet.theory.training.data import TrainingData
from tropnet.theory.training.losses import LossName, check_loss, loss_value
from tropnet.theory.training.relaxation import Node, Problem, cell
from tropnet.theory.training.search import Search
from tropnet.theory.training.starts import FloatNetwork, float_networks

if TYPE_CHECKING:
    from tropnet.theory.training.threshold import ThresholdNetwork

__all__ = ["ExactTraining", "train_exactly"]

# Beyond this many faces of the arrangement, roughly, a search takes its bounds from a part of the data, which is
# chosen so small that it leaves time for the search.
MOST_FACES, MOST_FACES_OF_PART = 5_000_000, 500_000


def train_exactly(
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
    """The network with one hidden layer of the given width that has the smallest loss of all, and a proof.

    Parameters
    ----------
    X : array-like of rationals, shape (m, n) or (m,)
        The points; m numbers are m points of the line.  Floats are the rational numbers that they are; numbers with
        few digits make the search several times faster.
    y : array-like of rationals, shape (m,)
        One label for each point; -1 and 1 for the hinge loss.
    width : int
        The number of neurons, at least 1.  There may be more than points; from about as many as points on the loss
        of the best network is what repeated points with different labels cost.
    loss : {"l2", "l1", "linf", "hinge"}
        The sum of the squares of the errors, of their absolute values, or their maximum; or the sum of
        ``max(0, 1 - y f(x))``.
    output_bias : bool
        Whether the constant c is free; otherwise it is 0.
    weights : array-like of rationals, shape (m,), optional
        Factors of the single losses; 1 unless told otherwise.
    executor : concurrent.futures.Executor, optional
        Solves the convex programs, several at once.  The answer does not depend on it.
    progress : bool
        Whether to show how many programs have been solved (needs tqdm).
    limit : Limit, optional
        Where to stop: ``cells`` counts convex programs here.  The answer is then a network with bounds on the
        optimum.  Data whose arrangement is too large to be found are trained with a limit only: their bounds come
        from a part of the points.

    Returns
    -------
    ExactTraining

    Raises
    ------
    ShapeError
        If the lengths differ.
    NotRationalError
        If an entry is no finite rational number.
    InputError
        If there are no points, the width is not positive, there is no such loss, the labels do not fit to it, a
        weight is negative, or the data are too large to be trained without a limit.

    Source
    ------
    R. Arora, A. Basu, P. Mianjy and A. Mukherjee, Understanding deep neural networks with rectified linear units, 2018,
    Theorem 4.1, corrected.

    Examples
    --------
    Exclusive or takes two neurons; one alone has a loss of 2/3:

    >>> X, y = [[0, 0], [1, 0], [0, 1], [1, 1]], [0, 1, 1, 0]
    >>> train_exactly(X, y, 1)
    <ExactTraining: optimum 2/3 of l2, width 1>
    >>> best = train_exactly(X, y, 2)
    >>> best.optimum, best.network(X).ravel(), best.check()
    (Fraction(0, 1), RationalArray([0, 1, 1, 0]), True)
    """
    data = TrainingData(X, y, weights).merged(loss)
    check_loss(loss, data)
    width = checked_width(width)
    starts = float_networks(data, width, output_bias)
    if is_small(data):
        search = Search(Problem(data, width, loss, output_bias))
        search.try_cells([_cells(start, data) for start in starts], executor)
        search.run(executor, progress, limit)
        return outcome(search, data, _network(search))
    if limit is None:
        raise too_large(data, "give a limit, and the bounds will come from some of the points")
    network = _exactly(starts, data, loss)
    search = Search(Problem(_part(data), width, loss, output_bias), _loss(network, data, loss))
    search.run(executor, progress, limit)
    return outcome(search, data, network)


def checked_width(width: int) -> int:
    """The width, if it is one."""
    try:
        number = operator.index(width)
    except TypeError as error:
        raise InputError(f"the width {width!r} is no integer; give the number of neurons") from error
    if number < 1:
        raise InputError(f"a width of {width} leaves no neurons; give at least 1")
    return number


def outcome(search: Search, data: TrainingData, network: Network | ThresholdNetwork) -> ExactTraining:
    """What a search has found and proved."""
    problem = search.problem
    upper = _loss(network, data, problem.loss)
    lower = max(min(search.lower, upper), Fraction(0))
    certificate = OptimalityCertificate(
        problem.data, problem.width, problem.loss, problem.output_bias, problem.kind, lower, search.trees()
    )
    return ExactTraining(data, network, upper, certificate, search.n_problems)


def _loss(network: Network | ThresholdNetwork, data: TrainingData, loss: LossName) -> Fraction:
    return loss_value(loss, network(data.X)[:, 0], data)


@dataclass(frozen=True, repr=False)
class ExactTraining:
    """A trained network, its loss, and a proof of how much better another one can be.

    Attributes
    ----------
    data : TrainingData
        In lexicographic order, equal labels of equal points merged to one with their common weight.
    network : Network or ThresholdNetwork
        With one hidden layer and one output.
    upper_bound : Fraction
        The loss of the network.
    certificate : OptimalityCertificate
        The proof of the lower bound.
    n_problems : int
        The number of convex programs that were solved.

    Examples
    --------
    >>> from tropnet.analysis.enumeration import Limit
    >>> y = [0, 4, 1, 3, 0, 2, 5, 1]
    >>> stopped = train_exactly(range(8), y, 2, limit=Limit(cells=4))
    >>> stopped.is_optimal, stopped.lower_bound < train_exactly(range(8), y, 2).optimum <= stopped.upper_bound
    (False, True)
    """

    data: TrainingData
    network: Network | ThresholdNetwork
    upper_bound: Fraction
    certificate: OptimalityCertificate
    n_problems: int

    @property
    def loss(self) -> LossName:
        """The name of the loss."""
        return self.certificate.loss

    @property
    def width(self) -> int:
        """The number of neurons that were allowed."""
        return self.certificate.width

    @property
    def lower_bound(self) -> Fraction:
        """A number that no network of this width goes below."""
        return self.certificate.lower_bound

    @property
    def is_optimal(self) -> bool:
        """Whether the network is proved to be optimal."""
        return self.lower_bound == self.upper_bound

    @property
    def optimum(self) -> Fraction:
        """The smallest loss of a network of this width.

        Raises
        ------
        UndecidedError
            If the search was stopped before that was known.
        """
        if not self.is_optimal:
            raise UndecidedError(
                f"the optimum lies between {float(self.lower_bound):.6g} and {float(self.upper_bound):.6g}; raise the "
                "limit, or read lower_bound and upper_bound"
            )
        return self.upper_bound

    def check(self) -> bool:
        """Whether the network has the loss that is claimed, and the certificate proves its bound.

        Nothing of the search is used.
        """
        predictions = self.network(self.data.X)
        return (
            predictions.shape == (len(self.data.y), 1)
            and self.network.hidden_layers <= 1
            and self.network.size <= self.width
            and loss_value(self.loss, predictions[:, 0], self.data) == self.upper_bound
            and self.certificate.is_about(self.data)
            and self.certificate.check()
        )

    def __repr__(self) -> str:
        value = f"optimum {_short(self.upper_bound)}"
        if not self.is_optimal:
            value = f"between {_short(self.lower_bound)} and {_short(self.upper_bound)}"
        return f"<ExactTraining: {value} of {self.loss}, width {self.width}>"


def _short(value: Fraction) -> str:
    """A fraction with few digits, or a decimal number."""
    return str(value) if len(str(value)) <= 12 else f"≈ {float(value):.6g}"


def is_small(data: TrainingData) -> bool:
    """Whether the arrangement of the data can be found."""
    return _n_faces(*data.forms.shape) <= MOST_FACES


def too_large(data: TrainingData, remedy: str) -> InputError:
    """The error for data whose arrangement cannot be found."""
    n_points, n = data.points.shape
    return InputError(f"the arrangement of {n_points} points of R^{n} is too large to be found; {remedy}")


def _n_faces(n_points: int, rank: int) -> int:
    """About the number of faces of the arrangement of so many points, and of the signs of its rays."""
    return 2 * comb(n_points, rank - 1) * (int(3 ** (rank - 1)) + n_points)


def _part(data: TrainingData) -> TrainingData:
    """The labels at as many points, evenly chosen, as an arrangement can be found for."""
    n_points, rank = data.forms.shape
    kept = n_points
    while _n_faces(kept, min(kept, rank)) > MOST_FACES_OF_PART:
        kept -= 1
    chosen = np.unique(np.linspace(0, n_points - 1, kept).astype(int))
    return data.subset(np.flatnonzero(np.isin(data.place, chosen)))


def _cells(start: FloatNetwork, data: TrainingData) -> Node:
    """The cells of the neurons of a network in floats."""
    values = data.points.floats() @ start.parameters[:, :-1].T + start.parameters[:, -1]
    signs = np.where(values.T > 0, 1, -1).astype(np.int8)
    return tuple(sorted(cell(int(sign), row) for sign, row in zip(start.signs, signs, strict=True)))


def _exactly(starts: list[FloatNetwork], data: TrainingData, loss: LossName) -> Network:
    """The best of some networks, read exactly."""
    networks = [
        _assembled(rational_array(start.signs), rational_array(start.parameters), Fraction(start.offset))
        for start in starts
    ]
    return min(networks, key=lambda network: _loss(network, data, loss))


def _network(search: Search) -> Network:
    """The network of neurons that are combinations of rays."""
    problem, best = search.problem, search.best
    assert best is not None
    data, proof = problem.data, best.proof
    rows = np.zeros((problem.width, data.X.shape[1] + 1), dtype=object)
    for i, (numbers, coefficients) in enumerate(proof.neurons):
        if numbers:
            rays = problem.generators.parameters[list(numbers)].astype(object)
            rows[i, data.pivots] = np.array(coefficients, dtype=object) @ rays * data.scale
    parameters = RationalArray.from_integers(rows, proof.denominator)
    signs = RationalArray([cone.sign for cone in best.node])
    return _assembled(signs, parameters, proof.offset)


def _assembled(signs: RationalArray, parameters: RationalArray, offset: Fraction) -> Network:
    return Network.from_arrays(
        [parameters[:, :-1], signs.reshape(1, len(signs))], [parameters[:, -1], [offset]]
    )
