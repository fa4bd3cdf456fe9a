"""Finding a customer by what was typed, and the customer of a ticket."""

from flask import abort
from sqlalchemy import select
from sqlalchemy.orm import Session

from statuspage.domain import validation
from statuspage.domain.errors import Refused
from statuspage.domain.people.customers import Customer, find_customers
from statuspage.domain.tickets import Ticket
from statuspage.forms import number

LONGEST = 120  # characters of what is looked for
_MOST = 20  # customers found


def search(session: Session, sought: str) -> list[Customer]:
    """The customers found; nobody for what no name can hold."""
    words = words_of(sought)
    return find_customers(session, words, _MOST) if words else []


def customer_of(session: Session, ticket_id: int) -> Customer:
    """The customer whose ticket this is; 404 when there is no such ticket."""
    query = select(Customer).join(Ticket, Ticket.customer_id == Customer.id).where(Ticket.id == ticket_id)
    return session.scalar(query) or abort(404)


def ticket_in(text: str) -> int | None:
    """The ticket in an address of the desk, as it is copied from a browser, or by its number alone."""
    return number(text.strip().rstrip("/").partition("?")[0].partition("#")[0].rpartition("/tickets/")[2])


def words_of(sought: str) -> str:
    """What was typed, as a line that can be looked for; "" where nothing is left of it."""
    try:
        return validation.line("q", sought)
    except Refused:
        return ""
