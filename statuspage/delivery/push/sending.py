"""Sends what agents are told at once: one browser after another, each at least once, and again until it was taken.

A browser that its push service knows no more is forgotten; one that names an address inside is forgotten too. All else
is tried again, later and later. Any number of senders may run at once, in any number of processes.
"""

import hashlib
import logging
from collections.abc import Iterable
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from flask import Flask, current_app
from sqlalchemy import select
from sqlalchemy.orm import Session

from statuspage.clock import now
from statuspage.config import Settings
from statuspage.db import db, write
from statuspage.delivery.push.reach import NotReached, PointsInside, PushAnswer, Reach
from statuspage.delivery.push.sealing import NotSealable, seal
from statuspage.delivery.push.words import Notification, tell, tell_together
from statuspage.delivery.routine import Routine, backoff
from statuspage.domain.nudges import sending
from statuspage.domain.nudges.browsers import PushBrowser, is_listed, remove
from statuspage.domain.nudges.nudge import TEST, Push
from statuspage.domain.nudges.sending import Handful
from statuspage.domain.opaque_ids import base64url
from statuspage.domain.people.agents import availability
from statuspage.security.push_keys import authorization

PAUSE = 2.0  # seconds between looks
LEASE = timedelta(minutes=2)
MOST = 50  # browsers in one turn
FIRST, LONGEST = 30.0, 3600.0  # seconds until the next try, after one failure and at most
WAITS = timedelta(hours=12)  # a push service holds it so long for a browser that is off, and never past the hours
GONE = (404, 410)  # RFC 8030, section 7.3
_LATER = (408, 425, 429)
_NOT_LISTED = "Its push service is not among those that this server may send to."
_EXPIRED = "The key of this server has changed: add this browser again."

log = logging.getLogger("statuspage.push")


class PushPutOff(Exception):
    """It did not arrive, and may later; ``wait`` is after how many seconds the service wants to be asked, 0 for any."""

    def __init__(self, why: str, wait: float = 0.0) -> None:
        self.wait = wait
        super().__init__(why)


class TurnedAway(Exception):
    """It will never be taken like this."""


class BrowserGone(Exception):
    """Nobody is there any more, or nobody should be sent to."""


def background(app: Flask) -> list[Routine]:
    """What runs beside the server while it serves; nothing where no push service may be sent to."""
    return [Routine(app, "push", work)] if app.extensions["settings"].push_hosts else []


def work() -> float:
    """Send what is due; the seconds until the next look. Needs an app context."""
    with Session(db.engine) as session:
        waits = select(Push.id).where(Push.outcome == "waiting", Push.due_at <= now()).limit(1)
        is_due = session.scalar(waits) is not None
    if is_due:
        send_due()
    return PAUSE


def send_due() -> int:
    """Send all that is due now; to how many browsers something went."""
    sent = 0
    for _ in range(MOST):
        with write() as session:
            handful = sending.lease(session, now(), LEASE)
        if handful is None:
            break
        sent += bool(handful.nudges) and _send(handful)
    return sent


def _send(handful: Handful) -> bool:
    """Send what is in hand, and write down what became of it; whether it was taken."""
    at, reach = now(), current_app.extensions.get("reach") or Reach()
    try:
        for told in _words(handful, at):
            _post(reach, handful, told, at)
    except BrowserGone as why:
        with write() as session:
            gone = session.get(PushBrowser, handful.browser.id)
            if gone is not None:
                remove(session, gone)
        log.info("Browser %d is forgotten: %s", handful.browser.id, why)
    except TurnedAway as why:
        _mark(handful, "dead", str(why))
    except PushPutOff as why:
        wait = max(backoff(handful.tries, FIRST, LONGEST), why.wait)
        with write() as session:
            sending.put_off(session, handful, now() + timedelta(seconds=wait), str(why))
        log.warning("Browser %d waits for %.0f s: %s", handful.browser.id, wait, why)
    else:
        _mark(handful, "sent")
        return True
    return False


def _words(handful: Handful, at: datetime) -> Iterable[Notification]:
    """What came while they were out is told together, of all else each ticket once, as it stands now."""
    urls = current_app.extensions["urls"]
    held = [one for one in handful.nudges if one.id in handful.held]
    apart = [one for one in handful.nudges if len(held) < 2 or one.id not in handful.held]
    newest = {one.ticket_id: one for one in apart}
    told = [tell_together(handful.agent, held, urls)] if len(held) > 1 else []
    with Session(db.engine) as session:
        browser, agent = handful.browser, handful.agent
        return told + [tell(session, browser, agent, one, urls, at) for one in newest.values()]


def _post(reach: Reach, handful: Handful, told: Notification, at: datetime) -> None:
    browser, settings = handful.browser, _settings()
    contact = f"mailto:{settings.mail_from}" if settings.mail_from else settings.base_url
    signed = authorization(settings.secret_keys, browser.server_key, browser.endpoint, contact, at)
    if signed is None:
        raise TurnedAway(_EXPIRED)
    if not is_listed(urlsplit(browser.endpoint).hostname or "", settings.push_hosts):
        raise TurnedAway(_NOT_LISTED)
    topic = base64url(hashlib.sha256(f"{browser.secret} {told.tag}".encode()).digest())[:32]
    headers = {"Authorization": signed, "TTL": str(_wait(handful, told, at)), "Topic": topic, "Urgency": "high"}
    headers |= {"Content-Encoding": "aes128gcm", "Content-Type": "application/octet-stream"}
    try:
        answer = reach.post(browser.endpoint, headers, seal(told.to_json(), browser.key, browser.secret))
    except NotSealable as fault:
        raise BrowserGone(f"its key is none ({fault})") from None
    except PointsInside as fault:
        raise BrowserGone(str(fault)) from None
    except NotReached as fault:
        raise PushPutOff(str(fault)) from None
    _judge(answer)


def _judge(answer: PushAnswer) -> None:
    if answer.status in GONE:
        raise BrowserGone(f"its push service answered {answer.status}")
    if answer.status in _LATER or answer.status >= 500:
        raise PushPutOff(f"The push service answered {answer.status}.", answer.wait)
    if not 200 <= answer.status < 300:
        raise TurnedAway(f"The push service answered {answer.status}.")


def _wait(handful: Handful, told: Notification, at: datetime) -> int:
    """For how many seconds it may be held for a browser that is off: until its agent goes home at the latest."""
    agent = handful.agent
    here = availability(agent.hours, agent.zone, at, agent.away)
    ends = here.changes_at if here.is_in else None
    until = min(at + WAITS, ends) if ends and told.tag != TEST else at + WAITS
    return max(int((until - at).total_seconds()), 0)


def _mark(handful: Handful, outcome: str, fault: str = "") -> None:
    with write() as session:
        sending.mark(session, handful, outcome, now(), fault)


def _settings() -> Settings:
    found: Settings = current_app.extensions["settings"]
    return found
