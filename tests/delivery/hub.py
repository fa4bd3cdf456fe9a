"""A hub for tests: it listens on this machine, keeps what it was told, and answers what the test says."""

import contextlib
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs


class Hub(ThreadingHTTPServer):
    """``told`` holds the form of each ping; ``answers`` what comes next, 204 when there is nothing in it."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Ping)
        self.told: list[dict[str, list[str]]] = []
        self.answers: list[int] = []
        self.heard = threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/hub"


class _Ping(BaseHTTPRequestHandler):
    server: Hub

    def do_POST(self) -> None:
        form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        code = self.server.answers.pop(0) if self.server.answers else 204
        if code == 204:
            self.server.told.append(form)
        self.send_response(code)
        if code in (301, 307):
            self.send_header("Location", f"{self.server.url}/moved")
        self.send_header("Content-Length", "0")
        self.end_headers()
        self.server.heard.set()

    def do_GET(self) -> None:
        self.do_POST()

    def log_message(self, *_: object) -> None:
        """Nothing to say."""


@contextlib.contextmanager
def hub() -> Iterator[Hub]:
    """A hub that listens until the end of the block."""
    with Hub() as found:
        thread = threading.Thread(target=found.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        yield found
        found.shutdown()
        thread.join(5)
