"""A backup of an SQLite database, made while it runs, and its way back. PostgreSQL has programs of its own for both."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from pathlib import Path

import click
from flask.cli import with_appcontext

from statuspage.clock import now
from statuspage.commands.in_words import in_words
from statuspage.db import db
from statuspage.migrations.lock import alone
from statuspage.migrations.revisions import revisions

_PATH = click.Path(path_type=Path)


@click.command("backup")
@click.argument("path", type=_PATH)
@with_appcontext
def backup(path: Path) -> None:
    """Copy the SQLite database to a new file, whole and checked, while it runs. Only its owner can read the file."""
    with in_words():
        source = _sqlite_file("pg_dump --format=custom --file=statuspage.dump")
        if not source.exists():
            raise click.ClickException(f"There is no database at {source} yet.")
        if path.exists() or path.is_symlink():
            raise click.ClickException(f"There is something at {path} already; a backup is never written over.")
        with _new_file(path.with_name(f"{path.name}.part")) as draft:
            _copy(source, draft)
            _refuse_broken(draft)
            os.link(draft, path)  # and not over what has come there meanwhile
        size = path.stat().st_size
    click.echo(f"{click.format_filename(path)}: {size} bytes, whole.")


@click.command("restore")
@click.argument("path", type=_PATH)
@with_appcontext
def restore(path: Path) -> None:
    """Put a backup in the place of the SQLite database, while nothing runs. What was there is kept beside it."""
    with in_words():
        place = _sqlite_file("pg_restore --clean --if-exists --no-owner --dbname=statuspage statuspage.dump")
        if not path.is_file():
            raise click.ClickException(f"There is no backup at {path}.")
        _refuse_broken(path)
        with alone(db.engine), _new_file(place.with_name(f"{place.name}.part")) as draft:
            _copy(path, draft)
            kept = _move_aside(place, now())
            draft.rename(place)
    click.echo(f"{place} is the backup now." + (f" What was there is {kept}." if kept else ""))


def _sqlite_file(instead: str) -> Path:
    if db.engine.dialect.name != "sqlite":
        raise click.ClickException(f"This database is PostgreSQL. Its own programs do it, such as `{instead}`.")
    db.engine.dispose()
    return Path(db.engine.url.database or "")


@contextmanager
def _new_file(path: Path) -> Iterator[Path]:
    """An empty file that only its owner can read or write; gone at the end, unless it was renamed."""
    path.unlink(missing_ok=True)
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    try:
        yield path
    finally:
        path.unlink(missing_ok=True)


def _copy(source: Path, target: Path) -> None:
    """With SQLite's own copying, which sees one moment of a database that others write to."""
    with closing(sqlite3.connect(source)) as read, closing(sqlite3.connect(target)) as written:
        read.execute("PRAGMA query_only = ON")
        read.backup(written)
        written.execute("PRAGMA journal_mode = DELETE")  # one file, whoever copies it
    with target.open("rb") as file:
        os.fsync(file.fileno())


def _refuse_broken(path: Path) -> None:
    """Refuse a file that is not whole, or not a database of this version or an earlier one."""
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as file:
            faults = [row[0] for row in file.execute("PRAGMA integrity_check(1)")]
            found = file.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.Error as fault:
        raise click.ClickException(f"{path} is no database of ours ({fault}).") from None
    if faults != ["ok"]:
        raise click.ClickException(f"{path} is not whole ({faults[0].splitlines()[0]}).")
    if found is None or found[0] not in revisions():
        raise click.ClickException(f"{path} has a schema that this version does not know.")


def _move_aside(place: Path, at: datetime) -> Path | None:
    """Rename the present database, which nobody may have open; None where there is none."""
    if not place.exists():
        return None
    with suppress(sqlite3.DatabaseError), closing(sqlite3.connect(place, timeout=1, isolation_level=None)) as file:
        try:  # only who is alone may leave the write-ahead log, and has written it into the file then
            alone_here = file.execute("PRAGMA journal_mode = DELETE").fetchone() == ("delete",)
        except sqlite3.OperationalError:
            alone_here = False
        if not alone_here:
            raise click.ClickException(f"{place} is in use: stop what serves it, and restore again.")
    kept = place.with_name(f"{place.name}-replaced-{at:%Y%m%dT%H%M%SZ}")
    place.rename(kept)
    for rest in ("-wal", "-shm"):  # of a file that was no database any more
        place.with_name(place.name + rest).unlink(missing_ok=True)
    return kept
