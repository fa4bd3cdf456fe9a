"""Backups: made while everything runs, proven without restoring, put back while nothing runs, and listed."""

import json
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click
from flask import Flask, current_app
from flask.cli import with_appcontext
from sqlalchemy.exc import SQLAlchemyError

from statuspage.backups.faults import BackupFault, Broken
from statuspage.backups.keeping import Done, clear, keep_one
from statuspage.backups.making import BackupSource, Tell
from statuspage.backups.proving import prove
from statuspage.backups.reading import Stored
from statuspage.backups.restoring import restore as put_back
from statuspage.backups.sealing import new_key
from statuspage.backups.shelves import BackupShelf, shelf_and_name
from statuspage.backups.workroom import workroom
from statuspage.clock import now
from statuspage.commands.in_words import in_words
from statuspage.commands.progress import Step, progress
from statuspage.config import Settings
from statuspage.config.backup_key import BackupKey
from statuspage.db import db, write
from statuspage.domain import backup_runs
from statuspage.domain.files.limits import told
from statuspage.filing.storage import StoreFault
from statuspage.filing.taking_in import filing

_JSON = click.option("--json", "as_json", is_flag=True, help="As JSON.")
_KEY = click.option(
    "--key", type=click.Path(path_type=Path), help="The file of the key, where it is not that of STATUSPAGE_BACKUP_KEY."
)
_NEWEST = "newest"
_DOING = {  # what is told of how far it has come; the bytes that are written meanwhile are not
    "database": "Copying the database",
    "files": "Copying files",
    "read": "Reading the backup",
    "restored": "Putting files back",
}


@click.command("backup")
@click.argument("to", default="")
@click.option("--without-files", is_flag=True, help="The database alone, where something else copies the files.")
@_JSON
@with_appcontext
def backup(to: str, without_files: bool, as_json: bool) -> None:
    """Make a backup of the database and all files, whole and checked, while everything runs.

    TO is a new file, a folder, or s3://KEY:SECRET@host/bucket/prefix; without it, it goes to STATUSPAGE_BACKUP_TO, and
    old ones there are deleted as STATUSPAGE_BACKUP_KEEP says.
    """
    settings = _settings()
    with _in_words():
        if to:
            shelf, name = shelf_and_name(to, None)
        elif settings.backup_to is not None:
            shelf, name = BackupShelf(settings.backup_to), ""
        else:
            raise BackupFault("Where to? Name a file or a folder, or set STATUSPAGE_BACKUP_TO.")
        with _telling() as tell:
            done = keep_one(_app(), shelf, name, tell, with_files=not without_files)
        _note(done)
        if not to:
            _clear(shelf)
    _tell_missing(done.manifest["files"])
    if as_json:
        click.echo(json.dumps({"where": done.where, "size": done.size, **_summary(done.manifest)}, indent=2))
    else:
        click.echo(f"{click.format_filename(done.where)}: {done.size} bytes, whole. {_in_it(done.manifest)}")


@click.command("verify")
@click.argument("source", metavar="FROM")
@_KEY
@_JSON
@with_appcontext
def verify(source: str, key: Path | None, as_json: bool) -> None:
    """Prove that a backup is whole and can be restored, from its first byte to its last. Nothing is restored.

    FROM is a file, s3://…, the name of one that `backups` lists, or `newest`. It ends with 1 where it is not.
    """
    settings = _settings()
    try:
        with _in_words():
            stored = _find(source, key)
            with workroom(settings.data_dir) as work, _telling() as tell:
                proven = prove(stored, work, tell)
    except click.ClickException as fault:
        if as_json:
            click.echo(json.dumps({"is_whole": False, "fault": fault.message}, indent=2))
        raise
    _tell_missing(proven.files, proven.odd)
    if as_json:
        found = {"is_whole": True, "where": stored.shown, "rows": proven.rows, "odd": proven.odd}
        click.echo(json.dumps(found | _summary(proven.head | {"files": proven.files}), indent=2))
    else:
        click.echo(f"{stored.shown} is whole. {_in_it(proven.head | {'files': proven.files, 'rows': proven.rows})}")


@click.command("restore")
@click.argument("source", metavar="FROM")
@_KEY
@with_appcontext
def restore(source: str, key: Path | None) -> None:
    """Put a backup back, database and files, while nothing serves. What was there is kept beside it.

    FROM is as with `verify`, or a bare SQLite file, as earlier versions made backups. It is proven first.
    """
    settings = _settings()
    with _in_words():
        stored = _find(source, key)
        db.session.remove()
        db.engine.dispose()
        with workroom(settings.data_dir) as work, _telling() as tell:
            done = put_back(stored, BackupSource(db.engine, filing().storage, work, tell), now())
    where = db.engine.url.database if db.engine.dialect.name == "sqlite" else "The database"
    kept = f" What was there is {done.kept}." if done.kept else ""
    click.echo(f"{where} is the backup now, and {done.files} files were put back.{kept}")


