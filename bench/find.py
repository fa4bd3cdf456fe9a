"""Finding: the whole answer of twenty hits among a million letters, against one ticket's row, and among 1,000.

The reference is `session.get(Ticket, id)` in a session of its own, as a request has one: the least that any page of a
ticket reads. Both are timed in turn, in processor time. Passages are found from the newest on, a stretch at a time,
so nothing is sorted, and what stands in every letter costs no more than what is rare.
"""

import time
from collections.abc import Callable
from functools import partial
from statistics import median
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from bench.ground import Ground
from bench.many import RARE, giant, twin
from bench.report import Report
from statuspage.db import db
from statuspage.domain.desk.find import Findings, find
from statuspage.domain.tickets import Ticket
from statuspage.domain.words.wanted import wanted

SOUGHT = {
    "a word that stands in nearly every letter": "the",
    "two of them": "the machine",
    "a word that is begun": "machin",
    "a rare word": RARE,
    "a rare word that is begun": "sprock",
    "a rare word beside a frequent one": f"the {RARE}",
    "a word that stands nowhere": "nothinglikeit",
}
ROUNDS, TIMES, BOUND = 15, 10, 10


def measure(report: Report) -> None:
    with twin() as few, giant() as many:
        for told, words in SOUGHT.items():
            _compare(report, many, few, told, words)


def _compare(report: Report, many: Ground, few: Ground, told: str, words: str) -> None:
    if (asked := wanted(words)) is None:
        return
    large, small = (_engine(one) for one in (many, few))

    def answer(engine: Engine) -> Findings:
        return _in_a_session(engine, lambda session: find(session, asked))

    def row() -> Any:
        return _in_a_session(large, lambda session: session.get(Ticket, many.ticket_id))

    shown = [len(answer(engine).hits) for engine in (large, small)]
    row()
    turns = [(_cpu(partial(answer, large)), _cpu(row), _cpu(partial(answer, small))) for _ in range(ROUNDS)]
    took = "{:.2f} ms against {:.2f} ms of one row, {:.2f} ms among 1,000".format(
        *(median(turn[one] for turn in turns) for one in range(3))
    )
    report.line(f"find {told}: CPU against one row", median(a / b for a, b, _ in turns), BOUND, "x", took)
    ratio, hits = median(a / c for a, _, c in turns), f"{shown[0]} hits against {shown[1]}"
    if shown[1] >= shown[0]:
        report.line(f"find {told}: among 1,000,000 against 1,000", ratio, 2, "x", hits)
    else:
        report.note(f"find {told}: among 1,000,000 against 1,000", ratio, "x", hits)


def _engine(here: Ground) -> Engine:
    with here.app.app_context():
        return db.engine


def _in_a_session(engine: Any, act: Callable[[Session], Any]) -> Any:
    with Session(engine) as session:
        return act(session)


def _cpu(act: Callable[[], object]) -> float:
    begun = time.process_time()
    for _ in range(TIMES):
        act()
    return (time.process_time() - begun) * 1000 / TIMES
