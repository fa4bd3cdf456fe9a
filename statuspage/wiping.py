"""After an erasing: what the database has not written over yet, and files in the storage, go as well.

SQLite leaves deleted words in free pages, in its index of words and in ``-wal``; PostgreSQL in dead rows. Here the
index is merged, the file written anew, and ``-wal`` emptied. What other copies hold, such as backups, is out of reach.
"""

import logging
import sqlite3
from contextlib import closing, nullcontext
from datetime import datetime

from flask import current_app
from sqlalchemy import select, text, update
from sqlalchemy.exc import TimeoutError as TooLong

from statuspage import wiping_under
from statuspage.db import db, turn, write
from statuspage.domain.privacy.erasures import Erasure
from statuspage.domain.privacy.holdings import HOLDINGS
from statuspage.domain.words.segments import forget_words
from statuspage.filing.storage import StoreFault
from statuspage.filing.taking_in import filing

_PATIENCE = 1.0  # seconds that we wait for others who write, or read; then the next look does it
_INDEX = ("passage_words", "passage_vocabulary")

log = logging.getLogger("statuspage.privacy")


def wipe(now: datetime) -> bool:
    """Finish every erasing that is done; whether nothing is left. What cannot be done now is tried again later."""
    db.session.rollback()
    undone = select(Erasure.id, Erasure.leftovers).where(Erasure.done_at.is_not(None), Erasure.wiped_at.is_(None))
    waiting = db.session.execute(undone.order_by(Erasure.id)).all()
    db.session.rollback()  # whoever reads would keep the database from being written anew
    if not waiting:
        return True
    theirs = update(Erasure).where(Erasure.id.in_([one.id for one in waiting]))
    try:
        filing().storage.delete([name for one in waiting for name in one.leftovers])
        with write() as session:
            session.execute(theirs.values(leftovers=[]))
        is_clean = _wipe_database(waiting[-1].id)
    except (StoreFault, sqlite3.Error, TooLong) as fault:
        log.warning("What was erased is not written over yet: %s", fault)
        return False
    if is_clean:
        with write() as session:
            session.execute(theirs.values(wiped_at=now))
    return is_clean


def forget_kept() -> None:
    """Let go of all that this process holds in memory of anybody's pages."""
    forget_words()
    for forget in current_app.extensions.get("forgets", ()):
        forget()


def _wipe_database(last: int) -> bool:
    if db.engine.dialect.name == "sqlite":
        return wipe_file(db.engine.url.database or "", last)
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for table in (*(name for name, one in HOLDINGS.items() if one.theirs), *_INDEX):
            connection.execute(text(f'VACUUM "{table}"'))
    return True


def wipe_file(path: str, last: int = 0) -> bool:
    """Write this SQLite file anew without a byte of what was deleted; False while somebody still reads the old one.

    Under Litestream, which always reads, it takes several steps; ``last`` numbers the newest deletion.
    """
    with turn() if path else nullcontext(), closing(sqlite3.connect(path, timeout=_PATIENCE)) as own:
        own.isolation_level = None
        is_under = wiping_under.is_under(own)
        if is_under:
            own.execute("PRAGMA busy_timeout = 0")  # whoever waits for all readers keeps all writers waiting
        is_busy = own.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        own.execute(f"PRAGMA busy_timeout = {_PATIENCE * 1000:.0f}")
        if is_busy and not is_under:
            return False  # somebody reads: each try would write all of it into -wal once more
        if is_busy:
            return wiping_under.go_on(own, path, last)
        wiping_under.write_anew(own)
        is_busy, *_ = own.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        return not is_busy
