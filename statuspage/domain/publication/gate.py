"""The one gate through which anything becomes public.

It is an allow-list: each field is read by name, because the customer chose it, and nothing else is ever loaded.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Integer, Row, and_, bindparam, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from statuspage.domain.corrections import LAST_CORRECTED
from statuspage.domain.events import Event
from statuspage.domain.letters import Correction, Handover, Letter, corrects
from statuspage.domain.people.agents import SHOWN_AS, Agent
from statuspage.domain.people.customers import Customer
from statuspage.domain.promises import KEEPER, Promise
from statuspage.domain.publication.choice import PublicChoice
from statuspage.domain.publication.ticket import (
    REOPENED,
    PublicHandover,
    PublicLetter,
    PublicMove,
    PublicOwner,
    PublicPromise,
    PublicScore,
    PublicTicket,
)
from statuspage.domain.shares.scopes import PUBLIC_SCOPES
from statuspage.domain.shares.share import Share
from statuspage.domain.tickets import STEPS, Ticket

PAGE = 20  # letters
_UNREAD = -1  # letters: they are not even looked for
HANDOVERS = 20  # the newest on a page; there may be any number between two letters
MOVES = 24  # the newest from step to step, of a ticket that was opened again
_NEWEST = 2**31 - 1  # no version is higher

# What is read of an agent. The newest trigger on the agent's table counts each change of these very columns.
_AGENT = (Agent.first_name, Agent.photo, Agent.public_as, Agent.is_active)
_Shown = aliased(Agent)
_WAS_HANDED = exists().where(  # by or to somebody who agreed to be shown
    Handover.ticket_id == Ticket.id,
    _Shown.id.in_((Handover.from_id, Handover.to_id)),
    _Shown.public_as != "nobody",
    _Shown.is_active,
)
# The queries are built once. Building one takes SQLAlchemy longer than SQLite takes to answer it.
_HEAD = (
    select(
        Ticket.published_at,
        Ticket.public_choice,
        Ticket.public_changed_at,
        Ticket.chosen_at,
        Ticket.seed,
        Ticket.subject,
        Ticket.step,
        Ticket.step_at,
        Ticket.steps_taken,
        Ticket.step_versions,
        Ticket.reopened,
        Ticket.closure,
        Ticket.opened_at,
        Ticket.closed_at,
        Ticket.promised_at,
        Ticket.promises_kept,
        Ticket.promises_late,
        Ticket.promises_moved,
        Ticket.denials,
        Ticket.reopened_at,
        (Ticket.asked_by_id == Ticket.owner_id).label("by_asker"),
        Customer.language,
        *_AGENT,
        Promise.zone,
        Promise.made_at,
        (Ticket.owner_id == KEEPER).label("by_owner"),
        _WAS_HANDED.label("was_handed"),
    )
    .join(Customer, Customer.id == Ticket.customer_id)
    .join(Agent, Agent.id == Ticket.owner_id)
    .outerjoin(Promise, Promise.id == Ticket.promise_id)
    .where(Ticket.id == bindparam("ticket_id"))
)
_NEWEST_LETTER = select(func.max(Letter.version)).where(Letter.ticket_id == bindparam("ticket_id"), Letter.is_public)
_KEYS = (  # and, in the same breath, which public letter is the newest
    select(
        Share.scope,
        Share.generation,
        Share.withdrawn_at,
        Share.expires_at,
        Share.sites,
        _NEWEST_LETTER.scalar_subquery().label("newest"),
    )
    .where(Share.ticket_id == bindparam("ticket_id"), Share.scope.in_(PUBLIC_SCOPES))
    .order_by(Share.id)
)
_READABLE = (
    Letter.ticket_id == bindparam("ticket_id"),
    Letter.is_public,
    Letter.version.not_in(bindparam("hidden", expanding=True)),
)
_LETTERS = (
    select(
        Letter.version,
        Letter.at,
        func.coalesce(Correction.html, Letter.html).label("html"),
        Correction.at.label("corrected_at"),
        *_AGENT,
        Event.data["step"][1].as_string().label("step"),
        Event.data["due"].as_string().label("due"),
    )
    .join(Agent, Agent.id == Letter.agent_id)
    .join(Event, and_(Event.ticket_id == Letter.ticket_id, Event.version == Letter.version))
    .outerjoin(Correction, corrects())
    .where(*_READABLE, Letter.version < bindparam("before"))
    .order_by(Letter.version.desc())
    .limit(bindparam("limit", type_=Integer))
)
_THESE = _LETTERS.where(Letter.version.in_(bindparam("versions", expanding=True)))
_CORRECTS_READABLE = exists().where(  # no join: that might be read from the letters on, of which there are more
    Letter.ticket_id == Correction.ticket_id, Letter.version == Correction.letter, *_READABLE
)
_LAST_CORRECTED = LAST_CORRECTED.where(_CORRECTS_READABLE)
_NEWEST_CORRECTION = select(func.max(Correction.version)).where(
    Correction.ticket_id == bindparam("ticket_id"), _CORRECTS_READABLE
)
_FIND = select(Letter.version).where(*_READABLE, Letter.lasting_name == bindparam("name"))
_TO = Event.data["step"][1].as_string()
_EACH_STEP = select(Event.version, Event.at).where(
    Event.ticket_id == bindparam("ticket_id"), Event.version.in_(bindparam("versions", expanding=True))
)
_ALL_MOVES = (
    select(Event.kind, Event.at, _TO.label("step"))
    .where(Event.ticket_id == bindparam("ticket_id"), or_(Event.kind == REOPENED, _TO.is_not(None)))
    .order_by(Event.version.desc())
    .limit(MOVES)
)
_HANDOVERS = (
    select(Handover.version, Handover.at, *_AGENT)
    .join(Agent, Agent.id == Handover.to_id)
    .where(
        Handover.ticket_id == bindparam("ticket_id"),
        Handover.version > bindparam("oldest"),
        Handover.version < bindparam("before"),
        Agent.public_as != "nobody",
        Agent.is_active,
    )
    .order_by(Handover.version.desc())
    .limit(HANDOVERS)
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

    It has up to ``limit`` letters, of those before the version ``before``. With a ``choice``, it is what the view would
    show if its customer chose that, whether or not it is switched on.
    """
    row = session.execute(_HEAD, {"ticket_id": ticket_id}).first()
    if row is None or (row.published_at is None and choice is None):
        return None
    saved = PublicChoice.of(row.public_choice)
    choice = choice or saved
    chosen_at = row.chosen_at if choice == saved and row.chosen_at else now
    before = _NEWEST if before is None else before
    letters = _letters(session, ticket_id, choice, before, limit + 1, row.made_at) if limit >= 0 else []
    oldest = letters[limit - 1].version if 0 < limit < len(letters) else 0
    step, step_at, steps_taken = _progress(choice, row)
    is_open, closure, is_reopened = _ending(choice, row)
    asked_at, ended_at = (row.opened_at, row.closed_at) if choice.clock else (None, None)
    return PublicTicket(
        ticket_id=ticket_id,
        seed=row.seed,
        company=company if choice.company else "",
        language=row.language,
        is_open=is_open,
        closure=closure,
        is_reopened=is_reopened,
        asked_by_owner=not (choice.clock or choice.steps) or row.by_asker is None or bool(row.by_asker),
        title=choice.titled(row.subject),
        owner=_owner(choice, row),
        step=step,
        step_at=step_at,
        steps_taken=steps_taken,
        moves=_moves(session, ticket_id, row) if choice.steps else (),
        steps_shown=choice.steps,
        asked_at=asked_at,
        ended_at=ended_at,
        promise=_promise(choice, row),
        score=_score(choice, row),
        letters_shown=choice.letters,
        letters=tuple(letters[:limit]),
        older=len(letters) > limit >= 0,
        handovers=tuple(_handovers(session, ticket_id, choice, oldest, before)) if row.was_handed else (),
        chosen_at=chosen_at,
        updated_at=max(chosen_at, row.public_changed_at or chosen_at),
        changes_at=_falls_due(choice, row, now),
    )


