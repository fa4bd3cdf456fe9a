"""Reading: the page, its live part, and being seen to read."""

from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache

from flask import Response, abort, g, render_template, request
from markupsafe import Markup

from statuspage import public_request
from statuspage.cacheable import answer
from statuspage.clock import now
from statuspage.db import db, write
from statuspage.domain.people import presence
from statuspage.domain.people.agents import availability
from statuspage.domain.reading import Reading, read_head, read_log, read_marks
from statuspage.present import entries, people, promise, steps, strip, times
from statuspage.present.reader import customer_of
from statuspage.security import throttle
from statuspage.security.access import Access, may
from statuspage.surfaces.customer import page_cache
from statuspage.surfaces.customer.blueprint import Form, bp, by_script, here, once, said

_NO_FORM = Form()


@bp.get("/t/<token>")
@may(Access.PRIVATE)
def show(token: str) -> str:
    """The ticket as its customer reads it; with ``?before=<version>`` an earlier page of its letters."""
    head, instant = read_ticket(), now()
    return page_cache.with_keys(_page("customer/page.html", head, instant), once)


@bp.get("/t/<token>/live")
@may(Access.PRIVATE)
def live(token: str) -> Response:
    """The part that changes, for the stream and for pages that ask."""
    head, instant = read_ticket(), now()
    response = answer(_page("customer/_live.html", head, instant), "text/html", snapshot=None)
    response.headers["X-Live-Ticket"] = str(g.ticket_id)
    response.headers["X-Live-Version"] = live_version(head, instant)
    if (until := live_until(head, instant)) is not None:
        response.headers["X-Live-Until"] = until.isoformat()
    return response


@bp.post("/t/<token>/presence")
@may(Access.PRIVATE)
@throttle.limiter.limit(throttle.PRESENCE, key_func=throttle.link)
def be_present(token: str) -> tuple[str, int]:
    """The customer is reading, or has gone; agents see it while it lasts."""
    doing = request.form.get("doing", "")
    if doing not in (*presence.LASTS, "gone"):
        abort(400)
    with write() as session:
        if doing == "gone":
            presence.leave(session, g.ticket_id, "reading")
        else:
            presence.be(session, g.ticket_id, "reading", now())
    return "", 204


def page(form: Form) -> str:
    """The whole page, with this form as it was sent."""
    return _whole("customer/page.html", form)


def part(name: str, form: Form, code: str = "") -> str:
    """One form anew and the live part beside it, for the page's own script."""
    return _whole("customer/_part.html", form, part=name, code=code)


def read_ticket() -> Reading:
    """The ticket of this page; from here on the page speaks its customer's language."""
    head = read_head(db.session(), g.ticket_id)
    if head is None:
        abort(404)
    g.language = head.customer.language
    return head


def _page(template: str, head: Reading, instant: datetime) -> str:
    """A template as it was rendered before, with what the clock has moved."""
    return page_cache.page(head, instant, lambda: _still(template, head, instant), lambda: _moving(head, instant))


def _whole(template: str, form: Form, **rest: str) -> str:
    """A template rendered now, with a form as it was sent."""
    head, instant = read_ticket(), now()
    text = page_cache.filled(_still(template, head, instant, form=form, **rest), _moving(head, instant))
    return page_cache.with_keys(text, once)


