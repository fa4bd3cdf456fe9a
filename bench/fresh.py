"""A fresh clone: seconds from `make run` to its first page, with everything that it installs in the cache.

The clone is of the last commit. A first run, which does not count, fills the cache. The page is that of Ana, whose
address is printed; the database, its demo company and a quarter of its past are made before. Beside it, in turns:
`python -m venv` and pip's install of Flask alone.
"""

import contextlib
import os
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import urllib.request
from pathlib import Path
from statistics import median

from bench.report import Report
from statuspage.config import PROJECT

ROUNDS, BOUND = 3, 15
PATIENCE = 600  # seconds
PRINTED = re.compile(r"http://127\.0\.0\.1:\d+/t/\S+")
FLASK = ("Flask==3.1.3",)


def measure(report: Report) -> None:
    with tempfile.TemporaryDirectory() as name:
        run(Path(name))
        turns = [(run(Path(name)), flask(Path(name))) for _ in range(ROUNDS)]
    took = " ".join(f"{ours:.1f}" for (ours, _), _ in turns)
    seconds = median(ours for (ours, _), _ in turns)
    report.line("make run in a fresh clone: until the first page", seconds, BOUND, "s", took)
    report.note("the same: processor time of all that it starts", median(cpu for (_, cpu), _ in turns), "s", "")
    ratio = median(ours / other for (ours, _), other in turns)
    seconds = median(other for _, other in turns)
    report.note("the same, against a venv with Flask by pip", ratio, "x", f"that takes {seconds:.1f} s")


def run(folder: Path) -> tuple[float, float]:
    """Clone, and run until the page that is printed first has been read: seconds, and seconds of processor time."""
    clone, log = folder / "clone", folder / "log"
    subprocess.run(["git", "clone", "--quiet", str(PROJECT), str(clone)], check=True)
    with socket.create_server(("127.0.0.1", 0)) as free:
        environ = _plain() | {"PORT": str(free.getsockname()[1])}
    begun = time.perf_counter()
    with log.open("wb") as told:
        server = subprocess.Popen(
            ["make", "run"], cwd=clone, env=environ, stdout=told, stderr=subprocess.STDOUT, start_new_session=True
        )
    try:
        _read_first(server, log, begun + PATIENCE)
        return time.perf_counter() - begun, _cpu_of_session(server.pid)
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait()
        shutil.rmtree(clone)


def flask(folder: Path) -> float:
    """Make a virtual environment, and install Flask into it."""
    place = folder / "flask"
    begun = time.perf_counter()
    for command in (["python3", "-m", "venv", str(place)], [f"{place}/bin/pip", "install", "--quiet", *FLASK]):
        subprocess.run(command, check=True, env=_plain(), stderr=subprocess.DEVNULL)
    shutil.rmtree(place)
    return time.perf_counter() - begun


def _plain() -> dict[str, str]:
    """The environment of somebody who has set nothing for Python or for us."""
    ours = ("PYTHON", "STATUSPAGE_", "VIRTUAL_", "MAKE", "MFLAGS")
    return {name: said for name, said in os.environ.items() if not name.startswith(ours)}


def _cpu_of_session(session: int) -> float:
    """Seconds of processor time of the processes of a session, with those of them that have ended."""
    ticks = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            said = stat.read_text().rpartition(") ")[2].split()
            ticks += sum(map(int, said[11:15])) if int(said[3]) == session else 0
    return ticks / os.sysconf("SC_CLK_TCK")


def _read_first(server: "subprocess.Popen[bytes]", log: Path, until: float) -> None:
    while time.perf_counter() < until and server.poll() is None:
        if found := PRINTED.search(log.read_text(encoding="utf-8")):
            with contextlib.suppress(OSError), urllib.request.urlopen(found[0], timeout=30) as answer:
                answer.read()
                return
        time.sleep(0.02)
    raise RuntimeError(f"make run showed no page:\n{log.read_text(encoding='utf-8')[-2000:]}")