class PublicState(NamedTuple):
    """What the answers at all public addresses of a ticket depend on: two are equal when no visitor could tell.

    ``shown`` is what the public view shows but for its letters, None while it is off; ``newest`` is the version of the
    newest letter that it may show, which stands for all of them; ``corrected`` is that of the newest correction of one
    that it shows, which stands for what else may become of a letter. ``keys`` is how the addresses themselves stand.
    """

    shown: PublicTicket | None
    newest: int | None
    corrected: int | None
    keys: tuple[object, ...]


def public_state(session: Session, ticket: Ticket, now: datetime) -> PublicState:
    """How the public side of this ticket stands. Nothing is read of one that was never published."""
    if ticket.chosen_at is None:
        return PublicState(None, None, None, ())
    shares = session.execute(_KEYS, {"ticket_id": ticket.id}).all()
    shown = public_ticket(session, ticket.id, "company", now, limit=_UNREAD)
    shows_letters = bool(shares) and shown is not None and shown.letters_shown
    newest = shares[0].newest if shows_letters else None
    hidden = PublicChoice.of(ticket.public_choice).hidden
    wanted = {"ticket_id": ticket.id, "hidden": hidden}
    corrected = session.scalar(_NEWEST_CORRECTION, wanted) if shows_letters else None
    return PublicState(shown, newest, corrected, tuple(tuple(row)[:-1] for row in shares))


def corrected_before(session: Session, ticket: PublicTicket, before: int, limit: int) -> tuple[PublicLetter, ...]:
    """The letters before this version that were corrected last, of those that may be read; the newest letters first.

    ``ticket`` is what the public view shows otherwise.
    """
    row = session.execute(_HEAD, {"ticket_id": ticket.ticket_id}).one()
    choice = PublicChoice.of(row.public_choice)
    if not choice.letters:
        return ()
    wanted = {"ticket_id": ticket.ticket_id, "hidden": choice.hidden, "before": before, "limit": limit}
    versions = session.scalars(_LAST_CORRECTED, wanted).all()
    these = session.execute(_THESE, wanted | {"versions": versions}) if versions else ()
    return tuple(_letter(choice, found, row.made_at) for found in these)


