"""Whatever keeps a server or a command from starting is told in one sentence, with status 1, and no traceback."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from statuspage.config import PROJECT
from tests.patience import LONG
from tests.ports import free_port
from tests.schemas.processes import environment

SERVER = ("app.py",)
COMMANDS = (("db", "upgrade"), ("outbox",))
Environ = dict[str, str]


def _not_a_database(folder: Path) -> Environ:
    (folder / "statuspage.db").write_bytes(b"This is a letter, and no database. " * 300)
    return {}


def _folder_for_a_file(folder: Path) -> Environ:
    (folder / "statuspage.db").mkdir()
    return {}


def _file_for_a_folder(folder: Path) -> Environ:
    (folder / "taken").write_text("a file")
    return {"STATUSPAGE_DATA_DIR": str(folder / "taken" / "var"), "STATUSPAGE_DATABASE_URL": ""}


def _folder_of_the_system(_folder: Path) -> Environ:
    return {"STATUSPAGE_DATA_DIR": "/proc/statuspage", "STATUSPAGE_DATABASE_URL": ""}  # as root may write anywhere else


def _secret_is_a_folder(folder: Path) -> Environ:
    (folder / "secret").mkdir()
    return {"STATUSPAGE_SECRET_KEYS": ""}


def _secret_is_no_text(folder: Path) -> Environ:
    (folder / "secret").write_bytes(b"\xff\xfe" * 40)
    return {"STATUSPAGE_SECRET_KEYS": ""}


def _full_disk(_folder: Path) -> Environ:
    return {"STATUSPAGE_DATABASE_URL": "sqlite:////dev/full"}


def _nobody_there(_folder: Path) -> Environ:
    return {"STATUSPAGE_DATABASE_URL": "postgresql://maria:not-to-be-told@127.0.0.1:1/statuspage"}


def _no_such_host(_folder: Path) -> Environ:
    return {"STATUSPAGE_DATABASE_URL": "postgresql://maria:not-to-be-told@nowhere.invalid/statuspage"}


def _bad_settings(_folder: Path) -> Environ:
    return {"STATUSPAGE_COMPANY_ZONE": "Mars", "STATUSPAGE_BASE_URL": "https://status.example.com/help"}


KINDS: dict[str, tuple[Callable[[Path], Environ], str]] = {
    "a file that is no database": (_not_a_database, "file is not a database"),
    "a folder where the database should be": (_folder_for_a_file, "unable to open database file"),
    "a file where the folder should be": (_file_for_a_folder, "Not a directory"),
    "a folder that nobody can make": (_folder_of_the_system, "/proc/statuspage"),
    "a secret that cannot be read": (_secret_is_a_folder, "Is a directory"),
    "a secret that is no text": (_secret_is_no_text, "holds no usable secret"),
    "a disk without room": (_full_disk, "database"),
    "a database that does not run": (_nobody_there, "refused"),
    "a database on no machine": (_no_such_host, "nowhere.invalid"),
    "settings that cannot be": (_bad_settings, "nothing after"),
}


# Each is a start, and starts are told apart in one place; these are told of in four different ways.
FEW = (
    "a file that is no database",
    "a secret that is no text",
    "a database that does not run",
    "settings that cannot be",
)
MANY = [kind if kind in FEW else pytest.param(kind, marks=pytest.mark.torture) for kind in KINDS]


def start(folder: Path, environ: Environ, *words: str) -> "subprocess.CompletedProcess[str]":
    whole = environment(f"sqlite:///{folder / 'statuspage.db'}", folder) | {"PORT": str(free_port())} | environ
    return subprocess.run(
        [sys.executable, *words],
        cwd=PROJECT,
        env={name: value for name, value in whole.items() if value},
        capture_output=True,
        text=True,
        timeout=LONG,
    )


def told(ended: "subprocess.CompletedProcess[str]", words: str) -> None:
    assert ended.returncode == 1, ended.stderr
    assert "Traceback" not in ended.stdout + ended.stderr
    assert words in ended.stderr
    assert "not-to-be-told" not in ended.stdout + ended.stderr
    lines = [line for line in ended.stderr.splitlines() if not line.startswith("- ")]
    assert len(lines) == 1, "one sentence, or a list of settings"


@pytest.mark.parametrize("kind", MANY)
def test_a_server_that_cannot_start_says_why(tmp_path: Path, kind: str) -> None:
    prepare, words = KINDS[kind]
    told(start(tmp_path, prepare(tmp_path), *SERVER), words)


@pytest.mark.long
@pytest.mark.torture
@pytest.mark.parametrize("kind", KINDS)
def test_so_does_the_front_behind_another_server(tmp_path: Path, kind: str) -> None:
    prepare, words = KINDS[kind]
    ended = start(tmp_path, prepare(tmp_path), "-m", "uvicorn", "app:asgi", "--port", "0", "--log-level", "error")
    assert ended.returncode != 0
    assert words in ended.stderr
    assert "Traceback" not in ended.stdout + ended.stderr


@pytest.mark.long
@pytest.mark.torture
@pytest.mark.parametrize("kind", FEW)
@pytest.mark.parametrize("command", COMMANDS, ids=lambda words: words[0])
def test_so_does_a_command(tmp_path: Path, kind: str, command: tuple[str, ...]) -> None:
    prepare, words = KINDS[kind]
    told(start(tmp_path, prepare(tmp_path), "-m", "flask", "--app", "app", *command), words)


def test_a_taken_port_in_production_is_told_with_what_production_can_do(tmp_path: Path) -> None:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        more = {"STATUSPAGE_ENVIRONMENT": "production", "STATUSPAGE_BASE_URL": "https://status.example.com"}
        more |= {"STATUSPAGE_COMPANY_NAME": "Fernhill Coffee", "PORT": port}
        more |= {"STATUSPAGE_SECRET_KEYS": "k3vQ-0pL7_mZ2xW9cR5tY8uB1nA4sD6f"}
        ended = start(tmp_path, more, *SERVER)
    assert ended.returncode == 1
    assert f"Port {port} on 127.0.0.1 is already taken" in ended.stderr
    assert "STATUSPAGE_PORT" in ended.stderr
    assert "make run" not in ended.stderr
    assert not (tmp_path / "statuspage.db").exists()


def test_a_folder_that_may_not_be_written_to_is_told(tmp_path: Path) -> None:
    if os.getuid() == 0:  # whom no folder refuses; /proc above does
        return
    tmp_path.chmod(0o500)
    told(start(tmp_path, {}, *SERVER), str(tmp_path))
