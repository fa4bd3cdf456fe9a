"""An answer is kept once, whatever a stranger adds to its address; large bodies wait at the door."""

import socket
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from flask import Flask, request

from statuspage.db import db
from statuspage.domain.publication.choice import PublicChoice
from statuspage.domain.publication.verbs import publish
from statuspage.domain.shares.share import shares_of
from statuspage.front import bridge
from statuspage.security.room import ANYBODY, PHOTO, UNSEEN
from tests.cast import PASSWORD, Cast
from tests.front.house import Reader, Server, get, send, served
from tests.patience import LONG

pytestmark = pytest.mark.heavy_on_postgresql

FORM = {"Content_Type": "application/x-www-form-urlencoded"}


@pytest.fixture
def house(app: Flask, cast: Cast, run) -> Iterator[Server]:  # type: ignore[no-untyped-def]  # the fixture's own type
    app.extensions["clock"] = lambda: datetime.now(UTC)
    run(publish, cast.ticket.id, PublicChoice(), datetime.now(UTC))
    with served(app) as running:
        yield running


@pytest.fixture
def tokens(app: Flask, cast: Cast, house: Server) -> dict[str, str]:
    db.session.rollback()
    urls = app.extensions["urls"]
    return {scope: urls.token(share) for scope, share in shares_of(db.session(), cast.ticket.id).items()}


@pytest.fixture
def asked(app: Flask, house: Server) -> list[str]:
    """Every address that the app was asked for, from now on."""
    seen: list[str] = []
    app.before_request_funcs.setdefault(None, []).insert(0, lambda: seen.append(request.full_path))
    return seen


STRANGE = ("?x=1", "?x=2&y=3", "?utm_source=mail", "?=", "?" + "x" * 5_000, "?%6cang=de", "?" + "&" * 500)


@pytest.mark.parametrize(
    "path",
    [
        "/p/{public}",
        "/e/{embed}",
        "/pf/{public_feed}.atom",
        "/b/{badge}.svg",
        "/p/{public}/picture.png",
        "/static/mark.svg",
    ],
)
def test_what_a_stranger_adds_to_an_address_makes_nothing_anew(
    house: Server, tokens: dict[str, str], asked: list[str], path: str
) -> None:
    path = path.format(**tokens)
    plain = [get(house.port, path) for _ in range(3)][-1]
    before = len(asked)
    for more in STRANGE:
        assert get(house.port, path + more)[2] == plain[2]
        assert get(house.port, path, Range="bytes=0-99", Authorization=more)[2][:99] == plain[2][:99]
    assert send(house.port, "HEAD", path)[::2] == (200, b"")
    assert send(house.port, "HEAD", path)[1]["content-length"] == str(len(plain[2]))
    for language in ("en", "en;q=0.9", "en-GB, en;q=0.9, xx", "x" * 5_000, ", ".join(["en"] * 500)):
        assert get(house.port, path, Accept_Language=language)[0] == 200
    ranges = len(STRANGE) if "static" in path else 0  # a file may be fetched in pieces
    assert len(asked) - before == ranges, asked[before:]


def test_known_parameters_mean_the_same_in_any_order(house: Server, tokens: dict[str, str], asked: list[str]) -> None:
    card = f"/e/{tokens['embed']}"
    first = [get(house.port, f"{card}?theme=dark&size=compact&lang=de") for _ in range(3)][-1]
    before = len(asked)
    for query in ("lang=de&size=compact&theme=dark", "size=compact&x=1&lang=de&theme=dark&theme=light"):
        assert get(house.port, f"{card}?{query}")[2] == first[2]
    assert len(asked) == before
    assert get(house.port, f"{card}?theme=light")[2] != first[2]


def test_a_feed_and_the_page_that_a_browser_gets_there_are_kept_apart(
    house: Server, tokens: dict[str, str], asked: list[str]
) -> None:
    path = f"/pf/{tokens['public_feed']}.atom"
    for accept, kind in (("*/*", "application/atom+xml"), ("text/html,*/*;q=0.8", "text/html")) * 3:
        assert get(house.port, path, Accept=accept)[1]["content-type"].startswith(kind)
    for accept in ("application/atom+xml", "text/html", "text/html;q=0.9,application/xml;q=0.1", "x/y" * 900):
        assert get(house.port, path, Accept=accept)[0] == 200
    assert len(asked) == 2, "each was made once"


