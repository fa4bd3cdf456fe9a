"""A backup as it is read: found, decrypted where it is encrypted, and known by its first bytes."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain

from statuspage.backups.archive import Readable
from statuspage.backups.faults import Broken
from statuspage.backups.sealing import MARK, opened
from statuspage.backups.shelves import BackupShelf
from statuspage.backups.sqlite import HEAD
from statuspage.backups.streams import ChunkReader
from statuspage.config.backup_key import BackupKey


@dataclass(frozen=True, slots=True)
class Stored:
    """A backup at a place, which can be read again and again; and the key that opens it, if there is one."""

    shelf: BackupShelf
    name: str
    key: BackupKey | None

    @property
    def shown(self) -> str:
        """Where it is, in words."""
        return self.shelf.shown(self.name)

    def is_bare(self) -> bool:
        """Whether it is an SQLite file, as earlier versions made them. Raises BackupFault where there is nothing."""
        return self._begins().startswith(HEAD)

    def chunks(self) -> Iterator[bytes]:
        """Its bytes as they are stored."""
        return self.shelf.read(self.name)

    @contextmanager
    def open(self) -> Iterator[Readable]:
        """Its archive, to be read from the start to the end."""
        chunks = self.chunks()
        first = next(chunks, b"")
        whole = ChunkReader(chain([first], chunks))
        if not first.startswith(MARK):
            yield whole
            return
        with opened(whole, self.key) as plain:
            yield plain

    def _begins(self) -> bytes:
        first = next(self.chunks(), b"")
        if not first:
            raise Broken("it is empty")
        return first
