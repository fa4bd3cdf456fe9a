"""Backups: when the last good one was made, where they go, and whether the key that is set can be used."""

from collections.abc import Iterator
from datetime import timedelta

from flask import Flask

from statuspage.backups.faults import BackupFault
from statuspage.backups.sealing import check_key
from statuspage.backups.shelves import BackupShelf
from statuspage.checkup.finding import Finding
from statuspage.clock import now
from statuspage.config import Settings
from statuspage.config.backup_key import BackupKey
from statuspage.db import db
from statuspage.domain.backup_runs import last_failed, last_made
from statuspage.filing.storage import StoreFault

ABOUT = "backups"
_SEE = "See docs/backups.md."
_ALONE = "No other installation may use that place: each deletes what is old there."
_OLD = timedelta(days=8)  # of one that somebody made by hand


def check_backups(app: Flask) -> Iterator[Finding]:
    """How old the last good one is, measured by how often one is to be made; and what became of the last try."""
    settings: Settings = app.extensions["settings"]
    yield from _age(settings)
    if failed := last_failed(db.session()):
        when = f"{failed.due_at:%Y-%m-%d %H:%M}"
        yield Finding(ABOUT, False, f"The one that was due at {when} UTC could not be made: {failed.fault}", _SEE)
    db.session.rollback()
    if settings.backup_to is not None:
        yield from _place(BackupShelf(settings.backup_to), settings.backup_key)


def _age(settings: Settings) -> Iterator[Finding]:
    last, is_scheduled = last_made(db.session()), settings.backup_to is not None and settings.backup_every is not None
    if last is None or last.begun_at is None:
        if is_scheduled:
            do = "The server makes the first one within a minute after it has started; see its log."
            yield Finding(ABOUT, None, "There is no backup yet.", do)
        else:
            yield Finding(ABOUT, None, "There is no backup, and none is made.", f"Set STATUSPAGE_BACKUP_TO. {_SEE}")
        return
    most = 2 * settings.backup_every.apart if is_scheduled and settings.backup_every else _OLD
    words = f"The last good one is of {last.begun_at:%Y-%m-%d %H:%M} UTC: {last.name}."
    is_old = now() - last.begun_at > most
    yield Finding(ABOUT, not is_old if is_scheduled else (None if is_old else True), words, _SEE if is_old else "")


def _place(shelf: BackupShelf, key: BackupKey | None) -> Iterator[Finding]:
    try:
        count = len(shelf.kept())
        shelf.check()
        check_key(key)
    except (BackupFault, StoreFault, OSError) as fault:
        yield Finding(ABOUT, False, f"{shelf.shown('')} or the key cannot be used: {fault}", _SEE)
        return
    plain = "" if key else ", not encrypted"
    yield Finding(ABOUT, True, f"There are {count} at {shelf.shown('')}{plain}. {_ALONE}")
