"""The pieces of files that are still arriving, taken at once: they go as soon as their file is put together."""

import tempfile
from collections.abc import Iterator
from contextlib import AbstractContextManager

from statuspage.backups.archive import PIECE, TarMember
from statuspage.backups.names import KEPT, NameBook
from statuspage.filing.storage import Gone, Storage

_SPOOL = 8 * 1024 * 1024  # bytes that may be in memory; more goes to a file that has no name


class Pieces(AbstractContextManager["Pieces"]):
    """Copies of pieces, until the end of the block."""

    def __init__(self) -> None:
        self._spool = tempfile.SpooledTemporaryFile(_SPOOL)  # noqa: SIM115 - closed in __exit__
        self._found: list[tuple[str, int]] = []

    def __exit__(self, *_: object) -> None:
        self._spool.close()

    def take(self, names: NameBook, storage: Storage) -> set[str]:
        """Copy every piece that the database names; the names of those that are gone. Raises StoreFault."""
        gone = set()
        for name in names.named(pieces=True):
            start = self._spool.tell()
            try:
                size, chunks = storage.open(name)
                for chunk in chunks:
                    self._spool.write(chunk)
            except Gone:
                self._spool.seek(start)
                gone.add(name)
                continue
            self._found.append((name, size))
        return gone

    def members(self, names: NameBook, folder: str) -> Iterator[TarMember]:
        """The pieces as members of an archive, in the order in which they were taken."""
        self._spool.seek(0)
        for name, size in self._found:
            names.find(name, KEPT, size)
            yield TarMember(folder + name, size, self._read(size))

    def _read(self, size: int) -> Iterator[bytes]:
        while size:
            piece = self._spool.read(min(size, PIECE))
            size -= len(piece)
            yield piece
