"""Reading array-like data: what a user has, as integers over one common denominator.

Floats are read in bulk.  A float64 is an odd integer times a power of two, both of which ``frexp`` and a
few operations on machine words extract for a whole array at once; the common denominator is the largest
power of two that an entry needs, and the result is in lowest terms because that entry's numerator is
odd.  Everything else is read entry by entry through :func:`~tropnet.exact.numbers.as_fraction`, and
every error names the index of the entry.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Sequence
from fractions import Fraction
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from tropnet.errors import ShapeError
from tropnet.exact.integers import Integers, row
from tropnet.exact.numbers import as_fraction

__all__ = ["Parts", "over_common_denominator", "read"]

Parts: TypeAlias = tuple[Integers, int]
"""Numerators and their positive common denominator."""

MOST_AXES = 32  # what every version of numpy can hold; deeper nesting is hostile or contains itself


def read(data: Any, index: tuple[int, ...] = ()) -> Parts:
    """The array-like ``data`` in lowest terms; it stands at ``index`` of what the user gave.

    Raises
    ------
    NotRationalError
        If an entry is no finite rational number.
    ShapeError
        If nested lists are ragged, or nested more than 32 deep.

    Examples
    --------
    >>> numerators, denominator = read([[1, "1/2"], [0.25, -3]])
    >>> numerators.tolist(), denominator
    ([[4, 2], [1, -12]], 4)
    """
    if isinstance(data, list | tuple | range):
        return _read_list(data, index)
    torch = sys.modules.get("torch")
    if torch is not None and isinstance(data, torch.Tensor):
        return _read_array(_tensor_to_numpy(data), index)
    if isinstance(getattr(data, "numerators", None), np.ndarray):
        return data.numerators, data.denominator
    if hasattr(data, "__array__"):
        return _read_array(np.asarray(data), index)
    if hasattr(data, "tolist"):  # matrices of python-flint
        return _read_list(data.tolist(), index)
    return _from_fractions([as_fraction(data, _position(index))], ())


def over_common_denominator(arrays: Sequence[Parts]) -> tuple[list[Integers], int]:
    """The numerators of several arrays over their least common denominator, and that denominator.

    Examples
    --------
    >>> [a, b], denominator = over_common_denominator([read(["1/2"]), read(["1/3"])])
    >>> a.tolist(), b.tolist(), denominator
    ([3], [2], 6)
    """
    common = math.lcm(*(denominator for _, denominator in arrays))
    factors = [common // denominator for _, denominator in arrays]
    # Products of 0-dimensional object arrays are bare integers, hence asarray.
    scaled = [
        n if f == 1 else np.asarray(n * f, dtype=object) for (n, _), f in zip(arrays, factors, strict=True)
    ]
    return scaled, common


def _read_list(items: Sequence[Any], index: tuple[int, ...]) -> Parts:
    if len(index) >= MOST_AXES:
        raise ShapeError(f"lists are nested more than {MOST_AXES} deep; give at most {MOST_AXES} axes")
    types = set(map(type, items))
    if types == {float}:
        return _read_array(np.array(items, dtype=np.float64), index)
    if types <= {int}:
        return row(items), 1
    if not any(map(_is_nested, items)):
        fractions = [as_fraction(item, _position((*index, i))) for i, item in enumerate(items)]
        return _from_fractions(fractions, (len(fractions),))
    parts = [read(item, (*index, i)) for i, item in enumerate(items)]
    shapes = [numerators.shape for numerators, _ in parts]
    for i, shape in enumerate(shapes):
        if shape != shapes[0]:
            place = f" {_position(index)}" if index else ""
            raise ShapeError(
                f"ragged data{place}: item {i} has shape {shape} where item 0 has shape {shapes[0]}"
            )
    numerators, denominator = over_common_denominator(parts)
    return np.stack(numerators), denominator


def _is_nested(item: Any) -> bool:
    # Scalars of numpy and torch have ndim 0; matrices of sympy and flint have no ndim, but tolist.
    return isinstance(item, list | tuple | range) or bool(getattr(item, "ndim", hasattr(item, "tolist")))


def _read_array(array: NDArray[Any], index: tuple[int, ...]) -> Parts:
    if array.dtype.kind == "f" and array.dtype.itemsize <= 8:
        return _read_floats(array.astype(np.float64), index)
    if array.dtype.kind in "iu" or (array.dtype.kind == "O" and set(map(type, array.flat)) <= {int}):
        return array.astype(object), 1
    entries = np.ndenumerate(array)
    return _from_fractions([as_fraction(v, _position((*index, *i))) for i, v in entries], array.shape)


def _tensor_to_numpy(tensor: Any) -> NDArray[Any]:
    tensor = tensor.detach().cpu().to_dense().resolve_conj()
    widened = tensor.double() if tensor.is_floating_point() else tensor  # numpy has no bfloat16
    return np.asarray(widened.numpy())


def _read_floats(values: NDArray[np.float64], index: tuple[int, ...]) -> Parts:
    shape, values = values.shape, values.ravel()
    bad = np.flatnonzero(~np.isfinite(values))
    if len(bad):
        place = (int(i) for i in np.unravel_index(bad[0], shape))
        as_fraction(float(values[bad[0]]), _position((*index, *place)))
    mantissas, exponents = np.frexp(values)
    odd = np.ldexp(mantissas, 53).astype(np.int64)
    lowest_bit = (odd & -odd).astype(np.float64)
    trailing = np.where(odd == 0, 0, np.frexp(lowest_bit)[1] - 1)
    odd >>= trailing
    exponents = np.where(odd == 0, 0, exponents.astype(np.int64) - 53 + trailing)
    denominator_bits = max(0, -int(exponents.min(initial=0)))
    shifts = exponents + denominator_bits
    fits = shifts + (53 - trailing) <= 63
    numerators = (odd << np.where(fits, shifts, 0)).astype(object)
    if not fits.all():
        numerators = np.where(
            fits, numerators, odd.astype(object) << np.where(fits, 0, shifts).astype(object)
        )
    return numerators.reshape(shape), 1 << denominator_bits


def _from_fractions(fractions: Sequence[Fraction], shape: tuple[int, ...]) -> Parts:
    denominator = math.lcm(*(f.denominator for f in fractions))
    numerators = [f.numerator * (denominator // f.denominator) for f in fractions]
    return row(numerators).reshape(shape), denominator


def _position(index: tuple[int, ...]) -> str:
    return f"at index {index if len(index) != 1 else index[0]}" if index else ""
