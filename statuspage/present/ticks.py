"""How long a page of a public ticket stays true: until the next tick of something on it."""

from datetime import datetime, timedelta

from statuspage.domain.publication.ticket import PublicTicket
from statuspage.present import promise, times
from statuspage.present.reader import Reader

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def until(ticket: PublicTicket, reader: Reader) -> datetime:
    """The next instant (UTC) at which anything said of this ticket would read differently, though nobody did anything.

    That is the reader's midnight, because days have names, or an earlier tick of the clock, of the delay of a late
    promise, or of a promise's dial.
    """
    now = reader.now
    ticks = [times.midnight(reader.zone, now)]
    if ticket.asked_at and ticket.ended_at is None:
        ticks.append(next_tick(ticket.asked_at, now))
    if ticket.promise and ticket.promise.due_at:
        due = ticket.promise.due_at
        ticks.append(next_tick(due, now) if now > due else _next_hundredth(ticket.promise.made_at, due, now))
    if ticket.changes_at:
        ticks.append(ticket.changes_at)
    return min(ticks)


def next_tick(start: datetime, now: datetime) -> datetime:
    """When ``times.span`` of the time since ``start`` next reads differently."""
    length = max(now - start, timedelta())
    unit = timedelta(minutes=1) if length < 3 * HOUR else HOUR if length < 10 * DAY else DAY
    return start + (length // unit + 1) * unit


def _next_hundredth(made: datetime | None, due: datetime, now: datetime) -> datetime:
    """When the dial of a promise next moves on by a hundredth of its time."""
    if made is None or due <= made:
        return due
    gone = promise.passed(made, due, now)
    return min(due, made + (due - made) * (gone + 1) / 100)
