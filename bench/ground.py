"""A throwaway database with one agent, one customer and one ticket of twenty letters; and ways to ask the app."""

import contextlib
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import event
from sqlalchemy.orm import Session

from statuspage import create_app
from statuspage.config import Settings
from statuspage.db import db, write
from statuspage.domain.agent_verbs import write_letter
from statuspage.domain.opening import open_ticket
from statuspage.domain.people.agents import Agent, add_agent
from statuspage.domain.people.customers import add_customer
from statuspage.domain.promises import promised_for
from statuspage.domain.publication.choice import PublicChoice
from statuspage.domain.publication.verbs import publish
from statuspage.domain.shares.share import shares_of
from statuspage.security.sessions import cookie_name, sign_in

LETTERS = 20
WORDS = "I had your machine on the bench this morning, and it ran for two hours without switching itself off. "


@dataclass(frozen=True)
class Ground:
    """Where everything is. `private` and `public` are paths; `cookie` is the agent's, for the desk."""

    app: Flask
    folder: Path
    environ: dict[str, str]
    agent_id: int
    ticket_id: int
    private: str
    public: str
    cookie: str
    paths: dict[str, str]  # by scope


def now() -> datetime:
    return datetime.now(UTC)


@contextlib.contextmanager
def ground(letters: int = LETTERS, database: str = "sqlite", folder: Path | None = None) -> Iterator[Ground]:
    """A migrated database, in a folder that is gone afterwards or on a PostgreSQL; its ticket has so many letters.

    With a ``folder`` it lies there and stays, and what was made there before is found again.
    """
    place = tempfile.TemporaryDirectory() if folder is None else contextlib.nullcontext(str(folder))
    with place as name, _database(database, Path(name)) as address:
        environ = address | {
            "STATUSPAGE_DATA_DIR": name,
            "STATUSPAGE_SECRET_KEYS": "a-key-for-measuring-only-0123456789-abc",
            "STATUSPAGE_LOG_LEVEL": "WARNING",
            "STATUSPAGE_CONNECTIONS": "21000",
            "STATUSPAGE_CONNECTIONS_EACH": "21000",
        }
        app = create_app(Settings.from_env(environ))
        with app.app_context():
            upgrade()
            yield _again(app, Path(name), environ) or _furnish(app, Path(name), environ, letters)
            db.session.remove()
            db.engine.dispose()


@contextlib.contextmanager
def _database(kind: str, folder: Path) -> Iterator[dict[str, str]]:
    if kind == "sqlite":
        yield {}
        return
    from tests.databases import throwaway

    with throwaway(kind, folder) as url:
        yield {"STATUSPAGE_DATABASE_URL": url}


def _furnish(app: Flask, folder: Path, environ: dict[str, str], letters: int) -> Ground:
    with write() as session:
        at = now() - timedelta(days=letters, hours=12)  # so the last letter's promise is half a day ahead
        said = {"email": "a@example.org", "name": "Maria Okafor", "zone": "UTC", "public_as": "photo"}
        agent = add_agent(session, at, password_hash="-", **said)
        customer = add_customer(session, at, name="Ana Reis", email="ana@example.org", zone="UTC")
        ticket = open_ticket(session, customer, agent, at, subject="It switches itself off", story=WORDS)
        for day in range(letters):
            letter(session, ticket.id, agent.id, at + timedelta(days=day + 1))
        publish(session, ticket.id, PublicChoice(letters=True), now())
        return _told(session, app, folder, environ, agent, ticket.id)


def _again(app: Flask, folder: Path, environ: dict[str, str]) -> Ground | None:
    """The same as when it was furnished, with a new login; None where it was not yet."""
    with write() as session:
        agent = session.get(Agent, 1)
        return _told(session, app, folder, environ, agent, 1) if agent else None


def _told(session: Session, app: Flask, folder: Path, environ: dict[str, str], agent: Agent, ticket_id: int) -> Ground:
    urls = app.extensions["urls"]
    shares = shares_of(session, ticket_id).items()
    paths = {scope: urls.shared(share).removeprefix(urls.base) for scope, share in shares}
    cookie = f"{cookie_name_of(app)}={sign_in(session, agent, now(), 12)}"
    return Ground(app, folder, environ, agent.id, ticket_id, paths["private"], paths["public"], cookie, paths)


def cookie_name_of(app: Flask) -> str:
    with app.test_request_context():
        return cookie_name()


def letter(session: Session, ticket_id: int, agent_id: int, at: datetime) -> None:
    """One more letter, with a promise for the next day."""
    agent = session.get_one(Agent, agent_id)
    due = promised_for((at + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M"), "UTC", at)
    write_letter(
        session,
        ticket_id,
        agent,
        at,
        body=WORDS * 3,
        heard="your machine switches itself off",
        promise=due,
        is_public=True,
    )


def asked(app: Flask, path: str, **headers: str) -> Callable[[], bytes]:
    """A function that asks the app for this path, as WSGI, and returns the body. Fails on anything but 200."""
    from werkzeug.test import EnvironBuilder, run_wsgi_app

    def ask() -> bytes:
        environ = EnvironBuilder(path, headers=headers).get_environ()
        body, status, _ = run_wsgi_app(app.wsgi_app, environ)
        whole = b"".join(body)
        if not status.startswith("200"):
            raise RuntimeError(f"{path.split('/')[1]}: {status}")
        return whole

    return ask


def cpu(ask: Callable[[], object], times: int) -> float:
    """Milliseconds of CPU time for one call."""
    begun = time.process_time()
    for _ in range(times):
        ask()
    return (time.process_time() - begun) * 1000 / times


@contextlib.contextmanager
def statements() -> Iterator[list[str]]:
    """The SQL that is sent meanwhile, without BEGIN."""
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not statement.startswith("BEGIN"):
            seen.append(statement)

    engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)
