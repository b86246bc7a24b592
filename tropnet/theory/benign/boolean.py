r"""Boolean functions: the corners of the cube, truth tables, disjointness and inner product.

The corners of the cube :math:`[0, 1]^n` are listed in lexicographic order: corner number k has the binary digits of k
as coordinates, the most significant one first.  The truth table of a function of n bits is the list of its values at
the corners in this order.

A function of d *pairs* takes :math:`(x_1, \dots, x_d, y_1, \dots, y_d)`.  Two of them are hard to compute for two
parties of which the one knows x and the other y:

* disjointness, which is 1 if no i has :math:`x_i = y_i = 1`;
* the inner product modulo two, which is 1 if the number of such i is odd.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from tropnet.errors import InputError, ShapeError
from tropnet.exact.arrays import RationalArray
from tropnet.networks.network import Network
from tropnet.polyhedra.reading import integer_at_least

__all__ = ["Bits", "BooleanFunction", "boolean_cube", "disjointness", "inner_product", "truth_table"]

Bits: TypeAlias = npt.NDArray[np.int64]
"""Zeros and ones."""

BooleanFunction: TypeAlias = Network | Callable[[tuple[int, ...]], Any] | Sequence[int]
"""A network with values 0 and 1 at the corners, a function of tuples of bits, or a truth table."""

MOST_BITS = 22


def boolean_cube(n: int) -> Bits:
    """The corners of the cube in lexicographic order, shape (2^n, n).

    Parameters
    ----------
    n : int
        From 0 to 22.

    Raises
    ------
    InputError
        If n is no such integer.

    Examples
    --------
    >>> boolean_cube(2).tolist()
    [[0, 0], [0, 1], [1, 0], [1, 1]]
    """
    integer_at_least(0, n, "the number of bits")
    if n > MOST_BITS:
        raise InputError(f"the cube has 2^{n} corners, too many to list them; give at most {MOST_BITS} bits")
    places = np.arange(n - 1, -1, -1)
    return (np.arange(2**n)[:, None] >> places) & 1


def truth_table(g: BooleanFunction, n: int) -> Bits:
    """The values of a Boolean function of n bits at the corners of the cube, shape (2^n,).

    Parameters
    ----------
    g : Network, callable, or sequence of 2^n bits
        A network with n inputs and one output; a function of a tuple of n bits; or the truth table itself.
    n : int
        From 0 to 22.

    Raises
    ------
    InputError
        If a value is neither 0 nor 1, or g is nothing of these.
    ShapeError
        If the network or the table has another size.

    Examples
    --------
    >>> truth_table(lambda bits: bits[0] and not bits[1], 2).tolist()
    [0, 0, 1, 0]
    >>> truth_table(Network.from_arrays([[[1, 1]], [[1]]], [[-1], [0]]), 2).tolist()
    [0, 0, 0, 1]
    """
    corners = boolean_cube(n)
    if isinstance(g, Network):
        if (g.input_shape, g.output_dim) != ((n,), 1):
            raise ShapeError(
                f"{g!r} is no function of {n} bits; give a network with input shape ({n},) and 1 output"
            )
        values = g(corners).ravel()
    elif callable(g):
        values = RationalArray([_number(g(corner)) for corner in map(tuple, corners.tolist())])
    elif isinstance(g, Sequence | np.ndarray | RationalArray) and not isinstance(g, str | bytes):
        values = RationalArray(g)
    else:
        raise InputError(
            f"{g!r} is no Boolean function; give a network, a function of bits, or a truth table"
        )
    if values.shape != (2**n,):
        raise ShapeError(f"the values have shape {values.shape}; a function of {n} bits has {2**n} numbers")
    is_bit = (values.fractions() == 0) | (values.fractions() == 1)
    if not is_bit.all():
        where = int(np.flatnonzero(~is_bit)[0])
        raise InputError(
            f"the value at {corners[where].tolist()} is {values[where]}, neither 0 nor 1; "
            "give a function with Boolean values"
        )
    return values.fractions().astype(np.int64)


def disjointness(bits: Sequence[int]) -> int:
    """Whether no pair of d pairs of bits is (1, 1).

    Parameters
    ----------
    bits : sequence of 2d bits
        The first d are x, the others y.

    Raises
    ------
    ShapeError
        If the number of bits is odd.

    Examples
    --------
    >>> disjointness((1, 0, 0, 1)), disjointness((1, 0, 1, 1))
    (1, 0)
    """
    return int(_n_common(bits) == 0)


def inner_product(bits: Sequence[int]) -> int:
    """The number of pairs (1, 1) among d pairs of bits, modulo two.

    Parameters
    ----------
    bits : sequence of 2d bits
        The first d are x, the others y.

    Raises
    ------
    ShapeError
        If the number of bits is odd.

    Examples
    --------
    >>> inner_product((1, 0, 1, 0)), inner_product((1, 1, 1, 1))
    (1, 0)
    """
    return _n_common(bits) % 2


def _number(value: Any) -> Any:
    """True and False as bits; they are no numbers elsewhere."""
    return int(value) if isinstance(value, bool | np.bool_) else value


def _n_common(bits: Sequence[int]) -> int:
    d, odd = divmod(len(bits), 2)
    if odd:
        raise ShapeError(f"{len(bits)} bits are no pairs; give an even number, first all x and then all y")
    return sum(x * y for x, y in zip(bits[:d], bits[d:], strict=True))
