"""What the functions on polyhedra say when they are given something else."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from tropnet.errors import InputError
from tropnet.exact.arrays import RationalArray
from tropnet.polyhedra.polyhedron import Polyhedron

__all__ = ["checked_polyhedron"]


def checked_polyhedron(value: object) -> Polyhedron:
    """The value, which is a polyhedron.

    Raises
    ------
    InputError
        If it is not; the message says how a polyhedron is made of it.

    Examples
    --------
    >>> checked_polyhedron([[0, 0], [1, 1]])
    Traceback (most recent call last):
    tropnet.errors.InputError: a list is no Polyhedron; the convex hull of points is \
Polyhedron.from_generators(points), and several polyhedra are given one by one, as *polyhedra
    """
    if isinstance(value, Polyhedron):
        return value
    kind = f"a {type(value).__name__} is no Polyhedron"
    if hasattr(value, "polyhedron"):
        raise InputError(f"{value!r} is no Polyhedron; give its .polyhedron")
    if isinstance(value, str):
        raise InputError(f"{kind}; Polyhedron.parse({value!r}) reads one")
    if isinstance(value, Iterable | np.ndarray | RationalArray):
        raise InputError(
            f"{kind}; the convex hull of points is Polyhedron.from_generators(points), and several polyhedra are "
            "given one by one, as *polyhedra"
        )
    raise InputError(f"{kind}; Polyhedron.from_inequalities and Polyhedron.from_generators make one")
