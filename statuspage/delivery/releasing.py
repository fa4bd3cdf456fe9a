"""Letters that are held go when their time has come: looked for every second, and each in a transaction of its own.

Any number of processes may look at once, and a letter goes once. What fell due while none ran goes at the next start.
"""

import logging

from flask import Flask

from statuspage.clock import now
from statuspage.db import db, write
from statuspage.delivery.routine import Routine
from statuspage.domain.desk.held_letters import forget_ended, ready
from statuspage.domain.desk.holding import release

LOOK = 1.0  # seconds between looks

log = logging.getLogger("statuspage.letters")


def release_due() -> int:
    """Release every letter that is due, and give back those that there is news for; how many of both."""
    found = ready(db.session(), now())
    db.session.remove()
    for held_id in found:
        _release(held_id)
    if found:
        with write() as session:
            forget_ended(session, now())
    return len(found)


def _release(held_id: int) -> None:
    """One that fails keeps no other one back. It waits, and is tried again."""
    try:
        with write() as session:
            release(session, held_id, now())
    except Exception:
        log.exception("A letter that is due could not be released; it waits")


def background(app: Flask) -> list[Routine]:
    """What runs beside the server while it serves, and beside a sender that is a process of its own."""
    return [Routine(app, "letters", _work)]


def _work() -> float:
    release_due()
    return LOOK
