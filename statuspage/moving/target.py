"""The database into which everything is moved: opened only where nothing of anybody else's lies in it."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from flask import Flask
from sqlalchemy import Connection, Engine, inspect, select
from sqlalchemy.engine import make_url

from statuspage.config import Settings
from statuspage.db import connect, db
from statuspage.migrations.marks import HERE, here, places
from statuspage.migrations.revisions import SchemaRefused
from statuspage.migrations.shape import INDEX
from statuspage.migrations.upgrade import to_newest
from statuspage.moving.rows import all_tables
from statuspage.waiting import Waits

BEGUN, MADE, CHECKED = "begun", "made", "checked"  # how far a move has come; nothing is marked once it is done
_SHOWN = 3  # tables that are named


class MoveRefused(SchemaRefused):
    """Nothing can be moved so; the text says in words why, and what to do."""


def shown(url: str) -> str:
    """The address of a database as it may be seen: without a password, wherever it stands."""
    seen = make_url(url).difference_update_query(("password", "sslpassword"))
    return seen.set(drivername=seen.get_backend_name()).render_as_string(hide_password=True)


def open_target(settings: Settings, url: str) -> Flask:
    """An app on the target; refused where this is no database, or one of the kind that the settings have."""
    of = make_url(url)
    if of.get_backend_name() == make_url(settings.database_url).get_backend_name():
        raise MoveRefused("Both are the same kind of database: `backup` and `restore` copy such a one whole.")
    if of.get_backend_name() == "sqlite":
        _refuse_strange_file(Path(of.database or ""))  # before anything is opened that would change it
    app = Flask("target")
    app.extensions["settings"] = replace(settings, database_url=url)
    connect(app, url, Waits(*settings.database_waits))
    return app


def mark_of(engine: Engine) -> str:
    """The mark of the move that is not finished here; "" in an empty database. Refuses every other one."""
    with engine.connect() as connection:
        _refuse_encoding(connection)
        tables = [*inspect(connection).get_table_names(), *inspect(connection).get_view_names()]
        if HERE in tables:
            return connection.scalar(select(here.c.mark)) or ""
    if tables:
        _refuse_tables(sorted(tables))
    return ""


def begin(connection: Connection, mark: str) -> None:
    """Mark an empty database, so that nothing serves from it until all of it is there."""
    here.create(connection)
    places.create(connection)
    connection.execute(here.insert().values(id=1, mark=mark, stage=BEGUN))


def stage_of(connection: Connection) -> str:
    """How far the move has come."""
    return connection.scalar(select(here.c.stage)) or BEGUN


def reach(connection: Connection, stage: str) -> None:
    """Write down how far it has come."""
    connection.execute(here.update().values(stage=stage))


def finish(connection: Connection) -> None:
    """Take the marks away: from now on this is a database like any other."""
    places.drop(connection, checkfirst=True)
    here.drop(connection, checkfirst=True)


def make_tables(app: Flask) -> None:
    """Bring it to the schema of this version, and take out the rows that the revisions put into a new one."""
    with app.app_context():
        to_newest(app)
        with db.engine.execution_options(writes=True).begin() as connection:
            if stage_of(connection) != BEGUN:
                return
            for table in reversed(all_tables()):
                if connection.execute(select(*table.primary_key).limit(1)).first():
                    connection.execute(table.delete())
            reach(connection, MADE)


def _refuse_strange_file(path: Path) -> None:
    if not path.exists() or not path.stat().st_size:
        return
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as file:
            tables = [row[0] for row in file.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    except sqlite3.Error as fault:
        raise MoveRefused(f"{path} is no SQLite database ({fault}): name a file that is not there yet.") from None
    if tables and HERE not in tables:
        _refuse_tables(sorted(tables))


def _refuse_tables(tables: list[str]) -> None:
    ours = [name for name in tables if name != "alembic_version" and not name.startswith(INDEX)]
    told = ", ".join((ours or tables)[:_SHOWN])
    raise MoveRefused(
        f"The database to move into is not empty (it has the tables {told}{', …' if len(ours) > _SHOWN else ''}), and"
        " what is somebody else's is left alone: name an empty one."
    )


def _refuse_encoding(connection: Connection) -> None:
    """Words in any script have room only in UTF-8."""
    if connection.dialect.name == "sqlite":
        return
    found = connection.exec_driver_sql("SHOW server_encoding").scalar()
    if found != "UTF8":
        raise MoveRefused(
            f"The database to move into keeps its words in {found}, which has no room for all of ours: make it with"
            " `createdb --encoding=UTF8 --template=template0`."
        )
