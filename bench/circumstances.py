"""When and on what a measure ran: the machine, what runs on it, and how busy others kept it meanwhile."""

import contextlib
import os
import platform
import resource
import sqlite3
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

BUSY = 0.25  # cores that others took


@dataclass
class Circumstances:
    """``took`` is in seconds, and ``others`` in cores: what ran beside the measure and its servers, on average."""

    date: str
    cores: int
    machine: str
    python: str
    database: str
    load: float
    took: float = 0.0
    others: float | None = None

    @property
    def is_busy(self) -> bool:
        return self.others is not None and self.others > BUSY


@contextlib.contextmanager
def observed() -> Iterator[Circumstances]:
    """They are complete when the block is left. A server that nobody has waited for by then counts as others."""
    seen = Circumstances(
        date=datetime.now(UTC).date().isoformat(),
        cores=len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1,
        machine=f"{platform.machine()}, {platform.system()}",
        python=platform.python_version(),
        database=f"SQLite {sqlite3.sqlite_version}",
        load=round(os.getloadavg()[0], 1),
    )
    begun, all_before, ours_before = time.monotonic(), _busy(), _ours()
    try:
        yield seen
    finally:
        took = time.monotonic() - begun
        seen.took = round(took, 1)
        if all_before is not None and (now := _busy()) is not None:
            seen.others = round(max(0.0, now - all_before - _ours() + ours_before) / took, 1)


def _ours() -> float:
    """Seconds of processor time that this process has taken, and those that it started and has seen end."""
    return sum(one.ru_utime + one.ru_stime for one in map(resource.getrusage, _WHO))


_WHO = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)


def _busy() -> float | None:
    """Seconds of processor time that the machine has spent on anything; None where only Linux could say."""
    with contextlib.suppress(OSError):
        user, nice, system, _idle, _waiting, *more = Path("/proc/stat").read_text().splitlines()[0].split()[1:]
        return sum(map(int, (user, nice, system, *more[:3]))) / os.sysconf("SC_CLK_TCK")
    return None
