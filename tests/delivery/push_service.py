"""A push service of our own: it takes what is sent to it by https, says what it is told to say, and decrypts it."""

import base64
import json
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import http_ece
import trustme
from cryptography.hazmat.primitives.asymmetric import ec

from statuspage.delivery.push.reach import Reach
from statuspage.security.push_keys import base64url, raw_point

HOST = "push.example.net"


class Browser:
    """A browser's side of it: what it names to us, and how it reads what came."""

    def __init__(self, name: str = "one") -> None:
        self.private = ec.generate_private_key(ec.SECP256R1())
        self.secret = bytes(range(16))
        self.endpoint = f"https://{HOST}/send/{name}"

    @property
    def names(self) -> dict[str, str]:
        key = base64url(raw_point(self.private.public_key()))
        return {"endpoint": self.endpoint, "key": key, "secret": base64url(self.secret)}

    def read(self, body: bytes) -> dict[str, Any]:
        plain = http_ece.decrypt(body, private_key=self.private, auth_secret=self.secret, version="aes128gcm")
        found: dict[str, Any] = json.loads(plain)
        return found


class PushService:
    """What came, in order, as path, headers and body; ``answers`` are given one after another, then 201."""

    def __init__(self, port: int, authority: trustme.CA) -> None:
        self.came: list[tuple[str, dict[str, str], bytes]] = []
        self.answers: list[tuple[int, dict[str, str]]] = []
        self._port, self._authority = port, authority

    @property
    def reach(self) -> Reach:
        """How to get here: the name leads to this machine, which is allowed for once; the certificate is checked."""
        return Reach(find=lambda _host: [("127.0.0.1", self._port)], allows=lambda _address: True, trust=self._trust)

    def told(self, browser: Browser) -> list[dict[str, Any]]:
        return [browser.read(body) for path, _, body in self.came if browser.endpoint.endswith(path)]

    def _trust(self) -> ssl.SSLContext:
        context = ssl.create_default_context()
        self._authority.configure_trust(context)
        return context


@contextmanager
def serving() -> Iterator[PushService]:
    authority = trustme.CA()

    class Taking(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            service.came.append((self.path, dict(self.headers), body))
            status, headers = service.answers.pop(0) if service.answers else (201, {})
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Taking)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(HOST).configure_cert(context)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    service = PushService(server.server_address[1], authority)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield service
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def claims(header: str) -> dict[str, Any]:
    """What our key has signed, as the push service reads it."""
    token = header.partition("t=")[2].partition(",")[0]
    said = token.split(".")[1]
    found: dict[str, Any] = json.loads(base64.urlsafe_b64decode(said + "=" * (-len(said) % 4)))
    return found
