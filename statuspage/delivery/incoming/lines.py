"""What a mail says, line by line, and what its program has said of each line; the same for plain text and for HTML."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import Enum

from statuspage.domain.validation import CONTROL

MOST_LINES = 50_000  # of one part; a reply has room for far fewer, and the mail itself is kept
MOST_DEPTH = 100  # what is quoted deeper is as deep as this
RULE = "_" * 32  # a line across the page, as Outlook writes it in plain text
SIGNS = "-- "  # what stands above a signature (RFC 3676, 4.3); its blank is what tells it from a line of dashes
# What validation.text refuses; marks of the byte order, and what Apple writes in the place of a file.
_REFUSED = re.compile(rf"{CONTROL.pattern}|[\u202a-\u202e\ufeff\ufffc]")
_UNSEEN = re.compile("[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufffc]")
_QUOTES = re.compile(r" ?(>[ >]*)")
_BREAKS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")


class Standing(Enum):
    """What the program that wrote the mail says of a line by the element that it stands in."""

    NONE = "nothing"
    QUOTED = "it stands in a quote"
    SIGNATURE = "it belongs to a signature"
    BELOW = "from here on all is quoted"


@dataclass(frozen=True, slots=True)
class WrittenLine:
    """``depth`` is how many quotes it stands in, by ">" or as ``blockquote``.

    ``seen`` is its text for comparing: without marks that point a way, without what nobody sees, with single spaces.
    """

    text: str
    depth: int = 0
    standing: Standing = Standing.NONE
    seen: str = field(init=False)

    def __post_init__(self) -> None:
        bare = self.text if self.text.isascii() else _UNSEEN.sub("", self.text)
        object.__setattr__(self, "seen", " ".join(bare.split()))

    @property
    def is_blank(self) -> bool:
        """Whether nobody sees anything of it."""
        return not self.seen


def clean(text: str) -> str:
    """The text with Unix line ends, without the characters that ``validation.text`` refuses and those of no meaning."""
    return _REFUSED.sub("", _BREAKS.sub("\n", text))


def unquoted(row: str) -> tuple[int, str]:
    """How many quotes a row of text stands in by its ">", and the row without them."""
    found = _QUOTES.match(row)
    return (min(found[1].count(">"), MOST_DEPTH), row[found.end() :]) if found else (0, row)


def written(lines: Iterable[WrittenLine]) -> str:
    """The lines as plain text: quotes behind ">", no more than one blank line between two others."""
    rows: list[str] = []
    for line in lines:
        row = f"{'>' * line.depth} {line.text}".rstrip() if line.depth else line.text.rstrip()
        if row.strip("> ") or (rows and rows[-1].strip("> ")):
            rows.append(row)
    return "\n".join(rows).strip("\n> ") if not any(row.strip("> ") for row in rows) else "\n".join(rows).strip("\n")
