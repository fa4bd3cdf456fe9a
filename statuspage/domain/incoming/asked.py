"""A mail to the company's own address asks for help: it opens a ticket, as the form does, and the receipt answers."""

import re
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from statuspage.domain import validation
from statuspage.domain.incoming.by_mail import CameByMail, counted, with_room
from statuspage.domain.incoming.mail import IncomingMail
from statuspage.domain.mail_wishes import own_subscription
from statuspage.domain.way_in.ask import Asker, ask

AGAIN = timedelta(hours=1)  # within which the same sender asks the same once
MANY = 5  # tickets that one sender opens in that time before they are doubted
_ANSWERS = re.compile(
    r"^(?:(?:re|aw|antw|sv|vs|fwd?|wg|tr|rv|odp|ynt|رد|إعادة توجيه)\s*(?:\[\d+\])?\s*[:：]\s*)+", re.I
)


def open_by_mail(session: Session, mail: IncomingMail, now: datetime, *, zone: str, company: str) -> None:
    """Open a ticket with the words of this mail, in the name that it is from: that is all that anybody knows of them.

    Refused in words where that cannot be a customer's, as with an agent's name.
    """
    opened = session.scalar(select(func.count()).where(*_opened_lately(mail.sender, now))) or 0
    story, is_cut = with_room(mail.words or _files_alone(mail))
    asker = Asker(
        name=validation.visible(mail.sender_name)[: validation.LINE_LIMIT] or mail.sender.partition("@")[0],
        email=mail.sender,
        phone="",
        reach="mail",
        reach_when="",
        zone=zone,
        language="",
        prefers="",
    )
    ticket, _ = ask(
        session,
        asker,
        now,
        story=story,
        subject=subject_of(mail.subject)[: validation.SUBJECT_LIMIT],
        company=company,
        door="mail",
        doubt="many" if opened >= MANY else "",
        by_mail=CameByMail(mail.id, counted(mail.data), is_cut),
    )
    reader = own_subscription(session, ticket.id)
    mail.ticket_id, mail.version, mail.outcome, mail.reason = ticket.id, ticket.version, "taken", ""
    mail.subscription_id, mail.is_noise = reader.id if reader else None, False


def same_lately(session: Session, sender: str, subject: str, now: datetime) -> int | None:
    """The ticket that this sender has opened by mail within the hour, with this subject; None for none."""
    opened = select(IncomingMail.ticket_id, IncomingMail.subject).where(*_opened_lately(sender, now))
    for ticket_id, said in session.execute(opened):
        if subject_of(said).casefold() == subject_of(subject).casefold():
            return int(ticket_id)
    return None


def subject_of(subject: str) -> str:
    """A mail's subject without what programs put before an answer or a mail that is passed on."""
    return _ANSWERS.sub("", validation.visible(subject)).strip()


def _files_alone(mail: IncomingMail) -> str:
    """What stands for the words of a mail that brought only files: its subject."""
    return subject_of(mail.subject) or "…"


def _opened_lately(sender: str, now: datetime) -> tuple[ColumnElement[bool], ...]:
    """What holds of the mails by which this sender has opened tickets within the hour."""
    lately = IncomingMail.sender == sender, IncomingMail.came_at > now - AGAIN
    return *lately, IncomingMail.version == 1, IncomingMail.outcome == "taken"
