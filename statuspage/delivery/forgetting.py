"""What was erased is written over, and whatever was kept for long enough goes: looked for all the time."""

from collections.abc import Callable
from datetime import timedelta

from flask import Flask, current_app
from sqlalchemy import func, select

from statuspage.clock import now
from statuspage.db import db, write
from statuspage.delivery.routine import Routine
from statuspage.domain.desk.unsent_letters import forget_discarded
from statuspage.domain.errors import Refused
from statuspage.domain.nudges.nudge import forget_old
from statuspage.domain.privacy.erasures import Erasure
from statuspage.domain.privacy.retention import erase_overdue, overdue
from statuspage.wiping import forget_kept, wipe

LOOK = 5.0  # seconds between looks for what was erased, in whichever process
_RETENTION = timedelta(hours=1)  # between looks for whose time is over
_AT_ONCE = 20  # people


def erase_old(most: int = _AT_ONCE, tell: Callable[[], None] = lambda: None) -> int:
    """Erase the people whose time is over, each in a transaction of their own; how many. ``tell`` hears of each."""
    days = current_app.extensions["settings"].retention_days
    people = overdue(db.session(), days, now(), most)
    db.session.rollback()
    done = 0
    for one in people:
        tell()
        try:
            with write() as session:
                erase_overdue(session, one, now())
        except Refused:  # somebody was quicker
            continue
        done += 1
    return done


def _worker() -> Callable[[], float]:
    """The work of one process, which remembers what it has heard of already."""
    known, looked_at = -1, now() - _RETENTION

    def work() -> float:
        nonlocal known, looked_at
        if now() - looked_at >= _RETENTION:
            with write() as session:
                forget_old(session, now())
                forget_discarded(session, now())
            looked_at = now() if erase_old() < _AT_ONCE else looked_at
        newest = db.session.scalar(select(func.max(Erasure.id)).where(Erasure.done_at.is_not(None))) or 0
        db.session.rollback()
        if newest != known and known >= 0:
            forget_kept()
        known = newest
        wipe(now())
        return LOOK

    return work


def background(app: Flask) -> list[Routine]:
    """What runs beside the server while it serves."""
    with app.app_context():
        return [Routine(app, "erased", _worker())]
