"""An invitation to a company, from the mail: one button accepts it, once; opening it changes nothing."""

from dataclasses import dataclass

from flask import Blueprint, abort, make_response, render_template, request
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from statuspage import public_request
from statuspage.clock import now
from statuspage.db import db, write
from statuspage.domain.errors import Refused
from statuspage.domain.invitations import accept
from statuspage.domain.people.companies import WAITS, Company, Member, people_of, stands
from statuspage.domain.way_in.overviews import Overview
from statuspage.forms import NO_FORM, Form, go, refused_form, typed
from statuspage.present.companies import told_way
from statuspage.security import throttle
from statuspage.security.access import Access, may
from statuspage.security.mail_keys import invited

bp = Blueprint("join", __name__)


@dataclass(frozen=True, slots=True)
class JoinPage:
    """The invitation: ``by`` whom, to which company, how its people see each other's tickets, and its ``state``.

    Of one that cannot be accepted any more, nothing but that is told.
    """

    here: str
    state: str
    form: Form
    company: str
    by: str
    way: str
    zone: str


@bp.get("/join/<token>")
@may(Access.JOIN, asks=())
def show(token: str) -> Response:
    """What it is, and the form to accept it."""
    return _page(token, NO_FORM)


@bp.post("/join/<token>")
@may(Access.JOIN)
@throttle.limiter.limit(throttle.WRITES, key_func=throttle.link)
def join(token: str) -> Response:
    """Accept it, and go on to one's own page of all tickets."""
    settings = public_request.settings()
    try:
        with write() as session:
            found = _accept(session, settings.company_name)
            address = public_request.urls().mine(found.id, found.generation) if found else ""
    except Refused as refused:
        return _page(token, refused_form("join", refused))
    return go(address, "joined") if address else _page(token, NO_FORM)


def _accept(session: Session, ours: str) -> Overview | None:
    return accept(
        session,
        invited(),
        now(),
        name=typed("name"),
        zone=public_request.zone_or_ours(typed("zone")),
        language=request.accept_languages.best_match(public_request.settings().languages) or "",
        ours=ours,
    )


def _page(token: str, form: Form) -> Response:
    db.session.rollback()
    session = db.session()
    member = session.get(Member, invited()) or abort(404)
    company = session.get_one(Company, member.company_id)
    state = stands(member, now())
    people = people_of(session, company.id) if state == WAITS else ()
    page = JoinPage(
        here=f"/join/{token}",
        state=state,
        form=form,
        company=company.name if people else "",
        by=next((one.name for one in people if one.is_holder), ""),
        way=told_way(company.terms, {one.id: one.name for one in people}),
        zone=public_request.settings().company_zone,
    )
    status = 410 if state != WAITS else 422 if form.errors else 200
    return make_response(render_template("public/join.html", page=page), status)
