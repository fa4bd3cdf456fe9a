"""Somebody else's website: a few pages on an origin of its own, one of them with a strict policy."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Ana’s café</title>
<link rel="icon" href="/icon.svg"></head><body><h1>Ana’s café</h1>
{}
</body></html>"""


class Host:
    """``show(path, html, policy)`` puts a page up; ``url`` is where the site is."""

    def __init__(self) -> None:
        pages: dict[str, tuple[bytes, str]] = {}

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                if self.path == "/icon.svg":
                    return self._say(b'<svg xmlns="http://www.w3.org/2000/svg"/>', "image/svg+xml", "")
                page = pages.get(self.path)
                if page is None:
                    return self.send_error(404)
                return self._say(page[0], "text/html; charset=utf-8", page[1])

            def _say(self, body: bytes, kind: str, policy: str) -> None:
                self.send_response(200)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                if policy:
                    self.send_header("Content-Security-Policy", policy)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:
                """Nothing is logged."""

        self._pages = pages
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://localhost:{self.server.server_address[1]}"  # another site than 127.0.0.1, for cookies too

    def show(self, path: str, html: str, policy: str = "") -> str:
        """Put up a page that holds this HTML; its address."""
        self._pages[path] = (PAGE.format(html).encode(), policy)
        return self.url + path


@contextmanager
def hosting() -> Iterator[Host]:
    host = Host()
    thread = threading.Thread(target=host.server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield host
    finally:
        host.server.shutdown()
        thread.join()
        host.server.server_close()


def strict(card_origin: str, more: str = "") -> str:
    """A content policy that lets in nothing but the card and its script."""
    return (
        "default-src 'none'; base-uri 'none'; form-action 'none'; img-src 'self'; "
        f"script-src {card_origin}/widget.js; frame-src {card_origin}; {more}"
    )
