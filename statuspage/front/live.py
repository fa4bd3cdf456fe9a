"""Streams: each watched view is made once after a change, and the same bytes go to everyone who watches it."""

import asyncio
import contextlib
import logging
import sys
from collections.abc import Awaitable, Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from statuspage.front import packing, presence, snapshots
from statuspage.front.bridge import Answer
from statuspage.front.connection import Message, Watcher, event
from statuspage.front.database import Changes, Here, Watch

SLICE = 16  # watchers between two breaths, so that pages stay quick meanwhile
BREATH = 256 * 1024  # and bytes: a long page goes to fewer at a time
REST = 0.001  # seconds of such a breath while pages are made in threads, which would get no turn beside this loop
TURN = 0.001  # seconds until a thread that makes a page makes way for this loop; Python's own is five times that
SHORT = 0.0002  # the same while a view is made anew and told; always so, pages in threads would cost a quarter more
QUEUE_PAUSE = 0.5  # seconds between two renderings of one desk's queue
BEAT = 20  # seconds; proxies close what is silent for longer
QUEUE_BEATS = 3  # after so many beats a queue is rendered without any change: what is due moves with the clock
AFTER_FAILURE = 2.0  # seconds
_ENDS = (401, 404, 410)
_EVER = datetime.max.replace(tzinfo=UTC)

Render = Callable[[], Awaitable[Answer]]
log = logging.getLogger("statuspage.front")


@dataclass(eq=False, slots=True)
class Region:
    """One live region as one kind of reader sees it. `ticket` is None for the queue, which any change may concern."""

    path: str
    render: Render
    guests: int = 0
    ticket: int | None = None
    body: bytes | None = None
    same: set[str] = field(default_factory=set)  # versions that read as `body` does
    fragment: Message = field(default_factory=lambda: Message(b""))
    people: bytes | None = None
    headers: tuple[tuple[bytes, bytes], ...] = ()
    refusal: Answer | None = None
    stale: bool = True
    work: asyncio.Task[None] | None = None
    timer: asyncio.TimerHandle | None = None
    rendered: float = float("-inf")
    watchers: set[Watcher] = field(default_factory=set)


