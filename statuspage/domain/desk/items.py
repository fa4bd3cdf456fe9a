"""One ticket in a list of the desk, with all that its row tells; and how such rows are read."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Row, and_, select
from sqlalchemy.orm import Session

from statuspage.domain.causes.cause import Cause
from statuspage.domain.causes.letter import WAITING, CauseLetter, LaidLetter
from statuspage.domain.customer_verbs import call_suggested
from statuspage.domain.desk.arrivals import Arrival
from statuspage.domain.desk.lanes import LANES
from statuspage.domain.people.agents import Agent
from statuspage.domain.people.customers import Customer
from statuspage.domain.promises import Promise
from statuspage.domain.tags.tagging import read_tags, written_tags
from statuspage.domain.tickets import Ticket

UNATTENDED = -1  # the rank of what fell late while nobody was in: it stands above all lanes


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
    ``promises_call`` says that what is promised is a call. ``laid`` is
    the cause of which a letter waits for their hand since ``laid_at``, "" where none does. ``tags`` are the team's own
    words for it.
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
    promises_call: bool
    call_asked_at: datetime | None
    last_letter_at: datetime | None
    unanswered: int
    unanswered_since: datetime | None
    unhappy: bool
    unreached_at: datetime | None
    given_at: datetime | None
    merged_into_id: int | None
    laid: str = ""
    laid_at: datetime | None = None
    tags: tuple[str, ...] = ()

    @property
    def is_unattended(self) -> bool:
        """Whether it is here because it fell late while nobody was in."""
        return self.rank == UNATTENDED

    @property
    def lane(self) -> str:
        """The name of its lane; "" for a ticket that was found in another way."""
        return LANES[self.rank].name if 0 <= self.rank < len(LANES) else ""

    @property
    def wants_call(self) -> bool:
        is_asked = self.call_asked_at is not None
        return call_suggested(self.unanswered, is_asked, self.unhappy, call_promised=self.promises_call)

    @property
    def cursor(self) -> Cursor:
        """The end of a page whose last ticket is this one."""
        return Cursor(self.rank, self.at, self.ticket_id)


_COPIED = tuple(
    getattr(Ticket, name)
    for name in (
        *("subject", "owner_id", "opened_at", "closed_at", "closure", "heard_at", "heard_answer", "reopened_at"),
        *("promised_at", "call_asked_at", "last_letter_at", "unanswered", "unanswered_since", "unhappy"),
        *("unreached_at", "given_at", "merged_into_id"),
    )
)


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
            Promise.kind.label("promised"),
            Cause.name.label("laid"),
            LaidLetter.laid_at,
            written_tags().label("tags"),
        )
        .join(Ticket, Ticket.id == those.c.id)
        .join(Customer, Customer.id == Ticket.customer_id)
        .join(Agent, Agent.id == Ticket.owner_id)
        .outerjoin(Promise, Promise.id == Ticket.promise_id)
        .outerjoin(Arrival, and_(Arrival.ticket_id == Ticket.id, Arrival.agent_id == Ticket.owner_id))
        .outerjoin(LaidLetter, and_(LaidLetter.ticket_id == Ticket.id, Ticket.closed_at.is_(None), WAITING))
        .outerjoin(CauseLetter, CauseLetter.id == LaidLetter.letter_id)
        .outerjoin(Cause, Cause.id == CauseLetter.cause_id)
        .order_by(*by)
    )
    return [_item(row) for row in session.execute(query)]


def _item(row: Row[Any]) -> QueueItem:
    told = {column.key: getattr(row, column.key) for column in _COPIED}
    return QueueItem(
        ticket_id=row.ticket_id,
        rank=int(row.rank),
        at=row.at,
        customer=row.customer,
        owner=row.owner,
        is_new=bool(row.is_new),
        promises_call=row.promised == "call",
        can_call=bool(row.phone) or row.call_asked_at is not None,
        laid=row.laid or "",
        laid_at=row.laid_at,
        tags=read_tags(row.tags),
        **told,
    )
