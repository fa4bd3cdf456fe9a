"""An agent's queue: one next thing on top, and why it is next. Each lane is read off its own index, to a limit."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, literal, literal_column, select, tuple_, union_all
from sqlalchemy.orm import Session

from statuspage.domain.customer_verbs import call_suggested
from statuspage.domain.errors import N_, Words
from statuspage.domain.people.customers import Customer
from statuspage.domain.tickets import Ticket

LANES = ("unheard", "promised", "unanswered", "waiting")
SHOWN = 50  # tickets a lane
SOON = timedelta(hours=1)

Cursor = tuple[datetime, int]  # in a lane: its order's instant, and the ticket


@dataclass(frozen=True, slots=True)
class QueueItem:
    """A ticket in the queue. ``at`` is what its lane is ordered by: asked, promised, or unanswered since (UTC)."""

    ticket_id: int
    lane: str
    at: datetime
    customer: str
    subject: str
    unanswered: int
    unanswered_since: datetime | None
    wants_call: bool
    asked_for_call: bool
    step: str | None


@dataclass(frozen=True, slots=True)
class Queue:
    """The lanes of one agent, each with its first ``SHOWN`` tickets; ``counts`` are of the whole lanes."""

    lanes: dict[str, tuple[QueueItem, ...]]
    counts: dict[str, int]

    @property
    def next(self) -> QueueItem | None:
        """The one thing to do now: unheard first, then promises by time, then unanswered replies."""
        return next((items[0] for lane in LANES[:3] if (items := self.lanes[lane])), None)


def read_queue(session: Session, agent_id: int) -> Queue:
    """What this agent has to do, in one statement, in lanes that share no ticket."""
    lanes: dict[str, list[QueueItem]] = {lane: [] for lane in LANES}
    counts = dict.fromkeys(LANES, 0)
    for row in session.execute(union_all(*(_lane(lane, agent_id) for lane in LANES))):
        lanes[row.lane].append(_item(row))
        counts[row.lane] = row.whole
    for items in lanes.values():  # of the same instant the older ticket first, so that the list never flickers
        items.sort(key=lambda item: (item.at, item.ticket_id))
    return Queue({lane: tuple(items[:SHOWN]) for lane, items in lanes.items()}, counts)


def reasons(item: QueueItem, now: datetime) -> tuple[Words, ...]:
    """Why this is next: what the customer did, and what was promised to them; neither hides the other."""
    reasons = tuple(words for words in (they_did(item), promised(item, now)) if words)
    return reasons or (Words(N_("your next promise")),)


def they_did(item: QueueItem) -> Words | None:
    """What the customer did that waits for an answer; None when nothing does."""
    if item.asked_for_call:
        return Words(N_("asked to be called"))
    if item.lane == "unheard":
        return Words(N_("has not been heard yet"))
    if item.wants_call and item.unanswered < 2:
        return Words(N_("wrote that something is wrong; a call may be better"))
    if item.wants_call:
        return Words(N_("wrote %(count)s times since your last word; a call may be better"), {"count": item.unanswered})
    if item.unanswered:
        return Words(N_("wrote to you"))
    return Words(N_("has your question, “is it solved?”")) if item.lane == "waiting" else None


def promised(item: QueueItem, now: datetime) -> Words | None:
    """That the promise is late, or nearly; None when it has time, or there is none."""
    if item.lane != "promised" or item.at - now >= SOON:
        return None
    return Words(N_("your promise is late") if item.at < now else N_("your promise is due soon"))


def read_lane(
    session: Session, agent_id: int, name: str, after: Cursor | None = None
) -> tuple[tuple[QueueItem, ...], bool]:
    """One whole lane, ``SHOWN`` tickets at a time: those behind the place ``after``, and whether there are more."""
    found = session.execute(_lane(name, agent_id, after)).all()
    items = sorted(map(_item, found), key=lambda item: (item.at, item.ticket_id))
    return tuple(items[:SHOWN]), len(items) > SHOWN


def count_lane(session: Session, agent_id: int, name: str) -> int:
    """How many tickets a lane has, past what is shown of it."""
    return session.execute(_whole(agent_id, name)).scalar_one()


def _lane(lane: str, agent_id: int, after: Cursor | None = None) -> Any:
    order = _LANE[lane][0]
    rows = (
        select(
            literal(lane).label("lane"),
            Ticket.id,
            order.label("at"),
            Customer.name.label("customer"),
            Ticket.subject,
            Ticket.unanswered,
            Ticket.unanswered_since,
            Ticket.unhappy,
            Ticket.call_asked_at,
            Ticket.step,
            _whole(agent_id, lane).correlate(None).scalar_subquery().label("whole"),
        )
        .join(Customer, Customer.id == Ticket.customer_id)
        .where(*_of(agent_id, lane))
        .order_by(order, Ticket.id)
        .limit(SHOWN + 1)
    )
    if after is not None:
        rows = rows.where(tuple_(order, Ticket.id) > after)
    return select(rows.subquery())


def _whole(agent_id: int, lane: str) -> Select[tuple[int]]:
    return select(func.count()).select_from(Ticket).where(*_of(agent_id, lane))


def _of(agent_id: int, lane: str) -> tuple[ColumnElement[bool], ...]:
    return (Ticket.owner_id == agent_id, Ticket.closed_at.is_(None), *_LANE[lane][1])


_HEARD, _NO_PROMISE = Ticket.heard_at.is_not(None), Ticket.promised_at.is_(None)
_LANE: dict[str, tuple[Any, tuple[ColumnElement[bool], ...]]] = {
    "unheard": (Ticket.opened_at, (Ticket.heard_at.is_(None),)),
    "promised": (Ticket.promised_at, (_HEARD, Ticket.promised_at.is_not(None))),
    "unanswered": (Ticket.unanswered_since, (_HEARD, _NO_PROMISE, Ticket.unanswered > literal_column("0"))),
    "waiting": (Ticket.last_letter_at, (_HEARD, _NO_PROMISE, Ticket.unanswered == literal_column("0"))),
}


def _item(row: Row[Any]) -> QueueItem:
    return QueueItem(
        ticket_id=row.id,
        lane=row.lane,
        at=row.at,
        customer=row.customer,
        subject=row.subject,
        unanswered=row.unanswered,
        unanswered_since=row.unanswered_since,
        wants_call=call_suggested(row.unanswered, row.call_asked_at is not None, row.unhappy),
        asked_for_call=row.call_asked_at is not None,
        step=row.step,
    )
