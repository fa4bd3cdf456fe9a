"""No log holds a key."""

import errno
import io
import json
import logging
import re
import threading
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
import uvicorn.logging
from flask import Flask, request
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from statuspage import logs
from statuspage.db import db
from statuspage.front.limits import StreamLimits
from tests.cast import Cast
from tests.front.house import get, served

pytestmark = pytest.mark.heavy_on_postgresql

TOKEN = "AQHkS3cr3tT0k3n-0123456_789"


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """All that any logger writes, as a handler of the usual kind would."""
    factory, root, hook = logging.getLogRecordFactory(), logging.getLogger(), threading.excepthook
    logs.keep_keys_out()
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    level, root.level = root.level, logging.DEBUG
    root.addHandler(handler)
    yield stream
    root.removeHandler(handler)
    root.setLevel(level)
    logging.setLogRecordFactory(factory)
    threading.excepthook = hook


@pytest.mark.parametrize("name", ["uvicorn.error", "werkzeug", "statuspage", "asyncio", "sqlalchemy.engine"])
@pytest.mark.parametrize("scope", ["t", "f", "c", "p", "pf", "e", "b"])
def test_no_logger_writes_a_token(written: io.StringIO, name: str, scope: str) -> None:
    logging.getLogger(name).error("Exception on %s [%s]", f"/{scope}/{TOKEN}/stream", "GET")
    try:
        raise LookupError(f"nothing at https://status.example.com/{scope}/{TOKEN}.atom")
    except LookupError:
        logging.getLogger(name).exception("It failed")
    assert "Exception on" in written.getvalue()
    assert "nothing at" in written.getvalue()
    assert TOKEN not in written.getvalue()


def test_uvicorns_own_log_of_requests_writes_no_token(written: io.StringIO) -> None:
    own = io.StringIO()
    handler = logging.StreamHandler(own)
    handler.setFormatter(uvicorn.logging.AccessFormatter("%(client_addr)s %(request_line)s %(status_code)s"))
    logger = logging.getLogger("uvicorn.access")
    logger.addHandler(handler)
    try:
        logger.warning('%s - "%s %s HTTP/%s" %d', "127.0.0.1:1", "GET", f"/t/{TOKEN}?said=sent", "1.1", 200)
    finally:
        logger.removeHandler(handler)
    assert "GET /t/-?said=sent HTTP/1.1" in own.getvalue()
    assert TOKEN not in own.getvalue() + written.getvalue()


def test_a_request_is_one_line_without_key_query_or_address(written: io.StringIO, small: Flask, cast: Cast) -> None:
    with served(small) as server:
        get(server.port, f"/t/{TOKEN}/live?secret=1")
        get(server.port, f"/broken/{TOKEN}")
    lines = [line for line in written.getvalue().splitlines() if line.startswith("GET /t/")]
    assert len(lines) == 1
    assert lines[0].startswith("GET /t/-/live 404 ")
    assert "secret" not in lines[0]


def test_a_path_can_begin_no_line_of_its_own(written: io.StringIO, small: Flask, cast: Cast) -> None:
    with served(small) as server:
        get(server.port, "/x%0A2026%20GET%20/forged%20200%1b[31m")
    (line,) = [line for line in written.getvalue().splitlines() if "forged" in line]
    assert line.startswith("GET /x%0A2026%20GET%20/forged%20200%1B[31m 404 ")


def test_what_a_message_is_given_stays_on_its_line(written: io.StringIO) -> None:
    logging.getLogger("werkzeug").error("Exception on %s", "/x\n2026 ERROR forged\x1b[2J")
    assert written.getvalue() == "Exception on /x\\n2026 ERROR forged\\x1b[2J\n"


def test_the_throttles_own_log_writes_no_token(written: io.StringIO) -> None:
    logging.getLogger("flask-limiter").info(
        "ratelimit %s (%s) exceeded at endpoint: %s", "60 per 1 minute", f"link {TOKEN}", "x"
    )
    assert "link - exceeded" in written.getvalue().replace("(", "").replace(")", "")
    assert TOKEN not in written.getvalue()


def test_a_thread_that_fails_writes_its_traceback_into_the_log_without_a_token(written: io.StringIO) -> None:
    def fail() -> None:
        raise LookupError(f"nothing under the key {TOKEN}")

    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()
    assert "nothing under the key -" in written.getvalue()
    assert TOKEN not in written.getvalue()


def test_the_lines_of_code_that_a_record_tells_of_are_written_without_a_token(written: io.StringIO) -> None:
    logging.getLogger("statuspage").error("It failed", stack_info=True)  # as for /t/AQHkS3cr3tT0k3n-0123456_789
    assert "# as for /t/-" in written.getvalue()
    assert TOKEN not in written.getvalue()


