"""Finding a ticket by its words: in the subject, in letters, replies and what was heard."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Mapped, Session

from statuspage.domain.letters import Letter, Reply
from statuspage.domain.people.customers import Customer
from statuspage.domain.tickets import Ticket

_SHORTEST = 3  # characters; a shorter word is in every letter


@dataclass(frozen=True, slots=True)
class FoundTicket:
    """One ticket whose words were looked for."""

    id: int
    subject: str
    customer: str


def find_tickets(session: Session, words: str, limit: int = 8) -> list[FoundTicket]:
    """The tickets that have each of these words in their subject, or in one letter or reply; newest first."""
    wanted = words.replace("\0", "").split()  # PostgreSQL takes no NUL
    if max(map(len, wanted), default=0) < _SHORTEST:
        return []
    written = select(Letter.ticket_id).where(or_(_has(Letter.body, wanted), _has(Letter.heard, wanted)))
    answered = select(Reply.ticket_id).where(_has(Reply.body, wanted))
    query = (
        select(Ticket.id, Ticket.subject, Customer.name)
        .join(Customer, Customer.id == Ticket.customer_id)
        .where(or_(_has(Ticket.subject, wanted), Ticket.id.in_(written.union(answered))))
        .order_by(Ticket.id.desc())
        .limit(limit)
    )
    return [FoundTicket(*row) for row in session.execute(query)]


def _has(column: Mapped[str], wanted: Iterable[str]) -> ColumnElement[bool]:
    either = (or_(*(column.icontains(form, autoescape=True) for form in _forms(word))) for word in wanted)
    return and_(*either)


def _forms(word: str) -> list[str]:
    """The word in small letters and in capitals: of other letters than ASCII's, SQLite does not know which belong."""
    return [word] if word.isascii() else sorted({word, word.lower(), word.upper(), word.title()})
