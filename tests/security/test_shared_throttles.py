"""How often somebody tries is counted for all processes together, in PostgreSQL or in Redis; never by their key."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_migrate import upgrade
from limits import parse
from limits.strategies import MovingWindowRateLimiter
from sqlalchemy import create_engine, text

from statuspage import create_app
from statuspage.config import SettingsError
from statuspage.db import db, write
from statuspage.security import counts as database_counts
from statuspage.security import redis_counts
from statuspage.security.counts import DatabaseCounts
from statuspage.security.redis_counts import RedisCounts
from statuspage.security.shared_rates import SharedRates
from statuspage.security.throttle import limiter
from tests.conftest import settings_for
from tests.redis_servers import RedisServer, redis_server

ON_POSTGRESQL = pytest.mark.parametrize("database", ["postgresql"], indirect=True)
TEN = parse("10 per hour")
WHOM = ("writes", "link abc-a-secret-key")


@pytest.fixture(scope="session")
def redis(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    with redis_server(tmp_path_factory.mktemp("redis")) as server:
        yield server


@pytest.fixture
def processes(database: str, request: pytest.FixtureRequest) -> Iterator[list[MovingWindowRateLimiter]]:
    """Two that count in one place, each with connections of its own: in PostgreSQL, or beside SQLite in Redis."""
    engines = [] if database.startswith("sqlite") else [create_engine(database) for _ in range(2)]
    places: list[Any] = [DatabaseCounts(engine) for engine in engines]
    if not places:
        server: RedisServer = request.getfixturevalue("redis")
        places = [RedisCounts(server.url) for _ in range(2)]
        places[0].forget()
    yield [MovingWindowRateLimiter(SharedRates(counts=place)) for place in places]
    for engine in engines:
        engine.dispose()


BOTH = pytest.mark.parametrize(
    "database",
    ["postgresql", pytest.param("sqlite", marks=pytest.mark.long, id="redis")],
    indirect=True,
)


@BOTH
def test_two_processes_count_together(processes: list[MovingWindowRateLimiter]) -> None:
    taken = [processes[number % 2].hit(TEN, *WHOM) for number in range(14)]
    assert taken == [True] * 10 + [False] * 4
    assert [one.test(TEN, *WHOM) for one in processes] == [False, False]
    assert [one.hit(TEN, "writes", "link of somebody else") for one in processes] == [True, True]


@BOTH
def test_of_those_who_come_at_once_no_more_are_let_through(processes: list[MovingWindowRateLimiter]) -> None:
    with ThreadPoolExecutor(8) as threads:
        taken = list(threads.map(lambda number: processes[number % 2].hit(TEN, *WHOM), range(40)))
    assert sum(taken) == 10


@BOTH
def test_one_try_may_count_as_several(processes: list[MovingWindowRateLimiter]) -> None:
    one, other = processes
    assert [one.hit(TEN, *WHOM, cost=6), other.hit(TEN, *WHOM, cost=5), other.hit(TEN, *WHOM, cost=4)] == [
        True,
        False,
        True,
    ]
    assert not one.hit(TEN, *WHOM, cost=11)
    assert not one.hit(TEN, *WHOM)


@BOTH
def test_what_lies_before_the_window_counts_no_more(processes: list[MovingWindowRateLimiter]) -> None:
    short, begun = parse("2 per 1 second"), time.time()
    one, other = processes
    while time.time() < begun + 60:
        if [one.hit(short, *WHOM), other.hit(short, *WHOM), one.hit(short, *WHOM)] == [True, True, False]:
            break
    while not one.hit(short, *WHOM):
        assert time.time() < begun + 60


@ON_POSTGRESQL
def test_a_clock_that_is_set_back_makes_nobody_wait(app: Flask) -> None:
    with write() as session:
        session.execute(
            text("INSERT INTO throttle VALUES (:key, json_build_array(json_build_array(9e9, 10)), now())"), {"key": "k"}
        )
    assert DatabaseCounts(db.engine).take("k", 10, 60, 1)


@ON_POSTGRESQL
def test_a_try_counts_though_the_request_is_undone_and_its_key_is_nowhere(app: Flask) -> None:
    shared = MovingWindowRateLimiter(SharedRates(counts=DatabaseCounts(db.engine)))
    with write() as session:
        assert shared.hit(TEN, *WHOM, cost=10)
        session.rollback()
    assert not shared.hit(TEN, *WHOM)
    found = db.session.execute(text("SELECT key_hash, times::text FROM throttle")).all()
    assert len(found) == 1
    assert "secret" not in str(found)


@ON_POSTGRESQL
def test_what_has_lapsed_is_cleared_away(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database_counts, "CLEAN", 0.0)
    counts = DatabaseCounts(db.engine)
    assert counts.take("old", 1, 60, 1)
    with write() as session:
        session.execute(text("UPDATE throttle SET until = now() - interval '1 second'"))
    assert counts.take("new", 1, 60, 1)
    assert db.session.scalars(text("SELECT key_hash FROM throttle")).all() == ["new"]


@ON_POSTGRESQL
def test_who_is_here_who_tries_and_what_is_to_be_told_is_not_logged_by_postgresql(app: Flask) -> None:
    query = "SELECT relname FROM pg_class WHERE relpersistence = 'u' AND relkind = 'r' ORDER BY 1"
    assert db.session.scalars(text(query)).all() == ["presence", "throttle", "untold"]


@ON_POSTGRESQL
def test_with_postgresql_posts_are_counted_there(app: Flask, client: FlaskClient, cast: object) -> None:
    assert isinstance(limiter.storage, SharedRates)
    assert [client.post("/ask/link", data={"email": "nobody"}).status_code for _ in range(21)][-1] == 429
    assert db.session.scalar(text("SELECT count(*) FROM throttle")) == 1


@ON_POSTGRESQL
def test_where_nobody_answers_each_process_counts_for_itself(app: Flask) -> None:
    nowhere = create_engine("postgresql+psycopg://postgres@/postgres?host=/nonexistent")
    alone = MovingWindowRateLimiter(SharedRates(counts=DatabaseCounts(nowhere)))
    assert [alone.hit(TEN, *WHOM) for _ in range(12)] == [True] * 10 + [False] * 2
    assert not alone.test(TEN, *WHOM)


@pytest.mark.long
def test_redis_may_be_gone_or_stand_still_and_come_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("statuspage.security.shared_rates.AGAIN", 0.0)
    with redis_server(tmp_path) as server:
        shared = MovingWindowRateLimiter(SharedRates(counts=RedisCounts(server.url.replace("redis:", "valkey:"))))
        assert shared.hit(TEN, *WHOM, cost=9)
        with server.frozen():
            assert shared.hit(TEN, *WHOM, cost=10)
            assert not shared.hit(TEN, *WHOM)
        assert [shared.hit(TEN, *WHOM), shared.hit(TEN, *WHOM)] == [True, False]
        server.stop()
        assert not shared.hit(TEN, *WHOM)
        server.start()
        assert shared.hit(TEN, *WHOM)  # it keeps nothing, and begins anew


@pytest.mark.long
def test_an_app_counts_in_the_redis_that_is_set(redis: RedisServer, tmp_path: Path) -> None:
    app = create_app(settings_for(f"sqlite:///{tmp_path}/one.db", tmp_path, throttle_url=redis.url))
    with app.app_context():
        upgrade()
        limiter.reset()
        client = app.test_client()
        assert [client.post("/ask/link", data={"email": "nobody"}).status_code for _ in range(21)][-1] == 429
        assert len(list(RedisCounts(redis.url)._client.scan_iter("statuspage:throttle:*"))) == 1
        db.engine.dispose()


def test_a_redis_without_its_package_is_refused_at_the_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(redis_counts, "redis", None)
    settings = replace(settings_for(f"sqlite:///{tmp_path}/one.db", tmp_path), throttle_url="redis://127.0.0.1")
    with pytest.raises(SettingsError, match=r"virtual-ticket\[redis\]"):
        create_app(settings)
