r"""Continuous piecewise linear functions as values: evaluated, combined and compared exactly.

A function f from R^n, or from a full-dimensional polyhedron in it, to R is *piecewise linear* if it is continuous and
finitely many polyhedra cover its domain on each of which it is affine.  These functions are closed under sums,
multiples, maxima and minima, and under composition with affine maps; and they are exactly the functions of ReLU
networks (R. Arora, A. Basu, P. Mianjy and A. Mukherjee, Understanding deep neural networks with rectified linear
units, 2018, Theorem 2.1).

So a network is what represents such a function here: an operation on functions is one on networks, which costs
nothing, and all that needs the pieces enumerates the cells of the network, once.  Two networks of the same function
are the same value: ``==`` decides it.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property, reduce
from typing import TYPE_CHECKING, Any, NoReturn

import numpy as np
import numpy.typing as npt

from tropnet.analysis.domains import domain_forms
from tropnet.analysis.piecewise.affine_cells import AffineCell, union_of_parts
from tropnet.analysis.piecewise.written import WrittenPiecewiseLinear
from tropnet.analysis.regions import LinearRegions, linear_regions
from tropnet.analysis.separation import nonzero_point
from tropnet.errors import EmptyDomainError, InputError, ShapeError
from tropnet.exact.arrays import RationalArray, RationalArrayLike, rational_array
from tropnet.exact.numbers import RationalLike, as_fraction
from tropnet.networks import (
    Activation,
    Add,
    AddConstant,
    Dense,
    Layer,
    Maximum,
    Maxout,
    Minimum,
    Network,
    PiecewiseLinearFunction1D,
    Reshape,
    absolute,
)
from tropnet.networks.operations import joined_outputs, scale, subtract, then
from tropnet.polyhedra.polyhedron import Polyhedron
from tropnet.polyhedra.reading import integer_at_least
from tropnet.tropical.canonical import is_number
from tropnet.tropical.polynomial import TropicalPolynomial
from tropnet.tropical.rational import TropicalRational

if TYPE_CHECKING:
    from tropnet.analysis.piecewise.bends import Bend

__all__ = ["PiecewiseLinear", "common_domain", "maximum", "minimum", "piecewise_linear"]


class PiecewiseLinear(WrittenPiecewiseLinear):
    """A continuous piecewise linear function from R^n or a polyhedron in it to R.

    Parameters
    ----------
    f : Network, TropicalPolynomial, TropicalRational or PiecewiseLinearFunction1D
        Networks have one output; an input of another shape than (n,) is read in row-major order.  Min-plus functions
        are read as well.
    within : Polyhedron, optional
        The domain, with interior points; all of R^n unless given.

    Raises
    ------
    ShapeError
        If a network has several outputs, or the domain lies in another space.
    EmptyDomainError
        If the domain has no interior point.
    InputError
        If f is nothing of these, the tropical zero, or has no variables.

    Examples
    --------
    >>> x, y = PiecewiseLinear.coordinates(2)
    >>> f = maximum(x, y, 0) - minimum(x + y, 1)
    >>> f
    <PiecewiseLinear from R^2>
    >>> f(["1/2", 2]), f([[0, 0], [3, -4]])
    (Fraction(1, 1), RationalArray([0, 4]))
    >>> maximum(x, y) == (x + y + abs(x - y)) / 2, len(f.pieces)
    (True, 5)
    """

    network: Network
    domain: Polyhedron | None

    def __init__(self, f: Any, within: Polyhedron | None = None) -> None:
        net = _network(f)
        if isinstance(f, PiecewiseLinear):
            within = common_domain(f.domain, within)
        domain_forms(net.input_dim, within)
        unconstrained = within is not None and not len(within.inequalities)
        object.__setattr__(self, "network", net)
        object.__setattr__(self, "domain", None if unconstrained else within)

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(f"{self!r} cannot be changed; make a new one")

    @classmethod
    def coordinates(cls, n: int) -> tuple[PiecewiseLinear, ...]:
        """The n coordinate functions, from which others can be written down.

        Examples
        --------
        >>> x, y = PiecewiseLinear.coordinates(2)
        >>> (2 * x - y + 3)([1, 1])
        Fraction(4, 1)
        """
        size = integer_at_least(1, n, "the number of variables")
        return tuple(cls(Network.from_arrays([[row]])) for row in np.eye(size, dtype=np.int64))

    @classmethod
    def affine(cls, gradient: RationalArrayLike, constant: RationalLike = 0) -> PiecewiseLinear:
        """The affine function with this gradient and this value at the origin.

        Examples
        --------
        >>> PiecewiseLinear.affine([1, "1/2"], 3)([2, 2])
        Fraction(6, 1)
        """
        row = rational_array(gradient)
        if row.ndim != 1 or not row.size:
            raise ShapeError(f"the gradient has shape {row.shape}; give n >= 1 numbers")
        return cls(Network.sequential([Dense(row.reshape(1, row.size), [constant])], row.size))

    @classmethod
    def from_cells(
        cls, cells: Sequence[Any], maps: RationalArrayLike, domain: Polyhedron | None = None
    ) -> PiecewiseLinear:
        """The function that is a given affine map on each of some cells, which are proved to fit together.

        See :func:`tropnet.analysis.piecewise.subdivision.from_cells` for what is accepted and refused.

        Parameters
        ----------
        cells : sequence of m polyhedra
            Also texts that :meth:`Polyhedron.parse <tropnet.Polyhedron.parse>` reads, and arrays of points whose
            convex hulls are meant.
        maps : array-like, shape (m, n + 1)
            Rows (gradient, constant).
        domain : Polyhedron, optional
            The union of the cells, which must be convex, unless given.

        Raises
        ------
        InputError
            If a cell has no interior point, two overlap, the domain is not covered, or the maps of two cells differ
            where they meet; the message has a point that shows it.
        ShapeError, EmptyDomainError, NotRationalError, FormatError
            If sizes do not fit, the domain has no interior point, or something is not rational or cannot be read.

        Examples
        --------
        >>> f = PiecewiseLinear.from_cells(["x1 <= 0", "x1 >= 0"], [[-1, 0], [2, 0]])
        >>> f([-3]), f(["1/2"])
        (Fraction(3, 1), Fraction(1, 1))
        """
        from tropnet.analysis.piecewise.subdivision import from_cells

        return from_cells(cells, maps, domain)

    @classmethod
    def from_triangulation(
        cls,
        points: RationalArrayLike,
        simplices: npt.ArrayLike,
        values: RationalArrayLike,
        domain: Polyhedron | None = None,
    ) -> PiecewiseLinear:
        """The function with given values at points that is affine on every simplex of a triangulation.

        See :func:`tropnet.analysis.piecewise.triangulation.from_triangulation` for what is refused.

        Parameters
        ----------
        points : array-like, shape (p, n)
        simplices : array-like of int, shape (m, n + 1)
            The numbers of the vertices of each simplex.
        values : array-like, shape (p,)
        domain : Polyhedron, optional
            The union of the simplices, which must be convex, unless given.

        Raises
        ------
        InputError
            If a simplex is degenerate, two overlap, the domain is not covered, a point is not used, or the function
            is not continuous.
        ShapeError, EmptyDomainError, NotRationalError
            If sizes do not fit, the domain has no interior point, or something is not rational.

        Examples
        --------
        >>> PiecewiseLinear.from_triangulation([[0], [1], [3]], [[0, 1], [1, 2]], [0, 4, 0])([2])
        Fraction(2, 1)
        """
        from tropnet.analysis.piecewise.triangulation import from_triangulation

        return from_triangulation(points, simplices, values, domain)

    # -- values ------------------------------------------------------------------------------------

    @property
    def n_variables(self) -> int:
        """The number n of variables.

        Examples
        --------
        >>> PiecewiseLinear.affine([1, 2, 3]).n_variables
        3
        """
        return self.network.input_dim

    def __call__(self, x: RationalArrayLike) -> Any:
        """The value at a point, a Fraction, or at k points, a RationalArray of shape (k,).

        Raises
        ------
        ShapeError
            If a point has not n coordinates.
        InputError
            If a point lies outside the domain.
        """
        points = rational_array(x)
        if points.ndim not in {1, 2} or points.shape[-1] != self.n_variables:
            raise ShapeError(
                f"points of shape {points.shape} do not fit to {self!r}; give shape ({self.n_variables},) for one, "
                f"(k, {self.n_variables}) for several"
            )
        if self.domain is not None:
            outside = [point for point in points.reshape(-1, self.n_variables) if point not in self.domain]
            if outside:
                raise InputError(f"the point {outside[0].to_text()} lies outside the domain {self.domain!r}")
        values = self.network(points)
        return values.item() if points.ndim == 1 else values.reshape(len(points))

    # -- pieces ------------------------------------------------------------------------------------

    @cached_property
    def regions(self) -> LinearRegions:
        """The linear regions of the network in the domain, from which all that follows is read off."""
        return linear_regions(self.network, self.domain)

    @cached_property
    def _affine_maps(self) -> tuple[RationalArray, npt.NDArray[np.intp]]:
        """The distinct affine maps, shape (k, n + 1), sorted, and for every cell the number of its map."""
        labels = self.regions.labels("affine")
        firsts = np.unique(labels, return_index=True)[1]
        maps = self.regions._assembly.affine_maps(firsts)[:, 0]
        rows = maps.numerators.tolist()
        order = sorted(range(len(rows)), key=rows.__getitem__)
        rank = np.empty(len(rows), np.intp)
        rank[order] = np.arange(len(rows))
        return maps[order], rank[labels]

    @property
    def pieces(self) -> RationalArray:
        """The affine functions that f coincides with on open sets: rows (gradient | constant), shape (k, n + 1).

        Their number is that of the *affine regions*.  They are sorted.

        Examples
        --------
        >>> x, = PiecewiseLinear.coordinates(1)
        >>> maximum(x, 2 * x - 1).pieces
        RationalArray([[1, 0], [2, -1]])
        """
        return self._affine_maps[0]

    @cached_property
    def cells(self) -> tuple[AffineCell, ...]:
        """Polyhedra that cover the domain and have no common interior points, with f on each of them.

        They are the cells of a polyhedral complex, found by merging the cells of the network (see
        :meth:`LinearRegions.labels <tropnet.LinearRegions.labels>` with ``"convex"``).

        Examples
        --------
        >>> x, y = PiecewiseLinear.coordinates(2)
        >>> for cell in maximum(x, y).cells:
        ...     print(cell.polyhedron.inequalities.tolist(), cell.affine_map)
        [[1, -1, 0]] RationalArray([0, 1, 0])
        [[-1, 1, 0]] RationalArray([1, 0, 0])
        """
        maps, number = self._affine_maps
        found = []
        for members in self.regions.pieces("convex"):
            parts = [self.regions[cell].polyhedron for cell in members]
            found.append(AffineCell(union_of_parts(parts), maps[int(number[members[0]])]))
        return tuple(found)

    @property
    def is_affine(self) -> bool:
        """Whether there is one piece.

        Examples
        --------
        >>> x, = PiecewiseLinear.coordinates(1)
        >>> (abs(x) - maximum(x, -x)).is_affine
        True
        """
        return len(self.pieces) == 1

    @property
    def is_convex(self) -> bool:
        """Whether f is convex, hence the maximum of its pieces.

        Examples
        --------
        >>> x, y = PiecewiseLinear.coordinates(2)
        >>> maximum(x, y).is_convex, minimum(x, y).is_convex
        (True, False)
        """
        return all(bend.jump > 0 for bend in self.bends)

    @cached_property
    def bends(self) -> tuple[Bend, ...]:
        """Where the gradient jumps, and by how much: see :mod:`tropnet.analysis.piecewise.bends`."""
        from tropnet.analysis.piecewise.bends import bends

        return bends(self)

    # -- arithmetic --------------------------------------------------------------------------------

    def __add__(self, other: PiecewiseLinear | RationalLike) -> PiecewiseLinear:
        if is_number(other):
            return PiecewiseLinear(then(self.network, AddConstant([other])), self.domain)
        if not isinstance(other, PiecewiseLinear):
            return NotImplemented
        return _combined([self, other], Add())

    __radd__ = __add__

    def __neg__(self) -> PiecewiseLinear:
        return self * -1

    def __sub__(self, other: PiecewiseLinear | RationalLike) -> PiecewiseLinear:
        if is_number(other):
            return self + -as_fraction(other, "as a function")
        return self + -other if isinstance(other, PiecewiseLinear) else NotImplemented

    def __rsub__(self, other: RationalLike) -> PiecewiseLinear:
        return -self + other

    def __mul__(self, factor: RationalLike) -> PiecewiseLinear:
        if not is_number(factor):
            return NotImplemented
        return PiecewiseLinear(scale(self.network, factor), self.domain)

    __rmul__ = __mul__

    def __truediv__(self, divisor: RationalLike) -> PiecewiseLinear:
        if not is_number(divisor):
            return NotImplemented
        if as_fraction(divisor, "as a divisor") == 0:
            raise InputError(f"{self!r} cannot be divided by zero")
        return self * (1 / as_fraction(divisor, "as a divisor"))

    def __abs__(self) -> PiecewiseLinear:
        return PiecewiseLinear(then(self.network, Activation(absolute())), self.domain)

    def compose(self, A: RationalArrayLike, b: RationalArrayLike | None = None) -> PiecewiseLinear:
        """The function x -> f(A x + b), on the preimage of the domain.

        Parameters
        ----------
        A : array-like, shape (n, m)
        b : array-like, shape (n,), optional
            Zero if left out.

        Raises
        ------
        ShapeError
            If the shapes do not fit.
        EmptyDomainError
            If the preimage of the domain has no interior point.

        Examples
        --------
        >>> x, y = PiecewiseLinear.coordinates(2)
        >>> maximum(x, y).compose([[1], [-1]], [0, 2])([5])
        Fraction(5, 1)
        """
        layer = Dense(A, b)
        n, m = layer.weight.shape
        if n != self.n_variables:
            raise ShapeError(
                f"{self!r} cannot be composed with a map to R^{n}; give a matrix with {self.n_variables} rows"
            )
        domain = None if self.domain is None else _preimage(self.domain, layer.weight, layer.bias)
        return PiecewiseLinear(self.network @ Network.sequential([layer], m), domain)

    def restricted(self, domain: Polyhedron) -> PiecewiseLinear:
        """The same function on the intersection of its domain with a polyhedron.

        Raises
        ------
        ShapeError, EmptyDomainError
            If the polyhedron lies in another space, or the intersection has no interior point.

        Examples
        --------
        >>> from tropnet import box
        >>> x, = PiecewiseLinear.coordinates(1)
        >>> abs(x).restricted(box([0], [1])) == x.restricted(box([0], [1]))
        True
        """
        return PiecewiseLinear(self, domain)

    # -- equality ----------------------------------------------------------------------------------

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, PiecewiseLinear):
            return NotImplemented
        if self.n_variables != other.n_variables or self.domain != other.domain:
            return False
        return nonzero_point(subtract(self.network, other.network), self.domain) is None

    def __hash__(self) -> int:
        return hash((self.domain, self.pieces))

    def __reduce__(self) -> tuple[Any, ...]:
        return PiecewiseLinear, (self.network, self.domain)

    def __repr__(self) -> str:
        source = f"R^{self.n_variables}" if self.domain is None else repr(self.domain)
        return f"<PiecewiseLinear from {source}>"


def piecewise_linear(f: Any) -> PiecewiseLinear:
    """A function in any form as a :class:`PiecewiseLinear`; one that is already is not touched.

    Parameters
    ----------
    f : PiecewiseLinear, Network, TropicalPolynomial, TropicalRational or PiecewiseLinearFunction1D

    Raises
    ------
    InputError, ShapeError
        If f is nothing of these, or not a function from R^n to R.

    Examples
    --------
    >>> piecewise_linear(TropicalPolynomial.parse("max(x1, x2)")) == maximum(*PiecewiseLinear.coordinates(2))
    True
    """
    return f if isinstance(f, PiecewiseLinear) else PiecewiseLinear(f)


def maximum(*functions: Any) -> PiecewiseLinear:
    """The largest of several functions and numbers at every point, on their common domain.

    Parameters
    ----------
    *functions : PiecewiseLinear, anything else that :func:`piecewise_linear` reads, or numbers

    Raises
    ------
    InputError
        If there is no function among them, or something else is.
    ShapeError
        If they have different numbers of variables.
    EmptyDomainError
        If their domains have no common interior point.

    Examples
    --------
    >>> x, y = PiecewiseLinear.coordinates(2)
    >>> maximum(x, y, "1/2")([0, 0])
    Fraction(1, 2)
    """
    return _combined(_functions(functions), Maximum())


def minimum(*functions: Any) -> PiecewiseLinear:
    """The smallest of several functions and numbers at every point; errors as for :func:`maximum`.

    Examples
    --------
    >>> x, y = PiecewiseLinear.coordinates(2)
    >>> minimum(x, y, "1/2")([0, 0])
    Fraction(0, 1)
    """
    return _combined(_functions(functions), Minimum())


def common_domain(left: Polyhedron | None, right: Polyhedron | None) -> Polyhedron | None:
    """The intersection of two domains, where None is all of space.

    Raises
    ------
    EmptyDomainError
        If they have no common interior point.
    """
    if left is None or right is None:
        return right if left is None else left
    common = left if left == right else left & right
    if common.dim < common.ambient_dim:
        raise EmptyDomainError(
            f"the domains {left!r} and {right!r} have no common interior point; give functions whose domains overlap"
        )
    return common


def _functions(given: Sequence[Any]) -> list[PiecewiseLinear]:
    """Functions in any form, and numbers, as functions."""
    read = [f if is_number(f) else piecewise_linear(f) for f in given]
    n = next((f.n_variables for f in read if isinstance(f, PiecewiseLinear)), None)
    if n is None:
        raise InputError(
            f"there is no function among {given!r}, so the variables are not known; give at least one"
        )
    return [
        f
        if isinstance(f, PiecewiseLinear)
        else PiecewiseLinear.affine([0] * n, as_fraction(f, "as a function"))
        for f in read
    ]


def _combined(functions: Sequence[PiecewiseLinear], layer: Layer) -> PiecewiseLinear:
    for f in functions:
        if f.n_variables != functions[0].n_variables:
            raise ShapeError(
                f"functions of {functions[0].n_variables} and of {f.n_variables} variables cannot be combined"
            )
    if len(functions) == 1:
        return functions[0]
    net = joined_outputs("PiecewiseLinear", [f.network for f in functions], layer)
    return PiecewiseLinear(net, reduce(common_domain, [f.domain for f in functions]))


def _network(f: Any) -> Network:
    """A function in any form as a network from R^n to R."""
    if isinstance(f, PiecewiseLinear):
        return f.network
    if isinstance(f, PiecewiseLinearFunction1D):
        return Network.sequential([Activation(f)], 1)
    if isinstance(f, TropicalPolynomial | TropicalRational):
        return _tropical_network(f)
    if isinstance(f, str):
        raise InputError(f"{f!r} is a text; PiecewiseLinear.parse({f!r}) reads a formula")
    if not isinstance(f, Network):
        raise InputError(
            f"{f!r} is no piecewise linear function; give a Network, a TropicalPolynomial, a TropicalRational or a "
            "PiecewiseLinearFunction1D"
        )
    if f.output_dim != 1:
        raise ShapeError(f"{f!r} has {f.output_dim} outputs; choose one with tropnet.networks.select_outputs")
    if len(f.input_shape) != 1:
        f = f @ Network.sequential([Reshape(f.input_shape)], f.input_dim)
    return f if f.output_shape == (1,) else then(f, Reshape((1,)))


def _tropical_network(f: TropicalPolynomial | TropicalRational) -> Network:
    """Maxout units for numerator and denominator."""
    if f.is_zero:
        raise InputError("the tropical zero is infinite everywhere; give another function")
    if not f.n_variables:
        raise InputError(f"{f!r} has no variables; give a function of at least one variable")
    quotient = (f / 0).in_convention("max")
    parts = [
        Network.sequential([Dense(p.exponents, p.coefficients), Maxout(p.n_monomials)], f.n_variables)
        for p in (quotient.numerator.essential, quotient.denominator.essential)
    ]
    one = TropicalPolynomial.constant(0, f.n_variables)
    return parts[0] if quotient.denominator == one else subtract(*parts)


def _preimage(domain: Polyhedron, weight: RationalArray, bias: RationalArray) -> Polyhedron:
    """The points x with A x + b in a polyhedron."""
    rows = domain.inequalities
    return Polyhedron.from_inequalities(rows[:, :-1] @ weight, rows[:, -1] - rows[:, :-1] @ bias)
