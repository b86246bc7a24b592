"""Networks with rounded weights: what saving a network in another number format makes of its function.

Rounding changes the function, so it is never done in passing: :func:`rounded` makes another network, and says in its
provenance what was rounded.  Both networks are exact objects, and can be compared: by their counts, their regions, or
by :func:`tropnet.counterexample`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from operator import index

import numpy as np
import numpy.typing as npt

from tropnet.errors import InputError
from tropnet.exact.arrays import RationalArray
from tropnet.exact.rounding import FloatFormat, nearest_floats, nearest_multiples
from tropnet.networks.network import Network, Node

__all__ = ["rounded"]


def rounded(net: Network, *, bits: int | None = None, dtype: npt.DTypeLike | None = None) -> Network:
    """The network with weights, biases and constants rounded to the nearest numbers of a format, ties to even.

    The gates stay: slopes and break points of activations are not rounded.

    Parameters
    ----------
    net : Network
    bits : int, optional
        Round to multiples of 2^-bits.
    dtype : float16, float32 or float64, optional
        Round to the numbers of this type.  Either ``bits`` or ``dtype`` must be given.

    Returns
    -------
    Network
        With one more sentence in its provenance.

    Raises
    ------
    InputError
        If not exactly one of ``bits`` and ``dtype`` is given, the type is none of the three, or a number lies
        beyond its range; the message names the node.

    Examples
    --------
    Two neurons whose weights differ in the last bit of float64:

    >>> twins = Network.from_arrays([[[0.1 + 0.2], [0.3]], [[1, -1]]])
    >>> single = rounded(twins, dtype="float32")
    >>> twins([1]).floats(), single([1])
    (array([5.55111512e-17]), RationalArray([0]))
    >>> single.provenance
    ('2 of 4 weights, biases and constants rounded to the nearest float32',)
    >>> rounded(twins, bits=3).nodes[0].layer.weight
    RationalArray([[1/4], [1/4]])
    """
    nearest: Callable[[RationalArray], RationalArray]
    if bits is not None and dtype is None:
        nearest, of_format = partial(nearest_multiples, bits=index(bits)), f"multiple of 2^-{index(bits)}"
    elif dtype is not None and bits is None:
        nearest, of_format = partial(nearest_floats, dtype=dtype), FloatFormat.of(dtype).name
    else:
        raise InputError(
            f"bits={bits} and dtype={dtype} are given; give one of them, such as bits=8 or dtype='float32'"
        )
    nodes, n_changed = [], 0
    for i, node in enumerate(net.nodes):
        arrays = {}
        for name, array in node.layer.parameters.items():
            try:
                arrays[name] = nearest(array)
            except InputError as error:
                raise InputError(f"{net.describe(i)}: {name}: {error}") from error
            n_changed += int(np.count_nonzero((arrays[name] - array).sign()))
        nodes.append(Node(node.layer.with_parameters(**arrays), node.inputs, node.name))
    note = (
        f"{n_changed} of {net.n_parameters} weights, biases and constants rounded to the nearest {of_format}"
    )
    return Network(nodes, net.input_shape, (*net.provenance, note))
