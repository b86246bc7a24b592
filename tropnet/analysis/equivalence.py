r"""Whether two objects are the same function, proved; and where they differ, if they are not.

Networks, piecewise linear functions (which are networks here, perhaps on a domain), tropical polynomials, tropical
rational functions and maps can be compared in any mixture.  A network is compared with another by the cells of their
difference, and with a tropical rational function on its own cells,
without being brought into tropical form itself (:mod:`tropnet.analysis.separation`).  So "equal" is a proof that
does not depend on how the tropical form was found.  "Different" comes with a rational point, at which both
sides are evaluated once more.
"""

from __future__ import annotations

from concurrent.futures import Executor
from typing import Any, TypeAlias

import numpy as np

from tropnet.analysis.domains import domain_forms
from tropnet.analysis.piecewise.function import PiecewiseLinear, common_domain, piecewise_linear
from tropnet.analysis.regions import linear_regions
from tropnet.analysis.separation import nonzero_point, point_between_quotients, point_off_quotients
from tropnet.errors import InputError, ShapeError
from tropnet.exact.arrays import RationalArray
from tropnet.networks import Flatten, Network, PiecewiseLinearFunction1D, Reshape, subtract
from tropnet.polyhedra.polyhedron import Polyhedron
from tropnet.tropical.mapping import TropicalMap
from tropnet.tropical.polynomial import TropicalPolynomial
from tropnet.tropical.rational import TropicalRational

__all__ = ["Comparable", "counterexample", "is_equivalent"]

Comparable: TypeAlias = (
    Network
    | PiecewiseLinear
    | PiecewiseLinearFunction1D
    | TropicalPolynomial
    | TropicalRational
    | TropicalMap
)
"""What can be compared: functions from R^n to R^k."""

SAMPLES = 16


def is_equivalent(
    f: Comparable,
    g: Comparable,
    within: Polyhedron | None = None,
    *,
    executor: Executor | None = None,
    progress: bool = False,
) -> bool:
    """Whether two objects are the same function, everywhere or on a polyhedron.

    Parameters
    ----------
    f, g : Network, PiecewiseLinear, PiecewiseLinearFunction1D, TropicalPolynomial, TropicalRational or TropicalMap
        Inputs and outputs of networks of another shape than (n,) are read in row-major order.
    within : Polyhedron, optional
        A full-dimensional polyhedron on which they are compared.  A PiecewiseLinear with a domain is compared on
        that domain only.
    executor, progress
        For the cells of networks, as for :func:`tropnet.linear_regions`.

    Returns
    -------
    bool
        Always proved.

    Raises
    ------
    ShapeError
        If the numbers of variables, or of outputs, differ, or the domain lies in another space.
    EmptyDomainError
        If the domain has no interior.
    InputError
        If one is nothing that can be compared.

    Examples
    --------
    The absolute value as a network of two neurons, and as a tropical rational function:

    >>> net = Network.from_arrays([[[1], [-1]], [[1, 1]]])
    >>> x, = TropicalPolynomial.variables(1)
    >>> is_equivalent(net, (x**2 + 0) / x), is_equivalent(net, x + 0)
    (True, False)
    >>> from tropnet.polyhedra.bodies import box
    >>> is_equivalent(net, x + 0, within=box([0], [1]))
    True
    """
    return _separating_point(f, g, within, executor, progress) is None


def counterexample(
    f: Comparable,
    g: Comparable,
    within: Polyhedron | None = None,
    *,
    executor: Executor | None = None,
    progress: bool = False,
) -> RationalArray:
    """A rational point at which two functions differ.

    Parameters
    ----------
    f, g, within, executor, progress
        As for :func:`is_equivalent`.

    Returns
    -------
    RationalArray, shape (n,)
        The same with any executor.

    Raises
    ------
    InputError
        If there is none, because the two are the same function, or one is nothing that can be compared.
    ShapeError, EmptyDomainError
        As for :func:`is_equivalent`.

    Examples
    --------
    >>> net = Network.from_arrays([[[1], [1]], [[1, -1]]], [[0, "-1/1024"], [0]])
    >>> x = counterexample(net, Network.from_arrays([[[0]]]))
    >>> net(x) != 0
    True
    """
    point = _separating_point(f, g, within, executor, progress)
    if point is None:
        raise InputError(f"{f!r} and {g!r} are the same function; there is no counterexample")
    return point


