r"""Linear regions of maxout networks, and vertices of Minkowski sums.

A maxout unit of rank k is the maximum of k affine functions.  Its Newton polytope has at most k vertices, a layer has
the Minkowski sum of those of its units, and the regions of the layer are the upper vertices of the sum; without biases
they are all vertices.

**One layer.**  The largest number of regions of m units of ranks k_i on R^n is

.. math:: \sum_{j=0}^{n} e_j(k_1-1,\dots,k_m-1)
          = \sum_{j=0}^{n} (-1)^{n-j} \binom{m-1-j}{n-j}\, e_j(k_1,\dots,k_m)

(Montúfar, Ren and Zhang 2022), with elementary symmetric polynomials e_j and C(-1, i) = (-1)^i.  The first form is
:func:`~tropnet.theory.bounds.general_position.most_regions_of_units`; both are the coefficient of t^n in
the product of all 1 - t + k_i t, divided by 1 - t.  It is attained if unit i has k_i - 1 parallel walls, in general
position.

**From sub-layers.**  The second form is an identity for *every* layer whose walls meet transversally, attaining the
maximum or not.  Then the number of regions of a set S of units is r(S), the sum of c(T) over the subsets T of S with at
most n units, where c(T) counts what the walls of all units of T have in common.  Summed over the S with j units, c(T)
counts C(m - |T|, j - |T|) times, and

.. math:: r(\text{all}) = \sum_{j=0}^{n} (-1)^{n-j} \binom{m-1-j}{n-j} \sum_{|S|=j} r(S).

So the sub-layers of at most n units determine the layer (:func:`layer_count_from_sublayers`).

**Without biases.**  The sum of polytopes with k_1, ..., k_m vertices in R^d has at most

.. math:: \alpha + \sum_{j=1}^{d-1} (-1)^{d-1-j} \binom{m-1-j}{d-1-j}
          \sum_{|S|=j} \Big(\prod_{i\in S} k_i - \alpha\Big), \qquad \alpha = 1 - (-1)^d,

vertices if m >= d, and the product of all k_i if m < d (Fukuda and Weibel 2007; Weibel 2012; Adiprasito and Sanyal
2016).  The identity for given numbers of vertices of the partial sums holds in general position too.  With k = 2 it is
the number of regions of m hyperplanes through the origin, 2 sum of C(m - 1, j) over j < d.

**Several layers.**  On a region of the layers before, the arguments of a layer have at most its input rank, so that
upper bounds multiply.  A function of one variable with p pieces has the walls of a maxout unit of rank p, so that they
hold for mixed units too.  Without biases the arguments are linear on each region, and the bound without biases
multiplies in the same way.

**A lower bound.**  Take p = floor(n_l / n_0) units of rank k for each of n_0 coordinates.  Differences of convex
functions of one variable, of a and of b such units, have any a (k - 1) convex and any b (k - 1) concave kinks.  A
zigzag needs them in turns.  So it folds [0, 1] onto itself N times with N = p (k - 1) + 1 if p is even, and
(p - 1) (k - 1) + 2 if p is odd, where one unit lends a single kink.  Behind such folds the last layer repeats its
regions N^(n_0) times.  Montúfar et al. (2014) are often quoted with k^(L-1) k^(n_0) for L layers of n_0 units.  For
n_0 = 1 and k > 2 that cannot be: a convex function takes a value at most twice, unless it is constant there, so that
two layers of one unit have at most 1 + (k - 1) + 2 (k - 1) = 3 k - 2 pieces.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import accumulate
from math import prod

from tropnet.errors import InputError
from tropnet.theory.bounds.architecture import Architecture
from tropnet.theory.bounds.bound import NOTIONS, Bound
from tropnet.theory.bounds.general_position import (
    elementary_symmetric,
    most_regions_of_hyperplanes,
    most_regions_of_units,
)
from tropnet.theory.bounds.hypotheses import all_of, has_biases, is_dense
from tropnet.theory.literature import ADIPRASITO_SANYAL_2016, MONTUFAR_2022, SERRA_2018

__all__ = [
    "MINKOWSKI_SUMS",
    "MONTUFAR_REN_ZHANG",
    "MONTUFAR_REN_ZHANG_LOWER",
    "SERRA_MAXOUT",
    "layer_count_from_sublayers",
    "maxout_lower_bound",
    "maxout_upper_bound",
    "most_vertices_of_minkowski_sum",
    "serra_maxout_upper_bound",
    "vertex_count_from_partial_sums",
    "zigzag_folds",
]


def layer_count_from_sublayers(sums: Sequence[int], m: int) -> int:
    """The number of regions of a transversal layer of m units on R^n from those of its sub-layers.

    Parameters
    ----------
    sums : sequence of int, length n + 1
        For j = 0, ..., n the sum of the numbers of regions over all sub-layers of j units; 1 for j = 0.
    m : int

    Returns
    -------
    int

    Raises
    ------
    InputError
        If there are no sums, or m is negative.

    Source
    ------
    Montúfar, Ren and Zhang 2022, and the module docstring.

    Examples
    --------
    Four lines in general position: no line leaves 1 region, one 2, two 4.

    >>> layer_count_from_sublayers([1, 4 * 2, 6 * 4], 4)
    11
    """
    if not sums or m < 0:
        raise InputError(
            f"{m} units with the sums {list(sums)} are no layer; give the sums over the sub-layers of 0, ..., n units"
        )
    n = len(sums) - 1
    return sum(_sign(n - j) * _binomial(m - 1 - j, n - j) * value for j, value in enumerate(sums))


def vertex_count_from_partial_sums(sums: Sequence[int], m: int) -> int:
    """The number of vertices of a sum of m >= d polytopes in general position in R^d from those of partial sums.

    Parameters
    ----------
    sums : sequence of int, length d
        For j = 0, ..., d - 1 the sum of the numbers of vertices over all sums of j of the polytopes.  That for j = 0
        does not matter.
    m : int
        The number of polytopes.

    Returns
    -------
    int

    Raises
    ------
    InputError
        If there are no sums, or fewer polytopes than dimensions.

    Source
    ------
    Weibel 2012, with equality in general position.

    Examples
    --------
    Three segments that span R^3 have 2 vertices each, and 4 in pairs:

    >>> vertex_count_from_partial_sums([1, 3 * 2, 3 * 4], 3)
    8
    """
    d = len(sums)
    if not 1 <= d <= m:
        raise InputError(
            f"the sums over 0, ..., d - 1 polytopes, here {list(sums)}, determine sums of at least d polytopes, not {m}"
        )
    alpha = 1 - _sign(d)
    reduced = [value - alpha * _binomial(m, j) for j, value in enumerate(sums)]
    terms = (_sign(d - 1 - j) * _binomial(m - 1 - j, d - 1 - j) * reduced[j] for j in range(1, d))
    return alpha + sum(terms)


def most_vertices_of_minkowski_sum(vertices: Iterable[int], d: int) -> int:
    """The largest number of vertices of a sum of polytopes in R^d with given numbers of vertices.

    It bounds the regions of one layer of bias-free maxout units of these ranks.

    Parameters
    ----------
    vertices : iterable of int
        The number of vertices of each polytope, or a bound on it.
    d : int
        The dimension of the space.

    Returns
    -------
    int

    Raises
    ------
    InputError
        If a number of vertices is not positive, or d is negative.

    Source
    ------
    Fukuda and Weibel 2007 (fewer than d polytopes), Weibel 2012 and Adiprasito and Sanyal 2016.

    Examples
    --------
    >>> most_vertices_of_minkowski_sum([4, 4, 4], 3), most_vertices_of_minkowski_sum([2] * 4, 3)
    (38, 14)
    """
    given = list(vertices)
    if d < 0 or any(k < 1 for k in given):
        raise InputError(f"polytopes in R^{d} with {given} vertices cannot be; give positive numbers")
    # A polytope in R^1 is a point or a segment, and a point moves the sum only.
    summands = [k if d > 1 else min(k, 2) for k in given if k > 1] if d else []
    if len(summands) < d or not summands:
        return prod(summands)
    return vertex_count_from_partial_sums(elementary_symmetric(summands, d - 1), len(summands))


def _sign(n: int) -> int:
    return -1 if n % 2 else 1


def _binomial(a: int, k: int) -> int:
    """The generalised binomial coefficient a (a - 1) ... (a - k + 1) / k!, also for negative a."""
    numerator, denominator = prod(range(a - k + 1, a + 1)), prod(range(1, k + 1))
    return numerator // denominator


# -- several layers -----------------------------------------------------------------------------------


def maxout_upper_bound(input_dim: int, ranks: Iterable[Sequence[int]]) -> int:
    """No maxout network with these ranks of units, layer by layer, has more regions.

    Parameters
    ----------
    input_dim : int
    ranks : iterable of sequences of int
        The ranks of the units of each hidden layer.

    Returns
    -------
    int

    Source
    ------
    Montúfar, Ren and Zhang 2022, with the ranks of single units in place of the largest.

    Examples
    --------
    >>> maxout_upper_bound(2, [[3, 3, 3], [3, 3]])
    171
    """
    layers = list(ranks)
    dims = accumulate([input_dim, *map(len, layers)], min)
    return prod(most_regions_of_units(layer, dim) for layer, dim in zip(layers, dims, strict=False))


def serra_maxout_upper_bound(
    input_dim: int, ranks: Iterable[Sequence[int]], input_ranks: Iterable[int] | None = None
) -> int:
    """No maxout network has more regions: each pair of arguments of a unit has one hyperplane.

    Parameters
    ----------
    input_dim : int
    ranks : iterable of sequences of int
        The ranks of the units of each hidden layer.
    input_ranks : iterable of int, optional
        The dimensions that arrive at each layer; the least number of inputs and of units before if left out.

    Returns
    -------
    int

    Source
    ------
    Serra, Tjandraatmadja and Ramalingam 2018, with the ranks of single units in place of the largest.

    Examples
    --------
    >>> serra_maxout_upper_bound(2, [[3, 3, 3], [3, 3]]), maxout_upper_bound(2, [[3, 3, 3], [3, 3]])
    (1012, 171)
    """
    layers = list(ranks)
    dims = accumulate([input_dim, *map(len, layers)], min) if input_ranks is None else input_ranks
    pairs = [sum(k * (k - 1) // 2 for k in layer) for layer in layers]
    return prod(most_regions_of_hyperplanes(m, dim) for m, dim in zip(pairs, dims, strict=False))


def zigzag_folds(units: int, rank: int) -> int:
    """How often a difference of sums of so many maxout units of one variable folds an interval onto itself.

    Parameters
    ----------
    units : int
    rank : int

    Examples
    --------
    One convex unit folds once, two of rank 3 have four kinks, of which three lend one more:

    >>> zigzag_folds(1, 3), zigzag_folds(2, 3), zigzag_folds(3, 3)
    (2, 5, 6)
    """
    kinks = units * (rank - 1) if units % 2 == 0 else (units - 1) * (rank - 1) + 1
    return kinks + 1


def maxout_lower_bound(input_dim: int, ranks: Sequence[Sequence[int]]) -> int:
    """Some maxout network with these ranks of units, layer by layer, has so many proper activation regions.

    Parameters
    ----------
    input_dim : int
    ranks : sequence of sequences of int
        The ranks of the units of each hidden layer.

    Returns
    -------
    int

    Raises
    ------
    InputError
        If a layer but the last has fewer units than there are inputs.

    Source
    ------
    Montúfar, Ren and Zhang 2022, where the numbers of units are even multiples of the inputs.

    Examples
    --------
    >>> maxout_lower_bound(1, [[3, 3], [3]]), maxout_lower_bound(2, [[3] * 4, [3] * 3])
    (15, 475)
    """
    if any(len(layer) < input_dim for layer in ranks[:-1]):
        raise InputError(
            f"a layer of {min(map(len, ranks[:-1]))} units does not fold all of {input_dim} coordinates; give at least "
            f"{input_dim}"
        )
    last = most_regions_of_units(ranks[-1], input_dim) if ranks else 1
    folds = [zigzag_folds(len(layer) // input_dim, min(layer)) for layer in ranks[:-1]]
    return last * int(pow(prod(folds), input_dim))


# -- as bounds on architectures -----------------------------------------------------------------------


def units_are_maxout(architecture: Architecture) -> str:
    """Every unit is a maximum of affine functions."""
    others = sorted(architecture.kinds - {"maxout"})
    return f"there are units other than maxout ({', '.join(others)})" if others else ""


def folds_all_inputs(architecture: Architecture) -> str:
    """Every hidden layer but the last has at least as many units as there are inputs."""
    narrow = [width for width in architecture.widths[:-1] if width < architecture.input_dim]
    return f"a layer has {narrow[0]} units, fewer than the {architecture.input_dim} inputs" if narrow else ""


def is_homogeneous(architecture: Architecture) -> str:
    """There are no constants, in units neither."""
    if architecture.has_biases:
        return "there are biases"
    units = {unit for layer in architecture.layers for unit in layer.units if unit.kind == "activation"}
    bent = any(unit.pieces > 2 for unit in units)
    return "a function of one variable with more than two pieces is not homogeneous" if bent else ""


def _ranks(architecture: Architecture) -> list[tuple[int, ...]]:
    return [layer.pieces for layer in architecture.layers]


MONTUFAR_REN_ZHANG = Bound(
    name="Montúfar, Ren, Zhang",
    side="upper",
    notions=NOTIONS,
    formula="prod_l sum_{j <= d_l} e_j(k_1 - 1, ..., k_{n_l} - 1)",
    citation=MONTUFAR_2022.at(""),
    hypotheses="none",
    failing=all_of(),
    formula_value=lambda a: prod(map(most_regions_of_units, _ranks(a), a.input_ranks)),
)

SERRA_MAXOUT = Bound(
    name="Serra et al., maxout",
    side="upper",
    notions=NOTIONS,
    formula="prod_l Z(sum_i k_i (k_i - 1) / 2, d_l)",
    citation=SERRA_2018.at(""),
    hypotheses="every unit is a maxout unit",
    failing=units_are_maxout,
    formula_value=lambda a: serra_maxout_upper_bound(a.input_dim, _ranks(a), a.input_ranks),
)

MINKOWSKI_SUMS = Bound(
    name="Vertices of Minkowski sums",
    side="upper",
    notions=NOTIONS[1:],
    formula="prod_l (most vertices of a sum of polytopes with k_1, ..., k_{n_l} vertices in R^(d_l))",
    citation=ADIPRASITO_SANYAL_2016.at(""),
    hypotheses="there are no biases",
    failing=is_homogeneous,
    formula_value=lambda a: prod(map(most_vertices_of_minkowski_sum, _ranks(a), a.input_ranks)),
)

MONTUFAR_REN_ZHANG_LOWER = Bound(
    name="Montúfar, Ren, Zhang, folds",
    side="lower",
    notions=NOTIONS[:2],
    formula="prod_{l < L} N_l^(n_0) * sum_{j <= n_0} e_j(k_1 - 1, ..., k_{n_L} - 1), with N_l folds of an interval",
    citation=MONTUFAR_2022.at(""),
    hypotheses="dense layers of maxout units with biases, all but the last at least as wide as the input",
    failing=all_of(is_dense, has_biases, units_are_maxout, folds_all_inputs),
    formula_value=lambda a: maxout_lower_bound(a.input_dim, _ranks(a)),
)
