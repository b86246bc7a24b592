r"""Bounds that look at the weights of one network, and the numbers of simple arrangements.

**The first hidden layer** is an arrangement of hyperplanes, and Zaslavsky's theorem counts its regions exactly, from
the intersection poset.  Units that are constant have no wall, and those with equal walls have one.  On different
regions the first layer has different patterns, so that there are at least as many proper activation regions.  (Open
connected regions can be fewer: later layers can cancel walls.)

**Later layers.**  Where the units before have fixed pieces, the arguments of stage s (:mod:`tropnet.networks.stages`,
values that pass by are identity gates) factor through all stages before.  With the weight matrices W_t, the rank that
arrives is at most the least of the ranks of W_1, ..., W_(s-1), the numbers of their gates, and the rank of the rows of
W_s that belong to units.  Hyperplanes with one direction in the space of stage s stay parallel where they are
restricted to, or vanish, so that a family of g of them does what a unit with g + 1 pieces does, and equal ones count
once.  A maxout unit has as many pieces as its arguments have different linear parts.  Hence at most

.. math:: r_1 \cdot \prod_{s \ge 2} \sum_{j \le d_s} e_j(p_1 - 1, p_2 - 1, \dots)

proper activation regions, with r_1 exact.  This does not bound the patterns that occur on sets of lower dimension only:
relu(x) and relu(-x) have one wall, two proper regions, and the pattern "both inactive" at 0.

**Simple arrangements**, m hyperplanes of R^n in general position: any n - k of them meet in a flat of dimension k,
which the others cut like m - n + k hyperplanes in general position.
"""

from __future__ import annotations

from collections import Counter
from math import comb

from tropnet.errors import InputError
from tropnet.exact.arrays import RationalArray, concatenate, rational_array
from tropnet.exact.matrix import rank
from tropnet.networks.activations import MaxGate
from tropnet.networks.network import Network
from tropnet.networks.stages import Stage, stages
from tropnet.polyhedra.arrangements import HyperplaneArrangement
from tropnet.polyhedra.integer_rows import primitive
from tropnet.theory.bounds.bound import NOTIONS, NetworkBound
from tropnet.theory.bounds.general_position import most_regions_of_hyperplanes, most_regions_of_units
from tropnet.theory.literature import ZASLAVSKY_1975

__all__ = [
    "FIRST_LAYER",
    "RANKS_OF_WEIGHTS",
    "first_layer_arrangement",
    "first_layer_regions",
    "ranks_of_weights_upper_bound",
    "simple_bounded_regions",
    "simple_central_regions",
    "simple_f_vector",
]

MOST_FLATS = 10**6
"""With more intersections of hyperplanes, a few seconds, the first layer is not counted."""


def first_layer_arrangement(net: Network) -> HyperplaneArrangement:
    """The hyperplanes in which the units of the first hidden layer bend.

    Parameters
    ----------
    net : Network
        Whose input is flattened row-major.

    Returns
    -------
    HyperplaneArrangement
        Empty if there is no hidden layer.

    Raises
    ------
    InputError
        If a unit is the maximum of affine functions with more than two different linear parts.

    Examples
    --------
    Three neurons, of which two have the same wall, and a constant one:

    >>> net = Network.from_arrays([[[1, 1], [-2, -2], [0, 1], [0, 0]], [[1, 1, 1, 1]]], [[1, -2, 0, 5], [0]])
    >>> first_layer_arrangement(net).n_regions
    4
    """
    failing = why_no_arrangement(net)
    if failing:
        raise InputError(failing)
    first = stages(net).stages[:1]
    return (
        _Walls(first[0]).hyperplanes
        if first
        else HyperplaneArrangement(RationalArray.zeros((0, net.input_dim)))
    )


def why_no_arrangement(net: Network) -> str:
    """The units of the first hidden layer bend in hyperplanes."""
    if any(_Walls(stage).maxima for stage in stages(net).stages[:1]):
        return "a unit of the first hidden layer is a maximum with more than two different linear parts"
    return ""


