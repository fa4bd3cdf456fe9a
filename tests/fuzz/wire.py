"""Sends requests over a real connection, as they are: also those that are none."""

import contextlib
import gzip
import http.client
import io
import socket
from dataclasses import dataclass, field

from tests.fuzz.promises import Answered
from tests.fuzz.sent import Sent
from tests.fuzz.values import Dice
from tests.patience import LONG

STREAM = "text/event-stream"
JUNK = (
    b"",
    b"\r\n",
    b"\0\0\0\0",
    b"GET\r\n\r\n",
    b"GET / HTTP/1.1\r\n\r\n",
    b"GET / HTTP/9.9\r\nHost: localhost\r\n\r\n",
    b"GET  /  HTTP/1.1\r\nHost: localhost\r\n\r\n",
    b"GET / HTTP/1.1\nHost: localhost\n\n",
    b"GET / HTTP/1.1\r\nHost : localhost\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: localhost\r\n folded: x\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: localhost\r\nNo colon\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: localhost\r\n: no name\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: localhost\r\nX: a\0b\r\n\r\n",
    b"GET / HTTP/1.0\r\n\r\n",
    b"GET http://localhost HTTP/1.1\r\nHost: localhost\r\n\r\n",
    b"GET http://evil.example/desk HTTP/1.1\r\nHost: localhost\r\n\r\n",
    b"GET //evil.example/ HTTP/1.1\r\nHost: localhost\r\n\r\n",
    b"GET * HTTP/1.1\r\nHost: localhost\r\n\r\n",
    b"OPTIONS * HTTP/1.1\r\nHost: localhost\r\n\r\n",
    b"CONNECT localhost:443 HTTP/1.1\r\nHost: localhost\r\n\r\n",
    b"GET /\xc3\xa9\xff HTTP/1.1\r\nHost: localhost\r\n\r\n",
    b"GET /?q=\xc3\xa9\xff HTTP/1.1\r\nHost: localhost\r\n\r\n",
    b"GET /\x01 HTTP/1.1\r\nHost: localhost\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: x\r\n\r\n",
    b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(200),
    b"POST /ask HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n",
    b"POST /ask HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3, 3\r\n\r\nabc",
    b"POST /ask HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd",
    b"POST /ask HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999999999999999999999\r\n\r\nabc",
    b"POST /ask HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    b"POST /ask HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\nabc\r\n0\r\n\r\n",
    b"POST /ask HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFF\r\nabc\r\n",
    b"POST /ask HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n3;"
    + b"x" * 5_000
    + b"\r\nabc\r\n0\r\n\r\n",
    b"POST /ask HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nHost: evil.example\r\n\r\n",
    b"POST /ask HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: gzip\r\n\r\nabc",
    b"POST /ask HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
    b"POST /ask HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: 0\r\n\r\n",
    b"POST /ask HTTP/1.1\r\nHost: localhost\r\nExpect: x\r\nContent-Length: 0\r\n\r\n",
    b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\nGET /nothing HTTP/1.1\r\nHost: localhost\r\n\r\n" * 20,
)


class Gone(ConnectionError):
    """The server hung up without an answer."""


@dataclass
class Wire:
    """One connection after the other to the server at this port."""

    port: int
    _held: list[socket.socket] = field(default_factory=list)

    def send(self, dice: Dice, sent: Sent) -> Answered:
        """The answer to this request. Raises Gone where there is none."""
        raw = _written(dice, sent)
        if self._held:
            try:
                return self._said(self._held[0], raw, sent.method)
            except (Gone, OSError):
                self.close()  # it had rested too long, or the answer before was its last
        self._held.append(self._connected())
        return self._said(self._held[0], raw, sent.method)

    def spoil(self, dice: Dice, sent: Sent) -> bytes:
        """All that comes back to what is no request, until one side hangs up."""
        raw = dice.one(JUNK) if dice.often(0.6) else _broken(dice, _written(dice, sent))
        with self._connected() as one:
            one.sendall(raw)
            one.shutdown(socket.SHUT_WR)
            return _rest(one)

    def close(self) -> None:
        """Hang up."""
        while self._held:
            self._held.pop().close()

    def _connected(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), LONG)

    def _said(self, one: socket.socket, raw: bytes, method: str) -> Answered:
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # refused early; the answer says why
            one.sendall(raw)
        answer = http.client.HTTPResponse(one, method=method)  # type: ignore[arg-type]
        try:
            answer.begin()
        except (http.client.BadStatusLine, http.client.RemoteDisconnected, ConnectionResetError) as fault:
            raise Gone from fault
        headers = [(name.lower(), value) for name, value in answer.getheaders()]
        is_stream = answer.headers.get_content_type() == STREAM
        body = b"" if is_stream else answer.read()
        if body and answer.headers.get("Content-Encoding") == "gzip":
            body = gzip.decompress(body)
        if is_stream or answer.will_close:
            self.close()
        return Answered(answer.status, headers, body)


def _written(dice: Dice, sent: Sent) -> bytes:
    """The request in bytes, its body whole or in chunks."""
    lines = [f"{sent.method} {sent.target.partition('#')[0]} HTTP/1.1".encode("latin-1", "replace")]
    lines += [f"{name}: {value}".encode("latin-1", "replace") for name, value in sent.headers]
    body = sent.body
    if body and dice.often(0.2):
        lines.append(b"Transfer-Encoding: chunked")
        step = dice.one((1, 7, 4_096)) if len(body) < 5_000 else 65_536
        pieces = [body[at : at + step] for at in range(0, len(body), step)]
        body = b"".join(b"%x%b\r\n%b\r\n" % (len(piece), dice.one((b"", b";a=b")), piece) for piece in pieces)
        body += b"0\r\n" + dice.one((b"", b"X-Later: 1\r\n")) + b"\r\n"
    elif body or sent.method not in ("GET", "HEAD"):
        lines.append(b"Content-Length: %d" % len(body))
    return b"\r\n".join(lines) + b"\r\n\r\n" + body


def _broken(dice: Dice, raw: bytes) -> bytes:
    at = dice.randrange(len(raw))
    return dice.one(
        (raw[:at], raw[:at] + b"\0" + raw[at:], raw.replace(b"\r\n", b"\n", 1), raw[:at] + b"\r\n" + raw[at:])
    )


def _rest(one: socket.socket) -> bytes:
    whole = io.BytesIO()
    with contextlib.suppress(ConnectionResetError):
        while piece := one.recv(65_536):
            whole.write(piece)
    return whole.getvalue()
