"""A server that speaks S3, with one bucket: moto’s, in an environment of its own that is made when first needed."""

import fcntl
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from statuspage.config import PROJECT
from tests.patience import until
from tests.ports import free_port

HOME = PROJECT / ".venv" / "moto"
PINS = PROJECT / "requirements-moto.txt"
BUCKET = "fernhill"


@contextmanager
def bucket() -> Iterator[str]:
    """The server's address; the bucket is ``BUCKET``, and any key is good."""
    _install()
    port = free_port()
    program = [str(HOME / "bin" / "moto_server"), "-H", "127.0.0.1", "-p", str(port)]
    with subprocess.Popen(program, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            until(lambda: _answers(port) or process.poll() is not None)
            assert process.poll() is None, "moto's server did not start"
            ask(port, BUCKET, "PUT")
            yield f"127.0.0.1:{port}"
        finally:
            process.terminate()


def ask(port: int, path: str, method: str) -> None:
    """Ask the server for something that needs no signature there."""
    request = urllib.request.Request(f"http://127.0.0.1:{port}/{path}", method=method)
    with urllib.request.urlopen(request) as answer:
        answer.read()


def _answers(port: int) -> bool:
    with suppress(OSError):
        ask(port, "", "GET")
        return True
    return False


def _install() -> None:
    """Make the environment once, whoever of several comes first."""
    HOME.parent.mkdir(exist_ok=True)
    with (HOME.parent / "moto.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = HOME / ".installed"
        if done.exists() and done.read_text() == PINS.read_text():
            return
        uv, python = str(Path(sys.prefix) / "bin" / "uv"), str(HOME / "bin" / "python")
        subprocess.run([uv, "venv", "--quiet", "--clear", "--python", sys.executable, str(HOME)], check=True)
        pip = [uv, "pip", "install", "--quiet", "--python", python, "--require-hashes", "-r", str(PINS)]
        subprocess.run(pip, check=True)
        done.write_text(PINS.read_text())
