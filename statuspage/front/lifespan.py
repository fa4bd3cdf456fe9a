"""The ASGI lifespan: begins before the first request, and ends the streams when the server is told to stop."""

import asyncio
import signal
import threading
from collections.abc import Awaitable, Callable
from types import FrameType

from statuspage.front.bridge import Receive, Send
from statuspage.refusals import told

Handler = Callable[[int, FrameType | None], object]


async def run(
    receive: Receive,
    send: Send,
    begin: Callable[[], Awaitable[None]],
    stop: Callable[[], Awaitable[None]],
    close: Callable[[], None],
) -> None:
    """Begin, wait for the end, and stop. `close` ends the open streams as soon as a signal to stop comes."""
    await receive()
    try:
        await begin()
    except Exception as fault:
        words = told(fault)
        await send({"type": "lifespan.startup.failed", "message": words or str(fault)})
        if words:
            return
        raise
    _close_on_exit(close)
    await send({"type": "lifespan.startup.complete"})
    await receive()
    await stop()
    await send({"type": "lifespan.shutdown.complete"})


def _close_on_exit(close: Callable[[], None]) -> None:
    """A server waits for open responses before it stops, and a stream does not end by itself."""
    if threading.current_thread() is not threading.main_thread():
        return
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        before = signal.getsignal(number)
        if callable(before):
            signal.signal(number, _both(lambda: loop.call_soon_threadsafe(close), before))


def _both(first: Callable[[], object], then: Handler) -> Handler:
    def handle(number: int, frame: FrameType | None) -> None:
        first()
        then(number, frame)

    return handle
