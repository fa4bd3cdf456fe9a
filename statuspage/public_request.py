"""What an address opened, for a surface: the ticket as anyone may see it, and the language that it is shown in."""

from flask import abort, current_app, g, request
from flask_babel import refresh
from werkzeug.exceptions import BadRequest

from statuspage.clock import now
from statuspage.config import Settings
from statuspage.db import db
from statuspage.domain.publication.gate import PAGE, find_letter, public_ticket
from statuspage.domain.publication.ticket import PublicTicket


def settings() -> Settings:
    """This instance's settings."""
    found: Settings = current_app.extensions["settings"]
    return found


class Unclear(BadRequest):
    """An address asks for what there is not; the description says what there is, to whoever wrote the address."""


def language(chosen: str | None = None) -> None:
    """Answer in this language, or the one that ``lang`` asks for, if any; 400 in words for one that is not offered."""
    offered = settings().languages
    chosen = request.args.get("lang", "") if chosen is None else chosen
    if chosen and chosen not in offered:
        raise Unclear(f"lang is one of: {', '.join(offered)}.")
    g.language = chosen
    refresh()


def address(scope: str, form: str = "") -> str:
    """The address of another share of the ticket that was opened, in this format; "" when it was withdrawn."""
    share = g.shares.get(scope)
    gone = share is None or share.withdrawn_at is not None
    return "" if gone else str(current_app.extensions["urls"].shared(share, form))


def ticket(before: str = "", *, limit: int = PAGE, lang: str | None = None) -> PublicTicket:
    """What may be known, with up to ``limit`` letters, from the one before that which ``before`` names.

    404 for a letter that is not shown, 410 while the public view is off. The answer is in the language ``lang``, or
    the one that the address asks for, or else in the ticket's own. ``g.looked_at`` is a choice that the customer only
    looks at, and has not made yet.
    """
    language(lang)
    session, company = db.session(), settings().company_name
    found = public_ticket(session, g.ticket_id, company, now(), limit=limit, choice=g.get("looked_at"))
    if found is not None and before:
        version = find_letter(session, found, before)
        if version is None:
            abort(404)
        found = public_ticket(session, g.ticket_id, company, now(), before=version, limit=limit)
    if found is None:
        abort(410)
    g.language = g.language or found.language
    refresh()
    return found
