"""Threads: the mails about one ticket to one reader follow one another, and each keeps its name for ever."""

from collections.abc import Sequence

from sqlalchemy import and_, bindparam, or_, select
from sqlalchemy.orm import Session, aliased

from statuspage.delivery import ahead
from statuspage.delivery.addresses import message_id
from statuspage.domain.outbox import Outgoing
from statuspage.domain.tickets import Ticket

_THREAD = 10  # earlier mails named in References

_Earlier, _One = aliased(Outgoing), aliased(Outgoing)
_SAME_READER = or_(
    _One.subscription_id == Outgoing.subscription_id,
    and_(Outgoing.subscription_id.is_(None), _One.agent_id == Outgoing.agent_id),
)
# In the order of the index, so that a ticket with very many mails takes no longer than one with a few.
_LATEST = (
    select(_One.id)
    .where(_One.ticket_id == Outgoing.ticket_id, _One.version > 0, _One.id < Outgoing.id, _SAME_READER)
    .order_by(_One.version.desc(), _One.id.desc())
    .limit(_THREAD)
    .correlate(Outgoing)
)
_FOLLOWED = (
    select(Outgoing.id, _Earlier.version)
    .join(_Earlier, _Earlier.id.in_(_LATEST))
    .where(Outgoing.id.in_(bindparam("ids", expanding=True)))
    .order_by(_Earlier.version, _Earlier.id)
)


def named(outgoing: Outgoing, ticket: Ticket, base: str) -> str:
    """The Message-ID of this mail: of an event's by its version, of any other by its row."""
    parts = (outgoing.version,) if outgoing.version else (outgoing.kind, outgoing.id)
    return _id(outgoing, ticket, base, *parts)


def root(outgoing: Outgoing, ticket: Ticket, base: str) -> str:
    """The Message-ID that all mails about this ticket to this reader follow; no mail bears it."""
    return _id(outgoing, ticket, base)


def followed(session: Session, outgoing: Outgoing, ticket: Ticket, base: str) -> tuple[str, ...]:
    """The Message-IDs that it follows: the root, and those of the latest events."""
    versions = ahead.found(session, read_versions, outgoing.id)
    return (root(outgoing, ticket, base), *(_id(outgoing, ticket, base, version) for version in versions))


def read_versions(session: Session, ids: Sequence[int]) -> dict[int, list[int]]:
    """The latest events of which the same reader was mailed before each of these rows, oldest first."""
    versions: dict[int, list[int]] = {number: [] for number in ids}
    for number, version in session.execute(_FOLLOWED, {"ids": ids}):
        versions[number].append(version)
    return versions


def _id(outgoing: Outgoing, ticket: Ticket, base: str, *parts: object) -> str:
    # The instant of asking is part of it, so that a new database never repeats the Message-IDs of an old one.
    reader = outgoing.subscription_id or f"agent {outgoing.agent_id}"
    return message_id(base, reader, ticket.id, ticket.opened_at.isoformat(), *parts)
