"""Watches PostgreSQL: listens to the notifier, which may be this process, and to the triggers of what is rare."""

import asyncio
import logging
import time
from collections.abc import Callable, Iterable
from datetime import UTC
from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict

from statuspage.front import notifier
from statuspage.front.line import VersionLine
from statuspage.front.notifier import CHANGES, WRITTEN, Notifier
from statuspage.front.nudges import NUDGE, Nudges
from statuspage.front.versions import Versions
from statuspage.front.watch import PRESENT, Changes, Here, Lost, Tell, Told
from statuspage.patient import PatientAsyncConnection, addresses_of
from statuspage.protocol import PublicVersion
from statuspage.waiting import AGAIN, Waits

LISTENER = "statuspage listener"  # how PostgreSQL's list of connections names the one that listens
REST = 60.0  # seconds after which nobody listens in a process in which nobody watches
_PRESENT = PRESENT + "= ANY(%s)"
_POLLED = "SELECT id, version, notes, files_changed, (SELECT changes FROM consent) FROM ticket WHERE id = ANY(%s)"

log = logging.getLogger("statuspage.front")


class PostgresqlWatch:
    """Three connections: one listens, one reads the versions of what is public, and one all else.

    When listening breaks off it is tried again each second, and then every watched ticket counts as changed. While it
    is impossible, but reading is not, the watched tickets' versions are read each second instead. A connection that was
    cut without a word says nothing for ever, as one does on which nothing happens: so it is asked every few seconds,
    by a turn of the notifier's (notifier.py). What this process commits is told to whoever that is by ``nudge``.
    """

    def __init__(self, address: str, waits: Waits, options: str = "") -> None:
        self._address, self._waits = address, waits
        self._arguments = waits.arguments(options)
        self._listens = waits.arguments(f"{options} {notifier.SETTINGS}") | {"fallback_application_name": LISTENER}
        self._reader: PatientAsyncConnection | None = None
        self._lost_until = 0.0
        self._turn = asyncio.Lock()
        self._versions = Versions(self._open)
        self._wanted = asyncio.Event()
        self._count = 0
        self._listening = False
        self._ends: list[Any] = []
        self._left_at = 0.0  # when the last who watched left
        self._nudges = Nudges(lambda: self._read(NUDGE, ()))
        self.nudge = self._nudges.give

    async def run(self, watched: Callable[[], set[int]], tell: Tell) -> None:
        async with asyncio.TaskGroup() as both:
            both.create_task(self._nudges.run())
            both.create_task(self._hear(watched, tell))

    async def _hear(self, watched: Callable[[], set[int]], tell: Tell) -> None:
        polled: dict[int, object] = {}
        is_told = False
        while True:
            await self._wanted.wait()
            try:
                await self._listen(tell)
                self._listening, is_told, polled = False, False, {}
                continue
            except (psycopg.Error, OSError) as fault:
                if self._listening or not is_told:
                    log.warning("Listening to the database failed (%s); trying again each second", type(fault).__name__)
                self._listening, is_told = False, True
                polled = await self._poll(polled, watched(), tell)
            await asyncio.sleep(AGAIN)

    def wake(self) -> None:
        self._wanted.set()

    def rest(self) -> None:
        self._wanted.clear()
        self._left_at = time.monotonic()

    def data_version(self) -> object:
        return self._count if self._listening else object()

    async def public_version(self, ticket_id: int) -> PublicVersion | None:
        return await self._versions.read(ticket_id)

    def public_version_now(self, ticket_id: int) -> PublicVersion | None:  # noqa: ARG002 - it is far away
        return None

    def tell_public_version(self, ticket_id: int, told: Told) -> None:
        self._versions.ask(ticket_id, told)

    async def present(self, tickets: Iterable[int]) -> list[Here]:
        rows = await self._read(_PRESENT, ([*tickets],))
        return [Here(t, a, doing, until.astimezone(UTC), name) for t, a, doing, until, name in rows]

    async def close(self) -> None:
        await self._versions.close()
        if self._reader is not None:
            await self._reader.close()
            self._reader = None

    async def _open(self) -> VersionLine:
        try:
            return await VersionLine.open(await self._connect(), self._waits.read)
        except (psycopg.Error, OSError) as fault:
            raise Lost from fault

    async def _listen(self, tell: Tell) -> None:
        """Until nobody has watched for a while. What is rare notifies by itself."""
        async with await self._connect(self._listens) as connection:
            connection.patience = self._waits.read
            for channel in (CHANGES, WRITTEN, "consent", "session"):
                await connection.execute(b"LISTEN " + channel.encode())
            self._listening = True
            self._count += 1
            tell(Changes(None, None, sessions=True, is_lost=False))  # whatever happened while nobody listened
            here = Notifier(connection)
            while self._wanted.is_set() or time.monotonic() - self._left_at < REST:
                async for said in connection.notifies(timeout=here.wait, stop_after=1):
                    here.hear(said.channel)
                    if said.channel != WRITTEN:
                        self._count += 1
                        tell(self._changes(said.channel, said.payload))
                await here.turn()
            await here.resign()

    def _changes(self, channel: str, payload: str) -> Changes:
        """What a notification says."""
        if channel == CHANGES:
            self._nudges.hear()
            return notifier.changes(payload)
        return Changes(sessions=True) if channel == "session" else Changes(tickets=None)  # any may show this person

    async def _poll(self, before: dict[int, object], tickets: set[int], tell: Tell) -> dict[int, object]:
        try:
            rows = await self._read(_POLLED, ([*tickets],))
            now: dict[int, object] = {row[0]: row[1:] for row in rows}
            before_that, self._ends = self._ends, await self._read("SELECT count FROM session_ends", ())
        except Lost:
            tell(Changes(is_lost=True))
            return before
        self._count += 1
        moved = frozenset(t for t, row in now.items() if before.get(t) != row)
        tell(Changes(moved, frozenset(tickets), self._ends != before_that, is_lost=False))
        return now

    async def _connect(self, arguments: dict[str, Any] | None = None) -> PatientAsyncConnection:
        connection: PatientAsyncConnection
        given: dict[str, Any] = {**conninfo_to_dict(self._address), **(arguments or self._arguments)}
        given |= await addresses_of(given, self._waits.connect)
        connection = await PatientAsyncConnection.connect(autocommit=True, **given)
        return connection

    async def _read(self, query: str, given: tuple[object, ...]) -> list[Any]:
        """The rows of a query. Queries take turns on one connection, which is replaced once if it was lost.

        Raises ``Lost`` where that fails; for a moment after that, at once.
        """
        async with self._turn:
            if time.monotonic() < self._lost_until:
                raise Lost
            try:
                return await self._ask(query, given)
            except (psycopg.OperationalError, psycopg.InterfaceError, OSError) as fault:
                self._lost_until = time.monotonic() + AGAIN
                raise Lost from fault

    async def _ask(self, query: str, given: tuple[object, ...]) -> list[Any]:
        if self._reader is not None and not self._reader.closed:
            try:
                return await (await self._reader.execute(query.encode(), given)).fetchall()
            except (psycopg.OperationalError, psycopg.InterfaceError):
                await self._reader.close()
        self._reader = await self._connect()
        self._reader.patience = self._waits.read
        return await (await self._reader.execute(query.encode(), given)).fetchall()
