"""The mails of the outbox. Each carries the whole letter; the page is for proof and for the answer, never a lure.

Nothing here sends. A mail is made from the log each time, so that the same row always gives the same mail.
"""

from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage

from flask import current_app
from flask_babel import force_locale
from sqlalchemy import select
from sqlalchemy.orm import Session

from statuspage.config import Settings
from statuspage.delivery import words
from statuspage.delivery.addresses import ASCII, UTF8, NoAddress, address, message_id, one_line, refuse_more_headers
from statuspage.domain.hosts import host_of
from statuspage.domain.outbox import Outgoing
from statuspage.domain.people.agents import Agent
from statuspage.domain.people.customers import Customer
from statuspage.domain.reading import Entry, read_entries
from statuspage.domain.shares.share import shares_of
from statuspage.domain.tickets import Ticket
from statuspage.present.languages import gettext
from statuspage.urls import Urls

__all__ = ["NoAddress", "render"]

_THREAD = 10  # earlier mails named in References


@dataclass(frozen=True, slots=True)
class _Case:
    """One row of the outbox with everything that its mail is made from; ``writer`` is the agent who signs it."""

    outgoing: Outgoing
    ticket: Ticket
    customer: Customer
    owner: Agent
    writer: Agent
    entry: Entry


@dataclass(frozen=True, slots=True)
class MailContent:
    """What the templates of a mail get: its words, who signs it, the page to answer on, and the company."""

    subject: str
    told: words.MailWords
    writer: Agent
    link: str
    company: str
    accent: str


def render(session: Session, outgoing: Outgoing, urls: Urls, settings: Settings, now: datetime) -> EmailMessage:
    """The mail for this row, in its reader's language, as of ``now`` (UTC). Needs an app context for the templates.

    Raises ``NoAddress`` for a customer without one.
    """
    case = _case(session, outgoing)
    to_customer = outgoing.to != "agent"
    reader = case.customer if to_customer else session.get_one(Agent, outgoing.agent_id)
    to = address(reader.name, reader.email)
    language = reader.language or settings.languages[0]
    with force_locale(language):
        if to_customer:
            link = urls.shared(shares_of(session, case.ticket.id)["private"])
            told = words.to_customer(session, case.entry, case.ticket, case.customer, case.owner, now)
        else:
            link = urls.ticket(case.ticket.id)
            told = words.to_owner(session, case.entry, case.ticket, case.customer, case.owner, now)
        message = _message(session, case, to, urls.base, settings.company_name)
        company, accent = settings.company_name, settings.accent
        content = MailContent(case.ticket.subject, told, case.writer, link, company, accent)
        _fill(message, "letter" if to_customer else "reply", content)
    message["Content-Language"] = language
    refuse_more_headers(message)
    return message


def _case(session: Session, outgoing: Outgoing) -> _Case:
    ticket = session.get_one(Ticket, outgoing.ticket_id)
    entry = read_entries(session, ticket.id, before=outgoing.version + 1, limit=1)[0]
    owner = session.get_one(Agent, ticket.owner_id)
    writer = session.get_one(Agent, entry.by.id) if entry.by else owner
    return _Case(outgoing, ticket, session.get_one(Customer, ticket.customer_id), owner, writer, entry)


def _message(session: Session, case: _Case, to: Address, base: str, company: str) -> EmailMessage:
    """The mail with its headers and no body yet."""
    message = EmailMessage(policy=ASCII if to.username.isascii() else UTF8)
    if case.outgoing.to == "customer":
        message["From"] = _at_company(case.writer, company)
        message["Reply-To"] = _at_company(case.owner, company)
    else:
        name = case.customer.name if case.entry.by is None else case.writer.name
        message["From"] = address(f"{name} ({company})", f"no-reply@{host_of(base)}")
        message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no machine is to answer it
    message["To"] = to
    message["Subject"] = f"Re: {one_line(case.ticket.subject)}"
    message["Date"] = case.outgoing.created_at
    thread = _thread(session, case, base)
    message["Message-ID"] = _id(case, base, case.outgoing.version)
    message["In-Reply-To"] = thread[-1]
    message["References"] = " ".join(thread)
    return message


def _at_company(agent: Agent, company: str) -> Address:
    name = gettext("%(name)s at %(company)s", name=agent.called, company=company)
    return address(name, agent.email)


def _thread(session: Session, case: _Case, base: str) -> list[str]:
    """The Message-IDs that this mail follows: the root of all mails of this ticket to this reader, and the latest."""
    earlier = (
        select(Outgoing.version)
        .where(
            Outgoing.ticket_id == case.ticket.id,
            Outgoing.subscription_id == case.outgoing.subscription_id
            if case.outgoing.subscription_id
            else Outgoing.agent_id == case.outgoing.agent_id,
            Outgoing.version < case.entry.version,
        )
        .order_by(Outgoing.version.desc())
        .limit(_THREAD)
    )
    versions = [*session.scalars(earlier)][::-1]
    return [_id(case, base), *(_id(case, base, version) for version in versions)]


def _id(case: _Case, base: str, *version: int) -> str:
    # The instant of asking is part of it, so that a new database never repeats the Message-IDs of an old one.
    reader = case.outgoing.subscription_id or f"agent {case.outgoing.agent_id}"
    return message_id(base, reader, case.ticket.id, case.ticket.opened_at.isoformat(), *version)


def _fill(message: EmailMessage, template: str, content: MailContent) -> None:
    environment = current_app.jinja_env
    message.set_content(environment.get_template(f"mail/{template}.txt").render(mail=content))
    message.add_alternative(environment.get_template(f"mail/{template}.html").render(mail=content), subtype="html")
