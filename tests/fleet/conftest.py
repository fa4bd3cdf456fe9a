"""A PostgreSQL and its replica for all tests here, and an app that reads from both."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from statuspage import create_app
from statuspage.db import db
from statuspage.replica import Replica
from statuspage.replicas import Replicas
from tests.cast import Cast
from tests.conftest import Clock, migrate, settings_for
from tests.once import COMPILED
from tests.patience import until
from tests.replicas import Pair, replicated
from tests.surfaces.public_things import EVERYTHING, Shown

SHORT = {"database_connect_seconds": "2", "database_statement_seconds": "4", "database_lock_seconds": "3"}


@pytest.fixture(scope="session")
def pair() -> Iterator[Pair]:
    with replicated() as servers:
        yield servers


@pytest.fixture
def addresses(pair: Pair) -> Iterator[tuple[str, str]]:
    """Of a new database: at the primary, and at its replica."""
    with pair.lent(migrate) as found:
        yield found


@pytest.fixture
def app(addresses: tuple[str, str], clock: Clock, tmp_path: Path) -> Iterator[Flask]:
    primary, replica = addresses
    app = create_app(settings_for(primary, tmp_path, database_replica_urls=replica, team_page="on", **SHORT))
    app.testing = True
    app.jinja_env.bytecode_cache = COMPILED
    app.extensions["clock"] = clock
    app.teardown_request(lambda _error: db.session.remove())
    with app.app_context():
        well(app)
        yield app
        db.session.remove()
        db.engine.dispose()
    app.extensions["replicas"].close()


@pytest.fixture
def shown(pair: Pair, app: Flask, client: FlaskClient, cast: Cast, clock: Clock, run: Callable[..., object]) -> Shown:
    """Ana's ticket with one letter, shown whole; the replica knows all of it."""
    shown = Shown(app, client, cast, clock, run)
    shown.letter("I have ordered the part.")
    shown.publish(EVERYTHING)
    pair.catch_up()
    return shown


def well(app: Flask) -> Replica:
    """The app's replica, once it can be read from."""
    replicas: Replicas = app.extensions["replicas"]
    (one,) = replicas.all
    one.ask()
    until(lambda: one.is_well)
    return one
