r"""Upper bounds by counting how many units are active: the framework of Hinz and van de Geer.

Fix the pattern of the layers before layer l.  Where it occurs, the layer sees a space of some dimension d, which its n
ReLU units cut by n hyperplanes.  In a region where a units are active, the image of the layer has dimension at most
min(d, a): so it matters how many regions there are *with how many active units*.  The *activation histogram* of an
arrangement lists, for a = 0, ..., n, the number of its regions with a active units.  One histogram *dominates* another
if for every a it has at least as many regions with a or more active units.

Let :math:`\gamma_{d,n}` be histograms such that

(i)
    :math:`\gamma_{d,n}` dominates the activation histogram of every n hyperplanes in R^d, however they are oriented;
(ii)
    :math:`\gamma_{d+1,n}` dominates :math:`\gamma_{d,n}`.

Start with one region of dimension :math:`n_0`.  In each layer, replace a region of dimension d by
:math:`\gamma_{d,n_l}(a)` regions of dimension min(d, a) for each a.  What comes out after the last layer is at least
the number of activation regions (Hinz and van de Geer 2019).  In matrices, with the vector v of the numbers of regions
by dimension: :math:`v_l = B_l M_l v_{l-1}`, where M sends dimension d to min(d, n_l), and column d of B is
:math:`\gamma_{d,n_l}` with everything above d moved to d.

Why: by (i), and as more dimensions give more by (ii), dominance is kept from layer to layer.

Three collections of histograms, each dominated by the one before:

* all :math:`Z(n,d)` regions have all n units active: the bound is :math:`\prod_l Z(n_l, \min(n_0,\dots,n_{l-1}))` of
  Montúfar (2017);
* :math:`\binom{n}{j}` regions have n - j active units, for j = 0, ..., d: the bound of Serra, Tjandraatmadja and
  Ramalingam (2018);
* the histograms of Hinz (2021), :func:`hinz_histogram`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from itertools import accumulate
from operator import ge

from tropnet.errors import InputError, UndecidedError
from tropnet.theory.bounds.general_position import binomials, most_regions_of_hyperplanes

__all__ = [
    "Histogram",
    "check_histograms",
    "clipped_hinz_histogram",
    "dominates",
    "hinz_histogram",
    "histogram_upper_bound",
    "montufar_histogram",
    "serra_histogram",
]

Histogram = Sequence[int]
"""Entry a is the number of regions with a active units."""

Collection = Callable[[int, int], Histogram]
"""(d, n) -> a histogram with entries 0 to n, for d <= n."""

MOST_PRODUCTS = 5_000_000
"""The most products of one bound, a few seconds."""

LARGEST_WIDTH = 800
"""The most units of a histogram of Hinz that has to be computed by its recursion: 7 seconds, and 60 MB."""


def histogram_upper_bound(
    input_dim: int, widths: Iterable[int], collection: Collection, input_ranks: Iterable[int] | None = None
) -> int:
    """The bound on the number of activation regions of ReLU networks that histograms give.

    It bounds all six counts.  Whether the histograms meet the requirements is not looked at: see
    :func:`check_histograms`.

    Parameters
    ----------
    input_dim : int
    widths : iterable of int
        Of the hidden layers.
    collection : callable
        (d, n) -> the histogram for n units in dimension d <= n.
    input_ranks : iterable of int, optional
        At most so many dimensions can arrive at each layer, beside what the widths before say.

    Returns
    -------
    int

    Raises
    ------
    UndecidedError
        If there are too many dimensions and units: for each layer, all dimensions that can arrive are multiplied by
        all numbers of active units.

    Source
    ------
    P. Hinz and S. van de Geer, A framework for the construction of upper bounds on the number of affine linear regions
    of ReLU feed-forward neural networks, 2019.

    Examples
    --------
    >>> [histogram_upper_bound(2, [2, 2], gamma) for gamma in (montufar_histogram, serra_histogram, hinz_histogram)]
    [16, 11, 11]
    """
    layers = list(widths)
    ranks = [input_dim] * len(layers) if input_ranks is None else input_ranks
    regions = {input_dim: 1}
    n_products = 0
    for n, rank in zip(layers, ranks, strict=True):
        arriving: dict[int, int] = defaultdict(int)
        for d, number in regions.items():
            arriving[min(d, n, rank)] += number
        n_products += len(arriving) * n
        if n_products > MOST_PRODUCTS:
            raise UndecidedError(
                f"regions of {len(arriving)} dimensions meet a layer of {n} units, which takes more than "
                f"{MOST_PRODUCTS} products of large integers; a product bound over the layers is larger, but cheap"
            )
        regions = defaultdict(int)
        for d, number in arriving.items():
            for active, share in enumerate(collection(d, n)):
                if share:
                    regions[min(d, active)] += number * share
    return sum(regions.values())


def montufar_histogram(d: int, n: int) -> tuple[int, ...]:
    """The most regions of n hyperplanes in R^d, all with n active units.

    Examples
    --------
    >>> montufar_histogram(2, 4)
    (0, 0, 0, 0, 11)
    """
    return (0,) * n + (most_regions_of_hyperplanes(n, d),)


def serra_histogram(d: int, n: int) -> tuple[int, ...]:
    """Binomial coefficients: as many regions with n - j active units as choices of j units, for j up to d.

    Examples
    --------
    >>> serra_histogram(2, 4)
    (0, 0, 6, 4, 1)
    """
    inactive = binomials(n, min(d, n))
    return (0,) * (n + 1 - len(inactive)) + tuple(reversed(inactive))


@lru_cache(maxsize=256)
def hinz_histogram(d: int, n: int) -> tuple[int, ...]:
    r"""The histogram :math:`h_{d,n}` of Hinz.

    * :math:`h_{0,n}`: one region, with n active units; :math:`h_{d,n}(a) = \binom{n}{a}` for d >= n, when all patterns
      can occur.
    * :math:`h_{1,n}`: one region with n active units, then two with each lower number, n + 1 in all.  For on a line
      with l + r half-lines, r of them to the right, the i-th interval has at most min(l + i, l + 2r - i) active units.
    * :math:`h_{2,n}`: one region with n active units, then n with each lower number, :math:`Z(n,2)` in all.  Regular
      polygons with an odd number of sides attain it.
    * :math:`h_{d,n}(a) = h_{d,n-1}(a-1) + h_{d-1,n-1}(a)`: take one hyperplane away.  Each region of the others is a
      region again, with at most one more active unit; and those that it cuts, which correspond to the regions of its
      own arrangement in dimension d - 1, are one more each, with as many active units as without it.

    Parameters
    ----------
    d, n : int
        Not negative.

    Returns
    -------
    tuple of int, of length n + 1

    Raises
    ------
    UndecidedError
        If 2 < d < n and there are more than 800 units: the recursion takes n^2 / 2 sums of n integers of n bits.

    Source
    ------
    P. Hinz, Using activation histograms to bound the number of affine regions in ReLU feed-forward neural networks,
    2021.

    Examples
    --------
    >>> hinz_histogram(1, 4), hinz_histogram(2, 4), hinz_histogram(3, 4)
    ((0, 0, 2, 2, 1), (0, 2, 4, 4, 1), (0, 4, 6, 4, 1))
    """
    if d == 0:
        return (0,) * n + (1,)
    if d >= n:
        return tuple(binomials(n, n))
    if d <= 2:
        return _stairs(2 if d == 1 else n, n, most_regions_of_hyperplanes(n, d))
    if n > LARGEST_WIDTH:
        raise UndecidedError(
            f"the histogram of {n} units in dimension {d} takes long; serra_histogram is larger, but cheap, and with "
            f"at least {3 * d - 1} units in this dimension the two give the same bound"
        )
    return _unpacked(_packed_rows(n)[d], n)


def clipped_hinz_histogram(d: int, n: int) -> tuple[int, ...]:
    """A histogram that gives the same bound as that of Hinz, and costs nothing if there are many units.

    For d >= 1 all regions of :func:`hinz_histogram` have at least (n - d + 1) / 2 active units, rounded down: this is
    so for d = 1 and d = 2, and the recursion keeps it.  If that is at least d, the image has dimension d everywhere,
    and only the number of regions matters.

    Examples
    --------
    >>> clipped_hinz_histogram(2, 5), clipped_hinz_histogram(2, 4)
    ((0, 0, 0, 0, 0, 16), (0, 2, 4, 4, 1))
    """
    return montufar_histogram(d, n) if n >= 3 * d - 1 else hinz_histogram(d, n)


def _stairs(step: int, n: int, total: int) -> tuple[int, ...]:
    """One region with n active units, then so many with each lower number until the total is reached."""
    full, rest = divmod(total - 1, step)
    counts = [1] + [step] * full + [rest] * bool(rest)
    return (0,) * (n + 1 - len(counts)) + tuple(reversed(counts))


@lru_cache(maxsize=8)
def _packed_rows(n: int) -> tuple[int, ...]:
    """The histograms for d = 0, ..., n as one integer each, with a digit for each number of active units.

    No entry exceeds 2^n, and digits are as large; so a sum of histograms is a sum of integers, and a shift is a shift.
    """
    size = n // 8 + 1
    rows: list[int] = []
    for m in range(n + 1):
        ends = [_packed(hinz_histogram(d, m), size) for d in range(min(m, 2) + 1)]
        inner = [(rows[d] << (8 * size)) + rows[d - 1] for d in range(3, m)]
        rows = ends + inner + ([_packed(binomials(m, m), size)] if m >= 3 else [])
    return tuple(rows)


def _packed(histogram: Histogram, size: int) -> int:
    return int.from_bytes(b"".join(number.to_bytes(size, "little") for number in histogram), "little")


def _unpacked(packed: int, n: int) -> tuple[int, ...]:
    size = n // 8 + 1
    digits = packed.to_bytes(size * (n + 1), "little")
    return tuple(int.from_bytes(digits[size * a : size * (a + 1)], "little") for a in range(n + 1))


# -- requirements --------------------------------------------------------------------------------------


def dominates(histogram: Histogram, other: Histogram) -> bool:
    """Whether one histogram has at least as many regions with a or more active units as another, for every a.

    Parameters
    ----------
    histogram, other : sequence of int
        Of the same length.

    Examples
    --------
    >>> dominates((0, 1, 3), (1, 1, 2)), dominates((0, 4, 0), (0, 0, 1))
    (True, False)
    """
    return all(map(ge, accumulate(reversed(histogram)), accumulate(reversed(other))))


def check_histograms(collection: Collection, largest_dim: int, widths: Iterable[int]) -> None:
    """Raise an error if histograms cannot meet the requirements of the module docstring.

    Requirement (ii) is decided for these dimensions and widths.  Requirement (i) speaks of all arrangements; it is
    decided in dimensions 0, 1, 2 and from n on, where :func:`hinz_histogram` is attained, and else only the number of
    regions is looked at.

    Raises
    ------
    InputError
        If a requirement fails; the message says which and where.

    Examples
    --------
    >>> check_histograms(serra_histogram, 5, [4, 7])
    >>> check_histograms(lambda d, n: (1,) + (0,) * (n - 1) + (n,), 1, [3])
    Traceback (most recent call last):
    tropnet.errors.InputError: the histogram (1, 0, 0, 3) of 3 units in dimension 1 does not dominate (0, 1, 2, 1),
    which arrangements attain
    """
    for n in sorted(set(widths)):
        before: Histogram = (0,) * (n + 1)
        for d in range(min(largest_dim, n) + 1):
            own = tuple(collection(d, n))
            where = f"the histogram {own} of {n} units in dimension {d}"
            if len(own) != n + 1:
                raise InputError(f"{where} has {len(own)} entries; give {n + 1}, for 0 to {n} active units")
            if (d <= 2 or d == n) and not dominates(own, hinz_histogram(d, n)):
                raise InputError(
                    f"{where} does not dominate {hinz_histogram(d, n)}, which arrangements attain"
                )
            if sum(own) < most_regions_of_hyperplanes(n, d):
                raise InputError(f"{where} has {sum(own)} regions, but {n} hyperplanes can have more")
            if not dominates(own, before):
                raise InputError(f"{where} does not dominate {tuple(before)} in dimension {d - 1}")
            before = own
