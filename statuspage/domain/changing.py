"""A change: what a verb makes of one ticket, with its row locked; anyone sees of it only what is public.

What is public has a version of its own. It is not guessed from what happened: what anyone may know is read before and
after, and only a difference moves it. So a visitor cannot learn from it that something private happened.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from statuspage.domain.events import lock
from statuspage.domain.publication.announcing import note_letter, note_moved
from statuspage.domain.publication.gate import public_state
from statuspage.domain.tickets import Ticket


@contextmanager
def change(session: Session, ticket_id: int, now: datetime, once: str = "") -> Iterator[Ticket]:
    """The ticket for one verb at ``now``, locked until the transaction ends. Refuses a form that was sent twice.

    Whatever the block raises leaves the public version alone; the transaction is then rolled back by its owner.
    """
    ticket = lock(session, ticket_id, once)
    before, seen = public_state(session, ticket, now), ticket.version
    yield ticket
    session.flush()
    after = public_state(session, ticket, now)
    if after != before:
        ticket.public_version += 1
    if after[:-1] != before[:-1]:  # a new address alone is nothing that a feed tells
        ticket.public_changed_at = _later(ticket.public_changed_at, now)
        note_moved(session, ticket_id, now)
    if after.newest is not None and after.newest > seen:  # written just now; an older one is no news to be mailed
        note_letter(session, ticket_id, after.newest, now)
    session.flush()


def _later(before: datetime | None, now: datetime) -> datetime:
    """Now, or the next second after what was ``before``: a letter has the time of its pressing, and a clock may be set
    back. Whoever asks since when anything has changed, asks by the second.
    """
    if before is None or now.replace(microsecond=0) > before.replace(microsecond=0):
        return now
    return before.replace(microsecond=0) + timedelta(seconds=1)