def _still(
    template: str, head: Reading, instant: datetime, *, form: Form = _NO_FORM, code: str = "", **rest: str
) -> str:
    """A template with everything that it names but what moves; the log is read only now."""
    before = _before()
    reading = read_log(db.session(), head, before=before)
    reader = customer_of(reading, instant)
    told = {
        "here": here(),
        "once": page_cache.PLACE,
        "form": form,
        "said": said(code or request.args.get("said", "")),
        "is_newest": before is None,
        "is_live": _is_live(),
        "version": reading.ticket.version,
        "before": reading.entries[-1].version if reading.older else None,
        "ticket": reading.ticket,
        "customer": reading.customer,
        "name": reading.owner.public_name,
        "zone": reader.zone,
        "city": times.zone_name(reader.zone),
        "follow": following(),
        "entries": cache(lambda: entries.entries(reading, reader)),
        "told": next((entry for entry in reading.entries if entry.kind == "opened"), None),
        "latest": next((f"v{entry.version}" for entry in reading.entries if entry.kind == "letter"), ""),
        "heard_by": reading.heard_by,
        "felt": reading.felt,
        "steps": steps.items(reading, reader),
        "drawn": page_cache.drawn,
        "moving": {name: page_cache.place(name) for name in ("owner", "promise", "strip", "version")},
        "below": lambda: _below(reading, form),
    }
    return render_template(template, **told, **rest)


def _below(reading: Reading, form: Form) -> Markup:
    """The forms under the letters."""
    return page_cache.drawn(
        "customer/_below.html",
        form=form,
        here=here(),
        once=page_cache.PLACE,
        is_live=_is_live(),
        name=reading.owner.public_name,
        heard_by=reading.heard_by,
        ticket={"is_open": reading.ticket.is_open},
        customer={"phone": reading.customer.phone, "reach_when": reading.customer.reach_when},
    )


def _moving(head: Reading, instant: datetime) -> dict[str, Markup]:
    """What the clock moves: whether the owner is in; and on the newest page the promise, the strip and its state."""
    owner, ticket, is_newest = head.owner, head.ticket, _before() is None
    parts = {
        "owner": page_cache.drawn(
            "customer/_owner.html",
            owner=people.person(owner),
            place=people.place_line(owner),
            hours=people.hours_line(owner, head.customer.zone, instant),
            is_away=people.is_away(owner, instant),
            tel=people.tel(owner.phone),
            name=owner.public_name,
            is_open=ticket.is_open,
            is_newest=is_newest,
            here=here(),
        )
    }
    if not is_newest:
        return parts
    marks = page_cache.marks(ticket, lambda: read_marks(db.session(), ticket.id))
    reading, reader = replace(head, marks=marks), customer_of(head, instant)
    card = promise.card(reading, reader)
    acts = {"here": here(), "version": ticket.version, "is_live": _is_live(), "once": following()["once"]}
    parts["version"] = Markup.escape(live_version(head, instant))
    parts["promise"] = page_cache.drawn("customer/_promise.html", card=card, **acts)
    parts["strip"] = page_cache.drawn("customer/_strip.html", drawing=strip.draw(reading, reader))
    return parts


def _is_live() -> bool:
    return _before() is None or by_script()


def _before() -> int | None:
    """The version before which entries are asked for; what is not a version is as if it were not there."""
    asked = request.args.get("before", "")
    return int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 10 else None


def following() -> dict[str, str]:
    """The addresses of ``feed``, ``json_feed`` and ``calendar``; "" for what was withdrawn.

    ``webcal`` opens a calendar program that subscribes; ``once`` is a file with the open promise.
    """
    calendar = public_request.address("calendar")
    return {
        "feed": public_request.address("feed"),
        "json_feed": public_request.address("feed", "json"),
        "calendar": calendar,
        "webcal": "webcal" + calendar[calendar.index(":") :] if calendar else "",
        "once": f"{calendar}?once" if calendar else "",
    }


def live_version(head: Reading, now: datetime) -> str:
    """The ticket's version, and until when the live part reads so: it differs whenever the words do."""
    ends = live_until(head, now)
    return f"{head.ticket.version}-{ends.timestamp():.0f}" if ends is not None else str(head.ticket.version)


def live_until(head: Reading, now: datetime) -> datetime | None:
    """When the live part reads otherwise by itself: its promise is late, or its owner has come or gone. UTC."""
    due, owner = head.ticket.promised_at, head.owner
    late = due + timedelta(seconds=1) if due is not None and due >= now else None
    changes = availability(dict(owner.hours), owner.zone, now).changes_at
    return min((at for at in (late, changes) if at is not None), default=None)
