"""The mails of the outbox. Each carries the whole letter; the page is for proof and for the answer, never a lure.

Nothing here sends. A mail is made from the log each time, so that the same row always gives the same mail.
"""

from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage

from flask_babel import force_locale
from sqlalchemy.orm import Session

from statuspage.config import Settings
from statuspage.delivery import held, invited, letters, notices, unwritten, words
from statuspage.delivery.addresses import NoAddress, address
from statuspage.delivery.followers import to_follower
from statuspage.delivery.message import Mail, Maker, Retired, company_address, compose
from statuspage.delivery.threads import followed, named
from statuspage.domain.asked_links import LINK
from statuspage.domain.invitations import KIND as COMPANY
from statuspage.domain.outbox import HELD, LATE, Outgoing
from statuspage.domain.people.agents import Agent
from statuspage.domain.people.customers import Customer
from statuspage.domain.reading import Entry, read_entries
from statuspage.domain.tickets import Ticket
from statuspage.domain.way_in.overviews import KIND as OVERVIEW
from statuspage.urls import Urls

__all__ = ["NoAddress", "Retired", "render"]


def render(session: Session, outgoing: Outgoing, urls: Urls, settings: Settings, now: datetime) -> EmailMessage:
    """The mail for this row, in its reader's language, as of ``now`` (UTC). Needs an app context for the templates.

    Raises ``NoAddress`` for a reader without one, and ``Retired`` for what is not to be told any more.
    """
    if outgoing.to == "follower":  # whatever its kind: no other maker knows what is public
        return to_follower(session, outgoing, urls, settings, now)
    make = AGENT_MAKERS.get(outgoing.kind, _to_agent) if outgoing.to == "agent" else _to_reader(outgoing.kind)
    return make(session, outgoing, urls, settings, now)


def is_letter(outgoing: Outgoing) -> bool:
    """Whether it tells a customer or a companion what an agent did."""
    return outgoing.to in ("customer", "companion") and outgoing.kind not in MAKERS


def _to_reader(kind: str) -> Maker:
    """How a mail of this kind to a customer or a companion is made."""
    return MAKERS.get(kind, letters.letter)


def _to_agent(session: Session, outgoing: Outgoing, urls: Urls, settings: Settings, now: datetime) -> EmailMessage:
    """What happened on the ticket, for an agent."""
    ticket = session.get_one(Ticket, outgoing.ticket_id)
    entry = read_entries(session, ticket.id, before=outgoing.version + 1, limit=1)[0]
    customer = session.get_one(Customer, ticket.customer_id)
    reader = session.get_one(Agent, outgoing.agent_id)
    language = reader.language or settings.languages[0]
    with force_locale(language):
        told = words.to_owner(session, entry, ticket, customer, reader, now)
        content = notices.NoticeContent(
            subject=ticket.subject,
            told=told,
            link=urls.ticket(ticket.id),
            profile=urls.profile(),
            company=settings.company_name,
            takes_answers=settings.reply_domain is not None,
            preview=told.lead,
        )
        return compose(
            Mail(
                to=address(reader.name, reader.email),
                sender=_from_desk(session, entry, customer, settings),
                reply_to=notices.answers(reader, ticket, urls, settings),
                by_machine=True,
                subject=f"Re: {ticket.subject}",
                language=language,
                template="notice",
                content=content,
                sent_as=named(outgoing, ticket, urls.base),
                thread=followed(session, outgoing, ticket, urls.base),
                at=outgoing.created_at,
            )
        )


def _from_desk(session: Session, entry: Entry, customer: Customer, settings: Settings) -> Address:
    """Whoever did it, by name, at the company's address: nobody sends in the name of a customer's own."""
    writer = entry.writer.name if entry.writer else customer.name
    name = session.get_one(Agent, entry.by.id).name if entry.by else writer
    return company_address(f"{name} ({settings.company_name})", settings)


AGENT_MAKERS: dict[str, Maker] = {**notices.MAKERS, HELD: held.held_mail}

# Of what no person wrote to a customer or a companion, by its kind.
MAKERS: dict[str, Maker] = {
    "opened": unwritten.receipt,
    LATE: unwritten.late_notice,
    LINK: unwritten.asked_link,
    "invite": unwritten.invitation,
    OVERVIEW: unwritten.overview_link,
    COMPANY: invited.invitation,
}
