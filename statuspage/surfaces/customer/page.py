"""Reading: the page, its live part, and being seen to read."""

from dataclasses import replace
from datetime import datetime

from flask import Response, abort, render_template, request

from statuspage.cacheable import answer
from statuspage.clock import now
from statuspage.db import db, write
from statuspage.domain.people import presence
from statuspage.domain.raw_head import read_raw_head
from statuspage.domain.reading import Reading, read_log
from statuspage.forms import NO_FORM, Form, once, typed
from statuspage.gapped import Gapped, accepts
from statuspage.present import languages
from statuspage.present.reader import holder_of
from statuspage.protocol import Live
from statuspage.security import throttle
from statuspage.security.access import Access, Companions, may, opened
from statuspage.surfaces.customer import again, page_cache
from statuspage.surfaces.customer.blueprint import PageRequest, bp, page_request
from statuspage.surfaces.customer.context import customer_page, follow, spoken
from statuspage.surfaces.customer.moving import live_until, live_version, moving_parts, reads_so_until
from statuspage.surfaces.customer.page_cache import KeptPage


@bp.get("/t/<token>")
@may(Access.PRIVATE, companions=Companions.READ)
def show(token: str) -> Response:
    """The ticket as its holder reads it; with ``?before=<version>`` an earlier page of its letters."""
    asked = page_request(token)
    told = page_cache.told(asked)
    text = _page(asked, told, "customer/page.html").text
    again.may_come(asked, told)
    if accepts(request.headers.get("Accept-Encoding", "").encode()):
        return Response(text.gzipped(once), mimetype="text/html", headers={"Content-Encoding": "gzip"})
    return Response(text.plain(once), mimetype="text/html")


@bp.get("/t/<token>/live")
@may(Access.PRIVATE, companions=Companions.READ)
def live(token: str) -> Response:
    """The part that changes, for the stream and for pages that ask: always that of the newest letters."""
    asked = replace(page_request(token), before=None)
    page = _page(asked, page_cache.told(asked), "customer/_news.html")
    response = answer(page.text.plain(once), "text/html", snapshot=None)
    told = Live(asked.ticket_id, page.version, opened().until(page.turns_at))
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
    text = _rendered("customer/page.html", head, asked, instant, form)
    return _filled(head, asked, instant, text).plain(once).decode()


def part(head: Reading, asked: PageRequest, name: str, form: Form, code: str = "") -> str:
    """One form anew and the live part beside it, for the page's own script. ``code`` is for what was just done."""
    instant = now()
    reading = read_log(db.session(), head, before=asked.before)
    whole = customer_page(reading, holder_of(reading, instant), asked, form, code)
    text = render_template("customer/_part.html", page=whole, part=name, drawn=page_cache.drawn)
    return _filled(head, asked, instant, text).plain(once).decode()


def _page(asked: PageRequest, told: str, template: str) -> KeptPage:
    """A page without a form that was sent: as it was made last, or as much of it as still stands.

    ``told`` is what ``page_cache.told`` says of the request.
    """
    instant, session = now(), db.session()
    raw = read_raw_head(session, asked.ticket_id, asked.companion_id)
    name = page_cache.name(raw.text, told)
    if found := page_cache.last(name, instant):
        languages.speak(found.language)
        return found
    head = spoken(raw.reading(session))
    turns_at = live_until(head, instant)
    text = page_cache.still(head, asked, instant, lambda: _rendered(template, head, asked, instant, NO_FORM))
    made = KeptPage(
        _filled(head, asked, instant, text),
        head.holder.language,
        live_version(head, instant),
        turns_at,
        since=instant,
        until=reads_so_until(head, instant, turns_at),
    )
    return page_cache.remember(name, made)


def _rendered(template: str, head: Reading, asked: PageRequest, instant: datetime, form: Form) -> str:
    """A page but for what the clock moves; the letters are read only now."""
    reading = read_log(db.session(), head, before=asked.before)
    whole = customer_page(reading, holder_of(reading, instant), asked, form)
    return render_template(template, page=whole, drawn=page_cache.drawn)


def _filled(head: Reading, asked: PageRequest, instant: datetime, text: str) -> Gapped:
    """The text with what the clock moves, and a gap for the key of each form."""
    return page_cache.filled(text, moving_parts(head, asked, instant, follow(asked.shares).once).by_name())
