"""One moment of an SQLite database, copied while others write to it; and whether such a copy is whole."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from statuspage.backups.archive import PIECE, TarMember
from statuspage.backups.faults import BackupFault, Broken
from statuspage.backups.names import NAMED
from statuspage.migrations.revisions import revisions
from statuspage.on_disk import wait_for_disk

DATABASE = "database.sqlite"  # the member that it is
HEAD = b"SQLite format 3\x00"  # begins each such file
Told = Callable[[int, int], None]  # how many pages are done, and of how many
_PAGES = 2_000  # copied at once
_TABLES = """
SELECT name FROM sqlite_master AS one WHERE type = 'table' AND name NOT LIKE 'sqlite~_%' ESCAPE '~'
AND sql NOT LIKE 'CREATE VIRTUAL%' AND NOT EXISTS (
    SELECT 1 FROM sqlite_master AS made WHERE made.sql LIKE 'CREATE VIRTUAL TABLE%'
    AND substr(one.name, 1, length(made.name) + 1) = made.name || '_') ORDER BY name
"""


@dataclass(frozen=True, slots=True)
class FileCopy:
    """A copy of one moment, whole and proven."""

    copied: Path
    schema: str
    kind = "sqlite"
    tables: ClassVar[dict[str, list[str]]] = {}  # the file says it
    counted: ClassVar[dict[str, int]] = {}

    def members(self, counts: dict[str, int]) -> Iterator[TarMember]:
        """The file; how many rows each table has is put into ``counts``."""
        counts.update(count_rows(self.copied))
        yield TarMember(DATABASE, self.copied.stat().st_size, _pieces(self.copied))

    def named(self) -> Iterator[tuple[str, int]]:
        """What the database names in the storage, and the sizes."""
        return named(self.copied)


@contextmanager
def moment(database: Path, work: Path, tell: Told) -> Iterator[FileCopy]:
    """See one moment of this file; its copy is gone at the end. Raises BackupFault."""
    if not database.is_file():
        raise BackupFault(f"There is no database at {database} yet.")
    copied = work / DATABASE
    try:
        copy(database, copied, tell)
        try:
            schema = schema_of(copied)
        except Broken as fault:
            raise BackupFault(f"No backup is made of {database}: {fault}.") from None
        yield FileCopy(copied, schema)
    finally:
        copied.unlink(missing_ok=True)


def _pieces(file: Path) -> Iterator[bytes]:
    with file.open("rb") as opened:
        while piece := opened.read(PIECE):
            yield piece


def copy(source: Path, target: Path, tell: Told = lambda _done, _all: None) -> None:
    """Copy one moment of the database to a new file of its own, which is on the disk then; tells of its pages.

    Others go on writing: a read transaction keeps the moment, and lets go of it as soon as it is copied.
    """
    with closing(sqlite3.connect(source, isolation_level=None)) as read, closing(sqlite3.connect(target)) as written:
        read.execute("PRAGMA query_only = ON")
        read.execute("BEGIN")
        read.execute("SELECT count(*) FROM sqlite_master").fetchone()  # from here on it is this moment
        read.backup(written, pages=_PAGES, progress=lambda _status, left, every: tell(every - left, every))
        read.execute("ROLLBACK")
        written.execute("PRAGMA journal_mode = DELETE")  # one file, whoever copies it
    wait_for_disk(target)


def schema_of(path: Path) -> str:
    """The revision of the schema that this file has. Raises Broken for what is not whole, and for none that we know."""
    try:
        with _opened(path) as file:
            faults = [str(row[0]) for row in file.execute("PRAGMA integrity_check(1)")]
            found = file.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.Error as fault:
        raise Broken(f"it is no database of ours ({fault})") from None
    if faults != ["ok"]:
        raise Broken(f"it is not whole ({faults[0].splitlines()[0]})")
    if found is None or found[0] not in revisions():
        raise Broken("it has a schema that this version does not know")
    return str(found[0])


def count_rows(path: Path) -> dict[str, int]:
    """How many rows each table has; those of an index of words are its own affair."""
    with _opened(path) as file:
        tables = [row[0] for row in file.execute(_TABLES)]
        return {name: file.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in tables}  # noqa: S608


def named(path: Path) -> Iterator[tuple[str, int]]:
    """What this database names in the storage, and the sizes; nothing in a database from before there were files."""
    with suppress(sqlite3.OperationalError), _opened(path) as file:
        yield from file.execute(NAMED)


def _opened(path: Path) -> "closing[sqlite3.Connection]":
    return closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True))
