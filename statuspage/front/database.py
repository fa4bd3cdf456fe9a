"""Notices what changed in the database, whoever wrote it: this process, another one, or another machine."""

import asyncio
import contextlib
import json
import logging
import sqlite3
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NamedTuple, Protocol

import psycopg
from sqlalchemy.engine import URL, make_url

TICK = 0.01  # seconds between two looks at SQLite
AGAIN = 1.0  # seconds until PostgreSQL is tried, or read, again after it was lost

log = logging.getLogger("statuspage.front")


class Here(NamedTuple):
    """Someone at a ticket until `until` (UTC); `agent_id` 0 is the customer."""

    ticket_id: int
    agent_id: int
    doing: str
    until: datetime
    name: str


@dataclass(frozen=True, slots=True)
class Changes:
    """What changed: the log of these tickets (None: any may have), who is at those (None likewise)."""

    tickets: frozenset[int] | None = frozenset()
    people: frozenset[int] | None = frozenset()


class Watch(Protocol):
    """What both databases offer. `watched()` says which tickets matter now; `tell` is called on the event loop."""

    async def run(self, watched: Callable[[], set[int]], tell: Callable[[Changes], None]) -> None:
        """Tell of changes until cancelled; rests while `wake` was not called or nobody watches."""

    def wake(self) -> None:
        """Somebody watches from now on."""

    def rest(self) -> None:
        """Nobody does."""

    def moment(self) -> object:
        """Differs from an earlier one when anything may have changed since."""

    async def version(self, ticket_id: int) -> object:
        """What public views of a ticket depend on, as it is now: its version, and how often people changed theirs."""

    async def people(self, tickets: Iterable[int]) -> list[Here]:
        """Who is, or lately was, at these tickets."""

    async def close(self) -> None:
        """Let go of the database."""


def watch(url: str) -> Watch:
    """The watch for the database at this SQLAlchemy URL."""
    where = make_url(url)
    return _Sqlite(where) if where.get_backend_name() == "sqlite" else _Postgresql(where)


_VERSION = "SELECT public_version, (SELECT changes FROM consent) FROM ticket WHERE id = "
_PEOPLE = """SELECT p.ticket_id, p.agent_id, p.doing, p.until, COALESCE(a.public_name, c.name)
FROM presence p JOIN ticket t ON t.id = p.ticket_id JOIN customer c ON c.id = t.customer_id
LEFT JOIN agent a ON a.id = p.agent_id WHERE p.ticket_id """
_PEOPLE_SQLITE = _PEOPLE + "IN (SELECT value FROM json_each(?))"  # noqa: S608 - both halves stand here
_PEOPLE_POSTGRESQL = _PEOPLE + "= ANY(%s)"


class _Sqlite:
    """One connection that only reads, on the loop itself: a read costs about 10 microseconds and never waits (WAL).

    `PRAGMA data_version` differs once any other connection has committed. What is new is then read off the ends of the
    log and of the notes, which only grow.
    """

    def __init__(self, url: URL) -> None:
        self._path = url.database or ""
        self._opened: sqlite3.Connection | None = None
        self._wanted = asyncio.Event()
        self._ends = (0, 0, 0)
        self._versions: dict[int, object] = {}  # as they stood at this moment
        self._read_at: object = None

    @property
    def _database(self) -> sqlite3.Connection:
        if self._opened is None:
            self._opened = sqlite3.connect(self._path, isolation_level=None, timeout=1, check_same_thread=False)
            self._opened.execute("PRAGMA query_only = ON")
        return self._opened

    async def run(self, watched: Callable[[], set[int]], tell: Callable[[Changes], None]) -> None:
        seen: object = None
        while True:
            try:
                if not self._wanted.is_set():
                    await self._wanted.wait()
                    seen, self._ends = self.moment(), self._read_ends()
                now = self.moment()
                if now != seen:
                    tell(Changes(self._new(), frozenset(watched())))
                    seen = now
            except sqlite3.Error:
                log.exception("The database could not be watched")
                await asyncio.sleep(AGAIN)
            await asyncio.sleep(TICK)

    def wake(self) -> None:
        self._wanted.set()

    def rest(self) -> None:
        self._wanted.clear()

    def moment(self) -> object:
        return self._database.execute("PRAGMA data_version").fetchone()

    async def version(self, ticket_id: int) -> object:
        if (now := self.moment()) != self._read_at:
            self._versions, self._read_at = {}, now
        if ticket_id not in self._versions:
            self._versions[ticket_id] = self._database.execute(f"{_VERSION}?", (ticket_id,)).fetchone()
        return self._versions[ticket_id]

    async def people(self, tickets: Iterable[int]) -> list[Here]:
        rows = self._database.execute(_PEOPLE_SQLITE, (json.dumps([*tickets]),))
        return [Here(t, a, doing, datetime.fromisoformat(u).replace(tzinfo=UTC), n) for t, a, doing, u, n in rows]

    async def close(self) -> None:
        if self._opened is not None:
            self._opened.close()
            self._opened = None

    def _read_ends(self) -> tuple[int, int, int]:
        row = self._database.execute(
            "SELECT (SELECT COALESCE(MAX(rowid), 0) FROM event), (SELECT COALESCE(MAX(id), 0) FROM note), changes"
            " FROM consent"
        ).fetchone()
        return row[0], row[1], row[2]

    def _new(self) -> frozenset[int] | None:
        before, self._ends = self._ends, self._read_ends()
        if self._ends == before:
            return frozenset()
        if self._ends[2] != before[2]:  # a face or a name: any ticket may show it
            return None
        if self._ends[0] < before[0] or self._ends[1] < before[1]:  # another file was put in its place
            return None
        rows = self._database.execute(
            "SELECT ticket_id FROM event WHERE rowid > ? UNION SELECT ticket_id FROM note WHERE id > ?", before[:2]
        )
        return frozenset(row[0] for row in rows)


