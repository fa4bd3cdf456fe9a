"""What fell late while nobody was in: it is on top of whoever of the team comes first, until its owner is back.

Nobody is told off by it, and nothing is written down: whoever comes sees it, unless a colleague has it open already.
"""

from datetime import datetime, timedelta
from itertools import islice

from sqlalchemy import select
from sqlalchemy.orm import Session

from statuspage.domain.desk.lists import among
from statuspage.domain.desk.workload import is_in
from statuspage.domain.people.agents import Agent, Span, merged, times_in
from statuspage.domain.people.away import without
from statuspage.domain.people.presence import Presence
from statuspage.domain.tickets import Ticket

_BACK = timedelta(days=7)  # what fell late longer ago is in nobody's gap any more, but everyone's fault
_LOOKED_AT = 1_000  # late tickets among which they are sought
MOST = 20


def read_unattended(session: Session, agent: Agent, now: datetime) -> tuple[int, ...]:
    """The ids of such tickets for this agent, the longest late first; none while they are not in themselves."""
    if not is_in(agent, now):
        return ()
    team = list(session.scalars(select(Agent).where(Agent.is_active)))
    missing = [one.id for one in team if one.id != agent.id and not is_in(one, now)]
    if not missing:
        return ()
    by_colleague = Presence.ticket_id == Ticket.id, Presence.agent_id > 0, Presence.agent_id != agent.id
    query = (
        select(Ticket.id, Ticket.promised_at)
        .where(
            *among("late", now),
            Ticket.promised_at > now - _BACK,
            Ticket.owner_id.in_(missing),
            ~select(Presence.agent_id).where(*by_colleague, Presence.until > now).exists(),
        )
        .order_by(Ticket.promised_at, Ticket.id)
    )
    found = session.execute(query.limit(_LOOKED_AT)).all()
    if not found:
        return ()
    here = merged(span for one in team for span in _times_in(one, now))
    alone = (row.id for row in found if not any(opens <= row.promised_at <= closes for opens, closes in here))
    return tuple(islice(alone, MOST))


def _times_in(one: Agent, now: datetime) -> list[Span]:
    """When they were in, of late. Whoever gives no hours always was, unless they were away."""
    since = now - _BACK
    if any(one.hours.values()):
        return times_in(one.hours, one.zone, since, one.away)
    return without([(since, now)], one.away)
