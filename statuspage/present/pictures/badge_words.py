"""The words of a badge: who is on it, and how it stands, each in so few that they fit."""

from datetime import datetime, timedelta

from statuspage.domain.publication.ticket import PublicTicket
from statuspage.present import glance, times
from statuspage.present.glance import LATE
from statuspage.present.languages import gettext
from statuspage.present.reader import Reader
from statuspage.present.ticks import DAY, HOUR


def texts(ticket: PublicTicket, reader: Reader) -> tuple[str, str]:
    """Who is on it, and how it stands; the second is "" where nothing of that is shown."""
    state = glance.state_of(ticket, reader.now)
    name = glance.credited(ticket, state) or ("" if ticket.owner else ticket.company)
    return glance.headline(state, name), _standing(ticket, state, reader)


def _standing(ticket: PublicTicket, state: str, reader: Reader) -> str:
    """How long it has taken, and when the next word comes."""
    due = ticket.promise.due_at if ticket.promise else None
    if state == LATE and due is not None:
        return _late(reader.now - due)
    parts = [glance.day_count(ticket, reader.now)]
    if due is not None:
        parts.append(gettext("word by %(time)s", time=_day(due, reader)))
    return " · ".join(part for part in parts if part)


def _late(length: timedelta) -> str:
    if length < HOUR:
        return gettext("word is late")
    unit = DAY if length >= DAY else HOUR
    return gettext("word %(span)s late", span=times.span(length // unit * unit))


def _day(due: datetime, reader: Reader) -> str:
    """The day alone, or the time of day where that is today."""
    today = times.day(reader.now, reader.zone, reader.now)
    return times.clock(due, reader.zone) if reader.day(due) == today else reader.day(due)
