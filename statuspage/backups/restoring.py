"""A backup put back, while nothing serves: proven first, then its files, then its database in one moment.

What was there is kept beside it. Until that moment nothing has changed but that files were added to the storage, which
nobody misses and nobody sees.
"""

import hashlib
import itertools
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from statuspage.backups import sqlite
from statuspage.backups.archive import Archive, TarMember
from statuspage.backups.faults import BackupFault, Broken
from statuspage.backups.making import FILES, BackupSource, Tell
from statuspage.backups.names import ROWS, NameBook
from statuspage.backups.proving import Proven, Proving
from statuspage.backups.reading import Stored
from statuspage.filing.storage import Storage
from statuspage.migrations.lock import alone
from statuspage.on_disk import wait_for_disk

if TYPE_CHECKING:
    from statuspage.backups.loading import Loading


@dataclass(frozen=True, slots=True)
class Restored:
    """What was done: where what was there is ``kept``, "" for nothing; and how many files were added."""

    kept: str
    files: int


def restore(stored: Stored, to: BackupSource, at: datetime) -> Restored:
    """Put it back. Raises BackupFault in words, and then what was there serves as before."""
    with alone(to.engine):
        if to.engine.dialect.name == "sqlite":
            return _into_file(stored, to, at)
        return _into_postgresql(stored, to, at)


def _into_file(stored: Stored, to: BackupSource, at: datetime) -> Restored:
    place = Path(to.engine.url.database or "")
    _refuse_in_use(place)
    with _new_file(place.with_name(f"{place.name}.part")) as draft, closing(NameBook(to.work / "names")) as names:
        _prove(stored, draft, names, to.tell, "sqlite")
        files = 0 if stored.is_bare() else sum(1 for _name in _put(stored, names, to, at))
        wait_for_disk(draft)
        _refuse_in_use(place)
        kept = _exchange(draft, place, at)
    return Restored(str(kept or ""), files)


def _into_postgresql(stored: Stored, to: BackupSource, at: datetime) -> Restored:
    from statuspage.backups.loading import loading, refuse_others  # nothing of PostgreSQL is loaded for SQLite

    with to.engine.connect() as connection:
        refuse_others(connection)
    with closing(NameBook(to.work / "names")) as names:
        proven = _prove(stored, to.work / sqlite.DATABASE, names, to.tell, "postgresql")
        with loading(to.engine, proven.head, at) as load:
            files = sum(1 for _name in _put(stored, names, to, at, load))
    return Restored(load.kept and f"the schema {load.kept}", files)


def _prove(stored: Stored, draft: Path, names: NameBook, tell: Tell, kind: str) -> Proven:
    proven = Proving(stored, draft, names, tell).run()
    if proven.head["database"] != kind:
        raise BackupFault(
            f"This is a backup of {_CALLED[proven.head['database']]}, and the database is {_CALLED[kind]}: restore it"
            " where it belongs, and move it from there."
        )
    return proven


_CALLED = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


def _put(
    stored: Stored, names: NameBook, to: BackupSource, at: datetime, load: "Loading | None" = None
) -> Iterator[str]:
    """Put the files into the storage, and rows where they go; the name of each file that was not there as it was."""
    with stored.open() as file:
        archive = Archive(file)
        for number, member in enumerate(archive.members()):
            to.tell("restored", number + 1, 0)
            if load is not None and member.name.startswith(ROWS):
                load.take(member.name.split("/")[1], member)
            name = member.name.removeprefix(FILES)
            known = names.kept(name) if name != member.name else None
            if known is not None and not _is_there(to.storage, name, known):
                to.storage.set_aside(name, f"replaced-{at:%Y%m%dT%H%M%SZ}/{name}")
                to.storage.put_chunks(name, _as_proven(member, known))
                yield name
    if archive.manifest is None:
        raise Broken("it changed while it was restored")


def _is_there(storage: Storage, name: str, known: tuple[int, str]) -> bool:
    """Whether the storage has these same bytes."""
    if storage.size(name) != known[0]:
        return False
    digest = hashlib.sha256()
    for chunk in storage.read(name):
        digest.update(chunk)
    return digest.hexdigest() == known[1]


def _as_proven(member: TarMember, known: tuple[int, str]) -> Iterator[bytes]:
    digest = hashlib.sha256()
    for chunk in member.chunks:
        digest.update(chunk)
        yield chunk
    if (member.size, digest.hexdigest()) != known:
        raise Broken("it changed while it was restored")


@contextmanager
def _new_file(path: Path) -> Iterator[Path]:
    """An empty file that only its owner can read or write; gone at the end, unless it was renamed."""
    path.unlink(missing_ok=True)
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    try:
        yield path
    finally:
        path.unlink(missing_ok=True)


def _refuse_in_use(place: Path) -> None:
    """Refuse a database that anybody has open. Of one that nobody has, all is in the file itself afterwards."""
    if not place.exists():
        return
    with suppress(sqlite3.DatabaseError), closing(sqlite3.connect(place, timeout=1, isolation_level=None)) as file:
        try:  # only who is alone may leave the write-ahead log, and has written it into the file then
            alone_here = file.execute("PRAGMA journal_mode = DELETE").fetchone() == ("delete",)
        except sqlite3.OperationalError:
            alone_here = False
        if not alone_here:
            raise BackupFault(f"{place} is in use: stop what serves it, and restore again.")


def _exchange(draft: Path, place: Path, at: datetime) -> Path | None:
    """Put the draft in the place of the database at once, which keeps a second name; None where there was none."""
    kept = _second_name(place, at) if place.exists() else None
    for rest in ("-wal", "-shm"):  # of a file that was no database any more
        place.with_name(place.name + rest).unlink(missing_ok=True)
    draft.rename(place)
    wait_for_disk(place.parent)
    return kept


def _second_name(place: Path, at: datetime) -> Path:
    for number in itertools.count(1):
        kept = place.with_name(f"{place.name}-replaced-{at:%Y%m%dT%H%M%SZ}{f'-{number}' if number > 1 else ''}")
        with suppress(FileExistsError):
            os.link(place, kept)
            return kept
    raise AssertionError("numbers have no end")
