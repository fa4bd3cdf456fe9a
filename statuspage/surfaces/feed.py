"""The two feeds of a ticket: the customer's own, and the public one. Each is a key of its own, and names no other.

Each is written as Atom and as JSON Feed; a browser gets a page that says what it is. Which entries its archive pages
have never changes (``?archive=<number>``; 1 is the oldest), and what they say only where a letter is corrected. Only a
page that is closed has such an address, so that whatever answers there names itself.
"""

from dataclasses import replace
from datetime import datetime
from urllib.parse import urlencode

from flask import Blueprint, Response, abort, request

from statuspage import negotiation, public_request, wearing
from statuspage.cacheable import answer, changed_last
from statuspage.clock import now
from statuspage.db import db
from statuspage.domain.opaque_ids import opaque_id
from statuspage.domain.publication import archives
from statuspage.domain.publication.gate import corrected_before
from statuspage.domain.publication.ticket import PublicLetter, PublicTicket
from statuspage.forms import number
from statuspage.present import glance, languages
from statuspage.present.feeds import private as private_feed
from statuspage.present.feeds import public as public_feed
from statuspage.present.feeds.feed import Dated, Feed, FeedEntry, FeedLinks, newest
from statuspage.present.feeds.formats import FORMATS
from statuspage.present.feeds.landing import render_landing
from statuspage.protocol import Snapshot
from statuspage.security.access import Access, OpenedShare, may, opened
from statuspage.security.headers import DRESSES

bp = Blueprint("feed", __name__)
LAST_PAGE = 999_999_999


@bp.get("/f/<token>.atom")
@bp.get("/f/<token>.json")
@may(Access.FEED)
def private(token: str) -> Response:
    """Everything that was written to the customer, for them or a companion. It names none of their other addresses."""
    share, page = opened(), _page()
    news = private_feed.read_news(db.session(), share.ticket_id, now(), page, share.share.companion_id)
    _must_be_closed(page, news.pages)
    languages.speak(news.language)
    company = public_request.settings().company_name
    feed = Feed(
        name=f"ticket/{opaque_id(news.ticket.seed, 'feed')}",
        title=f"{news.ticket.subject} · {company}",
        language=languages.tag(),
        author=company,
        updated=news.ticket.opened_at,
        icon=_icon(is_shown=True),
        links=_links(share, page, news.pages),
    )
    return _answer(share, feed, news.entries(company), zone=news.reader.zone)


@bp.get("/pf/<token>.atom")
@bp.get("/pf/<token>.json")
@may(Access.PUBLIC_FEED, asks=("archive", "lang"))
def public(token: str) -> Response:
    """What is public, and nothing that happened in private."""
    share = opened()
    public_request.language()
    page = _page()
    shelf = public_request.read(share, lambda session: archives.shelf(session, share.ticket_id))
    _must_be_closed(page, shelf.pages)
    ticket = _ticket(share, page, shelf)
    zone, home = public_request.settings().company_zone, public_request.addresses(share).page
    feed = Feed(
        name=f"public/{opaque_id(ticket.seed, 'public')}",
        title=ticket.title or glance.about(ticket if page is None else replace(ticket, owner=None)),  # it never changes
        language=languages.tag(),
        author=ticket.company or glance.someone(ticket),
        updated=ticket.updated_at if page is None else ticket.letters[0].at,
        icon=_icon(is_shown=bool(ticket.company)),
        page=home,
        hub="" if request.query_string else public_request.settings().websub_hub or "",
        links=_links(share, page, shelf.pages),
    )
    reader = Dated(zone, now(), public_request.reader().customer)
    corrected = _corrected(share, ticket, shelf) if page is None else ()
    entries = public_feed.entries(ticket, reader, home, first=page is None, corrected=corrected)
    return _answer(share, feed, entries, ticket.chosen_at, zone=zone, snapshot=share.snapshot(ticket.changes_at))


