"""What is known and held is answered with no task of its own, and is the same in every way that anybody can see."""

import contextlib
import io
import logging
import re
import socket
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from flask import Flask

from statuspage import logs
from statuspage.domain.publication.choice import PublicChoice
from statuspage.domain.publication.verbs import publish, unpublish
from statuspage.front.at_once import LONGEST, AtOnce, KeptAnswer, _Asked
from statuspage.front.snapshots import Cached
from statuspage.front.wire import Wire
from tests.cast import Cast
from tests.front.house import Server, served
from tests.patience import LONG, until

Run = Callable[..., object]
KNOWN = 4  # asked so often, a request is known: seen, made, held, and answered from memory


def now() -> datetime:
    return datetime.now(UTC)


class Line:
    """One connection that stays open."""

    def __init__(self, port: int) -> None:
        self._line = socket.create_connection(("127.0.0.1", port), LONG)
        self._file = self._line.makefile("rb")

    def __enter__(self) -> "Line":
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()
        self._line.close()

    def send(self, *requests: str) -> None:
        self._line.sendall("".join(requests).encode())

    def know(self, path: str) -> tuple[int, dict[str, str], bytes]:
        """Ask until it is answered from memory; the last of these answers."""
        for _ in range(KNOWN):
            self.send(ask(path))
            last = self.take()
        return last

    def take(self, *, is_head: bool = False) -> tuple[int, dict[str, str], bytes]:
        status = int(self._file.readline().split()[1])
        headers = {}
        while line := self._file.readline().strip():
            name, _, value = line.decode("latin-1").partition(": ")
            headers[name.lower()] = value
        body = b"" if is_head or status == 304 else self._file.read(int(headers.get("content-length", 0)))
        return status, headers, body

    def is_over(self) -> bool:
        return self._file.read(1) == b""


def ask(path: str, *fields: str, method: str = "GET", version: str = "1.1") -> str:
    return "\r\n".join([f"{method} {path} HTTP/{version}", "Host: localhost", *fields, "", ""])


@pytest.fixture
def path(cast: Cast, run: Run) -> str:
    run(publish, cast.ticket.id, PublicChoice(), now())
    return f"/p/{cast.ticket.id}"


