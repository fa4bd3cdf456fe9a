"""The line that a program writes above what it quotes: "On 26 November 2026, Maria <care@...> wrote:", in any language.

Such a line is believed for what it holds, an address, a date, a word for "wrote", and not for its form alone: a person
who writes "On Monday I wrote:" quotes nobody.
"""

import re
from enum import IntEnum

from statuspage.delivery.incoming.languages import I_WROTE, ON, WROTE
from statuspage.delivery.incoming.lines import Standing, WrittenLine

_MOST_WRAPPED = 4  # lines
_LONGEST_HEAD = 500  # characters
_LONGEST_PIECE = 100
_ADDRESS = re.compile(r"[^\s<>\"(),;:@]+@[^\s<>\"(),;:@]+")
_DATE = re.compile(r"\d{4}|\d{1,2}[./-]\s?\d{1,2}[./-]\s?\d{2}")
_TIME = re.compile(r"\d{1,2}\s?[:.h]\s?\d{2}")
_SENTENCES = (".", "!", "?", ":")
_ENDS = (":", "：", "--")
_ENDS_IN_ADDRESS = re.compile(r"@[^\s<>@]+?[>)\]]{1,2}\s?[:：]$")


class Belief(IntEnum):
    """How sure it is that a line stands above a quote: by itself, or only if a quote follows."""

    NONE = 0
    IF_QUOTED = 1
    SURE = 2


def find_head(lines: list[WrittenLine], last: int) -> int | None:
    """Where the line above a quote begins that ends here; programs wrap it. None if there is none."""
    pieces = _pieces(lines, last)
    whole = " ".join(pieces[::-1])
    if not whole.endswith(_ENDS) or not ("@" in whole or WROTE.search(whole.lower())):
        return None
    is_quoted = quote_follows(lines, last + 1)
    for wanted in (Belief.SURE, Belief.IF_QUOTED) if is_quoted else (Belief.SURE,):
        for many in range(1, len(pieces) + 1):
            text = " ".join(pieces[:many][::-1])
            if belief(text) is wanted:
                return _whole(lines, last + 1 - many, text)
    return None


def is_head_of_quote(lines: list[WrittenLine]) -> bool:
    """Whether these quoted lines begin with one, as Apple's quotes do."""
    first = [line.seen for line in lines if not line.is_blank][:_MOST_WRAPPED]
    return any(belief(" ".join(first[:many])) for many in range(1, len(first) + 1))


def quote_follows(lines: list[WrittenLine], number: int) -> bool:
    """Whether the next line that is not blank is quoted."""
    for line in lines[number : number + 6]:
        if not line.is_blank:
            return line.depth > 0 or line.standing in (Standing.QUOTED, Standing.BELOW)
    return False


def belief(text: str) -> Belief:
    """How far a text of one line is believed to stand above a quote."""
    if not text.endswith(_ENDS) or len(text) > _LONGEST_HEAD:
        return Belief.NONE
    small = text.lower()
    address, date = _ADDRESS.search(small) is not None, _DATE.search(small) is not None
    if not address:
        return _belief_without_address(small) if date else Belief.NONE
    wrote, ends_in_it = WROTE.search(small) is not None, _ENDS_IN_ADDRESS.search(small) is not None
    if date and (wrote or ends_in_it):
        return Belief.SURE
    return Belief.IF_QUOTED if wrote or ends_in_it or (date and _TIME.search(small)) else Belief.NONE


def _belief_without_address(small: str) -> Belief:
    begins = small.startswith(ON) or small[0].isdigit() or _DATE.search(small[:30]) is not None
    if not begins or I_WROTE.search(small) or not WROTE.search(small):
        return Belief.NONE
    return Belief.SURE if _TIME.search(small) else Belief.IF_QUOTED


def _pieces(lines: list[WrittenLine], last: int) -> list[str]:
    """This line and those just above it that may belong to it, upwards."""
    found: list[str] = []
    for line in lines[max(last - _MOST_WRAPPED + 1, 0) : last + 1][::-1]:
        if line.is_blank or line.depth or line.standing is Standing.QUOTED or len(line.seen) > _LONGEST_HEAD:
            break
        found.append(line.seen)
    return found


def _whole(lines: list[WrittenLine], begun: int, text: str) -> int:
    """Where it really begins, if the line before it is its first piece: "On Thursday,", or whoever wrote."""
    before = lines[begun - 1] if begun else None
    if before is None or before.is_blank or before.depth or text.lower().startswith(ON):
        return begun
    seen = before.seen.lower()
    is_writer = "@" in seen and "@" not in text
    is_piece = (is_writer or seen.startswith(ON)) and len(seen) < _LONGEST_PIECE and not seen.endswith(_SENTENCES)
    return begun - 1 if is_piece else begun
