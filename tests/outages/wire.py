"""What stands between us and a database, and can fail as networks do: silent, slow, or cut in the middle of a message.

It listens on a port of this machine and hands on to a Unix socket, in a thread of its own.
"""

import asyncio
import contextlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.patience import LONG, until

PIECE = 65_536  # bytes


class Link:
    """One connection, both ways. ``is_mute`` says that nothing gets through any more, and nobody is told."""

    def __init__(self, near: asyncio.StreamWriter, far: asyncio.StreamWriter) -> None:
        self.near, self.far = near, far
        self.is_mute = False

    def cut(self) -> None:
        for end in (self.near, self.far):
            end.transport.abort()


class Wire:
    """Hands on; ``is_mute`` holds for connections that are made from now on, ``delay`` (seconds) for every message.

    With ``cut_after`` (bytes) each answer that is longer is cut there.
    """

    def __init__(self, target: Path) -> None:
        self._target = target
        self.is_mute, self.delay, self.cut_after = False, 0.0, 0
        self.port = 0
        self._links: set[Link] = set()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        until(lambda: self.port)

    def mute(self) -> None:
        """Let every connection that there is say nothing any more: its far end is gone, and the near is not told."""
        for link in tuple(self._links):
            link.is_mute = True
            self._loop.call_soon_threadsafe(link.far.transport.abort)

    def cut(self) -> None:
        """Cut every connection, wherever its messages are."""
        self._loop.call_soon_threadsafe(lambda: [link.cut() for link in tuple(self._links)])

    def close(self) -> None:
        self.cut()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(LONG)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        server = self._loop.run_until_complete(asyncio.start_server(self._link, "127.0.0.1", 0))
        self.port = server.sockets[0].getsockname()[1]
        self._loop.run_forever()
        server.close()
        running = asyncio.all_tasks(self._loop)
        for task in running:
            task.cancel()
        self._loop.run_until_complete(asyncio.gather(*running, return_exceptions=True))
        self._loop.run_until_complete(asyncio.sleep(0))  # what was cut is closed in the next turn
        self._loop.close()

    async def _link(self, heard: asyncio.StreamReader, near: asyncio.StreamWriter) -> None:
        try:
            told, far = await asyncio.open_unix_connection(str(self._target))
        except OSError:  # nobody listens there
            near.transport.abort()
            return
        link = Link(near, far)
        link.is_mute = self.is_mute
        self._links.add(link)
        try:
            await asyncio.gather(self._hand_on(link, heard, far, 0), self._hand_on(link, told, near, 1))
        finally:
            link.cut()
            self._links.discard(link)

    async def _hand_on(self, link: Link, source: asyncio.StreamReader, to: asyncio.StreamWriter, answers: int) -> None:
        with contextlib.suppress(OSError):
            while piece := await source.read(PIECE):
                if self.delay:
                    await asyncio.sleep(self.delay)
                if link.is_mute:
                    continue
                most = self.cut_after if answers else 0
                to.write(piece[:most] if 0 < most < len(piece) else piece)
                await to.drain()
                if 0 < most < len(piece):
                    break
            if not link.is_mute:
                link.cut()


@contextmanager
def wire_to(target: Path) -> Iterator[Wire]:
    made = Wire(target)
    try:
        yield made
    finally:
        made.close()