def find_letter(session: Session, ticket: PublicTicket, letter: str) -> int | None:
    """The version of the letter with this lasting name, of those that may be read; None when there is none."""
    stored = session.scalar(select(Ticket.public_choice).where(Ticket.id == ticket.ticket_id))
    choice = PublicChoice.of(stored or {})
    if not choice.letters or not letter.isascii() or not letter.isprintable():
        return None
    wanted = {"ticket_id": ticket.ticket_id, "hidden": choice.hidden, "name": letter}
    version: int | None = session.scalar(_FIND, wanted)
    return version


def _owner(choice: PublicChoice, row: Row[Any]) -> PublicOwner | None:
    """An agent as the customer shows them, or as they agreed to be shown, whichever is less; nobody who was let go."""
    agreed = row.public_as if row.is_active else "nobody"
    shown_as = min(choice.owner, agreed, key=SHOWN_AS.index)
    if shown_as == "nobody":
        return None
    return PublicOwner(row.first_name, row.photo if shown_as == "photo" else "")


def _progress(choice: PublicChoice, row: Row[Any]) -> tuple[str | None, datetime | None, tuple[str, ...]]:
    """The step, since when, and the steps on which the ticket stood."""
    return (row.step, row.step_at, tuple(row.steps_taken.split())) if choice.steps else (None, None, ())


def _moves(session: Session, ticket_id: int, row: Row[Any]) -> tuple[PublicMove, ...]:
    """When it came to each step, the oldest first. The log is searched only if it was ever opened again."""
    if row.reopened:
        found = session.execute(_ALL_MOVES, {"ticket_id": ticket_id}).all()
        return _walk(reversed(found), row)
    versions = sorted(row.step_versions.items(), key=lambda one: (one[1], STEPS.index(one[0])))
    if not versions:
        return ()
    wanted = {"ticket_id": ticket_id, "versions": [version for _, version in versions]}
    at = {move.version: move.at for move in session.execute(_EACH_STEP, wanted)}
    return tuple(PublicMove(step, at[version]) for step, version in versions if version in at)


def _walk(found: Iterable[Row[Any]], row: Row[Any]) -> tuple[PublicMove, ...]:
    """The whole way of one that was opened again. The first letter, and the first after that, hears the customer."""
    moves: list[PublicMove] = []
    for move in found:
        step = REOPENED if move.kind == REOPENED else move.step
        if step not in ("heard", REOPENED) and (not moves or moves[-1].step == REOPENED):
            moves.append(PublicMove("heard", move.at))
        moves.append(PublicMove(step, move.at))
    if row.reopened_at is None and moves and moves[-1].step == REOPENED:  # answered by a letter that moved nothing
        moves.append(PublicMove(row.step, row.step_at))
    return tuple(moves)


def _ending(choice: PublicChoice, row: Row[Any]) -> tuple[bool, str, bool]:
    """Whether the ticket is open, how it was closed, and whether it was opened again and nobody has answered that.

    It reads as open where neither clock nor steps are shown.
    """
    if not (choice.clock or choice.steps):
        return True, "", False
    return row.closed_at is None, row.closure, row.reopened_at is not None


def _promise(choice: PublicChoice, row: Row[Any]) -> PublicPromise | None:
    by_owner = row.by_owner is None or bool(row.by_owner)
    return PublicPromise(row.made_at, row.promised_at, row.zone or "", by_owner) if choice.promise else None


def _score(choice: PublicChoice, row: Row[Any]) -> PublicScore | None:
    counted = (row.promises_kept, row.promises_late, row.promises_moved, row.denials)
    return PublicScore(*counted) if choice.score else None


def _falls_due(choice: PublicChoice, row: Row[Any], now: datetime) -> datetime | None:
    """When the promise that is shown falls due, if that is still to come."""
    due: datetime | None = row.promised_at if choice.promise else None
    return due if due is not None and due >= now else None


def _letters(
    session: Session, ticket_id: int, choice: PublicChoice, before: int, limit: int, made_at: datetime | None
) -> list[PublicLetter]:
    if not choice.letters:
        return []
    wanted = {"ticket_id": ticket_id, "hidden": choice.hidden, "before": before, "limit": limit}
    return [_letter(choice, row, made_at) for row in session.execute(_LETTERS, wanted)]


def _letter(choice: PublicChoice, row: Row[Any], made_at: datetime | None) -> PublicLetter:
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
        corrected_at=row.corrected_at,
    )


def _handovers(
    session: Session, ticket_id: int, choice: PublicChoice, oldest: int, before: int
) -> list[PublicHandover]:
    """The newest handovers after the letter ``oldest``, to those who agreed to be shown; none where nobody is shown."""
    if choice.owner == "nobody":
        return []
    wanted = {"ticket_id": ticket_id, "oldest": oldest, "before": before}
    taken = ((row, _owner(choice, row)) for row in session.execute(_HANDOVERS, wanted))
    return [PublicHandover(row.version, row.at, owner.name) for row, owner in taken if owner]
