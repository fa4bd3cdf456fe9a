"""The threads of a ticket and of those that go on in it, each to where a page of it ends, so that they read as one."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from markupsafe import Markup
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from statuspage.domain.events import Event
from statuspage.domain.notes import Note, SignedNote, read_notes
from statuspage.domain.reading import PAGE, Entry, Reading, read_head, read_log
from statuspage.forms import LARGEST_ID, number
from statuspage.present import entries, people, times
from statuspage.present.pieces import FromTicket, Piece, Shown
from statuspage.present.reader import Reader

Cut = tuple[int | None, int | None]  # before which version and which note a page ends; 0 for a note asks for none
_VERSION, _NOTE = "before-", "notes-"  # and the id of a ticket: so an address says where the page of its thread ends


@dataclass(frozen=True, slots=True)
class NotePiece(Piece):
    """A note, which only agents see; ``name`` and ``photo`` are its writer's, ``named`` whom it names with an @."""

    name: str
    photo: str
    named: tuple[str, ...]
    body_html: Markup


@dataclass(frozen=True, slots=True)
class TimelineLine:
    """One entry or one note of the ticket ``of``, and what it is sorted by: of the same instant, the note comes first,
    then the newer. ``entry`` is None for a note.
    """

    at: datetime
    is_note: bool
    key: int
    of: int
    shown: Shown
    entry: Entry | None = None


@dataclass(frozen=True, slots=True)
class OneThread:
    """The newest lines of one ticket before its cut, newest first; ``older`` says that there are others."""

    ticket_id: int
    lines: tuple[TimelineLine, ...]
    older: bool
    cut: Cut


def cuts_of(asked: Mapping[str, str]) -> dict[int, Cut]:
    """Where the pages of other threads end, by their ticket, as an address says it."""
    found: dict[int, Cut] = {}
    for name, text in asked.items():
        ticket_id = number(name.removeprefix(_VERSION)) if name.startswith(_VERSION) else None
        if ticket_id is not None:
            found[ticket_id] = number(text), number(asked.get(f"{_NOTE}{ticket_id}"))
    return found


def asks_for(thread: OneThread, page: Sequence[TimelineLine], *, is_own: bool) -> dict[str, int | None]:
    """How an address asks for what comes after this page of the thread."""
    here = [line for line in page if line.of == thread.ticket_id]
    version, note = thread.cut
    version = min((line.key for line in here if not line.is_note), default=LARGEST_ID if version is None else version)
    note = min((line.key for line in here if line.is_note), default=note)
    if is_own:
        return {"before": version, "notes": note}
    return {f"{_VERSION}{thread.ticket_id}": version, f"{_NOTE}{thread.ticket_id}": note}


def read_threads(
    session: Session, reading: Reading, reader: Reader, gone: Sequence[int], cut: Cut, cuts: Mapping[int, Cut]
) -> tuple[OneThread, ...]:
    """The thread of this ticket, and those of the tickets that go on in it, by their ids in ``gone``."""
    ticket = reading.ticket
    own = FromTicket(ticket.id, ticket.subject, False) if gone else None
    found = [_thread(session, reading, reader, cut, own, but=frozenset(gone))]
    for other in gone:
        ends = cuts.get(other) or _cut_beside(session, ticket.id, cut[0], other)
        if (head := read_head(session, other, leads=False)) is not None:
            told = read_log(session, head, before=ends[0])
            found.append(_thread(session, told, reader, ends, FromTicket(other, head.ticket.subject, True)))
    return tuple(found)


def _thread(
    session: Session,
    reading: Reading,
    reader: Reader,
    cut: Cut,
    of: FromTicket | None,
    but: frozenset[int] = frozenset(),
) -> OneThread:
    """One thread, without what is said in its entries of words that stand in a thread beside it (``but``)."""
    told = zip(reading.entries, entries.entries(reading, reader), strict=True)
    own = reading.ticket.id
    lines = [
        TimelineLine(entry.at, False, entry.version, own, _from(shown, of), entry)
        for entry, shown in told
        if not (but and isinstance(at := entry.facts.get("of"), list) and entry.kind == "beside" and at[0] in but)
    ]
    lines += [
        TimelineLine(note.at, True, note.id, own, _from(_note(note, reader), of))
        for note in _notes(session, reading, cut[1])
    ]
    return OneThread(own, tuple(lines), reading.older, cut)


def _from(shown: Shown, of: FromTicket | None) -> Shown:
    """The same as an entry of this thread; the ids of another thread's elements are told apart."""
    if of is None or not of.is_other:
        return shown._replace(thread=of)
    return Shown(shown.kind, replace(shown.piece, id=f"t{of.ticket_id}-{shown.piece.id}"), of)


def _cut_beside(session: Session, own: int, before: int | None, other: int) -> Cut:
    """Where another thread ends beside this page of the ticket's own: at the same instant."""
    if before is None:
        return None, None
    at = session.scalar(select(Event.at).where(Event.ticket_id == own, Event.version == before))
    if at is None:
        return None, None
    version = select(func.min(Event.version)).where(Event.ticket_id == other, Event.at >= at)
    note = select(func.min(Note.id)).where(Note.ticket_id == other, Note.at >= at)
    return session.scalar(version), session.scalar(note)


def _notes(session: Session, reading: Reading, before: int | None) -> Sequence[SignedNote]:
    """The newest notes, one more than a page has room for; 0 as ``before`` asks for none."""
    if not reading.ticket.notes or before == 0:
        return []
    return read_notes(session, reading.ticket.id, before=before, limit=PAGE + 1)


def _note(note: SignedNote, reader: Reader) -> Shown:
    piece = NotePiece(
        f"n{note.id}",
        times.iso(note.at),
        reader.moment(note.at),
        name=note.name,
        photo=people.photo(note.photo),
        named=note.named,
        body_html=Markup(note.html),  # noqa: S704 - cleaned when it was written
    )
    return Shown("note", piece)


def newest_first(threads: Sequence[OneThread]) -> Iterator[TimelineLine]:
    """The lines of all threads as one."""
    lines = [line for thread in threads for line in thread.lines]
    return iter(sorted(lines, key=lambda line: (line.at, line.is_note, line.key), reverse=True))
