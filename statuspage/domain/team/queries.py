"""What the team page is counted from, week by week: each count is one statement, and reads nobody's rows.

``bounds`` are the instants between the weeks (UTC), in order; a week is known by its number, from 0. Nothing that
happens later changes a finished week, but for a ticket that is entered late: it counts from the day on which its
customer asked.
"""

from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise
from typing import Any

from sqlalchemy import ColumnElement, and_, case, exists, func, literal_column, or_, select
from sqlalchemy.orm import Session

from statuspage.domain.events import Event
from statuspage.domain.kinds import where
from statuspage.domain.letters import Handover
from statuspage.domain.promises import Promise
from statuspage.domain.team.epoch import epoch
from statuspage.domain.tickets import Ticket

Bounds = Sequence[datetime]
Counted = dict[int, tuple[int, int]]  # week -> the count, and the value: a part of the count, or seconds
_WAITS, _WAITED = where(waits="begins"), where(waits="ends")  # for a word from us
_BEGINS, _ENDS = where(life="begins"), where(life="ends")


def promises(session: Session, bounds: Bounds) -> Counted:
    """The promises that fell due, and how many of them were kept. One that was moved in time never fell due."""
    overdue = and_(Promise.outcome == "released", Promise.settled_at > Promise.due_at)
    rows = select(_week(Promise.due_at, bounds), case((Promise.outcome == "kept", 1), else_=0).label("kept")).where(
        _within(Promise.due_at, bounds), or_(Promise.outcome.in_(("kept", "late", "open")), overdue)
    )
    found = rows.subquery()
    return _read(session, select(found.c.week, func.count(), func.sum(found.c.kept)).group_by(found.c.week))


def heard(session: Session, bounds: Bounds, together: Sequence[int] = ()) -> Counted:
    """The tickets that were heard, and the median of the seconds from the asking to the first letter.

    With ``together`` these weeks are taken as one, known as 0.
    """
    week = _week(Ticket.heard_at, bounds)
    waited = (epoch(Ticket.heard_at) - epoch(Ticket.opened_at)).label("waited")
    every = select(week, waited).where(_within(Ticket.heard_at, bounds)).subquery()
    rows = select(every.c.week, every.c.waited)
    if together:
        rows = select(literal_column("0").label("week"), every.c.waited).where(every.c.week.in_(together))
    one = rows.subquery()
    placed = select(
        one.c.week,
        one.c.waited,
        func.row_number().over(partition_by=one.c.week, order_by=one.c.waited).label("place"),
        func.count().over(partition_by=one.c.week).label("many"),
    ).subquery()
    middle = placed.c.place.in_(((placed.c.many + 1) // 2, placed.c.many // 2 + 1))  # the middle one, or the middle two
    median = func.avg(placed.c.waited)
    return _read(session, select(placed.c.week, func.max(placed.c.many), median).where(middle).group_by(placed.c.week))


def silence(session: Session, bounds: Bounds, tickets: int = 1) -> Counted:
    """The waits for a word that ended in the week or still went on at its end, and the longest by then, in seconds.

    A ticket's waits follow one another from the question to the end, as its own page draws them. The longest is one
    customer's, so a week with the waits of fewer than ``tickets`` tickets is left out.
    """
    first, *_ = bounds
    live = select(Ticket.id).where(
        or_(Ticket.closed_at.is_(None), Ticket.closed_at >= first), Ticket.suspected_at.is_(None)
    )
    ends = func.lead(epoch(Event.at)).over(partition_by=Event.ticket_id, order_by=Event.version)
    marks = (
        select(Event.ticket_id, Event.kind, epoch(Event.at).label("begins"), ends.label("ends"))
        .where(Event.kind.in_((*_WAITS, *_WAITED)), Event.ticket_id.in_(live))
        .subquery()
    )
    each: list[Any] = []  # by ticket first, as the log lies in that order
    for begin, end in pairwise(bounds):
        start, stop = int(begin.timestamp()), int(end.timestamp())
        there = and_(marks.c.begins < stop, or_(marks.c.ends.is_(None), marks.c.ends >= start))
        length = case((marks.c.ends < stop, marks.c.ends), else_=stop) - marks.c.begins
        each += [func.count(case((there, 1))), func.max(case((there, length)))]
    named = (column.label(f"c{number}") for number, column in enumerate(each))
    one = select(*named).where(marks.c.kind.in_(_WAITS)).group_by(marks.c.ticket_id).subquery()
    columns = list(one.c)
    sums = [
        total
        for count, longest in zip(columns[::2], columns[1::2], strict=True)
        for total in (func.count(longest), func.sum(count), func.max(longest))
    ]
    row = session.execute(select(*sums)).one()
    found = zip(row[::3], row[1::3], row[2::3], strict=True)
    return {week: (int(count), longest) for week, (among, count, longest) in enumerate(found) if among >= tickets}


def endings(session: Session, bounds: Bounds) -> tuple[Counted, Counted]:
    """How often a ticket ended; and of these, how many had changed hands before, and how many had been reopened."""
    first, *_ = bounds
    ended = select(Ticket.id).where(or_(Ticket.closed_at >= first, Ticket.reopened > 0))
    before = func.lag(Event.kind).over(partition_by=Event.ticket_id, order_by=Event.version)
    reopenings = func.sum(case((Event.kind == "reopened", 1), else_=0))
    so_far = reopenings.over(partition_by=Event.ticket_id, order_by=Event.version)
    life = (
        select(
            Event.ticket_id,
            Event.version,
            Event.kind,
            Event.at,
            before.label("before"),
            so_far.label("reopened"),
        )
        .where(Event.kind.in_((*_BEGINS, *_ENDS)), Event.ticket_id.in_(ended))
        .subquery()
    )
    handed = exists().where(Handover.ticket_id == life.c.ticket_id, Handover.version < life.c.version)
    agreed = and_(life.c.kind == "confirmed", life.c.before.in_(_BEGINS))  # else it was over already
    rows = (
        select(
            _week(life.c.at, bounds),
            case((handed, 1), else_=0).label("handed"),
            case((life.c.reopened > 0, 1), else_=0).label("reopened"),
        )
        .where(_within(life.c.at, bounds), or_(life.c.kind == "closed", agreed))
        .subquery()
    )
    counts = select(rows.c.week, func.count(), func.sum(rows.c.handed), func.sum(rows.c.reopened))
    found = session.execute(counts.group_by(rows.c.week)).all()
    return (
        {week: (int(count), int(one)) for week, count, one, _ in found},
        {week: (int(count), int(other)) for week, count, _, other in found},
    )


def _within(at: Any, bounds: Bounds) -> ColumnElement[bool]:
    return and_(at >= bounds[0], at < bounds[-1])


def _week(at: Any, bounds: Bounds) -> Any:
    """The number of the week in which this was."""
    return case(*((at < end, number) for number, end in enumerate(bounds[1:]))).label("week")


def _read(session: Session, statement: Any) -> Counted:
    return {int(week): (int(count), int(value)) for week, count, value in session.execute(statement)}
