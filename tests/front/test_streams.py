"""What happens to a ticket reaches everyone who watches it, once, soon, and nobody else."""

import random
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import pairwise
from typing import Any

import psycopg
import pytest
from flask import Flask
from sqlalchemy import make_url

from statuspage import turns
from statuspage.domain.customer_verbs import reply
from statuspage.domain.notes import add_note
from statuspage.domain.people import presence
from statuspage.domain.people.agents import Agent, agree_to_be_shown
from statuspage.domain.publication.choice import PublicChoice
from statuspage.domain.publication.verbs import publish, unpublish
from statuspage.front import connection, rendering
from statuspage.front.connection import Watcher
from statuspage.front.limits import StreamLimits
from statuspage.front.region import Region
from statuspage.protocol import PREFIX
from tests.cast import Cast
from tests.front.hall import listeners
from tests.front.house import Reader, Server, get, served, watched
from tests.patience import LONG, until

Run = Callable[..., object]


def now() -> datetime:
    return datetime.now(UTC)


def test_a_change_reaches_the_stream_that_is_open(server: Server, cast: Cast, run: Run) -> None:
    with Reader(server.port, f"/t/{cast.ticket.id}/stream?since=1") as ana:
        watched(server)
        run(reply, cast.ticket.id, now(), body="Hello?")
        event = ana.next(name="")
        assert event is not None
    assert (event.id, event.data) == ("2", "<p>version 2</p>\n<p>x</p>")


def test_who_comes_with_an_older_version_gets_what_was_missed_at_once(server: Server, cast: Cast, run: Run) -> None:
    run(reply, cast.ticket.id, now(), body="Hello?")
    with Reader(server.port, f"/t/{cast.ticket.id}/stream?since=1") as ana:
        assert ana.next(name="").id == "2"
    with Reader(server.port, f"/t/{cast.ticket.id}/stream?since=2") as ana:
        assert ana.next().name == "presence"
        assert ana.nothing(0.3)


