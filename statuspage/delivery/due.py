"""What falls due by the clock alone, and is to be told: it is looked for every few seconds, and left in the outbox.

With or without a mail server: what is left is seen at the desk, and in the demo's mailboxes.
"""

from datetime import datetime

from flask import Flask
from sqlalchemy.orm import Session

from statuspage.clock import now
from statuspage.db import write
from statuspage.delivery.routine import Routine
from statuspage.delivery.set_back import set_right
from statuspage.domain.desk.notices import leave_notices
from statuspage.domain.late_notices import leave_late_notices
from statuspage.domain.nudges.due import leave_nudges
from statuspage.domain.publication.mailing import leave_late

LOOK = 15.0  # seconds between looks


def leave_due(session: Session, now: datetime) -> int:
    """Leave every mail whose time has come by ``now`` (UTC), each once; how many were left.

    What agents are told at once is left as well.
    """
    leave_nudges(session, now)
    return leave_notices(session, now) + leave_late_notices(session, now) + leave_late(session, now)


def look() -> float:
    """Leave what is due now, in a transaction of its own; the seconds until the next look. Needs an app context."""
    with write() as session:
        set_right(session, now())
        leave_due(session, now())
    return LOOK


def background(app: Flask) -> list[Routine]:
    """What runs beside the server while it serves, and beside a sender that is a process of its own."""
    return [Routine(app, "due", look)]
