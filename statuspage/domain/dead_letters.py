"""Dead letters: mails that nobody took. An agent sends them again, or gives their reader another address first.

Each of these can be asked twice and counts once: what no longer is dead stays as it is.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from statuspage.domain import validation
from statuspage.domain.admission import refuse_taken
from statuspage.domain.bounces import forget_bounce, is_bounced, look_whether_reached, note_reached
from statuspage.domain.errors import N_, Refused
from statuspage.domain.outbox import FIRST_DUE, PING, Outgoing, is_of_the_demo
from statuspage.domain.people.agents import Agent
from statuspage.domain.people.companions import Companion
from statuspage.domain.people.customers import Customer, change_customer, note_sought
from statuspage.domain.people.our_names import refuse_our_address
from statuspage.domain.subscriptions import Subscription
from statuspage.domain.tickets import Ticket
from statuspage.domain.words.passages import index


def send_again(session: Session, outgoing_id: int, now: datetime) -> None:
    """Let this mail, which is dead or grew too old, leave as if it were new; that its address took none is forgotten.

    Raises LookupError when there is no such mail.
    """
    found = _locked(session, outgoing_id)
    _revive(_reader_of(session, found), [found], session, now)


def send_all_again(session: Session, outgoing_id: int, now: datetime) -> None:
    """The same for every dead mail of the same reader about the same ticket."""
    found = _locked(session, outgoing_id)
    same = _dead().where(Outgoing.subscription_id == found.subscription_id)
    rows = [found] if found.subscription_id is None else session.scalars(same)
    _revive(_reader_of(session, found), rows, session, now)


def use_address(session: Session, outgoing_id: int, email: str, now: datetime) -> int:
    """Give the reader of this mail another address, and send what is dead of theirs again; returns how many that are.

    It is the address of the customer, in all their tickets, or of the companion. Others give theirs themselves: a
    follower has to confirm it, and an agent signs in with it.
    """
    found = _locked(session, outgoing_id)
    reader = _reader_of(session, found)
    if reader is None:
        raise Refused("email", N_("This address is its reader’s own to change."))
    address = validation.mail("email", email)
    if address != reader.email and is_bounced(session, address):
        raise Refused("email", N_("“%(typed)s” takes no mail either, as its server told us."), typed=email.strip())
    if address != reader.email:
        _refuse_taken(session, reader, address)
    reader.email = address
    if isinstance(reader, Customer):
        note_reached(session, reader.id)
        note_sought(session, reader)
    else:
        words = f"{reader.name}\n{reader.email}"
        index(session, "companion", words, reader.created_at, ticket_id=reader.ticket_id, number=reader.id)
    session.flush()
    theirs = session.scalars(_dead().where(Outgoing.subscription_id.in_(_all_of(reader)))).all()
    return _revive(reader, theirs, session, now)


def change_reach(session: Session, customer: Customer, now: datetime, **facts: str) -> None:
    """Change how a customer is reached (``change_customer``), and show whether our mails reach them there.

    Refused for the address of an agent.
    """
    before = customer.email
    if facts["email"] != before:
        refuse_our_address(session, facts["email"])
    change_customer(session, customer, **facts)
    session.flush()
    if customer.reach != "mail":
        note_reached(session, customer.id)
    elif customer.email != before:
        look_whether_reached(session, customer, now)


def reach_again(session: Session, customer: Customer) -> None:
    """Take it that this customer can be reached: the address is another one now, or mail is not how they like it."""
    forget_bounce(session, customer.email)
    note_reached(session, customer.id)


def reader_of(session: Session, outgoing: Outgoing) -> Customer | Companion | Subscription | Agent | None:
    """Whose ``email`` this mail goes to: the row that holds it. None where nobody is its reader any more."""
    if outgoing.agent_id is not None:
        return session.get(Agent, outgoing.agent_id)
    subscription = session.get(Subscription, outgoing.subscription_id or 0)
    if subscription is None or subscription.reader == "follower":
        return subscription
    if subscription.companion_id is not None:
        return session.get(Companion, subscription.companion_id)
    ticket = session.get_one(Ticket, subscription.ticket_id)
    return session.get(Customer, ticket.customer_id)


def _locked(session: Session, outgoing_id: int) -> Outgoing:
    found = session.scalar(select(Outgoing).where(Outgoing.id == outgoing_id).with_for_update())
    if found is None:
        raise LookupError(f"no mail {outgoing_id}")
    return found


def _dead() -> Select[tuple[Outgoing]]:
    return select(Outgoing).where(Outgoing.outcome == "dead").with_for_update()


def _reader_of(session: Session, mail: Outgoing) -> Customer | Companion | None:
    """The customer or the companion who reads this mail; None for anybody else."""
    found = reader_of(session, mail)
    return found if isinstance(found, Customer | Companion) else None


def _all_of(reader: Customer | Companion) -> Select[tuple[int]]:
    """The subscriptions of this person: a customer has one for each ticket."""
    if isinstance(reader, Companion):
        return select(Subscription.id).where(Subscription.companion_id == reader.id)
    theirs = select(Subscription.id).join(Ticket, Ticket.id == Subscription.ticket_id)
    return theirs.where(Ticket.customer_id == reader.id, Subscription.reader == "customer")


def _refuse_taken(session: Session, reader: Customer | Companion, address: str) -> None:
    """Refuse an address by which somebody else reads, as where a companion is let in."""
    others = select(Companion).join(Ticket, Ticket.id == Companion.ticket_id).where(Companion.let_go_at.is_(None))
    if isinstance(reader, Customer):
        refuse_taken(session, address, session.scalars(others.where(Ticket.customer_id == reader.id)).all())
        return
    customer = select(Customer.email).join(Ticket, Ticket.customer_id == Customer.id)
    if session.scalar(customer.where(Ticket.id == reader.ticket_id)) == address:
        raise Refused("email", N_("This is the customer’s own address."))
    others = others.where(Companion.ticket_id == reader.ticket_id, Companion.id != reader.id)
    refuse_taken(session, address, session.scalars(others).all())


def _revive(reader: Customer | Companion | None, mails: Iterable[Outgoing], session: Session, now: datetime) -> int:
    """Let those of these that did not leave be tried again, as if they were new; returns how many that are."""
    again: dict[str, Any] = {"due_at": now, "created_at": now}
    again |= {"tries": 0, "lease": "", "fault": ""}
    revived = [mail for mail in mails if mail.outcome in ("dead", "retired") and mail.kind != PING]
    for mail in revived:
        again["outcome"] = "kept" if is_of_the_demo(session, mail.ticket_id, mail.agent_id) else "waiting"
        mail.data = {name: fact for name, fact in mail.data.items() if name != FIRST_DUE}
        for column, value in again.items():
            setattr(mail, column, value)
    if isinstance(reader, Customer) and revived:
        reach_again(session, reader)
    elif reader is not None and revived:
        forget_bounce(session, reader.email)
    session.flush()
    return len(revived)
