"""The way in: anyone asks, without an account, and has a page of their own with a named person on it at once."""

from flask import Blueprint, abort, make_response, render_template, request
from werkzeug.wrappers import Response

from statuspage import public_request
from statuspage.cacheable import answer
from statuspage.db import db
from statuspage.domain.people.customers import Customer
from statuspage.domain.way_in.overviews import holder
from statuspage.forms import NO_FORM, Form, go, typed
from statuspage.present import languages
from statuspage.present.embed.ask_snippets import LONGEST_CODE
from statuspage.present.languages import gettext
from statuspage.present.pictures import qr
from statuspage.public_request import Unclear
from statuspage.security import throttle
from statuspage.security.access import Access, may
from statuspage.security.headers import ANYWHERE
from statuspage.security.mail_keys import overview
from statuspage.security.room import ASKED_AND_FILES
from statuspage.surfaces.ask.form import make_page, page_of, prefilled, speak, take

bp = Blueprint("ask", __name__)


@bp.get("/ask")
@may(Access.ASK, asks=("topic", "about", "lang"))
def form() -> Response:
    """The form; its address may name a ``topic``, and what it is ``about``, as on the back of a machine."""
    speak(request.args.get("lang", ""))
    return _page(NO_FORM, *prefilled())


@bp.post("/ask")
@may(Access.ASK, room=ASKED_AND_FILES)
@throttle.asks
def send() -> Response:
    """Open a ticket, and lead to its page; a form that was sent twice leads to the same."""
    speak(typed("lang"))
    return _send(None)


@bp.get("/ask/qr.svg")
@may(Access.ASK, asks=("topic", "about"))
def code() -> Response:
    """The address of the form as a QR code, filled in as this address says: for a label on a machine."""
    return _picture(qr.code(_coded()), "image/svg+xml")


@bp.get("/ask/qr.png")
@may(Access.ASK, asks=("topic", "about"))
def code_png() -> Response:
    """The same in pixels, for programs that print labels."""
    return _picture(qr.code_png(_coded(), 1), "image/png")


@bp.get("/mine/<token>/ask")
@may(Access.MINE, asks=())
def form_of_known(token: str) -> Response:
    """The form for whoever holds the key to all their tickets: what is known of them is not asked."""
    return _page(NO_FORM, "", "", _known())


@bp.post("/mine/<token>/ask")
@may(Access.MINE, room=ASKED_AND_FILES)
@throttle.asks
def send_known(token: str) -> Response:
    """Open another ticket of theirs, and lead to its page."""
    return _send(_known())


def _known() -> Customer:
    known = holder(db.session(), overview().id) or abort(410)
    languages.speak(known.language)
    return known


def _coded() -> str:
    """The address that a code is to hold; 400 in words for one that no telephone could read."""
    topic, about = prefilled()
    address = public_request.urls().ask(topic=topic, about=about)
    if len(address) > LONGEST_CODE:
        raise Unclear(gettext("This is too long for a QR code. A few words or a number are enough."))
    return address


def _picture(drawn: str | bytes, mimetype: str) -> Response:
    response = answer(drawn, mimetype, snapshot=None)
    response.headers.update(ANYWHERE)
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response


def _send(known: Customer | None) -> Response:
    taken = take(known)
    if isinstance(taken, Form):
        return _page(taken, typed("topic"), "", known)
    return go(page_of(taken), "asked")


def _page(form: Form, topic: str, about: str, known: Customer | None = None) -> Response:
    page = make_page(request.path, form, topic, about, known)
    return make_response(render_template("public/ask.html", page=page), page.status)
