"""From region to region: walks across facets, and the enumeration of all regions in any dimension.

:func:`walk` needs nothing but single regions (:mod:`tropnet.analysis.local`): it goes from neighbour to
neighbour, in any dimension, and may be left at any time.  The regions of a network on a convex domain are
connected through their facets: a segment between two of them, in general position, meets no face of lower
dimension than a facet.  So a walk that ends has seen all of them.

:func:`enumerate_regions` finds all of them without looking at facets, which takes far fewer linear programs
(:mod:`tropnet.analysis.search`).  From six inputs up this is the method of choice; below, slicing
is faster.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from typing import Literal, TypeAlias

import numpy as np

from tropnet.analysis.local import Region, flat_point, region_towards
from tropnet.analysis.search import search
from tropnet.analysis.walls import WalledNetwork
from tropnet.errors import InputError, LimitReachedError
from tropnet.exact.arrays import RationalArrayLike
from tropnet.networks.network import Network
from tropnet.polyhedra.polyhedron import Polyhedron

__all__ = ["Order", "enumerate_regions", "walk"]

Order: TypeAlias = Literal["breadth_first", "random"]


def walk(
    net: Network,
    start: RationalArrayLike | None = None,
    within: Polyhedron | None = None,
    *,
    order: Order = "breadth_first",
    rng: np.random.Generator | int | None = None,
    limit: int | None = None,
) -> Iterator[Region]:
    """The proper activation regions from neighbour to neighbour, each once.

    Parameters
    ----------
    net : Network
        With any number of inputs.
    start : array-like of rationals, optional
        A point of the first region; if walls pass through it, of the closure of the first region.  The
        middle of the domain by default.
    within : Polyhedron, optional
        A full-dimensional domain.
    order : {"breadth_first", "random"}
        The region that was seen first comes next, or any that has been seen.
    rng : numpy Generator or seed, optional
        For the random order.
    limit : int, optional
        How many regions are given at most.

    Raises
    ------
    LimitReachedError
        If there are more regions than the limit allows; all those have been given.  To stop without an
        error, use :func:`itertools.islice`.
    InputError
        If the order is not known, the limit negative, or the start outside of the domain.
    ShapeError
        If start or domain lie in another space.
    EmptyDomainError
        If the domain has no interior point.

    Examples
    --------
    >>> net = Network.from_arrays([[[1], [1], [1]], [[1, 1, 1]]], [[0, -1, -2], None])
    >>> [region.pattern for region in walk(net, ["1/2"])]
    [(1, 0, 0), (0, 0, 0), (1, 1, 0), (1, 1, 1)]
    """
    if order not in {"breadth_first", "random"}:
        raise InputError(f"order {order!r} is not known; give 'breadth_first' or 'random'")
    if limit is not None and limit < 0:
        raise InputError(f"the limit {limit} is negative; give the greatest number of regions, or None")
    walled = WalledNetwork(net, within)
    point = walled.domain_point if start is None else flat_point(net, start)
    first = region_towards(walled, point)
    return _walk(first, np.random.default_rng(rng) if order == "random" else None, limit)


def _walk(first: Region, rng: np.random.Generator | None, limit: int | None) -> Iterator[Region]:
    seen, frontier, n_given = {first.pattern}, deque([first]), 0
    while frontier:
        if n_given == limit:
            raise LimitReachedError(
                f"there are more than {limit} regions; raise the limit, or take the first ones by islice",
                n_given,
            )
        if rng is not None:
            # A random member of the frontier changes places with the first.
            i = int(rng.integers(len(frontier)))
            frontier[0], frontier[i] = frontier[i], frontier[0]
        region = frontier.popleft()
        yield region
        n_given += 1
        for other in region.neighbours:
            if other.pattern not in seen:
                seen.add(other.pattern)
                frontier.append(other)


def enumerate_regions(net: Network, within: Polyhedron | None = None) -> Iterator[Region]:
    """All proper activation regions, each once, as they are found.

    For any number of inputs.  The order depends on nothing but network and domain.

    Parameters
    ----------
    net : Network
        With any number of inputs.
    within : Polyhedron, optional
        A full-dimensional domain.

    Raises
    ------
    ShapeError
        If the domain lies in another space.
    EmptyDomainError
        If the domain has no interior point.

    Examples
    --------
    The threshold functions of four variables are the regions of 16 hyperplanes in R^5:

    >>> from itertools import product
    >>> normals = [(1, *v) for v in product((0, 1), repeat=4)]
    >>> sum(1 for region in enumerate_regions(Network.from_arrays([normals, [[1] * 16]])))
    1882
    """
    walled = WalledNetwork(net, within)
    _ = walled.domain_point  # raises before the first region is asked for
    return _enumerate(walled)


def _enumerate(walled: WalledNetwork) -> Iterator[Region]:
    for cells in search(walled):
        for pattern, point in zip(cells.patterns.tolist(), cells.points, strict=True):
            yield Region(walled, tuple(pattern), point)
