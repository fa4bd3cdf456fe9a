"""A person's whole story in one zip: a page that opens from disk, the same as JSON, and every file under a safe name.

It is written into a temporary file, piece by piece, so that memory stays flat however much there is.
"""

import json
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from os import SEEK_END
from typing import IO, Any

from flask import Response, current_app
from sqlalchemy.orm import Session

from statuspage.clock import now
from statuspage.db import db, write
from statuspage.domain import audit
from statuspage.domain.files.file import File
from statuspage.domain.incoming.mail import original
from statuspage.domain.people.customers import Customer
from statuspage.domain.privacy.person import person_of
from statuspage.domain.privacy.story import StoryTicket, read_customers, read_entries, read_story
from statuspage.filing.storage import StoreFault
from statuspage.filing.taking_in import filing
from statuspage.present import languages
from statuspage.present.export import customer_facts, entry_facts, file_path, mail_path, page_of, ticket_facts
from statuspage.present.reader import Reader
from statuspage.protocol import Chunks

_IN_MEMORY = 4 * 1024 * 1024  # bytes of a small export that need no file on the disk
_CHUNK = 256 * 1024  # bytes that leave at once
MISSING = "this file could not be read when everything was taken out\n"


def answer(
    customer: Customer,
    *,
    by: str,
    agent_id: int | None = None,
    tickets: tuple[int, ...] | None = None,
    with_notes: bool = False,
) -> Response:
    """The file as a download, written down in the audit list. ``tickets`` are some of theirs; all, where not given."""
    customer_id = customer.id
    languages.speak(customer.language)
    file = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 - it is closed at its end
    count = bundle(file, customer_id, now(), tickets=tickets, with_notes=with_notes)
    note(customer_id, by=by, agent_id=agent_id, count=count)
    size = file.seek(0, SEEK_END)
    response = Response(_chunks(file), mimetype="application/zip")
    response.call_on_close(file.close)
    response.content_length = size
    response.headers["Content-Disposition"] = 'attachment; filename="everything.zip"'
    response.headers["Cache-Control"] = "no-store"
    response.headers.update(Chunks().to_headers())
    return response


def _chunks(file: IO[bytes]) -> Iterator[bytes]:
    file.seek(0)
    with file:
        while chunk := file.read(_CHUNK):
            yield chunk


def note(customer_id: int, *, by: str, agent_id: int | None, count: int) -> None:
    """Write down who took everything out."""
    with write() as session:
        audit.note(session, "exported", now(), by=by, agent_id=agent_id, customer_id=customer_id, tickets=count)


def bundle(
    file: IO[bytes],
    customer_id: int,
    at: datetime,
    *,
    tickets: tuple[int, ...] | None = None,
    with_notes: bool = False,
) -> int:
    """Write everything of this person into the file; of how many tickets. LookupError for no such customer."""
    session = db.session()
    person = person_of(session, customer_id)
    if tickets is not None:  # the key to some of them tells of nobody else under the same address
        person = replace(person, customers=(customer_id,))
    chosen = person.tickets if tickets is None else tickets
    customers = read_customers(session, person)
    reader, company = Reader(customers[0].zone, at), current_app.extensions["settings"].company_name
    facts = [customer_facts(one) for one in customers]
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        with packed.open("everything.json", "w", force_zip64=True) as target:
            for piece in _json(session, facts, chosen, at, with_notes=with_notes):
                target.write(piece.encode())
        with packed.open("everything.html", "w", force_zip64=True) as target:
            story = read_story(session, chosen, with_notes=with_notes)
            page = page_of(facts, story, lambda ticket: read_entries(session, ticket), reader, company)
            template = current_app.jinja_env.get_template("export/story.html")
            for piece in template.generate(page=page):
                target.write(piece.encode())
        for told in read_story(session, chosen, with_notes=False):
            _pack_files(session, packed, told)
    session.rollback()
    return len(chosen)


def _json(
    session: Session, customers: list[dict[str, Any]], tickets: tuple[int, ...], at: datetime, *, with_notes: bool
) -> Iterator[str]:
    """One JSON text, an entry at a time."""
    yield f'{{"taken_out_at": {_text(at.isoformat())},\n"you": {_text(customers)},\n"tickets": ['
    for told in read_story(session, tickets, with_notes=with_notes):
        facts = _text(ticket_facts(told))
        yield f'{"," if told.number > 1 else ""}\n{facts[:-1]},\n"entries": ['
        for entry in read_entries(session, told.ticket):
            yield f"{',' if entry.version > 1 else ''}\n{_text(entry_facts(entry, told))}"
        yield "]}"
    yield "]}\n"


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _pack_files(session: Session, packed: zipfile.ZipFile, told: StoryTicket) -> None:
    for file in told.files:
        _pack(packed, file_path(told.number, file), file)
    for mail in told.mails:
        with packed.open(mail_path(told.number, mail), "w", force_zip64=True) as target:
            for piece in original(session, mail.id):
                target.write(piece)


def _pack(packed: zipfile.ZipFile, name: str, file: File) -> None:
    """One file; where the storage does not have it, a line that says so stands in its place."""
    with packed.open(name, "w", force_zip64=True) as target:
        try:
            for chunk in filing().storage.read(file.stored):
                target.write(chunk)
        except StoreFault:
            target.write(MISSING.encode())
