"""Renders a live region once after a change, and sends the same bytes to everyone who watches it."""

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime
from functools import lru_cache
from hashlib import blake2b

from statuspage.front import packing
from statuspage.front.bridge import Answer, Headers
from statuspage.front.connection import Message, event
from statuspage.front.region import Region
from statuspage.front.tasks import Tasks
from statuspage.front.watch import Lost, Watch
from statuspage.protocol import Live
from statuspage.turns import Turns

QUEUE_PAUSE = 0.5  # seconds between two renderings of one desk's queue
LONGEST = (
    60.0  # seconds until it is looked again whether the clock has moved a region, which may have been set meanwhile
)
AFTER_FAILURE = 2.0  # seconds until a rendering that failed is tried again
_ENDS = (401, 404, 410)
OF_THE_PAGE = (
    b"content-type",
    b"content-length",
    b"cache-control",
    b"etag",
    b"last-modified",
    b"set-cookie",
    b"vary",
)  # headers that a stream does not take over from its region

log = logging.getLogger("statuspage.front")


class Renderer:
    """`learn` is called when a region has been rendered, as its ticket is known then."""

    def __init__(
        self,
        watch: Watch,
        clock: Callable[[], datetime],
        is_busy: Callable[[], bool],
        tasks: Tasks,
        learn: Callable[[Region], None],
    ) -> None:
        self._watch, self._clock, self._is_busy, self._tasks, self._learn = watch, clock, is_busy, tasks, learn
        self.turns = Turns()

    def touch(self, region: Region) -> None:
        """Its ticket has changed. Whether that shows in a public region is asked before it is rendered."""
        if region.public is None:
            region.is_stale = True
        region.is_touched = True
        self.refresh(region)

    def refresh(self, region: Region) -> None:
        """Render it, unless it is up to date, being rendered, or used by nobody."""
        if (region.is_stale or region.is_touched) and region.work is None and region.streams:
            region.work = self._tasks.start(self._refresh(region))

    async def _refresh(self, region: Region) -> None:
        """Until the region shows what is. Changes that come meanwhile are met by one more rendering, not one each."""
        try:
            while (region.is_stale or region.is_touched) and region.streams:
                region.is_touched = False
                if region.is_stale or await self._shows_change(region):
                    await self._render(region)
        finally:
            region.work = None

    async def _shows_change(self, region: Region) -> bool:
        try:
            return region.ticket_id is None or await self._watch.public_version(region.ticket_id) != region.public
        except Lost:
            return True
        except Exception:
            log.exception("The public version could not be read")
            return True

    async def _render(self, region: Region) -> None:
        loop, is_first = asyncio.get_running_loop(), region.body is None
        if region.ticket_id is None and not is_first:
            await asyncio.sleep(region.rendered_at + QUEUE_PAUSE - loop.time())
        region.is_stale, before, region.rendered_at = False, self._watch.data_version(), loop.time()
        with self.turns.short():
            answer = await region.ask()
            has_moved = is_first and self._watch.data_version() != before
            await self._take(region, answer)
        if has_moved and region.refusal is None:  # nobody could know yet which ticket's changes matter here
            self.touch(region)

    async def _take(self, region: Region, answer: Answer) -> None:
        if answer.status == 200 and answer.live is not None:
            self._note(region, answer, answer.live)
            self._learn(region)
            await self._show(region, answer, answer.live.version)
        elif answer.status in _ENDS or region.body is None:
            region.refusal, region.is_stale, region.is_touched = answer, False, False
            region.dismiss(event("gone", str(answer.status).encode()))
        else:
            log.warning("A region could not be rendered (%s); it stays as it was for now", answer.status)
            self._later(region, AFTER_FAILURE)

    def _note(self, region: Region, answer: Answer, live: Live) -> None:
        region.headers, region.ticket_id, region.public = _shared(answer.headers), live.ticket_id, live.public
        region.name, region.beside = live.name, live.beside
        if live.until is not None:
            self._at(region, live.until)

    async def _show(self, region: Region, answer: Answer, version: str) -> None:
        digest = blake2b(answer.body, digest_size=16).digest()
        if digest == region.body:  # what happened does not show here
            region.versions.add(version)
            return
        news = answer.news or news_of(region.path, answer) or Message(b"")
        region.body, region.versions, region.fragment = digest, {version}, news
        await region.tell(region.kind, news, self._is_busy)

    def _at(self, region: Region, until: datetime) -> None:
        """Render it again at this instant, by a clock that may be set before that."""
        left = (until - self._clock()).total_seconds()
        if left > LONGEST:
            self._arm(region, LONGEST, lambda: self._at(region, until))
        else:
            self._later(region, left)

    def _later(self, region: Region, seconds: float) -> None:
        self._arm(region, max(seconds, 0) + 0.01, lambda: self.renew(region))

    def _arm(self, region: Region, seconds: float, then: Callable[[], None]) -> None:
        if region.timer is not None:
            region.timer.cancel()
        region.timer = asyncio.get_running_loop().call_later(seconds, then)

    def renew(self, region: Region) -> None:
        """Render it again, as the clock alone has changed it."""
        region.is_stale = True
        self.refresh(region)


def news_of(path: str, answer: Answer) -> Message | None:
    """What the watchers of the region at this path get of its answer, packed already: in the thread that asked for it,
    as the loop may not stand still for so long; None for an answer that is no region."""
    if answer.live is None or answer.status != 200:
        return None
    news = Message(event(answer.live.name, answer.body, answer.live.version))
    if packing.streams(path, b"gzip"):
        news.keep_packed()
    return news


def _shared(headers: Headers) -> Headers:
    """Those that a stream takes over; they are the same for most regions, which keep them once then."""
    return _once(tuple(item for item in headers if item[0] not in OF_THE_PAGE))


@lru_cache(256)
def _once(headers: Headers) -> Headers:
    return headers
