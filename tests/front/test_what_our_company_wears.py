"""What the desk says of our company is worn at once by every process, and nothing that is kept outlives it."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from flask import Flask

from statuspage import create_app
from statuspage.db import db, write
from statuspage.domain.our_company import change_our_company
from statuspage.domain.publication.choice import PublicChoice
from statuspage.domain.publication.verbs import publish
from statuspage.domain.shares.share import shares_of
from tests.cast import Cast
from tests.conftest import settings_for
from tests.front.house import Reader, Server, get, served

PLACES = ("/p/{public}", "/e/{embed}", "/b/{badge}.svg", "/pf/{public_feed}.atom")


@pytest.fixture
def house(app: Flask, cast: Cast, run) -> Iterator[Server]:  # type: ignore[no-untyped-def]  # the fixture's own type
    app.extensions["clock"] = lambda: datetime.now(UTC)
    run(publish, cast.ticket.id, PublicChoice(company=True, letters=True), datetime.now(UTC))
    with served(app) as running:
        yield running


@pytest.fixture
def other(database: str, tmp_path) -> Iterator[Flask]:  # type: ignore[no-untyped-def]  # the fixture's own type
    """Another process on the same database, as far as it can tell."""
    made = create_app(settings_for(database, tmp_path))
    yield made
    with made.app_context():
        db.engine.dispose()


def tokens(app: Flask, cast: Cast) -> dict[str, str]:
    db.session.rollback()
    shares = shares_of(db.session(), cast.ticket.id)
    found = {scope: app.extensions["urls"].token(share) for scope, share in shares.items()}
    db.session.rollback()
    return found


def say(app: Flask, **facts: str) -> None:
    with app.app_context():
        with write() as session:
            change_our_company(session, datetime.now(UTC), facts, agent_id=None)
        db.session.remove()


def text(house: Server, path: str) -> str:
    status, _, body = get(house.port, path)
    assert status == 200, path
    return body.decode()


def test_every_public_answer_that_is_kept_is_made_anew_when_another_process_changes_the_name(
    app: Flask, house: Server, other: Flask, cast: Cast
) -> None:
    paths = [place.format(**tokens(app, cast)) for place in PLACES]
    for path in paths:
        assert "Fernhill Coffee" in [text(house, path) for _ in range(3)][-1], path
    for name in ("Riverside Roasters", "Riverside and Sons"):
        say(other, name=name)
        for path in paths:
            told = text(house, path)
            assert name in told, path
            assert "Fernhill Coffee" not in told, path
    say(other, name="")
    assert "Fernhill Coffee" in text(house, paths[0])


def test_private_pages_and_the_front_door_follow_as_well(app: Flask, house: Server, other: Flask, cast: Cast) -> None:
    private = f"/t/{tokens(app, cast)['private']}"
    for path in (private, "/"):
        assert "Fernhill Coffee" in text(house, path)
    say(other, name="Riverside Roasters", accent="#7a1f4b")
    for path in (private, "/"):
        told = text(house, path)
        assert "Riverside Roasters" in told
        assert "/brand.css?v=7a1f4b6fd0bd" in told
    assert "#7a1f4b" in text(house, "/brand.css?v=7a1f4b6fd0bd")


def test_the_card_and_its_pictures_are_drawn_in_the_new_colour(
    app: Flask, house: Server, other: Flask, cast: Cast
) -> None:
    keys = tokens(app, cast)
    drawn = ("/b/{badge}.svg?style=face", "/p/{public}/picture.png")
    before = [get(house.port, path.format(**keys))[2] for path in drawn]
    assert [get(house.port, path.format(**keys))[2] for path in drawn] == before, "they are kept"
    say(other, accent="#7a1f4b")
    after = [get(house.port, path.format(**keys))[2] for path in drawn]
    assert [old == new for old, new in zip(before, after, strict=True)] == [False, False]
    card = text(house, f"/e/{keys['embed']}")
    style = card.partition('rel="stylesheet" href="')[2].partition('"')[0].replace("&amp;", "&")
    assert "#7a1f4b" in text(house, style)


def test_an_open_page_hears_of_it(app: Flask, house: Server, other: Flask, cast: Cast) -> None:
    with Reader(house.port, f"/p/{tokens(app, cast)['public']}/stream") as reader:
        say(other, name="Riverside Roasters")
        while (event := reader.next()) is not None and "Riverside Roasters" not in event.data:
            pass
        assert event is not None
