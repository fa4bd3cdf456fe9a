"""A restore that is killed, at whatever moment, leaves the database of before or that of the backup: never less."""

import os
import re
import subprocess
import sys

import pytest

from statuspage.db import db
from statuspage.domain.customer_verbs import reply
from tests.backups.backup_things import let_go
from tests.databases import KINDS

KILLS = {"sqlite": 20, "postgresql": 8}


@pytest.mark.torture
@pytest.mark.parametrize("database", KINDS, indirect=True)
def test_restores_that_are_killed(app, flask, run, cast, clock, bring, database, tmp_path):
    bring(b"step one" * 400_000, "plan.txt")
    flask("backup", tmp_path / "one.tar")
    for number in range(50):
        run(reply, cast.ticket.id, clock(), body=f"Since then, {number}")
    bring(b"step two" * 400_000, "other.txt")
    flask("backup", tmp_path / "other.tar")
    kills = KILLS[db.engine.dialect.name]
    let_go()
    environ = os.environ | {
        "STATUSPAGE_DATABASE_URL": database,
        "STATUSPAGE_DATA_DIR": str(tmp_path),
        "STATUSPAGE_SECRET_KEYS": "a-key-for-tests-only-0123456789-abcdef",
    }
    program = [sys.executable, "-m", "tests.backups.mortal_restorer", str(kills)]
    files = [str(tmp_path / "one.tar"), str(tmp_path / "other.tar")]
    told = subprocess.run([*program, *files], env=environ, capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stderr
    assert "neither" not in told.stdout
    (killed,) = re.findall(r"killed (\d+)", told.stdout)
    assert 0 < int(killed) < kills, "some were killed, and some were quicker"
