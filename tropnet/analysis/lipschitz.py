r"""The exact Lipschitz constant of a piecewise linear function, for all pairs of the norms l1, l2 and linf.

The *Lipschitz constant* of f on a convex set D, from the norm p on inputs to the norm r on outputs, is the least L with
:math:`\|f(x) - f(y)\|_r \le L \|x - y\|_p` for all x, y in D.

**Theorem.**  Let D be a full-dimensional polyhedron and f affine on each cell of a polyhedral complex that covers it.
Then L is the largest operator norm :math:`\|J_C\|_{p \to r}` of the Jacobians on the cells C with interior points, and
it is attained: by two points of one cell, except for irrational norms from l2 to l2, which points with rational
coordinates may not attain.

*Proof.*  The segment from x to y is covered by finitely many closed cells, each of which it meets in a segment from
:math:`x_{i - 1}` to :math:`x_i`; so :math:`\|f(x) - f(y)\|_r \le \sum_i \|J_i\| \|x_{i - 1} - x_i\|_p \le \max_C
\|J_C\| \cdot \|x - y\|_p`, as the pieces lie on one line.  In the interior of a cell one can go in any direction, so
also in one that J stretches by its norm.

So the cells decide, and nothing else: a pattern of active neurons that occurs only on walls, or a "gradient" that
backpropagation finds there, has no part in it.

A function of one output has all output norms in common.  Its constant is the largest dual norm of a gradient: from l1
the largest entry, from l2 the Euclidean length, from linf the sum of absolute values.  What is rational in all cases
but one is the *square* of the constant, and that is what is kept.

Already for two layers it is NP-hard to compute (A. Virmaux and K. Scaman, Lipschitz regularity of deep neural networks,
2018), and even to approximate for l1 and linf (M. Jordan and A. G. Dimakis, Exactly computing the local Lipschitz
constant of ReLU networks, 2020): the work is in the number of cells.
"""

from __future__ import annotations

from concurrent.futures import Executor
from dataclasses import dataclass, field
from fractions import Fraction
from math import isqrt
from typing import Any, cast

import numpy as np

from tropnet.analysis.cells import Cell
from tropnet.analysis.enumeration import Limit
from tropnet.analysis.functions import regions_of
from tropnet.analysis.operator_norms import (
    RELATIVE_GAP,
    Norm,
    check_norms,
    largest_operator_norm,
    squared_operator_norm,
    stretched_direction,
)
from tropnet.analysis.regions import LinearRegions
from tropnet.analysis.walk import enumerate_regions
from tropnet.errors import NotRationalError
from tropnet.exact.algebraic import Real
from tropnet.exact.arrays import RationalArray, stack
from tropnet.polyhedra.polyhedron import Polyhedron

__all__ = ["LipschitzConstant", "lipschitz_constant"]

CELLS_AT_ONCE = 50_000


@dataclass(frozen=True, repr=False)
class LipschitzConstant:
    """The exact Lipschitz constant of a function, with what shows it; made by :func:`lipschitz_constant`.

    Attributes
    ----------
    norm, output_norm : str
        On the inputs and on the outputs.
    squared : Fraction or RealAlgebraic
        The square of the constant.
    cell : Cell
        A cell the Jacobian of which has the constant as its norm.
    points : pair of RationalArray, each of shape (n,)
        Two points of this cell, the images of which are as far apart as the constant allows.  Where ``squared`` is
        irrational, the square of the quotient of the distances falls short by less than one part in 2^20.

    Examples
    --------
    >>> from tropnet.networks import Network
    >>> net = Network.from_arrays([[[1, 0], [0, 1]], [[1, 1]]])
    >>> constant = lipschitz_constant(net)
    >>> constant, constant.cell.pattern, constant.points
    (LipschitzConstant(sqrt(2), l2), (1, 1), (RationalArray([1, 1]), RationalArray([2, 2])))
    """

    norm: Norm
    output_norm: Norm
    squared: Real
    cell: Cell = field(compare=False)
    points: tuple[RationalArray, RationalArray] = field(compare=False)

    @property
    def value(self) -> Fraction:
        """The constant, if it is rational; for l1 and linf on both sides, and for one output, it always is.

        Raises
        ------
        NotRationalError
            If it is not; its ``squared`` may be.

        Examples
        --------
        >>> from tropnet.networks import Network
        >>> lipschitz_constant(Network.from_arrays([[[3, 4]], [[1]]])).value
        Fraction(5, 1)
        """
        if isinstance(self.squared, Fraction):
            roots = isqrt(self.squared.numerator), isqrt(self.squared.denominator)
            if (roots[0] ** 2, roots[1] ** 2) == (self.squared.numerator, self.squared.denominator):
                return Fraction(*roots)
        raise NotRationalError(
            f"the constant is the square root of {self.squared}, which is irrational; take its exact square "
            "`squared`, or round it with float()"
        )

    def __float__(self) -> float:
        return float(np.sqrt(float(self.squared)))

    @property
    def jacobian(self) -> RationalArray:
        """The Jacobian on the cell, shape (k, n).

        Examples
        --------
        >>> from tropnet.networks import Network
        >>> lipschitz_constant(Network.from_arrays([[[3, 4]], [[1]]])).jacobian
        RationalArray([[3, 4]])
        """
        return self.cell.gradient

    def check(self) -> bool:
        """Whether the two points lie in the cell and show the constant: that it cannot be smaller.

        The network is evaluated at them in rational arithmetic.  That it need not be larger is what
        :meth:`verify` checks.

        Examples
        --------
        >>> from tropnet.networks import Network
        >>> lipschitz_constant(Network.from_arrays([[[3, 4]], [[1]]])).check()
        True
        """
        net = self.cell.regions.network
        one, other = self.points
        images = [net(point.reshape(net.input_shape)).ravel() for point in self.points]
        distances = (
            _squared_size(one - other, self.norm),
            _squared_size(images[0] - images[1], self.output_norm),
        )
        if not all(point in self.cell.polyhedron for point in self.points) or not distances[0]:
            return False
        stretch = distances[1] / distances[0]
        if isinstance(self.squared, Fraction):
            return stretch == self.squared
        # Two real numbers are equal if none is smaller; a quotient and an irrational number never are.
        return (
            self.squared > stretch > (1 - RELATIVE_GAP) * self.squared.low
            and squared_operator_norm(self.jacobian, self.norm, self.output_norm) == self.squared
        )

    def verify(self) -> bool:
        """Whether no linear region has a Jacobian of larger norm, and one has a Jacobian of this norm.

        The regions are found once more, by linear programs (:func:`tropnet.enumerate_regions`), without slicing.

        Examples
        --------
        >>> from tropnet.networks import Network
        >>> lipschitz_constant(Network.from_arrays([[[3, 4]], [[1]]])).verify()
        True
        """
        regions = self.cell.regions
        jacobians = {
            region.affine_map[:, :-1] for region in enumerate_regions(regions.network, regions.within)
        }
        norms = [squared_operator_norm(J, self.norm, self.output_norm) for J in jacobians]
        return max(norms) == self.squared

    def __repr__(self) -> str:
        norms = self.norm if self.norm == self.output_norm else f"{self.norm} to {self.output_norm}"
        try:
            return f"LipschitzConstant({self.value}, {norms})"
        except NotRationalError:
            inside = (
                self.squared if isinstance(self.squared, Fraction) else f"about {float(self.squared):.7g}"
            )
            return f"LipschitzConstant(sqrt({inside}), {norms})"


