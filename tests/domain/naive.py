"""What must hold of a ticket after anything at all: its row worked out again, slowly and simply, from the log."""

from collections import Counter
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from statuspage.domain.base import Base
from statuspage.domain.desk.lanes import LANES
from statuspage.domain.desk.queue import read_queue
from statuspage.domain.events import Event, history
from statuspage.domain.needs import Need
from statuspage.domain.promises import Promise, score
from statuspage.domain.publication.gate import public_ticket
from statuspage.domain.tickets import Ticket, elapsed
from tests.rows import promises_of

ASKS = ("opened", "reply", "heard_not_quite", "call_asked", "not_solved", "reopened")
UNHAPPY = ("heard_not_quite", "not_solved", "reopened")


State = dict[str, list[dict[str, Any]]]


def everything(session: Session) -> State:
    """Every row of every table that a verb may touch, to compare before and after; read raw, because it is often."""
    session.flush()
    raw = session.connection().connection.driver_connection
    tables = [table.name for table in Base.metadata.sorted_tables if table.name not in ("agent", "customer")]
    return {name: _rows(raw.execute(f'SELECT * FROM "{name}" ORDER BY 1, 2')) for name in tables}


def _rows(cursor: Any) -> list[dict[str, Any]]:
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor]


def lasting(state: State) -> set[str]:
    """What must never change or go again: events, words, thanks, and promises that are settled."""
    found = {f"{table} {row}" for table in ("event", "reply", "handover", "note") for row in state[table]}
    found |= {f"letter {row | {'thanked_at': None}}" for row in state["letter"]}
    found |= {f"thanks {row['version']} {row['thanked_at']}" for row in state["letter"] if row["thanked_at"]}
    return found | {f"promise {row}" for row in state["promise"] if row["outcome"] != "open"}


def check(session: Session, ticket_id: int, now: datetime) -> None:
    """Everything that must hold of one ticket."""
    ticket, events = session.get_one(Ticket, ticket_id), history(session, ticket_id)
    _check_log(ticket, events)
    _check_promises(ticket, promises_of(session, ticket_id))
    _check_silence(ticket, events)
    _check_waiting(ticket, events)
    _check_needs(session, ticket, events)
    assert elapsed(ticket.opened_at, ticket.closed_at, now) == (ticket.closed_at or now) - events[0].at
    assert (public_ticket(session, ticket_id, "x", now) is None) is (ticket.published_at is None)


def _check_log(ticket: Ticket, events: list[Event]) -> None:
    assert [event.version for event in events] == list(range(1, ticket.version + 1))
    assert [event.at for event in events] == sorted(event.at for event in events)
    assert ticket.opened_at == events[0].at
    step = None
    for event in events:
        if "step" in event.data:
            assert event.data["step"][0] == step
            step = event.data["step"][1]
            assert (event.agent_id is not None) is (event.kind == "letter")
            assert event.kind in ("letter", "confirmed", "not_solved", "reopened")
    assert ticket.step == step
    assert (ticket.step is None) is (ticket.heard_at is None)
    counts = Counter(event.kind for event in events)
    assert (ticket.letters, ticket.handovers) == (counts["letter"], counts["handover"])
    assert ticket.reopened == counts["reopened"]
    _check_hands(ticket, events)


def _check_hands(ticket: Ticket, events: list[Event]) -> None:
    """Who put it on each step is never lost; whether anyone has heard since the reopening, and what was denied."""
    hands: dict[str, int] = {}
    reopened_at, denials = None, 0
    for event in events:
        if "step" in event.data:
            hands[event.data["step"][1]] = event.version
        if event.kind == "letter":
            if "heard" not in hands or reopened_at:
                hands["heard"] = event.version
            reopened_at = None
        reopened_at = event.at if event.kind == "reopened" else reopened_at
        denials += event.kind in ("not_solved", "reopened")
    assert (ticket.step_versions, ticket.reopened_at, ticket.denials) == (hands, reopened_at, denials)
    assert set(ticket.steps_taken.split()) == set(hands)


