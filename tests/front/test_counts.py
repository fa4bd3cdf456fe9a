"""A look is counted once, in memory; nothing of who looks is kept, and no answer waits for it."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, select

from statuspage.db import db
from statuspage.domain.publication.choice import PublicChoice
from statuspage.domain.publication.verbs import publish, unpublish
from statuspage.domain.publication.visits import DailyVisits, Follower, visits_by_day
from statuspage.domain.shares.share import shares_of
from statuspage.front import visits
from statuspage.front.visits import MOST, claimed_by
from tests.cast import Cast
from tests.conftest import Clock
from tests.front.house import Server, get, send, served
from tests.patience import LONG

pytestmark = pytest.mark.heavy_on_postgresql

Run = Callable[..., object]
FEEDLY = "Feedly/1.0 (+http://www.feedly.com/fetcher.html; 12 subscribers; like FeedFetcher-Google)"


class House:
    """The whole app behind the front, with Ana's ticket published. Batches are handed over when the test says so."""

    def __init__(self, server: Server, app: Flask, cast: Cast) -> None:
        self.server, self.app, self.cast = server, app, cast
        urls = app.extensions["urls"]
        shares = shares_of(db.session(), cast.ticket.id)
        self.path = {scope: urls.shared(found).removeprefix(urls.base) for scope, found in shares.items()}
        db.session.rollback()

    def get(self, scope: str, query: str = "", **headers: str) -> tuple[int, dict[str, str], bytes]:
        return get(self.server.port, self.path[scope] + query, **headers)

    def counted(self) -> dict[str, int]:
        """What today's sums are, once everything that was seen is kept."""
        self.hand_over()
        db.session.rollback()
        return visits_by_day(db.session(), self.cast.ticket.id, self.app.extensions["clock"]().date())[-1][1]

    def hand_over(self) -> None:
        front = self.server.front
        asyncio.run_coroutine_threadsafe(front.visits.hand_over(), front._counting.get_loop()).result(LONG)


@pytest.fixture
def house(app: Flask, cast: Cast, run: Run, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    monkeypatch.setattr(visits, "PAUSE", 3_600)
    run(publish, cast.ticket.id, PublicChoice(), clock())
    with served(app) as server:
        get(server.port, "/healthz")
        yield House(server, app, cast)


@pytest.mark.parametrize(
    ("scope", "kind"), [("public", "page"), ("embed", "card"), ("badge", "badge"), ("public_feed", "feed")]
)
def test_each_look_is_counted_once_whether_it_was_made_kept_or_not_even_sent(
    house: House, scope: str, kind: str
) -> None:
    for _ in range(4):
        _, headers, _ = house.get(scope)
    assert house.get(scope, If_None_Match=headers["etag"])[0] == 304
    assert house.counted() == {kind: 5}


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec_Fetch_Dest": "empty", "Sec_Fetch_Mode": "cors"},
        {"Sec_Purpose": "prefetch"},
        {"Sec_Purpose": "prefetch;prerender"},
        {"Purpose": "prefetch"},
        {"X_Moz": "prefetch"},
    ],
)
def test_who_only_looks_whether_anything_is_new_or_asks_ahead_is_not_counted(
    house: House, headers: dict[str, str]
) -> None:
    for _ in range(4):
        assert house.get("embed", **headers)[0] == 200
    assert house.counted() == {}
    house.get("embed", Sec_Fetch_Dest="iframe")
    assert house.counted() == {"card": 1}


def test_what_other_programs_ask_of_a_page_is_no_look(house: House) -> None:
    for path in (f"/oembed?url=http://localhost{house.path['embed']}", f"{house.path['public']}/qr.svg"):
        for _ in range(3):
            assert get(house.server.port, path)[0] == 200
    assert house.counted() == {}
    get(house.server.port, f"{house.path['public']}/picture.png")
    assert house.counted() == {"picture": 1}


def test_head_and_what_is_refused_or_gone_are_no_looks(house: House, run: Run, clock: Clock) -> None:
    for _ in range(3):
        send(house.server.port, "HEAD", house.path["public"])
        house.get("public", "?lang=tlh")
        get(house.server.port, house.path["public"] + "x")
    run(unpublish, house.cast.ticket.id, clock())
    for _ in range(3):
        assert house.get("public")[0] == 410
    assert house.counted() == {}


def test_the_customers_own_page_and_feed_are_not_counted(house: House) -> None:
    for scope in ("private", "feed"):
        assert house.get(scope, User_Agent=FEEDLY)[0] == 200
    assert house.counted() == {}
    assert db.session.scalars(select(Follower)).all() == []


