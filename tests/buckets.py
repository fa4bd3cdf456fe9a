"""A server that speaks S3, with one bucket: moto’s, in an environment of its own that is made when first needed."""

import subprocess
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from statuspage.config import PROJECT
from tests.installing import installed
from tests.patience import until
from tests.ports import free_port

HOME = PROJECT / ".venv" / "moto"
PINS = PROJECT / "requirements-moto.txt"
BUCKET = "fernhill"


@contextmanager
def bucket() -> Iterator[str]:
    """The server's address; the bucket is ``BUCKET``, and any key is good."""
    installed(HOME, PINS)
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
