"""What our own company is called, how it looks, and where it is: any agent may say, and the audit list says who did."""

from dataclasses import dataclass

from flask import Response, make_response, render_template, request
from werkzeug.wrappers import Response as Answer

from statuspage import public_request
from statuspage.clock import now
from statuspage.db import db, write
from statuspage.domain.errors import Refused
from statuspage.domain.logos import MadeLogo
from statuspage.domain.our_company import FACTS, change_our_company, our_company
from statuspage.forms import NO_FORM, Form, go, number, refused_form, sent_form
from statuspage.our_fields import CompanyFields, company_fields, read_company
from statuspage.security import access
from statuspage.security.access import Access, may
from statuspage.security.room import PHOTO
from statuspage.surfaces.desk.blueprint import bp

FORM, HERE = "our", "/desk/our-company"


@dataclass(frozen=True, slots=True)
class OurCompanyPage:
    """The form, as it was refused perhaps, and the version of what it shows."""

    form: Form
    fields: CompanyFields
    seen: int


@bp.get("/our-company")
@may(Access.AGENT)
def our_company_page() -> Response:
    """What holds now."""
    return _page()


@bp.post("/our-company")
@may(Access.AGENT, room=PHOTO)
def change_our() -> Answer | Response:
    """Say something else of it. Whatever is kept in memory of any page is made anew."""
    agent_id, said = access.agent().id, _said()
    typed = read_company(public_request.settings(), said)
    if typed.errors:
        return _page(sent_form(FORM, typed.errors), typed.logo)
    seen, gone = number(request.form.get("seen")), "without_logo" in request.form
    try:
        with write() as session:
            change_our_company(
                *(session, now(), typed.facts), agent_id=agent_id, seen=seen, logo=typed.logo, without_logo=gone
            )
    except Refused as refused:
        return _page(refused_form(FORM, refused), typed.logo)
    return go(HERE, "our_company")


def _said() -> dict[str, str]:
    ours = our_company(db.session())
    return {name: getattr(ours, name) for name in FACTS}


def _page(form: Form = NO_FORM, logo: MadeLogo | None = None) -> Response:
    db.session.rollback()  # what a colleague has said since this request began is on it
    fields = company_fields(public_request.settings(), _said(), form, FORM, logo)
    page = OurCompanyPage(form, fields, our_company(db.session()).version)
    return make_response(render_template("desk/our_company.html", page=page), 422 if form.errors else 200)
