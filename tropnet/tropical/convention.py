r"""Max-plus and min-plus: one algebra in two conventions.

In the max-plus convention the tropical sum is the maximum, in the min-plus convention the minimum; the tropical
product is the ordinary sum in both.  Negation carries one into the other, :math:`\min_i f_i = -\max_i (-f_i)`,
so every algorithm is written for the maximum and reads min-plus data with all signs changed.  The convention is
part of a value: a max-plus and a min-plus polynomial are never equal and never mixed.
"""

from __future__ import annotations

from typing import Literal

from tropnet.errors import InputError

__all__ = ["Convention", "checked_convention", "common_convention", "sign_of"]

Convention = Literal["max", "min"]
"""Which of maximum and minimum is the tropical sum."""


def checked_convention(convention: str) -> Convention:
    """The convention with this name.

    Raises
    ------
    InputError
        If it is neither ``"max"`` nor ``"min"``.

    Examples
    --------
    >>> checked_convention("min")
    'min'
    """
    if convention == "max":
        return "max"
    if convention == "min":
        return "min"
    raise InputError(f"the convention {convention!r} is unknown; give 'max' or 'min'")


def common_convention(first: Convention, second: Convention) -> Convention:
    """The convention of two values that are to be combined.

    Raises
    ------
    InputError
        If they differ.

    Examples
    --------
    >>> common_convention("max", "max")
    'max'
    """
    if first != second:
        raise InputError(
            f"a {first}-plus and a {second}-plus value cannot be combined; "
            "-p is the negative of p in the other convention"
        )
    return first


def sign_of(convention: Convention) -> int:
    """1 for max-plus and -1 for min-plus: the factor that turns the data into max-plus data.

    Examples
    --------
    >>> sign_of("min")
    -1
    """
    return 1 if convention == "max" else -1
