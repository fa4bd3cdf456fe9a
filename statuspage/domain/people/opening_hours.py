"""When anyone of the team is in: the hours of all agents who work here, together, and nobody's alone."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from statuspage.domain.people.agents import Agent, Span, merged, times_in
from statuspage.domain.people.away import read_away


def opening_spans(session: Session, now: datetime) -> list[Span]:
    """The times (UTC) at which somebody is in, from yesterday to a week ahead, in order; those that touch are one."""
    found = session.execute(select(Agent.hours, Agent.zone, Agent.absences).where(Agent.is_active))
    return merged(span for row in found for span in times_in(row.hours, row.zone, now, read_away(row.absences)))
