"""The queue: what an agent sees first. One thing stands on top, and it says why."""

import hashlib

from flask import Response, abort, make_response, render_template, request

from statuspage.clock import now
from statuspage.db import db
from statuspage.domain.desk.queue import LANES
from statuspage.security.access import Access, may
from statuspage.surfaces.desk.blueprint import bp
from statuspage.surfaces.desk.lanes import QueueView, read_lane, read_lanes, read_summary


@bp.get("")
@may(Access.AGENT)
def desk() -> str:
    """The queue, and the next ticket in a glance."""
    at, session = now(), db.session()
    queue = read_lanes(session, at)
    summary = read_summary(session, queue.next.ticket_id) if queue.next else None
    return render_template("desk/queue.html", queue=queue, queue_key=key_of(queue), summary=summary, now=at)


@bp.get("/live")
@may(Access.AGENT)
def queue_live() -> Response:
    """The queue's inside, as its stream sends it; ``current`` is the ticket in front of the agent."""
    at, session = now(), db.session()
    queue = read_lanes(session, at)
    summary = read_summary(session, queue.next.ticket_id) if queue.next else None
    page = render_template("desk/_queue_live.html", queue=queue, summary=summary, now=at, current=None)
    response = make_response(page)
    response.headers["X-Live-Ticket"] = "*"
    response.headers["X-Live-Version"] = key_of(queue)
    return response


@bp.get("/lanes/<lane>")
@may(Access.AGENT)
def whole_lane(lane: str) -> str:
    """One lane with everything in it, a page at a time; ``after`` is the place to go on from."""
    at = now()
    if lane not in LANES:
        abort(404)
    group = read_lane(db.session(), lane, at, request.args.get("after", ""))
    return render_template("desk/lane.html", group=group, now=at, current=None)


def key_of(queue: QueueView) -> str:
    """What changes when the queue reads differently."""
    return hashlib.sha256(repr(queue).encode()).hexdigest()[:16]
