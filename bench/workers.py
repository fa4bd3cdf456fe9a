"""Two processes on one PostgreSQL against one: how many kept answers they give, and what one of them costs.

Each is asked by processes of clients, as many in all for one server as for two. Where the machine has too few cores for
servers, clients and PostgreSQL, more servers cannot answer more: then the throughput is told without a bound, and what
holds is the processor time for an answer, by which two servers on cores of their own would do so many times as much.
"""

import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator
from statistics import median

from bench.ground import ground
from bench.lines import SECONDS
from bench.report import Report
from bench.served import running
from bench.wire import first, ran

ROUNDS, CLIENTS, SERVERS = 7, 4, 2
CORES = SERVERS + CLIENTS // 2 + 1  # a client takes half of what an answer does; and PostgreSQL
Client = subprocess.Popen[str]


def measure(report: Report) -> None:
    report.on("PostgreSQL 18")
    with ground(database="postgresql") as here, contextlib.ExitStack() as stack:
        loud = here.environ | {"STATUSPAGE_LOG_LEVEL": "INFO"}
        servers = [stack.enter_context(running("front", loud, is_quiet=True)) for _ in range(SERVERS)]
        for port, _ in servers:
            first(port, here.public)
        clients = [stack.enter_context(_client()) for _ in range(CLIENTS)]
        more: list[float] = []
        cheaper: list[float] = []
        for turn in range(ROUNDS):
            order = (1, SERVERS) if turn % 2 else (SERVERS, 1)
            found = {many: _served(servers[:many], here.public, clients) for many in order}
            more.append(found[SERVERS][0] / found[1][0])
            cheaper.append(SERVERS * found[1][1] / found[SERVERS][1])
    cores = len(os.sched_getaffinity(0))
    told = (
        f"{found[1][0]:.0f} and {found[SERVERS][0]:.0f} a second, {found[1][1]:.0f} and {found[SERVERS][1]:.0f} µs each"
    )
    what = "two workers, PostgreSQL, against one: kept answers"
    if cores >= CORES:
        report.at_least(what, median(more), 1.6, "x", told)
    else:
        report.note(what, median(more), "x", f"{cores} cores do not allow it: no bound; {told}")
    report.at_least("the same, by processor time for an answer", median(cheaper), 1.6, "x", "on cores of their own")


def _served(servers: list[tuple[int, int]], path: str, clients: list[Client]) -> tuple[float, float]:
    """Answers a second, and the microseconds of processor time that all servers took for one."""
    begun = sum(ran(process) for _, process in servers)
    for number, client in enumerate(clients):
        assert client.stdin
        client.stdin.write(f"{servers[number % len(servers)][0]} {path}\n")
        client.stdin.flush()
    count = sum(int(client.stdout.readline()) for client in clients if client.stdout)
    return count / SECONDS, (sum(ran(process) for _, process in servers) - begun) / 1_000 / count


@contextlib.contextmanager
def _client() -> Iterator[Client]:
    command = [sys.executable, "-m", "bench.lines"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as client:
        try:
            yield client
        finally:
            client.kill()
