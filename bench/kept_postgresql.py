"""What is held in memory, where PostgreSQL is asked whether it still holds: against the same as on SQLite.

The version of each answer is read by one way there and back, alone or together with others who ask meanwhile. It is the
processor time of our process, as it is of the others; PostgreSQL's own is not in it.
"""

from statistics import median

from bench.kept import say, taken
from bench.lines import TOGETHER
from bench.report import Report


def measure(report: Report) -> None:
    report.on("PostgreSQL 18")
    took = taken("postgresql")
    told = ", ".join(f"{said} {median(times):.0f}" for said, times in took.items())
    say(report, took, "kept page, PostgreSQL: of a bare ASGI answer", "bare", "ours", 0.75, f"µs: {told}")
    for what, bound in (("", 0.75), (", 304", 0.7)):
        names = f"bare{what}, {TOGETHER}", f"ours{what}, {TOGETHER}"
        say(report, took, f"the same, {TOGETHER} who ask at once{what}", *names, bound)
    say(report, took, "kept page, PostgreSQL: of nginx giving a file", "nginx", "ours", 0.3)
    say(report, took, "304, PostgreSQL: of a bare ASGI 304", "bare, 304", "ours, 304", 0.7)
    say(report, took, "kept page, PostgreSQL: an empty Flask view", "empty", "ours", 6)
