"""The notices to agents that no event leaves: a promise is nearly due, it is overdue, and the digest in the morning.

Each goes only to an agent who chose it, within their hours, and once. What happened to a ticket leaves its notice by
itself (``events.append``).
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, String, and_, cast, exists, literal, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from statuspage.domain.desk.digest import day_of, read_digest
from statuspage.domain.desk.held_letters import is_on_its_way
from statuspage.domain.desk.workload import is_in
from statuspage.domain.outbox import Outgoing, leave
from statuspage.domain.people.agents import DIGEST, Agent, stand_in
from statuspage.domain.promises import KEEPER, Promise, notice_of
from statuspage.domain.tickets import Ticket

AHEAD = timedelta(minutes=30)
_BACK = timedelta(days=3)  # a promise that fell due longer ago is no news, but stands in the queue
_MOST = 200  # at one look; the rest waits for the next


def leave_notices(session: Session, now: datetime) -> int:
    """Leave what is to be told at ``now``, and say how many mails that is. It may be called as often as one likes."""
    team = list(session.scalars(select(Agent).where(Agent.is_active)))
    here = [agent for agent in team if is_in(agent, now)]
    readers = {agent.id: stand_in(session, agent, now) for agent in team}
    soon, late = (
        {keeper: one.id for keeper, one in readers.items() if one in here and name in one.notices}
        for name in ("soon", "late")
    )
    nearly = and_(Ticket.promised_at > now, Ticket.promised_at <= now + AHEAD)
    missed = and_(Ticket.promised_at > now - _BACK, Ticket.promised_at < now)
    left = _leave_reminders(session, "soon", soon, nearly, now)
    left += _leave_reminders(session, "overdue", late, missed, now)
    return left + sum(_leave_digest(session, agent, now) for agent in here if DIGEST in agent.notices)


def _leave_reminders(
    session: Session, reminder: str, agents: Mapping[int, int], due: ColumnElement[bool], now: datetime
) -> int:
    """Remind of the promises that these agents must keep, and which are ``due`` at such a time.

    Beside each stands who is told: they, or whoever covers for them.
    """
    if not agents:
        return 0
    name = literal(notice_of(reminder, "")) + cast(Promise.id, String)
    query = (
        select(Ticket.id, Promise.id.label("promise_id"), Promise.due_at, KEEPER.label("keeper"))
        .join(Promise, Promise.id == Ticket.promise_id)
        .where(
            Ticket.closed_at.is_(None),
            Ticket.heard_at.is_not(None),
            Ticket.promised_at.is_not(None),
            due,
            ~is_on_its_way(),
            KEEPER.in_(agents),
            ~exists().where(Outgoing.once == name),
        )
        .order_by(Ticket.promised_at)
        .limit(_MOST)
    )
    return sum(
        _leave_once(
            session,
            row.id,
            reminder,
            agents[row.keeper],
            now,
            notice_of(reminder, row.promise_id),
            {"promise": row.promise_id, "due": row.due_at.isoformat()},
        )
        for row in session.execute(query).all()
    )


def _leave_digest(session: Session, agent: Agent, now: datetime) -> int:
    """The digest of this agent's day, as it begins; on a day with nothing to tell, none."""
    day = day_of(agent, now)
    once = f"{DIGEST} {agent.id} {day}"
    if not day or session.scalar(select(Outgoing.id).where(Outgoing.once == once)) is not None:
        return 0
    if read_digest(session, agent, now).is_empty:
        return 0
    return _leave_once(session, None, DIGEST, agent.id, now, once, {"day": day})


def _leave_once(
    session: Session, ticket_id: int | None, kind: str, agent_id: int, now: datetime, once: str, data: dict[str, object]
) -> int:
    """Leave one mail, unless another process has at this same moment."""
    try:
        with session.begin_nested():
            leave(session, ticket_id, kind, "agent", now, agent_id=agent_id, once=once, data=data)
    except IntegrityError:
        return 0
    return 1
