r"""Large integers as digits in float64, so that matrix products of them are matrix products of floats.

An integer is written in base :math:`B = 2^w` with *balanced* digits,

.. math::  x = \sum_s d_s B^s, \qquad -B/2 \le d_s < B/2.

Each integer has one such representation (divide with remainder, least digit first), and L digits hold every x
with :math:`|x| < B^L / 4`, because :math:`(B/2 - 1) (B^L - 1) / (B - 1) \ge B^L / 4` for :math:`B \ge 4`.

**Products.**  Let the digits of a matrix be matrices :math:`W_a`, and those of the factor :math:`V_b`.  The digits
of the product are

.. math::  X_s = \sum_{a + b = s} W_a V_b ,

before carrying.  Every partial sum is an integer, and at most
:math:`M = \tfrac{B}{2} \sum_a \max_i \sum_j |(W_a)_{ij}|` in absolute value.  If :math:`M \le 2^{52}`, float64
represents all of them, in every order of summation and in every rounding mode; a library's fast matrix product is
exact.

**Carrying.**  :math:`c = \lfloor (x + B/2) / B \rfloor` is carried and :math:`x - c B` stays.  Here too everything is
an integer below :math:`2^{53}`, or such an integer divided by a power of two.

The width w is a multiple of 8, so that digits become bytes, and bytes become Python integers, without arithmetic.
Axis 0 of an array of digits is s, the least first.
"""

from __future__ import annotations

import math
import pickle
from collections.abc import Iterable
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from tropnet.exact.integers import Integers, as_int64, largest, row

__all__ = [
    "Bytes",
    "Floats",
    "balanced_digits",
    "carried",
    "digit_product",
    "integers_from_bytes",
    "is_nonzero",
    "n_digits",
    "ordered_bytes",
    "sorted_distinct",
    "width_for",
]

Floats: TypeAlias = NDArray[np.float64]
Bytes: TypeAlias = NDArray[np.uint8]

WIDTHS = (24, 16, 8)
"""The widths of digits in bits, the fastest first."""


