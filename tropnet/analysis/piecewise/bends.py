r"""Where a piecewise linear function bends, and by how much.

Let two cells of a complex on which f is affine meet in a facet F, and let the affine maps on them be different.  As f
is continuous, their difference vanishes on F, so it is a multiple of an affine form :math:`\ell` whose zero set is the
hyperplane of F.  Choose :math:`\ell` primitive (coprime integers, the first nonzero one positive), so that it depends
on the hyperplane alone.  Then on the side where :math:`\ell > 0` the function is the affine map of the other side plus
:math:`c\,\ell`, and the number c is the *jump* of f at F: positive where f is convex, negative where it is concave.

The jumps tell the function up to an affine one: if f and g have the same jumps, f - g has none, and is affine since
its domain is connected through facets.  Jumps of a sum are sums of jumps, and f is convex exactly if all are positive
(a function on a convex set that is convex around every facet is convex).  They are the weights of the tropical
hypersurface of a convex f, and of a divisor for any f.

The cells are those of a network.  The form of a wall and the side where it is positive follow from the signs of the
sheets on both cells (:mod:`tropnet.analysis.wall_forms`), so that all bends are found without any vertex.
"""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from tropnet.analysis.piecewise.compatible import Wall
from tropnet.analysis.wall_forms import wall_forms
from tropnet.analysis.walls import primitive_row

if TYPE_CHECKING:
    from tropnet.analysis.piecewise.function import PiecewiseLinear

__all__ = ["Bend", "bends", "jumps_by_hyperplane"]


class Bend(NamedTuple):
    r"""A facet at which the gradient jumps.

    Attributes
    ----------
    hyperplane : tuple of n + 1 int
        The primitive form: :math:`a \cdot x + b = 0` as (a, b), the first nonzero entry positive.
    jump : Fraction
        What the affine map gains at the crossing to the side where the form is positive, in multiples of the form.
    cells : pair of int
        The cells of ``f.regions`` on both sides: first that where the form is negative.
    """

    hyperplane: tuple[int, ...]
    jump: Fraction
    cells: tuple[int, int]


def bends(f: PiecewiseLinear) -> tuple[Bend, ...]:
    """The facets between cells of ``f.regions`` at which the gradient jumps; cells of the network, not merged ones.

    Examples
    --------
    >>> from tropnet.analysis.piecewise.function import PiecewiseLinear, maximum
    >>> x, y = PiecewiseLinear.coordinates(2)
    >>> for bend in bends(maximum(x, y, 0) - maximum(2 * x, 0)):
    ...     print(bend.hyperplane, bend.jump)
    (0, 1, 0) 1
    (1, -1, 0) 1
    (1, 0, 0) -2
    (1, 0, 0) -1
    """
    assembly = f.regions._assembly
    maps, number = f._affine_maps
    pairs = assembly.neighbours(np.arange(assembly.n_cells))
    cells = assembly.cell_of_fine[pairs]
    is_bent = number[cells[:, 0]] != number[cells[:, 1]]
    pairs, cells = pairs[is_bent], cells[is_bent]
    forms = wall_forms(assembly.network, *(assembly.fine_signs[side] for side in pairs.T))
    gains = maps.numerators[number[cells[:, 1]]] - maps.numerators[number[cells[:, 0]]]
    found = []
    for (one, other), form, gain in zip(cells.tolist(), forms.tolist(), gains.tolist(), strict=True):
        row = primitive_row(form)
        pivot = next(k for k, entry in enumerate(row) if entry)
        # The other way across the wall, form and gain are both opposite.
        wall = Wall.between(row, above=other, below=one)
        found.append((wall.hyperplane, gain[pivot] // row[pivot], wall.negative, wall.positive))
    return tuple(
        Bend(row, Fraction(jump, maps.denominator), (one, other)) for row, jump, one, other in sorted(found)
    )


def jumps_by_hyperplane(f: PiecewiseLinear) -> dict[tuple[int, ...], tuple[Bend, ...]]:
    """The bends, those in one hyperplane together.

    Examples
    --------
    >>> from tropnet.analysis.piecewise.function import PiecewiseLinear, maximum
    >>> x, y = PiecewiseLinear.coordinates(2)
    >>> {row: [str(bend.jump) for bend in found] for row, found in jumps_by_hyperplane(abs(x) - maximum(x, y)).items()}
    {(1, -1, 0): ['-1', '-1'], (1, 0, 0): ['2', '2']}
    """
    groups: defaultdict[tuple[int, ...], list[Bend]] = defaultdict(list)
    for bend in f.bends:
        groups[bend.hyperplane].append(bend)
    return {row: tuple(found) for row, found in groups.items()}
