"""Eight who write at once: against one who writes alone, on SQLite; whole replies through the server, and bare changes.

Everyone waits for the answer before they write again, so that each of eight takes eight times as long as one alone
does; what is more than that is waiting for a turn that others took.
"""

import http.client
import threading
import time
from collections.abc import Callable
from itertools import count
from statistics import median
from urllib.parse import urlencode

from sqlalchemy import update

from bench.ground import Ground, ground, now
from bench.report import Report, p99
from bench.served import process
from statuspage.db import write
from statuspage.domain.opening import open_ticket
from statuspage.domain.people.agents import Agent
from statuspage.domain.people.customers import Customer
from statuspage.domain.shares.share import shares_of
from statuspage.domain.tickets import Ticket

TOGETHER, ROUNDS = 8, 3
CHANGES, REPLIES = 300, 45  # of each, a round; a link may write sixty times a minute
BOUND = 10  # times what one alone takes

Once = Callable[[], object]
_number = count(1)


def measure(report: Report) -> None:
    with ground() as here:
        _report(report, "a bare change", CHANGES, lambda: lambda: _change(here))
        links = iter(_links(here, ROUNDS * (TOGETHER + 1) + 1))
        with process("front", here.environ) as port:
            _replies(port, next(links))()  # the first of all takes longer
            _report(report, "a reply", REPLIES, lambda: _replies(port, next(links)))


def _report(report: Report, what: str, times: int, poster: Callable[[], Once]) -> None:
    """In rounds, so that both meet the same machine; the middle one counts. ``poster`` makes what one of them does."""
    rounds = []
    for _ in range(ROUNDS):
        alone, together = _times([poster()], times), _times([poster() for _ in range(TOGETHER)], times)
        rounds.append((p99(together) / p99(alone), p99(together), p99(alone), median(together), median(alone)))
    ratio, many, one, usual, single = sorted(rounds)[ROUNDS // 2]
    told = f"p99 {many:.1f} ms against {one:.1f} ms, medians {usual:.1f} and {single:.1f} ms"
    report.line(f"{TOGETHER} who write at once, {what}: p99 against one", ratio, BOUND, "x", told)


def _times(posters: list[Once], times: int) -> list[float]:
    """How long each took, in milliseconds, when all did it at once."""
    taken: list[float] = []

    def some(once: Once) -> None:
        for _ in range(times):
            begun = time.perf_counter()
            once()
            taken.append((time.perf_counter() - begun) * 1000)

    everyone = [threading.Thread(target=some, args=(once,)) for once in posters]
    for one in everyone:
        one.start()
    for one in everyone:
        one.join()
    return taken


def _change(here: Ground) -> None:
    with here.app.app_context(), write() as session:
        session.execute(update(Ticket).where(Ticket.id == here.ticket_id).values(subject=f"It hums: {next(_number)}"))


def _links(here: Ground, many: int) -> list[str]:
    """The private pages of so many tickets."""
    urls, links = here.app.extensions["urls"], []
    with write() as session:
        customer, agent = session.get_one(Customer, 1), session.get_one(Agent, here.agent_id)
        for _ in range(many):
            ticket = open_ticket(session, customer, agent, now(), subject="It hums", story="It hums, and that is all.")
            links.append(urls.shared(shares_of(session, ticket.id)["private"]).removeprefix(urls.base))
    return links


def _replies(port: int, link: str) -> Once:
    """What replies on this page, over a connection of its own. RuntimeError where one is not taken."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"}

    def reply() -> None:
        form = {"body": f"It hums, for the time number {next(_number)}.", "once": f"key-{next(_number)}"}
        line.request("POST", f"{link}/replies", urlencode(form), headers)
        answer = line.getresponse()
        answer.read()
        if answer.status != 303:
            raise RuntimeError(f"a reply was answered with {answer.status}")

    return reply
