"""An agent's queue: what waits for them, in lanes. Each lane is read off its own index, to a limit."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Row, Select, case, func, literal, select, tuple_, union_all
from sqlalchemy.orm import Session

from statuspage.domain.customer_verbs import call_suggested
from statuspage.domain.desk.lanes import LANES, Lane
from statuspage.domain.people.customers import Customer
from statuspage.domain.tickets import Ticket

SHOWN = 50  # tickets a lane


class Cursor(NamedTuple):
    """Where one page of a lane ends: the instant (UTC) by which its last ticket is ordered, and that ticket."""

    at: datetime
    ticket_id: int


@dataclass(frozen=True, slots=True)
class QueueItem:
    """A ticket in the queue. ``wants_call`` says that writing is not enough, and ``can_call`` that there is a number.

    ``at`` (UTC) is the instant that its lane is ordered by, ``lane`` the lane's name."""

    ticket_id: int
    lane: str
    at: datetime
    customer: str
    subject: str
    unanswered: int
    unanswered_since: datetime | None
    wants_call: bool
    can_call: bool
    asked_for_call: bool
    step: str | None

    @property
    def cursor(self) -> Cursor:
        """The end of a page whose last ticket is this one."""
        return Cursor(self.at, self.ticket_id)


@dataclass(frozen=True, slots=True)
class Queue:
    """The lanes of one agent, each with its first ``SHOWN`` tickets; ``counts`` are of the whole lanes."""

    lanes: dict[str, tuple[QueueItem, ...]]
    counts: dict[str, int]

    @property
    def next(self) -> QueueItem | None:
        """The one thing to do now: the first ticket of the first lane that waits for the agent."""
        ours = (self.lanes[lane.name] for lane in LANES.values() if lane.is_ours)
        return next((items[0] for items in ours if items), None)


def read_queue(session: Session, agent_id: int) -> Queue:
    """What this agent has to do, in one statement."""
    lanes: dict[str, list[QueueItem]] = {name: [] for name in LANES}
    counts = dict.fromkeys(LANES, 0)
    for row in session.execute(union_all(*(_tickets(lane, agent_id) for lane in LANES.values()))):
        lanes[row.lane].append(_item(row))
        counts[row.lane] = row.whole
    return Queue({name: tuple(_in_order(items)[:SHOWN]) for name, items in lanes.items()}, counts)


def read_lane(
    session: Session, agent_id: int, name: str, after: Cursor | None = None
) -> tuple[tuple[QueueItem, ...], bool]:
    """Up to ``SHOWN`` tickets of one lane, those behind ``after``, and whether there are more behind them."""
    items = _in_order([_item(row) for row in session.execute(_tickets(LANES[name], agent_id, after))])
    return tuple(items[:SHOWN]), len(items) > SHOWN


def count_lane(session: Session, agent_id: int, name: str) -> int:
    """How many tickets a lane has, past what is shown of it."""
    return session.execute(_whole(LANES[name], agent_id)).scalar_one()


def next_after(session: Session, agent_id: int, ticket_id: int, now: datetime) -> int | None:
    """The ticket that this agent should answer after this one: the most let-down customer first. None when nobody is.

    First whoever said that something is wrong, then the promises that are late, calls that were asked for, what nobody
    has heard, whoever wrote, and what is due.
    """
    pain = case(
        (Ticket.unhappy, 0),
        (Ticket.promised_at < now, 1),
        (Ticket.call_asked_at.is_not(None), 2),
        (Ticket.heard_at.is_(None), 3),
        (Ticket.unanswered > 0, 4),
        (Ticket.promised_at.is_not(None), 5),
    )
    is_since = func.coalesce(Ticket.unanswered_since, Ticket.promised_at)
    query = (
        select(Ticket.id)
        .where(Ticket.owner_id == agent_id, Ticket.closed_at.is_(None), Ticket.id != ticket_id, pain.is_not(None))
        .order_by(pain, is_since, Ticket.id)
        .limit(1)
    )
    return session.scalar(query)


def _in_order(items: list[QueueItem]) -> list[QueueItem]:
    """Of the same instant the older ticket first, so that the list never flickers."""
    return sorted(items, key=lambda item: item.cursor)


def _tickets(lane: Lane, agent_id: int, after: Cursor | None = None) -> Select[Any]:
    """The first tickets of a lane, one more than are shown, each with the count of the whole lane."""
    rows = (
        select(
            literal(lane.name).label("lane"),
            Ticket.id,
            lane.order.label("at"),
            Customer.name.label("customer"),
            Customer.phone,
            Ticket.subject,
            Ticket.unanswered,
            Ticket.unanswered_since,
            Ticket.unhappy,
            Ticket.call_asked_at,
            Ticket.step,
            _whole(lane, agent_id).correlate(None).scalar_subquery().label("whole"),
        )
        .join(Customer, Customer.id == Ticket.customer_id)
        .where(*_of(lane, agent_id))
        .order_by(lane.order, Ticket.id)
        .limit(SHOWN + 1)
    )
    if after is not None:
        rows = rows.where(tuple_(lane.order, Ticket.id) > after)
    return select(rows.subquery())


def _whole(lane: Lane, agent_id: int) -> Select[tuple[int]]:
    return select(func.count()).select_from(Ticket).where(*_of(lane, agent_id))


def _of(lane: Lane, agent_id: int) -> tuple[ColumnElement[bool], ...]:
    return (Ticket.owner_id == agent_id, Ticket.closed_at.is_(None), *lane.conditions)


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
        can_call=bool(row.phone) or row.call_asked_at is not None,
        asked_for_call=row.call_asked_at is not None,
        step=row.step,
    )
