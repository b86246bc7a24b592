r"""Tropical rational maps: tuples of tropical rational functions in the same variables.

A network with several outputs is such a map, :math:`x \mapsto (p_1 \oslash q_1, \dots, p_k \oslash q_k)(x)` (Zhang,
Naitzat and Lim, Tropical geometry of deep neural networks, 2018, Definition 3.3).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tropnet.errors import InputError, ShapeError
from tropnet.exact.arrays import RationalArray, RationalArrayLike, stack
from tropnet.tropical.convention import Convention, common_convention
from tropnet.tropical.evaluation import points_in
from tropnet.tropical.rational import TropicalRational

__all__ = ["TropicalMap"]


@dataclass(frozen=True, init=False, repr=False)
class TropicalMap:
    """An immutable sequence of tropical rational functions, the components of a map from R^n to R^k.

    Parameters
    ----------
    components : iterable of TropicalRational
        At least one; all in the same number of variables and the same convention.

    Raises
    ------
    InputError
        If there is no component, one is no TropicalRational, or the conventions differ.
    ShapeError
        If the numbers of variables differ.

    Examples
    --------
    >>> from tropnet.tropical.polynomial import TropicalPolynomial
    >>> x, y = TropicalPolynomial.variables(2)
    >>> f = TropicalMap([(x + y) / x, x / (y + 0)])
    >>> f
    <TropicalMap in 2 variables with 2 components>
    >>> f([1, 3]), f([[1, 3], [0, -1]]), len(f[0].numerator.terms)
    (RationalArray([2, -2]), RationalArray([[2, -2], [0, 0]]), 2)
    """

    components: tuple[TropicalRational, ...]

    def __init__(self, components: Iterable[TropicalRational]) -> None:
        given = tuple(components)
        for component in given:
            if not isinstance(component, TropicalRational):
                raise InputError(f"{component!r} is no TropicalRational; divide two polynomials to get one")
        if not given:
            raise InputError("a map needs at least one component; give a TropicalRational")
        for component in given[1:]:
            common_convention(given[0].convention, component.convention)
            if component.n_variables != given[0].n_variables:
                raise ShapeError(
                    f"components have {given[0].n_variables} and {component.n_variables} variables; "
                    "they must have the same"
                )
        object.__setattr__(self, "components", given)

    @property
    def n_variables(self) -> int:
        """The number of variables of every component.

        Examples
        --------
        >>> from tropnet.tropical.polynomial import TropicalPolynomial
        >>> x, y = TropicalPolynomial.variables(2)
        >>> TropicalMap([x / y, (x + y) / 0]).n_variables
        2
        """
        return self.components[0].n_variables

    @property
    def convention(self) -> Convention:
        """What the tropical sum is, ``"max"`` or ``"min"``.

        Examples
        --------
        >>> from tropnet.tropical.polynomial import TropicalPolynomial
        >>> x, y = TropicalPolynomial.variables(2)
        >>> TropicalMap([x / y, (x + y) / 0]).convention
        'max'
        """
        return self.components[0].convention

    def __len__(self) -> int:
        return len(self.components)

    def __getitem__(self, index: int) -> TropicalRational:
        return self.components[index]

    def __iter__(self) -> Iterator[TropicalRational]:
        return iter(self.components)

    def __call__(self, x: RationalArrayLike) -> RationalArray:
        """The values at a point of shape (n,), shape (k,), or at points of shape (m, n), shape (m, k)."""
        points = points_in(x, self.n_variables)
        return stack([component(points) for component in self.components], axis=points.ndim - 1)

    def floats(self, x: npt.ArrayLike) -> npt.NDArray[np.float64]:
        """The values in floating point, with the rounding errors of that, in the shapes of the exact ones.

        Examples
        --------
        >>> from tropnet.tropical.polynomial import TropicalPolynomial
        >>> x, y = TropicalPolynomial.variables(2)
        >>> TropicalMap([(x + y) / x, x / (y + 0)]).floats([[1.0, 3.5], [0.0, -1.0]])
        array([[ 2.5, -2.5],
               [ 0. ,  0. ]])
        """
        return np.stack([component.floats(x) for component in self.components], axis=-1)

    def __repr__(self) -> str:
        kind = "" if self.convention == "max" else "min-plus "
        variables = "1 variable" if self.n_variables == 1 else f"{self.n_variables} variables"
        components = "1 component" if len(self) == 1 else f"{len(self)} components"
        return f"<{kind}TropicalMap in {variables} with {components}>"

    def _repr_latex_(self) -> str | None:
        from tropnet.tropical.writing.display import map_latex

        return map_latex(self)
