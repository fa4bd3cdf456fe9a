"""One timeline of what was written: letters, replies, handovers, and among them the notes that only we see."""

from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup
from sqlalchemy.orm import Session

from statuspage.domain.notes import SignedNote, read_notes
from statuspage.domain.reading import PAGE, Reading
from statuspage.present import entries, people, times
from statuspage.present.pieces import Piece, Shown
from statuspage.present.reader import Reader

TOP = 3  # unanswered replies that stand above the letter being written


@dataclass(frozen=True, slots=True)
class NotePiece(Piece):
    """A note, which only agents see; ``name`` and ``photo`` are its writer's, ``named`` whom it names with an @."""

    name: str
    photo: str
    named: tuple[str, ...]
    body_html: Markup


@dataclass(frozen=True, slots=True)
class Timeline:
    """``top`` is what still waits for an answer, ``rest`` everything else; ``older`` is the query of the next page."""

    top: tuple[Shown, ...]
    rest: tuple[Shown, ...]
    older: str


@dataclass(frozen=True, slots=True)
class _Line:
    """One entry or one note with what it is sorted by: of the same instant, the note comes first, then the newer."""

    at: datetime
    is_note: bool
    key: int
    shown: Shown


def read_timeline(
    session: Session,
    reading: Reading,
    reader: Reader,
    *,
    before: int | None = None,
    before_note: int | None = None,
    seen: int | None = None,
) -> Timeline:
    """A page of it. With ``seen``, what was written after that version stands on top instead."""
    told = entries.entries(reading, reader)
    lines = [_Line(entry.at, False, entry.version, shown) for entry, shown in zip(reading.entries, told, strict=True)]
    lines += _notes(session, reading, reader, before_note)
    lines.sort(key=lambda line: (line.at, line.is_note, line.key), reverse=True)
    page, left = lines[:PAGE], lines[PAGE:]
    top = [] if before is not None else _waiting(reading, told, seen)
    older = _older(page, before, before_note) if left or reading.older else ""
    return Timeline(tuple(top), tuple(line.shown for line in page if line.shown not in top), older)


def _notes(session: Session, reading: Reading, reader: Reader, before_note: int | None) -> list[_Line]:
    """The newest notes, one more than a page has room for; 0 as ``before_note`` asks for none."""
    if not reading.ticket.notes or before_note == 0:
        return []
    notes = read_notes(session, reading.ticket.id, before=before_note, limit=PAGE + 1)
    return [_Line(note.at, True, note.id, _note(note, reader)) for note in notes]


def _waiting(reading: Reading, told: list[Shown], seen: int | None) -> list[Shown]:
    """What the customer wrote since our last letter; or whatever is newer than what the agent had seen."""
    found = []
    for entry, shown in zip(reading.entries, told, strict=True):
        if seen is not None and entry.version <= seen:
            break
        if seen is None and entry.kind == "letter":
            break
        if shown.kind == "reply" or seen is not None:
            found.append(shown)
    return found if seen is not None else found[:TOP]


def _older(page: list[_Line], before: int | None, before_note: int | None) -> str:
    """The query that asks for what comes after this page."""
    versions = [line.key for line in page if not line.is_note]
    notes = [line.key for line in page if line.is_note]
    oldest = {"before": min(versions, default=before or 0), "notes": min(notes, default=before_note)}
    return "&".join(f"{name}={value}" for name, value in oldest.items() if value is not None)


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
