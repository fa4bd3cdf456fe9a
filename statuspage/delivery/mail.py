"""The mails of the outbox. Each carries the whole letter; the page is for proof and for the answer, never a lure.

Nothing here sends. A mail is made from the log each time, so that the same row always gives the same mail.
"""

from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage

from flask_babel import force_locale
from sqlalchemy import select
from sqlalchemy.orm import Session

from statuspage.config import Settings
from statuspage.delivery import notices, words
from statuspage.delivery.addresses import NoAddress, address, message_id
from statuspage.delivery.followers import to_follower
from statuspage.delivery.message import Mail, Retired, compose
from statuspage.domain.hosts import host_of
from statuspage.domain.outbox import Outgoing
from statuspage.domain.people.agents import Agent
from statuspage.domain.people.companions import Companion
from statuspage.domain.people.customers import Customer
from statuspage.domain.reading import Entry, read_entries
from statuspage.domain.shares.share import shares_of
from statuspage.domain.subscriptions import Subscription
from statuspage.domain.tickets import Ticket
from statuspage.present.languages import gettext
from statuspage.urls import Urls

__all__ = ["NoAddress", "Retired", "render"]

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

    Raises ``NoAddress`` for a reader without one, and ``Retired`` for what is not to be told any more.
    """
    if outgoing.to == "follower":  # whatever its kind: no other maker knows what is public
        return _follower(session, outgoing, urls, settings, now)
    make = MAKERS.get(outgoing.kind, _letter)
    return make(session, outgoing, urls, settings, now)


def _follower(session: Session, outgoing: Outgoing, urls: Urls, settings: Settings, now: datetime) -> EmailMessage:
    made = to_follower(session, outgoing, urls, settings, now)
    with force_locale(made.language):
        return compose(made)


def _letter(session: Session, outgoing: Outgoing, urls: Urls, settings: Settings, now: datetime) -> EmailMessage:
    """What happened on the ticket, for its customer or for an agent."""
    case = _case(session, outgoing)
    to_customer, companion = outgoing.to != "agent", _companion(session, outgoing)
    agent = case.owner if to_customer else session.get_one(Agent, outgoing.agent_id)
    reader = companion or (case.customer if to_customer else agent)
    to = address(reader.name, reader.email)
    language = reader.language or settings.languages[0]
    with force_locale(language):
        if to_customer:
            link = urls.shared(shares_of(session, case.ticket.id, companion.id if companion else None)["private"])
            told = words.to_customer(session, case.entry, case.ticket, case.customer, case.owner, now, companion)
        else:
            link = urls.ticket(case.ticket.id)
            told = words.to_owner(session, case.entry, case.ticket, case.customer, agent, now)
        company, accent = settings.company_name, settings.accent
        thread = _thread(session, case, urls.base)
        by = _at_company(case.writer, company) if to_customer else _from_desk(case, urls.base, company)
        content: object = MailContent(case.ticket.subject, told, case.writer, link, company, accent)
        if not to_customer:
            content = notices.NoticeContent(case.ticket.subject, told, link, urls.profile(), company, accent)
        return compose(
            Mail(
                to=to,
                sender=by,
                reply_to=_at_company(case.owner, company) if to_customer else None,
                by_machine=not to_customer,
                subject=f"Re: {case.ticket.subject}",
                language=language,
                template="letter" if to_customer else "notice",
                content=content,
                sent_as=_id(case, urls.base, outgoing.version),
                thread=tuple(thread),
                at=outgoing.created_at,
            )
        )


def _case(session: Session, outgoing: Outgoing) -> _Case:
    ticket = session.get_one(Ticket, outgoing.ticket_id)
    entry = read_entries(session, ticket.id, before=outgoing.version + 1, limit=1)[0]
    owner = session.get_one(Agent, ticket.owner_id)
    writer = session.get_one(Agent, entry.by.id) if entry.by else owner
    return _Case(outgoing, ticket, session.get_one(Customer, ticket.customer_id), owner, writer, entry)


def _companion(session: Session, outgoing: Outgoing) -> Companion | None:
    """The companion to whom it goes; None where it goes to the customer, or to an agent."""
    if outgoing.to != "companion":
        return None
    subscription = session.get_one(Subscription, outgoing.subscription_id)
    return session.get_one(Companion, subscription.companion_id)


def _from_desk(case: _Case, base: str, company: str) -> Address:
    name = case.entry.writer.name if case.entry.writer else case.customer.name
    name = name if case.entry.by is None else case.writer.name
    return address(f"{name} ({company})", f"no-reply@{host_of(base)}")


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


MAKERS: dict[str, notices.Maker] = {**notices.MAKERS}  # of mails that tell of no event, by their kind
