"""A mail server's report that a mail of ours did not arrive: it finds that mail, and the ticket says so."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from statuspage.domain.bounces import note_bounce, note_unreached
from statuspage.domain.dead_letters import reader_of
from statuspage.domain.incoming.mail import IncomingMail
from statuspage.domain.outbox import Outgoing, left_as

_LONGEST = 300  # characters


def sent_as(session: Session, message_id: str) -> Outgoing | None:
    """The mail of ours with this Message-ID; None for any other one."""
    name = left_as(message_id)
    return session.scalar(select(Outgoing).where(Outgoing.sent_as == name)) if name else None


def file_report(
    session: Session, mail: IncomingMail, about: Outgoing, words: str, now: datetime, *, is_about_address: bool
) -> None:
    """The mail that this report is about is dead. Where its address takes no mail at all, none goes there any more.

    A report that comes again, or after the mail was sent again, changes nothing.
    """
    mail.outcome, mail.reason, mail.is_noise = "filed", "", False
    mail.ticket_id, mail.data = about.ticket_id, {**mail.data, "outgoing": about.id}
    if about.outcome != "sent":
        return
    about.outcome, about.fault = "dead", words[:_LONGEST]
    reader = reader_of(session, about)
    if reader is None or not reader.email:
        return
    if is_about_address:
        note_bounce(session, reader.email, now, words)
    else:
        note_unreached(session, reader.email, now)
