"""Who reads along: the customer lets somebody in, and lets them go. Everything works without script."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import abort, make_response, render_template
from werkzeug.wrappers import Response

from statuspage.clock import now
from statuspage.db import db
from statuspage.domain import companion_verbs
from statuspage.domain.admission import read_along
from statuspage.forms import NO_FORM, Form, go, number, once, refused_form, said, typed
from statuspage.present import mailing
from statuspage.present.companions import CompanionRows, companion_rows
from statuspage.present.reader import holder_of
from statuspage.security import throttle
from statuspage.security.access import Access, may
from statuspage.surfaces.customer.blueprint import SAID, PageRequest, bp, page_request
from statuspage.surfaces.customer.context import read_ticket
from statuspage.surfaces.customer.verbs import attempt


@dataclass(frozen=True, slots=True)
class CompanionsPage:
    """The page: who reads along, what was just ``said``, and the key of its form, ``once``. ``name`` is the owner's."""

    here: str
    form: Form
    said: str
    subject: str
    name: str
    rows: CompanionRows
    once: str


@bp.get("/t/<token>/companions")
@may(Access.PRIVATE)
def show_companions(token: str) -> Response:
    """Who reads along, and the form to let somebody in."""
    return _page(page_request(token), NO_FORM)


@bp.post("/t/<token>/companions")
@may(Access.PRIVATE)
@throttle.limiter.limit(throttle.WRITES, key_func=throttle.link)
def let_in(token: str) -> Response:
    """Let somebody in; ``rights`` is read or write, and ``again`` names whoever was let go before."""
    given = {"name": typed("name"), "email": typed("email"), "may_write": typed("rights") == "write"}
    by_mail = given["email"] and mailing.leaves_about(read_ticket(page_request(token).ticket_id).customer)
    code = "let_in" if by_mail else "let_in_by_hand"
    return _do(token, companion_verbs.let_in, "let_in", code, again=number(typed("again")), **given)


@bp.post("/t/<token>/companions/rights")
@may(Access.PRIVATE)
@throttle.limiter.limit(throttle.WRITES, key_func=throttle.link)
def change_rights(token: str) -> Response:
    """Let them write too, or only read."""
    return _do(token, companion_verbs.change_rights, "", "rights", **_whom(), may_write=typed("rights") == "write")


@bp.post("/t/<token>/companions/going")
@may(Access.PRIVATE)
@throttle.limiter.limit(throttle.WRITES, key_func=throttle.link)
def let_go(token: str) -> Response:
    """Let one of them go."""
    return _do(token, companion_verbs.let_go, "", "let_go", **_whom())


def _whom() -> dict[str, int]:
    found = number(typed("companion"))
    return {"companion_id": found} if found else abort(400)


def _do(token: str, verb: Callable[..., Any], form: str, code: str, **given: Any) -> Response:
    asked = page_request(token)
    refused = attempt(asked.ticket_id, verb, **given)
    if refused is not None:
        read_ticket(asked.ticket_id)  # from here on the customer's language is spoken, also by the refusal
        return _page(asked, refused_form(form, refused))
    return go(f"{asked.here}/companions", code)


def _rows(asked: PageRequest) -> CompanionRows:
    head = read_ticket(asked.ticket_id)
    found = read_along(db.session(), asked.ticket_id)
    return companion_rows(found, holder_of(head, now()), mail_leaves=mailing.leaves_about(head.customer))


def _page(asked: PageRequest, form: Form) -> Response:
    head, rows = read_ticket(asked.ticket_id), _rows(asked)
    page = CompanionsPage(asked.here, form, said(SAID), head.ticket.subject, head.owner.public_name, rows, once())
    return make_response(render_template("customer/companions.html", page=page), 422 if form.errors else 200)
