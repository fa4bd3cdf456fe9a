"""A server that runs the front over an app, and a reader of its streams."""

import asyncio
import contextlib
import http.client
import socket
import threading
import time
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

import uvicorn
from flask import Flask, has_app_context

from statuspage.config import Settings
from statuspage.db import db
from statuspage.front.asgi import Front
from statuspage.front.limits import StreamLimits
from statuspage.front.serving import server_config
from tests.patience import LONG, until


class Server(uvicorn.Server):
    """Serves in a thread on a free port; `front` is what it serves."""

    front: Front
    port: int

    def install_signal_handlers(self) -> None:
        """The thread is not the main one."""

    async def main_loop(self) -> None:
        """Stop soon after being told: uvicorn's own looks ten times a second, and hundreds of tests wait for it."""
        while not await self.on_tick(0):
            await asyncio.sleep(0.01)


@contextlib.contextmanager
def served(
    app: Flask, limits: StreamLimits | None = None, grace: int = 3, settings: Settings | None = None
) -> Iterator[Server]:
    """The app behind the front, until the end of the block; open requests then have ``grace`` seconds to end.

    ``settings`` are those of the connections, where they are other than the app's.
    """
    listener = socket.create_server(("127.0.0.1", 0), backlog=512)
    front = Front(app, limits=limits)
    server = Server(server_config(front, settings or app.extensions["settings"], grace=grace))
    server.front, server.port = front, listener.getsockname()[1]
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    until(lambda: server.started or not thread.is_alive())
    assert thread.is_alive(), "the server did not start"
    try:
        yield server
    finally:
        if has_app_context():
            db.session.rollback()  # or the server, as it stops, would wait for what the test still reads
        server.should_exit = True
        thread.join(LONG)
        listener.close()
        assert not thread.is_alive(), "the server did not stop"


def watched(server: Server, by: int = 1) -> None:
    """Wait until so many streams are open, and stand where their readers say that they do."""
    until(lambda: sum(len(view.watchers) for view in tuple(server.front.regions._regions.values())) == by)


@dataclass
class Event:
    name: str
    id: str
    data: str


class Reader:
    """One reader of a stream; `beat`s are passed over."""

    def __init__(self, port: int, target: str, **headers: str) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=LONG)
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        self._connection.request("GET", target, headers={"Accept": "text/event-stream", **names})
        self.response = self._connection.getresponse()
        self.status = self.response.status
        self.last_id = ""
        packed = self.response.getheader("Content-Encoding") == "gzip"
        self._unpack = zlib.decompressobj(16 + zlib.MAX_WBITS).decompress if packed else bytes
        self._held = b""

    def __enter__(self) -> "Reader":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self.response.close()
        self._connection.close()

    def next(self, seconds: float = LONG, name: str | None = None) -> Event | None:
        """The next event (with this name); None when the stream ends. Raises TimeoutError after so many seconds."""
        end = time.monotonic() + seconds
        while True:
            event = self._event(end)
            if event is None or (event.name != "beat" and (name is None or event.name == name)):
                return event

    def nothing(self, seconds: float) -> bool:
        """Whether nothing comes for so long."""
        try:
            return self.next(seconds) is None
        except TimeoutError:
            return True

    def _event(self, end: float) -> Event | None:
        name, number, data = "", "", []
        while True:
            line = self._line(end)
            if line is None:
                return None
            if not line:
                if name or data:
                    self.last_id = number or self.last_id
                    return Event(name, number, "\n".join(data))
                continue
            field, _, value = line.partition(": ")
            if field == "event":
                name = value
            elif field == "id":
                number = value
            elif field == "data":
                data.append(value)

    def _line(self, end: float) -> str | None:
        if self._connection.sock is None:
            return None
        while b"\n" not in self._held:
            self._connection.sock.settimeout(max(end - time.monotonic(), 0.001))
            raw = self.response.read1()
            if not raw:
                return None
            self._held += self._unpack(raw)
        line, _, self._held = self._held.partition(b"\n")
        return line.decode()


def get(port: int, target: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    """Status, headers (lower case) and body of a plain GET."""
    return send(port, "GET", target, **headers)


def send(
    port: int, method: str, target: str, body: bytes | None = None, **headers: str
) -> tuple[int, dict[str, str], bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=LONG)
    try:
        connection.request(
            method, urlsplit(target).geturl(), body, {n.replace("_", "-"): v for n, v in headers.items()}
        )
        response = connection.getresponse()
        return response.status, {name.lower(): value for name, value in response.getheaders()}, response.read()
    finally:
        connection.close()
