"""The private page with 20 letters, as it is served with its log to a browser that asks for it again.

Each figure is processor time of the server for one answer, over a connection that stays open, in turns of one run:
against an empty Flask view behind the same doors, and against the same page with nothing of it kept.
"""

from statistics import median

from bench.ground import ground
from bench.report import Report
from bench.served import running
from bench.wire import asks, in_turns

ROUNDS, TIMES, FEW = 9, 200, 40
AGAIN = 1.5  # empty views


def measure(report: Report) -> None:
    with ground() as here:
        loud = here.environ | {"STATUSPAGE_LOG_LEVEL": "INFO"}
        with (
            running("front", loud, is_quiet=True) as (port, ours),
            running("front", loud, "anew", is_quiet=True) as (other_port, other),
        ):
            asking = {
                "again": asks(port, here.private, TIMES, ours),
                "an empty view": asks(port, "/empty", TIMES, ours),
                "from nothing": asks(other_port, here.private, FEW, other),
            }
            took = in_turns(asking, ROUNDS)
    told = ", ".join(f"{said} {median(times):.0f}" for said, times in took.items())
    again = median(a / b for a, b in zip(took["again"], took["an empty view"], strict=True))
    report.line("private page, asked again: of an empty Flask view", again, AGAIN, "x", f"µs: {told}")
    anew = median(a / b for a, b in zip(took["from nothing"], took["again"], strict=True))
    report.note("private page, made from nothing: of asked again", anew, "x", "on the same server")
