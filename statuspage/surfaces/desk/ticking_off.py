"""Taking a line off the list of what was asked for, by hand: it came in another way, or is no longer needed."""

from flask import Response, request
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as Answer

from statuspage.clock import now
from statuspage.domain.need_verbs import tick_off
from statuspage.domain.people.agents import Agent
from statuspage.security.access import Access, may
from statuspage.surfaces.desk.blueprint import bp
from statuspage.surfaces.desk.deeds import do


@bp.post("/tickets/<int:ticket_id>/needs")
@may(Access.AGENT)
def ticked_off(ticket_id: int) -> Answer | Response:
    """The line whose button was pressed: ``came``, or ``away``."""
    came = request.form.get("came", "")

    def tick(session: Session, agent: Agent, key: str) -> None:
        line = came or request.form.get("away", "")
        tick_off(session, ticket_id, agent, now(), key=line, came=bool(came), once=key)

    return do(ticket_id, "needs", "came" if came else "put_away", tick, "needs")