def first_layer_regions(net: Network) -> int:
    """The number of regions of the hyperplanes of the first hidden layer, exactly.

    No network with this first layer has less proper activation regions.

    Parameters
    ----------
    net : Network

    Returns
    -------
    int

    Raises
    ------
    InputError
        As for :func:`first_layer_arrangement`, and if too much would have to be counted.

    Source
    ------
    Zaslavsky 1975, Theorem A.

    Examples
    --------
    >>> first_layer_regions(Network.from_arrays([[[1, 0], [0, 1], [1, 1]], [[1, 1, 1]]]))
    6
    """
    failing = why_first_layer_is_not_counted(net)
    if failing:
        raise InputError(failing)
    return _n_regions(first_layer_arrangement(net))


def why_first_layer_is_not_counted(net: Network) -> str:
    """The units of the first hidden layer bend in hyperplanes that have not too many intersections."""
    return why_no_arrangement(net) or _why_too_many_flats(first_layer_arrangement(net))


def _n_regions(arrangement: HyperplaneArrangement) -> int:
    # Independent hyperplanes are counted without their intersections, one for each of the 2^m subsets.
    return 1 << len(arrangement) if arrangement.rank == len(arrangement) else arrangement.n_regions


def _why_too_many_flats(arrangement: HyperplaneArrangement) -> str:
    """There is a number of intersections that can be counted."""
    if arrangement.rank == len(arrangement):
        return ""
    flats = most_regions_of_hyperplanes(len(arrangement), arrangement.rank - 1)
    return (
        ""
        if flats <= MOST_FLATS
        else f"the first hidden layer has up to {flats} intersections of walls to count"
    )


def ranks_of_weights_upper_bound(net: Network) -> int:
    """At most so many proper activation regions by the first layer and the ranks of all weight matrices.

    The first layer is counted exactly, unless too much would have to be counted.

    Parameters
    ----------
    net : Network

    Returns
    -------
    int

    Source
    ------
    Zaslavsky 1975 for the first layer, and the module docstring.

    Examples
    --------
    Behind a first layer of parallel walls, a line arrives at the second:

    >>> net = Network.from_arrays([[[1, 1], [2, 2], [-1, -1]], [[1, 2, 3], [3, 2, 1]], [[1, 1]]],
    ...                           [[0, -1, 5], [1, 1], [0]])
    >>> ranks_of_weights_upper_bound(net)
    12
    """
    found, arriving = 1, net.input_dim
    for number, stage in enumerate(stages(net).stages):
        walls = _Walls(stage)
        if number == 0 and not walls.maxima and not _why_too_many_flats(walls.hyperplanes):
            found *= _n_regions(walls.hyperplanes)
        else:
            found *= most_regions_of_units(walls.pieces, min(arriving, rank(stage.weight[walls.rows])))
        arriving = min(arriving, rank(stage.weight), len(stage.gates))
    return found


class _Walls:
    """Where the units of a stage bend, in the space of the stage.

    Attributes
    ----------
    rows : list of int
        The arguments of units: rows of the weight that belong to no identity.
    hyperplanes : HyperplaneArrangement
        Those of functions of one variable, and of maxima with two different linear parts.
    maxima : list of int
        The numbers of different linear parts, of maxima with more than two.
    """

    def __init__(self, stage: Stage) -> None:
        self.rows: list[int] = []
        self.maxima: list[int] = []
        affine = concatenate([stage.weight, stage.bias.reshape(-1, 1)], axis=1)
        walls = [RationalArray.zeros((0, affine.shape[1]))]
        row = 0
        for gate in stage.gates:
            own = list(range(row, row := row + (gate.arity if isinstance(gate, MaxGate) else 1)))
            if gate.is_identity:
                continue
            self.rows += own
            if isinstance(gate, MaxGate):
                best = _best_by_linear_part(affine, own)
                if len(best) > 2:
                    self.maxima.append(len(best))
                elif len(best) == 2:
                    walls.append((affine[best[0]] - affine[best[1]])[None])
            else:
                offsets = rational_array(
                    [[0] * stage.weight.shape[1] + [place] for place in gate.breakpoints]
                )
                walls.append(affine[own * len(gate.breakpoints)] - offsets)
        found = concatenate(walls)
        found = found[found[:, :-1].sign().any(axis=1)]
        self.hyperplanes = HyperplaneArrangement(found[:, :-1], -found[:, -1])

    @property
    def pieces(self) -> list[int]:
        """The numbers of pieces of units that do as much: one for each parallel family, and the maxima."""
        directions = primitive(self.hyperplanes.normals.numerators)
        families = Counter(map(tuple, directions.tolist()))
        return [size + 1 for size in families.values()] + self.maxima


