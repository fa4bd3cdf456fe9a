"""What is held in memory: as it is served with its log, against a bare ASGI answer of the same bytes, and nginx's file.

Each figure is processor time of the server for one answer, over a connection that stays open, in turns of one run.
Whoever asks for what is held in words that were asked in before is answered where the request was parsed, by one
write, and no task begins. Whether it still holds is looked up for each. Lines of the log are written together, ten
times a second; nginx's worker writes none. Where one asks alone on a quiet machine, a server sleeps between two
questions, which is in its figure; 16 who ask at once keep it awake. This is SQLite, where that look takes some
microseconds; PostgreSQL is asked over a line.
"""

import contextlib
import tempfile
from functools import partial
from pathlib import Path
from statistics import median

from bench.ground import ground
from bench.lines import TOGETHER
from bench.nginx import nginx
from bench.report import Report
from bench.served import running
from bench.wire import asks, first, in_turns, keep

ROUNDS, TIMES = 9, 1_000
SERVER = """access_log off; server {{ listen 127.0.0.1:{port}; root {folder}; location = /page {{
add_header Content-Encoding gzip; }} }}"""


def measure(report: Report) -> None:
    took = taken("sqlite")
    told = ", ".join(f"{said} {median(times):.0f}" for said, times in took.items())
    say(report, took, "kept public page: of a bare ASGI answer", "bare", "ours", 0.75, f"µs: {told}")
    say(report, took, "kept public page: of nginx giving a file", "nginx", "ours", 0.3)
    say(report, took, "304: of a bare ASGI 304", "bare, 304", "ours, 304", 0.7)
    at_once = f"{TOGETHER} who ask at once"
    say(report, took, f"the same, {at_once}", f"bare, 304, {TOGETHER}", f"ours, 304, {TOGETHER}", 0.7)
    say(report, took, f"kept public page, {at_once}", f"bare, {TOGETHER}", f"ours, {TOGETHER}", 0.75)
    say(report, took, "kept public page: an empty Flask view on the same server", "empty", "ours", 6)


def taken(database: str) -> dict[str, list[float]]:
    """What each of them took in each turn, in microseconds."""
    with ground(database=database) as here, tempfile.TemporaryDirectory() as name, contextlib.ExitStack() as stack:
        loud = here.environ | {"STATUSPAGE_LOG_LEVEL": "INFO"}
        port, ours = stack.enter_context(running("front", loud, is_quiet=True))
        body = first(port, here.public)
        same_bytes = keep(body, Path(name))
        Path(name).chmod(0o755)
        bare_port, bare = stack.enter_context(running("answer", {}, *same_bytes))
        same_port, same = stack.enter_context(running("answer", {}, *same_bytes, "304"))
        file_port, file = stack.enter_context(nginx(Path(name), lambda at: SERVER.format(folder=name, port=at)))
        etag = body.getheader("ETag") or ""
        kinds = {
            "ours": partial(asks, port, here.public, TIMES, ours),
            "bare": partial(asks, bare_port, "/page", TIMES, bare),
            "ours, 304": partial(asks, port, here.public, TIMES, ours, etag=etag),
            "bare, 304": partial(asks, same_port, "/page", TIMES, same, etag=etag),
        }
        asking = {said: kind() for said, kind in kinds.items()}
        asking["nginx"] = asks(file_port, "/page", TIMES, file)
        asking["empty"] = asks(port, "/empty", TIMES // 5, ours)
        asking |= {f"{said}, {TOGETHER}": kind(together=TOGETHER) for said, kind in kinds.items()}
        return in_turns(asking, ROUNDS)


def say(
    report: Report, took: dict[str, list[float]], what: str, reference: str, ours: str, bound: float, told: str = ""
) -> None:
    """How many of ours the reference takes as long as: more is faster."""
    ratio = median(one / other for one, other in zip(took[reference], took[ours], strict=True))
    report.at_least(what, ratio, bound, "x", told)
