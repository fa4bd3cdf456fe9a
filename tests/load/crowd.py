"""Connections that take room and give nothing, in a process of their own that is less important than all others.

`python -m tests.load.crowd PORT STREAM FORM HOW_MANY…` opens them, says `there` once all have been, and goes on until
its input ends. Whoever is cut off comes again. Then it tells in JSON how many streams there were at the end, and how
often each kind was cut.
"""

import asyncio
import contextlib
import json
import os
import resource
import socket
import subprocess
import sys
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator

from statuspage.config import PROJECT
from tests.patience import LONG

STREAMS, SLOW, SILENT = 1_000, 500, 300
EACH = 1.0  # seconds between two bytes of a slow one
AGAIN = 1.0  # seconds until one who was cut off comes again
AT_ONCE = 50  # that connect at the same time
PACKET = 16  # bytes that a slow reader takes

Visit = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


class Crowd:
    """All of them. Half of the slow and of the silent come from one address, the rest from many."""

    def __init__(self, port: int, stream: str, form: str) -> None:
        self._port, self._stream, self._form = port, stream, form
        self._gate, self._cut = asyncio.Semaphore(AT_ONCE), Counter[str]()
        self._there: set[tuple[str, int]] = set()
        self._reading = 0

    async def come(self, streams: int, slow: int, silent: int) -> None:
        """Until it is told to go."""
        kinds: list[tuple[str, int, Visit]] = [("stream", streams, self._follow), ("silent", silent, self._say_nothing)]
        ways = (self._head, self._body, self._sip)
        kinds += [("slow", len(range(n, slow, len(ways))), way) for n, way in enumerate(ways)]
        tasks = [
            asyncio.ensure_future(self._again(f"{kind} {way.__name__}", place, number, way))
            for place, (kind, count, way) in enumerate(kinds)
            for number in range(count)
        ]
        while len(self._there) < len(tasks):
            await asyncio.sleep(0.05)
        print("there", flush=True)
        await asyncio.to_thread(sys.stdin.read)
        print(json.dumps({"streams": self._reading, "cut": self._cut}), flush=True)

    async def _again(self, kind: str, place: int, number: int, visit: Visit) -> None:
        from_one = number % 2 == 0 and visit != self._follow
        address = "127.0.7.1" if from_one else f"127.0.{8 + place}.{1 + number % 50}"
        while True:
            with contextlib.suppress(OSError, asyncio.IncompleteReadError):
                async with self._gate:
                    reader, writer = await self._connect(address, narrow=visit == self._sip)
                try:
                    self._there.add((kind, number))
                    await visit(reader, writer)
                finally:
                    writer.close()
            self._cut[kind] += 1
            await asyncio.sleep(AGAIN)

    async def _connect(self, address: str, *, narrow: bool) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        line = socket.socket()
        line.setblocking(False)
        if narrow:
            line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2_048)
        line.bind((address, 0))
        await asyncio.get_running_loop().sock_connect(line, ("127.0.0.1", self._port))
        return await asyncio.open_connection(sock=line, limit=PACKET)

    async def _follow(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(f"GET {self._stream} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        if b" 200" not in await reader.readexactly(PACKET):
            return
        self._reading += 1
        try:
            while await reader.read(65_536):
                pass
        finally:
            self._reading -= 1

    async def _say_nothing(self, reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
        await reader.read()

    async def _head(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await _drip(reader, writer, b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: " + b"x" * 10_000)

    async def _body(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        kind = "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 10000"
        writer.write(f"POST {self._form} HTTP/1.1\r\nHost: localhost\r\n{kind}\r\n\r\n".encode())
        await _drip(reader, writer, b"body=" + b"x" * 9_000)

    async def _sip(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"GET /static/js/files.js HTTP/1.1\r\nHost: localhost\r\n\r\n")
        while await reader.read(PACKET):
            await asyncio.sleep(EACH)


async def _drip(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, what: bytes) -> None:
    ends = asyncio.ensure_future(reader.read())
    try:
        for at in range(len(what)):
            writer.write(what[at : at + 1])
            await asyncio.wait([ends], timeout=EACH)
            if ends.done():
                return
    finally:
        ends.cancel()


@contextlib.contextmanager
def crowded(
    port: int, stream: str, form: str, streams: int = STREAMS, slow: int = SLOW, silent: int = SILENT
) -> Iterator[dict[str, object]]:
    """All of them are there until the end of the block; what they tell then is put into what it is given."""
    numbers = [str(number) for number in (streams, slow, silent)]
    command = [sys.executable, "-m", "tests.load.crowd", str(port), stream, form, *numbers]
    told: dict[str, object] = {}
    with subprocess.Popen(command, cwd=PROJECT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin
        assert process.stdout
        try:
            assert process.stdout.readline() == "there\n"
            told["pid"] = process.pid
            yield told
            process.stdin.close()
            told |= json.loads(process.stdout.readline())
            process.wait(LONG)
        finally:
            process.kill()


def main(port: str, stream: str, form: str, *numbers: str) -> None:
    os.nice(5)
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))

    async def run() -> None:
        await Crowd(int(port), stream, form).come(*map(int, numbers))
        os._exit(0)

    asyncio.run(run())


if __name__ == "__main__":
    main(*sys.argv[1:])
