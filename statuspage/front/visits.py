"""Counts visits to public answers: sums in memory, handed to the app every few seconds.

Of a request it reads only whether it is a visit at all, and of a feed service for how many readers it asks. Nothing of
it is stored but the sum. The app says on each answer what it counts as.
"""

import asyncio
import logging
import re
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from statuspage.front.bridge import Answer, AsgiScope, header
from statuspage.protocol import Visit

PAUSE = 4.0  # seconds between two batches
MOST = 100_000  # readers; a service that claims more is believed to have so many
SERVICES = ("Feedly", "Inoreader", "NewsBlur", "Feedbin", "TheOldReader", "BazQux", "Netvibes", "Bloglovin")
_SERVICE = re.compile("|".join(SERVICES), re.IGNORECASE)
_NAMES = {name.lower(): name for name in SERVICES}
_READERS = re.compile(r"(?<![0-9.])([0-9]+) subscribers?\b", re.IGNORECASE)
_PURPOSES = frozenset((b"sec-purpose", b"purpose", b"x-moz"))
_LONGEST = 300  # characters of a reader's name that are read

Counted = dict[tuple[int, str, date], int]  # by share, kind and day
Claimed = dict[tuple[int, str], tuple[date, int]]  # by share and feed service: when it said so, and how many readers
Store = Callable[[Counted, Claimed], None]
log = logging.getLogger("statuspage.front")


class Visitor(NamedTuple):
    """What counts of whoever asks. ``claim`` is the feed service that they are, and for how many readers it asks."""

    is_prefetch: bool
    is_by_script: bool
    claim: tuple[str, int] | None


def reader_of(scope: AsgiScope) -> Visitor:
    """Who asks with this request."""
    return Visitor(_is_prefetch(scope), _is_by_script(scope), claimed_by(header(scope, b"user-agent")))


class VisitCounts:
    """The sums since the last batch. `store` takes a batch, in a thread; a batch that it refuses is tried again.

    A day begins and ends at midnight in the zone that `zone()` names then.
    """

    def __init__(self, store: Store | None, zone: Callable[[], str], clock: Callable[[], datetime]) -> None:
        self._store, self._zone, self._clock = store, zone, clock
        self._counted: Counter[tuple[int, str, date]] = Counter()
        self._claimed: Claimed = {}
        self._thread = ThreadPoolExecutor(1, "visits")
        self._turn = asyncio.Lock()
        self._has_failed = False
        self._day, self._counts_in = date.min, ""
        self._since = self._until = datetime.min.replace(tzinfo=UTC)

    def count(self, scope: AsgiScope, answer: Answer) -> None:
        """Count this answer, if it is a visit to anything that is counted."""
        if answer.visit is not None and answer.status in (200, 304) and scope["method"] == "GET":
            self.count_for(reader_of(scope), answer.visit)

    def count_for(self, reader: Visitor, visit: Visit) -> None:
        """Count this visit of a reader who got the answer, if it is one that counts."""
        if reader.is_prefetch or (reader.is_by_script and not visit.for_many):
            return
        today = self._today()
        if visit.for_many and reader.claim:
            service, readers = reader.claim
            self._claimed[visit.share_id, service] = today, readers
        else:
            self._counted[visit.share_id, visit.kind, today] += 1

    def _today(self) -> date:
        """The day in the zone; worked out once a minute."""
        now, zone = self._clock(), self._zone()
        if not self._since <= now < self._until or zone != self._counts_in:
            self._since, self._counts_in = now.replace(second=0, microsecond=0), zone
            self._until = self._since + timedelta(minutes=1)
            self._day = now.astimezone(ZoneInfo(zone)).date()
        return self._day

    async def run(self) -> None:
        """Hand over what was counted, again and again."""
        while True:
            await asyncio.sleep(PAUSE)
            await asyncio.shield(self.hand_over())  # a batch that has begun is finished, and `stop` waits for it

    async def hand_over(self) -> None:
        """Hand over what has been counted. No request waits for this; its failure is logged once."""
        async with self._turn:
            if self._store is None or not (self._counted or self._claimed):
                return
            counted, claimed = self._counted, self._claimed
            self._counted, self._claimed = Counter(), {}
            try:
                await asyncio.get_running_loop().run_in_executor(self._thread, self._store, dict(counted), claimed)
                self._has_failed = False
            except Exception:
                self._counted.update(counted)
                self._claimed = claimed | self._claimed
                if not self._has_failed:
                    log.exception("The visits could not be stored yet; they will be tried again")
                self._has_failed = True

    async def stop(self) -> None:
        """Hand over the rest."""
        await self.hand_over()
        self._thread.shutdown(wait=False)


def claimed_by(agent: bytes) -> tuple[str, int] | None:
    """The feed service that asks, if we know it, and for how many readers it says that it does."""
    text = agent[:_LONGEST].decode("latin-1")
    service, readers = _SERVICE.search(text), _READERS.search(text)
    if service is None or readers is None:
        return None
    return _NAMES[service[0].lower()], min(int(readers[1]), MOST)


def _is_by_script(scope: AsgiScope) -> bool:
    """Whether a page's script asks, to see if there is anything new."""
    return header(scope, b"sec-fetch-dest") == b"empty"


def _is_prefetch(scope: AsgiScope) -> bool:
    """Whether a browser asks ahead, for a reader who may never come."""
    return any(name in _PURPOSES and b"prefetch" in value for name, value in scope["headers"])
