"""Takes files in, piece by piece or whole. What it says is taken is stored and committed."""

import logging
import secrets
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as TookLong
from contextlib import suppress
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import IO

from flask import Flask, current_app

from statuspage.clock import now
from statuspage.config import Settings
from statuspage.db import db, write
from statuspage.domain.errors import Refused
from statuspage.domain.files import arriving
from statuspage.domain.files.file import ARRIVING, READY, REFUSED, Bringer, File
from statuspage.domain.files.limits import MEGABYTE, Limits
from statuspage.domain.files.refusals import refusal
from statuspage.filing.clamd import ScannerAway, scan
from statuspage.filing.examine import Content, clear, examine
from statuspage.filing.storage import Storage, StoreFault

PIECE = 4 * 1024 * 1024  # bytes of one piece at most
_PATIENCE = 20.0  # seconds that whoever has brought a file waits until it was looked at; then it goes on by itself
_LOOKERS = 2  # files that are looked at together

log = logging.getLogger("statuspage.files")


class Filing:
    """What takes files in and reads them, of one app."""

    def __init__(self, app: Flask) -> None:
        settings: Settings = app.extensions["settings"]
        self._app = app
        self.storage = Storage(settings.files)
        self.limits = Limits(
            settings.file_megabytes * MEGABYTE,
            settings.file_ticket_megabytes * MEGABYTE,
            settings.file_day_megabytes * MEGABYTE,
        )
        self._work = Path(settings.data_dir) / "looking"
        self._scans = partial(scan, settings.file_scanner) if settings.file_scanner else None
        self._lookers = ThreadPoolExecutor(_LOOKERS, "file")

    def begin(self, bringer: Bringer, name: str, size: int) -> str:
        """A file of so many bytes is to come; its key. Refused, with the limit, where it would be too much."""
        with write() as session:
            return arriving.begin(session, bringer, now(), name=name, size=size, limits=self.limits).key

    def take(self, bringer: Bringer, key: str, start: int, piece: bytes) -> int:
        """Store this piece, and say how far the file has arrived; the same again changes nothing.

        Raises LookupError for no such file, ``Elsewhere`` for a piece that is not the next, and Refused where it cannot
        be stored: what has arrived before stays.
        """
        file = self.find(bringer, key)
        if start != file.arrived or file.state != ARRIVING or not 0 < len(piece) <= file.size - start:
            raise arriving.Elsewhere(file.arrived)
        self._put(arriving.piece_name(key, start, len(piece)), piece, file.name)
        with write() as session:
            return arriving.take(session, bringer, key, start, len(piece), now()).arrived

    def finish(self, bringer: Bringer, key: str) -> File:
        """It has arrived whole: it is looked at, and is ready or refused; or held, where that takes longer.

        Done twice it is done once. Refused while it has not arrived whole; LookupError for no such file.
        """
        file = self.find(bringer, key)
        if file.arrived != file.size and file.state == ARRIVING:
            raise refusal("short", file.name)
        if file.state not in (READY, REFUSED):
            with write() as session:
                is_held = arriving.hold(session, file.id, now())
            if is_held:
                with suppress(TookLong):
                    self._look(file.id).result(_PATIENCE)
        return self.find(bringer, key)

    def bring(self, bringer: Bringer, name: str, content: IO[bytes], size: int) -> str:
        """Take a whole file in; its key. Refused, and then nothing is left of it."""
        key = self.begin(bringer, name, size)
        try:
            at = 0
            while piece := content.read(PIECE):
                at = self.take(bringer, key, at, piece)
            file = self.finish(bringer, key)
            if file.state == REFUSED:
                raise refusal(file.reason, file.name)
        except (Refused, arriving.Elsewhere) as fault:
            self.put_away(bringer, key)
            raise fault if isinstance(fault, Refused) else refusal("short", name) from None
        return key

    def put_away(self, bringer: Bringer, key: str) -> None:
        """Forget a file that was not sent; one that is not there any more is no fault."""
        with write() as session:
            file = arriving.find(session, bringer, key, lock=True)
            names = arriving.put_away(session, file) if file else []
        self.forget(names)

    def forget(self, names: list[str]) -> None:
        """Delete from the storage what is nobody's any more; what cannot be deleted now, the sweep finds."""
        try:
            self.storage.delete(names)
        except StoreFault as fault:
            log.warning("Some of what is nobody's could not be deleted: %s", fault)

    def clear(self, before: datetime) -> None:
        """Delete what was opened before then (UTC) to be looked at, and is there still."""
        clear(self._work, before)

    def look_again(self, file_id: int) -> None:
        """Look at a file that is held back."""
        self._look(file_id).result()

    def find(self, bringer: Bringer, key: str) -> File:
        """The file with this key that this bringer has not sent yet. Raises LookupError for no such file."""
        db.session.rollback()  # what was read before dates from before
        file = arriving.find(db.session(), bringer, key)
        if file is None:
            raise LookupError(key)
        return file

    def _put(self, name: str, piece: bytes, file_name: str) -> None:
        try:
            self.storage.put(name, piece)
        except StoreFault as fault:
            log.error("A piece of a file could not be stored: %s", fault)
            raise refusal("full", file_name) from fault

    def _look(self, file_id: int) -> "Future[None]":
        return self._lookers.submit(self._look_at, file_id)

    def _look_at(self, file_id: int) -> None:
        """Look at it, in a thread of its own; where that fails it stays held back, and is looked at again."""
        with self._app.app_context():
            try:
                self._settle(file_id)
            except (StoreFault, ScannerAway, OSError) as fault:
                log.error("A file could not be looked at, and is held back until it can be: %s", fault)
            finally:
                db.session.remove()

    def _settle(self, file_id: int) -> None:
        session = db.session()
        file, pieces = session.get_one(File, file_id), arriving.pieces(session, file_id)
        names = [arriving.piece_name(file.key, one.start, one.length) for one in pieces]
        content = Content(lambda: self._joined(names), file.size, free_name())
        session.rollback()  # nothing is kept open while the file is looked at
        found = examine(content, self.storage, self._work, self._scans)
        with write() as writing:
            is_settled = arriving.settle(writing, file_id, found, now())
        made = [name for name in (found.stored, found.thumbnail) if name]
        self.forget(names if is_settled else made)

    def _joined(self, names: list[str]) -> Iterator[bytes]:
        for name in names:
            yield from self.storage.read(name)


def filing() -> Filing:
    """What takes files in, of this app."""
    found: Filing = current_app.extensions["filing"]
    return found


def free_name() -> str:
    """A random name in the storage."""
    name = secrets.token_hex(16)
    return f"{name[:2]}/{name}"


def install(app: Flask) -> None:
    """Give the app what takes files in."""
    app.extensions["filing"] = Filing(app)
