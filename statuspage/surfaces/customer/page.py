"""Reading: the page, its live part, and being seen to read."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from flask import Response, abort, render_template, request
from markupsafe import Markup

from statuspage.cacheable import answer
from statuspage.clock import now
from statuspage.db import db, write
from statuspage.domain.people import presence
from statuspage.domain.reading import Reading, read_log
from statuspage.forms import NO_FORM, Form, once, typed
from statuspage.gapped import Gapped, accepts
from statuspage.present.reader import holder_of
from statuspage.protocol import Live
from statuspage.security import throttle
from statuspage.security.access import Access, Companions, may, opened
from statuspage.surfaces.customer import page_cache
from statuspage.surfaces.customer.blueprint import PageRequest, bp, page_request
from statuspage.surfaces.customer.context import customer_page, follow, read_ticket
from statuspage.surfaces.customer.moving import live_until, live_version, moving_parts


@bp.get("/t/<token>")
@may(Access.PRIVATE, companions=Companions.READ)
def show(token: str) -> Response:
    """The ticket as its holder reads it; with ``?before=<version>`` an earlier page of its letters."""
    asked, instant = page_request(token), now()
    head = read_ticket(asked.ticket_id, asked.companion_id)
    return _given(_cached(head, asked, instant, lambda: _render_page(head, asked, instant, NO_FORM)))


@bp.get("/t/<token>/live")
@may(Access.PRIVATE, companions=Companions.READ)
def live(token: str) -> Response:
    """The part that changes, for the stream and for pages that ask: always that of the newest letters."""
    asked, instant = replace(page_request(token), before=None), now()
    head = read_ticket(asked.ticket_id, asked.companion_id)
    text = _cached(head, asked, instant, lambda: _render_live(head, asked, instant)).plain(once)
    response = answer(text, "text/html", snapshot=None)
    told = Live(asked.ticket_id, live_version(head, instant), opened().until(live_until(head, instant)))
    response.headers.update(told.to_headers())
    response.headers["Cache-Control"] = "private, no-cache"  # only for fetch: 304 while nothing is new
    return response


@bp.post("/t/<token>/presence")
@may(Access.PRIVATE, companions=Companions.READ)
@throttle.limiter.limit(throttle.PRESENCE, key_func=throttle.link)
def be_present(token: str) -> tuple[str, int]:
    """The customer is reading, or a companion, or has gone; agents see it while it lasts."""
    doing, asked = typed("doing"), page_request(token)
    reader = -(asked.companion_id or 0)
    if doing not in (*presence.LASTS, "gone"):
        abort(400)
    with write() as session:
        if doing == "gone":
            presence.leave(session, asked.ticket_id, "reading", reader)
        else:
            presence.be(session, asked.ticket_id, "reading", now(), reader)
    return "", 204


def page(head: Reading, asked: PageRequest, form: Form) -> str:
    """The whole page, with this form as it was sent."""
    instant = now()
    return _filled(head, asked, instant, _render_page(head, asked, instant, form))


def part(head: Reading, asked: PageRequest, name: str, form: Form, code: str = "") -> str:
    """One form anew and the live part beside it, for the page's own script. ``code`` is for what was just done."""
    instant = now()
    reading = read_log(db.session(), head, before=asked.before)
    whole = customer_page(reading, holder_of(reading, instant), asked, form, code)
    text = render_template("customer/_part.html", page=whole, part=name, drawn=page_cache.drawn)
    return _filled(head, asked, instant, text)


def _render_page(head: Reading, asked: PageRequest, instant: datetime, form: Form) -> str:
    """The page but for what the clock moves; the letters are read only now."""
    reading = read_log(db.session(), head, before=asked.before)
    whole = customer_page(reading, holder_of(reading, instant), asked, form)
    return render_template("customer/page.html", page=whole, drawn=page_cache.drawn)


def _render_live(head: Reading, asked: PageRequest, instant: datetime) -> str:
    """The live part but for what the clock moves."""
    reading = read_log(db.session(), head, before=asked.before)
    whole = customer_page(reading, holder_of(reading, instant), asked, NO_FORM)
    return render_template("customer/_news.html", page=whole, drawn=page_cache.drawn)


def _cached(head: Reading, asked: PageRequest, instant: datetime, render: Callable[[], str]) -> Gapped:
    """What ``render`` makes, as it was rendered before, with what the clock has moved."""
    return page_cache.page(head, instant, render, lambda: _moving(head, asked, instant))


def _filled(head: Reading, asked: PageRequest, instant: datetime, text: str) -> str:
    """A text that was rendered for this request alone, with what the clock moves and fresh keys in its forms."""
    return page_cache.gapped(page_cache.filled(text, _moving(head, asked, instant))).plain(once).decode()


def _given(page: Gapped) -> Response:
    """The page with a fresh key in each of its forms, packed for whoever takes that."""
    if accepts(request.headers.get("Accept-Encoding", "").encode()):
        return Response(page.gzipped(once), mimetype="text/html", headers={"Content-Encoding": "gzip"})
    return Response(page.plain(once), mimetype="text/html")


def _moving(head: Reading, asked: PageRequest, instant: datetime) -> dict[str, Markup]:
    return moving_parts(head, asked, instant, follow(asked.shares).once).by_name()
