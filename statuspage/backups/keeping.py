"""A backup put where it is kept, whole; and those that are old enough taken away, but only after that."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import Flask

from statuspage.backups.making import BackupSource, Making, Tell
from statuspage.backups.retention import to_delete
from statuspage.backups.sealing import Writable, seal
from statuspage.backups.shelves import BackupShelf, name_for
from statuspage.backups.workroom import workroom
from statuspage.clock import now
from statuspage.config import Settings
from statuspage.config.backup_key import BackupKey
from statuspage.db import db
from statuspage.filing.taking_in import filing


@dataclass(frozen=True, slots=True)
class Done:
    """A backup that is there: the moment that it holds (UTC), where it is, its bytes, and what is in it."""

    at: datetime
    where: str
    size: int
    manifest: dict[str, Any]


def keep_one(app: Flask, shelf: BackupShelf, name: str, tell: Tell, *, with_files: bool = True) -> Done:
    """Make a backup at this place, under this name or one of ours. Needs an app context.

    Raises BackupFault, StoreFault, OSError and what the database refuses; and then there is nothing new.
    """
    settings: Settings = app.extensions["settings"]
    at = now()
    name = name or name_for(at, sealed=settings.backup_key is not None)
    with workroom(settings.data_dir) as work, shelf.new(name) as taking:
        making = Making(BackupSource(db.engine, filing().storage, work, tell, with_files), at)
        counted = _Counted(taking)
        _write(_told(making.chunks(), tell), counted, settings.backup_key)
    return Done(at, shelf.shown(name), counted.size, making.manifest)


def clear(app: Flask, shelf: BackupShelf) -> list[str]:
    """Delete the backups at this place that need not stay any more; where they were. Raises StoreFault and OSError."""
    settings: Settings = app.extensions["settings"]
    old = to_delete(shelf.kept(), settings.backup_keep, now(), ZoneInfo(settings.company_zone))
    shelf.delete([one.name for one in old])
    return [shelf.shown(one.name) for one in old]


class _Counted:
    """Counts what goes through."""

    def __init__(self, to: Writable) -> None:
        self._to, self.size = to, 0

    def write(self, content: bytes) -> None:
        self._to.write(content)
        self.size += len(content)


def _write(chunks: Iterator[bytes], to: Writable, key: BackupKey | None) -> None:
    if key is not None:
        seal(chunks, to, key)
        return
    for chunk in chunks:
        to.write(chunk)


def _told(chunks: Iterator[bytes], tell: Callable[[str, int, int], None]) -> Iterator[bytes]:
    done = 0
    for chunk in chunks:
        yield chunk
        done += len(chunk)
        tell("written", done, 0)
