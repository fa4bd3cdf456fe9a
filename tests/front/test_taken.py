"""An open stream has its connection for itself: little is kept of it, and a slow reader is owed the newest of each."""

import asyncio
import gc
import socket
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

import pytest

from statuspage.front.connection import Message, event
from statuspage.front.slots import Slots
from statuspage.front.taken import LONGEST, Taken
from tests.cast import Cast
from tests.front.house import Reader, Server, get, watched
from tests.patience import LONG, until

MANY = 30


class Line:
    """A connection that takes so many bytes, and then no more until it is told to."""

    def __init__(self, room: int = 1_000) -> None:
        self.room, self.written, self.did = room, b"", []
        self.reader: Any = None

    def write(self, data: bytes) -> None:
        self.written += data
        self.room -= len(data)
        if self.room < 0:
            self.reader.pause_writing()

    def close(self) -> None:
        self.did.append("close")

    def abort(self) -> None:
        self.did.append("abort")


def taken(line: Line, patience: float = LONG) -> Taken:
    reader = line.reader = Taken(line, False, packed=False)  # type: ignore[arg-type]  # it stands for a transport
    reader._patience = patience
    return reader


def chunk(data: bytes) -> bytes:
    return b"%x\r\n%b\r\n" % (len(data), data)


def test_nothing_of_the_request_is_kept_while_a_stream_is_open(server: Server, cast: Cast) -> None:
    with ExitStack() as held:
        for _ in range(MANY):
            held.enter_context(Reader(server.port, f"/t/{cast.ticket.id}/stream?since=1"))
        watched(server, by=MANY)
        until(lambda: not server.server_state.tasks)
        assert {type(one) for one in server.server_state.connections} == {Taken}
        gc.collect()
        alive = [one for one in gc.get_objects() if isinstance(one, server.config.http)]  # type: ignore[arg-type]
        assert alive == [], "neither what has parsed the requests, nor what it has kept of them"


def test_a_watcher_is_small_and_gives_its_places_back_when_its_reader_has_gone(server: Server, cast: Cast) -> None:
    path = f"/t/{cast.ticket.id}/stream?since=1"
    get(server.port, "/desk/page")
    with Reader(server.port, path):
        watched(server)
        with ExitStack() as held:
            for _ in range(MANY):
                held.enter_context(Reader(server.port, path))
            watched(server, by=MANY + 1)
            region = next(iter(server.front.regions._regions.values()))
            assert not any(hasattr(one, "__dict__") for one in region.watchers)
            slots: Slots = server.config.http.slots  # type: ignore[union-attr]  # our own
            assert slots._total == MANY + 1
        watched(server, by=1)
        until(lambda: slots._total == 1)
        assert region.streams == 1
    until(lambda: not slots._by_address and not server.server_state.connections)
    assert region.streams == 0


@pytest.mark.parametrize(("form", "name"), [("plain", "plain_chunk"), ("packed", "packed_chunk")])
def test_a_chunk_is_the_same_form_framed(form: str, name: str) -> None:
    for more, end in ((True, b""), (False, b"0\r\n\r\n")):
        message = Message(event("beat"), more=more)
        assert getattr(message, name) == chunk(getattr(message, form)["body"]) + end
        assert getattr(Message(b"", more=more), name) == end, "an empty chunk would be the end"


def test_a_slow_reader_is_owed_the_newest_of_each_kind_in_order_and_nothing_twice() -> None:
    async def run() -> bytes:
        line = Line(room=3)
        reader = taken(line)
        assert reader.offer("fragment", Message(b"first")) > 0
        assert reader.offer("fragment", Message(b"never")) == 0
        assert reader.offer("beat", Message(b"nor this")) == 0
        assert reader.offer("presence", Message(b"second")) == 0
        assert reader.offer("fragment", Message(b"third")) == 0
        line.room = 1_000
        reader.resume_writing()
        assert reader.offer("fragment", Message(b"fourth")) > 0
        return line.written

    assert asyncio.run(run()) == b"".join(map(chunk, (b"first", b"second", b"third", b"fourth")))


def test_it_takes_one_late_message_after_another_as_the_connection_takes_them() -> None:
    async def run() -> list[bytes]:
        line, steps = Line(room=0), []
        reader = taken(line)
        for kind in ("a", "b", "c"):
            reader.offer(kind, Message(kind.encode()))
        for _ in range(2):
            line.room, before = 0, len(line.written)
            reader.resume_writing()
            steps.append(line.written[before:])
        return steps

    assert asyncio.run(run()) == [chunk(b"b"), chunk(b"c")]


def test_an_end_comes_behind_what_is_owed_and_nothing_behind_an_end() -> None:
    async def run() -> tuple[bytes, list[str]]:
        line = Line(room=0)
        reader = taken(line)
        reader.offer("fragment", Message(b"first"))
        reader.offer("fragment", Message(b"owed"))
        reader.end(b"last")
        reader.end(b"again")
        reader.offer("fragment", Message(b"never"))
        assert line.did == []
        line.room = 1_000
        reader.resume_writing()
        return line.written, line.did

    assert asyncio.run(run()) == (b"".join(map(chunk, (b"first", b"owed", b"last"))) + b"0\r\n\r\n", ["close"])


@pytest.mark.parametrize("what", [lambda one: one.offer("fragment", Message(b"owed")), lambda one: one.end()])
def test_who_takes_nothing_of_what_is_owed_is_cut(what: Callable[[Taken], object]) -> None:
    async def run() -> list[str]:
        line = Line(room=0)
        reader = taken(line, patience=0.01)
        reader.offer("fragment", Message(b"first"))
        what(reader)
        while not line.did:
            await asyncio.sleep(0.01)
        assert reader.ended
        return line.did

    assert asyncio.run(run()) == ["abort"]


def test_a_slow_reader_holds_no_other_up() -> None:
    async def run() -> None:
        slow, quick = Line(room=0), Line()
        readers = [taken(slow), taken(quick)]
        for number in range(10):
            for reader in readers:
                reader.offer("fragment", Message(b"%d" % number))
        assert quick.written == b"".join(chunk(b"%d" % number) for number in range(10))
        assert slow.written == chunk(b"0")

    asyncio.run(run())


def test_it_is_left_once_and_holds_nobody_then() -> None:
    async def run() -> list[str]:
        said: list[str] = []
        reader = taken(Line())
        reader.leave, reader.give_back = lambda: said.append("left"), lambda _one: said.append("given back")
        reader.connection_lost(None)
        reader.connection_lost(None)
        assert reader.ended
        return said

    assert asyncio.run(run()) == ["left", "given back"]


def test_whoever_says_much_on_an_open_stream_is_cut(server: Server, cast: Cast) -> None:
    with socket.create_connection(("127.0.0.1", server.port), LONG) as one:
        one.sendall(f"GET /t/{cast.ticket.id}/stream?since=1 HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        watched(server)
        one.sendall(b"x" * LONGEST)
        one.sendall(b"GET / HTTP/1.1\r\n\r\n")
        until(lambda: not server.server_state.connections)
    watched(server, by=0)
