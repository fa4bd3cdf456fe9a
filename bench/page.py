"""The customer's page with 20 letters: how many statements, and how much CPU beyond a Flask view that does nothing."""

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
        page(), page(), nothing()
        with statements() as seen:
            page()
        report.line("the customer's page, 20 letters: statements", len(seen), 4, "", "counted")
        pairs = [(cpu(page, TIMES), cpu(nothing, TIMES)) for _ in range(ROUNDS)]
        beyond = median(whole - bare for whole, bare in pairs)
        bare = median(bare for _, bare in pairs)
        report.line(
            "the customer's page, 20 letters: CPU beyond an empty view", beyond, 2.5, "ms", f"empty {bare:.2f} ms"
        )
