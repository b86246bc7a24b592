"""The names of variables: those that are understood, and those that are printed."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tropnet.errors import InputError, ShapeError
from tropnet.polyhedra.notation import LARGEST_DIMENSION

__all__ = ["NAME", "RESERVED", "checked_names", "coordinate_of", "default_names", "latex_name", "names_for"]

NAME = r"[^\W\d]\w*"
"""What is read as one name: a letter or an underscore, followed by such and by digits."""

RESERVED = {"max": "extremum", "min": "extremum", "oo": "tropical", "inf": "tropical"}
"""Words that are no names, with the kind of their token."""

_LETTERS = "xyzw"


def coordinate_of(name: str) -> int | None:
    """The number, from 1, of the coordinate that the name stands for by default; None for other names.

    Raises
    ------
    InputError
        If the number is 0 or very large.

    Examples
    --------
    >>> coordinate_of("y"), coordinate_of("x7"), coordinate_of("x_7"), coordinate_of("a")
    (2, 7, 7, None)
    """
    if len(name) == 1 and name in _LETTERS:
        return _LETTERS.index(name) + 1
    match = re.fullmatch(r"x_?([0-9]+)", name)
    if match is None:
        return None
    if len(match[1]) > 9 or not 1 <= int(match[1]) <= LARGEST_DIMENSION:
        raise InputError(f"{name!r} is not one of x1, ..., x{LARGEST_DIMENSION}")
    return int(match[1])


def checked_names(names: Sequence[str]) -> list[str]:
    """Names as a list.

    Raises
    ------
    InputError
        If one is no identifier or reserved, or two are equal.

    Examples
    --------
    >>> checked_names(("a", "b"))
    ['a', 'b']
    """
    checked = [names] if isinstance(names, str) else list(names)
    for place, name in enumerate(checked):
        is_word = isinstance(name, str) and name.isidentifier() and re.fullmatch(NAME, name)
        if not is_word or name in RESERVED:
            raise InputError(f"{name!r} cannot be the name of a variable; give a word such as 'x' or 'x1'")
        if name in checked[:place]:
            raise InputError(f"the name {name!r} is given twice; give each variable a name of its own")
    return checked


def default_names(n: int) -> list[str]:
    """The names of n variables when none are given: x, or x1, x2, ...

    Examples
    --------
    >>> default_names(1), default_names(2)
    (['x'], ['x1', 'x2'])
    """
    return ["x"] if n == 1 else [f"x{i}" for i in range(1, n + 1)]


def names_for(n: int, names: Sequence[str] | None) -> list[str]:
    """The names given, one for each of n variables, or the default ones.

    Raises
    ------
    ShapeError
        If the number of names is not n.
    InputError
        If a name is unusable.

    Examples
    --------
    >>> names_for(2, ["s", "t"])
    ['s', 't']
    """
    if names is None:
        return default_names(n)
    checked = checked_names(names)
    if len(checked) != n:
        raise ShapeError(f"{len(checked)} names for {n} variables; give one for each")
    return checked


def latex_name(name: str) -> str:
    r"""The name in LaTeX: digits at the end become an index, long words upright.

    Examples
    --------
    >>> latex_name("x12"), latex_name("x_1"), latex_name("width")
    ('x_{12}', 'x_{1}', '\\mathrm{width}')
    """
    match = re.fullmatch(r"(.*?)_?([0-9]*)", name)
    assert match is not None
    stem, index = match.groups()
    if len(stem) != 1:
        stem = r"\mathrm{" + stem.replace("_", r"\_") + "}"
    return f"{stem}_{{{index}}}" if index else stem
