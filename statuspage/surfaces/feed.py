"""The two feeds of a ticket: the customer's own, and the public one. Each is a key of its own, and shows no other."""

from urllib.parse import urlencode

from flask import Blueprint, Response, abort, current_app, g, request
from flask_babel import refresh

from statuspage.cacheable import answer
from statuspage.clock import now
from statuspage.config import Settings
from statuspage.db import db
from statuspage.domain.public import name, named, public_ticket
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
        title=f"{told.ticket.subject} · {_settings().company_name}",
        language=languages.tag(),
        author=_settings().company_name,
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
    settings, session, before, lang = (
        _settings(),
        db.session(),
        request.args.get("before", ""),
        request.args.get("lang", ""),
    )
    if lang and lang not in settings.languages:
        abort(400)
    ticket = public_ticket(session, g.ticket_id, settings.company_name, now(), limit=PAGE)
    version = named(session, ticket, before) if ticket and before else None
    if before and version is None:
        abort(404)
    if before:
        ticket = public_ticket(session, g.ticket_id, settings.company_name, now(), before=version, limit=PAGE)
    if ticket is None:
        abort(410)
    g.language = lang or ticket.language
    refresh()
    reader = atom.Dated(settings.company_zone, now(), glance.reader_of(settings.company_zone, now()).customer)
    page = current_app.extensions["urls"].shared(g.shares["public"])
    last = name(ticket.seed, "letter", ticket.updates[-1].version) if ticket.older else ""
    feed = atom.Feed(
        name=f"public/{name(ticket.seed, 'public')}",
        title=ticket.title or glance.about(ticket),
        language=languages.tag(),
        author=ticket.company,
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


def _settings() -> Settings:
    found: Settings = current_app.extensions["settings"]
    return found
