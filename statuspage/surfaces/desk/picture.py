"""The bigger picture: every ticket of one customer, how it felt, and the thanks that came back."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from statuspage.domain.events import Event
from statuspage.domain.kinds import where
from statuspage.domain.people.agents import Agent
from statuspage.domain.tickets import Ticket

SHOWN = 30  # tickets


@dataclass(frozen=True, slots=True)
class Past:
    """What a customer has been through with us. ``felt`` counts their answers, ``thanks`` is (agent id, when)."""

    tickets: tuple[Row[Any], ...]
    felt: dict[str, int]
    thanks: tuple[tuple[int, datetime], ...]

    @property
    def asked(self) -> int:
        """How often they answered how it felt."""
        return sum(self.felt.values())


def read_past(session: Session, customer_id: int) -> Past:
    """All of it, in two statements."""
    tickets = (
        select(Ticket.id, Ticket.subject, Ticket.opened_at, Ticket.closed_at, Ticket.closure, Ticket.step)
        .add_columns(Ticket.reopened, Agent.name.label("owner"))
        .join(Agent, Agent.id == Ticket.owner_id)
        .where(Ticket.customer_id == customer_id)
        .order_by(Ticket.opened_at.desc(), Ticket.id.desc())
        .limit(SHOWN)
    )
    found = tuple(session.execute(tickets))
    answers = (
        select(Event.kind, Event.at, Event.data)
        .where(Event.ticket_id.in_([row.id for row in found]), Event.kind.in_(where(is_feedback=True)))
        .order_by(Event.at.desc())
        .limit(200)
    )
    return Past(found, *_answers(session.execute(answers)))


def _answers(rows: Iterable[Row[Any]]) -> tuple[dict[str, int], tuple[tuple[int, datetime], ...]]:
    felt: dict[str, int] = {}
    thanks = []
    for row in rows:
        if row.kind == "felt":
            felt[row.data["listened"]] = felt.get(row.data["listened"], 0) + 1
        else:
            thanks.append((row.data.get("to", 0), row.at))
    return felt, tuple(thanks)
