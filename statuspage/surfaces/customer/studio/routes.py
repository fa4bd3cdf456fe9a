"""The publishing studio: the customer decides what others see of the ticket, where, and how, and sees it first.

Everything works without script, by forms and redirects. The page's own script gets the part that changed, and the parts
that follow from it.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from flask import Response, abort, current_app, make_response, render_template, request
from werkzeug.wrappers import Response as Answer

from statuspage.clock import now
from statuspage.db import db
from statuspage.domain.publication import verbs as publishing
from statuspage.domain.publication.choice import PublicChoice
from statuspage.domain.shares import verbs
from statuspage.domain.shares.share import read_shares
from statuspage.domain.tickets import Ticket
from statuspage.forms import NO_FORM, go, once, refused_form, typed
from statuspage.present import times
from statuspage.present.embed.looks import Look
from statuspage.present.reader import holder_of
from statuspage.protocol import Live
from statuspage.security import headers, throttle
from statuspage.security.access import Access, may
from statuspage.surfaces.customer.blueprint import PageRequest, bp, page_request
from statuspage.surfaces.customer.context import read_ticket
from statuspage.surfaces.customer.studio.addresses import LISTED
from statuspage.surfaces.customer.studio.context import StudioPage, studio_page
from statuspage.surfaces.customer.studio.form import choice_of, look_of, previewed_choice
from statuspage.surfaces.customer.verbs import attempt

_DEEDS = {
    "rotate": (verbs.rotate, "rotated"),
    "withdraw": (verbs.withdraw, "withdrawn"),
    "restore": (verbs.restore, "restored"),
}
_FOLLOWS = {  # what else on the page changes with a part; the previews follow by themselves
    "choice": ("texts", "ways", "addresses"),
    "where": ("addresses",),
    "addresses": ("texts", "ways"),
    "texts": ("ways",),
}


@bp.get("/t/<token>/studio")
@may(Access.PRIVATE)
def studio(token: str) -> Response:
    """The whole page, with the look that its address asks for; for the page's own script, only the texts to copy."""
    asked = page_request(token)
    if not asked.by_script:
        return _page(asked)
    reading = read_ticket(asked.ticket_id)
    return _part(studio_page(reading, holder_of(reading, now()), asked, None, look=_look()), "texts", _FOLLOWS["texts"])


@bp.get("/t/<token>/studio/live")
@may(Access.PRIVATE)
def studio_live(token: str) -> Response:
    """What an open studio shows anew when something happened, as its stream sends it."""
    asked, instant = page_request(token), now()
    reading = read_ticket(asked.ticket_id)
    page = studio_page(reading, holder_of(reading, instant), asked, None)
    response = make_response(render_template("customer/studio/_news.html", page=page, once=once))
    told = Live(asked.ticket_id, page.version, times.midnight(page.zone, instant))
    response.headers.update(told.to_headers())
    return response


@bp.post("/t/<token>/studio")
@may(Access.PRIVATE)
@throttle.limiter.limit(throttle.WRITES, key_func=throttle.link)
def decide(token: str) -> Answer:
    """``action`` is on (also to change what is shown), off, or look: the page with a choice that is not saved."""
    asked, action = page_request(token), typed("action")
    stored = _stored(asked.ticket_id)
    if action == "off":
        return _do(asked, publishing.unpublish, "choice", "private")
    if action == "look":
        return _page(asked, previewed_choice(request.form, stored))
    if action != "on":
        abort(400)
    shown = request.form.get("shown")
    return _do(asked, publishing.publish, "choice", "public", choice=choice_of(request.form, stored), shown=shown)


@bp.post("/t/<token>/studio/sites")
@may(Access.PRIVATE)
@throttle.limiter.limit(throttle.WRITES, key_func=throttle.link)
def allow_sites(token: str) -> Answer:
    """On which sites the card may stand."""
    return _do(page_request(token), verbs.allow_sites, "where", "sites", typed_sites=typed("sites"))


@bp.post("/t/<token>/studio/addresses")
@may(Access.PRIVATE)
@throttle.limiter.limit(throttle.WRITES, key_func=throttle.link)
def change_address(token: str) -> Answer:
    """``deed`` is rotate, withdraw or restore; ``scope`` says which address."""
    asked, scope, deed = page_request(token), typed("scope"), typed("deed")
    if scope not in {one.name for one in LISTED} or scope not in asked.shares or deed not in _DEEDS:
        abort(400)
    verb, code = _DEEDS[deed]
    return _do(asked, verb, "addresses", code, scope=scope)


def _stored(ticket_id: int) -> PublicChoice:
    return PublicChoice.of(db.session.get_one(Ticket, ticket_id).public_choice)


def _do(asked: PageRequest, verb: Callable[..., Any], part: str, code: str, **given: Any) -> Answer:
    """Do one verb for this ticket, and answer. ``part`` is the part of the page that its form stands in."""
    refused = attempt(asked.ticket_id, verb, **given)
    if refused is None and not asked.by_script:
        return go(f"{asked.here}/studio", code, part, _look().query())
    reading = read_ticket(asked.ticket_id)  # from here on the customer's language is spoken, also by the refusal
    reader = holder_of(reading, now())
    if refused is None:
        asked = replace(asked, shares=read_shares(db.session(), asked.shares["private"].id, now()))
        return _part(studio_page(reading, reader, asked, None, NO_FORM, code, _look()), part, _FOLLOWS[part])
    choice = choice_of(request.form, _stored(asked.ticket_id)) if part == "choice" else None
    page = studio_page(reading, reader, asked, choice, refused_form(part, refused), look=_look())
    return _part(page, part) if asked.by_script else _whole(page)


def _page(asked: PageRequest, choice: PublicChoice | None = None) -> Response:
    """The whole page, with this choice as it is ticked, or with what is saved."""
    reading = read_ticket(asked.ticket_id)
    return _whole(studio_page(reading, holder_of(reading, now()), asked, choice, look=_look()))


def _look() -> Look:
    """How the card is to look, by the form that was sent, or by the address."""
    return look_of(request.values, current_app.extensions["settings"].languages)


def _whole(page: StudioPage) -> Response:
    response = make_response(render_template("customer/studio/page.html", page=page, once=once), _status(page))
    response.headers["Content-Security-Policy"] = headers.STUDIO
    return response


def _part(page: StudioPage, part: str, follow: tuple[str, ...] = ()) -> Response:
    """One part anew, and the parts that follow from it, for the page's own script."""
    body = render_template("customer/studio/_parts.html", page=page, part=part, follow=follow, once=once)
    return make_response(body, _status(page))


def _status(page: StudioPage) -> int:
    return 422 if page.form.errors else 200
