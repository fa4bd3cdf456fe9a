"""A ticket's promises as lines: a promise that was moved continues its line at another time."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Row, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from statuspage.domain.letters import Handover
from statuspage.domain.people.agents import Agent
from statuspage.domain.promises import KEEPER, Promise

LINES = 50  # the newest; nobody who subscribes to a calendar looks back further


@dataclass(frozen=True, slots=True)
class PromiseLine:
    """One line as it stands: its first promise's id, when it is due now, and what became of it.

    ``outcome`` is open, overdue, kept, late or released; a line is released too that the question ended, minutes after
    it was made. ``keeper`` is the first name of whoever has to keep it. ``revision`` rises whenever any of this
    changes, and with each handover meanwhile; ``changed_at`` is when it last did.
    """

    origin_id: int
    keeper: str
    kind: str
    due_at: datetime
    zone: str
    outcome: str
    settled_at: datetime | None
    revision: int
    changed_at: datetime


def read_lines(session: Session, ticket_id: int, now: datetime, *, limit: int = LINES) -> list[PromiseLine]:
    """The newest lines of a ticket, newest first."""
    first = aliased(Promise)
    began = func.coalesce(first.made_at, Promise.made_at)
    handed = [Handover.ticket_id == ticket_id, Handover.at > began]
    handed.append(Handover.at <= func.coalesce(Promise.settled_at, now))
    later = aliased(Promise)
    goes_on = exists().where(later.ticket_id == ticket_id, later.moves == Promise.moves + 1)
    goes_on = goes_on.where(later.origin_id == func.coalesce(Promise.origin_id, Promise.id))
    rows = (
        select(
            Promise,
            Agent.called,
            select(func.count()).where(*handed).scalar_subquery(),
            select(func.max(Handover.at)).where(*handed).scalar_subquery(),
        )
        .outerjoin(first, first.id == Promise.origin_id)
        .join(Agent, Agent.id == KEEPER)
        .where(Promise.ticket_id == ticket_id, or_(Promise.outcome != "moved", ~goes_on))
        .order_by(Promise.id.desc())
        .limit(limit)
    )
    return [_line(row, now) for row in session.execute(rows)]


def _line(row: Row[tuple[Promise, str, int, datetime]], now: datetime) -> PromiseLine:
    promise, keeper, handovers, handed_at = row
    overdue = promise.outcome == "open" and now > promise.due_at
    changes = [promise.made_at, handed_at, promise.due_at if overdue else None, promise.settled_at]
    return PromiseLine(
        origin_id=promise.origin_id or promise.id,
        keeper=keeper,
        kind=promise.kind,
        due_at=promise.due_at,
        zone=promise.zone,
        outcome="overdue" if overdue else "released" if promise.outcome == "moved" else promise.outcome,
        settled_at=promise.settled_at,
        revision=promise.moves + handovers + (overdue or promise.outcome == "late") + (promise.settled_at is not None),
        changed_at=max(at for at in changes if at is not None),
    )
