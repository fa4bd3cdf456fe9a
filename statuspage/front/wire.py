"""HTTP on the wire: uvicorn's protocol, with an end to what somebody may send, or hold, before anybody knows them.

It relies on uvicorn's inside; tests/front/test_wire.py fails when that changes.
"""

import asyncio
from http import HTTPStatus
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from statuspage.front import bridge
from statuspage.front.bridge import AsgiScope, Receive, Send
from statuspage.front.limits import client_address
from statuspage.front.slots import Slots

HEAD = 32 * 1024  # bytes of all header fields; 431 beyond (RFC 6585, section 5)
FIELDS = 100
ADDRESS = 16 * 1024  # bytes; 414 beyond. The studio's preview asks with up to 500 letters in its address
READING = 30.0  # seconds in which a reader must take something of an answer that waits for them
LINGER = 2.0  # seconds for the reader of a refusal to take it; what they still send meanwhile is dropped
RETRY = b"10"  # seconds until who was refused for want of room comes back


class TooMuch(Exception):
    """The head of a request goes on too long. It never leaves the parser."""


async def busy(_scope: AsgiScope, _receive: Receive, send: Send) -> None:
    """Answer whoever has as much open already as one address may."""
    await bridge.give(send, bridge.plain(503, (b"retry-after", RETRY), (b"connection", b"close")))


def wire(slots: Slots, proxies: int, patience: float) -> type["Wire"]:
    """The protocol whose connections count in these slots, and wait so many seconds for the head of a request."""
    return type("BoundWire", (Wire,), {"slots": slots, "proxies": proxies, "patience": patience})


