"""A backup in the making: one moment of the database, and every file that the database of that moment names.

Files never change, they only come and go. One that is deleted between that moment and its turn is told as ``erased``;
one that the database still names, and the storage lacks, as ``missing``: that is a loss from before.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, closing
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Engine

from statuspage.backups import sqlite
from statuspage.backups.archive import TarMember, packed
from statuspage.backups.faults import Vanished
from statuspage.backups.names import ERASED, KEPT, MISSING, NameBook
from statuspage.backups.pieces import Pieces
from statuspage.filing.storage import Gone, Storage
from statuspage.version import __version__

FORMAT = 1
HEAD, FILES, LOST = "backup.json", "files/", "lost.txt"
_TRIES = 5  # moments that are taken until no piece of a file was put together meanwhile

if TYPE_CHECKING:
    from statuspage.backups.postgresql import ReadTransaction

Tell = Callable[[str, int, int], None]  # of what, how much is done, and of how much


@dataclass(frozen=True, slots=True)
class BackupSource:
    """What a backup is made of, a folder for the work, and who is told of it."""

    engine: Engine
    storage: Storage
    work: Path
    tell: Tell
    with_files: bool = True


class Making:
    """One backup. ``chunks`` is to be read once; ``manifest`` tells afterwards what is in it."""

    def __init__(self, source: BackupSource, at: datetime) -> None:
        self._from, self._at = source, at
        self._counts: dict[str, int] = {}
        self.manifest: dict[str, Any] = {}

    def chunks(self) -> Iterator[bytes]:
        """The bytes of the archive. Raises BackupFault, StoreFault, and what the database refuses."""
        with ExitStack() as stack:
            moment, names, pieces = self._settled(stack)
            members = chain(
                [self._head(moment)],
                moment.members(self._counts),
                pieces.members(names, FILES),
                self._files(names),
                self._lost(names),
            )
            yield from packed(members, partial(self._told, names))

    def _settled(self, stack: ExitStack) -> "tuple[sqlite.FileCopy | ReadTransaction, NameBook, Pieces]":
        """A moment, its names, and all pieces of files that had not arrived whole.

        Such pieces go as soon as a file is put together from them. Where that has happened since, a newer moment is
        taken, which knows that file.
        """
        for number in range(_TRIES):
            with ExitStack() as tried:
                moment = tried.enter_context(self._moment())
                names = tried.enter_context(closing(NameBook(self._from.work / f"names-{number}")))
                names.name(moment.named() if self._from.with_files else ())
                pieces = tried.enter_context(Pieces())
                gone = pieces.take(names, self._from.storage)
                if gone and number + 1 < _TRIES and not gone <= self._named_now():
                    continue
                for name in gone:
                    names.find(name, ERASED)
                stack.push(tried.pop_all())
                return moment, names, pieces
        raise AssertionError("the last try is taken")

    def _moment(self) -> "AbstractContextManager[sqlite.FileCopy | ReadTransaction]":
        engine = self._from.engine
        if engine.dialect.name != "sqlite":
            return _reading(engine)
        return sqlite.moment(Path(engine.url.database or ""), self._from.work, partial(self._from.tell, "database"))

    def _named_now(self) -> set[str]:
        """The pieces that the database names by now."""
        return {name for name, _size in _names_now(self._from.engine) if name.startswith("arriving/")}

    def _head(self, moment: "sqlite.FileCopy | ReadTransaction") -> TarMember:
        self.manifest = {
            "format": FORMAT,
            "version": __version__,
            "made_at": f"{self._at:%Y-%m-%dT%H:%M:%SZ}",
            "database": moment.kind,
            "schema": moment.schema,
            "tables": moment.tables,
            "sequences": moment.counted,
            "with_files": self._from.with_files,
        }
        told = json.dumps(self.manifest, indent=1).encode()
        return TarMember(HEAD, len(told), [told])

    def _files(self, names: NameBook) -> Iterator[TarMember]:
        every = names.count()
        for number, name in enumerate(names.named(pieces=False), 1):
            try:
                size, chunks = self._from.storage.open(name)
            except Gone:
                names.find(name, ERASED)
            else:
                yield TarMember(FILES + name, size, _watched(names, name, size, chunks))
            self._from.tell("files", number, every)

    def _lost(self, names: NameBook) -> Iterator[TarMember]:
        """A line for each name whose file is not in it, and why."""
        if names.count(ERASED):
            names.still_named(name for name, _size in _names_now(self._from.engine))
        told = "".join(f"{fate} {name}\n" for name, fate in names.lost()).encode()
        yield TarMember(LOST, len(told), [told])

    def _told(self, names: NameBook) -> dict[str, Any]:
        files = {"count": names.count(KEPT), "bytes": names.bytes_kept()}
        files |= {fate: names.count(fate) for fate in (ERASED, MISSING)}
        self.manifest |= {"rows": self._counts, "files": files}
        return self.manifest


def _watched(names: NameBook, name: str, size: int, chunks: Iterator[bytes]) -> Iterator[bytes]:
    left = size
    try:
        for chunk in chunks:
            left -= len(chunk)
            yield chunk
    except Gone:
        left = -1
    if left:
        names.find(name, ERASED)
        raise Vanished
    names.find(name, KEPT, size)


def _names_now(engine: Engine) -> Iterator[tuple[str, int]]:
    if engine.dialect.name == "sqlite":
        yield from sqlite.named(Path(engine.url.database or ""))
        return
    with _reading(engine) as moment:
        yield from moment.named()


def _reading(engine: Engine) -> "AbstractContextManager[ReadTransaction]":
    from statuspage.backups import postgresql  # nothing of it is loaded for SQLite

    return postgresql.moment(engine)
