"""Whether everything that a database and a storage hold agrees with the log, and with what was acknowledged.

Each check raises AssertionError in words. They only read.
"""

from collections import Counter
from collections.abc import Iterator, Mapping

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from statuspage.domain.events import Event
from statuspage.domain.files.arriving import piece_name
from statuspage.domain.files.file import ARRIVING, HELD, READY, ArrivingPiece, File
from statuspage.domain.kinds import KINDS
from statuspage.domain.letters import Letter, Reply
from statuspage.domain.notes import Note
from statuspage.domain.outbox import PING, Outgoing
from statuspage.domain.people.agents import Agent
from statuspage.domain.subscriptions import Subscription
from statuspage.domain.tickets import Ticket
from statuspage.domain.words.passages import Passage
from statuspage.domain.words.sources import BY_KIND
from statuspage.filing.storage import Storage
from tests.faults.ledger import Ledger

WORDLESS = ("on", "off")  # deeds that set a state: their word is written nowhere


def everything(session: Session, ledger: Ledger, storage: Storage | None = None) -> None:
    """All checks, on one moment of the database; what was acknowledged before that moment must be there."""
    kept, _ = ledger.so_far()
    session.rollback()
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))
    each_word_once(session, ledger, kept)
    versions_have_no_gaps(session)
    events_have_their_words(session)
    outbox_follows_the_log(session)
    every_word_is_indexed(session)
    if storage is not None:  # while no server lives, which would take away what it has just looked at
        files_are_there(session, storage)
    session.rollback()


def each_word_once(session: Session, ledger: Ledger, kept: frozenset[str]) -> None:
    """What was acknowledged is there once, what was not at most once, and nothing besides."""
    bodies = [body for table in (Letter, Reply, Note) for body in session.scalars(select(table.body))]
    sent = {word: kind for word, kind in ledger.so_far()[1].items() if kind not in WORDLESS}
    found = Counter(word for body in bodies for word in _bare(body) if word in sent)
    lost = {word: sent[word] for word in kept & sent.keys() if not found[word]}
    assert not lost, f"acknowledged, and lost: {lost}"
    doubled = {word: (sent[word], count) for word, count in found.items() if count > 1}
    assert not doubled, f"sent once, and there more often: {doubled}"


def versions_have_no_gaps(session: Session) -> None:
    """The versions of each ticket begin at 1, have no gaps, and end with that of the ticket."""
    log = select(Event.ticket_id, func.count(), func.min(Event.version), func.max(Event.version))
    rows = {row[0]: tuple(row[1:]) for row in session.execute(log.group_by(Event.ticket_id))}
    for ticket_id, version in session.execute(select(Ticket.id, Ticket.version)):
        assert rows.get(ticket_id) == (version, 1, version), f"ticket {ticket_id}: {rows.get(ticket_id)}, {version}"


def events_have_their_words(session: Session) -> None:
    """Each event of a letter has its letter, and no letter, reply or file stands without its event."""
    kinds = {(ticket_id, version): kind for ticket_id, version, kind in session.execute(_EVENTS)}
    letters = set(session.execute(select(Letter.ticket_id, Letter.version)).tuples())
    assert letters == {key for key, kind in kinds.items() if kind == "letter"}
    for ticket_id, version, kind in session.execute(select(Reply.ticket_id, Reply.version, Reply.kind)):
        assert kinds.get((ticket_id, version)) == kind
    brought = select(File.ticket_id, File.version).where(File.version.is_not(None))
    assert set(session.execute(brought).tuples()) <= kinds.keys()


def outbox_follows_the_log(session: Session) -> None:
    """Whom an event must reach has it in the outbox once, and nothing there is about an event that is not."""
    rows = select(Outgoing.ticket_id, Outgoing.version, Outgoing.to).where(Outgoing.version > 0, Outgoing.kind != PING)
    left = Counter(tuple(row) for row in session.execute(rows))
    told = dict(_told(session))
    missing = {key: (expected, left[key]) for key, expected in told.items() if left[key] != expected}
    assert not missing, f"to be told, and in the outbox (expected, left): {missing}"
    events = set(session.execute(select(Event.ticket_id, Event.version)).tuples())
    assert {key[:2] for key in left} <= events, "the outbox tells of what did not happen"


def _told(session: Session) -> Iterator[tuple[tuple[int, int, str], int]]:
    """How many mails each event leaves to whom, as the table of kinds says it, on tickets that nobody doubts."""
    readers = Counter(session.scalars(select(Subscription.ticket_id).where(Subscription.reader == "customer")))
    notices = {agent.id: agent.notices for agent in session.scalars(select(Agent))}
    owners = select(Ticket.id, Ticket.owner_id).where(Ticket.suspected_at.is_(None))
    owner_of: Mapping[int, int] = dict(session.execute(owners).tuples().all())
    for ticket_id, version, kind in session.execute(_EVENTS):
        if ticket_id not in owner_of:
            continue
        if KINDS[kind].tells == "customer":
            yield (ticket_id, version, "customer"), readers[ticket_id]
        if KINDS[kind].tells == "owner":
            yield (ticket_id, version, "agent"), int(KINDS[kind].notice in notices[owner_of[ticket_id]])


def every_word_is_indexed(session: Session) -> None:
    """All that has words is a passage of the index, and nothing waits to be put into it."""
    indexed = select(Passage.kind, Passage.ticket_id * 10**6 + Passage.number)
    passages = set(session.execute(indexed).tuples())
    for kind in ("letter", "reply", "note", "file", "subject", "customer"):
        one = BY_KIND[kind]
        keys = select(one.ticket_id * 10**6 + one.number)
        written = {(kind, number) for number in session.scalars(keys if one.only is None else keys.where(one.only))}
        assert written == {key for key in passages if key[0] == kind}, kind
    assert not session.scalar(select(func.count()).select_from(Passage).where(~Passage.is_indexed))


def files_are_there(session: Session, storage: Storage) -> None:
    """Every file and every piece that a row names is stored."""
    there = set(storage.names())
    for file in session.scalars(select(File)):
        if file.state == READY:
            assert {file.stored, file.thumbnail or file.stored} <= there, f"file {file.id} is missing"
        elif file.state in (ARRIVING, HELD):
            pieces = session.scalars(select(ArrivingPiece).where(ArrivingPiece.file_id == file.id))
            missing = {piece_name(file.key, one.start, one.length) for one in pieces} - there
            assert not missing, f"file {file.id} has lost {missing}"


def is_whole(session: Session) -> None:
    """The database itself finds no fault in its file."""
    if session.get_bind().dialect.name == "sqlite":
        assert session.execute(text("PRAGMA integrity_check")).scalars().all() == ["ok"]
        assert session.execute(text("PRAGMA foreign_key_check")).all() == []
    session.rollback()


def _bare(body: str) -> list[str]:
    return "".join(sign if sign.isalnum() else " " for sign in body).split()


_EVENTS = select(Event.ticket_id, Event.version, Event.kind)
