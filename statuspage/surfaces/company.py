"""A company's people, from the page of all tickets: invited, let go, and agreed to. All of it works without script.

It is off until somebody makes one; nobody's words become readable to a colleague by the will of another.
"""

from collections.abc import Callable
from dataclasses import dataclass

from flask import Blueprint, abort, make_response, redirect, render_template
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from statuspage import public_request
from statuspage.clock import now
from statuspage.db import db, write
from statuspage.domain import colleagues, company_verbs
from statuspage.domain.errors import N_, Refused
from statuspage.domain.invitations import MOST, invite
from statuspage.domain.people.companies import LASTS
from statuspage.domain.way_in.overviews import holder
from statuspage.forms import NO_FORM, Form, go, number, refused_form, said, typed
from statuspage.present import languages, mailing
from statuspage.present.companies import CompanyPart, read_part
from statuspage.present.mailing import MailWay
from statuspage.present.reader import Reader
from statuspage.security import throttle
from statuspage.security.access import Access, may
from statuspage.security.mail_keys import overview
from statuspage.security.room import ASKED

bp = Blueprint("company", __name__)

SAID = {
    "made": N_("It is there. Nobody sees anything of another so far: invite the others."),
    "renamed": N_("Saved."),
    "invited": N_("The invitations are on their way. Each can be accepted once, within some days."),
    "gone": N_("They are not one of your company any more. No key that they had to another’s ticket opens anything."),
    "held": N_("Saved. Your colleague looks after the company from now on."),
    "way": N_("Saved. It holds for your own tickets; each of the others decides about theirs."),
    "agreed": N_("Saved. Your colleagues can open your tickets from now on, and each page says who reads it."),
    "kept": N_("Saved. Your tickets are yours alone again; nobody else’s key to them opens anything any more."),
    "left": N_("You are not one of the company any more. Your own tickets are all here."),
    "ended": N_("The company is no more. Each has their own tickets."),
}

Verb = Callable[[Session, int], object]  # the last is the overview's id


@dataclass(frozen=True, slots=True)
class CompanyPage:
    """The page: the company, None for whoever is of none; the ``form`` that was refused, and what was just ``said``.

    ``mails`` says whether invitations can go anywhere; ``most`` and ``days`` are the limits of them.
    """

    here: str
    form: Form
    said: str
    company: CompanyPart | None
    mails: MailWay
    most: int
    days: int


@bp.get("/mine/<token>/company")
@may(Access.MINE, asks=("said",))
def show(token: str) -> Response:
    """Who is in it, and how they see each other's tickets; or the form to make one."""
    return _page(token, NO_FORM)


@bp.post("/mine/<token>/company")
@may(Access.MINE, room=ASKED)
@throttle.limiter.limit(throttle.WRITES, key_func=throttle.link)
def name(token: str) -> Response:
    """Make a company by this name, or give it another one."""
    given, ours = typed("name"), public_request.settings().company_name
    if typed("deed") == "rename":
        return _do(token, "rename", "renamed", lambda s, mine: company_verbs.rename(s, mine, name=given, ours=ours))
    return _do(token, "make", "made", lambda s, mine: company_verbs.make_company(s, mine, now(), name=given, ours=ours))


@bp.post("/mine/<token>/company/invitations")
@may(Access.MINE, room=ASKED)
@throttle.limiter.limit(throttle.WRITES, key_func=throttle.link)
def send_invitations(token: str) -> Response:
    """Invite whoever reads the mail of these addresses."""
    if not _mails().is_there:
        abort(409)
    return _do(token, "invite", "invited", lambda s, mine: invite(s, mine, now(), typed=typed("emails")))


@bp.post("/mine/<token>/company/people")
@may(Access.MINE)
@throttle.limiter.limit(throttle.WRITES, key_func=throttle.link)
def change_people(token: str) -> Response:
    """Let one of them go, withdraw an invitation, or let another look after the company."""
    whom = number(typed("member")) or abort(400)
    if typed("deed") == "hold":
        return _do(token, "", "held", lambda s, mine: company_verbs.hand_on(s, mine, member_id=whom))
    return _do(token, "", "gone", lambda s, mine: company_verbs.let_go(s, mine, now(), member_id=whom))


@bp.post("/mine/<token>/company/way")
@may(Access.MINE)
@throttle.limiter.limit(throttle.WRITES, key_func=throttle.link)
def choose_way(token: str) -> Response:
    """Choose how its people would like to see each other's tickets."""
    way, whom, seen = typed("way"), number(typed("answers")), number(typed("seen")) or 0

    def choose(session: Session, mine: int) -> None:
        company_verbs.choose_way(session, mine, now(), way=way, answers_id=whom, seen=seen)

    return _do(token, "way", "way", choose)


@bp.post("/mine/<token>/company/own")
@may(Access.MINE)
@throttle.limiter.limit(throttle.WRITES, key_func=throttle.link)
def decide_own(token: str) -> Response:
    """Decide about one's own tickets, leave, or end it all."""
    seen = number(typed("seen")) or 0
    deeds: dict[str, tuple[str, Verb]] = {
        "agree": ("agreed", lambda s, mine: company_verbs.agree(s, mine, now(), seen=seen)),
        "keep": ("kept", lambda s, mine: company_verbs.keep_mine(s, mine, now())),
        "leave": ("left", lambda s, mine: company_verbs.leave(s, mine, now())),
        "end": ("ended", lambda s, mine: company_verbs.end_company(s, mine, now())),
    }
    code, verb = deeds.get(typed("deed")) or abort(400)
    return _do(token, "", code, verb)


@bp.post("/mine/<token>/tickets")
@may(Access.MINE)
@throttle.limiter.limit(throttle.WRITES, key_func=throttle.link)
def open_ticket(token: str) -> Response:
    """Open a colleague's ticket: with a key of one's own, which its page and the desk tell of."""
    ticket_id = number(typed("ticket")) or abort(400)
    try:
        with write() as session:
            key = colleagues.open_colleagues(session, overview().id, ticket_id, now())
            address = public_request.urls().shared(key)
    except Refused as refused:
        return _page(token, refused_form("", refused))
    return redirect(address, 303)


def _do(token: str, form: str, code: str, verb: Verb) -> Response:
    """Do it in one transaction; what is refused comes back with all that was typed."""
    mine = overview().id
    try:
        with write() as session:
            verb(session, mine)
    except Refused as refused:
        return _page(token, refused_form(form, refused))
    return go(f"/mine/{token}/company", code)


def _mails() -> MailWay:
    """What becomes of an invitation."""
    customer = holder(db.session(), overview().id) or abort(410)
    return mailing.way(is_demo=customer.is_demo)


def _page(token: str, form: Form) -> Response:
    db.session.rollback()  # what was read before may date from before the deed
    mine = overview().id
    customer = holder(db.session(), mine) or abort(410)
    languages.speak(customer.language)
    page = CompanyPage(
        here=f"/mine/{token}",
        form=form,
        said=said(SAID),
        company=read_part(db.session(), mine, Reader(customer.zone, now())),
        mails=mailing.way(is_demo=customer.is_demo),
        most=MOST,
        days=LASTS.days,
    )
    return make_response(render_template("customer/company.html", page=page), 422 if form.errors else 200)
