"""What a monitor reads: answers, streams, what waits; on a port of its own, and nobody's name in it."""

import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import update

from statuspage.config import PROJECT
from statuspage.config.readers import Listening, listening
from statuspage.db import write
from statuspage.domain.tickets import Ticket
from statuspage.front.waiting_line import WaitingLine
from statuspage.metering import port
from statuspage.metering.port import Metering
from tests.cast import Cast
from tests.conftest import Clock
from tests.front.house import Reader, get, send, served, watched
from tests.mails import come_in
from tests.patience import until
from tests.ports import free_port
from tests.surfaces.private_things import Ana

ON_SQLITE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
Read = Callable[..., float]


@pytest.fixture
def ana(app: Flask, client: FlaskClient, cast: Cast, clock: Clock, run: Callable[..., object]) -> Ana:
    return Ana(app, client, cast, clock, run)


@pytest.fixture
def metered(app: Flask) -> Metering:
    app.extensions["settings"] = replace(app.extensions["settings"], metrics=Listening("127.0.0.1", free_port()))
    port.install(app)
    return app.extensions["background"][-1]


@pytest.fixture
def read(metered: Metering) -> Read:
    """The number that stands there now for this name and these labels; 0 where there is none."""

    def do(name: str, **labels: str) -> float:
        _, _, body = get(metered.port, "/metrics")
        samples = [one for family in text_string_to_metric_families(body.decode()) for one in family.samples]
        found = [one.value for one in samples if one.name == name and labels.items() <= one.labels.items()]
        return sum(found)

    return do


@ON_SQLITE
def test_who_stands_in_line_and_who_is_turned_away_is_counted(
    app: Flask, metered: Metering, read: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("statuspage.front.waiting_line.AT_LAST", 0.001)
    with served(app) as server:
        assert get(server.port, "/desk/login")[0] == 200
        server.front._pages.line = WaitingLine(0, metered.meter.turned_away)
        assert get(server.port, "/desk/login")[0] == 503
        assert send(server.port, "POST", "/desk/login", b"")[0] == 503
        metered.start()
        assert read("statuspage_requests_waiting") == 0
        assert read("statuspage_requests_turned_away_total", to="read") == 1
        assert read("statuspage_requests_turned_away_total", to="send") == 1


@ON_SQLITE
def test_answers_are_counted_by_whether_they_were_kept_and_timed(app: Flask, metered: Metering, read: Read) -> None:
    with served(app) as server:
        get(server.port, "/nothing")
        get(server.port, "/static/css/tokens.css")
        get(server.port, "/static/css/tokens.css")
        assert read("statuspage_requests_total", status="404", **{"from": "app"}) == 1
        assert read("statuspage_requests_total", status="200", **{"from": "kept"}) == 1
        assert read("statuspage_request_seconds_count") == 3
        assert read("statuspage_database_seconds_count", does="read") > 0


@ON_SQLITE
def test_a_stream_counts_while_it_is_open_and_once_at_its_end(ana: Ana, metered: Metering, read: Read) -> None:
    with served(ana.app) as server:
        with Reader(server.port, f"{ana.path}/stream"):
            watched(server)
            assert read("statuspage_streams") == 1
        until(lambda: read("statuspage_requests_total", **{"from": "stream"}) == 1)
        assert read("statuspage_streams") == 0


@ON_SQLITE
def test_what_waits_is_read_whenever_somebody_asks(ana: Ana, metered: Metering, read: Read, clock) -> None:
    with served(ana.app):
        assert read("statuspage_database_up") == 1
        assert read("statuspage_promises_late") == 0
        opened = read("statuspage_tickets_open")
        with ana.app.app_context(), write() as session:
            session.execute(update(Ticket).values(promised_at=clock() - timedelta(hours=1)))
        assert read("statuspage_promises_late") == opened > 0
        assert read("statuspage_outbox_waiting") > 0
        for name in ("letters_held", "push_waiting", "mail_came_seconds"):
            assert read(f"statuspage_{name}") == 0
        with ana.app.app_context(), write() as session:
            come_in(session, clock() - timedelta(hours=2), "a", "By mail.")
        assert read("statuspage_mail_came_seconds") >= 7_200
        with ana.app.app_context(), write() as session:
            session.get(Ticket, 1)
            assert read("statuspage_database_connections") >= 1


@ON_SQLITE
def test_a_database_that_does_not_answer_is_told_and_the_rest_too(app, metered, read, monkeypatch) -> None:
    def fail() -> None:
        raise OSError

    monkeypatch.setattr("statuspage.metering.waiting._read", fail)
    with served(app):
        assert read("statuspage_database_up") == 0
        assert "statuspage_streams" in get(metered.port, "/metrics")[2].decode()


@ON_SQLITE
def test_no_name_no_key_and_no_path_stands_in_it(ana: Ana, metered: Metering) -> None:
    with served(ana.app) as server:
        get(server.port, f"{ana.path}?ana=1")
        get(server.port, "/forged%22%7D%201")
        body = get(metered.port, "/metrics")[2].decode()
    for word in ("Ana", ana.path, "/t/", "forged"):
        assert word not in body


@ON_SQLITE
def test_a_second_process_takes_the_next_port_and_customers_reach_neither(app: Flask, metered: Metering) -> None:
    with served(app) as server:
        other = Metering(app, "127.0.0.1", metered.port)
        other.start()
        try:
            assert other.port > metered.port
            assert get(other.port, "/metrics")[0] == 200
            assert get(server.port, "/metrics")[0] == 404
        finally:
            other.stop()


def test_where_nobody_asks_nothing_of_it_is_loaded() -> None:
    unwanted = {"prometheus_client", "opentelemetry", "sentry_sdk"}
    code = f"import sys; from app import app; sys.exit(bool({unwanted} & sys.modules.keys()))"
    assert subprocess.run([sys.executable, "-c", code], cwd=PROJECT, check=False, timeout=120).returncode == 0


@pytest.mark.parametrize(
    ("text", "found"),
    [("9464", ("127.0.0.1", 9464)), ("10.0.0.5:9464", ("10.0.0.5", 9464)), ("[::1]:9464", ("::1", 9464))],
)
def test_where_to_listen_is_a_port_or_an_address_with_one(text: str, found: tuple[str, int]) -> None:
    assert listening(text) == found


@pytest.mark.parametrize("text", ["", "x", "0", "70000", "10.0.0.5:", "http://10.0.0.5:9464", ":9464:"])
def test_anything_else_is_refused_in_words(text: str) -> None:
    with pytest.raises(ValueError, match="must be a port"):
        listening(text)
