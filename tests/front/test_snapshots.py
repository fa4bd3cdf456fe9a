"""What is kept in memory is never stale, small on the wire, and the same as what the app says."""

import asyncio
import gzip
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask

from statuspage.domain.people.agents import Agent
from statuspage.domain.publication.choice import PublicChoice
from statuspage.domain.publication.verbs import publish, unpublish
from statuspage.domain.shares.share import Share, shares_of
from statuspage.domain.shares.verbs import rotate
from statuspage.front import packing, snapshots
from statuspage.front.at_once import MOST, AtOnce
from statuspage.front.bridge import Answer
from statuspage.front.snapshots import LAST_KNOWN, RequestKey, Snapshots
from statuspage.front.watch import Lost
from statuspage.gapped import accepts
from statuspage.protocol import PublicVersion, Snapshot
from tests.cast import Cast
from tests.conftest import Clock
from tests.front.house import Server, get, send, served

Run = Callable[..., object]


def now() -> datetime:
    return datetime.now(UTC)


def renderings(small: Flask) -> int:
    return len(small.extensions["rendered"])


def test_a_public_page_is_rendered_once_for_all_who_ask(server: Server, small: Flask, cast: Cast, run: Run) -> None:
    run(publish, cast.ticket.id, PublicChoice(), now())
    path = f"/p/{cast.ticket.id}"
    first, second = get(server.port, path), get(server.port, path)
    before = renderings(small)
    for _ in range(5):
        assert get(server.port, path)[2] == first[2] == second[2]
    assert renderings(small) == before
    assert get(server.port, path, Accept_Language="de")[0] == 200
    assert renderings(small) == before + 1, "another language is another page"


def test_an_unpublished_page_is_gone_at_once_and_back_at_once(server: Server, cast: Cast, run: Run) -> None:
    path = f"/p/{cast.ticket.id}"
    for _ in range(5):
        run(publish, cast.ticket.id, PublicChoice(), now())
        assert [get(server.port, path)[0] for _ in range(4)] == [200] * 4
        run(unpublish, cast.ticket.id, now())
        assert [get(server.port, path)[0] for _ in range(2)] == [410] * 2


def test_a_new_key_makes_the_kept_page_void(server: Server, small: Flask, cast: Cast, run: Run) -> None:
    run(publish, cast.ticket.id, PublicChoice(), now())
    for _ in range(3):
        get(server.port, f"/p/{cast.ticket.id}")
    before = renderings(small)
    run(rotate, cast.ticket.id, "public", now())
    get(server.port, f"/p/{cast.ticket.id}")
    assert renderings(small) == before + 1


@pytest.mark.parametrize("address", ["", "/letters", "/picture.png", "/qr.svg"])
def test_a_page_that_is_kept_is_gone_when_its_key_expires(
    app: Flask, clock: Clock, cast: Cast, run: Run, address: str
) -> None:
    run(publish, cast.ticket.id, PublicChoice(letters=True), clock())
    share = run(lambda session: shares_of(session, cast.ticket.id)["public"])
    path = app.extensions["urls"].shared(share).removeprefix("http://localhost") + address
    with served(app) as server:
        end = clock() + timedelta(hours=1, seconds=17)  # when nothing else of the page changes
        run(lambda session: setattr(session.get_one(Share, share.id), "expires_at", end))
        assert {get(server.port, path)[0] for _ in range(2)} == {200}
        clock.forward(minutes=60, seconds=16)
        assert {get(server.port, path)[0] for _ in range(2)} == {200}
        clock.forward(seconds=1)
        assert {get(server.port, path)[0] for _ in range(2)} == {410}


@pytest.mark.parametrize("address", ["", "/live"])
def test_a_page_that_is_kept_names_no_other_key_that_has_expired(
    app: Flask, clock: Clock, cast: Cast, run: Run, address: str
) -> None:
    run(publish, cast.ticket.id, PublicChoice(letters=True), clock())
    shares = run(lambda session: shares_of(session, cast.ticket.id))
    path, feed = (app.extensions["urls"].shared(shares[scope]) for scope in ("public", "public_feed"))
    path, feed = path.removeprefix("http://localhost") + address, feed.removesuffix(".atom").encode()
    with served(app) as server:
        end = clock() + timedelta(minutes=30, seconds=17)  # when nothing else of the page changes
        run(lambda session: setattr(session.get_one(Share, shares["public_feed"].id), "expires_at", end))
        clock.forward(minutes=30, seconds=16)
        assert {feed in get(server.port, path)[2] for _ in range(2)} == {True}
        clock.forward(seconds=1)
        assert {feed in get(server.port, path)[2] for _ in range(2)} == {False}


