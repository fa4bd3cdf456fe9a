"""The hooks of a platform, as scripts: what they make can be put back, and where they fail, nothing is lost."""

import os
import shutil
import subprocess
import sys

import pytest

from statuspage.backups.sealing import new_key
from statuspage.config import PROJECT
from tests.conftest import migrate
from tests.databases import throwaway
from tests.schemas.processes import environment

OURS = f'#!/bin/sh\ncd {PROJECT} && exec {sys.executable} -m flask --app app "$@"\n'


@pytest.fixture
def hook(tmp_path):
    """Run a hook whose /storage is a folder of ours, with this ``virtual-ticket``."""
    storage, programs = tmp_path / "storage", tmp_path / "bin"
    storage.mkdir()
    programs.mkdir()

    def run(name, program=OURS, **more):
        (programs / "virtual-ticket").write_text(program)
        (programs / "virtual-ticket").chmod(0o755)
        script = (PROJECT / "deploy" / "hooks" / name).read_text().replace("/storage", str(storage))
        environ = environment(f"sqlite:///{storage}/statuspage.db", storage)
        return subprocess.run(
            ["sh", "-c", script],
            env=environ | {"PATH": f"{programs}:{os.environ['PATH']}"} | more,
            capture_output=True,
            text=True,
            check=False,
        )

    return run


@pytest.mark.long
def test_what_one_makes_the_other_puts_back_without_a_key(hook, tmp_path):
    storage = tmp_path / "storage"
    place = storage / "statuspage.db"
    with throwaway("sqlite", tmp_path, migrate) as url:
        shutil.copyfile(url.removeprefix("sqlite:///"), place)
    made = hook("pre-backup", STATUSPAGE_BACKUP_KEY=new_key().split()[3])
    assert made.returncode == 0, made.stderr
    (storage / "statuspage.db").write_bytes(b"caught in the middle of a word")
    (storage / "statuspage.db-wal").write_bytes(b"and of another")
    restored = hook("post-restore", STATUSPAGE_BACKUP_KEY=new_key().split()[3])
    assert restored.returncode == 0, restored.stderr
    assert place.read_bytes().startswith(b"SQLite format 3\0")
    assert not [file.name for file in storage.iterdir() if "before" in file.name or "replaced" in file.name]


def test_a_restore_that_fails_leaves_the_database_and_the_copy(hook, tmp_path):
    storage = tmp_path / "storage"
    names = ("statuspage.db", "statuspage.db-wal", "statuspage.db-shm", "before-backup")
    for name in names:
        (storage / name).write_text(name)
    assert hook("post-restore", "#!/bin/sh\nexit 1\n").returncode == 1
    assert {file.name: file.read_text() for file in storage.iterdir()} == {name: name for name in names}


def test_a_backup_that_fails_leaves_the_one_before_it(hook, tmp_path):
    copy = tmp_path / "storage" / "before-backup"
    copy.write_text("last night's")
    assert hook("pre-backup", "#!/bin/sh\nexit 1\n").returncode == 1
    assert copy.read_text() == "last night's"
    assert hook("pre-backup", '#!/bin/sh\nfor to; do :; done\necho tonight > "$to"\n').returncode == 0
    assert copy.read_text() == "tonight\n"


def test_without_a_copy_nothing_is_done(hook):
    assert hook("post-restore", "#!/bin/sh\nexit 1\n").returncode == 0
