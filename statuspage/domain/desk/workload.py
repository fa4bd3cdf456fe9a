"""How much lies with each colleague, and who should look after what is new."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from statuspage.domain.desk.lists import COUNTED, among, counted
from statuspage.domain.people import agents
from statuspage.domain.people.agents import Agent
from statuspage.domain.people.away import Away, away_at, read_away
from statuspage.domain.tickets import IN_HAND, TO_LOOK_AT, Ticket

_WAITING = 1_000  # tickets that wait for one agent, counted at most: whoever asks waits for this count


@dataclass(frozen=True, slots=True)
class OpenTickets:
    """How many open tickets an agent has, counted to ``COUNTED``; and when they are away, whose clock is ``zone``."""

    agent_id: int
    name: str
    count: int
    zone: str = "UTC"
    away: tuple[Away, ...] = ()


@dataclass(frozen=True, slots=True)
class Load:
    """What an agent has to do now: whether they are in, and how many tickets wait for a word from them."""

    agent: Agent
    is_in: bool
    count: int


@dataclass(frozen=True, slots=True)
class TeamCounts:
    """How many open tickets each of the ``agents`` has, how many of the team's are ``late``, and how many may be no
    person's, each counted up to ``COUNTED``.
    """

    agents: tuple[OpenTickets, ...]
    late: int
    to_look_at: int


def count_open(session: Session, now: datetime) -> TeamCounts:
    """Everyone who works here or has left open tickets behind, by name, in one statement."""
    some = select(Ticket.id).where(Ticket.owner_id == Agent.id, *IN_HAND).limit(COUNTED)
    count = select(func.count()).select_from(some.correlate(Agent).subquery()).scalar_subquery()
    late, doubts = counted(among("late", now)), counted(TO_LOOK_AT)
    query = select(
        *(Agent.id, Agent.called, Agent.is_active, Agent.zone, Agent.absences),
        *(count.label("many"), late.label("late"), doubts.label("doubts")),
    )
    rows = session.execute(query.order_by(Agent.called, Agent.id)).all()
    agents = tuple(
        OpenTickets(row.id, row.called, row.many, row.zone, read_away(row.absences))
        for row in rows
        if row.is_active or row.many
    )
    return TeamCounts(agents, rows[0].late if rows else 0, rows[0].doubts if rows else 0)


def covered_by(agents: Iterable[OpenTickets], agent_id: int, now: datetime) -> tuple[int, ...]:
    """For whom of these the agent with this id covers now."""
    gone = ((one.agent_id, away_at(one.away, now)) for one in agents)
    return tuple(absent for absent, away in gone if away is not None and away.cover_id == agent_id)


def loads(session: Session, now: datetime) -> list[Load]:
    """Everyone who works here, by name."""
    waits = or_(Ticket.heard_at.is_(None), Ticket.promised_at.is_not(None), Ticket.unanswered > 0)
    some = select(Ticket.id).where(Ticket.owner_id == Agent.id, *IN_HAND, waits).limit(_WAITING)
    count = select(func.count()).select_from(some.correlate(Agent).subquery()).scalar_subquery()
    query = select(Agent, count).where(Agent.is_active).order_by(Agent.name, Agent.id)
    return [Load(agent, is_in(agent, now), many) for agent, many in session.execute(query)]


def proposed(found: list[Load], mine: int) -> Load:
    """Who should look after what is new: of those who are in, or of all when nobody is, who has least to do.

    Of several who have as little it is whoever asks, the agent with the id ``mine``, else the first by name. There is
    always somebody: whoever asks works here.
    """
    here = [load for load in found if load.is_in] or found
    return min(here, key=lambda load: (load.count, load.agent.id != mine))


def is_in(agent: Agent, now: datetime) -> bool:
    """Whether this agent is in. Whoever gives no hours always is, unless they are away."""
    return agents.is_in(agent.hours, agent.zone, now, agent.away)
