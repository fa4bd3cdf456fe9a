"""The line in which requests stand for a thread: short, by time, and those that bring words go first.

Whoever would stand in it for too long is told so at once, so that those who are let in are answered while they still
wait. How long it takes is the longer of two: what so many turns have lately taken, and how long the first one stands.
"""

import asyncio
import contextlib
import math
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from statuspage.turns import Turns

READERS, SENDERS = 2.0, 5.0  # seconds in which the turn is to come of who reads, and of who sends something
AT_LAST = 1.5  # times that, and whoever still stands there is told as well: turns have come slower than they used to
MOST = 2_000  # that stand there at once, however fast turns come
SHARE = 4  # one of so many turns is a reader's, however many send something
LOOK, LATE = 0.05, 0.01  # seconds until the loop is looked after, and by which it may be late
FEWEST = 1  # turns, however late it is
ALONE = 0.5  # seconds for which the first turn of all is the only one, if it takes so long
LATELY = 0.1  # the weight of the newest turn in what turns lately took

Leaves = Callable[[], Awaitable[object]]


class NoTurn(Exception):
    """So many stand in the line that this one would stand there too long."""


@dataclass(slots=True)
class _Row:
    """Those who came for the same, in their order, each with the time at which they did."""

    patience: float
    standing: dict[asyncio.Future[None], float] = field(default_factory=dict)

    def age(self, now: float) -> float:
        return now - next(iter(self.standing.values())) if self.standing else 0.0


class WaitingLine:
    """So many have a turn at once. ``turned_away`` hears of each who gets none, and whether they send something.

    While anybody stands there the threads hold the interpreter for less long at once, as the event loop waits behind
    one of them at each of its steps; and where it comes late all the same, fewer have a turn. Threads that wait for a
    database take nothing from it, and as many as may have one.

    The first turn of all is taken alone: what a process makes once, such as its templates and its statements, is made
    by one thread then, and not by all of them at once, each for itself.
    """

    def __init__(self, turns: int, turned_away: Callable[[bool], None], clock: Callable[[], float] = time.monotonic):
        self._most, self._turned_away, self._clock = turns, turned_away, clock
        self._now, self._taken = min(FEWEST, turns), 0  # how many may have a turn at once now; and have one
        self._alone_until, self._looks = math.inf, False  # 0 once the first turn has ended
        self._hurry, self._hurries = contextlib.ExitStack(), False
        self._readers, self._senders = _Row(READERS), _Row(SENDERS)
        self._pace, self._called, self._number = 0.0, clock(), 0

    @property
    def standing(self) -> int:
        """How many stand in it now."""
        return len(self._readers.standing) + len(self._senders.standing)

    @property
    def is_free(self) -> bool:
        """Whether nobody would have to stand in it."""
        return self._taken < self._now and not self.standing

    def is_too_long(self, *, sends: bool) -> bool:
        """Whether somebody who came now would stand in it for too long."""
        row = self._senders if sends else self._readers
        ahead = len(row.standing) if sends else self.standing
        return ahead >= MOST or max(ahead * self._pace, row.age(self._clock())) > row.patience

    def turn_away(self, *, sends: bool) -> None:
        """Count one who gets no turn."""
        self._turned_away(sends)

    async def come(self, leaves: Leaves, *, sends: bool) -> bool:
        """Wait for a turn, which ends with ``go``; False for a reader who has left meanwhile. Raises NoTurn.

        What was sent is taken in also when its sender has left: it is their words. ``leaves`` ends when a client does.
        """
        if self.is_free:
            self._begin()
            return True
        if self.is_too_long(sends=sends):
            self._turned_away(sends)
            raise NoTurn
        self._look_soon()
        row = self._senders if sends else self._readers
        turn = asyncio.get_running_loop().create_future()
        row.standing[turn] = self._clock()
        has_left = await self._stand(row, turn, None if sends else leaves)
        if turn.done():
            return True
        if not has_left:
            self._turned_away(sends)
            raise NoTurn
        return False

    def go(self) -> None:
        """End a turn, and begin that of the next one."""
        self._taken -= 1
        if self._alone_until:
            self._alone_until, self._now = 0.0, self._most
        self._call()
        self._called = self._clock()

    def _begin(self) -> None:
        if self._alone_until == math.inf:
            self._alone_until = self._clock() + ALONE
        self._taken += 1

    def _call(self) -> None:
        """Begin as many turns as there may be."""
        while self._taken < self._now and self.standing:
            self._number += 1
            readers, senders = self._readers.standing, self._senders.standing
            is_readers = bool(readers) and (not senders or self._number % SHARE == 0)
            row = readers if is_readers else senders
            turn = next(iter(row))
            now = self._clock()
            self._pace += (now - max(self._called, row.pop(turn)) - self._pace) * LATELY
            self._called = now
            self._begin()
            turn.set_result(None)

    def _look_soon(self) -> None:
        if not self._hurries:
            self._hurries = True
            self._hurry.enter_context(Turns().short())
        if not self._looks:
            self._looks = True
            loop = asyncio.get_running_loop()
            loop.call_later(LOOK, self._look, loop, loop.time() + LOOK)

    def _look(self, loop: asyncio.AbstractEventLoop, due: float) -> None:
        """Half the turns where the loop came late to this, else one more; again, until all is as it was."""
        if self._clock() >= self._alone_until:
            is_late = loop.time() - due > LATE
            self._now = min(self._most, max(FEWEST, self._now // 2) if is_late else self._now + 1)
        self._call()
        self._looks = False
        if self.standing or self._now < self._most:
            self._look_soon()
        else:
            self._hurry.close()
            self._hurries = False

    async def _stand(self, row: _Row, turn: asyncio.Future[None], leaves: Leaves | None) -> bool:
        """Until it is their turn, they leave, or it took too long; whether they have left."""
        left = asyncio.ensure_future(leaves()) if leaves else None
        try:
            waits: list[asyncio.Future[Any]] = [turn, left] if left else [turn]
            await asyncio.wait(waits, timeout=row.patience * AT_LAST, return_when=asyncio.FIRST_COMPLETED)
        except asyncio.CancelledError:
            if turn.done():
                self.go()
            raise
        finally:
            row.standing.pop(turn, None)
            if left:
                left.cancel()
        return bool(left and left.done() and not left.cancelled())
