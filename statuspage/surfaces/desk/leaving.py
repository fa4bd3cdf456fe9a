"""A colleague is let go: first their open tickets go to others, then all that they had ends at once."""

from dataclasses import dataclass

from flask import Response, abort, make_response, redirect, render_template
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as Answer

from statuspage.clock import now
from statuspage.db import db, write
from statuspage.domain import audit
from statuspage.domain.errors import N_, Refused
from statuspage.domain.people import leaving
from statuspage.domain.people.agents import Agent, colleagues
from statuspage.domain.people.passing_on import pass_on
from statuspage.forms import NO_FORM, Form, go, number, refused_form, typed
from statuspage.present.languages import gettext
from statuspage.security import access
from statuspage.security.access import Access, may
from statuspage.security.sessions import end_all
from statuspage.surfaces.desk.away import AWAY
from statuspage.surfaces.desk.blueprint import bp, urls

BY_RULE = "rule"
_SHOWN = 50  # tickets


@dataclass(frozen=True, slots=True)
class LeavingPage:
    """The page: who is to be let go, their open ``tickets`` by address and subject, the first of so many, and to whom
    these can go. ``is_gone`` says that it is done.
    """

    form: Form
    name: str
    here: str
    is_gone: bool
    is_me: bool
    tickets: tuple[tuple[str, str], ...]
    count: int
    to: list[tuple[str, str]]


@bp.get("/leaving/<int:agent_id>")
@may(Access.AGENT)
def agent_leaves(agent_id: int) -> Response:
    """What they still have, and to whom it can go; once it is nothing, the button that lets them go."""
    return _page(_agent(agent_id))


@bp.post("/leaving/<int:agent_id>")
@may(Access.AGENT)
def let_agent_go(agent_id: int) -> Answer | Response:
    """Hand all that they have to others, or let them go, as the button says."""
    agent, is_me = _agent(agent_id), agent_id == access.agent().id
    verb, code = (_hand, "passed_on") if typed("deed") == "hand" else (_let_go, "agent_gone")
    try:
        with write() as session:
            verb(session, agent_id)
    except Refused as refused:
        return _page(agent, refused_form("leaving", refused))
    if code == "agent_gone":
        return redirect("/desk/login", 303) if is_me else go(AWAY, code)
    return go(f"/desk/leaving/{agent_id}", code)


def _hand(session: Session, agent_id: int) -> None:
    by, to = session.get_one(Agent, access.agent().id), typed("to")
    colleague = session.get(Agent, number(to) or 0)
    if to != BY_RULE and colleague is None:
        raise Refused("to", N_("Please choose a colleague, or the team’s rule."))
    agent = session.get_one(Agent, agent_id)
    pass_on(session, agent, by, None if to == BY_RULE else colleague, now(), note=typed("note"))


def _let_go(session: Session, agent_id: int) -> None:
    agent = session.get_one(Agent, agent_id, populate_existing=True)
    if not agent.is_active:
        raise Refused("agent", N_("A colleague let %(name)s go already."), name=agent.name)
    leaving.let_go(session, agent, now())
    audit.note(session, "agent_let_go", now(), agent_id=access.agent().id, whom=agent_id)
    end_all(session, agent_id)


def _agent(agent_id: int) -> Agent:
    return db.session.get(Agent, agent_id) or abort(404)


def _page(agent: Agent, form: Form = NO_FORM) -> Response:
    session = db.session()
    found = leaving.open_tickets(session, agent.id, _SHOWN)
    others = [(str(one.id), one.name) for one in colleagues(session, agent.id)]
    page = LeavingPage(
        form=form,
        name=agent.name,
        here=f"/desk/leaving/{agent.id}",
        is_gone=not agent.is_active,
        is_me=agent.id == access.agent().id,
        tickets=tuple((urls().ticket(ticket_id), subject) for ticket_id, subject in found),
        count=leaving.count_open_tickets(session, agent.id),
        to=[("", gettext("Please choose")), (BY_RULE, gettext("Each to whom the team’s rule finds")), *others],
    )
    return make_response(render_template("desk/leaving.html", page=page), 422 if form.errors else 200)
