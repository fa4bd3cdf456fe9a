"""Where the mail that is answered begins in a mail: the lines that a program wrote above what it quotes.

Such lines are believed for what they hold, an address, a date, a word for "wrote", and not for their form alone: a
person who writes "On Monday I wrote:" quotes nobody.
"""

import re
from dataclasses import dataclass, field
from enum import IntEnum

from statuspage.delivery.incoming.languages import (
    FIRST_PERSON,
    FORWARDED,
    FROM,
    LABELS,
    ON,
    ORIGINAL,
    SENT,
    SUBJECT,
    TO,
    WROTE,
)
from statuspage.delivery.incoming.lines import MailLine, Standing

_MOST_WRAPPED = 4  # lines
_LONGEST_HEAD = 500  # characters
_LONGEST_PIECE = 100
_LONGEST_LABEL = 24
_MOST_HEADERS = 14  # lines
_ADDRESS = re.compile(r"[^\s<>\"(),;:@]+@[^\s<>\"(),;:@]+")
_DATE = re.compile(r"\d{4}|\d{1,2}[./-]\s?\d{1,2}[./-]\s?\d{2}")
_TIME = re.compile(r"\d{1,2}\s?[:.h]\s?\d{2}")
_SENTENCES = (".", "!", "?", ":")
_ENDS = (":", "：", "--")
_ENDS_IN_ADDRESS = re.compile(r"@[^\s<>@]+?[>)\]]{1,2}\s?[:：]$")
_LABEL = re.compile(rf"\W{{0,4}}([^\W\d_][^:：\n]{{0,{_LONGEST_LABEL}}}?)[\s*]*[:：]")
_BARE_FORWARD = re.compile(r"(\S[^:：]*)[:：]")
_RULED = re.compile(r"[_\-=–—─]{5,}")


class Belief(IntEnum):
    """How sure it is that a line stands above a quote: by itself, or only if a quote follows."""

    NONE = 0
    IF_QUOTED = 1
    SURE = 2


@dataclass(frozen=True, slots=True)
class Quoting:
    """``heads`` are the lines, from and up to, that a program wrote above quotes. From line ``below`` on all is quoted.

    ``is_forward`` says that this is a mail that is handed on, and not answered.
    """

    below: int
    is_forward: bool = False
    heads: tuple[tuple[int, int], ...] = field(default=())


def find_quoting(lines: list[MailLine]) -> Quoting:
    """What in these lines a program wrote above its quotes."""
    heads: list[tuple[int, int]] = []
    for number, line in enumerate(lines):
        if line.standing is Standing.BELOW:
            return _below(lines, number, heads)
        if line.depth or line.standing is Standing.QUOTED or line.is_blank:
            continue
        if is_separator(line.seen) or is_header_block(lines, number):
            return _below(lines, number, heads)
        begun = _head(lines, number)
        if begun is not None:
            heads.append((begun, number + 1))
            if not _quote_follows(lines, number + 1):
                return Quoting(begun, heads=tuple(heads))
    return Quoting(len(lines), heads=tuple(heads))


def is_separator(seen: str) -> bool:
    """Whether this is "-----Original Message-----" or "Begin forwarded message:" in some language."""
    return _separates(seen, ORIGINAL) or is_forward(seen)


def is_forward(seen: str) -> bool:
    """The same for what is handed on."""
    bare = _BARE_FORWARD.fullmatch(seen) if len(seen) < 80 else None
    return _separates(seen, FORWARDED) or (bare is not None and bare[1].lower() in FORWARDED)


def is_head(lines: list[str], *, quoted: bool) -> bool:
    """Whether these lines, joined, are "On 26 November 2026 at 17:00, Maria <care@...> wrote:" in some language."""
    return belief(" ".join(lines)) >= (Belief.IF_QUOTED if quoted else Belief.SURE)


