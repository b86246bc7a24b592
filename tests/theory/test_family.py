"""Verifications: what agrees, and the table of it."""

from dataclasses import replace

from exact.display.tables import TableReader

from tropnet.theory.families import MontufarFolding, SerraZigzag
from tropnet.theory.family import Verification, VerifiedCount


def test_the_table_says_what_the_text_says():
    verification = SerraZigzag(1, (3, 3), 3).verify()
    read = TableReader(verification._repr_html_())
    head, *rows = read.rows
    assert head == ["notion", "on", "formula", "expected", "counted", "agree"]
    assert read.caption == f"{verification.family!r}: {len(rows)} of {len(rows)} counts agree"
    # Three zigzags of three neurons: (3 + 1)^3 pieces by every notion.
    assert [row[3] for row in rows] == ["64"] * 6
    for row, line in zip(rows, str(verification).splitlines()[1:], strict=True):
        notion, where, formula, expected, counted, agree = row
        assert line.strip().startswith(f"{notion.replace(' ', '_')} on {where}: {formula} = {expected} =")
        assert (counted, agree) == (expected, "yes")
    assert read.notes == list(dict.fromkeys(row.expected.citation.short for row in verification.rows))


def test_the_table_shows_what_disagrees():
    verification = MontufarFolding(1, (2,), 2).verify()
    assert verification.holds
    first = verification.rows[0]
    wrong = VerifiedCount(replace(first.expected, value=first.expected.value + 1), first.counted)
    bounds = VerifiedCount(replace(first.expected, notion="convex", value=7), (6, 9))
    refuted = Verification(verification.family, (wrong, bounds))
    read = TableReader(refuted._repr_html_())
    assert not refuted.holds
    assert read.caption.endswith("1 of 2 counts agree")
    assert [row[3:] for row in read.rows[1:]] == [
        [str(first.expected.value + 1), str(first.counted), "NO"],
        ["7", "6 to 9", "yes"],
    ]
