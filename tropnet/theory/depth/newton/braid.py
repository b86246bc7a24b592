r"""Constructions whose support functions are linear on the cones of the braid arrangement.

The braid arrangement of R^n consists of the hyperplanes :math:`x_i = x_j`.  Each of its cones is

.. math::  \mathrm{cone}(1_{S_1}, \dots, 1_{S_m}) + \mathbb{R} \cdot 1, \qquad
           \emptyset \ne S_1 \subset \dots \subset S_m \ne [n],

where :math:`1_S` has ones in S and zeros elsewhere.  A positively homogeneous function *conforms* to it if it is linear
on every cone.  Such a function is determined by its :math:`2^n - 1` values at the :math:`1_S` with S nonempty, as
:math:`1_{[n]} = 1` spans the lineality space.  So two functions that conform are equal if and only if they have the
same values there.

**Which constructions conform.**  Points do; sums and dilations do if their parts do.  Let P and Q conform.  On a cone
:math:`g = h_P - h_Q` is linear, and :math:`\max(h_P, h_Q)` is linear if and only if g does not change its sign there:
if a linear function has both signs on a cone, the maximum with 0 is not linear.  On
the cone above that is so if and only if

* :math:`g(1) = 0`, for both 1 and -1 lie in it, and
* no two of the :math:`g(1_{S_i})` have opposite signs.

So the join conforms if and only if :math:`g(1) = 0` and :math:`g(1_S) \, g(1_T) \ge 0` for all :math:`S \subset T`.
:func:`conforms_to_braid` demands this of every join in the expression.  That is sufficient for the whole to conform,
and not necessary: a polytope can conform with an expression that does not.

Source: C. Hertrich, A. Basu, M. Di Summa and M. Skutella, Towards lower bounds on the depth of ReLU neural networks,
2021, Section 3 (networks that conform to this arrangement); M. Grillo, C. Hertrich and G. Loho, Depth-bounds for neural
networks via the braid arrangement, 2025 (set functions).
"""

from __future__ import annotations

import numpy as np

from tropnet.exact.arrays import RationalArray
from tropnet.theory.depth.newton.construction import Construction, Join, support_values

__all__ = ["conforms_to_braid", "subset_directions"]


def subset_directions(n: int) -> RationalArray:
    """The vectors 1_S of the nonempty subsets S, in the order of their binary numbers, shape (2^n - 1, n).

    Examples
    --------
    >>> subset_directions(2)
    RationalArray([[1, 0], [0, 1], [1, 1]])
    """
    masks = np.arange(1, 1 << n)
    return RationalArray.from_integers((masks[:, None] >> np.arange(n)) & 1, 1)


def conforms_to_braid(construction: Construction) -> bool:
    """Whether the support functions of all joins in a construction are linear on the cones of the braid arrangement.

    The cost grows with 4^n.

    Examples
    --------
    A hexagon, which is a sum of segments parallel to e_i - e_j, and a segment that is not:

    >>> from tropnet.theory.depth.newton.construction import point
    >>> x, y, z = (point(p) for p in ([1, 0, 0], [0, 1, 0], [0, 0, 1]))
    >>> conforms_to_braid((x | y) + (x | z) + (y | z)), conforms_to_braid(2 * x | y + z)
    (True, False)
    """
    n = construction.ambient_dim
    values: dict[Join, RationalArray] = {}
    directions = subset_directions(n)
    support_values(construction, directions, values)

    def value(side: Construction) -> RationalArray:
        return support_values(side, directions, values)

    return all(_has_one_sign((value(join.left) - value(join.right)).sign()) for join in values)


def _has_one_sign(signs: np.ndarray[tuple[int, ...], np.dtype[np.int8]]) -> bool:
    """Whether values at the 1_S vanish at 1 and have no opposite signs at two nested sets."""
    if signs[-1:].any():
        return False
    above, below = np.flatnonzero(signs > 0) + 1, np.flatnonzero(signs < 0) + 1
    common = above[:, None] & below
    return not ((common == above[:, None]) | (common == below)).any()
