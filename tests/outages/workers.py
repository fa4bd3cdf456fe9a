"""Workers that are processes of their own, over one database: each serves on a port of its own, until the end."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from statuspage.config import PROJECT
from tests.front.house import get
from tests.outages.letters import Poster
from tests.patience import LONG, until
from tests.ports import free_port
from tests.schemas.processes import environment

SERVED = {
    "STATUSPAGE_BASE_URL": "http://localhost",
    "STATUSPAGE_COMPANY_NAME": "Fernhill Coffee",
    "STATUSPAGE_DEMO": "off",
}
PAUSE = 0.4  # seconds between two words: so often a customer may write
TRIES, EACH = 100, 0.1  # until they are back, and seconds between two of them: ten seconds


def answers(port: int, path: str) -> bool:
    try:
        return get(port, path)[0] == 200
    except OSError:
        return False


def tries_until_back(ports: list[int], path: str) -> int:
    """How often it was asked until all of them answered."""
    pause, tries = threading.Event(), 0
    while not all(answers(port, path) for port in ports):
        tries += 1
        assert tries < 10 * TRIES, "it never came back"
        pause.wait(EACH)
    return tries


@contextmanager
def workers(count: int, url: str, folder: Path, *, within: tuple[str, ...] = (), **more: str) -> Iterator[list[int]]:
    """So many; their ports. ``more`` stands in their environment, and ``within`` is the command that runs each."""
    ports = [free_port() for _ in range(count)]
    settings = {"STATUSPAGE_DATABASE_URL": url, **SERVED, **more}
    running = []
    with (folder / "workers.log").open("w", encoding="utf-8") as log:
        for port in ports:
            environ = {**environment(url, folder), **settings, "PORT": str(port), "STATUSPAGE_PORT": str(port)}
            running.append(
                subprocess.Popen([*within, sys.executable, "app.py"], cwd=PROJECT, env=environ, stdout=log, stderr=log)
            )
        try:
            until(lambda: all(answers(port, "/readyz") for port in ports) or any(one.poll() for one in running))
            assert all(one.poll() is None for one in running), (folder / "workers.log").read_text(encoding="utf-8")
            yield ports
        finally:
            for one in running:
                one.terminate()
            for one in running:
                one.wait(LONG)


@contextmanager
def writing(poster: Poster) -> Iterator[None]:
    """Somebody writes on and on meanwhile; what they have begun at the end is taken, too."""
    ended, faults = threading.Event(), []

    def write() -> None:
        try:
            while not ended.wait(PAUSE):
                poster.post()
        except BaseException as fault:  # noqa: BLE001 - told below
            faults.append(fault)

    thread = threading.Thread(target=write, daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join(LONG)
    assert not thread.is_alive()
    assert not faults, faults
