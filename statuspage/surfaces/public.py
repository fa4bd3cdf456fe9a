"""The public view: what the customer lets anyone see. It reads one ``PublicTicket`` and never writes."""

from dataclasses import replace
from typing import Any

from flask import Blueprint, Response, abort, current_app, g, render_template, request
from flask_babel import gettext
from markupsafe import Markup

from statuspage import public_request
from statuspage.cacheable import answer
from statuspage.clock import now
from statuspage.domain.opaque_ids import opaque_id
from statuspage.domain.publication.ticket import PublicLetter, PublicTicket
from statuspage.present import glance, people, promise, steps, times
from statuspage.present.pictures import qr
from statuspage.present.reader import Reader
from statuspage.protocol import Live
from statuspage.security.access import Access, may, opened

bp = Blueprint("public", __name__)
NOBODY = "/static/mark.svg"  # in the place of a face


@bp.get("/p/<token>")
@may(Access.PUBLIC)
def page(token: str) -> Response:
    """The whole page."""
    ticket = public_request.ticket()
    shown, address = _shown(ticket), public_request.address("public")
    body = render_template(
        "public/page.html",
        **shown,
        version=glance.version_of(ticket),
        page=address,
        qr={"path": qr.path(address), "side": qr.side(address)},
        feed=public_request.address("public_feed"),
        calendar=f"{public_request.address('public')}/promise.ics" if _is_promised(ticket) else "",
        json_feed=public_request.address("public_feed", "json"),
        oembed=current_app.extensions["urls"].oembed(public_request.address("public"))
        if public_request.address("embed")
        else "",
        about=_about(shown["glance"]),
    )
    snapshot = opened().snapshot(shown["glance"].until)
    return answer(body, "text/html", snapshot=snapshot, visit=opened().visit("text/html"))


@bp.get("/p/<token>/live")
@may(Access.PUBLIC)
def live(token: str) -> Response:
    """What the page's live region holds, and which state of what is public that is."""
    ticket = public_request.ticket()
    shown = _shown(ticket)
    response = Response(render_template("public/_live.html", **shown))
    told = Live(ticket.ticket_id, glance.version_of(ticket), shown["glance"].until, opened().public_version)
    response.headers.update(told.to_headers())
    response.headers["Cache-Control"] = "no-cache"
    return response


@bp.get("/p/<token>/letters")
@may(Access.PUBLIC)
def letters(token: str) -> Response:
    """The letters before the one that ``before`` names."""
    ticket = public_request.ticket(request.args.get("before", ""))
    if not ticket.letters_shown:
        abort(404)
    shown = _shown(ticket)
    body = render_template("public/letters.html", **shown, page=public_request.address("public"))
    return answer(body, "text/html", snapshot=opened().snapshot(shown["glance"].until))


def _shown(ticket: PublicTicket) -> dict[str, Any]:
    """What the templates show, in words."""
    reader = glance.reader_of(public_request.settings().company_zone, now())
    seen = glance.at_a_glance(ticket, reader)
    entries = [_letter(ticket, letter, reader) for letter in ticket.letters]
    return {
        "ticket": ticket,
        "token": g.token,
        "glance": seen,
        "photo": people.photo(seen.photo) if seen.name else NOBODY,
        "who": _who(ticket, seen),
        "eyebrow": _eyebrow(ticket, seen),
        "promise_card": _promise(ticket, seen, reader),
        "steps_items": steps.public_items(ticket, reader),
        "letters": entries,
        "before": entries[-1]["id"] if entries and ticket.older else "",
        "asked_iso": times.iso(ticket.asked_at) if ticket.asked_at and not ticket.ended_at else "",
        "zone": reader.zone,
        "city": glance.city(reader.zone),
    }


def _who(ticket: PublicTicket, seen: glance.Glance) -> str:
    """Who leads the page: a name, someone at the company, or, when not even that is shown, that it is someone."""
    if seen.name or ticket.company:
        return seen.name or glance.someone(ticket)
    return gettext("Someone looked after this") if _is_over(seen) else gettext("Someone looks after this")


def _eyebrow(ticket: PublicTicket, seen: glance.Glance) -> str:
    if not seen.name and not ticket.company:  # their place says it whole
        return ""
    return gettext("Looked after this") if _is_over(seen) else gettext("Looking after this")


def _is_over(seen: glance.Glance) -> bool:
    return seen.state in (glance.SOLVED, glance.CLOSED)


def _promise(ticket: PublicTicket, seen: glance.Glance, reader: Reader) -> promise.PromiseCard | None:
    """The promise's card; the question once it is called solved; at the end only what became of the promises."""
    card = promise.public_card(ticket, reader)
    if card is None or seen.state in (glance.OPEN, glance.LATE):
        return card
    if ticket.promise is None and seen.state == glance.ASKED:
        return card
    if seen.state == glance.ASKED:
        asks = gettext("%(name)s asks", name=seen.name) if seen.name else gettext("The question now")
        detail = gettext("Only the customer can say so.")
        return replace(card, state="asked", eyebrow=asks, headline=gettext("Is it solved?"), detail=detail)
    return replace(
        card,
        state="closed",
        eyebrow=gettext("The promises"),
        headline=card.score_text or card.headline,
        score_text="",
        confirmed=seen.state == glance.SOLVED,
    )


def _is_promised(ticket: PublicTicket) -> bool:
    return ticket.is_open and ticket.promise is not None and ticket.promise.due_at is not None


def _letter(ticket: PublicTicket, letter: PublicLetter, reader: Reader) -> dict[str, Any]:
    return {
        "id": opaque_id(ticket.seed, "letter", letter.version),
        "name": letter.by or glance.someone(ticket),
        "photo": people.photo(letter.photo) if letter.by else NOBODY,
        "at_iso": times.iso(letter.at),
        "at_text": reader.moment(letter.at),
        "body_html": Markup(letter.html),  # noqa: S704 - cleaned by domain/markdown.py when it was written
    }


def _about(seen: glance.Glance) -> str:
    """One line for whoever shares the page: only what the page itself shows."""
    parts = (
        gettext("%(count)s %(since)s", count=seen.count, since=seen.since) if seen.count else "",
        seen.when,
        seen.score,
    )
    return " · ".join(part for part in parts if part)
