"""Notes that name a colleague, at the desk: what is said of their @s, and the mentions that stand in the queue."""

from collections.abc import Iterable
from dataclasses import dataclass

from statuspage.db import db
from statuspage.domain.errors import Refused
from statuspage.domain.mentions import find_mentions
from statuspage.domain.nudges.lately import UnseenMention
from statuspage.present import times
from statuspage.present.reader import Reader
from statuspage.surfaces.desk.blueprint import urls


@dataclass(frozen=True, slots=True)
class MentionRow:
    """A ticket in which a colleague names whoever reads; its address leads to that note."""

    ticket_id: int
    address: str
    customer: str
    subject: str
    by: str
    at_iso: str
    at_text: str


def mention_rows(found: Iterable[UnseenMention], reader: Reader) -> tuple[MentionRow, ...]:
    """These mentions as the agent whom they name reads of them."""
    return tuple(
        MentionRow(
            one.ticket_id,
            urls().ticket(one.ticket_id, entry=f"n{one.note_id}"),
            one.customer,
            one.subject,
            one.by,
            times.iso(one.at),
            reader.moment(one.at),
        )
        for one in found
    )


def noted(body: str) -> str:
    """The code of what is said after this note: that an @ in it is nobody's, where that is so."""
    try:
        return "noted-nobody" if find_mentions(db.session(), body).nobody else "noted"
    except Refused:
        return "noted"  # the note itself is refused
