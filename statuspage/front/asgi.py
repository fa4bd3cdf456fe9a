"""The ASGI front: answers streams itself, known public reads from memory, and everything else by asking the app.

A stream `X/stream` is authorised, and filled, by the app's own `GET X/live`. No rule of the business lives here.
"""

import asyncio
import signal
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

from flask import Flask

from statuspage import logs
from statuspage.front import bridge, packing, snapshots
from statuspage.front.bridge import Answer, Receive, Scope, Send, header
from statuspage.front.connection import Message, Watcher, event
from statuspage.front.database import watch
from statuspage.front.limits import Full, StreamLimits, address
from statuspage.front.live import TURN, Region, Streams
from statuspage.front.snapshots import Key, Snapshots
from statuspage.front.visits import VisitCounts
from statuspage.migrations.revisions import SchemaRefused

STREAM, LIVE = "/stream", "/live"
THREADS = 8  # for pages; views that streams show have their own two, so that neither waits for the other
AHEAD = 0.5  # seconds after a deed until the page that somebody opens next is drawn; who did it comes first
RETRY = 1000  # milliseconds until a reader whose stream broke comes back
FULL_RETRY = b"30"  # seconds until a reader for whom there was no place does
_NOT_A_STREAMS = (
    b"content-type",
    b"content-length",
    b"cache-control",
    b"etag",
    b"last-modified",
    b"set-cookie",
    b"vary",
)
_ASKED_WITH = (b"host", b"accept-language", b"x-forwarded-for", b"x-forwarded-proto", b"x-forwarded-host")


