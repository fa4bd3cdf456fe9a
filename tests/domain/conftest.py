"""The domain without a web server: one migrated SQLite file for all tests, each in a transaction that never ends."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine, create_engine
from sqlalchemy.orm import Session

from statuspage.db import _prepare_sqlite, db, write
from statuspage.domain.causes.cause import Cause, begin_cause
from statuspage.domain.causes.ties import tie
from statuspage.domain.opening import open_ticket
from statuspage.domain.people.customers import add_customer
from statuspage.domain.tickets import Ticket
from tests.cast import Cast, gather
from tests.conftest import START, Clock, migrate
from tests.databases import throwaway
from tests.domain.scene import Scene
from tests.patience import LONG


@pytest.fixture(scope="session")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Engine, Cast]]:
    """A database where the cast is already there."""
    with throwaway("sqlite", tmp_path_factory.mktemp("stage"), migrate) as url:
        engine = create_engine(url)
        _prepare_sqlite(engine)
        with Session(engine, expire_on_commit=False) as session, session.begin():
            cast = gather(session, START)
        yield engine, cast
        engine.dispose()


@pytest.fixture
def scene(stage: tuple[Engine, Cast], clock: Clock) -> Iterator[Scene]:
    """The cast, and one ticket that nobody has answered; whatever happens to them is forgotten afterwards."""
    with on_stage(*stage, clock) as scene:
        yield scene


class on_stage:  # noqa: N801 - it is used as a word
    """A scene for as long as a ``with`` block lasts."""

    def __init__(self, engine: Engine, cast: Cast, clock: Clock) -> None:
        self.session, self.cast, self.clock = Session(engine), cast, clock

    def __enter__(self) -> Scene:
        named = {field.name: getattr(self.cast, field.name) for field in fields(Cast)}
        here = Cast(**{name: self.session.get_one(type(row), row.id) for name, row in named.items()})
        return Scene(self.session, here, self.clock)

    def __exit__(self, *_: object) -> None:
        self.session.rollback()
        self.session.close()


@pytest.fixture
def at_once(app: Flask) -> Callable[..., list[Any]]:
    """Do these at the same moment, each in a thread and a transaction of its own; what each returned or raised."""

    def run(*verbs: Callable[[Session], Any]) -> list[Any]:
        start = threading.Barrier(len(verbs))

        def one(verb: Callable[[Session], Any]) -> Any:
            with app.app_context():
                start.wait(LONG)
                try:
                    with write() as session:
                        return verb(session)
                except Exception as error:  # noqa: BLE001 - it is the answer
                    return error
                finally:
                    db.session.remove()

        with ThreadPoolExecutor(len(verbs)) as pool:
            return list(pool.map(one, verbs, timeout=LONG))

    return run


@pytest.fixture
def kenji(scene: Scene) -> Ticket:
    """Kenji's ticket, which is Tom's."""
    kenji = add_customer(scene.session, scene.now, name="Kenji Mori", reach="page", zone="Asia/Tokyo")
    return open_ticket(scene.session, kenji, scene.cast.tom, scene.now, subject="It drips", story="On the tray.")


@pytest.fixture
def seals(scene: Scene, kenji: Ticket) -> Cause:
    """A cause to which Ana's ticket and Kenji's are tied."""
    seals = begin_cause(scene.session, scene.cast.maria, scene.now, name="Burnt pump seals of March")
    tie(scene.session, seals.id, [scene.ticket.id, kenji.id], scene.cast.maria, scene.now)
    return seals
