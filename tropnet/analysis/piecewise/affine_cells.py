"""Polyhedra on which a function is affine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tropnet.exact.arrays import RationalArray, concatenate
from tropnet.polyhedra.polyhedron import Polyhedron

__all__ = ["AffineCell", "union_of_parts"]


@dataclass(frozen=True, repr=False)
class AffineCell:
    """A polyhedron on which a function is affine; one of :attr:`tropnet.PiecewiseLinear.cells`.

    Attributes
    ----------
    polyhedron : Polyhedron
    affine_map : RationalArray, shape (n + 1,)
        The gradient and the constant: f(x) = affine_map[:-1] @ x + affine_map[-1] on the polyhedron.

    Examples
    --------
    >>> from tropnet import PiecewiseLinear
    >>> (x,) = PiecewiseLinear.coordinates(1)
    >>> abs(x).cells
    (<AffineCell in R^1: RationalArray([1, 0])>, <AffineCell in R^1: RationalArray([-1, 0])>)
    """

    polyhedron: Polyhedron
    affine_map: RationalArray

    def __repr__(self) -> str:
        return f"<AffineCell in R^{self.polyhedron.ambient_dim}: {self.affine_map!r}>"


def union_of_parts(parts: Sequence[Polyhedron]) -> Polyhedron:
    """The polyhedron that is the union of others.

    Examples
    --------
    >>> union_of_parts([Polyhedron.parse("[0,1]"), Polyhedron.parse("[1,3]")]).vertices
    RationalArray([[0], [3]])
    """
    if len(parts) == 1:
        return parts[0]
    return Polyhedron.from_generators(
        *(
            concatenate([getattr(part, name) for part in parts])
            for name in ("vertices", "rays", "lineality_space")
        )
    )
