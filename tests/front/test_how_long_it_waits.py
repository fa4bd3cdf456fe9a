"""How long is waited for PostgreSQL, as the settings say; and which faults of either database pass by themselves."""

import socket
import sqlite3
from contextlib import ExitStack, closing
from pathlib import Path
from threading import Timer

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError, ProgrammingError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from statuspage import create_app
from statuspage.db import db
from statuspage.migrations.lock import unhurried
from statuspage.refusals import is_outage
from tests.conftest import settings_for
from tests.patience import LONG

ONLY_POSTGRESQL = pytest.mark.parametrize("database", ["postgresql"], indirect=True)
ONLY_SQLITE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def engine(database: str, tmp_path: Path):
    """Of an app that waits a second for everything."""
    app = create_app(settings_for(database, tmp_path, database_statement_seconds="1", database_lock_seconds="1"))
    with app.app_context():
        yield db.engine
        db.engine.dispose()


def test_a_server_that_takes_a_connection_and_says_nothing_is_waited_for_no_longer(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        hangs_up = Timer(LONG, silent.close)  # so that whoever waits for ever hears something else
        hangs_up.start()
        url = f"postgresql://maria@127.0.0.1:{silent.getsockname()[1]}/statuspage"
        app = create_app(settings_for(url, tmp_path, database_connect_seconds="2"))
        with app.app_context(), pytest.raises(OperationalError, match="timeout") as fault:
            db.engine.connect()
        hangs_up.cancel()
    assert is_outage(fault.value)


@ONLY_POSTGRESQL
def test_a_statement_that_takes_too_long_is_ended_and_its_connection_lives_on(engine) -> None:
    with engine.connect() as connection:
        with pytest.raises(OperationalError, match="statement timeout") as fault:
            connection.execute(text("SELECT pg_sleep(3600)"))
        assert is_outage(fault.value)
        connection.rollback()
        assert connection.scalar(text("SELECT 1")) == 1


@ONLY_POSTGRESQL
def test_a_lock_that_another_one_holds_is_waited_for_no_longer(engine) -> None:
    lock = text("LOCK TABLE agent IN ACCESS EXCLUSIVE MODE")
    with engine.connect() as holder, engine.connect() as other:
        holder.execute(lock)
        with pytest.raises(OperationalError, match=r"lock timeout|statement timeout") as fault:
            other.execute(lock)
        assert is_outage(fault.value)


@ONLY_POSTGRESQL
def test_a_lock_is_waited_for_less_long_than_a_statement(database: str, tmp_path: Path) -> None:
    app = create_app(settings_for(database, tmp_path, database_lock_seconds="1"))
    lock = text("LOCK TABLE agent IN ACCESS EXCLUSIVE MODE")
    with app.app_context():
        with db.engine.connect() as holder, db.engine.connect() as other:
            holder.execute(lock)
            with pytest.raises(OperationalError, match="lock timeout"):
                other.execute(lock)
        db.engine.dispose()


@ONLY_POSTGRESQL
def test_a_free_connection_is_waited_for_no_longer(engine) -> None:
    with ExitStack() as stack:
        for _ in range(30):
            stack.enter_context(engine.connect())
        with pytest.raises(PoolTimeout) as fault:
            engine.connect()
        assert is_outage(fault.value)


@ONLY_POSTGRESQL
def test_an_upgrade_takes_as_long_as_it_takes(engine) -> None:
    with engine.connect() as connection:
        driver = connection.connection.driver_connection
        usual = driver.patience
        with connection.begin(), unhurried(connection):
            assert [connection.scalar(text(f"SHOW {name}_timeout")) for name in ("statement", "lock")] == ["0", "0"]
            assert driver.patience is None
        assert connection.scalar(text("SHOW statement_timeout")) == "1s"
        assert driver.patience == usual


@ONLY_SQLITE
def test_a_file_that_another_one_writes_to_is_told_apart_from_a_mistake_of_ours(engine, monkeypatch) -> None:
    with pytest.raises(OperationalError) as mistake, engine.connect() as connection:
        connection.execute(text("SELECT nothing FROM nowhere"))
    assert not is_outage(mistake.value)
    with closing(sqlite3.connect(engine.url.database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with engine.execution_options(writes=True).connect() as connection:
            connection.connection.driver_connection.execute("PRAGMA busy_timeout = 1")
            connection.rollback()
            with pytest.raises(OperationalError, match="locked") as busy:
                connection.execute(text("SELECT 1"))
    assert is_outage(busy.value)


@ONLY_POSTGRESQL
def test_a_mistake_of_ours_is_no_outage_there_either(engine) -> None:
    with pytest.raises(ProgrammingError) as mistake, engine.connect() as connection:
        connection.execute(text("SELECT nothing FROM nowhere"))
    assert not is_outage(mistake.value)
