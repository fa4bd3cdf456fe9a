"""What fell late while nobody was in: it is on top of whoever of the team comes first, until its owner is back.

Nobody is told off by it, and nothing is written down: whoever comes sees it, unless a colleague has it open already.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from statuspage.domain.desk.lists import among
from statuspage.domain.people.agents import Agent, is_in, times_in
from statuspage.domain.people.presence import Presence
from statuspage.domain.tickets import Ticket

_BACK = timedelta(days=7)  # what fell late longer ago is in nobody's gap any more, but everyone's fault
MOST = 20


def read_unattended(session: Session, agent: Agent, now: datetime) -> tuple[int, ...]:
    """The ids of such tickets for this agent, the longest late first; none while they are not in themselves."""
    if not is_in(agent.hours, agent.zone, now, agent.away):
        return ()
    team = list(session.scalars(select(Agent).where(Agent.is_active)))
    missing = [one.id for one in team if one.id != agent.id and not is_in(one.hours, one.zone, now, one.away)]
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
    found = session.execute(query.limit(MOST)).all()
    return tuple(row.id for row in found if _nobody_was_in(team, row.promised_at)) if found else ()


def _nobody_was_in(team: Sequence[Agent], at: datetime) -> bool:
    """Whether nobody of the team was in at this instant; whoever left at that very moment was."""
    return not any(
        is_in(one.hours, one.zone, at, one.away)
        or any(closes == at for _, closes in times_in(one.hours, one.zone, at, one.away))
        for one in team
    )
