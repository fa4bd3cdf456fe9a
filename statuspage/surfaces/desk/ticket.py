"""One ticket in front of one agent."""

from flask import Response, make_response, request
from werkzeug.wrappers import Response as Answer

from statuspage.clock import now
from statuspage.db import db, write
from statuspage.domain.desk.arrivals import meet
from statuspage.domain.desk.paging import page_with
from statuspage.domain.mentions import see_mentions
from statuspage.domain.people import presence
from statuspage.forms import number
from statuspage.protocol import Live
from statuspage.security import access
from statuspage.security.access import Access, may
from statuspage.surfaces.desk.blueprint import bp
from statuspage.surfaces.desk.case import TicketRequest
from statuspage.surfaces.desk.lookup import customer_of
from statuspage.surfaces.desk.page import ticket_page, ticket_region
from statuspage.surfaces.desk.threads import cuts_of


@bp.get("/tickets/<int:ticket_id>")
@may(Access.AGENT)
def ticket(ticket_id: int) -> str:
    """The ticket; ``before`` and ``notes`` ask for older letters and notes, ``copy`` for an unsent letter.

    ``at`` asks for the page on which this entry is, however long ago it was.
    """
    before, notes = number(request.args.get("before")), number(request.args.get("notes"))
    if entry := request.args.get("at"):
        before, notes = page_with(db.session(), ticket_id, entry)
    copy, cuts = request.args.get("copy", ""), cuts_of(request.args)
    asked = TicketRequest(before=before, before_note=notes, copy=copy, cuts=cuts)
    return ticket_page(ticket_id, access.agent(), asked)


@bp.get("/tickets/<int:ticket_id>/live")
@may(Access.AGENT)
def ticket_live(ticket_id: int) -> Response:
    """The inside of the live region, as its stream sends it: everything but what is being typed."""
    region, case = ticket_region(ticket_id, access.agent())
    response = make_response(region)
    until = min(case.until, access.session_ends())
    response.headers.update(Live(ticket_id, case.version, until, beside="/desk").to_headers())
    return response


@bp.post("/tickets/<int:ticket_id>/presence")
@may(Access.AGENT)
def ticket_presence(ticket_id: int) -> Answer:
    """Say that this agent has it open, is writing, or has gone: colleagues see all of it, customers the writing."""
    agent, doing = access.agent(), request.form.get("doing")
    with write() as session:
        customer_of(session, ticket_id)
        if doing in presence.LASTS:
            presence.be(session, ticket_id, str(doing), now(), agent.id)
            meet(session, ticket_id, agent.id)
            see_mentions(session, ticket_id, agent.id, now())
        elif doing == "gone":
            for one in presence.LASTS:
                presence.leave(session, ticket_id, one, agent.id)
    return Answer(status=204)
