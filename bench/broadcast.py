"""A letter to 10,000 watchers of one ticket: until everyone has it, against a bare broadcast of the same bytes.

And what a watcher takes of memory, and how long pages take meanwhile, against how long they take when it is quiet. The
watchers take the letter packed, as browsers do: it is packed once, and the same bytes go to everyone. The writing of
the letter is in the figure, and the wait for the disk. Three processes share the cores: the server, the crowd that
listens, and the one that asks for pages. The kept page is the public view of another ticket; that of the ticket itself
is made anew at each letter. A bare server's page, in a process of its own that tells nobody anything, shows how much of
a page's wait is for the cores.

What makes the p99 of pages is less the telling, in whose midst a kept page waits for 16 watchers at most, than the 8 ms
in which a thread renders the letter before: where two threads share a core, the event loop's own waits behind it for
2 to 4 ms (by the kernel's schedstat, here on 2 cores), in about half of all letters.
"""

import asyncio
import http.client
import re
import socket
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from statistics import median

import uvloop

from bench.crowd import Crowd, crowd
from bench.ground import Ground, ground, letter, now
from bench.report import Report, p99
from bench.served import process, running
from bench.wire import first, keep
from statuspage.db import write
from statuspage.domain.opening import open_ticket
from statuspage.domain.people.agents import Agent
from statuspage.domain.people.customers import Customer
from statuspage.domain.publication.choice import PublicChoice
from statuspage.domain.publication.verbs import publish
from statuspage.domain.shares.share import shares_of
from statuspage.domain.tickets import Ticket
from statuspage.front import packing

FIRST, WATCHERS, ROUNDS, PAIRS = 200, 10_000, 9, 5
PROBE = 4.0  # seconds
BREAK = 0.25  # seconds between two letters while pages are asked for
Tell = Callable[[], Awaitable[object]]


def measure(report: Report) -> None:
    with ground() as here, running("front", here.environ) as (port, server):
        told = packing.blocks(message(port, here.private))
        file = here.folder / "message"
        file.write_bytes(told)
        with process("bare", {}, str(file)) as bare:
            uvloop.run(_measure(report, here, (port, server), bare, told))


