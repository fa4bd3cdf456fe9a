"""The customer's page from nothing: against a plain Flask, SQLAlchemy and Jinja page of the same words.

`bench/naive/` keeps that page as a competent person writes it at first: the ticket, its events and their letters by
relationships that load when they are asked for, a template that says everything, Markdown by the same library, dates
by Babel and words by gettext, and no cache. It reads the same rows and stands behind the same front, which packs
both. Of ours everything cached is forgotten before each answer. That both show the same words is looked at first;
only a day under the drawing may differ. A second figure is of the same page with its events read in four statements,
as whoever has looked at its queries writes it.
"""

import html
import re
from collections import Counter
from statistics import median

from bench.ground import LETTERS, ground
from bench.report import Report
from bench.served import running
from bench.wire import asks, body_of

ROUNDS, TIMES = 11, 15
FEW = 8  # words that may differ: of four days
_TAGS = re.compile(r"<[^>]+>")


def measure(report: Report) -> None:
    with ground() as here:
        quiet = {"is_quiet": True}
        with (
            running("front", here.environ, "forgetful", **quiet) as (port, ours),
            running("naive", here.environ, **quiet) as (naive_port, naive),
            running("naive", here.environ, "eager", **quiet) as (eager_port, eager),
        ):
            if missing := lacking(body_of(port, here.private), body_of(naive_port, here.private)):
                raise RuntimeError(f"the naive page lacks {' '.join(missing)[:200]}")
            asking = [
                asks(at, here.private, TIMES, process)
                for at, process in ((port, ours), (naive_port, naive), (eager_port, eager))
            ]
            turns = [[ask() for ask in asking] for _ in range(ROUNDS + 1)][1:]  # the first warms up
    mine, lazy, few = (median(one) for one in zip(*turns, strict=True))
    told = f"{lazy / 1000:.1f} ms against {mine / 1000:.1f} ms, {LETTERS} letters"
    report.at_least("the page made from nothing: of a naive one", median(t[1] / t[0] for t in turns), 2, "x", told)
    told = f"{few / 1000:.1f} ms against {mine / 1000:.1f} ms"
    report.note("the same: of a naive one with few statements", median(t[2] / t[0] for t in turns), "x", told)


def lacking(ours: bytes, naive: bytes) -> list[str]:
    """The words of our page that the naive one does not show; none where only a few days under the drawing differ."""
    missing = _words(ours) - _words(naive)
    return sorted(missing.elements()) if missing.total() > FEW else []


def _words(page: bytes) -> Counter[str]:
    return Counter(_TAGS.sub(" ", html.unescape(page.decode())).split())