class Wire(HttpToolsProtocol):
    """One connection.

    Without a proxy of ours it counts for its peer as long as it is open; behind one, for whoever asks, while they ask.
    """

    slots: Slots
    proxies: int
    patience: float
    is_leaving = False  # another process serves now: each connection is closed after its answer

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._answering = self.app
        self._is_counted = self._is_over = self._is_whole = False
        self._held: str | None = None
        self._clock: asyncio.TimerHandle | None = None
        self._refusal = HTTPStatus.BAD_REQUEST
        self._framing = self._taken = self._coming = 0  # bytes: received but no body; of the body; of this piece

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Count it and wait for its first request, or close it again where there is no room."""
        super().connection_made(transport)  # type: ignore[arg-type]  # uvicorn narrows it likewise
        self._is_counted = self.slots.open()
        peer = {"client": self.client, "headers": ()}
        if self._is_counted and (self.proxies or self._hold(client_address(peer, 0))):
            self._wait()
        else:
            self._say(HTTPStatus.SERVICE_UNAVAILABLE)
            self._is_over = True
            self.transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        """Count it no longer."""
        self._stop_waiting()
        self._release()
        if self._is_counted:
            self._is_counted = False
            self.slots.close()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Parse it. What is no body may be as long as a head and what it frames, and is waited for only so long."""
        if self._is_over:
            return
        self._coming = len(data)
        super().data_received(data)
        self._framing += self._coming
        if self._is_over or self.transport.is_closing():
            return
        if not self._is_whole and self._framing > HEAD + self._taken:
            self._refuse(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)
        elif self._clock is None and (self.cycle is None or self.cycle.response_complete):
            self._wait()

    def on_message_begin(self) -> None:
        """Begin to count anew."""
        super().on_message_begin()
        self._framing = self._taken = 0
        self._is_whole = False

    def on_url(self, url: bytes) -> None:
        """Refuse an address without end."""
        super().on_url(url)
        if len(self.url) > ADDRESS:
            self._refusal = HTTPStatus.REQUEST_URI_TOO_LONG
            raise TooMuch

    def on_headers_complete(self) -> None:
        """Begin to answer. Fields that come after the body are no part of the request's head, and are dropped."""
        if len(self.headers) > FIELDS or (self._framing + self._coming > HEAD and _length(self.headers) > HEAD):
            self._refusal = HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE
            raise TooMuch
        self._stop_waiting()
        has_room = not self.proxies or self._hold(client_address(dict(self.scope), self.proxies))
        self.app = self._answering if has_room else busy
        super().on_headers_complete()
        self.headers = []
        if self.is_leaving:
            self.cycle.keep_alive = False

    def on_body(self, body: bytes) -> None:
        """Take a piece of the body."""
        self._framing -= len(body)
        self._taken += len(body)
        super().on_body(body)

    def on_message_complete(self) -> None:
        """The request has come whole."""
        self._is_whole = True
        super().on_message_complete()

    def on_response_complete(self) -> None:
        """The answer has been written, if not read yet."""
        if self.proxies:
            self._release()
        super().on_response_complete()
        if waiting := self.transport.get_write_buffer_size():
            self.loop.call_later(READING, self._look_after, waiting)

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002 - uvicorn's word for it; ours follows the status
        """Refuse what cannot be parsed, or was refused while it was."""
        self._refuse(self._refusal)

    def _unsupported_upgrade_warning(self) -> None:
        """Nothing is logged of who asks for another protocol: they get the answer in this one."""

    def leave(self) -> None:
        """Close after the answer that is being made, and say so in it; one whose head has gone says so in the next."""
        if self.cycle is not None and not self.cycle.response_started:
            self.cycle.keep_alive = False

    def close_at_rest(self) -> None:
        """Close it, unless a request is coming or being answered."""
        is_answered = self.cycle is None or self.cycle.response_complete
        if is_answered and (self._is_whole or not self._framing):
            self.transport.close()

    def _look_after(self, before: int) -> None:
        """Cut a reader who has taken nothing since; a closed transport would wait for them for ever."""
        waiting = self.transport.get_write_buffer_size()
        if waiting and waiting >= before:
            self.transport.abort()
        elif waiting:
            self.loop.call_later(READING, self._look_after, waiting)

    def _hold(self, address: str) -> bool:
        self._release()
        if not self.slots.hold(address):
            return False
        self._held = address
        return True

    def _release(self) -> None:
        if self._held is not None:
            self.slots.release(self._held)
            self._held = None

    def _wait(self) -> None:
        self._clock = self.loop.call_later(self.patience, self._give_up)

    def _stop_waiting(self) -> None:
        if self._clock is not None:
            self._clock.cancel()
            self._clock = None

    def _give_up(self) -> None:
        """The head did not come. Who has sent none of it is told nothing: a browser may have connected ahead."""
        self._clock = None
        is_after_a_request = self.cycle is not None and self.cycle.scope is self.scope
        if self._framing and not is_after_a_request:
            self._refuse(HTTPStatus.REQUEST_TIMEOUT)
        else:
            self.transport.close()

    def _refuse(self, status: HTTPStatus) -> None:
        """Say so and hang up, but let them read it first: to close with bytes unread would take it from them."""
        self._is_over = True
        self._stop_waiting()
        self._unset_keepalive_if_required()
        has_begun = False
        if self.cycle is not None and not self.cycle.response_complete:
            has_begun, self.cycle.disconnected = self.cycle.response_started, True
            self.cycle.message_event.set()
        if has_begun or self.transport.is_closing():
            self.transport.abort()
            return
        self._say(status)
        self.transport.write_eof()
        self.loop.call_later(LINGER, self.transport.abort)

    def _say(self, status: HTTPStatus) -> None:
        answer = bridge.plain(status, (b"connection", b"close"))
        lines = [b"HTTP/1.1 %d %s" % (status, status.phrase.encode())]
        lines += [b"%s: %s" % field for field in answer.headers]
        self.transport.write(b"\r\n".join([*lines, b"", answer.body]))


def _length(headers: list[tuple[bytes, bytes]]) -> int:
    return sum(len(name) + len(value) + 4 for name, value in headers)
