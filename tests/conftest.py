"""What tests start from: an app on a real database, a clock that they hold, and the cast."""

import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_migrate import upgrade
from hypothesis import settings
from sqlalchemy.orm import Session

from statuspage import create_app
from statuspage.config import PROJECT, Settings
from statuspage.db import db, write
from statuspage.dev import compile_edited
from statuspage.security import sessions
from tests.cast import Cast, gather, recall, remember
from tests.databases import KINDS, ON_BOTH, throwaway
from tests.in_memory import keep_in_memory
from tests.once import COMPILED, QUICK, compile_statements_once, parse_addresses_once, spare_collections
from tests.parallel import InOrder

settings.register_profile("house", deadline=None, print_blob=True)  # a busy machine is no fault
settings.load_profile("house")
parse_addresses_once()
keep_in_memory()

SERVED = sessions._hasher

START = datetime(2026, 11, 23, 9, 12, tzinfo=UTC)  # a Monday
_SETTLED: set[str] = set()  # the addresses of databases that came with the cast


class Clock:
    """The time in a test: it stands still until somebody moves it."""

    def __init__(self) -> None:
        self.time = START

    def __call__(self) -> datetime:
        return self.time

    def forward(self, **length: float) -> datetime:
        self.time += timedelta(**length)
        return self.time


def settings_for(url: str, folder: Path, **rest: str) -> Settings:
    return Settings.from_env(
        {
            "STATUSPAGE_DATABASE_URL": url,
            "STATUSPAGE_DATA_DIR": str(folder),
            "STATUSPAGE_SECRET_KEYS": "a-key-for-tests-only-0123456789-abcdef",
            "STATUSPAGE_BASE_URL": "http://localhost",
            "STATUSPAGE_DATABASE_STATEMENT_SECONDS": "60",  # on a busy machine all takes longer
            "STATUSPAGE_DATABASE_LOCK_SECONDS": "60",
            "STATUSPAGE_LETTER_HOLD_SECONDS": "0",  # tests/surfaces/test_desk_taking_back.py holds them
        }
        | {f"STATUSPAGE_{name.upper()}": value for name, value in rest.items()}
    )


def migrate(url: str, revision: str = "head") -> None:
    """Bring a database to this revision; an empty one gets its tables, as at a start of the app."""
    app = create_app(settings_for(url, Path("/nonexistent")))
    with app.app_context():
        upgrade(revision=revision)
        db.engine.dispose()


def settle(url: str) -> None:
    """Bring a database to the newest revision, and the cast into it."""
    migrate(url)
    app = create_app(settings_for(url, Path("/nonexistent")))
    with app.app_context():
        with write() as session:
            cast = gather(session, START)
        remember(db.engine.dialect.name, cast)
        db.session.remove()
        db.engine.dispose()


@pytest.fixture(scope="session", autouse=True)
def _languages() -> None:
    """Every language speaks, however the tests are started."""
    compile_edited(PROJECT / "statuspage" / "translations")


@pytest.fixture(scope="session", autouse=True)
def _quick_passwords() -> Iterator[None]:
    """Passwords are slow on purpose, by the same way; a test of hundreds of logins need not wait for that."""
    before = sessions._hasher, sessions._NOBODY
    sessions._hasher, sessions._NOBODY = QUICK, QUICK.hash("nobody")
    yield
    sessions._hasher, sessions._NOBODY = before


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test that asks for a database runs on both kinds in the folders where they may differ, unless it names one."""
    named = any("database" in str(mark.args[0]) for mark in metafunc.definition.iter_markers("parametrize"))
    if "database" in metafunc.fixturenames and not named and _folder(metafunc.definition.path) in ON_BOTH:
        metafunc.parametrize("database", KINDS, indirect=True)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """Half as many again as there are cores: tests of servers and browsers wait for much of their time."""
    return max(2, (os.cpu_count() or 1) * 3 // 2)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> InOrder:
    return InOrder(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What runs on PostgreSQL can be chosen and left out: ``-m "not postgresql"``. What is heavy there is torture."""
    for item in items:
        if "postgresql" in getattr(getattr(item, "callspec", None), "params", {}).values():
            item.add_marker("postgresql")
            if item.get_closest_marker("heavy_on_postgresql"):
                item.add_marker("torture")


def pytest_collection_finish() -> None:
    """Everything that tests need is loaded by now, and stays."""
    spare_collections()


def _folder(path: Path) -> str:
    return path.relative_to(Path(__file__).parent).parts[0]


@pytest.fixture
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database that has its tables, and the cast if the test asks for them.

    SQLite, unless the test is one for PostgreSQL.
    """
    prepare = settle if "cast" in request.fixturenames else migrate
    with throwaway(getattr(request, "param", KINDS[0]), tmp_path, prepare) as url:
        _SETTLED.update({url} if prepare is settle else ())
        yield url


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def app(database: str, clock: Clock, tmp_path: Path) -> Iterator[Flask]:
    app = create_app(settings_for(database, tmp_path))
    app.testing = True
    app.jinja_env.bytecode_cache = COMPILED
    app.extensions["clock"] = clock
    app.teardown_request(lambda _error: db.session.remove())  # as when served: no request reads an older one's snapshot
    with app.app_context():
        compile_statements_once(db.engine)
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def session(cast: Cast) -> Iterator[Session]:
    """One write transaction for a test of the domain; the cast is there already."""
    with write() as session:
        yield session


@pytest.fixture
def cast(app: Flask, clock: Clock) -> Cast:
    """Ana and her ticket, Maria who has it, Tom beside her; committed, unless the database came with them."""
    if app.config["SQLALCHEMY_DATABASE_URI"] in _SETTLED:
        return recall(db.engine.dialect.name)
    with write() as session:
        return gather(session, clock())


@pytest.fixture
def run(app: Flask) -> Callable[..., object]:
    """Do one verb in a transaction of its own: ``run(reply, ticket_id, now, body="…")``."""

    def do(verb: Callable[..., object], *arguments: object, **named: object) -> object:
        with write() as session:
            return verb(session, *arguments, **named)

    return do
