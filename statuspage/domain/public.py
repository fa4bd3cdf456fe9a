"""The one gate through which anything becomes public. Every public byte is made from a ``PublicTicket``.

It is an allow-list: each field is read by name, because the customer chose it, and nothing else is ever loaded.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from statuspage.domain.agents import Agent
from statuspage.domain.customers import Customer
from statuspage.domain.letters import Update
from statuspage.domain.promises import Promise
from statuspage.domain.publishing import PublicChoice
from statuspage.domain.tickets import Ticket

PAGE = 20  # letters


@dataclass(frozen=True, slots=True)
class PublicOwner:
    """Who has it, as far as the customer shows it."""

    name: str
    photo: str  # file name, or ""


@dataclass(frozen=True, slots=True)
class PublicPromise:
    """When the next word is due (UTC), and the promises that came to their time so far."""

    due_at: datetime | None
    zone: str  # IANA zone that it was promised in, "" when there is none
    kept: int
    late: int
    moved: int


@dataclass(frozen=True, slots=True)
class PublicUpdate:
    """A letter that its writer and the customer both let others read."""

    version: int
    at: datetime
    by: str  # first name, "" when the customer shows nobody
    html: str


@dataclass(frozen=True, slots=True)
class PublicTicket:
    """What anyone may know of a ticket. None and "" mean: the customer does not show this.

    ``updated_at`` is the newest thing shown, so that it does not tell when something private happened.
    ``changes_at`` is the next instant at which this would read differently though nothing was written.
    """

    ticket_id: int
    company: str
    language: str
    is_open: bool
    closure: str
    title: str
    owner: PublicOwner | None
    step: str | None
    steps_shown: bool
    asked_at: datetime | None
    ended_at: datetime | None
    promise: PublicPromise | None
    letters_shown: bool
    updates: tuple[PublicUpdate, ...]
    older: bool
    updated_at: datetime
    changes_at: datetime | None


_HEAD = (
    select(
        Ticket.published_at,
        Ticket.public_choice,
        Ticket.subject,
        Ticket.step,
        Ticket.step_at,
        Ticket.closure,
        Ticket.opened_at,
        Ticket.closed_at,
        Ticket.promised_at,
        Ticket.promises_kept,
        Ticket.promises_late,
        Ticket.promises_moved,
        Ticket.last_letter_at,
        Customer.language,
        Agent.public_name,
        Agent.photo,
        Promise.zone,
    )
    .join(Customer, Customer.id == Ticket.customer_id)
    .join(Agent, Agent.id == Ticket.owner_id)
    .outerjoin(Promise, Promise.id == Ticket.promise_id)
)


def public_ticket(
    session: Session, ticket_id: int, company: str, now: datetime, *, before: int | None = None, limit: int = PAGE
) -> PublicTicket | None:
    """What the public view of this ticket shows at ``now``; None while it is switched off."""
    row = session.execute(_HEAD.where(Ticket.id == ticket_id)).first()
    if row is None or row.published_at is None:
        return None
    choice = PublicChoice.of(row.public_choice)
    end_shown = choice.clock or choice.steps
    updates = _updates(session, ticket_id, choice, before, limit + 1)
    shown = [row.published_at, *(update.at for update in updates[:1])]
    shown += [row.last_letter_at] if choice.promise else []
    shown += [row.step_at] if choice.steps else []
    shown += [row.closed_at] if end_shown else []
    return PublicTicket(
        ticket_id=ticket_id,
        company=company,
        language=row.language,
        is_open=row.closed_at is None or not end_shown,
        closure=row.closure if end_shown else "",
        title={"title": choice.title, "subject": row.subject}.get(choice.subject, ""),
        owner=_owner(choice, row.public_name, row.photo),
        step=row.step if choice.steps else None,
        steps_shown=choice.steps,
        asked_at=row.opened_at if choice.clock else None,
        ended_at=row.closed_at if choice.clock else None,
        promise=PublicPromise(row.promised_at, row.zone or "", row.promises_kept, row.promises_late, row.promises_moved)
        if choice.promise
        else None,
        letters_shown=choice.letters,
        updates=tuple(updates[:limit]),
        older=len(updates) > limit,
        updated_at=max(at for at in shown if at is not None),
        changes_at=row.promised_at if choice.promise and row.promised_at and row.promised_at > now else None,
    )


def _owner(choice: PublicChoice, name: str, photo: str) -> PublicOwner | None:
    if choice.owner == "nobody":
        return None
    return PublicOwner(name.split(maxsplit=1)[0], photo if choice.owner == "photo" else "")


def _updates(
    session: Session, ticket_id: int, choice: PublicChoice, before: int | None, limit: int
) -> list[PublicUpdate]:
    if not choice.letters:
        return []
    query = (
        select(Update.version, Update.at, Agent.public_name, Update.html)
        .join(Agent, Agent.id == Update.agent_id)
        .where(Update.ticket_id == ticket_id, Update.is_public, Update.version.not_in(choice.hidden))
        .order_by(Update.version.desc())
        .limit(limit)
    )
    if before is not None:
        query = query.where(Update.version < before)
    named = choice.owner != "nobody"
    return [
        PublicUpdate(row.version, row.at, row.public_name.split()[0] if named else "", row.html)
        for row in session.execute(query)
    ]
