"""The letter as a mail, for the customer and their companions: the whole of it, the promise, and what came before."""

from dataclasses import dataclass, replace
from datetime import datetime
from email.message import EmailMessage

from flask_babel import force_locale
from sqlalchemy.orm import Session

from statuspage.config import Settings
from statuspage.delivery import ahead, words
from statuspage.delivery.earlier import EarlierWords, said_before
from statuspage.delivery.enclosed import enclose
from statuspage.delivery.message import Mail, company_address, compose
from statuspage.delivery.past import Past, read_pasts
from statuspage.delivery.recipients import MailFoot, Recipient, recipient
from statuspage.delivery.threads import followed, named
from statuspage.domain.kinds import KINDS
from statuspage.domain.markdown import plain
from statuspage.domain.merging.goes_on import read_goes_on
from statuspage.domain.outbox import Outgoing
from statuspage.domain.people.agents import Agent
from statuspage.domain.promise_lines import read_lines
from statuspage.domain.reading import Entry, for_companions, with_needs
from statuspage.domain.tickets import Ticket
from statuspage.present.calendar import ics, promises
from statuspage.present.feeds.feed import Dated
from statuspage.present.languages import gettext
from statuspage.urls import Urls

_PREVIEW = 140  # characters


@dataclass(frozen=True, slots=True)
class MailPerson:
    """Who signs a mail: their whole name, as their customer's page has it, what they do and where, and their phone."""

    name: str
    place: str
    phone: str


@dataclass(frozen=True, slots=True)
class LetterContent:
    """What the templates of a letter get. ``preview`` is what a list of mails shows of it.

    ``files`` tells of each file that came along, in a line. ``is_cut`` says that more was said before than stands in
    ``earlier``.
    """

    subject: str
    preview: str
    person: MailPerson
    told: words.MailWords
    files: tuple[str, ...]
    earlier: tuple[EarlierWords, ...]
    is_cut: bool
    link: str
    foot: MailFoot
    company: str
    company_phone: str | None


def letter(session: Session, outgoing: Outgoing, urls: Urls, settings: Settings, now: datetime) -> EmailMessage:
    """What an agent did on the ticket, for its customer or a companion. Raises ``NoAddress``."""
    ticket = session.get_one(Ticket, outgoing.ticket_id)
    to = recipient(session, outgoing.subscription_id, urls, settings)
    past = ahead.found(session, read_pasts, outgoing.id)
    past = replace(past, entry=with_needs(session, ticket.id, [past.entry])[0])
    if to.customer:  # all that is mailed to companions is told of, but not with every fact
        past = replace(past, entry=for_companions([past.entry])[0])
    entry = past.entry
    owner = session.get_one(Agent, ticket.owner_id)
    writer = session.get_one(Agent, entry.by.id) if entry.by else owner
    with force_locale(to.language):
        enclosed = enclose(session, ticket.id, entry)
        content = _content(
            past, ticket, owner, writer, to, settings, now, enclosed.lines, _there(session, ticket, entry)
        )
        return compose(
            Mail(
                to=to.mailbox(),
                sender=company_address(at_company(writer, settings), settings),
                reply_to=to.reply_to(at_company(owner, settings), settings),
                subject=f"Re: {ticket.subject}",
                language=to.language,
                template="letter",
                content=content,
                shorter=_shorter(content),
                sent_as=named(outgoing, ticket, urls.base),
                thread=followed(session, outgoing, ticket, urls.base),
                at=outgoing.created_at,
                stop=to.stop,
                calendar=_calendar(session, ticket, entry, to, urls, now),
                attached=enclosed.attached,
            )
        )


def at_company(agent: Agent, settings: Settings) -> str:
    """An agent as the sender of a mail: by the whole name that stands on their customer's page, and the company's."""
    return gettext("%(name)s at %(company)s", name=agent.name, company=settings.company_name)


def person_of(agent: Agent) -> MailPerson:
    """The head of a mail by this agent."""
    place = gettext(", ").join(part for part in (agent.role, agent.place) if part)
    return MailPerson(agent.name, place, agent.phone)


def _content(
    past: Past,
    ticket: Ticket,
    owner: Agent,
    writer: Agent,
    to: Recipient,
    settings: Settings,
    now: datetime,
    files: tuple[str, ...],
    there: str,
) -> LetterContent:
    reader = words.MailReader(to.zone, now, to.customer)
    told = words.to_reader(past, owner, reader, there)
    earlier, is_cut = said_before(past, to, reader)
    return LetterContent(
        subject=ticket.subject,
        preview=told.lead or plain(told.html, _PREVIEW),
        person=person_of(writer),
        told=told,
        files=files,
        earlier=earlier,
        is_cut=is_cut,
        link=to.link,
        foot=to.foot(ticket.subject, settings.company_name),
        company=settings.company_name,
        company_phone=settings.company_phone,
    )


def _there(session: Session, ticket: Ticket, entry: Entry) -> str:
    """What the ticket is called in which this one goes on since this event, as far as its reader may know; else ""."""
    if KINDS[entry.kind].life != "ends" or not entry.facts.get("of"):
        return ""
    found = read_goes_on(session, ticket)
    return found.subject if found else ""


def _shorter(content: LetterContent) -> tuple[LetterContent, ...]:
    """The same with less and less of what was said before."""
    fewer = [content.earlier[:most] for most in (2, 0) if len(content.earlier) > most]
    return tuple(replace(content, earlier=earlier, is_cut=True) for earlier in fewer)


def _calendar(session: Session, ticket: Ticket, entry: Entry, to: Recipient, urls: Urls, now: datetime) -> bytes:
    """The promises that this event has changed, as a file for a calendar, if the reader likes that; else nothing."""
    if not to.subscription.wants_ics:
        return b""
    lines = [line for line in read_lines(session, ticket.id, now, limit=2) if line.changed_at >= entry.at]
    if not lines:
        return b""
    made = promises.calendar_promises(ticket, lines, Dated(to.zone, now, to.customer), urls.base)
    return ics.document("", made, to.zone)
