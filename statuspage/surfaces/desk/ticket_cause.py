"""Tying a ticket to a cause from its own page, and untying it."""

from flask import Response, request
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as Answer

from statuspage.clock import now
from statuspage.db import db
from statuspage.domain.causes.cause import Cause
from statuspage.domain.causes.ties import tie, untie
from statuspage.domain.errors import N_, Refused
from statuspage.domain.people.agents import Agent
from statuspage.forms import number
from statuspage.security.access import Access, may
from statuspage.surfaces.desk.blueprint import bp
from statuspage.surfaces.desk.deeds import do


@bp.post("/tickets/<int:ticket_id>/cause")
@may(Access.AGENT)
def set_cause(ticket_id: int) -> Answer | Response:
    """Tie it to the cause that was chosen; with ``deed`` as "untie", it is part of that no more."""
    cause_id, unties = number(request.form.get("cause")) or 0, request.form.get("deed") == "untie"
    if db.session.get(Cause, cause_id) is None:
        cause_id = 0

    def set_it(session: Session, agent: Agent, _key: str) -> None:
        if not cause_id:
            raise Refused("ticket", N_("Please choose a cause, or begin one."))
        if unties:
            untie(session, cause_id, ticket_id, agent, now())
        else:
            tie(session, cause_id, [ticket_id], agent, now())

    return do(ticket_id, "cause", "untied" if unties else "tied", set_it)