def test_no_statement_in_a_traceback_shows_what_somebody_wrote(app: Flask, written: io.StringIO) -> None:
    typed = "my private words"
    try:
        db.session.execute(text("INSERT INTO nowhere VALUES (:words)"), {"words": typed})
    except DBAPIError:
        logging.getLogger("statuspage").exception("It failed")
    assert "INSERT INTO nowhere" in written.getvalue()
    assert typed not in written.getvalue()


def test_nobody_writes_lines_of_their_own_into_the_log_nor_long_ones(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "statuspage.request"):
        logs.request("GET", "/a\n2026-11-23 INFO GET /desk 200", 404, 0.001)
        logs.request("GET", "/p/" + "a/" * 8_000, 404, 0.001)
        logs.request("GET", "/müller", 404, 0.001)
    first, second, third = caplog.messages
    assert "\n" not in first
    assert len(second) < 400
    assert "/m%C3%BCller" in third


@pytest.fixture
def own() -> Iterator[Callable[[str], io.StringIO]]:
    """Begin the log as a server does, in this form; what it writes."""
    root = logging.getLogger()
    handlers, level, factory, hook = root.handlers[:], root.level, logging.getLogRecordFactory(), threading.excepthook

    def begin(form: str) -> io.StringIO:
        logs.begin("INFO", form)
        stream = io.StringIO()
        root.handlers[0].setStream(stream)
        return stream

    yield begin
    root.handlers[:], root.level = handlers, level
    logging.setLogRecordFactory(factory)
    threading.excepthook = hook


def test_as_json_each_line_is_an_object_that_tells_a_request_in_parts(own, small: Flask, cast: Cast) -> None:
    stream = own("json")
    with served(small) as server:
        get(server.port, f"/t/{TOKEN}/live?secret=1")
    told = [json.loads(line) for line in stream.getvalue().splitlines()]
    (asked,) = [one for one in told if one["name"] == "statuspage.request"]
    assert (asked["method"], asked["path"], asked["status"]) == ("GET", "/t/-/live", 404)
    assert asked["ms"] >= 0
    assert datetime.fromisoformat(asked["at"]).utcoffset() == timedelta(0)
    assert TOKEN not in stream.getvalue()


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("form", ["json", "text"])
def test_what_broke_is_found_by_what_its_page_shows(
    own, app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    stream = own(form)
    app.testing = False
    monkeypatch.setattr("statuspage.surfaces.site.render_template", lambda *_, **__: 1 / 0)
    with served(app) as server:
        page = get(server.port, "/")[2].decode()
        assert "helps us find it" not in get(server.port, "/nothing/here")[2].decode(), "nothing broke"
    (shown,) = re.findall(r"<code[^>]*>([0-9a-f]{12})</code>", page)
    failed = next(line for line in stream.getvalue().splitlines() if "A request failed" in line)
    asked = next(line for line in stream.getvalue().splitlines() if "GET / 500" in line)
    assert shown in failed
    assert shown in asked
    assert ("ZeroDivisionError" in json.loads(failed)["traceback"]) if form == "json" else f"[{shown}]" in failed


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("path", "headers", "status"),
    [
        ("/", {}, 500),
        ("/", {"HX_Request": "true"}, 500),
        ("/broken.json", {}, 500),
        ("/broken/twice", {}, 500),
        ("/readyz", {}, 503),
        ("/checkup/stream", {}, 503),
    ],
)
def test_each_answer_that_is_a_failure_and_each_line_of_it_have_the_same_signs(
    own, app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch, path: str, headers: dict[str, str], status: int
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    stream = own("json")
    app.testing = False
    monkeypatch.setattr("statuspage.surfaces.site.render_template", fail)
    monkeypatch.setattr("statuspage.surfaces.site.unready", lambda _: "It is not ready.")
    app.before_request(lambda: fail() if request.path.startswith("/broken") else None)
    if path == "/broken/twice":
        monkeypatch.setattr("statuspage.surfaces.errors.render_template", fail)
    with served(app, StreamLimits(together=0)) as server:
        found, told, body = get(server.port, path, **headers)
    assert found == status
    shown = told["x-request-id"]
    assert re.fullmatch("[0-9a-f]{12}", shown)
    assert shown in body.decode() or path == "/readyz"
    lines = [json.loads(line) for line in stream.getvalue().splitlines()]
    asked = [one for one in lines if one.get("status") == status or "traceback" in one]
    assert len(asked) >= (2 if status == 500 else 1)
    assert {one["request_id"] for one in asked} == {shown}


class _Full(io.StringIO):
    """A file on a disk without room."""

    def write(self, _text: str) -> int:
        raise OSError(errno.ENOSPC, "no room")


def test_where_the_log_has_no_room_whoever_is_answered_does_not_notice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logging, "raiseExceptions", False)  # what else the library would print of it
    handler = logs.Written()
    handler.stream = _Full()
    handler.waiting.append("GET / 200\n")
    handler.emit(logging.makeLogRecord({"msg": "Hello"}))
    handler.waiting.append("GET / 200\n")
    handler.flush()
    assert not handler.waiting
