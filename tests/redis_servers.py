"""A real Redis, or Valkey where Debian has that, which keeps nothing; it can be stopped, frozen, and started again."""

import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.installing import apt_install
from tests.patience import until
from tests.ports import free_port, listens

_PROGRAMS = ("valkey-server", "redis-server")


class RedisServer:
    """A running server at a port of this machine."""

    def __init__(self, program: str, folder: Path) -> None:
        self.port = free_port()
        keeps_nothing = ("--save", "", "--appendonly", "no", "--daemonize", "no", "--dir", str(folder))
        self._command = [program, "--bind", "127.0.0.1", "--port", str(self.port), *keeps_nothing]
        self.start()

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        self._running = subprocess.Popen(self._command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        until(lambda: listens(self.port) or self._running.poll() is not None)
        assert self._running.poll() is None, "the server did not start"

    def stop(self) -> None:
        self._running.kill()
        self._running.wait()

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """Let it stand still: it takes connections, and answers nothing."""
        self._running.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self._running.send_signal(signal.SIGCONT)


@contextmanager
def redis_server(folder: Path) -> Iterator[RedisServer]:
    """A server until the end of the block."""
    found = [path for program in _PROGRAMS if (path := shutil.which(program))]
    if not found:
        apt_install("redis-server")
    server = RedisServer(found[0] if found else "redis-server", folder)
    try:
        yield server
    finally:
        server.stop()
