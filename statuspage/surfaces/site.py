"""What belongs to no ticket: the front door, health, the company's colour, photos."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import Blueprint, Response, abort, current_app, render_template, request

from statuspage import public_request, wearing
from statuspage.cacheable import Remembered
from statuspage.clock import now
from statuspage.db import db
from statuspage.domain.our_company import read_logo
from statuspage.domain.people.agents import Span
from statuspage.domain.people.opening_hours import opening_spans
from statuspage.domain.people.photos import read_photo
from statuspage.migrations.revisions import unready
from statuspage.present import times
from statuspage.present.opening_hours import OpeningHours, tell_hours
from statuspage.present.team.told import ToldMeasure, heading, tell_measures
from statuspage.protocol import Live
from statuspage.security.access import Access, may
from statuspage.security.signing import is_photo_signed
from statuspage.security.throttle import logged_address
from statuspage.version import __version__

bp = Blueprint("site", __name__)
_FRESH = timedelta(minutes=1)
_LONGEST = 64  # characters of a claim
_FOR_GOOD = "public, max-age=31536000, immutable"
_LOGO = re.compile(r"[0-9a-f]{32}\.png")
_PHOTO = re.compile(r"[0-9a-f]{32}\.webp")


@dataclass(frozen=True, slots=True)
class HomePage:
    """What ``site/home.html`` shows. ``ask`` is where anyone asks, "" while nobody may; ``demo`` is the manifest of the
    demo, empty where there is none.

    ``site`` is the company's own and ``phone`` its number, ``hours`` say when somebody is in, ``team`` is the title of
    the team page and ``proof`` how many promises were kept; None or "" where there is none.
    """

    ask: str
    demo: Mapping[str, Any]  # as the command `demo --json` prints it
    site: str | None
    phone: str | None
    hours: OpeningHours | None
    city: str
    team: str
    proof: ToldMeasure | None


@bp.get("/healthz")
@bp.get("/up")
@may(Access.ANYONE)
def healthz() -> Response:
    """200 while the process can serve. It asks nobody else: to start it again would mend no database.

    Platforms that run images, such as basecamp/once, know it as ``/up``.
    """
    return _plain(f"ok {__version__}")


@bp.get("/readyz")
@may(Access.ANYONE)
def readyz() -> Response:
    """200 only with a reachable database that has exactly this version's schema, else 503 and one sentence why."""
    reason = unready(db.engine)
    return _plain(reason, 503) if reason else _plain(f"ok {__version__}")


@bp.get("/checkup")
@may(Access.ANYONE, asks=())
def checkup() -> Response:
    """What we see of whoever asks, and of nobody else: by it `doctor` knows whether a proxy tells us rightly.

    ``address`` is who asks, as our log has it. Of X-Forwarded-For there is the ``first`` and how ``many`` there are.
    """
    claims = [claim.strip() for claim in request.headers.get("X-Forwarded-For", "").split(",") if claim.strip()]
    first = claims[0][:_LONGEST] if claims else ""
    seen = {"address": logged_address(), "first": first, "many": len(claims), "scheme": request.scheme}
    return Response(f"{json.dumps(seen)}\n", mimetype="application/json", headers={"Cache-Control": "no-store"})


@bp.get("/checkup/live")
@may(Access.ANYONE, asks=())
def checkup_live() -> Response:
    """What a stream shows that is only to arrive: `doctor` sees by it whether a proxy hands streams on at once."""
    return Response("<p>ok</p>\n", headers={**Live(None, "1").to_headers(), "Cache-Control": "no-store"})


def _plain(line: str, status: int = 200) -> Response:
    return Response(f"{line}\n", status, mimetype="text/plain", headers={"Cache-Control": "no-store"})


@bp.get("/brand.css")
@may(Access.ANYONE, asks=("v",))
def colours() -> Response:
    """The one colour that a company replaces, in both schemes, at an address that changes with it."""
    asked = request.args.get("v", "")
    if asked != wearing.colours_address().rpartition("=")[2]:
        wearing.look()  # another process has told of newer ones
    settings, known = public_request.settings(), wearing.colours_address().rpartition("=")[2]
    css = f":root{{--accent:light-dark({settings.accent},{settings.accent_dark})}}\n"
    caching = _FOR_GOOD if asked == known else "no-cache"
    return Response(css, mimetype="text/css", headers={"Cache-Control": caching})


@bp.get("/logo/<name>")
@may(Access.ANYONE)
def logo(name: str) -> Response:
    """The company's logo, under the name of its content, so that whoever has it never asks again."""
    found = (_LOGO.fullmatch(name) and read_logo(db.session(), name)) or abort(404)
    headers = {
        "Cache-Control": _FOR_GOOD,
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Cross-Origin-Resource-Policy": "cross-origin",  # a card stands on other sites, and feed readers show it
    }
    response = Response(found.data, mimetype="image/png", headers=headers)
    response.set_etag(name.removesuffix(".png"))
    response.make_conditional(request)
    return response


@bp.get("/photos/<name>")
@may(Access.ANYONE)
def photo(name: str) -> Response:
    """An agent's photo while it is theirs and they agree that anyone sees it.

    With the ``key`` that pages of customers and the desk have behind it, the second is not asked.
    """
    is_private = is_photo_signed(public_request.settings().secret_keys, name, request.args.get("key", ""))
    found = (_PHOTO.fullmatch(name) and read_photo(db.session(), name, in_public=not is_private)) or abort(404)
    headers = {
        "Cache-Control": "private, no-cache" if is_private else "no-cache",  # asked again each time, and mostly 304
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Cross-Origin-Resource-Policy": "cross-origin",
    }
    response = Response(found.data, mimetype="image/webp", headers=headers)
    response.set_etag(name.removesuffix(".webp"))
    response.make_conditional(request)
    return response


@bp.get("/")
@may(Access.ANYONE)
def home() -> str:
    """The front door: what this is, and where the agents go in; in a demo, in whose place one can try it."""
    links, settings = current_app.extensions.get("demo_links"), public_request.settings()
    page = HomePage(
        ask="/ask" if settings.ask else "",
        demo=links() if links else {},
        site=settings.company_site,
        phone=settings.company_phone,
        hours=tell_hours(_open(), settings.company_zone, now()),
        city=times.zone_name(settings.company_zone),
        team=heading(settings.company_name) if settings.team_page else "",
        proof=tell_measures(public_request.team())[0] if settings.team_page else None,
    )
    return render_template("site/home.html", page=page)


def _open() -> list[Span]:
    """When somebody is in; it is read once in a minute at most, however many ask."""
    at = now()
    remembered: Remembered[list[Span]] = current_app.extensions.setdefault("opening_hours", Remembered())
    return remembered.get(at, lambda: (opening_spans(db.session(), at), at + _FRESH))
