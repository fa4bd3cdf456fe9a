"""Answers that may be kept: an ETag from the bytes themselves, word of how long they stay true, and what took long."""

import hashlib
import logging
import threading
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Generic, TypeVar

from flask import Flask, Response, g, request
from sqlalchemy.exc import IntegrityError

from statuspage.db import write
from statuspage.domain.publication import visits
from statuspage.present.times import iso

log = logging.getLogger("statuspage")
Value = TypeVar("Value")
SNAPSHOT = "X-Snapshot"  # ticket id; instant (ISO, UTC) at which the bytes change by themselves, or nothing for never
VIEW = "X-Snapshot-View"  # share id; what it is counted as; "readers" where one may ask for many


def answer(
    body: str | bytes,
    mimetype: str,
    *,
    modified: datetime | None = None,
    snapshot: tuple[int, datetime | None] | None,
    counts: bool = True,
) -> Response:
    """The response to this request: 304 without a body when the reader has these bytes already (RFC 9110, 13).

    ``snapshot`` is given when the bytes depend only on the ticket's version and the address: the ticket, and the next
    instant at which they would read differently. The front keeps them by it, and takes the header off. Such an answer
    is counted as a look at its share, unless ``counts`` says that it is only a part of one.
    """
    response = Response(body, mimetype=mimetype)
    response.set_etag(hashlib.sha256(response.get_data()).hexdigest()[:24])
    if modified is not None:
        response.last_modified = modified
    response.make_conditional(request)
    if snapshot is None or request.method != "GET":
        return response
    if counts and (kind := _kind(mimetype)):
        response.headers[VIEW] = f"{g.share.id};{kind}"
    if response.status_code == 200:
        ticket_id, until = snapshot
        response.headers[SNAPSHOT] = f"{ticket_id};{iso(until) if until else ''}"
    return response


def _kind(mimetype: str) -> str:
    """What a look at this is counted as, by the share that was opened; "" for nothing."""
    scope = g.share.scope
    if scope in ("public", "embed"):  # what other programs ask about them is no look
        page = "page" if scope == "public" else "card"
        return page if mimetype == "text/html" else "picture" if mimetype.startswith("image/") else ""
    return {"badge": "badge", "public_feed": "feed;readers"}.get(scope, "")


class Remembered(Generic[Value]):
    """One value that takes long to make, kept for a while. One request makes it; until it has, the others get the old.

    Only where there is no old one yet do they wait.
    """

    def __init__(self) -> None:
        self._one_at_a_time = threading.Lock()
        self._kept: tuple[Value, datetime, datetime] | None = None

    def get(self, now: datetime, make: Callable[[], tuple[Value, datetime]]) -> Value:
        """The value as it is at ``now``; ``make`` gives it anew, and until when (UTC) it may be kept."""
        kept = self._kept
        if kept is not None:
            value, since, until = kept
            if since <= now < until or not self._one_at_a_time.acquire(blocking=False):
                return value
        else:
            self._one_at_a_time.acquire()
        try:
            if self._kept is kept or self._kept is None:
                made, until = make()
                self._kept = made, now, until
            return self._kept[0]
        finally:
            self._one_at_a_time.release()


def count(app: Flask) -> None:
    """Let the front hand its sums over here."""
    app.extensions["counted"] = partial(_keep, app)


def _keep(app: Flask, looks: visits.Visits, followers: visits.Followers) -> None:
    try:
        with app.app_context(), write() as session:
            visits.add_visits(session, looks, followers)
    except IntegrityError:  # another database was put in place of the one that it was counted for
        log.warning("What was counted belongs to no share that is here, and was dropped")
