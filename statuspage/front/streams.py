"""Answers streams: `X/stream` is authorised, and filled, by the app's own `GET X/live`. No rule of ours lives here."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack
from urllib.parse import parse_qs

from statuspage.front import bridge, packing
from statuspage.front.bridge import Answer, AsgiScope, Receive, Send, Wsgi, header
from statuspage.front.connection import Message, Watcher, event
from statuspage.front.limits import StreamLimits, client_address
from statuspage.front.region import Ask, Region
from statuspage.front.regions import Regions
from statuspage.front.slots import Full
from statuspage.front.snapshots import PLAIN
from statuspage.gapped import BEGIN
from statuspage.protocol import Beforehand

STREAM, LIVE = "/stream", "/live"
MOST = 2  # regions of one stream
THREADS = 2  # for the regions that streams show
RETRY = 1000  # milliseconds until a reader whose stream broke off comes back
FULL_RETRY = b"30"  # seconds until a reader who was refused because of the limits comes back
_OF_THE_PAGE = (
    b"content-type",
    b"content-length",
    b"cache-control",
    b"etag",
    b"last-modified",
    b"set-cookie",
    b"vary",
)  # headers that a stream does not take over from its region
_COME_BACK = Answer(  # to whoever comes as we stop: a stream that has ended; 503 would be the end of it for a browser
    200,
    ((b"content-type", b"text/event-stream"), (b"cache-control", b"no-store"), (b"connection", b"close")),
    b"retry: %d\n\n" % RETRY,
)
_ASKED_WITH = (b"host", b"accept-language", b"x-forwarded-for", b"x-forwarded-proto", b"x-forwarded-host")


class Streams:
    """`proxies` is how many proxies of ours stand in front."""

    def __init__(
        self, app: Wsgi, regions: Regions, limits: StreamLimits, proxies: int, known: Beforehand = PLAIN
    ) -> None:
        self._known = known
        self._app, self._regions, self._limits, self._proxies = app, regions, limits, proxies
        self._threads = ThreadPoolExecutor(THREADS, "region")

    def stop(self) -> None:
        """Wait for what is being rendered, and render nothing more."""
        self._threads.shutdown(cancel_futures=True)

    async def answer(self, scope: AsgiScope, receive: Receive, send: Send) -> int:
        """Send events until the reader leaves or the stream is ended. Returns the status."""
        try:
            if self._regions.closing:
                await bridge.give(send, _COME_BACK)
                return 200
            with self._limits.count(client_address(scope, self._proxies)):
                async with AsyncExitStack() as used:
                    regions = await self._use(scope, used)
                    refusal = regions[-1].refusal
                    if refusal is None:
                        await _follow(regions, scope, receive, send, self._regions.see)
                        return 200
                    answer = refusal
        except Full:
            answer = bridge.plain(503, (b"retry-after", FULL_RETRY), request_id=bridge.id_of(scope))
        await bridge.give(send, answer)
        return answer.status

    async def _use(self, scope: AsgiScope, used: AsyncExitStack) -> list[Region]:
        """The region of this stream and the one beside it, if there is one; the last may have been refused."""
        path: str | None = scope["path"].removesuffix(STREAM)
        regions: list[Region] = []
        while path is not None and len(regions) < MOST:
            regions.append(await used.enter_async_context(self._regions.use(*self._question(scope, path))))
            path = _beside(scope, regions[-1].beside) if regions[-1].refusal is None else None
        return regions

    def _question(self, scope: AsgiScope, path: str) -> tuple[object, str, Ask]:
        """What tells the region at this path apart from others, the path, and how to ask the app for it."""
        is_desk = packing.is_desk(path)  # only the desk knows anybody by a cookie
        names = (*_ASKED_WITH, b"cookie") if is_desk else _ASKED_WITH
        language = self._known.language(header(scope, b"accept-language").decode("latin-1")).encode("latin-1")
        headers = [item for item in scope["headers"] if item[0] in names and item[0] != b"accept-language"]
        headers.append((b"accept-language", language))
        headers.append((b"hx-request", b"true"))
        inner = {**scope, "path": path + LIVE, "query_string": b"", "headers": headers}

        async def ask() -> Answer:
            loop = asyncio.get_running_loop()
            return await loop.run_in_executor(self._threads, bridge.ask, self._app, bridge.environ(inner))

        values = tuple(header(inner, name) for name in names if name != b"x-forwarded-for")
        return (path, scope.get("scheme"), *values), path, ask


async def _follow(
    regions: list[Region], scope: AsgiScope, receive: Receive, send: Send, see: Callable[[Watcher], None]
) -> None:
    """Let this reader watch the regions until they leave; the stream is dressed as the first of them."""
    region = regions[0]
    is_packed = packing.streams(region.path, header(scope, b"accept-encoding"))
    headers = [item for item in region.headers if item[0] not in _OF_THE_PAGE]
    headers += [
        (b"content-type", b"text/event-stream; charset=utf-8"),
        (b"cache-control", b"no-store"),
        (b"x-accel-buffering", b"no"),
    ]
    headers += [(b"content-encoding", b"gzip")] if is_packed else []
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    if is_packed:
        await send(Message(BEGIN).plain)
    watcher = Watcher(send, packed=is_packed)
    await send(watcher.form(Message(b"retry: %d\n" % RETRY + event("beat"))))
    for region in regions:
        region.admit(watcher, _since(scope, "" if region is regions[0] else region.name))
    see(watcher)
    try:
        while (await receive())["type"] != "http.disconnect":
            pass
    finally:
        watcher.ended = True
        for region in regions:
            region.watchers.discard(watcher)


def _beside(scope: AsgiScope, told: str | None) -> str | None:
    """The path of the region beside: the one that the app has told, or what the page shows of that, below it."""
    named: str = parse_qs(scope["query_string"].decode("latin-1")).get("beside", [""])[0]
    is_part = told is not None and named.startswith(f"{told}/") and named.isascii() and named.isprintable()
    return named if is_part else told


def _since(scope: AsgiScope, beside: str) -> str:
    """The version that the reader has: that of its last event, or that of its page.

    A browser that comes back by itself names one event, so it is not believed about the region `beside`.
    """
    last = header(scope, b"last-event-id").decode("latin-1")
    if last:
        return "" if beside else last
    known: list[str] = parse_qs(scope["query_string"].decode("latin-1")).get(beside or "since", [""])
    return known[0]