class Streams:
    """All views that somebody watches from this process. `busy` says whether pages are being made in threads."""

    def __init__(self, watch: Watch, clock: Callable[[], datetime], busy: Callable[[], bool] = lambda: False) -> None:
        self._watch, self._clock, self._busy = watch, clock, busy
        self._views: dict[object, Region] = {}
        self._at: dict[int, set[Region]] = {}
        self._here: dict[int, list[Here]] = {}
        self._lapse: asyncio.TimerHandle | None = None
        self._tasks: set[asyncio.Task[Any]] = set()
        self._rendering = 0
        self.closing = False

    def start(self) -> None:
        self._spawn(self._watch.run(lambda: set(self._at), self._changed))
        self._spawn(self._beat())

    def close(self) -> None:
        """End every stream, kindly: whoever watched comes back, to whoever serves then."""
        self.closing = True
        for view in self._views.values():
            for watcher in tuple(view.watchers):
                watcher.end()

    async def stop(self) -> None:
        self.close()
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    @contextlib.asynccontextmanager
    async def view(self, key: object, path: str, render: Render) -> Any:
        """The view with this key, rendered and up to date; forgotten when its last guest has left."""
        self._watch.wake()
        found = self._views.get(key)
        if found is None:
            found = self._views[key] = Region(path, render)
        found.guests += 1
        try:
            self._refresh(found)
            if found.work is not None:
                await asyncio.shield(found.work)
            yield found
        finally:
            found.guests -= 1
            if not found.guests or found.refusal:
                self._forget(key, found)

    def admit(self, view: Region, watcher: Watcher, since: str) -> None:
        """Let someone watch: what they missed at once, everything new from now on. Nothing can come in between."""
        if view.people is not None:
            watcher.offer("presence", Message(event("presence", view.people)))
        if since not in view.same:
            watcher.offer("fragment", view.fragment)
        view.watchers.add(watcher)

    # -- what happens ------------------------------------------------------------------------------------------------

    def _changed(self, changes: Changes) -> None:
        if changes.tickets is None or changes.tickets:
            for view in tuple(self._views.values()):
                if changes.tickets is None or view.ticket is None or view.ticket in changes.tickets:
                    view.stale = True
                    self._refresh(view)
        people = set(self._at) if changes.people is None else changes.people & self._at.keys()
        if people:
            self._spawn(self._look_around(people))

    async def _beat(self) -> None:
        beats = 0
        while True:
            await asyncio.sleep(BEAT)
            beats += 1
            for view in tuple(self._views.values()):
                await self._send(view, "beat", Message(event("beat")))
                if view.ticket is None and beats % QUEUE_BEATS == 0:
                    view.stale = True
                    self._refresh(view)

    def _refresh(self, view: Region) -> None:
        if view.stale and view.work is None and view.guests:
            view.work = self._spawn(self._render(view))

    async def _render(self, view: Region) -> None:
        """Until the view shows what is. Changes that come meanwhile are met by one more rendering, not one each."""
        loop = asyncio.get_running_loop()
        try:
            while view.stale and view.guests:
                if view.ticket is None and view.body is not None:
                    await asyncio.sleep(view.rendered + QUEUE_PAUSE - loop.time())
                view.stale, before = False, self._watch.moment()
                first, view.rendered = view.body is None, loop.time()
                with self._short_turns():
                    answer = await view.render()
                    if first and self._watch.moment() != before:
                        view.stale = True  # nobody could tell us yet which ticket to look out for
                    await self._take(view, answer)
        finally:
            view.work = None

    @contextlib.contextmanager
    def _short_turns(self) -> Iterator[None]:
        self._rendering += 1
        sys.setswitchinterval(SHORT)
        try:
            yield
        finally:
            self._rendering -= 1
            if not self._rendering:
                sys.setswitchinterval(TURN)

    async def _take(self, view: Region, answer: Answer) -> None:
        if answer.status == 200 and "x-live-version" in answer.inner:
            self._place(view, answer)
            await self._show(view, answer.body, answer.inner["x-live-version"])
            if view.ticket is not None and view.people is None:
                self._spawn(self._look_around({view.ticket}))
        elif answer.status in _ENDS or view.body is None:
            view.refusal, view.stale = answer, False
            gone = event("gone", str(answer.status).encode())
            for watcher in tuple(view.watchers):
                watcher.end(gone)
        else:
            log.warning("A view could not be rendered (%s); it stays as it was for now", answer.status)
            self._later(view, AFTER_FAILURE)

    def _place(self, view: Region, answer: Answer) -> None:
        view.headers = answer.headers
        ticket = answer.inner.get("x-live-ticket", "*")
        if view.ticket is None and ticket != "*":
            view.ticket = int(ticket)
            self._at.setdefault(view.ticket, set()).add(view)
        if (until := snapshots.until(answer.inner)) is not None:
            self._later(view, (until - self._clock()).total_seconds())

    async def _show(self, view: Region, body: bytes, version: str) -> None:
        if body == view.body:  # a private happening is nothing to those who cannot see it
            view.same.add(version)
            return
        news = Message(event("", body, version))
        if packing.streams(view.headers, b"gzip"):
            await asyncio.to_thread(getattr, news, "packed")  # takes longer than this loop may stand still
        view.body, view.same, view.fragment = body, {version}, news
        await self._send(view, "fragment", view.fragment)

    async def _send(self, view: Region, kind: str, what: Message) -> None:
        count = taken = 0
        for watcher in tuple(view.watchers):
            taken += watcher.offer(kind, what)
            count += 1
            if count == SLICE or taken > BREATH:
                await asyncio.sleep(REST if self._busy() else 0)
                count = taken = 0

    def _later(self, view: Region, seconds: float) -> None:
        if view.timer is not None:
            view.timer.cancel()
        view.timer = asyncio.get_running_loop().call_later(max(seconds, 0) + 0.01, self._due, view)

    def _due(self, view: Region) -> None:
        view.stale = True
        self._refresh(view)

    # -- who is there ------------------------------------------------------------------------------------------------

    async def _look_around(self, tickets: Iterable[int]) -> None:
        tickets = {t for t in tickets if any(_shows_people(view) for view in self._at.get(t, ()))}
        if not tickets:
            return
        found = await self._watch.people(tickets)
        for ticket in tickets:
            self._here[ticket] = [one for one in found if one.ticket_id == ticket]
        await self._tell_who_is_here(tickets)

    async def _tell_who_is_here(self, tickets: Iterable[int]) -> None:
        now = self._clock()
        for ticket in tickets:
            for view in tuple(self._at.get(ticket, ())):
                people = presence.seen_from(view.path, self._here.get(ticket, ()), now)
                if people is not None and people != view.people:
                    view.people = people
                    await self._send(view, "presence", Message(event("presence", people)))
        self._await_lapse(now)

    def _await_lapse(self, now: datetime) -> None:
        """Look again when the next one lapses: nobody writes to the database when somebody merely stops."""
        if self._lapse is not None:
            self._lapse.cancel()
        ends = [one.until for here in self._here.values() for one in here if one.until > now]
        if ends:
            seconds = (min(ends) - now).total_seconds() + 0.01
            self._lapse = asyncio.get_running_loop().call_later(seconds, self._lapsed)

    def _lapsed(self) -> None:
        self._spawn(self._tell_who_is_here(tuple(self._here)))

    # -- keeping house -----------------------------------------------------------------------------------------------

    def _forget(self, key: object, view: Region) -> None:
        if self._views.get(key) is view:
            del self._views[key]
        if view.timer is not None:
            view.timer.cancel()
        if view.ticket is not None and (there := self._at.get(view.ticket)) is not None:
            there.discard(view)
            if not there:
                del self._at[view.ticket]
                self._here.pop(view.ticket, None)
        if not self._views:
            self._watch.rest()

    def _spawn(self, work: Any) -> asyncio.Task[Any]:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)
        return task

    def _done(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (fault := task.exception()) is not None:
            log.error("The streams' work failed", exc_info=fault)


def _shows_people(view: Region) -> bool:
    return presence.seen_from(view.path, (), _EVER) is not None
