"""The domain without a web server: one migrated SQLite file for all tests, each in a transaction that never ends."""

from collections.abc import Iterator
from dataclasses import fields

import pytest
from sqlalchemy import Engine, create_engine
from sqlalchemy.orm import Session

from statuspage.db import _prepare_sqlite
from tests.cast import Cast, gather
from tests.conftest import START, Clock, migrate
from tests.databases import throwaway
from tests.domain.scene import Scene


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
