"""The customer's page with 20 letters: how many statements, and how much CPU beyond a Flask view that does nothing."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from statistics import median

from flask import Flask

from bench.ground import asked, cpu, ground, statements
from bench.report import Report

ROUNDS, TIMES = 9, 40


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
