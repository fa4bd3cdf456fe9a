"""What must leave, written in the same transaction as what caused it; delivery sends it later, at least once.

Mails are left by ``events.append``, as the table of kinds says; pings by ``publication/announcing.py``.
"""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, ForeignKey, Index, String, Update, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from statuspage.domain.base import Base, only
from statuspage.domain.people.agents import Agent
from statuspage.domain.people.customers import Customer
from statuspage.domain.tickets import Ticket

PING = "websub"  # the kind of a ping to the hub; everything else is a mail
LATE = "late"  # the kind of the notice that a promise fell due without a letter
HELD = "held"  # the kind of the mail to an agent whose words by mail wait, unsent
OUR_READERS = ("customer", "companion")  # whom we know by name, and write to
FIRST_DUE = "first_due"  # in ``data``: when it was due first, as soon as a try has moved ``due_at`` on
HELD_BACK = timedelta(days=3653)  # how long a mail waits that nobody releases
OUTCOMES = ("waiting", "sent", "dead", "retired", "kept")

_WAITING = "outcome = 'waiting'"
_PINGS = f"{_WAITING} AND kind = 'websub'"  # the sender looks often, and must not scan all mails
_SENT = "sent_as IS NOT NULL"


class Outgoing(Base):
    """One thing to send: which event of which ticket, to whom. Its text is made when it is sent, never stored.

    ``to`` is customer, companion or follower, with their ``subscription_id``; agent, with an ``agent_id``; or hub.
    ``kind`` is that of the event, or one that no event has (delivery/words.py tells them), with ``version`` 0 then and
    the facts in ``data``. ``once`` is the name under which such a mail is left only once.

    ``outcome`` is one of ``OUTCOMES``: it waits; it was sent; it is dead, because nobody took it for three days or it
    was refused for good, and ``fault`` says why; it is retired, because it grew too old or a better one took its place;
    or it is kept, as it is the demo's. A sender may take it from ``due_at`` on, and takes it by moving that on, under
    a ``lease`` of its own. ``tries`` counts how often one did. ``sent_as`` is what stands before @ in the Message-ID
    that it left with.
    """

    __tablename__ = "outgoing"
    __table_args__ = (
        Index("ix_outgoing_waiting", "due_at", "id", **only(_WAITING)),
        Index("ix_outgoing_waiting_ping", "id", **only(_PINGS)),
        Index("ix_outgoing_ticket_id", "ticket_id", "version"),
        Index("ix_outgoing_outcome", "outcome", "id"),  # for those at the desk who look what became of them
        Index("uq_outgoing_once", "once", unique=True),
        Index("ix_outgoing_sent_as", "sent_as", **only(_SENT)),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int | None] = mapped_column(ForeignKey("ticket.id"))
    version: Mapped[int]
    kind: Mapped[str] = mapped_column(String(24))
    to: Mapped[str] = mapped_column(String(9))
    subscription_id: Mapped[int | None] = mapped_column(ForeignKey("subscription.id"))
    agent_id: Mapped[int | None] = mapped_column(ForeignKey("agent.id"))
    created_at: Mapped[datetime]
    due_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    outcome: Mapped[str] = mapped_column(String(8), default="waiting", server_default="waiting")
    tries: Mapped[int] = mapped_column(default=0, server_default="0")
    lease: Mapped[str] = mapped_column(String(32), default="", server_default="")
    fault: Mapped[str] = mapped_column(String(300), default="", server_default="")
    once: Mapped[str | None] = mapped_column(String(80))
    sent_as: Mapped[str | None] = mapped_column(String(36))
    data: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")


MAIL_WAITS = (Outgoing.outcome == "waiting", Outgoing.kind != PING)


def ping(session: Session, ticket_id: int, version: int, now: datetime) -> None:
    """Leave word for the hub that this ticket's public feed reads differently now."""
    session.add(Outgoing(ticket_id=ticket_id, version=version, kind=PING, to="hub", created_at=now, due_at=now))


def leave(
    session: Session,
    ticket_id: int | None,
    kind: str,
    to: str,
    now: datetime,
    *,
    version: int = 0,
    subscription_id: int | None = None,
    agent_id: int | None = None,
    due_at: datetime | None = None,
    once: str | None = None,
    data: dict[str, Any] | None = None,
) -> "Outgoing":
    """Leave a mail to be sent, at ``due_at`` or at once, to the reader of a subscription or to an agent; its row.

    ``now`` is its date, from which on it grows old: for what waits until its reader is in, it is that instant. One of
    the demo's is kept from the start, and never leaves, whatever the settings say.
    """
    is_kept = is_of_the_demo(session, ticket_id, agent_id)
    left = Outgoing(
        ticket_id=ticket_id,
        version=version,
        kind=kind,
        to=to,
        subscription_id=subscription_id,
        agent_id=agent_id,
        created_at=now,
        due_at=due_at or now,
        outcome="kept" if is_kept else "waiting",
        once=once,
        data=data or {},
    )
    session.add(left)
    return left


def hold_back(session: Session, ticket_id: int, now: datetime) -> None:
    """Let what waits for this ticket's customer wait on, until it is released."""
    session.execute(_to_customer(ticket_id).values(due_at=now + HELD_BACK))


def release(session: Session, ticket_id: int, now: datetime) -> None:
    """Let what was held back leave now."""
    session.execute(_to_customer(ticket_id).values(due_at=now))


def _to_customer(ticket_id: int) -> Update:
    waits = Outgoing.ticket_id == ticket_id, Outgoing.to == "customer", Outgoing.outcome == "waiting"
    return update(Outgoing).where(*waits).execution_options(synchronize_session=False)


def left_as(message_id: str) -> str:
    """What stands before @ in a Message-ID, with or without its angles: so much of it is kept of a mail that left."""
    return message_id.strip("<> ").partition("@")[0]


def is_of_the_demo(session: Session, ticket_id: int | None, agent_id: int | None) -> bool:
    """Whether a mail is about a ticket of the demo's, whoever's of both sides it is, or for an agent of the demo's."""
    ticket = session.get(Ticket, ticket_id) if ticket_id else None
    readers = [session.get(Agent, agent_id)] if agent_id else []
    sides = [session.get(Customer, ticket.customer_id), session.get(Agent, ticket.owner_id)] if ticket else []
    return any(one is not None and one.is_demo for one in (*sides, *readers))


def retire(session: Session, *which: ColumnElement[bool]) -> None:
    """Take back what waits and meets these conditions: nobody needs it any more."""
    waiting = update(Outgoing).where(Outgoing.outcome == "waiting", Outgoing.kind != PING, *which)
    session.execute(waiting.values(outcome="retired").execution_options(synchronize_session=False))
