"""What tests of backups have in common: what an archive holds, and a database that is let go of."""

import sqlite3
import tarfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from statuspage import create_app
from statuspage.config import Settings
from statuspage.db import db
from statuspage.domain.files.file import File
from statuspage.domain.letters import Reply
from statuspage.filing.taking_in import filing
from tests.databases import throwaway


def with_settings(app: Flask, **changed: Any) -> None:
    app.extensions["settings"] = replace(app.extensions["settings"], **changed)


def let_go() -> None:
    """Close every connection, as a stopped server has."""
    db.session.remove()
    db.engine.dispose()


def words_here() -> list[str]:
    """What customers wrote, in the present app's database."""
    with Session(db.engine) as session:
        return sorted(session.scalars(select(Reply.body)))


def files_here() -> dict[str, bytes]:
    """Every file that is ready: its name, and its bytes as the storage has them."""
    with Session(db.engine) as session:
        rows = session.execute(select(File.name, File.stored).where(File.stored != "")).all()
    return {row.name: b"".join(filing().storage.read(row.stored)) for row in rows}


def names_in(archive: Path) -> list[str]:
    with tarfile.open(archive) as opened:
        return opened.getnames()


def words_in(archive: Path, folder: Path) -> list[str]:
    """What customers wrote, as an archive of SQLite has it, read by nothing of ours."""
    with tarfile.open(archive) as opened:
        opened.extract("database.sqlite", folder, filter="data")
    with closing(sqlite3.connect(folder / "database.sqlite")) as file:
        return sorted(row[0] for row in file.execute("SELECT body FROM reply"))


@contextmanager
def elsewhere(kind: str, folder: Path, settings: Settings) -> Iterator[Flask]:
    """A new machine with an empty database of this kind and an empty storage; its app, within its context."""
    folder.mkdir()
    with throwaway(kind, folder) as url:
        files = replace(settings.files, folder=folder / "files")
        app = create_app(replace(settings, database_url=url, data_dir=folder, files=files))
        with app.app_context():
            try:
                yield app
            finally:
                let_go()
