"""Those who listen to a PostgreSQL, and notifiers that look when they are let."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import psycopg
import pytest
from sqlalchemy import make_url

from statuspage.front import notifier
from statuspage.front.notifier import CHANGES, Notifier, changes
from statuspage.front.postgresql import LISTENER
from statuspage.patient import PatientAsyncConnection
from tests.patience import LONG

ON_POSTGRESQL = pytest.mark.parametrize("database", ["postgresql"], indirect=True)
LEAVE = "INSERT INTO untold (ticket_id, is_presence) VALUES (%s, false)"
ENOUGH = "SELECT pg_notify('changes', '0')"  # whoever hears this has heard what was told before
WATCH = """
import asyncio, sys
from statuspage.front.postgresql import PostgresqlWatch
from statuspage.waiting import Waits
watch = PostgresqlWatch(sys.argv[1], Waits())
watch.wake()
asyncio.run(watch.run(set, lambda changes: None))
"""


def listeners(connection: psycopg.Connection[tuple[int]]) -> list[int]:
    """The processes of PostgreSQL that listen for this database; other tests run on the same server."""
    found = connection.execute(
        "SELECT pid FROM pg_stat_activity WHERE application_name = %s AND datname = current_database()", [LISTENER]
    )
    return [pid for (pid,) in found]


def plain(url: str) -> str:
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)


async def connect(url: str, options: str = "") -> PatientAsyncConnection:
    connection: PatientAsyncConnection
    connection = await PatientAsyncConnection.connect(plain(url), autocommit=True, options=options)
    return connection


class Hall:
    """One who listens to a database, the connections of others, and notifiers that look when they are let."""

    def __init__(self, url: str, ear: PatientAsyncConnection) -> None:
        self._url, self._ear = url, ear
        self._open: list[PatientAsyncConnection] = []

    async def other(self, options: str = "") -> PatientAsyncConnection:
        self._open.append(await connect(self._url, options))
        return self._open[-1]

    async def notifier(self) -> Notifier:
        return Notifier(await self.other(f"{notifier.SETTINGS} -c idle_session_timeout=0"))  # it looks when it is let

    async def heard(self) -> list[int | None]:
        """The tickets that were told since the last time, sorted; None is any."""
        other = await self.other()
        await other.execute(ENOUGH)
        found: list[int | None] = []
        async for said in self._ear.notifies(timeout=LONG):
            if said.payload == "0":
                break
            told = changes(said.payload).tickets
            found += [None] if told is None else sorted(told)
        return sorted(found, key=lambda one: one or 0)

    async def close(self) -> None:
        for one in self._open:
            await one.close()


@asynccontextmanager
async def hall(url: str) -> AsyncIterator[Hall]:
    async with await connect(url) as ear:
        await ear.execute(f"LISTEN {CHANGES}".encode())
        made = Hall(url, ear)
        try:
            yield made
        finally:
            await made.close()


async def look(one: Notifier) -> None:
    """Let this one have its turn, whenever it is due."""
    one._due = 0
    await one.turn()


def within(url: str, deed: Callable[[Hall], Awaitable[None]]) -> None:
    async def do() -> None:
        async with hall(url) as here:
            await deed(here)

    asyncio.run(do())
