"""Subscriptions: who is mailed about a ticket. Its customer has one from the start, and each companion with an address.

A follower of the public view has one too, which counts for nothing until they have confirmed it.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, and_, bindparam, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from statuspage.domain.base import Base, only
from statuspage.domain.people.companions import Companion
from statuspage.domain.people.customers import Customer
from statuspage.domain.tickets import Ticket


class Subscription(Base):
    """One reader's mails about one ticket.

    ``email``, ``zone`` and ``language`` are a follower's; the others' stand in their own rows. It counts from
    ``confirmed_at`` until ``ended_at``, when its reader asked for quiet. ``wants_late`` asks for the notice that a
    promise fell due without a letter, ``wants_ics`` for the promise as a file for a calendar. Raising ``generation``
    makes every link that was mailed before void.
    """

    __tablename__ = "subscription"
    __table_args__ = (
        Index("ix_subscription_ticket_id", "ticket_id"),
        Index("uq_subscription_customer", "ticket_id", unique=True, **only("reader = 'customer'")),
        Index("uq_subscription_companion", "companion_id", unique=True, **only("companion_id IS NOT NULL")),
        Index("uq_subscription_email", "ticket_id", "email", unique=True, **only("reader = 'follower'")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"))
    reader: Mapped[str] = mapped_column(String(9))  # customer, companion or follower
    companion_id: Mapped[int | None] = mapped_column(ForeignKey("companion.id"))
    email: Mapped[str] = mapped_column(String(254), default="")
    zone: Mapped[str] = mapped_column(String(64), default="")
    language: Mapped[str] = mapped_column(String(12), default="")
    generation: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    wants_late: Mapped[bool] = mapped_column(default=False)
    wants_ics: Mapped[bool] = mapped_column(default=False)


def subscribe(session: Session, ticket_id: int, now: datetime, companion: Companion | None = None) -> Subscription:
    """The subscription of a ticket's customer, or of this companion; it needs no confirming, as they hold a key."""
    reader, companion_id = ("companion", companion.id) if companion else ("customer", None)
    made = Subscription(ticket_id=ticket_id, reader=reader, companion_id=companion_id, created_at=now, confirmed_at=now)
    session.add(made)
    session.flush()
    return made


def subscribed(session: Session, ticket_id: int) -> list[Subscription]:
    """The subscriptions that count now of a ticket's customer and companions, if they like mail and have an address.

    An address that bounced counts too: its mails wait, and are shown at the desk.
    """
    return list(session.scalars(_SUBSCRIBED, {"ticket": ticket_id}))


def counts() -> Any:
    """The condition that a subscription is confirmed, and has not ended."""
    return and_(Subscription.confirmed_at.is_not(None), Subscription.ended_at.is_(None))


def can_be_mailed() -> Any:
    """The condition that its reader likes mail and has an address; of a subscription joined with whose it is."""
    return or_(
        and_(Subscription.reader == "customer", Customer.reach == "mail", Customer.email != ""),
        and_(Subscription.reader == "companion", Companion.email != "", Companion.let_go_at.is_(None)),
    )


_SUBSCRIBED = (  # made once, as every letter asks
    select(Subscription)
    .join(Ticket, Ticket.id == Subscription.ticket_id)
    .join(Customer, Customer.id == Ticket.customer_id)
    .outerjoin(Companion, Companion.id == Subscription.companion_id)
    .where(Subscription.ticket_id == bindparam("ticket"), counts(), can_be_mailed())
    .order_by(Subscription.id)
)
