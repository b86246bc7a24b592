"""Tables in HTML, for notebooks on light and on dark paper: no colours, no style sheets, everything escaped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

__all__ = ["table"]

ALIGNMENTS = {"l": "left", "r": "right", "c": "center"}
PADDING = "padding:2px 8px"


def table(
    rows: Iterable[Sequence[object]],
    *,
    head: Sequence[str] = (),
    caption: str = "",
    align: str = "",
    notes: Sequence[str] = (),
    notes_title: str = "",
) -> str:
    """A table, with a list of notes below it.

    Parameters
    ----------
    rows : iterable of sequences
        The cells; what is no text is shown by its ``str``.
    head : sequence of str, optional
        The names of the columns.
    caption : str, optional
    align : str, optional
        One letter for every column: l, c or r.  Left where there is none.
    notes : sequence of str, optional
    notes_title : str, optional
        A line above the notes, if there are any.

    Examples
    --------
    >>> print(table([["a < b", 3]], align="lr"))
    <table><tbody><tr><td style="text-align:left;padding:2px 8px">a &lt; b</td><td
    style="text-align:right;padding:2px 8px">3</td></tr></tbody></table>
    """
    parts = ["<table>"]
    if caption:
        parts.append(f'<caption style="text-align:left;{PADDING}">{escape(caption)}</caption>')
    if head:
        parts.append(f"<thead>{_row(head, 'th', align)}</thead>")
    parts += ["<tbody>", *(_row(row, "td", align) for row in rows), "</tbody></table>"]
    if notes:
        parts += [f"<div>{escape(notes_title)}</div>"] if notes_title else []
        parts.append(f"<ul>{''.join(f'<li>{escape(note)}</li>' for note in notes)}</ul>")
    return "".join(parts)


def _row(cells: Sequence[object], tag: str, align: str) -> str:
    letters = align.ljust(len(cells), "l")
    return "<tr>{}</tr>".format(
        "".join(
            f'<{tag} style="text-align:{ALIGNMENTS[letter]};{PADDING}">{escape(str(cell))}</{tag}>'
            for letter, cell in zip(letters, cells, strict=True)
        )
    )
