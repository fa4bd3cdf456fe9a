"""A letter to 1,000 watchers: until everyone has it, against a bare broadcast of the same bytes.

And how long pages take meanwhile, against how long they take when it is quiet. The watchers take the letter packed,
as browsers do: it is packed once, and the same bytes go to everyone. The writing of the letter is in the figure, and
the wait for the disk. Three processes share the cores: the server, the crowd that listens, and the one that asks for
pages. The cached page is the public view of another ticket; that of the ticket itself is made anew at each letter.
While a view is made and told, Python's threads take shorter turns, and between two slices of the crowd those who make
pages get theirs.
"""

import asyncio
import http.client
import os
import socket
import subprocess
import sys
from statistics import median

import uvloop

from bench.crowd import Crowd
from bench.ground import Ground, ground, letter, now
from bench.report import Report, p99
from bench.served import process
from statuspage.db import write
from statuspage.domain.opening import open_ticket
from statuspage.domain.people.agents import Agent
from statuspage.domain.people.customers import Customer
from statuspage.domain.publication.choice import PublicChoice
from statuspage.domain.publication.verbs import publish
from statuspage.domain.shares.share import shares_of
from statuspage.domain.tickets import Ticket
from statuspage.front import packing

WATCHERS, ROUNDS, PAIRS = 1_000, 9, 5
PROBE = 4.0  # seconds


def measure(report: Report) -> None:
    with ground() as here, process("front", here.environ) as port:
        told = packing.blocks(_message(port, here))
        file = here.folder / "message"
        file.write_bytes(told)
        with process("bare", {}, str(file)) as bare:
            uvloop.run(_measure(report, here, port, bare, told))


async def _measure(report: Report, here: Ground, port: int, bare: int, told: bytes) -> None:
    asked = f"GET {here.private}/stream?since=none HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept-Encoding: gzip\r\n\r\n"
    ours, theirs = Crowd(port, asked.encode(), len(told) // 2), Crowd(bare, b"hello", len(told) // 2)
    await ours.come(WATCHERS)
    await theirs.come(WATCHERS)

    def write_letter() -> None:
        with here.app.app_context(), write() as session:
            letter(session, here.ticket_id, here.agent_id, now())

    def go() -> None:
        with socket.create_connection(("127.0.0.1", bare)) as control:
            control.sendall(b"go")

    pairs = []
    for _ in range(ROUNDS):
        ours_took, theirs_took = p99(await ours.hear(write_letter)), p99(await theirs.hear(go))
        pairs.append((ours_took, theirs_took))
        await asyncio.sleep(0.2)
    ratio = median(a / b for a, b in pairs)
    reference = (
        f"{median(a for a, _ in pairs):.0f} ms against {median(b for _, b in pairs):.0f} ms, {len(told)} bytes each"
    )
    report.line(f"a letter to {WATCHERS} watchers: p99 against a bare broadcast", ratio, 4, "x", reference)
    theirs.leave()
    os.nice(15)  # the crowd stands for other people's machines, and must not take the server's time
    await asyncio.sleep(0.5)
    for name, path in (("cached", _another(here)), ("plain", "/plain")):
        pairs = []
        for _ in range(PAIRS):
            quiet = p99(await _probed(port, path))
            busy = asyncio.create_task(_probed(port, path))
            while not busy.done():
                await ours.hear(write_letter)
                await asyncio.sleep(0.25)
            pairs.append((p99(busy.result()), quiet))
        ratio = median(a / b for a, b in pairs)
        reference = " and ".join(f"{a:.1f} against {b:.1f} ms" for a, b in pairs)
        report.line(f"a {name} page meanwhile: p99 against quiet", ratio, 3, "x", reference)
    ours.leave()


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


def _message(port: int, here: Ground) -> bytes:
    """The bytes of one event, as the stream sends them."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", f"{here.private}/stream?since=none")
    response, event = connection.getresponse(), b""
    while not event.startswith(b"id:"):
        event = b""
        while (line := response.readline()) != b"\n":
            event += line
    connection.close()
    return event + b"\n"