@pytest.mark.parametrize("changed", ["public_as", "first_name", "photo"])
def test_a_face_that_changes_makes_every_kept_page_void(
    server: Server, small: Flask, cast: Cast, run: Run, changed: str
) -> None:
    run(publish, cast.ticket.id, PublicChoice(), now())
    for _ in range(3):
        get(server.port, f"/p/{cast.ticket.id}")
    before = renderings(small)
    run(lambda session: setattr(session.get_one(Agent, cast.tom.id), changed, "name"))
    get(server.port, f"/p/{cast.ticket.id}")
    assert renderings(small) == before + 1
    run(lambda session: setattr(session.get_one(Agent, cast.tom.id), "role", "Parts"))
    get(server.port, f"/p/{cast.ticket.id}")
    assert renderings(small) == before + 1, "what is not shown to anyone changes nothing"


def test_a_page_is_not_kept_past_the_instant_at_which_it_reads_differently(
    server: Server, small: Flask, cast: Cast, run: Run
) -> None:
    run(publish, cast.ticket.id, PublicChoice(), now())
    small.extensions["until"] = now() - timedelta(seconds=1)
    for _ in range(3):
        get(server.port, f"/p/{cast.ticket.id}")
    before = renderings(small)
    get(server.port, f"/p/{cast.ticket.id}")
    assert renderings(small) == before + 1


def test_who_has_it_already_gets_304(server: Server, cast: Cast, run: Run) -> None:
    run(publish, cast.ticket.id, PublicChoice(), now())
    path = f"/p/{cast.ticket.id}"
    get(server.port, path)
    _, headers, _ = get(server.port, path)
    status, again, body = get(server.port, path, If_None_Match=headers["etag"])
    assert (status, body, again["etag"]) == (304, b"", headers["etag"])
    assert again["content-security-policy"]
    run(unpublish, cast.ticket.id, now())
    run(publish, cast.ticket.id, PublicChoice(), now())
    assert get(server.port, path, If_None_Match='"another"')[0] == 200


def test_text_is_compressed_for_those_who_take_it(server: Server, cast: Cast, run: Run) -> None:
    run(publish, cast.ticket.id, PublicChoice(), now())
    path = f"/p/{cast.ticket.id}"
    for _ in range(3):
        _, plain, whole = get(server.port, path)
        _, headers, small = get(server.port, path, Accept_Encoding="br, gzip")
        assert "content-encoding" not in plain
        assert headers["content-encoding"] == "gzip"
        assert headers["content-length"] == str(len(small))
        assert headers["vary"] == "Accept-Encoding"
        assert gzip.decompress(small) == whole
        assert len(small) < len(whole) / 4


def test_the_desk_is_never_compressed_because_its_forms_hold_a_token(server: Server) -> None:
    _, headers, _ = get(server.port, "/desk/page", Accept_Encoding="gzip")
    assert "content-encoding" not in headers


def test_a_reader_who_refuses_gzip_is_believed() -> None:
    assert accepts(b"gzip, deflate, br")
    assert accepts(b"*;q=0.5")
    assert not accepts(b"gzip;q=0, br")
    assert not accepts(b"br")
    assert not accepts(b"")


def test_the_memory_that_is_taken_has_an_end(tmp_path: Path) -> None:
    async def version(ticket: int) -> PublicVersion:
        return PublicVersion(1, 0)

    held = snapshots.Snapshots(version, tmp_path, room=10_000)
    answer = Answer(200, ((b"content-type", b"text/html"),), b"x" * 1_000, snapshot=Snapshot(1, PublicVersion(1, 0)))
    for number in range(50):
        held.put(snapshots.RequestKey(f"/p/{number}", b"", "", False, False, False), None, answer, now())
    assert len(held._cached) == 3
    assert held._taken <= 10_000


def test_no_address_is_long_enough_to_fill_the_memory(server: Server, small: Flask, cast: Cast, run: Run) -> None:
    run(publish, cast.ticket.id, PublicChoice(), now())
    path = f"/p/{cast.ticket.id}?x={'x' * snapshots.LONGEST}"
    before = renderings(small)
    for _ in range(3):
        assert get(server.port, path)[0] == 200
    assert renderings(small) == before + 3


@pytest.mark.parametrize(
    ("since", "status"),
    [
        ("Sun, 22 Nov 2026 10:00:00 GMT", 304),
        ("Sun, 22 Nov 2026 10:00:01 GMT", 304),
        ("Sun, 22 Nov 2026 09:59:59 GMT", 200),
        ("yesterday", 200),
    ],
)
def test_who_has_it_since_then_or_later_has_it_already(since: str, status: int) -> None:
    answer = Answer(200, ((b"last-modified", b"Sun, 22 Nov 2026 10:00:00 GMT"),), b"x")
    assert snapshots.conditional({"headers": [(b"if-modified-since", since.encode())]}, answer).status == status


