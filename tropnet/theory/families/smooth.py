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
from typing import Any, Self

from tropnet.errors import InputError
from tropnet.networks.network import Network
from tropnet.theory.family import Family
from tropnet.theory.parameters import Scalar, is_symbolic, parameter, symbols_of
from tropnet.theory.parametric.network import ParametricNetwork

__all__ = ["SmoothFamily"]


class SmoothFamily(Family):
    """A family with smooth parameters; see the module :mod:`tropnet.theory.families.smooth`.

    Subclasses are frozen dataclasses, whose fields are parameters, (nested) tuples of parameters, or integers, and
    implement :meth:`layers`.
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


def _leaves(value: Any) -> Iterable[Any]:
    return (leaf for part in value for leaf in _leaves(part)) if isinstance(value, tuple) else (value,)


def _substituted(value: Any, values: Mapping[Any, Any]) -> Any:
    if isinstance(value, tuple):
        return tuple(_substituted(part, values) for part in value)
    return parameter(value.subs(values)) if is_symbolic(value) else value
