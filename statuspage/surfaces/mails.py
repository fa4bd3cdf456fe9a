"""Which mails a reader gets, chosen by the key that stands in each of them; one click stops them (RFC 8058).

Opening the address changes nothing, as programs open it too before a person does. Whatever is chosen can be undone.
"""

from dataclasses import dataclass
from urllib.parse import urlencode

from flask import Blueprint, abort, make_response, render_template, request
from werkzeug.wrappers import Response

from statuspage import public_request
from statuspage.clock import now
from statuspage.db import db, write
from statuspage.domain.errors import N_
from statuspage.domain.mail_wishes import get_mails_again, stop_mails, wish
from statuspage.domain.shares.share import shares_of
from statuspage.domain.subscriptions import Subscription
from statuspage.forms import go, said, typed
from statuspage.present import languages
from statuspage.present.mail_wishes import MailReaderFacts, mail_reader, what_about, which_mails
from statuspage.security import throttle
from statuspage.security.access import Access, may
from statuspage.security.csrf import is_one_click
from statuspage.security.mail_keys import own_page, subscription

bp = Blueprint("mails", __name__)

SAID = {
    "stopped": N_("These mails have stopped. Nothing else has changed, and you can have them again."),
    "again": N_("The mails come again, from now on."),
    "wished": N_("Kept. It counts from the next mail on."),
}


@dataclass(frozen=True, slots=True)
class MailsPage:
    """The page: what it is ``about``, ``which`` mails come, one line each, and what can be chosen.

    ``is_on`` says that they come, ``has_wishes`` that there is more to choose than that; ``customer`` is who let a
    companion in. ``back`` is the page by which its reader came, for a follower the public one, "" for others;
    ``mailboxes`` is the address of the demo's, "" outside of the demo.
    """

    here: str
    back: str
    mailboxes: str
    said: str
    about: str
    customer: str
    which: tuple[str, ...]
    is_on: bool
    has_wishes: bool
    wants_late: bool
    wants_ics: bool


@bp.get("/m/<token>")
@may(Access.MAIL)
def show(token: str) -> Response:
    """Which mails this reader gets, in words; nothing changes until a button is pressed."""
    return _page(token, subscription())


@bp.post("/m/<token>")
@may(Access.MAIL)
@throttle.limiter.limit(throttle.MAILS, key_func=throttle.link)
def choose(token: str) -> Response:
    """Stop the mails, get them again, or say what comes with them. A mail program stops them and is led nowhere."""
    found, deed = subscription(), "stop" if is_one_click() else typed("deed")
    if deed not in _DEEDS:
        abort(400)
    with write() as session:
        if deed == "stop":
            stop_mails(session, found.id, now())
        elif deed == "again":
            get_mails_again(session, found.id)
        else:
            wish(session, found.id, late=bool(typed("late")), ics=bool(typed("ics")))
    if not is_one_click():
        came = request.args.get("page", "")
        return go(f"/m/{token}", _DEEDS[deed], more={"page": came} if own_page(found, came) else None)
    db.session.rollback()  # what was read at the door dates from before it
    return _page(token, found, _DEEDS[deed])


_DEEDS = {"stop": "stopped", "again": "again", "wishes": "wished"}


def _page(token: str, found: Subscription, code: str = "") -> Response:
    settings = public_request.settings()
    reader = mail_reader(db.session(), found)
    languages.speak(reader.language)
    came = request.args.get("page", "")
    back = own_page(found, came)
    page = MailsPage(
        here=f"/m/{token}" + (f"?{urlencode({'page': came})}" if back else ""),
        back=back or _public_page(found, reader),
        mailboxes=reader.way.mailboxes,
        said=said(SAID, code),
        about=what_about(db.session(), found, settings.company_name, now()),
        customer=reader.first_name,
        which=which_mails(found, reader),
        is_on=_is_on(found, reader),
        has_wishes=reader.reader != "follower",
        wants_late=found.wants_late,
        wants_ics=found.wants_ics,
    )
    template = "public/mails.html" if reader.reader == "follower" else "customer/mails.html"
    return make_response(render_template(template, page=page))


def _public_page(found: Subscription, reader: MailReaderFacts) -> str:
    """Where a follower sees what they follow, in their language; "" for others, and while nothing is shown."""
    if reader.reader != "follower":
        return ""
    public = shares_of(db.session(), found.ticket_id).get("public")
    address = public_request.urls().offered(public)
    return f"{address}?lang={languages.language()}" if address else ""


def _is_on(found: Subscription, reader: MailReaderFacts) -> bool:
    return found.ended_at is None and reader.likes_mail and bool(reader.email)
