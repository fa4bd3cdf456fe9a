"""An agent is let go, and taken back. What they wrote stays theirs; they sign in no more, and own nothing new."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from statuspage.domain.errors import N_, Refused
from statuspage.domain.people.agents import Agent
from statuspage.domain.tickets import IN_HAND, Ticket

_SHOWN = 10  # tickets that a refusal names


def let_go(session: Session, agent: Agent) -> None:
    """Let this agent go. Refused for the last one at the desk, and while customers still wait for this one.

    Ending their sessions is the caller's.
    """
    here = select(Agent.id).where(Agent.is_active).order_by(Agent.id).with_for_update()  # two at once go one by one
    if not set(session.scalars(here)) - {agent.id}:
        raise Refused("agent", N_("%(name)s is the last one at the desk. Add someone else first."), name=agent.name)
    mine = select(Ticket.id, Ticket.subject).where(Ticket.owner_id == agent.id, *IN_HAND)
    first = session.execute(mine.order_by(Ticket.id).limit(_SHOWN)).all()
    if first:
        number = session.scalar(select(func.count()).select_from(mine.subquery())) or 0
        raise Refused(
            "agent",
            N_("Open tickets that %(name)s still has: %(number)s. Hand them over at the desk first: %(tickets)s"),
            name=agent.name,
            number=number,
            tickets=", ".join(f"{row.id} “{row.subject}”" for row in first) + (", …" if number > len(first) else "."),
        )
    agent.is_active = False


def take_back(agent: Agent) -> None:
    """Take back an agent who was let go: with their old password, and all that they had said about themselves."""
    agent.is_active = True
