"""Makes the mails of some rows, or says why there is none. It only reads; what becomes of a row is for the sender."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from flask import Flask, current_app
from sqlalchemy import select
from sqlalchemy.orm import Session

from statuspage.clock import now
from statuspage.db import db
from statuspage.delivery import ahead, mail
from statuspage.delivery.addresses import NoAddress
from statuspage.delivery.message import Retired
from statuspage.delivery.past import read_pasts
from statuspage.delivery.recipients import read_keys
from statuspage.delivery.smtp import Parcel
from statuspage.delivery.threads import read_versions
from statuspage.domain.base import Base
from statuspage.domain.bounces import bounces_of
from statuspage.domain.dead_letters import reader_of
from statuspage.domain.mail_wishes import companion_was_let_go
from statuspage.domain.outbox import Outgoing
from statuspage.domain.people.agents import Agent
from statuspage.domain.people.customers import Customer
from statuspage.domain.subscriptions import Subscription
from statuspage.domain.tickets import Ticket
from statuspage.refusals import is_outage

ASKED_FOR = ("link", "confirm")  # whoever asks for one gets it, also without a subscription that counts

Row = TypeVar("Row", bound=Base)

log = logging.getLogger("statuspage.mail")


@dataclass(frozen=True, slots=True)
class NoMail:
    """Why no mail leaves: its row is dead, retired or kept, or waits. ``bounced`` is an address that takes none."""

    outcome: str
    fault: str = ""
    bounced: str = ""


@dataclass(frozen=True, slots=True)
class Ready:
    """A mail to hand over, and its reader's address as we know it."""

    parcel: Parcel
    email: str


def write_mails(app: Flask, ids: Sequence[int]) -> list[Ready | NoMail]:
    """The mail of each of these rows, ready to be handed over, or what becomes of it without one. Raises nothing.

    They are read together, as most of the work is asking the database. Where its connection was cut meanwhile, there
    may be another: that is no reason to let them wait.
    """
    for is_last in (False, True):
        try:
            with app.app_context(), Session(db.engine) as session:
                held = _read_ahead(session, ids)
                made = [_try(session, held.get(number), number) for number in ids]
                return _without_bounced(session, made)
        except Exception as fault:
            if is_last or not is_outage(fault):
                log.exception("The mails of %d rows could not be written; they wait", len(ids))
                break
    return [NoMail("waiting", _UNWRITTEN)] * len(ids)


_UNWRITTEN = "It could not be written; the log of the server says why."


def _try(session: Session, outgoing: Outgoing | None, number: int) -> Ready | NoMail:
    try:
        return NoMail("dead") if outgoing is None else _write(session, outgoing)
    except NoAddress as fault:
        return NoMail("dead", f"It could not be sent: {fault}.")
    except Retired as why:
        return NoMail("retired", str(why))
    except Exception as fault:
        if is_outage(fault):
            raise
        session.rollback()  # or PostgreSQL would answer nothing more
        log.exception("The mail of row %d could not be written; it waits", number)
        return NoMail("waiting", _UNWRITTEN)


def _write(session: Session, outgoing: Outgoing) -> Ready | NoMail:
    if outgoing.kind not in ASKED_FOR and _wants_no_more(session, outgoing):
        return NoMail("retired", "Its reader gets no mails any more.")
    urls, settings = current_app.extensions["urls"], current_app.extensions["settings"]
    message = mail.render(session, outgoing, urls, settings, now())
    to = message["To"].addresses[0].addr_spec
    reader = reader_of(session, outgoing)
    email = reader.email if reader is not None and reader.email else to
    return Ready(Parcel(message, message.as_bytes(), to), email)


def _without_bounced(session: Session, made: Sequence[Ready | NoMail]) -> list[Ready | NoMail]:
    """The same, but for those that go to an address of which we know that it takes no mail."""
    bounces = bounces_of(session, (one.email for one in made if isinstance(one, Ready)))
    return [
        NoMail("dead", f"This address takes no mail. {bounces[one.email.lower()].words}", one.email)
        if isinstance(one, Ready) and one.email.lower() in bounces
        else one
        for one in made
    ]


def _wants_no_more(session: Session, outgoing: Outgoing) -> bool:
    """Whether the reader has asked for quiet, or was let go, since this mail was left."""
    subscription = session.get(Subscription, outgoing.subscription_id) if outgoing.subscription_id else None
    if subscription is None:
        return False
    return subscription.ended_at is not None or companion_was_let_go(session, subscription)


def _read_ahead(session: Session, ids: Sequence[int]) -> dict[int, Outgoing]:
    """The rows, after all that the making of their mails looks up by key was read; the session holds it by now."""
    rows = _all(session, Outgoing, ids)
    subscriptions = _all(session, Subscription, [row.subscription_id for row in rows])
    tickets = _all(session, Ticket, [row.ticket_id for row in rows])
    customers = _all(session, Customer, [ticket.customer_id for ticket in tickets])
    agents = _all(session, Agent, [row.agent_id for row in rows] + [ticket.owner_id for ticket in tickets])
    session.info["held"] = subscriptions, tickets, customers, agents  # a session forgets what nobody else holds
    ahead.read_ahead(session, read_versions, [row.id for row in rows if row.ticket_id])
    ahead.read_ahead(session, read_keys, [one.id for one in subscriptions if one.reader != "follower"])
    ahead.read_ahead(session, read_pasts, [row.id for row in rows if mail.is_letter(row)])
    return {row.id: row for row in rows}


def _all(session: Session, table: type[Row], keys: Sequence[int | None]) -> Sequence[Row]:
    wanted = {key for key in keys if key is not None}
    found = select(table).where(table.__table__.c.id.in_(wanted))
    return session.scalars(found).all() if wanted else []
