"""What became of each mail, for those at the desk: whom it is for, about what, whether it left, and why it did not."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, case, func, or_, select
from sqlalchemy.orm import Session, aliased

from statuspage.domain.bounces import Bounce
from statuspage.domain.events import Event
from statuspage.domain.outbox import OUR_READERS, PING, Outgoing
from statuspage.domain.people.agents import Agent
from statuspage.domain.people.companions import Companion
from statuspage.domain.people.customers import Customer
from statuspage.domain.subscriptions import Subscription
from statuspage.domain.tickets import Ticket

COUNTED = 100  # mails of one outcome; where there are more, there are many
_COPIED = (
    *("id", "kind", "version", "to", "outcome", "created_at", "due_at", "sent_at", "tries", "fault"),
    *("ticket_id", "subscription_id"),
)
_Did = aliased(Companion)  # of the event; the other is the reader of the mail


@dataclass(frozen=True, slots=True)
class MailItem:
    """One mail. ``to``, ``kind`` and ``outcome`` are those of ``Outgoing``.

    ``reader`` is the name of whom it is for, "" for a follower, and ``email`` the address at which we have them now.
    ``facts`` are those of its event, ``by_id`` is the agent who did that, and ``companion`` the name of the companion
    who did it, or whom it was about; "" where it was none. ``is_kept`` says that it is the demo's, of
    which nothing ever leaves. Instants are in UTC; ``due_at`` is when it may leave, or is tried again.
    """

    id: int
    kind: str
    version: int
    to: str
    outcome: str
    created_at: datetime
    due_at: datetime
    sent_at: datetime | None
    tries: int
    fault: str
    ticket_id: int | None
    subject: str
    customer: str
    customer_id: int | None
    subscription_id: int | None
    reader: str
    email: str
    is_kept: bool
    by_id: int | None
    companion: str
    facts: Mapping[str, Any]


def read_mails(
    session: Session, outcome: str, limit: int, before: int | None = None
) -> tuple[tuple[MailItem, ...], bool]:
    """Up to ``limit`` mails with this outcome, the newest first, those before an id; and whether there are more.

    Those of the demo were left in the order in which its stories are told, and are put in the order of their dates.
    """
    query = _mails().where(Outgoing.outcome == outcome, Outgoing.kind != PING)
    dated = outcome == "kept"
    if before is not None:
        query = query.where(_dated_before(session, before) if dated else Outgoing.id < before)
    order = (Outgoing.created_at.desc(),) if dated else ()
    found = _items(session, query.order_by(*order, Outgoing.id.desc()).limit(limit + 1))
    return found[:limit], len(found) > limit


def _dated_before(session: Session, outgoing_id: int) -> ColumnElement[bool]:
    at = session.scalar(select(Outgoing.created_at).where(Outgoing.id == outgoing_id))
    older = Outgoing.id < outgoing_id
    return older if at is None else or_(Outgoing.created_at < at, and_(Outgoing.created_at == at, older))


def read_mail(session: Session, outgoing_id: int) -> MailItem | None:
    """One mail; None when there is none with this id."""
    found = _items(session, _mails().where(Outgoing.id == outgoing_id, Outgoing.kind != PING))
    return found[0] if found else None


def count_mails(session: Session, outcome: str) -> int:
    """How many mails have this outcome, counted up to ``COUNTED``."""
    some = select(Outgoing.id).where(Outgoing.outcome == outcome, Outgoing.kind != PING).limit(COUNTED)
    return session.scalar(select(func.count()).select_from(some.subquery())) or 0


def mails_of_ticket(session: Session, ticket_id: int, versions: Collection[int]) -> tuple[MailItem, ...]:
    """The mails to its customer and companions that tell of these events, or are dead, in the order they were left."""
    told = or_(Outgoing.version.in_(versions), Outgoing.outcome == "dead")
    about = and_(Outgoing.ticket_id == ticket_id, Outgoing.to.in_(OUR_READERS), told)
    return _items(session, _mails().where(about).order_by(Outgoing.id))


def undelivered_to(session: Session, customer_id: int) -> MailItem | None:
    """The newest dead mail to this customer, over all their tickets; None where everything arrived."""
    theirs = select(Ticket.id).where(Ticket.customer_id == customer_id)
    dead = and_(Outgoing.ticket_id.in_(theirs), Outgoing.to == "customer", Outgoing.outcome == "dead")
    found = _items(session, _mails().where(dead).order_by(Outgoing.id.desc()).limit(1))
    return found[0] if found else None


def read_bounce(session: Session, email: str) -> Bounce | None:
    """That this address takes no mail, and why; None where nothing of the kind is known."""
    return session.get(Bounce, email.lower()) if email else None


def _mails() -> Select[Any]:
    reader = case(
        (Outgoing.to == "customer", Customer.name),
        (Outgoing.to == "companion", Companion.name),
        (Outgoing.to == "agent", Agent.name),
        else_="",
    )
    email = case(
        (Outgoing.to == "customer", Customer.email),
        (Outgoing.to == "companion", Companion.email),
        (Outgoing.to == "agent", Agent.email),
        else_=Subscription.email,
    )
    return (
        select(
            Outgoing,
            Ticket.subject,
            Customer.name.label("customer"),
            Ticket.customer_id,
            func.coalesce(reader, "").label("reader"),
            func.coalesce(email, "").label("email"),
            Customer.is_demo,
            Agent.is_demo.label("agent_is_demo"),
            Event.agent_id.label("by_id"),
            func.coalesce(_Did.name, "").label("companion"),
            Event.data.label("facts"),
        )
        .outerjoin(Ticket, Ticket.id == Outgoing.ticket_id)
        .outerjoin(Customer, Customer.id == Ticket.customer_id)
        .outerjoin(Subscription, Subscription.id == Outgoing.subscription_id)
        .outerjoin(Companion, Companion.id == Subscription.companion_id)
        .outerjoin(Agent, Agent.id == Outgoing.agent_id)
        .outerjoin(Event, and_(Event.ticket_id == Outgoing.ticket_id, Event.version == Outgoing.version))
        .outerjoin(_Did, _Did.id == Event.companion_id)
    )


def _items(session: Session, query: Select[Any]) -> tuple[MailItem, ...]:
    return tuple(_item(row) for row in session.execute(query))


def _item(row: Row[Any]) -> MailItem:
    mail: Outgoing = row.Outgoing
    return MailItem(
        **{name: getattr(mail, name) for name in _COPIED},
        subject=row.subject or "",
        customer=row.customer or "",
        customer_id=row.customer_id,
        reader=row.reader,
        email=row.email,
        is_kept=bool(row.is_demo or row.agent_is_demo),
        by_id=row.by_id,
        companion=row.companion,
        facts=row.facts or {},
    )
