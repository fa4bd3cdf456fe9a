"""The part of a report that programs read: a group of fields for each recipient (RFC 3464, section 2.3; RFC 6533)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage, Message

from statuspage.delivery.addresses import one_line
from statuspage.delivery.incoming.fields import parts_of, written

LONGEST = 300  # characters of a server's words
_MOST = 100  # recipients, and groups of fields
_ROOM = 64 * 1024  # characters of a group
_STATUS = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.]*\d)")
_FIELD = re.compile(r"([A-Za-z-]{1,60}):[ \t]*(.*)")
_BY_CLASS = {"5": "failed", "4": "delayed", "2": "delivered"}  # where no action is said


@dataclass(frozen=True, slots=True)
class FailedRecipient:
    """An address that was not reached, in small letters; a status such as 5.1.1, or nothing; the server's words."""

    address: str
    status: str
    words: str


def read_status(message: EmailMessage) -> list[tuple[str, FailedRecipient]]:
    """What was done for each recipient: failed, delayed, delivered, relayed or expanded."""
    found: list[tuple[str, FailedRecipient]] = []
    for part, head in parts_of(message):
        if head.type in ("message/delivery-status", "message/global-delivery-status"):
            found += filter(None, map(_recipient, _groups(part)))
    return found[:_MOST]


def is_address(text: str) -> bool:
    """Whether this could be a mail address; the test is coarse, as it is only compared with those that we have."""
    return re.fullmatch(r"[^\s<>()\",;:]{1,64}@[^\s<>()@\",;:]{1,190}", text) is not None


def status_in(text: str) -> str:
    """The first status in this text, such as 5.1.1; empty where there is none."""
    found = _STATUS.search(text)
    return found[1] if found else ""


def _groups(part: Message) -> Iterator[dict[str, str]]:
    for text in _texts(part):
        for paragraph in re.split(r"\n[ \t]*\n", text.replace("\r\n", "\n"))[:_MOST]:
            yield _fields(paragraph)


def _texts(part: Message) -> Iterator[str]:
    """The library reads a group as the head of a message, and what it takes for no head as that message's text."""
    held = written(part)
    for inner in held[:_MOST] if isinstance(held, list) else [held]:
        text = inner
        if isinstance(inner, Message):
            yield _readable("\n".join(f"{name}: {value}" for name, value in inner.raw_items()))
            text = written(inner)
        if isinstance(text, str):
            yield _readable(text)


def _fields(paragraph: str) -> dict[str, str]:
    """The fields by their names in small letters, the first of each."""
    found: dict[str, str] = {}
    for line in re.sub(r"\n[ \t]+", " ", paragraph).split("\n"):
        field = _FIELD.match(line)
        if field:
            found.setdefault(field[1].lower(), field[2].strip())
    return found


def _recipient(fields: dict[str, str]) -> tuple[str, FailedRecipient] | None:
    named = (_address(fields.get(name, "")) for name in ("original-recipient", "final-recipient", "x-actual-recipient"))
    address = next(filter(None, named), "")
    said = fields.get("diagnostic-code", "")
    status = status_in(fields.get("status", ""))
    action = re.match(r"[a-z]*", fields.get("action", "").lower())
    done = (action[0] if action else "") or _BY_CLASS.get(status[:1], "")
    if not address or not done:
        return None
    told = status_in(said)
    if told and status[1:] in ("", ".0.0"):  # what it says in words is more exact
        status = told
    return done, FailedRecipient(address, status, shortened(said.partition(";")[2] or said))


def shortened(words: str) -> str:
    """A server's words on one line."""
    return one_line(words[: 4 * LONGEST])[:LONGEST]


def _readable(text: str) -> str:
    return text[:_ROOM].encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _address(value: str) -> str:
    """The address in such a field: it stands behind its kind, as in ``rfc822; ana.reis@example.net``."""
    address = re.sub(r"\([^()]*\)", "", value.rpartition(";")[2][:400]).strip().strip("<>\"'").lower()
    return address if is_address(address) else ""
