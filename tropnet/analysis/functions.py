"""A function in any form as a network on a domain, and as cells.

What is asked of a function on its cells (a Lipschitz constant, a largest value, a volume) makes sense for a network on
a polyhedron, for a piecewise linear function, and for linear regions that are there already.
"""

from __future__ import annotations

from concurrent.futures import Executor
from typing import Any

from tropnet.analysis.enumeration import Limit
from tropnet.analysis.piecewise.function import PiecewiseLinear, common_domain, piecewise_linear
from tropnet.analysis.regions import LinearRegions, linear_regions
from tropnet.errors import InputError
from tropnet.networks.network import Network
from tropnet.polyhedra.operands import checked_polyhedron
from tropnet.polyhedra.polyhedron import Polyhedron

__all__ = ["network_on_domain", "regions_of"]


def network_on_domain(f: Any, within: Polyhedron | None = None) -> tuple[Network, Polyhedron | None]:
    """The network of a function, and the domain: that of the function intersected with ``within``.

    Parameters
    ----------
    f : Network, LinearRegions, PiecewiseLinear, or anything else that :func:`piecewise_linear` reads
        Networks and regions with any number of outputs.
    within : Polyhedron, optional

    Raises
    ------
    InputError
        If f is no function, or ``within`` no polyhedron.
    ShapeError
        If the domains lie in different spaces.

    Examples
    --------
    >>> from tropnet.polyhedra.bodies import box
    >>> x, y = PiecewiseLinear.coordinates(2)
    >>> network_on_domain(x.restricted(box([0, 0], [1, 1])), box([0, -1], [2, 1]))[1] == box([0, 0], [1, 1])
    True
    """
    if within is not None:
        checked_polyhedron(within)
    if isinstance(f, Network):
        return f, within
    if isinstance(f, LinearRegions):
        return f.network, common_domain(f.within, within)
    function = piecewise_linear(f)
    return function.network, common_domain(function.domain, within)


def regions_of(
    f: Any,
    within: Polyhedron | None = None,
    *,
    executor: Executor | None = None,
    progress: bool = False,
    limit: Limit | None = None,
) -> LinearRegions:
    """The linear regions of a function on a domain; those that are there already are taken.

    Parameters
    ----------
    f, within
        As for :func:`network_on_domain`; with linear regions no ``within``, for their cells are what is meant.
    executor, progress, limit
        As for :func:`tropnet.linear_regions`.

    Raises
    ------
    InputError
        As for :func:`network_on_domain`; also if linear regions are given together with a domain.
    LimitReachedError, ShapeError, EmptyDomainError
        As for :func:`tropnet.linear_regions`.

    Examples
    --------
    >>> x, y = PiecewiseLinear.coordinates(2)
    >>> regions = regions_of(abs(x))
    >>> regions_of(regions) is regions, len(regions)
    (True, 2)
    """
    if isinstance(f, LinearRegions):
        if within is not None:
            raise InputError(
                f"{f!r} has its cells already; give its network together with the domain, or no domain"
            )
        return f
    if isinstance(f, PiecewiseLinear) and within is None and executor is None and limit is None:
        return f.regions
    net, domain = network_on_domain(f, within)
    return linear_regions(net, domain, executor=executor, progress=progress, limit=limit)
