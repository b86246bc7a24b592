"""Tables: what comes out of a parser is what went in."""

from exact.display.tables import TableReader
from hypothesis import given
from hypothesis import strategies as st

from tropnet.exact.display.html import table

texts = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=12)


@given(st.lists(st.lists(texts, min_size=3, max_size=3), max_size=4), st.lists(texts, max_size=2), texts)
def test_every_text_survives(rows, notes, caption):
    found = TableReader(table(rows, head=["<b>", "&", "c"], caption=caption, notes=notes, notes_title=">>"))
    assert found.rows == [["<b>", "&", "c"], *rows]
    assert found.notes == notes
    assert found.caption == caption
    assert found.notes_title == (">>" if notes else "")


def test_columns_are_aligned():
    html = table([["a", 1, 2]], align="lr")
    assert html.count("text-align:right") == 1
    assert html.count("text-align:left") == 2
    assert "color" not in html
    assert "background" not in html
