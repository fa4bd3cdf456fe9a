"""Whether a backup is what it says, proven from its first byte to its last, and nothing restored.

Its checksums fit, its schema is known, its database is whole and has the rows that were counted, and every file that
the database names is in it, or is told to have been gone.
"""

import hashlib
import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from statuspage.backups import sqlite
from statuspage.backups.archive import Archive, TarMember
from statuspage.backups.faults import Broken
from statuspage.backups.making import FILES, FORMAT, HEAD, LOST, Tell
from statuspage.backups.names import ERASED, KEPT, MISSING, ROWS, NameBook
from statuspage.backups.reading import Stored
from statuspage.migrations.revisions import revisions

_ROWS = re.compile(rf"{ROWS}([a-z_]+)/\d+")
_ESCAPED = re.compile(r"\\(.)")


@dataclass(frozen=True, slots=True)
class Proven:
    """What was found to be in it. ``odd`` files have another size than the database says, and had it before."""

    head: dict[str, Any]
    rows: dict[str, int]
    files: dict[str, int]
    odd: int


@dataclass
class Proving:
    """One reading of one backup. ``database`` is where an SQLite file is put, and ``names`` what is noted of files."""

    stored: Stored
    database: Path
    names: NameBook
    tell: Tell
    head: dict[str, Any] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)

    def run(self) -> Proven:
        """Read all of it. Raises Broken for whatever does not fit."""
        try:
            return self._bare() if self.stored.is_bare() else self._whole()
        except (ValueError, LookupError, TypeError, AttributeError, sqlite3.Error) as fault:
            raise Broken(f"it cannot be read ({fault})") from fault

    def _bare(self) -> Proven:
        """An SQLite file alone, as earlier versions made backups: no checksum, and no files."""
        with self.database.open("wb") as file:
            for chunk in self.stored.chunks():
                file.write(chunk)
        head: dict[str, Any] = {
            "database": "sqlite",
            "schema": sqlite.schema_of(self.database),
            "version": "",
            "made_at": "",
        }
        head["with_files"] = False
        return Proven(head, sqlite.count_rows(self.database), {"count": 0, "bytes": 0, ERASED: 0, MISSING: 0}, 0)

    def _whole(self) -> Proven:
        with self.stored.open() as file:
            archive = Archive(file)
            for number, member in enumerate(archive.members()):
                self._take(number, member)
                self.tell("read", number + 1, 0)
        manifest = archive.manifest or {}
        if {name: manifest.get(name) for name in self.head} != self.head:
            raise Broken("its manifest is of another backup")
        if self.head["database"] == "sqlite":
            self._look_into_file()
        else:
            self.names.name_all_rows()
        return self._compare(manifest)

    def _take(self, number: int, member: TarMember) -> None:
        if (number == 0) != (member.name == HEAD):
            raise Broken(f"it does not begin with {HEAD}")
        if member.name == HEAD:
            self.head = _head(_content(member))
        elif member.name == sqlite.DATABASE:
            _write(member, self.database)
        elif rows := _ROWS.fullmatch(member.name):
            self._take_rows(rows[1], member)
        elif member.name.startswith(FILES):
            digest = hashlib.sha256()
            for chunk in member.chunks:
                digest.update(chunk)
            self.names.find(member.name.removeprefix(FILES), KEPT, member.size, digest.hexdigest())
        elif member.name == LOST:
            self._take_lost(_content(member))
        else:
            raise Broken(f"it holds {member.name}, which this version does not know")

    def _take_rows(self, table: str, member: TarMember) -> None:
        columns = self.head["tables"].get(table)
        if columns is None:
            raise Broken(f"it has rows of {table}, which its head does not name")
        for line in _lines(member):
            cells = line.split("\t")
            if len(cells) != len(columns):
                raise Broken(f"a row of {table} has {len(cells)} columns instead of {len(columns)}")
            self.rows[table] = self.rows.get(table, 0) + 1
            if table in ("file", "file_piece"):
                self.names.name_row(table, dict(zip(columns, map(_plain, cells), strict=True)))

    def _take_lost(self, told: bytes) -> None:
        for line in told.decode().splitlines():
            fate, _, name = line.partition(" ")
            if fate not in (ERASED, MISSING):
                raise Broken(f"{LOST} has a line that this version does not know")
            self.names.find(name, fate)

    def _look_into_file(self) -> None:
        if not self.database.exists():
            raise Broken(f"it has no {sqlite.DATABASE}")
        if sqlite.schema_of(self.database) != self.head["schema"]:
            raise Broken("its database has another schema than it says")
        self.rows = sqlite.count_rows(self.database)
        self.names.name(sqlite.named(self.database))

    def _compare(self, manifest: dict[str, Any]) -> Proven:
        rows = {name: count for name, count in manifest.get("rows", {}).items() if count}
        if rows != {name: count for name, count in self.rows.items() if count}:
            raise Broken("its database has other rows than were counted")
        files = {"count": self.names.count(KEPT), "bytes": self.names.bytes_kept()}
        files |= {fate: self.names.count(fate) for fate in (ERASED, MISSING)}
        if manifest.get("files") != files:
            raise Broken("it holds other files than were counted")
        if self.head["with_files"] and (name := self.names.unfound()):
            raise Broken(f"its database names the file {name}, which is not in it")
        return Proven(self.head, rows, files, self.names.odd())


def prove(stored: Stored, work: Path, tell: Tell) -> Proven:
    """Read all of a backup, and leave nothing behind. Raises BackupFault in words."""
    with closing(NameBook(work / "names")) as names:
        return Proving(stored, work / sqlite.DATABASE, names, tell).run()


def _head(told: bytes) -> dict[str, Any]:
    try:
        head = json.loads(told)
        is_ours = head["format"] == FORMAT and head["database"] in ("sqlite", "postgresql")
    except (ValueError, KeyError, TypeError):
        raise Broken("its head cannot be read") from None
    if not is_ours:
        raise Broken("a version made it whose backups this one cannot read")
    if head["schema"] not in revisions():
        raise Broken(f"it has the schema {head['schema']}, which this version does not know")
    found: dict[str, Any] = head
    return found


def _content(member: TarMember) -> bytes:
    if member.size > 1 << 30:
        raise Broken(f"{member.name} is too large")
    return b"".join(member.chunks)


def _write(member: TarMember, to: Path) -> None:
    with to.open("wb") as file:
        for chunk in member.chunks:
            file.write(chunk)


def _lines(member: TarMember) -> Iterator[str]:
    held = b"".join(member.chunks)  # a few MiB
    if held and not held.endswith(b"\n"):
        raise Broken(f"{member.name} ends within a row")
    yield from held.decode("utf-8").split("\n")[:-1]


def _plain(cell: str) -> str:
    """A cell of COPY's text as it was; of names and numbers nothing is written otherwise than with a backslash."""
    return _ESCAPED.sub(r"\1", cell)
