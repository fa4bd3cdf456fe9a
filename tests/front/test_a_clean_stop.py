"""What was acknowledged is on the disk, and after a clean stop it is all in the one file."""

import shutil
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from statuspage.config import PROJECT
from statuspage.db import db
from tests.front.house import get, send
from tests.patience import LONG, until
from tests.ports import free_port
from tests.schemas.processes import environment

ONE = ("app.py",)
THREE = ("-m", "uvicorn", "app:asgi", "--workers", "3", "--log-level", "warning")


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_commit_waits_until_the_disk_has_it(app) -> None:
    with db.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2, "FULL"
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"


@pytest.mark.parametrize(
    "program",
    [pytest.param(ONE, id="one process"), pytest.param(THREE, id="three workers", marks=pytest.mark.torture)],
)
def test_a_clean_stop_leaves_one_whole_file(tmp_path: Path, program: tuple[str, ...]) -> None:
    file, port = tmp_path / "statuspage.db", free_port()
    more = ("--port", str(port)) if program is THREE else ()
    environ = environment(f"sqlite:///{file}", tmp_path) | {"PORT": str(port)}
    with subprocess.Popen([sys.executable, *program, *more], cwd=PROJECT, env=environ) as process:
        try:
            until(lambda: _is_ready(port))
            for _ in range(12):  # a failed login is written; each worker has its turn
                form = b"email=nobody%40example.org&password=not+this+one"
                kind = {"Content_Type": "application/x-www-form-urlencoded", "Origin": f"http://127.0.0.1:{port}"}
                send(port, "POST", "/desk/login", form, **kind)
            assert (tmp_path / "statuspage.db-wal").stat().st_size, "what was written stands there, while it runs"
            written = _rows(file)
            process.send_signal(signal.SIGTERM)
            process.wait(LONG)
        finally:
            process.kill()
    wal = tmp_path / "statuspage.db-wal"
    assert not wal.exists() or not wal.stat().st_size
    alone = tmp_path / "alone" / "copy.db"
    alone.parent.mkdir()
    shutil.copyfile(file, alone)  # as whoever copies one file does
    assert _rows(alone) == written
    assert written > 0


def _rows(file: Path) -> int:
    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        (count,) = connection.execute("SELECT count(*) FROM attempt").fetchone()
    return int(count)


def _is_ready(port: int) -> bool:
    try:
        return get(port, "/readyz")[0] == 200
    except OSError:
        return False
