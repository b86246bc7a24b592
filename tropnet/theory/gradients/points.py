r"""The gradient of a network at many points at once.

All neurons are evaluated at the points, exactly; so the piece of every gate is known, and the output is an affine form
in the inputs near the point.  It is *pulled back* to the inputs, stage by stage, for all points at once; points with
equal pieces behind a stage share the form there.  A form behind the stages is one row, while the Jacobian in front of
them would be a matrix with a column for every input.

**Where it exists.**  If no form of a neuron vanishes at a point, the point lies inside of one cell of the input space.
Else all cells around it are listed: they determine f near it, and f is differentiable there if and only if they have
one gradient.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from tropnet.analysis.local import regions_around
from tropnet.analysis.walls import WalledNetwork, lexicographic_signs
from tropnet.errors import InputError, ShapeError
from tropnet.exact.arrays import RationalArray, RationalArrayLike, rational_array, stack
from tropnet.exact.integers import integer_product, zeros
from tropnet.networks.network import Network
from tropnet.networks.operations import select_outputs

__all__ = ["gradients_at", "one_output"]

Pieces = npt.NDArray[np.intp]


def gradients_at(net: Network, points: RationalArrayLike, *, output: int | None = None) -> RationalArray:
    r"""The gradient of an output in all inputs, at each of some points.

    Parameters
    ----------
    net : Network
        With gates of any kind.
    points : array-like of rationals (k, input_dim) or (k, \*input_shape)
    output : int, optional
        The place of the output, flattened; may be left out if there is only one.

    Returns
    -------
    RationalArray (k, input_dim)

    Raises
    ------
    InputError
        If the gradient does not exist at a point, or the output is not told.
    ShapeError
        If the points do not have the input shape, or there is no such output.

    Examples
    --------
    >>> net = Network.from_arrays([[[1, 0], [0, 1]], [[1, 3]]])
    >>> gradients_at(net, [[1, 1], [-1, 2]])
    RationalArray([[1, 3], [0, 3]])

    A network may have a gradient where neurons change their pieces:

    >>> identity = Network.from_arrays([[[1], [-1]], [[1, -1]]])
    >>> gradients_at(identity, [[0]])
    RationalArray([[1]])
    """
    single, batch = one_output(net, output), rational_array(points)
    if batch.shape[1:] not in {single.input_shape, (single.input_dim,)} or not batch.size:
        raise ShapeError(
            f"the points have shape {batch.shape}, but the network takes batches of shape "
            f"{('k', *single.input_shape)}; give at least one point"
        )
    flat, walled = batch.reshape((len(batch), single.input_dim)), WalledNetwork(single)
    pieces, touches_wall = _pieces_at(walled, flat)
    gradients = _pulled_back_output(walled, pieces, len(flat))
    if not touches_wall.any():
        return gradients
    return stack(
        [
            _gradient_on_walls(single, x) if on else g
            for x, g, on in zip(flat, gradients, touches_wall, strict=True)
        ]
    )


def one_output(net: Network, output: int | None) -> Network:
    """The network with one output: the one that is told, or the only one.

    Examples
    --------
    >>> one_output(Network.from_arrays([[[1], [2]]]), 1)([5])
    RationalArray([10])
    """
    if output is None and net.output_dim != 1:
        raise InputError(f"the network has {net.output_dim} outputs; tell which one, as in output=0")
    return select_outputs(net, output or 0)


def _pieces_at(walled: WalledNetwork, points: RationalArray) -> tuple[list[Pieces], npt.NDArray[np.bool_]]:
    """For every stage the pieces of all gates at every point, and which points some form of a neuron vanishes at."""
    variables = zeros((len(points), walled.input_dim + 1, 1))
    variables[:, :-1, 0], variables[:, -1, 0] = points.numerators, points.denominator
    found, touches = [], np.zeros(len(points), np.bool_)
    for stage in walled.stages:
        arguments = stage.arguments(variables)
        signs = lexicographic_signs(stage.walls(arguments))
        touches |= (signs == 0).any(axis=1)
        found.append(stage.pieces(signs))
        variables = stage.behind(arguments, found[-1])
    return found, touches


def _pulled_back_output(walled: WalledNetwork, pieces: list[Pieces], k: int) -> RationalArray:
    """The gradient of the only output where the gates have these pieces, shape (k, input_dim)."""
    forms = walled.output
    classes = np.zeros(k, np.intp)
    for stage, own in zip(reversed(walled.stages), reversed(pieces), strict=True):
        # The last row is the form t; all forms keep a common scale with it.
        _, members, behind = np.unique(
            np.column_stack([classes, own]), axis=0, return_index=True, return_inverse=True
        )
        chosen = np.append(classes[members], len(forms) - 1)
        pulled = stage.pulled_back(forms[chosen], own[np.append(members, 0)])
        forms, classes = integer_product(pulled, stage.matrix), behind.ravel()
    return RationalArray.from_integers(forms[classes, :-1], int(forms[-1, -1]))


def _gradient_on_walls(net: Network, point: RationalArray) -> RationalArray:
    """The gradient at a point through which walls may pass."""
    gradients: set[RationalArray] = {region.affine_map[0, :-1] for region in regions_around(net, point)}
    if len(gradients) > 1:
        shown = ", ".join(map(str, point.tolist()))
        raise InputError(
            f"the gradient does not exist at the point ({shown}): there is a wall; move the point, or the segment, "
            "or take the derivative in one direction by derivative_along(net, start, end)"
        )
    return gradients.pop()
