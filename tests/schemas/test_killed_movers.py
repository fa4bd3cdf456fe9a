"""Whenever a mover is killed, the next one goes on, and at the end every byte is there; and memory stays flat."""

import json
import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest
from sqlalchemy import insert

from statuspage import create_app
from statuspage.config import PROJECT
from statuspage.db import db, write
from statuspage.domain.events import Event
from statuspage.domain.letters import Letter
from statuspage.moving.move import move
from statuspage.moving.target import open_target
from tests.cast import gather
from tests.conftest import START, migrate, settings_for
from tests.databases import throwaway
from tests.schemas.moved import filled, no_progress, raw
from tests.schemas.processes import environment

pytestmark = [pytest.mark.torture, pytest.mark.postgresql]

KILLS = 20  # in each direction
MEASURED = r"""
import atexit, re
from pathlib import Path
from flask.cli import main
atexit.register(lambda: print(re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())[1]))
main()
"""
PART = 1_000  # letters that are written at once
WORDS = "The gasket has come, and I shall fit it before noon. " * 6


def moved(source, to, folder):
    app = create_app(settings_for(source, folder))
    with app.app_context():
        move(db.engine, open_target(app.extensions["settings"], to), no_progress)
        db.engine.dispose()


@pytest.mark.parametrize("seed", [1])
def test_twenty_killed_movers_in_each_direction_lose_no_byte(tmp_path, seed):
    first = filled(tmp_path)
    before, seen = raw(first), []
    with throwaway("postgresql", tmp_path) as postgresql:
        back = f"sqlite:///{tmp_path}/back.db"
        for source, to in ((f"sqlite:///{first}", postgresql), (postgresql, back)):
            command = [sys.executable, "-m", "tests.schemas.mortal_movers", source, to, str(KILLS), str(seed)]
            environ = environment(source, tmp_path)
            told = subprocess.run(command, cwd=PROJECT, env=environ, check=False, capture_output=True, timeout=900)
            assert told.returncode == 0, told.stderr.decode()
            seen.append(json.loads(told.stdout))
        assert raw(tmp_path / "back.db") == before
    assert [one["killed"] for one in seen] == [KILLS, KILLS]
    assert all(len(one["where"]) == 6 for one in seen), "they were killed in each part of a move"


def with_letters(number, folder):
    """A database with so many letters, of which none can be found by its words, as that is another matter."""
    path = folder / f"{number}.db"
    url = f"sqlite:///{path}"
    migrate(url)
    app = create_app(settings_for(url, folder))
    with app.app_context():
        with write() as session:
            ticket = gather(session, START).ticket
            common = {"ticket_id": ticket.id, "at": START}
            for first in range(2, number + 2, PART):
                versions = range(first, first + PART)
                session.execute(
                    insert(Event), [{**common, "version": one, "kind": "letter", "data": {}} for one in versions]
                )
                words = {"agent_id": 1, "body": WORDS, "html": f"<p>{WORDS}</p>", "is_public": False}
                session.execute(insert(Letter), [{**common, **words, "version": one} for one in versions])
            ticket.version = number + 1
        db.session.remove()
        db.engine.dispose()
    return url


def memory(source, to, folder):
    """The most that the command has in memory, in KiB, as it says itself: ru_maxrss would count its parent too."""
    command = [sys.executable, "-c", MEASURED, "--app", "app", "move-to", to]
    told = subprocess.run(
        command, cwd=PROJECT, env=environment(source, folder), capture_output=True, text=True, check=False
    )
    assert told.returncode == 0, told.stdout + told.stderr
    return int(told.stdout.splitlines()[-1])


def test_a_hundred_thousand_letters_take_no_more_memory_than_a_thousand(tmp_path):
    used = {}
    for number in (1_000, 100_000):
        with throwaway("postgresql", tmp_path) as postgresql:
            first, back = with_letters(number, tmp_path), f"{tmp_path}/back-{number}.db"
            used[number] = memory(first, postgresql, tmp_path), memory(postgresql, f"sqlite:///{back}", tmp_path)
        with closing(sqlite3.connect(back)) as file:
            assert file.execute("SELECT count(*) FROM letter").fetchone() == (number,)
    for small, large in zip(used[1_000], used[100_000], strict=True):
        assert large < 1.25 * small, used
