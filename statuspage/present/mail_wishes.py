"""By mail: in words, which mails a reader gets about a ticket, to which address, and whether any leaves at all."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from statuspage.config import Settings
from statuspage.domain.people.companions import Companion
from statuspage.domain.people.customers import Customer
from statuspage.domain.publication.gate import public_ticket
from statuspage.domain.subscriptions import Subscription
from statuspage.domain.tickets import Ticket
from statuspage.present import glance
from statuspage.present.languages import gettext


@dataclass(frozen=True, slots=True)
class MailReaderFacts:
    """Who reads the mails of a subscription: their address, their language ("" for the browser's), what it is ``about``
    as they may know it, and ``likes_mail``, which only a customer can deny.
    """

    reader: str
    email: str
    language: str
    about: str
    likes_mail: bool
    first_name: str = ""


def mail_reader(session: Session, found: Subscription, company: str, now: datetime) -> MailReaderFacts:
    """The reader of this subscription. A follower is told only what is public."""
    ticket = session.get_one(Ticket, found.ticket_id)
    if found.reader == "follower":
        shown = public_ticket(session, ticket.id, company, now, limit=0)
        about = (shown.title or glance.about(shown)) if shown else ""
        return MailReaderFacts("follower", found.email, found.language, about, True)
    customer = session.get_one(Customer, ticket.customer_id)
    if found.companion_id is None:
        return MailReaderFacts("customer", customer.email, customer.language, ticket.subject, customer.reach == "mail")
    who = session.get_one(Companion, found.companion_id)
    return MailReaderFacts("companion", who.email, who.language, ticket.subject, True, customer.first_name)


def where_it_goes(email: str | None, *, likes_mail: bool, settings: Settings) -> str:
    """For the reader's own page: whether letters come by mail too, and to which address, if it is known here."""
    if settings.smtp_url is None:
        return gettext("We send no mails: what is written to you stands here, and nowhere else.")
    if email is None:
        return gettext(
            "Each letter comes to you by mail too, whole, if you gave us an address and have not stopped that."
        )
    if not email:
        return gettext("We have no mail address of yours, so what is written to you stands here alone.")
    if not likes_mail:
        return gettext("Nothing goes to %(address)s, as you like to be reached in another way.", address=email)
    return gettext("Each letter goes to %(address)s too, whole, unless you have stopped that.", address=email)


def which_mails(found: Subscription, reader: MailReaderFacts, settings: Settings) -> tuple[str, ...]:
    """One line for each kind of mail that this reader gets; that there are none, and why, where there are none."""
    if settings.smtp_url is None:
        return (gettext("We send no mails at the moment. What you choose here counts as soon as we do."),)
    if not reader.email:
        return (gettext("We have no mail address of yours, so nothing comes by mail."),)
    if found.ended_at is not None or not reader.likes_mail:
        return (gettext("Nothing goes to %(address)s about this.", address=reader.email),)
    if reader.reader == "follower" and found.confirmed_at is None:
        return (
            gettext(
                "Nothing goes to %(address)s before you say yes to the question that we sent there.",
                address=reader.email,
            ),
        )
    if reader.reader == "follower":
        return (
            gettext("Each public letter goes to %(address)s, and each promise that is late.", address=reader.email),
        )
    told = [
        gettext("Each letter goes to %(address)s, whole, and so does each promise that moves.", address=reader.email)
    ]
    if found.wants_late:
        told.append(gettext("When a promise falls due without a letter, you are told."))
    if found.wants_ics:
        told.append(gettext("Each promise comes with a file for your calendar."))
    return tuple(told)
