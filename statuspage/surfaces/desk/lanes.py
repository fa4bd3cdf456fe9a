"""The queue as an agent reads it: one next thing and why, then the lanes, with lateness said in words."""

import hashlib
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from statuspage.domain.desk import queue as domain_queue
from statuspage.domain.desk.lanes import LANES
from statuspage.domain.desk.queue import SHOWN, Cursor, Queue, QueueItem, count_lane, read_queue
from statuspage.domain.desk.reasons import is_late, is_pressing, reasons, they_did
from statuspage.domain.people.agents import Agent
from statuspage.present import languages, times
from statuspage.present.languages import gettext
from statuspage.present.reader import Reader

_CURSOR = re.compile(r"([0-9]{1,11})\.([0-9]{6})-([0-9]{1,9})", re.ASCII)


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One ticket in a lane: what it waits for, since or until when, and whatever else matters now."""

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
class LaneRows:
    """One lane, as much of it as is shown; ``more`` tickets come after ``last``, a cursor as an address holds it."""

    name: str
    title: str
    count: int
    rows: tuple[QueueRow, ...]
    more: int = 0
    last: str = ""


@dataclass(frozen=True, slots=True)
class QueueRows:
    """The whole queue; ``next`` stands on top and not again in its lane."""

    hello: str
    next: QueueRow | None
    lanes: tuple[LaneRows, ...]

    @property
    def key(self) -> str:
        """A text that changes whenever the queue reads differently."""
        return hashlib.sha256(repr(self).encode()).hexdigest()[:16]


def read_lanes(session: Session, agent: Agent, now: datetime) -> QueueRows:
    """The queue of this agent, in one statement."""
    found, reader = read_queue(session, agent.id), Reader(agent.zone, now)
    return QueueRows(
        _hello(agent, now),
        _row(found.next, reader, is_next=True) if found.next else None,
        tuple(_lane(name, found, reader) for name in LANES if _rest(name, found)),
    )


def read_lane(session: Session, agent: Agent, name: str, now: datetime, after: str) -> LaneRows:
    """One lane, a page at a time: the tickets behind the cursor ``after``, or the first ones."""
    items, more = domain_queue.read_lane(session, agent.id, name, cursor(after))
    reader = Reader(agent.zone, now)
    rows = tuple(_row(item, reader) for item in items)
    last = _written(items[-1].cursor) if more else ""
    return LaneRows(name, gettext(LANES[name].title), count_lane(session, agent.id, name), rows, int(more), last)


def cursor(text: str) -> Cursor | None:
    """The cursor that an address holds: seconds since 1970 with six decimals, and a ticket. None for any other text."""
    found = _CURSOR.fullmatch(text)
    if found is None:
        return None
    seconds, micro, ticket_id = map(int, found.groups())
    return Cursor(datetime.fromtimestamp(seconds, UTC) + timedelta(microseconds=micro), ticket_id)


def _written(cursor: Cursor) -> str:
    return f"{cursor.at.timestamp():.6f}-{cursor.ticket_id}"


def _rest(name: str, found: Queue) -> tuple[QueueItem, ...]:
    return tuple(item for item in found.lanes[name] if item is not found.next)


def _lane(name: str, found: Queue, reader: Reader) -> LaneRows:
    rows, title = tuple(_row(item, reader) for item in _rest(name, found)), gettext(LANES[name].title)
    shown, whole = found.lanes[name], found.counts[name]
    if whole <= SHOWN:
        return LaneRows(name, title, whole, rows)
    return LaneRows(name, title, whole, rows, whole - len(shown), _written(shown[-1].cursor))


def _row(item: QueueItem, reader: Reader, is_next: bool = False) -> QueueRow:
    lane, late = LANES[item.lane], is_late(item, reader.now)
    return QueueRow(
        ticket_id=item.ticket_id,
        customer=item.customer,
        subject=item.subject,
        what=gettext(lane.missed if late else lane.happened),
        is_late=is_pressing(item, reader.now),
        at_iso=times.iso(item.at),
        at_text=reader.moment(item.at),
        reason=_reason(item, reader.now, is_next and not late),
        is_urgent=item.wants_call,
    )


def _reason(item: QueueItem, now: datetime, in_full: bool) -> str:
    """What the row's own time does not say yet; ``in_full`` says all of why it is next."""
    if in_full:
        found = reasons(item, now)
    else:
        says_more = item.wants_call or item.lane == "promised"
        found = tuple(words for words in (they_did(item),) if words and says_more)
    return gettext(", ").join(languages.say(words) for words in found)


def _hello(agent: Agent, now: datetime) -> str:
    hour, name = now.astimezone(ZoneInfo(agent.zone)).hour, agent.public_name
    if 5 <= hour < 12:
        return gettext("Good morning, %(name)s", name=name)
    if 12 <= hour < 18:
        return gettext("Good afternoon, %(name)s", name=name)
    if 18 <= hour < 23:
        return gettext("Good evening, %(name)s", name=name)
    return gettext("Hello, %(name)s", name=name)
