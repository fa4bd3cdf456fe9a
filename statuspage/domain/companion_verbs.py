"""Letting companions in and letting them go, and what they do with their own keys. Each verb is one event.

A key belongs to one person: a companion has a page, a feed and a calendar of their own, which open nothing any more
from the moment that they are let go.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from statuspage.domain import validation
from statuspage.domain.admission import admit, end
from statuspage.domain.changing import change
from statuspage.domain.errors import N_, Refused
from statuspage.domain.events import Event, append
from statuspage.domain.form_keys import form_key
from statuspage.domain.people.agents import Agent
from statuspage.domain.people.companions import Companion, companion_here, companion_who_writes, refuse_colleague
from statuspage.domain.shares.share import Share, shares_of
from statuspage.domain.tickets import Ticket


def let_in(
    session: Session,
    ticket_id: int,
    now: datetime,
    *,
    name: str,
    email: str = "",
    may_write: bool = False,
    again: int | None = None,
    agent_id: int | None = None,
    company: str = "",
    once: str = "",
) -> Companion:
    """Let somebody read this ticket, or also write. With an address they are mailed their key.

    They may not be named as an agent or as the ``company``. Without ``agent_id`` the customer does it. Whoever was let
    go comes back as who they were, with new keys, when they have the same address, or are named by their id as
    ``again``.
    """
    name, email = validation.line("name", name), validation.mail("email", email, required=False)
    with change(session, ticket_id, now, once) as ticket:
        _refuse_agent(session, ticket, agent_id)
        came = "agent" if agent_id else "customer"
        companion = admit(session, ticket, now, name, email, came=came, company=company, again=again)
        companion.may_write, companion.agent_id = may_write, agent_id
        _tell(session, ticket, "let_in", now, companion, agent_id, once)
    return companion


def claim(
    session: Session,
    ticket_id: int,
    now: datetime,
    *,
    name: str,
    email: str = "",
    companion_id: int | None = None,
    company: str = "",
    once: str = "",
) -> Companion:
    """“I am not Ana”: the reader of a link that was passed on says who they are, and gets a key of their own.

    It reads and writes, as the one by which they came does: ``companion_id`` is whose that is, None for the customer's.
    Refused for the key of somebody who only reads, and of a colleague: no key outlives what the company allows.
    """
    name, email = validation.line("name", name), validation.mail("email", email, required=False)
    with change(session, ticket_id, now, once) as ticket:
        if companion_id is not None:
            refuse_colleague(companion_who_writes(session, ticket_id, companion_id))
        companion = admit(session, ticket, now, name, email, came="link", company=company)
        companion.may_write, companion.agent_id = True, None
        append(session, ticket, "claimed", now, companion_id=companion.id, once=once)
    return companion


def claimed_by(session: Session, ticket_id: int, once: str) -> int | None:
    """The companion who claimed a key by the form with this key; None while nobody has."""
    return _whom(session, ticket_id, "claimed", once)


def let_in_by(session: Session, ticket_id: int, once: str) -> int | None:
    """The companion who was let in by the form with this key; None while nobody was."""
    return _whom(session, ticket_id, "let_in", once)


def _whom(session: Session, ticket_id: int, kind: str, once: str) -> int | None:
    found = select(Event.companion_id).where(
        Event.ticket_id == ticket_id, Event.kind == kind, Event.once == form_key(once)
    )
    return session.scalar(found) if once else None


def change_rights(
    session: Session,
    ticket_id: int,
    now: datetime,
    *,
    companion_id: int,
    may_write: bool,
    agent_id: int | None = None,
    once: str = "",
) -> Ticket:
    """Let a companion write too, or only read from now on. That they may already changes nothing."""
    with change(session, ticket_id, now, once) as ticket:
        _refuse_agent(session, ticket, agent_id)
        companion = companion_here(session, ticket_id, companion_id)
        refuse_colleague(companion)
        if companion.may_write != may_write:
            companion.may_write = may_write
            _tell(session, ticket, "rights_changed", now, companion, agent_id, once)
    return ticket


def let_go(
    session: Session, ticket_id: int, now: datetime, *, companion_id: int, agent_id: int | None = None, once: str = ""
) -> Ticket:
    """Let a companion go: nothing that they have opens anything any more, and they are mailed nothing.

    Any agent may do it, as it may be urgent. Doing it twice changes nothing.
    """
    with change(session, ticket_id, now, once) as ticket:
        companion = _of(session, ticket_id, companion_id)
        refuse_colleague(companion)
        if companion.let_go_at is None:
            end(session, companion, now)
            facts: dict[str, Any] = {"agent": True} if agent_id else {}
            append(session, ticket, "let_go", now, agent_id=agent_id, companion_id=companion.id, once=once, **facts)
    return ticket


def leave(session: Session, ticket_id: int, now: datetime, *, companion_id: int, once: str = "") -> Ticket:
    """A companion goes by themselves."""
    with change(session, ticket_id, now, once) as ticket:
        companion = companion_here(session, ticket_id, companion_id)
        end(session, companion, now)
        append(session, ticket, "left", now, companion_id=companion.id, once=once)
    return ticket


def has_left(session: Session, companion: Companion) -> bool:
    """Whether this companion is gone, and went by themselves."""
    mine = Event.ticket_id == companion.ticket_id, Event.companion_id == companion.id
    left = select(Event.version).where(*mine, Event.kind == "left", Event.at == companion.let_go_at)
    return companion.let_go_at is not None and session.scalar(left) is not None


def renew_keys(session: Session, ticket_id: int, now: datetime, *, companion_id: int, once: str = "") -> Share:
    """A new address for a companion's page, and so for their feed and their calendar; copies of the old are void."""
    with change(session, ticket_id, now, once) as ticket:
        companion = companion_here(session, ticket_id, companion_id)
        keys = shares_of(session, ticket_id, companion.id)
        for key in keys.values():
            key.generation += 1
        append(session, ticket, "key_renewed", now, companion_id=companion.id, once=once)
    return keys["private"]


def _tell(
    session: Session, ticket: Ticket, kind: str, now: datetime, companion: Companion, agent_id: int | None, once: str
) -> None:
    facts: dict[str, Any] = {"writes": companion.may_write}
    if agent_id is not None:
        facts["agent"] = True
    append(session, ticket, kind, now, agent_id=agent_id, companion_id=companion.id, once=once, **facts)


def _of(session: Session, ticket_id: int, companion_id: int) -> Companion:
    found = session.get(Companion, companion_id, populate_existing=True)
    if found is None or found.ticket_id != ticket_id:
        raise Refused("", N_("Nobody of this name reads here."))
    return found


def _refuse_agent(session: Session, ticket: Ticket, agent_id: int | None) -> None:
    """At the desk only the owner lets somebody in, whom the customer knows."""
    if agent_id is not None and agent_id != ticket.owner_id:
        owner = session.get_one(Agent, ticket.owner_id).called
        raise Refused("", N_("This is the ticket of %(owner)s, who alone can let somebody in."), owner=owner)
