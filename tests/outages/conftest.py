"""One PostgreSQL for all tests that let it fail, a wire to it, and a house that is served over that wire."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from flask import Flask

from statuspage import create_app
from statuspage.db import db, write
from statuspage.domain.publication.choice import PublicChoice
from statuspage.domain.publication.verbs import publish
from statuspage.domain.shares.share import shares_of
from tests.cast import gather
from tests.conftest import START, migrate, settings_for
from tests.front.house import Server, served
from tests.outages.postgres import OwnPostgres, own_postgres
from tests.outages.wire import Wire, wire_to

SHORT = {"database_connect_seconds": "2", "database_statement_seconds": "4", "database_lock_seconds": "3"}


@dataclass(frozen=True)
class House:
    """A served app over the cast's ticket; the paths of its private and of its public page."""

    app: Flask
    server: Server
    ticket: int
    private: str
    public: str

    @property
    def port(self) -> int:
        return self.server.port


@pytest.fixture(scope="session")
def postgres() -> Iterator[OwnPostgres]:
    with own_postgres() as server:
        migrate(server.url)
        with psycopg.connect(host=str(server.folder), user="postgres", dbname="postgres", autocommit=True) as own:
            own.execute("CREATE DATABASE empty TEMPLATE postgres")
        yield server


@pytest.fixture
def wire(postgres: OwnPostgres) -> Iterator[Wire]:
    with wire_to(postgres.socket) as made:
        yield made


@pytest.fixture
def host() -> str:
    """The host at which the wire is."""
    return "127.0.0.1"


def empty(postgres: OwnPostgres) -> None:
    """Leave the tables as empty as new ones."""
    with psycopg.connect(host=str(postgres.folder), user="postgres", dbname="empty", autocommit=True) as own:
        own.execute("DROP DATABASE postgres WITH (FORCE)")
        own.close()
    with psycopg.connect(host=str(postgres.folder), user="postgres", dbname="template1", autocommit=True) as own:
        own.execute("CREATE DATABASE postgres TEMPLATE empty")


def fill(app: Flask) -> tuple[int, str, str]:
    """Let Ana have asked, and show it; her ticket, and the paths of its private and of its public page."""
    with app.app_context(), write() as session:
        ticket = gather(session, START).ticket.id
        publish(session, ticket, PublicChoice(letters=True), START)
        urls, shares = app.extensions["urls"], shares_of(session, ticket)
        private, public = (urls.shared(shares[scope]).removeprefix(urls.base) for scope in ("private", "public"))
    return ticket, private, public


@pytest.fixture
def house(postgres: OwnPostgres, wire: Wire, host: str, tmp_path: Path) -> Iterator[House]:
    """Over the wire."""
    empty(postgres)
    app = create_app(settings_for(postgres.url_by(host, wire.port), tmp_path, **SHORT))
    ticket, private, public = fill(app)
    with served(app) as server:
        yield House(app, server, ticket, private, public)
    with app.app_context():
        db.engine.dispose()
