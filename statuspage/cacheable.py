"""Answers that may be cached: their ETag, what the front is told of them, and values that take long to make."""

import hashlib
import logging
import threading
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from functools import partial
from typing import Generic, TypeVar

from flask import Flask, Response, request
from sqlalchemy.exc import IntegrityError

from statuspage.db import write
from statuspage.domain.publication import visits
from statuspage.protocol import Snapshot, Visit

_SECOND = timedelta(seconds=1)  # dates of HTTP know no less
log = logging.getLogger("statuspage")
Value = TypeVar("Value")


def answer(
    body: str | bytes,
    mimetype: str,
    *,
    modified: datetime | None = None,
    snapshot: Snapshot | None,
    visit: Visit | None = None,
) -> Response:
    """The response to this request: 304 without a body when the reader has these bytes already (RFC 9110, 13).

    ``snapshot`` is given when the front may hold the bytes in memory, ``visit`` when the answer counts as one.
    """
    response = Response(body, mimetype=mimetype)
    response.set_etag(hashlib.sha256(response.get_data()).hexdigest()[:24])
    if modified is not None:
        response.last_modified = modified
    response.make_conditional(request)
    if visit is not None:
        response.headers.update(visit.to_headers())
    if snapshot is not None and response.status_code == 200:
        response.headers.update(snapshot.to_headers())
    return response


def changed_last(changes: Iterable[datetime]) -> datetime | None:
    """When the last of these changes was, which are told in their order; None where there are none.

    One that was written after another, but not by a later second, counts as a second later: whoever asks only since
    when (If-Modified-Since) gets it all the same, though its clock had been set back.
    """
    last: datetime | None = None
    for one in changes:
        second = one.replace(microsecond=0)
        last = second if last is None or second > last else last + _SECOND
    return last


class Remembered(Generic[Value]):
    """One value that takes long to make, remembered for a while.

    When it has to be made again, one request makes it, and the others get the old value meanwhile. They wait only
    where there is no old value yet.
    """

    def __init__(self) -> None:
        self._one_at_a_time = threading.Lock()
        self._last: tuple[Value, datetime, datetime] | None = None

    def get(self, now: datetime, make: Callable[[], tuple[Value, datetime]]) -> Value:
        """The value as it is at ``now``; ``make`` makes it anew, and says until when (UTC) it may be used."""
        last = self._last
        if last is not None:
            value, since, until = last
            if since <= now < until or not self._one_at_a_time.acquire(blocking=False):
                return value
        else:
            self._one_at_a_time.acquire()
        try:
            if self._last is last or self._last is None:
                made, until = make()
                self._last = made, now, until
            return self._last[0]
        finally:
            self._one_at_a_time.release()


def count(app: Flask) -> None:
    """Let the front hand over here how many visits it has counted."""
    app.extensions["visits"] = partial(_add_visits, app)


def _add_visits(app: Flask, counted: visits.Visits, followers: visits.Followers) -> None:
    try:
        with app.app_context(), write() as session:
            visits.add_visits(session, counted, followers)
    except IntegrityError:  # the database was replaced by another since they were counted
        log.warning("The visits that were counted belong to no share in this database, and were dropped")
