"""How customers meet an agent: name, face, place and hours, which are theirs to set; and their password."""

from typing import Any

from flask import Response, current_app, g, make_response, render_template, request
from flask_babel import get_locale
from sqlalchemy import delete
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as Answer

from statuspage.clock import now
from statuspage.db import db, write
from statuspage.domain.errors import N_, Refused
from statuspage.domain.people.agents import DAYS, PRONOUNS, Agent, agree_to_be_shown, change_agent
from statuspage.domain.people.photos import LARGEST, keep_photo, square
from statuspage.security import sessions, throttle
from statuspage.security.access import Access, may
from statuspage.surfaces.desk.blueprint import bp, said
from statuspage.surfaces.desk.customers import check_language, spoken, zones
from statuspage.surfaces.desk.refused import NO_FORM, Form, form_of

FACTS = ("name", "public_name", "pronoun", "role", "place", "phone", "zone", "language")
ME = "/desk/me"


@bp.get("/me")
@may(Access.AGENT)
def me() -> Response:
    """What customers see of this agent, to be changed here."""
    return _page()


@bp.post("/me")
@may(Access.AGENT)
def change_me() -> Answer | Response:
    """Change it; an uploaded photo takes the place of the one before."""
    facts: dict[str, Any] = {name: request.form.get(name, "").strip() for name in FACTS}
    try:
        check_language(facts)
        made = _photo()
        with write() as session:
            agent = _this_agent(session)
            change_agent(agent, **facts, hours=hours())
            if made:
                agent.photo = keep_photo(session, made, now())
    except Refused as refused:
        return _page(form_of("facts", refused))
    return said(ME, "saved")


@bp.post("/me/public")
@may(Access.AGENT)
def change_shown() -> Answer | Response:
    """What public views may show of this agent. It holds everywhere at once, and nobody else can say it."""
    try:
        with write() as session:
            agree_to_be_shown(_this_agent(session), request.form.get("public_as", ""))
    except Refused as refused:
        return _page(form_of("public", refused))
    return said(ME, "shown")


@bp.post("/me/password")
@may(Access.AGENT)
@throttle.limiter.limit(throttle.CHANGES)
def change_password() -> Answer | Response:
    """Another password, for whoever knows the present one. It ends every session but a new one here."""
    new = request.form.get("password", "")
    try:
        if sessions.check_password(db.session(), g.agent.email, request.form.get("current", "")) is None:
            raise Refused("current", N_("This is not your present password."))
        sessions.refuse_short(new)
        hashed = sessions.hash_password(new)
        with write() as session:
            agent = _this_agent(session)
            agent.password_hash = hashed
            session.execute(delete(sessions.DeskSession).where(sessions.DeskSession.agent_id == agent.id))
            key = sessions.sign_in(session, agent, now(), current_app.extensions["settings"].session_hours)
    except Refused as refused:
        return _page(Form("password", {}, form_of("password", refused).errors))
    response = said(ME, "password")
    sessions.set_cookie(response, key)
    return response


def _this_agent(session: Session) -> Agent:
    return session.get_one(Agent, g.agent.id)


def hours() -> dict[str, list[str]]:
    """The hours as the form gives them; a day with neither time is a day off."""
    spans = {day: [request.form.get(f"{day}_{end}", "").strip()[:5] for end in ("from", "to")] for day in DAYS}
    return {day: span for day, span in spans.items() if any(span)}


def _photo() -> bytes:
    """The photo that was uploaded, made small; nothing when there was none."""
    uploaded = request.files.get("photo")
    data = uploaded.read(LARGEST + 1) if uploaded else b""
    return square(data) if data else b""


def _page(form: Form = NO_FORM) -> Response:
    names = get_locale().days["stand-alone"]["wide"]
    kept = form.typed if form.name == "facts" else {name: getattr(g.agent, name) for name in FACTS}
    if form.name != "facts":
        kept |= {
            f"{day}_{end}": span[at] for day, span in g.agent.hours.items() for at, end in enumerate(("from", "to"))
        }
    page = render_template(
        "desk/me.html",
        facts=kept,
        form=form,
        days=[(day, names[at]) for at, day in enumerate(DAYS)],
        pronouns=PRONOUNS,
        zones=zones(),
        languages=spoken(),
    )
    return make_response(page, 422 if form.errors else 200)
