"""What others read: answers held in memory against a Flask view that does nothing, and 10,000 letters against 20.

Twenty letters fill a page, and a feed: so both answers tell as many, and what differs is what lies behind them.
"""

import http.client
from collections.abc import Callable
from statistics import median

from flask import Flask
from sqlalchemy import select
from werkzeug.test import Client

from bench.ground import Ground, cpu, ground
from bench.report import Report
from bench.served import running
from bench.wire import ran
from statuspage.db import db
from statuspage.domain.letters import Letter
from statuspage.domain.publication.archives import PAGE
from statuspage.security.access import Access, access_of

KINDS = {"badge": "the badge", "embed": "the card", "public_feed": "the feed"}
PUBLIC = (Access.PUBLIC, Access.EMBED, Access.BADGE, Access.PUBLIC_FEED)
FEW, MANY = PAGE, 10_000
ROUNDS, TIMES, TIMES_ANEW = 7, 500, 20
Ask = Callable[[], object]


def measure(report: Report) -> None:
    with ground(FEW) as few:
        with running("front", few.environ) as (port, process):
            _held(report, few, port, process)
        with running("front", few.environ, "anew") as (port, process):
            _anew(report, few, port, process)
        with ground(MANY) as many:
            _long(report, few, many)


def _held(report: Report, here: Ground, port: int, process: int) -> None:
    """What is held in memory costs about the same whatever it is, and much less than asking Flask for nothing."""
    empty = _asks(port, "/empty")
    held = {said: _asks(port, here.paths[scope]) for scope, said in KINDS.items()}
    same = {said: _asks(port, here.paths[scope], again=True) for scope, said in KINDS.items()}
    took: dict[str, list[float]] = {}
    turns = [("nothing", empty), *held.items(), *((f"{said}, 304", ask) for said, ask in same.items())]
    for _ in range(ROUNDS):
        turns.append(turns.pop(0))  # none always follows the same one
        for said, ask in turns:
            ask()  # whatever the one before left behind is done with now
            took.setdefault(said, []).append(_spent(process, ask))
    cost = {said: min(times) for said, times in took.items()}  # whatever else runs here only ever adds
    reference = f"an empty view {cost['nothing'] * 1000:.0f} µs of the server's CPU"
    against = {
        said: median(one / bare for one, bare in zip(times, took["nothing"], strict=True))
        for said, times in took.items()
    }
    whole = [against[said] for said in held]
    report.line("badge, card, feed, held: dearest against cheapest", max(whole) / min(whole), 1.2, "x", reference)
    for said in held:
        for what, how, bound in ((said, "held", 0.5), (f"{said}, 304", "304", 0.3)):
            told = f"{cost[what] * 1000:.0f} µs"
            report.line(f"{said}, {how}: against an empty view", against[what], bound, "x", told)


def _anew(report: Report, here: Ground, port: int, process: int) -> None:
    """The same made anew, as nothing would be held in memory."""
    empty = _asks(port, "/empty", TIMES_ANEW)
    for scope, said in KINDS.items():
        anew = _asks(port, here.paths[scope], TIMES_ANEW)
        pairs = [(_spent(process, anew, TIMES_ANEW), _spent(process, empty, TIMES_ANEW)) for _ in range(ROUNDS)]
        told = f"{median(took for took, _ in pairs) * 1000:.0f} µs"
        report.note(f"{said}, made anew: against an empty view", median(a / b for a, b in pairs), "x", told)


def _long(report: Report, few: Ground, many: Ground) -> None:
    """Every public address of a ticket with ten thousand letters, made anew, against one with a page full."""
    for rule, before in _addresses(few.app):
        asks = [_made(here, rule, before) for here in (few, many)]
        for ask in asks:
            ask()
        pairs = [[cpu(ask, 5) for ask in asks] for _ in range(ROUNDS)]
        short, long = (median(times) for times in zip(*pairs, strict=True))
        said = f"{rule.replace('<token>', '…')} {before}".strip() + f", {MANY:,} letters against {FEW}"
        report.line(said, long / short, 2, "x", f"{short:.1f} and {long:.1f} ms")


def _addresses(app: Flask) -> list[tuple[str, str]]:
    """Every public address, and for older letters from where on."""
    rules = [
        rule.rule
        for rule in app.url_map.iter_rules()
        if access_of(app, rule.endpoint) in PUBLIC and "GET" in (rule.methods or ())
    ]
    return sorted([*((rule, "") for rule in rules), ("/p/<token>/letters", "newest"), ("/p/<token>/letters", "oldest")])


def _letter(here: Ground, which: str) -> str:
    """The name of the letter before which the older ones are asked for."""
    with here.app.app_context():
        names = select(Letter.lasting_name).where(Letter.ticket_id == here.ticket_id).order_by(Letter.version.desc())
        found = db.session.scalars(names).all()
    return str(found[0] if which == "newest" else found[-3])


def _made(here: Ground, rule: str, before: str) -> Ask:
    access = next(access_of(here.app, found.endpoint) for found in here.app.url_map.iter_rules() if found.rule == rule)
    assert access is not None
    token = here.paths[access.value].rsplit("/", 1)[1].partition(".")[0]
    client, path = Client(here.app), rule.replace("<token>", token)
    if before:
        path += f"?before={_letter(here, before)}"

    def ask() -> None:
        with client.get(path) as answer:
            if answer.status_code >= 400:
                raise RuntimeError(f"{rule}: {answer.status}")

    return ask


def _asks(port: int, path: str, times: int = TIMES, *, again: bool = False) -> Ask:
    """Asks many times for a path, on one connection: ``again`` as one who has it already."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    headers = {"Accept-Encoding": "gzip"}

    def ask() -> http.client.HTTPResponse:
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        answer.read()
        return answer

    def all_times() -> None:
        connection.close()  # the server has hung up meanwhile
        for _ in range(times):
            ask()

    for _ in range(5):
        first = ask()
    if again:
        headers["If-None-Match"] = str(first.getheader("ETag"))
    if ask().status != (304 if again else 200):
        raise RuntimeError(f"{path.split('/')[1]}: {first.status}")
    return all_times


def _spent(process: int, ask: Ask, times: int = TIMES) -> float:
    """Milliseconds of a process's CPU time for one answer."""
    begun = ran(process)
    ask()
    return (ran(process) - begun) / 1_000_000 / times
