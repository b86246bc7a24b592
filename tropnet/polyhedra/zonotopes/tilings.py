r"""Fine zonotopal tilings: a zonotope cut into parallelepipeds.

Give every generator :math:`g_i` of a zonotope a height :math:`h_i` and lift it to :math:`(g_i, h_i)`.  The lower faces
of the lifted zonotope project to a tiling of the zonotope by smaller ones, which meet face to face (Ziegler,
Lectures on polytopes, 1995, Sections 5.1 and 7.5).  If the heights are generic, the tiles are parallelepipeds, one for
each basis B of generators: let y be the linear function with :math:`y \cdot g_i = h_i` on B; then its tile is

.. math:: c + \sum_{j \notin B} \operatorname{sign}(y \cdot g_j - h_j)\, g_j + \sum_{i \in B} [-1, 1]\, g_i .

The tiling here takes :math:`h_1 \gg h_2 \gg \dots > 0`, each infinitely large beside the next.  With
:math:`g_j = \sum_{i \in B} c_i g_i` the sign is that of :math:`\sum c_i h_i - h_j`, hence that of its first nonzero
term: it depends on the fundamental circuit of j alone, and never vanishes, whatever the generators.
"""

from __future__ import annotations

from itertools import combinations

import numpy as np

from tropnet.errors import SingularMatrixError
from tropnet.exact.arrays import RationalArray, rational_array
from tropnet.exact.matrix import inverse, row_space
from tropnet.polyhedra.zonotopes.zonotope import Zonotope

__all__ = ["lexicographic_tiling"]


def lexicographic_tiling(zonotope: Zonotope) -> tuple[Zonotope, ...]:
    """The parallelepipeds of the lexicographic tiling, one for each basis of generators.

    They cover the zonotope, have disjoint relative interiors, and meet face to face.

    Parameters
    ----------
    zonotope : Zonotope

    Returns
    -------
    tuple of Zonotope
        In the lexicographic order of the bases, each with dim generators.

    Source
    ------
    G. M. Ziegler, Lectures on polytopes, 1995, Section 7.5; coherent tilings, by heights, are due to L. J. Billera and
    B. Sturmfels, Fiber polytopes, Annals of Mathematics 135 (1992).

    Examples
    --------
    Three parallelograms fill a hexagon:

    >>> tiles = lexicographic_tiling(Zonotope([[1, 0], [0, 1], [1, 1]]))
    >>> [tile.center for tile in tiles]
    [RationalArray([1, 1]), RationalArray([-1, 0]), RationalArray([0, -1])]
    >>> sum(tile.volume for tile in tiles)
    Fraction(12, 1)
    """
    generators, m = zonotope.generators, zonotope.n_generators
    coordinates = [int(np.flatnonzero(row)[0]) for row in row_space(generators).sign()]
    tiles = []
    for basis in map(list, combinations(range(m), zonotope.dim)):
        try:
            dual = inverse(generators[basis][:, coordinates])
        except SingularMatrixError:
            continue
        signs = _signs_outside(generators[:, coordinates] @ dual, basis)
        tiles.append(Zonotope(generators[basis], zonotope.center + rational_array(signs) @ generators))
    return tuple(tiles)


def _signs_outside(coefficients: RationalArray, basis: list[int]) -> list[int]:
    """The signs of sum c_i h_i - h_j for heights each infinitely larger than the next; 0 for members of the basis."""
    signs = []
    for j, row in enumerate(coefficients.sign().tolist()):
        terms = [(i, sign) for i, sign in zip(basis, row, strict=True) if sign]
        signs.append(0 if j in basis else min([*terms, (j, -1)])[1])
    return signs
