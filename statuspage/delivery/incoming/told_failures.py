"""Failures that a server tells in words alone, as qmail, older Exim and some others do: whose address, and why.

Each address stands alone on a line, and what is said of it stands below. What was returned of our mail comes after a
line that says so.
"""

import re
from email.message import EmailMessage

from statuspage.delivery.incoming.fields import parts_of, text_of
from statuspage.delivery.incoming.status_fields import FailedRecipient, is_address, shortened, status_in

_ROOM = 32 * 1024  # characters that are looked at
_LINES = 400
_MOST = 100  # recipients
_RETURNED = re.compile(
    r"^[-=_ *>]*(?:below this line is a copy|this is a copy of (?:the|your) message|original message|returned message"
    r"|unsent message|message header|transcript of session follows|begin returned|copy of (?:the|your) message"
    r"|the (?:body|header)s? of (?:the|your) (?:original )?message|ursprüngliche nachricht|message d'origine)",
    re.IGNORECASE,
)
_ADDRESS = re.compile(
    r"[\s*>•-]*+(?:to:|recipient:|recipient address:)?\s*[<'\"]?([^\s<>'\"]{3,256}?)[>'\"]?\s*:?\s*", re.I
)


def words_of(message: EmailMessage) -> str:
    """The words that come first in it."""
    texts = (text_of(part, head, _ROOM) for part, head in parts_of(message) if head.type == "text/plain")
    return next(texts, "")


def recipients_in(words: str) -> tuple[FailedRecipient, ...]:
    """Each address that stands alone on a line, with what is said below it."""
    told: list[tuple[str, list[str]]] = []
    for line in words.splitlines()[:_LINES]:
        if _RETURNED.match(line):
            break
        address = _address(line)
        if address and len(told) < _MOST:
            told.append((address, []))
        elif told:
            told[-1][1].append(line)
    said = {address: shortened(" ".join(lines)) for address, lines in reversed(told)}
    return tuple(FailedRecipient(address, status_in(said[address]), said[address]) for address in reversed(said))


def listed(value: str) -> tuple[FailedRecipient, ...]:
    """The addresses in X-Failed-Recipients, of which nothing is said."""
    found = [one.strip().lower() for one in value.split(",")[:_MOST]]
    return tuple(FailedRecipient(one, "", "") for one in found if is_address(one))


def _address(line: str) -> str:
    found = _ADDRESS.fullmatch(line[:400].strip())
    address = found[1].rstrip(":").lower() if found else ""
    return address if is_address(address) else ""
