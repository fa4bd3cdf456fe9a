"""The ASGI front: streams, known public reads from memory, and everything else by asking the app."""

import asyncio
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from flask import Flask

from statuspage import logs
from statuspage.config import Settings
from statuspage.front import bridge, lifespan
from statuspage.front.at_once import AtOnce, Fields, KeptAnswer, Later
from statuspage.front.bridge import AsgiScope, Receive, Send
from statuspage.front.database import watch
from statuspage.front.limits import StreamLimits
from statuspage.front.pages import Pages
from statuspage.front.regions import Regions
from statuspage.front.snapshots import PLAIN, Snapshots
from statuspage.front.streams import LEFT, STREAM, Streams
from statuspage.front.visits import VisitCounts
from statuspage.protocol import Beforehand
from statuspage.waiting import Waits

TOGETHER = 0.1  # seconds for which lines of the log wait for one another


class Front:
    """The app with its streams. `prepare` runs once before the first request, in a thread."""

    def __init__(
        self, app: Flask, *, limits: StreamLimits | None = None, prepare: Callable[[], object] | None = None
    ) -> None:
        self.settings: Settings = app.extensions["settings"]
        self._app, self._prepare = app, prepare
        self._limits = limits or StreamLimits(each=max(1, self.settings.connections_each * 2 // 3))
        self._is_started = self._works = self._leaves = False
        self._waits_to_work = False
        self._meter = app.extensions.get("meter")

    async def __call__(self, scope: AsgiScope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await lifespan.run(receive, send, self._begin, self.stop, self._close)
        elif scope["type"] == "http":
            await self._answer(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1000})

    async def _answer(self, scope: AsgiScope, receive: Receive, send: Send) -> None:
        self._start()
        begun, status = time.perf_counter(), LEFT
        ids: list[str] = scope.setdefault(bridge.IDS, [])
        whole: Callable[[AsgiScope, bridge.Answer], bool] | None = scope.pop(bridge.WHOLE, None)
        if scope["method"] == "GET" and scope["path"].endswith(STREAM):
            if self._meter:
                self._meter.streams.inc()
            ended = partial(self._stream_ended, scope["path"], begun, ids)
            await self._streams.answer(scope, receive, send, ended)
            return
        try:
            if (answer := await self._pages.answer(scope, receive)) is not None:
                status = answer.status
                self.visits.count(scope, answer)
                if whole is None or not whole(scope, answer):
                    await bridge.give(send, answer, receive)
        finally:
            took = time.perf_counter() - begun
            logs.request_id.set(ids[0] if ids else "")
            self._told(scope["method"], scope["path"], status, took, kept=not ids)

    def _stream_ended(self, path: str, begun: float, ids: list[str], status: int) -> None:
        before = logs.request_id.set(ids[0] if ids else "")
        logs.request("GET", path, status, time.perf_counter() - begun)
        logs.request_id.reset(before)
        if self._meter:
            self._meter.streams.dec()
            self._meter.streamed(status)

    def at_once(self, url: bytes, headers: Fields) -> KeptAnswer | Later | None:
        """The answer to a GET that can be given now: one that is held, as ``AtOnce.find`` has it, or a refusal."""
        if not self._is_started or not self._pages.at_once:
            return None
        return self._pages.at_once.find(url, headers) or self._turn_away(url, headers)

    def _turn_away(self, url: bytes, headers: Fields) -> KeptAnswer | None:
        begun = time.perf_counter()
        if refusal := self._pages.turn_away(url, headers):
            self._told_kept(url.partition(b"?")[0].decode("latin-1"), refusal.status, time.perf_counter() - begun)
        return refusal

    def _told_kept(self, path: str, status: int, took: float) -> None:
        self._told("GET", path, status, took, kept=True)

    def _told(self, method: str, path: str, status: int, took: float, *, kept: bool) -> None:
        if logs.request_soon(method, path, status, took):
            self._loop.call_later(TOGETHER, logs.flush)
        if self._meter:
            self._meter.answered(method, status, took, kept=kept)

    async def _begin(self) -> None:
        if self._prepare:
            await asyncio.to_thread(self._prepare)
        self._start()

    def _start(self) -> None:
        """Begin to watch the database, on the loop that is running now."""
        if self._is_started:
            return
        self._is_started = True
        settings, extensions = self.settings, self._app.extensions
        address = settings.database_direct_url or settings.database_url  # a pooler passes no notifications on
        self._watch = watch(address, Waits(*settings.database_waits))
        known: Beforehand = extensions.get("beforehand", PLAIN)
        held = Snapshots(
            self._watch.public_version,
            Path(self._app.static_folder or ""),
            known=known,
            version_now=self._watch.public_version_now,
        )
        loop = self._loop = asyncio.get_running_loop()
        self._forget = lambda: loop.call_soon_threadsafe(self._forget_all, held)
        extensions.setdefault("forgets", []).append(self._forget)
        self._nudges = [self._watch.nudge] if self._watch.nudge else []
        extensions.setdefault("written", []).extend(self._nudges)
        limit, holds = int(self._app.config["MAX_CONTENT_LENGTH"] or 0), not self._app.debug
        self._pages = Pages(
            self._app,
            held,
            self._now,
            limit,
            known,
            holds=holds,
            proxies=settings.trusted_proxies,
            turned_away=self._meter.turned_away if self._meter else lambda _sends: None,
        )
        if self._meter:
            self._meter.standing.set_function(lambda: self._pages.line.standing)
        self.regions = Regions(self._watch, self._now, lambda: self._pages.are_being_made)
        self._streams = Streams(self._app, self.regions, self._limits, settings.trusted_proxies, known)
        self.visits = VisitCounts(extensions.get("visits"), self._zone, self._now)
        self._pages.at_once = AtOnce(held, self._now, self.visits, self._told_kept, self._watch.tell_public_version)
        self.regions.start()
        self._counting = loop.create_task(self.visits.run())
        if not self._waits_to_work:
            self.work()

    def wait_to_work(self) -> None:
        """Begin only to answer; what is done beside that begins with ``work``, once no other process does it."""
        self._waits_to_work = True

    def work(self) -> None:
        """Begin what is done beside answering."""
        self._works = True
        for worker in self._app.extensions.get("background", ()):
            worker.start()

    async def rest(self) -> None:
        """End what is done beside answering."""
        if not self._works:
            return
        self._works = False
        for worker in self._app.extensions.get("background", ()):
            await asyncio.to_thread(worker.stop)

    def let_go(self, seconds: float) -> None:
        """End each stream at some moment within so many seconds: another process serves now, and its reader goes there.

        Requests are answered as before.
        """
        self._leaves = True
        self.regions.let_go(seconds)

    async def is_ready(self) -> str:
        """Why this process cannot serve, in its own words at /readyz; "" when it can."""
        asked = bridge.environ({"method": "GET", "path": "/readyz", "headers": ()})
        answer = await asyncio.to_thread(bridge.ask, self._app, asked)
        return "" if answer.status == 200 else answer.body.decode().strip()

    def _forget_all(self, held: Snapshots) -> None:
        held.forget()
        if self._pages.at_once:
            self._pages.at_once.forget()

    def _close(self) -> None:
        self.regions.close()

    async def stop(self) -> None:
        """End the streams, hand over the visits, and let go of the database."""
        logs.flush()
        if not self._is_started:
            return
        self._is_started = False
        self._counting.cancel()
        self._app.extensions["forgets"].remove(self._forget)
        for nudge in self._nudges:
            self._app.extensions["written"].remove(nudge)
        await self.regions.stop()
        await self.visits.stop()
        await self.rest()
        await self._watch.close()
        for threads in (self._pages.stop, self._streams.stop):
            await asyncio.to_thread(threads)  # whoever still reads would keep the database from being whole
        if (make_whole := self._app.extensions.get("at_the_end")) and not self._leaves:
            await asyncio.to_thread(make_whole)

    def _zone(self) -> str:
        return str(self._app.extensions["settings"].company_zone)

    def _now(self) -> datetime:
        clock = self._app.extensions.get("clock")
        now: datetime = clock() if clock else datetime.now(UTC)
        return now
