"""The desk's views: every built-in one as an agent asks for it, over 1,000,000 tickets against 1,000.

Each is asked for in turns with its small twin, in one run, and what is compared is CPU. Each is read off an index of
its own, to a limit, and a count stops at “99+”.
"""

from statistics import median

from bench.ground import Ground, asked, cpu
from bench.many import giant, twin
from bench.report import Report

ROUNDS, TIMES = 7, 4
BUILT_IN = {
    "mine, above the queue": "/desk",
    "everyone, above the queue": "/desk?of=everyone",
    "everyone": "/desk/tickets?of=everyone",
    "a colleague's": "/desk/tickets?of=2",
    "late across the team": "/desk/tickets?of=everyone&state=late",
    "waiting": "/desk/tickets?of=everyone&state=waiting",
    "closed": "/desk/tickets?of=everyone&state=over",
    "all": "/desk/tickets?of=everyone&state=any",
    "to look at": "/desk/tickets?state=look",
    "everything with a tag": "/desk/tickets?of=everyone&state=any&tag=often",
    "everything with two tags": "/desk/tickets?of=everyone&state=any&tag=often,rare",
}
FILTERED = {"late promises of the English, by filters": "/desk/tickets?of=everyone&state=any&promise=late&language=en"}


def measure(report: Report) -> None:
    with twin() as few, few.app.app_context(), giant() as many:
        for name, path in BUILT_IN.items():
            ratio, reference = _compared(many, few, path)
            report.line(f"{name}: over 1,000,000 against 1,000", ratio, 2, "x", reference)
        for name, path in FILTERED.items():
            report.note(name, *_noted(many, few, path))


def _compared(many: Ground, few: Ground, path: str) -> tuple[float, str]:
    """How much more CPU the page takes over many tickets, and both in milliseconds."""
    large, small = (asked(one.app, path, Cookie=one.cookie) for one in (many, few))
    for ask in (large, small):
        ask(), ask()
    pairs = [(cpu(large, TIMES), cpu(small, TIMES)) for _ in range(ROUNDS)]
    reference = f"{median(p[0] for p in pairs):.2f} ms against {median(p[1] for p in pairs):.2f} ms"
    return median(one / other for one, other in pairs), reference


def _noted(many: Ground, few: Ground, path: str) -> tuple[float, str, str]:
    ratio, reference = _compared(many, few, path)
    return ratio, "x", f"{reference}; it looks through the newest 20,000"
