"""The names that a database gives to what lies in the storage, and what became of each; kept on disk, however many."""

import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path

ROWS = "rows/"  # begins the names of members that hold rows: rows/TABLE/NUMBER
PIECES = "arriving/"  # begins the names of pieces of files that have not arrived whole
KEPT, ERASED, MISSING = "kept", "erased", "missing"
NAMED = """
SELECT stored, size FROM file WHERE stored <> ''
UNION ALL SELECT thumbnail, -1 FROM file WHERE thumbnail <> ''
UNION ALL SELECT 'arriving/' || file.key || '/' || file_piece.start || '-' || file_piece.length, file_piece.length
FROM file_piece JOIN file ON file.id = file_piece.file_id WHERE file.state IN ('arriving', 'held')
"""  # each name, and how many bytes it has; -1 where the database does not say. Either database reads it
_TABLES = """
PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;
CREATE TABLE named (name TEXT PRIMARY KEY, size INTEGER) WITHOUT ROWID;
CREATE TABLE found (name TEXT PRIMARY KEY, fate TEXT, size INTEGER, digest TEXT) WITHOUT ROWID;
CREATE TABLE file (id INTEGER PRIMARY KEY, key TEXT, state TEXT, stored TEXT, thumbnail TEXT, size INTEGER);
CREATE TABLE file_piece (file_id INTEGER, start INTEGER, length INTEGER);
"""
_READ = {"file": ("id", "key", "state", "stored", "thumbnail", "size"), "file_piece": ("file_id", "start", "length")}


class NameBook:
    """A book of names in a new file at this path, for one thread."""

    def __init__(self, path: Path) -> None:
        self._book = sqlite3.connect(path, isolation_level=None)
        self._book.executescript(_TABLES)
        self._book.execute("BEGIN")

    def close(self) -> None:
        """Let go of the file."""
        self._book.close()

    def name(self, rows: Iterable[tuple[str, int]]) -> None:
        """The database names these, each with its size."""
        self._book.executemany("INSERT OR IGNORE INTO named VALUES (?, ?)", rows)

    def name_row(self, table: str, row: dict[str, str]) -> None:
        """The database has this row; only those of files and their pieces count."""
        if columns := _READ.get(table):
            marks = ", ".join("?" * len(columns))
            self._book.execute(f"INSERT INTO {table} VALUES ({marks})", [row[column] for column in columns])  # noqa: S608

    def name_all_rows(self) -> None:
        """Take the names from the rows that were given."""
        self._book.execute(f"INSERT OR IGNORE INTO named {NAMED}")

    def find(self, name: str, fate: str, size: int = 0, digest: str = "") -> None:
        """This is what became of it."""
        self._book.execute("INSERT OR REPLACE INTO found VALUES (?, ?, ?, ?)", (name, fate, size, digest))

    def still_named(self, names: Iterable[str]) -> None:
        """Of those that were erased, the database still names these: they are missing."""
        query = "UPDATE found SET fate = ? WHERE fate = ? AND name = ?"
        self._book.executemany(query, ((MISSING, ERASED, name) for name in names))

    def named(self, *, pieces: bool) -> Iterator[str]:
        """All names in their order, of pieces or of whole files."""
        query = "SELECT name FROM named WHERE (substr(name, 1, ?) = ?) = ? ORDER BY name"
        for row in self._book.execute(query, (len(PIECES), PIECES, pieces)):
            yield row[0]

    def lost(self) -> Iterator[tuple[str, str]]:
        """Each that was not kept, in its order, and why."""
        yield from self._book.execute("SELECT name, fate FROM found WHERE fate <> ? ORDER BY name", (KEPT,))

    def count(self, fate: str = "") -> int:
        """How many the database names, or how many of those that were found had this fate."""
        query = "SELECT count(*) FROM found WHERE fate = ?" if fate else "SELECT count(*) FROM named"
        found = self._book.execute(query, (fate,) if fate else ()).fetchone()
        return int(found[0])

    def bytes_kept(self) -> int:
        """How many bytes those have that were kept."""
        found = self._book.execute("SELECT coalesce(sum(size), 0) FROM found WHERE fate = ?", (KEPT,)).fetchone()
        return int(found[0])

    def unfound(self) -> str:
        """One name that the database has, and of which nothing was found; "" where there is none."""
        query = "SELECT name FROM named WHERE name NOT IN (SELECT name FROM found) ORDER BY name LIMIT 1"
        found = self._book.execute(query).fetchone()
        return str(found[0]) if found else ""

    def odd(self) -> int:
        """How many were kept that have another size than the database says."""
        query = (
            "SELECT count(*) FROM named JOIN found USING (name) WHERE fate = ? AND named.size NOT IN (-1, found.size)"
        )
        return int(self._book.execute(query, (KEPT,)).fetchone()[0])

    def kept(self, name: str) -> tuple[int, str] | None:
        """The size and the checksum of what was kept under this name."""
        query = "SELECT size, digest FROM found WHERE name = ? AND fate = ?"
        found: tuple[int, str] | None = self._book.execute(query, (name, KEPT)).fetchone()
        return found