def lipschitz_constant(
    f: Any,
    norm: Norm = "l2",
    within: Polyhedron | None = None,
    *,
    output_norm: Norm | None = None,
    executor: Executor | None = None,
    progress: bool = False,
    limit: Limit | None = None,
) -> LipschitzConstant:
    """The exact Lipschitz constant of a function over all of space, or on a polyhedron.

    Parameters
    ----------
    f : Network, LinearRegions, PiecewiseLinear, TropicalPolynomial, TropicalRational or PiecewiseLinearFunction1D
    norm : {"l1", "l2", "linf"}
        On the inputs.
    within : Polyhedron, optional
        A full-dimensional domain, bounded or not.
    output_norm : {"l1", "l2", "linf"}, optional
        On the outputs; the norm of the inputs unless given.  For one output it makes no difference.
    executor, progress, limit
        As for :func:`tropnet.linear_regions`.

    Returns
    -------
    LipschitzConstant
        With ``.value`` where the constant is rational, ``.squared`` always, and two points that attain it.

    Raises
    ------
    InputError
        If a norm is not known, there are too many vectors of signs (see :mod:`tropnet.analysis.operator_norms`), or f
        is no function.
    ShapeError, EmptyDomainError
        If the domain does not fit, or has no interior point; then restrict the network to its affine hull.
    LimitReachedError
        If the limit is reached; give what :func:`tropnet.resume` makes of its ``partial`` to this function.

    Examples
    --------
    >>> from tropnet.networks import Network
    >>> net = Network.from_arrays([[[1, 0], [0, 1]], [[1, 2], [0, 1]]])
    >>> [str(lipschitz_constant(net, norm).value) for norm in ("l1", "linf")]
    ['3', '3']
    >>> lipschitz_constant(net, "l2").squared
    RealAlgebraic(x^2 - 6x + 1 = 0, about 5.828427)
    >>> lipschitz_constant(net, "linf", output_norm="l1").value
    Fraction(4, 1)
    """
    output_norm = output_norm or norm
    check_norms(norm, output_norm)
    regions = regions_of(f, within, executor=executor, progress=progress, limit=limit)
    cell = _steepest_cell(regions, norm, output_norm)
    jacobian = cell.gradient
    direction = stretched_direction(jacobian.numerators, norm, output_norm)
    squared = squared_operator_norm(jacobian, norm, output_norm)
    return LipschitzConstant(norm, output_norm, squared, cell, _two_points(cell, direction))


def _steepest_cell(regions: LinearRegions, norm: Norm, output_norm: Norm) -> Cell:
    """A cell with a Jacobian of the largest norm."""
    best: list[int] = []
    jacobians: list[RationalArray] = []
    for first in range(0, len(regions), CELLS_AT_ONCE):
        cells = np.arange(first, min(first + CELLS_AT_ONCE, len(regions)))
        some: RationalArray = regions._assembly.affine_maps(cells)[:, :, :-1]
        number = largest_operator_norm(some.numerators, norm, output_norm)
        best.append(first + number)
        jacobians.append(some[number])
    return regions[best[largest_operator_norm(stack(jacobians).numerators, norm, output_norm)]]


def _two_points(cell: Cell, direction: RationalArray) -> tuple[RationalArray, RationalArray]:
    """An interior point, and one that lies from it in the direction, by one step of it or up to the boundary."""
    centre, facets = cell.interior_point, cell.facets
    slopes, slacks = facets[:, :-1] @ direction, facets[:, -1] - facets[:, :-1] @ centre
    steps = [slack / slope for slack, slope in zip(slacks, slopes, strict=True) if slope > 0]
    return centre, centre + direction * min([Fraction(1), *steps])


def _squared_size(vector: RationalArray, norm: Norm) -> Fraction:
    """The square of a norm."""
    if norm == "l2":
        return cast("Fraction", vector @ vector)
    sizes = abs(vector)
    return cast("Fraction", sizes.sum() if norm == "l1" else sizes.max()) ** 2