def _ticket(share: OpenedShare, page: int | None, shelf: archives.Shelf) -> PublicTicket:
    """The ticket with the letters of this closed page, or with those after all closed pages."""
    if page is None:
        return public_request.ticket(share, limit=shelf.newest)
    before = public_request.read(share, lambda session: archives.follower(session, share.ticket_id, shelf, page))
    return public_request.ticket(share, before=before, limit=archives.PAGE)


def _corrected(share: OpenedShare, ticket: PublicTicket, shelf: archives.Shelf) -> tuple[PublicLetter, ...]:
    """The newest corrections on closed pages: who reads the feed has those pages already (RFC 5005, section 4)."""
    if not shelf.pages or not ticket.letters:
        return ()
    oldest = ticket.letters[-1].version
    return public_request.read(share, lambda session: corrected_before(session, ticket, oldest, archives.KEEP))


def _answer(
    share: OpenedShare,
    feed: Feed,
    entries: list[FeedEntry],
    *since: datetime,
    zone: str,
    snapshot: Snapshot | None = None,
) -> Response:
    """The document, or for a browser the page that says what it is, with dates by the clock of this ``zone``.

    Before ``since`` the document may have read differently, however old its entries are.
    """
    if negotiation.wants_page():
        return _landing(feed, entries, zone, snapshot)
    written = FORMATS[_format()]
    body = written.document(feed, entries, public_request.urls().base)
    told = changed_last(entry.updated for entry in reversed(entries))
    modified, visit = max([newest(feed, entries), *since, *([told] if told else [])]), share.visit(written.mimetype)
    response = answer(body, written.mimetype, modified=modified, snapshot=snapshot, visit=visit)
    if feed.hub:  # WebSub, section 4
        response.headers["Link"] = f'<{feed.hub}>; rel="hub", <{feed.links.address}>; rel="self"'
    return negotiation.by_accept(response)


def _landing(feed: Feed, entries: list[FeedEntry], zone: str, snapshot: Snapshot | None) -> Response:
    body = render_landing(feed, entries, zone, is_private=snapshot is None)
    response = answer(body, "text/html", snapshot=snapshot)
    response.headers["Content-Security-Policy"] = DRESSES["public page" if snapshot else "private page"].policy
    return negotiation.by_accept(response)


def _format() -> str:
    """In which format the feed was asked for: atom or json."""
    return request.path.rpartition(".")[2]


def _page() -> int | None:
    """The number of the closed page that is asked for, None for the newest; 400 in words for what is no number."""
    asked = request.args.get("archive", "")
    if not asked:
        return None
    page = number(asked, LAST_PAGE)
    if page is None or asked.startswith("0"):
        raise public_request.Unclear("archive is the number of a closed page, from 1.")
    return page


def _must_be_closed(page: int | None, pages: int) -> None:
    """Refuse the number of a page that is not closed yet (404): what would be on it stands in the feed itself."""
    if page is not None and page > pages:
        abort(404)


def _links(share: OpenedShare, page: int | None, pages: int) -> FeedLinks:
    """The addresses of this document and of its neighbours. Of a closed page, only ``newer`` changes, and only once."""
    older = pages if page is None else page - 1
    return FeedLinks(
        address=_address(share, page),
        older=_address(share, older) if older else "",
        newer=_address(share, page + 1) if page and page < pages else "",
        current=_address(share) if page else "",
    )


def _address(opened_share: OpenedShare, page: int | None = None) -> str:
    """The address of a page of this feed, in the language and in the format that was asked for."""
    share = opened_share.share
    address = public_request.urls().shared(share, _format())
    query = {"lang": request.args.get("lang", "") if share.scope == "public_feed" else "", "archive": page or ""}
    given = {key: value for key, value in query.items() if value}
    return f"{address}?{urlencode(given)}" if given else address


def _icon(*, is_shown: bool) -> str:
    """The company's logo, where the company may be shown; else our mark."""
    logo = wearing.logo_address() if is_shown else ""
    return f"{public_request.urls().base}{logo or '/static/mark.svg'}"
