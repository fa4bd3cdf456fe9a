"""Restores that are killed: ``python -m tests.backups.mortal_restorer KILLS ONE OTHER`` restores two backups by turns.

Each is a fork of a process that has loaded everything, and is killed at a random moment. After each death the database
must be that of one of both, whole; what it is not is printed, and at last how many were killed before they were done.
The settings come from the environment.
"""

import os
import random
import signal
import sys
import time
from pathlib import Path

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from statuspage import create_app
from statuspage.backups import sqlite
from statuspage.backups.faults import BackupFault
from statuspage.backups.loading import refuse_others
from statuspage.backups.making import BackupSource
from statuspage.backups.reading import Stored
from statuspage.backups.restoring import restore
from statuspage.backups.shelves import shelf_and_name
from statuspage.backups.workroom import workroom
from statuspage.clock import now
from statuspage.config import Settings
from statuspage.db import db
from statuspage.domain.files.file import File
from statuspage.filing.taking_in import filing
from tests.backups.backup_things import let_go, words_here
from tests.patience import until


def main() -> None:
    app = create_app(Settings.from_env(os.environ))
    with app.app_context():
        seen, took = [], []
        for path in sys.argv[2:4]:
            begun = time.monotonic()
            assert not dies(app, path, None)
            took.append(time.monotonic() - begun)
            seen.append((words_here(), files_here()))
            let_go()
        killed, present = 0, 1
        for _ in range(int(sys.argv[1])):
            is_dead = dies(app, sys.argv[2:4][1 - present], random.uniform(0, 1.5 * max(took)))
            killed += is_dead
            until(is_alone)
            found = words_here(), files_here()
            if found not in seen or not is_whole():
                print("neither of both, after a kill" if is_dead else "neither of both")
            present = seen.index(found) if found in seen else present
            let_go()
        print(f"killed {killed}")


def dies(app: object, path: str, after: float | None) -> bool:
    """Let it begin, and kill it after so many seconds, if so; False where it was done by then."""
    child = os.fork()
    if child == 0:
        os.nice(1)
        put_back(app, path)
        os._exit(0)
    if after is not None:
        time.sleep(after)
        os.kill(child, signal.SIGKILL)
    _child, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


def files_here() -> dict[str, bytes]:
    """As tests have it, but read without threads, which no fork survives."""
    folder = Path(os.environ["STATUSPAGE_DATA_DIR"]) / "files"
    with Session(db.engine) as session:
        rows = session.execute(select(File.name, File.stored).where(File.stored != "")).all()
    return {row.name: (folder / row.stored).read_bytes() for row in rows}


def put_back(app: object, path: str) -> None:
    shelf, name = shelf_and_name(path, None)
    with workroom(app.extensions["settings"].data_dir) as work:
        to = BackupSource(db.engine, filing().storage, work, lambda *_: None)
        restore(Stored(shelf, name, None), to, now())
    let_go()


def is_alone() -> bool:
    """Whether PostgreSQL has noticed the death."""
    if db.engine.dialect.name == "sqlite":
        return True
    with db.engine.connect() as connection:
        try:
            refuse_others(connection)
        except BackupFault:
            return False
    return True


def is_whole() -> bool:
    if db.engine.dialect.name == "sqlite":
        return bool(sqlite.schema_of(Path(db.engine.url.database or "")))
    with db.engine.connect() as connection:
        return connection.scalar(text("SELECT count(*) FROM alembic_version")) == 1


if __name__ == "__main__":
    main()
