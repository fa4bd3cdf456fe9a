"""Who one person is, as we know them: every customer under one overview, or a single one; and all that is theirs."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from statuspage.domain.people.companies import Member
from statuspage.domain.people.companions import Companion
from statuspage.domain.people.customers import Customer
from statuspage.domain.tickets import Ticket
from statuspage.domain.way_in.overviews import LostLink, Overview


@dataclass(frozen=True, slots=True)
class OnePerson:
    """By their ids: the rows of ``customers``, their ``tickets``, and where they are one of a company's ``members``.

    ``overviews`` are those of their addresses, ``companions`` their rows in tickets of others, and ``mails`` the mails
    of the outbox that are about none of their tickets. ``addresses`` are in lower case.
    """

    customers: tuple[int, ...]
    overview_id: int | None
    tickets: tuple[int, ...]
    addresses: tuple[str, ...]
    members: tuple[int, ...]
    overviews: tuple[int, ...]
    companions: tuple[int, ...]
    mails: tuple[int, ...]


def person_of(session: Session, customer_id: int) -> OnePerson:
    """The person whom this customer is. LookupError for no such customer."""
    asked = session.get(Customer, customer_id)
    if asked is None:
        raise LookupError(f"no customer {customer_id}")
    rows = session.execute(select(Customer.id, Customer.email).where(is_one_with(asked)).order_by(Customer.id)).all()
    customers = tuple(row.id for row in rows)
    tickets = _ids(session, Ticket.id, Ticket.customer_id.in_(customers))
    overview = session.get(Overview, asked.overview_id) if asked.overview_id is not None else None
    typed = {row.email.lower() for row in rows} | ({overview.email.lower()} if overview else set())
    addresses = tuple(sorted(typed - {""}))
    overviews = _overviews(session, addresses, customers, asked.overview_id)
    at = or_(func.lower(Member.email).in_(addresses), Member.overview_id.in_(overviews))
    members = _ids(session, Member.id, at)
    is_them = or_(func.lower(Companion.email).in_(addresses), Companion.member_id.in_(members))
    companions = _ids(session, Companion.id, is_them, Companion.ticket_id.not_in(tickets))
    left = [*session.scalars(select(LostLink.outgoing_id).where(func.lower(LostLink.email).in_(addresses)))]
    left += [one for one in session.scalars(select(Member.outgoing_id).where(Member.id.in_(members))) if one]
    return OnePerson(customers, asked.overview_id, tickets, addresses, members, overviews, companions, tuple(left))


def is_one_with(customer: Customer) -> ColumnElement[bool]:
    """The condition that a customer is the same person as this one."""
    if customer.overview_id is None:
        return Customer.id == customer.id
    return Customer.overview_id == customer.overview_id


def under_the_same_address(session: Session, person: OnePerson) -> int:
    """How many other customers came under an address of theirs: nobody has said that they are the same person."""
    others = func.lower(Customer.email).in_(person.addresses), Customer.id.not_in(person.customers)
    return session.scalar(select(func.count()).select_from(Customer).where(*others)) or 0


def _overviews(
    session: Session, addresses: tuple[str, ...], customers: tuple[int, ...], own: int | None
) -> tuple[int, ...]:
    """Their overviews, without those under which somebody else stands."""
    others = select(Customer.overview_id).where(Customer.id.not_in(customers), Customer.overview_id.is_not(None))
    mine = or_(Overview.id == own, func.lower(Overview.email).in_(addresses))
    return _ids(session, Overview.id, mine, Overview.id.not_in(others))


def _ids(session: Session, column: InstrumentedAttribute[int], *which: ColumnElement[bool]) -> tuple[int, ...]:
    return tuple(session.scalars(select(column).where(*which).order_by(column)))
