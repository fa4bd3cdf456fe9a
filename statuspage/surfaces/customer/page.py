"""Reading: the page, its live part, and being seen to read."""

import re
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from flask import Response, abort, g, render_template, request

from statuspage.cacheable import answer
from statuspage.clock import now
from statuspage.db import db, write
from statuspage.domain import presence
from statuspage.domain.reading import Reading, read_head, read_log, read_marks
from statuspage.present import entries, people, promise, steps, strip, times
from statuspage.present.reader import Reader, customer_of
from statuspage.security import throttle
from statuspage.security.access import Access, may
from statuspage.surfaces.customer.blueprint import Form, bp, by_script, here, once, said
from statuspage.surfaces.customer.kept import PLACE, kept, parts, with_keys
from statuspage.surfaces.customer.published import publication

_NO_FORM = Form()


@bp.get("/t/<token>")
@may(Access.PRIVATE)
def show(token: str) -> str:
    """The ticket as its customer reads it; with ``?before=<version>`` an earlier page of its letters."""
    head, instant = read_ticket(), now()
    return with_keys(_kept("customer/page.html", head, instant), once)


@bp.get("/t/<token>/live")
@may(Access.PRIVATE)
def live(token: str) -> Response:
    """The part that changes, for the stream and for pages that ask."""
    head, instant = read_ticket(), now()
    response = answer(_kept("customer/_live.html", head, instant), "text/html", snapshot=None)
    response.headers["X-Live-Ticket"] = str(g.ticket_id)
    response.headers["X-Live-Version"] = live_version(head, instant)
    due = head.ticket.promised_at
    if due is not None and due >= instant:
        response.headers["X-Live-Until"] = (due + timedelta(seconds=1)).isoformat()  # from then on it reads as late
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


def live_version(head: Reading, instant: datetime) -> str:
    """Which state of the live part a page shows: the ticket's version, and that its promise has fallen due since."""
    due = head.ticket.promised_at
    return f"{head.ticket.version}{'-late' if due is not None and instant > due else ''}"


def page(form: Form) -> str:
    """The whole page, with this form as it was sent."""
    return with_keys(_render("customer/page.html", read_ticket(), now(), form=form), once)


def part(name: str, form: Form, code: str = "") -> str:
    """One form anew and the live part beside it, for the page's own script."""
    return with_keys(_render("customer/_part.html", read_ticket(), now(), form=form, part=name, code=code), once)


def read_ticket() -> Reading:
    """The ticket of this page; from here on the page speaks its customer's language."""
    head = read_head(db.session(), g.ticket_id)
    if head is None:
        abort(404)
    g.language = head.customer.language
    return head


def _kept(template: str, head: Reading, instant: datetime) -> str:
    """A template as it was rendered before, unless the clock moved something on it; only then the letters are read."""
    drawn = cache(lambda: replace(head, marks=read_marks(db.session(), head.ticket.id)))

    def moved() -> str:
        return repr((_moving(drawn(), customer_of(head, instant)), _person(head, instant)["hours"]))

    return kept(head, instant, moved, lambda: _render(template, drawn(), instant))


def _render(
    template: str, head: Reading, instant: datetime, *, form: Form = _NO_FORM, code: str = "", **rest: str
) -> str:
    """A template with everything that it names; the log is read only now."""
    before = _before()
    reading = read_log(db.session(), head, before=before)
    told = {
        "here": here(),
        "once": PLACE,
        "form": form,
        "said": said(code or request.args.get("said", "")),
        "is_newest": before is None,
        "is_live": before is None or by_script(),
        "version": reading.ticket.version,
        "live_version": live_version(head, instant),
        "before": reading.entries[-1].version if reading.older else None,
        "ticket": reading.ticket,
        "customer": reading.customer,
        "name": reading.owner.public_name,
        "publication": publication(reading),
        "kept": parts(head, instant),
        **_person(reading, instant),
        **_pieces(reading, customer_of(reading, instant)),
    }
    return render_template(template, **told, **rest)


def _person(reading: Reading, instant: datetime) -> dict[str, Any]:
    owner = reading.owner
    return {
        "owner": people.person(owner),
        "place": people.place_line(owner),
        "hours": people.hours_line(owner, reading.customer.zone, instant),
        "tel": "tel:" + re.sub(r"[^+0-9]", "", owner.phone) if owner.phone else "",
    }


def _pieces(reading: Reading, reader: Reader) -> dict[str, Any]:
    told = next((entry for entry in reading.entries if entry.kind == "opened"), None)
    return {
        "entries": cache(lambda: entries.entries(reading, reader)),
        "told": told,
        "asked_iso": times.iso(reading.ticket.opened_at),
        "asked_text": reader.moment(reading.ticket.opened_at),
        "latest": next((f"v{entry.version}" for entry in reading.entries if entry.kind == "letter"), ""),
        "heard_by": reading.heard_by,
        "felt": any(entry.kind == "felt" for entry in reading.entries),
        "steps": steps.items(reading, reader),
        **_moving(reading, reader),
    }


def _moving(reading: Reading, reader: Reader) -> dict[str, Any]:
    """What moves with the clock alone."""
    return {"card": promise.card(reading, reader), "drawing": strip.draw(reading, reader)}


def _before() -> int | None:
    """The version before which entries are asked for; what is not a version is as if it were not there."""
    asked = request.args.get("before", "")
    return int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 10 else None
