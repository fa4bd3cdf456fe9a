"""The desk's door: a mail address and a password, tried only so often; every login makes a new session."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from flask import Response as FlaskResponse
from flask import current_app, make_response, redirect, render_template, request
from flask_limiter import RateLimitExceeded
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from statuspage.clock import now
from statuspage.db import db, write
from statuspage.domain import audit, validation
from statuspage.domain.errors import N_, Refused, Words
from statuspage.domain.nudges.browsers import signed_in, signed_out
from statuspage.domain.people.agents import Agent, agent_by_email
from statuspage.forms import go
from statuspage.present.languages import say
from statuspage.security import attempts, known, push_marks, sessions, throttle
from statuspage.security.access import Access, may
from statuspage.security.failures import log_failure
from statuspage.surfaces.desk.blueprint import bp, urls

WRONG = Words(N_("This mail address and password do not go together. Please try again."))
TOO_OFTEN = Words(
    N_("That was tried too often. Please wait five minutes, then try again; nothing is broken or locked.")
)


@dataclass(frozen=True, slots=True)
class LoginPage:
    """The form: what is ``wrong`` with what was sent, the ``email`` that was typed, and the page to go on to."""

    wrong: str
    email: str
    then: str


@bp.get("/login")
@may(Access.ANYONE)
def login_form() -> Response | FlaskResponse:
    """The form; whoever is logged in already goes on to where they wanted to go."""
    if sessions.present(request, now()) is not None:
        return redirect(own_path(request.args.get("next", "")), 303)
    return _page(200)


@bp.post("/login")
@may(Access.ANYONE)
def login() -> Response | FlaskResponse:
    """Begin a new session; the one that this browser had before ends."""
    with write() as session:
        tries = None if _is_over(session) else attempts.begin(session, _counted_as(), now())
    agent = _who() if tries is not None else None
    if tries is None or agent is None:
        log_failure(db.session(), request.form.get("email", ""))
        _note_failure()
        return _too_often() if tries is None else _page(422, WRONG)
    with write() as session:
        attempts.forgive(session, tries)
        sessions.sign_out(session, request.cookies.get(sessions.cookie_name(), ""))
        audit.note(session, "signed_in", now(), agent_id=agent.id)
        key = sessions.sign_in(session, agent, now(), current_app.extensions["settings"].session_hours)
        signed_in(session, agent.id, push_marks.own_mark())
    response = redirect(own_path(request.form.get("next", "")), 303)
    sessions.set_cookie(response, key)
    known.remember(response, agent.email)
    return response


@bp.post("/logout")
@may(Access.AGENT)
def logout() -> Response:
    """End this session, here and on the server."""
    with write() as session:
        sessions.sign_out(session, request.cookies.get(sessions.cookie_name(), ""))
        signed_out(session, push_marks.own_mark())
    response = go(urls().login(), "left")
    sessions.drop_cookie(response)
    return response


@bp.errorhandler(RateLimitExceeded)
def too_often(_error: RateLimitExceeded) -> Response | FlaskResponse:
    """Say so in words, wherever a password was asked for."""
    return _too_often()


def _too_often() -> FlaskResponse:
    """The login form, and what to do."""
    response = _page(429, TOO_OFTEN)
    response.headers["Retry-After"] = "300"
    return response


def own_path(wanted: str) -> str:
    """The page of the desk that was asked for; the desk itself for an address anywhere else."""
    parts = urlsplit(wanted) if wanted.isprintable() and "\\" not in wanted and "//" not in wanted else urlsplit("")
    inside = not parts.scheme and not parts.netloc and (parts.path == "/desk" or parts.path.startswith("/desk/"))
    return wanted if inside and ".." not in parts.path and parts.path != "/desk/login" else urls().desk()


def _is_over(session: Session) -> bool:
    """Whether this visitor has no try left, asked before the form is read. A known browser is told only by the form."""
    return not known.is_claimed() and attempts.are_over(session, {throttle.visitor(): attempts.MOST}, now())


def _counted_as() -> dict[str, int]:
    """What this try is counted as, and how many there may be of each.

    A browser in which the agent has logged in before is counted by itself, so that nobody else keeps it out.
    """
    if browser := known.browser(request.form.get("email", "")):
        return {browser: attempts.MOST}
    return {throttle.visitor(): attempts.MOST, throttle.account(): attempts.MOST_FOR_AN_ACCOUNT}


def _who() -> Agent | None:
    try:
        email = validation.line("email", request.form.get("email", ""), 254)
    except Refused:
        return None
    return sessions.check_password(db.session(), email, request.form.get("password", ""))


def _note_failure() -> None:
    """Count it in the audit list; nobody's address stands there."""
    with write() as session:
        agent = agent_by_email(session, request.form.get("email", ""))
        audit.note_failed_sign_in(session, agent.id if agent else None, now())


def _page(code: int, wrong: Words | None = None) -> FlaskResponse:
    wanted = request.form.get("next") or request.args.get("next", "")
    page = LoginPage(say(wrong) if wrong else "", request.form.get("email", "")[:254], wanted)
    response = make_response(render_template("desk/login.html", page=page), code)
    response.headers["Cache-Control"] = "no-store"
    return response
