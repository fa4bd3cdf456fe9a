"""The mailboxes of the demo's people: what they were mailed, which never left this machine."""

from dataclasses import dataclass

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from statuspage.demo.cast import AGENTS, CUSTOMERS
from statuspage.domain.outbox import PING, Outgoing
from statuspage.domain.people.agents import Agent
from statuspage.domain.people.companies import Company, Member
from statuspage.domain.people.companions import Companion
from statuspage.domain.people.customers import Customer
from statuspage.domain.subscriptions import Subscription
from statuspage.domain.tickets import Ticket
from statuspage.domain.way_in.overviews import LostLink

NEWEST = 15  # mails of one mailbox
FOLLOWERS = 5  # mailboxes of those who follow, of those who are invited, and of those who asked, the newest first
_CAME = ("kept", "waiting", "sent", "retired")  # all but what no mailbox took


@dataclass(frozen=True, slots=True)
class Mailbox:
    """One person's: ``key`` is its name in an address, such as customer-3."""

    key: str
    name: str
    email: str


def mailboxes(session: Session) -> list[Mailbox]:
    """Ana's, her companions', of who asked here, of who is invited to a company, each agent's, and of who follows; none
    without a demo.
    """
    ana = session.scalar(select(Customer).where(Customer.is_demo, Customer.email == CUSTOMERS["ana"].email))
    if ana is None:
        return []
    hers = select(Companion).join(Ticket, Ticket.id == Companion.ticket_id).where(Ticket.customer_id == ana.id)
    companions = session.scalars(hers.where(Companion.email != "").order_by(Companion.id))
    told = {who.email for who in CUSTOMERS.values()}
    asked = select(Customer).where(Customer.is_demo, Customer.email != "", Customer.email.not_in(told))
    askers = session.scalars(asked.order_by(Customer.id.desc()).limit(FOLLOWERS))
    invited = session.scalars(
        select(Member)
        .join(Company, Company.id == Member.company_id)
        .where(Company.is_demo, Member.joined_at.is_(None), Member.ended_at.is_(None))
        .order_by(Member.id.desc())
        .limit(FOLLOWERS)
    )
    emails = [who.email for who in AGENTS.values()]
    agents = session.scalars(select(Agent).where(Agent.is_demo, Agent.email.in_(emails)).order_by(Agent.id))
    follow = select(Subscription).where(Subscription.reader == "follower").order_by(Subscription.id.desc())
    followers = session.scalars(follow.where(Subscription.ticket_id.in_(_demo_tickets())).limit(FOLLOWERS))
    return [
        Mailbox(f"customer-{ana.id}", ana.name, ana.email),
        *(Mailbox(f"companion-{one.id}", one.name, one.email) for one in companions),
        *(Mailbox(f"customer-{one.id}", one.name, one.email) for one in askers),
        *(Mailbox(f"invited-{one.id}", one.email, one.email) for one in invited),
        *(Mailbox(f"agent-{one.id}", one.name, one.email) for one in agents),
        *(Mailbox(f"follower-{one.id}", one.email, one.email) for one in followers),
    ]


def mails(session: Session, mailbox: Mailbox, number: int | None = None) -> list[Outgoing]:
    """The newest mails in it, newest first; or the one with this ``number``, where it is in it.

    Those that wait until their reader is in are among them, so that a demo can be tried at any hour.
    """
    found = _in(mailbox).order_by(Outgoing.created_at.desc(), Outgoing.id.desc())
    if number is not None:
        found = found.where(Outgoing.id == number)
    return list(session.scalars(found.limit(NEWEST)))


def _demo_tickets() -> Select[tuple[int]]:
    return select(Ticket.id).join(Customer, Customer.id == Ticket.customer_id).where(Customer.is_demo)


def _in(mailbox: Mailbox) -> Select[tuple[Outgoing]]:
    reader, _, key = mailbox.key.partition("-")
    whose = {
        "customer": or_(Ticket.customer_id == int(key), LostLink.email == mailbox.email),
        "invited": Member.id == int(key),
        "companion": Subscription.companion_id == int(key),
        "agent": Outgoing.agent_id == int(key),
        "follower": Subscription.id == int(key),
    }[reader]
    return (
        select(Outgoing)
        .outerjoin(Subscription, Subscription.id == Outgoing.subscription_id)
        .outerjoin(Ticket, Ticket.id == Outgoing.ticket_id)
        .outerjoin(LostLink, LostLink.outgoing_id == Outgoing.id)
        .outerjoin(Member, Member.outgoing_id == Outgoing.id)
        .where(
            Outgoing.to == ("customer" if reader == "invited" else reader),
            Outgoing.kind != PING,
            Outgoing.outcome.in_(_CAME),
            whose,
        )
    )
