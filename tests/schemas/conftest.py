"""Databases as they were when a version was released, and an app that has just been started on one."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from flask import Flask
from sqlalchemy.engine import make_url

from statuspage import create_app
from statuspage.db import db
from tests.conftest import COMPILED, settings_for
from tests.databases import KINDS, throwaway
from tests.schemas import FOLDER, NOW

RELEASED = sorted({path.name.removesuffix(f".{kind}.sql") for kind in KINDS for path in FOLDER.glob(f"*.{kind}.sql")})
Start = Callable[[], Flask]


@pytest.fixture(params=KINDS)
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty database without any table."""
    with throwaway(request.param, tmp_path) as url:
        yield url


@pytest.fixture
def start(database: str, tmp_path: Path) -> Iterator[Start]:
    """Make the app on this database, as it stands; its clock stands still at the moment of the dumps."""
    made = []

    def make() -> Flask:
        app = create_app(settings_for(database, tmp_path))
        app.jinja_env.bytecode_cache = COMPILED
        app.testing = True
        app.extensions["clock"] = lambda: NOW
        app.teardown_request(lambda _error: db.session.remove())
        made.append(app)
        return app

    yield make
    for app in made:
        with app.app_context():
            db.session.remove()
            db.engine.dispose()


def load(url: str, version: str) -> None:
    """Make an empty database what it was in this version, with its data."""
    run_script(url, (FOLDER / f"{version}.{make_url(url).get_backend_name()}.sql").read_text(encoding="utf-8"))


def run_script(url: str, script: str) -> None:
    """Run a dump on an empty database."""
    address = make_url(url)
    if address.get_backend_name() == "sqlite":
        with closing(sqlite3.connect(address.database or "")) as file:
            file.executescript(script)
    else:
        with psycopg.connect(address.set(drivername="postgresql").render_as_string(hide_password=False)) as connection:
            connection.execute(script.encode())
