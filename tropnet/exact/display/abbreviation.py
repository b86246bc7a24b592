"""Long lists in a few words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

__all__ = ["abbreviated"]

Item = TypeVar("Item")


def abbreviated(items: Sequence[Item], most: int, dots: Item) -> list[Item]:
    """The items, or where they are more than ``most``: the first ones, dots, and the last.

    Examples
    --------
    >>> abbreviated("abc", 3, "..."), abbreviated("abcde", 3, "...")
    (['a', 'b', 'c'], ['a', 'b', '...', 'e'])
    """
    if len(items) <= most:
        return list(items)
    return [*items[: most - 1], dots, items[-1]]
