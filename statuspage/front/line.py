"""A line to PostgreSQL on which one question is asked again and again, at the price of the bytes that it takes.

The event loop itself watches the socket, and libpq makes and reads the messages: the same through a cursor takes three
times the processor time.
"""

import asyncio
import os
from collections.abc import Callable, Iterable
from typing import Any

import psycopg
from psycopg.pq import ExecStatus

from statuspage.front.watch import PUBLIC_VERSION
from statuspage.patient import PatientAsyncConnection
from statuspage.protocol import PublicVersion

_NAME = b"public_version"
_PREPARE = f"PREPARE {_NAME.decode()} (bigint[]) AS SELECT id, {PUBLIC_VERSION} WHERE id = ANY($1)".encode()

Found = dict[int, PublicVersion]


class VersionLine:
    """What is public of tickets, by a connection that is ours alone. An answer that does not come ends it.

    ``patience`` is how many seconds one is waited for. Whoever waits then hears None, as they do where it breaks.
    """

    def __init__(self, connection: PatientAsyncConnection, patience: float) -> None:
        self._connection, self._server, self._patience = connection, connection.pgconn, patience
        self._loop = asyncio.get_running_loop()
        self._tell: Callable[[Found | None], None] | None = None
        self._result: Any = None
        self._asked_at = 0.0
        self._clock: asyncio.TimerHandle | None = None
        self._socket = os.dup(self._server.socket)  # libpq may close its own while the loop still watches it
        self._loop.add_reader(self._socket, self._read)
        self.is_open = True

    @classmethod
    async def open(cls, connection: PatientAsyncConnection, patience: float) -> "VersionLine":
        """The line over this connection, which is closed where that fails."""
        try:
            connection.patience = patience
            await connection.execute(_PREPARE)
            return cls(connection, patience)
        except BaseException:
            await connection.close()
            raise

    def ask(self, tickets: Iterable[int], tell: Callable[[Found | None], None]) -> None:
        """Read how these tickets stand from now on, and tell it in a later turn: None where the line is lost.

        It has been told of the question before.
        """
        self._tell, self._asked_at = tell, self._loop.time()
        if self._clock is None:
            self._clock = self._loop.call_later(self._patience, self._look)
        try:
            self._server.send_query_prepared(_NAME, [b"{%s}" % b",".join(b"%d" % ticket for ticket in tickets)])
            self._push()
        except psycopg.Error:
            self._loop.call_soon(self._lose)

    def close(self) -> None:
        """Hang up. Nobody is told any more."""
        self._tell = None
        if not self.is_open:
            return
        self.is_open = False
        if self._clock is not None:
            self._clock.cancel()
        self._loop.remove_reader(self._socket)
        self._loop.remove_writer(self._socket)
        os.close(self._socket)
        self._server.finish()

    def _push(self) -> None:
        """Send what the system had no room for yet."""
        if self._server.flush():
            self._loop.add_writer(self._socket, self._push_on)

    def _push_on(self) -> None:
        self._loop.remove_writer(self._socket)
        try:
            self._push()
        except psycopg.Error:
            self._lose()

    def _read(self) -> None:
        try:
            self._server.consume_input()
            if self._tell is None:  # it is hanging up
                return
            while not self._server.is_busy():
                if (result := self._server.get_result()) is None:
                    break
                self._result = result
            else:
                return
        except psycopg.Error:
            self._lose()
            return
        result, self._result = self._result, None
        if result is None or result.status != ExecStatus.TUPLES_OK:
            self._lose()
            return
        value = result.get_value
        found = {int(value(n, 0)): PublicVersion(int(value(n, 1)), int(value(n, 2))) for n in range(result.ntuples)}
        tell, self._tell = self._tell, None
        tell(found)

    def _look(self) -> None:
        """One clock for all questions: to set one for each would take as long as to ask it."""
        self._clock = None
        if self._tell is None:
            return
        left = self._asked_at + self._patience - self._loop.time()
        if left > 0:
            self._clock = self._loop.call_later(left, self._look)
        else:
            self._lose()

    def _lose(self) -> None:
        tell = self._tell
        self.close()
        if tell is not None:
            tell(None)
