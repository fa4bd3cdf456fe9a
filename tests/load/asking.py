"""Readers who ask for pages again and again, in a process of their own: how each was answered, and how soon.

`python -m tests.load.asking PORT PATHS together=N SECONDS` lets N ask again as soon as they were answered, and with
`each=PER_SECOND` everyone comes at their time, whatever becomes of the others. It prints a line of JSON: which
path each asked for, the status, and after how many seconds; status 0 is who hung up, as it took too long.
"""

import asyncio
import itertools
import json
import random
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median, quantiles

from statuspage.config import PROJECT

PATIENCE = 5.0  # seconds that a person waits for a page
ADDRESSES = 200  # 127.0.5.x, so that none of them has more open than one may
_LENGTH = re.compile(rb"content-length: (\d+)")
_address = itertools.cycle([f"127.0.5.{number}" for number in range(1, ADDRESSES + 1)])

Outcome = tuple[int, float]
Asked = tuple[str, int, float]


@dataclass(frozen=True)
class Answered:
    """What came of one round."""

    outcomes: list[Outcome]
    seconds: float

    def times(self, status: int) -> list[float]:
        return [took for found, took in self.outcomes if found == status]

    def per_second(self) -> float:
        """How many got their page, in a second."""
        return len(self.times(200)) / self.seconds

    def typical(self, status: int) -> float:
        return median(self.times(status))

    def p99(self) -> float:
        return quantiles(self.times(200), n=100)[98]


def asked(port: int, path: str, how: str, seconds: float) -> Answered:
    """Let them ask for this one, in a process of their own."""
    return asked_in_turn(port, [path], how, seconds)[path]


def asked_in_turn(port: int, paths: list[str], how: str, seconds: float) -> dict[str, Answered]:
    """Let them ask for all of these, one after the other; what came of each."""
    command = [sys.executable, "-m", "tests.load.asking", str(port), ",".join(paths), how, str(seconds)]
    done = subprocess.run(command, cwd=PROJECT, check=True, capture_output=True, text=True)
    found = json.loads(done.stdout)
    return {path: Answered([(status, took) for of, status, took in found if of == path], seconds) for path in paths}


async def ask(port: int, path: str) -> Asked:
    """One reader, on a connection of their own."""
    begun, status = time.perf_counter(), 0
    try:
        async with asyncio.timeout(PATIENCE):
            status = await _read(port, path)
    except (TimeoutError, OSError, asyncio.IncompleteReadError):
        pass
    return path, status, time.perf_counter() - begun


async def _read(port: int, path: str) -> int:
    reader, writer = await asyncio.open_connection("127.0.0.1", port, local_addr=(next(_address), 0))
    try:
        writer.write(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        head = await reader.readuntil(b"\r\n\r\n")
        length = _LENGTH.search(head)
        await reader.readexactly(int(length[1]) if length else 0)
        return int(head.split(b" ", 2)[1])
    finally:
        writer.close()


async def together(port: int, paths: Iterator[str], how_many: int, seconds: float) -> list[Asked]:
    outcomes: list[Asked] = []
    ends = time.monotonic() + seconds

    async def one() -> None:
        while time.monotonic() < ends:
            outcomes.append(await ask(port, next(paths)))

    await asyncio.gather(*(one() for _ in range(how_many)))
    return outcomes


async def each(port: int, paths: Iterator[str], per_second: float, seconds: float) -> list[Asked]:
    """People come by themselves: their times are drawn, as those of a Poisson process."""
    coming, at, chance = [], time.monotonic(), random.Random(7)
    ends = at + seconds
    while (at := at + chance.expovariate(per_second)) < ends:
        await asyncio.sleep(max(0.0, at - time.monotonic()))
        coming.append(asyncio.ensure_future(ask(port, next(paths))))
    return list(await asyncio.gather(*coming))


def main(port: str, paths: str, how: str, seconds: str) -> None:
    kind, _, number = how.partition("=")
    turn = itertools.cycle(paths.split(","))
    if kind == "together":
        outcomes = asyncio.run(together(int(port), turn, int(number), float(seconds)))
    else:
        outcomes = asyncio.run(each(int(port), turn, float(number), float(seconds)))
    print(json.dumps(outcomes))


if __name__ == "__main__":
    main(*sys.argv[1:])
