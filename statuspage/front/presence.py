"""Who is at a ticket, as a stream tells it: agents see everyone, the customer who writes to them, others nobody.

That an agent reads, or has a letter that is about to go, is for their colleagues alone.
"""

import asyncio
import json
from collections.abc import Callable, Iterable
from datetime import datetime

from statuspage.front.connection import Message, event
from statuspage.front.region import SLICE, Region
from statuspage.front.tasks import Tasks
from statuspage.front.watch import Here, Lost, Watch

_DESK, _PRIVATE = "/desk/tickets/", "/t/"  # the paths of the pages that show people


class WhoIsHere:
    """Tells the regions of a ticket when somebody comes or goes. `regions_of` finds the regions of a ticket."""

    def __init__(
        self,
        watch: Watch,
        clock: Callable[[], datetime],
        is_busy: Callable[[], bool],
        tasks: Tasks,
        regions_of: Callable[[int], Iterable[Region]],
    ) -> None:
        self._watch, self._clock, self._is_busy = watch, clock, is_busy
        self._tasks, self._regions_of = tasks, regions_of
        self._here: dict[int, list[Here]] = {}
        self._timer: asyncio.TimerHandle | None = None

    async def update(self, tickets: Iterable[int]) -> None:
        """Read who is at these tickets, and tell those of their regions that show it."""
        tickets = {ticket for ticket in tickets if any(_shows_people(region) for region in self._regions_of(ticket))}
        if not tickets:
            return
        try:
            found = await self._watch.present(tickets)
        except Lost:  # whoever comes or goes next is told
            return
        await self._tell(self._note(tickets, found))

    def forget(self, ticket: int) -> None:
        """Nobody watches this ticket any more."""
        self._here.pop(ticket, None)

    def _note(self, tickets: Iterable[int], found: Iterable[Here]) -> list[int]:
        """Know who is at these tickets now; those of them about which somebody is to be told something."""
        now_here: dict[int, list[Here]] = {}
        for person in found:
            now_here.setdefault(person.ticket_id, []).append(person)
        news = []
        for ticket in tickets:
            here = now_here.get(ticket, [])
            if here != self._here.get(ticket, []) or any(one.presence is None for one in self._regions_of(ticket)):
                news.append(ticket)
            self._here.pop(ticket, None)
            if here and self._regions_of(ticket):
                self._here[ticket] = here
        return news

    async def _tell(self, tickets: Iterable[int]) -> None:
        now = self._clock()
        for count, ticket in enumerate(tickets, 1):
            for region in tuple(self._regions_of(ticket)):
                seen = seen_from(region.path, self._here.get(ticket, ()), now)
                if seen is not None and seen != region.presence:
                    region.presence = seen
                    await region.tell("presence", Message(event("presence", seen)), self._is_busy)
            if count % SLICE == 0:
                await asyncio.sleep(0)
        self._await_lapse(now)

    def _await_lapse(self, now: datetime) -> None:
        """Tell again when the next one lapses: nothing is written to the database when somebody merely stops."""
        if self._timer is not None:
            self._timer.cancel()
        ends = [person.until for here in self._here.values() for person in here if person.until > now]
        if ends:
            seconds = (min(ends) - now).total_seconds() + 0.01
            self._timer = asyncio.get_running_loop().call_later(seconds, self._lapse)

    def _lapse(self) -> None:
        self._tasks.start(self._tell(tuple(self._here)))


def seen_from(path: str, here: Iterable[Here], now: datetime) -> bytes | None:
    """The JSON that streams under this path carry; None where nobody is shown. A path not named here shows nobody."""
    there = sorted((person for person in here if person.until > now), key=lambda person: person.agent_id)
    if path.startswith(_DESK):
        reading = any(person.doing == "reading" and person.agent_id == 0 for person in there)
        colleagues = [_named(person) for person in there if person.doing == "reading" and person.agent_id > 0]
        companions = [_named(person) for person in there if person.agent_id < 0]
        sending = [_named(person) for person in there if person.doing == "sending"]
        seen = {"reading": reading, "colleagues": colleagues, "companions": companions, "sending": sending}
        return _json(there, seen)
    if path.startswith(_PRIVATE):
        return _json([person for person in there if person.agent_id > 0], {})
    return None


def _named(person: Here) -> dict[str, object]:
    return {"id": person.agent_id, "name": person.name}


def _json(there: Iterable[Here], more: dict[str, object]) -> bytes:
    writing = [_named(person) for person in there if person.doing == "writing"]
    return json.dumps({"writing": writing, **more}, ensure_ascii=False, separators=(",", ":")).encode()


def _shows_people(region: Region) -> bool:
    return region.path.startswith((_DESK, _PRIVATE))
