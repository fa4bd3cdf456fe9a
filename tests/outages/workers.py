"""Workers that are processes of their own, over one database: each serves on a port of its own, until the end."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

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


class Worker:
    """One process that serves on a port of its own, and can be killed and started again."""

    def __init__(self, port: int, command: list[str], environ: dict[str, str], log: Path) -> None:
        self.port, self._command, self._environ, self._log = port, command, environ, log
        self.start()

    def start(self) -> None:
        """Begin to start; it answers later."""
        with self._log.open("a", encoding="utf-8") as log:
            self.process = subprocess.Popen(self._command, cwd=PROJECT, env=self._environ, stdout=log, stderr=log)

    def answers(self) -> bool:
        """Whether it is ready. Raises AssertionError where it has ended by itself."""
        assert self.process.poll() is None, self._log.read_text(encoding="utf-8")[-5_000:]
        return answers(self.port, "/readyz")

    def kill(self) -> None:
        """End it at once, whatever it does."""
        self.process.kill()
        self.process.wait(LONG)

    def busy_seconds(self) -> float:
        """How long it has used a processor."""
        times = psutil.Process(self.process.pid).cpu_times()
        return float(times.user + times.system)

    def end(self) -> None:
        """Let it stop."""
        self.process.terminate()
        self.process.wait(LONG)


@contextmanager
def processes(
    count: int, url: str, folder: Path, *, within: tuple[str, ...] = (), **more: str
) -> Iterator[list[Worker]]:
    """So many. ``more`` stands in their environment, and ``within`` is the command that runs each."""
    settings = {"STATUSPAGE_DATABASE_URL": url, **SERVED, **more}
    running: list[Worker] = []
    command = [*within, sys.executable, "app.py"]
    try:
        for _ in range(count):
            port = free_port()
            environ = {**environment(url, folder), **settings, "PORT": str(port), "STATUSPAGE_PORT": str(port)}
            running.append(Worker(port, command, environ, folder / "workers.log"))
        until(lambda: all(one.answers() for one in running))
        yield running
    finally:
        for one in running:
            one.process.terminate()
        for one in running:
            one.end()


@contextmanager
def workers(count: int, url: str, folder: Path, *, within: tuple[str, ...] = (), **more: str) -> Iterator[list[int]]:
    """The same; their ports."""
    with processes(count, url, folder, within=within, **more) as running:
        yield [one.port for one in running]


@contextmanager
def writing(poster: Poster, pause: float = PAUSE) -> Iterator[None]:
    """Somebody writes on and on meanwhile; what they have begun at the end is taken, too."""
    ended, faults = threading.Event(), []

    def write() -> None:
        try:
            while not ended.wait(pause):
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
