"""News of tickets of which no event tells: whoever watches their pages learns of them.

A file became ready, an agent is away or has other hours, a customer reads in another language or gets no mails, a tag
was put on, a letter was laid before somebody.
"""

from collections.abc import Iterable

from sqlalchemy import ColumnElement, ForeignKey, Select, column, insert, select, table
from sqlalchemy.orm import Mapped, Session, mapped_column

from statuspage.domain.base import Base

_TICKET = table("ticket", column("id"), column("owner_id"), column("customer_id"), column("closed_at"))


class News(Base):
    """A line for each time that something reads otherwise on a ticket's page."""

    __tablename__ = "file_news"

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"))


def tell_of_ticket(session: Session, ticket_id: int) -> None:
    """Something is otherwise on this ticket's page."""
    session.add(News(ticket_id=ticket_id))


def tell_of_open(session: Session, tickets: Iterable[int] | Select[tuple[int]] | Select[tuple[int | None]]) -> None:
    """Something is otherwise on the pages of those of these tickets that are open."""
    _tell(session, _TICKET.c.id.in_(tickets), _TICKET.c.closed_at.is_(None))


def tell_of_agent(session: Session, agent_id: int) -> None:
    """Something is otherwise on the pages of all open tickets that this agent has."""
    _tell(session, _TICKET.c.owner_id == agent_id, _TICKET.c.closed_at.is_(None))


def tell_of_customer(session: Session, customer_id: int) -> None:
    """Something is otherwise on the pages of all tickets of this customer."""
    _tell(session, _TICKET.c.customer_id == customer_id)


def _tell(session: Session, *which: ColumnElement[bool]) -> None:
    session.execute(insert(News).from_select(["ticket_id"], select(_TICKET.c.id).where(*which)))
