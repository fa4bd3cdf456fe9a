"""The open promises that fall into an absence as it is set: each is handed to the cover, moved, or left as it is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from statuspage.domain.absences.keeping import around
from statuspage.domain.absences.planned import Planned
from statuspage.domain.agent_verbs import hand_over, move_promise
from statuspage.domain.errors import N_, Refused
from statuspage.domain.people.agents import Agent
from statuspage.domain.people.away import Away
from statuspage.domain.people.customers import Customer
from statuspage.domain.promises import KEEPER, Promise, promised_for
from statuspage.domain.tickets import Ticket

HAND, BEFORE, AFTER, LEAVE = "hand", "before", "after", "leave"
DECISIONS = (HAND, BEFORE, AFTER, LEAVE)
MOST = 200  # promises that are listed and settled with one absence; any behind them stay as they are


@dataclass(frozen=True, slots=True)
class FallenPromise:
    """An open promise for a time at which whoever must keep it is away; ``zone`` is the one it was said in."""

    ticket_id: int
    subject: str
    customer: str
    due_at: datetime
    zone: str
    is_call: bool


def fallen(session: Session, agent_id: int, begins: datetime, ends: datetime) -> list[FallenPromise]:
    """Those that this agent must keep within these instants, the soonest first."""
    query = (
        select(Ticket, Customer.name, Promise)
        .join(Promise, Promise.id == Ticket.promise_id)
        .join(Customer, Customer.id == Ticket.customer_id)
        .where(
            Ticket.closed_at.is_(None),
            Ticket.promised_at > begins,
            Ticket.promised_at <= ends,
            KEEPER.in_((agent_id,)),
        )
        .order_by(Ticket.promised_at, Ticket.id)
        .limit(MOST)
    )
    return [
        FallenPromise(ticket.id, ticket.subject, name, promise.due_at, promise.zone, promise.kind == "call")
        for ticket, name, promise in session.execute(query)
    ]


def undecided(found: Sequence[FallenPromise], decided: Mapping[int, str]) -> list[FallenPromise]:
    """Those of which nobody has said yet what becomes of them."""
    return [one for one in found if decided.get(one.ticket_id) not in DECISIONS]


def settle_fallen(
    session: Session,
    found: Sequence[FallenPromise],
    decided: Mapping[int, str],
    by: Agent,
    now: datetime,
    wanted: Planned,
    cover_id: int | None,
    agent: Agent,
    note: str,
) -> None:
    """Do with each promise what was ``decided``: a handover with this ``note``, another time, or nothing.

    Each is an ordinary deed on its ticket, and the customer is told of it as always. ``agent`` is who is away.
    Whoever moves a promise makes another, so only they move theirs.
    """
    near = around(agent, Away(wanted.begins, wanted.ends), now)
    times = {BEFORE: near.before, AFTER: near.after}
    cover = session.get(Agent, cover_id) if cover_id else None
    for one in found:
        what = decided[one.ticket_id]
        if what == HAND:
            if cover is None:
                raise Refused("cover", N_("Nobody covers to whom this could be handed."))
            if session.get_one(Ticket, one.ticket_id).owner_id != cover.id:
                hand_over(session, one.ticket_id, by, cover, now, note=note)
        elif what in times:
            at = times[what] if by.id == agent.id else None
            if at is None:
                raise Refused("back_day", N_("This promise cannot be moved there; choose another way."))
            wall = at.astimezone(ZoneInfo(one.zone)).strftime("%Y-%m-%dT%H:%M")
            due = promised_for(wall, one.zone, now, "call" if one.is_call else "letter")
            move_promise(session, one.ticket_id, by, now, due)
