"""The queue as an agent reads it: one next thing and why, then the lanes, with lateness said in words."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from flask import g
from flask_babel import gettext
from sqlalchemy import select
from sqlalchemy.orm import Session

from statuspage.domain.desk.queue import LANES, SHOWN, SOON, Cursor, Queue, QueueItem, count_lane, read_queue, they_did
from statuspage.domain.desk.queue import read_lane as lane
from statuspage.domain.desk.queue import reasons as why
from statuspage.domain.letters import Reply
from statuspage.domain.people.customers import Customer
from statuspage.domain.tickets import Ticket
from statuspage.present import languages, times


@dataclass(frozen=True, slots=True)
class Row:
    """One ticket in a lane: what it waits for and since or until when, and whatever else matters now."""

    ticket_id: int
    customer: str
    subject: str
    what: str
    is_late: bool
    at_iso: str
    at_text: str
    reason: str
    is_urgent: bool


@dataclass(frozen=True, slots=True)
class Group:
    """One lane; ``more`` tickets of it stand behind ``last``."""

    lane: str
    title: str
    count: int
    rows: tuple[Row, ...]
    more: int = 0
    last: str = ""


@dataclass(frozen=True, slots=True)
class QueueView:
    """The whole queue; ``next`` stands on top and not again in its lane."""

    hello: str
    next: Row | None
    groups: tuple[Group, ...]


def read_lanes(session: Session, now: datetime) -> QueueView:
    """The queue of the agent at the desk, in one statement."""
    found = read_queue(session, g.agent.id)
    return QueueView(
        _hello(now),
        _row(found.next, now, is_next=True) if found.next else None,
        tuple(_group(name, found, now) for name in LANES if _rest(name, found)),
    )


def read_lane(session: Session, name: str, now: datetime, after: str) -> Group:
    """One whole lane, a page at a time: what stands behind the place ``after``, or its beginning."""
    items, more = lane(session, g.agent.id, name, place(after))
    rows = tuple(_row(item, now) for item in items)
    last = _place(items[-1]) if more else ""
    return Group(name, title(name), count_lane(session, g.agent.id, name), rows, int(more), last)


def place(text: str) -> Cursor | None:
    """A place in a lane as an address holds it: seconds since 1970 with six decimals, and the ticket."""
    found = re.fullmatch(r"([0-9]{1,11})\.([0-9]{6})-([0-9]{1,9})", text, re.ASCII)
    if found is None:
        return None
    seconds, micro, ticket_id = map(int, found.groups())
    return datetime.fromtimestamp(seconds, UTC) + timedelta(microseconds=micro), ticket_id


def _place(item: QueueItem) -> str:
    return f"{item.at.timestamp():.6f}-{item.ticket_id}"


@dataclass(frozen=True, slots=True)
class Summary:
    """The next ticket in a glance: whose it is, and what they said last."""

    ticket: Ticket
    customer: Customer
    words: str
    words_at: datetime | None


def read_summary(session: Session, ticket_id: int) -> Summary | None:
    """The next ticket with the customer's latest words, in one statement."""
    query = (
        select(Ticket, Customer, Reply.body, Reply.at)
        .join(Customer, Customer.id == Ticket.customer_id)
        .outerjoin(Reply, Reply.ticket_id == Ticket.id)
        .where(Ticket.id == ticket_id)
        .order_by(Reply.version.desc().nulls_last())
        .limit(1)
    )
    row = session.execute(query).first()
    return Summary(*row) if row else None


def title(name: str) -> str:
    """What a lane is called."""
    return {
        "unheard": gettext("Not heard yet"),
        "promised": gettext("Your promises"),
        "unanswered": gettext("Wrote to you"),
        "waiting": gettext("Waiting for them"),
    }[name]


def _rest(name: str, found: Queue) -> tuple[QueueItem, ...]:
    return tuple(item for item in found.lanes[name] if item is not found.next)


def _group(name: str, found: Queue, now: datetime) -> Group:
    rows = tuple(_row(item, now) for item in _rest(name, found))
    shown, whole = found.lanes[name], found.counts[name]
    if whole <= SHOWN:
        return Group(name, title(name), whole, rows)
    return Group(name, title(name), whole, rows, whole - len(shown), _place(shown[-1]))


def _row(item: QueueItem, now: datetime, is_next: bool = False) -> Row:
    late = item.lane == "promised" and item.at < now
    soon = item.lane == "promised" and item.at - now < SOON
    return Row(
        item.ticket_id,
        item.customer,
        item.subject,
        _what(item, late),
        late or soon,
        times.iso(item.at),
        times.moment(item.at, g.agent.zone, now),
        _reason(item, now, is_next, late),
        item.wants_call,
    )


def _reason(item: QueueItem, now: datetime, is_next: bool, late: bool) -> str:
    """What the row's own time does not say yet."""
    if is_next and not late:
        reasons = why(item, now)
    else:
        says_more = item.wants_call or item.lane == "promised"
        reasons = tuple(words for words in (they_did(item),) if words and says_more)
    return gettext(", ").join(languages.say(words) for words in reasons)


def _what(item: QueueItem, late: bool) -> str:
    if item.lane == "unheard":
        return gettext("asked")
    if item.lane == "promised":
        return gettext("was due") if late else gettext("due")
    return gettext("wrote") if item.lane == "unanswered" else gettext("asked “is it solved?”")


def _hello(now: datetime) -> str:
    hour, name = now.astimezone(ZoneInfo(g.agent.zone)).hour, g.agent.public_name
    if 5 <= hour < 12:
        return gettext("Good morning, %(name)s", name=name)
    if 12 <= hour < 18:
        return gettext("Good afternoon, %(name)s", name=name)
    return gettext("Good evening, %(name)s", name=name)
