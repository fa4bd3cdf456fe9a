"""Plain text of a mail as lines: quotes by their ">", and paragraphs that were flowed are whole again (RFC 3676)."""

import re
from collections.abc import Iterator

from statuspage.delivery.incoming.lines import MOST_DEPTH, MOST_LINES, SIGNS, WrittenLine, unquoted

_MANY_BLANK = re.compile(r"\n(?:[ \t]*+\n){3,}")


def plain_lines(text: str, *, flowed: bool = False, delsp: bool = False) -> list[WrittenLine]:
    """The lines of clean text. ``flowed`` and ``delsp`` are what the parameters of its Content-Type say."""
    rows = _MANY_BLANK.sub("\n\n\n", text).split("\n")[:MOST_LINES]
    return list(_flowed(rows, delsp) if flowed else map(_line, rows))


def _line(row: str) -> WrittenLine:
    depth, text = unquoted(row)
    return WrittenLine(_ended(text), depth)


def _ended(row: str) -> str:
    return row if row == SIGNS else row.rstrip()


def _flowed(rows: list[str], delsp: bool) -> Iterator[WrittenLine]:
    """A line that ends in a space goes on with the next of its depth; the mark of a signature never does."""
    pieces: list[str] = []
    depth = 0
    for row in rows:
        bare = row.lstrip(">")
        own, text = min(len(row) - len(bare), MOST_DEPTH), bare.removeprefix(" ")
        if pieces and (own != depth or text == SIGNS):
            yield WrittenLine(_ended("".join(pieces)), depth)
            pieces = []
        depth = own
        if text.endswith(" ") and text != SIGNS:
            pieces.append(text[:-1] if delsp else text)
            continue
        yield WrittenLine(_ended("".join((*pieces, text))), depth)
        pieces = []
    if pieces:
        yield WrittenLine(_ended("".join(pieces)), depth)
