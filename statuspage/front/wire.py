"""HTTP on the wire: uvicorn's protocol, with an end to what somebody may send, or hold, before anybody knows them.

It relies on uvicorn's inside; tests/front/test_wire.py fails when that changes.
"""

import asyncio
from collections.abc import Callable
from functools import lru_cache, partial
from http import HTTPStatus
from typing import Any, ClassVar
from urllib.parse import unquote

import httptools
from uvicorn.protocols.http.flow_control import FlowControl
from uvicorn.protocols.http.httptools_impl import (
    HEADER_RE,
    HEADER_VALUE_RE,
    STATUS_LINE,
    HttpToolsProtocol,
    RequestResponseCycle,
)
from uvicorn.protocols.utils import get_local_addr, get_remote_addr

from statuspage.front import bridge
from statuspage.front.at_once import Fields, KeptAnswer, Later
from statuspage.front.bridge import Answer, AsgiScope, Receive, Send
from statuspage.front.limits import client_address
from statuspage.front.resting import Resting
from statuspage.front.slots import Slots
from statuspage.front.snapshots import head_of
from statuspage.front.taken import Taken

HEAD = 32 * 1024  # bytes of all header fields; 431 beyond (RFC 6585, section 5)
FIELDS = 100
ADDRESS = 16 * 1024  # bytes; 414 beyond. The studio's preview asks with up to 500 letters in its address
READING = 30.0  # seconds in which a reader must take something of an answer that waits for them
LINGER = 2.0  # seconds for the reader of a refusal to take it; what they still send meanwhile is dropped
CLOSE = b"connection: close\r\n"
RETRY = b"10"  # seconds until who was refused for want of room comes back


class TooMuch(Exception):
    """The head of a request goes on too long. It never leaves the parser."""


async def busy(_scope: AsgiScope, _receive: Receive, send: Send) -> None:
    """Answer whoever has as much open already as one address may."""
    await bridge.give(send, bridge.plain(503, (b"retry-after", RETRY), (b"connection", b"close")))


AtOnce = Callable[[bytes, Fields], KeptAnswer | Later | None]


def wire(slots: Slots, proxies: int, patience: float, at_once: AtOnce = lambda _url, _fields: None) -> type["Wire"]:
    """The protocol whose connections count in these slots, and wait so many seconds for the head of a request.

    What ``at_once`` knows is answered with no task of its own.
    """
    given: dict[str, Any] = {"slots": slots, "proxies": proxies, "patience": patience, "at_once": staticmethod(at_once)}
    given |= {"readers": set(), "resting": Resting(), "sending": Resting()}
    return type("BoundWire", (Wire,), given)


class _Nobody:
    """Stands where uvicorn wakes whoever waits for a request's body: nobody does."""

    def set(self) -> None:
        pass


class KeptRequest:
    """A request that will be answered from memory, if what is held still holds. It stands where uvicorn looks for that
    which is being answered, so that what comes behind it waits."""

    __slots__ = ("app", "disconnected", "keep_alive", "response_complete", "response_started", "scope", "url")
    message_event = _Nobody()

    def __init__(self, scope: AsgiScope, url: bytes, app: Any) -> None:
        self.scope, self.url, self.app = scope, url, app
        self.response_started = self.response_complete = self.disconnected = False
        self.keep_alive = True