def belief(text: str) -> Belief:
    """How far a text of one line is believed to stand above a quote."""
    if not text.endswith(_ENDS) or len(text) > _LONGEST_HEAD:
        return Belief.NONE
    small = text.lower()
    address, date = _ADDRESS.search(small) is not None, _DATE.search(small) is not None
    wrote = WROTE.search(small) is not None
    if address and date:
        return Belief.SURE if wrote or _ENDS_IN_ADDRESS.search(small) else Belief.IF_QUOTED
    if address and _ENDS_IN_ADDRESS.search(small):
        return Belief.IF_QUOTED
    if not wrote or FIRST_PERSON.search(small):
        return Belief.NONE
    if date and (small.startswith(ON) or small[0].isdigit() or _DATE.search(small[:30])):
        return Belief.SURE if _TIME.search(small) else Belief.IF_QUOTED
    return Belief.IF_QUOTED if address else Belief.NONE


def is_header_block(lines: list[MailLine], number: int) -> bool:
    """Whether the headers of a mail stand here as a program quotes them: From, Sent, To, Subject, in some language."""
    if label(lines[number].seen) is None:
        return False
    roles: dict[int, str] = {}
    for line in lines[number : number + _MOST_HEADERS]:
        role = label(line.seen)
        if role is not None:
            roles.setdefault(role, line.seen)
    if FROM not in roles:
        return False
    named = SUBJECT in roles and (SENT in roles or TO in roles)
    return named or (SENT in roles and "@" in roles[FROM])


def label(seen: str) -> int | None:
    """What the header on this line tells, if it is one."""
    found = _LABEL.match(seen)
    return LABELS.get(found[1].strip(" *").lower()) if found else None


def is_rule(seen: str) -> bool:
    """Whether this is a line of dashes across the page."""
    return _RULED.fullmatch(seen) is not None


def _separates(seen: str, labels: frozenset[str]) -> bool:
    if len(seen) > 120 or not seen.startswith(("-", "_", "=", "*", "–", "—")):
        return False
    return seen.strip("-_=–—* :：").lower() in labels


def _head(lines: list[MailLine], last: int) -> int | None:
    """Where the line above a quote begins that ends here; programs wrap it. None if there is none."""
    pieces = _pieces(lines, last)
    whole = " ".join(pieces[::-1])
    if not whole.endswith(_ENDS) or not ("@" in whole or WROTE.search(whole.lower())):
        return None
    is_quoted = _quote_follows(lines, last + 1)
    for wanted in (Belief.SURE, Belief.IF_QUOTED) if is_quoted else (Belief.SURE,):
        for many in range(1, len(pieces) + 1):
            text = " ".join(pieces[:many][::-1])
            if belief(text) is wanted:
                return _whole(lines, last + 1 - many, text)
    return None


def _pieces(lines: list[MailLine], last: int) -> list[str]:
    """This line and those just above it that may belong to it, upwards."""
    found: list[str] = []
    for line in lines[max(last - _MOST_WRAPPED + 1, 0) : last + 1][::-1]:
        if line.is_blank or line.depth or line.standing is Standing.QUOTED or len(line.seen) > _LONGEST_HEAD:
            break
        found.append(line.seen)
    return found


def _whole(lines: list[MailLine], begun: int, text: str) -> int:
    """Where it really begins, if the line before it is its first piece: "On Thursday,", or whoever wrote."""
    before = lines[begun - 1] if begun else None
    if before is None or before.is_blank or before.depth or text.lower().startswith(ON):
        return begun
    seen = before.seen.lower()
    is_writer = "@" in seen and "@" not in text
    is_piece = (is_writer or seen.startswith(ON)) and len(seen) < _LONGEST_PIECE and not seen.endswith(_SENTENCES)
    return begun - 1 if is_piece else begun


def _quote_follows(lines: list[MailLine], number: int) -> bool:
    for line in lines[number : number + 6]:
        if not line.is_blank:
            return line.depth > 0 or line.standing in (Standing.QUOTED, Standing.BELOW)
    return False


def _below(lines: list[MailLine], number: int, heads: list[tuple[int, int]]) -> Quoting:
    """All from this line on, with the rules and the separators just above it."""
    forward = any(is_forward(line.seen) for line in lines[number : number + 3])
    while number and (lines[number - 1].is_blank or is_rule(lines[number - 1].seen)):
        number -= 1
    return Quoting(number, forward, tuple(heads))
