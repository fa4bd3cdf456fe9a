"""Passages: everything that has words in it, one row each, kept in step with what was written in its transaction.

Whoever writes words calls ``index`` with them, and whoever takes them away ``forget``. What is found of a passage lies
in the index of the database (``engine.py``); the words themselves stay where they were written (``sources.py``).
"""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Index, String, column, select, table, true
from sqlalchemy.orm import Mapped, Session, mapped_column

from statuspage.domain.base import Base, only
from statuspage.domain.words.engine import engine
from statuspage.domain.words.segments import digits, endings, segments, tokens

_BATCH = 500
OF_CUSTOMER, NAMED = "§", "¤"  # before a form: of a customer's own; of the name of the customer whose ticket it is
_TICKET = table("ticket", column("id"), column("customer_id"))
_CUSTOMER = table("customer", column("id"), column("name"))


class Passage(Base):
    """One piece of writing: its ``kind`` is a row of ``sources.SOURCES``, and ``number`` which of them it is.

    A ticket's passages are numbered by version or by id, as its kind says; one of a customer has the ``ticket_id`` 0
    and the customer's id as its number. Their ids rise in the order in which they were written, so that the newest are
    found first. ``is_indexed`` is False for what a new version, or a rebuild, has still to put into the index.
    """

    __tablename__ = "passage"
    __table_args__ = (
        Index("uq_passage_ticket_id_kind_number", "ticket_id", "kind", "number", unique=True),
        Index("ix_passage_not_indexed", "id", **only("NOT is_indexed", "is_indexed = 0")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int]
    kind: Mapped[str] = mapped_column(String(10))
    number: Mapped[int]
    at: Mapped[datetime]
    is_indexed: Mapped[bool] = mapped_column(default=True, server_default=true())


def index(session: Session, kind: str, text: str, at: datetime, *, ticket_id: int = 0, number: int = 0) -> None:
    """Let this be found by its words from now on, or by its new words if it was found already."""
    session.flush()
    passage = _known(session, kind, ticket_id, number)
    if passage is None:
        passage = Passage(kind=kind, ticket_id=ticket_id, number=number, at=at)
        session.add(passage)
        session.flush()
    put(session, passage, text)


def put(session: Session, passage: Passage, text: str) -> None:
    """Write the words of a passage into the index, in the place of those that were there."""
    forms = of_customer(text) if passage.kind == "customer" else tokens(text)
    if passage.ticket_id:
        forms += _named(_customers_name(session, passage.ticket_id))
    engine(session).put(session, passage.id, forms)
    passage.is_indexed = True


def forget(session: Session, kind: str, *, ticket_id: int = 0, number: int = 0) -> None:
    """Let this be found no more, as its words are gone. What was never found stays so."""
    session.flush()
    passage = _known(session, kind, ticket_id, number)
    if passage is not None:
        drop(session, [passage])


def drop(session: Session, passages: Iterable[Passage]) -> None:
    """Take these passages and their words out of the index."""
    for passage in passages:
        engine(session).drop(session, passage.id)
        session.delete(passage)
    session.flush()


def rename(session: Session, customer_id: int, name: str) -> None:
    """Let everything in this customer's tickets be found together with their new name, and no more with the old."""
    session.flush()
    theirs = select(_TICKET.c.id).where(_TICKET.c.customer_id == customer_id)
    after = 0
    while True:
        query = select(Passage.id).where(Passage.ticket_id.in_(theirs), Passage.id > after)
        ids = session.scalars(query.order_by(Passage.id).limit(_BATCH)).all()
        for passage_id in ids:
            kept = [form for form in engine(session).forms_of(session, passage_id) if not form.startswith(NAMED)]
            engine(session).put(session, passage_id, kept + _named(name))
        if len(ids) < _BATCH:
            return
        after = ids[-1]


def of_customer(text: str) -> list[str]:
    """What a customer is found by: their name, their address, and any end of their number, which is the last line."""
    words, _, number = text.rpartition("\n")
    return [OF_CUSTOMER + form for form in [*tokens(words), *endings(digits(number), 1)]]


def _named(name: str) -> list[str]:
    return list(dict.fromkeys(NAMED + form for segment in segments(name) for form in segment.forms))


def _customers_name(session: Session, ticket_id: int) -> str:
    query = select(_CUSTOMER.c.name).join(_TICKET, _TICKET.c.customer_id == _CUSTOMER.c.id)
    return session.scalar(query.where(_TICKET.c.id == ticket_id)) or ""


def _known(session: Session, kind: str, ticket_id: int, number: int) -> Passage | None:
    query = select(Passage).where(Passage.ticket_id == ticket_id, Passage.kind == kind, Passage.number == number)
    return session.scalar(query)
