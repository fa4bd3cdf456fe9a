"""The promise in a calendar: the customer's, to subscribe to or to take once, and the public one, in public words."""

from flask import Blueprint, Response, abort, current_app, g, request
from flask_babel import refresh

from statuspage import public_request
from statuspage.cacheable import answer
from statuspage.clock import now
from statuspage.db import db
from statuspage.domain.promise_lines import read_lines
from statuspage.domain.reading import read_head
from statuspage.present import glance
from statuspage.present.calendar import ics, promises
from statuspage.present.feeds.feed import Dated
from statuspage.security.access import Access, may, opened

bp = Blueprint("calendar", __name__)


@bp.get("/c/<token>.ics")
@may(Access.CALENDAR)
def private(token: str) -> Response:
    """Every promise to the customer, as it stands; with ``?once``, only the open one, if any, as a file to keep."""
    head, instant = read_head(db.session(), g.ticket_id), now()
    if head is None:
        abort(404)
    g.language = head.customer.language
    refresh()
    once, urls = "once" in request.args, current_app.extensions["urls"]
    found = (
        read_lines(db.session(), g.ticket_id, instant, limit=1)
        if once
        else read_lines(db.session(), g.ticket_id, instant)
    )
    if once and not (found and found[0].outcome in ("open", "overdue")):
        abort(404)
    zone = head.customer.zone
    told = promises.moments(head.ticket, head.owner.public_name, found, Dated(zone, instant), urls.base)
    title = f"{head.ticket.subject} · {public_request.settings().company_name}"
    body = ics.document(title, told, zone, source="" if once else urls.shared(g.share))
    changed = max([head.ticket.opened_at, *(moment.changed_at for moment in told)])
    return _file(answer(body, ics.MIMETYPE, modified=changed, snapshot=None), once)


@bp.get("/p/<token>/promise.ics")
@may(Access.PUBLIC)
def public(token: str) -> Response:
    """The next word as anyone may know it, once; 404 while nothing is promised, or it is not shown."""
    ticket, zone, instant = public_request.ticket(limit=0), public_request.settings().company_zone, now()
    base, page = current_app.extensions["urls"].base, public_request.address("public")
    reader = Dated(zone, instant, glance.reader_of(zone, instant).customer)
    moment = promises.public_moment(ticket, reader, base, page) or abort(404)
    body = ics.document("", [moment], zone)
    snapshot = opened().snapshot(ticket.changes_at)
    return _file(answer(body, ics.MIMETYPE, modified=moment.changed_at, snapshot=snapshot), True)


def _file(response: Response, once: bool) -> Response:
    response.headers["Content-Disposition"] = f"{'attachment' if once else 'inline'}; filename=promise.ics"
    return response
