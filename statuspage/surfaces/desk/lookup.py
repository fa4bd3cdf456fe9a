"""Finding a customer: by a part of their name or mail address, or by their ticket."""

from flask import abort
from sqlalchemy import select
from sqlalchemy.orm import Session

from statuspage.domain import validation
from statuspage.domain.errors import Refused
from statuspage.domain.people.customers import Customer, find_customers
from statuspage.domain.tickets import Ticket

LONGEST = 120  # characters of what is looked for
_MOST = 20  # customers found


def search(session: Session, sought: str) -> list[Customer]:
    """The customers found; nobody for what no name can hold."""
    try:
        words = validation.line("q", sought)
    except Refused:
        return []
    return find_customers(session, words, _MOST)


def customer_of(session: Session, ticket_id: int) -> Customer:
    """The customer whose ticket this is; 404 when there is no such ticket."""
    query = select(Customer).join(Ticket, Ticket.customer_id == Customer.id).where(Ticket.id == ticket_id)
    return session.scalar(query) or abort(404)
