"""The app: one page, at the address of a private link."""

from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Flask, abort, render_template
from flask_babel import Babel
from jinja2 import ChoiceLoader, FileSystemLoader
from markupsafe import Markup
from sqlalchemy.orm import joinedload, selectinload

from bench.naive.rows import Event, Share, Ticket, db
from bench.naive.words import STEPS, Clock, initials, iso, span
from statuspage.config import PROJECT, Settings
from statuspage.domain.markdown import render
from statuspage.domain.people.agents import availability
from statuspage.domain.people.names import first_name_in
from statuspage.domain.shares.share import Key
from statuspage.security.signing import sign, unsign

PAGE = 20
LANGUAGES = {"en": "English", "de": "Deutsch", "ar": "العربية"}


def create_naive(settings: Settings, *, is_eager: bool = False) -> Flask:
    app = Flask("naive", static_folder=str(PROJECT / "static"), static_url_path="/static")
    app.config["SQLALCHEMY_DATABASE_URI"] = settings.database_url
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(PROJECT / "statuspage" / "translations")
    here = FileSystemLoader(PROJECT / "bench" / "naive" / "templates")
    app.jinja_env.loader = ChoiceLoader([here, FileSystemLoader(PROJECT / "templates")])  # of ours only the icons
    app.jinja_env.filters |= {"iso": iso, "span": span, "initials": initials, "first_name": first_name_in}
    app.jinja_env.filters["markdown"] = lambda source: Markup(render(source))
    db.init_app(app)
    Babel(app, locale_selector=lambda: "en")

    @app.get("/t/<token>")
    def show(token: str) -> str:
        key = unsign(settings.secret_keys, "private", token)
        share = db.session.get(Share, key.share_id) if key else None
        if share is None or share.scope != "private" or share.generation != key.generation:
            abort(404)
        if share.withdrawn_at is not None:
            abort(410)
        ticket = _eagerly(share.ticket_id) if is_eager else share.ticket
        return render_template("ticket.html", **_page(ticket, f"/t/{token}", settings))

    return app


def _eagerly(ticket_id: int) -> Ticket:
    """The ticket with its events and their words, people and files, read together."""
    people = [joinedload(Ticket.owner), joinedload(Ticket.customer), joinedload(Ticket.promise)]
    events = selectinload(Ticket.events)
    words = [events.joinedload(one) for one in (Event.letter, Event.reply, Event.agent)]
    return db.session.get_one(Ticket, ticket_id, options=[*people, *words, events.selectinload(Event.files)])


def _page(ticket: Ticket, here: str, settings: Settings) -> dict[str, Any]:
    now = datetime.now(UTC)
    owner, events = ticket.owner, ticket.events
    keys = {
        share.scope: sign(settings.secret_keys, share.scope, Key(share.id, share.generation))
        for share in ticket.shares
        if share.withdrawn_at is None
    }
    there = availability(owner.hours, owner.zone, now)
    return {
        "ticket": ticket,
        "owner": owner,
        "here": here,
        "now": now,
        "clock": Clock(ticket.customer.zone, now),
        "company": settings.company_name or "Fernhill Coffee",
        "base": settings.base_url,
        "feed": keys["feed"],
        "calendar": keys["calendar"],
        "languages": LANGUAGES,
        "steps": STEPS,
        "is_in": there.is_in,
        "changes_at": there.changes_at,
        "entries": list(reversed(events))[:PAGE],
        "newest": next((event for event in reversed(events) if event.letter), None),
        "older": len(events) > PAGE,
        "drawing": _drawing(ticket, events, now),
        "settled": _settled,
        "instant": datetime.fromisoformat,
    }


def _drawing(ticket: Ticket, events: list[Event], now: datetime) -> dict[str, Any]:
    """Where everything stands between the beginning, 0, and the promise or now, 100."""
    due = ticket.promise.due_at if ticket.promise else None
    whole = (max(due or now, now) - ticket.opened_at) * 1.04

    def x(at: datetime) -> float:
        return round(100 * ((at - ticket.opened_at) / whole), 1)

    silence = None
    if ticket.longest_silence_from:
        end = ticket.longest_silence_from + timedelta(seconds=ticket.longest_silence)
        silence = {"begin": ticket.longest_silence_from, "end": end, "length": end - ticket.longest_silence_from}
    days = max(1, (now - ticket.opened_at).days // 4)
    return {
        "x": x,
        "due": due,
        "silence": silence,
        "ours": [event for event in events if event.kind == "letter"],
        "yours": [event for event in events if event.kind in ("opened", "reply")],
        "days": [ticket.opened_at + timedelta(days=days * number) for number in range(1, 4)],
        "passed": 100 * (now - ticket.promise.made_at) // (due - ticket.promise.made_at) if due else 0,
    }


def _settled(event: Event) -> dict[str, Any] | None:
    """What became of the promise before this letter, and by how much."""
    if not event.data.get("settled"):
        return None
    outcome, due = event.data["settled"][0], datetime.fromisoformat(event.data["settled"][1])
    return {"outcome": outcome, "by": abs(event.at - due)}
