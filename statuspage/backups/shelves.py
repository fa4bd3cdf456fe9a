"""Where backups are kept: a folder of this machine, or a bucket of any S3. Each appears whole, or not at all."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from statuspage.backups.archive import PIECE
from statuspage.backups.faults import BackupFault
from statuspage.backups.sealing import ENDING, Writable
from statuspage.config.file_store import FileStore
from statuspage.filing.storage import Storage

_NAMED = re.compile(r"statuspage\.(\d{4}-\d\d-\d\dT\d{6})Z\.tar(?:\.age)?")
_INSTANT = "%Y-%m-%dT%H%M%S"  # which a log does not take for a key
_UNFINISHED = ".part"


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
        if self._folder is not None and not os.access(self._folder, os.W_OK | os.X_OK):
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
            raise BackupFault(f"There is something at {self.shown(name)} already; a backup is never written over.")
        with _file(self._folder / name) if self._folder else self._bucket.writer(name) as taking:
            yield taking

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

    def _all(self) -> Iterator[tuple[str, int]]:
        if self._folder is None:
            yield from self._bucket.sizes()
        else:
            for file in self._folder.iterdir():
                with suppress(FileNotFoundError):
                    yield file.name, file.stat().st_size


@contextmanager
def _file(path: Path) -> Iterator[Writable]:
    """A file that only its owner can read, and that is on the disk as a whole before it has its name."""
    draft = path.with_name(path.name + _UNFINISHED)
    draft.unlink(missing_ok=True)
    handle = os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        os.link(draft, path)  # and not over what has come there meanwhile
    finally:
        draft.unlink(missing_ok=True)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _pieces(file: Path) -> Iterator[bytes]:
    with file.open("rb") as opened:
        while piece := opened.read(PIECE):
            yield piece


def shelf_and_name(words: str, usual: FileStore | None) -> tuple[BackupShelf, str]:
    """What somebody meant by these words: a place, and the name of a backup in it, "" for none yet.

    It is a path or ``s3://…``; or else, where there is no such file, a backup of the ``usual`` place.
    """
    if words.lower().startswith("s3://"):
        return _in_bucket(words)
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
