"""Answers streams: `X/stream` is authorised, and filled, by the app's own `GET X/live`. No rule of ours lives here."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from urllib.parse import parse_qs

from statuspage.front import bridge, packing
from statuspage.front.bridge import Answer, AsgiScope, Receive, Send, Wsgi, header
from statuspage.front.connection import Message, Watcher, event
from statuspage.front.limits import StreamLimits, client_address
from statuspage.front.region import Ask, Region
from statuspage.front.regions import Regions
from statuspage.front.rendering import news_of
from statuspage.front.slots import Full
from statuspage.front.snapshots import PLAIN
from statuspage.front.taken import Taken
from statuspage.front.threads import Threads
from statuspage.front.wire import Wire
from statuspage.gapped import BEGIN
from statuspage.protocol import Beforehand

STREAM, LIVE = "/stream", "/live"
LEFT = 499  # the status, as nginx has it, of a request whose client left before the answer
MOST = 2  # regions of one stream
THREADS = 2  # for the regions that streams show
RETRY = 1000  # milliseconds until a reader whose stream broke off comes back
FULL_RETRY = b"30"  # seconds until a reader who was refused because of the limits comes back
_COME_BACK = Answer(  # to whoever comes as we stop: a stream that has ended; 503 would be the end of it for a browser
    200,
    ((b"content-type", b"text/event-stream"), (b"cache-control", b"no-store"), (b"connection", b"close")),
    b"retry: %d\n\n" % RETRY,
)
_ASKED_OF = ("type", "method", "scheme", "server", "client", bridge.IDS)
_ASKED_WITH = (b"host", b"accept-language", b"x-forwarded-for", b"x-forwarded-proto", b"x-forwarded-host")
_GREETING = Message(b"retry: %d\n" % RETRY + event("beat"))

Ended = Callable[[int], None]


class Stream:
    """What one stream takes while it is open, and gives back once. Its ``status`` is 499 until it has been answered."""

    __slots__ = ("_address", "_all", "_ended", "_has_place", "_limits", "regions", "status", "watcher")

    def __init__(self, limits: StreamLimits, all_regions: Regions, address: str, ended: Ended) -> None:
        self._limits, self._all, self._address, self._ended = limits, all_regions, address, ended
        self._has_place, self.status = False, LEFT
        self.regions: tuple[Region, ...] = ()
        self.watcher: Watcher | None = None

    def take_place(self) -> None:
        """Count among the open streams. Raises Full."""
        self._limits.take(self._address)
        self._has_place = True

    def leave(self) -> None:
        """Give back what it has taken."""
        if self.watcher is not None:
            self.watcher.ended = True
        for region in self.regions:
            region.watchers.discard(self.watcher)
            self._all.leave(region)
        if self._has_place:
            self._limits.give_back(self._address)
        self._ended(self.status)


class Streams:
    """`proxies` is how many proxies of ours stand in front."""

    def __init__(
        self, app: Wsgi, regions: Regions, limits: StreamLimits, proxies: int, known: Beforehand = PLAIN
    ) -> None:
        self._known = known
        self._app, self._regions, self._limits, self._proxies = app, regions, limits, proxies
        self._threads = Threads(THREADS, "region")

    def stop(self) -> None:
        """Wait for what is being rendered, and render nothing more."""
        self._threads.stop()

    async def answer(self, scope: AsgiScope, receive: Receive, send: Send, ended: Ended) -> None:
        """Send events until the reader leaves or the stream is ended; ``ended`` then hears the status.

        Where the connection is our own, what is left of the stream when this returns is its watcher.
        """
        stream = Stream(self._limits, self._regions, client_address(scope, self._proxies), ended)
        is_handed_over = False
        try:
            is_handed_over = await self._begin(stream, scope, receive, send)
        finally:
            if not is_handed_over:
                stream.leave()

    async def _begin(self, stream: Stream, scope: AsgiScope, receive: Receive, send: Send) -> bool:
        """Whether the stream goes on, without this task."""
        answer: Answer | None = _COME_BACK if self._regions.closing else None
        try:
            if answer is None:
                stream.take_place()
                answer = await self._use(scope, stream)
        except Full:
            answer = bridge.plain(503, (b"retry-after", FULL_RETRY), request_id=bridge.id_of(scope))
        if answer is None:
            return await _follow(stream, scope, receive, send, self._regions.see)
        await bridge.give(send, answer)
        stream.status = answer.status
        return False

    async def _use(self, scope: AsgiScope, stream: Stream) -> Answer | None:
        """Let it use its region and the one beside it, if there is one; the answer where it may not."""
        path: str | None = scope["path"].removesuffix(STREAM)
        came_at = asyncio.get_running_loop().time()
        while path is not None and len(stream.regions) < MOST:
            region = await self._regions.enter(*self._question(scope, path))
            stream.regions += (region,)
            await self._regions.catch_up(region, _since(scope, region, stream.regions[0]), came_at)
            if region.refusal is not None:
                return region.refusal
            path = _beside(scope, region.beside)
        return None

    def _question(self, scope: AsgiScope, path: str) -> tuple[object, str, Ask]:
        """What tells the region at this path apart from others, the path, and how to ask the app for it."""
        is_desk = packing.is_desk(path)  # only the desk knows anybody by a cookie
        names = (*_ASKED_WITH, b"cookie") if is_desk else _ASKED_WITH
        language = self._known.language(header(scope, b"accept-language").decode("latin-1")).encode("latin-1")
        headers = [item for item in scope["headers"] if item[0] in names and item[0] != b"accept-language"]
        headers.append((b"accept-language", language))
        headers.append((b"hx-request", b"true"))
        inner = {name: scope[name] for name in _ASKED_OF if name in scope}  # a region keeps it as long as it is used
        inner |= {"path": path + LIVE, "query_string": b"", "headers": headers}

        async def ask() -> Answer:
            return await self._threads.do(self._made, path, inner)

        values = tuple(header(inner, name) for name in names if name != b"x-forwarded-for")
        return (path, scope.get("scheme"), *values), path, ask

    def _made(self, path: str, inner: AsgiScope) -> Answer:
        answer = bridge.ask(self._app, bridge.environ(inner))
        return replace(answer, news=news_of(path, answer))


async def _follow(
    stream: Stream, scope: AsgiScope, receive: Receive, send: Send, see: Callable[[Watcher], None]
) -> bool:
    """Let this reader watch the regions, and wait until they leave, unless the connection can be handed over.

    The stream is dressed as the first of its regions.
    """
    first = stream.regions[0]
    is_packed = packing.streams(first.path, header(scope, b"accept-encoding"))
    await send({"type": "http.response.start", "status": 200, "headers": _dress(first, is_packed)})
    stream.status = 200
    if is_packed:
        await send(Message(BEGIN).plain)
    await send(_GREETING.packed if is_packed else _GREETING.plain)
    wire = _wire_of(send)
    taken = wire.hand_over(partial(Taken, packed=is_packed)) if wire else None
    watcher = stream.watcher = taken or Watcher(send, packed=is_packed)
    if taken:
        taken.leave = stream.leave
    for region in stream.regions:
        region.admit(watcher, _since(scope, region, first))
    see(watcher)
    if taken:
        return True
    while (await receive())["type"] != "http.disconnect":
        pass
    return False


def _wire_of(send: Send) -> Wire | None:
    """The connection behind this ``send``, where it is our own; None where another server has it.

    ASGI has no word for it; tests/front/test_taken.py fails when it is no longer found.
    """
    transport = getattr(getattr(send, "__self__", None), "transport", None)
    found = transport.get_protocol() if transport is not None else None
    return found if isinstance(found, Wire) else None


def _dress(region: Region, is_packed: bool) -> list[tuple[bytes, bytes]]:
    headers = [
        *region.headers,
        (b"content-type", b"text/event-stream; charset=utf-8"),
        (b"cache-control", b"no-store"),
        (b"x-accel-buffering", b"no"),
    ]
    return [*headers, (b"content-encoding", b"gzip")] if is_packed else headers


def _beside(scope: AsgiScope, told: str | None) -> str | None:
    """The path of the region beside: the one that the app has told, or what the page shows of that, below it."""
    named: str = parse_qs(scope["query_string"].decode("latin-1")).get("beside", [""])[0]
    is_part = told is not None and named.startswith(f"{told}/") and named.isascii() and named.isprintable()
    return named if is_part else told


def _since(scope: AsgiScope, region: Region, first: Region) -> str:
    """The version that the reader has: that of its last event, or that of its page.

    A browser that comes back by itself names one event, so it is not believed about a region beside the first.
    """
    beside = "" if region is first else region.name
    last = header(scope, b"last-event-id").decode("latin-1")
    if last:
        return "" if beside else last
    known: list[str] = parse_qs(scope["query_string"].decode("latin-1")).get(beside or "since", [""])
    return known[0]
