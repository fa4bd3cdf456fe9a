"""What a calendar says of each promise, to the customer and to anyone."""

from datetime import datetime
from math import ceil
from urllib.parse import urlsplit

from statuspage.domain.opaque_ids import opaque_id
from statuspage.domain.promise_lines import PromiseLine
from statuspage.domain.publication.ticket import PublicTicket
from statuspage.domain.tickets import Ticket
from statuspage.present import glance, promise, times
from statuspage.present.calendar.ics import CalendarPromise
from statuspage.present.feeds.feed import Dated
from statuspage.present.languages import gettext

_EPOCH = datetime.fromisoformat("2020-01-01T00:00:00+00:00")


def calendar_promises(ticket: Ticket, lines: list[PromiseLine], reader: Dated, base: str) -> list[CalendarPromise]:
    """Every promise of a ticket to its customer, oldest first."""
    return [_calendar_promise(ticket, line, reader, base) for line in reversed(lines)]


def public_promise(ticket: PublicTicket, reader: Dated, base: str, page: str) -> CalendarPromise | None:
    """The next word as anyone may know it; None when it is not shown or nothing is promised.

    It is one event for as long as the ticket lasts, and the next promise moves it. Its SEQUENCE is made from the date
    of the newest thing shown, in seconds: it rises with each change, and does not tell how many promises there were.
    """
    due = ticket.promise.due_at if ticket.promise else None
    if due is None or not ticket.is_open:
        return None
    late = reader.now > due
    changed = max(ticket.updated_at, due) if late else ticket.updated_at
    who = ticket.owner.name if ticket.owner and ticket.promise and ticket.promise.by_owner else ""
    upcoming = gettext("%(name)s writes next", name=who) if who else gettext("The next word")
    return CalendarPromise(
        uid=_uid(base, opaque_id(ticket.seed, "public", "promise")),
        sequence=2 * ceil((changed - _EPOCH).total_seconds()) + late,  # of 31 bits, until 2054
        at=due,
        zone=reader.zone,
        summary=gettext("The promised word is late") if late else upcoming,
        detail=ticket.title or glance.about(ticket),
        changed_at=changed,
        private=False,
        url=page,
    )


def _calendar_promise(ticket: Ticket, line: PromiseLine, reader: Dated, base: str) -> CalendarPromise:
    due = reader.moment(line.due_at)
    return CalendarPromise(
        uid=_uid(base, opaque_id(ticket.seed, "promise", line.origin_id)),
        sequence=line.revision,
        at=line.due_at,
        zone=line.zone,
        summary=_summary(line, reader.customer),
        detail="\n".join([ticket.subject, gettext("Promised for %(time)s.", time=due)]),
        changed_at=line.changed_at,
        cancelled=line.outcome == "released",
        rings=line.outcome == "open",
    )


def _summary(line: PromiseLine, customer: str) -> str:
    name, call = line.keeper, line.kind == "call"
    if line.outcome == "open" and customer:
        words = gettext("%(name)s calls %(customer)s") if call else gettext("%(name)s writes to %(customer)s")
        return words % {"name": name, "customer": customer}
    if line.outcome == "open":
        return gettext("%(name)s calls you", name=name) if call else gettext("%(name)s writes to you", name=name)
    if line.outcome == "overdue":
        return promise.late(name, call)
    if line.outcome == "late" and line.settled_at is not None:
        return gettext("Promise late by %(span)s", span=times.span(line.settled_at - line.due_at))
    return gettext("Promise kept") if line.outcome == "kept" else gettext("This promise is no longer needed")


def _uid(base: str, key: str) -> str:
    return f"{key}@{urlsplit(base).hostname or 'localhost'}"
