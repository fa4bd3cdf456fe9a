"""Makes the mail of one row, or says why there is none. It only reads; what becomes of the row is for the sender."""

import logging
from dataclasses import dataclass

from flask import Flask, current_app
from sqlalchemy.orm import Session

from statuspage.clock import now
from statuspage.db import db
from statuspage.delivery import mail
from statuspage.delivery.addresses import NoAddress
from statuspage.delivery.smtp import Parcel
from statuspage.domain.bounces import bounced
from statuspage.domain.dead_letters import reader_of
from statuspage.domain.outbox import Outgoing
from statuspage.domain.people.companions import Companion
from statuspage.domain.subscriptions import Subscription

ASKED_FOR = ("link", "confirm")  # whoever asks for one gets it, also without a subscription that counts

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


def write_mail(app: Flask, outgoing_id: int) -> Ready | NoMail:
    """The mail of this row, ready to be handed over, or what becomes of it without one. Raises nothing."""
    try:
        with app.app_context(), Session(db.engine) as session:
            return _write(session, session.get_one(Outgoing, outgoing_id))
    except NoAddress as fault:
        return NoMail("dead", f"It could not be sent: {fault}.")
    except Exception:
        log.exception("The mail of row %d could not be written; it waits", outgoing_id)
        return NoMail("waiting", "It could not be written; the log of the server says why.")


def _write(session: Session, outgoing: Outgoing) -> Ready | NoMail:
    if outgoing.kind not in ASKED_FOR and _wants_no_more(session, outgoing):
        return NoMail("retired", "Its reader gets no mails any more.")
    urls, settings = current_app.extensions["urls"], current_app.extensions["settings"]
    message = mail.render(session, outgoing, urls, settings, now())
    to = message["To"].addresses[0].addr_spec
    reader = reader_of(session, outgoing)
    email = reader.email if reader is not None and reader.email else to
    if (bounce := bounced(session, email)) is not None:
        return NoMail("dead", f"This address takes no mail. {bounce.words}", email)
    return Ready(Parcel(message, message.as_bytes(), to), email)


def _wants_no_more(session: Session, outgoing: Outgoing) -> bool:
    """Whether the reader has asked for quiet, or was let go, since this mail was left."""
    subscription = session.get(Subscription, outgoing.subscription_id or 0)
    if subscription is None:
        return False
    companion = session.get(Companion, subscription.companion_id or 0)
    return subscription.ended_at is not None or (companion is not None and companion.let_go_at is not None)
