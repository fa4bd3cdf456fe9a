"""Backups that the server makes by itself, each once, whatever the number of servers.

Each is made by a process of its own, which lets the pages go first.
"""

import logging
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from flask import Flask

from statuspage import process_apart
from statuspage.backups.calendar import last_due
from statuspage.backups.faults import BackupFault, Stopped
from statuspage.backups.keeping import clear, keep_one
from statuspage.backups.shelves import BackupShelf
from statuspage.clock import now
from statuspage.config import Settings
from statuspage.db import db, write
from statuspage.delivery.routine import Routine
from statuspage.domain import backup_runs
from statuspage.filing.storage import StoreFault
from statuspage.refusals import told

LOOK = 20.0  # seconds between looks whether one is due
_RENEW = 150  # looks at the process, after which the lease is renewed
_NICE = 10  # of the process, so that the pages go first
_REMEMBERED = timedelta(days=90)

log = logging.getLogger("statuspage.backups")


def background(app: Flask) -> list[Routine]:
    """What runs beside the server while it serves; nothing where no place is set."""
    settings: Settings = app.extensions["settings"]
    if settings.backup_to is None or settings.backup_every is None:
        return []
    _tell_unwritable(BackupShelf(settings.backup_to))
    ended = threading.Event()
    return [Routine(app, "backups", Schedule(app, ended).work, ended=ended)]


def _tell_unwritable(shelf: BackupShelf) -> None:
    """Say in the log at the start what would else be known only at night. A bucket is known only by trying."""
    try:
        shelf.check()
    except BackupFault as fault:
        log.error("No backup can be made: %s; under systemd, name it in ReadWritePaths= (docs/backups.md)", fault)


class Schedule:
    """Looks whether a backup is due, and has it made where nobody else does."""

    def __init__(self, app: Flask, ended: threading.Event) -> None:
        self._app, self._ended = app, ended

    def work(self) -> float:
        """Make the one that is due, if there is one; the seconds until the next look. Needs an app context."""
        settings: Settings = self._app.extensions["settings"]  # as they are now: the zone may be changed at the desk
        every = settings.backup_every
        due = last_due(every, now(), ZoneInfo(settings.company_zone)) if every else now()
        db.session.rollback()
        is_due = backup_runs.is_due(db.session(), due, now())
        db.session.rollback()
        if is_due:
            self._make(due)
        return LOOK

    def _make(self, due: datetime) -> None:
        with write() as session:
            lease = backup_runs.take(session, due, now())
        if not lease:
            return
        where, size, fault = self._in_a_process(lease)
        with write() as session:
            if fault:
                backup_runs.fail(session, lease, now(), fault)
            else:
                backup_runs.succeed(session, lease, now(), name=where, size=size)
            backup_runs.forget_before(session, now() - _REMEMBERED)
        if fault:
            log.error("The backup could not be made, and is tried again in a while: %s", fault)
        else:
            log.info("A backup was made: %s, %d bytes", where, size)

    def _in_a_process(self, lease: str) -> tuple[str, int, str]:
        """Where it is, its bytes, and "" or why there is none."""
        looks = 0

        def look() -> None:
            nonlocal looks
            looks += 1
            if looks % _RENEW == 0:
                with write() as session:
                    backup_runs.renew(session, lease, now())

        try:
            found: tuple[str, int, str] = process_apart.run(
                __name__, "make", self._app.extensions["settings"], self._ended, look
            )
        except process_apart.Wordless as fault:
            return "", 0, f"{fault}."
        return found


def make(create_app: Callable[[Settings], Flask], begin_log: Callable[[str, str], None]) -> None:
    """What the process does: make a backup, clear the old ones, and say what became of it."""
    process_apart.work(create_app, begin_log, _NICE, make_one)


def make_one(app: Flask, ended: threading.Event) -> tuple[str, int, str]:
    """Make one at the place of the settings: where it is, its bytes, and "" or why there is none. Raises nothing."""

    def tell(_what: str, _done: int, _all: int) -> None:
        if ended.is_set():
            raise Stopped("The server ended while it was made.")

    try:
        shelf = BackupShelf(app.extensions["settings"].backup_to)
        done = keep_one(app, shelf, "", tell)
    except Exception as fault:  # noqa: BLE001 - whatever it is, an operator learns of it
        return "", 0, in_a_sentence(fault)
    try:
        for gone in clear(app, shelf):
            log.info("An old backup was deleted: %s", gone)
    except (StoreFault, OSError) as fault:
        log.warning("Old backups could not be deleted: %s", fault)
    return done.where, done.size, ""


def in_a_sentence(fault: Exception) -> str:
    """Why a backup failed, as an operator reads it."""
    if isinstance(fault, BackupFault):
        return str(fault)
    if isinstance(fault, StoreFault):
        return f"The storage or the place of the backups does not answer as it should: {fault}"
    return told(fault) or f"{type(fault).__name__}: {fault}"
