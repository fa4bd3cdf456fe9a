"""Whether something has changed: asked of tickets among a million, and of tickets among a thousand.

The public version is what the front looks at before it gives what it holds in memory; the private one is what a
customer's page reads first. "That are held" are a thousand tickets anywhere among the million, asked for again and
again; "any" is another one each time. Nothing is remembered from one question to the next.
"""

import random
import time
from collections.abc import Callable, Sequence
from statistics import median

from sqlalchemy import select
from sqlalchemy.orm import Session

from bench.ground import Ground
from bench.many import LARGE, SMALL, giant, twin
from bench.report import Report
from statuspage.db import db
from statuspage.domain.tickets import Ticket
from statuspage.front.sqlite import SqliteWatch

ROUNDS, BOUND = 13, 1.3
Ask = Callable[[int], object]


def measure(report: Report) -> None:
    with twin() as few, giant() as many:
        thousand, million = range(1, SMALL + 1), range(1, LARGE + 1)
        held = random.Random(1).sample(million, SMALL)
        for told, asks, times in (("public", _public, 2_000), ("private", _private, 150)):
            small, large = asks(few), asks(many)
            for whose, tickets in (("tickets that are held", held), ("any ticket", million)):
                turns = [
                    (_took(large, tickets, turn, times), _took(small, thousand, turn, times)) for turn in range(ROUNDS)
                ][1:]
                ratio = median(one / other for one, other in turns)
                took = f"{median(one for one, _ in turns):.1f} µs against {median(other for _, other in turns):.1f} µs"
                report.line(f"the {told} version of {whose}, among 1,000,000 against 1,000", ratio, BOUND, "x", took)


def _public(here: Ground) -> Ask:
    watch = SqliteWatch(str(here.folder / "statuspage.db"))

    def ask(ticket_id: int) -> object:
        watch._public_at = None  # as if another transaction had ended meanwhile
        return watch.public_version_now(ticket_id)

    return ask


def _private(here: Ground) -> Ask:
    with here.app.app_context():
        engine = db.engine

    def ask(ticket_id: int) -> object:
        with Session(engine) as session:
            return session.scalar(select(Ticket.version).where(Ticket.id == ticket_id))

    return ask


def _took(ask: Ask, tickets: Sequence[int], seed: int, times: int) -> float:
    """Microseconds of processor time for one question."""
    asked = random.Random(seed).choices(tickets, k=times)
    begun = time.process_time()
    for ticket_id in asked:
        if ask(ticket_id) is None:
            raise RuntimeError(f"no ticket {ticket_id}")
    return (time.process_time() - begun) * 1_000_000 / times
