r"""A deep network as a maximum of networks with one hidden layer.

An, Boussaïd, Bennamoun and Hu (From deep to shallow: transformations of deep rectifier networks, 2017) state that every
ReLU network, plain or residual and of any depth, is a maximum of functions each of which has one hidden layer.  Here is
a proof that also tells the sizes.

**Lemma.**  For affine functions :math:`q_1, \dots, q_S` with the maximum Q,

.. math::  -Q = \max_s \Bigl( -q_s - \sum_{t \ne s} \max(q_t - q_s, 0) \Bigr).

*Proof.*  :math:`Q - q_s = \max_t (q_t - q_s)` is at most the sum of the positive parts, so no term exceeds -Q.  Where
:math:`q_s` is the largest of all, every positive part vanishes, and its term is -Q.  ∎

**Theorem.**  Let f = P - Q with :math:`P = \max_r p_r` and :math:`Q = \max_s q_s`, and

.. math::  g_{rs} = p_r - q_s - \sum_{t \ne s} \max(q_t - q_s, 0).

Then f is the maximum of all R S functions :math:`g_{rs}`, and of those alone for which the cells of :math:`p_r` and
:math:`q_s` meet in an open set.

*Proof.*  The first is the lemma with P added.  On the intersection of the two cells :math:`g_{rs} = f`; the
full-dimensional intersections are finitely many closed sets that cover all of space, and nowhere does a
:math:`g_{rs}` exceed f.  ∎

Every network is such a difference (Zhang, Naitzat and Lim, 2018, and :func:`tropnet.tropicalize`), so the theorem
holds for all of them; skip connections need nothing further.

**Sizes.**  Each :math:`g_{rs}` has S - 1 neurons, all with the output weight -1, and an affine skip connection (which
two more neurons replace: a = max(a, 0) - max(-a, 0)).  If all :math:`q_s` are essential, none of the S - 1 can be
saved: they bend along different hyperplanes.  For suppose that :math:`q_t - q_s = c (q_u - q_s)`.  With c > 1,
:math:`q_u` is a convex combination of :math:`q_s` and :math:`q_t`, with 0 < c < 1 :math:`q_t` is one of the others,
and with c < 0 :math:`q_s`; so that function is not essential; c = 0 or 1 makes two of them equal.

The number of functions is that of the cells of the common refinement of P and Q, which is at most the number of proper
activation regions of the network, on each of which P and Q are affine.
For one hidden layer of m neurons in general position on R^n, of which k have a positive output weight, R = Z(k, n),
S = Z(m - k, n), and there are Z(m, n) functions, where :math:`Z(m, n) = \sum_{j \le n} \binom{m}{j}` is the number of
regions of an arrangement.

**Hinges.**  A neuron max(a x + c, 0) may stay in a shallow network with either sign.  So of P and Q first split off all
that is a sum of such hinges (:mod:`tropnet.theory.shallow.hinges`): with f = P' - Q' + H, the maximum is that of the
:math:`g'_{rs} + H`, which are no more than before and have S' - 1 neurons and those of H.  A network with one hidden
layer is then a single one, with a neuron for every hyperplane along which the function bends; and of a network with two
hidden layers and no negative output weight Q is a sum of hinges, so that Q' is affine.  This is
:meth:`ShallowForm.with_hinges`.

Two remarks on what is claimed.  The pair (P, Q) belongs to the network and not to its function, since a convex function
may be added to both; so do the numbers.  And no representation by fewer functions is excluded.  The difference of two
maxima needs only R + S affine functions instead of a refinement's worth of networks: it is the smaller exact object.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field
from fractions import Fraction
from math import comb
from operator import index
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from tropnet.analysis.enumeration import Limit
from tropnet.analysis.piecewise.function import PiecewiseLinear
from tropnet.analysis.regions import LinearRegions
from tropnet.analysis.tropical_form import tropicalize
from tropnet.errors import InputError, ShapeError
from tropnet.exact.arrays import RationalArray, RationalArrayLike, concatenate, rational_array
from tropnet.exact.display.html import table
from tropnet.networks import Activation, Add, Dense, Maxout, relu
from tropnet.networks.network import INPUT, Network, Node
from tropnet.theory.families.maximum import MaximumTree
from tropnet.theory.shallow.hinges import affine_rows, split_hinges
from tropnet.tropical.mapping import TropicalMap
from tropnet.tropical.rational import TropicalRational

__all__ = ["ShallowForm", "to_shallow"]

COLUMNS = ("form", "parts", "neurons in each")


@dataclass(frozen=True, repr=False)
class ShallowForm:
    """A function as a maximum of networks with one hidden layer; see the module.

    The networks are made when they are asked for: ``form[k]`` is one, iteration goes through all, ``len`` is their
    number.  ``==`` compares differences and hinges formally, as for :class:`~tropnet.tropical.TropicalRational`.

    Parameters
    ----------
    difference : TropicalRational
        P - Q, in either convention; kept in the max-plus convention without redundant monomials.
    hinges : array-like, shape (m, n + 1), optional
        Rows (a | c) for neurons max(a x + c, 0) that every network has besides its own.
    signs : sequence of int, optional
        The output weights of these, 1 or -1.

    Raises
    ------
    InputError
        If the difference is no tropical rational function, or is the tropical zero; a hinge is constant; or a
        sign is neither 1 nor -1.
    ShapeError
        If the hinges have another shape, or there is not one sign for each.

    Examples
    --------
    The function min(max(x, 0), 1), by two maxima and by three networks with one neuron:

    >>> form = ShallowForm(TropicalRational.parse("max(x, 0) - max(x - 1, 0)"))
    >>> form.n_networks, form.n_neurons, form.n_pairs
    (3, 1, 4)
    >>> form([["-1"], ["1/2"], [3]]), form.values([3])
    (RationalArray([0, 1/2, 1]), RationalArray([-2, 1, 1]))
    """

    difference: TropicalRational
    hinges: RationalArray = field(default_factory=lambda: RationalArray.zeros((0, 0)))
    signs: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        f = self.difference
        if not isinstance(f, TropicalRational):
            raise InputError(
                f"{f!r} is no difference of two maxima; give a TropicalRational, or a network to to_shallow"
            )
        if f.is_zero:
            raise InputError("the tropical zero has no finite value; give a function with a numerator")
        f = f.in_convention("max")
        reduced = TropicalRational(f.numerator.essential, f.denominator.essential)
        object.__setattr__(self, "difference", reduced)
        hinges, signs = _canonical_hinges(self.hinges, self.signs, f.n_variables)
        object.__setattr__(self, "hinges", hinges)
        object.__setattr__(self, "signs", signs)

    def with_hinges(self) -> ShallowForm:
        """The same function with the hinges of both maxima split off; never more networks, though maybe more neurons.

        The hinges are found on the dual subdivisions of both maxima, whose cost grows fast with the number of
        variables.

        Returns
        -------
        ShallowForm
            With affine maxima, that is with one network, if both are sums of hinges, as for one hidden layer.

        Examples
        --------
        >>> net = Network.from_arrays([[[1, 0], [0, 1], [1, 1]], [[1, 2, -1]]], [[0, 0, -1], [3]])
        >>> form = to_shallow(net)
        >>> (form.n_networks, form.n_neurons), (form.with_hinges().n_networks, form.with_hinges().n_neurons)
        ((7, 1), (1, 3))
        >>> [(sign, hinge) for sign, hinge in zip(form.with_hinges().signs, form.with_hinges().hinges)]
        [(1, RationalArray([0, 2, 0])), (1, RationalArray([1, 0, 0])), (-1, RationalArray([1, 1, -1]))]
        """
        above, below = split_hinges(self.difference.numerator), split_hinges(self.difference.denominator)
        hinges = concatenate([self.hinges, above.hinges, below.hinges])
        signs = [*self.signs, *[1] * len(above.hinges), *[-1] * len(below.hinges)]
        return ShallowForm(TropicalRational(above.rest, below.rest), hinges, tuple(signs))

    # -- sizes ------------------------------------------------------------------------------------------

    @property
    def n_inputs(self) -> int:
        """The number of variables.

        >>> ShallowForm(TropicalRational.parse("max(x, y) - max(x, 0)")).n_inputs
        2
        """
        return self.difference.n_variables

    @property
    def n_pairs(self) -> int:
        """The number R S of all pairs of affine functions, one from each maximum; no more networks are needed.

        >>> ShallowForm(TropicalRational.parse("max(x, 0, -x) - max(x - 1, 0)")).n_pairs
        4
        """
        return self.difference.numerator.n_monomials * self.difference.denominator.n_monomials

    @property
    def pairs(self) -> npt.NDArray[np.intp]:
        """The numbers of the affine functions in numerator and denominator that belong to each network, shape (k, 2).

        >>> ShallowForm(TropicalRational.parse("max(x, 0) - max(x - 1, 0)")).pairs.tolist()
        [[0, 0], [1, 0], [1, 1]]
        """
        return self.difference.refinement[2]

    @property
    def n_networks(self) -> int:
        """The number of networks of which this is the maximum.

        >>> ShallowForm(TropicalRational.parse("max(x, 0, -x) - max(x - 1, 0)")).n_networks
        3
        """
        return len(self.pairs)

    def __len__(self) -> int:
        return self.n_networks

    @property
    def n_neurons(self) -> int:
        """The number S - 1 of neurons of each of the networks, and the hinges.

        >>> ShallowForm(TropicalRational.parse("x - max(x, -x, 1)")).n_neurons
        2
        """
        return self.difference.denominator.n_monomials - 1 + len(self.signs)

    @property
    def n_shared_neurons(self) -> int:
        """The number S (S - 1) / 2 of neurons in the first hidden layer of :meth:`network`, and the hinges.

        >>> ShallowForm(TropicalRational.parse("x - max(x, -x, 1)")).n_shared_neurons
        3
        """
        return comb(self.difference.denominator.n_monomials, 2) + len(self.signs)

    # -- values -----------------------------------------------------------------------------------------

    def values(self, x: RationalArrayLike) -> RationalArray:
        """The value of every network at a point (n,), or at each of a batch (k, n), in time S^2 for each point.

        Returns
        -------
        RationalArray, shape (n_networks,) or (k, n_networks)

        Raises
        ------
        ShapeError
            If x has another shape.

        Examples
        --------
        >>> ShallowForm(TropicalRational.parse("x - max(x, -x)")).values([[-2], [2]])
        RationalArray([[-4, -4], [0, 0]])
        """
        points = rational_array(x)
        above = _values(affine_rows(self.difference.numerator), points)
        below = _values(affine_rows(self.difference.denominator), points)
        excess = _positive_part(below[..., None, :] - below[..., :, None]).sum(axis=-1)
        column = rational_array(np.array(self.signs, np.int64)[:, None])
        common = _positive_part(_values(self.hinges, points)) @ column
        values: RationalArray = (
            above[..., self.pairs[:, 0]] - (below + excess)[..., self.pairs[:, 1]] + common
        )
        return values

    def __call__(self, x: RationalArrayLike) -> Any:
        """The value at a point, a Fraction, or at each point of a batch: the largest value of a network."""
        return self.values(x).max(axis=-1)

    # -- networks ---------------------------------------------------------------------------------------

    def __getitem__(self, k: int) -> Network:
        """The k-th network, with one hidden layer and an affine skip connection; without neurons, an affine map."""
        r, s = self.pairs[index(k)].tolist()
        above, below = affine_rows(self.difference.numerator), affine_rows(self.difference.denominator)
        others = [t for t in range(len(below)) if t != s]
        neurons = concatenate([below[others] - below[s], self.hinges])
        weights = rational_array([[-1] * len(others) + list(self.signs)])
        return _hinge_network(neurons, weights, (above[r] - below[s])[None])

    def __iter__(self) -> Iterator[Network]:
        return (self[k] for k in range(len(self)))

    def network(self, maximum: Literal["maxout", "relu"] = "maxout") -> Network:
        """The function as one network: a hidden layer that all the networks share, and their maximum.

        Since max(q_s - q_t, 0) = max(q_t - q_s, 0) - (q_t - q_s), one neuron serves a pair of affine functions in both
        directions, so that the hidden layer has S (S - 1) / 2 neurons besides the hinges.

        Parameters
        ----------
        maximum : {"maxout", "relu"}
            One maxout unit with an entry for every network, which makes two hidden layers; or the balanced tree of
            :class:`~tropnet.theory.families.MaximumTree`, which makes 1 + ceil(log2 n_networks) layers of ReLUs.

        Raises
        ------
        InputError
            If there is no such way.

        Examples
        --------
        >>> form = ShallowForm(TropicalRational.parse("max(x, 0) - max(x - 1, 0)"))
        >>> form.network().widths, form.network("relu").hidden_layers
        ((1, 1), 3)
        >>> form.network()([["1/2"], [7]])
        RationalArray([[1/2], [1]])
        """
        if maximum not in {"maxout", "relu"}:
            raise InputError(f"there is no maximum {maximum!r}; give 'maxout' or 'relu'")
        parts = self._side_by_side()
        k = self.n_networks
        if k == 1:
            return parts
        return (
            Network.sequential([Maxout(k)], k) if maximum == "maxout" else MaximumTree(k).network()
        ) @ parts

    def _side_by_side(self) -> Network:
        """The network with the values of all networks as outputs."""
        above, below = affine_rows(self.difference.numerator), affine_rows(self.difference.denominator)
        size = len(below)
        first, second = np.triu_indices(size, 1)
        uses = (first == np.arange(size)[:, None]) | (second == np.arange(size)[:, None])
        # Behind a neuron max(q_t - q_s, 0) with s < t, the networks of t still need the affine function q_t - q_s.
        swapped = rational_array((second == np.arange(size)[:, None]).astype(np.int64))
        jumps = below[second] - below[first]
        affine = swapped @ jumps - below
        r, s = self.pairs.T
        weights = np.concatenate(
            [-uses.astype(np.int64)[s], np.tile(np.array(self.signs, np.int64), (len(s), 1))], axis=1
        )
        return _hinge_network(
            concatenate([jumps, self.hinges]), rational_array(weights), above[r] + affine[s]
        )

    # -- for readers ------------------------------------------------------------------------------------

    def __repr__(self) -> str:
        above, below = self.difference.numerator.n_monomials, self.difference.denominator.n_monomials
        variables = "1 variable" if self.n_inputs == 1 else f"{self.n_inputs} variables"
        hinges = f", hinges: {len(self.signs)}" if self.signs else ""
        return f"<ShallowForm in {variables} from {above} over {below} monomials{hinges}>"

    def _cells(self) -> list[tuple[str, str, str]]:
        above, below = self.difference.numerator.n_monomials, self.difference.denominator.n_monomials
        return [
            ("maximum of networks with one hidden layer", str(self.n_networks), str(self.n_neurons)),
            (
                "difference of two maxima of affine functions" + (", and hinges" if self.signs else ""),
                f"{above} + {below}" + (f" + {len(self.signs)}" if self.signs else ""),
                "0",
            ),
        ]

    def __str__(self) -> str:
        rows = [COLUMNS, *self._cells()]
        sizes = [max(map(len, column)) for column in zip(*rows, strict=True)]
        return "\n".join(f"{a.ljust(sizes[0])}  {b.rjust(sizes[1])}  {c.rjust(sizes[2])}" for a, b, c in rows)

    def _repr_html_(self) -> str:
        """The sizes in notebooks."""
        return table(self._cells(), head=COLUMNS, align="lrr")


def to_shallow(
    net: Network | LinearRegions | PiecewiseLinear,
    *,
    executor: Executor | None = None,
    progress: bool = False,
    limit: Limit | None = None,
) -> ShallowForm | tuple[ShallowForm, ...]:
    """A deep network as a maximum of networks with one hidden layer.

    Parameters
    ----------
    net : Network, LinearRegions or PiecewiseLinear
        As for :func:`tropnet.tropicalize`: any layers, skip connections among them.
    executor, progress, limit
        As for :func:`tropnet.tropicalize`, whose enumeration of cells is most of the work.  The networks themselves, of
        which there are at most as many as cells, are only made when they are asked for.

    Returns
    -------
    ShallowForm
        For a network with one output.
    tuple of ShallowForm
        One for each output of a network with several.

    Raises
    ------
    InputError
        If it is none of these, or regions or function are those inside a domain.
    LimitReachedError
        If the limit is reached.

    Source
    ------
    S. An, F. Boussaïd, M. Bennamoun and J. Hu, From deep to shallow: transformations of deep rectifier networks, 2017,
    arXiv:1703.10355, for the statement; for proof and sizes see the module :mod:`tropnet.theory.shallow.form`.

    Examples
    --------
    The tent 1 - abs(x - 1), folded once more:

    >>> net = Network.from_arrays([[[1], [1]], [[1, -2], [1, -2]], [[1, -2]]], [[0, -1], [0, "-1/2"], None])
    >>> form = to_shallow(net)
    >>> print(form)
    form                                          parts  neurons in each
    maximum of networks with one hidden layer         6                3
    difference of two maxima of affine functions  4 + 4                0
    >>> from tropnet import is_equivalent
    >>> is_equivalent(net, form.network())
    True
    """
    function = tropicalize(net, executor=executor, progress=progress, limit=limit)
    if isinstance(function, TropicalMap):
        return tuple(ShallowForm(component) for component in function)
    return ShallowForm(function)


def _values(rows: RationalArray, points: RationalArray) -> RationalArray:
    """The values of affine functions (a | c) at a point or a batch of points."""
    values: RationalArray = points @ rows[:, :-1].T + rows[:, -1]
    return values


def _positive_part(values: RationalArray) -> RationalArray:
    return values.maximum(RationalArray.zeros(values.shape))


def _canonical_hinges(
    hinges: RationalArrayLike, signs: Sequence[int], n: int
) -> tuple[RationalArray, tuple[int, ...]]:
    """The hinges in order, positive multiples of one another added, and their signs."""
    rows = rational_array(hinges)
    if rows.size == 0:
        rows = RationalArray.zeros((0, n + 1))
    if rows.ndim != 2 or rows.shape[1] != n + 1:
        raise ShapeError(
            f"the hinges have shape {rows.shape}; give a row (a | c) of {n + 1} numbers for each neuron max(a x + c, 0)"
        )
    if len(signs) != len(rows):
        raise ShapeError(f"there are {len(rows)} hinges and {len(signs)} signs; give one for each")
    factors: dict[tuple[Fraction, ...], Fraction] = defaultdict(Fraction)
    for row, sign in zip(rows.tolist(), signs, strict=True):
        size = max(map(abs, row[:-1]))
        if sign not in {1, -1}:
            raise InputError(f"the sign {sign} must be 1 or -1; multiply the hinge by its absolute value")
        if not size:
            raise InputError(f"the hinge {row} is constant; add its value to the numerator")
        factors[tuple(Fraction(entry) / size for entry in row)] += sign * size
    kept = sorted((ray, factor) for ray, factor in factors.items() if factor)
    merged = [[abs(factor) * entry for entry in ray] for ray, factor in kept]
    return (
        RationalArray(merged) if merged else RationalArray.zeros((0, n + 1)),
        tuple(1 if factor > 0 else -1 for _, factor in kept),
    )


def _hinge_network(neurons: RationalArray, weights: RationalArray, affine: RationalArray) -> Network:
    """The network x -> W max(H x + b, 0) + A x + c; the neurons are the rows (H | b), the affine part is (A | c)."""
    skip = Dense(affine[:, :-1], affine[:, -1])
    n = affine.shape[1] - 1
    if not len(neurons):
        return Network.sequential([skip], n)
    return Network(
        [
            Node(Dense(neurons[:, :-1], neurons[:, -1]), (INPUT,)),
            Node(Activation(relu()), (0,)),
            Node(Dense(weights), (1,)),
            Node(skip, (INPUT,)),
            Node(Add(), (2, 3)),
        ],
        n,
    )
