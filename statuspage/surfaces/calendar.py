"""The promise in a calendar: the customer's, to subscribe to or to take once, and the public one, in public words."""

from flask import Blueprint, Response, abort, request

from statuspage import public_request
from statuspage.cacheable import answer
from statuspage.clock import now
from statuspage.db import db
from statuspage.domain.promise_lines import read_lines
from statuspage.domain.reading import read_head
from statuspage.present import languages
from statuspage.present.calendar import ics, promises
from statuspage.present.feeds.feed import Dated
from statuspage.security.access import Access, may, opened

bp = Blueprint("calendar", __name__)


@bp.get("/c/<token>.ics")
@may(Access.CALENDAR)
def private(token: str) -> Response:
    """Every promise to the customer, as it stands; with ``?once``, only the open one, if any, as a file to keep."""
    share, instant = opened(), now()
    head = read_head(db.session(), share.ticket_id, share.share.companion_id) or abort(404)
    languages.speak(head.holder.language)
    once, urls = "once" in request.args, public_request.urls()
    limit = {"limit": 1} if once else {}
    found = read_lines(db.session(), share.ticket_id, instant, **limit)
    if once and not (found and found[0].outcome in ("open", "overdue")):
        abort(404)
    reader = Dated(head.holder.zone, instant, "" if head.holder.is_customer else head.customer.first_name)
    events = promises.calendar_promises(head.ticket, found, reader, urls.base)
    title = f"{head.ticket.subject} · {public_request.settings().company_name}"
    body = ics.document(title, events, reader.zone, source="" if once else urls.shared(share.share))
    # no date of its last change: a promise that moves has one date, which goes back where a clock was set back
    return _file(answer(body, ics.MIMETYPE, snapshot=None), once)


@bp.get("/p/<token>/promise.ics")
@may(Access.PUBLIC, asks=("lang",))
def public(token: str) -> Response:
    """The next word as anyone may know it, once; 404 while nothing is promised, or it is not shown."""
    share = opened()
    ticket, zone = public_request.ticket(share, limit=0), public_request.settings().company_zone
    reader = Dated(zone, now(), public_request.reader().customer)
    page = public_request.addresses(share).page
    event = promises.public_promise(ticket, reader, public_request.urls().base, page) or abort(404)
    body = ics.document("", [event], zone)
    snapshot = share.snapshot(ticket.changes_at)
    return _file(answer(body, ics.MIMETYPE, modified=event.changed_at, snapshot=snapshot), True)


def _file(response: Response, once: bool) -> Response:
    response.headers["Content-Disposition"] = f"{'attachment' if once else 'inline'}; filename=promise.ics"
    return response
