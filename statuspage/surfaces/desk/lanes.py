"""The queue as an agent reads it: one next thing and why, then the others, each with small words for what holds."""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from statuspage.domain.desk import queue as domain_queue
from statuspage.domain.desk.beside import OnTop, read_beside
from statuspage.domain.desk.header import HeaderCounts
from statuspage.domain.desk.items import QueueItem
from statuspage.domain.desk.queue import Queue, read_queue
from statuspage.domain.desk.reasons import Reason, advice, reasons
from statuspage.domain.desk.unattended import read_unattended
from statuspage.domain.desk.workload import covered_by
from statuspage.domain.people.agents import Agent
from statuspage.present import languages, times
from statuspage.present.away import AwayLine, away_lines
from statuspage.present.languages import gettext
from statuspage.present.reader import Reader
from statuspage.surfaces.desk.blueprint import urls
from statuspage.surfaces.desk.mentions import MentionRow, mention_rows
from statuspage.surfaces.desk.whose import Whose, asked_of, whose


@dataclass(frozen=True, slots=True)
class RowMark:
    """Small words of a row, and when that was or will be, "" where the words are enough. They may lead to the time."""

    text: str
    is_let_down: bool
    leads: bool
    at_iso: str = ""
    at_text: str = ""


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One ticket in a list. ``owner`` is whose it is, "" for whoever reads; ``advice`` is what may be better.

    ``tags`` are the team's words for it.
    """

    ticket_id: int
    address: str
    customer: str
    subject: str
    owner: str
    is_new: bool
    marks: tuple[RowMark, ...]
    advice: str
    wants_call: bool
    tags: tuple[str, ...] = ()

    @property
    def is_let_down(self) -> bool:
        """Whether they wait for something that they were promised, or asked for."""
        return any(mark.is_let_down for mark in self.marks)


@dataclass(frozen=True, slots=True)
class QueueRows:
    """The whole queue; ``next`` stands on top, ``rows`` after it, and those ``waiting`` for their customer apart.

    ``waiting_count`` says how many these are; ``more`` is the address of the rest, "" where everything is here.
    ``live`` is the address below which its stream is. ``mentioned`` are tickets in which a colleague names whoever
    reads, and ``told`` the ids of what they were to be told at once, of the last day. ``away`` is who is away now.
    ``top`` has the words of whoever stands on top. ``counts`` are of the head of the page, and no part of the queue.
    """

    hello: str
    whose: Whose
    next: QueueRow | None
    rows: tuple[QueueRow, ...]
    waiting: tuple[QueueRow, ...]
    waiting_count: str
    more: str
    live: str
    mentioned: tuple[MentionRow, ...]
    told: tuple[int, ...]
    top: OnTop | None
    counts: HeaderCounts = field(repr=False)
    away: tuple[AwayLine, ...] = ()

    @property
    def key(self) -> str:
        """A text that changes whenever the queue reads differently."""
        return hashlib.sha256(repr(self).encode()).hexdigest()[:16]


def read_lanes(session: Session, agent: Agent, now: datetime, of: str | None = None) -> QueueRows:
    """The queue of this agent, or the one that the address asks for with ``of``, in a few statements."""
    seen = whose(session, agent, asked_of() if of is None else of, now, _address)
    is_own = not seen.of
    found = read_queue(
        session,
        seen.owner_id,
        now,
        covered_by(seen.team, agent.id, now) if is_own else (),
        read_unattended(session, agent, now) if is_own and seen.late else (),
    )
    rows = tuple(row_of(item, agent, now, seen.of) for item in found.ours)
    beside = read_beside(session, agent.id, now, rows[0].ticket_id if rows else None)
    return QueueRows(
        hello=_hello(agent, now),
        whose=seen,
        next=rows[0] if rows else None,
        rows=rows[1:],
        waiting=tuple(row_of(item, agent, now, seen.of) for item in found.waiting),
        waiting_count=_count(found),
        more=urls().tickets(of=seen.of) if found.more or found.more_waiting else "",
        live=f"/desk/of/{seen.of}" if seen.of else "/desk",
        mentioned=mention_rows(beside.mentioned, Reader(agent.zone, now)),
        told=beside.told,
        top=beside.top,
        counts=beside.counts,
        away=away_lines(seen.team, agent, now),
    )


def row_of(item: QueueItem, agent: Agent, now: datetime, of: str = "") -> QueueRow:
    """One ticket as this agent reads it; its address keeps ``of``, whose tickets they look at."""
    is_mine, advised = item.owner_id == agent.id, advice(item)
    held = reasons(item, agent.id, now)
    return QueueRow(
        ticket_id=item.ticket_id,
        address=urls().ticket(item.ticket_id, of=of),
        customer=item.customer,
        subject=item.subject,
        owner="" if is_mine else item.owner,
        is_new=is_mine and item.is_new,
        marks=tuple(_mark(reason, len(held) == 1, Reader(agent.zone, now)) for reason in held),
        advice=languages.say(advised) if advised else "",
        wants_call=item.wants_call,
        tags=item.tags,
    )


def _mark(reason: Reason, is_alone: bool, reader: Reader) -> RowMark:
    """A promise always says when it is; anything else only where it is all that there is to say."""
    when = (times.iso(reason.at), reader.moment(reason.at)) if reason.leads or is_alone else ("", "")
    return RowMark(languages.say(reason.words), reason.is_let_down, reason.leads, *when)


def _address(of: str) -> str:
    return urls().desk(of)


def _count(found: Queue) -> str:
    return f"{domain_queue.SHOWN}+" if found.more_waiting else str(len(found.waiting))


def _hello(agent: Agent, now: datetime) -> str:
    hour, name = now.astimezone(ZoneInfo(agent.zone)).hour, agent.public_name
    if 5 <= hour < 12:
        return gettext("Good morning, %(name)s", name=name)
    if 12 <= hour < 18:
        return gettext("Good afternoon, %(name)s", name=name)
    if 18 <= hour < 23:
        return gettext("Good evening, %(name)s", name=name)
    return gettext("Hello, %(name)s", name=name)
