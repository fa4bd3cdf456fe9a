"""Answers that may be kept: an ETag from the bytes themselves, and word of how long they stay true."""

import hashlib
from datetime import datetime

from flask import Response, request

from statuspage.present.times import iso

SNAPSHOT = "X-Snapshot"  # ticket id; instant (ISO, UTC) at which the bytes change by themselves, or nothing for never


def answer(
    body: str | bytes, mimetype: str, *, modified: datetime | None = None, snapshot: tuple[int, datetime | None] | None
) -> Response:
    """The response to this request: 304 without a body when the reader has these bytes already (RFC 9110, 13).

    ``snapshot`` is given when the bytes depend only on the ticket's version and the address: the ticket, and the next
    instant at which they would read differently. The front keeps them by it, and takes the header off.
    """
    response = Response(body, mimetype=mimetype)
    response.set_etag(hashlib.sha256(response.get_data()).hexdigest()[:24])
    if modified is not None:
        response.last_modified = modified
    response.make_conditional(request)
    if snapshot is not None and response.status_code == 200 and request.method == "GET":
        ticket_id, until = snapshot
        response.headers[SNAPSHOT] = f"{ticket_id};{iso(until) if until else ''}"
    return response
