"""What lies on the disk is its owner's alone, whatever the umask, and what was looser is tightened at a start."""

import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from statuspage import create_app
from statuspage.config import PROJECT
from statuspage.config.secret import development_secret
from statuspage.db import db, write
from tests.conftest import settings_for


@pytest.fixture(params=[0o000, 0o022, 0o077], autouse=True)
def umask(request: pytest.FixtureRequest) -> Iterator[int]:
    before = os.umask(request.param)
    yield request.param
    os.umask(before)


def mode(path: Path) -> str:
    return f"{stat.S_IMODE(path.stat().st_mode):o}"


def start_and_write(folder: Path, name: str = "statuspage.db") -> None:
    app = create_app(settings_for(f"sqlite:///{folder / name}", folder))
    with app.app_context():
        with write() as session:
            session.execute(text("CREATE TABLE IF NOT EXISTS kept (words TEXT)"))
        files = sorted(folder.glob(f"{name}*"))
        assert [file.name for file in files] == [name, f"{name}-shm", f"{name}-wal"] or len(files) > 3
        assert {mode(file) for file in files} == {"600"}
        db.session.remove()
        db.engine.dispose()


def test_a_new_database_and_its_folder_are_private_from_the_first(tmp_path: Path):
    folder = tmp_path / "var" / "data"
    start_and_write(folder)
    assert mode(folder) == "700"


def test_a_database_that_others_could_read_is_closed_at_a_start(tmp_path: Path):
    folder = tmp_path / "data"
    folder.mkdir()
    start_and_write(folder)
    for file in (folder / "statuspage.db", folder / "statuspage.db.backup", folder / "statuspage.db-2026-11-28"):
        file.touch()
        file.chmod(0o644)
    folder.chmod(0o755)
    start_and_write(folder)
    assert mode(folder) == "700"
    assert {mode(file) for file in folder.iterdir()} == {"600"}


def test_what_is_not_ours_to_close_stays_as_it_is(tmp_path: Path):
    elsewhere, data = tmp_path / "elsewhere", tmp_path / "data"
    elsewhere.mkdir()
    elsewhere.chmod(0o755)
    (elsewhere / "other.txt").touch()
    (elsewhere / "other.txt").chmod(0o644)
    app = create_app(settings_for(f"sqlite:///{elsewhere / 'a[b]*.db'}", data))
    with app.app_context():
        db.session.execute(text("SELECT 1"))
        db.session.remove()
        db.engine.dispose()
    assert (mode(elsewhere), mode(elsewhere / "other.txt"), mode(elsewhere / "a[b]*.db")) == ("755", "644", "600")


def test_the_secret_is_private_too(tmp_path: Path):
    folder = tmp_path / "var"
    development_secret(folder)
    (folder / "secret").chmod(0o644)
    development_secret(folder)
    assert (mode(folder), mode(folder / "secret")) == ("700", "600")


def test_whatever_the_process_makes_is_private(tmp_path: Path, umask: int):
    if umask:
        return  # once is enough
    script = "import os, app; open('log', 'w').close(); print(oct(os.stat('log').st_mode & 0o777))"
    environment = {**os.environ, "STATUSPAGE_DATA_DIR": str(tmp_path), "PYTHONPATH": str(PROJECT)}
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=tmp_path, env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "0o600"
