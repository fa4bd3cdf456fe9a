"""The mails that nobody wrote and an agent chose: a promise is nearly due, or overdue; and what the day brings.

Each is by machine, in the agent's language and by their clock, and leads to the ticket at the desk. What happened to a
ticket is told in ``mail.py``, by the same templates.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage

from flask_babel import force_locale
from sqlalchemy import select
from sqlalchemy.orm import Session

from statuspage.config import Settings
from statuspage.delivery.addresses import address, message_id
from statuspage.delivery.message import Mail, Maker, Retired, company_address, compose
from statuspage.delivery.threads import root
from statuspage.delivery.words import MailReader, MailWords
from statuspage.domain.desk.digest import DigestLine, read_digest
from statuspage.domain.outbox import Outgoing
from statuspage.domain.people.agents import Agent
from statuspage.domain.people.customers import Customer
from statuspage.domain.people.names import first_name_in
from statuspage.domain.promises import KEEPER, Promise
from statuspage.domain.tickets import Ticket
from statuspage.present import promised
from statuspage.present.languages import gettext
from statuspage.urls import Urls


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """One ticket of a digest: its customer, what it is about, since or until when, and its address at the desk."""

    customer: str
    subject: str
    when: str
    link: str


@dataclass(frozen=True, slots=True)
class NoticePart:
    """Some tickets of a digest, and what holds of them."""

    title: str
    lines: tuple[NoticeLine, ...]


@dataclass(frozen=True, slots=True)
class NoticeContent:
    """What the templates of a notice get: ``link`` leads to the ticket or the desk, ``profile`` to what one chose.

    ``takes_answers`` says that an answer to the mail is read; ``preview`` is what a list of mails shows of it.
    """

    subject: str
    told: MailWords
    link: str
    profile: str
    company: str
    parts: tuple[NoticePart, ...] = ()
    takes_answers: bool = False
    preview: str = ""


def digest(session: Session, outgoing: Outgoing, urls: Urls, settings: Settings, now: datetime) -> EmailMessage:
    """What the day brings, as it stands when this leaves. Raises ``Retired`` where that is nothing."""
    agent = session.get_one(Agent, outgoing.agent_id)
    found = read_digest(session, agent, now)
    if found.is_empty:
        raise Retired("This is not so any more.")
    with force_locale(agent.language or settings.languages[0]):
        reader = MailReader(agent.zone, now)
        parts = (
            _part(gettext("Late"), found.late, reader, urls),
            _part(gettext("Promised for today"), found.today, reader, urls),
            _part(gettext("Not heard yet"), found.unheard, reader, urls),
        )
        subject = gettext("Your day: %(day)s", day=reader.date(now))
        told = MailWords(lead=gettext("Good morning, %(name)s. This is what the day brings.", name=agent.public_name))
        content = NoticeContent(
            subject,
            told,
            urls.desk(),
            urls.profile(),
            settings.company_name,
            tuple(part for part in parts if part.lines),
        )
        return _compose(outgoing, agent, settings, content)


def of_promise(session: Session, outgoing: Outgoing, urls: Urls, settings: Settings, now: datetime) -> EmailMessage:
    """A promise falls due shortly, or fell due without a letter. Raises ``Retired`` where it was answered, moved, or
    became another's to keep.
    """
    promise = session.scalar(
        select(Promise).where(
            Promise.id == outgoing.data["promise"], Promise.outcome == "open", KEEPER.in_([outgoing.agent_id])
        )
    )
    if promise is None:
        raise Retired("This is not so any more.")
    agent, ticket = session.get_one(Agent, outgoing.agent_id), session.get_one(Ticket, promise.ticket_id)
    customer = session.get_one(Customer, ticket.customer_id)
    with force_locale(agent.language or settings.languages[0]):
        when = MailReader(agent.zone, now).moment(promise.due_at)
        is_call, is_over = promise.kind == "call", now > promise.due_at
        told = MailWords(lead=promised.yours(customer.first_name, when, is_call=is_call, is_over=is_over))
        content = NoticeContent(
            f"{customer.name}: {ticket.subject}",
            told,
            urls.ticket(ticket.id),
            urls.profile(),
            settings.company_name,
        )
        return _compose(outgoing, agent, settings, content, (root(outgoing, ticket, urls.base),))


def answers(agent: Agent, ticket: Ticket, urls: Urls, settings: Settings) -> Address | None:
    """Where this agent's answers about this ticket go; None where none are taken in."""
    if settings.reply_domain is None:
        return None
    return address(settings.company_name, urls.replies(settings.reply_domain, "agent", agent.id, ticket.id))


MAKERS: dict[str, Maker] = {"soon": of_promise, "overdue": of_promise, "digest": digest}


def _part(title: str, lines: Sequence[DigestLine], reader: MailReader, urls: Urls) -> NoticePart:
    return NoticePart(
        title,
        tuple(
            NoticeLine(first_name_in(one.customer), one.subject, reader.moment(one.at), urls.ticket(one.ticket_id))
            for one in lines
        ),
    )


def _compose(
    outgoing: Outgoing, agent: Agent, settings: Settings, content: NoticeContent, thread: tuple[str, ...] = ()
) -> EmailMessage:
    return compose(
        Mail(
            to=address(agent.name, agent.email),
            sender=company_address(settings.company_name, settings),
            by_machine=True,
            subject=content.subject,
            language=agent.language or settings.languages[0],
            template="notice",
            content=content,
            sent_as=message_id(
                settings.base_url, "notice", outgoing.once or outgoing.id, outgoing.created_at.isoformat()
            ),
            thread=thread,
            at=outgoing.created_at,
        )
    )
