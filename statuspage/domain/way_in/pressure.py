"""Whether more is asked here than people ask: from then on a form is to bring a proof of work, for a while.

It is measured by what was taken, in the database, so that all processes agree. It begins when many came within a
minute, and ends only after ten minutes in which never even a few did: who looks at a form in between is not surprised.
"""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Mapped, Session, mapped_column

from statuspage.domain.base import Base, upsert
from statuspage.domain.tickets import Ticket

BEGINS, GOES_ON = 20, 5  # tickets opened within a minute with which it begins, and with which it does not end
WITHIN, RESTS = timedelta(minutes=1), timedelta(minutes=10)
_NOTED = timedelta(seconds=30)  # so often at most that it goes on is written down
_ONLY = 1  # the key of the one row


class AskPressure(Base):
    """The last time that it was so: ``since`` when, and ``until`` when as far as we know. There is one row, or none."""

    __tablename__ = "ask_pressure"

    id: Mapped[int] = mapped_column(primary_key=True)
    since: Mapped[datetime]
    until: Mapped[datetime]


def pressed_since(session: Session, now: datetime) -> datetime | None:
    """Since when more is asked than people ask; None while it is quiet."""
    found = session.get(AskPressure, _ONLY)
    return found.since if found is not None and found.until > now else None


def feel(session: Session, now: datetime) -> None:
    """Look how many came, now that one more has: it may begin with this one, or go on."""
    found = session.get(AskPressure, _ONLY)
    is_on = found is not None and found.until > now
    if found is not None and is_on and found.until - now > RESTS - _NOTED:
        return
    if _came(session, GOES_ON if is_on else BEGINS, now):
        since = found.since if found is not None and is_on else now
        upsert(session, AskPressure, ("id",), (_ONLY,), since=since, until=now + RESTS)


def _came(session: Session, number: int, now: datetime) -> bool:
    """Whether so many tickets were opened lately, with this one. It reads only so many rows."""
    nth = select(Ticket.opened_at).order_by(Ticket.id.desc()).offset(number - 1).limit(1)
    opened_at = session.scalar(nth)
    return opened_at is not None and opened_at > now - WITHIN
