"""The mails that came in, as those at the desk read of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from statuspage.domain.incoming.mail import IncomingMail
from statuspage.domain.people.agents import Agent
from statuspage.domain.people.companions import Companion
from statuspage.domain.people.customers import Customer
from statuspage.domain.subscriptions import Subscription
from statuspage.domain.tickets import Ticket

COUNTED = 100  # mails of one state; where there are more, there are many
SUGGESTED = 8  # tickets offered for a mail that names none
_COPIED = (
    *("id", "came_at", "door", "sender", "sender_name", "subject", "size", "kept", "outcome", "reason", "is_noise"),
    *("ticket_id", "version", "agent_id", "words", "data", "decided_at"),
)
# The states in which a list is asked for, in this order.
STATES: Mapping[str, ColumnElement[bool]] = {
    "open": and_(IncomingMail.outcome == "refused", ~IncomingMail.is_noise),
    "held": and_(IncomingMail.outcome == "held"),
    "taken": and_(IncomingMail.outcome == "taken"),
    "reports": and_(IncomingMail.outcome == "filed"),
    "noise": and_(IncomingMail.outcome == "refused", IncomingMail.is_noise),
    "dropped": and_(IncomingMail.outcome == "dropped"),
}


@dataclass(frozen=True, slots=True)
class CameIn:
    """One mail. ``door``, ``outcome``, ``reason``, ``words``, ``data`` and the rest are those of ``IncomingMail``.

    ``reader`` is the name of whose address it went to, "" where it was nobody's; ``ticket`` is its ticket’s subject
    and ``customer`` whose that is. ``decided_by`` is what the agent is called who decided, "" while nobody has.
    """

    id: int
    came_at: datetime
    door: str
    sender: str
    sender_name: str
    subject: str
    size: int
    kept: int
    outcome: str
    reason: str
    is_noise: bool
    ticket_id: int | None
    version: int
    agent_id: int | None
    words: str
    data: Mapping[str, Any]
    decided_at: datetime | None
    reader: str
    ticket: str
    customer: str
    decided_by: str

    @property
    def state(self) -> str:
        """The state in whose list it stands."""
        if self.outcome == "refused":
            return "noise" if self.is_noise else "open"
        return "reports" if self.outcome == "filed" else self.outcome


@dataclass(frozen=True, slots=True)
class Suggested:
    """A ticket that a mail may belong to, as its customer is called as the mail says that its sender is."""

    id: int
    subject: str
    customer: str


def read_state(session: Session, state: str, limit: int, before: int | None = None) -> tuple[tuple[CameIn, ...], bool]:
    """Up to ``limit`` mails in this state, newest first, those before an id; and whether there are more."""
    query = _mails().where(STATES[state])
    if before is not None:
        query = query.where(IncomingMail.id < before)
    found = tuple(_item(row) for row in session.execute(query.order_by(IncomingMail.id.desc()).limit(limit + 1)))
    return found[:limit], len(found) > limit


def read_one(session: Session, mail_id: int) -> CameIn | None:
    """One mail; None when there is none with this id."""
    row = session.execute(_mails().where(IncomingMail.id == mail_id)).first()
    return _item(row) if row else None


def read_of_event(session: Session, ticket_id: int, version: int) -> IncomingMail | None:
    """The mail that this event of the ticket came by; None where it came by none."""
    came = and_(IncomingMail.ticket_id == ticket_id, IncomingMail.version == version, IncomingMail.outcome == "taken")
    return session.scalar(select(IncomingMail).where(came))


def count_state(session: Session, state: str) -> int:
    """How many mails are in this state, counted up to ``COUNTED``."""
    some = select(IncomingMail.id).where(STATES[state]).limit(COUNTED)
    return session.scalar(select(func.count()).select_from(some.subquery())) or 0


def suggested(session: Session, sender: str, name: str) -> tuple[Suggested, ...]:
    """The newest tickets of the customers with this address or this name, the open ones first."""
    has_address = and_(Customer.email == sender.lower(), Customer.email != "")
    has_name = and_(func.lower(Customer.name) == name.lower(), Customer.name != "")
    found = (
        select(Ticket.id, Ticket.subject, Customer.name)
        .join(Customer, Customer.id == Ticket.customer_id)
        .where(or_(has_address, has_name))
        .order_by(Ticket.closed_at.is_not(None), Ticket.id.desc())
        .limit(SUGGESTED)
    )
    return tuple(Suggested(*row) for row in session.execute(found))


def _mails() -> Select[Any]:
    decided, reader = aliased(Agent), aliased(Agent)
    return (
        select(
            IncomingMail,
            func.coalesce(reader.name, Companion.name, "").label("reader"),
            func.coalesce(Ticket.subject, "").label("ticket"),
            func.coalesce(Customer.name, "").label("customer"),
            func.coalesce(decided.called, "").label("decided_by"),
        )
        .outerjoin(Ticket, Ticket.id == IncomingMail.ticket_id)
        .outerjoin(Customer, Customer.id == Ticket.customer_id)
        .outerjoin(Subscription, Subscription.id == IncomingMail.subscription_id)
        .outerjoin(Companion, Companion.id == Subscription.companion_id)
        .outerjoin(reader, reader.id == IncomingMail.agent_id)
        .outerjoin(decided, decided.id == IncomingMail.decided_by_id)
    )


def _item(row: Row[Any]) -> CameIn:
    mail: IncomingMail = row.IncomingMail
    return CameIn(
        **{name: getattr(mail, name) for name in _COPIED},
        reader=row.reader or (row.customer if mail.subscription_id else ""),
        ticket=row.ticket,
        customer=row.customer,
        decided_by=row.decided_by,
    )
