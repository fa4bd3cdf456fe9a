"""Plain text of a mail as lines: quotes by their ">", and paragraphs that were flowed are whole again (RFC 3676)."""

import re
from collections.abc import Iterator

from statuspage.delivery.incoming.lines import SIGNS, Line

_MOST_DEPTH = 100  # what is quoted deeper is as deep as this
_QUOTES = re.compile(r" ?(>[ >]*)")


def plain_lines(text: str, *, flowed: bool = False, delsp: bool = False) -> list[Line]:
    """The lines of clean text. ``flowed`` and ``delsp`` are what the parameters of its Content-Type say."""
    rows = text.split("\n")
    return list(_flowed(rows, delsp) if flowed else map(_line, rows))


def _line(row: str) -> Line:
    found = _QUOTES.match(row)
    if found is None:
        return Line(_ended(row))
    return Line(_ended(row[found.end() :]), min(found[1].count(">"), _MOST_DEPTH))


def _ended(row: str) -> str:
    return row if row == SIGNS else row.rstrip()


def _flowed(rows: list[str], delsp: bool) -> Iterator[Line]:
    """A line that ends in a space goes on with the next of its depth; the mark of a signature never does."""
    pieces: list[str] = []
    depth = 0
    for row in rows:
        bare = row.lstrip(">")
        own, text = min(len(row) - len(bare), _MOST_DEPTH), bare.removeprefix(" ")
        if pieces and (own != depth or text == SIGNS):
            yield Line(_ended("".join(pieces)), depth)
            pieces = []
        depth = own
        if text.endswith(" ") and text != SIGNS:
            pieces.append(text[:-1] if delsp else text)
            continue
        yield Line(_ended("".join((*pieces, text))), depth)
        pieces = []
    if pieces:
        yield Line(_ended("".join(pieces)), depth)