@pytest.mark.parametrize("kind", [b"application/feed+json", b"text/calendar; charset=utf-8", b"text/html"])
def test_feeds_and_calendars_are_packed_too_and_a_304_varies_as_its_200_does(kind: bytes) -> None:
    packed = packing.packed(Answer(200, ((b"content-type", kind),), b"x" * 5_000), "/p/x", wanted=True)
    assert packed.header(b"content-encoding") == b"gzip"
    unchanged = packing.packed(Answer(304, ((b"etag", b'"x"'),), b""), "/p/x", wanted=True)
    assert packed.header(b"vary") == unchanged.header(b"vary") == b"Accept-Encoding"


def test_bodies_of_forms_reach_the_app_whole_or_are_refused(server: Server) -> None:
    form = {"Content_Type": "application/x-www-form-urlencoded"}
    assert send(server.port, "POST", "/echo", b"said=" + b"a" * 50_000, **form)[2] == b"a" * 50_000
    assert send(server.port, "POST", "/echo", b"said=" + b"a" * 200_000, **form)[0] == 413
    assert send(server.port, "HEAD", "/desk/page")[2] == b""
    assert send(server.port, "GET", "/nowhere/%C3%A9")[0] == 404


def test_a_header_with_an_underscore_does_not_pass_for_another() -> None:
    from statuspage.front.bridge import environ

    scope = {
        "method": "GET",
        "path": "/",
        "headers": [(b"x_forwarded_for", b"1.2.3.4"), (b"cookie", b"a=1"), (b"cookie", b"b=2")],
    }
    made = environ(scope)
    assert "HTTP_X_FORWARDED_FOR" not in made
    assert made["HTTP_COOKIE"] == "a=1; b=2"


def test_while_the_database_does_not_answer_what_was_last_known_counts_for_a_while_and_no_longer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    says: list[PublicVersion | None] = [PublicVersion(3, 1)]
    passed = [100.0]
    monkeypatch.setattr("statuspage.front.snapshots.time.monotonic", lambda: passed[0])

    async def version(_ticket: int) -> PublicVersion | None:
        if not says:
            raise Lost
        return says[0]

    held = Snapshots(version, tmp_path)
    told = Snapshot(1, PublicVersion(3, 1), None)
    key = RequestKey("/p/x", b"", "", False, False, False)

    def state() -> object:
        return asyncio.run(held.state(key))

    held.put(key, None, Answer(200, (), b"shown", snapshot=told), now())
    passed[0] += 10
    assert state() == PublicVersion(3, 1)
    says.clear()
    passed[0] += LAST_KNOWN - 1
    last = snapshots.LastKnown(PublicVersion(3, 1), 110.0)
    assert state() == last, "nobody could have changed it through a database that does not answer"
    passed[0] += 2
    assert state() is None
    says.append(PublicVersion(4, 1))  # it was withdrawn
    assert state() == PublicVersion(4, 1)
    says.clear()
    last = snapshots.LastKnown(PublicVersion(4, 1), passed[0])
    assert state() == last, "what was held is not given: it was known to have changed"


NO_STORE = ((b"content-type", b"text/html"), (b"cache-control", b"no-store"))


@pytest.mark.parametrize("path", ["/t/x", "/t/x/studio", "/deskside", "/nowhere"])
def test_what_is_stored_nowhere_is_small_on_the_wire_all_the_same(path: str) -> None:
    answer = packing.packed(Answer(200, NO_STORE, b"x" * 5_000), path, wanted=True)
    assert answer.header(b"content-encoding") == b"gzip"
    assert packing.streams(path, b"gzip")


@pytest.mark.parametrize("headers", [NO_STORE, NO_STORE[:1]])
@pytest.mark.parametrize("path", ["/desk", "/desk/tickets/1", "/desk/login", "/desk/nowhere"])
def test_the_desk_is_packed_by_no_header(path: str, headers: tuple[tuple[bytes, bytes], ...]) -> None:
    assert packing.packed(Answer(200, headers, b"x" * 5_000), path, wanted=True).body == b"x" * 5_000
    assert not packing.streams(path, b"gzip")


def test_after_an_erasing_nothing_is_held_any_more(server: Server, small: Flask, cast: Cast, run: Run) -> None:
    run(publish, cast.ticket.id, PublicChoice(), now())
    path = f"/p/{cast.ticket.id}"
    get(server.port, path)
    held = [forget for forget in small.extensions["forgets"] if forget.__name__ == "<lambda>"]
    before = renderings(small)
    get(server.port, path)
    assert renderings(small) == before
    held[-1]()
    get(server.port, path)
    assert renderings(small) == before + 1


def test_what_is_known_has_an_end() -> None:
    known = AtOnce(None, now, None, lambda *_: None)  # type: ignore[arg-type]
    for number in range(MOST + 10):
        scope = {"method": "GET", "path": "/", "headers": [(b"x", b"%d" % number)]}
        known.remember(b"/", scope, RequestKey("/", b"", "", False, False, False))
    assert len(known._asked) == 10
