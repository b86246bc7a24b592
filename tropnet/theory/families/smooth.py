r"""Families whose members depend smoothly on real parameters.

The weights of a :class:`SmoothFamily` are rational functions of its parameters, and the parameters may be symbols of
sympy.  A member with symbols has no :meth:`~SmoothFamily.network`, but a function in closed form, derivatives in the
parameters, and conditions under which its combinatorial type stays the same
(:mod:`tropnet.theory.parametric`).
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable, Mapping
from dataclasses import fields, replace
from fractions import Fraction
from typing import Any, Self

from tropnet.errors import InputError
from tropnet.exact.numbers import as_fraction
from tropnet.networks.network import Network
from tropnet.polyhedra.polyhedron import Polyhedron
from tropnet.theory.family import Family
from tropnet.theory.parameters import Scalar, is_symbolic, parameter, symbols_of
from tropnet.theory.parametric.conditions import combinatorial_conditions
from tropnet.theory.parametric.network import ParametricNetwork
from tropnet.theory.parametric.piecewise import piecewise_near

__all__ = ["SmoothFamily"]


class SmoothFamily(Family):
    """A family with smooth parameters; see the module :mod:`tropnet.theory.families.smooth`.

    Subclasses are frozen dataclasses, whose fields are parameters, (nested) tuples of parameters, or integers, and
    implement :meth:`layers`.

    Examples
    --------
    >>> from sympy import symbols
    >>> from tropnet.theory.families import Sawtooth
    >>> Sawtooth([symbols("a")]).symbols
    (a,)
    """

    @abstractmethod
    def layers(self) -> Iterable[tuple[Iterable[Iterable[Scalar]], Iterable[Scalar]]]:
        """Weight matrix and bias of every layer, the affine output included, with entries in the parameters."""

    @property
    def symbols(self) -> tuple[Any, ...]:
        """The symbols in the parameters, by name; empty for a member with numbers."""
        return symbols_of(value for field in fields(self) for value in _leaves(getattr(self, field.name)))  # type: ignore[arg-type]

    def subs(self, values: Mapping[Any, Any]) -> Self:
        """The member with values, numbers or expressions, in place of symbols.

        Raises
        ------
        InputError
            If a key is no symbol of this member, or the new parameters leave the domain of the family.
        """
        unknown = [key for key in values if key not in self.symbols]
        if unknown:
            raise InputError(f"{unknown[0]} is no symbol of {self!r}; its symbols are {list(self.symbols)}")
        changed = {field.name: _substituted(getattr(self, field.name), values) for field in fields(self)}  # type: ignore[arg-type]
        return replace(self, **changed)  # type: ignore[type-var]

    def parametric_network(self) -> ParametricNetwork:
        """The network with entries in the parameters, symbolic or not."""
        return ParametricNetwork(self.layers())

    def network(self) -> Network:
        """The network of this member.

        Raises
        ------
        InputError
            If the member has symbols; give them values with :meth:`subs` first.
        """
        if self.symbols:
            names = ", ".join(map(str, self.symbols))
            raise InputError(
                f"a network has numbers as weights, but {self!r} has the symbols {names}; give them values with "
                ".subs({...}), or use .parametric_network()"
            )
        return self.parametric_network().network()

    # -- symbols -----------------------------------------------------------------------------------------

    def expression(self, *x: Any) -> Any:
        """The function at sympy expressions, with ``Max`` for ReLU; valid for all values of the symbols.

        Parameters
        ----------
        *x : sympy expressions or numbers
            One for each input.

        Raises
        ------
        ShapeError
            If there is not one for each input.

        Examples
        --------
        >>> import sympy
        >>> from tropnet.theory.families import Sawtooth
        >>> a, x = sympy.symbols("a x")
        >>> Sawtooth([a]).expression(x)
        (-1/(1 - a) - 1/a)*Max(0, -a + x) + Max(0, x)/a
        """
        (output,) = self.parametric_network().outputs(*x)
        return output

    def derivatives(self, *x: Any) -> dict[Any, Any]:
        """The derivative of the function in each symbol at sympy expressions, with ``Piecewise``.

        Exact wherever no neuron is at its threshold.

        Parameters
        ----------
        *x : sympy expressions or numbers
            One for each input.

        Raises
        ------
        ShapeError
            If there is not one for each input.

        Examples
        --------
        >>> import sympy
        >>> from tropnet.theory.families import Sawtooth
        >>> a, x = sympy.symbols("a x")
        >>> derivative = Sawtooth([a]).derivatives(x)[a]
        >>> derivative.subs({a: sympy.Rational(1, 2), x: sympy.Rational(1, 4)})
        -1
        """
        network = self.parametric_network()
        return {symbol: network.derivatives(symbol, *x)[0] for symbol in self.symbols}

    def piecewise_near(self, sample: Mapping[Any, Any], x: Any) -> Any:
        """The function of one variable as ``Piecewise`` of sympy, wherever the combinatorial type is that of a sample.

        Parameters
        ----------
        sample : mapping of symbols to rational numbers
            In the domain of the family; :meth:`conditions` says how far the expression goes.
        x : sympy expression or number

        Raises
        ------
        ShapeError
            If there are several inputs.
        InputError
            If a symbol has no value, or the sample leaves the domain of the family.

        Examples
        --------
        >>> import sympy
        >>> from tropnet.theory.families import Sawtooth
        >>> a, x = sympy.symbols("a x")
        >>> Sawtooth([a]).piecewise_near({a: "1/3"}, x)
        Piecewise((0, x <= 0), (x/a, a >= x), (x/(a - 1) - 1/(a - 1), True))
        """
        return piecewise_near(self.parametric_network(), self._in_domain(sample), x)

    def conditions(self, sample: Mapping[Any, Any], within: Polyhedron | None = None) -> tuple[Any, ...]:
        """Relations of sympy under which the combinatorial type is that of a sample.

        Parameters
        ----------
        sample : mapping of symbols to rational numbers
            In the domain of the family.
        within : Polyhedron, optional
            The domain of the inputs.

        Raises
        ------
        InputError
            If a symbol has no value, or the sample leaves the domain of the family.

        Examples
        --------
        >>> import sympy
        >>> from tropnet.theory.families import Sawtooth
        >>> a, b = sympy.symbols("a b")
        >>> Sawtooth([a, b]).conditions({a: "1/3", b: "2/3"})
        (1 - b > 0, a > 0, -a + b > 0)
        """
        return combinatorial_conditions(self.parametric_network(), self._in_domain(sample), within)

    def _in_domain(self, sample: Mapping[Any, Any]) -> dict[Any, Fraction]:
        """The values of the symbols, after the family has seen them."""
        from sympy import Rational

        values = {symbol: as_fraction(value, f"({symbol})") for symbol, value in sample.items()}
        self.subs({symbol: Rational(v.numerator, v.denominator) for symbol, v in values.items()})
        return values


def _leaves(value: Any) -> Iterable[Any]:
    return (leaf for part in value for leaf in _leaves(part)) if isinstance(value, tuple) else (value,)


def _substituted(value: Any, values: Mapping[Any, Any]) -> Any:
    if isinstance(value, tuple):
        return tuple(_substituted(part, values) for part in value)
    return parameter(value.subs(values)) if is_symbolic(value) else value
