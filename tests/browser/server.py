"""A real server for the browser tests: the app as `make run` serves it, in a process of its own, with the demo."""

import os
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flask import Flask

from statuspage import create_app
from statuspage.config import PROJECT, Settings
from statuspage.db import db, write
from tests.patience import LONG, until
from tests.ports import free_port

COMMAND = (sys.executable, "app.py")


class Server:
    """The served app. ``app`` is a second one on the same database, so that a test can act without a browser."""

    def __init__(self, folder: Path, command: tuple[str, ...], name: str, **settings: str) -> None:
        self.port, self.folder, self.command = free_port(), folder, command
        self.url = f"http://{name}:{self.port}"
        self.environ = {
            "STATUSPAGE_DATA_DIR": str(folder),
            "STATUSPAGE_SECRET_KEYS": "a-key-for-tests-only-0123456789-abcdef",
            "STATUSPAGE_BASE_URL": self.url,
            "STATUSPAGE_PORT": str(self.port),
            "STATUSPAGE_LOG_LEVEL": "WARNING",
            "STATUSPAGE_LETTER_HOLD_SECONDS": "0",  # tests/browser/test_taking_a_letter_back.py holds them
        } | {f"STATUSPAGE_{setting.upper()}": value for setting, value in settings.items()}
        self.app: Flask = create_app(Settings.from_env(self.environ))
        self.links: dict[str, Any] = {}
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def log(self) -> Path:
        return self.folder / "server.log"

    def start(self) -> None:
        """Start it, and wait until it answers."""
        clean = {name: value for name, value in os.environ.items() if not name.startswith(("STATUSPAGE_", "PORT"))}
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                self.command,
                cwd=PROJECT,
                env=clean | self.environ,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        until(lambda: self._answers() or self._has_ended())
        if self._has_ended():
            raise RuntimeError(f"The server did not start:\n{self.log.read_text(encoding='utf-8')[-4_000:]}")

    def stop(self, hard: bool = False) -> None:
        """Stop it; ``hard`` as a crash would."""
        if self._process is None:
            return
        self._process.send_signal(signal.SIGKILL if hard else signal.SIGTERM)
        try:
            self._process.wait(timeout=LONG)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
            raise RuntimeError("The server did not stop when it was asked to.") from None
        finally:
            self._process = None

    def do(self, verb: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
        """One verb of the domain in a transaction of its own, in this process: the server must notice by itself."""
        with self.app.app_context(), write() as session:
            return verb(session, *arguments, **named)

    def _has_ended(self) -> bool:
        return self._process is None or self._process.poll() is not None

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=2) as answer:
                return answer.status == 200
        except (urllib.error.URLError, OSError):
            return False


@contextmanager
def serving(
    folder: Path, command: tuple[str, ...] = COMMAND, name: str = "127.0.0.1", **settings: str
) -> Iterator[Server]:
    """The demo, served from ``folder`` until the end of the block; ``name`` is what links call this machine."""
    server = Server(folder, command, name, **settings)
    try:
        server.start()
        server.links = links(server.app)
        yield server
    finally:
        server.stop()
        with server.app.app_context():
            db.session.remove()
            db.engine.dispose()


def links(app: Flask) -> dict[str, Any]:
    """The addresses and the agents of the demo, as `flask demo --json` prints them."""
    from statuspage import demo

    return dict(demo.links(app))
