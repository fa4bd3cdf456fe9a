"""What a public surface reads for a request: the ticket as anyone may see it, its addresses, and in which language.

Here alone it is decided where that is read: at a replica, where there are any and whoever asks is anyone.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TypeVar

from flask import abort, current_app, g, request
from sqlalchemy.orm import Session
from werkzeug.exceptions import BadRequest

from statuspage.cacheable import Remembered
from statuspage.clock import now
from statuspage.config import Settings
from statuspage.db import db
from statuspage.domain.outbox import is_of_the_demo
from statuspage.domain.people.photos import Photo
from statuspage.domain.publication.choice import PublicChoice
from statuspage.domain.publication.gate import PAGE, find_letter, public_ticket
from statuspage.domain.publication.ticket import PublicTicket
from statuspage.domain.shares.scopes import SCOPES
from statuspage.domain.team.figures import TeamFigures, team_figures
from statuspage.domain.validation import known_zones
from statuspage.present import languages, mailing
from statuspage.present.glance import reader_of
from statuspage.present.mailing import MailWay
from statuspage.present.public_addresses import PublicAddresses, public_addresses
from statuspage.present.reader import Reader
from statuspage.replicas import Reads, Replicas
from statuspage.security import sessions
from statuspage.security.access import OpenedShare
from statuspage.urls import Urls

FRESH = timedelta(minutes=10)  # for so long the team's figures are not counted anew
Found = TypeVar("Found")


class Unclear(BadRequest):
    """An address asks for something unknown. The description tells whoever wrote the address what can be asked for."""


def settings() -> Settings:
    """This instance's settings."""
    found: Settings = current_app.extensions["settings"]
    return found


def urls() -> Urls:
    """This instance's addresses."""
    found: Urls = current_app.extensions["urls"]
    return found


def zone_or_ours(named: str) -> str:
    """The zone that a browser named, if we know it; else the company's."""
    return named if named in known_zones() else settings().company_zone


def reader() -> Reader:
    """Anyone, now, by the company's clock. Ask once it is known in which language the answer is."""
    return reader_of(settings().company_zone, now())


def addresses(opened: OpenedShare) -> PublicAddresses:
    """Where else the ticket can be seen that this share is for."""
    return public_addresses(urls(), opened.shares, by_mail=way_of_mails(opened.ticket_id).is_there)


def way_of_mails(ticket_id: int) -> MailWay:
    """What becomes of the mails about this ticket."""
    has_demo = settings().demo and is_of_the_demo(db.session(), ticket_id, None)
    return mailing.way(is_demo=has_demo)


def language(chosen: str | None = None) -> str:
    """Answer in this language, or in the one that ``lang`` asks for; "" leaves it to the browser.

    400 in words for a language that is not offered.
    """
    offered = settings().languages
    chosen = request.args.get("lang", "") if chosen is None else chosen
    if chosen and chosen not in offered:
        raise Unclear(f"lang is one of: {', '.join(offered)}.")
    languages.speak(chosen)
    return chosen


def ticket(
    opened: OpenedShare,
    *,
    before: str = "",
    limit: int = PAGE,
    lang: str | None = None,
    choice: PublicChoice | None = None,
) -> PublicTicket:
    """What anyone may know of the ticket that was opened, with up to ``limit`` letters: the newest of them, or those
    before the letter with the name ``before``.

    404 for a letter that is not shown, 410 while the public view is off. The answer is in the language ``lang``, or in
    the one that the address asks for, or else in the customer's. ``choice`` is one that the customer only tries out: it
    is shown whether or not the view is on.
    """
    chosen = language(lang)
    found = read(opened, lambda session: _ticket(session, opened.ticket_id, before, limit, choice))
    if found is None:
        abort(410)
    if not chosen:
        languages.speak(found.language)
    return found


def _ticket(
    session: Session, ticket_id: int, before: str, limit: int, choice: PublicChoice | None
) -> PublicTicket | None:
    company = settings().company_name
    found = public_ticket(session, ticket_id, company, now(), limit=limit, choice=choice)
    if found is None or not before:
        return found
    version = find_letter(session, found, before)
    if version is None:
        abort(404)
    return public_ticket(session, ticket_id, company, now(), before=version, limit=limit)


def read(opened: OpenedShare, question: Callable[[Session], Found]) -> Found:
    """What this question finds about the ticket that was opened; it may be asked twice.

    Whoever writes, is signed in, or came with a private key reads at the primary.
    """
    replicas: Replicas | None = current_app.extensions.get("replicas")
    is_anyone = SCOPES[opened.share.scope].is_public and request.method in ("GET", "HEAD")
    if replicas is None or not is_anyone or sessions.cookie_name() in request.cookies:
        return question(db.session())
    begun: dict[int, Reads] = g.setdefault("reads", {})
    if opened.ticket_id not in begun:
        begun[opened.ticket_id] = replicas.of_ticket(opened.ticket_id, opened.public_version)
    return begun[opened.ticket_id].ask(question)


def team() -> TeamFigures:
    """The figures of the team, counted anew once in ten minutes at most, however many ask."""

    def make() -> tuple[TeamFigures, datetime]:
        replicas: Replicas | None = current_app.extensions.get("replicas")
        reads = g.setdefault("reads", {}).setdefault(0, replicas.of_team()) if replicas else Reads()
        made = reads.ask(lambda session: team_figures(session, settings().company_zone, at))
        return made, min(at + FRESH, made.ends_at[-1] + timedelta(days=7))

    at = now()
    remembered: Remembered[TeamFigures] = current_app.extensions.setdefault("team", Remembered())
    return remembered.get(at, make)


def photo(opened: OpenedShare, ticket: PublicTicket) -> bytes | None:
    """The uploaded photo of the owner, as WebP; None where there is none, or the customer does not show it."""
    file = ticket.owner.photo if ticket.owner else ""
    found = read(opened, lambda session: session.get(Photo, file)) if file.endswith(".webp") else None
    return found.data if found else None