@pytest.fixture
def counted(server: Server, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The address of each answer that was given at once."""
    found: list[str] = []
    given = AtOnce._ready

    def ready(self: AtOnce, asked: _Asked, cached: Cached, begun: float) -> KeptAnswer:
        found.append(asked.path)
        return given(self, asked, cached, begun)

    monkeypatch.setattr(AtOnce, "_ready", ready)
    return found


def test_who_asks_the_same_again_gets_the_same_at_once(server: Server, path: str, counted: list[str]) -> None:
    with Line(server.port) as line:
        answers = []
        for _ in range(KNOWN + 2):
            line.send(ask(path, "Accept-Encoding: gzip"))
            answers.append(line.take())
    assert len(counted) >= 2
    dates = [headers.pop("date") for _, headers, _ in answers]
    assert all(dates)
    assert all(answer == answers[1] for answer in answers[1:])


def test_who_asks_with_much_is_answered_but_not_remembered(server: Server, path: str, counted: list[str]) -> None:
    """Or four thousand who send 30 KB each would fill the memory."""
    with Line(server.port) as line:
        for _ in range(KNOWN + 2):
            line.send(ask(path, "X-Much: " + "x" * LONGEST))
            assert line.take()[0] == 200
    assert counted == []
    assert server.front._pages.at_once is not None
    assert server.front._pages.at_once._asked == {}


def test_a_view_that_is_withdrawn_is_gone_at_once(
    server: Server, path: str, counted: list[str], cast: Cast, run: Run
) -> None:
    with Line(server.port) as line:
        for _ in range(3):
            run(publish, cast.ticket.id, PublicChoice(), now())
            for _ in range(KNOWN):
                line.send(ask(path))
                assert line.take()[0] == 200
            run(unpublish, cast.ticket.id, now())
            line.send(ask(path))
            assert line.take()[0] == 410
    assert counted


@pytest.mark.parametrize("version", ["1.1", "1.0"])
def test_who_has_it_already_is_told_so_at_once(server: Server, path: str, counted: list[str], version: str) -> None:
    with Line(server.port) as line:
        _, headers, _ = line.know(path)
        counted.clear()
        for _ in range(3):
            line.send(ask(path, f"If-None-Match: {headers['etag']}"))
            status, again, _ = line.take()
            assert (status, again["etag"]) == (304, headers["etag"])
            assert "content-length" not in again
        assert counted == [path, path]
        line.send(ask(path, 'If-None-Match: "another"', version=version))
        assert line.take()[0] == 200


def test_many_requests_in_one_piece_are_answered_in_their_order(
    server: Server, path: str, counted: list[str], database: str
) -> None:
    with Line(server.port) as line:
        line.know(path)
        counted.clear()
        line.send(ask(path), ask(path), ask("/nothing"), ask(path), ask("/nothing"), ask(path))
        assert [line.take()[0] for _ in range(6)] == [200, 200, 404, 200, 404, 200]
    at_once = 2 if database.startswith("sqlite") else 1  # where the version comes later, the second comes behind it
    assert len(counted) == at_once, "what comes behind a request that is being answered waits for it"


@pytest.mark.parametrize(
    ("asked", "is_over"),
    [
        (lambda path: ask(path, method="HEAD"), False),
        (lambda path: ask(path, version="1.0"), True),
        (lambda path: ask(path, "Connection: close"), True),
        (lambda path: ask(path, "Content-Length: 3") + "abc", False),
        (lambda path: ask(path, "Transfer-Encoding: chunked") + "3\r\nabc\r\n0\r\n\r\n", False),
        (lambda path: ask(path, "Upgrade: websocket", "Connection: Upgrade"), False),
    ],
    ids=["HEAD", "1.0", "close", "a body", "chunks", "another protocol"],
)
def test_what_asks_for_more_goes_the_ordinary_way(
    server: Server, path: str, counted: list[str], asked: Callable[[str], str], is_over: bool
) -> None:
    with Line(server.port) as line:
        line.know(path)
    counted.clear()
    for _ in range(KNOWN):
        with Line(server.port) as line, contextlib.suppress(ConnectionError):
            line.send(asked(path))
            assert line.take(is_head=asked(path).startswith("HEAD"))[0] == 200
            if is_over:
                assert line.is_over()
    assert not counted


def test_a_connection_that_rests_after_it_is_closed_as_any_other(
    small: Flask, path: str, cast: Cast, counted: list[str]
) -> None:
    settings = replace(small.extensions["settings"], idle_seconds=1, head_seconds=1)
    with served(small, settings=settings) as server, Line(server.port) as line:
        for _ in range(KNOWN + 1):
            line.send(ask(path))
            assert line.take()[0] == 200
        assert counted
        assert line.is_over()


def test_only_the_clock_of_rest_runs_behind_it_and_that_of_a_head_once_a_piece_of_one_came(
    server: Server, path: str, counted: list[str]
) -> None:
    def clocks() -> list[tuple[bool, bool]]:
        return [(one._clock is not None, one.timeout_keep_alive_task is not None) for one in wires()]

    def wires() -> list[Wire]:
        return [one for one in server.server_state.connections if isinstance(one, Wire)]

    with Line(server.port) as line:
        for _ in range(KNOWN + 1):
            line.send(ask(path))
            assert line.take()[0] == 200
        assert counted
        until(lambda: clocks() == [(False, True)])
        line.send("GET /p")
        until(lambda: clocks() == [(True, False)])


def test_what_comes_behind_it_in_the_same_piece_may_take_as_long_as_it_takes(
    small: Flask, path: str, cast: Cast, counted: list[str]
) -> None:
    settings = replace(small.extensions["settings"], idle_seconds=1)
    small._got_first_request = False
    small.add_url_rule("/slow", "slow", lambda: time.sleep(2.5) or "at last")
    with served(small, settings=settings) as server, Line(server.port) as line:
        for _ in range(KNOWN + 1):
            line.send(ask(path))
            assert line.take()[0] == 200
        assert counted
        line.send(ask(path), ask("/slow"))
        assert line.take()[0] == 200
        assert line.take()[2] == b"at last"


def test_no_answer_is_held_by_whoever_asked_whether_it_is_new(
    server: Server, small: Flask, path: str, counted: list[str]
) -> None:
    with Line(server.port) as line:
        for _ in range(KNOWN):
            line.send(ask(path, 'If-None-Match: "another"'))
            line.take()
    assert counted
    known = server.front._pages.at_once
    assert known is not None
    assert all(len(asked.head) < 4_000 for asked in known._asked.values())


def test_its_line_in_the_log_is_that_of_any_other(server: Server, path: str, counted: list[str]) -> None:
    root = logging.getLogger()
    before = root.handlers[:], root.level
    factory = logging.getLogRecordFactory()
    try:
        for form in ("text", "json"):
            logs.begin("INFO", form)
            handler = root.handlers[0]
            assert isinstance(handler, logs.Written)
            handler.setStream(stream := io.StringIO())
            logs.request("GET", "/p/AQHkS3cr3tT0k3n-0123456_789", 200, 0.001)
            assert logs.request_soon("GET", "/p/AQHkS3cr3tT0k3n-0123456_789", 200, 0.001)
            assert not logs.request_soon("GET", '/p/"\\/x', 200, 0.001)
            logs.request("GET", '/p/"\\/x', 200, 0.001)
            before_this = logs.request_id.set("0123456789ab")
            assert logs.request_soon("POST", "/t/x", 409, 0.001)
            logs.request("POST", "/t/x", 409, 0.001)
            logs.request_id.reset(before_this)
            lines = [re.sub(r"\d\d:\d\d:\d\d[.,]\d{3}", "", line) for line in stream.getvalue().splitlines()]
            assert lines[0] == lines[1]
            assert lines[2] == lines[3]
            assert lines[4] == lines[5]
            assert "0123456789ab" in lines[4]
            assert "AQHk" not in stream.getvalue()
    finally:
        root.handlers[:], root.level = before
        logging.setLogRecordFactory(factory)
