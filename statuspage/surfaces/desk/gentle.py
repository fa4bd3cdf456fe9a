"""The gentle reader beside a letter: which of its words may hurt, why, and what to write in their place."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import render_template, request
from sqlalchemy.orm import Session

from statuspage.db import db
from statuspage.domain.desk.gentle import in_place, read_gently
from statuspage.domain.desk.phrases import phrases_for
from statuspage.domain.people.customers import Customer
from statuspage.domain.validation import LETTER_LIMIT
from statuspage.security.access import Access, may
from statuspage.security.room import LETTER
from statuspage.surfaces.desk.blueprint import bp
from statuspage.surfaces.desk.drafting import WORDS, Undo, fields_of
from statuspage.surfaces.desk.lookup import customer_of

_MOST = 12  # phrases told at a time
_READ = ("heard", "body")


@dataclass(frozen=True, slots=True)
class GentleNote:
    """Some ``words`` of a letter that may hurt, ``why``, and what to write ``instead`` of them.

    They stand ``at`` so many UTF-16 units in this ``field``, as scripts count; ``mark`` is what their button sends.
    """

    field: str
    at: int
    words: str
    why: str
    instead: str
    mark: str


@dataclass(frozen=True, slots=True)
class GentlePart:
    """What was found in a letter whose ticket is ``here``; ``more`` is how many phrases are not told."""

    here: str
    notes: tuple[GentleNote, ...]
    more: int = 0


@bp.post("/tickets/<int:ticket_id>/reading")
@may(Access.AGENT, room=LETTER)
def read_along(ticket_id: int) -> str:
    """What the gentle reader finds in the letter as it stands. Nothing is saved, and nothing refused."""
    part = gentle_part(db.session(), ticket_id, customer_of(db.session(), ticket_id), request.form)
    return render_template("desk/_gentle.html", gentle=part)


def gentle_part(session: Session, ticket_id: int, customer: Customer, typed: Mapping[str, str]) -> GentlePart:
    """What it finds in this form of a letter."""
    found = _notes(session, customer, typed)
    return GentlePart(f"/desk/tickets/{ticket_id}", tuple(found[:_MOST]), len(found[_MOST:]))


def gentler(session: Session, customer: Customer, typed: Mapping[str, str]) -> dict[str, str]:
    """The form with other words in the place of those whose button was pressed; as it is where they stand no more."""
    mark = request.form.get("gentler", "")
    note = next((one for one in _notes(session, customer, typed) if one.mark == mark), None)
    if note is None:
        return dict(typed)
    text = _lines(typed[note.field])
    start = int(mark.split(":")[1])
    changed = text[:start] + note.instead + text[start + len(note.words) :]
    undo = Undo(WORDS, note.field, text, promised=typed.get("promised", ""))
    return {**typed, note.field: changed, **fields_of(undo)}


def _notes(session: Session, customer: Customer, typed: Mapping[str, str]) -> list[GentleNote]:
    texts = {field: _lines(typed.get(field, ""))[:LETTER_LIMIT] for field in _READ}
    if not any(map(str.strip, texts.values())):
        return []
    phrases = {one.id: one for one in phrases_for(session, customer.language)}
    words, notes = {number: one.words for number, one in phrases.items()}, list[GentleNote]()
    for field, text in texts.items():
        for start, end, number in read_gently(text, words):
            there, phrase = text[start:end], phrases[number]
            mark = f"{field}:{start}:{number}"
            instead = in_place(phrase.instead, there)
            notes.append(GentleNote(field, _units(text[:start]), there, phrase.why, instead, mark))
    return notes


def _units(text: str) -> int:
    """How long a text is for a script: in UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _lines(text: str) -> str:
    """The text as a field of the page has it: a form sends the ends of lines as CRLF."""
    return text.replace("\r\n", "\n")