def _best_by_linear_part(affine: RationalArray, rows: list[int]) -> list[int]:
    """Of some affine functions, for each linear part the one with the largest constant."""
    best: dict[tuple[int, ...], int] = {}
    numerators = affine.numerators
    for i in rows:
        linear = tuple(numerators[i, :-1].tolist())
        if linear not in best or numerators[i, -1] > numerators[best[linear], -1]:
            best[linear] = i
    return list(best.values())


# -- simple arrangements --------------------------------------------------------------------------------


def simple_f_vector(m: int, n: int) -> tuple[int, ...]:
    """The numbers of faces of dimension 0, ..., n of m hyperplanes of R^n in general position.

    Parameters
    ----------
    m, n : int
        Not negative.

    Returns
    -------
    tuple of int

    Source
    ------
    Zaslavsky 1975, Section 5.

    Examples
    --------
    >>> simple_f_vector(4, 2)
    (6, 16, 11)
    """
    return tuple(
        comb(m, n - k) * most_regions_of_hyperplanes(m - n + k, k) if n - k <= m else 0 for k in range(n + 1)
    )


def simple_bounded_regions(m: int, n: int) -> int:
    """The number of relatively bounded regions of m hyperplanes of R^n in general position.

    With m <= n hyperplanes there is none, unless there is no hyperplane: the whole space is relatively bounded.

    Parameters
    ----------
    m, n : int
        Not negative.

    Examples
    --------
    >>> simple_bounded_regions(4, 2), simple_bounded_regions(2, 2), simple_bounded_regions(0, 2)
    (3, 0, 1)
    """
    return comb(m - 1, n) if m else 1


def simple_central_regions(m: int, n: int) -> int:
    """The number of regions of m hyperplanes of R^n through the origin, in general position otherwise.

    It is the largest for m hyperplanes with a common point.

    Parameters
    ----------
    m, n : int
        Not negative.

    Examples
    --------
    >>> [simple_central_regions(4, n) for n in range(1, 5)]
    [2, 8, 14, 16]
    """
    return 2 * most_regions_of_hyperplanes(m - 1, n - 1) if m and n else 1


# -- as bounds on networks ------------------------------------------------------------------------------

FIRST_LAYER = NetworkBound(
    name="First layer",
    side="lower",
    notions=NOTIONS[:2],
    formula="regions of the hyperplanes of the first hidden layer",
    citation=ZASLAVSKY_1975.at("Theorem A"),
    hypotheses="the units of the first hidden layer bend in hyperplanes, and these can be counted",
    failing=why_first_layer_is_not_counted,
    formula_value=first_layer_regions,
)

RANKS_OF_WEIGHTS = NetworkBound(
    name="First layer and ranks",
    side="upper",
    notions=NOTIONS[1:],
    formula="(regions of the first layer) * prod_{l > 1} sum_{j <= d_l} e_j(walls by direction), d_l by ranks",
    citation=ZASLAVSKY_1975.at("Theorem A"),
    hypotheses="none",
    failing=lambda net: "",
    formula_value=ranks_of_weights_upper_bound,
)
