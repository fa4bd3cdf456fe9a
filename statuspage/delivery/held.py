"""The mail that tells an agent that their letter waits, unsent: why, what is new, and how to send it with one press."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from zoneinfo import ZoneInfo

from flask_babel import force_locale
from sqlalchemy.orm import Session

from statuspage.config import Settings
from statuspage.delivery.addresses import address, message_id
from statuspage.delivery.incoming.said_as import asked_as, said_as
from statuspage.delivery.message import Mail, Retired, company_address, compose
from statuspage.delivery.news import NewsItem, news_since
from statuspage.delivery.notices import answers
from statuspage.delivery.threads import root
from statuspage.domain.incoming.held import WAITS, HeldLetter, read_held
from statuspage.domain.outbox import Outgoing
from statuspage.domain.people.customers import Customer
from statuspage.domain.promises import promised_for
from statuspage.present.languages import gettext
from statuspage.present.offered_times import choices
from statuspage.urls import Urls

OFFERED = 3  # times
_LATER = timedelta(hours=2)  # a mail is read later: what is offered in it has to be ahead still


@dataclass(frozen=True, slots=True)
class Ending:
    """A way to end the letter: the words of its link, and the page with the one button that sends it so."""

    text: str
    link: str


@dataclass(frozen=True, slots=True)
class HeldContent:
    """What the templates get. ``news`` is what happened since the mail that was answered, and ``endings`` are none
    where a press is not enough. ``example`` and ``question`` are lines with which an answer ends a letter.
    """

    subject: str
    preview: str
    lead: str
    why: str
    news: tuple[NewsItem, ...]
    words: str
    endings: tuple[Ending, ...]
    example: str
    question: str
    link: str
    company: str


def held_mail(session: Session, outgoing: Outgoing, urls: Urls, settings: Settings, now: datetime) -> EmailMessage:
    """The mail. Raises ``Retired`` where the letter waits no longer."""
    held = read_held(session, outgoing.data["mail"])
    if held is None or held.stands != WAITS:
        raise Retired("This is not so any more.")
    customer = session.get_one(Customer, held.ticket.customer_id)
    with force_locale(held.agent.language or settings.languages[0]):
        lead = gettext("Your letter to %(name)s waits, unsent.", name=customer.first_name)
        content = HeldContent(
            subject=held.ticket.subject,
            preview=lead,
            lead=lead,
            why=str(held.mail.data.get("why", "")),
            news=news_since(session, held, now),
            words=held.body,
            endings=endings(held, customer, urls, outgoing.created_at),
            example=said_as(_tomorrow(now, held.agent.zone), held.agent.language, held.agent.zone, now),
            question=asked_as(held.agent.language),
            link=urls.ticket(held.ticket.id),
            company=settings.company_name,
        )
        return compose(
            Mail(
                to=address(held.agent.name, held.agent.email),
                sender=company_address(settings.company_name, settings),
                reply_to=answers(held.agent, held.ticket, urls, settings),
                by_machine=True,
                subject=f"Re: {held.ticket.subject}",
                language=held.agent.language or settings.languages[0],
                template="held",
                content=content,
                sent_as=message_id(settings.base_url, "held", held.mail.id, held.mail.came_at.isoformat()),
                thread=(root(outgoing, held.ticket, urls.base),),
                at=outgoing.created_at,
            )
        )


def _tomorrow(now: datetime, zone: str) -> datetime:
    """Tomorrow at 17:00 by this clock."""
    here = now.astimezone(ZoneInfo(zone)) + timedelta(days=1)
    return here.replace(hour=17, minute=0, second=0, microsecond=0)


def endings(held: HeldLetter, customer: Customer, urls: Urls, at: datetime) -> tuple[Ending, ...]:
    """The ways to end it, as of this instant: a few times, and the question. None before the customer was heard, as the
    first letter says what its writer understood; that is written at the desk.
    """
    if (held.ticket.heard_at is None and not held.heard) or not held.ticket.is_open:
        return ()
    times = tuple(
        Ending(
            gettext("Send it, and write next: %(when)s", when=one.label),
            urls.held(held.mail.id, promised_for(one.value, customer.zone, at).at),
        )
        for one in choices(customer, held.agent, at + _LATER)[:OFFERED]
    )
    return (*times, Ending(gettext("Send it, and ask: is it solved?"), urls.held(held.mail.id, None)))
