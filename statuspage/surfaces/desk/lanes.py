"""The queue as an agent reads it: one next thing and why, then the lanes, with lateness said in words."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from flask import g
from flask_babel import gettext
from sqlalchemy import select
from sqlalchemy.orm import Session

from statuspage.domain.customers import Customer
from statuspage.domain.letters import Reply
from statuspage.domain.queue import LANES, SHOWN, SOON, Item, Queue, queue, why
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
    """One lane."""

    lane: str
    title: str
    count: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class QueueView:
    """The whole queue; ``next`` stands on top and not again in its lane."""

    hello: str
    next: Row | None
    groups: tuple[Group, ...]
    waiting: str


def read_lanes(session: Session, now: datetime) -> QueueView:
    """The queue of the agent at the desk, in one statement."""
    found = queue(session, g.agent.id)
    return QueueView(
        _hello(now),
        _row(found.next, now, is_next=True) if found.next else None,
        tuple(_group(lane, found, now) for lane in LANES if _rest(lane, found)),
        _count(found.counts["waiting"]),
    )


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


def _rest(lane: str, found: Queue) -> tuple[Item, ...]:
    return tuple(item for item in found.lanes[lane] if item is not found.next)


def _group(lane: str, found: Queue, now: datetime) -> Group:
    title = {
        "unheard": gettext("Not heard yet"),
        "promised": gettext("Your promises"),
        "unanswered": gettext("Wrote to you"),
        "waiting": gettext("Waiting for them"),
    }[lane]
    return Group(lane, title, _count(found.counts[lane]), tuple(_row(item, now) for item in _rest(lane, found)))


def _row(item: Item, now: datetime, is_next: bool = False) -> Row:
    late = item.lane == "promised" and item.at < now
    soon = item.lane == "promised" and item.at - now < SOON
    says_more = item.wants_call or (is_next and not late) or (item.lane == "promised" and item.unanswered > 0)
    return Row(
        item.ticket_id,
        item.customer,
        item.subject,
        _what(item, late),
        late or soon,
        times.iso(item.at),
        times.moment(item.at, g.agent.zone, now),
        languages.say(why(item, now)) if says_more else "",
        item.wants_call,
    )


def _what(item: Item, late: bool) -> str:
    if item.lane == "unheard":
        return gettext("asked")
    if item.lane == "promised":
        return gettext("was due") if late else gettext("due")
    return gettext("wrote") if item.lane == "unanswered" else gettext("asked “is it solved?”")


def _count(number: int) -> str:
    return f"{SHOWN}+" if number > SHOWN else str(number)


def _hello(now: datetime) -> str:
    hour, name = now.astimezone(ZoneInfo(g.agent.zone)).hour, g.agent.public_name
    if 5 <= hour < 12:
        return gettext("Good morning, %(name)s", name=name)
    if 12 <= hour < 18:
        return gettext("Good afternoon, %(name)s", name=name)
    return gettext("Good evening, %(name)s", name=name)