def test_whoever_comes_with_a_newer_page_is_not_shown_what_was_before(
    server: Server, cast: Cast, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Reader(server.port, f"/t/{cast.ticket.id}/stream?since=1") as ana:
        watched(server)
        monkeypatch.setattr(server.front.regions, "_seen_in", lambda _tickets: ())  # the watch has told nothing yet
        run(reply, cast.ticket.id, now(), body="Hello?")
        with Reader(server.port, f"/t/{cast.ticket.id}/stream?since=2") as other:
            assert ana.next(name="").id == "2"
            assert other.next().name == "presence"
            assert other.nothing(0.3)


def test_nobody_has_what_is_public_rendered_by_a_version_that_is_made_up(
    server: Server, small: Flask, cast: Cast, run: Run
) -> None:
    run(publish, cast.ticket.id, PublicChoice(), now())
    with Reader(server.port, f"/p/{cast.ticket.id}/stream?since=2"):
        watched(server)
        before = len(small.extensions["rendered"])
        for number in range(5):
            with Reader(server.port, f"/p/{cast.ticket.id}/stream?since=made-up-{number}") as other:
                assert other.next(name="").id == "2"
        assert len(small.extensions["rendered"]) == before


def test_the_last_event_id_wins_over_the_pages_version(server: Server, cast: Cast, run: Run) -> None:
    run(reply, cast.ticket.id, now(), body="Hello?")
    with Reader(server.port, f"/t/{cast.ticket.id}/stream?since=1", Last_Event_ID="2") as ana:
        assert ana.next().name == "presence"
        assert ana.nothing(0.3)
    with Reader(server.port, f"/t/{cast.ticket.id}/stream?since=2", Last_Event_ID="1") as ana:
        assert ana.next(name="").id == "2"


def test_a_reader_who_drops_at_random_misses_nothing_and_gets_nothing_twice(
    server: Server, cast: Cast, run: Run
) -> None:
    chance, last = random.Random(7), 25
    stop = threading.Event()

    def read() -> None:
        since = "1"
        while since != str(last) and not stop.is_set():
            with Reader(server.port, f"/t/{cast.ticket.id}/stream?since=1", Last_Event_ID=since) as ana:
                for _ in range(chance.randint(1, 4)):
                    try:
                        event = ana.next(chance.uniform(0.05, 0.3), name="")
                    except TimeoutError:
                        break
                    ids.append(int(event.id))
                    since = event.id

    def has_come(least: int) -> bool:
        return ids[-1] >= least

    ids: list[int] = [1]
    reader = threading.Thread(target=read)
    reader.start()
    for number in range(1, last):
        run(reply, cast.ticket.id, now(), body=f"Word {number}")
        least = number + 1 - chance.randint(1, 4)
        until(partial(has_come, least))
    reader.join(LONG)
    stop.set()
    assert ids[-1] == last
    assert ids == sorted(set(ids)), "each id comes once, and in order"


def test_a_bad_key_is_refused_at_the_door_as_the_app_refuses_it(server: Server, cast: Cast) -> None:
    with Reader(server.port, "/t/999/stream") as charlie:
        assert charlie.status == 404
        assert b"Not Found" in charlie.response.read()
    with Reader(server.port, f"/p/{cast.ticket.id}/stream") as charlie:
        assert charlie.status == 410
    with Reader(server.port, f"/desk/tickets/{cast.ticket.id}/stream") as charlie:
        assert charlie.status == 401


def test_a_view_that_is_withdrawn_ends_its_streams(server: Server, cast: Cast, run: Run) -> None:
    run(publish, cast.ticket.id, PublicChoice(), now())
    with Reader(server.port, f"/p/{cast.ticket.id}/stream?since=2") as visitor:
        watched(server)
        run(unpublish, cast.ticket.id, now())
        event = visitor.next()
        assert (event.name, event.data) == ("gone", "410")
        assert visitor.next() is None


def test_a_consent_that_changes_is_looked_at_by_every_stream(
    server: Server, small: Flask, cast: Cast, run: Run
) -> None:
    run(publish, cast.ticket.id, PublicChoice(), now())
    with Reader(server.port, f"/p/{cast.ticket.id}/stream?since=2") as someone:
        assert someone.nothing(0.3)
        before = len(small.extensions["rendered"])
        run(lambda session: agree_to_be_shown(session.get_one(Agent, cast.maria.id), "nobody"))
        until(lambda: len(small.extensions["rendered"]) > before)


def test_a_private_happening_sends_nothing_to_the_public(server: Server, cast: Cast, run: Run) -> None:
    run(publish, cast.ticket.id, PublicChoice(), now())
    with (
        Reader(server.port, f"/p/{cast.ticket.id}/stream?since=2") as visitor,
        Reader(server.port, f"/t/{cast.ticket.id}/stream?since=2") as ana,
    ):
        watched(server, by=2)
        run(reply, cast.ticket.id, now(), body="A private word")
        assert ana.next(name="").id == "3"
        assert visitor.nothing(0.5)
        with Reader(server.port, f"/p/{cast.ticket.id}/stream?since=2") as late:
            assert late.nothing(0.3)  # nor does it show when somebody comes back


def test_what_is_public_is_not_even_rendered_when_something_private_happens(
    server: Server, small: Flask, cast: Cast, run: Run
) -> None:
    run(publish, cast.ticket.id, PublicChoice(), now())
    path = f"/p/{cast.ticket.id}/live"
    with (
        Reader(server.port, f"/p/{cast.ticket.id}/stream?since=2") as visitor,
        Reader(server.port, f"/t/{cast.ticket.id}/stream?since=2") as ana,
    ):
        assert visitor.status == 200
        before = small.extensions["rendered"].count(path)
        for version in ("3", "4", "5"):
            run(reply, cast.ticket.id, now(), body="A private word")
            assert ana.next(name="").id == version
        run(unpublish, cast.ticket.id, now())
        assert visitor.next().name == "gone"
    assert small.extensions["rendered"].count(path) == before + 1, "once, as it was switched off"


def test_a_stream_is_packed_for_who_takes_it_so_and_reads_the_same(
    server: Server, small: Flask, cast: Cast, run: Run
) -> None:
    small.extensions["size"] = 50_000
    target = f"/t/{cast.ticket.id}/stream?since=1"
    with Reader(server.port, target) as plain, Reader(server.port, target, Accept_Encoding="br, gzip") as packed:
        assert packed.response.getheader("Content-Encoding") == "gzip"
        assert plain.response.getheader("Content-Encoding") is None
        run(reply, cast.ticket.id, now(), body="Hello?")
        first = plain.next(name="")
        assert packed.next(name="") == first
        with Reader(server.port, target, Accept_Encoding="gzip") as later:
            assert later.next(name="") == first
            run(reply, cast.ticket.id, now(), body="Is anybody there?")
            second = plain.next(name="")
            assert second.id == "3"
            assert later.next(name="") == packed.next(name="") == second


def test_what_says_no_store_is_never_packed_as_its_length_could_tell_a_secret(server: Server, cast: Cast) -> None:
    target = f"/desk/tickets/{cast.ticket.id}/stream?since=0"
    with Reader(server.port, target, Cookie="desk=maria", Accept_Encoding="gzip") as maria:
        assert maria.response.getheader("Content-Encoding") is None
        assert maria.next(name="") is not None


def test_a_note_reaches_the_desk(server: Server, cast: Cast, run: Run) -> None:
    with Reader(server.port, f"/desk/tickets/{cast.ticket.id}/stream?since=1.0", Cookie="desk=maria") as maria:
        watched(server)
        run(add_note, cast.ticket.id, cast.maria, now(), body="Ask the workshop")
        event = maria.next(name="")
    assert (event.id, event.data) == ("1.1", "<p>maria: 1 notes</p>")


def test_the_queue_follows_every_ticket_but_not_every_blink(server: Server, small: Flask, cast: Cast, run: Run) -> None:
    begun: list[float] = []
    small.before_request(lambda: begun.extend(one.rendered_at for one in server.front.regions._regions.values()))
    with Reader(server.port, "/desk/stream?since=1", Cookie="desk=maria") as maria:
        watched(server)
        for number in range(10):
            run(reply, cast.ticket.id, now(), body=f"Word {number}")
        while maria.next(name="").id != "11":
            pass
    assert len(begun) > 1
    assert all(after - before > 0.9 * rendering.QUEUE_PAUSE for before, after in pairwise(begun))


def test_threads_take_short_turns_while_a_view_is_made_and_no_longer(
    server: Server, small: Flask, cast: Cast, run: Run
) -> None:
    taken: list[float] = []
    small.before_request(lambda: taken.append(sys.getswitchinterval()))
    with Reader(server.port, f"/t/{cast.ticket.id}/stream?since=0") as ana:
        assert ana.next().data
        assert all(turn == pytest.approx(turns.SHORT) for turn in taken)
        until(lambda: sys.getswitchinterval() == pytest.approx(turns.TURN))


def test_one_rendering_serves_all_who_watch(server: Server, small: Flask, cast: Cast, run: Run) -> None:
    readers = [Reader(server.port, f"/t/{cast.ticket.id}/stream?since=1") for _ in range(20)]
    watched(server, by=20)
    before = len(small.extensions["rendered"])
    run(reply, cast.ticket.id, now(), body="Hello?")
    assert {reader.next(name="").id for reader in readers} == {"2"}
    assert len(small.extensions["rendered"]) - before == 1
    for reader in readers:
        reader.close()


def test_who_writes_is_seen_and_is_gone_when_it_lapses(
    server: Server, cast: Cast, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(presence.LASTS, "writing", timedelta(seconds=LONG))  # until she was seen
    path = f"/t/{cast.ticket.id}/stream?since=1"
    desk = f"/desk/tickets/{cast.ticket.id}/stream?since=1.0"
    run(publish, cast.ticket.id, PublicChoice(), now())
    with (
        Reader(server.port, path) as ana,
        Reader(server.port, desk, Cookie="desk=tom") as tom,
        Reader(server.port, f"/p/{cast.ticket.id}/stream?since=2") as visitor,
    ):
        assert ana.next(name="presence").data == '{"writing":[]}'
        nobody = '{"writing":[],"reading":false,"colleagues":[],"companions":[],"sending":[]}'
        assert tom.next(name="presence").data == nobody
        run(presence.be, cast.ticket.id, "writing", now(), cast.maria.id)
        assert ana.next(name="presence").data == f'{{"writing":[{{"id":{cast.maria.id},"name":"Maria"}}]}}'
        assert '"name":"Maria"' in tom.next(name="presence").data
        monkeypatch.setitem(presence.LASTS, "writing", timedelta(seconds=3))
        run(presence.be, cast.ticket.id, "writing", now(), cast.maria.id)
        assert ana.next(name="presence").data == '{"writing":[]}'
        run(presence.be, cast.ticket.id, "reading", now())
        events = [tom.next(name="presence").data, tom.next(name="presence").data]
        assert events[-1] == '{"writing":[],"reading":true,"colleagues":[],"companions":[],"sending":[]}'
        run(presence.be, cast.ticket.id, "reading", now(), cast.maria.id)
        colleague = f'"colleagues":[{{"id":{cast.maria.id},"name":"Maria"}}]'
        assert colleague in tom.next(name="presence").data
        assert visitor.nothing(0.3)
        assert ana.nothing(0.3)  # neither that she reads, nor that an agent does


@contextmanager
def slow_reader(server: Server, ticket_id: int) -> Iterator[None]:
    """Somebody who asks for a stream of much and never reads it."""
    with socket.socket() as slow:
        slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        slow.connect(("127.0.0.1", server.port))
        slow.sendall(f"GET /t/{ticket_id}/stream?since=0 HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        yield


def test_a_slow_reader_holds_nobody(small: Flask, cast: Cast, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(connection.Watcher.__init__.__kwdefaults__, "patience", 10 * LONG)
    small.extensions["size"] = 1_000_000
    with (
        served(small) as server,
        slow_reader(server, cast.ticket.id),
        Reader(server.port, f"/t/{cast.ticket.id}/stream?since=1") as quick,
    ):
        watched(server, by=2)
        for number in range(2, 12):
            run(reply, cast.ticket.id, now(), body=f"Word {number}")
            assert quick.next(name="").id == str(number)
        watched(server, by=2)


def test_a_slow_reader_is_cut(small: Flask, cast: Cast, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    gone, let_go = [], connection.Watcher._cut
    monkeypatch.setattr(connection.Watcher, "_cut", lambda self: (let_go(self), gone.append(self)))
    monkeypatch.setitem(connection.Watcher.__init__.__kwdefaults__, "patience", 0.5)
    small.extensions["size"] = 5_000_000
    with served(small) as server, slow_reader(server, cast.ticket.id):
        watched(server)  # the server has taken the first message, and waits with the next
        run(reply, cast.ticket.id, now(), body="Hello?")
        until(lambda: gone)
        watched(server, by=0)


def test_nobody_takes_all_places(small: Flask, cast: Cast) -> None:
    with served(small, StreamLimits(together=3, each=2)) as server:
        path = f"/t/{cast.ticket.id}/stream?since=1"
        first, second = Reader(server.port, path), Reader(server.port, path)
        with Reader(server.port, path) as third:
            assert (third.status, third.response.getheader("Retry-After")) == (503, "30")
            assert third.response.getheader("HX-Reswap") == "none"
        first.close()
        watched(server)
        with Reader(server.port, path) as third:
            assert third.status == 200
        second.close()


def test_nothing_that_the_app_tells_the_front_gets_out(server: Server, cast: Cast, run: Run) -> None:
    run(publish, cast.ticket.id, PublicChoice(), now())
    for path in (f"/p/{cast.ticket.id}", f"/t/{cast.ticket.id}/live", f"/p/{cast.ticket.id}", f"/p/{cast.ticket.id}"):
        status, headers, _ = get(server.port, path)
        assert status == 200
        assert not [name for name in headers if name.startswith(PREFIX)]
    with Reader(server.port, f"/t/{cast.ticket.id}/stream") as ana:
        names = {name.lower(): value for name, value in ana.response.getheaders()}
    assert not [name for name in names if name.startswith(PREFIX)]
    assert names["content-type"] == "text/event-stream; charset=utf-8"
    assert names["cache-control"] == "no-store"
    assert names["x-accel-buffering"] == "no"
    assert names["content-security-policy"] == "default-src 'none'"


def test_a_server_that_stops_ends_its_streams_first(small: Flask, cast: Cast) -> None:
    with served(small, grace=10 * int(LONG)) as server:  # to stop, it must not have to wait for the stream
        reader = Reader(server.port, f"/t/{cast.ticket.id}/stream?since=1")
        server.front._loop.call_soon_threadsafe(server.front.regions.close)
        while reader.next() is not None:
            pass
    reader.close()


@pytest.mark.parametrize("last", [b"", b"event: gone\ndata: 410\n\n"])
def test_whoever_is_on_their_way_in_when_a_region_ends_is_ended_with_it(last: bytes) -> None:
    sent: list[bytes] = []

    async def send(message: dict[str, Any]) -> None:
        sent.append(message["body"])

    region, watcher = Region("/t/1", lambda: pytest.fail("it is not rendered")), Watcher(send)
    region.dismiss(last)
    region.admit(watcher, "")
    assert watcher.ended
    assert sent[-1] == last


def test_a_view_is_looked_at_again_when_the_clock_alone_changes_it(server: Server, small: Flask, cast: Cast) -> None:
    small.extensions["until"] = now() + timedelta(seconds=1)
    with Reader(server.port, f"/t/{cast.ticket.id}/stream?since=1") as ana:
        assert ana.next().name == "presence"
        small.extensions.update(until=None, size=3)
        assert ana.next(name="").data == "<p>version 1</p>\n<p>xxx</p>"


def test_a_rendering_that_fails_leaves_the_page_and_is_tried_again(
    server: Server, small: Flask, cast: Cast, run: Run
) -> None:
    with Reader(server.port, f"/t/{cast.ticket.id}/stream?since=1") as ana:
        watched(server)
        before, size = len(small.extensions["rendered"]), small.extensions.pop("size")
        run(reply, cast.ticket.id, now(), body="Hello?")
        until(lambda: len(small.extensions["rendered"]) > before)
        small.extensions["size"] = size
        assert ana.next(name="").id == "2"


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_a_lost_listener_is_found_again_and_nothing_is_missed(
    server: Server, database: str, cast: Cast, run: Run
) -> None:
    address = make_url(database).set(drivername="postgresql").render_as_string(hide_password=False)
    with (
        Reader(server.port, f"/t/{cast.ticket.id}/stream?since=1") as ana,
        psycopg.connect(address, autocommit=True) as other,
    ):
        watched(server)
        lost = until(lambda: listeners(other))
        other.execute("SELECT pg_terminate_backend(pid) FROM unnest(%s::int[]) AS pid", [lost])
        run(reply, cast.ticket.id, now(), body="While nobody listened")
        assert ana.next(name="").id == "2"
        until(lambda: set(listeners(other)) - set(lost))
        run(reply, cast.ticket.id, now(), body="And again")
        assert ana.next(name="").id == "3"
