r"""Interpolation on grids of boxes, by the triangulation of Freudenthal and Kuhn.

Cut a box in :math:`\mathbb{R}^d` into :math:`n_1 \cdots n_d` equal small boxes, and count coordinates y from a corner
in units of their sides, so that they are unit cubes :math:`c + [0, 1]^d` with integer corners c.  Cut every cube by the
order of the coordinates: for a permutation :math:`\pi` there is the simplex

.. math::  1 \ge (y - c)_{\pi(1)} \ge \dots \ge (y - c)_{\pi(d)} \ge 0

with the vertices :math:`v_k = c + e_{\pi(1)} + \dots + e_{\pi(k)}`, k = 0, ..., d.  The simplices of all cubes are the
cells of the arrangement of the hyperplanes :math:`y_i = k` and :math:`y_i - y_j = k`, k integer: this is
the triangulation (H. Freudenthal, Simplizialzerlegungen von beschränkter Flachheit, 1942; H. W. Kuhn, Some
combinatorial lemmas in topology, 1960).  The *interpolant* I f of a function f is affine on each simplex and equal to f
at the grid points; on the simplex its gradient has the entries :math:`f(v_k) - f(v_{k-1})` at the places
:math:`\pi(k)`.

**As a network.**  The hat function of a grid point v is 1 there, 0 at all others, and affine on every simplex; with z =
y - v it is

.. math::  \varphi_v(y) = \max(0, 1 - \varrho(z)), \qquad
           \varrho(z) = \max(0, z_1, \dots, z_d) + \max(0, -z_1, \dots, -z_d).

*Proof.*  On a simplex no :math:`z_i` and no :math:`z_i - z_j` changes its sign, so it is always the same of 0,
:math:`z_1, \dots, z_d` that is the largest, or the smallest, and :math:`\varrho` is affine.  At grid points it is an
integer, and 0 at z = 0 alone.  If v is no vertex of the simplex, :math:`\varrho \ge 1` at all vertices, so
:math:`\varphi_v = 0` there.  If it is one, the others are v plus or minus the sum of some unit vectors, where
:math:`\varrho = 1`; so :math:`1 - \varrho` is the barycentric coordinate of v, which is not negative.

Hence :math:`I f = \sum_v f(v) \varphi_v`: two maxout units of d + 1 arguments and one ReLU neuron for every grid point
where f is not 0.  Their walls are hyperplanes of the arrangement, so the cells of the network are no finer than the
simplices.  (The sum of all :math:`\max(0, y_i - k)` and :math:`\max(0, y_i - y_j - k)` is convex, and affine exactly on
the simplices; the triangulation is regular, and I f is a difference of two maxima as well.  But on the way to a maximum
of :math:`d!\, n_1 \cdots n_d` affine maps there are many more cells.)

**The error.**  Let x have the barycentric coordinates :math:`\lambda_k` in its simplex.  Then :math:`I f(x) - f(x) =
\sum_k \lambda_k (f(v_k) - f(x))`, and x and all :math:`v_k` lie in one small box.

* If :math:`|f(x) - f(y)| \le \omega(\|x - y\|)`, with :math:`\omega` increasing, the error is at most
  :math:`\omega(\delta)` for the diameter :math:`\delta` of a small box.
* If f is convex, :math:`I f \ge f`: that is Jensen's inequality.
* If f is differentiable, with :math:`\|\nabla f(x) - \nabla f(y)\|_2 \le L \|x - y\|_2`, the error is at most
  :math:`\frac{L}{8} (h_1^2 + \dots + h_d^2)`, where :math:`h_i` are the sides of a small box.  *Proof.*  As
  :math:`\sum \lambda_k (v_k - x) = 0`, the error is :math:`\sum \lambda_k (f(v_k) - f(x) - \nabla f(x) (v_k - x))`, at
  most :math:`\frac{L}{2} \sum \lambda_k \|v_k - x\|^2`.  Choose vertices at random with the probabilities
  :math:`\lambda_k`: the mean is x, coordinate i has two values at the distance :math:`h_i`, so its variance is at most
  :math:`h_i^2 / 4`.

For continuous functions this makes precise that networks approximate (R. Arora, A. Basu, P. Mianjy and A. Mukherjee,
Understanding deep neural networks with rectified linear units, 2018, Theorem 2.3, for functions in L^q); the exact
error for a piecewise linear f is :func:`tropnet.analysis.distance.distance`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from itertools import product
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from tropnet.analysis.piecewise.function import PiecewiseLinear, piecewise_linear
from tropnet.errors import EmptyDomainError, InputError, ShapeError, UnboundedError
from tropnet.exact.arrays import RationalArray, RationalArrayLike, concatenate, rational_array
from tropnet.exact.numbers import RationalLike, as_fraction
from tropnet.networks import (
    Activation,
    Add,
    AddConstant,
    Dense,
    Maxout,
    MulConstant,
    Network,
    PiecewiseLinearFunction1D,
    relu,
)
from tropnet.networks.operations import joined_outputs, then
from tropnet.polyhedra.bodies import box
from tropnet.polyhedra.boxes import box_bounds
from tropnet.polyhedra.polyhedron import Polyhedron
from tropnet.polyhedra.reading import integer_at_least
from tropnet.tropical.polynomial import TropicalPolynomial
from tropnet.tropical.rational import TropicalRational

__all__ = ["interpolate"]

FUNCTIONS = Network | PiecewiseLinear | PiecewiseLinearFunction1D | TropicalPolynomial | TropicalRational


class Grid(NamedTuple):
    """A box cut into equal boxes."""

    lower: list[Fraction]
    upper: list[Fraction]
    parts: list[int]

    @property
    def sides(self) -> list[Fraction]:
        """The sides of a small box.

        >>> Grid([Fraction(0)], [Fraction(1)], [4]).sides
        [Fraction(1, 4)]
        """
        return [(high - low) / n for low, high, n in zip(*self, strict=True)]

    @property
    def points(self) -> list[tuple[Fraction, ...]]:
        """The vertices of the small boxes, the last coordinate running fastest.

        >>> Grid([Fraction(0)], [Fraction(1)], [2]).points
        [(Fraction(0, 1),), (Fraction(1, 2),), (Fraction(1, 1),)]
        """
        axes = zip(self.lower, self.sides, self.parts, strict=True)
        return list(product(*([low + k * side for k in range(n + 1)] for low, side, n in axes)))

    def pulled_back(self, maps: RationalArray) -> RationalArray:
        """Affine maps, rows (gradient, constant), in the coordinates x instead of y.

        >>> Grid([Fraction(1)], [Fraction(3)], [4]).pulled_back(RationalArray([[1, 0]]))
        RationalArray([[2, -2]])
        """
        gradients = maps[:, :-1] * [1 / side for side in self.sides]
        constants = maps[:, -1] - gradients @ rational_array(self.lower)
        return concatenate([gradients, constants.reshape(-1, 1)], axis=1)


def interpolate(
    f: Callable[[tuple[Fraction, ...]], RationalLike] | Any,
    domain: Polyhedron | tuple[RationalArrayLike, RationalArrayLike],
    n_parts: int | Sequence[int],
) -> PiecewiseLinear:
    """The function that agrees with f at the points of a grid, and is affine between them.

    Parameters
    ----------
    f : callable, or a function that :func:`~tropnet.analysis.piecewise.function.piecewise_linear` reads
        Called with a tuple of d Fractions for every grid point.  The values are rational; a float is the dyadic
        rational that it is.
    domain : Polyhedron, or pair of array-likes of shape (d,)
        A bounded box with interior points, or its lower and upper corner.
    n_parts : int, or d ints
        Into how many parts every side is cut.

    Returns
    -------
    PiecewiseLinear
        On the box, with two hidden layers.

    Raises
    ------
    ShapeError
        If the sizes do not fit.
    EmptyDomainError, UnboundedError
        If the box has no interior point, or is unbounded.
    InputError
        If the domain is no box, a number of parts is not positive, or f cannot be called.
    NotRationalError
        If a value is no finite rational number; the message names the point.

    Source
    ------
    H. W. Kuhn, Some combinatorial lemmas in topology, IBM Journal of Research and Development 4 (1960), 518-524.

    Examples
    --------
    The square function, of which the interpolant is convex; the error is 1/16 = 2/8 * (1/2)^2:

    >>> f = interpolate(lambda x: x[0] ** 2, ([0], [1]), 2)
    >>> f(["1/4"]), f.is_convex, len(f.pieces)
    (Fraction(1, 8), True, 2)

    A product, on 4 squares of 2 triangles:

    >>> f = interpolate(lambda x: x[0] * x[1], ([0, 0], [1, 1]), 2)
    >>> f(["1/2", 1]), f(["1/4", "1/4"]), len(f.regions.pieces("convex"))
    (Fraction(1, 2), Fraction(1, 8), 8)
    """
    lower, upper = _box(domain)
    grid = Grid(lower, upper, _parts(n_parts, len(lower)))
    values = _values(f, grid)
    return PiecewiseLinear(_sum_of_hats(values, grid), box(grid.lower, grid.upper))


# -- reading ---------------------------------------------------------------------------------------


def _box(
    domain: Polyhedron | tuple[RationalArrayLike, RationalArrayLike],
) -> tuple[list[Fraction], list[Fraction]]:
    """The lower and the upper corner."""
    if not isinstance(domain, Polyhedron):
        if isinstance(domain, str) or not isinstance(domain, Iterable) or len(corners := list(domain)) != 2:
            raise InputError(
                f"{domain!r} is no box; give a Polyhedron, such as box([0, 0], [1, 1]), or two corners"
            )
        lower, upper = map(rational_array, corners)
        if lower.ndim != 1 or not lower.size or lower.shape != upper.shape:
            raise ShapeError(
                f"corners of shapes {lower.shape} and {upper.shape}; give two points of R^d, d >= 1"
            )
        domain = box(lower.fractions().tolist(), upper.fractions().tolist())
    if not domain.is_full_dimensional or not domain.ambient_dim:
        raise EmptyDomainError(f"{domain!r} has no interior point; give a box with lower < upper")
    bounds = box_bounds(*domain.description.constraints)
    if bounds is None:
        raise InputError(
            f"{domain!r} is no box; interpolate on a box around it, and restrict the interpolant"
        )
    lows, highs = (
        [low for low, _ in bounds if low is not None],
        [high for _, high in bounds if high is not None],
    )
    if len(lows) < len(bounds) or len(highs) < len(bounds):
        raise UnboundedError(f"{domain!r} is unbounded; give a bounded box")
    return lows, highs


def _parts(n_parts: int | Sequence[int], dim: int) -> list[int]:
    """The numbers of parts of all sides."""
    given = list(n_parts) if isinstance(n_parts, Sequence | np.ndarray) else [n_parts] * dim
    if len(given) != dim:
        raise ShapeError(f"{len(given)} numbers of parts for a box in R^{dim}; give one, or {dim}")
    return [integer_at_least(1, n, "the number of parts") for n in given]


def _values(f: Any, grid: Grid) -> RationalArray:
    """The values of f on the grid, shape (n_1 + 1, ..., n_d + 1)."""
    if isinstance(f, FUNCTIONS):
        found = piecewise_linear(f)(grid.points)
    elif callable(f):
        found = rational_array([_value(f, point) for point in grid.points])
    else:
        raise InputError(f"{f!r} cannot be called; give a function of a point, which is a tuple of Fractions")
    shaped: RationalArray = found.reshape(*(n + 1 for n in grid.parts))
    return shaped


def _value(f: Callable[[tuple[Fraction, ...]], RationalLike], point: tuple[Fraction, ...]) -> Fraction:
    return as_fraction(f(point), f"at the point ({', '.join(map(str, point))})")


# -- the network -----------------------------------------------------------------------------------


def _sum_of_hats(values: RationalArray, grid: Grid) -> Network:
    """The sum of the hat functions of all grid points, multiplied by values."""
    nodes = np.argwhere(values.sign())
    if not len(nodes):
        return Network.from_arrays([[[0] * values.ndim]])
    d = values.ndim
    z = grid.pulled_back(_differences(nodes))
    arms = [
        Network.sequential([Dense(sign * z[:, :-1], sign * z[:, -1]), Maxout(d + 1)], d) for sign in (1, -1)
    ]
    radii = joined_outputs("interpolate", arms, Add())
    hats = then(radii, MulConstant(-1), AddConstant(1), Activation(relu()))
    return then(hats, Dense(values[tuple(nodes.T)].reshape(1, -1)))


def _differences(nodes: npt.NDArray[np.intp]) -> RationalArray:
    """The affine maps z_1, ..., z_d, 0 of all nodes v, rows (gradient, constant) in y."""
    count, d = nodes.shape
    maps = np.zeros((count, d + 1, d + 1), dtype=np.int64)
    maps[:, :d, :d] = np.eye(d, dtype=np.int64)
    maps[:, :d, d] = -nodes
    return RationalArray.from_integers(maps.reshape(-1, d + 1))
