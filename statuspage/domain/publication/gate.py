"""The one gate through which anything becomes public.

It is an allow-list: each field is read by name, because the customer chose it, and nothing else is ever loaded.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, and_, func, select
from sqlalchemy.orm import Session, aliased

from statuspage.domain.events import Event
from statuspage.domain.letters import Handover, Letter
from statuspage.domain.people.agents import SHOWN_AS, Agent
from statuspage.domain.people.customers import Customer
from statuspage.domain.promises import Promise
from statuspage.domain.publication.choice import PublicChoice
from statuspage.domain.publication.ticket import (
    PublicHandover,
    PublicLetter,
    PublicOwner,
    PublicPromise,
    PublicScore,
    PublicTicket,
)
from statuspage.domain.tickets import Ticket

PAGE = 20  # letters
HANDOVERS = 20  # the newest of those among a page's letters; any number may lie between two letters

_Shown = aliased(Agent)
_HANDED_AT = (  # from or to somebody who agreed to be shown: a name that comes or goes
    select(func.max(Handover.at))
    .join(_Shown, _Shown.id.in_((Handover.from_id, Handover.to_id)))
    .where(Handover.ticket_id == Ticket.id, _Shown.public_as != "nobody")
    .scalar_subquery()
)
_HEAD = (
    select(
        Ticket.published_at,
        Ticket.public_choice,
        Ticket.chosen_at,
        Ticket.seed,
        Ticket.subject,
        Ticket.step,
        Ticket.step_at,
        Ticket.steps_taken,
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
        Agent.public_as,
        Promise.zone,
        Promise.made_at,
        _HANDED_AT.label("handed_at"),
    )
    .join(Customer, Customer.id == Ticket.customer_id)
    .join(Agent, Agent.id == Ticket.owner_id)
    .outerjoin(Promise, Promise.id == Ticket.promise_id)
)


def public_ticket(
    session: Session,
    ticket_id: int,
    company: str,
    now: datetime,
    *,
    before: int | None = None,
    limit: int = PAGE,
    choice: PublicChoice | None = None,
) -> PublicTicket | None:
    """What the public view of this ticket shows at ``now``; None while it is switched off.

    With a ``choice``, what it would show if its customer chose that, whether or not it is switched on.
    """
    row = session.execute(_HEAD.where(Ticket.id == ticket_id)).first()
    if row is None or (row.published_at is None and choice is None):
        return None
    saved = PublicChoice.of(row.public_choice)
    choice = choice or saved
    chosen_at = row.chosen_at if choice == saved and row.chosen_at else now
    end_shown = choice.clock or choice.steps
    letters = _updates(session, ticket_id, choice, before, limit + 1, row.made_at)
    oldest = letters[limit - 1].version if 0 < limit < len(letters) else 0
    shown = [chosen_at, *(letter.at for letter in letters[:1])]
    shown += [row.last_letter_at, row.made_at] if choice.promise or _scored(choice, row) else []
    shown += [row.step_at] if choice.steps else []
    shown += [row.handed_at] if choice.owner != "nobody" else []
    shown += [row.closed_at] if end_shown else []
    return PublicTicket(
        ticket_id=ticket_id,
        seed=row.seed,
        company=company if choice.company else "",
        language=row.language,
        is_open=row.closed_at is None or not end_shown,
        closure=row.closure if end_shown else "",
        title={"title": choice.title, "subject": row.subject}.get(choice.subject, ""),
        owner=_owner(choice, row),
        step=row.step if choice.steps else None,
        step_at=row.step_at if choice.steps else None,
        steps_taken=tuple(row.steps_taken.split()) if choice.steps else (),
        steps_shown=choice.steps,
        asked_at=row.opened_at if choice.clock else None,
        ended_at=row.closed_at if choice.clock else None,
        promise=PublicPromise(row.made_at, row.promised_at, row.zone or "") if choice.promise else None,
        score=PublicScore(row.promises_kept, row.promises_late, row.promises_moved) if choice.score else None,
        letters_shown=choice.letters,
        letters=tuple(letters[:limit]),
        older=len(letters) > limit,
        handovers=tuple(_handovers(session, ticket_id, choice, oldest, before)) if row.handed_at else (),
        chosen_at=chosen_at,
        updated_at=max(at for at in shown if at is not None),
        changes_at=row.promised_at if choice.promise and row.promised_at and row.promised_at >= now else None,
    )


def find_letter(session: Session, ticket: PublicTicket, letter: str) -> int | None:
    """The version of the letter with this name, of those that may be read; None when there is none."""
    stored = session.scalar(select(Ticket.public_choice).where(Ticket.id == ticket.ticket_id))
    choice = PublicChoice.of(stored or {})
    if not choice.letters or not letter.isascii() or not letter.isprintable():
        return None
    wanted = select(Letter.version).where(Letter.lasting_name == letter)
    version: int | None = session.scalar(_readable(wanted, ticket.ticket_id, choice))
    return version


def _owner(choice: PublicChoice, row: Row[Any]) -> PublicOwner | None:
    """An agent as the customer shows them, or as they agreed to be shown, whichever is less."""
    shown_as = min(choice.owner, row.public_as, key=SHOWN_AS.index)
    if shown_as == "nobody":
        return None
    return PublicOwner(row.public_name.split(maxsplit=1)[0], row.photo if shown_as == "photo" else "")


def _scored(choice: PublicChoice, row: Row[Any]) -> bool:
    return choice.score and bool(row.promises_kept or row.promises_late or row.promises_moved)


def _updates(
    session: Session, ticket_id: int, choice: PublicChoice, before: int | None, limit: int, made_at: datetime | None
) -> list[PublicLetter]:
    if not choice.letters:
        return []
    query = (
        select(
            Letter.version,
            Letter.at,
            Agent.public_name,
            Agent.photo,
            Agent.public_as,
            Letter.html,
            Event.data["step"][1].as_string().label("step"),
            Event.data["due"].as_string().label("due"),
        )
        .join(Agent, Agent.id == Letter.agent_id)
        .join(Event, and_(Event.ticket_id == Letter.ticket_id, Event.version == Letter.version))
        .order_by(Letter.version.desc())
        .limit(limit)
    )
    query = _readable(query, ticket_id, choice)
    if before is not None:
        query = query.where(Letter.version < before)
    return [_update(choice, row, made_at) for row in session.execute(query)]


def _readable(query: Select[Any], ticket_id: int, choice: PublicChoice) -> Select[Any]:
    return query.where(Letter.ticket_id == ticket_id, Letter.is_public, Letter.version.not_in(choice.hidden))


def _update(choice: PublicChoice, row: Row[Any], made_at: datetime | None) -> PublicLetter:
    writer = _owner(choice, row) or PublicOwner("", "")
    due_at = datetime.fromisoformat(row.due) if row.due else None
    return PublicLetter(
        version=row.version,
        at=row.at,
        by=writer.name,
        photo=writer.photo,
        html=row.html,
        step=row.step or "" if choice.steps else "",
        due_at=due_at if choice.promise and (choice.score or row.at == made_at) else None,
    )


def _handovers(
    session: Session, ticket_id: int, choice: PublicChoice, oldest: int, before: int | None
) -> list[PublicHandover]:
    if choice.owner == "nobody":
        return []
    query = (
        select(Handover.version, Handover.at, Agent.public_name, Agent.photo, Agent.public_as)
        .join(Agent, Agent.id == Handover.to_id)
        .where(Handover.ticket_id == ticket_id, Handover.version > oldest, Agent.public_as != "nobody")
        .order_by(Handover.version.desc())
        .limit(HANDOVERS)
    )
    if before is not None:
        query = query.where(Handover.version < before)
    taken = ((row, _owner(choice, row)) for row in session.execute(query))
    return [PublicHandover(row.version, row.at, owner.name) for row, owner in taken if owner]
