"""What waits, read from the database whenever somebody asks."""

import math
from collections.abc import Iterator
from datetime import datetime

from flask import Flask
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector
from sqlalchemy import Select, func, select

from statuspage.clock import now
from statuspage.config import Settings
from statuspage.db import db
from statuspage.domain.backup_runs import last_made
from statuspage.domain.desk.held_letters import LetterOnHold
from statuspage.domain.incoming.mail import IncomingMail
from statuspage.domain.nudges.nudge import Push
from statuspage.domain.outbox import MAIL_WAITS, PING, Outgoing
from statuspage.domain.tickets import IN_HAND, Ticket

NAME = "statuspage"


class Waiting(Collector):
    """Open tickets, late promises, and whatever waits or did not arrive. One short transaction for each answer."""

    def __init__(self, app: Flask) -> None:
        self._app = app

    def describe(self) -> list[GaugeMetricFamily]:
        """Nothing beforehand: registering must not ask the database."""
        return []

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Each with its number now; without a database only that it does not answer."""
        try:
            with self._app.app_context():
                found = _read() | _backups(self._app.extensions["settings"])
        except Exception:  # noqa: BLE001 - whatever it is, the monitor learns that it does not answer
            found = {}
        yield _gauge("database_up", "Whether the database answers.", float(bool(found)))
        for name, (help_text, value) in found.items():
            yield _gauge(name, help_text, value)


def _read() -> dict[str, tuple[str, float]]:
    at, session = now(), db.session()
    late = select(func.count()).select_from(Ticket).where(*IN_HAND, Ticket.promised_at < at)
    dead = Outgoing.outcome == "dead", Outgoing.kind != PING
    held, pushed = LetterOnHold.outcome == "", Push.outcome == "waiting"
    oldest = session.scalar(select(func.min(Outgoing.due_at)).where(*MAIL_WAITS, Outgoing.due_at <= at))
    came = session.scalar(select(IncomingMail.came_at).order_by(IncomingMail.id.desc()).limit(1))
    found = {
        "tickets_open": ("Tickets that are open.", _count(select(func.count()).select_from(Ticket).where(*IN_HAND))),
        "promises_late": ("Open tickets whose promise fell due without a letter.", _count(late)),
        "outbox_waiting": ("Mails that wait.", _count(select(func.count()).select_from(Outgoing).where(*MAIL_WAITS))),
        "outbox_late_seconds": ("How long the oldest mail has been due.", _seconds(oldest, at)),
        "outbox_dead": ("Mails that did not arrive.", _count(select(func.count()).select_from(Outgoing).where(*dead))),
        "letters_held": ("Letters that are held.", _count(select(func.count()).select_from(LetterOnHold).where(held))),
        "push_waiting": ("Pushes that wait.", _count(select(func.count()).select_from(Push).where(pushed))),
    }
    if came is not None:
        found["mail_came_seconds"] = "How long ago the newest mail came in.", _seconds(came, at)
    return found


def _backups(settings: Settings) -> dict[str, tuple[str, float]]:
    """How old the last good one is; without end where there is none and should be, so that it is noticed."""
    last = last_made(db.session())
    if last is None and settings.backup_to is None:
        return {}
    age = _seconds(last.begun_at, now()) if last else math.inf
    return {"backup_age_seconds": ("How long ago the last backup was begun that could be made.", age)}


def _count(query: Select[tuple[int]]) -> float:
    return float(db.session.scalar(query) or 0)


def _seconds(since: datetime | None, at: datetime) -> float:
    return (at - since).total_seconds() if since else 0.0


def _gauge(name: str, help_text: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"{NAME}_{name}", help_text, value=value)
