"""The queue of one agent, or of everyone: who waits for a word, the most let-down customer first.

Each lane is read off its own index, to a limit, so that a queue over a million tickets is as quick as one over ten.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, literal_column, select, tuple_, union_all
from sqlalchemy.orm import Session

from statuspage.domain.desk.held_letters import LetterOnHold
from statuspage.domain.desk.items import UNATTENDED, Cursor, QueueItem, read_items
from statuspage.domain.desk.lanes import LANES, OURS, THEIRS, Lane
from statuspage.domain.tickets import IN_HAND, Ticket

SHOWN = 50  # tickets of those that wait for us, and as many of those that wait for them


@dataclass(frozen=True, slots=True)
class Queue:
    """Those who wait for a word from us, the worst first, and those whom we wait for; of either the first ``SHOWN``.

    Those for whom a letter is laid before their owner wait for us as well, behind all others. ``more`` and
    ``more_waiting`` say that there are others behind them.
    """

    ours: tuple[QueueItem, ...]
    waiting: tuple[QueueItem, ...]
    more: bool
    more_waiting: bool

    @property
    def next(self) -> QueueItem | None:
        """The one thing to do now; None when nobody waits for a word."""
        return next(iter(self.ours), None)


def read_queue(
    session: Session,
    owner_id: int | None,
    now: datetime,
    covered: Sequence[int] = (),
    unattended: Sequence[int] = (),
) -> Queue:
    """What this agent has to do, or with None what everyone has, in one statement.

    ``covered`` are the colleagues for whom they cover now: who waits for a word from these waits for them. On top stand
    the tickets that are ``unattended`` (see unattended.py).
    """
    parts = [_first(OURS, one, now, SHOWN + 1) for one in (owner_id, *covered)]
    parts += [_first(THEIRS, owner_id, now, SHOWN + 1), *_on_top(unattended)]
    found = read_items(session, union_all(*(select(part.subquery()) for part in parts)))
    items = [item for item in found if item.is_unattended or item.ticket_id not in unattended]
    ours = [item for item in items if item.is_unattended or LANES[item.rank].is_ours]
    rest = [item for item in items if not item.is_unattended and not LANES[item.rank].is_ours]
    laid, theirs = ([item for item in rest[:SHOWN] if bool(item.laid) is is_laid] for is_laid in (True, False))
    return Queue(tuple(ours[:SHOWN] + laid), tuple(theirs), len(ours) > SHOWN, len(rest) > SHOWN)


def read_open(
    session: Session,
    owner_id: int | None,
    now: datetime,
    after: Cursor | None = None,
    lanes: tuple[Lane, ...] = LANES,
) -> tuple[tuple[QueueItem, ...], bool]:
    """Up to ``SHOWN`` tickets of these lanes, those behind ``after``, in the queue's order; whether there are more."""
    behind = after if after is not None and after.rank < len(LANES) else None
    items = read_items(session, _first(lanes, owner_id, now, SHOWN + 1, after=behind))
    return tuple(items[:SHOWN]), len(items) > SHOWN


def next_after(
    session: Session, agent_id: int, ticket_id: int, now: datetime, owners: Sequence[int | None]
) -> int | None:
    """The ticket that this agent answers after this one, of these owners, the most let-down customer first.

    An owner None stands for everyone. None when nobody waits. A ticket for which a letter of this agent's is held has
    been answered.
    """
    mine = LetterOnHold.ticket_id == Ticket.id, LetterOnHold.agent_id == agent_id, LetterOnHold.outcome == ""
    others = Ticket.id != ticket_id, ~exists().where(*mine)
    parts = [_first(OURS, one, now, 1, *others).subquery() for one in owners]
    found = union_all(*(select(part) for part in parts)).subquery()
    return session.scalar(select(found.c.id).order_by(found.c.rank, found.c.at, found.c.id).limit(1))


def _on_top(unattended: Sequence[int]) -> list[Select[Any]]:
    if not unattended:
        return []
    query: Select[Any] = select(
        literal_column(str(UNATTENDED)).label("rank"), Ticket.id, Ticket.promised_at.label("at")
    )
    return [query.where(Ticket.id.in_(unattended))]


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
    query = query.where(*IN_HAND, lane.among(now)).order_by(lane.order, Ticket.id)
    return query if owner_id is None else query.where(Ticket.owner_id == owner_id)
