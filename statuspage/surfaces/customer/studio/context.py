"""What the studio shows: the choice, its look in every form, where it may stand, its addresses, and how many look."""

from typing import Any
from zoneinfo import ZoneInfo

from flask import current_app, g, request
from flask_babel import gettext

from statuspage.clock import now
from statuspage.db import db
from statuspage.domain.people.agents import SHOWN_AS, Agent
from statuspage.domain.publication import visits
from statuspage.domain.publication.choice import PublicChoice
from statuspage.domain.reading import Reading, read_entries
from statuspage.domain.shares import verbs
from statuspage.present import people
from statuspage.present.embed.looks import HEIGHTS
from statuspage.present.embed.snippets import Snippet as Text
from statuspage.present.embed.snippets import make_snippets
from statuspage.present.pictures.badge import STYLES
from statuspage.present.reader import Reader, customer_of
from statuspage.present.visits import tell_visits
from statuspage.surfaces.customer.blueprint import Form, here, once, said
from statuspage.surfaces.customer.page import read_ticket
from statuspage.surfaces.customer.studio.addresses import addresses, log
from statuspage.surfaces.customer.studio.form import MOST, query_of, showable


def told(choice: PublicChoice | None, form: Form, code: str = "") -> dict[str, Any]:
    """Everything that the templates name. ``choice`` is what was ticked; None shows what is saved."""
    reading = read_ticket()
    reader = customer_of(reading, now())
    saved = PublicChoice.of(reading.ticket.public_choice)
    letters = _letters(reading, reader)
    versions = [letter["version"] for letter in letters]
    embed = g.shares.get("embed")
    agreed = db.session.get_one(Agent, reading.owner.id).public_as
    return {
        "here": here(),
        "once": once,
        "form": form,
        "said": said(code or request.args.get("said", "")),
        "ticket": reading.ticket,
        "is_on": reading.ticket.published_at is not None,
        "is_saved": choice is None or choice == saved,
        "choice": choice or saved,
        "owners": SHOWN_AS[: SHOWN_AS.index(agreed) + 1],
        "owner_shown": _less((choice or saved).owner, agreed),
        "owner_hint": _owner_hint(people.first_name(reading.owner), agreed),
        "letters": letters,
        "query": query_of(showable(choice or saved), versions),
        "saved_query": query_of(saved, versions),
        "heights": HEIGHTS,
        "badges": {name: style.height for name, style in STYLES.items()},
        "sites": embed.sites if embed is not None else [],
        "addresses": addresses(g.shares),
        "log": log(verbs.history(db.session(), reading.ticket.id), reader),
        **_texts(reading),
        **_looks(reading, reader),
    }


def _less(chosen: str, agreed: str) -> str:
    """The less of what both sides say; nothing while the form was answered with nonsense."""
    return min(chosen, agreed, key=SHOWN_AS.index) if chosen in SHOWN_AS else ""


def _owner_hint(name: str, agreed: str) -> str:
    """What the owner has not agreed to, if anything."""
    if agreed == "nobody":
        return gettext("%(name)s has not agreed to be named in public, so others read “someone”.", name=name)
    return gettext("%(name)s has agreed to be named, without a photo.", name=name) if agreed == "name" else ""


def _letters(reading: Reading, reader: Reader) -> list[dict[str, Any]]:
    """The letters that their writers let others read, newest first."""
    entries = read_entries(db.session(), reading.ticket.id, limit=MOST, kinds=("letter",))
    return [
        {
            "version": entry.version,
            "name": people.first_name(entry.by) if entry.by else "",
            "at_text": reader.moment(entry.at),
            "html": entry.html,
        }
        for entry in entries
        if entry.is_public
    ]


def _texts(reading: Reading) -> dict[str, Any]:
    """The ``texts`` to copy, and what to ask the preview for to show each as an example."""
    if reading.ticket.published_at is None:
        return {"texts": None}
    is_named = PublicChoice.of(reading.ticket.public_choice).company
    company = current_app.extensions["settings"].company_name if is_named else ""
    found = make_snippets(current_app.extensions["urls"], g.shares, company)
    if found is None:
        return {"texts": None}
    return {"texts": found, "examples": {form.key: f"view={_view(form)}" for form in found.forms}}


def _looks(reading: Reading, reader: Reader) -> dict[str, Any]:
    """How many look, once there is anything to look at."""
    if "public" not in g.shares:
        return {"is_counted": False}
    today = reader.now.astimezone(ZoneInfo(current_app.extensions["settings"].company_zone)).date()
    days = visits.visits_by_day(db.session(), reading.ticket.id, today)
    return {
        "is_counted": True,
        "looks": tell_visits(days, visits.count_followers(db.session(), reading.ticket.id, today), reader),
    }


def _view(form: Text) -> str:
    if form.kind == "card":
        return "card"
    for ending, view in (("/qr.svg", "qr"), ("/picture.png", "picture"), (".png", "badge_png")):
        if form.example.endswith(ending):
            return view
    return "badge"
