"""The form by which anyone asks, in a frame on the sites that the team has listed; and the script that puts it there.

It sets no cookie, and works in a sandbox, where nobody has an origin. What was sent is answered at once, without being
led elsewhere: the private page's address is a key, and stands in no address of the frame, only in its link.
"""

from dataclasses import dataclass
from urllib.parse import urlencode

from flask import Blueprint, Response, make_response, render_template, request
from werkzeug.exceptions import HTTPException

from statuspage import public_request
from statuspage.assets import kept
from statuspage.cacheable import answer
from statuspage.clock import now
from statuspage.db import db
from statuspage.domain.reading import read_head
from statuspage.domain.shares import sites
from statuspage.forms import NO_FORM, Form, sent_form, typed
from statuspage.present import people
from statuspage.present.embed import stylesheet
from statuspage.present.embed.looks import THEMES
from statuspage.present.embed.scripts import bare
from statuspage.present.languages import gettext
from statuspage.present.people import PersonFace
from statuspage.security import throttle
from statuspage.security.access import Access, allowed_sites, may
from statuspage.security.headers import ANYWHERE, NOTICE
from statuspage.security.room import ASKED_AND_FILES
from statuspage.surfaces.ask.form import make_page, page_of, prefilled, speak, take

bp = Blueprint("ask_frame", __name__)
FRAME = "/ask/frame"
_ASKS = ("topic", "about", "lang", "theme")
_IN_A_PAGE = ("iframe", "frame", "object", "embed")  # what a browser says that it loads a page for (Sec-Fetch-Dest)


@dataclass(frozen=True, slots=True)
class AskFrame:
    """The frame: light or dark, with which style sheet."""

    theme: str
    style: str


@dataclass(frozen=True, slots=True)
class SentPage:
    """What stands in the frame after sending: who has it, when they are in, and the address of the private page.

    ``again`` is where one asks something else.
    """

    person: PersonFace
    name: str
    place: str
    hours: str
    address: str
    again: str


@dataclass(frozen=True, slots=True)
class UnlistedPage:
    """What stands in the frame on a ``site`` that the team has not listed; ``ask`` is where one asks all the same."""

    site: str
    ask: str


@bp.get(FRAME)
@may(Access.ASK_FRAME, asks=_ASKS)
def form() -> Response:
    """The form, whole without script; anything unknown in its address is left out."""
    speak(request.args.get("lang", ""))
    site = _unlisted_site()
    return _unlisted(site) if site else _form(NO_FORM, *prefilled())


@bp.post(FRAME)
@may(Access.ASK_FRAME, room=ASKED_AND_FILES)
@throttle.asks
def send() -> Response:
    """Open a ticket, and say who has it; a form that was sent twice is answered with the same."""
    speak(typed("lang"))
    taken = take()
    return _form(taken, typed("topic"), prefilled()[1]) if isinstance(taken, Form) else _sent(taken)


@bp.errorhandler(429)
def too_many(_error: HTTPException) -> Response:
    """Somebody is asked to wait: all that they typed stays in the form."""
    speak(typed("lang"))
    words = gettext("So much came from where you are that we ask you to wait for a while. Your words are still here.")
    return _form(sent_form("ask", {"": words}), typed("topic"), prefilled()[1], 429)


@bp.get("/ask/frame.css")
@may(Access.ANYONE, asks=("v",))
def style() -> Response:
    """All the styles of the frame, in one request."""
    response = answer(stylesheet.sheet(public_request.settings(), names=stylesheet.ASK), "text/css", snapshot=None)
    response.headers.update(ANYWHERE)
    response.headers["Cache-Control"] = kept(stylesheet.version(public_request.settings(), names=stylesheet.ASK))
    return response


@bp.get("/ask-for-help.js")
@may(Access.ANYONE, asks=())
def script() -> Response:
    """The script that makes ``<ask-for-help>`` the form, for any page of a listed site."""
    response = answer(bare("ask-for-help.js"), "text/javascript", snapshot=None)
    response.headers.update(ANYWHERE)
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response


def _form(form: Form, topic: str, about: str, status: int = 0) -> Response:
    page = make_page(_here(), form, topic, about)
    return make_response(render_template("public/ask_frame.html", page=page, frame=_frame()), status or page.status)


def _sent(ticket_id: int) -> Response:
    address, head, at = page_of(ticket_id), read_head(db.session(), ticket_id), now()
    if head is None:
        raise LookupError("a ticket that was just opened is not there")
    page = SentPage(
        person=people.person(head.owner),
        name=head.owner.public_name,
        place=people.place_line(head.owner),
        hours=people.hours_line(head.owner, head.customer.zone, at),
        address=address,
        again=_here(),
    )
    return make_response(render_template("public/ask_frame_sent.html", page=page, frame=_frame()))


def _unlisted(site: str) -> Response:
    page = UnlistedPage(site, public_request.urls().ask(**_given("topic", "about", "lang")))
    response = make_response(render_template("public/ask_frame_unlisted.html", page=page, frame=_frame()), 403)
    response.headers["Content-Security-Policy"] = NOTICE  # nothing of it can be done, so it may stand anywhere
    return response


def _unlisted_site() -> str:
    """The site that shows the frame, as far as its browser says, where it is not listed; "" for any other.

    This only chooses the words: the policy's ``frame-ancestors`` keeps the form away from such a site.
    """
    is_framed = request.headers.get("Sec-Fetch-Dest") in _IN_A_PAGE
    if not is_framed or request.headers.get("Sec-Fetch-Site") in ("same-origin", "none"):
        return ""
    site = sites.origin(request.headers.get("Referer", "")) or ""
    ours = (sites.origin(public_request.settings().base_url), sites.origin(request.host_url))
    return "" if site in (*allowed_sites(), *ours) else site


def _frame() -> AskFrame:
    theme = request.args.get("theme", "")
    return AskFrame(theme if theme in THEMES else "auto", stylesheet.ask_address(public_request.settings()))


def _here() -> str:
    """The frame's own address, with what is known of what it asks for, so that an answer stands as the form stood."""
    known = urlencode(_given(*_ASKS))
    return f"{FRAME}?{known}" if known else FRAME


def _given(*names: str) -> dict[str, str]:
    """What the address gives of these, as much of it as matters."""
    topic, about = prefilled()
    lang, theme = (request.args.get(name, "") for name in ("lang", "theme"))
    given = {
        "topic": topic,
        "about": about,
        "lang": lang if lang in public_request.settings().languages else "",
        "theme": theme if theme in THEMES else "",
    }
    return {name: given[name] for name in names if given[name]}
