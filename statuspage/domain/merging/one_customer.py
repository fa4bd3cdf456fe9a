"""Who counts as one customer: the same one, or one of whom an agent has agreed that they are the other.

A typed address proves nothing, and neither does a mailed link that the real reader of that address used: it joins the
ticket of whoever typed it to their overview, yet the key to that ticket stays with whoever typed it. As the page of one
merged ticket leads to the other, an agent must have said that both keys are one person's.
"""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from statuspage.domain.people.customers import Customer
from statuspage.domain.tickets import IN_HAND, Ticket
from statuspage.domain.way_in.same_person import SAME, Agreement

MOST = 20  # tickets that are proposed


def one_with(session: Session, customer: Customer) -> set[int]:
    """The ids of every customer who is one with this one, theirs among them."""
    if customer.overview_id is None:
        return {customer.id}
    on_it = set(session.scalars(select(Customer.id).where(Customer.overview_id == customer.overview_id)))
    said = select(Agreement.customer_id, Agreement.said).where(Agreement.customer_id.in_(on_it)).order_by(Agreement.id)
    newest = {row.customer_id: row.said for row in session.execute(said)}
    agreed = {one for one in on_it if newest.get(one) == SAME}
    one = agreed | {min(on_it)}  # whoever was there first, of whom nobody needs to say it
    return one if customer.id in one else {customer.id}


def are_one(session: Session, one: Ticket, other: Ticket) -> bool:
    """Whether these two tickets are of one customer."""
    if one.customer_id == other.customer_id:
        return True
    return other.customer_id in one_with(session, session.get_one(Customer, one.customer_id))


def others_of(session: Session, ticket: Ticket) -> Sequence[Ticket]:
    """The other open tickets of the customer of this one, the newest first."""
    theirs = one_with(session, session.get_one(Customer, ticket.customer_id))
    query = select(Ticket).where(Ticket.customer_id.in_(theirs), Ticket.id != ticket.id, *IN_HAND)
    return session.scalars(query.order_by(Ticket.opened_at.desc(), Ticket.id.desc()).limit(MOST)).all()
