"""By mail: in words, which mails a reader gets about a ticket, to which address, and whether any leaves at all."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from statuspage.domain.people.companions import Companion
from statuspage.domain.people.customers import Customer
from statuspage.domain.publication.gate import public_ticket
from statuspage.domain.subscriptions import Subscription
from statuspage.domain.tickets import Ticket
from statuspage.present import glance, mailing
from statuspage.present.languages import gettext
from statuspage.present.mailing import MailWay


@dataclass(frozen=True, slots=True)
class MailReaderFacts:
    """Who reads the mails of a subscription: their address, their language ("" for the browser's), and which ``way``
    their mails go. ``likes_mail`` is what only a customer can deny.
    """

    reader: str
    email: str
    language: str
    likes_mail: bool
    way: MailWay
    first_name: str = ""


def mail_reader(session: Session, found: Subscription) -> MailReaderFacts:
    """The reader of this subscription."""
    ticket = session.get_one(Ticket, found.ticket_id)
    customer = session.get_one(Customer, ticket.customer_id)
    way = mailing.way(is_demo=customer.is_demo)
    if found.reader == "follower":
        return MailReaderFacts("follower", found.email, found.language, True, way)
    if found.companion_id is None:
        likes_mail = customer.reach == "mail"
        return MailReaderFacts("customer", customer.email, customer.language, likes_mail, way)
    who = session.get_one(Companion, found.companion_id)
    return MailReaderFacts("companion", who.email, who.language, True, way, customer.first_name)


def what_about(session: Session, found: Subscription, company: str, now: datetime) -> str:
    """What the mails are about, in the language that is spoken: the subject, and to a follower what is public of it."""
    if found.reader != "follower":
        return session.get_one(Ticket, found.ticket_id).subject
    shown = public_ticket(session, found.ticket_id, company, now, limit=0)
    return (shown.title or glance.about(shown)) if shown else ""


def where_it_goes(email: str, way: MailWay, *, likes_mail: bool, is_stopped: bool) -> str:
    """For the reader's own page: whether letters come by mail too, and to which address."""
    if not way.is_there:
        return gettext("We send no mails: what is written to you stands here, and nowhere else.")
    if not email:
        return gettext("We have no mail address of yours, so what is written to you stands here alone.")
    if not likes_mail:
        return gettext("Nothing goes to %(address)s, as you like to be reached in another way.", address=email)
    if is_stopped:
        return gettext("You have stopped the mails to %(address)s about this.", address=email)
    if way.mailboxes:
        return _in_the_mailboxes(email)
    return gettext("Each letter goes to %(address)s too, whole.", address=email)


def which_mails(found: Subscription, reader: MailReaderFacts) -> tuple[str, ...]:
    """One line for each kind of mail that this reader gets; that there are none, and why, where there are none."""
    if not reader.way.is_there:
        return (gettext("We send no mails at the moment. What you choose here counts as soon as we do."),)
    if not reader.email:
        return (gettext("We have no mail address of yours, so nothing comes by mail."),)
    if found.ended_at is not None or not reader.likes_mail:
        return (gettext("Nothing goes to %(address)s about this.", address=reader.email),)
    if reader.reader == "follower":
        return (_to_a_follower(found, reader),)
    each = gettext("Each letter goes to %(address)s, whole, and so does each promise that moves.", address=reader.email)
    return (_in_the_mailboxes(reader.email) if reader.way.mailboxes else each, *_wished(found))


def _in_the_mailboxes(email: str) -> str:
    return gettext(
        "Nothing of the demo leaves: what is mailed to %(address)s lies in the demo’s mailboxes.", address=email
    )


def _to_a_follower(found: Subscription, reader: MailReaderFacts) -> str:
    if reader.way.mailboxes:
        return _in_the_mailboxes(reader.email)
    if found.confirmed_at is None:
        return gettext(
            "Nothing goes to %(address)s before you say yes to the question that we sent there.", address=reader.email
        )
    return gettext("Each public letter goes to %(address)s, and each promise that is late.", address=reader.email)


def _wished(found: Subscription) -> list[str]:
    told = []
    if found.wants_late:
        told.append(gettext("When a promise falls due without a letter, you are told."))
    if found.wants_ics:
        told.append(gettext("Each promise comes with a file for your calendar."))
    return told
