"""The domain of an enumeration: a full-dimensional polyhedron, as forms that are nonnegative inside."""

from __future__ import annotations

import numpy as np

from tropnet.errors import EmptyDomainError, ShapeError
from tropnet.exact.integers import Integers
from tropnet.polyhedra.operands import checked_polyhedron
from tropnet.polyhedra.polyhedron import Polyhedron

__all__ = ["domain_forms"]


def domain_forms(dim: int, within: Polyhedron | None) -> Integers:
    """The facets of a domain in the input space as primitive forms (a, c), a.x + c >= 0; none for all of space.

    Parameters
    ----------
    dim : int
        The number of inputs.
    within : Polyhedron, optional

    Returns
    -------
    object array of integers, shape (n_facets, dim + 1)

    Raises
    ------
    InputError
        If the domain is no polyhedron.
    ShapeError
        If the domain lies in a space of another dimension.
    EmptyDomainError
        If the domain is empty or lies in a hyperplane.

    Examples
    --------
    >>> from tropnet.polyhedra.bodies import box
    >>> domain_forms(1, box([0], ["1/2"])).tolist()
    [[1, 0], [-2, 1]]
    """
    if within is None:
        return np.empty((0, dim + 1), dtype=object)
    if checked_polyhedron(within).ambient_dim != dim:
        raise ShapeError(
            f"the domain lies in dimension {within.ambient_dim}, but the network has {dim} inputs; "
            "give a domain in the input space"
        )
    rows = within.inequalities.integers().reshape(-1, dim + 1)
    if (rows[:, :-1] == 0).all(axis=1).any():
        raise EmptyDomainError(
            f"the domain {within!r} is empty, so it has no interior point; give a larger one"
        )
    if len(within.equations):
        raise EmptyDomainError(
            f"the domain {within!r} has no interior point; restrict the network to its affine hull, by "
            "tropnet.networks.restrict"
        )
    forms: Integers = -rows
    forms[:, -1] = rows[:, -1]
    return forms
