"""Finding tickets: by their words in the subject, in letters, replies and what was heard, or by who reads along.

And those that are over.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, literal_column, or_, select, tuple_
from sqlalchemy.orm import Mapped, Session

from statuspage.domain.desk import queue
from statuspage.domain.desk.items import Cursor, QueueItem, read_items
from statuspage.domain.desk.lanes import LANES, Instant
from statuspage.domain.letters import Letter, Reply
from statuspage.domain.people.companions import Companion
from statuspage.domain.people.customers import Customer
from statuspage.domain.tickets import TO_LOOK_AT, Ticket

_SHORTEST = 3  # characters; a shorter word is in every letter


@dataclass(frozen=True, slots=True)
class FoundTicket:
    """One ticket whose words were looked for."""

    id: int
    subject: str
    customer: str


def find_tickets(session: Session, words: str, limit: int = 8, *, only_open: bool = False) -> list[FoundTicket]:
    """The tickets that have each of these words in their subject, in one letter or reply, or in the name or address of
    somebody who reads along; newest first.
    """
    if (has_words := _has_words(words)) is None:
        return []
    query = (
        select(Ticket.id, Ticket.subject, Customer.name)
        .join(Customer, Customer.id == Ticket.customer_id)
        .where(has_words, *((Ticket.closed_at.is_(None),) if only_open else ()))
        .order_by(Ticket.id.desc())
        .limit(limit)
    )
    return [FoundTicket(*row) for row in session.execute(query)]


def read_found(
    session: Session, words: str, owner_id: int | None, *, is_open: bool | None = None, after: Cursor | None = None
) -> tuple[tuple[QueueItem, ...], bool]:
    """Up to ``SHOWN`` tickets with these words, of one owner or of everyone, the newest first; whether there are more.

    Without words it is all tickets. ``is_open`` leaves out those that are over, or all others.
    """
    conditions = [] if owner_id is None else [Ticket.owner_id == owner_id]
    if words.strip():
        conditions.append(has if (has := _has_words(words)) is not None else false())
    if is_open is not None:
        conditions.append(Ticket.closed_at.is_(None) if is_open else Ticket.closed_at.is_not(None))
    if after is not None:
        conditions.append(Ticket.id < after.ticket_id)
    query = _those(Ticket.opened_at).where(*conditions).order_by(Ticket.id.desc()).limit(queue.SHOWN + 1)
    return _page(read_items(session, query, ("-id",)))


def read_closed(
    session: Session, owner_id: int | None, after: Cursor | None = None
) -> tuple[tuple[QueueItem, ...], bool]:
    """Up to ``SHOWN`` tickets that are over, of one owner or of everyone, the last to end first; and as above."""
    conditions = [] if owner_id is None else [Ticket.owner_id == owner_id]
    if after is not None:
        conditions.append(tuple_(Ticket.closed_at, Ticket.id) < after[1:])
    over = _those(Ticket.closed_at).where(Ticket.closed_at.is_not(None), *conditions)
    query = over.order_by(Ticket.closed_at.desc(), Ticket.id.desc()).limit(queue.SHOWN + 1)
    return _page(read_items(session, query, ("-at", "-id")))


def read_suspects(session: Session, after: Cursor | None = None) -> tuple[tuple[QueueItem, ...], bool]:
    """Up to ``SHOWN`` tickets of which nobody has said yet whether a person asked, the newest first; and as above."""
    conditions = [] if after is None else [tuple_(Ticket.suspected_at, Ticket.id) < after[1:]]
    query = _those(Ticket.suspected_at).where(*TO_LOOK_AT, *conditions)
    query = query.order_by(Ticket.suspected_at.desc(), Ticket.id.desc()).limit(queue.SHOWN + 1)
    return _page(read_items(session, query, ("-at", "-id")))


def _those(at: Instant) -> Select[Any]:
    return select(literal_column(str(len(LANES))).label("rank"), Ticket.id, at.label("at"))


def _page(items: list[QueueItem]) -> tuple[tuple[QueueItem, ...], bool]:
    return tuple(items[: queue.SHOWN]), len(items) > queue.SHOWN


def _has_words(words: str) -> ColumnElement[bool] | None:
    """Whether a ticket has each of these words somewhere; None where they are too short to be looked for."""
    wanted = words.replace("\0", "").split()  # PostgreSQL takes no NUL
    if max(map(len, wanted), default=0) < _SHORTEST:
        return None
    written = select(Letter.ticket_id).where(or_(_has(Letter.body, wanted), _has(Letter.heard, wanted)))
    answered = select(Reply.ticket_id).where(_has(Reply.body, wanted))
    along = select(Companion.ticket_id).where(or_(_has(Companion.name, wanted), _has(Companion.email, wanted)))
    return or_(_has(Ticket.subject, wanted), Ticket.id.in_(written.union(answered, along)))


def _has(column: Mapped[str], wanted: Iterable[str]) -> ColumnElement[bool]:
    either = (or_(*(column.icontains(form, autoescape=True) for form in _forms(word))) for word in wanted)
    return and_(*either)


def _forms(word: str) -> list[str]:
    """The word in small letters and in capitals: of other letters than ASCII's, SQLite does not know which belong."""
    return [word] if word.isascii() else sorted({word, word.lower(), word.upper(), word.title()})
