"""How customers meet an agent: name, face, workplace and hours, which are theirs to set; and their password."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Response, current_app, make_response, render_template, request
from flask_babel import get_locale
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as Answer

from statuspage.clock import now
from statuspage.db import db, write
from statuspage.domain.desk.held_letters import choose_hold
from statuspage.domain.errors import N_, Refused
from statuspage.domain.meanwhile import settled
from statuspage.domain.nudges.browsers import browsers_of
from statuspage.domain.people.agents import (
    DAYS,
    DIGEST,
    NOTICES,
    PROFILE_LINES,
    Agent,
    Hours,
    ProfileLine,
    agree_to_be_shown,
    change_agent,
    choose_notices,
    take_new,
)
from statuspage.domain.people.photos import LARGEST, replace_photo, square
from statuspage.forms import NO_FORM, Form, errors_of, go, refused_form
from statuspage.present import languages, mailing
from statuspage.present.assigned import language_names, read_languages
from statuspage.present.browsers import BrowserRow, browser_rows
from statuspage.present.languages import gettext
from statuspage.present.reader import Reader
from statuspage.security import access, push_marks, sessions, throttle
from statuspage.security.access import Access, may
from statuspage.security.failures import log_failure
from statuspage.security.room import PHOTO
from statuspage.surfaces.desk import fields
from statuspage.surfaces.desk.blueprint import bp
from statuspage.surfaces.desk.fields import typed_hours
from statuspage.surfaces.desk.profile_hold import hold_choices, hold_typed

_NAMES = ("name", "first_name", "public_name")
FACTS = (*_NAMES, "pronoun", *(line.name for line in PROFILE_LINES), "phone", "zone", "language")
ME = "/desk/me"


@dataclass(frozen=True, slots=True)
class NoticeChoice:
    """One notice that an agent may choose, in words, with what it is good for."""

    name: str
    label: str
    hint: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class ProfilePage:
    """The agent's own page. ``facts`` is what the form of name, hours and so on holds, ``shown`` what it held
    before anybody typed, as it carries it; ``form`` was just refused.

    ``lines`` are those that agents write about themselves; ``speaks`` names the languages in which they write to
    customers. ``notices`` are what one can be mailed about, and ``mailing`` says whether that leaves. ``browsers`` are
    those in which they are told at once. ``holds`` are for how long letters may be held, and ``hold`` is the chosen
    one. ``days`` are the days of the week, each with its name in the agent's language.
    """

    form: Form
    facts: Mapping[str, str]
    shown: str
    lines: tuple[ProfileLine, ...]
    speaks: str
    notices: tuple[NoticeChoice, ...]
    mailing: str
    browsers: tuple[BrowserRow, ...]
    holds: list[tuple[str, str]]
    hold: str
    days: list[tuple[str, str]]
    zones: list[str]
    languages: list[tuple[str, str]]


@bp.get("/me")
@may(Access.AGENT)
def me() -> Response:
    """What customers see of this agent, for the agent to change."""
    return profile_page(access.agent())


@bp.post("/me")
@may(Access.AGENT, room=PHOTO)
def change_me() -> Answer | Response:
    """Change it; an uploaded photo replaces the one before."""
    try:
        fields.check_language(request.form.get("language", ""))
        made = _photo()
        with write() as session:
            agent = session.get_one(Agent, access.agent().id, with_for_update=True)
            facts, hours = _settled(agent)
            change_agent(agent, **facts, hours=hours)
            if made:
                replace_photo(session, agent, made, now())
    except Refused as refused:
        return profile_page(access.agent(), refused_form("facts", refused), refused)
    return go(ME, "saved")


def _settled(agent: Agent) -> tuple[dict[str, str], Hours]:
    """The facts and hours to be saved: nothing over what was saved elsewhere since the form was made."""
    hours = typed_hours()
    typed = {name: request.form.get(name, "").strip() for name in FACTS} | {"hours": fields.in_words(hours)}
    facts = settled(fields.shown(), _to_settle(agent), typed)
    return facts, hours if facts.pop("hours") == typed["hours"] else agent.hours


def _to_settle(agent: Agent) -> dict[str, str]:
    return {name: getattr(agent, name) for name in FACTS} | {"hours": fields.in_words(agent.hours)}


@bp.post("/me/public")
@may(Access.AGENT)
def change_shown() -> Answer | Response:
    """Change what public views may show of this agent. It holds everywhere at once, and nobody else can change it."""
    try:
        with write() as session:
            agree_to_be_shown(_this_agent(session), request.form.get("public_as", ""))
    except Refused as refused:
        return profile_page(access.agent(), refused_form("public", refused))
    return go(ME, "shown")


@bp.post("/me/notices")
@may(Access.AGENT)
def change_notices() -> Answer:
    """Change what this agent is mailed about. None of them is a fine answer."""
    with write() as session:
        choose_notices(_this_agent(session), request.form.getlist("notice"))
    return go(ME, "saved", "notices")


@bp.post("/me/hold")
@may(Access.AGENT)
def change_hold() -> Answer | Response:
    """Change for how long this agent's letters are held before they go."""
    try:
        with write() as session:
            choose_hold(_this_agent(session), hold_typed(request.form.get("hold", "")))
    except Refused as refused:
        return profile_page(access.agent(), refused_form("hold", refused))
    return go(ME, "saved", "hold")


