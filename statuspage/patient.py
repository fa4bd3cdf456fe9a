"""Connections to PostgreSQL that give up on a server that says nothing, and a pool that remembers it.

The server's own limits end a statement or a wait for a lock. A server that has stopped ends nothing, so each connection
has a limit of its own besides. So has the lookup of its host, for which the client library
waits as long as the system does.
"""

import contextlib
import socket
import threading
import time
from datetime import UTC, datetime
from typing import Any

import psycopg
from sqlalchemy import Engine, event
from sqlalchemy.pool import PoolProxiedConnection, QueuePool

from statuspage.resolving import names
from statuspage.waiting import AGAIN, Waits


class PatientConnection(psycopg.Connection[Any]):
    """A connection that waits for an answer no longer than `patience` (seconds), and is closed then."""

    patience: float | None = None

    def wait(self, gen: Any, interval: float = 0.1, timeout: float | None = None) -> Any:
        try:
            return super().wait(gen, interval, timeout if timeout is not None else self.patience)
        except psycopg.OperationalError:
            if timeout is None and self.pgconn.transaction_status == psycopg.pq.TransactionStatus.ACTIVE:
                self.pgconn.finish()  # whatever comes later would answer another question
            raise

    def rollback(self) -> None:
        """Undo what was begun. Where the connection is lost the server undoes it by itself, and nobody need hear of it.

        A request reads in a transaction that ends after its answer was made: a fault then would take that answer away,
        also where it says that a letter was taken.
        """
        try:
            super().rollback()
        except psycopg.OperationalError:
            self.close()


class PatientAsyncConnection(psycopg.AsyncConnection[Any]):
    """The same, for the event loop."""

    patience: float | None = None

    async def wait(self, gen: Any, interval: float = 0.1, timeout: float | None = None) -> Any:
        try:
            return await super().wait(gen, interval, timeout if timeout is not None else self.patience)
        except psycopg.OperationalError:
            if timeout is None and self.pgconn.transaction_status == psycopg.pq.TransactionStatus.ACTIVE:
                self.pgconn.finish()
            raise


class PatientPool(QueuePool):
    """Connections to a database that may be lost: then one asks once a second, and the others are told at once.

    ``lost_since`` is when it was found to be (UTC), None while it is not.
    """

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._is_lost, self._again, self._one = False, 0.0, threading.Lock()
        self.lost_since: datetime | None = None
        self._said = ""  # why, as whoever asked last was told

    def connect(self) -> PoolProxiedConnection:
        if not self._is_lost:
            return self._try()
        if time.monotonic() < self._again or not self._one.acquire(blocking=False):
            raise psycopg.OperationalError(self._said)
        try:
            return self._try()
        finally:
            self._one.release()

    def _try(self) -> PoolProxiedConnection:
        try:
            found = super().connect()
        except psycopg.OperationalError as fault:
            self._is_lost, self._again, self._said = True, time.monotonic() + AGAIN, str(fault)
            self.lost_since = self.lost_since or datetime.now(UTC)
            raise
        self._is_lost, self.lost_since = False, None
        return found


def hurry(engine: Engine, waits: Waits) -> None:
    """Let this engine's connections be patient ones: a short while when they come out of the pool, longer in use."""

    @event.listens_for(engine, "do_connect")
    def connect(_dialect: object, _record: object, given: Any, named: Any) -> PatientConnection:
        connection: PatientConnection = PatientConnection.connect(
            *given, **{**named, **_addresses(named, waits.connect)}
        )
        connection.patience = waits.answer
        return connection

    @event.listens_for(engine, "checkin")
    def rest(connection: PatientConnection | None, _record: object) -> None:
        if connection is not None:
            connection.patience = waits.read  # the next that is asked is whether it still lives

    @event.listens_for(engine, "checkout")
    def use(connection: PatientConnection, _record: object, _proxy: object) -> None:
        connection.patience = waits.answer


async def addresses_of(named: dict[str, Any], seconds: float) -> dict[str, str]:
    """Where the hosts among these parameters are, as parameters. Raises ``psycopg.OperationalError``."""
    found: dict[str, list[str]] = {}
    for host in _names(named):
        with contextlib.suppress(socket.gaierror):
            found[host] = await names.found(host, seconds)
    return _told(named, found)


def _addresses(named: dict[str, Any], seconds: float) -> dict[str, str]:
    """The same, for a thread."""
    found: dict[str, list[str]] = {}
    for host in _names(named):
        with contextlib.suppress(socket.gaierror):
            found[host] = names.find(host, seconds)
    return _told(named, found)


def _hosts(named: dict[str, Any]) -> list[str]:
    return str(named.get("host") or "").split(",")


def _names(named: dict[str, Any]) -> list[str]:
    """The hosts that are names which have to be looked up: no folders of sockets."""
    return [] if named.get("hostaddr") else [host for host in dict.fromkeys(_hosts(named)) if host[:1] not in "/@"]


def _told(named: dict[str, Any], found: dict[str, list[str]]) -> dict[str, str]:
    """Each host once for each of its addresses, as a certificate is still checked for its name; with its port.

    One whose name nobody knows is left out, where there are others.
    """
    if not _names(named):
        return {}
    hosts, ports = _hosts(named), str(named.get("port") or "").split(",")
    ports = ports * len(hosts) if len(ports) == 1 else ports
    every = [
        (host, address, port)
        for host, port in zip(hosts, ports, strict=False)
        for address in (found.get(host, []) if host in _names(named) else [""])
    ]
    if not every:
        unknown = ", ".join(_names(named))
        raise psycopg.OperationalError(f"there is no host named {unknown}, or the name system does not answer")
    told = dict(zip(("host", "hostaddr", "port"), map(",".join, zip(*every, strict=True)), strict=True))
    return told if any(ports) else {name: told[name] for name in ("host", "hostaddr")}
