"""A letter to one of 10,000 watchers, each of another ticket, while a hundred letters a second are written.

How long until its watcher has it, against a bare broadcast to as many; each letter is rendered for one watcher alone.
"""

import asyncio
import time
from statistics import median

import uvloop

from bench.broadcast import WATCHERS, compared, go, hello, memory, message, took
from bench.crowd import Crowd, crowd
from bench.ground import Ground, ground, letter, now
from bench.report import Report, p99
from bench.served import process, running
from statuspage.db import write
from statuspage.domain.opening import open_ticket
from statuspage.domain.people.agents import Agent
from statuspage.domain.people.customers import Customer, add_customer
from statuspage.domain.shares.share import shares_of
from statuspage.front import packing

A_SECOND, LETTERS, ROUNDS = 100, 500, 3
TOGETHER = 50  # tickets that are opened in one transaction


def measure(report: Report) -> None:
    with ground() as here, running("front", here.environ) as (port, server):
        tickets = _opened(here, WATCHERS)
        write_one(here, next(iter(tickets)))
        told = packing.blocks(message(port, next(iter(tickets.values()))))
        file = here.folder / "message"
        file.write_bytes(told)
        with process("bare", {}, str(file)) as bare:
            uvloop.run(_measure(report, here, tickets, (port, server), bare, told))


async def _measure(
    report: Report, here: Ground, tickets: dict[int, str], ours: tuple[int, int], bare: int, told: bytes
) -> None:
    port, server = ours
    async with (
        crowd(port, [hello(path) for path in tickets.values()], len(told) // 2) as watching,
        crowd(bare, ["hello"], len(told) // 2) as listening,
    ):
        before = memory(server)
        await watching.come(WATCHERS)
        grown = (memory(server) - before) / WATCHERS
        await listening.come(WATCHERS, are_greeted=False)
        await asyncio.sleep(1)
        pairs, rates = [], []
        for _ in range(ROUNDS):
            late, rate = await _written(here, list(tickets), watching)
            pairs.append((late, await took(listening, lambda: go(bare))))
            rates.append(rate)
    ratio, about = compared(pairs)
    about += f", {median(rates):.0f} letters a second"
    report.line(f"letters to {WATCHERS} watchers of as many tickets: p99 against a broadcast", ratio, 4, "x", about)
    report.note("a watcher of a ticket of its own: memory of the server's process", grown, "KB", "its region is in it")


async def _written(here: Ground, tickets: list[int], watching: Crowd) -> tuple[float, float]:
    """Milliseconds until 99 of 100 letters were where they belong; and how many were written in a second."""
    begun: dict[int, float] = {}

    async def tell() -> None:
        start = time.perf_counter()
        for count in range(LETTERS):
            number = count * (len(tickets) // LETTERS)
            await asyncio.sleep(max(0.0, start + count / A_SECOND - time.perf_counter()))
            begun[number] = time.perf_counter()
            await asyncio.to_thread(write_one, here, tickets[number])

    heard = await watching.hear(tell, LETTERS)
    rate = (LETTERS - 1) / (max(begun.values()) - min(begun.values()))
    return p99([(heard[number] - at) * 1000 for number, at in begun.items()]), rate


def write_one(here: Ground, ticket_id: int) -> None:
    with here.app.app_context(), write() as session:
        letter(session, ticket_id, here.agent_id, now())


def _opened(here: Ground, count: int) -> dict[int, str]:
    """So many tickets, and the path of each one's private page."""
    found: dict[int, str] = {}
    urls = here.app.extensions["urls"]
    with here.app.app_context(), write() as session:  # who gets no mail: nothing but pages is measured here
        customer_id = add_customer(session, now(), name="Joana Reis", zone="UTC", reach="page").id
    for _ in range(0, count, TOGETHER):
        with here.app.app_context(), write() as session:
            customer, agent = session.get_one(Customer, customer_id), session.get_one(Agent, here.agent_id)
            for _ in range(TOGETHER):
                ticket = open_ticket(session, customer, agent, now(), subject="It drips", story="All day.")
                found[ticket.id] = urls.shared(shares_of(session, ticket.id)["private"]).removeprefix(urls.base)
    return found
