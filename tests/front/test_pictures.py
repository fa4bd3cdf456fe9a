"""Pictures are drawn once and then answered from memory, and are never older than their ticket."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from flask import Flask

from statuspage.db import db
from statuspage.domain.publication.choice import PublicChoice
from statuspage.domain.publication.verbs import publish, unpublish
from statuspage.domain.shares.share import shares_of
from tests.cast import Cast
from tests.front.house import Server, get, served

pytestmark = pytest.mark.heavy_on_postgresql

Run = Callable[..., object]


@pytest.fixture
def house(app: Flask, cast: Cast, run: Run) -> Iterator[Server]:
    app.extensions["clock"] = lambda: datetime.now(UTC)
    run(publish, cast.ticket.id, PublicChoice(), datetime.now(UTC))
    with served(app) as running:
        yield running


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every picture that is really drawn, as its SVG."""
    seen: list[str] = []

    def png(svg: str, zoom: int = 1) -> bytes:
        seen.append(svg)
        return f"{zoom} {svg}".encode()

    monkeypatch.setattr("statuspage.surfaces.pictures.png", png)
    return seen


def paths(app: Flask, cast: Cast) -> list[str]:
    db.session.rollback()
    urls = app.extensions["urls"]
    tokens = {scope: urls.token(share) for scope, share in shares_of(db.session(), cast.ticket.id).items()}
    return [f"/b/{tokens['badge']}.png?style=face&scale=2", f"/p/{tokens['public']}/picture.png"]


def test_a_picture_that_many_ask_for_is_drawn_for_the_first_of_them(
    house: Server, app: Flask, cast: Cast, drawn: list[str]
) -> None:
    for path in paths(app, cast):
        first = [get(house.port, path) for _ in range(2)]  # the front learns whose it is, then keeps it
        before = len(drawn)
        again = [get(house.port, path) for _ in range(10)]
        assert {body for _, _, body in first} == {body for _, _, body in again}
        assert len(drawn) == before
        assert get(house.port, path, If_None_Match=again[0][1]["etag"])[0] == 304


def test_a_picture_is_gone_with_its_ticket(house: Server, app: Flask, cast: Cast, run: Run, drawn: list[str]) -> None:
    asked = paths(app, cast)
    assert [get(house.port, path)[0] for path in asked * 3] == [200] * 6
    run(unpublish, cast.ticket.id, datetime.now(UTC))
    assert [get(house.port, path)[0] for path in asked] == [410] * 2