class _Postgresql:
    """Listens to what the triggers say. A lost connection is found again each second, and then everything is looked at;
    while listening is impossible but reading is not, versions are read each second instead.
    """

    def __init__(self, url: URL) -> None:
        self._address = url.set(drivername="postgresql").render_as_string(hide_password=False)
        self._reader: psycopg.AsyncConnection[Any] | None = None
        self._turn = asyncio.Lock()
        self._wanted = asyncio.Event()
        self._count = 0
        self._listening = False

    async def run(self, watched: Callable[[], set[int]], tell: Callable[[Changes], None]) -> None:
        polled: dict[int, object] = {}
        while True:
            await self._wanted.wait()
            try:
                await self._listen(tell)
                polled = {}
            except (psycopg.Error, OSError) as fault:
                if self._listening or not polled:
                    log.warning("Listening to the database failed (%s); trying again each second", type(fault).__name__)
                self._listening = False
                polled = await self._poll(polled, watched(), tell)
            await asyncio.sleep(AGAIN)

    def wake(self) -> None:
        self._wanted.set()

    def rest(self) -> None:
        self._wanted.clear()

    def moment(self) -> object:
        return self._count if self._listening else object()

    async def version(self, ticket_id: int) -> object:
        rows = await self._read(f"{_VERSION}%s", (ticket_id,))
        return rows[0] if rows else None

    async def people(self, tickets: Iterable[int]) -> list[Here]:
        rows = await self._read(_PEOPLE_POSTGRESQL, ([*tickets],))
        return [Here(t, a, doing, until.astimezone(UTC), name) for t, a, doing, until, name in rows]

    async def close(self) -> None:
        if self._reader is not None:
            await self._reader.close()
            self._reader = None

    async def _listen(self, tell: Callable[[Changes], None]) -> None:
        async with await psycopg.AsyncConnection.connect(self._address, autocommit=True) as connection:
            await connection.execute("LISTEN ticket")
            await connection.execute("LISTEN presence")
            await connection.execute("LISTEN consent")
            self._listening = True
            self._count += 1
            tell(Changes(None, None))  # what happened while nobody listened
            async for said in connection.notifies():
                self._count += 1
                tell(_told(said.channel, said.payload))

    async def _poll(
        self, before: dict[int, object], tickets: set[int], tell: Callable[[Changes], None]
    ) -> dict[int, object]:
        with contextlib.suppress(psycopg.Error, OSError):
            rows = await self._read(
                "SELECT id, version, notes, (SELECT changes FROM consent) FROM ticket WHERE id = ANY(%s)", ([*tickets],)
            )
            now: dict[int, object] = {row[0]: row[1:] for row in rows}
            self._count += 1
            tell(Changes(frozenset(t for t, row in now.items() if before.get(t) != row), frozenset(tickets)))
            return now
        return before

    async def _read(self, query: str, given: tuple[object, ...]) -> list[Any]:
        """One connection, in turns; one that went away meanwhile is replaced once."""
        async with self._turn:
            for attempt in (1, 2):
                if self._reader is None or self._reader.closed:
                    self._reader = await psycopg.AsyncConnection.connect(self._address, autocommit=True)
                try:
                    return await (await self._reader.execute(query.encode(), given)).fetchall()
                except (psycopg.OperationalError, psycopg.InterfaceError):
                    await self._reader.close()
                    if attempt == 2:
                        raise
        return []


def _told(channel: str, payload: str) -> Changes:
    """What a notification says."""
    if channel == "consent":  # a face or a name: any ticket may show it
        return Changes(tickets=None)
    one = frozenset((int(payload),))
    return Changes(tickets=one) if channel == "ticket" else Changes(people=one)
