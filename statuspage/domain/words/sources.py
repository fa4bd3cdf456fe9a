"""Where words are written: one table of every kind of passage, and from it the index made anew.

What else is to be found is one more row here, beside the calls of ``index`` and ``forget`` where it is written and
taken away.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    CompoundSelect,
    String,
    and_,
    bindparam,
    column,
    delete,
    exists,
    false,
    func,
    insert,
    literal,
    select,
    table,
    true,
    union_all,
    update,
)
from sqlalchemy.orm import Session

from statuspage.domain.base import Instant
from statuspage.domain.events import Event
from statuspage.domain.files.file import File
from statuspage.domain.letters import Correction, Handover, Letter, Reply
from statuspage.domain.needs import LINES, Need
from statuspage.domain.notes import Note
from statuspage.domain.people.agents import Agent
from statuspage.domain.people.companions import Companion
from statuspage.domain.people.customers import Customer
from statuspage.domain.subjects import FormerSubject
from statuspage.domain.tags.tag import Tag, TicketTag
from statuspage.domain.tickets import Ticket
from statuspage.domain.words.engine import engine
from statuspage.domain.words.passages import Passage, drop, put

BATCH = 500  # passages that are put into the index in one transaction


@dataclass(frozen=True, slots=True)
class Source:
    """One kind of passage: whose it is, which of them, when it was written, and its words.

    ``agent`` and ``companion`` are what whoever wrote it is called; where neither is, it was the customer. ``entry`` is
    how its place in a ticket's timeline begins: "v" before a version, "n" before a note, "" where there is none; the
    ``place`` follows it, where that is another than its number. ``only`` is which rows of its ``table`` are found.
    """

    kind: str
    ticket_id: Any
    number: Any
    at: Any
    words: Any
    agent: Any = None
    companion: Any = None
    entry: str = ""
    place: Any = None
    only: Any = None
    table: Any = None


def _lines(*columns: Any) -> Any:
    first, *rest = columns
    for more in rest:
        first = first + "\n" + more
    return first


def _called(agent_id: Any) -> Any:
    return select(Agent.called).where(Agent.id == agent_id).scalar_subquery()


_REPLIED = select(Companion.name).join(Event, Event.companion_id == Companion.id)
_WHO_REPLIED = _REPLIED.where(Event.ticket_id == Reply.ticket_id, Event.version == Reply.version).scalar_subquery()
_WHO_ASKED = (
    select(Agent.called)
    .join(Letter, Letter.agent_id == Agent.id)
    .where(Letter.ticket_id == Need.ticket_id, Letter.version == Need.version)
    .scalar_subquery()
)
_ASKED_AT = select(Letter.at).where(Letter.ticket_id == Need.ticket_id, Letter.version == Need.version)
_WHO_BROUGHT = select(Companion.name).where(Companion.id == File.companion_id).scalar_subquery()
# The causes know of finding already: so only their tables are known here.
_TIE = table("cause_tie", *map(column, ("id", "ticket_id", "cause_id", "untied_at")), column("tied_at", Instant))
_CAUSE = table("cause", column("id"), column("name", String))
_NAME_OF_CAUSE = select(_CAUSE.c.name).where(_CAUSE.c.id == _TIE.c.cause_id).scalar_subquery()
SOURCES = (
    Source(
        "customer", literal(0), Customer.id, Customer.created_at, _lines(Customer.name, Customer.email, Customer.phone)
    ),
    Source(
        "companion", Companion.ticket_id, Companion.id, Companion.created_at, _lines(Companion.name, Companion.email)
    ),
    Source("subject", Ticket.id, literal(0), Ticket.opened_at, Ticket.subject),
    Source(
        "letter",
        Letter.ticket_id,
        Letter.version,
        Letter.at,
        _lines(Letter.body, Letter.heard),
        agent=_called(Letter.agent_id),
        entry="v",
    ),
    Source(
        "correction",
        Correction.ticket_id,
        Correction.version,
        Correction.at,
        Correction.body,
        agent=_called(Correction.agent_id),
        entry="v",
        place=Correction.letter,
    ),
    Source("reply", Reply.ticket_id, Reply.version, Reply.at, Reply.body, companion=_WHO_REPLIED, entry="v"),
    Source(
        "handover",
        Handover.ticket_id,
        Handover.version,
        Handover.at,
        Handover.note,
        agent=_called(Handover.from_id),
        entry="v",
    ),
    Source(
        "was",
        FormerSubject.ticket_id,
        FormerSubject.version,
        FormerSubject.at,
        FormerSubject.words,
        agent=_called(FormerSubject.agent_id),
        entry="v",
    ),
    Source(
        "tag",
        TicketTag.ticket_id,
        TicketTag.tag_id,
        TicketTag.at,
        select(Tag.name).where(Tag.id == TicketTag.tag_id).scalar_subquery(),
        agent=_called(TicketTag.agent_id),
    ),
    Source("note", Note.ticket_id, Note.id, Note.at, Note.body, agent=_called(Note.agent_id), entry="n"),
    Source(
        "file",
        File.ticket_id,
        File.id,
        File.begun_at,
        File.name,
        agent=_called(File.agent_id),
        companion=_WHO_BROUGHT,
        entry="v",
        place=File.version,
        only=File.version.is_not(None),
    ),
    Source(
        "need",
        Need.ticket_id,
        Need.version * LINES + Need.position,
        _ASKED_AT.scalar_subquery(),
        Need.words,
        agent=_WHO_ASKED,
        entry="v",
        place=Need.version,
        table=Need,
    ),
    Source(
        "cause",
        _TIE.c.ticket_id,
        _TIE.c.id,
        _TIE.c.tied_at,
        _NAME_OF_CAUSE,
        only=_TIE.c.untied_at.is_(None),
        table=_TIE,
    ),
)
BY_KIND = {source.kind: source for source in SOURCES}


@dataclass(frozen=True, slots=True)
class Writing:
    """The words of one passage as they stand where they were written, who wrote them, and their ``place``."""

    text: str
    agent: str
    companion: str
    place: int


def read_words(session: Session, passages: Sequence[tuple[int, str]]) -> dict[int, Writing]:
    """The words of these passages, each an id with its kind, in one statement; without those whose words are gone."""
    if not passages:
        return {}
    ids: dict[str, list[int]] = {}
    for number, kind in passages:
        ids.setdefault(kind, []).append(number)
    rows = session.connection().execute(_reading(frozenset(ids)), ids)
    return {row.id: Writing(row.words, row.agent, row.companion, row.place) for row in rows}


@lru_cache
def _reading(kinds: frozenset[str]) -> CompoundSelect[Any]:
    """Reads the words of passages of these kinds; the ids of each are the parameter of its name."""
    parts = []
    for kind in sorted(kinds):
        one = BY_KIND[kind]
        who = (_or_empty(one.agent).label("agent"), _or_empty(one.companion).label("companion"))
        place = (Passage.number if one.place is None else one.place).label("place")
        query = select(Passage.id, one.words.label("words"), *who, place).select_from(Passage)
        theirs = Passage.id.in_(bindparam(kind, expanding=True))
        parts.append(query.join(_table(one), and_(*_same(one))).where(theirs))
    return union_all(*parts)


def begin_anew(session: Session) -> int:
    """Let everything be put into the index again, and what was never in it too; how many passages there are then.

    All that was in it can be found meanwhile.
    """
    _list(session)
    session.execute(update(Passage).values(is_indexed=False))
    return left(session)


def put_in_order(session: Session) -> None:
    """Make the index anew in the order of time, in one go: where what was written last is older than the rest."""
    engine(session).clear(session)
    session.execute(delete(Passage))
    _list(session)
    while go_on(session):
        pass


def _list(session: Session) -> None:
    """Write down every passage that is missing, the oldest first, to be put into the index."""
    written = [
        select(one.ticket_id, literal(one.kind).label("kind"), one.number, one.at.label("at"), false())
        .select_from(_table(one))
        .where(~exists().where(*_same(one)), _is_found(one))
        for one in SOURCES
    ]
    columns = ["ticket_id", "kind", "number", "at", "is_indexed"]
    session.execute(insert(Passage).from_select(columns, union_all(*written).order_by("at")))


def left(session: Session) -> int:
    """How many passages have still to be put into the index."""
    return session.scalar(select(func.count()).select_from(Passage).where(~Passage.is_indexed)) or 0


def waits(session: Session) -> bool:
    """Whether any passage has still to be put into the index."""
    return session.scalar(select(Passage.id).where(~Passage.is_indexed).limit(1)) is not None


def go_on(session: Session, most: int = BATCH) -> int:
    """Put the next passages into the index, the oldest first, and take out those whose words are gone; how many."""
    query = select(Passage).where(~Passage.is_indexed).order_by(Passage.id).limit(most)
    query = query.with_for_update(skip_locked=True)  # another process may be at it
    passages = session.scalars(query).all()
    words = read_words(session, [(passage.id, passage.kind) for passage in passages])
    for passage in passages:
        if passage.id in words:
            put(session, passage, words[passage.id].text)
        else:
            drop(session, [passage])
    session.flush()
    return len(passages)


def _table(one: Source) -> Any:
    return one.at.class_ if one.table is None else one.table


def _is_found(one: Source) -> Any:
    return true() if one.only is None else one.only


def _same(one: Source) -> tuple[Any, ...]:
    same = Passage.ticket_id == one.ticket_id, Passage.kind == one.kind, Passage.number == one.number
    return (*same, _is_found(one))


def _or_empty(column: Any) -> Any:
    return literal("") if column is None else func.coalesce(column, "")
