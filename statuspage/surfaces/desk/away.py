"""Somebody is away and a colleague covers: set for oneself or for a colleague, changed, ended early, and undone."""

from flask import Response, abort, make_response, render_template, request
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as Answer

from statuspage.clock import now
from statuspage.db import db, write
from statuspage.domain.absences.absence import Absence
from statuspage.domain.absences.fallen import fallen, settle_fallen, undecided
from statuspage.domain.absences.planned import Planned, TypedSpan, planned
from statuspage.domain.absences.verbs import change_absence, end_absence, set_absence, undo_absence
from statuspage.domain.errors import N_, Refused
from statuspage.domain.people.agents import Agent
from statuspage.forms import NO_FORM, Form, go, number, refused_form, typed
from statuspage.security import access
from statuspage.security.access import Access, may
from statuspage.surfaces.desk.away_form import FALLEN, read_form
from statuspage.surfaces.desk.away_page import AwayPage, read_team
from statuspage.surfaces.desk.blueprint import bp

AWAY = "/desk/away"
_OF_PROMISES = ("promise", "to")  # fields of the deeds that are done with promises, which this form has not
_SPAN = ("from_day", "from_time", "back_day", "back_time")
_ASKS = N_("Promises fall into this time. Say below what becomes of each, then save; nothing is saved yet.")


@bp.get("/away")
@may(Access.AGENT)
def away() -> Response:
    """Who is in, who is away, and the form for setting it."""
    agent = db.session.get(Agent, number(request.args.get("agent")) or 0)
    return _page(NO_FORM, agent if agent is not None and agent.is_active else access.agent(), None)


@bp.post("/away")
@may(Access.AGENT)
def set_away() -> Answer | Response:
    """Set that somebody is away. Where promises fall into it, it asks first what becomes of each."""
    agent = db.session.get(Agent, number(typed("agent")) or 0) or access.agent()
    return _save(agent, None)


@bp.get("/away/<int:absence_id>")
@may(Access.AGENT)
def one_absence(absence_id: int) -> Response:
    """The form of one absence."""
    found = _absence(absence_id)
    return _page(NO_FORM, db.session.get_one(Agent, found.agent_id), found)


@bp.post("/away/<int:absence_id>")
@may(Access.AGENT)
def change_away(absence_id: int) -> Answer | Response:
    """Change it, end it early, or undo the last deed on it, as the button says."""
    found, deed = _absence(absence_id), typed("deed")
    agent = db.session.get_one(Agent, found.agent_id)
    if deed not in ("end", "undo"):
        return _save(agent, found)
    try:
        with write() as session:
            if deed == "end":
                undo = end_absence(session, absence_id, access.agent(), now()).id
            else:
                undo_absence(session, absence_id, now())
    except Refused as refused:
        return _page(refused_form("deed", refused), access.agent(), None)
    return go(AWAY, "away_ended", more={"undo": str(undo)}) if deed == "end" else go(AWAY, "away_undone")


def _save(agent: Agent, found: Absence | None) -> Answer | Response:
    agent_id, absence_id = agent.id, found.id if found else None
    try:
        wanted = _wanted(agent, found)
        with write() as session:
            made = _put(session, agent_id, absence_id, wanted)
            _settle(session, agent_id, wanted)
            undo = made.id
    except Refused as refused:
        if refused.field in _OF_PROMISES:
            refused.field = "fallen"
        return _page(refused_form("away", refused), db.session.get_one(Agent, agent_id), found)
    return go(AWAY, "away_set", more={"undo": str(undo)})


def _put(session: Session, agent_id: int, absence_id: int | None, wanted: Planned) -> Absence:
    by, cover_id = access.agent(), number(typed("cover")) or None
    if absence_id is None:
        return set_absence(session, agent_id, by, now(), wanted, cover_id)
    return change_absence(session, absence_id, by, now(), wanted, cover_id)


def _settle(session: Session, agent_id: int, wanted: Planned) -> None:
    """Do what was decided of the promises that fall into it; refused while anything is undecided."""
    found = fallen(session, agent_id, wanted.begins, wanted.ends)
    decided = {one.ticket_id: typed(f"{FALLEN}{one.ticket_id}") for one in found}
    if undecided(found, decided):
        raise Refused("fallen", _ASKS)
    if not found:
        return
    by = session.get_one(Agent, access.agent().id)
    agent, cover_id = session.get_one(Agent, agent_id), number(typed("cover")) or None
    settle_fallen(session, found, decided, by, now(), wanted, cover_id, agent, typed("note"))


def _wanted(agent: Agent, found: Absence | None) -> Planned:
    return planned(TypedSpan(*map(typed, _SPAN)), agent.zone, now(), since=found.begins_at if found else None)


def _typed_time(agent: Agent, found: Absence | None) -> Planned | None:
    """What was typed, where it is a time that can be meant."""
    try:
        return _wanted(agent, found) if request.method == "POST" else None
    except Refused:
        return None


def _absence(absence_id: int) -> Absence:
    return db.session.get(Absence, absence_id) or abort(404)


def _page(form: Form, agent: Agent, found: Absence | None) -> Response:
    at, me, session = now(), access.agent(), db.session()
    asked = read_form(session, form, me, agent, found, _typed_time(agent, found), at)
    last = session.get(Absence, number(request.args.get("undo")) or 0)
    page = AwayPage(asked, read_team(session, me, at), last.id if last else 0)
    return make_response(render_template("desk/away.html", page=page), 422 if form.errors else 200)
