"""What docs/backups.md gives to be typed works as it is printed."""

import os
import re
import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest

from statuspage.config import PROJECT, Settings
from statuspage.config.backup_times import Every, Keep
from statuspage.db import db
from tests.schemas.processes import environment

PAGE = (PROJECT / "docs" / "backups.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL)

KILLED = """
import os, sqlite3, sys

file = sqlite3.connect(sys.argv[1])
file.execute(f"PRAGMA journal_mode = {sys.argv[2]}")
file.execute("CREATE TABLE word (said)")
file.execute("INSERT INTO word VALUES (?)", sys.argv[3:])
file.commit()
os._exit(0)
"""


def block(part):
    (found,) = (one for one in BLOCKS if part in one)
    return found


def test_the_settings_can_be_read():
    lines = dict(line.split("=", 1) for line in block("STATUSPAGE_BACKUP_EVERY").splitlines() if "=" in line)
    given = {name: value.strip('"') for name, value in lines.items()}
    settings = Settings.from_env(given | {"STATUSPAGE_COMPANY_NAME": "Fernhill Coffee"})
    assert (settings.backup_every, settings.backup_keep) == (Every.of("03:30"), Keep(7, 4))
    assert str(settings.backup_to.folder) == "/backup"


def test_the_way_back_of_sqlite_takes_nothing_of_the_restored_one_along(tmp_path):
    """Also after a kill, which leaves the newest of it in its log."""
    restored, replaced = (tmp_path / f"statuspage.db{end}" for end in ("", "-replaced-20261129T033000Z"))
    for path, mode, word in ((replaced, "DELETE", "from before"), (restored, "WAL", "restored")):
        subprocess.run([sys.executable, "-c", KILLED, path, mode, word], check=True)
    assert (tmp_path / "statuspage.db-wal").stat().st_size
    back = block("statuspage.db-replaced-").replace("/var/lib/statuspage", str(tmp_path))
    subprocess.run(["sh", "-euc", back], check=True)
    for name, word in (("statuspage.db", "from before"), ("restored.db", "restored")):
        with closing(sqlite3.connect(tmp_path / name)) as file:
            assert file.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            assert file.execute("SELECT said FROM word").fetchall() == [(word,)]


@pytest.mark.torture
def test_every_command_works_as_it_is_printed(app, cast, database, tmp_path):
    (tmp_path / "backup").mkdir()
    places = {"/backup/": f"{tmp_path}/backup/", "/root/": f"{tmp_path}/", "/tmp/unpacked": f"{tmp_path}/unpacked"}
    environ = environment(database, tmp_path / "data") | {"PATH": f"{sys.prefix}/bin:{os.environ['PATH']}"}
    db.session.remove()

    def run(text, **more):
        for place, ours in places.items():
            text = text.replace(place, ours)
        told = subprocess.run(
            ["sh", "-euc", text], cwd=PROJECT, env=environ | more, capture_output=True, text=True, check=False
        )
        assert told.returncode == 0, told.stdout + told.stderr
        return told.stdout

    assert "is whole" in run(block("before-the-upgrade.tar\nflask"))
    run(block("sha256sum"))
    to_set = dict([re.search(r"(STATUSPAGE_BACKUP_KEY)=(\S+)", run(block("backup-key /root"))).groups()])
    to_set["STATUSPAGE_BACKUP_TO"] = f"{tmp_path}/backup"
    run("flask --app app backup", **to_set)
    assert ".tar.age is whole" in run(block("verify newest"), **to_set)
    assert len(BLOCKS) == 7, "try the new one here too"
