"""The two feeds of a ticket: the customer's own, and the public one. Each is a key of its own, and shows no other."""

from urllib.parse import urlencode

from flask import Blueprint, Response, abort, current_app, g, request
from flask_babel import refresh

from statuspage import opened
from statuspage.cacheable import answer
from statuspage.clock import now
from statuspage.db import db
from statuspage.domain.public import name
from statuspage.present import atom, glance, languages, news
from statuspage.security.access import Access, may

bp = Blueprint("feed", __name__)
PAGE = 20  # entries


@bp.get("/f/<token>.atom")
@may(Access.FEED)
def private(token: str) -> Response:
    """Everything that was written to the customer, for nobody else. It names no other address of theirs."""
    before = request.args.get("before", "")
    if before and not (before.isdecimal() and len(before) < 10):
        abort(400)
    told = news.private(db.session(), g.ticket_id, now(), before=int(before) if before else None, limit=PAGE)
    g.language = told.language
    refresh()
    entries, older = told.entries()
    feed = atom.Feed(
        name=f"ticket/{name(told.ticket.seed, 'feed')}",
        title=f"{told.ticket.subject} · {opened.settings().company_name}",
        language=languages.tag(),
        author=opened.settings().company_name,
        updated=told.ticket.opened_at,
        address=_address(before=before),
        icon=_icon(),
        older=_address(before=str(older)) if older else "",
    )
    return _answer(feed, entries, None)


@bp.get("/pf/<token>.atom")
@may(Access.PUBLIC_FEED)
def public(token: str) -> Response:
    """What is public, and nothing that happened in private."""
    before, lang, company_zone = (
        request.args.get("before", ""),
        request.args.get("lang", ""),
        opened.settings().company_zone,
    )
    ticket = opened.ticket(before)
    reader = atom.Dated(company_zone, now(), glance.reader_of(company_zone, now()).customer)
    page = opened.address("public")
    last = name(ticket.seed, "letter", ticket.updates[-1].version) if ticket.older else ""
    feed = atom.Feed(
        name=f"public/{name(ticket.seed, 'public')}",
        title=ticket.title or glance.about(ticket),
        language=languages.tag(),
        author=ticket.company or glance.someone(ticket),
        updated=ticket.updated_at,
        address=_address(before=before, lang=lang),
        icon=_icon(),
        page=page,
        older=_address(before=last, lang=lang) if last else "",
    )
    return _answer(feed, news.public(ticket, reader, page, first=not before), (ticket.ticket_id, ticket.changes_at))


def _answer(feed: atom.Feed, entries: list[atom.Entry], snapshot: news.Snapshot) -> Response:
    body = atom.document(feed, entries, current_app.extensions["urls"].base)
    newest = max([feed.updated, *(entry.at for entry in entries)])
    return answer(body, atom.MIMETYPE, modified=newest, snapshot=snapshot)


def _address(**query: str) -> str:
    """This feed's own address, with what of the query makes another document."""
    address = str(current_app.extensions["urls"].shared(g.share))
    given = {key: value for key, value in query.items() if value}
    return f"{address}?{urlencode(given)}" if given else address


def _icon() -> str:
    return f"{current_app.extensions['urls'].base}/static/mark.svg"
