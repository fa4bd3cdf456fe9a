"""Counts how often public answers were looked at: sums in memory, handed to the app every few seconds.

Of a request it reads whether it is a look at all, and of a feed service for how many people it asks; nothing is kept of
it but the sum. The app says on each answer what to count it as: `X-Snapshot-View: share;kind`, with `;readers` where
whoever asks may do so for many.
"""

import asyncio
import logging
import re
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from zoneinfo import ZoneInfo

from statuspage.front.bridge import Answer, Scope, header

PAUSE = 4.0  # seconds between two batches
MOST = 100_000  # readers that a service is believed to have
SERVICES = ("Feedly", "Inoreader", "NewsBlur", "Feedbin", "TheOldReader", "BazQux", "Netvibes", "Bloglovin")
_SERVICE = re.compile("|".join(SERVICES), re.IGNORECASE)
_NAMES = {name.lower(): name for name in SERVICES}
_READERS = re.compile(r"(?<![0-9.])([0-9]+) subscribers?\b", re.IGNORECASE)
_PURPOSES = frozenset((b"sec-purpose", b"purpose", b"x-moz"))
_LONGEST = 300  # characters of a name that are looked at

Visits = dict[tuple[int, str, date], int]
Followers = dict[tuple[int, str], tuple[date, int]]
Keep = Callable[[Visits, Followers], None]
log = logging.getLogger("statuspage.front")


class VisitCounts:
    """The sums since the last batch. `keep` takes a batch, in a thread; what it could not take is tried again."""

    def __init__(self, keep: Keep | None, zone: str, clock: Callable[[], datetime]) -> None:
        self._keep, self._zone, self._clock = keep, ZoneInfo(zone), clock
        self._looks: Counter[tuple[int, str, date]] = Counter()
        self._followers: Followers = {}
        self._thread = ThreadPoolExecutor(1, "count")
        self._turn = asyncio.Lock()
        self._failed = False

    def see(self, scope: Scope, answer: Answer) -> None:
        """Count this answer, if it is a look at something that is counted."""
        what = answer.inner.get("x-snapshot-view")
        if what is None or answer.status not in (200, 304) or scope["method"] != "GET":
            return
        share, _, rest = what.partition(";")
        kind, _, readers = rest.partition(";")
        if _is_no_look(scope, by_script=bool(readers)):
            return
        today = self._clock().astimezone(self._zone).date()
        if readers and (said := declared(header(scope, b"user-agent"))):
            service, number = said
            self._followers[int(share), service] = today, number
        else:
            self._looks[int(share), kind, today] += 1

    async def run(self) -> None:
        """Hand over what was counted, again and again."""
        while True:
            await asyncio.sleep(PAUSE)
            await asyncio.shield(self.hand_over())  # what has begun is ended, and `stop` waits for it

    async def hand_over(self) -> None:
        """Hand over what was counted until now. No request waits for this, and a failure costs no more than a line."""
        async with self._turn:
            if self._keep is None or not (self._looks or self._followers):
                return
            looks, followers = self._looks, self._followers
            self._looks, self._followers = Counter(), {}
            try:
                await asyncio.get_running_loop().run_in_executor(self._thread, self._keep, dict(looks), followers)
                self._failed = False
            except Exception:
                self._looks.update(looks)
                self._followers = followers | self._followers
                if not self._failed:
                    log.exception("What was counted could not be kept yet; it is tried again")
                self._failed = True

    async def stop(self) -> None:
        """Hand over the last of it."""
        await self.hand_over()
        self._thread.shutdown(wait=False)


def declared(agent: bytes) -> tuple[str, int] | None:
    """The feed service that asks, if it is one that we know, and for how many readers it says it does."""
    text = agent[:_LONGEST].decode("latin-1")
    service, readers = _SERVICE.search(text), _READERS.search(text)
    if service is None or readers is None:
        return None
    return _NAMES[service[0].lower()], min(int(readers[1]), MOST)


def _is_no_look(scope: Scope, *, by_script: bool) -> bool:
    """Whether a browser asks ahead of a reader who may never come, or a script only looks whether anything is new."""
    for name, value in scope["headers"]:
        if name == b"sec-fetch-dest" and value == b"empty" and not by_script:
            return True
        if name in _PURPOSES and b"prefetch" in value:
            return True
    return False
