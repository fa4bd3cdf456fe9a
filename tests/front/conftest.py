"""A served small app over the cast's ticket. Flask here works on real time: presence lapses by the clock."""

from collections.abc import Iterator

import pytest
from flask import Flask

from statuspage.db import db
from tests.cast import Cast
from tests.front.house import Server, served
from tests.front.small import small_app


@pytest.fixture
def small(database: str, app: Flask) -> Iterator[Flask]:
    made = small_app(database, app.extensions["settings"])
    yield made
    with made.app_context():
        db.engine.dispose()


@pytest.fixture
def server(small: Flask, cast: Cast) -> Iterator[Server]:
    with served(small) as running:
        yield running
