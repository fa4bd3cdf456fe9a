"""The lanes of a queue: one table of which tickets are in each, in what order, and which is the worst to be in.

An open ticket is in exactly one lane. They stand in the order of how let down the customer is: whoever does not get our
mails, and so hears nothing at all; who said that something is wrong, then a broken promise, a call that was asked for,
what nobody has heard, who wrote, and what is due.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, literal_column, or_
from sqlalchemy.orm import InstrumentedAttribute

from statuspage.domain.tickets import Ticket

Instant = InstrumentedAttribute[datetime] | InstrumentedAttribute[datetime | None]


@dataclass(frozen=True, slots=True)
class Lane:
    """The open tickets that are ``among`` these at an instant, by the instant in ``order``, the earliest first.

    ``rank`` is its place among all lanes, 0 the worst. ``is_ours`` is whether a ticket in it waits for its owner.
    """

    rank: int
    name: str
    order: Instant
    among: Callable[[datetime], ColumnElement[bool]]
    is_ours: bool = True


_HEARD, _PROMISED = Ticket.heard_at.is_not(None), Ticket.promised_at.is_not(None)
_REACHED = Ticket.unreached_at.is_(None)
_CALM, _UNCALLED = and_(~Ticket.unhappy, _REACHED), Ticket.call_asked_at.is_(None)
# The numbers are written out: with bound values, the databases would not use the partial indexes.
_UNANSWERED = Ticket.unanswered > literal_column("0")
_ANSWERED = Ticket.unanswered == literal_column("0")


def _in_time(now: datetime) -> ColumnElement[bool]:
    return or_(Ticket.promised_at.is_(None), Ticket.promised_at >= now)


def _unreached(_now: datetime) -> ColumnElement[bool]:
    return and_(Ticket.unreached_at.is_not(None))


def _denied(_now: datetime) -> ColumnElement[bool]:
    return and_(Ticket.unhappy, _REACHED)


def _late(now: datetime) -> ColumnElement[bool]:
    return and_(_HEARD, _PROMISED, Ticket.promised_at < now, _CALM)


def _called(now: datetime) -> ColumnElement[bool]:
    return and_(Ticket.call_asked_at.is_not(None), _CALM, _in_time(now))


def _unheard(_now: datetime) -> ColumnElement[bool]:
    return and_(Ticket.heard_at.is_(None), _CALM, _UNCALLED)


def _unanswered(now: datetime) -> ColumnElement[bool]:
    return and_(_HEARD, _UNANSWERED, _CALM, _UNCALLED, _in_time(now))


def _promised(now: datetime) -> ColumnElement[bool]:
    return and_(_HEARD, _PROMISED, Ticket.promised_at >= now, _ANSWERED, _REACHED)


def _waiting(_now: datetime) -> ColumnElement[bool]:
    return and_(_HEARD, Ticket.promised_at.is_(None), _ANSWERED, _REACHED)


LANES = (
    Lane(0, "unreached", Ticket.unreached_at, _unreached),
    Lane(1, "denied", Ticket.unanswered_since, _denied),
    Lane(2, "late", Ticket.promised_at, _late),
    Lane(3, "called", Ticket.call_asked_at, _called),
    Lane(4, "unheard", Ticket.opened_at, _unheard),
    Lane(5, "unanswered", Ticket.unanswered_since, _unanswered),
    Lane(6, "promised", Ticket.promised_at, _promised),
    Lane(7, "waiting", Ticket.last_letter_at, _waiting, is_ours=False),
)
OURS = tuple(lane for lane in LANES if lane.is_ours)
THEIRS = tuple(lane for lane in LANES if not lane.is_ours)
