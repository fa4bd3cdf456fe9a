"""One replica of PostgreSQL: whether it can be read from, which costs whoever finds out that it cannot a moment, once.

Nobody waits for one that is lost: a thread asks it each second, and until it has answered as a replica of our own
database, all is read at the primary. One that comes and goes is asked less often.
"""

import logging
import threading
import time
from collections.abc import Callable
from functools import partial
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session
from sqlalchemy.pool import QueuePool

from statuspage.waiting import AGAIN, Waits

LONGEST = 60.0  # seconds until one that is lost again and again is asked once more
OURS = text("SELECT system_identifier || ' ' || current_database() FROM pg_control_system()")
WRITTEN = text("SELECT pg_current_wal_flush_lsn()::text")
_IS_ONE = text("SELECT pg_is_in_recovery()")
# Nothing is missing at zero; else no more than the age of what it took over last.
_LAG = text("""SELECT CASE WHEN pg_last_wal_replay_lsn() >= CAST(:written AS pg_lsn) THEN 0
    ELSE extract(epoch FROM clock_timestamp() - pg_last_xact_replay_timestamp()) END""")
_IN_THE_WAY = "40001"  # a read was ended that conflicts with recovery (PostgreSQL, 26.4.2: it may be tried again)
Identify = Callable[[], str]  # which database the primary's is

log = logging.getLogger("statuspage.replica")


class NotOurs(Exception):
    """What answers is no replica of our database; the text says why."""


class Replica:
    """``number`` counts from 1, in the order of the setting. It cannot be read from before it was asked who it is."""

    def __init__(self, number: int, url: str, waits: Waits, identify: Identify, *, pooled: bool) -> None:
        self.number, self._waits, self._identify = number, waits, identify
        self.engine = _engine(url, waits, pooled=pooled)
        self.is_well = False
        self._rest, self._well_since = AGAIN / 2, 0.0
        self._asking, self._closed = threading.Lock(), threading.Event()
        self._is_asked = self._is_told = False

    def begin(self) -> Session:
        """A transaction that sees one moment, to be closed. Its first statement has little time to be answered."""
        session = Session(self.engine)
        _wait(session, self._waits.read)
        return session

    def trust(self, session: Session) -> None:
        """Give what comes the time that any statement has: the first was answered."""
        _wait(session, self._waits.answer)

    def lose(self, why: Exception) -> None:
        """Read nothing here until it was asked anew, unless one read merely stood in the way of what it takes over."""
        with self._asking:
            if not self.is_well or getattr(getattr(why, "orig", None), "sqlstate", "") == _IN_THE_WAY:
                return
            lasted = time.monotonic() - self._well_since
            self._rest = min(self._rest * 2, LONGEST) if lasted < LONGEST else AGAIN  # it comes and goes
            self.is_well = False
        self._tell(why)
        self.ask()

    def ask(self) -> None:
        """See to it that it is asked whether it is well, if nobody does already."""
        with self._asking:
            if self.is_well or self._is_asked or self._closed.is_set():
                return
            first, self._is_asked = self._well_since == 0.0 and not self._is_told, True
        threading.Thread(target=partial(self._ask, at_once=first), name="replica", daemon=True).start()

    def look(self) -> None:
        """Raise ``NotOurs`` or a fault of the database unless this is a replica of ours that answers."""
        with self.engine.connect() as connection:
            if not connection.scalar(_IS_ONE):
                raise NotOurs("It is no replica, but takes what is written itself.")
            if connection.scalar(OURS) != self._identify():
                raise NotOurs("It is no replica of this database, but of another one.")

    def lag(self, connection: Connection | Session, written: str) -> float | None:
        """For how many seconds at most it lacks something of what the primary had ``written``; None if unknown."""
        found = connection.scalar(_LAG, {"written": written})
        return None if found is None else max(float(found), 0.0)

    def close(self) -> None:
        """Let go of it."""
        self._closed.set()
        self.is_well = False
        self.engine.dispose()

    def _ask(self, *, at_once: bool) -> None:
        while at_once or not self._closed.wait(self._rest):
            at_once = False
            try:
                self.look()
            except (NotOurs, SQLAlchemyError, OSError) as fault:
                self._tell(fault)
                continue
            with self._asking:
                self.is_well, self._is_asked, self._well_since = not self._closed.is_set(), False, time.monotonic()
            if self._is_told:
                log.warning("Replica %d answers again", self.number)
            self._is_told = False
            return

    def _tell(self, why: Exception) -> None:
        if not self._is_told:
            said = str(why) if isinstance(why, NotOurs) else type(getattr(why, "orig", None) or why).__name__
            log.warning("Replica %d is not read from (%s): all is read at the primary meanwhile", self.number, said)
        self._is_told = True


def _wait(session: Session, seconds: float) -> None:
    """Let this session's connection wait no longer for an answer."""
    wire: Any = session.connection().connection.driver_connection
    wire.patience = seconds


def _engine(url: str, waits: Waits, *, pooled: bool) -> Engine:
    from statuspage.patient import hurry  # nothing of PostgreSQL is loaded for SQLite

    arguments = waits.pooled() if pooled else waits.arguments(make_url(url).query.get("options", ""))
    engine = create_engine(
        url,
        connect_args=arguments,
        poolclass=QueuePool,
        pool_size=10,
        max_overflow=20,
        pool_timeout=AGAIN,
        isolation_level="REPEATABLE READ",  # what is compared and what is read are of one moment, and of one server
        hide_parameters=True,
    )
    hurry(engine, waits)
    return engine
