"""What the front relies on inside uvicorn, beyond what ASGI promises. Each fails when uvicorn changes there."""

import asyncio
import contextlib
import socket
import threading
from collections.abc import Iterator
from typing import Any

import pytest
import uvicorn

from statuspage.front.connection import Message, Watcher
from tests.patience import LONG

PROTOCOLS = ("httptools", "h11")
ROOM = 65_536  # bytes that the system keeps of a connection, at either end; left alone it takes up to 37 MB
LARGE = b"x" * 4_000_000  # more than a connection takes while nobody reads


class Probe:
    """An app that answers one request with what `follow` does with its `send`, and notes what that returned."""

    def __init__(self) -> None:
        self.seen: list[Any] = []
        self.done = threading.Event()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            return
        await send({"type": "http.response.start", "status": 200, "headers": []})
        try:
            await self.follow(send)
        finally:
            self.done.set()

    async def follow(self, send: Any) -> None:
        raise NotImplementedError


@contextlib.contextmanager
def asked(probe: Probe, protocol: str) -> Iterator[socket.socket]:
    """A connection that has asked, and reads nothing by itself."""
    listener = socket.create_server(("127.0.0.1", 0))
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, ROOM)  # handed on to what it accepts
    config = uvicorn.Config(probe, http=protocol, lifespan="off", log_config=None, timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    try:
        with socket.socket() as reader:
            reader.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, ROOM)  # before it connects, or its window grows
            reader.connect(listener.getsockname())
            reader.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            yield reader
            assert probe.done.wait(LONG)
    finally:
        server.should_exit = True
        thread.join(LONG)
        listener.close()


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_send_is_done_in_one_step_while_the_connection_takes_it_and_writes_nothing_while_it_does_not(
    protocol: str,
) -> None:
    class Follow(Probe):
        async def follow(self, send: Any) -> None:
            watcher = Watcher(send)
            self.seen.append(watcher.offer("fragment", Message(b"small")))
            self.seen.append(watcher.offer("fragment", Message(LARGE)))
            self.seen.append(watcher.offer("fragment", Message(b"never")))
            watcher.ended = True
            await asyncio.sleep(0)
            watcher._cut()

    probe = Follow()
    with asked(probe, protocol) as reader:
        assert probe.done.wait(LONG)
        whole = b""
        with contextlib.suppress(ConnectionResetError):
            while piece := reader.recv(1_000_000):
                whole += piece
    assert probe.seen == [5, len(LARGE), 0], "the third has to wait for the second, and nothing of it is written"
    assert b"small" in whole
    assert b"never" not in whole


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_a_connection_can_be_cut_though_its_reader_takes_nothing(protocol: str) -> None:
    class Follow(Probe):
        async def follow(self, send: Any) -> None:
            await send({"type": "http.response.body", "body": LARGE, "more_body": True})
            transport = send.__self__.transport
            Watcher(send)._cut()
            self.seen.append(transport.is_closing())

    probe = Follow()
    with asked(probe, protocol):
        assert probe.done.wait(LONG)
    assert probe.seen == [True]
