"""Nobody without a key holds much: heads have an end, connections are counted, and whoever is slow is let go."""

import contextlib
import socket
from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask, request

from statuspage.config import Settings
from statuspage.front import bridge, wire
from statuspage.front.asgi import Front
from statuspage.front.limits import StreamLimits, client_address
from statuspage.front.serving import server_config
from statuspage.front.slots import Slots
from tests.cast import Cast
from tests.front.house import Reader, Server, get, served
from tests.patience import LONG, until

pytestmark = pytest.mark.heavy_on_postgresql

HERE, ELSEWHERE = "127.0.0.1", "127.0.0.2"
CROWD = 300
HALF = b"GET /p/1 HTTP/1.1\r\nHost: localhost\r\nX-Slow: "


KEPT_OPEN = b"GET /desk/page HTTP/1.1\r\nHost: localhost\r\n\r\n"
SLOW_BODY = b"POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\nsa"


def connect(server: Server, address: str = HERE) -> socket.socket:
    return socket.create_connection((HERE, server.port), LONG, source_address=(address, 0))


def streaming(server: Server, cast: Cast, address: str = HERE) -> socket.socket:
    """A connection that reads a stream."""
    one = connect(server, address)
    one.sendall(b"GET /t/%d/stream?since=1 HTTP/1.1\r\nHost: localhost\r\n\r\n" % cast.ticket.id)
    assert status(one.recv(65_536)) == 200
    return one


def said(server: Server, sent: bytes, address: str = HERE) -> bytes:
    """All that the server says to these bytes, until it hangs up."""
    with connect(server, address) as one:
        one.sendall(sent)
        return rest(one)


def rest(one: socket.socket) -> bytes:
    whole = b""
    with contextlib.suppress(ConnectionResetError):
        while piece := one.recv(65_536):
            whole += piece
    return whole


def status(answer: bytes) -> int:
    return int(answer.split(b" ", 2)[1]) if answer else 0


@pytest.fixture
def settings(app: Flask) -> Settings:
    found: Settings = app.extensions["settings"]
    return found


@pytest.fixture
def hasty(small: Flask, cast: Cast, settings: Settings) -> Iterator[Server]:
    """A server that waits a second for a head."""
    with served(small, settings=replace(settings, head_seconds=1, connections_each=400)) as running:
        yield running


def head(*fields: bytes, address: bytes = b"/desk/page") -> bytes:
    return b"\r\n".join((b"GET %s HTTP/1.1" % address, b"Host: localhost", b"Connection: close", *fields)) + b"\r\n\r\n"


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        (head(*[b"a: b"] * 98), 200),
        (head(*[b"a: b"] * 99), 431),
        (head(*[b"a:b"] * 100_000), 431),
        (head(b"a: " + b"x" * 30_000), 200),
        (head(b"a: " + b"x" * 33_000), 431),
        (head(b"a: " + b"x" * 3_000_000), 431),
        (head(*[b"a: " + b"x" * 1_000] * 40), 431),
        (head(b"x" * 3_000_000 + b": a"), 431),
        (head(address=b"/desk/page?" + b"x" * 16_000), 200),
        (head(address=b"/desk/page?" + b"x" * 17_000), 414),
        (head(address=b"/" + b"x" * 3_000_000), 414),
        (b"nonsense\r\n\r\n", 400),
    ],
    ids=lambda given: len(given) if isinstance(given, bytes) else given,
)
def test_a_head_has_an_end(server: Server, sent: bytes, expected: int) -> None:
    answer = said(server, sent)
    assert status(answer) == expected
    assert b"connection: close" in answer.lower()
    assert get(server.port, "/desk/page")[0] == 200, "and others are served"


def test_fields_after_a_body_are_no_part_of_the_head(small: Flask, server: Server) -> None:
    seen: list[str] = []
    small.before_request(lambda: seen.append(str(request.headers)))
    chunked = b"POST /echo HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
    sent = chunked + b"1\r\nx\r\n0\r\nX-Forwarded-For: 192.0.2.9\r\n\r\n"
    assert status(said(server, sent)) == 200
    assert len(seen) == 1
    assert "192.0.2.9" not in seen[0]
    assert status(said(server, chunked + b"1\r\nx\r\n0\r\nA: " + b"x" * 300_000)) in (0, 431), "nor have they no end"


