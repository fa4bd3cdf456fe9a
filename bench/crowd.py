"""A crowd of watchers in a process of its own: each notes when the end of a message has reached it.

So neither the bench nor the server waits for it. Times are those of one clock for all processes of a machine.
"""

import asyncio
import contextlib
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

from bench.served import allow_many

END = b"\x00\x00\xff\xff"  # of packed blocks
AT_ONCE = 50  # who connect at the same time
PATIENCE = 60.0  # seconds in which all who shall hear something must have heard it
LONGEST_ANSWER = 16 * 1024 * 1024  # bytes of a line that the crowd says


class Watcher(asyncio.Protocol):
    """One socket. A message is whole when `least` bytes have come and the last of them end a packed message.

    It is not unpacked, as that would measure this crowd and not the server.
    """

    def __init__(self, hello: bytes, least: int, heard: Callable[[], None]) -> None:
        self._hello, self._least, self._came, self._tail = hello, least, 0, b""
        self._heard = heard
        self.transport: Any = None
        self.got = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport
        self.transport.write(self._hello)

    def data_received(self, data: bytes) -> None:
        self._came += len(data)
        self._tail = (self._tail + data[-8:])[-8:]
        if self._came >= self._least and self._tail.rstrip(b"\r\n").endswith(END):
            self.got, self._came = time.perf_counter(), 0
            self._heard()


class _Inside:
    """The crowd, in its own process; it does what is asked of it line by line."""

    def __init__(self, port: int, hellos: list[str], least: int) -> None:
        self._port, self._hellos, self._least = port, [one.encode() for one in hellos], least
        self._watchers: list[Watcher] = []
        self._awaited, self._all = 0, asyncio.Event()

    async def serve(self) -> None:
        """Come, hear or leave, as the lines say that come in."""
        loop = asyncio.get_running_loop()
        while line := await loop.run_in_executor(None, sys.stdin.readline):
            what, count, *more = line.split()
            if what == "nice":
                os.nice(int(count))
            elif what == "come":
                await self._come(int(count), bool(more))
                print("here", flush=True)
            else:
                await self._hear(int(count))

    async def _come(self, count: int, are_greeted: bool) -> None:
        loop, already = asyncio.get_running_loop(), len(self._watchers)
        for start in range(already, already + count, AT_ONCE):
            numbers = range(start, min(start + AT_ONCE, already + count))
            self._await(len(numbers) if are_greeted else 0)
            await asyncio.gather(*(loop.create_connection(self._one, "127.0.0.1", self._port) for _ in numbers))
            await asyncio.wait_for(self._all.wait(), PATIENCE)

    def _one(self) -> Watcher:
        hello = self._hellos[len(self._watchers) % len(self._hellos)]
        self._watchers.append(Watcher(hello, self._least, self._heard))
        return self._watchers[-1]

    async def _hear(self, count: int) -> None:
        for one in self._watchers:
            one.got = 0.0
        self._await(count)
        print("listening", flush=True)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._all.wait(), PATIENCE)
        print(json.dumps([one.got for one in self._watchers]), flush=True)

    def _await(self, count: int) -> None:
        self._awaited = count
        self._all.clear()
        if not count:
            self._all.set()

    def _heard(self) -> None:
        self._awaited -= 1
        if not self._awaited:
            self._all.set()


class Crowd:
    """Many watchers of one server, each of whom says one of ``hellos``. What is asked of them they do in turn."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    async def come(self, count: int, *, are_greeted: bool = True) -> None:
        """Let so many more connect, a few at a time, and each have the message that they are greeted with, if any."""
        self._say(f"come {count} {'greeted' if are_greeted else ''}")
        await self._line()

    def give_way(self) -> None:
        """Take less of the processor: they stand for other people's machines, and must not take the server's time."""
        self._say("nice 15")

    async def hear(self, tell: Callable[[], Awaitable[object]], messages: int) -> list[float]:
        """When each watcher had the newest of so many messages that ``tell`` sends; 0.0 for who had none."""
        self._say(f"hear {messages}")
        await self._line()
        await tell()
        heard: list[float] = json.loads(await self._line())
        if (missing := messages - sum(one > 0 for one in heard)) > 0:
            raise RuntimeError(f"{missing} of {messages} messages did not come")
        return heard

    def _say(self, line: str) -> None:
        assert self._process.stdin
        self._process.stdin.write(f"{line}\n".encode())

    async def _line(self) -> bytes:
        assert self._process.stdout
        line = await self._process.stdout.readline()
        if not line:
            raise RuntimeError("the crowd has failed")
        return line


@contextlib.asynccontextmanager
async def crowd(port: int, hellos: list[str], least: int) -> AsyncIterator[Crowd]:
    """A crowd that has not come yet; it leaves at the end. A message has at least so many bytes."""
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump(hellos, file)
        file.flush()
        command = [sys.executable, "-m", "bench.crowd", str(port), file.name, str(least)]
        pipe = subprocess.PIPE
        process = await asyncio.create_subprocess_exec(*command, stdin=pipe, stdout=pipe, limit=LONGEST_ANSWER)
        try:
            yield Crowd(process)
        finally:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()


if __name__ == "__main__":
    import uvloop

    async def _main(port: str, file: str, least: str) -> None:
        await _Inside(int(port), json.loads(Path(file).read_text()), int(least)).serve()

    allow_many()
    uvloop.run(_main(*sys.argv[1:]))
