"""Who reads along: the customer lets somebody in, and lets them go. Everything works without script."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import abort, make_response, render_template, request
from werkzeug.wrappers import Response

from statuspage import public_request
from statuspage.clock import now
from statuspage.db import db
from statuspage.domain import companion_verbs
from statuspage.domain.admission import read_along
from statuspage.domain.companion_verbs import let_in_by
from statuspage.forms import NO_FORM, Form, go, number, once, refused_form, said, sent_once, typed
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
    """The page: who reads along, what was just ``said``, and the key of its form, ``once``. ``name`` is the owner's.

    ``whom`` is the id of the companion beside whom it is said, None where it stands on top.
    """

    here: str
    form: Form
    said: str
    whom: int | None
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
    given: dict[str, Any] = {"name": typed("name"), "email": typed("email"), "may_write": typed("rights") == "write"}
    by_mail = given["email"] and mailing.leaves_about(read_ticket(page_request(token).ticket_id).customer)
    code = "let_in" if by_mail else "let_in_by_hand"
    given["company"] = public_request.settings().company_name
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
    made: list[Any] = []
    refused = attempt(asked.ticket_id, _keeping(verb, made) if verb is companion_verbs.let_in else verb, **given)
    if refused is not None:
        read_ticket(asked.ticket_id)  # from here on the customer's language is spoken, also by the refusal
        return _page(asked, refused_form(form, refused))
    whom = made[0].id if made else given.get("companion_id") or let_in_by(db.session(), asked.ticket_id, sent_once())
    anchor = f"companion-{whom}" if whom else ""
    return go(f"{asked.here}/companions", code, anchor, {"whom": str(whom)} if whom else None)


def _keeping(verb: Callable[..., Any], made: list[Any]) -> Callable[..., Any]:
    """The same verb, which adds what it returns to ``made``."""
    return lambda *arguments, **given: made.append(verb(*arguments, **given))


def _rows(asked: PageRequest) -> CompanionRows:
    head = read_ticket(asked.ticket_id)
    found = read_along(db.session(), asked.ticket_id)
    return companion_rows(found, holder_of(head, now()), mailing.way(is_demo=head.customer.is_demo))


def _page(asked: PageRequest, form: Form) -> Response:
    head, rows = read_ticket(asked.ticket_id), _rows(asked)
    told, whom = said(SAID), number(request.args.get("whom", ""))
    names = {row.id: row.name for row in (*rows.here, *rows.gone)}
    if "%(name)s" in told:
        told = told % {"name": names[whom]} if whom in names else ""
    beside = whom if told and any(row.id == whom for row in rows.here) else None
    name = head.owner.public_name
    page = CompanionsPage(asked.here, form, told, beside, head.ticket.subject, name, rows, once())
    return make_response(render_template("customer/companions.html", page=page), 422 if form.errors else 200)
