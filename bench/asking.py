"""Asking for help: fifty at once against an empty form, among a flood of robots, and for a lost link.

In the flood many come, so that whoever asks brings a proof of work; what it costs their browser is `bench puzzle`.
Each ticket is one transaction, and they are written one after another.

Each post comes from an address of its own, as a trusted proxy would say it, so that nobody is asked to wait.
"""

import http.client
import random
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from itertools import count
from statistics import median
from urllib.parse import urlencode

from sqlalchemy import func, select

from bench.ground import Ground, ground, now
from bench.report import Report, p99
from bench.served import process
from statuspage.db import db
from statuspage.domain.people.customers import Customer
from statuspage.domain.tickets import Ticket
from statuspage.domain.way_in.pressure import pressed_since
from statuspage.security import puzzles
from statuspage.security.robots import begun_at

TOGETHER, EACH, TIMINGS = 50, 6, 400
FLOOD, REAL = 3.0, 30  # posts of robots a second (10,000 an hour are 2.8), and how many people ask meanwhile
_number = count(1)


def measure(report: Report) -> None:
    with ground() as here, process("front", here.environ | {"STATUSPAGE_TRUSTED_PROXIES": "1"}) as port:
        _at_once(report, here, port)
        _in_a_flood(report, here, port)
        _lost_links(report, port)


def _at_once(report: Report, here: Ground, port: int) -> None:
    nothing, empty = _together(port, lambda: ("/empty", {})), _together(port, lambda: ("/ask", {}))
    asked = _together(port, lambda: ("/ask", _form(here)))
    told = f"{p99(asked):.0f} ms against {p99(empty):.0f} ms"
    report.line(f"{TOGETHER} who ask at once: p99 against an empty form", p99(asked) / p99(empty), 3, "x", told)
    told = f"{p99(asked):.0f} ms against {p99(nothing):.0f} ms"
    report.note(f"{TOGETHER} who ask at once: p99 against a post of nothing", p99(asked) / p99(nothing), "x", told)


def _in_a_flood(report: Report, here: Ground, port: int) -> None:
    quiet = [_post(port, "/ask", _form(here)) for _ in range(REAL)]
    before = _doubted()
    ended = threading.Event()
    flood = threading.Thread(target=_flood, args=(port, ended))
    flood.start()
    among = []
    for _ in range(REAL):
        time.sleep(0.2)
        among.append(_post(port, "/ask", _form(here, proven=True)))
    ended.set()
    flood.join()
    told = f"at worst {max(among):.0f} ms, alone {median(quiet):.0f} ms"
    ratio = max(among) / median(quiet)
    report.line("somebody who asks among 10,000 posts of robots an hour, at worst: against alone", ratio, 10, "x", told)
    doubted = _doubted() - before
    report.line("of those who asked among them, how many were doubted", doubted, 0, "", f"{REAL} asked")


def _lost_links(report: Report, port: int) -> None:
    times: dict[str, list[float]] = {"ana@example.org": [], "nobody@example.org": []}
    for _ in range(TIMINGS):
        for email in random.sample(sorted(times), 2):
            times[email].append(_post(port, "/ask/link", {"email": email}))
    known, unknown = (median(one) for one in times.values())
    ratio = max(known, unknown) / min(known, unknown)
    told = f"medians of {TIMINGS}: {known:.2f} ms known, {unknown:.2f} ms unknown"
    report.line("a lost link: a known address against an unknown one", ratio, 1.1, "x", told)


def _together(port: int, what: Callable[[], tuple[str, dict[str, str]]]) -> list[float]:
    """How long each took, in milliseconds, when so many posted at once, each so often."""
    times: list[float] = []

    def some() -> None:
        times.extend(_post(port, *what()) for _ in range(EACH))

    everyone = [threading.Thread(target=some) for _ in range(TOGETHER)]
    for one in everyone:
        one.start()
    for one in everyone:
        one.join()
    return times


def _flood(port: int, ended: threading.Event) -> None:
    while not ended.wait(1 / FLOOD):
        _post(port, "/ask", {"story": "Cheap watches.", "name": "A robot", "contact": "a@example.org", "once": _key()})


def _doubted() -> int:
    """How many of Joana's are looked at apart. RuntimeError where too few came for a proof of work to be asked for."""
    db.session.rollback()
    if pressed_since(db.session(), now()) is None:
        raise RuntimeError("nobody is asked for a proof of work")
    hers = select(func.count()).join(Customer).where(Customer.name == "Joana", Ticket.suspected_at.is_not(None))
    return db.session.scalar(hers.select_from(Ticket)) or 0


def _form(here: Ground, *, proven: bool = False) -> dict[str, str]:
    keys = here.app.extensions["settings"].secret_keys
    begun = begun_at(keys, now() - timedelta(seconds=30))
    proof = {puzzles.FIELD: puzzles.solve(puzzles.make_puzzle(keys, begun, now()))[1]} if proven else {}
    story = f"It hums, and nothing comes out. It began on Monday, as number {next(_number)}."
    return {"story": story, "name": "Joana", "contact": "joana@example.org", "begun": begun, "once": _key(), **proof}


def _key() -> str:
    return f"key-{next(_number)}-{random.randrange(10**9)}"


def _post(port: int, path: str, form: dict[str, str]) -> float:
    """Milliseconds until it was answered; RuntimeError for any answer but a page or the way to one."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "Sec-Fetch-Site": "same-origin",
        "X-Forwarded-For": f"10.{random.randrange(256)}.{random.randrange(256)}.{random.randrange(256)}",
    }
    begun = time.perf_counter()
    line.request("POST", path, urlencode(form), headers)
    answer = line.getresponse()
    answer.read()
    took = (time.perf_counter() - begun) * 1000
    line.close()
    if answer.status not in (200, 303, 422):
        raise RuntimeError(f"POST {path} answered {answer.status}")
    return took