@bp.post("/me/asked")
@may(Access.AGENT)
def change_asked() -> Answer | Response:
    """Change in which languages this agent writes, and whether what anyone asks comes to them."""
    tags, unknown = read_languages(request.form.get("speaks", ""))
    try:
        if unknown:
            raise Refused("speaks", N_("We know no language “%(word)s”."), word=unknown[:40])
        with write() as session:
            take_new(_this_agent(session), tags, takes_new="takes_new" in request.form)
    except Refused as refused:
        return profile_page(access.agent(), refused_form("asked", refused))
    return go(ME, "saved", "asked")


@bp.post("/me/password")
@may(Access.AGENT)
@throttle.limiter.limit(throttle.CHANGES)
def change_password() -> Answer | Response:
    """Set another password, for whoever knows the present one. It ends every session but a new one here."""
    agent, new, settings = access.agent(), request.form.get("password", ""), current_app.extensions["settings"]
    try:
        if sessions.check_password(db.session(), agent.email, request.form.get("current", "")) is None:
            log_failure(db.session(), agent.email)
            raise Refused("current", N_("This is not your present password."))
        sessions.refuse_weak(new, agent.name, agent.public_name, agent.email, settings.company_name)
        hashed = sessions.hash_password(new)
        with write() as session:
            agent = _this_agent(session)
            agent.password_hash = hashed
            sessions.end_all(session, agent.id, but_in=push_marks.own_mark())
            key = sessions.sign_in(session, agent, now(), settings.session_hours)
    except Refused as refused:
        return profile_page(access.agent(), Form("password", {}, errors_of(refused)))
    response = go(ME, "password")
    sessions.set_cookie(response, key)
    return response


def _this_agent(session: Session) -> Agent:
    """The agent as a row of this transaction, to be changed."""
    return session.get_one(Agent, access.agent().id)


def _photo() -> bytes:
    """The photo that was uploaded, made small; nothing when there was none."""
    uploaded = request.files.get("photo")
    data = uploaded.read(LARGEST + 1) if uploaded else b""
    return square(data) if data else b""


def profile_page(agent: Agent, form: Form = NO_FORM, refused: Refused | None = None) -> Response:
    """The agent's own page, with the form that was just refused, if any."""
    names = get_locale().days["stand-alone"]["wide"]
    page = ProfilePage(
        form=form,
        facts=form.typed if form.name == "facts" else _facts_of(agent),
        shown=fields.to_show(_to_settle(agent), refused),
        lines=PROFILE_LINES,
        speaks=language_names(agent.speaks),
        notices=_notices(agent),
        mailing=_mailing(agent),
        browsers=browser_rows(browsers_of(db.session(), agent.id), Reader(agent.zone, now()), push_marks.own_mark()),
        holds=hold_choices(),
        hold="" if agent.hold_seconds is None else str(agent.hold_seconds),
        days=[(day, names[at]) for at, day in enumerate(DAYS)],
        zones=fields.zones(),
        languages=languages.by_name(),
    )
    return make_response(render_template("desk/me.html", page=page), 422 if form.errors else 200)


def _facts_of(agent: Agent) -> dict[str, str]:
    """What the fields hold when nothing was typed."""
    return {name: getattr(agent, name) for name in FACTS} | fields.fields_of(agent.hours)


def _notices(agent: Agent) -> tuple[NoticeChoice, ...]:
    words = {  # in the order of the table
        "words": (gettext("A customer writes"), gettext("Their words are in the mail.")),
        "not_yet": (gettext("“Not yet”, “not quite”, or opened again"), gettext("Somebody is let down.")),
        "call": (gettext("A customer asks to be called"), ""),
        "handover": (gettext("A ticket becomes yours"), gettext("Also when a colleague writes in one of yours.")),
        "soon": (
            gettext("A promise of yours falls due in 30 minutes"),
            gettext("Not if you have written by then."),
        ),
        "late": (gettext("A promise of yours fell due without a letter"), ""),
        DIGEST: (gettext("In the morning, what the day brings"), gettext("Nothing on a day with nothing to tell.")),
    }
    return tuple(NoticeChoice(name, *words[name], name in agent.notices) for name in (*NOTICES, DIGEST))


def _mailing(agent: Agent) -> str:
    if mailing.leaves_about(agent):
        return gettext("They are mailed to %(email)s.", email=agent.email)
    return gettext("No mail leaves from here yet; what you choose holds from when it does.")
