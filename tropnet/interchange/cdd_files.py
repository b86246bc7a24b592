"""The text formats of cdd and lrs: inequalities (.ine) and generators (.ext).

::

    H-representation            or V-representation
    linearity 1  3              optional: how many rows, and which, are equations or lines
    begin
    4 3 rational                rows, columns, and rational, integer or real
    ...                         (b, a) with b + a.x >= 0;  (1, x) for a point, (0, r) for a ray
    end

Lines that start with ``*`` or ``#`` are comments, and so is everything before the head and after ``end``.  Decimals
are read as the decimal fractions that they are.  Generators without a point are a cone with the apex 0, as cdd has it.

Source
------
K. Fukuda, cddlib reference manual, 2018, Section 3; D. Avis, lrs user's guide.
"""

from __future__ import annotations

from collections.abc import Iterator

from tropnet.errors import FormatError, InputError
from tropnet.interchange.rows import (
    Row,
    constraints_of,
    from_constraints,
    from_points,
    number,
    points_of,
    row_text,
)
from tropnet.polyhedra.notation import LARGEST_DIMENSION
from tropnet.polyhedra.polyhedron import Polyhedron

__all__ = ["from_cdd", "to_ext", "to_ine"]

_HEADS = {"h-representation": "H", "v-representation": "V"}


def from_cdd(text: str | bytes, default: str = "H") -> Polyhedron:
    r"""The polyhedron in a text of cdd or lrs.

    Parameters
    ----------
    text : str or bytes
    default : {"H", "V"}
        What rows mean where neither H-representation nor V-representation is said.

    Raises
    ------
    FormatError
        If the text is malformed; the message names the line.

    Examples
    --------
    >>> P = from_cdd("H-representation\nbegin\n2 2 rational\n0 1\n1 -2\nend\n")
    >>> P.vertices
    RationalArray([[0], [1/2]])
    """
    lines = _lines(text.decode() if isinstance(text, bytes) else text)
    kind, linear = default, list[int]()
    for where, words in lines:
        head = words[0].lower()
        if head in _HEADS:
            kind = _HEADS[head]
        elif head in {"linearity", "equality"}:
            linear = _linearity(words[1:], where)
        elif head == "begin":
            break
    else:
        raise FormatError("there is no line 'begin'")
    rows, n_columns = _table(lines)
    if any(not 1 <= i <= len(rows) for i in linear):
        raise FormatError(f"linearity names the rows {linear}, but there are {len(rows)}")
    chosen = {i - 1 for i in linear}
    span = [row for i, row in enumerate(rows) if i in chosen]
    rest = [row for i, row in enumerate(rows) if i not in chosen]
    if kind == "H":
        return from_constraints(rest, span, n_columns)
    if rows and not any(row[0] for row in rest):
        rest.append(_apex(n_columns))
    return from_points(rest, span, n_columns, "the generators")


def _lines(text: str) -> Iterator[tuple[str, list[str]]]:
    for i, line in enumerate(text.splitlines(), start=1):
        words = line.split()
        # lrs writes ***** for a number of rows that it does not know yet.
        if words and (words[0][0] not in "*#" or set(words[0]) == {"*"}):
            yield f"line {i}", words


def _linearity(words: list[str], where: str) -> list[int]:
    if not words or not all(word.isascii() and word.isdigit() and len(word) < 10 for word in words):
        raise FormatError(f"{where}: linearity needs a number of rows and their numbers")
    count, *rows = map(int, words)
    if count != len(rows):
        raise FormatError(f"{where}: linearity says {count} rows and names {len(rows)}")
    return rows


def _table(lines: Iterator[tuple[str, list[str]]]) -> tuple[list[Row], int]:
    where, words = next(lines, ("the end", []))
    if len(words) < 2 or not words[1].isdigit() or not 1 <= int(words[1][:9]) <= LARGEST_DIMENSION:
        raise FormatError(
            f"{where}: after 'begin' come the numbers of rows and columns, such as '4 3 rational'"
        )
    n_columns, rows = int(words[1]), list[Row]()
    for where, words in lines:
        if words[0].lower() == "end":
            break
        if len(words) < n_columns:
            raise FormatError(f"{where}: the row has {len(words)} entries; {n_columns} are needed")
        rows.append([number(word, where) for word in words[:n_columns]])
    else:
        raise FormatError("the text ends before 'end'")
    return rows, n_columns


def _apex(n_columns: int) -> Row:
    return [number(1, ""), *(number(0, "") for _ in range(n_columns - 1))]


def to_ine(P: Polyhedron) -> str:
    """The inequalities and equations of a polyhedron for cdd and lrs.

    Examples
    --------
    >>> print(to_ine(Polyhedron.parse("[0,1/2]")), end="")
    H-representation
    begin
    2 2 rational
    0 1
    1 -2
    end
    """
    return _text("H", *constraints_of(P), P.ambient_dim + 1)


def to_ext(P: Polyhedron) -> str:
    """The vertices, rays and lines of a polyhedron for cdd and lrs.

    Raises
    ------
    InputError
        For the empty polyhedron, which the format does not have.

    Examples
    --------
    >>> print(to_ext(Polyhedron.parse("[0,inf]xR")), end="")
    V-representation
    linearity 1 3
    begin
    3 3 rational
    1 0 0
    0 1 0
    0 0 1
    end
    """
    if P.is_empty:
        raise InputError("generators cannot describe the empty polyhedron; save it as .ine or .json")
    return _text("V", *points_of(P), P.ambient_dim + 1)


def _text(kind: str, rows: list[Row], span: list[Row], n_columns: int) -> str:
    numbers = range(len(rows) + 1, len(rows) + len(span) + 1)
    linearity = f"linearity {len(span)} {' '.join(map(str, numbers))}\n" if span else ""
    body = "".join(f"{' '.join(row_text(row))}\n" for row in [*rows, *span])
    head = f"{kind}-representation\n{linearity}begin\n{len(rows) + len(span)} {n_columns} rational\n"
    return f"{head}{body}end\n"