def test_a_kept_answer_is_refused_under_a_foreign_name(house: Server, tokens: dict[str, str]) -> None:
    path = f"/p/{tokens['public']}"
    for _ in range(3):
        assert get(house.port, path)[0] == 200
    status, headers, body = get(house.port, path, Host="evil.example.net")
    assert status == 421
    assert b"evil.example.net" not in body + str(headers).encode()
    assert get(house.port, path, Host=f"localhost:{house.port}")[0] == 200
    assert get(house.port, "/healthz", Host="10.0.0.7")[0] == 200
    with Reader(house.port, f"{path}/stream", Host="evil.example.net") as stream:
        assert stream.status == 421


def test_readers_of_one_language_watch_one_region(house: Server, tokens: dict[str, str]) -> None:
    path = f"/p/{tokens['public']}/stream"
    with (
        Reader(house.port, path, Accept_Language="en") as one,
        Reader(house.port, path, Accept_Language="en-GB,en;q=0.8") as other,
        Reader(house.port, path, Accept_Language="de") as third,
    ):
        assert (one.status, other.status, third.status) == (200, 200, 200)
        assert len(house.front.regions._regions) == 2


def test_a_large_body_is_not_taken_in_before_the_door_has_opened(
    app: Flask, house: Server, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken: list[int] = []
    environ = bridge.environ
    monkeypatch.setattr(
        bridge, "environ", lambda scope, body=None: (taken.append(len(body or b"")), environ(scope, body))[1]
    )
    assert send(house.port, "POST", "/desk/me", b"a" * 2_000_000, **FORM)[0] == 401
    assert send(house.port, "POST", "/desk/me", chunked(2_000_000), Transfer_Encoding="chunked", **FORM)[0] == 401
    assert max(taken) <= UNSEEN
    maria = app.test_client()
    maria.post("/desk/login", data={"email": cast.maria.email, "password": PASSWORD})
    cookie = f"desk={maria.get_cookie('desk').value}"
    assert send(house.port, "POST", "/desk/me", b"a" * 2_000_000, Cookie=cookie, **FORM)[0] == 403, "no token"
    assert max(taken) == 2_000_000
    assert send(house.port, "POST", "/desk/me", b"a" * (PHOTO.bytes + 1), Cookie=cookie, **FORM)[0] == 413


def test_of_a_stranger_no_more_is_taken_in_than_a_login_needs(house: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    taken: list[int] = []
    environ = bridge.environ
    monkeypatch.setattr(
        bridge, "environ", lambda scope, body=None: (taken.append(len(body or b"")), environ(scope, body))[1]
    )
    for path, expected in (("/desk/login", 413), ("/nowhere", 404), ("/p/x", 405)):
        assert send(house.port, "POST", path, b"a" * 200_000, **FORM)[0] == expected
        assert send(house.port, "POST", path, chunked(200_000), Transfer_Encoding="chunked", **FORM)[0] == expected
    assert max(taken) <= ANYBODY.bytes


def test_what_is_too_long_comes_back_to_whoever_has_a_key_and_to_nobody_else(
    house: Server, tokens: dict[str, str]
) -> None:
    words = b"body=It+hisses.+" + b"a" * 2_000_000
    status, _, page = send(house.port, "POST", f"/t/{tokens['private']}/replies", words, **FORM)
    assert status == 413
    assert b"It hisses. aaa" in page
    assert len(page) > len(words)
    status, _, page = send(house.port, "POST", f"/t/{tokens['public']}/replies", words, **FORM)
    assert status == 404
    assert b"hisses" not in page


@pytest.mark.parametrize("path", ["/desk/login", "/nowhere", "/p/x", "/desk/me", "/t/x/replies"])
def test_a_body_has_an_end_with_or_without_a_length(house: Server, path: str) -> None:
    refused = {"/desk/login": {413}, "/nowhere": {404}, "/p/x": {404, 405}, "/desk/me": {401}, "/t/x/replies": {404}}
    size = 5_000_000
    assert send(house.port, "POST", path, b"a" * size, **FORM)[0] in refused[path]
    assert send(house.port, "POST", path, chunked(size), Transfer_Encoding="chunked", **FORM)[0] in refused[path]


def chunked(size: int) -> bytes:
    return b"%x\r\n%s\r\n0\r\n\r\n" % (size, b"a" * size)


def test_who_does_not_finish_is_told_so(house: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bridge, "PATIENCE", 0.2)
    with socket.create_connection(("127.0.0.1", house.port), LONG) as one:
        one.sendall(b"POST /desk/login HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nemail=")
        assert one.recv(65_536).startswith(b"HTTP/1.1 408 ")
