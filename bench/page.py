"""The customer's page with 20 letters: how many statements, and how much CPU beyond a Flask view that does nothing."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from statistics import median

from flask import Flask

from bench.ground import Ground, asked, cpu, ground, letter, statements
from bench.report import Report
from statuspage.db import db, write

ROUNDS, TIMES = 9, 40
LETTERS_MORE = 15


def measure(report: Report) -> None:
    empty = Flask("empty")
    empty.add_url_rule("/", view_func=lambda: "")
    nothing = asked(empty, "/")
    with ground() as here:
        page = asked(here.app, here.private)
        with statements() as seen:
            page()
        report.line("the customer's page, 20 letters: statements", len(seen), 4, "", "counted, when nothing is kept")
        page(), nothing()
        _cpu(report, "asked for again", page, nothing)
        clock = here.app.extensions["clock"] = _Clock()

        def a_minute_later() -> None:
            clock.at += timedelta(minutes=1)
            page()

        _cpu(report, "each time a minute later", a_minute_later, nothing)
        _after_a_letter(report, here, page, nothing)


def _after_a_letter(report: Report, here: Ground, page: Callable[[], object], nothing: Callable[[], object]) -> None:
    """After each of some letters, one on every day: what it takes to draw the page, which the front has done then, and
    what it takes the first reader, a minute later.
    """
    drawn, spent, clock = [], [], here.app.extensions["clock"]
    for _ in range(LETTERS_MORE):
        clock.at += timedelta(hours=20)
        with write() as session:
            letter(session, here.ticket_id, here.agent_id, clock.at)
        db.session.remove()
        drawn.append(cpu(page, 1) - cpu(nothing, TIMES))
        clock.at += timedelta(minutes=1)
        spent.append(cpu(page, 1) - cpu(nothing, TIMES))
    report.line("the same, the first time after a letter: CPU beyond", median(spent), 2.5, "ms", "drawn ahead")
    report.note("drawing it ahead, once after the letter: CPU beyond", median(drawn), "ms", "no reader waits for it")


class _Clock:
    """A clock that the measure moves."""

    def __init__(self) -> None:
        self.at = datetime.now(UTC)

    def __call__(self) -> datetime:
        return self.at


def _cpu(report: Report, how: str, page: Callable[[], object], nothing: Callable[[], object]) -> None:
    pairs = [(cpu(page, TIMES), cpu(nothing, TIMES)) for _ in range(ROUNDS)]
    beyond = median(whole - bare for whole, bare in pairs)
    bare = median(bare for _, bare in pairs)
    report.line(f"the same, {how}: CPU beyond an empty view", beyond, 2.5, "ms", f"empty {bare:.2f} ms")
