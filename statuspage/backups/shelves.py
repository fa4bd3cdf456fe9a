"""Where backups are kept: a folder of this machine, or a bucket of any S3. Each appears whole, or not at all."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from statuspage.backups.archive import PIECE
from statuspage.backups.drafts import new_file
from statuspage.backups.faults import BackupFault
from statuspage.backups.sealing import ENDING, Writable
from statuspage.config.file_store import FileStore
from statuspage.filing.storage import Storage

_NAMED = re.compile(r"statuspage\.(\d{4}-\d\d-\d\dT\d{6})Z\.tar(?:\.age)?")
_INSTANT = "%Y-%m-%dT%H%M%S"  # which a log does not take for a key


@dataclass(frozen=True, slots=True)
class Backup:
    """One backup that is there: what it is called, when it was begun (UTC), and its bytes."""

    name: str
    at: datetime
    size: int


def name_for(at: datetime, *, sealed: bool) -> str:
    """What a backup of this instant is called."""
    return f"statuspage.{at:{_INSTANT}}Z.tar{ENDING if sealed else ''}"


class BackupShelf:
    """A folder or a bucket, and the backups in it."""

    def __init__(self, where: FileStore) -> None:
        self._folder = where.folder
        self._bucket = Storage(where)
        self._shown = f"s3://{where.endpoint.partition('://')[2]}/{where.bucket}/{where.prefix}".rstrip("/")

    def shown(self, name: str) -> str:
        """Where this backup is, in words without a secret."""
        return str(self._folder / name) if self._folder else f"{self._shown}/{name}"

    def kept(self) -> list[Backup]:
        """Every backup that was given its name by us, the newest first. Raises StoreFault and OSError."""
        found = [
            Backup(name, datetime.strptime(match[1], _INSTANT).replace(tzinfo=UTC), size)
            for name, size in self._all()
            if (match := _NAMED.fullmatch(name))
        ]
        return sorted(found, key=lambda one: (one.at, one.name), reverse=True)

    def check(self) -> None:
        """Raises BackupFault where nothing can be written. What a bucket allows is known only by trying."""
        if self._folder is not None and not _may_write(self._folder) and not _can_be_made(self._folder):
            raise BackupFault(f"this user may not write to {self._folder}")

    def has(self, name: str) -> bool:
        """Whether there is something under this name."""
        if self._folder is not None:
            return os.path.lexists(self._folder / name)
        return self._bucket.size(name) is not None

    @contextmanager
    def new(self, name: str) -> Iterator[Writable]:
        """What takes a new backup of this name; it is there once the block has ended well, and never over another."""
        if self.has(name):
            raise self._taken(name)
        if self._folder is None:
            with self._bucket.writer(name) as taking:
                yield taking
            return
        if _can_be_made(self._folder):
            self._folder.mkdir(mode=0o700, exist_ok=True)
        try:
            with _file(self._folder / name) as taking:
                yield taking
        except FileExistsError:
            raise self._taken(name) from None

    def read(self, name: str) -> Iterator[bytes]:
        """The bytes of a backup, in pieces. Raises BackupFault where there is none, and StoreFault."""
        if not self.has(name):
            raise BackupFault(f"There is no backup at {self.shown(name)}.")
        return _pieces(self._folder / name) if self._folder else self._bucket.read(name)

    def delete(self, names: list[str]) -> None:
        """Delete these backups. Raises StoreFault and OSError."""
        if self._folder is None:
            self._bucket.delete(names)
            return
        for name in names:
            (self._folder / name).unlink(missing_ok=True)

    def _taken(self, name: str) -> BackupFault:
        return BackupFault(f"There is something at {self.shown(name)} already; a backup is never written over.")

    def _all(self) -> Iterator[tuple[str, int]]:
        if self._folder is None:
            yield from self._bucket.sizes()
        elif not _can_be_made(self._folder):
            for file in self._folder.iterdir():
                with suppress(FileNotFoundError):
                    yield file.name, file.stat().st_size


def _may_write(folder: Path) -> bool:
    return os.access(folder, os.W_OK | os.X_OK)


def _can_be_made(folder: Path) -> bool:
    """Whether only the last folder is missing, and the one around it is ours to write."""
    return not os.path.lexists(folder) and _may_write(folder.parent)


@contextmanager
def _file(path: Path) -> Iterator[Writable]:
    with new_file(path) as handle, os.fdopen(handle, "wb", closefd=False) as file:
        yield file


def _pieces(file: Path) -> Iterator[bytes]:
    with file.open("rb") as opened:
        while piece := opened.read(PIECE):
            yield piece


def shelf_and_name(words: str, usual: FileStore | None) -> tuple[BackupShelf, str]:
    """What somebody meant by these words: a place, and the name of a backup in it, "" for none yet.

    It is a path or ``s3://…``; or else, where there is no such file, a backup of the ``usual`` place.
    """
    if words.strip().lower().startswith("s3:"):
        return _in_bucket(words.strip())
    if not words.isprintable():
        raise BackupFault("What was typed is no path.")
    path = Path(words)
    if path.is_dir() or words.endswith("/"):
        return BackupShelf(FileStore(folder=path.absolute())), ""
    if usual is not None and path.name == words and not os.path.lexists(path):
        return BackupShelf(usual), words
    return BackupShelf(FileStore(folder=path.absolute().parent)), path.name


def _in_bucket(words: str) -> tuple[BackupShelf, str]:
    before, slash, last = words.partition("?")[0].rpartition("/")
    rest = words[len(before) + 1 + len(last) :]
    is_backup = last.endswith((".tar", ".tar.age"))
    try:
        where = FileStore.of(before + rest if is_backup else words)
    except ValueError as fault:
        raise BackupFault(f"The place of a backup {fault}") from None
    return BackupShelf(where), last if is_backup and slash else ""
