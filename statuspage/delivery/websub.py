"""WebSub: tells the hub that a public feed reads differently. A private feed is never named to anyone.

A ping waits in the outbox until the hub has taken it, so the hub may hear of a change twice, but misses none. A thread
of its own sends it, so nobody who reads or writes ever waits for a hub.
"""

import http.client
import logging
import urllib.error
import urllib.request
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from flask import Flask, current_app
from sqlalchemy import select
from sqlalchemy.orm import Session

from statuspage.clock import now
from statuspage.config import Settings
from statuspage.db import db, write
from statuspage.delivery import outbox
from statuspage.delivery.routine import Routine, backoff
from statuspage.domain.outbox import PING, Outgoing
from statuspage.domain.publication.announcing import announce_overdue, overdue
from statuspage.domain.shares.share import is_on, shares_of
from statuspage.domain.tickets import Ticket
from statuspage.urls import Urls

PAUSE = 2.0  # seconds between looks into the outbox
FIRST, LONGEST = 5.0, 600.0  # seconds until the next try, after one failure and at most
PATIENCE = 10.0  # seconds that a hub has to answer
MOST = 100  # pings at a time
LOOK_BACK = timedelta(days=1)  # at a start, for what fell due while nothing ran

log = logging.getLogger("statuspage.websub")


class NotTaken(Exception):
    """The hub did not take a ping; the text says why, and names no feed."""


class _Stay(urllib.request.HTTPRedirectHandler):
    """Follows no redirect: one could carry the address of a feed anywhere. A hub that moved is for the operator."""

    def redirect_request(self, *_: Any) -> None:
        return None


class Pinger:
    """Sends the pings of one app, and remembers how often the hub has failed and since when to look for what is due."""

    def __init__(self) -> None:
        self._failures = 0
        self._since: datetime | None = None

    def work(self) -> float:
        """Send what waits; the seconds until the next look."""
        until = now()
        since = self._since if self._since and self._since <= until else until - LOOK_BACK  # or the clock was set back
        try:
            send_waiting(since)
            self._failures, wait = 0, PAUSE
        except NotTaken as fault:
            self._failures += 1
            wait = backoff(self._failures, FIRST, LONGEST)
            log.warning("The hub did not take a ping (%s). It waits; the next try is in %.0f s.", fault, wait)
        self._since = until
        return wait


def background(app: Flask) -> list[Routine]:
    """What runs beside the server while it serves; nothing when there is no hub."""
    return [Routine(app, "websub", Pinger().work)] if app.extensions["settings"].websub_hub else []


def send_waiting(since: datetime | None = None) -> int:
    """Send what waits; returns how many feeds the hub was told of. Raises ``NotTaken`` when some must wait longer.

    ``since`` is when this was last done: a promise that has fallen due after it is news as well.
    """
    settings: Settings = current_app.extensions["settings"]
    if since is not None:
        _leave_overdue(settings.company_name, since)
    with Session(db.engine) as session:
        feeds = _feeds(session, current_app.extensions["urls"])
    refused = ""
    for rows, topics in feeds:
        try:
            tell(settings.websub_hub or "", topics)
        except NotTaken as fault:
            refused = str(fault)
            continue
        with write() as session:
            for row in rows:
                outbox.mark_sent(session, row, now())
    if refused:
        raise NotTaken(refused)
    return sum(bool(topics) for _, topics in feeds)


def _leave_overdue(company: str, since: datetime) -> None:
    instant = now()
    with Session(db.engine) as session:
        tickets = overdue(session, company, since, instant)
    if tickets:
        with write() as session:
            announce_overdue(session, tickets, instant)


def _feeds(session: Session, urls: Urls) -> list[tuple[list[int], list[str]]]:
    """For each ticket the rows that wait, and the addresses of its public feed; none when it is off by now."""
    waiting = select(Outgoing).where(Outgoing.kind == PING, Outgoing.outcome == "waiting").order_by(Outgoing.id)
    rows: dict[int, list[int]] = {}
    for row in session.scalars(waiting.limit(MOST)):
        rows.setdefault(row.ticket_id or 0, []).append(row.id)
    return [(ids, topics(session, ticket_id, urls)) for ticket_id, ids in rows.items()]


def topics(session: Session, ticket_id: int, urls: Urls) -> list[str]:
    """The addresses of this ticket that a hub may be told: those of its public feed, while that is on."""
    ticket, feed = session.get_one(Ticket, ticket_id), shares_of(session, ticket_id).get("public_feed")
    if ticket.published_at is None or feed is None or not is_on(feed, now()):
        return []
    return [urls.shared(feed), urls.shared(feed, "json")]


def tell(hub: str, topics: Sequence[str]) -> None:
    """Tell the hub that these feeds have news. Raises ``NotTaken``."""
    opener = urllib.request.build_opener(_Stay)
    headers = {"Content-Type": "application/x-www-form-urlencoded", "User-Agent": "Statuspage (WebSub publisher)"}
    for topic in topics:
        body = urlencode({"hub.mode": "publish", "hub.url": topic}).encode()
        asked = urllib.request.Request(hub, body, headers)  # noqa: S310 - the setting takes http and https only
        try:
            opener.open(asked, timeout=PATIENCE).close()
        except urllib.error.HTTPError as fault:
            fault.close()
            raise NotTaken(f"it answered {fault.code}") from None
        except urllib.error.URLError as fault:
            raise NotTaken(f"it cannot be reached: {fault.reason}") from None
        except (OSError, http.client.HTTPException) as fault:
            raise NotTaken(f"it broke off: {type(fault).__name__}") from None
