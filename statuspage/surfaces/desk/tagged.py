"""Putting tags on a ticket, and taking them off, from its own page."""

from flask import Response, request
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as Answer

from statuspage.clock import now
from statuspage.domain.people.agents import Agent
from statuspage.domain.tags.tagging import put_on, take_off
from statuspage.forms import number, typed
from statuspage.security.access import Access, may
from statuspage.surfaces.desk.blueprint import bp
from statuspage.surfaces.desk.deeds import do

FORM = "tag"


@bp.post("/tickets/<int:ticket_id>/tags")
@may(Access.AGENT)
def tag_ticket(ticket_id: int) -> Answer | Response:
    """Put the tags that were typed on it, or take ``off`` the one whose button was pressed."""
    tag_id = number(request.form.get("off"))

    def set_it(session: Session, agent: Agent, _key: str) -> None:
        if tag_id is not None:
            take_off(session, ticket_id, tag_id)
        else:
            put_on(session, ticket_id, agent, now(), typed("tag"))

    if tag_id is None:
        return do(ticket_id, FORM, "tagged", set_it)
    return do(ticket_id, FORM, "untagged", set_it, more={"tag": str(tag_id)})
