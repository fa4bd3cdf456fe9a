"""What is public of tickets, read at PostgreSQL once for all who ask in one turn, and while a read is on its way.

Whoever asks gets what was read after they asked: a question never joins a read that has been sent, but waits for the
next.
"""

import logging
import time
from asyncio import Future, get_running_loop
from collections.abc import Awaitable, Callable, Iterable
from typing import Protocol

from statuspage.front.tasks import Tasks
from statuspage.front.watch import Lost, Told
from statuspage.protocol import PublicVersion
from statuspage.waiting import AGAIN

Found = dict[int, PublicVersion]
Asked = dict[int, list[Told]]

log = logging.getLogger("statuspage.front")


class Asking(Protocol):
    """What is asked: see ``VersionLine``."""

    is_open: bool

    def ask(self, tickets: Iterable[int], tell: Callable[[Found | None], None]) -> None: ...

    def close(self) -> None: ...


class Versions:
    """``opens`` makes a line. One that was lost is replaced once; where that fails, all who ask are told that it is
    lost, and for a moment after that, at once."""

    def __init__(self, opens: Callable[[], Awaitable[Asking]]) -> None:
        self._opens, self._tasks = opens, Tasks()
        self._line: Asking | None = None
        self._has_answered = False  # this line
        self._wanted: Asked = {}  # what the next read is to bring
        self._asked: Asked = {}  # what the read brings that is on its way
        self._goes_on = False  # something is on its way, or will be in this turn
        self._lost_until = 0.0

    def ask(self, ticket_id: int, told: Told) -> None:
        """Tell, in a later turn, how it stands from now on; None for no such ticket, ``Lost`` where nobody answers."""
        self._wanted.setdefault(ticket_id, []).append(told)
        if not self._goes_on:
            self._goes_on = True
            get_running_loop().call_soon(self._send)

    async def read(self, ticket_id: int) -> PublicVersion | None:
        """The same, for whoever waits. Raises ``Lost``."""
        answer: Future[PublicVersion | Lost | None] = get_running_loop().create_future()
        self.ask(ticket_id, lambda found: None if answer.done() else answer.set_result(found))
        if isinstance(found := await answer, Lost):
            raise found
        return found

    async def close(self) -> None:
        """Hang up; who waits is told that it is lost."""
        await self._tasks.stop()
        if self._line is not None:
            self._line.close()
            self._line = None
        self._lose()

    def _send(self) -> None:
        self._goes_on = bool(self._wanted)
        if not self._wanted:
            return
        if time.monotonic() < self._lost_until:
            self._lose()
        elif self._line is None or not self._line.is_open:
            self._tasks.start(self._open())
        else:
            self._asked, self._wanted = self._wanted, {}
            self._line.ask(self._asked, self._hear)

    async def _open(self) -> None:
        """Who asks meanwhile is among those for whom the first read is sent."""
        try:
            self._line, self._has_answered = await self._opens(), False
        except Exception as fault:
            self._lost_until = time.monotonic() + AGAIN
            self._lose()
            if not isinstance(fault, Lost):
                raise
        else:
            self._send()

    def _hear(self, found: Found | None) -> None:
        if found is None:
            self._begin_anew()
            return
        self._has_answered = True
        asked, self._asked = self._asked, {}
        self._send()  # first, so that the next read is on its way while these are answered
        _tell(asked, found.get)

    def _begin_anew(self) -> None:
        if not self._has_answered:
            self._lost_until = time.monotonic() + AGAIN
        for ticket_id, those in self._asked.items():
            self._wanted[ticket_id] = those + self._wanted.get(ticket_id, [])
        self._asked, self._line = {}, None
        self._send()

    def _lose(self) -> None:
        """Tell all who have asked so far."""
        asked = [self._asked, self._wanted]
        self._asked, self._wanted, self._goes_on = {}, {}, False
        for those in asked:
            _tell(those, lambda _ticket: Lost())


def _tell(asked: Asked, found: Callable[[int], PublicVersion | Lost | None]) -> None:
    for ticket_id, those in asked.items():
        version = found(ticket_id)
        for told in those:
            try:
                told(version)
            except Exception:
                log.exception("Whoever asked for a version failed as it came")