def n_digits(bound: int, width: int) -> int:
    """How many digits hold every integer up to this absolute value.

    Examples
    --------
    >>> n_digits(2**22 - 1, 24), n_digits(2**22, 24)
    (1, 2)
    """
    return max(1, -(-(bound.bit_length() + 2) // width))


def balanced_digits(integers: Integers, width: int) -> Floats:
    """The balanced digits of an array of Python integers, as many as the largest of them needs.

    Parameters
    ----------
    integers : object array of Python integers, any shape
    width : int
        The number of bits of a digit.

    Returns
    -------
    float64 array, shape (L, *integers.shape)

    Examples
    --------
    >>> balanced_digits(row([200, -1]), 8)
    array([[-56.,  -1.],
           [  1.,   0.]])
    """
    words = as_int64(integers)
    bound = largest(words) if words is not None else max(map(abs, integers.ravel().tolist()))
    count = n_digits(bound, width)
    rest: NDArray[Any] = words if words is not None and bound < 2**62 else integers
    found = np.empty((count, *integers.shape))
    for s in range(count):
        carry = (rest + (1 << (width - 1))) >> width
        found[s] = rest - (carry << width)
        rest = carry
    return found


def width_for(matrices: Iterable[Integers]) -> int:
    """The largest width at which products with each of these matrices are exact, one digit added included.

    Examples
    --------
    >>> width_for([np.array([[1, 2**40]], dtype=object)])
    24
    """
    factors = [m for m in matrices if m.size]
    for width in WIDTHS[:-1]:
        norms = [_norm(balanced_digits(m, width)) for m in factors]
        if (max(norms, default=0) + 1) * 2.0 ** (width - 1) <= 2.0**52:
            return width
    return WIDTHS[-1]


def _norm(digits: Floats) -> float:
    """The sum over the digits of the largest sum of a row's absolute values."""
    return float(np.abs(digits).sum(axis=2).max(axis=1).sum())


def digit_product(matrix: Floats, factor: Floats) -> Floats:
    """The digits of matrix products, not carried.

    Parameters
    ----------
    matrix : float64 array, shape (p, k, m)
    factor : float64 array, shape (q, m, ...)

    Returns
    -------
    float64 array, shape (p + q - 1, k, ...)

    Examples
    --------
    (3 + 5 B) (2 + 7 B) = 6 + 31 B + 35 B^2:

    >>> digit_product(np.array([[[3.0]], [[5.0]]]), np.array([[[2.0]], [[7.0]]])).ravel()
    array([ 6., 31., 35.])
    """
    p, k, m = matrix.shape
    q, rest = len(factor), factor.shape[2:]
    flat = factor.reshape(q, m, math.prod(rest))
    products = np.matmul(matrix.reshape(p * k, m), flat).reshape(q, p, k, *rest)
    found = np.zeros((p + q - 1, k, *rest))
    for a in range(p):
        found[a : a + q] += products[:, a]
    return found


def carried(raw: Floats, width: int, count: int) -> Floats:
    """The balanced digits, ``count`` of them, of integers that are given by raw digits.

    The integers must be below B^count / 4 in absolute value, and the raw digits at most 2^52.  The raw digits are
    overwritten.

    Examples
    --------
    >>> carried(np.array([[300.0], [-2.0]]), 8, 2)
    array([[44.],
           [-1.]])
    """
    base, half = float(1 << width), float(1 << (width - 1))
    found = np.empty((count, *raw.shape[1:]))
    carry: Any = 0.0
    for s in range(count):
        digit = raw[s] if s < len(raw) else np.zeros(raw.shape[1:])
        digit += carry
        carry = digit + half
        carry *= 1 / base
        np.floor(carry, out=carry)
        np.subtract(digit, carry * base, out=found[s])
    return found


def ordered_bytes(digits: Floats, width: int) -> Bytes:
    """The integers with these balanced digits as bytes, the order of which is that of the integers.

    It is two's complement with the most significant byte first and the sign bit flipped; so -1 comes before 0.

    Returns
    -------
    uint8 array, shape (*digits.shape[1:], L * width // 8)

    Examples
    --------
    >>> ordered_bytes(balanced_digits(row([200, 0, -1]), 8), 8)
    array([[128, 200],
           [128,   0],
           [127, 255]], dtype=uint8)
    """
    count, size = len(digits), width // 8
    found = np.empty((*digits.shape[1:], count, size), np.uint8)
    borrow = np.zeros(digits.shape[1:], np.int64)
    for s in range(count):
        whole = digits[s].astype("<i8") + borrow
        # An arithmetic shift takes what is missing from the next digit.
        borrow = whole >> width
        octets = np.ascontiguousarray(whole).view(np.uint8).reshape(*whole.shape, 8)
        found[..., count - 1 - s, :] = octets[..., size - 1 :: -1]
    found[..., 0, 0] ^= 128
    return found.reshape(*digits.shape[1:], count * size)


def integers_from_bytes(data: Bytes) -> Integers:
    """The Python integers that :func:`ordered_bytes` has written.

    A loop over ``int.from_bytes`` costs 130 ns an integer.  The format of ``pickle`` (PEP 307) has an opcode for an
    integer and its bytes; reading a list of them costs 40 ns each.

    Parameters
    ----------
    data : uint8 array, shape (..., size)

    Returns
    -------
    object array of Python integers, shape (...)

    Examples
    --------
    >>> integers_from_bytes(np.array([[128, 200], [127, 255]], np.uint8))
    array([200, -1], dtype=object)
    """
    shape, size = data.shape[:-1], data.shape[-1]
    head = b"\x8a" + size.to_bytes(1, "little") if size < 256 else b"\x8b" + size.to_bytes(4, "little")
    records = np.empty((math.prod(shape), len(head) + size), np.uint8)
    records[:, : len(head)] = np.frombuffer(head, np.uint8)
    records[:, len(head) :] = data.reshape(-1, size)[:, ::-1]
    records[:, -1] ^= 128
    return row(pickle.loads(b"\x80\x02](" + records.tobytes() + b"e.")).reshape(shape)


def is_nonzero(data: Bytes) -> NDArray[np.bool_]:
    """Which of the integers that :func:`ordered_bytes` has written are not zero, shape (...).

    Examples
    --------
    >>> is_nonzero(np.array([[128, 0], [128, 1], [0, 0]], np.uint8))
    array([False,  True,  True])
    """
    return np.asarray((data[..., 0] != 128) | data[..., 1:].any(axis=-1))


def sorted_distinct(data: Bytes) -> Bytes:
    """The distinct rows of integers in lexicographic order, as bytes.

    Parameters
    ----------
    data : uint8 array, shape (k, m, size)
        Rows of m integers, from :func:`ordered_bytes`.

    Returns
    -------
    uint8 array, shape (number of distinct rows, m, size)

    Examples
    --------
    >>> rows = np.array([[0, 1], [-1, 5], [0, 1], [0, -7]], dtype=object)
    >>> integers_from_bytes(sorted_distinct(ordered_bytes(balanced_digits(rows, 8), 8))).tolist()
    [[-1, 5], [0, -7], [0, 1]]
    """
    k, m, size = data.shape
    rows = np.ascontiguousarray(data).reshape(k, m * size).view(f"S{m * size}").ravel()
    return np.unique(rows).view(np.uint8).reshape(-1, m, size)
