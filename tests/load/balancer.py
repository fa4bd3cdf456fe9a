"""What stands before several servers and hands each connection to one that takes it, as nginx does with an upstream.

A server that takes none is passed over; a connection that is cut is cut on the other side.
"""

import asyncio
import contextlib
import threading
from collections.abc import Iterator

PIECE = 65_536


class Balancer:
    """Listens on ``port``. ``passed_over`` counts how often a server took no connection."""

    def __init__(self, ports: list[int]) -> None:
        self._ports, self._turn = ports, 0
        self._ends = set[asyncio.StreamWriter]()
        self.port = self.passed_over = 0

    async def listen(self) -> asyncio.Server:
        server = await asyncio.start_server(self._hand_on, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        return server

    async def end(self) -> None:
        """Cut every connection, on both sides, and wait until it is gone."""
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
        for task in tasks:
            task.cancel()
        for end in tuple(self._ends):
            end.transport.abort()
        await asyncio.gather(*tasks, *(end.wait_closed() for end in self._ends), return_exceptions=True)

    async def _hand_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with self._open(writer):
            for _ in self._ports:
                self._turn += 1
                port = self._ports[self._turn % len(self._ports)]
                try:
                    other, answers = await asyncio.open_connection("127.0.0.1", port)
                except OSError:
                    self.passed_over += 1
                    continue
                with self._open(answers):
                    ways = [asyncio.ensure_future(_pass(*way)) for way in ((reader, answers), (other, writer))]
                    await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
                    for way in ways:
                        way.cancel()
                return

    @contextlib.contextmanager
    def _open(self, end: asyncio.StreamWriter) -> Iterator[None]:
        """One end of a connection, which is closed after the block."""
        self._ends.add(end)
        try:
            yield
        finally:
            end.close()
            self._ends.discard(end)


async def _pass(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while piece := await reader.read(PIECE):
            writer.write(piece)
            await writer.drain()


@contextlib.contextmanager
def balanced(ports: list[int]) -> Iterator[Balancer]:
    """One before these, until the end of the block."""
    balancer, loop, ready = Balancer(ports), asyncio.new_event_loop(), threading.Event()

    async def run(ended: asyncio.Event) -> None:
        server = await balancer.listen()
        ready.set()
        await ended.wait()
        server.close()
        await balancer.end()

    ended = asyncio.Event()
    thread = threading.Thread(target=lambda: loop.run_until_complete(run(ended)), daemon=True)
    thread.start()
    ready.wait()
    try:
        yield balancer
    finally:
        loop.call_soon_threadsafe(ended.set)
        thread.join()
        loop.close()
