"""What an operator can mend, told in one sentence instead of a traceback; faults of our own stay what they are."""

import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from statuspage.config import SettingsError
from statuspage.migrations.marks import CLOSED
from statuspage.migrations.revisions import SchemaRefused

_FULL = "53100"  # PostgreSQL's code of a full disk (its documentation, appendix A)
# Of SQLite's errors those that may be over a little later (https://sqlite.org/rescode.html). A full disk is none.
_OUTAGES = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_CANTOPEN,
}
_CLOSED = (
    "The database is closed, as it goes, or has gone, to another one: set STATUSPAGE_DATABASE_URL to that, or run"
    " `move-to --stay` to open this one again."
)
_NO_TABLES = ("no such table", "no such column", "does not exist")


def told(fault: BaseException) -> str:
    """The sentence for this fault, without any secret; "" when nobody but us can mend it."""
    if isinstance(fault, SettingsError | SchemaRefused):
        return str(fault)
    if isinstance(fault, PoolTimeout):
        return "The database is too busy to answer: see what keeps it, and try again."
    if _is_closed(fault):
        return _CLOSED
    if isinstance(fault, DBAPIError):
        return _of_database(str(fault.orig))
    if isinstance(fault, OSError) and fault.strerror:
        where = f"{fault.filename} cannot be used" if fault.filename else "The system refused"
        return (
            f"{where} ({fault.strerror}): see that it is there, that this user may write to it, and that there is room."
        )
    return ""


def is_outage(fault: BaseException) -> bool:
    """Whether the database itself did not answer, so that the same may work a little later; no fault of ours."""
    if isinstance(fault, PoolTimeout) or _is_closed(fault):
        return True
    if not isinstance(fault, OperationalError | InterfaceError) or getattr(fault.orig, "sqlstate", "") == _FULL:
        return False
    code = getattr(fault.orig, "sqlite_errorcode", None)
    return not isinstance(fault.orig, sqlite3.Error) or (code is not None and code & 0xFF in _OUTAGES)


def _is_closed(fault: BaseException) -> bool:
    return isinstance(fault, DBAPIError) and CLOSED in str(fault.orig)


def _of_database(said: str) -> str:
    first = (said.splitlines() or [""])[0]
    if any(words in first for words in _NO_TABLES) and "database" not in first and "role" not in first:
        return "The database has no tables yet, or those of an older version. Run `flask --app app db upgrade`."
    return (
        f"The database did not answer as it should ({first}): see that it runs and can be written to, and that its"
        " address is right."
    )


@contextmanager
def or_exit() -> Iterator[None]:
    """End the process with the sentence on stderr, and status 1, where something is refused in the block."""
    try:
        yield
    except Exception as fault:
        if words := told(fault):
            sys.exit(words)
        raise
