"""Starts of the app as processes of their own."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from statuspage.config import PROJECT
from tests.ports import free_port

# What a server does before it serves, and nothing else.
PREPARE = "from app import app; from statuspage.front.serving import prepare; prepare(app)"


def environment(database: str, folder: Path) -> dict[str, str]:
    """Of a process that uses this database and this data folder, whatever is set here."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("STATUSPAGE_", "FLASK_", "PORT"))}
    ours = {"STATUSPAGE_DATABASE_URL": database, "STATUSPAGE_DATA_DIR": str(folder), "PORT": str(free_port())}
    ours |= {"STATUSPAGE_DATABASE_STATEMENT_SECONDS": "60", "STATUSPAGE_DATABASE_LOCK_SECONDS": "60"}
    ours["STATUSPAGE_TEAM_PAGE"] = "off"  # no quarter of ordinary weeks: it takes the longest of all, and is not needed
    ours["STATUSPAGE_SECRET_KEYS"] = "a-key-for-tests-only-0123456789-abcdef"
    return kept | ours


@contextmanager
def preparing(database: str, folder: Path, **more: str) -> "Iterator[subprocess.Popen[str]]":
    """A process that gets ready to serve from this database, and then ends. What is given as "" is not set."""
    with subprocess.Popen(
        [sys.executable, "-c", PREPARE],
        cwd=PROJECT,
        env={name: value for name, value in (environment(database, folder) | more).items() if value},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        try:
            yield process
        finally:
            process.kill()
