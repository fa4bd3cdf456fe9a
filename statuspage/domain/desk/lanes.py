"""The lanes of an agent's queue: one table of which tickets are in each, in what order, and what they are called.

An open ticket is in exactly one lane of its owner. The lanes stand in the order in which they matter.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, literal_column
from sqlalchemy.orm import InstrumentedAttribute

from statuspage.domain.errors import N_
from statuspage.domain.tickets import Ticket

Instant = InstrumentedAttribute[datetime] | InstrumentedAttribute[datetime | None]


@dataclass(frozen=True, slots=True)
class Lane:
    """One lane: the open tickets for which all ``conditions`` hold, by the instant in ``order``, the earliest first.

    ``happened`` says what that instant is, and ``missed`` what it is once it has passed, where that differs.
    ``is_ours`` is whether a ticket in this lane waits for its owner.
    """

    name: str
    title: str
    order: Instant
    conditions: tuple[ColumnElement[bool], ...]
    happened: str
    missed: str = ""
    is_ours: bool = True


_HEARD, _NO_PROMISE = Ticket.heard_at.is_not(None), Ticket.promised_at.is_(None)
# The numbers are written out: with bound values, the databases would not use the partial indexes.
_UNANSWERED = Ticket.unanswered > literal_column("0")
_ANSWERED = Ticket.unanswered == literal_column("0")

LANES = {
    lane.name: lane
    for lane in (
        Lane("unheard", N_("Not heard yet"), Ticket.opened_at, (Ticket.heard_at.is_(None),), N_("asked")),
        Lane(
            "promised",
            N_("Your promises"),
            Ticket.promised_at,
            (_HEARD, Ticket.promised_at.is_not(None)),
            N_("due"),
            missed=N_("was due"),
        ),
        Lane(
            "unanswered",
            N_("Wrote to you"),
            Ticket.unanswered_since,
            (_HEARD, _NO_PROMISE, _UNANSWERED),
            N_("wrote"),
        ),
        Lane(
            "waiting",
            N_("Waiting for them"),
            Ticket.last_letter_at,
            (_HEARD, _NO_PROMISE, _ANSWERED),
            N_("asked “is it solved?”"),
            is_ours=False,
        ),
    )
}
