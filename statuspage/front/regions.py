"""All live regions that somebody watches from this process, and what happens to them."""

import asyncio
import contextlib
import random
from collections.abc import AsyncIterator, Callable
from datetime import datetime
from itertools import chain

from statuspage.front import packing
from statuspage.front.connection import Message, Watcher, event
from statuspage.front.presence import WhoIsHere
from statuspage.front.region import SLICE, Ask, Region
from statuspage.front.rendering import Renderer
from statuspage.front.tasks import Tasks
from statuspage.front.watch import Changes, Watch

BEAT = 20  # seconds; proxies close what is silent for longer
QUEUE_BEATS = 3  # after so many beats a queue is rendered without any change: what is due moves with the clock


class Regions:
    """Each region is rendered once for all who watch it. `is_busy` says whether pages are being made in threads."""

    def __init__(
        self, watch: Watch, clock: Callable[[], datetime], is_busy: Callable[[], bool] = lambda: False
    ) -> None:
        self._watch, self._is_busy, self._tasks = watch, is_busy, Tasks()
        self._regions: dict[object, Region] = {}
        self._by_ticket: dict[int, set[Region]] = {}
        self._of_any: set[Region] = set()  # those of no ticket, or of one that is not known yet
        self._renderer = Renderer(watch, clock, is_busy, self._tasks, self._learn)
        self._presence = WhoIsHere(watch, clock, is_busy, self._tasks, lambda ticket: self._by_ticket.get(ticket, ()))
        self._ends_at: float | None = None  # on the loop's clock, once another process serves
        self.closing = self._is_lost = False

    def start(self) -> None:
        """Begin to watch the database."""
        self._renderer.turns.begin()
        self._tasks.start(self._watch.run(lambda: set(self._by_ticket), self._meet))
        self._tasks.start(self._beat())

    def close(self) -> None:
        """End every stream, kindly: whoever watched comes back, to whoever serves then."""
        self.closing = True
        for region in self._regions.values():
            region.dismiss()

    def let_go(self, seconds: float) -> None:
        """End every stream at some moment within so many seconds, and so each that still comes: not all at once."""
        self._ends_at = asyncio.get_running_loop().time() + seconds
        for watcher in {watcher for region in self._regions.values() for watcher in region.watchers}:
            self.see(watcher)

    def see(self, watcher: Watcher) -> None:
        """Know of this watcher, who is let go like all others when they are."""
        if self._ends_at is not None:
            loop = asyncio.get_running_loop()
            left = max(self._ends_at - loop.time(), 0)
            loop.call_later(left * random.random(), watcher.end)  # noqa: S311 - no secret

    async def stop(self) -> None:
        """End every stream, and all work."""
        self.close()
        await self._tasks.stop()

    @contextlib.asynccontextmanager
    async def use(self, key: object, path: str, ask: Ask) -> AsyncIterator[Region]:
        """The region with this key, up to date, for as long as the block lasts."""
        region = await self.enter(key, path, ask)
        try:
            yield region
        finally:
            self.leave(region)

    async def enter(self, key: object, path: str, ask: Ask) -> Region:
        """The region with this key, up to date; forgotten when all who have entered it have left."""
        self._watch.wake()
        region = self._regions.get(key) or self._begin(Region(path, ask, key))
        region.streams, region.is_lost = region.streams + 1, self._is_lost
        try:
            self._renderer.refresh(region)
            if region.work is not None:
                await asyncio.shield(region.work)
        except BaseException:
            self.leave(region)
            raise
        return region

    async def catch_up(self, region: Region, since: str, came_at: float) -> None:
        """Render it again for a reader who came at this time, on the loop's clock, with a version that it never had.

        Their page may be newer than what it shows, of which the watch has not told yet. Of what is public anybody can
        make a version up, so it is not looked at for their word alone.
        """
        if since and region.public is None and region.rendered_at < came_at and since not in region.versions:
            self._renderer.renew(region)
            if region.work is not None:
                await asyncio.shield(region.work)

    def _begin(self, region: Region) -> Region:
        self._regions[region.key] = region
        self._of_any.add(region)
        return region

    def leave(self, region: Region) -> None:
        """Use it no longer."""
        region.streams -= 1
        if not region.streams or region.refusal:
            self._forget(region)

    def _meet(self, changes: Changes) -> None:
        """Refresh what these changes may show in, and ask again for each agent whether they are still at the desk."""
        self._meet_outage(changes.is_lost)
        if changes.sessions:
            for region in tuple(self._regions.values()):
                if packing.is_desk(region.path):
                    self._renderer.touch(region)
        for region in self._seen_in(changes.tickets):
            self._renderer.touch(region)
        seen = set(self._by_ticket) if changes.presence is None else changes.presence & self._by_ticket.keys()
        if seen:
            self._tasks.start(self._presence.update(seen))

    def _seen_in(self, tickets: frozenset[int] | None) -> tuple[Region, ...]:
        """The regions in which something of these tickets may show."""
        if tickets is None:
            return tuple(self._regions.values())
        if not tickets:
            return ()
        return tuple(chain(self._of_any, *(self._by_ticket.get(ticket, ()) for ticket in tickets)))

    def _meet_outage(self, is_lost: bool | None) -> None:
        """Tell every stream that the database does not answer, or does again; None is nothing new."""
        if is_lost is None or is_lost is self._is_lost:
            return
        self._is_lost = is_lost
        for region in tuple(self._regions.values()):
            self._tasks.start(region.tell_lost(is_lost, self._is_busy))

    async def _beat(self) -> None:
        beats = 0
        while True:
            await asyncio.sleep(BEAT)
            beats += 1
            beat, told = Message(event("beat")), 0
            for region in tuple(self._regions.values()):
                await region.tell("beat", beat, self._is_busy)
                told += len(region.watchers)
                if told >= SLICE:
                    await asyncio.sleep(0)
                    told = 0
                if region.ticket_id is None and beats % QUEUE_BEATS == 0:
                    self._renderer.renew(region)

    def _learn(self, region: Region) -> None:
        """Remember whose region this is, and who is there."""
        if region.ticket_id is None or not region.streams:
            return
        self._of_any.discard(region)
        self._by_ticket.setdefault(region.ticket_id, set()).add(region)
        if region.presence is None:
            self._tasks.start(self._presence.update({region.ticket_id}))

    def _forget(self, region: Region) -> None:
        if self._regions.get(region.key) is region:
            del self._regions[region.key]
        self._of_any.discard(region)
        if region.timer is not None:
            region.timer.cancel()
        if region.ticket_id is not None and (there := self._by_ticket.get(region.ticket_id)) is not None:
            there.discard(region)
            if not there:
                del self._by_ticket[region.ticket_id]
                self._presence.forget(region.ticket_id)
        if not self._regions:
            self._watch.rest()
