"""One layer or operator of PyTorch, applied to operands, and its options by name.

A layer (``nn.Conv2d``) stores its options as attributes, an operator (``aten::conv2d``) gets them as
arguments with the same names.  A :class:`Call` asks for them wherever they are, so that most layers and
operators share one definition.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, TypeAlias, final

from tropnet.errors import FormatError, UnsupportedLayerError
from tropnet.exact.arrays import RationalArray, rational_array
from tropnet.exact.numbers import as_fraction
from tropnet.networks.io.graph import Constant, GraphBuilder, Operand, Value

__all__ = ["Call", "Operator"]


@final
@dataclass(frozen=True)
class Call:
    """One layer or operator applied to operands."""

    graph: GraphBuilder
    where: str
    given: Mapping[str, Any]
    layer: Any = field(default=None)

    def __getitem__(self, name: str) -> Any:
        """An option: an argument of the operator, or an attribute of the layer; None if there is none."""
        return self.given[name] if name in self.given else getattr(self.layer, name, None)

    def operand(self, name: str = "self") -> Operand:
        """An array; a Python number is one too."""
        x = self[name]
        if isinstance(x, Value | Constant):
            return x
        if x is None or isinstance(x, str | list | tuple):
            raise FormatError(f"the argument {name!r} is no array")
        is_integer = not (hasattr(x, "is_floating_point") and x.is_floating_point()) and not isinstance(
            x, float
        )
        return Constant(rational_array(x), is_integer)

    def weights(self, name: str) -> RationalArray:
        """An array that must not depend on the input of the network."""
        x = self.operand(name)
        if not isinstance(x, Constant):
            raise UnsupportedLayerError(
                f"{self.where}: {name} depends on the input of the network, so that the operator is not "
                "piecewise linear; it must be a constant"
            )
        return x.array

    def optional(self, name: str) -> RationalArray | None:
        """A constant array, or None if it is left out."""
        return None if self[name] is None else self.weights(name)

    def number(self, name: str, default: float = 0) -> Fraction:
        """A number."""
        return as_fraction(default if self[name] is None else self[name], f"in {name}")

    def integer(self, name: str, default: int = 0) -> int:
        """An integer."""
        return default if self[name] is None else int(self[name])

    def sizes(self, name: str, n: int) -> list[int]:
        """One integer per axis; one stands for all."""
        value = self[name]
        listed = [int(k) for k in value] if isinstance(value, list | tuple) else [int(value)]
        return listed * n if len(listed) == 1 else listed


Operator: TypeAlias = Callable[[Call], Any]
