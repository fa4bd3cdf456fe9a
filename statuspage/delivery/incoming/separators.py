"""Lines that divide an answer from what it quotes whole, without ">": separators, headers, rules; in many languages."""

import re

from statuspage.delivery.incoming.languages import FORWARDED, FROM, LABELS, ORIGINAL, SENT, SUBJECT, TO
from statuspage.delivery.incoming.lines import WrittenLine

_LONGEST_LABEL = 24  # characters
_LONGEST_SEPARATOR = 120
_MOST_HEADERS = 14  # lines
_MOST_GOING_ON = 3  # lines on which one header goes on
_LABEL = re.compile(rf"\W{{0,4}}([^\W\d_][^:：\n]{{0,{_LONGEST_LABEL}}}?)[\s*]*[:：]")
_DASHES = "-_=–—* "
_RULED = re.compile(r"[_\-=–—─]{5,}")


def is_separator(seen: str) -> bool:
    """Whether this is "-----Original Message-----" or "Begin forwarded message:" in some language."""
    return (_separates(seen) and (_bare(seen) in ORIGINAL or _bare(seen) in FORWARDED)) or _begins_forward(seen)


def is_forward(seen: str) -> bool:
    """The same for what is handed on alone."""
    return (_separates(seen) and _bare(seen) in FORWARDED) or _begins_forward(seen)


def is_header_block(lines: list[WrittenLine], number: int) -> bool:
    """Whether the headers of a mail stand here as a program quotes them: From, Sent, To, Subject, in some language.

    Somebody may write "From: Lisbon" and "To: Porto", so a subject or an address has to be there too.
    """
    roles = _roles(lines, number)
    if FROM not in roles:
        return False
    return (SUBJECT in roles and (SENT in roles or TO in roles)) or (SENT in roles and "@" in roles[FROM])


def is_rule(seen: str) -> bool:
    """Whether this is a line of dashes across the page."""
    return _RULED.fullmatch(seen) is not None


def _roles(lines: list[WrittenLine], number: int) -> dict[int, str]:
    """The headers that follow one another from this line on, by what they tell. A long one goes on on further lines."""
    first = _label(lines[number].seen)
    after = lines[number + 1].seen if number + 1 < len(lines) else ""
    if first is None or (first != FROM and _label(after) is None):
        return {}
    roles: dict[int, str] = {}
    going_on = blank = 0
    for line in lines[number : number + _MOST_HEADERS]:
        role = _label(line.seen)
        going_on, blank = (0, 0) if role is not None else (going_on + (not line.is_blank), blank + line.is_blank)
        if going_on > _MOST_GOING_ON or blank > 1 or (going_on and blank):
            break
        if role is not None:
            roles.setdefault(role, line.seen)
    return roles


def _label(seen: str) -> int | None:
    """What the header on this line tells, if it is one."""
    found = _LABEL.match(seen)
    return LABELS.get(found[1].strip(" *").lower()) if found else None


def _separates(seen: str) -> bool:
    return len(seen) <= _LONGEST_SEPARATOR and seen.startswith(tuple(_DASHES))


def _bare(seen: str) -> str:
    return seen.strip(f"{_DASHES}:：").lower()


def _begins_forward(seen: str) -> bool:
    """Apple's has no dashes, and a colon behind it."""
    return len(seen) <= _LONGEST_SEPARATOR and seen.endswith((":", "：")) and seen[:-1].strip().lower() in FORWARDED
