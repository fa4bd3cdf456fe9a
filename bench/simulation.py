"""`python -m bench.simulation`: how many processes a workload takes, how much of all else, and what is full first.

What one act costs was measured (``bench/costs.py``), what people do is assumed (``WORKLOADS``), and the rest is
computed. How long an act waits in a process is simulated: acts come at random (a Poisson process) at the rate of the
busiest hour, and are done one after another. The same seed gives the same table; it stands in ``docs/scaling.md``.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace

from bench.costs import ON_POSTGRESQL, ON_SQLITE, Costs
from bench.report import p99

DAY, SEED, SECONDS = 86_400, 7, 300
BUSY, WAIT_MS, WATCHERS = 0.6, 50, 20_000  # of one process: its core, the 99th percentile of waiting, open streams
SERVER_CORES, SERVER_BUSY = 16, 0.6
COMMITS = 2_750  # durable ones a second, one after another; those that come together share one


@dataclass(frozen=True)
class Workload:
    """What people do. ``watchers`` are pages that are open at once in the busiest hour."""

    name: str
    tickets: int
    watchers: int
    open_share: float = 0.125
    words_a_day: float = 0.6  # letters and replies, for each open ticket
    public_a_day: float = 12  # pages, cards and badges asked for
    private_a_day: float = 1.5
    desk_a_day: float = 1.2
    peak: float = 3  # the busiest hour, against the mean of the day
    in_front: float = 0  # the share of what the public asks for that a CDN or nginx answers

    def rate(self, a_day: float) -> float:
        """How often in a second of the busiest hour, over all open tickets."""
        return self.tickets * self.open_share * a_day * self.peak / DAY


WORKLOADS = (
    Workload("1,000,000 tickets", 1_000_000, 100_000),
    Workload("10,000,000 tickets", 10_000_000, 1_000_000),
    Workload("all of them open", 10_000_000, 1_000_000, open_share=1),
    Workload("and a CDN in front", 10_000_000, 1_000_000, open_share=1, in_front=0.9),
)


@dataclass(frozen=True)
class Act:
    """One kind of work of a process: how often in a second, and milliseconds each."""

    rate: float
    ms: float


@dataclass(frozen=True)
class Outcome:
    """What a workload takes. ``busy`` is the share of one process's core, ``server`` that of the primary's cores."""

    processes: int
    busy: float
    wait_ms: float
    memory_gb: float
    database_gb: float
    log_gb_a_day: float
    server: float
    words: float
    asked: float
    full_first: str
    full_at: float


def acts(load: Workload, processes: int, costs: Costs) -> list[Act]:
    """What one of so many processes has to do in a second of the busiest hour."""
    words = load.rate(load.words_a_day)
    shared = [
        Act(load.rate(load.public_a_day) * (1 - load.in_front), costs.kept_ms),
        Act(load.rate(load.private_a_day), costs.private_ms),
        Act(load.rate(load.desk_a_day), costs.desk_ms),
        Act(words, costs.word_ms),
        Act(words, costs.view_ms + costs.tell_ms * load.watchers / (load.tickets * load.open_share)),
        Act(load.watchers / costs.beat_seconds, costs.tell_ms),
    ]
    return [*(replace(one, rate=one.rate / processes) for one in shared), Act(words, costs.notice_ms)]


def busy(doing: list[Act]) -> float:
    """The share of one core that they take."""
    return sum(one.rate * one.ms for one in doing) / 1000


def waits(doing: list[Act], seconds: float, seed: int) -> Iterator[float]:
    """How long each act waits for those before it, in milliseconds (Lindley's recursion)."""
    dice, rates = random.Random(seed), [one.rate for one in doing]
    pause, now, free = 1000 / sum(rates), 0.0, 0.0
    while now < seconds * 1000:
        for act in dice.choices(doing, rates, k=1_000):
            now += dice.expovariate(1) * pause
            begun = max(now, free)
            yield begun - now
            free = begun + act.ms * dice.uniform(0.5, 1.5)


def outcome(load: Workload, costs: Costs = ON_POSTGRESQL, seconds: float = SECONDS) -> Outcome:
    """What this workload takes. A process is simulated for so many seconds of the busiest hour."""
    processes = _processes(load, costs)
    while (wait := p99(list(waits(acts(load, processes, costs), seconds, SEED)))) > WAIT_MS:
        processes += 1
    words, reads = load.rate(load.words_a_day), load.rate(load.private_a_day + load.desk_a_day)
    server = (words * costs.word_server_ms + reads * costs.read_server_ms) / 1000 / SERVER_CORES
    share, name = max(
        (server / SERVER_BUSY, "the primary's processor"),
        (words / COMMITS, "the primary's disk"),
        (words * costs.notice_ms / 1000 / BUSY, "each process, told of every change"),
    )
    memory = processes * costs.process_mb / 1024 + load.watchers * costs.watcher_kb / 1024**2
    return Outcome(
        processes=processes,
        busy=busy(acts(load, processes, costs)),
        wait_ms=wait,
        memory_gb=memory,
        database_gb=load.tickets * costs.ticket_kb / 1024**2,
        log_gb_a_day=words / load.peak * DAY * costs.wal_kb / 1024**2,
        server=server,
        words=words,
        asked=load.rate(load.public_a_day) + reads,
        full_first=name,
        full_at=1 / share,
    )


def _processes(load: Workload, costs: Costs) -> int:
    """The fewest whose cores and watchers stay below what one may have."""
    most = max(1, -(-load.watchers // WATCHERS))
    told = busy(acts(load, 10**9, costs))  # what no further process takes away
    if told >= BUSY:
        raise ValueError(f"{load.name}: each process would be busy with being told of changes")
    shared = busy(acts(load, 1, costs)) - told
    return max(most, -(-int(shared * 1_000_000) // int((BUSY - told) * 1_000_000)))


def alone(costs: Costs = ON_SQLITE) -> int:
    """How many tickets, in thousands, one process carries, of which each tenth is watched."""
    thousands = 1
    while busy(acts(_alike(thousands + 1), 1, costs)) <= BUSY:
        thousands += 1
    return thousands


def _alike(thousands: int) -> Workload:
    return Workload("one process", thousands * 1_000, thousands * 100)


ROWS = (
    ("letters and replies a second", lambda one: f"{one.words:,.1f}"),
    ("pages, cards and badges a second", lambda one: f"{one.asked:,.0f}"),
    ("processes, each with a core", lambda one: f"{one.processes:,}"),
    ("a process's core", lambda one: f"{one.busy:.0%}"),
    ("p99 of waiting in a process", lambda one: f"{one.wait_ms:.0f} ms"),
    ("memory of the processes", lambda one: f"{one.memory_gb:,.1f} GB"),
    ("the database", lambda one: f"{one.database_gb:,.1f} GB"),
    ("its log, a day", lambda one: f"{one.log_gb_a_day:,.1f} GB"),
    (f"the primary's {SERVER_CORES} cores", lambda one: f"{one.server:.1%}"),
    ("full first", lambda one: one.full_first),
    ("at", lambda one: f"{one.full_at:,.0f} times this"),
)


def table(seconds: float = SECONDS) -> str:
    """What each workload takes, as it stands in the page on scaling."""
    found = [outcome(load, seconds=seconds) for load in WORKLOADS]
    lines = [f"| | {' | '.join(load.name for load in WORKLOADS)} |", f"|---|{'---|' * len(WORKLOADS)}"]
    lines += [f"| {name} | {' | '.join(told(one) for one in found)} |" for name, told in ROWS]
    return "\n".join(lines)


if __name__ == "__main__":
    print(table())
    print(f"\nOne process on SQLite: {alone() * 1_000:,} tickets, of which a tenth is watched.")