@click.command("backups")
@_JSON
@with_appcontext
def backups(as_json: bool) -> None:
    """List the backups at STATUSPAGE_BACKUP_TO, the newest first."""
    settings = _settings()
    with _in_words():
        if settings.backup_to is None:
            raise BackupFault("Nowhere to look: set STATUSPAGE_BACKUP_TO.")
        shelf = BackupShelf(settings.backup_to)
        kept = shelf.kept()
    if as_json:
        rows = [asdict(one) | {"at": one.at.isoformat(), "where": shelf.shown(one.name)} for one in kept]
        click.echo(json.dumps(rows, indent=2))
        return
    for one in kept:
        click.echo(f"{one.name}  {one.at:%Y-%m-%d %H:%M} UTC  {told(one.size)}")
    if not kept:
        click.echo(f"There is no backup at {shelf.shown('')} yet.")


@click.command("backup-key")
@click.argument("path", type=click.Path(path_type=Path))
def backup_key(path: Path) -> None:
    """Make a key for encrypting backups, in a new file that only its owner can read. Keep it apart from the server."""
    content = new_key()
    try:
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except (OSError, ValueError) as fault:
        raise click.ClickException(f"{click.format_filename(path)} cannot be made: {fault}") from None
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(content)
    public = content.split()[3]
    click.echo(f"Encrypt with: STATUSPAGE_BACKUP_KEY={public}")
    click.echo(f"Only {click.format_filename(path)} opens what is encrypted so: without it no such backup can be read.")


def _app() -> Flask:
    return current_app._get_current_object()  # type: ignore[attr-defined,no-any-return]  # the app itself


def _settings() -> Settings:
    found: Settings = current_app.extensions["settings"]
    return found


@contextmanager
def _telling() -> Iterator[Tell]:
    """What is told how far it has come, and shows it, one thing after the other."""
    with ExitStack() as shown:
        step: tuple[str, Step] | None = None

        def tell(what: str, done: int, every: int) -> None:
            nonlocal step
            if what not in _DOING:
                return
            if step is None or step[0] != what:
                shown.close()
                step = what, shown.enter_context(progress(_DOING[what]))
            step[1].at(done, every or None)

        yield tell


@contextmanager
def _in_words() -> Iterator[None]:
    with in_words():
        try:
            yield
        except Broken as fault:
            raise click.ClickException(f"This is no backup that can be used: {fault}.") from None
        except BackupFault as fault:
            raise click.ClickException(str(fault)) from None
        except StoreFault as fault:
            raise click.ClickException(f"The storage or the place of the backup does not answer: {fault}") from None


def _find(words: str, file: Path | None) -> Stored:
    settings = _settings()
    key = BackupKey(file=file) if file else settings.backup_key
    if words == _NEWEST and settings.backup_to is not None:
        shelf = BackupShelf(settings.backup_to)
        kept = shelf.kept()
        if not kept:
            raise BackupFault(f"There is no backup at {shelf.shown('')} yet.")
        return Stored(shelf, kept[0].name, key)
    shelf, name = shelf_and_name(words, settings.backup_to)
    if not name:
        raise BackupFault(f"{shelf.shown('').rstrip('/')} is a folder or a bucket: name one backup in it.")
    return Stored(shelf, name, key)


def _clear(shelf: BackupShelf) -> None:
    """Delete the old ones; where the key may not, as docs/backups.md advises, the new one is there all the same."""
    try:
        clear(_app(), shelf)
    except (StoreFault, OSError) as fault:
        click.echo(f"Old backups could not be deleted: {fault}", err=True)


def _note(done: Done) -> None:
    """Note that it was made; a database that cannot note it, such as one of an older version, was kept all the same."""
    with suppress(SQLAlchemyError), write() as session:
        lease = backup_runs.take(session, done.at, done.at)
        backup_runs.succeed(session, lease, now(), name=done.where, size=done.size)


def _summary(manifest: dict[str, Any]) -> dict[str, Any]:
    return {name: manifest[name] for name in ("version", "made_at", "database", "schema", "files")}


def _in_it(manifest: dict[str, Any]) -> str:
    rows, files = sum(manifest["rows"].values()), manifest["files"]
    these = f"{files['count']} files, {told(files['bytes'])}" if manifest["with_files"] else "none of its files"
    return f"In it: {rows} rows of the schema {manifest['schema']}, and {these}."


def _tell_missing(files: dict[str, int], odd: int = 0) -> None:
    if files["missing"]:
        click.echo(f"{files['missing']} files that the database names were not in the storage any more.", err=True)
    if odd:
        click.echo(f"{odd} files have another size than the database says: they were damaged before.", err=True)
