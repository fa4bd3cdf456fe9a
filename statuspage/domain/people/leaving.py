"""An agent is let go, and taken back. What they wrote stays theirs; they sign in no more, and own nothing new."""

from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from statuspage.domain.absences.absence import covered_then, lock_team, note_on_agent, standing
from statuspage.domain.errors import N_, At, Refused
from statuspage.domain.outbox import Outgoing, retire
from statuspage.domain.people.agents import Agent
from statuspage.domain.tickets import IN_HAND, Ticket

_SHOWN = 10  # tickets that a refusal names
_EVER = timedelta(days=3653)


def let_go(session: Session, agent: Agent, now: datetime) -> None:
    """Let this agent go: with them go their absences ahead, and the mails that wait for them.

    Refused for the last one at the desk, while customers still wait for this one, and while they are to cover for
    somebody. Whoever was let go already stays so. Ending their sessions is the caller's, in this transaction; every
    other key of theirs asks whether they are here.
    """
    team = lock_team(session)  # two at once go one by one
    if agent.id not in team:
        return
    if len(team) == 1:
        raise Refused("agent", N_("%(name)s is the last one at the desk. Add someone else first."), name=agent.name)
    _refuse_waited_for(session, agent)
    _refuse_cover(session, agent, now)
    for absence in standing(session, now, agent.id):
        absence.withdrawn_at = now
    note_on_agent(session, agent, now)
    retire(session, Outgoing.agent_id == agent.id)
    agent.is_active = False
    session.flush()


def take_back(agent: Agent) -> None:
    """Take back an agent who was let go: with their old password, and all that they had said about themselves."""
    agent.is_active = True


def open_tickets(session: Session, agent_id: int, most: int | None = None) -> list[tuple[int, str]]:
    """The open tickets that this agent has, the oldest first: their ids and subjects."""
    mine = select(Ticket.id, Ticket.subject).where(Ticket.owner_id == agent_id, *IN_HAND).order_by(Ticket.id)
    return [(row.id, row.subject) for row in session.execute(mine.limit(most))]


def count_open_tickets(session: Session, agent_id: int) -> int:
    """How many open tickets this agent has."""
    mine = select(func.count()).select_from(Ticket).where(Ticket.owner_id == agent_id, *IN_HAND)
    return session.scalar(mine) or 0


def _refuse_waited_for(session: Session, agent: Agent) -> None:
    first = open_tickets(session, agent.id, _SHOWN)
    if not first:
        return
    number = count_open_tickets(session, agent.id)
    raise Refused(
        "agent",
        N_("Open tickets that %(name)s still has: %(number)s. Hand them over at the desk first: %(tickets)s"),
        name=agent.name,
        number=number,
        tickets=", ".join(f"{number_of} “{subject}”" for number_of, subject in first)
        + (", …" if number > len(first) else "."),
    )


def _refuse_cover(session: Session, agent: Agent, now: datetime) -> None:
    covered = covered_then(session, agent.id, now, now + _EVER)
    if covered:
        other = session.get_one(Agent, covered[0].agent_id).called
        words = N_("%(name)s is to cover for %(other)s until %(ends)s. Choose another cover first.")
        raise Refused("agent", words, name=agent.name, other=other, ends=At(covered[0].ends_at, covered[0].zone))
