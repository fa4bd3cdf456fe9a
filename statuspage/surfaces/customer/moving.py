"""What the clock moves on the customer's page: whether the owner is in, the promise, the strip, and its version."""

from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta

from flask import current_app
from markupsafe import Markup

from statuspage.db import db
from statuspage.domain.kinds import KINDS
from statuspage.domain.people.agents import Agent, availability
from statuspage.domain.people.away import away_at, turns
from statuspage.domain.phones import tel
from statuspage.domain.reading import Reading, read_marks
from statuspage.present import away, people, promise, strip, times
from statuspage.present.people import PersonFace
from statuspage.present.promise import PromiseCard
from statuspage.present.reader import holder_of
from statuspage.surfaces.customer import page_cache
from statuspage.surfaces.customer.blueprint import PageRequest

_NOTHING = Markup()


@dataclass(frozen=True, slots=True)
class MovingParts:
    """Each part as it was rendered; an earlier page of the letters has its owner alone."""

    owner: Markup
    promise: Markup = _NOTHING
    strip: Markup = _NOTHING
    clock: Markup = _NOTHING
    version: Markup = _NOTHING

    def by_name(self) -> dict[str, Markup]:
        """The parts by the names of their slots."""
        return {field.name: getattr(self, field.name) for field in fields(self)}


@dataclass(frozen=True, slots=True)
class OwnerPart:
    """Who has it, when they are in, and how to reach them now. ``tel`` is the address that dials their number.

    Only the customer asks for a call; ``asked`` says when they did, "" where no such wish waits. ``away`` says until
    when they are away, and who writes meanwhile; "" while they are not.
    """

    person: PersonFace
    place: str
    hours: str
    away: str
    is_away: bool
    tel: str
    name: str
    is_open: bool
    is_newest: bool
    is_customers: bool
    asked: str
    here: str


@dataclass(frozen=True, slots=True)
class PromisePart:
    """The promise, and what the customer can do about it. ``once`` is the address of a file for their calendar.

    ``there`` is the page on which a merged ticket goes on, the customer's own, "" elsewhere; ``can_part`` says that the
    two can still be taken apart.
    """

    card: PromiseCard
    is_customers: bool
    here: str
    version: int
    is_live: bool
    once: str
    there: str
    can_part: bool


SLOTS = MovingParts(*(page_cache.slot(field.name) for field in fields(MovingParts)))


def moving_parts(head: Reading, asked: PageRequest, instant: datetime, once: str) -> MovingParts:
    """The parts as they read at this instant. ``once`` is the address of the open promise as a file."""
    owner = page_cache.drawn("customer/_owner.html", owner=_owner(head, asked, instant))
    if not asked.is_newest:
        return MovingParts(owner)
    ticket = head.ticket
    marks = page_cache.marks(ticket, lambda: read_marks(db.session(), ticket.id))
    if not head.holder.is_customer:
        marks = tuple(mark for mark in marks if not KINDS[mark.kind].is_own)
    reading, reader = replace(head, marks=marks), holder_of(head, instant)
    drawing = strip.draw(reading, reader)
    part = PromisePart(
        promise.card(reading, reader),
        head.holder.is_customer,
        asked.here,
        ticket.version,
        asked.is_live,
        once,
        there=_there(head),
        can_part=head.goes_on is not None and head.goes_on.until is not None and instant <= head.goes_on.until,
    )
    return MovingParts(
        owner,
        promise=page_cache.drawn("customer/_promise.html", part=part),
        strip=page_cache.drawn("customer/_strip.html", drawing=drawing),
        clock=Markup(" · ").join(drawing.clock),
        version=Markup.escape(live_version(head, instant)),
    )


def _owner(head: Reading, asked: PageRequest, instant: datetime) -> OwnerPart:
    owner = head.owner
    return OwnerPart(
        person=people.person(owner),
        place=people.place_line(owner),
        hours=people.hours_line(owner, head.holder.zone, instant),
        away=_away(head, instant),
        is_away=people.is_away(owner, instant),
        tel=tel(owner.phone),
        name=owner.public_name,
        is_open=head.ticket.is_open,
        is_newest=asked.is_newest,
        is_customers=head.holder.is_customer,
        asked=holder_of(head, instant).moment(called) if (called := head.ticket.call_asked_at) else "",
        here=asked.here,
    )


def _away(head: Reading, now: datetime) -> str:
    """That the owner is away, in words; the page is private, and no public view says so."""
    gone = away_at(head.owner.away, now)
    if gone is None or not head.ticket.is_open:
        return ""
    cover = db.session.get(Agent, gone.cover_id) if gone.cover_id else None
    when = away.until(gone, head.owner.zone, head.holder.zone, now)
    is_promised = head.ticket.promised_at is not None
    return away.customer_words(head.owner.public_name, cover.called if cover else "", when, is_promised=is_promised)


def _there(head: Reading) -> str:
    """The address of the page on which this goes on; "" where it does not."""
    return current_app.extensions["urls"].shared(head.goes_on.key) if head.goes_on else ""


def live_version(head: Reading, now: datetime) -> str:
    """The ticket's version, and until when the live part reads as it does: it differs whenever the words do."""
    gone = away_at(head.owner.away, now)
    return f"{head.ticket.state}-{live_until(head, now).timestamp():.0f}" + (f"c{gone.cover_id or 0}" if gone else "")


def reads_so_until(head: Reading, now: datetime, turns_at: datetime) -> datetime:
    """Until when (UTC) the whole page reads as it does now, whose live part turns then: within its minute, at most, and
    while no promise falls due.

    Of the ticket in which a merged one goes on nothing is known beforehand, so its page is made each time.
    """
    if head.goes_on:
        return now
    due = [head.ticket.promised_at, *(need.due_at for need in head.needs)]
    late = [at + datetime.resolution for at in due if at and at >= now]
    minute = now.replace(second=0, microsecond=0) + timedelta(minutes=1)
    return min(minute, turns_at, *late)


def live_until(head: Reading, now: datetime) -> datetime:
    """When the live part next reads differently by itself, in UTC.

    Its promise is soon or late, a wished time passes, its owner comes or goes, or another day begins for its reader.
    """
    owner = head.owner
    changes = availability(dict(owner.hours), owner.zone, now, owner.away).changes_at
    wished = [need.due_at + timedelta(seconds=1) for need in head.needs if need.due_at >= now]
    wished += turns(owner.away, now)
    if head.goes_on and head.goes_on.until and head.goes_on.until > now:
        wished.append(head.goes_on.until)
    midnight = min(times.midnight(zone, now) for zone in (head.holder.zone, owner.zone))  # both clocks name a day
    ends = [*wished, *promise.turns(head.ticket.promised_at, now), midnight]
    return min([*ends, changes] if changes is not None else ends)
