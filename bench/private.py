"""The private page with 20 letters, as it is served with its log to a browser that asks for it again.

Each figure is processor time of the server for one answer, over a connection that stays open, in turns of one run:
against an empty Flask view behind the same doors, and against the same page with nothing of it kept.
"""

from statistics import median

from bench.ground import ground
from bench.report import Report
from bench.served import running
from bench.wire import asks as asking

ROUNDS, TIMES, FEW = 9, 200, 40
AGAIN = 2.5  # empty views


def measure(report: Report) -> None:
    with ground() as here:
        loud = here.environ | {"STATUSPAGE_LOG_LEVEL": "INFO"}
        with running("front", loud, is_quiet=True) as one, running("front", loud, "anew", is_quiet=True) as other:
            asks = {
                "again": asking(*one, here.private, TIMES),
                "an empty view": asking(*one, "/empty", TIMES),
                "from nothing": asking(*other, here.private, FEW),
            }
            took: dict[str, list[float]] = {said: [] for said in asks}
            for _ in range(ROUNDS):
                for said, ask in asks.items():
                    took[said].append(ask())
    told = ", ".join(f"{said} {median(times):.0f}" for said, times in took.items())
    again = median(a / b for a, b in zip(took["again"], took["an empty view"], strict=True))
    report.line("private page, asked again: of an empty Flask view", again, AGAIN, "x", f"µs: {told}")
    anew = median(a / b for a, b in zip(took["from nothing"], took["again"], strict=True))
    report.note("private page, made from nothing: of asked again", anew, "x", "on the same server")
