"""A crowd of watchers in one process: each notes when the end of a message has reached it."""

import asyncio
import time
from collections.abc import Callable
from typing import Any

END = b"\x00\x00\xff\xff"  # of packed blocks


class Watcher(asyncio.Protocol):
    """One socket. A message is whole when `least` bytes have come and the last of them end a packed message.

    It is not unpacked, as that would measure this crowd and not the server.
    """

    def __init__(self, hello: bytes, least: int) -> None:
        self._hello, self._least, self._came, self._tail = hello, least, 0, b""
        self.transport: Any = None
        self.got = 0.0
        self.count = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport
        self.transport.write(self._hello)

    def data_received(self, data: bytes) -> None:
        self._came += len(data)
        self._tail = (self._tail + data[-8:])[-8:]
        if self._came >= self._least and self._tail.rstrip(b"\r\n").endswith(END):
            self.got, self._came = time.perf_counter(), 0
            self.count += 1


class Crowd:
    """Many watchers of one address."""

    def __init__(self, port: int, hello: bytes, least: int) -> None:
        self._port, self._hello, self._least = port, hello, least
        self.watchers: list[Watcher] = []

    async def come(self, count: int) -> None:
        """Connect them all, a few at a time, and let the greeting pass."""
        loop = asyncio.get_running_loop()
        for start in range(0, count, 50):
            made = [loop.create_connection(self._one, "127.0.0.1", self._port) for _ in range(min(50, count - start))]
            await asyncio.gather(*made)
        await asyncio.sleep(1.5)

    def _one(self) -> Watcher:
        watcher = Watcher(self._hello, self._least)
        self.watchers.append(watcher)
        return watcher

    async def hear(self, tell: Callable[[], object], seconds: float = 10) -> list[float]:
        """Milliseconds from `tell` until each watcher had the message. Raises RuntimeError if one does not get it."""
        counts = [watcher.count for watcher in self.watchers]
        begun = time.perf_counter()
        await asyncio.to_thread(tell)
        for _ in range(int(seconds * 100)):
            if all(watcher.count > count for watcher, count in zip(self.watchers, counts, strict=True)):
                break
            await asyncio.sleep(0.01)
        missing = sum(watcher.count <= count for watcher, count in zip(self.watchers, counts, strict=True))
        if missing:
            raise RuntimeError(f"{missing} of {len(counts)} watchers did not get it")
        return [(watcher.got - begun) * 1000 for watcher in self.watchers]

    def leave(self) -> None:
        for watcher in self.watchers:
            watcher.transport.close()
