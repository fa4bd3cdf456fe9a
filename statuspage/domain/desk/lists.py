"""Lists of tickets behind the queue: all of them, those that are over, and those of which nobody knows who asked."""

from typing import Any

from sqlalchemy import Select, literal_column, select, tuple_
from sqlalchemy.orm import Session

from statuspage.domain.desk import queue
from statuspage.domain.desk.items import Cursor, QueueItem, read_items
from statuspage.domain.desk.lanes import LANES, Instant
from statuspage.domain.tickets import TO_LOOK_AT, Ticket

Page = tuple[tuple[QueueItem, ...], bool]


def read_all(session: Session, owner_id: int | None, after: Cursor | None = None) -> Page:
    """Up to ``SHOWN`` tickets of one owner or of everyone, the newest first; and whether there are more."""
    conditions = [] if owner_id is None else [Ticket.owner_id == owner_id]
    if after is not None:
        conditions.append(Ticket.id < after.ticket_id)
    query = _those(Ticket.opened_at).where(*conditions).order_by(Ticket.id.desc()).limit(queue.SHOWN + 1)
    return _page(read_items(session, query, ("-id",)))


def read_closed(session: Session, owner_id: int | None, after: Cursor | None = None) -> Page:
    """Up to ``SHOWN`` tickets that are over, of one owner or of everyone, the last to end first; and as above."""
    conditions = [] if owner_id is None else [Ticket.owner_id == owner_id]
    if after is not None:
        conditions.append(tuple_(Ticket.closed_at, Ticket.id) < after[1:])
    over = _those(Ticket.closed_at).where(Ticket.closed_at.is_not(None), *conditions)
    query = over.order_by(Ticket.closed_at.desc(), Ticket.id.desc()).limit(queue.SHOWN + 1)
    return _page(read_items(session, query, ("-at", "-id")))


def read_suspects(session: Session, after: Cursor | None = None) -> Page:
    """Up to ``SHOWN`` tickets of which nobody has said yet whether a person asked, the newest first; and as above."""
    conditions = [] if after is None else [tuple_(Ticket.suspected_at, Ticket.id) < after[1:]]
    query = _those(Ticket.suspected_at).where(*TO_LOOK_AT, *conditions)
    query = query.order_by(Ticket.suspected_at.desc(), Ticket.id.desc()).limit(queue.SHOWN + 1)
    return _page(read_items(session, query, ("-at", "-id")))


def _those(at: Instant) -> Select[Any]:
    return select(literal_column(str(len(LANES))).label("rank"), Ticket.id, at.label("at"))


def _page(items: list[QueueItem]) -> Page:
    return tuple(items[: queue.SHOWN]), len(items) > queue.SHOWN
