"""Where a ticket goes on, and which tickets go on in it, as its page at the desk says it."""

import zlib
from dataclasses import dataclass

from sqlalchemy.orm import Session

from statuspage.domain.merging.merge import Other, read_gone, read_into
from statuspage.domain.tickets import Ticket
from statuspage.present.languages import gettext
from statuspage.present.reader import Reader
from statuspage.surfaces.desk.blueprint import urls


@dataclass(frozen=True, slots=True)
class TogetherLine:
    """The other of two tickets that go on as one, at this ``address``: who put them together when, in words.

    ``closed_id`` is the one of them that closed, ``since`` the version of the other at which that was; it ``can_part``
    while the two can still be taken apart, and ``why`` says why not.
    """

    subject: str
    address: str
    told: str
    closed_id: int
    since: int
    can_part: bool
    why: str


@dataclass(frozen=True, slots=True)
class TogetherPart:
    """``into`` is where the ticket goes on, None where it does not; ``gone`` are those that go on in it."""

    into: TogetherLine | None
    gone: tuple[TogetherLine, ...]

    @property
    def key(self) -> str:
        """A short text that differs whenever this reads differently; "" for a ticket by itself."""
        return f"-{zlib.crc32(repr(self).encode()):x}" if self.into or self.gone else ""


def read_together(session: Session, ticket: Ticket, reader: Reader) -> TogetherPart:
    """The same as this agent reads it."""
    into = read_into(session, ticket.id) if ticket.merged_into_id is not None else None
    gone = read_gone(session, ticket.id) if ticket.joined else []
    return TogetherPart(
        into=_line(into, reader, ticket.id) if into else None,
        gone=tuple(_line(one, reader, one.ticket_id) for one in gone),
    )


def _line(other: Other, reader: Reader, closed_id: int) -> TogetherLine:
    can_part = other.until is not None and reader.now <= other.until
    told = gettext("%(name)s put the two together, %(when)s.", name=other.by, when=reader.moment(other.at))
    why = (
        ""
        if can_part
        else gettext("They can no longer be taken apart: two weeks have passed.")
        if other.until is not None
        else gettext("They cannot be taken apart now: a letter was written since, or another ticket came later.")
    )
    return TogetherLine(other.subject, urls().ticket(other.ticket_id), told, closed_id, other.since, can_part, why)