def test_many_fields_cost_no_more_than_as_many_as_they_are() -> None:
    for times in (10, 20_000):
        scope = {
            "method": "GET",
            "path": "/",
            "headers": [(b"a", b"b")] * times + [(b"cookie", b"c=1"), (b"cookie", b"d=2"), (b"content-type", b"x")],
        }
        made = bridge.environ(scope)
        assert made["HTTP_A"] == ",".join("b" * times)
        assert (made["HTTP_COOKIE"], made["CONTENT_TYPE"]) == ("c=1; d=2", "x")


class Once(str):
    """Text of a field. What is put together of it is put together at one go; piece by piece would copy it each time."""

    __slots__ = ()

    def __add__(self, other: str) -> str:
        raise AssertionError(f"put behind it by itself: {other}")

    __radd__ = __add__

    def __format__(self, how: str) -> str:
        raise AssertionError(f"put into another text by itself: {how}")


class Field(bytes):
    def decode(self, encoding: str = "", errors: str = "") -> Once:
        return Once(super().decode("latin-1"))


def test_the_fields_of_one_name_are_put_together_at_one_go() -> None:
    fields = [(b"a", Field(b"b%d" % number)) for number in range(50)]
    made = bridge.environ({"method": "GET", "path": "/", "headers": fields})
    assert made["HTTP_A"] == ",".join(f"b{number}" for number in range(50))


def test_others_are_served_while_hundreds_send_half_a_head_or_a_letter_at_a_time(hasty: Server) -> None:
    with contextlib.ExitStack() as held:
        silent = [held.enter_context(connect(hasty)) for _ in range(CROWD)]
        slow = [held.enter_context(connect(hasty, "127.0.0.3")) for _ in range(CROWD)]
        for one in slow:
            one.sendall(HALF)
        with connect(hasty, ELSEWHERE) as other:
            other.sendall(head())
            assert status(rest(other)) == 200
        for one in slow:
            with contextlib.suppress(OSError):
                one.sendall(b"x")
        assert {status(rest(one)) for one in slow} <= {408, 0}, "none of them is waited for longer than a head may take"
        assert {rest(one) for one in silent} == {b""}, "who has sent nothing is told nothing"
    until(lambda: not hasty.server_state.connections)


