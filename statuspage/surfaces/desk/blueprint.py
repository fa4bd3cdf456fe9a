"""What every page of the desk shares: the agent's language, the forms' keys, and what is said after a deed."""

import secrets
from datetime import datetime

from flask import Blueprint, abort, current_app, g, redirect, request
from flask.blueprints import BlueprintSetupState
from flask_babel import gettext
from werkzeug.wrappers import Response

from statuspage.db import db
from statuspage.domain.errors import N_
from statuspage.domain.shares.share import shares_of
from statuspage.present import times
from statuspage.present.people import photo
from statuspage.security import csrf
from statuspage.urls import Urls

bp = Blueprint("desk", __name__, url_prefix="/desk")

LARGEST_ID = 2**31 - 1
SAID = {
    "sent": N_("Your letter is on its way."),
    "noted": N_("Noted, among us only."),
    "handed": N_("Handed over. Both the customer and your colleague can read your note."),
    "moved": N_("The promise is moved, and the customer can read that it was."),
    "closed": N_("Closed, and shown as not confirmed. The customer can reopen it with one click."),
    "opened": N_("The ticket is open. Here is the customer’s private link: give it to nobody else."),
    "rotated": N_("This is the new link. Every copy of the old one is void."),
    "saved": N_("Saved."),
    "shown": N_("Saved. Every public view follows it already."),
    "password": N_("Your password is changed. Wherever else you were signed in, you are not any more."),
    "discarded": N_("Your unsent letter is forgotten."),
    "left": N_("You are logged out. Until next time."),
}


@bp.record_once
def _teach(state: BlueprintSetupState) -> None:
    """What the desk's templates may call, in macros too."""
    state.app.jinja_env.globals.update(desk_token=csrf.desk_token, once=once)


@bp.before_request
def _prepare() -> None:
    if any(isinstance(value, int) and value > LARGEST_ID for value in (request.view_args or {}).values()):
        abort(404)
    if g.get("agent") is not None:
        g.language = g.agent.language


@bp.after_request
def _draw_ahead(answer: Response) -> Response:
    """A deed on a ticket changes its customer's page: the front has it drawn before they open it."""
    ticket_id = (request.view_args or {}).get("ticket_id")
    if request.method == "POST" and answer.status_code == 303 and ticket_id is not None:
        private = shares_of(db.session(), ticket_id)["private"]
        answer.headers["X-Next"] = urls().shared(private).removeprefix(urls().base)
    return answer


@bp.context_processor
def _shared() -> dict[str, object]:
    words = SAID.get(request.args.get("said", ""))
    said_words = gettext(words) if words else ""
    return {
        "me": g.get("agent"),
        "said": said_words,
        "urls": urls(),
        "moment": moment,
        "iso": times.iso,
        "photo": photo,
    }


def urls() -> Urls:
    """The addresses of this instance."""
    found: Urls = current_app.extensions["urls"]
    return found


def once() -> str:
    """A key for one form, so that a form sent twice counts once."""
    return secrets.token_urlsafe(12)


def seen() -> int:
    """The version of the ticket that the page of this form showed; 0 when the form does not say."""
    return number(request.form.get("seen")) or 0


def said(address: str, code: str, anchor: str = "") -> Response:
    """Go to this page after a deed, and say what was done."""
    return redirect(f"{address}?said={code}" + (f"#{anchor}" if anchor else ""), 303)


def number(text: str | None) -> int | None:
    """The whole number in a form's field, or None for whatever is not one that a row could have."""
    if not text or not text.isascii() or not text.isdecimal() or len(text) > 10:
        return None
    return int(text) if int(text) <= LARGEST_ID else None


def moment(at: datetime, now: datetime) -> str:
    """An instant on the agent's own clock."""
    return times.moment(at, g.agent.zone, now)
