"""One timeline of what was written: letters, replies, handovers, and among them the notes that only we see."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from markupsafe import Markup
from sqlalchemy.orm import Session

from statuspage.domain.notes import read_notes
from statuspage.domain.reading import PAGE, Reading
from statuspage.present import entries, people, times
from statuspage.present.pieces import Piece, Shown
from statuspage.present.reader import Reader

TOP = 3  # unanswered replies that stand above the letter being written


@dataclass(frozen=True, slots=True)
class NotePiece(Piece):
    """A note; only agents see it."""

    name: str
    photo: str
    body_html: Markup


@dataclass(frozen=True, slots=True)
class Timeline:
    """``top`` is what still waits for an answer, ``rest`` all else; ``older`` asks for the next page."""

    top: tuple[Shown, ...]
    rest: tuple[Shown, ...]
    older: str


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
    notes = (
        read_notes(session, reading.ticket.id, before=before_note, limit=PAGE + 1)
        if reading.ticket.notes and before_note != 0
        else []
    )
    told = entries.entries(reading, reader)
    pieces = [(entry.at, 0, entry.version, shown) for entry, shown in zip(reading.entries, told, strict=True)] + [
        (note.at, 1, note.id, _note(note, reader)) for note in notes
    ]
    pieces.sort(key=lambda piece: piece[:3], reverse=True)
    page, left = pieces[:PAGE], pieces[PAGE:]
    top = [] if before is not None else _waiting(reading, told, seen)
    older = _older(page, before, before_note) if left or reading.older else ""
    return Timeline(tuple(top), tuple(shown for *_, shown in page if shown not in top), older)


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


def _older(page: list[tuple[datetime, int, int, Shown]], before: int | None, before_note: int | None) -> str:
    versions = [key for _, kind, key, _ in page if kind == 0]
    notes = [key for _, kind, key, _ in page if kind == 1]
    cursor = {"before": min(versions, default=before or 0), "notes": min(notes, default=before_note)}
    return "&".join(f"{name}={value}" for name, value in cursor.items() if value is not None)


def _note(note: Any, reader: Reader) -> Shown:
    piece = NotePiece(
        f"n{note.id}",
        times.iso(note.at),
        reader.moment(note.at),
        name=note.public_name,
        photo=people.photo(note.photo),
        body_html=Markup(note.html),  # noqa: S704 - cleaned when it was written
    )
    return Shown("note", piece)
