"""Sets right what a clock that was ahead has left behind: waits that end later than any of ours can.

While a clock is ahead, leases, holds and waits are written that end in its own future. Once it is set back they
would all wait for that. Each has a longest length, though; what ends later from now than that ends now.
"""

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, CursorResult, Delete, Update, and_, delete, or_, update
from sqlalchemy.orm import Session

from statuspage.delivery import marking, sender
from statuspage.delivery.incoming import mailbox_lease
from statuspage.delivery.push import sending
from statuspage.domain.desk.held_letters import LENGTHS, LetterOnHold
from statuspage.domain.incoming.mailbox import MailboxRead
from statuspage.domain.nudges.nudge import Push
from statuspage.domain.outbox import MAIL_WAITS, Outgoing
from statuspage.domain.people.presence import Presence
from statuspage.security.attempts import Attempt

APART = timedelta(minutes=2)  # that the clocks of two machines may be
TRIES = range(1, 6)  # of these the longest wait is below an hour
LONGEST_HOLD = timedelta(seconds=max(LENGTHS))
_HELD_BACK = timedelta(days=1)  # what waits longer than this was held back on purpose

log = logging.getLogger("statuspage.delivery")


def set_right(session: Session, now: datetime) -> int:
    """End now what could not wait so long; how many there were."""
    plain = {"synchronize_session": False}
    done = (session.execute(one.execution_options(**plain)) for one in _impossible(now, now + APART))
    found = sum(one.rowcount for one in done if isinstance(one, CursorResult))
    if found:
        log.warning("The clock was ahead: %d waits that were written meanwhile end now", found)
    return found


def _impossible(now: datetime, soon: datetime) -> Iterator[Update | Delete]:
    """``soon`` is as much later than now as another machine's clock may say."""
    held = LetterOnHold.outcome == "", LetterOnHold.send_at > soon + LONGEST_HOLD
    yield update(LetterOnHold).where(*held).values(send_at=now)
    yield delete(Presence).where(Presence.until > soon + LONGEST_HOLD)
    leased_mailbox = MailboxRead.leased_until > soon + mailbox_lease.LEASE
    yield update(MailboxRead).where(leased_mailbox).values(leased_until=now)
    yield update(Attempt).where(Attempt.at > soon).values(at=now)
    leased = and_(Outgoing.lease != "", Outgoing.due_at > soon + sender.LEASE)
    fresh = and_(Outgoing.tries == 0, Outgoing.to != "agent", Outgoing.created_at > soon, Outgoing.due_at > soon)
    waits = or_(leased, fresh, *(_too_long(Outgoing, n, soon, marking.FIRST) for n in TRIES))
    yield update(Outgoing).where(*MAIL_WAITS, Outgoing.due_at < now + _HELD_BACK, waits).values(due_at=now)
    pushed = and_(Push.lease != "", Push.due_at > soon + sending.LEASE)
    new = and_(Push.tries == 0, ~Push.is_held, Push.due_at > soon)
    waits = or_(pushed, new, *(_too_long(Push, n, soon, sending.FIRST) for n in TRIES))
    yield update(Push).where(Push.outcome == "waiting", ~Push.is_held, waits).values(due_at=now)


def _too_long(table: type[Outgoing] | type[Push], tries: int, soon: datetime, first: float) -> ColumnElement[bool]:
    """What was put off after so many tries, and waits for longer than it can have been told to."""
    longest = timedelta(seconds=2 * first * 2 ** (tries - 1))
    return and_(table.tries == tries, table.lease == "", table.due_at > soon + longest)
