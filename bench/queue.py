"""The desk's queue: over 1,000,000 tickets against 1,000, as many statements, and about as quick.

Every lane is read to a limit, and none is counted to its end.
"""

from datetime import datetime, timedelta
from statistics import median
from typing import Any

from sqlalchemy import insert

from bench.ground import Ground, asked, cpu, ground, now, statements
from bench.many import giant, twin
from bench.report import Report
from statuspage.db import write
from statuspage.domain.tickets import Ticket

ALONE = 100_000
ROUNDS, TIMES = 9, 10


def measure(report: Report) -> None:
    with ground() as alone:
        fill(alone, ALONE)
        report.line("the queue over 100,000 tickets: statements", _statements(alone), 4, "", "counted")
    with twin() as few, giant() as many:
        small, large = (asked(one.app, "/desk", Cookie=one.cookie) for one in (few, many))
        small(), small(), large(), large()
        with few.app.app_context():
            fewer = _statements(few)
        told = f"counted; {fewer} over 1,000"
        report.line("the queue over 1,000,000 tickets: statements", _statements(many), fewer, "", told)
        pairs = [(cpu(large, TIMES), cpu(small, TIMES)) for _ in range(ROUNDS)]
    ratio = median(one / other for one, other in pairs)
    reference = f"{median(p[0] for p in pairs):.2f} ms against {median(p[1] for p in pairs):.2f} ms"
    report.line("the queue over 1,000,000 tickets against 1,000: CPU", ratio, 2, "x", reference)


def _statements(here: Ground) -> int:
    ask = asked(here.app, "/desk", Cookie=here.cookie)
    ask(), ask()
    with statements() as seen:
        ask()
    return len(seen)


def fill(here: Ground, count: int) -> None:
    """So many tickets of this agent, a quarter in each lane, and as many closed again."""
    at = now()
    with write() as session:
        for start in range(0, count, 5_000):
            session.execute(
                insert(Ticket), [_row(here.agent_id, n, at) for n in range(start, min(start + 5_000, count))]
            )


def _row(agent_id: int, number: int, at: datetime) -> dict[str, Any]:
    asked_at = at - timedelta(minutes=number % 50_000 + 60)
    lane = number % 5
    return {
        "customer_id": 1,
        "owner_id": agent_id,
        "subject": f"Machine {number}",
        "version": 1,
        "opened_at": asked_at,
        "closed_at": at if lane == 4 else None,
        "closure": "confirmed" if lane == 4 else "",
        "heard_at": None if lane == 0 else asked_at,
        "promised_at": at + timedelta(minutes=number % 900) if lane == 1 else None,
        "unanswered": 2 if lane == 2 else 0,
        "unanswered_since": asked_at if lane == 2 else None,
        "last_letter_at": asked_at,
        "public_choice": {},
    }