async def _measure(report: Report, here: Ground, ours: tuple[int, int], bare: int, told: bytes) -> None:
    port, server = ours

    def write_letter() -> None:
        with here.app.app_context(), write() as session:
            letter(session, here.ticket_id, here.agent_id, now())

    async def tell() -> None:
        await asyncio.to_thread(write_letter)

    async with (
        crowd(port, [hello(here.private)], len(told) // 2) as watching,
        crowd(bare, ["hello"], len(told) // 2) as listening,
    ):
        await _weigh(report, server, watching, tell)
        await listening.come(WATCHERS, are_greeted=False)
        await asyncio.sleep(1)
        pairs = []
        for _ in range(ROUNDS):
            pairs.append((await took(watching, tell), await took(listening, lambda: go(bare))))
            await asyncio.sleep(BREAK)
        ratio, about = compared(pairs)
        what = f"a letter to {WATCHERS} watchers: p99 against a bare broadcast"
        report.line(what, ratio, 1.4, "x", f"{about}, {len(told)} bytes each")
        await _ask_meanwhile(report, here, port, watching, tell)


async def _weigh(report: Report, server: int, watching: Crowd, tell: Tell) -> None:
    """What each watcher adds to the server's memory, once the first ones have made it do everything that it does."""
    await watching.come(FIRST)
    await watching.hear(tell, FIRST)
    before, system = memory(server), kernels()
    await watching.come(WATCHERS - FIRST)
    await watching.hear(tell, WATCHERS)
    grown, more = (memory(server) - before) / (WATCHERS - FIRST), (kernels() - system) / (WATCHERS - FIRST)
    reference = f"{WATCHERS} watchers; besides, the system keeps {more:.1f} KB for both ends of each one's connection"
    report.line("a watcher: memory of the server's process", grown, 12, "KB", reference)


async def _ask_meanwhile(report: Report, here: Ground, port: int, watching: Crowd, tell: Tell) -> None:
    watching.give_way()
    await asyncio.sleep(0.5)
    kept = _another(here)
    for name, path in (("kept", kept), ("plain", "/plain")):
        ratio, told = await _waits(port, path, watching, tell)
        report.line(f"a {name} page meanwhile: p99 against quiet", ratio, 2, "x", told)
    with process("answer", {}, *keep(first(port, kept), here.folder)) as bare:
        ratio, told = await _waits(bare, "/", watching, tell)
        report.note("a bare server's page meanwhile, which tells nobody: p99 against quiet", ratio, "x", told)


async def _waits(port: int, path: str, watching: Crowd, tell: Tell) -> tuple[float, str]:
    """How long the page takes while a letter goes to everybody, against quiet; and what that is made of, in words."""
    pairs = []
    for _ in range(PAIRS):
        quiet = p99(await _probed(port, path))
        busy = asyncio.create_task(_probed(port, path))
        while not busy.done():
            await watching.hear(tell, WATCHERS)
            await asyncio.sleep(BREAK)
        pairs.append((p99(busy.result()), quiet))
    told = " and ".join(f"{a:.1f} against {b:.1f} ms" for a, b in pairs)
    return median(a / b for a, b in pairs), told


def hello(path: str) -> str:
    """What a watcher of this page says, who has nothing of it yet."""
    return f"GET {path}/stream HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept-Encoding: gzip\r\n\r\n"


async def took(watching: Crowd, tell: Tell) -> float:
    """Milliseconds until 99 of 100 watchers had what was told."""
    begun = 0.0

    async def begin() -> None:
        nonlocal begun
        begun = time.perf_counter()
        await tell()

    return p99([(got - begun) * 1000 for got in await watching.hear(begin, WATCHERS)])


async def go(bare: int) -> None:
    """Let the bare broadcast begin."""
    with socket.create_connection(("127.0.0.1", bare)) as control:
        control.sendall(b"go")


def compared(pairs: list[tuple[float, float]]) -> tuple[float, str]:
    """The median of the ratios, and what they are made of, in words."""
    ours, theirs = median(a for a, _ in pairs), median(b for _, b in pairs)
    return median(a / b for a, b in pairs), f"{ours:.0f} ms against {theirs:.0f} ms"


def memory(process_id: int) -> float:
    """KB that the process has for itself, and its part of what it shares."""
    return float(_found(r"^Pss:\s+(\d+)", Path(f"/proc/{process_id}/smaps_rollup").read_text()))


def kernels() -> float:
    """KB that the system keeps in small pieces for all processes, the ends of their connections among them."""
    return float(_found(r"^Slab:\s+(\d+)", Path("/proc/meminfo").read_text()))


def _found(pattern: str, text: str) -> str:
    found = re.search(pattern, text, re.MULTILINE)
    assert found
    return found[1]


def _another(here: Ground) -> str:
    """The public page of another ticket: that of the ticket which is written to is made anew after each letter."""
    with here.app.app_context(), write() as session:
        first = session.get_one(Ticket, here.ticket_id)
        customer, agent = session.get_one(Customer, first.customer_id), session.get_one(Agent, here.agent_id)
        ticket = open_ticket(session, customer, agent, now(), subject="It drips", story="All day.")
        letter(session, ticket.id, agent.id, now())
        publish(session, ticket.id, PublicChoice(letters=True), now())
        urls = here.app.extensions["urls"]
        return str(urls.shared(shares_of(session, ticket.id)["public"]).removeprefix(urls.base))


async def _probed(port: int, path: str) -> list[float]:
    """How long the page took each time, in milliseconds, when another process asked for it for some seconds."""
    command = [sys.executable, "-m", "bench.served", "probe", str(port), path, str(PROBE)]
    running = await asyncio.create_subprocess_exec(*command, stdout=subprocess.PIPE)
    said, _ = await running.communicate()
    return [float(one) for one in said.split(b"\n")[1].split()][5:]


def message(port: int, path: str) -> bytes:
    """The bytes of one event, as the stream sends them."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", f"{path}/stream")
    response, event = connection.getresponse(), b""
    while not event.startswith(b"id:"):
        event = b""
        while (line := response.readline()) != b"\n":
            event += line
    connection.close()
    return event + b"\n"
