"""The forms of the walls between neighbouring cells, read off the signs of sheets.

Two neighbours of a slicing lie on different sides of some sheet, unless only a false wall of the start separates them.
Let u be the first sheet, in the order of the rounds, that has another sign on the second one.  The sheets of earlier
rounds have the same signs on both, so u is the same affine form there, not zero, negative on one cell and positive on
the other one.  By continuity it vanishes on their common facet: its zero set is the hyperplane of the facet.

So no vertex is needed to know a wall and its sides.  Many sheets may pass through one facet; any of them is a multiple
of the same form where it is first met, and the first is as good as the others.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from tropnet.analysis.hinge_sums import coefficients_on_cells, outputs
from tropnet.analysis.maps import equal_rows
from tropnet.exact.arrays import RationalArray
from tropnet.exact.digits import integers_from_bytes
from tropnet.exact.integers import Integers, zeros
from tropnet.networks.hinges import HingeNetwork

__all__ = ["wall_forms"]

Labels = npt.NDArray[np.intp]
Signs = npt.NDArray[np.int8]

# Forms that are written down at once; few of them are of use.
FORMS_AT_ONCE = 1 << 16


def wall_forms(network: HingeNetwork, before: Signs, behind: Signs) -> Integers:
    """The affine forms that vanish on the common facets of pairs of neighbours, and are positive on the second ones.

    Parameters
    ----------
    network : HingeNetwork
    before, behind : int8 arrays, shape (m, n_sheets)
        The signs of all sheets on the first and on the second cell of each pair.  No pair has equal rows.

    Returns
    -------
    object array of Python integers, shape (m, input_dim + 1)
        Rows (a, b) of the forms a x + b, not primitive.

    Examples
    --------
    >>> from tropnet.networks import Network
    >>> from tropnet.networks.hinges import hinges
    >>> from tropnet.networks.stages import stages
    >>> net = hinges(stages(Network.from_arrays([[[1], [1]], [[3, -5]], [[1]]], [[0, -1], [0], [0]])))
    >>> signs = np.array([[-1, -1, 0], [1, -1, 1], [1, 1, 1], [1, 1, -1]], np.int8)
    >>> wall_forms(net, signs[:3], signs[1:]).tolist()   # of 0, 3 x and 5 - 2 x
    [[1, 0], [1, -1], [2, -5]]
    """
    found = zeros((len(before), network.input_dim + 1))
    if not len(before):
        return found
    # Of equal entries, argmax takes the first.
    sheet = (before != behind).argmax(axis=1)
    round_of_pair = np.searchsorted(network.first_sheet, sheet, side="right") - 1
    for number in np.unique(round_of_pair).tolist():
        own, first = np.flatnonzero(round_of_pair == number), network.first_sheet[number]
        found[own] = _forms_of_round(network, number, sheet[own] - first, before[own, :first])
    is_negative = behind[np.arange(len(sheet)), sheet] < 0
    found[is_negative] *= -1
    return found


def _forms_of_round(network: HingeNetwork, number: int, sheets: Labels, signs: Signs) -> Integers:
    """One sheet of a round as an affine form on each of some cells, which have given signs of earlier sheets."""
    r = network.rounds[number]
    every_sheet = RationalArray.from_integers(r.forms[: r.n_sheets])
    earlier = HingeNetwork(network.input_dim, network.rounds[:number], every_sheet, ())
    classes, members = equal_rows(signs > 0)
    found = zeros((len(sheets), network.input_dim + 1))
    step = max(1, FORMS_AT_ONCE // max(1, r.n_sheets))
    order = np.argsort(classes, kind="stable")
    starts = range(0, len(members), step)
    groups = np.split(order, np.searchsorted(classes[order], starts[1:]))
    for start, group in zip(starts, groups, strict=True):
        forms = coefficients_on_cells(earlier, outputs(earlier), signs[members[start : start + step]])
        found[group] = integers_from_bytes(forms[sheets[group], classes[group] - start])
    return found
