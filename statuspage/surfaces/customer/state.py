"""Which state of the live part a customer's page shows, so that a page that was away gets what it missed."""

from datetime import datetime, timedelta

from statuspage.domain.agents import availability
from statuspage.domain.reading import Reading


def version(head: Reading, now: datetime) -> str:
    """The ticket's version, and until when the live part reads so: it differs whenever the words do."""
    ends = until(head, now)
    return f"{head.ticket.version}-{ends.timestamp():.0f}" if ends is not None else str(head.ticket.version)


def until(head: Reading, now: datetime) -> datetime | None:
    """When the live part reads otherwise by itself: its promise is late, or its owner has come or gone. UTC."""
    due, owner = head.ticket.promised_at, head.owner
    late = due + timedelta(seconds=1) if due is not None and due >= now else None
    changes = availability(dict(owner.hours), owner.zone, now).changes_at
    return min((at for at in (late, changes) if at is not None), default=None)