class Wire(HttpToolsProtocol):
    """One connection.

    Without a proxy of ours it counts for its peer as long as it is open; behind one, for whoever asks, while they ask.
    Where there is no room for it, one that rests makes room, or else one whose body is still to come.
    """

    slots: Slots
    proxies: int
    patience: float
    at_once: AtOnce
    readers: ClassVar[set["Wire"]]
    resting: ClassVar[Resting]
    sending: ClassVar[Resting]
    own_address: ClassVar[tuple[str, int | None] | None] = None
    are_looked_after = False
    is_leaving = False  # another process serves now: each connection is closed after its answer

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._answering = self.app
        self._answers, self._left = 0, (0, 0)  # how many it got; and how many, and bytes that waited, at the last look
        self._at_once: object = None  # the scope of the request that was answered so last
        self._is_counted = self._is_over = self._is_whole = False
        self._held: str | None = None
        self._answered: RequestResponseCycle | KeptRequest | None = None
        self._clock: asyncio.TimerHandle | None = None
        self._refusal = HTTPStatus.BAD_REQUEST
        self._framing = self._taken = self._coming = 0  # bytes: received but no body; of the body; of this piece

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Count it and wait for its first request, or close it again where there is no room."""
        self._begin(transport)  # type: ignore[arg-type]  # uvicorn narrows it likewise
        if not self.are_looked_after:
            type(self).are_looked_after = True
            self.loop.call_later(READING, self._look_after_all, self.loop)
        self.readers.add(self)
        self._is_counted = self.slots.open() or (self._make_room() and self.slots.open())
        peer = {"client": self.client, "headers": ()}
        if self._is_counted and (self.proxies or self._hold_or_make_room(client_address(peer, 0))):
            self._rest()
            self._wait()
        else:
            self._say(HTTPStatus.SERVICE_UNAVAILABLE)
            self._is_over = True
            self.transport.close()

    def _begin(self, transport: asyncio.Transport) -> None:
        """What uvicorn does, which asks the system for our own address each time.

        The loop lets go of the interpreter for that, and gets it back behind every thread that makes a page: where many
        are refused that was a quarter of its work. Without a Host, one of our addresses is as good as another.
        """
        self.connections.add(self)
        self.transport, self.flow = transport, FlowControl(transport)
        if self.own_address is None:
            type(self).own_address = get_local_addr(transport)
        self.server, self.client = self.own_address, get_remote_addr(transport)
        self.scheme = "http"

    def connection_lost(self, exc: Exception | None) -> None:
        """Count it no longer."""
        self._stop_waiting()
        self._release()
        self.readers.discard(self)
        self.resting.discard(self)
        self.sending.discard(self)
        self._leave()
        self._count_no_longer()
        super().connection_lost(exc)

    def give_way(self) -> None:
        """Hang up, as somebody else needs the room. Who was sending something is told, as far as they hear it."""
        is_over_already, self._is_over = self._is_over, True
        self._stop_waiting()
        self._release()
        self._count_no_longer()
        self._leave()
        is_coming = self._framing and not self._is_whole
        if is_over_already or not is_coming or self._has_begun() or self.transport.get_write_buffer_size():
            self.transport.abort()
        else:
            self._say(HTTPStatus.SERVICE_UNAVAILABLE)
            self.transport.close()

    def _count_no_longer(self) -> None:
        if self._is_counted:
            self._is_counted = False
            self.slots.close()

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
        elif self._clock is None and self._is_idle() and not (self._is_whole and self.timeout_keep_alive_task):
            self._wait()

    def eof_received(self) -> None:
        """Whoever hangs up is answered no more: the connection is closed behind this, before it is said to be lost."""
        self._leave()

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
        self.resting.discard(self)
        self._unset_keepalive_if_required()  # one that came in the same piece as an answered one armed it
        has_room = not self.proxies or self._hold(client_address(dict(self.scope), self.proxies))
        self.app = self._answering if has_room else busy
        if has_room and self._answer_at_once():
            return
        if self.parser.get_method() not in (b"GET", b"HEAD"):
            self.sending.add(self, self._held or "")
        self.scope[bridge.URL] = self.url  # type: ignore[literal-required]
        self.scope[bridge.WHOLE] = self._give_whole  # type: ignore[literal-required]
        super().on_headers_complete()
        self.headers = []
        if self.is_leaving:
            self.cycle.keep_alive = False

    def _answer_at_once(self) -> bool:
        """Answer from memory where that can be done now, with nothing to wait for on either side."""
        if not self._is_idle() or self.flow.write_paused or not self.parser.should_keep_alive() or self.is_leaving:
            return False
        if self.parser.get_method() != b"GET" or self.parser.get_http_version() != "1.1":
            return False
        ready = self.at_once(self.url, tuple(self.headers))
        if ready is None:
            return False
        self._at_once = self.scope
        if isinstance(ready, Later):
            self.cycle = self._answered = waiting = KeptRequest(self.scope, self.url, self.app)  # type: ignore[arg-type, assignment]
            ready.tell = partial(self._answer_later, waiting)
            return True
        self._give(ready)
        self.on_response_complete()
        return True

    def _give(self, ready: KeptAnswer, more: bytes = b"") -> None:
        lines = _server_lines(tuple(self.server_state.default_headers))
        self.transport.write(b"".join((STATUS_LINE[ready.status], lines, more, ready.rest)))

    def _give_whole(self, scope: AsgiScope, answer: Answer) -> bool:
        """Give the app's answer to this request in one write; False, and nothing given, where that cannot be done.

        uvicorn looks at each header by itself, and writes twice.
        """
        cycle = self._answered
        if not isinstance(cycle, RequestResponseCycle) or cycle.scope is not scope or cycle.disconnected:
            return False
        if cycle.response_started or self.flow.write_paused or scope["method"] == "HEAD" or not _is_whole(answer):
            return False
        cycle.response_started = cycle.response_complete = True
        self._give(KeptAnswer(answer.status, head_of(answer) + answer.body), b"" if cycle.keep_alive else CLOSE)
        cycle.message_event.set()
        if not cycle.keep_alive:
            self.transport.close()
        cycle.on_response()
        return True

    def _answer_later(self, waiting: "KeptRequest", ready: KeptAnswer | None) -> None:
        """Answer from memory what waited to know whether that still holds, or else on the ordinary way."""
        if waiting.disconnected:
            return
        if ready is None:
            self._go_the_ordinary_way(waiting)
            return
        waiting.response_started = waiting.response_complete = True
        self._give(ready, b"" if waiting.keep_alive else CLOSE)
        if not waiting.keep_alive:
            self.transport.close()
        self.on_response_complete()

    def _go_the_ordinary_way(self, waiting: "KeptRequest") -> None:
        """As uvicorn begins to answer; requests that came behind this one go on waiting for it."""
        parsed = httptools.parse_url(waiting.url)
        path = parsed.path.decode("ascii")
        told: dict[str, Any] = {
            "method": "GET",
            "path": unquote(path) if "%" in path else path,
            bridge.URL: waiting.url,
        }
        told[bridge.WHOLE] = self._give_whole
        waiting.scope.update(told, raw_path=parsed.path, query_string=parsed.query or b"")
        cycle = RequestResponseCycle(
            scope=waiting.scope,  # type: ignore[arg-type]
            transport=self.transport,
            flow=self.flow,
            logger=self.logger,
            access_logger=self.access_logger,
            access_log=self.access_log,
            default_headers=self.server_state.default_headers,
            message_event=asyncio.Event(),
            expect_100_continue=False,
            keep_alive=waiting.keep_alive,
            on_response=self.on_response_complete,
        )
        cycle.more_body = False
        cycle.message_event.set()
        newest: object = self.cycle
        if newest is waiting:
            self.cycle = cycle
        self._start_asgi_task(cycle, waiting.app)

    def _is_idle(self) -> bool:
        return self.cycle is None or self.cycle.response_complete

    def on_body(self, body: bytes) -> None:
        """Take a piece of the body."""
        self._framing -= len(body)
        self._taken += len(body)
        if self._at_once is not self.scope:
            super().on_body(body)

    def on_message_complete(self) -> None:
        """The request has come whole."""
        self._is_whole = True
        self.sending.discard(self)
        if self._at_once is not self.scope:
            super().on_message_complete()

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:
        """Answer this one; ``cycle`` of ours is the newest that came, which may wait behind it."""
        self._answered = cycle
        super()._start_asgi_task(cycle, app)

    def on_response_complete(self) -> None:
        """The answer has been written, if not read yet."""
        if self.proxies:
            self._release()
        self._answers += 1
        super().on_response_complete()
        if self._is_idle() and not self.transport.is_closing():
            self._rest()

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002 - uvicorn's word for it; ours follows the status
        """Refuse what cannot be parsed, or was refused while it was."""
        self._refuse(self._refusal)

    def _unsupported_upgrade_warning(self) -> None:
        """Nothing is logged of who asks for another protocol: they get the answer in this one."""

    def hand_over(self, make: Callable[[asyncio.Transport, bool], Taken]) -> Taken | None:
        """Let what ``make`` makes have the connection from now on, in which an answer has begun; None where it is lost.

        Nothing of this one is kept. It stays counted until the other one has lost the connection.
        """
        answered = self._answered
        if answered is None or answered.disconnected or self.transport.is_closing():
            return None
        taken = make(self.transport, self.flow.write_paused)
        taken.give_back = partial(self._give_back, self.connections, self._held)
        self._held, self._is_counted = None, False
        self.readers.discard(self)
        self.connections.discard(self)
        self.connections.add(taken)  # type: ignore[arg-type]  # uvicorn asks no more of it than `shutdown`
        self.transport.set_protocol(taken)
        self.flow.resume_reading()
        answered.disconnected = True  # so the task that has begun to answer ends without a word
        self.pipeline.clear()
        self.parser = self.cycle = self._answered = None  # type: ignore[assignment]  # as uvicorn does with one lost
        return taken

    @classmethod
    def _give_back(cls, connections: set[Any], held: str | None, taken: Taken) -> None:
        connections.discard(taken)
        if held is not None:
            cls.slots.release(held)
        cls.slots.close()

    def leave(self) -> None:
        """Close after the answer that is being made, and say so in it; one whose head has gone says so in the next."""
        if self.cycle is not None and not self.cycle.response_started:
            self.cycle.keep_alive = False

    def close_at_rest(self) -> None:
        """Close it, unless a request is coming or being answered."""
        if self._is_idle() and (self._is_whole or not self._framing):
            self.transport.close()

    def _leave(self) -> None:
        """Let whoever answers know that nobody hears it; those that wait behind it are not begun."""
        if self._answered is not None:
            self._answered.disconnected = True
            self._answered.message_event.set()

    @classmethod
    def _look_after_all(cls, loop: asyncio.AbstractEventLoop) -> None:
        """Cut whoever has taken nothing since the last look; a closed transport would wait for them for ever."""
        for one in cls.readers:
            one._look_after()
        cls.are_looked_after = bool(cls.readers)
        if cls.are_looked_after:
            loop.call_later(READING, cls._look_after_all, loop)

    def _look_after(self) -> None:
        waiting = self.transport.get_write_buffer_size() if self._is_idle() else 0
        before, self._left = self._left, (self._answers, waiting)
        if waiting and before[0] == self._answers and waiting >= before[1] > 0:
            self.transport.abort()

    def _hold(self, address: str) -> bool:
        self._release()
        if not self.slots.hold(address):
            return False
        self._held = address
        return True

    def _hold_or_make_room(self, address: str) -> bool:
        return self._hold(address) or (self._make_room(address) and self._hold(address))

    def _make_room(self, address: str | None = None) -> bool:
        return self.resting.make_room(address) or self.sending.make_room(address)

    def _rest(self) -> None:
        self.resting.add(self, self._held or "")

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
        is_after_a_request = self._at_once is self.scope or (self.cycle and self.cycle.scope is self.scope)
        if self._framing and not is_after_a_request:
            self._refuse(HTTPStatus.REQUEST_TIMEOUT)
        else:
            self.transport.close()

    def _refuse(self, status: HTTPStatus) -> None:
        """Say so and hang up, but let them read it first: to close with bytes unread would take it from them."""
        self._is_over = True
        self._stop_waiting()
        self._unset_keepalive_if_required()
        has_begun = self._has_begun()
        self._leave()
        if has_begun or self.transport.is_closing():
            self.transport.abort()
            return
        self._say(status)
        self.transport.write_eof()
        self.loop.call_later(LINGER, self.transport.abort)

    def _has_begun(self) -> bool:
        """Whether an answer is on its way."""
        answered = self._answered
        return answered is not None and answered.response_started and not answered.response_complete

    def _say(self, status: HTTPStatus) -> None:
        answer = bridge.plain(status, (b"connection", b"close"))
        lines = [b"HTTP/1.1 %d %s" % (status, status.phrase.encode())]
        lines += [b"%s: %s" % field for field in answer.headers]
        self.transport.write(b"\r\n".join([*lines, b"", answer.body]))


@lru_cache(1)
def _server_lines(headers: tuple[tuple[bytes, bytes], ...]) -> bytes:
    """What the server itself says of each answer, such as Date, as it stands on the wire."""
    return b"".join(b"%s: %s\r\n" % field for field in headers)


def _is_whole(answer: Answer) -> bool:
    """Whether this can be written as it is: it says how long it is, and nothing of the connection, in fit signs."""
    told = dict(answer.headers)
    if answer.rest is not None or b"connection" in told or b"transfer-encoding" in told:
        return False
    length = b"" if answer.status in (204, 304) and b"content-length" not in told else b"%d" % len(answer.body)
    if told.get(b"content-length", b"") != length:
        return False
    return not HEADER_RE.search(b"".join(told)) and not HEADER_VALUE_RE.search(
        b"".join([value for _, value in answer.headers])
    )


def _length(headers: list[tuple[bytes, bytes]]) -> int:
    return sum(len(name) + len(value) + 4 for name, value in headers)
