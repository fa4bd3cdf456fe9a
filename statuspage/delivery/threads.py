"""Threads: the mails about one ticket to one reader follow one another, and each keeps its name for ever."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from statuspage.delivery.addresses import message_id
from statuspage.domain.outbox import Outgoing
from statuspage.domain.tickets import Ticket

_THREAD = 10  # earlier mails named in References


def named(outgoing: Outgoing, ticket: Ticket, base: str) -> str:
    """The Message-ID of this mail: of an event's by its version, of any other by its row."""
    parts = (outgoing.version,) if outgoing.version else (outgoing.kind, outgoing.id)
    return _id(outgoing, ticket, base, *parts)


def root(outgoing: Outgoing, ticket: Ticket, base: str) -> str:
    """The Message-ID that all mails about this ticket to this reader follow; no mail bears it."""
    return _id(outgoing, ticket, base)


def followed(session: Session, outgoing: Outgoing, ticket: Ticket, base: str) -> tuple[str, ...]:
    """The Message-IDs that it follows: the root, and those of the latest events."""
    is_theirs = (
        Outgoing.subscription_id == outgoing.subscription_id
        if outgoing.subscription_id
        else Outgoing.agent_id == outgoing.agent_id
    )
    earlier = (
        select(Outgoing.version)
        .where(Outgoing.ticket_id == ticket.id, is_theirs, Outgoing.version > 0, Outgoing.id < outgoing.id)
        .order_by(Outgoing.id.desc())
        .limit(_THREAD)
    )
    versions = [*session.scalars(earlier)][::-1]
    return (root(outgoing, ticket, base), *(_id(outgoing, ticket, base, version) for version in versions))


def _id(outgoing: Outgoing, ticket: Ticket, base: str, *parts: object) -> str:
    # The instant of asking is part of it, so that a new database never repeats the Message-IDs of an old one.
    reader = outgoing.subscription_id or f"agent {outgoing.agent_id}"
    return message_id(base, reader, ticket.id, ticket.opened_at.isoformat(), *parts)
