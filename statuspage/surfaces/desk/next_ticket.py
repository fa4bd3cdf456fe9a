"""The next ticket at a glance: whose it is, and what they said last."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from statuspage.domain.letters import Reply
from statuspage.domain.people.customers import Customer
from statuspage.domain.tickets import Ticket
from statuspage.present import times
from statuspage.present.reader import Reader


@dataclass(frozen=True, slots=True)
class NextTicket:
    """The ticket on top of the queue; ``words`` are the customer's latest, "" when they have written none."""

    ticket: Ticket
    customer: Customer
    words: str
    words_at_iso: str
    words_at_text: str


def read_next(session: Session, ticket_id: int, reader: Reader) -> NextTicket | None:
    """The ticket with the customer's latest words, in one statement; None when there is no such ticket."""
    query = (
        select(Ticket, Customer, Reply.body, Reply.at)
        .join(Customer, Customer.id == Ticket.customer_id)
        .outerjoin(Reply, Reply.ticket_id == Ticket.id)
        .where(Ticket.id == ticket_id)
        .order_by(Reply.version.desc().nulls_last())
        .limit(1)
    )
    row = session.execute(query).first()
    if row is None:
        return None
    at = (times.iso(row.at), reader.moment(row.at)) if row.body else ("", "")
    return NextTicket(row.Ticket, row.Customer, row.body or "", *at)
