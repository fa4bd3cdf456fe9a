"""Many tickets at random, by the domain's own verbs, and what the team page says of them counted slowly and simply."""

import contextlib
import itertools
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random
from statistics import median

from sqlalchemy import select
from sqlalchemy.orm import Session

from statuspage.domain import agent_verbs, customer_verbs
from statuspage.domain.errors import Refused
from statuspage.domain.events import Event, history
from statuspage.domain.opening import open_ticket
from statuspage.domain.promises import Promise
from statuspage.domain.tickets import Ticket
from tests.cast import Cast, due

DOINGS = ("letter", "letter", "letter", "ask", "ask", "end", "end", "reopen", "hand", "move", "reply")


def live(session: Session, cast: Cast, start: datetime, dice: Random, tickets: int) -> None:
    """So many tickets within sixteen weeks from ``start``; what is refused is left out."""
    for _ in range(tickets):
        now = start + timedelta(minutes=dice.randrange(15 * 7 * 24 * 60))
        at = dice.choice([None, now - timedelta(hours=dice.randrange(1, 200))])
        ticket = open_ticket(session, cast.ana, cast.maria, now, subject="It", story="broke", asked_at=at).id
        for _ in range(dice.randrange(9)):
            now += timedelta(minutes=dice.choice([7, 95, 600, 3_000, 14_000]), seconds=dice.randrange(60))
            with contextlib.suppress(Refused):
                _do(session, cast, ticket, now, dice)
    session.flush()


def _do(session: Session, cast: Cast, ticket: int, now: datetime, dice: Random) -> None:
    doing, promise = dice.choice(DOINGS), due(now, hours=dice.choice([1, 20, 200]))
    if doing == "letter":
        agent_verbs.write_letter(session, ticket, cast.maria, now, body="On it.", heard="Broken.", promise=promise)
    elif doing == "ask":
        agent_verbs.write_letter(session, ticket, cast.maria, now, body="Done?", heard="Broken.", asks_solved=True)
    elif doing == "end" and dice.random() < 0.5:
        agent_verbs.close_unconfirmed(session, ticket, cast.maria, now)
    elif doing == "end":
        customer_verbs.confirm(session, ticket, now)
    elif doing == "reopen":
        customer_verbs.reopen(session, ticket, now)
    elif doing == "hand":
        agent_verbs.hand_over(session, ticket, cast.maria, dice.choice([cast.tom, cast.maria]), now, note="Yours.")
    elif doing == "move":
        agent_verbs.move_promise(session, ticket, cast.maria, now, promise)
    else:
        customer_verbs.reply(session, ticket, now, body="And?")


def naive(session: Session, bounds: tuple[datetime, ...]) -> dict[str, dict[int, tuple[int, int]]]:
    """Every measure, from every row."""
    kept, waited, silent = defaultdict(list), defaultdict(list), defaultdict(list)
    handed, again = defaultdict(list), defaultdict(list)
    for promise in session.scalars(select(Promise)):
        late = promise.settled_at is None or promise.settled_at > promise.due_at
        if promise.outcome in ("kept", "late") or (promise.outcome in ("open", "released") and late):
            kept[_week(promise.due_at, bounds)].append(promise.outcome == "kept")
    for ticket in session.scalars(select(Ticket)):
        if ticket.heard_at:
            waited[_week(ticket.heard_at, bounds)].append(_seconds(ticket.opened_at, ticket.heard_at))
        log = history(session, ticket.id)
        for week, length in _silences(log, bounds):
            silent[week].append(length)
        for at, hands, reopenings in _ends(log):
            handed[_week(at, bounds)].append(hands > 0)
            again[_week(at, bounds)].append(reopenings > 0)
    return {
        "promises": _table(kept, sum),
        "heard": _table(waited, median),
        "silence": _table(silent, max),
        "handovers": _table(handed, sum),
        "reopened": _table(again, sum),
    }


def _silences(log: list[Event], bounds: tuple[datetime, ...]) -> Iterator[tuple[int, int]]:
    for begin, end in _waits(log):
        for week, (start, stop) in enumerate(itertools.pairwise(bounds)):
            if begin < stop and (end is None or end >= start):
                yield week, _seconds(begin, min(end or stop, stop))


def _waits(log: list[Event]) -> list[tuple[datetime, datetime | None]]:
    found, since = [], None
    for event in log:
        if since is not None and event.kind in ("letter", "closed", "confirmed"):
            found.append((since, event.at))
            since = None
        if event.kind in ("opened", "letter", "reopened"):
            since = event.at
    return found + ([(since, None)] if since else [])


def _ends(log: list[Event]) -> list[tuple[datetime, int, int]]:
    found, is_open, hands, reopenings = [], True, 0, 0
    for event in log:
        hands += event.kind == "handover"
        reopenings += event.kind == "reopened"
        if event.kind in ("closed", "confirmed") and is_open:
            found.append((event.at, hands, reopenings))
            is_open = False
        is_open = is_open or event.kind == "reopened"
    return found


def _table(found, summary):
    return {week: (len(values), int(summary(values))) for week, values in found.items() if week >= 0}


def _week(at: datetime, bounds: tuple[datetime, ...]) -> int:
    return next((n for n, (a, b) in enumerate(itertools.pairwise(bounds)) if a <= at < b), -1)


def _seconds(begin: datetime, end: datetime) -> int:
    return int(end.timestamp()) - int(begin.timestamp())
