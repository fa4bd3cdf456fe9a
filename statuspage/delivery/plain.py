"""The words of a letter's HTML, as a plain mail has them: every word that is shown, and no mark that is not."""

from html.parser import HTMLParser

_BLOCKS = ("p", "h3", "pre", "ul", "ol", "li", "blockquote")


def plain_text(html: str) -> str:
    """The text of HTML that domain/markdown.py made: paragraphs apart, quotes after ">", links with their address."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.text()


class _Reader(HTMLParser):
    """Collects lines, each with how many quotes it stands in."""

    def __init__(self) -> None:
        super().__init__()
        self._lines: list[tuple[int, str]] = []
        self._line, self._depth, self._kept = "", 0, False
        self._numbers: list[int] = []
        self._link = ("", 0)  # an address, and where on the line its words begin

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        if tag in _BLOCKS and not (tag == "p" and self._line.endswith((". ", "- "))):
            self._end()
        if tag == "br":
            self._lines.append((self._depth, self._line))
            self._line = ""
        elif tag == "blockquote":
            self._depth += 1
        elif tag in ("ul", "ol"):
            self._numbers.append(int(said.get("start") or 1) if tag == "ol" else 0)
        elif tag == "li":
            self._line = self._item(said.get("value"))
        elif tag == "pre":
            self._kept = True
        elif tag == "a":
            self._link = (said.get("href") or "", len(self._line))

    def handle_endtag(self, tag: str) -> None:
        if tag == "a":
            address, begin = self._link
            told = self._line[begin:].strip()
            if address and told not in (address, address.partition(":")[2]):
                self._line += f" ({address})"
        if tag in _BLOCKS:
            self._end()
            if tag != "li":
                self._lines.append((self._depth, ""))
        if tag == "blockquote":
            self._depth -= 1
            self._lines.append((self._depth, ""))
        elif tag in ("ul", "ol") and self._numbers:
            self._numbers.pop()
        elif tag == "pre":
            self._kept = False

    def handle_data(self, data: str) -> None:
        if self._kept:
            *whole, self._line = (self._line + data).split("\n")
            self._lines += [(self._depth, line) for line in whole]
        elif data.strip() or self._line:
            self._line += data.replace("\n", " ")

    def text(self) -> str:
        """All lines, with no more than one empty one between two."""
        self._end()
        written: list[str] = []
        for depth, line in self._lines:
            row = f"{'> ' * depth}{line}".rstrip()
            if row.strip("> ") or (written and written[-1].strip("> ")):
                written.append(row)
            elif written and len(row) < len(written[-1]):  # after a quote, the empty line is outside
                written[-1] = row
        return "\n".join(written).strip("\n")

    def _item(self, value: str | None) -> str:
        if not self._numbers or not self._numbers[-1]:
            return "- "
        number = int(value) if value else self._numbers[-1]
        self._numbers[-1] = number + 1
        return f"{number}. "

    def _end(self) -> None:
        if self._line.strip():
            self._lines.append((self._depth, self._line.rstrip() if not self._kept else self._line))
        self._line = ""
