"""The address that hands a file out: signed, good for minutes, and bound to the key or the session of one reader.

It is written as the key to a share is (``signing.py``), in a scope of its own. A page never holds it, but leads
to it: so a page that stays open goes on working, and what a history or a log keeps is soon good for nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import abort, current_app, g

from statuspage.clock import now
from statuspage.db import db
from statuspage.domain.files.file import READY, File
from statuspage.domain.people.agents import Agent
from statuspage.domain.shares.scopes import FILES
from statuspage.domain.shares.share import Key, Share, Withdrawn, opens
from statuspage.security.signing import read_payload, sign_payload, unvarint, varint

LASTS = 300  # seconds at least, and up to twice as long: within that time the address is the same, so browsers hold it
SHARE, AGENT, FORM = range(3)


@dataclass(frozen=True, slots=True)
class FileKey:
    """Which file, the whole of it or its ``small`` picture, and for whom: a share in one generation, an agent, or
    whoever has the form that it was brought with. It ends at ``until`` (seconds since 1970).

    ``mark`` tells the file from one that gets its id later, when this one is put away.
    """

    file_id: int
    small: bool
    reader: int
    reader_id: int = 0
    generation: int = 0
    until: int = 0
    mark: int = 0


def mark_of(file: File) -> int:
    """What tells a file from any other, whatever its id: 64 bits that nobody can guess."""
    return int.from_bytes(file.key[:8].encode())


def soon(at: datetime) -> int:
    """When an address that is made now ends."""
    return (int(at.timestamp()) // LASTS + 2) * LASTS


def sign_file(keys: Sequence[str], key: FileKey) -> str:
    """The token of this address."""
    numbers = (key.file_id, int(key.small), key.reader, key.reader_id, key.generation, key.until, key.mark)
    return sign_payload(keys, FILES, b"".join(map(varint, numbers)))


def read_file_key(keys: Sequence[str], token: str) -> FileKey | None:
    """What this token stands for; None for anything that we did not write."""
    payload = read_payload(keys, FILES, token)
    if payload is None:
        return None
    numbers = []
    while payload:
        number, payload = unvarint(payload)
        numbers.append(number)
    file_id, small, *rest = numbers
    return FileKey(file_id, bool(small), *rest)


def open_file(token: str) -> None:
    """Find the file for this request; 404 for what has ended, or whose reader has no key any more."""
    key = read_file_key(current_app.extensions["settings"].secret_keys, token)
    at = now()
    if key is None or key.until <= at.timestamp():
        abort(404)
    file = db.session.get(File, key.file_id)
    if file is None or file.state != READY or key.mark != mark_of(file) or not _may_read(key, file, at):
        abort(404)
    g.file = (key, file)


def _may_read(key: FileKey, file: File, at: datetime) -> bool:
    if key.reader == FORM:
        return file.form is not None
    if key.reader == AGENT:
        agent = db.session.get(Agent, key.reader_id)
        return agent is not None and agent.is_active
    share = db.session.get(Share, key.reader_id)
    try:
        is_theirs = opens(share, Key(key.reader_id, key.generation), "private", at)
    except Withdrawn:
        return False
    return is_theirs and share is not None and share.ticket_id == file.ticket_id


def opened_file() -> tuple[FileKey, File]:
    """What the address of this request has opened."""
    found: tuple[FileKey, File] = g.file
    return found
