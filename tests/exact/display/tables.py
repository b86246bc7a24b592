"""A reader of tables in HTML."""

from html.parser import HTMLParser


class TableReader(HTMLParser):
    """The texts of a table by the tags that they stand in."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.rows: list[list[str]] = []
        self.notes: list[str] = []
        self.caption = self.notes_title = ""
        self.feed(text)
        self.close()
        assert not self.open

    def handle_starttag(self, tag, attrs):
        self.open.append(tag)
        if tag == "tr":
            self.rows.append([])
        elif tag in {"td", "th"}:
            self.rows[-1].append("")
        elif tag == "li":
            self.notes.append("")

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if self.open[-1] in {"td", "th"}:
            self.rows[-1][-1] += data
        elif self.open[-1] == "li":
            self.notes[-1] += data
        elif self.open[-1] == "div":
            self.notes_title += data
        else:
            assert self.open[-1] == "caption"
            self.caption += data