def test_a_line_end_now_and_then_keeps_no_connection_open(hasty: Server) -> None:
    with connect(hasty) as one:
        one.sendall(b"GET /desk/page HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert one.recv(65_536)
        one.sendall(b"\r\n")
        rest(one)
    until(lambda: not hasty.server_state.connections)


def test_a_connection_that_rests_after_its_answer_is_let_go(small: Flask, cast: Cast, settings: Settings) -> None:
    with (
        served(small, settings=replace(settings, idle_seconds=1, head_seconds=300)) as server,
        connect(server) as one,
    ):
        one.sendall(head().replace(b"Connection: close\r\n", b""))
        assert status(rest(one)) == 200


def test_a_body_that_nobody_reads_any_more_keeps_no_connection_open(hasty: Server) -> None:
    with connect(hasty) as one:
        one.sendall(b"POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 900000\r\n\r\nsaid=")
        answer = one.recv(65_536)
        one.sendall(b"more of it")
        answer += rest(one)
    assert status(answer) == 413
    assert answer.count(b"HTTP/1.1 ") == 1, "one answer to one request"


def test_who_asks_for_another_protocol_gets_this_one_and_no_line_in_the_log(
    server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    for protocol, expected in ((b"h2c", 200), (b"websocket", 400)):
        assert status(said(server, head(b"Connection: Upgrade, close", b"Upgrade: " + protocol))) == expected
    assert "upgrade" not in caplog.text.lower()


@pytest.mark.parametrize(("files", "expected"), [(None, 12_000), (4_096, 4_032), (1_000_000, 12_000), (10, 1)])
def test_no_more_connections_are_taken_than_the_system_gives_files(
    small: Flask, settings: Settings, files: int | None, expected: int
) -> None:
    taken = server_config(Front(small), settings, files).http.slots  # type: ignore[union-attr]  # it is our own class
    assert [taken.open() for _ in range(expected + 1)] == [True] * expected + [False]


def test_one_address_has_only_so_many_connections_and_gets_them_back(
    small: Flask, cast: Cast, settings: Settings
) -> None:
    limited = replace(settings, connections_each=3)
    with served(small, StreamLimits(), settings=limited) as server, contextlib.ExitStack() as held:
        open_ones = [held.enter_context(streaming(server, cast)) for _ in range(3)]
        assert status(said(server, b"")) == 503
        assert status(said(server, head(), ELSEWHERE)) == 200
        open_ones[0].close()
        until(lambda: len(server.server_state.connections) == 2)
        assert status(said(server, head())) == 200


@pytest.mark.parametrize(
    "says", [b"", HALF, KEPT_OPEN, SLOW_BODY], ids=["nothing", "half a head", "asked", "half a body"]
)
def test_who_has_something_to_ask_gets_in_past_those_who_hold_all_the_room(
    small: Flask, cast: Cast, settings: Settings, says: bytes
) -> None:
    """The oldest of those on whom we wait makes room: of all, and of one address, in which many may sit."""
    with served(small, settings=replace(settings, connections=30, connections_each=10)) as server:
        for addresses in ([HERE] * 30, [f"127.0.0.{number + 10}" for number in range(60)]):
            with contextlib.ExitStack() as held:
                holding = [held.enter_context(connect(server, address)) for address in addresses]
                for one in holding:
                    with contextlib.suppress(OSError):
                        one.sendall(says)
                        if says is KEPT_OPEN:
                            one.recv(65_536)  # whoever is being answered makes no room
                most = 10 if addresses[0] == HERE else 30
                until(lambda most=most: server.config.http.slots._total == most)  # type: ignore[union-attr]  # our own
                assert [status(said(server, head(), addresses[0])) for _ in range(3)] == [200] * 3
                assert server.config.http.slots._total <= most  # type: ignore[union-attr]  # our own
                holding[-1].setblocking(False)
                with contextlib.suppress(BlockingIOError):
                    assert holding[-1].recv(1) != b"", "the newest has not been cut"
        until(lambda: not server.server_state.connections)
        slots = server.config.http.slots  # type: ignore[union-attr]  # our own
        assert (slots._total, slots._by_address) == (0, {}), "all is given back"


def test_all_together_have_only_so_many(small: Flask, cast: Cast, settings: Settings) -> None:
    with served(small, settings=replace(settings, connections=10)) as server, contextlib.ExitStack() as held:
        for number in range(10):
            held.enter_context(streaming(server, cast, f"127.0.0.{number + 10}"))
        assert status(said(server, b"", ELSEWHERE)) == 503
    with served(small, settings=settings) as server:
        assert status(said(server, head())) == 200


def test_behind_a_proxy_it_is_the_visitor_who_is_counted_and_only_while_they_ask(
    small: Flask, cast: Cast, settings: Settings
) -> None:
    behind = replace(settings, connections_each=3, trusted_proxies=1)
    small.extensions["settings"] = behind
    path = f"/t/{cast.ticket.id}/stream?since=1"
    with served(small) as server, contextlib.ExitStack() as held:
        for _ in range(2):
            held.enter_context(Reader(server.port, path, X_Forwarded_For="192.0.2.1"))
        with Reader(server.port, path, X_Forwarded_For="192.0.2.1") as third:
            assert third.status == 503, "two thirds of what one may have open are streams"
        with Reader(server.port, path, X_Forwarded_For="192.0.2.1, 192.0.2.2") as another:
            assert another.status == 200, "it is counted by the line that the proxy wrote"
        assert {get(server.port, "/desk/page", X_Forwarded_For="192.0.2.1")[0] for _ in range(5)} == {200}
        assert get(server.port, "/desk/page", X_Forwarded_For="192.0.2.1, 192.0.2.2")[0] == 200
        with contextlib.ExitStack() as more:
            kept = [more.enter_context(connect(server)) for _ in range(4)]
            for one in kept:
                one.sendall(head(b"X-Forwarded-For: 192.0.2.3").replace(b"Connection: close\r\n", b""))
                assert status(one.recv(65_536)) == 200, "a proxy's idle connection counts for nobody"


def test_behind_a_proxy_a_visitor_has_only_so_many_requests_at_once(
    small: Flask, cast: Cast, settings: Settings
) -> None:
    small.extensions["settings"] = replace(settings, connections_each=3, trusted_proxies=1)
    begun = b"POST /echo HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-For: 192.0.2.1\r\nContent-Length: 9\r\n\r\nsaid="
    with served(small) as server, contextlib.ExitStack() as held:
        for one in [held.enter_context(connect(server)) for _ in range(3)]:
            one.sendall(begun)
        until(lambda: server.config.http.slots._by_address["192.0.2.1"] == 3)  # type: ignore[union-attr]  # our own
        answer = said(server, head(b"X-Forwarded-For: 192.0.2.1"))
        assert (status(answer), b"retry-after: 10" in answer.lower()) == (503, True)
        assert status(said(server, head(b"X-Forwarded-For: 192.0.2.1, 192.0.2.2"))) == 200


def test_who_holds_all_that_one_visitor_may_is_told_to_wait() -> None:
    slots = Slots(together=10, each=2)
    assert [slots.hold("192.0.2.1") for _ in range(3)] == [True, True, False]
    slots.release("192.0.2.1")
    assert slots.hold("192.0.2.1")
    assert [slots.open() for _ in range(11)] == [True] * 10 + [False]


@pytest.mark.parametrize(
    ("lines", "proxies", "expected"),
    [
        ([], 0, "198.51.100.7"),
        (["192.0.2.1"], 0, "198.51.100.7"),
        (["192.0.2.1"], 1, "192.0.2.1"),
        (["192.0.2.9", "192.0.2.1"], 1, "192.0.2.1"),
        (["192.0.2.9, 192.0.2.1", "10.0.0.1"], 2, "192.0.2.1"),
        (["192.0.2.9,", " 192.0.2.1 ,"], 1, "192.0.2.1"),
        (["192.0.2.1"], 2, "198.51.100.7"),
        ([""], 1, "198.51.100.7"),
    ],
)
def test_a_visitor_is_whom_the_last_line_names(lines: list[str], proxies: int, expected: str) -> None:
    headers = [(b"x-forwarded-for", line.encode()) for line in lines]
    assert client_address({"client": ("198.51.100.7", 1), "headers": headers}, proxies) == expected


def test_an_answer_that_nobody_takes_is_not_kept_for_ever(
    small: Flask, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wire, "READING", 0.2)
    small._got_first_request = False
    small.add_url_rule("/large", "large", lambda: "x" * 20_000_000)
    with connect(server) as one:
        one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
        one.sendall(head(address=b"/large"))
        until(lambda: server.server_state.total_requests == 1)
        until(lambda: not server.server_state.connections)


def test_a_patient_reader_gets_the_whole_of_a_large_answer(small: Flask, server: Server) -> None:
    small._got_first_request = False
    small.add_url_rule("/large", "large", lambda: "x" * 5_000_000)
    _, _, body = get(server.port, "/large")
    assert len(body) == 5_000_000


def test_whoever_hangs_up_leaves_no_failure_behind_however_many_they_asked_at_once(
    server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    asked = b"GET /t/1/live HTTP/1.1\r\nHost: localhost\r\n\r\n" * 20
    for _ in range(5):
        with connect(server) as one:
            one.sendall(asked)
            one.shutdown(socket.SHUT_WR)
            rest(one)
    until(lambda: not server.server_state.connections)
    assert get(server.port, "/t/1/live")[0] == 200
    assert [line.getMessage() for line in caplog.records if line.levelname == "ERROR"] == []


def test_nonsense_behind_two_requests_ends_them_both(server: Server, caplog: pytest.LogCaptureFixture) -> None:
    for _ in range(5):
        answer = said(server, b"GET /t/1/live HTTP/1.1\r\nHost: localhost\r\n\r\n" * 2 + b"nonsense\r\n\r\n")
        assert status(answer) in (0, 200, 400)
        assert answer.count(b"HTTP/1.1 ") <= 2
    until(lambda: not server.server_state.connections)
    assert [line.getMessage() for line in caplog.records if line.levelname == "ERROR"] == []
