"""Finding: tickets by what is written in them, the newest first, each once with the words around; and customers.

Only so many passages are looked through at a time, so that an answer costs no more where there is much: whoever wants
more goes further back.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, func, select, union_all
from sqlalchemy.orm import Session

from statuspage.domain.people.agents import Agent
from statuspage.domain.people.customers import Customer
from statuspage.domain.tickets import Ticket
from statuspage.domain.words.asking import of_customers, of_passages
from statuspage.domain.words.engine import engine
from statuspage.domain.words.excerpts import Fragment, excerpt
from statuspage.domain.words.passages import Passage
from statuspage.domain.words.question import stretches
from statuspage.domain.words.sources import BY_KIND, Writing, read_words
from statuspage.domain.words.wanted import Wanted

SHOWN = 20  # tickets
CUSTOMERS = 6
_TICKETS = 3  # of each customer who is found
_FIRST, _NEXT = 40, 200  # passages that are read at once
_MOST = 2_000  # passages that are looked at for one answer: many may be of one ticket, or of another owner


@dataclass(frozen=True, slots=True)
class Hit:
    """A ticket, and the newest passage in which the words are, by its ``kind`` (``words/sources.py``) and ``entry``.

    ``entry`` names it in the ticket's timeline, "" where it is not there. ``writer`` is what the agent or companion who
    wrote it is called; "" for the customer. ``pieces`` are the words around.
    """

    ticket_id: int
    subject: str
    customer: str
    owner: str
    closed_at: datetime | None
    kind: str
    entry: str
    at: datetime
    writer: str
    pieces: tuple[Fragment, ...]


@dataclass(frozen=True, slots=True)
class FoundCustomer:
    """A customer with their newest tickets, each an id and a subject."""

    id: int
    name: str
    email: str
    phone: str
    tickets: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class Findings:
    """What was found; ``further`` is where to go on from, None where everything was looked through.

    ``back_to`` is when the oldest of what was looked through was written, where there is more.
    """

    hits: tuple[Hit, ...]
    customers: tuple[FoundCustomer, ...] = ()
    further: int | None = None
    back_to: datetime | None = None


def find(
    session: Session,
    wanted: Wanted,
    *,
    owner_id: int | None = None,
    is_open: bool | None = None,
    before: int | None = None,
) -> Findings:
    """The newest tickets with these words, of one owner or of everyone; and who is called so, or has this address.

    ``is_open`` leaves out those that are over, or all others. ``before`` goes on from an earlier answer's ``further``;
    customers are told with the first, and only of all tickets.
    """
    conditions = [] if owner_id is None else [Ticket.owner_id == owner_id]
    if is_open is not None:
        conditions.append(Ticket.closed_at.is_(None) if is_open else Ticket.closed_at.is_not(None))
    newest = (session.scalar(select(func.max(Passage.id))) or 0) + 1
    walk = _Walk(session, wanted, min(before or newest, newest), tuple(conditions))
    hits = tuple(_hits(walk))
    customers = () if conditions or before else _customers(session, wanted, newest)
    return Findings(hits, customers, walk.further, _written_at(session, walk.further))


_Shown = tuple[Row[Any], Row[Any]]  # a passage, and its ticket


@dataclass
class _Walk:
    """From the newest passage back, until there are enough tickets, or enough was looked at."""

    session: Session
    wanted: Wanted
    before: int
    conditions: tuple[ColumnElement[bool], ...]

    def __post_init__(self) -> None:
        self.further: int | None = None
        self.words: dict[int, Writing] = {}

    def tickets(self) -> list[_Shown]:
        """What is shown: of each ticket the newest passage."""
        shown: dict[int, _Shown] = {}
        for passage in self._passages(shown):
            if len(shown) == SHOWN:
                self.further = passage[0].id + 1
                break
            shown[passage[0].ticket_id] = passage
        return list(shown.values())

    def _passages(self, shown: Mapping[int, object]) -> Iterator[_Shown]:
        """The newest passage of each ticket that is not ``shown`` yet, and the ticket."""
        asked, looked, most, low = of_passages(self.session, self.wanted), 0, _FIRST, 0
        for stretch in stretches(self.before, engine(self.session).levels):
            low, left = stretch.low, stretch
            while True:
                found = engine(self.session).find(self.session, asked, left, most)
                yield from self._with_tickets(found, shown)
                looked += len(found)
                if looked >= _MOST:
                    self.further = found[-1].id
                    return
                if len(found) < most:
                    break
                left, most = replace(left, high=found[-1].id), _NEXT
        self.further = low if low > 1 else None

    def _with_tickets(self, found: Sequence[Row[Any]], shown: Mapping[int, object]) -> Iterator[_Shown]:
        new = [passage for passage in found if passage.ticket_id not in shown]
        if self.wanted.phrases:
            self.words |= read_words(self.session, [(one.id, one.kind) for one in new])
            new = [one for one in new if one.id in self.words and self.wanted.meets(self.words[one.id].text)]
        tickets = _read_tickets(self.session, {one.ticket_id for one in new}, self.conditions) if new else {}
        for passage in new:
            if passage.ticket_id in tickets and passage.ticket_id not in shown:
                yield passage, tickets[passage.ticket_id]


def _read_tickets(session: Session, ids: set[int], conditions: Iterable[ColumnElement[bool]]) -> dict[int, Row[Any]]:
    query = (
        select(
            Ticket.id, Ticket.subject, Ticket.closed_at, Customer.name.label("customer"), Agent.called.label("owner")
        )
        .join(Customer, Customer.id == Ticket.customer_id)
        .join(Agent, Agent.id == Ticket.owner_id)
        .where(Ticket.id.in_(ids), *conditions)
    )
    return {row.id: row for row in session.execute(query)}


def _hits(walk: _Walk) -> Iterator[Hit]:
    shown = walk.tickets()
    if missing := [(passage.id, passage.kind) for passage, _ in shown if passage.id not in walk.words]:
        walk.words |= read_words(walk.session, missing)
    for passage, ticket in shown:
        if passage.id in walk.words:
            yield _hit(passage, ticket, walk.words[passage.id], walk.wanted)


def _hit(passage: Row[Any], ticket: Row[Any], said: Writing, wanted: Wanted) -> Hit:
    source = BY_KIND[passage.kind]
    return Hit(
        ticket_id=ticket.id,
        subject=ticket.subject,
        customer=ticket.customer,
        owner=ticket.owner,
        closed_at=ticket.closed_at,
        kind=passage.kind,
        entry=f"{source.entry}{said.stands}" if source.entry else "",
        at=passage.at,
        writer=said.agent or said.companion,
        pieces=excerpt(said.text, wanted),
    )


def _written_at(session: Session, further: int | None) -> datetime | None:
    if further is None:
        return None
    return session.scalar(select(Passage.at).where(Passage.id >= further).order_by(Passage.id).limit(1))


def _customers(session: Session, wanted: Wanted, newest: int) -> tuple[FoundCustomer, ...]:
    asked, ids = of_customers(session, wanted), list[int]()
    for stretch in stretches(newest, engine(session).levels):
        ids += [one.number for one in engine(session).find(session, asked, stretch, CUSTOMERS - len(ids))]
        if len(ids) == CUSTOMERS:
            break
    if not ids:
        return ()
    known = {one.id: one for one in session.scalars(select(Customer).where(Customer.id.in_(ids)))}
    found = [known[one] for one in ids if one in known]
    tickets = _newest_tickets(session, [one.id for one in found])
    return tuple(FoundCustomer(one.id, one.name, one.email, one.phone, tickets.get(one.id, ())) for one in found)


def _newest_tickets(session: Session, customers: list[int]) -> dict[int, tuple[tuple[int, str], ...]]:
    newest = select(Ticket.customer_id, Ticket.id, Ticket.subject).order_by(Ticket.opened_at.desc(), Ticket.id.desc())
    parts = [newest.where(Ticket.customer_id == one).limit(_TICKETS).subquery() for one in customers]
    found: dict[int, tuple[tuple[int, str], ...]] = {}
    for row in session.execute(union_all(*(select(part) for part in parts))):
        found[row.customer_id] = (*found.get(row.customer_id, ()), (row.id, row.subject))
    return found