def test_a_feed_service_is_asked_for_its_followers_and_any_other_reader_is_a_look(house: House) -> None:
    house.get("public_feed", User_Agent="NetNewsWire (RSS Reader; https://netnewswire.com/)", Sec_Fetch_Dest="empty")
    house.get("public_feed", User_Agent=FEEDLY)
    house.get("public_feed", User_Agent=FEEDLY.replace("12", "13"))
    assert house.counted() == {"feed": 1}
    assert [(row.service, row.number) for row in db.session.scalars(select(Follower))] == [("Feedly", 13)]


def test_a_look_costs_no_statement_and_a_batch_is_one_transaction(house: House) -> None:
    for _ in range(3):
        house.get("badge")
    house.hand_over()
    seen: list[str] = []

    def note(*said: Any) -> None:
        if threading.current_thread().name.startswith(("page", "visits")):  # and not of what runs beside
            seen.append(said[2])

    event.listen(db.engine, "before_cursor_execute", note)
    for _ in range(20):
        assert house.get("badge")[0] == 200
    assert seen == []
    house.hand_over()
    assert [statement.split()[0] for statement in seen if not statement.startswith(("BEGIN", "PRAGMA"))] == ["INSERT"]


def test_a_batch_that_cannot_be_kept_holds_nobody_up_and_is_kept_later(
    house: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    keeping, away = house.server.front.visits, threading.Event()
    store = keeping._store

    def fails(*batch: object) -> None:
        away.wait(LONG)
        raise OSError("away")

    monkeypatch.setattr(keeping, "_store", fails)
    for _ in range(3):
        house.get("badge")
        waits = threading.Thread(target=house.hand_over)
        waits.start()
        assert house.get("badge")[0] == 200
        assert waits.is_alive(), "the answer came while the batch was still being kept"
        away.set()
        waits.join()
        away.clear()
    assert len([line for line in caplog.records if "could not be stored" in line.message]) == 1
    monkeypatch.setattr(keeping, "_store", store)
    assert house.counted() == {"badge": 6}


def test_a_server_that_stops_keeps_what_it_counted(app: Flask, cast: Cast, run: Run, clock: Clock) -> None:
    run(publish, cast.ticket.id, PublicChoice(), clock())
    with served(app) as server:
        get(server.port, "/healthz")
        House(server, app, cast).get("badge")
    assert db.session.scalars(select(DailyVisits.count)).all() == [1]


def test_a_day_is_the_companys_day(house: House, clock: Clock) -> None:
    clock.time = clock.time.replace(hour=23, minute=30)
    house.server.front.visits._zone = lambda: "Asia/Tokyo"
    house.get("badge")
    house.hand_over()
    assert db.session.scalars(select(DailyVisits.day)).all() == [date(2026, 11, 24)]


@pytest.mark.parametrize(
    ("agent", "said"),
    [
        (FEEDLY, ("Feedly", 12)),
        ("Mozilla/5.0 (compatible; inoreader.com; 1 subscribers)", ("Inoreader", 1)),
        ("Feedbin feed-id:1373711 - 146 subscribers", ("Feedbin", 146)),
        ("NewsBlur Feed Fetcher - 3 subscribers - https://www.newsblur.com/site/1/x", ("NewsBlur", 3)),
        ("Mozilla/5.0 (compatible; theoldreader.com; 2 subscribers; feed-id=5)", ("TheOldReader", 2)),
        ("Mozilla/5.0 (compatible; BazQux/2.4; +https://bazqux.com/fetcher; 9 subscribers)", ("BazQux", 9)),
        ("feedly 1 subscriber", ("Feedly", 1)),
        ("Feedly; 999999999999999999999999999999 subscribers", ("Feedly", MOST)),
        ("Feedly; -5 subscribers", ("Feedly", 5)),
        ("Feedly; 1.5 subscribers", None),
        ("Feedly; ٥ subscribers", None),
        ("Feedly", None),
        ("Somebody/1.0 (500 subscribers)", None),
        ("5 subscribers", None),
        ("", None),
        ("x" * 400 + "Feedly; 5 subscribers", None),
        ("Feedly " + "9" * 100_000 + " subscribers", None),
        ("\x00\xff'; DROP TABLE view; -- Feedly 3 subscribers", ("Feedly", 3)),
    ],
)
def test_only_known_services_are_believed_and_only_a_number(agent: str, said: tuple[str, int] | None) -> None:
    assert claimed_by(agent.encode("utf-8", "replace")) == said
