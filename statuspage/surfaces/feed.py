"""The two feeds of a ticket: the customer's own, and the public one. Each is a key of its own, and shows no other.

Each is written as Atom and as JSON Feed, and has archive pages that stand still (``?archive=<number>``, the oldest 1).
"""

from dataclasses import replace
from datetime import datetime
from types import ModuleType
from urllib.parse import urlencode

from flask import Blueprint, Response, abort, current_app, g, redirect, request
from flask_babel import refresh
from werkzeug.wrappers import Response as Answer

from statuspage import public_request
from statuspage.cacheable import answer
from statuspage.clock import now
from statuspage.db import db
from statuspage.domain.opaque_ids import opaque_id
from statuspage.domain.publication import archives
from statuspage.present import glance, languages
from statuspage.present.feeds import atom, json
from statuspage.present.feeds import private as news
from statuspage.present.feeds import public as public_news
from statuspage.present.feeds.feed import Dated, Feed, FeedEntry, newest
from statuspage.protocol import Snapshot
from statuspage.security.access import Access, may, opened

bp = Blueprint("feed", __name__)
_WRITERS: dict[str, ModuleType] = {"atom": atom, "json": json}


@bp.get("/f/<token>.atom")
@bp.get("/f/<token>.json")
@may(Access.FEED)
def private(token: str) -> Answer:
    """Everything that was written to the customer, for nobody else. It names no other address of theirs."""
    page = _page()
    told = news.private(db.session(), g.ticket_id, now(), page)
    if page is not None and page > told.pages:
        return _not_closed(page, told.pages)
    g.language = told.language
    refresh()
    company = public_request.settings().company_name
    feed = Feed(
        name=f"ticket/{opaque_id(told.ticket.seed, 'feed')}",
        title=f"{told.ticket.subject} · {company}",
        language=languages.tag(),
        author=company,
        updated=told.ticket.opened_at,
        icon=_icon(),
        **_places(page, told.pages),
    )
    return _answer(feed, told.entries())


@bp.get("/pf/<token>.atom")
@bp.get("/pf/<token>.json")
@may(Access.PUBLIC_FEED)
def public(token: str) -> Answer:
    """What is public, and nothing that happened in private."""
    public_request.language()
    page, shelf = _page(), archives.shelf(db.session(), g.ticket_id)
    if page is not None and page > shelf.pages:
        return _not_closed(page, shelf.pages)
    if page is None:
        ticket = public_request.ticket(limit=shelf.newest)
    else:
        ticket = public_request.ticket(archives.follower(db.session(), g.ticket_id, shelf, page), limit=archives.PAGE)
    zone = public_request.settings().company_zone
    reader = Dated(zone, now(), glance.reader_of(zone, now()).customer)
    home = public_request.address("public")
    feed = Feed(
        name=f"public/{opaque_id(ticket.seed, 'public')}",
        title=ticket.title or glance.about(ticket if page is None else replace(ticket, owner=None)),  # it stands still
        language=languages.tag(),
        author=ticket.company or glance.someone(ticket),
        updated=ticket.updated_at if page is None else ticket.letters[0].at,
        icon=_icon(),
        page=home,
        hub="" if request.query_string else public_request.settings().websub_hub or "",
        **_places(page, shelf.pages),
    )
    entries = public_news.entries(ticket, reader, home, first=page is None)
    return _answer(feed, entries, ticket.chosen_at, snapshot=opened().snapshot(ticket.changes_at))


def _answer(feed: Feed, entries: list[FeedEntry], *since: datetime, snapshot: Snapshot | None = None) -> Response:
    """The document. Before ``since`` it may have read differently, however old its entries are."""
    writer = _WRITERS[_form()]
    body = writer.document(feed, entries, current_app.extensions["urls"].base)
    modified, visit = max([newest(feed, entries), *since]), opened().visit(writer.MIMETYPE)
    response = answer(body, writer.MIMETYPE, modified=modified, snapshot=snapshot, visit=visit)
    if feed.hub:
        response.headers["Link"] = f'<{feed.hub}>; rel="hub", <{feed.address}>; rel="self"'  # WebSub, section 4
    return response


def _form() -> str:
    """In which format this was asked for."""
    return request.path.rpartition(".")[2]


def _page() -> int | None:
    """The closed page that is asked for; None for the newest, 400 for what is no page, 404 for one that cannot be."""
    asked = request.args.get("archive", "")
    if not asked:
        return None
    if not (asked.isascii() and asked.isdecimal() and len(asked) < 10 and asked[0] != "0"):
        raise public_request.Unclear("archive is the number of a closed page, from 1.")
    return int(asked)


def _not_closed(page: int, pages: int) -> Answer:
    """The page after the last closed one is the feed itself so far; those after it are nowhere."""
    if page > pages + 1:
        abort(404)
    return redirect(_address())


def _places(page: int | None, pages: int) -> dict[str, str]:
    """Where this document is, and where the ones before and after it are. It always says the same of a closed page."""
    older = pages if page is None else page - 1
    return {
        "address": _address(page),
        "older": _address(older) if older else "",
        "newer": _address(page + 1) if page else "",
        "current": _address() if page else "",
    }


def _address(page: int | None = None) -> str:
    """A page of this feed, in the language asked for."""
    address = current_app.extensions["urls"].shared(g.share, _form())
    query = {"lang": request.args.get("lang", "") if g.share.scope == "public_feed" else "", "archive": page or ""}
    given = {key: value for key, value in query.items() if value}
    return f"{address}?{urlencode(given)}" if given else address


def _icon() -> str:
    return f"{current_app.extensions['urls'].base}/static/mark.svg"
