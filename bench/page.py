"""The customer's page with 20 letters: its statements, and its CPU against the same page with nothing of it cached.

Within a minute a page is kept whole, packed, under the rows at the head of its ticket, which are read each time. It is
rendered from pieces, each cached by the facts that it shows and nothing else. What the clock moves (who is in, the
promise, the strip) is filled in last, so a minute later only that is worked out. After a letter, and on a new day, when
“today” becomes “yesterday”, the first visit takes most of what a page made anew does; none is rendered ahead for it.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from statistics import median

from flask import Flask

from bench.ground import Ground, asked, cpu, ground, letter, statements
from bench.report import Report
from statuspage.db import db, write
from statuspage.surfaces.customer import page_cache

ROUNDS, TIMES = 9, 40
LETTERS_MORE = 15
PIECES = 0.9  # of the page made anew: what is spared the first who opens it after a letter
BOUND = 0.22  # of the page made anew: 2.5 ms on the machine where it was set, where that took 11.5 ms

Ask = Callable[[], object]


def measure(report: Report) -> None:
    empty = Flask("empty")
    empty.add_url_rule("/", view_func=lambda: "")
    nothing = asked(empty, "/")
    with ground() as here:
        page = asked(here.app, here.private)

        def anew() -> None:
            page_cache.forget(here.app)
            page()

        with statements() as seen:
            page()
        report.line("the customer's page, 20 letters: statements", len(seen), 4, "", "counted, when nothing is cached")
        with statements() as seen:
            page()
        report.line("the same, asked for again: statements", len(seen), 3, "", "counted")
        anew(), page(), nothing()
        _against(report, "asked for again", page, anew, nothing)
        clock = here.app.extensions["clock"] = _Clock()

        def a_minute_later() -> None:
            clock.at += timedelta(minutes=1)
            page()

        _against(report, "each time a minute later", a_minute_later, anew, nothing)
        _after_a_letter(report, here, page, anew)


def _against(report: Report, how: str, page: Ask, anew: Ask, nothing: Ask) -> None:
    """What the page takes, against the same made anew; in turns, so that both meet the same machine."""
    turns = []
    for _ in range(ROUNDS):
        whole = cpu(anew, TIMES // 4)
        page()  # what was forgotten for the reference is cached again
        turns.append((cpu(page, TIMES), whole))
    figure = median(took / whole for took, whole in turns)
    took, whole = (median(times) for times in zip(*turns, strict=True))
    report.line(f"the same, {how}: CPU against made anew", figure, BOUND, "x", _said(took, whole, cpu(nothing, TIMES)))


def _after_a_letter(report: Report, here: Ground, page: Ask, anew: Ask) -> None:
    """After each of some letters, almost a day apart: what the page takes the first who opens it."""
    first, clock = [], here.app.extensions["clock"]
    before = cpu(anew, TIMES // 4)
    page()
    for _ in range(LETTERS_MORE):
        clock.at += timedelta(hours=20)
        with write() as session:
            letter(session, here.ticket_id, here.agent_id, clock.at)
        db.session.remove()
        first.append(cpu(page, 1))
    whole = (before + cpu(anew, TIMES // 4)) / 2
    told = f"{median(first):.2f} against {whole:.2f} ms: what it saves that pieces are kept"
    report.line("the same, first after a letter: CPU against made anew", median(first) / whole, PIECES, "x", told)


def _said(took: float, whole: float, bare: float) -> str:
    return f"{took:.2f} against {whole:.2f} ms, an empty Flask view {bare:.2f} ms"


class _Clock:
    """A clock that the measure moves."""

    def __init__(self) -> None:
        self.at = datetime.now(UTC)

    def __call__(self) -> datetime:
        return self.at
