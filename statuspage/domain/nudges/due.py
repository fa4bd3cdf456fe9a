"""What the clock brings: a promise that is due in half an hour, and one that fell due without a letter."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, String, and_, cast, exists, literal, select
from sqlalchemy.orm import Session

from statuspage.domain.desk.held_letters import is_on_its_way
from statuspage.domain.nudges.nudge import NEWS_FOR, Nudge, nudge
from statuspage.domain.people.agents import Agent
from statuspage.domain.promises import KEEPER, Promise
from statuspage.domain.tickets import Ticket

AHEAD = timedelta(minutes=30)
_MOST = 200  # at one look; the rest waits for the next


def leave_nudges(session: Session, now: datetime) -> int:
    """Tell whoever must keep a promise that it is nearly due, or late, each once; how many were left."""
    nearly = and_(Ticket.promised_at > now, Ticket.promised_at <= now + AHEAD)
    missed = and_(Ticket.promised_at > now - NEWS_FOR, Ticket.promised_at < now)
    return _leave(session, "soon", nearly, now) + _leave(session, "late", missed, now)


def _leave(session: Session, kind: str, due: ColumnElement[bool], now: datetime) -> int:
    name = literal(f"{kind} ") + cast(Promise.id, String)
    query = (
        select(Ticket.id, Promise.id.label("promise_id"), KEEPER.label("keeper"))
        .join(Promise, Promise.id == Ticket.promise_id)
        .where(
            Ticket.closed_at.is_(None),
            Ticket.heard_at.is_not(None),
            Ticket.promised_at.is_not(None),
            due,
            ~is_on_its_way(),
            KEEPER.in_(select(Agent.id).where(Agent.is_active)),
            ~exists().where(Nudge.once == name),
        )
        .order_by(Ticket.promised_at)
        .limit(_MOST)
    )
    return sum(
        nudge(session, row.keeper, kind, now, f"{kind} {row.promise_id}", ticket_id=row.id, about=row.promise_id)
        for row in session.execute(query).all()
    )
