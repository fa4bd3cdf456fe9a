"""A typed address proves nothing, but an agent who knows both may agree: these two are the same person.

What they say is kept with who and when, and can be taken back. No page of a customer's ticket tells of it: whoever
typed the address of somebody else must not learn that it is known here.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, and_, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from statuspage.domain import validation
from statuspage.domain.base import Base
from statuspage.domain.colleagues import lock_member, settle
from statuspage.domain.errors import N_, Refused
from statuspage.domain.events import Event, lock
from statuspage.domain.news import tell_of_customer
from statuspage.domain.people.agents import Agent
from statuspage.domain.people.customers import Customer
from statuspage.domain.tickets import Ticket
from statuspage.domain.way_in.ask import read_asked
from statuspage.domain.way_in.overviews import Overview, overview_for

SAME, DIFFERENT, TAKEN_BACK = "same", "different", "back"


class Agreement(Base):
    """What an agent said of this customer, who came under another's address; the newest one holds.

    ``said`` is SAME, DIFFERENT, or TAKEN_BACK, when what was said before holds no more.
    """

    __tablename__ = "agreement"
    __table_args__ = (Index("ix_agreement_customer_id", "customer_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"))
    agent_id: Mapped[int] = mapped_column(ForeignKey("agent.id"))
    said: Mapped[str] = mapped_column(String(9))
    at: Mapped[datetime]


@dataclass(frozen=True, slots=True)
class TypedAddress:
    """A customer came by this ``door`` under the address of one who is ``known``, and nobody has proven it.

    ``said`` is what an agent, ``by_id``, said of it at that time, "" while nobody has.
    """

    door: str
    known: Customer
    said: str = ""
    by_id: int = 0
    at: datetime | None = None


def typed_address(session: Session, customer: Customer) -> TypedAddress | None:
    """Whose address this customer typed; None where it is nobody else's, where a mailed link has proven it since, and
    for whom an agent added.
    """
    door, overview = _came_by(session, customer)
    known = _known(session, customer, overview) if door else None
    if known is None:
        return None
    newest = select(Agreement).where(Agreement.customer_id == customer.id).order_by(Agreement.id.desc()).limit(1)
    said = session.scalar(newest)
    if overview is not None and customer.overview_id == overview.id and not _is_only_agreed(overview, said):
        return None
    if said is None or said.said == TAKEN_BACK:
        return TypedAddress(door, known)
    return TypedAddress(door, known, said.said, said.agent_id, said.at)


def _is_only_agreed(overview: Overview, said: Agreement | None) -> bool:
    """Whether a customer stands on this overview by an agent's word alone."""
    return said is not None and said.said == SAME and not (overview.proven_at and overview.proven_at > said.at)


def say_who(session: Session, ticket_id: int, agent: Agent, now: datetime, said: str) -> None:
    """An agent says whether whoever asked here is the one whose address they typed, or takes back what was said.

    Who is the SAME joins the other's overview at once, and leaves it when that is taken back. Refused while the ticket
    may be no person's, and where there is nothing to decide any more.
    """
    validation.choice("said", said, (SAME, DIFFERENT, TAKEN_BACK))
    theirs = select(Customer.overview_id).join(Ticket, Ticket.customer_id == Customer.id).where(Ticket.id == ticket_id)
    overview_id = session.scalar(theirs)
    if overview_id is not None:
        lock_member(session, overview_id)  # before the ticket, as whoever opens a colleague's does
    ticket = lock(session, ticket_id)
    customer = session.get_one(Customer, ticket.customer_id, with_for_update=True, populate_existing=True)
    if ticket.suspected_at is not None:
        raise Refused("", N_("Say first whether a person asked this at all."))
    found = typed_address(session, customer)
    if found is None:
        raise Refused("", N_("There is nothing to decide here any more."))
    if said == (found.said or TAKEN_BACK):
        return
    session.add(Agreement(customer_id=customer.id, agent_id=agent.id, said=said, at=now))
    tell_of_customer(session, customer.id)
    left, customer.overview_id = {customer.overview_id}, None
    if said == SAME:
        overview = overview_for(session, customer.email, now)
        left.add(found.known.overview_id)
        customer.overview_id = found.known.overview_id = overview.id
        left.discard(overview.id)
    session.flush()
    for one in sorted(one for one in left if one is not None):
        settle(session, one, now)


def _came_by(session: Session, customer: Customer) -> tuple[str, Overview | None]:
    """By which door this customer came first, "" where an agent wrote it down or nothing was asked yet; and the
    overview of the address that they typed.
    """
    first = select(Event.data).join(Ticket, Ticket.id == Event.ticket_id)
    first = first.where(Ticket.customer_id == Customer.id, Event.version == 1).order_by(Ticket.id).limit(1)
    theirs = and_(Overview.email == Customer.email, Customer.email != "")
    query = select(first.scalar_subquery(), Overview).select_from(Customer).outerjoin(Overview, theirs)
    facts, overview = session.execute(query.where(Customer.id == customer.id)).one()
    asked = read_asked(facts or {})
    return asked.door if asked else "", overview


def _known(session: Session, customer: Customer, overview: Overview | None) -> Customer | None:
    """Who had this address before them: first of all one who has shown that they read its mail."""
    if not customer.email:
        return None
    theirs = Customer.overview_id == overview.id if overview else Customer.email == customer.email
    found = select(Customer).where(or_(Customer.email == customer.email, theirs), Customer.id < customer.id)
    return session.scalar(found.order_by(Customer.overview_id.is_(None), Customer.id).limit(1))
