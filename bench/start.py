"""A cold start: until the first page is answered, and the memory at rest after it, against an empty Flask app.

Both are started from nothing in turns, with one worker of uvicorn, on data that is there and a schema that is up to
date; ours answers a public page, the empty app an empty one. Python's compiled files are there, and the machine has
read them before. Memory is the proportional share (PSS) once the process has done nothing for a while.
"""

import contextlib
import http.client
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from bench.ground import ground
from bench.report import Report
from bench.wire import free_port, ran, without_ours
from statuspage.config import PROJECT

AT_MOST = 3  # times what the empty app takes
ROUNDS, PATIENCE, LOOK = 5, 60.0, 0.005  # seconds
REST, IDLE = 0.4, 0.02  # seconds of which a process at rest takes such a part


@dataclass(frozen=True)
class Started:
    """Seconds until the first 200, seconds of processor time until then; and megabytes at rest, see ``_memory``."""

    wall: float
    cpu: float
    memory: float
    resident: float


FIGURES: tuple[tuple[str, str, Callable[[Started], float]], ...] = (
    ("a cold start until the first page: CPU", "s", lambda one: one.cpu),
    ("a cold start until the first page: time", "s", lambda one: one.wall),
    ("memory at rest after one page", "MB", lambda one: one.memory),
)


def measure(report: Report) -> None:
    with ground() as here:
        program = [sys.executable, str(PROJECT / "app.py")]
        ours, theirs = [], []
        for _ in range(ROUNDS):
            theirs.append(_start([sys.executable, "-m", "bench.empty"], {}, "/"))
            ours.append(_start(program, here.environ, here.public))
    for what, unit, of in FIGURES:
        pairs = [(of(a), of(b)) for a, b in zip(ours, theirs, strict=True)]
        mine, other = (median(one) for one in zip(*pairs, strict=True))
        digits = 2 if unit == "s" else 0
        told = f"{mine:.{digits}f} {unit} against {other:.{digits}f} {unit}"
        report.line(f"{what}, against an empty Flask app", median(a / b for a, b in pairs), AT_MOST, "x", told)
    shared = median(a.resident / b.resident for a, b in zip(ours, theirs, strict=True))
    told = f"{ours[-1].resident:.0f} MB against {theirs[-1].resident:.0f} MB"
    report.note("the same, with all that is shared with other processes (RSS)", shared, "x", told)


def _start(command: list[str], environ: dict[str, str], path: str) -> Started:
    port = free_port()
    begun = time.monotonic()
    with _running([*command, str(port)], without_ours() | environ | {"PORT": str(port)}) as process:
        while not _answers(port, path):
            if time.monotonic() - begun > PATIENCE:
                raise RuntimeError(f"{command[-1]} did not answer")
            time.sleep(LOOK)
        wall, cpu = time.monotonic() - begun, _took(process)
        _wait_for_rest(process)
        return Started(wall, cpu, _memory(process, "Pss"), _memory(process, "Rss"))


@contextlib.contextmanager
def _running(command: list[str], environ: dict[str, str]) -> Iterator[int]:
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, env=environ, cwd=PROJECT, stdout=quiet, stderr=quiet) as server:
        try:
            yield server.pid
        finally:
            server.kill()


def _answers(port: int, path: str) -> bool:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        line.request("GET", path)
        return line.getresponse().status == 200
    except OSError:
        return False
    finally:
        line.close()


def _took(process: int) -> float:
    """Seconds of processor time of a process and of all threads that it has had."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return sum(map(int, fields[11:13])) / os.sysconf("SC_CLK_TCK")


def _wait_for_rest(process: int) -> None:
    for _ in range(50):
        before = ran(process)
        time.sleep(REST)
        if ran(process) - before < IDLE * REST * 1e9:
            return
    raise RuntimeError("the server does not come to rest")


def _memory(process: int, what: str) -> float:
    """Megabytes of a process: its "Pss" has what it shares with others in part, its "Rss" whole."""
    rows = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    return next(int(row.split()[1]) for row in rows if row.startswith(f"{what}:")) / 1024
