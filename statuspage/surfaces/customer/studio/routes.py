"""The publishing studio: the customer decides what others see of the ticket, where, and how, and sees it first.

Everything works without script (a form, and a redirect back); the page's own script gets the part that changed, and the
parts that follow from it.
"""

from collections.abc import Callable
from typing import Any

from flask import Response, abort, g, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as Answer

from statuspage.db import db
from statuspage.domain.publication import verbs as publishing
from statuspage.domain.publication.choice import PublicChoice
from statuspage.domain.shares import verbs
from statuspage.domain.shares.share import shares_of
from statuspage.domain.tickets import Ticket
from statuspage.security import headers, throttle
from statuspage.security.access import Access, may
from statuspage.surfaces.customer.blueprint import Form, bp, by_script, here, refused_form
from statuspage.surfaces.customer.studio.addresses import SHOWN
from statuspage.surfaces.customer.studio.context import told
from statuspage.surfaces.customer.studio.form import choice_of, looked_at
from statuspage.surfaces.customer.verbs import attempt, typed

_NO_FORM = Form()
_DEEDS = {
    "rotate": (verbs.rotate, "rotated"),
    "withdraw": (verbs.withdraw, "withdrawn"),
    "restore": (verbs.restore, "restored"),
}
_FOLLOWS = {  # what else on the page changes with a part; the previews follow by themselves
    "choice": ("texts", "addresses"),
    "where": ("addresses",),
    "addresses": ("texts",),
}


@bp.get("/t/<token>/studio")
@may(Access.PRIVATE)
def studio(token: str) -> Response:
    """The whole page."""
    return _page()


@bp.post("/t/<token>/studio")
@may(Access.PRIVATE)
@throttle.limiter.limit(throttle.WRITES, key_func=throttle.link)
def decide(token: str) -> Answer:
    """``action`` is on (also to change what is shown), off, or look: the page with a choice that is not saved."""
    action, stored = typed("action"), _stored()
    if action == "off":
        return _do(publishing.unpublish, "choice", "private")
    if action == "look":
        return _page(looked_at(request.form, stored))
    if action != "on":
        abort(400)
    return _do(publishing.publish, "choice", "public", choice=choice_of(request.form, stored))


@bp.post("/t/<token>/studio/sites")
@may(Access.PRIVATE)
@throttle.limiter.limit(throttle.WRITES, key_func=throttle.link)
def allow_sites(token: str) -> Answer:
    """On which sites the card may stand."""
    return _do(verbs.allow_sites, "where", "sites", typed_sites=typed("sites"))


@bp.post("/t/<token>/studio/addresses")
@may(Access.PRIVATE)
@throttle.limiter.limit(throttle.WRITES, key_func=throttle.link)
def change_address(token: str) -> Answer:
    """``deed`` is rotate, withdraw or restore; ``scope`` says which address."""
    scope, deed = typed("scope"), typed("deed")
    if scope not in SHOWN or scope not in g.shares or deed not in _DEEDS:
        abort(400)
    verb, code = _DEEDS[deed]
    return _do(verb, "addresses", code, scope=scope)


def _stored() -> PublicChoice:
    return PublicChoice.of(db.session.get_one(Ticket, g.ticket_id).public_choice)


def _do(verb: Callable[..., Any], part: str, code: str, **given: Any) -> Answer:
    """Do one verb for this ticket, and answer. ``part`` is the part of the page that its form stands in."""
    if (refused := attempt(verb, **given)) is not None:
        form = refused_form(part, refused)
        choice = choice_of(request.form, _stored()) if part == "choice" else None
        return _part(part, choice, form) if by_script() else _page(choice, form)
    if not by_script():
        return redirect(f"{here()}/studio?said={code}#{part}", 303)
    g.shares = shares_of(db.session(), g.ticket_id)
    return _part(part, code=code)


def _page(choice: PublicChoice | None = None, form: Form = _NO_FORM) -> Response:
    response = make_response(render_template("customer/studio/page.html", **told(choice, form)))
    response.status_code = 422 if form.errors else 200
    response.headers["Content-Security-Policy"] = headers.STUDIO
    return response


def _part(part: str, choice: PublicChoice | None = None, form: Form = _NO_FORM, code: str = "") -> Response:
    """One part anew, and the parts that follow from it, for the page's own script."""
    follow = () if form.errors else _FOLLOWS[part]
    page = render_template("customer/studio/_parts.html", part=part, follow=follow, **told(choice, form, code))
    return make_response(page, 422 if form.errors else 200)