class Front:
    """The app with its streams. `prepare` runs once before the first request, in a thread."""

    def __init__(
        self, app: Flask, *, places: StreamLimits | None = None, prepare: Callable[[], object] | None = None
    ) -> None:
        self._app, self._prepare, self._places = app, prepare, places or StreamLimits()
        self._settings = app.extensions["settings"]
        self._limit = int(app.config["MAX_CONTENT_LENGTH"] or 0)
        self._pages = ThreadPoolExecutor(THREADS, "page")
        self._views = ThreadPoolExecutor(2, "view")
        self._keeps = not app.debug  # while somebody edits the app, every answer is made anew
        self._started = False
        self._asked = 0  # pages that are being made now

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._lifespan(receive, send)
        elif scope["type"] == "http":
            await self._request(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1000})

    async def _request(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._start()
        begun, status = time.perf_counter(), 499  # what nginx calls it when the client left first
        try:
            if scope["method"] == "GET" and scope["path"].endswith(STREAM):
                status = await self._stream(scope, receive, send)
            elif (answer := await self._page(scope, receive)) is not None:
                status = answer.status
                self._counts.see(scope, answer)
                await bridge.give(send, answer)
                if path := answer.inner.get("x-next"):
                    asyncio.get_running_loop().call_later(AHEAD, self._draw, scope, path)
        finally:
            logs.request(scope["method"], scope["path"], status, time.perf_counter() - begun)

    # -- pages -------------------------------------------------------------------------------------------------------

    async def _page(self, scope: Scope, receive: Receive) -> Answer | None:
        key = self._snapshots.key(scope) if self._keeps else None
        stamp = await self._snapshots.stamp(key) if key else None
        if key and stamp:
            if kept := self._snapshots.get(key, stamp, self._now(), scope):
                return kept
            asked, scope = scope, {**scope, "headers": snapshots.unconditional(scope["headers"])}
        else:
            asked = scope
        body = await bridge.body_of(scope, receive, self._limit)
        if body is None:
            return None
        self._asked += 1
        try:
            answer = await asyncio.get_running_loop().run_in_executor(self._pages, self._ask, scope, body, key)
        finally:
            self._asked -= 1
        if key is None:
            return answer
        return self._keep(key, stamp, asked, answer)

    def _ask(self, scope: Scope, body: bytes, key: Key | None) -> Answer:
        answer = bridge.ask(self._app, bridge.environ(scope, body))
        forever = key is not None and key[0].startswith("/static/")
        return packing.packed(answer, packing.accepts(header(scope, b"accept-encoding")), 9 if forever else 6)

    def _draw(self, scope: Scope, path: str) -> None:
        """Let the app draw this page before anyone opens it; it keeps what it drew."""
        host = [item for item in scope["headers"] if item[0] == b"host"]
        inner = bridge.environ({**scope, "method": "GET", "path": path, "query_string": b"", "headers": host})
        asyncio.get_running_loop().run_in_executor(self._views, bridge.ask, self._app, inner)

    def _keep(self, key: Key, stamp: Any, asked: Scope, answer: Answer) -> Answer:
        kept = self._snapshots.learn(key, stamp, answer)
        return snapshots.conditional(asked, kept) if stamp and kept.status == 200 else kept

    # -- streams -----------------------------------------------------------------------------------------------------

    async def _stream(self, scope: Scope, receive: Receive, send: Send) -> int:
        try:
            with self._places.one(address(scope, self._settings.trusted_proxies)):
                if self._live.closing:
                    raise Full
                key, path, ask = self._question(scope)
                async with self._live.view(key, path, ask) as view:
                    if view.refusal is None:
                        await self._follow(view, scope, receive, send)
                        return 200
                    answer = view.refusal
        except Full:
            answer = bridge.plain(503, (b"retry-after", FULL_RETRY))
        await bridge.give(send, answer)
        return answer.status

    def _question(self, scope: Scope) -> tuple[object, str, Any]:
        """The view that a stream shows: what tells it apart, its path, and how to ask the app for it."""
        path = scope["path"].removesuffix(STREAM)
        desk = path == "/desk" or path.startswith("/desk/")
        names = (*_ASKED_WITH, b"cookie") if desk else _ASKED_WITH  # only the desk knows anybody by a cookie
        headers = [item for item in scope["headers"] if item[0] in names]
        inner = {
            **scope,
            "path": path + LIVE,
            "query_string": b"",
            "headers": [*headers, (b"hx-request", b"true")],
        }

        async def ask() -> Answer:
            loop = asyncio.get_running_loop()
            return await loop.run_in_executor(self._views, bridge.ask, self._app, bridge.environ(inner))

        same = tuple(header(scope, name) for name in names if name != b"x-forwarded-for")
        return (path, scope.get("scheme"), *same), path, ask

    async def _follow(self, view: Region, scope: Scope, receive: Receive, send: Send) -> None:
        packed = packing.streams(view.headers, header(scope, b"accept-encoding"))
        headers = [item for item in view.headers if item[0] not in _NOT_A_STREAMS]
        headers += [
            (b"content-type", b"text/event-stream; charset=utf-8"),
            (b"cache-control", b"no-store"),
            (b"x-accel-buffering", b"no"),
        ]
        headers += [(b"content-encoding", b"gzip")] if packed else []
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        if packed:
            await send(Message(packing.BEGIN).plain)
        watcher = Watcher(send, packed=packed)
        await send(watcher.form(Message(b"retry: %d\n" % RETRY + event("beat"))))
        self._live.admit(view, watcher, _since(scope))
        try:
            while (await receive())["type"] != "http.disconnect":
                pass
        finally:
            watcher.ended = True
            view.watchers.discard(watcher)

    # -- life --------------------------------------------------------------------------------------------------------

    async def _lifespan(self, receive: Receive, send: Send) -> None:
        await receive()
        try:
            if self._prepare:
                await asyncio.get_running_loop().run_in_executor(self._pages, self._prepare)
            self._start()
        except SchemaRefused as refused:
            await send({"type": "lifespan.startup.failed", "message": str(refused)})
            return
        except Exception as fault:
            await send({"type": "lifespan.startup.failed", "message": str(fault)})
            raise
        self._end_streams_on_exit()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await self.stop()
        await send({"type": "lifespan.shutdown.complete"})

    def _start(self) -> None:
        """Begin to watch the database, on the loop that is running now."""
        if self._started:
            return
        self._started = True
        sys.setswitchinterval(TURN)
        self._watch = watch(self._settings.database_url)
        self._live = Streams(self._watch, self._now, lambda: self._asked > 0)
        self._snapshots = Snapshots(self._watch.version, Path(self._app.static_folder or ""))
        self._counts = VisitCounts(self._app.extensions.get("counted"), self._settings.company_zone, self._now)
        self._live.start()
        self._counting = asyncio.get_running_loop().create_task(self._counts.run())
        for worker in self._app.extensions.get("background", ()):
            worker.start()

    async def stop(self) -> None:
        """End the streams, hand over what was counted, and let go of the database."""
        if self._started:
            self._started = False
            self._counting.cancel()
            await self._live.stop()
            await self._counts.stop()
            for worker in self._app.extensions.get("background", ()):
                await asyncio.get_running_loop().run_in_executor(None, worker.stop)
            await self._watch.close()

    def _end_streams_on_exit(self) -> None:
        """A server waits for open responses before it stops, and a stream does not end by itself: end it."""
        if threading.current_thread() is not threading.main_thread():
            return
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            before = signal.getsignal(number)
            if callable(before):
                signal.signal(number, _both(lambda: loop.call_soon_threadsafe(self._live.close), before))

    def _now(self) -> datetime:
        clock = self._app.extensions.get("clock")
        return clock() if clock else datetime.now(UTC)


def _both(first: Callable[[], object], then: Callable[[int, Any], object]) -> Callable[[int, Any], None]:
    def handler(number: int, frame: Any) -> None:
        first()
        then(number, frame)

    return handler


def _since(scope: Scope) -> str:
    """The version that the reader has: what its last event said, or at first the page."""
    said = header(scope, b"last-event-id").decode("latin-1")
    return said or parse_qs(scope["query_string"].decode("latin-1")).get("since", [""])[0]
