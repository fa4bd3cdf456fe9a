"""Lists of tickets behind the queue: those that are late, that wait, that are over, or that some filters leave.

Each but the last is read off an index of its own, to a limit, so that it is as quick over a million tickets as over a
thousand. Filters look through so many of the newest tickets at a time.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, Select, func, literal_column, select, tuple_
from sqlalchemy.orm import Session

from statuspage.domain.desk import queue
from statuspage.domain.desk.items import Cursor, QueueItem, read_items
from statuspage.domain.desk.lanes import LANES, THEIRS, Instant
from statuspage.domain.tags.wanted import having, reach
from statuspage.domain.tickets import IN_HAND, TO_LOOK_AT, Ticket

LOOKED = 20_000  # tickets that filters look through for one page
COUNTED = 100  # tickets of a list; who has more has many
Page = tuple[tuple[QueueItem, ...], bool]


def read_all(session: Session, owner_id: int | None, after: Cursor | None = None) -> Page:
    """Up to ``SHOWN`` tickets of one owner or of everyone, the newest first; and whether there are more."""
    conditions = [*_owned(owner_id)]
    if after is not None:
        conditions.append(Ticket.id < after.ticket_id)
    query = _those(Ticket.opened_at).where(*conditions).order_by(Ticket.id.desc()).limit(queue.SHOWN + 1)
    return _page(read_items(session, query, ("-id",)))


def read_late(session: Session, owner_id: int | None, now: datetime, after: Cursor | None = None) -> Page:
    """Up to ``SHOWN`` tickets whose promise fell due without a letter, the longest late first; and as above."""
    query = _those(Ticket.promised_at).where(*among("late", now), *_owned(owner_id))
    if after is not None:
        query = query.where(tuple_(Ticket.promised_at, Ticket.id) > after[1:])
    return _page(
        read_items(session, query.order_by(Ticket.promised_at, Ticket.id).limit(queue.SHOWN + 1), ("at", "id"))
    )


def read_waiting(session: Session, owner_id: int | None, now: datetime, after: Cursor | None = None) -> Page:
    """Up to ``SHOWN`` tickets that wait for their customer, the longest first; and as above."""
    return queue.read_open(session, owner_id, now, after, THEIRS)


def read_filtered(
    session: Session,
    owner_id: int | None,
    left: Iterable[ColumnElement[bool]],
    after: Cursor | None = None,
    tags: Sequence[int] = (),
) -> tuple[tuple[QueueItem, ...], int | None]:
    """Up to ``SHOWN`` of the newest tickets that filters leave, and before which ticket to go on; None at the end.

    With ``tags``, they have all of these; then those of the first are looked through, however long ago they came.
    """
    newest = after.ticket_id if after is not None else (session.scalar(select(func.max(Ticket.id))) or 0) + 1
    lowest = reach(session, tags[0], newest, LOOKED) if tags else newest - LOOKED
    query, at = having(_those(Ticket.opened_at), tags)
    query = query.where(*left, *_owned(owner_id), at < newest, at >= lowest)
    items, more = _page(read_items(session, query.order_by(at.desc()).limit(queue.SHOWN + 1), ("-id",)))
    end = items[-1].ticket_id if more else lowest
    return items, end if end > 1 else None


def among(state: str, now: datetime) -> tuple[ColumnElement[bool], ...]:
    """The tickets in this state: ``open``, ``late``, ``waiting``, ``over`` or ``look``; every one for any other."""
    waiting = (*IN_HAND, *(lane.among(now) for lane in THEIRS))
    late = (*IN_HAND, Ticket.heard_at.is_not(None), Ticket.promised_at < now)
    over = (Ticket.closed_at.is_not(None),)
    states = {"open": IN_HAND, "late": late, "waiting": waiting, "over": over, "look": TO_LOOK_AT}
    return states.get(state, ())


def count_lists(session: Session, owner_id: int | None, now: datetime) -> dict[str, int]:
    """How many are ``late``, are ``waiting`` and are ``over``, each up to ``COUNTED``, in one statement."""
    counts = [counted(among(name, now), owner_id).label(name) for name in ("late", "waiting", "over")]
    return dict(session.execute(select(*counts)).one()._mapping)


def counted(left: Iterable[ColumnElement[bool]], owner_id: int | None = None) -> ScalarSelect[int]:
    """How many tickets these conditions leave, of one owner or of everyone, up to ``COUNTED``; to be selected."""
    some = select(Ticket.id).where(*left, *_owned(owner_id)).limit(COUNTED).subquery()
    return select(func.count()).select_from(some).scalar_subquery()


def _owned(owner_id: int | None) -> tuple[ColumnElement[bool], ...]:
    return () if owner_id is None else (Ticket.owner_id == owner_id,)


def read_closed(session: Session, owner_id: int | None, after: Cursor | None = None) -> Page:
    """Up to ``SHOWN`` tickets that are over, of one owner or of everyone, the last to end first; and as above."""
    conditions = [*_owned(owner_id)]
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