def _check_promises(ticket: Ticket, promises: list[Promise]) -> None:
    got, outcomes = score(ticket), Counter(promise.outcome for promise in promises)
    assert got.made == got.kept + got.late + got.moved + got.open == len(promises)
    for outcome in ("kept", "late", "moved", "open"):
        assert getattr(got, outcome) == outcomes[outcome]
    assert outcomes["open"] <= bool(ticket.is_open)
    opens = [(promise.id, promise.due_at) for promise in promises if promise.outcome == "open"]
    assert opens == ([(ticket.promise_id, ticket.promised_at)] if ticket.promise_id else [])
    for promise in promises:
        if promise.outcome == "late":
            assert promise.settled_at > promise.due_at
        elif promise.outcome in ("kept", "moved"):
            assert promise.settled_at <= promise.due_at
        if promise.outcome == "kept":
            assert promise.settled_at - promise.made_at > timedelta(minutes=15)
        assert promise.made_at < promise.due_at


def _check_silence(ticket: Ticket, events: list[Event]) -> None:
    spans, since = [], events[0].at
    for event in events[1:]:
        if event.kind in ("letter", "closed", "confirmed") and since is not None:
            spans.append((int((event.at - since).total_seconds()), since))
            since = event.at if event.kind == "letter" else None
        elif event.kind == "reopened":
            since = event.at
    longest = max((length for length, _ in spans), default=0)
    assert ticket.longest_silence == longest
    if longest:
        assert ticket.longest_silence_from == next(start for length, start in spans if length == longest)
    assert ticket.silent_since == since


def _check_waiting(ticket: Ticket, events: list[Event]) -> None:
    waiting: list[Event] = []
    is_open = True
    for event in events:
        if event.kind in ASKS or (event.kind == "given" and not event.data["left"] and not waiting):
            waiting.append(event)
        owes_call = [one for one in waiting if one.kind == "call_asked"][-1:]
        if event.kind in ("letter", "closed") or (event.kind == "confirmed" and is_open):
            waiting = [] if event.kind != "letter" or _answers_call(event) else owes_call
        is_open = event.kind not in ("closed", "confirmed") and (is_open or event.kind == "reopened")
    assert ticket.is_open is is_open
    assert (ticket.unanswered, ticket.unanswered_since) == (len(waiting), waiting[0].at if waiting else None)
    assert ticket.unhappy is any(event.kind in UNHAPPY for event in waiting)
    assert (ticket.call_asked_at is not None) is any(event.kind == "call_asked" for event in waiting)


def _check_needs(session: Session, ticket: Ticket, events: list[Event]) -> None:
    """What is open is counted, whatever was closed says by which event, and the last of all brought the turn back."""
    needs = list(session.scalars(select(Need).where(Need.ticket_id == ticket.id)))
    assert ticket.needs_open == sum(not need.how for need in needs)
    by = Counter(need.closed_version for need in needs if need.how)
    told = {event.version: event.data.get("needs", 1) for event in events if event.kind in ("given", "ticked_off")}
    assert by == told
    last = next((event for event in reversed(events) if "turn" in event.data), None)
    if last is not None and last is events[-1]:
        assert last.data["turn"] == ticket.turn
    assert (ticket.given_at is not None) <= (ticket.is_open and ticket.turn == "us")


def _answers_call(letter: Event) -> bool:
    return any(letter.data.get(name) for name in ("call", "phone", "declines"))


def check_queues(session: Session, agents: list[int], tickets: list[int], now: datetime) -> None:
    """Each open ticket is once in the queue of its owner, in the right lane, and closed ones are in none."""
    found = []
    for agent in agents:
        queue = read_queue(session, agent, now)
        found += [(agent, item.lane, item.ticket_id) for item in (*queue.ours, *queue.waiting)]
    expected = []
    for ticket in (session.get_one(Ticket, ticket_id) for ticket_id in tickets):
        if ticket.is_open:
            is_in = (
                ticket.unreached_at is not None,
                ticket.unhappy,
                ticket.promised_at is not None and ticket.promised_at < now,
                ticket.call_asked_at is not None,
                ticket.heard_at is None,
                ticket.unanswered > 0,
                ticket.promised_at is not None,
                True,
            )
            expected.append((ticket.owner_id, LANES[is_in.index(True)].name, ticket.id))
    assert sorted(found) == sorted(expected)
