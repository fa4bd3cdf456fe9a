"""One process at a time reads what was committed on PostgreSQL, and tells all that listen: none is missed, late or not.

Transactions that have notified commit there one after the other, each with its wait for the disk. So none of ours does
for an event, a note, a file or a presence: each leaves a line in ``untold``, with the number of its transaction. What
is new is what one snapshot shows and the one before it did not, whatever the order in which transactions began. Lines
stay until they were told: whoever takes over begins with all that are there, and may tell some again.
"""

import random
import time
from collections.abc import Iterable
from typing import Any

from statuspage.front.watch import Changes
from statuspage.patient import PatientAsyncConnection

CHANGES, WRITTEN = "changes", "written"  # channels: what has changed; that somebody has written
QUICK, CALM = 0.02, 1.0  # seconds between two looks, while something happens and while nothing does
TRY = 2.0  # seconds until it is tried again whether the notifier is gone
UNANSWERED = 0.25  # the same, when somebody has written and nothing was told since
MOST = 5_000  # lines of one look; where there are more, any ticket may have changed
SETTINGS = (  # of its session: a process that stands still loses its turn; only the newest lines are looked at
    "-c idle_session_timeout=5s -c enable_seqscan=off -c synchronous_commit=off"
)
_KEY = int.from_bytes(b"notifier", "big")  # of the advisory lock, within this database
_CLEAR = 1.0  # seconds
_PIECE = 10_000  # lines that are deleted at once
_TOGETHER = 650  # tickets in one notification, of twelve bytes each; it may have 8,000
_BEFORE_ALL = "1:1:"  # a snapshot that shows nothing
_TAKE = f"SELECT pg_try_advisory_lock({_KEY})"
_GIVE = f"SELECT pg_advisory_unlock({_KEY}), pg_notify('{WRITTEN}', '')"
_TELL = f"SELECT pg_notify('{CHANGES}', told) FROM unnest(%s::text[]) AS told"  # noqa: S608 - a name of ours
_NEW = """WITH fresh AS MATERIALIZED (
    SELECT ticket_id, is_presence FROM untold
    WHERE xid >= pg_snapshot_xmin(%(seen)s::pg_snapshot)
    AND NOT pg_visible_in_snapshot(xid, %(seen)s::pg_snapshot) LIMIT %(most)s)
SELECT pg_current_snapshot()::text, (SELECT count(*) FROM fresh),
    ARRAY(SELECT DISTINCT ticket_id FROM fresh WHERE NOT is_presence),
    ARRAY(SELECT DISTINCT ticket_id FROM fresh WHERE is_presence)"""
_FORGET = """DELETE FROM untold WHERE ctid = ANY(ARRAY(SELECT ctid FROM untold
    WHERE xid >= %(first)s::xid8 AND pg_visible_in_snapshot(xid, %(seen)s::pg_snapshot) LIMIT %(most)s))"""
_FORGET_STRANGE = "DELETE FROM untold WHERE xid >= pg_snapshot_xmax(pg_current_snapshot())"


class Notifier:
    """What a connection that listens does besides: it tells while it is the notifier, or tries to become it."""

    def __init__(self, connection: PatientAsyncConnection) -> None:
        self._connection = connection
        self._is_it = False
        self._seen, self._forgotten = _BEFORE_ALL, "1"
        self._due = self._try_at = self._looked_at = self._clear_at = 0.0
        self._pause = QUICK

    @property
    def wait(self) -> float:
        """For how many seconds there is nothing to do."""
        return max(self._due - time.monotonic(), 0)

    def hear(self, channel: str) -> None:
        """Heed that somebody has written, or that the notifier has told."""
        now = time.monotonic()
        if channel == WRITTEN:
            self._pause = QUICK
            self._due = min(self._due, max(now, self._looked_at + QUICK) if self._is_it else now + UNANSWERED)
        elif channel == CHANGES and not self._is_it:
            self._due = self._try_at  # and no later, though it is heard: a session that asks nothing is ended

    async def turn(self) -> None:
        """Do what is due. Raises what the connection does."""
        if self.wait:
            return
        if not self._is_it:
            self._due = self._try_at = time.monotonic() + _around(TRY)
            (self._is_it,) = await self._ask(_TAKE)
            if not self._is_it:
                return
            await self._connection.execute(_FORGET_STRANGE.encode())  # of another server, from which a dump was brought
        await self._look()

    async def resign(self) -> None:
        """Let another one be it, at once."""
        if self._is_it:
            self._is_it = False
            await self._ask(_GIVE)

    async def _look(self) -> None:
        self._looked_at = time.monotonic()
        seen, lines, tickets, present = await self._ask(_NEW, {"seen": self._seen, "most": MOST})
        if lines:
            told = payloads(tickets, present) if lines < MOST else [""]
            await self._connection.execute(_TELL.encode(), (told,))
            self._clear_at = self._clear_at or self._looked_at + _CLEAR
        self._seen = seen
        if self._clear_at and self._looked_at >= self._clear_at:
            await self._forget()
        self._pause = QUICK if lines else min(2 * self._pause, CALM)
        self._due = self._looked_at + self._pause

    async def _forget(self) -> None:
        """Delete what was told, so that the table stays small. What the last snapshot did not show is kept."""
        given = {"first": self._forgotten, "seen": self._seen, "most": _PIECE}
        gone = await self._connection.execute(_FORGET.encode(), given)
        if gone.rowcount < _PIECE:
            self._forgotten, self._clear_at = self._seen.partition(":")[0], 0.0

    async def _ask(self, query: str, given: dict[str, object] | None = None) -> tuple[Any, ...]:
        row: tuple[Any, ...] = await (await self._connection.execute(query.encode(), given)).fetchone() or ()
        return row


def payloads(tickets: Iterable[int], present: Iterable[int]) -> list[str]:
    """What tells of these tickets, and of those where somebody came or went, in notifications that are short enough."""
    said = [*map(str, tickets), *(f"p{ticket}" for ticket in present)]
    return [",".join(said[at : at + _TOGETHER]) for at in range(0, len(said), _TOGETHER)]


def changes(payload: str) -> Changes:
    """What a notification on the channel ``changes`` says; "" is: perhaps any ticket."""
    if not payload:
        return Changes(None, None)
    said = payload.split(",")
    present = frozenset(int(one[1:]) for one in said if one[0] == "p")
    return Changes(frozenset(int(one) for one in said if one[0] != "p"), present)


def _around(seconds: float) -> float:
    """Not at the same moment in every process."""
    return seconds * random.uniform(0.7, 1)  # noqa: S311 - no secret
