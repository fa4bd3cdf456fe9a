"""Movers that are killed: ``python -m tests.schemas.mortal_movers FROM TO KILLS SEED`` kills one after another.

Each is a fork of a process that has loaded everything, and kills itself (SIGKILL) at a statement or a commit: first
one in each part of a move, while it closes, makes the tables, copies, compares, indexes and opens; then at a random one
of all that a whole move has. The next one goes on. Where one came to its end, the target is emptied, the source opened
again, and a new move begun, until there were so many kills; the last move is let come to its end. Says where they died.
"""

import json
import os
import random
import signal
import sys
from collections import Counter
from pathlib import Path

import psycopg
from sqlalchemy import Engine, event, make_url

from statuspage import create_app
from statuspage.config import Settings
from statuspage.db import db
from statuspage.moving import move, rows
from statuspage.moving.target import open_target
from tests.schemas.moved import no_progress

_KILLED = -signal.SIGKILL
_PARTS = ("closing", "making", "copying", "comparing", "indexing", "opening")


def main() -> None:
    source, to, kills, seed = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
    rows._BATCH = 25
    dice, where = random.Random(seed), Counter()
    most = int(_fork(source, to, 0))
    _begin_anew(source, to)
    for part in _PARTS:
        assert _fork(source, to, dice.randint(1, 3), part) == part
        where[part] += 1
    while (killed := sum(where.values())) < kills:
        found = _fork(source, to, dice.randint(1, most))
        if found in _PARTS:
            where[found] += 1
        else:
            _begin_anew(source, to)
    _fork(source, to, 0)
    print(json.dumps({"statements": most, "killed": killed, "where": where}))


def _fork(source: str, to: str, at: int, part: str = "") -> str:
    """Run one mover, and kill it at this statement of the whole, or of a part; the part, or how many it had."""
    said, says = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(said)
        os._exit(_move(source, to, at, part, says))
    os.close(says)
    with os.fdopen(said) as told:
        words = told.read()
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert code in (0, _KILLED), f"a mover ended with {code}: {words}"
    assert at or code == 0
    return words


def _move(source: str, to: str, at: int, part: str, says: int) -> int:
    done, now = 0, "closing"

    def count(*_: object) -> None:
        nonlocal done
        done += part in ("", now)
        if done == at:
            os.write(says, now.encode())
            os.kill(os.getpid(), signal.SIGKILL)

    def entering(name: str, deed):
        def do(*given, **named):
            nonlocal now
            now = name
            return deed(*given, **named)

        return do

    for owner, deed, name in (
        (move.target, "make_tables", "making"),
        (move.copying, "copy", "copying"),
        (move, "check", "comparing"),
        (move, "_index", "indexing"),
        (move, "_open", "opening"),
    ):
        setattr(owner, deed, entering(name, getattr(owner, deed)))
    event.listen(Engine, "before_cursor_execute", count)
    event.listen(Engine, "commit", count)
    app = create_app(Settings.from_env(os.environ | {"STATUSPAGE_DATABASE_URL": source}))
    with app.app_context():
        settings = app.extensions["settings"]
        move.move(db.engine, open_target(settings, make_url(to).render_as_string(hide_password=False)), no_progress)
    os.write(says, str(done).encode())
    return 0


def _begin_anew(source: str, to: str) -> None:
    child = os.fork()
    if child == 0:
        app = create_app(Settings.from_env(os.environ | {"STATUSPAGE_DATABASE_URL": source}))
        with app.app_context():
            move.stay(db.engine)
        os._exit(0)
    assert os.waitpid(child, 0)[1] == 0
    url = make_url(to)
    if url.get_backend_name() == "sqlite":
        for file in Path(url.database).parent.glob(f"{Path(url.database).name}*"):
            file.unlink()
        return
    with psycopg.connect(host=url.query["host"], user="postgres", dbname="postgres", autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {url.database} WITH (FORCE)".encode())
        connection.execute(f"CREATE DATABASE {url.database} STRATEGY FILE_COPY".encode())


if __name__ == "__main__":
    main()