def _separating_point(
    f: Any, g: Any, within: Polyhedron | None, executor: Executor | None, progress: bool
) -> RationalArray | None:
    """A point at which two functions differ, or None."""
    for function in (f, g):
        if isinstance(function, PiecewiseLinear):
            within = common_domain(function.domain, within)
    f, g = _flat(f), _flat(g)
    for what, mine, its in zip(("variables", "outputs"), _sizes(f), _sizes(g), strict=True):
        if mine != its:
            raise ShapeError(
                f"functions with {mine} and {its} {what} cannot be compared; give two with the same number of {what}"
            )
    # A domain that does not fit is an error even if the answer needs no domain.
    domain_forms(_sizes(f)[0], within)
    if f == g:
        return None
    point = _sampled(f, g, within)
    if point is None:
        point = _searched(f, g, within, executor, progress)
    assert point is None or _values(f, point) != _values(g, point)
    return point


def _sampled(f: Any, g: Any, within: Polyhedron | None) -> RationalArray | None:
    """One of a few points at which two functions differ, if there is one: most differences show at once."""
    draws = np.random.default_rng(0).integers(-99, 100, size=(SAMPLES, _sizes(f)[0]))
    points = list(RationalArray.from_integers(draws, 7))
    if within is not None:
        points = [within.interior_point, *(x for x in points if x in within)]
    return next((x for x in points if _values(f, x) != _values(g, x)), None)


def _searched(
    f: Any, g: Any, within: Polyhedron | None, executor: Executor | None, progress: bool
) -> RationalArray | None:
    """A point at which two functions differ, or None if they are equal; where one is infinite, so is the other."""
    if isinstance(f, Network) and isinstance(g, Network):
        return nonzero_point(subtract(f, g), within, executor=executor, progress=progress)
    if isinstance(g, Network):
        f, g = g, f
    if isinstance(f, Network):
        return point_off_quotients(linear_regions(f, within, executor=executor, progress=progress), g)
    pairs = [(mine, its) for mine, its in zip(f, g, strict=True) if not mine.numerator.is_zero]
    found = (point_between_quotients(mine, its, within) for mine, its in pairs)
    return next((x for x in found if x is not None), None)


# -- one form for all ------------------------------------------------------------------------------


def _flat(f: Any) -> Any:
    """A network between vectors, or a tuple of max-plus quotients."""
    if isinstance(f, PiecewiseLinear | PiecewiseLinearFunction1D):
        return piecewise_linear(f).network
    if isinstance(f, Network):
        outer = Network.sequential([Flatten()], f.output_shape)
        inner = Network.sequential([Reshape(f.input_shape)], f.input_dim)
        return f if len(f.input_shape) == len(f.output_shape) == 1 else outer @ f @ inner
    if isinstance(f, TropicalMap):
        return tuple(_max_plus(component) for component in f)
    if isinstance(f, TropicalPolynomial | TropicalRational):
        return (_max_plus(f),)
    raise InputError(
        f"{f!r} cannot be compared; give a Network, a PiecewiseLinear, a PiecewiseLinearFunction1D, a "
        "TropicalPolynomial, a TropicalRational or a TropicalMap"
    )


def _max_plus(f: TropicalPolynomial | TropicalRational) -> TropicalRational:
    """The same function as a quotient in the max-plus convention; min-plus, p - q = (-q) - (-p).

    The min-plus zero is infinite everywhere, and no max-plus function; it is left as it is.
    """
    one = TropicalPolynomial.constant(0, f.n_variables, f.convention)
    quotient = TropicalRational(f, one) if isinstance(f, TropicalPolynomial) else f
    if f.convention == "max" or quotient.numerator.is_zero:
        return quotient
    return TropicalRational(-quotient.denominator, -quotient.numerator)


def _sizes(f: Any) -> tuple[int, int]:
    """The numbers of variables and of outputs."""
    return (f.input_dim, f.output_dim) if isinstance(f, Network) else (f[0].n_variables, len(f))


def _values(f: Any, x: RationalArray) -> list[Any]:
    """The outputs at a point: fractions, or infinite floats."""
    return f(x).tolist() if isinstance(f, Network) else [quotient(x) for quotient in f]
