"""One ticket in front of one agent."""

from flask import Response, g, make_response, render_template, request
from werkzeug.wrappers import Response as Answer

from statuspage.clock import now
from statuspage.db import db, write
from statuspage.domain.people import presence
from statuspage.security.access import Access, may
from statuspage.surfaces.desk.blueprint import bp, number
from statuspage.surfaces.desk.customers import known
from statuspage.surfaces.desk.page import TicketRequest, read_case, ticket_page


@bp.get("/tickets/<int:ticket_id>")
@may(Access.AGENT)
def ticket(ticket_id: int) -> str:
    """The ticket; ``before`` and ``notes`` ask for older letters and notes."""
    before, notes = number(request.args.get("before")), number(request.args.get("notes"))
    return ticket_page(ticket_id, TicketRequest(before=before, before_note=notes))


@bp.get("/tickets/<int:ticket_id>/live")
@may(Access.AGENT)
def ticket_live(ticket_id: int) -> Response:
    """The live region's inside, as its stream sends it: everything but what is being typed."""
    case = read_case(db.session(), ticket_id, now(), TicketRequest())
    response = make_response(render_template("desk/_case.html", **case, fragment=True))
    response.headers["X-Live-Ticket"] = str(ticket_id)
    response.headers["X-Live-Version"] = case["version"]
    due = case["ticket"].promised_at
    if due is not None and due > case["now"]:
        response.headers["X-Live-Until"] = due.isoformat()  # from then on the promise reads as late
    return response


@bp.post("/tickets/<int:ticket_id>/presence")
@may(Access.AGENT)
def ticket_presence(ticket_id: int) -> Answer:
    """Say that this agent is writing, or stopped; that they read is nobody's business."""
    with write() as session:
        known(session, ticket_id)
        if request.form.get("doing") == "writing":
            presence.be(session, ticket_id, "writing", now(), g.agent.id)
        elif request.form.get("doing") == "gone":
            presence.leave(session, ticket_id, "writing", g.agent.id)
    return Answer(status=204)
