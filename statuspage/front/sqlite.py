"""Watches SQLite: a read costs about 10 microseconds and waits for nobody (WAL), so it is done on the event loop."""

import asyncio
import json
import logging
import sqlite3
import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import NamedTuple

from statuspage.front.watch import PRESENT, PUBLIC_VERSION, Changes, Here, Lost, Tell
from statuspage.protocol import PublicVersion
from statuspage.waiting import AGAIN

TICK = 0.01  # seconds between two questions whether anything has changed
EACH = 0.0001  # seconds for each ticket that is watched, between two questions who is there: that is asked of them all
_PRESENT = PRESENT + "IN (SELECT value FROM json_each(?))"  # noqa: S608 - no value from outside is in it

# SQLite would find a row by its number in the table itself, where it stands on a page that is hardly ever in the cache.
_PUBLIC_VERSION = f"SELECT {PUBLIC_VERSION} INDEXED BY ix_ticket_public_version WHERE id = ?"
_CACHE = "PRAGMA cache_size = -16000"  # KiB: that index over a million tickets

log = logging.getLogger("statuspage.front")


class _Ends(NamedTuple):
    """The last rows of the tables that only grow, how often a consent has changed, and how many sessions ended."""

    event: int
    note: int
    files: int
    consents: int
    sessions: int


class SqliteWatch:
    """One connection that only reads.

    `PRAGMA data_version` differs once any other connection has committed. What is new is then read off the ends of the
    log and of the notes.
    """

    tell_public_version = None
    nudge = None

    def __init__(self, path: str) -> None:
        self._path = path
        self._connection: sqlite3.Connection | None = None
        self._wanted = asyncio.Event()
        self._ends = _Ends(0, 0, 0, 0, 0)
        self._asks_who_is_here, self._who_again_at = False, 0.0  # and when, on the monotonic clock
        self._public: dict[int, PublicVersion | None] = {}  # as they stood at this data version:
        self._public_at: object = None

    async def run(self, watched: Callable[[], set[int]], tell: Tell) -> None:
        seen: object = None
        while True:
            try:
                if not self._wanted.is_set():
                    await self._wanted.wait()
                    seen, self._ends = self.data_version(), self._read_ends()
                now = self.data_version()
                if now != seen:
                    ended = self._ends.sessions
                    tickets = self._read_new()
                    tell(Changes(tickets, frozenset(), self._ends.sessions != ended))
                    seen, self._asks_who_is_here = now, True
                self._tell_who_may_be_here(watched, tell)
            except sqlite3.Error:
                log.exception("The database could not be watched")
                await asyncio.sleep(AGAIN)
            await asyncio.sleep(TICK)

    def _tell_who_may_be_here(self, watched: Callable[[], set[int]], tell: Tell) -> None:
        now = time.monotonic()
        if self._asks_who_is_here and now >= self._who_again_at:
            tickets = watched()
            self._asks_who_is_here, self._who_again_at = False, now + EACH * len(tickets)
            tell(Changes(presence=frozenset(tickets)))

    def wake(self) -> None:
        self._wanted.set()

    def rest(self) -> None:
        self._wanted.clear()

    def data_version(self) -> object:
        return self._database.execute("PRAGMA data_version").fetchone()

    async def public_version(self, ticket_id: int) -> PublicVersion | None:
        return self.public_version_now(ticket_id)

    def public_version_now(self, ticket_id: int) -> PublicVersion | None:
        try:
            return self._read_public(ticket_id)
        except sqlite3.Error as fault:
            raise Lost from fault

    def _read_public(self, ticket_id: int) -> PublicVersion | None:
        if (now := self.data_version()) != self._public_at:
            self._public, self._public_at = {}, now
        if ticket_id not in self._public:
            row = self._database.execute(_PUBLIC_VERSION, (ticket_id,)).fetchone()
            self._public[ticket_id] = PublicVersion(*row) if row else None
        return self._public[ticket_id]

    async def present(self, tickets: Iterable[int]) -> list[Here]:
        try:
            rows = self._database.execute(_PRESENT, (json.dumps([*tickets]),)).fetchall()
        except sqlite3.Error as fault:
            raise Lost from fault
        return [Here(t, a, doing, datetime.fromisoformat(u).replace(tzinfo=UTC), n) for t, a, doing, u, n in rows]

    async def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    @property
    def _database(self) -> sqlite3.Connection:
        if self._connection is None:
            self._connection = sqlite3.connect(self._path, isolation_level=None, timeout=1, check_same_thread=False)
            self._connection.execute("PRAGMA query_only = ON")
            self._connection.execute(_CACHE)
        return self._connection

    def _read_ends(self) -> _Ends:
        row = self._database.execute(
            "SELECT (SELECT COALESCE(MAX(rowid), 0) FROM event), (SELECT COALESCE(MAX(id), 0) FROM note),"
            " (SELECT COALESCE(MAX(id), 0) FROM file_news), changes,"
            " (SELECT count FROM session_ends) FROM consent"
        ).fetchone()
        return _Ends(*row)

    def _read_new(self) -> frozenset[int] | None:
        """The tickets in which something has happened since the last time; None when it may have been any."""
        before, self._ends = self._ends, self._read_ends()
        if self._ends == before:
            return frozenset()
        if self._ends.consents != before.consents:  # any ticket may show this person
            return None
        if any(
            now < then for now, then in zip(self._ends[:3], before[:3], strict=True)
        ):  # the file was replaced by another
            return None
        rows = self._database.execute(
            "SELECT ticket_id FROM event WHERE rowid > ? UNION SELECT ticket_id FROM note WHERE id > ?"
            " UNION SELECT ticket_id FROM file_news WHERE id > ?",
            before[:3],
        )
        return frozenset(row[0] for row in rows)
