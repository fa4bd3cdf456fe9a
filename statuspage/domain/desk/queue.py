"""The queue of one agent, or of everyone: who waits for a word, the most let-down customer first.

Each lane is read off its own index, to a limit, so that a queue over a million tickets is as quick as one over ten.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Row, Select, and_, literal_column, select, tuple_, union_all
from sqlalchemy.orm import Session

from statuspage.domain.customer_verbs import call_suggested
from statuspage.domain.desk.arrivals import Arrival
from statuspage.domain.desk.lanes import LANES, OURS, THEIRS, Lane
from statuspage.domain.people.agents import Agent
from statuspage.domain.people.customers import Customer
from statuspage.domain.tickets import Ticket

SHOWN = 50  # tickets of those that wait for us, and as many of those that wait for them


class Cursor(NamedTuple):
    """Where one page of tickets ends: the rank of its last ticket's lane, its instant (UTC) there, and the ticket."""

    rank: int
    at: datetime
    ticket_id: int


@dataclass(frozen=True, slots=True)
class QueueItem:
    """A ticket in the queue. ``wants_call`` says that writing is not enough, and ``can_call`` that there is a number.

    ``at`` (UTC) is the instant that its lane, the one with this ``rank``, is ordered by. ``owner`` is what its owner
    is called; ``is_new`` says that they were given it and have not opened it yet.
    """

    ticket_id: int
    rank: int
    at: datetime
    customer: str
    subject: str
    owner_id: int
    owner: str
    is_new: bool
    can_call: bool
    opened_at: datetime
    closed_at: datetime | None
    closure: str
    heard_at: datetime | None
    heard_answer: str
    reopened_at: datetime | None
    promised_at: datetime | None
    call_asked_at: datetime | None
    last_letter_at: datetime | None
    unanswered: int
    unanswered_since: datetime | None
    unhappy: bool

    @property
    def lane(self) -> str:
        """The name of its lane; "" for a ticket that was found in another way."""
        return LANES[self.rank].name if self.rank < len(LANES) else ""

    @property
    def wants_call(self) -> bool:
        return call_suggested(self.unanswered, self.call_asked_at is not None, self.unhappy)

    @property
    def cursor(self) -> Cursor:
        """The end of a page whose last ticket is this one."""
        return Cursor(self.rank, self.at, self.ticket_id)


@dataclass(frozen=True, slots=True)
class Queue:
    """Those who wait for a word from us, the worst first, and those whom we wait for; of either the first ``SHOWN``.

    ``more`` and ``more_waiting`` say that there are others behind them.
    """

    ours: tuple[QueueItem, ...]
    waiting: tuple[QueueItem, ...]
    more: bool
    more_waiting: bool

    @property
    def next(self) -> QueueItem | None:
        """The one thing to do now; None when nobody waits for a word."""
        return next(iter(self.ours), None)


_COPIED = tuple(
    getattr(Ticket, name)
    for name in (
        *("subject", "owner_id", "opened_at", "closed_at", "closure", "heard_at", "heard_answer", "reopened_at"),
        *("promised_at", "call_asked_at", "last_letter_at", "unanswered", "unanswered_since", "unhappy"),
    )
)


def read_queue(session: Session, owner_id: int | None, now: datetime) -> Queue:
    """What this agent has to do, or with None what everyone has, in one statement."""
    parts = (_first(OURS, owner_id, now, SHOWN + 1), _first(THEIRS, owner_id, now, SHOWN + 1))
    items = read_items(session, union_all(*(select(part.subquery()) for part in parts)))
    ours = [item for item in items if LANES[item.rank].is_ours]
    theirs = [item for item in items if not LANES[item.rank].is_ours]
    return Queue(tuple(ours[:SHOWN]), tuple(theirs[:SHOWN]), len(ours) > SHOWN, len(theirs) > SHOWN)


def read_open(
    session: Session, owner_id: int | None, now: datetime, after: Cursor | None = None
) -> tuple[tuple[QueueItem, ...], bool]:
    """Up to ``SHOWN`` open tickets, those behind ``after``, in the queue's order; and whether there are more."""
    behind = after if after is not None and after.rank < len(LANES) else None
    items = read_items(session, _first(LANES, owner_id, now, SHOWN + 1, after=behind))
    return tuple(items[:SHOWN]), len(items) > SHOWN


def next_after(session: Session, agent_id: int, ticket_id: int, now: datetime) -> int | None:
    """The ticket of this agent to answer after this one, the most let-down customer first; None when nobody waits."""
    found = _first(OURS, agent_id, now, 1, Ticket.id != ticket_id).subquery()
    return session.scalar(select(found.c.id))


def read_items(session: Session, found: Any, order: tuple[str, ...] = ("rank", "at", "id")) -> list[QueueItem]:
    """The tickets of a query for ``rank``, ``id`` and ``at``, by these; the newest first where a minus says so."""
    those = found.subquery()
    by = [those.c[name.lstrip("-")].desc() if name.startswith("-") else those.c[name] for name in order]
    query = (
        select(
            those.c.rank,
            those.c.at,
            Ticket.id.label("ticket_id"),
            *_COPIED,
            Customer.name.label("customer"),
            Customer.phone,
            Agent.called.label("owner"),
            Arrival.ticket_id.is_not(None).label("is_new"),
        )
        .join(Ticket, Ticket.id == those.c.id)
        .join(Customer, Customer.id == Ticket.customer_id)
        .join(Agent, Agent.id == Ticket.owner_id)
        .outerjoin(Arrival, and_(Arrival.ticket_id == Ticket.id, Arrival.agent_id == Ticket.owner_id))
        .order_by(*by)
    )
    return [_item(row) for row in session.execute(query)]


def _first(
    lanes: tuple[Lane, ...],
    owner_id: int | None,
    now: datetime,
    most: int,
    *conditions: ColumnElement[bool],
    after: Cursor | None = None,
) -> Select[Any]:
    """The first tickets of these lanes as ``rank``, ``id`` and ``at``, those behind ``after``."""
    reached = [lane for lane in lanes if after is None or lane.rank >= after.rank]
    parts = []
    for lane in reached:
        part = tickets_of(lane, owner_id, now).where(*conditions)
        if after is not None and lane.rank == after.rank:
            part = part.where(tuple_(lane.order, Ticket.id) > after[1:])
        parts.append(select(part.limit(most).subquery()))
    found = union_all(*parts).subquery()
    return select(found).order_by(found.c.rank, found.c.at, found.c.id).limit(most)


def tickets_of(lane: Lane, owner_id: int | None, now: datetime) -> Select[Any]:
    """The tickets of one lane in its order, as ``rank``, ``id`` and ``at``."""
    query: Select[Any] = select(literal_column(str(lane.rank)).label("rank"), Ticket.id, lane.order.label("at"))
    query = query.where(Ticket.closed_at.is_(None), lane.among(now)).order_by(lane.order, Ticket.id)
    return query if owner_id is None else query.where(Ticket.owner_id == owner_id)


def _item(row: Row[Any]) -> QueueItem:
    told = {column.key: getattr(row, column.key) for column in _COPIED}
    return QueueItem(
        ticket_id=row.ticket_id,
        rank=int(row.rank),
        at=row.at,
        customer=row.customer,
        owner=row.owner,
        is_new=bool(row.is_new),
        can_call=bool(row.phone) or row.call_asked_at is not None,
        **told,
    )
