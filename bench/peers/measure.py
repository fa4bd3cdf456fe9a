"""Beside other programs: what a page of 20 entries costs the server, against what theirs cost theirs.

django-helpdesk shows its public page of a ticket, and isso the thread that a page asks for which embeds it. Each
comes from the package index with the pins of `requirements/peers.in`, keeps its data in SQLite, and is served by
uvicorn with one worker, as ours is (theirs over uvicorn's bridge to WSGI). The empty Flask app stands behind our own
front. Figures are processor time of the server for one answer, over a connection that stays open, in turns of one
run. Ours writes its log meanwhile, and packs what a browser takes packed; theirs write none and pack nothing.
"""

import contextlib
import tempfile
from pathlib import Path
from statistics import median

from bench.ground import LETTERS, asked, ground, statements
from bench.peers.home import NotHere, peer
from bench.report import Report
from bench.served import running
from bench.wire import asks, in_turns

ROUNDS, KEPT, PAGES, SLOW = 7, 1_000, 300, 25
FIGURES = (  # what, ours, theirs, and how many of ours at least take as long as one of theirs
    ("kept public page: of django-helpdesk's ticket page", "kept", "helpdesk", 200),
    ("kept public page: of isso's thread", "kept", "isso", 60),
    ("kept public page: of an empty Flask app", "kept", "empty", 6),
    ("private page, asked for again: of django-helpdesk's ticket page", "private", "helpdesk", 25),
)


def measure(report: Report) -> None:
    with ground() as here, tempfile.TemporaryDirectory() as name, contextlib.ExitStack() as stack:
        loud = here.environ | {"STATUSPAGE_LOG_LEVEL": "INFO"}
        port, ours = stack.enter_context(running("front", loud, is_quiet=True))
        empty_port, empty = stack.enter_context(running("empty", loud, is_quiet=True))
        asking = {
            "kept": asks(port, here.public, KEPT, ours),
            "private": asks(port, here.private, PAGES, ours),
            "empty": asks(empty_port, "/", KEPT // 5, empty),
        }
        absent = {}
        for kind in ("helpdesk", "isso"):
            try:
                there, process, path = stack.enter_context(peer(kind, Path(name), LETTERS))
                asking[kind] = asks(there, path, SLOW, process)
            except NotHere as fault:
                absent[kind] = str(fault)
        _say(report, in_turns(asking, ROUNDS), absent)
        _statements(report, here.app, here.private)


def _say(report: Report, took: dict[str, list[float]], absent: dict[str, str]) -> None:
    for what, ours, theirs, least in FIGURES:
        if theirs in absent:
            report.unmeasured(what, absent[theirs])
            continue
        ratio = median(one / other for one, other in zip(took[theirs], took[ours], strict=True))
        told = f"{median(took[theirs]):,.0f} µs against {median(took[ours]):,.0f} µs"
        report.at_least(what, ratio, least, "x", told)


def _statements(report: Report, app: object, path: str) -> None:
    page = asked(app, path)  # type: ignore[arg-type]
    page()
    with statements() as seen:
        page()
    report.line("private page, asked for again: statements", len(seen), 3, "", "counted")
