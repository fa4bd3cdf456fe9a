"""Following a public view by mail: whoever asks is mailed a question, and follows once they have said yes to it.

The answer to whoever asks is always the same, so that nobody learns which addresses are known here.
"""

from dataclasses import dataclass

from flask import Blueprint, abort, redirect, render_template, request
from werkzeug.wrappers import Response

from statuspage import public_request
from statuspage.clock import now
from statuspage.db import db, write
from statuspage.domain import validation
from statuspage.domain.errors import Refused
from statuspage.domain.publication import followers
from statuspage.domain.publication.gate import public_ticket
from statuspage.domain.publication.ticket import PublicTicket
from statuspage.domain.shares.share import Share, is_on, shares_of
from statuspage.domain.subscriptions import Subscription
from statuspage.forms import NO_FORM, Form, refused_form, typed
from statuspage.present import glance, languages
from statuspage.present.mailing import MailWay
from statuspage.security import attempts, throttle
from statuspage.security.access import Access, OpenedShare, may, opened
from statuspage.security.mail_keys import question

bp = Blueprint("follow", __name__)


@dataclass(frozen=True, slots=True)
class FollowPage:
    """Where a mail address is asked for. ``here`` is its path, ``address`` the public page with this ``title``.

    ``company`` is "" where the customer does not show it; ``language`` and ``zone`` are those that mails will have.
    ``is_asked`` says that the form was just sent. ``mails`` says what becomes of the question; where it can be read
    nowhere, there is no form. ``feed`` is the other way to follow, or "".
    """

    here: str
    address: str
    title: str
    company: str
    language: str
    zone: str
    form: Form
    is_asked: bool
    mails: MailWay
    feed: str


@dataclass(frozen=True, slots=True)
class QuestionPage:
    """The question whether to follow. ``state`` says how it stands, in a word of domain/publication/followers.py.

    ``is_new`` says that it was answered just now. ``again`` is where to ask anew, ``stop`` where these mails end.
    """

    here: str
    address: str
    title: str
    company: str
    state: str
    is_new: bool
    again: str
    stop: str


@bp.get("/p/<token>/follow")
@may(Access.FOLLOW, asks=("lang", "said"))
def form(token: str) -> str:
    """The form, and what is said once it was sent."""
    share = opened()
    return _form(share, public_request.ticket(share, limit=0), NO_FORM)


@bp.post("/p/<token>/follow")
@may(Access.FOLLOW)
@throttle.limiter.limit(throttle.FOLLOWS)
@throttle.limiter.limit(throttle.FOLLOWS_OF_LINK, key_func=throttle.link)
def ask(token: str) -> Response | tuple[str, int]:
    """Have this address asked whether it wants to follow."""
    share = opened()
    ticket = public_request.ticket(share, limit=0, lang=typed("lang"))
    if not public_request.way_of_mails(share.ticket_id).is_there:
        return _form(share, ticket, NO_FORM), 409
    try:
        email = validation.mail("email", typed("email"))
    except Refused as refused:
        return _form(share, ticket, refused_form("follow", refused)), 422
    language, at = languages.language(), now()
    with write() as session:
        if attempts.begin(session, throttle.asking_for(email), at) is None:
            abort(429)
        followers.ask_to_follow(
            session, share.ticket_id, email, public_request.zone_or_ours(typed("zone")), language, at
        )
    return redirect(f"/p/{token}/follow?lang={language}&said=asked", 303)


@bp.get("/follow/<token>")
@may(Access.CONFIRM, asks=("said",))
def answer(token: str) -> Response | tuple[str, int]:
    """The question, with the one button that answers it; opening it changes nothing."""
    follower, share, ticket = _asked()
    languages.speak(follower.language or ticket.language)
    urls, asked_at = public_request.urls(), question()[1]
    state = followers.stands(follower, asked_at, now())
    page = QuestionPage(
        here=f"/follow/{token}",
        address=_in_language(urls.shared(share)),
        title=glance.titled(ticket),
        company=ticket.company,
        state=state,
        is_new=request.args.get("said") == "yes",
        again=_in_language(f"{urls.shared(share)}/follow"),
        stop=urls.mails(follower.id, follower.generation),
    )
    status = 410 if state in (followers.EXPIRED, followers.STOPPED) else 200
    return render_template("public/question.html", page=page), status


@bp.post("/follow/<token>")
@may(Access.CONFIRM)
@throttle.limiter.limit(throttle.WRITES, key_func=throttle.link)
def confirm(token: str) -> Response:
    """Say yes."""
    follower, _, _ = _asked()
    with write() as session:
        before = followers.confirm(session, follower.id, question()[1], now())
    return redirect(f"/follow/{token}" + ("?said=yes" if before == followers.OPEN else ""), 303)


def _form(share: OpenedShare, ticket: PublicTicket, form: Form) -> str:
    addresses = public_request.addresses(share)
    page = FollowPage(
        here=f"/p/{share.token}/follow",
        address=_in_language(addresses.page),
        title=glance.titled(ticket),
        company=ticket.company,
        language=languages.language(),
        zone=public_request.settings().company_zone,
        form=form,
        is_asked=request.args.get("said") == "asked",
        mails=public_request.way_of_mails(share.ticket_id),
        feed=addresses.feed,
    )
    return render_template("public/follow.html", page=page)


def _in_language(address: str) -> str:
    """This page in the language of the present answer."""
    return f"{address}?lang={languages.language()}"


def _asked() -> tuple[Subscription, Share, PublicTicket]:
    """Who was asked, and what they would follow: 404 for nobody, 410 while it is not shown."""
    found = followers.follower(db.session(), question()[0])
    if found is None:
        abort(404)
    share = shares_of(db.session(), found.ticket_id).get("public")
    ticket = public_ticket(db.session(), found.ticket_id, public_request.settings().company_name, now(), limit=0)
    if ticket is None or share is None or not is_on(share, now()):
        abort(410)
    return found, share, ticket
