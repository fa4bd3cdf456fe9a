"""What stands beside the queue: the counts in the head of the page, what came lately for whoever reads, and the words
of the ticket on top. All of it is one statement.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Integer, bindparam, case, cast, exists, func, literal, null, or_, select, true, union_all
from sqlalchemy.orm import Session, aliased

from statuspage.domain.desk.header import COUNTS, HeaderCounts
from statuspage.domain.events import Event
from statuspage.domain.letters import Reply
from statuspage.domain.merging.merge import ANSWERS, Merge
from statuspage.domain.nudges.lately import MENTIONS, TOLD, UnseenMention
from statuspage.domain.nudges.nudge import NEWS_FOR
from statuspage.domain.people.customers import Customer
from statuspage.domain.tickets import Ticket


@dataclass(frozen=True, slots=True)
class OnTop:
    """How the customer of the ticket on top is reached, and their latest ``words``, None when they have written none.

    Words that wait for an answer come before those that have one, also where they stand in a ticket that goes on in it.
    ``at`` is when they wrote them (UTC).
    """

    phone: str
    reach: str
    words: str | None
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Beside:
    """``told`` are the ids of what this agent was told of within a day, the newest last; ``mentioned`` are where
    they are named, newest first, of each ticket once. ``top`` is None where there is no ticket on top.
    """

    counts: HeaderCounts
    told: tuple[int, ...]
    mentioned: tuple[UnseenMention, ...]
    top: OnTop | None


_ONE = select(literal(1).label("one")).subquery()
_ON_TOP = bindparam("on_top", type_=Integer)
# The ticket on top, and those that go on in it, each since a version of it.
_threads = union_all(
    select(_ON_TOP.label("of"), cast(null(), Integer).label("since")),
    select(Merge.gone_id, Merge.into_version).where(Merge.into_id == _ON_TOP, Merge.undone_at.is_(None)),
).subquery()
_Later = aliased(Reply)
_NEWEST = select(func.max(_Later.version)).where(_Later.ticket_id == Reply.ticket_id).scalar_subquery()
_ANSWER = Event.kind.in_(ANSWERS)
_IS_ANSWERED = or_(
    exists().where(_ANSWER, Event.ticket_id == Reply.ticket_id, Event.version >= Reply.version),
    exists().where(_ANSWER, Event.ticket_id == _ON_TOP, Event.version > _threads.c.since),
)
_TOP = (
    select(Customer.phone, Customer.reach, Reply.body, Reply.at.label("written_at"))
    .select_from(Ticket)
    .join(Customer, Customer.id == Ticket.customer_id)
    .outerjoin(_threads.join(Reply, Reply.ticket_id == _threads.c.of), Reply.version == _NEWEST)
    .where(Ticket.id == _ON_TOP)
    .order_by(case((_IS_ANSWERED, 1), else_=0), Reply.at.desc().nulls_last(), Reply.ticket_id.desc())
    .limit(1)
    .subquery()
)
_MENTIONS = MENTIONS.subquery()
_BESIDE = (
    select(*COUNTS, TOLD, *_TOP.c, *_MENTIONS.c)
    .select_from(_ONE.outerjoin(_TOP, true()).outerjoin(_MENTIONS, true()))
    .order_by(_MENTIONS.c.note_id.desc())
)


def read_beside(session: Session, agent_id: int, now: datetime, on_top: int | None = None) -> Beside:
    """What stands beside the queue of this agent, on top of which this ticket stands."""
    given = {"agent": agent_id, "since": now - NEWS_FOR, "on_top": on_top or 0}
    rows = [_parted(tuple(row)) for row in session.execute(_BESIDE, given)]
    counts, told, on, _ = rows[0]
    return Beside(
        counts=HeaderCounts(*counts),
        told=tuple(sorted(map(int, (told or "").split()))),
        mentioned=tuple(UnseenMention(*named) for *_, named in rows if named[0] is not None),
        top=OnTop(*on) if on_top else None,
    )


def _parted(row: tuple[Any, ...]) -> tuple[tuple[Any, ...], str | None, tuple[Any, ...], tuple[Any, ...]]:
    many = len(HeaderCounts._fields)
    return row[:many], row[many], row[many + 1 : many + 5], row[many + 5 :]
